"""Music that gives way to words, solved line by line.

Idea: no compressor listens; for every stretch of speech the depth is solved that leaves the words their 10 LU, first by
a bell at 1-4 kHz, then by level, never deeper than the players allow. Depths become plain automation: look-ahead,
hold, release, straight in decibels. In a silence the automation stands still while a tail rings, so that what rings
only falls. Sources: Torcoli et al. 2019 (10 LU); the other figures are our choice.
"""

from dataclasses import dataclass
from itertools import zip_longest

import numpy as np
from numpy.typing import NDArray

from yeoun.mixing.survey import HOP, Survey
from yeoun.mixing.voices import Voice
from yeoun.mixing.words import UNHEARD_LUFS, Words
from yeoun.model.mixed import Duck, Placement
from yeoun.units.loudness import Energies, in_lufs, over_spans
from yeoun.units.time import Seconds

WISHED_LU = 10.0       # words over music
MARGIN_LU = 0.4        # groups that move together are louder than their energies say
BELL_DB = 4.0          # the bell goes first, this deep at most
STEP_DB = 0.5
AHEAD_S, RELEASE_S, BRIDGED_S = 0.2, 0.8, 0.7
EVERY_S = HOP / 48_000.0
FULL, BELL = "full", "1000-4000"


@dataclass(frozen=True, slots=True)
class Depth:
    """How far the music gives way under one stretch of speech, in positive decibels."""

    words: Words
    bell_db: float
    level_db: float


@dataclass(frozen=True, slots=True, eq=False)
class Ducking:
    """Automation as curves in decibels (0 or less), one value every 10 ms."""

    bell: NDArray[np.float64]
    level: dict[str, NDArray[np.float64]]
    depths: tuple[Depth, ...]


def most_of(voices: tuple[Voice, ...]) -> dict[str, float]:
    """How deep each group may go: its most patient dry part; room and air follow the deepest of all."""
    dry: dict[str, float] = {}
    for voice in voices:
        if voice.is_dry:
            dry[voice.group] = max(dry.get(voice.group, 0.0), voice.stem.duck_db)
    deepest = max(dry.values(), default=0.0)
    return {voice.group: dry.get(voice.group, deepest) for voice in voices}


def music_under(seen: Survey, words: Words, gain: float, bell_db: float, level_db: float,
                most: dict[str, float]) -> float:
    """Mean K-weighted square of the music under a stretch of speech at given depths."""
    first = int(words.start_s / EVERY_S + 0.5)
    last = max(first + 1, int(words.end_s / EVERY_S + 0.5))
    cut = 10.0 ** (-bell_db / 20.0) - 1.0
    total = 0.0
    for group in seen.groups:
        level = 10.0 ** (-min(level_db, most[group]) / 10.0)
        plain, cross, band = (float(part[group][first:last].sum()) for part in (seen.plain, seen.cross, seen.band))
        total += level * (plain + 2.0 * cut * cross + cut * cut * band)
    return max(0.0, total) * gain * gain / ((last - first) * HOP)


def words_level(spoken: Energies, words: Words) -> float | None:
    """Loudness of a stretch of speech; None where nothing is heard."""
    level = over_spans(spoken, HOP, [(words.start_s, words.end_s)])
    return level if level is not None and level > UNHEARD_LUFS else None


def ratio(spoken: Energies, seen: Survey, words: Words, gain: float, bell_db: float, level_db: float,
          most: dict[str, float]) -> float | None:
    """Words over music in LU at given depths; None without words or without music."""
    above = words_level(spoken, words)
    below = in_lufs(music_under(seen, words, gain, bell_db, level_db, most))
    return None if above is None or below is None else above - below


def solve(seen: Survey, words: tuple[Words, ...], gain: float, wished_lu: float,
          most: dict[str, float]) -> tuple[Depth, ...]:
    """The least depth under every stretch of speech that leaves the words `wished_lu`, as far as the players allow."""
    if seen.words is None:
        return ()
    deepest = max(most.values(), default=0.0)
    depths = []
    for stretch in words:
        plain = ratio(seen.words, seen, stretch, gain, 0.0, 0.0, most)
        if plain is None or deepest == 0.0 or plain >= wished_lu + MARGIN_LU:
            continue
        bell = level = 0.0
        while bell < min(BELL_DB, deepest) and _lacks(seen, stretch, gain, bell, level, most, wished_lu):
            bell += STEP_DB
        while level < deepest and _lacks(seen, stretch, gain, bell, level, most, wished_lu):
            level += STEP_DB
        depths.append(Depth(stretch, bell, level))
    return tuple(depths)


def _lacks(seen: Survey, words: Words, gain: float, bell: float, level: float, most: dict[str, float],
           wished_lu: float) -> bool:
    assert seen.words is not None
    now = ratio(seen.words, seen, words, gain, bell, level, most)
    return now is not None and now < wished_lu + MARGIN_LU


def _curve(held: list[tuple[float, float, float]], hops: int) -> NDArray[np.float64]:
    """(start, end, depth) stretches as one curve of depths with look-ahead, bridged gaps and release."""
    bridges = [(a[1], b[0], min(a[2], b[2])) for a, b in zip(held, held[1:], strict=False)
               if 0 < b[0] - a[1] < BRIDGED_S]
    at = np.arange(hops) * EVERY_S
    curve = np.zeros(hops)
    for start, end, depth in held + bridges:
        corners = [start - AHEAD_S, start, end, end + RELEASE_S]
        first, last = np.searchsorted(at, (corners[0], corners[-1]))    # a line is short and the film is long
        curve[first:last + 1] = np.maximum(curve[first:last + 1], np.interp(at[first:last + 1], corners, [0.0, depth, depth, 0.0]))
    return curve


def _still(curve: NDArray[np.float64], placements: tuple[Placement, ...], length: int) -> NDArray[np.float64]:
    """The curve with every silence's ringing tail left alone: held as the cue ended."""
    out = curve.copy()
    ordered = sorted(placements, key=lambda placement: placement.at_sample)
    for placement, after in zip_longest(ordered, ordered[1:]):
        end = placement.at_sample + placement.length
        resumes = after.at_sample if after is not None else length
        first, last = end // HOP, min(resumes, end + placement.tail) // HOP
        if last <= first or first >= len(out):
            continue
        held = out[first]
        out[first:last + 1] = held
        if end + placement.tail >= resumes:    # it still rings when the next cue comes: no jump
            back = np.linspace(0.0, 1.0, round(AHEAD_S / EVERY_S))[:max(0, len(out) - last)]
            out[last:last + len(back)] = held + (curve[last:last + len(back)] - held) * back
    return out


def duck(depths: tuple[Depth, ...], most: dict[str, float], placements: tuple[Placement, ...], length: int) -> Ducking:
    """Depths as automation of every group."""
    hops = -(-length // HOP) + 1
    bell = -_still(_curve([(d.words.start_s, d.words.end_s, d.bell_db) for d in depths], hops), placements, length)
    level = {}
    for group, limit in sorted(most.items()):
        held = [(d.words.start_s, d.words.end_s, min(d.level_db, limit)) for d in depths]
        level[group] = -_still(_curve(held, hops), placements, length)
    return Ducking(np.round(bell, 4) + 0.0, {group: np.round(curve, 4) + 0.0 for group, curve in level.items()}, depths)


def rows_of(ducking: Ducking) -> tuple[Duck, ...]:
    """The corners of the automation; between them it is straight in decibels. The bell is the same on every group."""
    rows = []
    for group, curve in sorted(ducking.level.items()):
        for band, values in ((BELL, ducking.bell), (FULL, curve)):
            if not values.any():
                continue
            corners = np.flatnonzero(_corners(values))
            rows += [Duck(Seconds(round(float(k) * EVERY_S, 2)), group, band, round(float(values[k]), 2)) for k in corners]
    return tuple(sorted(rows, key=lambda row: (row.at_s, row.group, row.band)))


def _corners(values: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Where a polyline turns, and its two ends."""
    slope = np.diff(values)
    turns = np.ones(len(values), dtype=bool)
    turns[1:-1] = np.abs(np.diff(slope)) > 2.5e-4
    return turns


def gains(curve: NDArray[np.float64], start: int, frames: int) -> NDArray[np.float32] | None:
    """A curve as a linear gain per sample of a block; None where it does nothing."""
    first, last = start // HOP, (start + frames) // HOP + 2
    part = curve[first:last]
    if not part.any():
        return None
    at = np.arange(start, start + frames) / HOP - first
    level_db = np.interp(at, np.arange(len(part)), part).astype(np.float32)
    return np.asarray(np.power(np.float32(10.0), level_db * np.float32(0.05)), dtype=np.float32)
