"""What the action lines and sound labels of a scene tell is done, each with who does it (`doers`), and whom a sound heard there is of.

Who is in the picture: people who speak on screen or think, and people whom the action names; a voice through a door or a telephone is
not. Where the text leaves open who does something and one person alone is in the picture, it is theirs. Limits are our choice.
"""

from dataclasses import dataclass

from yeoun.feeling.directions import Direction, directions
from yeoun.feeling.doers import OTHERS, doer, names_in, sentences
from yeoun.model.feeling import SceneView
from yeoun.model.media import Span
from yeoun.model.observed import Event, EventKind
from yeoun.model.script import LabelKind, LineKind
from yeoun.units.names import Person

NEAR_S = 2.0        # an action's place is estimated: so far beside it may be heard what it tells
HEARD_AS = {        # what a direction tells of, as it is heard
    "step": {EventKind.FOOTSTEP}, "run": {EventKind.FOOTSTEP}, "sigh": {EventKind.SIGH, EventKind.BREATH},
    "gasp": {EventKind.GASP, EventKind.BREATH}, "breath": {EventKind.BREATH, EventKind.GASP}, "sob": {EventKind.SOB},
    "laugh": {EventKind.LAUGH}, "heart": {EventKind.HEARTBEAT}}
_ON_SCREEN = {LineKind.SPOKEN, LineKind.INNER}


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that is told, and whose it is: None where that is open, `doers.OTHERS` where it is somebody else's, or several people's."""

    hand: Direction
    whose: Person | None


def people_of(view: SceneView) -> tuple[Person, ...]:
    """Everybody a scene speaks of: who speaks in it, and who is named in it."""
    return tuple(sorted({*view.people, *(one.line.speaker for one in view.spoken if one.line.speaker is not None)}))


def in_picture(view: SceneView) -> tuple[Person, ...]:
    """Everybody who is to be seen in a scene, as far as its text tells; without one, everybody who is heard."""
    people = people_of(view)
    seen = {one.line.speaker for one in view.spoken if one.line.speaker is not None and one.line.kind in _ON_SCREEN}
    seen |= {person for person in people if any(names_in(action.text, [person]) for action in view.content.actions)}
    return tuple(sorted(seen)) or people


def acts_in(text: str, view: SceneView) -> tuple[Act, ...]:
    """What a paragraph of action or a label tells, in its order; the same thing of the same person once."""
    people, there = people_of(view), in_picture(view)
    found: dict[tuple[str, str, Person | None], Act] = {}
    for start, sentence in sentences(text, people):
        for hand in directions(sentence):
            whose = doer(text, start + hand.at, people, owns=hand.event != "")
            if whose is None and len(there) == 1 and hand.event != "silence":
                whose = there[0]
            found.setdefault((hand.state, hand.event, whose), Act(hand, whose))
    return tuple(found.values())


def told_owner(event: Event, view: SceneView) -> Act | None:
    """What the script says of a sound that is heard: the nearest that tells of its kind; None where nothing does."""
    near: list[tuple[float, Act]] = []
    for span, text in (*((action.span, action.text) for action in view.content.actions),
                       *((tag.span, tag.text) for tag in view.tags if tag.kind not in {LabelKind.LYRIC, LabelKind.MUSIC})):
        away = _away(event, span)
        if away <= NEAR_S:
            near += [(away, act) for act in acts_in(text, view) if event.kind in HEARD_AS.get(act.hand.event, ())]
    if not near:
        return None
    least = min(away for away, _ in near)
    nearest = [act for away, act in near if away == least]
    return nearest[0] if len({act.whose for act in nearest}) == 1 else Act(nearest[0].hand, OTHERS)


def _away(event: Event, span: Span) -> float:
    return max(float(span.start_s - event.until_s), float(event.at_s - span.end_s), 0.0)
