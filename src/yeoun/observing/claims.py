"""What two observers of events say together: the network (network.py) and the rules (rules.py).

A claim is one event, or a row of steps or beats, with the network's score and, where the rules named it too, how sure they were. What
both together are worth was counted (likely.py): two who agree are believed at scores at which neither is alone. What only the
rules named is a claim as well, with the network's score of that place.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from yeoun.model.observed import Event, EventKind
from yeoun.observing.bands import EVERY_S
from yeoun.observing.likely import Likely

ROWS = (EventKind.FOOTSTEP, EventKind.HEARTBEAT)
STROKES = (*ROWS, EventKind.IMPACT)
NEAR_S = 0.08       # our choice: strokes of two observers that lie so near are one
AGREED = 0.5        # our choice: the share of a row's strokes, of the shorter of two bouts, that makes two claims one


@dataclass(frozen=True, slots=True)
class Claim:
    """One event, or one row of them."""

    kind: EventKind
    strokes: tuple[tuple[float, float, float], ...]    # seconds from and until, the network's score of each
    score: float                                       # the network's, of all together
    ruled: float = 0.0                                 # how sure the rules are, 0 not at all .. 1 as sure as they may be
    rate: float | None = None

    @property
    def start_s(self) -> float:
        """Where it begins."""
        return self.strokes[0][0]

    @property
    def end_s(self) -> float:
        """Where it ends."""
        return self.strokes[-1][1]


def _by_rows(ruled: Sequence[Event]) -> list[list[Event]]:
    """The rules' events, those of a row together: a row has one rate and one confidence."""
    rows: list[list[Event]] = []
    for kind in EventKind:
        those = [each for each in ruled if each.kind is kind]
        if kind in ROWS:
            rows += [list(row) for _, row in groupby(those, key=lambda each: (each.rate, each.confidence))]
        else:
            rows += [[each] for each in those]
    return rows


def _shared(claim: Claim, row: Sequence[Event]) -> float:
    """How much of a claim and of what the rules named is the same."""
    if claim.kind is not row[0].kind:
        return 0.0
    if claim.kind in STROKES:
        at = np.array([float(each.at_s) for each in row])
        near = sum(bool((np.abs(at - start) <= NEAR_S).any()) for start, _, _ in claim.strokes)
        return near / min(len(claim.strokes), len(row))
    both = min(claim.end_s, float(row[0].until_s)) - max(claim.start_s, float(row[0].at_s))
    return max(0.0, both) / max(min(claim.end_s - claim.start_s, float(row[0].until_s - row[0].at_s)), 1e-6)


def score_of(event: Event, likely: Likely) -> float:
    """The network's score of what the rules named: of a stroke its highest share beside it, else the mean of the likelier half.

    event    of the rules
    likely   the network's word
    """
    shares = likely.of(event.kind)
    if not len(shares):
        return 0.0
    first = min(int(float(event.at_s) / EVERY_S), len(shares) - 1)
    if event.kind in STROKES:
        return float(shares[max(0, first - 2):first + 4].max())
    inside = np.sort(shares[first:max(first + 1, int(float(event.until_s) / EVERY_S))])
    return float(inside[len(inside) // 2:].mean())


def pace_of(moments: Sequence[float]) -> float | None:
    """Strokes a minute of a row; pauses and missed strokes do not count.

    >>> pace_of([0.0, 0.5, 1.0, 2.0, 2.5])
    120.0
    """
    every = np.diff(np.array(moments, dtype=np.float64))
    if not len(every):
        return None
    usual = float(np.median(every))
    near = every[(every > 0.6 * usual) & (every < 1.5 * usual)]
    return round(60.0 / float(near.mean() if len(near) else usual), 1)


def _alone(row: Sequence[Event], likely: Likely, most: float) -> Claim:
    """What only the rules named."""
    strokes = tuple((float(each.at_s), float(each.until_s), score_of(each, likely)) for each in row)
    return Claim(row[0].kind, strokes, float(np.mean([score for _, _, score in strokes])), row[0].confidence / most, row[0].rate)


def _joined(claims: Sequence[Claim], ruled: Claim) -> Claim:
    """What both named: of rows all strokes, of the rest the network's place."""
    strokes = [stroke for claim in claims for stroke in claim.strokes]
    rate = claims[0].rate
    if ruled.kind in ROWS:
        strokes += [each for each in ruled.strokes if all(abs(each[0] - other[0]) > NEAR_S for other in strokes)]
        rate = pace_of(sorted(start for start, _, _ in strokes))
    score = float(np.average([claim.score for claim in claims], weights=[len(claim.strokes) for claim in claims]))
    return Claim(ruled.kind, tuple(sorted(strokes)), score, ruled.ruled, rate)


def together(claims: Iterable[Claim], ruled: Sequence[Event], likely: Likely, most: float) -> list[Claim]:
    """The network's claims with the rules' word, and what the rules alone named.

    claims   the network's
    ruled    every event of the rules
    likely   the network's word
    most     what the rules are at the most
    """
    left, out = list(claims), []
    for row in _by_rows(ruled):
        met = [claim for claim in left if _shared(claim, row) >= AGREED]
        met = met if row[0].kind in ROWS else met[:1]
        left = [claim for claim in left if claim not in met]
        alone = _alone(row, likely, most)
        out.append(_joined(met, alone) if met else alone)
    return [*out, *left]
