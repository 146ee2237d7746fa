"""Deeds: what the script says is done in one moment, and where that moment is heard.

A deed is a sentence of action that names something with a single instant: a door closes, a hand seizes, somebody stops.
The page knows what it means and only roughly when; the sound knows to the millisecond when something fell and not what
it means. Where both agree there is a moment worth meeting. A deed nobody hears has no frame: it is told and not met.

Conventions: Korean is matched without spaces, by pieces of words; English by words in the present tense of action lines.
Words and weights are our choice.
"""

import re
from dataclasses import dataclass

from yeoun.model.observed import Event, EventKind, Observations
from yeoun.model.script import Action, Episode

NEAR_S = 1.0        # an action's place is estimated: so far beside it may be heard what it tells


@dataclass(frozen=True, slots=True)
class Sort:
    """A sort of deed: words for it, what it may be heard as, and what to call it."""

    name: str
    korean: tuple[str, ...]
    english: tuple[str, ...]
    heard_as: frozenset[EventKind]


@dataclass(frozen=True, slots=True)
class Deed:
    """A sentence of action and the event in which it is heard; None where nothing is."""

    says: str
    sort: str
    at_s: float             # where it is heard; where the action is thought to begin, when it is not
    event: Event | None


SORTS = (
    Sort("a blow or a grasp",
         ("닫힌다", "닫는다", "닫아버", "닫혀버", "움켜", "붙잡", "낚아채", "내리친", "내려놓", "두드린", "부딪", "떨어뜨",
          "떨어진다", "내던", "집어던", "깨진", "깨뜨", "누른다", "쓰러진", "뺨을", "때린"),
         (r"closes?\b(?! (?:to|by|up|on|at|in|beside)\b)", r"slams?\b", r"shuts\b", r"seizes?\b", r"grabs?\b", r"snatch(?:es)?\b",
          r"knocks?\b", r"drops\b", r"smash(?:es)?\b", r"breaks\b", r"shatters?\b", r"throws\b", r"hits\b", r"strikes\b",
          r"slaps?\b", r"press(?:es)?\b", r"falls\b"),
         frozenset({EventKind.IMPACT})),
    Sort("a breath", ("숨을삼", "숨을들이", "숨을멈", "숨을내", "한숨", "헉"),
         (r"gasps?\b", r"sighs?\b", r"exhales?\b", r"inhales?\b", "breathes in"),
         frozenset({EventKind.GASP, EventKind.SIGH, EventKind.BREATH})),
    Sort("a halt", ("멈춘다", "멈춰", "멈칫"),
         (r"stops?\b", r"halts?\b", r"freezes?\b"), frozenset({EventKind.FOOTSTEP})),
    Sort("a departure", ("떠난다", "떠나간", "출발한"),
         ("pulls out", r"leaves\b", "drives off", r"departs?\b"), frozenset()),
    Sort("a light", ("해가뜬", "해가떠", "불이켜", "불을켜", "불이꺼", "불을꺼", "번쩍"),
         ("sun rises", "light comes on", "lights up", "light goes out", "lights go out", "flash"), frozenset()),
)


def sort_of(sentence: str) -> Sort | None:
    """The sort of deed a sentence tells, the first word of it deciding; None where it tells none.

    >>> sort_of("버스 문이 닫힌다.").name, sort_of("She presses the bell.").name, sort_of("텅 빈 버스.")
    ('a blow or a grasp', 'a blow or a grasp', None)
    """
    tight, lowered = re.sub(r"\s", "", sentence), sentence.lower()
    best: tuple[int, int] | None = None
    for k, sort in enumerate(SORTS):
        places = [tight.find(piece) for piece in sort.korean]
        places += [found.start() for piece in sort.english if (found := re.search(rf"\b{piece}", lowered))]
        first = min((at for at in places if at >= 0), default=None)
        if first is not None and (best is None or (first, k) < best):
            best = (first, k)
    return None if best is None else SORTS[best[1]]


def last_steps(seen: Observations) -> tuple[Event, ...]:
    """The last step of each walk: nothing follows for 1.2 s."""
    steps = [each for each in seen.events if each.kind is EventKind.FOOTSTEP]
    return tuple(step for k, step in enumerate(steps) if k + 1 == len(steps) or steps[k + 1].at_s - step.at_s > 1.2)


def deeds(episode: Episode, seen: Observations) -> tuple[Deed, ...]:
    """Every deed of the script in order, each with the event in which it is heard; one event is one deed."""
    others = tuple(each for each in seen.events if each.kind is not EventKind.FOOTSTEP)
    free = sorted((*others, *last_steps(seen)), key=lambda each: (each.at_s, each.kind.value))
    found: list[Deed] = []
    for scene in episode.scenes:
        for action in scene.actions:
            after = action.span.start_s - NEAR_S
            for sentence in re.split(r"(?<=[.!?…])\s+", action.text):
                sort = sort_of(sentence)
                if sort is None:
                    continue
                event = _heard(sort, action, after, free)
                if event is not None:
                    free.remove(event)
                    after = float(event.at_s)    # sentences of one paragraph happen in its order
                found.append(Deed(sentence.strip(), sort.name, float(action.span.start_s if event is None else event.at_s), event))
    return tuple(found)


def _heard(sort: Sort, action: Action, after: float, free: list[Event]) -> Event | None:
    """The surest event of a sort inside the action's place, of equally sure ones the earliest."""
    inside = [each for each in free if each.kind in sort.heard_as and after <= each.at_s <= action.span.end_s + NEAR_S]
    return max(inside, key=lambda each: (each.confidence, -each.at_s), default=None)
