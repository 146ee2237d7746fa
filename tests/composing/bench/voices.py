"""Voice-leading by music21: the bed of chords and its bass, from the MusicXML, one transition after another.

A transition is a moment at which at least three voices of bed and bass begin a new tone together, all of which sounded before it: what
moves as a chorale does. A voice is a part; where a part plays several tones at once (a piano, a divided section) its voices are counted
from the top, where it has as many before as after. music21's `VoiceLeadingQuartet` judges every pair of voices; nothing of
`composing/voicing.py` is used. Two parts that go in octaves through a whole cue are a doubling, as orchestras write it, and count as one
voice; how many are so is said, for a doubling would be the cheap trick.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import music21
import numpy as np

from tests.composing.bench.figures import met, table
from tests.composing.bench.heard import Change, Heard
from tests.composing.bench.tension import heard_all

CHORALE = ("bed", "bass")
LEAST_VOICES = 3
DOUBLED = 0.9             # our choice: of the moves that two parts share
MOST_HIDDEN = 10.0        # in a hundred transitions
CHORALES = ("bach/bwv66.6", "bach/bwv269", "bach/bwv347", "bach/bwv153.1", "bach/bwv40.8")
FAULTS = ("parallel fifths", "parallel octaves", "parallel unisons", "crossings", "overlaps", "hidden")

Voice = tuple[str, int]
Moment = dict[Voice, tuple[int, bool]]    # voice -> key, and whether it begins here


@dataclass(frozen=True)
class Held:
    """A tone of a part: from, to in beats of the page, its key."""

    on: float
    off: float
    key: int


def held_in(part: Any) -> list[Held]:
    """The tones of a part as music21 reads them, tied ones as one."""
    out = []
    for note in part.stripTies().flatten().notes:
        if not isinstance(note, music21.harmony.ChordSymbol) and note.duration.quarterLength > 0:
            out += [Held(float(note.offset), float(note.offset + note.duration.quarterLength), int(pitch.midi)) for pitch in note.pitches]
    return out


def moments(parts: dict[str, list[Held]]) -> list[tuple[Moment, Moment]]:
    """Every transition: the voices just before it and at it."""
    onsets = sorted({round(tone.on, 3) for tones in parts.values() for tone in tones})
    found = []
    for at in onsets:
        before, now = Moment(), Moment()
        for name, tones in parts.items():
            last = sorted((tone.key for tone in tones if tone.on < at - 0.01 and tone.off >= at - 0.13), reverse=True)
            here = sorted(((tone.key, abs(tone.on - at) < 0.01) for tone in tones if tone.on < at + 0.01 and tone.off > at + 0.02),
                          reverse=True)
            if last and len(last) == len(here):
                before |= {(name, k): (key, False) for k, key in enumerate(last)}
                now |= {(name, k): each for k, each in enumerate(here)}
        if sum(begins for _, begins in now.values()) >= LEAST_VOICES:
            found.append((before, now))
    return found


def doublings(transitions: Sequence[tuple[Moment, Moment]]) -> set[tuple[Voice, Voice]]:
    """Pairs of voices of different parts that go in octaves or unison nearly wherever both move."""
    shared, alike = Counter[tuple[Voice, Voice]](), Counter[tuple[Voice, Voice]]()
    for before, now in transitions:
        for one, two in combinations(sorted(now), 2):
            if one[0] != two[0] and before[one][0] != now[one][0]:
                shared[one, two] += 1
                alike[one, two] += (now[one][0] - now[two][0]) % 12 == 0 == (before[one][0] - before[two][0]) % 12
    return {pair for pair in shared if shared[pair] >= 3 and alike[pair] >= DOUBLED * shared[pair]}


def quartet(upper: tuple[int, int], lower: tuple[int, int]) -> Any:
    """Two voices over one transition, for music21."""
    notes = [music21.note.Note(midi=key) for key in (*upper, *lower)]
    return music21.voiceLeading.VoiceLeadingQuartet(*notes)


def faults(transitions: Sequence[tuple[Moment, Moment]]) -> tuple[Counter[str], int, int]:
    """Faults by kind, how many transitions, and how many pairs are doublings. Hidden ones are those of the outer voices."""
    found, pairs = Counter[str](), doublings(transitions)
    for before, now in transitions:
        voices = [voice for voice in now if not any(voice == two for one, two in pairs if one in now)]
        voices.sort(key=lambda voice: -now[voice][0])
        for high, low in combinations(voices, 2):
            upper, lower = (before[high][0], now[high][0]), (before[low][0], now[low][0])
            found.update(_between(upper, lower, is_outer=(high, low) == (voices[0], voices[-1])))
    return found, len(transitions), len(pairs)


def _between(upper: tuple[int, int], lower: tuple[int, int], is_outer: bool) -> Iterable[str]:
    if upper[0] < lower[0]:    # the one that is above now lay below: they have crossed
        yield "crossings"
        return
    if upper[0] == upper[1] or lower[0] == lower[1]:
        return
    pair = quartet(upper, lower)
    if pair.parallelFifth():
        yield "parallel fifths"
    if pair.parallelOctave():
        yield "parallel octaves"
    if pair.parallelUnison():
        yield "parallel unisons"
    if upper[1] < lower[0] or lower[1] > upper[0]:
        yield "overlaps"
    if is_outer and (pair.hiddenFifth() or pair.hiddenOctave()):
        yield "hidden"


def of_cue(heard: Heard) -> list[tuple[Moment, Moment]]:
    """The transitions of a cue's bed and bass."""
    tones: dict[str, list[Held]] = {}
    for staff in heard.page.parts:    # two staves of one player are one part
        tones.setdefault(str(staff.id).partition("-Staff")[0], []).extend(held_in(staff))
    return moments({layer["part"]: each for layer, each in zip(heard.piece.plain["layers"], tones.values(), strict=True)
                    if layer["role"] in CHORALE})


def _stacked(chord: Change) -> list[int]:
    """A chord in root position: its root in the bass, its tones above in order, four in all."""
    return [36 + chord.root, *sorted(48 + chord.root + (tone - chord.root) % 12 for tone in chord.tones)][:4]


def in_root_position(chords: Sequence[Change]) -> list[tuple[Moment, Moment]]:
    """The cheap way: every chord in root position, its tones stacked on the bass."""
    sides = [{("piano", -k): (key, True) for k, key in enumerate(_stacked(chord))} for chord in chords]
    return [(one, two) for one, two in zip(sides, sides[1:], strict=False) if len(one) == len(two)]


def at_random(chords: Sequence[Change]) -> list[tuple[Moment, Moment]]:
    """Chance: four voices on tones of the chord, each anywhere in its range."""
    lot = np.random.Generator(np.random.PCG64(len(chords)))
    ranges = {"soprano": (60, 79), "alto": (55, 72), "tenor": (48, 67), "bass": (40, 60)}
    sides = [{(name, 0): (int(lot.choice([key for key in range(low, high) if key % 12 in chord.tones])), True)
              for name, (low, high) in ranges.items()} for chord in chords]
    return list(zip(sides, sides[1:], strict=False))


def of_bach() -> list[list[tuple[Moment, Moment]]]:
    """What the measure finds in chorales by Bach (music21's corpus)."""
    return [moments({part.partName or str(k): held_in(part) for k, part in enumerate(music21.corpus.parse(name).parts)})
            for name in CHORALES]


def _row(name: str, pieces: Sequence[Sequence[tuple[Moment, Moment]]], is_goal: bool) -> tuple[str, ...]:
    found, count, doubled, clean = Counter[str](), 0, 0, 0
    for each in pieces:
        some, of, pairs = faults(each)
        found, count, doubled = found + some, count + of, doubled + pairs
        clean += not sum(some[kind] for kind in FAULTS[:4])
    hidden = 100 * found["hidden"] / max(1, count)
    good = not sum(found[kind] for kind in FAULTS[:4]) and hidden <= MOST_HIDDEN
    return (name, str(count), *(str(found[kind]) for kind in FAULTS[:5]), f"{hidden:.1f}", f"{clean} of {len(pieces)}", str(doubled),
            met(good) if is_goal else "-")


def section() -> str:
    """The table of voice-leading."""
    ours = heard_all()
    whole = [of_cue(heard) for heard in ours]
    rows = [_row("**ours**", [each for each in whole if each], True), _row("five chorales by Bach", of_bach(), False),
            _row("trick: chords in root position, stacked", [in_root_position(heard.chords) for heard in ours], False),
            _row("chance: four voices anywhere in their range, on tones of the chord", [at_random(heard.chords) for heard in ours], False)]
    return "\n\n".join((
        "## Voice-leading, by music21",
        f"Bed and bass of {len(ours)} drawn cues where at least {LEAST_VOICES} voices begin a new tone together "
        f"({sum(not each for each in whole)} cues have no such place). Goal: no parallels, no crossings, at most {MOST_HIDDEN:g} hidden "
        "fifths and octaves of the outer voices in a hundred transitions.",
        table(("music", "transitions", *FAULTS[:5], "hidden in 100", "cues without parallels and crossings", "doublings", "goal met"),
              rows)))
