"""All non-verbal events of a sound: what the network hears, decided kind by kind.

Below its `LEAST` confidence a kind is not named: unheard is better than misheard. What lies in one place has one name, the surer one.
"""

import numpy as np

from yeoun.model.observed import Event, EventKind, Heard
from yeoun.observing.bouts import bouts_in
from yeoun.observing.likely import Likely, likely_in
from yeoun.observing.strokes import impacts, in_rows

LEAST = dict.fromkeys(EventKind, 0.5)    # our choice: what is as likely wrong as right is not reported
STEP_S, BEAT_S = 0.1, 0.3
BESIDE_S = 0.15                          # a blow so near a step or beat is it


def events_in(heard: Heard) -> tuple[Event, ...]:
    """Every event, earliest first.

    heard   gives the bands and the onsets
    """
    return named(likely_in(heard), heard) if len(heard.bands) else ()


def named(likely: Likely, heard: Heard) -> tuple[Event, ...]:
    """Every event the network's word is good enough for, earliest first."""
    rows = [*in_rows(EventKind.FOOTSTEP, likely, heard.onsets, LEAST[EventKind.FOOTSTEP], STEP_S),
            *in_rows(EventKind.HEARTBEAT, likely, heard.onsets, LEAST[EventKind.HEARTBEAT], BEAT_S)]
    blows = [blow for blow in impacts(likely, heard.onsets, LEAST[EventKind.IMPACT])
             if not any(abs(blow.at_s - other.at_s) < BESIDE_S and other.confidence >= blow.confidence for other in rows)]
    at = np.array([blow.at_s for blow in blows])
    rows = [each for each in rows if not (len(at) and (np.abs(at - each.at_s) < BESIDE_S).any())]
    return tuple(sorted([*rows, *blows, *bouts_in(likely, heard.bands, LEAST)], key=lambda event: (event.at_s, event.kind.value)))
