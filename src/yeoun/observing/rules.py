"""All non-verbal events of a sound by rules, in the order in which one explains another.

Laughs and sobs first (they live inside speech), then what is left outside: steps, hearts and breaths, and last the
single blows.
"""

from yeoun.model.observed import Event, Heard
from yeoun.observing.breaths import breaths_in
from yeoun.observing.cries import cries_in
from yeoun.observing.segments import Hearing
from yeoun.observing.steps import hearts_in, impacts_in, steps_in


def by_rules(heard: Heard, hearing: Hearing) -> tuple[Event, ...]:
    """Every event, earliest first.

    heard     gives the onsets
    hearing   the rest on a 10 ms grid
    """
    if not len(heard.features):
        return ()
    cries = cries_in(hearing)
    hearts = hearts_in(hearing)
    steps = steps_in(heard.onsets, hearing, [*cries, *hearts])
    breaths = breaths_in(hearing, [*cries, *steps])
    impacts = impacts_in(heard.onsets, hearing, [*cries, *hearts, *steps, *breaths])
    found = [*cries, *hearts, *steps, *breaths, *impacts]
    return tuple(sorted(found, key=lambda event: (event.at_s, event.kind.value)))
