"""A phrase in clauses: what is to be done, each with the place it holds for. Places are taken out of the items before they are parted."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from yeoun.studio.wording.context import Context, OpenCue
from yeoun.studio.wording.lexing import COMMA, JOIN, PLACE, UNKNOWN, Item
from yeoun.studio.wording.moments import Unclear
from yeoun.studio.wording.places import place_at
from yeoun.studio.wording.proposal import Place

DOING = (
    "mood",
    "axis",
    "up",
    "down",
    "in",
    "out",
    "only",
    "replace",
    "instead",
    "instead_after",
    "music",
    "silence",
    "cutting",
    "ringing",
    "theme",
    "tempo",
    "faster",
    "slower",
    "bpm",
    "hit",
    "grade",
    "stopping",
    "start",
    "end",
    "earlier",
    "later",
    "longer",
    "shorter",
    "slip",
    "lock",
    "key",
    "mode",
    "half_step",
    "whole_step",
    "transpose",
    "loud",
    "percent",
    "border_out",
)
_ALONE = frozenset(DOING) - {"in", "out"}
_OPENINGS = frozenset({"opening", "beginning", "start", "intro", "top", "인트로"})
_ENDINGS = frozenset({"ending", "end", "close", "outro", "끝부분", "엔딩", "아웃트로"})
_NAMING = ("at", "after", "before", "until", "from")


@dataclass(frozen=True, slots=True)
class Clause:
    """Items of one thing to do, without its place; `own` says that the place stood in this clause, `place_words` where."""

    items: tuple[Item, ...]
    place: Place | None = None
    place_words: tuple[tuple[int, int], ...] = ()
    own: bool = False
    is_until: bool = False  # its place is told by where it ends

    def has(self, *names: str) -> bool:
        """Whether an item may do one of these."""
        return any(item.does(*names) for item in self.items)

    def first(self, *names: str) -> Item | None:
        """The first item that may do one of these."""
        return next((item for item in self.items if item.does(*names)), None)

    def all(self, *names: str) -> tuple[Item, ...]:
        """The items that may do one of these."""
        return tuple(item for item in self.items if item.does(*names))


def clauses_of(items: Sequence[Item], context: Context, cue: OpenCue | None, language: str) -> tuple[Clause, ...]:
    """The clauses of a phrase. Raises Unclear, where a place cannot be told."""
    marked, places = _placed(items, context, cue, language)
    parts = _merged(_parted(marked, language), language)
    clauses = []
    for part in parts:
        here = [item for item in part if item.does(PLACE)]
        rest = tuple(item for item in part if not item.does(PLACE))
        place = places[int(here[-1].number)] if here else None
        clauses.append(Clause(rest, place, tuple((item.start, item.end) for item in here), bool(here), _is_until(here)))
    return _inherited([_edged(clause, context, cue) for clause in clauses], language, context.frames if cue is None else cue.end_frame)


def _edged(clause: Clause, context: Context, cue: OpenCue | None) -> Clause:
    """A clause of a feeling or tempo that speaks of the opening or the ending, with a quarter of the cue as its place (our choice)."""
    if clause.place is not None or not clause.has("mood", "axis", "faster", "slower") or clause.has("quantity", "earlier", "later"):
        return clause
    first, end = (0, context.frames) if cue is None else (cue.first_frame, cue.end_frame)
    quarter = max(1, (end - first) // 4)
    rest = clause.first("rest")
    if rest is not None and not clause.has("instrument"):
        start = context.playhead if context.playhead is not None else first
        return Clause(
            tuple(item for item in clause.items if item is not rest),
            Place("from_here", start, max(end, start + 1)),
            ((rest.start, rest.end),),
            True,
        )
    edge = next((item for item in clause.items if item.text.lower().removeprefix("the ") in _OPENINGS | _ENDINGS), None)
    if edge is None:
        return clause
    place = (
        Place("range", first, first + quarter)
        if edge.text.lower().removeprefix("the ") in _OPENINGS
        else Place("range", end - quarter, end)
    )
    return Clause(tuple(item for item in clause.items if item is not edge), place, ((edge.start, edge.end),), True)


def _placed(items: Sequence[Item], context: Context, cue: OpenCue | None, language: str) -> tuple[list[Item], list[Place]]:
    """The items with every place as one item of class place, its number an index into the places."""
    out, places, at = list[Item](), list[Place](), 0
    while at < len(items):
        found = None if items[at].is_filler or items[at].does(COMMA) else place_at(items, at, context, cue, language)
        if found is None:
            _refuse_strange(items, at, language)
            out.append(items[at])
            at += 1
            continue
        start, end = items[found.start], items[found.end - 1]
        out.append(
            Item(start.start, end.end, " ".join(each.text for each in items[found.start : found.end]), {PLACE: ""}, float(len(places)))
        )
        places.append(found.place)
        at = found.end
    return out, places


def _refuse_strange(items: Sequence[Item], at: int, language: str) -> None:
    """A relation with a word beside it that nobody knows names a place that cannot be told: when the bus leaves, 문 닫힐 때."""
    if not items[at].does(*_NAMING) or items[at].does("in", "mood", "out", "down", "up"):
        return
    if language == "en":
        if items[at].text.lower() in {"as", "to", "through", "at", "on"} and not items[at + 1 : at + 3]:
            return
        following = [item for item in items[at + 1 : at + 4] if not item.is_filler]
        if following and following[0].does(UNKNOWN):
            raise Unclear("unknown place", [items[at], *_run(items, items.index(following[0]))])
        return
    before = [item for item in items[max(0, at - 4) : at] if not item.is_filler and item.text not in {"에", "에서", "를", "을"}]
    if before and before[-1].does(UNKNOWN) and items[at].text not in {"에", "에서"}:
        raise Unclear("unknown place", [before[-1], items[at]])


def _run(items: Sequence[Item], at: int) -> list[Item]:
    """The strange words from one on, up to a comma or a word that is known to do something."""
    out = list[Item]()
    for item in items[at:]:
        if item.does(COMMA) or (not item.is_filler and not item.does(UNKNOWN)):
            break
        out.append(item)
    return out


def _parted(items: Sequence[Item], language: str) -> list[list[Item]]:
    parts: list[list[Item]] = [[]]
    for item in items:
        if item.does(COMMA) or (item.does("and") and not (item.does("instead") and any(each.does("instrument") for each in parts[-1]))):
            parts.append([])
            continue
        parts[-1].append(item)
        if (
            language == "ko"
            and item.does(JOIN)
            and any(each.does(*DOING) for each in parts[-1])
            and not any(each.does("keep") for each in parts[-1][-4:])
        ):
            parts.append([])
    return [part for part in parts if part]


def _does(part: Sequence[Item]) -> bool:
    """Whether a part says what to do, and not only with whom or where."""
    if any(item.does("instrument") for item in part) and any(item.does("border_in", "border_out") for item in part):
        return True
    return (
        any(set(item.senses) & _ALONE for item in part)
        or any(item.does("in", "out", "keep") for item in part)
        and any(item.does("instrument", "person") for item in part)
    )


def _sweeps(part: Sequence[Item]) -> bool:
    """Whether a part takes everybody out and names nobody."""
    return (
        any(item.does("all") for item in part)
        and any(item.does("out") for item in part)
        and not any(item.does("instrument", "mood", "music") for item in part)
    )


def _any(part: Sequence[Item], *names: str) -> bool:
    return any(item.does(*names) for item in part)


def _waits(part: Sequence[Item], following: Sequence[Item]) -> bool:
    """Whether a part is said of what the next one does: 다 빼고 피아노만; the pad is too much, drop it."""
    if _sweeps(part):
        return _any(following, "only", "instrument")
    if _any(part, "instrument") and not _any(
        part, "in", "out", "only", "replace", "instead", "swap_in", "border_in", "border_out", "mood"
    ):
        return _any(following, "out") and not _any(following, "instrument", "mood", "music", "all", "hit")
    if _any(part, "wait") and _any(part, PLACE):
        return _any(following, "start", "border_in") and not _any(following, PLACE, "quantity")
    if _any(part, "earlier", "later", "longer", "shorter") and not _any(part, "quantity", PLACE, "tempo", "faster", "slower", "mood"):
        return _any(following, "quantity") and not _any(following, "instrument", "mood", "start", "end", "border_in", "border_out")
    return False


def _merged(parts: list[list[Item]], language: str) -> list[list[Item]]:
    """Parts that only name somebody or something go to the part that says what to do with it."""
    out: list[list[Item]] = []
    waiting: list[Item] = []
    for k, part in enumerate(parts):
        bare = not _does(part)
        if k + 1 < len(parts) and _waits(part, parts[k + 1]):
            waiting += part
            continue
        names = any(item.does("instrument", "person", "all") for item in part)
        if (
            out
            and any(item.does("hit") for item in out[-1])
            and all(item.is_filler or item.does("stopping", "cutting", "grade", PLACE) for item in part)
        ):
            out[-1] += part
        elif out and any(item.does("theme") for item in out[-1]) and all(item.is_filler or item.does("form", PLACE) for item in part):
            out[-1] += part
        elif bare and language == "en" and out and names:
            out[-1] += part
        elif (
            bare
            and (language == "ko" or not out)
            and not any(item.does(UNKNOWN) for item in part)
            and (language == "ko" or not names or any(item.does("instrument", "person") for item in parts[min(k + 1, len(parts) - 1)]))
        ):
            waiting += part
        elif bare and all(item.is_filler or item.does(PLACE, "little", "much", "by", "quantity", "on") for item in part) and out:
            out[-1] += part
        else:
            out.append([*waiting, *part])
            waiting = []
    if waiting:
        if out:
            out[-1] += waiting
        else:
            out.append(waiting)
    return out


def _is_until(here: Sequence[Item]) -> bool:
    """Whether the last of some places is told by its end: until he speaks, 대사 전까지."""
    return (
        bool(here)
        and re.match(r"(?i)(?:until|till|til|up to|up until|right up to)\b", here[-1].text) is not None
        or bool(here)
        and re.search(r"까지(?: ?[만는])?$", here[-1].text) is not None
        and "부터" not in here[-1].text
    )


def _inherited(clauses: list[Clause], language: str, end: int) -> tuple[Clause, ...]:
    """Clauses without a place hold where the clause before them does; where a phrase names one place at its end, for all alike kinds."""
    out: list[Clause] = []
    last: Clause | None = None
    for clause in clauses:
        if clause.own:
            last = clause
        elif last is not None and last.is_until and last.place is not None and not last.place.is_point and end > last.place.end:
            clause = Clause(clause.items, Place("after_line", last.place.end, end), last.place_words)  # until she speaks this, then that
        elif last is not None and not _is_own_border(last):
            clause = Clause(clause.items, last.place, last.place_words)
        out.append(clause)
    if language == "en" and len(out) > 1 and out[-1].own and not any(each.own for each in out[:-1]) and not _is_own_border(out[-1]):
        tail = out[-1]
        out = [clause if not _alike(clause, tail) else Clause(clause.items, tail.place, tail.place_words) for clause in out[:-1]] + [tail]
    return tuple(out)


def _is_own_border(clause: Clause) -> bool:
    """Whether its place is where the music comes in or goes out, which nothing else shares."""
    return clause.has("start", "end", "hit")


def _alike(one: Clause, other: Clause) -> bool:
    """Whether two clauses ask for the same kind of thing."""
    return any(
        one.has(*kind) and other.has(*kind)
        for kind in (("mood", "axis", "faster", "slower", "tempo"), ("instrument",), ("music", "silence"), ("start", "end"))
    )
