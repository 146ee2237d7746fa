"""Feelings: less sad, 더 담담하게, tension 0.8. A word of feeling moves one axis of the emotion graph; a note pins it where it then is."""

from collections.abc import Sequence

from yeoun.model.notes import NoteKind
from yeoun.reading.asked import AXES
from yeoun.studio.wording.clauses import Clause
from yeoun.studio.wording.context import Context, OpenCue
from yeoun.studio.wording.lexing import Item
from yeoun.studio.wording.moments import Unclear
from yeoun.studio.wording.proposal import Asking, Edit, EditKind, Place
from yeoun.studio.wording.saying import graph_said
from yeoun.studio.wording.spans import stretch_of

LITTLE, PLAIN, MUCH = 0.1, 0.2, 0.35  # our choice: shares of an axis' range
MODIFIERS = ("up", "down", "too", "not", "out")


def graphs(clause: Clause, context: Context, cue: OpenCue | None, language: str) -> tuple[Edit, ...]:
    """The edits of the emotion graph a clause asks for: at most one."""
    moods = [k for k, item in enumerate(clause.items) if item.does("mood", "axis")]
    if not moods:
        return ()
    share = LITTLE if clause.has("little") else MUCH if clause.has("much") else PLAIN
    signs: dict[str, int] = {}
    fixed: dict[str, float] = {}
    for at, k in enumerate(moods):
        item = clause.items[k]
        before = clause.items[(moods[at - 1] + 1 if at else 0) : k]
        behind = clause.items[k + 1 : (moods[at + 1] if at + 1 < len(moods) else len(clause.items))]
        axis, way = _axis(item)
        number = next((each for each in behind if each.does("number")), None)
        if number is not None:
            fixed[axis] = _checked(axis, number, behind, context, clause, cue)
            continue
        signs[axis] = way * _sign(item, before, behind, at + 1 == len(moods), language, way)
    place = stretch_of(clause.place, context, cue)
    values = fixed | {axis: _moved(axis, sign, share, place, context) for axis, sign in signs.items() if axis not in fixed}
    value = " ".join(f"{axis}={values[axis]:g}" for axis in AXES if axis in values)
    toward = " ".join(f"{axis}{'+' if signs[axis] > 0 else '-'}" for axis in AXES if axis in signs and axis not in fixed)
    english, korean = graph_said(values, toward, place, context)
    used = tuple(
        (item.start, item.end) for item in clause.items if item.does("mood", "axis", *MODIFIERS, "little", "much", "number", "lack")
    )
    return (
        Edit(
            EditKind.GRAPH,
            value,
            place,
            (Asking(NoteKind.GRAPH, value, (place.first, place.end)),),
            english,
            korean,
            (*used, *clause.place_words),
            toward,
        ),
    )


def _axis(item: Item) -> tuple[str, int]:
    said = item.senses.get("mood") or f"{item.senses['axis']}+"
    return said[:-1], 1 if said[-1] == "+" else -1


def _sign(item: Item, before: Sequence[Item], behind: Sequence[Item], is_last: bool, language: str, way: int) -> int:
    """Whether more of it is asked for (1) or less (-1), from the words around it."""
    after = [item for item in behind if item.does(*MODIFIERS)] if is_last or language == "ko" else []
    if language == "en" and way < 0 and not before:
        after = [item for item in after if item.text.lower() != "down"]  # calm it down
    if language == "ko" and not is_last:
        after = [item for item in after if item.text not in {"더", "덜", "너무"}]
    around = [item for item in before if item.does(*MODIFIERS)] + after
    less = any(item.does("down", "out") and not item.does("up") for item in around)
    too = any(item.does("too") for item in around)
    negated = any(item.does("not") and not item.does("out") for item in around) or (
        language == "ko" and any(item.text in {"말", "마", "않", "안", "말고"} for item in around)
    )
    if any(item.does("lack") for item in (*before, *behind)):  # not sad enough, 별로 안 슬퍼, 슬픔이 부족해
        return 1
    if (
        less
        and negated
        and any(item.does("down") and not item.does("not") for item in around)
        and not any(item.does("out") and item.does("not") and not item.does("down") for item in around)
    ):
        return 1
    told = item.does("told") and not any(each.does("up", "down") for each in around)    # 좀 슬퍼요: it is, and should not be
    return -1 if less or too or negated or told else 1


def _checked(axis: str, number: Item, behind: Sequence[Item], context: Context, clause: Clause, cue: OpenCue | None) -> float:
    """The value a number says for an axis: as it stands, or added where the words say by how much."""
    low, high = AXES[axis]
    value = number.number
    if any(item.does("by") and item.text.lower() == "by" for item in (*behind, *clause.items)) or (
        clause.has("up", "down")
        and not any(item.text in {"로", "으로", "to", "at", "까지"} for item in clause.items)
        and abs(value) < 0.5
    ):
        way = -1 if clause.has("down") else 1
        value = round(min(high, max(low, _mean(axis, stretch_of(clause.place, context, cue), context) + way * abs(value))), 2)
    if not low <= value <= high:
        raise Unclear("out of range", [number], (f"{low:g}", f"{high:g}"))
    return value


def _mean(axis: str, place: Place, context: Context) -> float:
    """What the graph says there now, on average over the place."""
    if context.feelings is None:
        raise Unclear("no graph", [])
    curve = getattr(context.feelings, axis)
    every = float(context.feelings.every)
    first = min(len(curve) - 1, int(place.first / context.rate / every))
    end = max(first + 1, min(len(curve), int(place.end / context.rate / every)))
    return float(sum(curve[first:end]) / (end - first))


def _moved(axis: str, sign: int, share: float, place: Place, context: Context) -> float:
    low, high = AXES[axis]
    return round(min(high, max(low, _mean(axis, place, context) + sign * share * (high - low))), 2) + 0.0  # never -0
