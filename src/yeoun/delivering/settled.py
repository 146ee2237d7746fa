"""A cue as it came to be: a hit that the machine gave up for somebody's note is none any more, and stands among what was not caught.

People's notes win. What they cost is said where one looks for it, with the note's id (docs/decisions/0012).
"""

from dataclasses import replace

from yeoun.delivering.answering import answered_at, unheard
from yeoun.delivering.plain import timecode
from yeoun.model.composed import GivenUp
from yeoun.model.media import Caution
from yeoun.model.soundtrack import ScoredCue, Soundtrack
from yeoun.model.spotted import Cue, Function, Hit, HitClass, NotCaught
from yeoun.units.time import nearest_frame

WARNED = frozenset({HitClass.A, HitClass.B})    # our choice: a missed hit of class C is one of many in the texture


def settled(cue: ScoredCue) -> ScoredCue:
    """The cue without the hits that notes cost, the answers that nobody hears, and a theme's name where none is stated.

    Hits that are left keep their landings.
    """
    if cue.cue.function is Function.THEME and not cue.sketch.statements:
        cue = replace(cue, cue=replace(cue.cue, function=Function.UNDERSCORE))
    silent = tuple(each for each in cue.cue.answers if answered_at(cue, each) is None)
    if silent:
        paid = {cue.cue.hits[each.hit].frame for each in cue.sketch.given_up if each.hit < len(cue.cue.hits)}
        told = (unheard(each) for each in silent if each.frame not in paid)    # what a note cost is told below, with the note
        left = tuple(sorted((*cue.cue.not_caught, *told), key=lambda each: each.at_s))
        heard = tuple(each for each in cue.cue.answers if each not in silent)
        cue = replace(cue, cue=replace(cue.cue, answers=heard, not_caught=left))
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
    return NotCaught(hit.at_s, f"{hit.reason}: given up for {for_whom}" + (f": {each.why}" if each.why else ""), hit.grade)


def unmet_hits(soundtrack: Soundtrack) -> tuple[Caution, ...]:
    """A warning for every hit of class A or B that nobody plays, with its timecode: also where a note cost it."""
    media, out = soundtrack.episode.media, []
    for each in whole_settled(soundtrack).cues:
        met = {landed.hit for landed in each.score.landed}
        lost = [(hit.at_s, hit.grade, f"{hit.reason}: nobody plays it") for k, hit in enumerate(each.cue.hits) if k not in met]
        lost += [(left.at_s, left.grade, left.reason) for left in each.cue.not_caught if left.grade is not None]
        for at_s, grade, why in sorted(lost, key=lambda one: one[0]):
            if grade in WARNED:
                label = timecode(nearest_frame(at_s, media.rate), media)
                out.append(Caution("hit_not_met", f"The hit of class {grade.value} at {label} in {each.cue.id} is not met ({why}).", at_s))
    return tuple(out)
