"""Janggu (장구) under a cue in a gugak mode: a jangdan (장단) laid over its bars.

Strokes and their places after Korean textbooks: jungmori is twelve bak, three bars of 4/4, its ninth bak the heavy one;
hwimori is one fast bar of 4/4; dodeuri is six bak, two bars of 3/4. Weights are its rendering rules (our choice there).
A bar of another length is one stroke and the cycle begins again; every second cycle varies by one stroke; under spoken
words the drum is silent. A cycle of which less than half is left is not begun, and where no cycle is heard whole there is
no jangdan, so there is no drum.

Conventions: places are bak from the start of the cycle, a bak being a quarter; keys are those of the janggu's TOML.
"""

from dataclasses import dataclass, replace
from fractions import Fraction

from yeoun.model.composed import Bar, Brief
from yeoun.model.scored import ScoreNote
from yeoun.orchestrating.clock import Clock
from yeoun.orchestrating.mood import spoken_share
from yeoun.units.luck import luck
from yeoun.units.time import Seconds

KUNG, DEONG, DEOK = 48, 60, 72
SOFTLY = 0.75        # the drum beside the line it carries: our choice
FAST_BPM = 120.0     # from here on a bar of 4/4 is hwimori, our choice
HALF = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class Stroke:
    """A stroke: its bak, key, weight, whether it rolls, has a grace before it, and whether it may be left out."""

    bak: Fraction
    key: int
    weight: float
    rolls: bool = False
    grace: bool = False
    may_rest: bool = True


@dataclass(frozen=True, slots=True)
class Jangdan:
    """A cycle: its name, how many bars of how many quarters, and its strokes."""

    name: str
    hangul: str
    bars: int
    beats: int
    strokes: tuple[Stroke, ...]


JUNGMORI = Jangdan("jungmori", "중모리", 3, 4, (
    Stroke(Fraction(0), DEONG, 1.0, may_rest=False), Stroke(Fraction(2), DEOK, 0.75), Stroke(Fraction(3), KUNG, 0.8),
    Stroke(Fraction(4), DEOK, 0.75), Stroke(Fraction(5), DEOK, 0.7), Stroke(Fraction(11, 2), DEOK, 0.6),
    Stroke(Fraction(6), KUNG, 0.8), Stroke(Fraction(7), KUNG, 0.75),
    Stroke(Fraction(8), DEOK, 1.0, grace=True, may_rest=False), Stroke(Fraction(9), KUNG, 0.8),
    Stroke(Fraction(10), DEOK, 0.75), Stroke(Fraction(11), DEOK, 0.7), Stroke(Fraction(23, 2), DEOK, 0.6),
))
HWIMORI = Jangdan("hwimori", "휘모리", 1, 4, (
    Stroke(Fraction(0), DEONG, 1.0, may_rest=False), Stroke(Fraction(1), DEOK, 0.75), Stroke(3 * HALF, KUNG, 0.7),
    Stroke(Fraction(2), DEOK, 0.75), Stroke(5 * HALF, KUNG, 0.8), Stroke(Fraction(3), DEOK, 0.75),
))
DODEURI = Jangdan("dodeuri", "도드리", 2, 3, (
    Stroke(Fraction(0), DEONG, 1.0, may_rest=False), Stroke(Fraction(2), DEOK, 0.75, grace=True),
    Stroke(Fraction(3), KUNG, 0.8, may_rest=False), Stroke(Fraction(4), DEOK, 0.5, rolls=True),
))


def jangdan_of(bar: Bar, bpm: float) -> Jangdan | None:
    """Which cycle begins at a bar; None for a metre that has none here.

    >>> jangdan_of(Bar(1, Fraction(0), 3, 4), 66.0).hangul
    '도드리'
    """
    if bar.unit != 4 or bar.beats not in {3, 4}:
        return None
    if bar.beats == 3:
        return DODEURI
    return HWIMORI if bpm >= FAST_BPM else JUNGMORI


def _note(at_beat: Fraction, stroke: Stroke, force: float, clock: Clock, why: str) -> ScoreNote:
    beats = Fraction(1) if stroke.rolls else HALF
    begin = clock.at(at_beat)
    length = min(clock.at(at_beat + beats), clock.until_s) - begin
    return ScoreNote(
        at_beat=at_beat, beats=beats, onset_s=Seconds(begin), length_s=Seconds(round(length, 6)), key=stroke.key,
        force=round(min(1.0, max(0.05, force)), 4), articulation="roll" if stroke.rolls else "plain",
        ornament="grace" if stroke.grace else "", cents=(), why=why,
    )


@dataclass(frozen=True, slots=True)
class _Cycle:
    """A cycle under the cue: its strokes that are heard, how many there were to hear, and whether all its bars are there."""

    jangdan: Jangdan
    bars: int
    heard: tuple[ScoreNote, ...]
    wanted: int

    @property
    def is_whole(self) -> bool:
        """Is every bar there and every stroke heard that was meant?"""
        return self.bars == self.jangdan.bars and len(self.heard) == self.wanted


def strokes_of(clock: Clock, brief: Brief) -> tuple[tuple[ScoreNote, ...], tuple[str, ...]]:
    """The drum's notes for a whole cue, and the Korean names of the cycles it plays; nothing where no cycle is heard whole.

    clock   the sketch's bars and time
    brief   its lines (the drum rests under them) and its take
    """
    cycles = _cycles(clock, brief)
    if not any(cycle.is_whole for cycle in cycles):
        return (), ()
    kept = [cycle for cycle in cycles if 2 * len(cycle.heard) >= cycle.wanted]
    return tuple(note for cycle in kept for note in cycle.heard), tuple(dict.fromkeys(cycle.jangdan.hangul for cycle in kept))


def _cycles(clock: Clock, brief: Brief) -> list[_Cycle]:
    """Every cycle of the cue in order, with what words and the cue's ends leave of it."""
    found: list[_Cycle] = []
    number, is_open = 0, False
    for bar in clock.sketch.bars:
        begin, end = clock.at(bar.at_beat), clock.at(bar.at_beat + bar.beats)
        last = found[-1] if found else None
        if last is None or not is_open or last.bars >= last.jangdan.bars or last.jangdan.beats != bar.beats:
            now, number = jangdan_of(bar, 60.0 * bar.beats / max(0.1, end - begin)), number + 1
            is_open = now is not None
            if now is None:
                continue
            last = _Cycle(now, 0, (), 0)
            found.append(last)
        heard, wanted = _bar(bar, last, number, clock, brief)
        found[-1] = replace(last, bars=last.bars + 1, heard=last.heard + heard, wanted=last.wanted + wanted)
    return found


def _bar(bar: Bar, cycle: _Cycle, number: int, clock: Clock, brief: Brief) -> tuple[tuple[ScoreNote, ...], int]:
    """The strokes of one bar of a cycle that are heard, and how many were meant; in every second cycle one of all rests."""
    jangdan = cycle.jangdan
    first = cycle.bars * jangdan.beats
    here = [stroke for stroke in jangdan.strokes if first <= stroke.bak < first + jangdan.beats]
    loose = [stroke for stroke in jangdan.strokes if stroke.may_rest]
    if number % 2 == 0:
        resting = loose[int(luck(brief.take, brief.key, "janggu", number).integers(len(loose)))]
        here = [stroke for stroke in here if stroke is not resting]
    notes = []
    for stroke in here:
        at_beat = bar.at_beat + stroke.bak - first
        at_s = clock.at(at_beat)
        if 0.0 <= at_s <= clock.until_s - 0.05 and spoken_share(brief, at_s, at_s + 0.2) == 0.0:
            force = SOFTLY * stroke.weight * (0.55 + 0.9 * clock.swell(at_s))
            notes.append(_note(at_beat, stroke, force, clock, f"{jangdan.hangul}, bak {int(stroke.bak) + 1}"))
    return tuple(notes), len(here)
