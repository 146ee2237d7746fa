"""All non-verbal events of a sound: what the network and the rules say together, decided kind by kind.

Below its `LEAST` confidence the network's word alone names nothing: unheard is better than misheard. What lies in one place has one name:
that of both observers before that of one, then the surer one. In music the network alone names nothing, nor blows in speech. Sighs, gasps,
breaths, sobs and laughs that hardly stand out are left out, whoever named them (prominence.py).
"""

from collections.abc import Sequence
from dataclasses import replace

from yeoun.model.observed import Event, EventKind, Heard
from yeoun.observing.bouts import bouts_in
from yeoun.observing.claims import AGREED, ROWS, STROKES, Claim, Stroke, pace_of, ruled_claims, shared, together
from yeoun.observing.likely import Likely, likely_in
from yeoun.observing.prominence import is_trusted, peak_of, prominence
from yeoun.observing.rules import by_rules
from yeoun.observing.segments import MOST, Hearing
from yeoun.observing.strokes import blows_in, in_rows, is_walk
from yeoun.units.time import Seconds

OBSERVER = "ear network and rules"
# Looked at among strangers' open scenes, on the own bench, recorded speech, music and steps, and the demo: no sound of those is held out.
LEAST = {EventKind.FOOTSTEP: 0.45, EventKind.SIGH: 0.55, EventKind.GASP: 0.45, EventKind.BREATH: 0.5, EventKind.SOB: 0.6,
         EventKind.LAUGH: 0.33, EventKind.HEARTBEAT: 0.33, EventKind.IMPACT: 0.5}
WALK_LEAST = 0.17      # the same of a row of steps that goes as people walk
BESIDE_S = 0.15        # a blow so near a step or beat is it
SAME_PLACE = 0.4       # of the shorter of two bouts: so much on one another, and only one stands
MUSIC_S = 10.0         # our choice: shorter "music" is as often a crowd or the steps themselves


def events_in(heard: Heard, hearing: Hearing) -> tuple[Event, ...]:
    """Every event, earliest first.

    heard     gives the bands and the onsets
    hearing   the rest on a 10 ms grid
    """
    if not len(heard.features):
        return ()
    return named(likely_in(heard), by_rules(heard, hearing), heard)


def heard_alone(likely: Likely, heard: Heard) -> list[Claim]:
    """Everything that may be an event by the network's word, however unsure.

    likely   the network's word
    heard    gives the bands and the onsets
    """
    rows = [claim for kind in ROWS for claim in in_rows(kind, likely, heard.onsets)]
    return [*rows, *blows_in(likely, heard.onsets), *bouts_in(likely, heard.bands)]


def named(likely: Likely, ruled: Sequence[Event], heard: Heard) -> tuple[Event, ...]:
    """Every event that is sure enough, earliest first.

    likely   the network's word
    ruled    the rules' events
    heard    gives bands, onsets, and where speech and music are
    """
    own = [claim for claim in heard_alone(likely, heard)
           if likely.confidence(claim.kind, claim.score) >= _least(claim, likely) and not _is_elsewhere(claim, heard)]
    over = prominence(heard.bands)
    clear = [claim for claim in together(own, ruled_claims(ruled, likely))
             if is_trusted(claim.kind, peak_of(over, claim.start_s, claim.end_s), likely.confidence(claim.kind, claim.score))]
    kept: list[Claim] = []
    for claim in sorted(clear, key=lambda each: _rank(each, likely)):
        if not any(_in_one_place(claim, other) for other in kept):
            kept.append(claim)
    events = [_event(claim, stroke, likely) for claim in _apart(kept, likely) for stroke in claim.strokes]
    return tuple(sorted(events, key=lambda event: (event.at_s, event.kind.value)))


def _least(claim: Claim, likely: Likely) -> float:
    """How sure the network must be of a claim to name it alone."""
    if claim.kind is EventKind.FOOTSTEP and is_walk(claim.strokes, likely):
        return WALK_LEAST
    return LEAST[claim.kind]


def _rank(claim: Claim, likely: Likely) -> tuple[bool, float, float, str]:
    """First what both observers name, then by how sure they are."""
    sure = likely.confidence(claim.kind, claim.score)
    return not (claim.ruled and sure >= LEAST[claim.kind]), -max(sure, claim.ruled), claim.start_s, claim.kind.value


def _is_elsewhere(claim: Claim, heard: Heard) -> bool:
    """Whether a claim of the network's lies where it is not believed alone: in music, and blows in speech, where words begin as hard."""
    if claim.kind is EventKind.IMPACT and any(each.span.start_s - 0.25 < claim.start_s < each.span.end_s + 0.15 for each in heard.speech):
        return True
    return any(span.start_s <= claim.start_s < span.end_s for span in heard.music if span.end_s - span.start_s >= MUSIC_S)


def _in_one_place(one: Claim, other: Claim) -> bool:
    """Whether two claims are of one sound: two rows, or two bouts; the rules tell their own apart, and blows go stroke by stroke."""
    if one.ruled and other.ruled:
        return False
    if one.kind in STROKES or other.kind in STROKES:
        return one.kind in ROWS and other.kind in ROWS and shared(one, other) >= AGREED
    return shared(one, other) >= SAME_PLACE


def _sure(claim: Claim, stroke: Stroke, likely: Likely) -> float:
    """A stroke is as sure as itself and its row, or as the rules are."""
    return max(likely.confidence(claim.kind, (claim.score + stroke.score) / 2), stroke.ruled)


def _apart(claims: Sequence[Claim], likely: Likely) -> list[Claim]:
    """A blow on a step or beat is it, unless it is surer: then there is no step. The rules' word of either goes before the network's."""
    rows = [claim for claim in claims if claim.kind in ROWS]
    blows: list[Claim] = []
    for blow in (claim for claim in claims if claim.kind is EventKind.IMPACT):
        rank = (blow.ruled > 0, _sure(blow, blow.strokes[0], likely))
        near = [(stroke.ruled > 0, _sure(row, stroke, likely)) for row in rows for stroke in row.strokes
                if abs(stroke.start_s - blow.start_s) < BESIDE_S]
        blows += [blow] if all(rank > each for each in near) else []
    out = [claim for claim in claims if claim.kind not in STROKES] + blows
    for row in rows:
        left = tuple(stroke for stroke in row.strokes if all(abs(stroke.start_s - blow.start_s) >= BESIDE_S for blow in blows))
        rate = row.rate if left == row.strokes else pace_of([each.start_s for each in left])
        out += [replace(row, strokes=left, rate=rate)] if left else []
    return out


def _event(claim: Claim, stroke: Stroke, likely: Likely) -> Event:
    sure = min(MOST, _sure(claim, stroke, likely))
    return Event(claim.kind, Seconds(round(stroke.start_s, 3)), Seconds(round(stroke.end_s, 3)), round(sure, 3), OBSERVER, claim.rate)
