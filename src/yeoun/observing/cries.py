"""Laughs and sobs: voiced notes in chains, also inside what the voice detector calls speech.

A laugh is at least four short notes at a steady pace (Provine and Yong 1991: notes of 75 ms every 210..218 ms), with
deep valleys between them and little change of pitch; syllables come as fast but the valleys are shallow. A sob is at
least three falls of the voice, with a breath drawn in after most of them; sad slow speech has the falls without the
breaths. Thresholds are our choice (perception-and-emotion, 3.2).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from yeoun.model.observed import Event, EventKind
from yeoun.observing.features import BRIGHT, CENTROID, MID, VOWEL
from yeoun.observing.segments import LEAST, MOST, Hearing, runs_of, trap
from yeoun.units.time import Seconds

OBSERVER = "voice rules"
NOTE_S = (0.03, 0.17)
LAUGH_EVERY_S = (0.13, 0.30)
FALL_S = (0.15, 1.0)
FALL_GAP_S = 1.2


@dataclass(frozen=True, slots=True)
class Note:
    """A voiced stretch. `fall_semitones` is its pitch at the end against its start (negative falls)."""

    start_s: float
    end_s: float
    hertz: float
    level_db: float
    fall_semitones: float
    fall_db: float
    valley_db: float     # how far the level sinks before the next sound, dB under the note


def cries_in(hearing: Hearing) -> list[Event]:
    """Laughs and sobs, earliest first; nothing is looked for under music."""
    sobs = _sobs(hearing, _notes(hearing, 0.5, 12.0))
    laughs = [laugh for laugh in _laughs(_notes(hearing, 0.6, 8.0))
              if not any(laugh.at_s < sob.until_s and sob.at_s < laugh.until_s for sob in sobs)]
    return sorted([*sobs, *laughs], key=lambda event: event.at_s)


def _notes(hearing: Hearing, sure: float, depth_db: float) -> list[Note]:
    """Stretches of voice between dips of the level: a note ends where it has sunk by depth_db."""
    vowel = ndimage.uniform_filter1d(hearing.features[:, VOWEL], 2)
    if not len(vowel):
        return []
    local = ndimage.maximum_filter1d(vowel, 31)
    over = (vowel > local - depth_db) & (vowel > hearing.floor + 8.0) & ~hearing.musical
    notes = []
    for start, end in runs_of(over):
        voiced = hearing.pitch_sure[start:end] > sure
        if end - start >= 3 and voiced.mean() > 0.4 and voiced.sum() >= 2:
            notes.append(_note(hearing, start, end, voiced))
    return notes


def _note(hearing: Hearing, start: int, end: int, voiced: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Note:
    pitch = np.log2(np.maximum(hearing.pitch[start:end][voiced], 40.0)) * 12
    level = hearing.features[start:end, VOWEL]
    third = max(1, len(pitch) // 3)
    half = max(1, len(level) // 2)
    after = hearing.features[end:end + 10, VOWEL]
    return Note(start / 100, end / 100, float(2 ** (np.median(pitch) / 12)), float(level.max()),
                float(np.median(pitch[-third:]) - np.median(pitch[:third])),
                float(level[half:].mean() - level[:half].mean()),
                float(level.max() - after.min()) if len(after) else 40.0)


def _laughs(notes: Sequence[Note]) -> list[Event]:
    chains: list[list[Note]] = []
    for note in notes:
        if not NOTE_S[0] <= note.end_s - note.start_s <= NOTE_S[1]:
            continue
        last = chains[-1][-1] if chains else None
        if last and LAUGH_EVERY_S[0] <= note.start_s - last.start_s <= LAUGH_EVERY_S[1]:
            chains[-1].append(note)
        else:
            chains.append([note])
    return [event for chain in chains if len(chain) >= 4 and (event := _laugh(chain)) is not None]


def _laugh(chain: Sequence[Note]) -> Event | None:
    every = np.diff([note.start_s for note in chain])
    pitch = np.log2([note.hertz for note in chain]) * 12
    spread = float(every.std() / every.mean())
    valley = float(np.median([note.valley_db for note in chain[:-1]]))
    duty = float(np.mean([note.end_s - note.start_s for note in chain]) / every.mean())    # syllables fill their time
    bend = float(np.mean([abs(note.fall_semitones) for note in chain]))
    sure = (trap(duty, 0.05, 0.1, 0.45, 0.62) * trap(bend, -1, -0.5, 0.8, 2.2)
            * trap(spread, -1, -0.5, 0.15, 0.3) * trap(valley, 7, 12, 90, 100)
            * trap(float(pitch.std()), -1, -0.5, 2.0, 4.0)
            * trap(float(every.mean()), 0.13, 0.16, 0.26, 0.30) * min(1.0, len(chain) / 5))
    if sure < LEAST:
        return None
    return _event(EventKind.LAUGH, chain[0].start_s, chain[-1].end_s, sure, round(60.0 / float(every.mean()), 1))


def _sobs(hearing: Hearing, notes: Sequence[Note]) -> list[Event]:
    chains: list[list[Note]] = []
    for note in notes:
        is_fall = (FALL_S[0] <= note.end_s - note.start_s <= FALL_S[1] and note.fall_semitones <= -1.2
                   and note.fall_db < 0)
        if not is_fall:
            continue
        last = chains[-1][-1] if chains else None
        if last and note.start_s - last.end_s <= FALL_GAP_S:
            chains[-1].append(note)
        else:
            chains.append([note])
    return [event for chain in chains if len(chain) >= 3 and (event := _sob(hearing, chain)) is not None]


def _sob(hearing: Hearing, chain: Sequence[Note]) -> Event | None:
    drawn = [_breath_after(hearing, note, following) for note, following in zip(chain, [*chain[1:], None], strict=True)]
    share = sum(drawn) / len(chain)
    fall = float(np.median([note.fall_semitones for note in chain]))
    sure = trap(share, 0.45, 0.6, 1.0, 1.1) * trap(fall, -14, -10, -2.0, -1.0) * min(1.0, len(chain) / 4)
    if sure < LEAST:
        return None
    return _event(EventKind.SOB, chain[0].start_s, chain[-1].end_s + (0.5 if drawn[-1] else 0.0), sure)


def _breath_after(hearing: Hearing, note: Note, following: Note | None) -> bool:
    """Whether at least 100 ms of bright, unvoiced noise follow a note before the next."""
    start = round(note.end_s * 100)
    end = min(start + 90, round(following.start_s * 100) if following else start + 90, len(hearing.floor))
    rows = hearing.features[start:end]
    noisy = ((rows[:, BRIGHT] > hearing.floor[start:end] + 6.0) & (hearing.pitch_sure[start:end] < 0.5)
             & (rows[:, CENTROID] > 1500) & (rows[:, BRIGHT] > rows[:, MID] + 3.0))
    return any(last - first >= 10 for first, last in runs_of(noisy))


def _event(kind: EventKind, start: float, end: float, sure: float, rate: float | None = None) -> Event:
    return Event(kind, Seconds(round(start, 3)), Seconds(round(end, 3)), round(min(MOST, sure), 3), OBSERVER, rate)
