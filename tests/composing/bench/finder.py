"""Finds themes in notes, as an ear would that knows the theme book and nothing of who plays what.

A statement is a row of notes on the theme's own rhythm (as it stands, in double or in half values), each about as long as the rhythm
says, whose intervals are those of the theme in one of the modes there are, from any step of it. Ornaments may put a neighbour before
a tone. The head alone, the first four or five notes, is a fragment; of so little only the mode may be another, or the values broad.
All tracks of a file are laid together; their names are not read. What counts was settled on six episodes that no figure is taken of.

This is not the composer's distance: that compares two melodies that somebody has already cut out; here nothing is cut out.
"""

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate

from tests.composing.bench.film_scored import Struck
from yeoun.model.composed import Motif

MODES = {    # steps above the tonic, and the steps that are sung (None: all): textbooks of harmony, National Gugak Center
    "lydian": ((0, 2, 4, 6, 7, 9, 11), None), "major": ((0, 2, 4, 5, 7, 9, 11), None), "mixolydian": ((0, 2, 4, 5, 7, 9, 10), None),
    "dorian": ((0, 2, 3, 5, 7, 9, 10), None), "aeolian": ((0, 2, 3, 5, 7, 8, 10), None),
    "pyeongjo": ((0, 2, 4, 5, 7, 9, 10), (0, 1, 3, 4, 5)), "gyeongtori": ((0, 2, 4, 5, 7, 9, 10), (0, 1, 3, 4, 5)),
    "gyemyeonjo_jeongak": ((0, 2, 3, 5, 7, 8, 10), (0, 2, 3, 4, 6)), "menaritori": ((0, 2, 3, 5, 7, 8, 10), (0, 2, 3, 4, 6)),
    "susimgatori": ((0, 2, 3, 5, 7, 9, 10), (0, 1, 3, 4, 6)), "yukjabaegitori": ((0, 2, 3, 5, 7, 8, 10), (0, 1, 2, 3, 4)),
    "sanjo_gyemyeon": ((0, 2, 3, 5, 7, 8, 10), (0, 1, 2, 3, 4)), "sanjo_ujo": ((0, 2, 3, 5, 7, 9, 10), (0, 2, 3, 4, 6)),
    "sanjo_pyeongjo": ((0, 2, 4, 5, 7, 9, 10), (0, 1, 3, 4, 5))}
HEAD, LEAST = 5, 4
HELD = 0.6                                 # of its length a tone must last to be of the line and no passing stroke: our choice
SCALES = (Fraction(1), Fraction(2), Fraction(1, 2))
Shape = tuple[tuple[int, ...], ...]        # for each note the semitones above the first that it may have


@dataclass(frozen=True, slots=True)
class Found:
    """A theme in the notes: where it begins (beats of the file, seconds), how it stands, on which key it begins."""

    owner: str
    at_beat: Fraction
    at_s: float
    notes: int
    is_whole: bool
    scale: Fraction
    mode: str
    is_home: bool
    step: int                 # how many steps above its own place it stands
    ornaments: int
    keys: tuple[int, ...]
    first_degree: int

    @property
    def is_plain(self) -> bool:
        """Whole, in its own mode and values, nothing added; its harmony is not asked here."""
        return self.is_whole and self.is_home and self.scale == 1 and not self.ornaments and self.step == 0

    @property
    def weight(self) -> tuple[int, int, int, int]:
        """Which of two that begin together is meant: more notes, fewer changes."""
        return self.notes, -self.ornaments, int(self.is_home), -abs(self.step)


def semitones(degree: int, steps: Sequence[int]) -> int:
    """How far a degree lies above the tonic.

    >>> semitones(9, (0, 2, 4, 5, 7, 9, 11)), semitones(-1, (0, 2, 3, 5, 7, 8, 10))
    (16, -2)
    """
    octave, inside = divmod(degree, 7)
    return 12 * octave + steps[inside]


def _shape(degrees: Sequence[int], mode: str) -> Shape:
    """What a mode may make of degrees: those it does not sing go to a neighbour."""
    steps, sung = MODES[mode]
    rows = []
    for degree in degrees:
        wished = [degree] if sung is None or degree % 7 in sung else [
            each for each in (degree - 1, degree + 1, degree + 2) if each % 7 in sung]
        rows.append({semitones(each, steps) for each in wished})
    return tuple(tuple(sorted(row)) for row in rows)


@functools.lru_cache(4096)
def shapes(degrees: tuple[int, ...], home: str) -> tuple[tuple[Shape, str, int], ...]:
    """Every way a theme may stand: (for each note the semitones above the tonic it may have, the mode, the step), its own first."""
    found: dict[Shape, tuple[str, int]] = {}
    for step in (0, 2):
        for mode in (home, *(each for each in MODES if each != home)):
            found.setdefault(_shape([degree + step for degree in degrees], mode), (mode, step))
    return tuple((shape, mode, step) for shape, (mode, step) in found.items())


TICKS = 16                                 # of a beat: what begins this near begins together
Index = dict[int, dict[int, int]]          # tick -> key -> how many ticks the longest note there lasts


def by_tick(notes: Sequence[Struck]) -> Index:
    """The notes by the sixteenth of a beat on which they begin."""
    found: Index = {}
    for note in notes:
        keys = found.setdefault(round(note.at_beat * TICKS), {})
        keys[note.key] = max(keys.get(note.key, 0), round((note.end_beat - note.at_beat) * TICKS))
    return found


def _chain(key: int, at: int, shape: Shape, rhythm: Sequence[tuple[int, int]], index: Index) -> tuple[tuple[int, ...], int] | None:
    """The keys of a statement that begins with a key, and its ornaments; None where the notes are not there.

    rhythm  for each note when it begins after the first, and how long it is, in ticks
    """
    for first in shape[0]:
        tonic, keys, ornaments = key - first, [key], 0
        for k in range(1, len(shape)):
            after, length = rhythm[k]
            least = HELD * length if k + 1 < len(shape) else min(TICKS // 2, length)
            there = index.get(at + after, {})
            here = next((tonic + each for each in shape[k] if there.get(tonic + each, 0) >= least), None)
            if here is None and length >= TICKS:
                late = index.get(at + after + TICKS // 2, {})
                here = next((tonic + each for each in shape[k] if tonic + each in late and (
                    tonic + each + 1 in there or tonic + each + 2 in there)), None)
                ornaments += 1
            if here is None:
                break
            keys.append(here)
        if len(keys) == len(shape):
            return tuple(keys), ornaments
    return None


def _speaks(is_whole: bool, scale: Fraction, step: int, ornaments: int, is_home: bool) -> bool:
    """Whether so changed a statement still says whose it is: of a head only its mode may change, or its values."""
    if is_whole:
        return not (step and ornaments)
    return not step and not ornaments and (scale == 1 or (scale == 2 and is_home))


def find(motif: Motif, notes: Sequence[Struck]) -> tuple[Found, ...]:
    """Every place in which a theme stands, whole or its head, the best reading of each beginning; notes of all tracks together."""
    index, best = by_tick(notes), dict[int, Found]()
    seconds = {round(note.at_beat * TICKS): note.at_s for note in notes}
    sizes = (len(motif.degrees), HEAD if len(motif.degrees) > HEAD else LEAST)
    for size in sizes:
        ways = shapes(motif.degrees[:size], motif.mode)
        for scale in SCALES:
            lengths = [round(scale * each * TICKS) for each in motif.beats[:size]]
            rhythm = list(zip(accumulate((0, *lengths[:-1])), lengths, strict=True))
            for at, keys in index.items():
                if any(at + after not in index and at + after + TICKS // 2 not in index for after, _ in rhythm):
                    continue
                for key in [key for key, length in keys.items() if length >= HELD * lengths[0]]:
                    for shape, mode, step in ways:
                        made = _chain(key, at, shape, rhythm, index)
                        if made is not None and _speaks(size == len(motif.degrees), scale, step, made[1], mode == motif.mode):
                            each = Found(motif.owner, Fraction(at, TICKS), seconds[at], size, size == len(motif.degrees), scale, mode,
                                         mode == motif.mode, step, made[1], made[0], motif.degrees[0])
                            if at not in best or each.weight > best[at].weight:
                                best[at] = each
    return tuple(best[at] for at in sorted(best))
