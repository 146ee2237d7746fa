"""A cue as it came to be: a hit that the machine gave up for somebody's note is none any more, and stands among what was not caught.

People's notes win. What they cost is said where one looks for it, with the note's id (docs/decisions/0012).
"""

from dataclasses import replace

from yeoun.model.composed import GivenUp
from yeoun.model.soundtrack import ScoredCue, Soundtrack
from yeoun.model.spotted import Cue, Hit, NotCaught


def settled(cue: ScoredCue) -> ScoredCue:
    """The cue without the hits that notes cost; those that are left keep their landings."""
    gone = {each.hit: each for each in cue.sketch.given_up if each.hit < len(cue.cue.hits)}
    if not gone:
        return cue
    kept = [k for k in range(len(cue.cue.hits)) if k not in gone]
    left = (*cue.cue.not_caught, *(_left(cue.cue.hits[k], each) for k, each in gone.items()))
    landed = tuple(replace(each, hit=kept.index(each.hit)) for each in cue.score.landed if each.hit in kept)
    return replace(cue, cue=replace(cue.cue, hits=tuple(cue.cue.hits[k] for k in kept),
                                    not_caught=tuple(sorted(left, key=lambda each: each.at_s))),
                   score=replace(cue.score, landed=landed), sketch=replace(cue.sketch, given_up=()))


def whole_settled(soundtrack: Soundtrack) -> Soundtrack:
    """The soundtrack with every cue settled, in its spotting too."""
    cues = tuple(settled(each) for each in soundtrack.cues)
    made = {each.cue.key: each.cue for each in cues}
    moments = tuple(made.get(each.key, each) if isinstance(each, Cue) else each for each in soundtrack.spotting.moments)
    return replace(soundtrack, cues=cues, spotting=replace(soundtrack.spotting, moments=moments))


def _left(hit: Hit, each: GivenUp) -> NotCaught:
    for_whom = f"note{'s' if len(each.notes) > 1 else ''} {', '.join(each.notes)}"
    return NotCaught(hit.at_s, f"{hit.reason}: given up for {for_whom}" + (f": {each.why}" if each.why else ""))
