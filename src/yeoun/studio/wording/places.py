"""Where a phrase means: from here, until the end, two seconds after a line, bars 3 to 6, a timecode, a scene, the film.

A place is read from the items in the order of either language: English names the relation first ("after the line"), Korean last
("대사 뒤에"). A moment is a place of one frame, `is_point`; what holds over a stretch takes from it to the cue's end, or to its beginning.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from yeoun.studio.wording.context import Context, OpenCue
from yeoun.studio.wording.lexing import Item
from yeoun.studio.wording.lines import english_line, korean_line
from yeoun.studio.wording.moments import Reader, Unclear, skip, take
from yeoun.studio.wording.proposal import Place


@dataclass(frozen=True, slots=True)
class Found:
    """A place and the items [start, end) that named it."""

    place: Place
    start: int
    end: int


def place_at(items: Sequence[Item], at: int, context: Context, cue: OpenCue | None, language: str) -> Found | None:
    """The place that begins at an item, the longest reading; None where none begins there.

    Raises Unclear, where a place is named that does not exist
    """
    reader = Reader(context, cue, language)
    found = _english(reader, items, at) if language == "en" else _korean(reader, items, at)
    return None if found is None else Found(found[0], at, found[1])


def _point(reader: Reader, items: Sequence[Item], at: int) -> tuple[Place, int] | None:
    line = english_line(reader, items, at) if reader.language == "en" else korean_line(reader, items, at)
    return line or reader.simple(items, at)


def _from(place: Place, end: int, how: str) -> Place:
    if place.how in {"line", "after_line", "before_line"}:
        how = "after_line" if place.how == "after_line" else "line"
    return Place(how, place.first, max(end, place.first + 1))


def _ranged(start: Place, end: Place) -> Place:
    last = end.first if end.is_point else end.end
    return Place("bars" if start.how == end.how == "bars" else "range", start.first, max(last, start.first + 1))


def _english(reader: Reader, items: Sequence[Item], at: int) -> tuple[Place, int] | None:
    first, end = reader.span
    if (behind := take(items, at, "from", "between")) is not None:
        is_between = items[behind - 1].does("between")
        start = _point(reader, items, behind)
        if start is None:
            return None
        till = take(items, start[1], "until", "and") if is_between else take(items, start[1], "until")
        if till is not None and (until := _point(reader, items, till)) is not None:
            return _ranged(start[0], until[0]), until[1]
        on = take(items, start[1], "on")
        return _from(
            start[0], end, "from_here" if start[0].how == "here" else "cue" if start[0].how == "cue_start" else "range"
        ), on or start[1]
    if (behind := take(items, at, "until")) is not None and items[behind - 1].text.lower() != "to":
        until = _point(reader, items, behind)
        if until is None:
            return None
        last = until[0].first
        start_at = first
        if until[0].how == "cue_end":
            start_at = reader.context.playhead if reader.context.playhead is not None else first
        return Place("until_here" if until[0].how == "here" else "range", start_at, max(last, start_at + 1)), until[1]
    return _english_plain(reader, items, at)


def _english_plain(reader: Reader, items: Sequence[Item], at: int) -> tuple[Place, int] | None:
    if (line := english_line(reader, items, at)) is not None:
        return line
    if (beside := _beside(reader, items, at)) is not None:
        return beside
    _, end = reader.span
    behind = take(items, at, "at", "during")
    if behind is not None or items[at].does("whole", "film", "cue"):
        whole = _whole(reader, items, behind or at)
        if whole is not None:
            return whole
    if behind is not None and (rest := take(items, behind, "rest")) is not None:
        start = reader.context.playhead if reader.context.playhead is not None else reader.span[0]
        return Place("from_here", start, max(end, start + 1)), rest
    if behind is None and items[at].does("cue_start", "cue_end"):
        return None
    found = reader.simple(items, behind or at)
    if found is None:
        return None
    on = take(items, found[1], "on")
    if on is not None and items[on - 1].text.lower() in {"onwards", "onward", "and after", "on out"}:
        return _from(found[0], end, "from_here" if found[0].how == "here" else "range"), on
    till = take(items, found[1], "until")
    if till is not None and (until := _point(reader, items, till)) is not None:
        return _ranged(found[0], until[0]), until[1]
    return found


def _beside(reader: Reader, items: Sequence[Item], at: int) -> tuple[Place, int] | None:
    """After bar 4, two seconds before 00:00:40:00: a moment beside another place."""
    by = take(items, at, "quantity")
    relation = take(items, by if by is not None else at, "after", "before")
    if relation is None:
        return None
    found = reader.simple(items, relation)
    if found is None or found[0].how == "here":
        return None
    return _moved(reader, found[0], items[relation - 1].does("before"), None if by is None else items[by - 1]), found[1]


def _moved(reader: Reader, place: Place, is_before: bool, quantity: Item | None) -> Place:
    """The moment before a place begins, or behind its end, so far away."""
    by = 0 if quantity is None else reader.length(quantity, False)
    if is_before:
        return Place("before_line", max(0, place.first - by), max(0, place.first - by) + 1, True)
    frame = (place.first if place.is_point else place.end) + by
    return Place("range", frame, frame + 1, True)


def _whole(reader: Reader, items: Sequence[Item], at: int) -> tuple[Place, int] | None:
    """The whole cue, the whole film, this cue."""
    at = skip(items, at)
    if at >= len(items):
        return None
    item = items[at]
    if item.does("film"):
        return Place("film", 0, reader.context.frames), take(items, at + 1, "whole") or at + 1
    if item.does("whole"):
        behind = take(items, at + 1, "film", "cue", "music")
        if behind is not None and items[behind - 1].does("film"):
            return Place("film", 0, reader.context.frames), behind
        if reader.cue is None:
            raise Unclear("no cue", [item])
        return Place("cue", *reader.span), behind or at + 1
    if item.does("cue") and not item.does("music") and reader.cue is not None:
        return Place("cue", *reader.span), at + 1
    return None


def _korean(reader: Reader, items: Sequence[Item], at: int) -> tuple[Place, int] | None:
    first, end = reader.span
    if (whole := _whole(reader, items, at)) is not None and (whole[0].how == "film" or items[skip(items, at)].does("whole")):
        return whole
    found = _korean_point(reader, items, at)
    if found is None:
        return None
    place, behind = found
    if (start := take(items, behind, "from")) is not None or _is_from(items, behind):
        behind = start or _skip_particle(items, behind)
        until = _korean_point(reader, items, behind)
        if until is not None and (till := take(items, until[1], "until")) is not None:
            return _ranged(place, until[0]), till
        if start is None:
            return place, behind
        on = take(items, behind, "on")
        return _from(place, end, "from_here" if place.how == "here" else "cue" if place.how == "cue_start" else "range"), on or behind
    if (dash := take(items, behind, "dash")) is not None and (until := _korean_point(reader, items, dash)) is not None:
        return _ranged(place, until[0]), take(items, until[1], "until") or until[1]
    if (till := take(items, behind, "until")) is not None:
        if place.how == "cue_end":
            start_at = reader.context.playhead if reader.context.playhead is not None else first
            return Place("from_here", start_at, max(end, start_at + 1)), till
        last = place.first if place.is_point else place.end
        return Place("until_here" if place.how == "here" else "range", first, max(last, first + 1)), till
    if place.how in {"cue_start", "cue_end"} and not place.is_point:
        return None
    if place.how in {"cue_start", "cue_end"}:  # 끝 and 처음 alone are what the music does, unless a particle says where
        tail = behind < len(items) and items[behind].text in {"에", "에서", "부분"}
        return (place, behind + 1) if tail else None
    during = take(items, behind, "during", "at")
    return place, during or behind


def _korean_point(reader: Reader, items: Sequence[Item], at: int) -> tuple[Place, int] | None:
    if (line := korean_line(reader, items, at)) is not None:
        return line
    found = reader.simple(items, at)
    if found is not None:
        return _shifted(reader, items, found)
    at = skip(items, at)
    if at < len(items) and items[at].senses.get("quantity") == "bars" and items[at].number == int(items[at].number):
        following = items[at + 1].text if at + 1 < len(items) else ""
        if at + 1 < len(items) and items[at + 1].does("earlier", "later", "longer", "shorter") and not items[at + 1].does("from"):
            return None
        if following in {"동안", "정도", "만큼", "먼저", "일찍", "늦", "뒤", "전", "당기", "밀", "더"}:
            return None
        return _shifted(reader, items, (reader.bars(items[at], int(items[at].number), int(items[at].number)), at + 1))
    return None


def _shifted(reader: Reader, items: Sequence[Item], found: tuple[Place, int]) -> tuple[Place, int]:
    """A moment with a distance behind it: 여기서 2초 뒤."""
    place, behind = found
    if not place.is_point and (tail := take(items, behind, "after", "before")) is not None and place.how in {"bars", "scene"}:
        return _moved(reader, place, items[tail - 1].does("before") and not items[tail - 1].does("after"), None), tail
    if place.how in {"bars", "scene"} and not place.is_point and behind < len(items) and items[behind].text == "끝":
        return Place("range", place.end, place.end + 1, True), behind + 1
    particle = behind
    while particle < len(items) and items[particle].text in {"에서", "서", "보다", "에서부터", "로부터"}:
        particle += 1
    by = take(items, particle, "quantity")
    if (
        place.is_point
        and by is not None
        and (tail := take(items, by, "after", "before")) is not None
        and not items[tail - 1].does("earlier", "later")
    ):
        frames = reader.length(items[by - 1], False) * (1 if items[tail - 1].does("after") else -1)
        return replace(place, first=place.first + frames, end=place.first + frames + 1), tail
    return found


def _is_from(items: Sequence[Item], at: int) -> bool:
    """Whether the particle 에서 begins a stretch: it does where an "until" follows."""
    return at < len(items) and items[at].text in {"에서", "서"} and any(each.does("until") for each in items[at + 1 : at + 6])


def _skip_particle(items: Sequence[Item], at: int) -> int:
    return at + 1
