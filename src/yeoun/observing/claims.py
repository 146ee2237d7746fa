"""What two observers of events say together: the network (network.py) and the rules (rules.py).

A claim is one event, or a row of steps or beats, with the network's score and, where the rules named it too, how sure they were. The
rules seldom name what is not there, and miss most of what nobody drew while they were written; the network finds that, and
misses what the rules know well. So what the rules name stands, with their confidence, as long as the network does not call it out of the
question: below its `SECOND` score a kind is not believed the rules. Blows are whatever strikes hard and alone: there they have the word.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np

from yeoun.model.observed import Event, EventKind
from yeoun.observing.bands import EVERY_S
from yeoun.observing.likely import Likely

ROWS = (EventKind.FOOTSTEP, EventKind.HEARTBEAT)
STROKES = (*ROWS, EventKind.IMPACT)
SECOND = {EventKind.FOOTSTEP: 0.05, EventKind.SIGH: 0.03, EventKind.GASP: 0.05, EventKind.BREATH: 0.05, EventKind.SOB: 0.02,
          EventKind.LAUGH: 0.3, EventKind.HEARTBEAT: 0.05, EventKind.IMPACT: 0.0}
NEAR_S = 0.03       # our choice: strokes of two observers that lie so near, from end to beginning, are one
AGREED = 0.5        # our choice: the share of a row's strokes, of the shorter of two bouts, that makes two claims one


@dataclass(frozen=True, slots=True)
class Stroke:
    """One stroke of a row, or a bout as a whole."""

    start_s: float
    end_s: float
    score: float            # the network's
    ruled: float = 0.0      # how sure the rules are; 0 where they named nothing


@dataclass(frozen=True, slots=True)
class Claim:
    """One event, or one row of them; `score` is the network's, of all together."""

    kind: EventKind
    strokes: tuple[Stroke, ...]
    score: float
    rate: float | None = None

    @property
    def start_s(self) -> float:
        """Where it begins."""
        return self.strokes[0].start_s

    @property
    def end_s(self) -> float:
        """Where it ends."""
        return self.strokes[-1].end_s

    @property
    def ruled(self) -> float:
        """How sure the rules are."""
        return max(stroke.ruled for stroke in self.strokes)


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


def ruled_claims(ruled: Sequence[Event], likely: Likely) -> list[Claim]:
    """What the rules named and the network does not call out of the question; a row has one rate and one confidence.

    ruled    every event of the rules, earliest first
    likely   the network's word
    """
    rows: list[list[Event]] = []
    for kind in EventKind:
        those = [each for each in ruled if each.kind is kind]
        rows += ([list(row) for _, row in groupby(those, key=lambda each: (each.rate, each.confidence))] if kind in ROWS
                 else [[each] for each in those])
    claims = []
    for row in rows:
        strokes = tuple(Stroke(float(each.at_s), float(each.until_s), score_of(each, likely), each.confidence) for each in row)
        score = float(np.mean([stroke.score for stroke in strokes]))
        claims += [Claim(row[0].kind, strokes, score, row[0].rate)] if score >= SECOND[row[0].kind] else []
    return claims


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


def _met(one: Stroke, other: Stroke) -> bool:
    """Whether a stroke lies on another: a heart's second sound is its beat's."""
    return one.start_s <= other.end_s + NEAR_S and other.start_s <= one.end_s + NEAR_S


def shared(one: Claim, other: Claim) -> float:
    """How much of the smaller of two claims is the other, 0..1, whatever they call it."""
    if one.kind in STROKES and other.kind in STROKES:
        met = [any(_met(stroke, each) for each in other.strokes) for stroke in one.strokes]
        return sum(met) / min(len(one.strokes), len(other.strokes))
    both = min(one.end_s, other.end_s) - max(one.start_s, other.start_s)
    return max(0.0, both) / max(min(one.end_s - one.start_s, other.end_s - other.start_s), 1e-6)


def _joined(claims: Sequence[Claim], ruled: Sequence[Claim]) -> Claim:
    """What both named: of rows all strokes, the rules' where both have one; of the rest the network's place."""
    kind = ruled[0].kind
    score = float(np.average([claim.score for claim in claims], weights=[len(claim.strokes) for claim in claims]))
    if kind not in ROWS:
        (stroke,) = claims[0].strokes
        return Claim(kind, (replace(stroke, ruled=ruled[0].ruled),), score, claims[0].rate)
    own = [stroke for each in ruled for stroke in each.strokes]
    more = [stroke for claim in claims for stroke in claim.strokes if not any(_met(stroke, other) for other in own)]
    strokes = sorted([*own, *more], key=lambda each: each.start_s)
    return Claim(kind, tuple(strokes), score, pace_of([each.start_s for each in strokes]))


def _one(claims: Iterable[Claim], others: Sequence[Claim]) -> list[Claim]:
    """Those that are one with any of the others; of bouts and blows the first."""
    found = [each for each in claims if any(each.kind is other.kind and shared(each, other) >= AGREED for other in others)]
    return found if found and found[0].kind in ROWS else found[:1]


def together(claims: Iterable[Claim], ruled: Sequence[Claim]) -> list[Claim]:
    """The network's claims with the rules' word, and what the rules alone named.

    claims   the network's
    ruled    the rules'
    """
    left, rules, out = list(claims), list(ruled), []
    while rules:
        own = [rules.pop(0)]
        met = _one(left, own)
        if met and own[0].kind in ROWS:    # a row of the network's may be several of the rules', and they several of its
            own += _one(rules, met)
            met = _one(left, own)
        left, rules = [each for each in left if each not in met], [each for each in rules if each not in own]
        out.append(_joined(met, own) if met else own[0])
    return [*out, *left]
