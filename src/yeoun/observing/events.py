"""All non-verbal events of a sound: what the network and the rules say together, decided kind by kind.

Below its `LEAST` confidence a kind is not named: unheard is better than misheard. What lies in one place has one name, the surer one.
No steps and no hearts are named in music, no blows in speech.
"""

from collections.abc import Iterable, Sequence

import numpy as np

from yeoun.model.observed import Event, EventKind, Heard
from yeoun.observing.bouts import bouts_in
from yeoun.observing.claims import ROWS, STROKES, Claim, together
from yeoun.observing.likely import Likely, likely_in
from yeoun.observing.rules import by_rules
from yeoun.observing.segments import MOST, Hearing
from yeoun.observing.strokes import blows, in_rows
from yeoun.units.time import Seconds

OBSERVER = "ear network and rules"
LEAST = {EventKind.FOOTSTEP: 0.45, EventKind.SIGH: 0.45, EventKind.GASP: 0.4, EventKind.BREATH: 0.5, EventKind.SOB: 0.4,
         EventKind.LAUGH: 0.33, EventKind.HEARTBEAT: 0.33, EventKind.IMPACT: 0.4}
BESIDE_S = 0.15        # a blow so near a step or beat is it
SAME_PLACE = 0.4       # of the shorter of two bouts: so much on one another, and only one stands
SAME_STROKES = 0.5     # of the fewer strokes of two rows
MUSIC_S = 10.0         # our choice: shorter "music" is as often a crowd or the steps themselves


def events_in(heard: Heard, hearing: Hearing) -> tuple[Event, ...]:
    """Every event, earliest first.

    heard     gives the bands and the onsets
    hearing   the rest on a 10 ms grid
    """
    if not len(heard.features):
        return ()
    return named(likely_in(heard), by_rules(heard, hearing), heard)


def claimed(likely: Likely, ruled: Sequence[Event], heard: Heard) -> list[Claim]:
    """Everything that may be an event, however unsure.

    likely   the network's word
    ruled    the rules' events
    heard    gives the bands and the onsets
    """
    heards = [claim for kind in ROWS for claim in in_rows(kind, likely, heard.onsets)]
    return together([*heards, *blows(likely, heard.onsets), *bouts_in(likely, heard.bands)], ruled, likely, MOST)


def named(likely: Likely, ruled: Sequence[Event], heard: Heard) -> tuple[Event, ...]:
    """Every event that is sure enough, earliest first."""
    sure = [(likely.confidence(claim.kind, claim.score, claim.ruled), claim) for claim in claimed(likely, ruled, heard)]
    music = [span for span in heard.music if span.end_s - span.start_s >= MUSIC_S]
    kept: list[Claim] = []
    for confidence, claim in sorted(sure, key=lambda each: (-each[0], each[1].start_s, each[1].kind.value)):
        if confidence < LEAST[claim.kind] or (claim.kind is EventKind.IMPACT and _is_said(claim, heard)):
            continue
        if claim.kind in ROWS and any(span.start_s <= claim.start_s < span.end_s for span in music):    # drums walk too
            continue
        if not any(_in_one_place(claim, other) for other in kept):
            kept.append(claim)
    return tuple(sorted(_events(kept, likely), key=lambda event: (event.at_s, event.kind.value)))


def _is_said(blow: Claim, heard: Heard) -> bool:
    """Whether somebody speaks there: words begin as hard as blows."""
    return any(each.span.start_s - 0.25 < blow.start_s < each.span.end_s + 0.15 for each in heard.speech)


def _in_one_place(one: Claim, other: Claim) -> bool:
    """Whether two claims are of one sound."""
    if (one.kind in STROKES) != (other.kind in STROKES):
        return False
    if one.kind in STROKES:
        near = np.abs(np.subtract.outer([start for start, _, _ in one.strokes], [start for start, _, _ in other.strokes])) < BESIDE_S
        return bool(near.any(axis=1).sum() >= SAME_STROKES * min(near.shape))
    both = min(one.end_s, other.end_s) - max(one.start_s, other.start_s)
    return max(0.0, both) / max(min(one.end_s - one.start_s, other.end_s - other.start_s), 1e-6) >= SAME_PLACE


def _events(claims: Iterable[Claim], likely: Likely) -> Iterable[Event]:
    """The events of claims: a stroke is as sure as itself and its row."""
    for claim in claims:
        for start, end, score in claim.strokes:
            sure = min(MOST, likely.confidence(claim.kind, (claim.score + score) / 2, claim.ruled))
            yield Event(claim.kind, Seconds(round(start, 3)), Seconds(round(end, 3)), round(sure, 3), OBSERVER, claim.rate)
