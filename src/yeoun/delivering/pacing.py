"""What a page says of tempo: metronome marks, and a word where the beat drifts.

A tempo map bends by a little on every quaver, and players follow a little without being told; what they are told is our choice:

- a metronome mark at the beginning, at a leap, and at the head of a bar where the tempo has moved by `MOVES` or more from the last mark
- *accel.* or *rit.* at the beat where a drift sets in that will come to so much, with *poco* where it stays under `POCO`, and *poco a poco*
  where it also lasts longer than `LONG`
- where a drift is over and the music goes on, the tempo it has come to, if that differs by `ARRIVED` from the last mark
- *a tempo* beside the mark that comes back to the tempo before a drift

`MOVES` lies just above the smallest difference of tempo that listeners notice in a row of beats (about 3 %: Drake and Botte 1993).

Conventions: beats are quarters of the cue; bpm are quarters a minute.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

from yeoun.model.composed import Bar, TempoMap

A_TEMPO = "a tempo"
MOVES = 0.04
ARRIVED = 0.02               # our choice
SAME = 0.015                 # our choice: so near to the tempo before is that tempo
POCO, LONG = 0.1, Fraction(16)
DRIFTS = 0.001               # our choice: a beat that differs by less from the one before it is steady
BEGUN = 0.1                  # our choice: until so much of what a bar moves is moved, the drift has not set in


@dataclass(frozen=True, slots=True)
class Paced:
    """What stands at one place: a metronome mark, with `a tempo` beside it or not; the word for a drift that sets in; or both."""

    at_beat: Fraction
    bpm: float | None
    returns: bool
    drift: str

    @property
    def words(self) -> str:
        """All that is said beside the mark."""
        return " ".join(each for each in (A_TEMPO if self.returns else "", self.drift) if each)


@dataclass(frozen=True, slots=True)
class _Drift:
    sets_in: Fraction
    ends: Fraction
    before: float
    after: float

    @property
    def words(self) -> str:
        much = abs(self.after / self.before - 1.0)
        poco = "" if much >= POCO else "poco a poco " if self.ends - self.sets_in > LONG else "poco "
        return poco + ("accel." if self.after > self.before else "rit.")


def paced(tempo_map: TempoMap, bars: Sequence[Bar]) -> tuple[Paced, ...]:
    """All that a page says of tempo, in order.

    bars  as they are written, with the pickup

    >>> from yeoun.model.composed import TempoMark
    >>> steps = tuple(TempoMark(Fraction(k), round(60e6 / (60 + 2 * k))) for k in range(5))
    >>> [(int(each.at_beat), round(each.bpm or 0), each.words) for each in paced(TempoMap(0, steps), [Bar(1, Fraction(0), 8, 4)])]
    [(0, 60, 'accel.')]
    """
    marks = [(max(mark.at_beat, Fraction(0)), 60e6 / mark.microseconds) for mark in tempo_map.marks]
    if not marks or not bars:
        return ()
    end = bars[-1].at_beat + Fraction(4 * bars[-1].beats, bars[-1].unit)
    heads = [bar.at_beat for bar in bars if bar.at_beat > 0]
    leaps = _leaps(marks)
    drifts = [drift for first, last in pairwise([Fraction(0), *leaps, end]) for drift in _drifts(marks, heads, first, last)]
    first, *others = _told(marks, heads, leaps, drifts, end)
    return replace(first, at_beat=min(bars[0].at_beat, Fraction(0))), *others


def _told(marks: list[tuple[Fraction, float]], heads: list[Fraction], leaps: list[Fraction], drifts: list[_Drift],
          end: Fraction) -> tuple[Paced, ...]:
    printed, before = 0.0, 0.0    # the last mark; the tempo to come back to
    found: list[Paced] = []
    arrived = {drift.ends for drift in drifts if drift.ends < end}
    for at in sorted({Fraction(0), *heads, *leaps, *arrived, *(drift.sets_in for drift in drifts)}):
        bpm, returns = _tempo(marks, at), False
        least = 0.0 if at in arrived and at in leaps else ARRIVED if at in arrived else MOVES    # a leap out of a drift is always told
        is_marked = (at in arrived or at in heads or at in leaps or at == 0) and _moved(printed, bpm) >= least
        if is_marked and before and _moved(before, bpm) <= SAME:
            returns, before = True, 0.0
        printed = bpm if is_marked else printed
        setting_in = next((drift for drift in drifts if drift.sets_in == at), None)
        if setting_in is not None:
            before = before or printed
        if is_marked or setting_in is not None:
            found.append(Paced(at, bpm if is_marked else None, returns, "" if setting_in is None else setting_in.words))
    return tuple(found)


def _leaps(marks: list[tuple[Fraction, float]]) -> list[Fraction]:
    """Where the tempo leaps: a step beside which the next and the last one are small, else it is a steep drift."""
    steps = [bpm / before - 1.0 for (_, before), (_, bpm) in pairwise(marks)]

    def goes_on(k: int, other: int) -> bool:
        near = 0 <= other < len(steps) and abs(marks[other + 1][0] - marks[k + 1][0]) <= 1
        return near and steps[other] * steps[k] > 0 and abs(steps[other]) >= 0.5 * abs(steps[k])
    return [marks[k + 1][0] for k, step in enumerate(steps)
            if abs(step) >= MOVES and not goes_on(k, k - 1) and not goes_on(k, k + 1)]


def _drifts(marks: list[tuple[Fraction, float]], heads: list[Fraction], first: Fraction, last: Fraction) -> list[_Drift]:
    """The drifts between two leaps: bars in a row that all move one way, and together by enough."""
    ends = max((at for at, _ in marks if at < last), default=first)
    points = sorted({first, *(head for head in heads if first < head < last), max(first, ends)})
    runs: list[list[Fraction]] = []
    way = 0
    for one, other in pairwise(points):
        share = (_tempo(marks, other) / _tempo(marks, one) - 1.0) / float(other - one)
        now = 0 if abs(share) < DRIFTS else 1 if share > 0 else -1
        if now and now == way:
            runs[-1][1] = other
        elif now:
            runs.append([one, other])
        way = now
    return [_Drift(_sets_in(marks, one, min(each for each in points if each > one)), last if other == ends else other,
                   _tempo(marks, one), _tempo(marks, other))
            for one, other in runs if _moved(_tempo(marks, one), _tempo(marks, other)) >= MOVES]


def _sets_in(marks: list[tuple[Fraction, float]], first: Fraction, last: Fraction) -> Fraction:
    """The beat from which on a drift is under way, in the first bar that moves."""
    start, least = _tempo(marks, first), BEGUN * _moved(_tempo(marks, first), _tempo(marks, last))
    still = max((at for at, bpm in marks if first <= at < last and _moved(start, bpm) <= least), default=first)
    return max(first, Fraction(still.numerator // still.denominator))


def _tempo(marks: list[tuple[Fraction, float]], at: Fraction) -> float:
    return next((bpm for place, bpm in reversed(marks) if place <= at), marks[0][1])


def _moved(before: float, bpm: float) -> float:
    return abs(bpm - before) / before if before else 1.0
