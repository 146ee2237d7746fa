"""Lines as places: two seconds after Jieun's first line, 현우가 말하기 전에, while she speaks."""

import re
from collections.abc import Sequence

from yeoun.studio.wording.context import Said
from yeoun.studio.wording.lexing import JOIN, Item
from yeoun.studio.wording.moments import Reader, Unclear, skip, take
from yeoun.studio.wording.proposal import Place

_AT_ONCE = frozenset(
    {"the moment", "the second", "the instant", "exactly when", "right when", "just as", "right as", "just when", "exactly at"}
)
NOUNS = ("line", "person", "quote", "speaks")


def spoken(reader: Reader, items: Sequence[Item], at: int) -> tuple[list[Item], int]:
    """The items that name a line from here on, and the index behind them."""
    named: list[Item] = []
    while True:
        at_next = skip(items, at)
        if at_next >= len(items):
            break
        item = items[at_next]
        is_order = item.does("first_of", "last_of", "next_of", "previous_of", "second_of", "third_of", "here")
        if not (item.does(*NOUNS) or (is_order and any(each.does(*NOUNS) for each in items[at_next + 1 : at_next + 4]))):
            break
        if item.does("person") and any(each.does("theme") for each in items[at_next + 1 : at_next + 3]):
            break
        named.append(item)
        at = at_next + 1
    return (named, at) if any(each.does("line", "quote", "speaks") or each.does("person") for each in named) else ([], at)


def named_line(reader: Reader, named: Sequence[Item], relation: str) -> Said:
    """The line that some items name; of several the one that the playhead, or the cue's beginning, lies nearest to."""
    first, end = reader.span
    lines = [each for each in reader.context.lines if each.first_frame < end and each.end_frame > first] or list(reader.context.lines)
    who = next((each.senses["person"] for each in named if each.does("person")), None)
    quote = next((each.senses["quote"] for each in named if each.does("quote")), None)
    if who is not None:
        lines = [each for each in lines if each.speaker == who] or [each for each in reader.context.lines if each.speaker == who]
    if quote is not None:
        plain = re.sub(r"\W", "", quote).lower()
        lines = [each for each in reader.context.lines if plain and plain in re.sub(r"\W", "", each.text).lower()]
    if not lines:
        raise Unclear("no line", named, tuple(f"{each.speaker}: {each.text}" for each in reader.context.lines[:3]))
    at = reader.context.playhead
    for item in named:
        for name, k in (("first_of", 0), ("second_of", 1), ("third_of", 2)):
            if item.does(name) and k < len(lines):
                return lines[k]
        if item.does("previous_of") and at is not None and (past := [each for each in lines if each.end_frame <= at]):
            return past[-1]
        if item.does("next_of") and at is not None and (coming := [each for each in lines if each.first_frame > at]):
            return coming[0]
        if item.does("last_of"):
            return lines[-1]
    return nearest(reader, lines, relation)


def nearest(reader: Reader, lines: Sequence[Said], relation: str) -> Said:
    """Of several lines the one under the playhead; else the one behind it for what comes after a line, the next for what comes before."""
    at = reader.context.playhead if reader.context.playhead is not None else reader.span[0]
    around = [each for each in lines if each.first_frame <= at < each.end_frame]
    past = [each for each in lines if each.end_frame <= at]
    coming = [each for each in lines if each.first_frame > at]
    if around:
        return around[0]
    if relation == "after":
        return past[-1] if past else lines[0]
    if relation in {"before", "start", "spoken"}:
        return coming[0] if coming else lines[-1]
    return min(lines, key=lambda each: (min(abs(each.first_frame - at), abs(each.end_frame - at)), each.first_frame))


def at_line(reader: Reader, said: Said, relation: str, by: int) -> Place:
    """The moment so many frames after a line's end, before or after its beginning; or the line itself."""
    if relation == "line":
        return Place("line", said.first_frame, said.end_frame)
    how = "before_line" if relation == "before" else "after_line" if relation == "after" else "line"
    frame = said.end_frame + by if relation == "after" else said.first_frame - by if relation == "before" else said.first_frame + by
    if not 0 <= frame <= reader.context.frames:
        raise Unclear("outside", [])
    return Place(how, frame, frame + 1, True)


def english_line(reader: Reader, items: Sequence[Item], at: int) -> tuple[Place, int] | None:
    start = at = skip(items, at)
    by = take(items, at, "quantity")
    quantity = items[by - 1] if by is not None else None
    relation_at = take(items, by or at, "after", "before", "during", "at")
    ends = None
    if relation_at is None:
        if quantity is not None:
            return None
        ends = take(items, at, "finished", "begun")
        if ends is None:
            return plain_line(reader, items, start)
        relation_at = ends
    relation = (
        "after" if items[relation_at - 1].does("after", "finished") else "before" if items[relation_at - 1].does("before") else "line"
    )
    if (
        ends is None
        and (edge := take(items, relation_at, "finished", "begun", "cue_end", "cue_start")) is not None
        and spoken(reader, items, edge)[0]
    ):
        relation = _edged(items[edge - 1], relation, quantity)
        relation_at = edge
    named, behind = spoken(reader, items, relation_at)
    if not named:
        return None
    if (edge := take(items, behind, "finished")) is not None and not _starts_slip(items, edge - 1, behind):
        relation, behind = ("before_end" if relation == "before" else "after"), edge
    elif (edge := take(items, behind, "begun")) is not None and relation != "before":
        relation, behind = "start", edge
    elif (edge := take(items, behind, "begun")) is not None:
        behind = edge
    if relation == "line" and items[relation_at - 1].text.lower() in _AT_ONCE and any(each.does("speaks") for each in named):
        relation = "start"
    return _placed(reader, named, relation, quantity), behind


def _edged(edge: Item, relation: str, quantity: Item | None) -> str:
    if edge.does("finished", "cue_end"):
        return "before_end" if relation == "before" else "after"
    return "start" if relation != "before" else "before"


def _placed(reader: Reader, named: Sequence[Item], relation: str, quantity: Item | None) -> Place:
    by = 0 if quantity is None else reader.length(quantity, False)
    sought = (
        "after"
        if relation == "before_end"
        else "spoken"
        if relation == "line" and any(each.does("speaks") for each in named)
        else relation
    )
    said = named_line(reader, named, sought)
    if relation == "before_end":
        return Place("before_line", said.end_frame - by, said.end_frame - by + 1, True)
    return at_line(reader, said, relation, by)


def plain_line(reader: Reader, items: Sequence[Item], at: int) -> tuple[Place, int] | None:
    """A line by itself, as it follows from, until or over."""
    named, behind = spoken(reader, items, at)
    if not any(each.does("line", "quote", "speaks") for each in named) and not (named and take(items, behind, "finished") is not None):
        return None
    if (edge := take(items, behind, "finished")) is not None and not _starts_slip(items, edge - 1, behind):
        return _placed(reader, named, "after", None), edge
    return _placed(reader, named, "line", None), behind


def korean_line(reader: Reader, items: Sequence[Item], at: int) -> tuple[Place, int] | None:
    named, behind = spoken(reader, items, at)
    if not named:
        return None
    while behind < len(items) and items[behind].text in {"치", "하", "할", "듣", "뱉", "던지", "한", "해", "다", "모두", "전부"}:
        behind += 1
    relation = ""
    edge = take(items, behind, "finished", "begun")
    if edge is not None and not any(item.does(JOIN) for item in items[behind - 1 : edge - 1]):
        relation = "start" if items[edge - 1].does("begun") and not items[edge - 1].does("finished") else "after"
        behind = edge
    by = take(items, behind, "quantity")
    quantity = items[by - 1] if by is not None else None
    tail = take(items, by or behind, "after", "before", "during", "at")
    if quantity is not None and (tail is None or not items[tail - 1].does("after", "before")):
        quantity, by = None, None
        tail = take(items, behind, "after", "before", "during", "at")
    if tail is not None:
        what = items[tail - 1]
        if what.does("before") and not (what.does("after")):
            relation = "before_end" if relation == "after" else "before"
        elif what.does("after") and relation != "start":
            relation = "after"
        elif not relation and not any(each.does("line", "quote", "speaks") for each in named):
            return None
        behind = tail
        if quantity is None and (late := take(items, behind, "quantity")) is not None:
            more = take(items, late, "after", "before")
            if more is not None:
                quantity, behind = items[late - 1], more
    if not relation:
        if not any(each.does("line", "quote", "speaks") for each in named):
            return None
        relation = (
            "start"
            if tail is not None and items[tail - 1].text in {"순간", "타이밍", "시점"} and any(each.does("speaks") for each in named)
            else "line"
        )
    return _placed(reader, named, relation, quantity), behind


def _starts_slip(items: Sequence[Item], edge: int, behind: int) -> bool:
    """Whether an "end" behind a line is the music's and not the line's: "after the line end the music"."""
    return items[edge].text.lower() in {"end", "finish", "stop"} and take(items, edge + 1, "music", "cue") is not None and behind <= edge
