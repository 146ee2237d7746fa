"""All non-verbal events of a sound: what the network hears, decided kind by kind.

Below its `LEAST` confidence a kind is not named: unheard is better than misheard. What lies in one place has one name, the surer one.
No steps and no hearts are named in music, no blows in speech.
"""

import numpy as np

from yeoun.model.observed import Event, EventKind, Heard
from yeoun.observing.bouts import bouts_in
from yeoun.observing.likely import Likely, likely_in
from yeoun.observing.strokes import impacts, in_rows

# The least confidence: looked at among strangers' open scenes and in recorded speech and music, so that none of these is named falsely
# more than about once in two minutes. Confidences were counted where every second sound is a false friend; in a film fewer are.
LEAST = {EventKind.FOOTSTEP: 0.45, EventKind.SIGH: 0.45, EventKind.GASP: 0.4, EventKind.BREATH: 0.5, EventKind.SOB: 0.4,
         EventKind.LAUGH: 0.33, EventKind.HEARTBEAT: 0.33, EventKind.IMPACT: 0.4}
STEP_S, BEAT_S = 0.1, 0.3
BESIDE_S = 0.15                          # a blow so near a step or beat is it
MUSIC_S = 10.0                           # our choice: shorter "music" is as often a crowd or the steps themselves


def events_in(heard: Heard) -> tuple[Event, ...]:
    """Every event, earliest first.

    heard   gives the bands and the onsets
    """
    return named(likely_in(heard), heard) if len(heard.bands) else ()


def _is_said(blow: Event, heard: Heard) -> bool:
    """Whether somebody speaks there: words begin as hard as blows."""
    return any(each.span.start_s - 0.25 < blow.at_s < each.span.end_s + 0.15 for each in heard.speech)


def named(likely: Likely, heard: Heard) -> tuple[Event, ...]:
    """Every event the network's word is good enough for, earliest first."""
    rows = [*in_rows(EventKind.FOOTSTEP, likely, heard.onsets, LEAST[EventKind.FOOTSTEP], STEP_S),
            *in_rows(EventKind.HEARTBEAT, likely, heard.onsets, LEAST[EventKind.HEARTBEAT], BEAT_S)]
    music = [span for span in heard.music if span.end_s - span.start_s >= MUSIC_S]
    rows = [each for each in rows if not any(span.start_s <= each.at_s < span.end_s for span in music)]    # drums walk too
    blows = [blow for blow in impacts(likely, heard.onsets, LEAST[EventKind.IMPACT])
             if not _is_said(blow, heard)
             and not any(abs(blow.at_s - other.at_s) < BESIDE_S and other.confidence >= blow.confidence for other in rows)]
    at = np.array([blow.at_s for blow in blows])
    rows = [each for each in rows if not (len(at) and (np.abs(at - each.at_s) < BESIDE_S).any())]
    return tuple(sorted([*rows, *blows, *bouts_in(likely, heard.bands, LEAST)], key=lambda event: (event.at_s, event.kind.value)))
