"""A parser of form: sentence, period or ballad, found in a melody, its bars and the roots of its chords, and in nothing else.

sentence  an idea of one, two or four bars, the same again (on other steps or not), then a continuation of at least the idea's length that
          is no third statement, moves in smaller pieces or faster, and closes: a long note or a rest on home or on what leans there
          (Schoenberg 1967; Caplin 1998)
period    two halves of two to five bars that begin alike; the first ends away from home, the second at home, each on a long note or rest
ballad    four stretches of two, four or eight bars as A A B A or A B A B

Stretches are alike when three quarters of their onsets fall together, at least three, and two thirds of those lie on the same steps of
the scale, moved as a whole, nearly all others one step off (a tonal answer).
What chance gives is read from the same bars in another order.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tests.composing.bench.heard import Bar, Change, Heard, Note
from tests.composing.bench.matching import line_of

TOGETHER, AGREE, NEARLY = 0.75, 0.65, 0.9    # our choice: onsets together; on the same steps; at most one off
LEAST = 3                      # our choice: notes that have to agree
FASTER = 1.2                   # our choice: so many more notes a bar are a drive
HOME, LEANS = {0}, {7, 10, 11, 5}    # roots over the tonic: the dominant and what stands for it in modes; the plagal fourth


@dataclass(frozen=True)
class Measure:
    """One bar of the melody: onsets in eighths of a beat with their degree, whether it closes, and the root it ends on."""

    onsets: tuple[tuple[int, int], ...]
    rests: bool          # ends on a rest of a beat or a note of a third of the bar
    root: int | None     # of the last chord in it, over the tonic


def measures_of(heard: Heard) -> tuple[Measure, ...]:
    """The bars of a cue."""
    return measures(heard.melody, heard.bars, heard.chords, heard.tonic)


def measures(melody: Sequence[Note], bars: Sequence[Bar], chords: Sequence[Change], tonic: int) -> tuple[Measure, ...]:
    """A melody in bars with the chords under it."""
    degrees = line_of(melody, tonic).degrees if melody else ()
    found = []
    for bar in bars:
        end = bar.at_beat + bar.beats
        inside = [(note, degree) for note, degree in zip(melody, degrees, strict=True) if bar.at_beat <= note.at_beat < end]
        under = [chord for chord in chords if chord.at_beat < end]
        closes = False
        if inside:
            last = inside[-1][0]
            closes = last.beats >= bar.beats / 3 or end - last.at_beat - last.beats >= 1
        found.append(Measure(tuple((round((note.at_beat - bar.at_beat) * 8), degree) for note, degree in inside), closes,
                             (under[-1].root - tonic) % 12 if under else None))
    return tuple(found)


def alike(one: Sequence[Measure], other: Sequence[Measure]) -> bool:
    """Whether two stretches of bars say the same, on whatever steps.

    >>> idea = Measure(((0, 0), (8, 2), (12, 4)), False, 0)
    >>> alike((idea,), (Measure(((0, 1), (8, 3), (12, 5)), True, 7),)), alike((idea,), (Measure(((0, 4), (8, 2), (12, 5)), True, 7),))
    (True, False)
    """
    first, second = ({(k, at): degree for k, bar in enumerate(side) for at, degree in bar.onsets} for side in (one, other))
    shared = sorted(set(first) & set(second))
    if len(shared) < LEAST or 2 * len(shared) < TOGETHER * (len(first) + len(second)):
        return False
    moves = [second[place] - first[place] for place in shared]
    shift = max(set(moves), key=lambda move: (moves.count(move), -abs(move)))
    near = [abs(move - shift) for move in moves]
    return near.count(0) >= AGREE * len(near) and sum(each <= 1 for each in near) >= NEARLY * len(near)


def _all_alike(bars: Sequence[Measure], one: int, other: int, count: int) -> bool:
    return alike(bars[one:one + count], bars[other:other + count])


def is_sentence(bars: Sequence[Measure], at: int, idea: int) -> bool:
    """Whether a sentence begins at a bar, its idea so many bars long."""
    if at + 3 * idea > len(bars) or not _all_alike(bars, at, at + idea, idea):
        return False
    for length in range(max(2, idea), 2 * idea + 2):
        end = at + 2 * idea + length
        if end > len(bars) or _all_alike(bars, at, at + 2 * idea, idea):
            continue
        rest = bars[at + 2 * idea:end]
        notes = sum(len(bar.onsets) for bar in rest[:-1]) / (length - 1)    # what drives stands before the bar that closes
        before = sum(len(bar.onsets) for bar in bars[at:at + 2 * idea]) / (2 * idea)
        smaller = any(alike((a,), (b,)) for a, b in zip(rest, rest[1:], strict=False)) if idea > 1 else False
        if notes and (notes >= FASTER * before or smaller) and rest[-1].rests and rest[-1].root in HOME | LEANS:
            return True
    return False


def is_period(bars: Sequence[Measure], at: int, half: int) -> bool:
    """Whether a period begins at a bar, each half so many bars long."""
    if at + 2 * half > len(bars) or not _all_alike(bars, at, at + half, max(1, half // 2)):
        return False
    asks, answers = bars[at + half - 1], bars[at + 2 * half - 1]
    return asks.rests and answers.rests and asks.root is not None and asks.root not in HOME and answers.root in HOME


def is_ballad(bars: Sequence[Measure], at: int, stretch: int) -> bool:
    """Whether A A B A or A B A B begins at a bar, each stretch so many bars long."""
    if at + 4 * stretch > len(bars):
        return False
    a, b, c, d = (at + k * stretch for k in range(4))
    aaba = _all_alike(bars, a, b, stretch) and not _all_alike(bars, a, c, stretch) and _all_alike(bars, a, d, stretch)
    abab = _all_alike(bars, a, c, stretch) and _all_alike(bars, b, d, stretch) and not _all_alike(bars, a, b, stretch)
    return aaba or abab


def forms(bars: Sequence[Measure]) -> frozenset[str]:
    """Which of the three are found anywhere in a cue."""
    found = set[str]()
    for at in range(len(bars)):
        if not bars[at].onsets:
            continue
        if any(is_sentence(bars, at, idea) for idea in (1, 2, 4)):
            found.add("sentence")
        if any(is_period(bars, at, half) for half in (2, 3, 4, 5)):
            found.add("period")
        if any(is_ballad(bars, at, stretch) for stretch in (2, 4, 8)):
            found.add("ballad")
    return frozenset(found)


def by_chance(bars: Sequence[Measure], times: int = 20) -> float:
    """How often a form is found in the same bars in another order."""
    lot = np.random.Generator(np.random.PCG64(len(bars)))
    return sum(bool(forms([bars[int(k)] for k in lot.permutation(len(bars))])) for _ in range(times)) / times

