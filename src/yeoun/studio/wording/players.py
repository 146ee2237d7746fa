"""Who plays: 첼로 빼고, add the haegeum, only piano, 첼로 대신 해금, everyone but the strings."""

from collections.abc import Sequence

from yeoun.model.notes import NoteKind
from yeoun.studio.wording.clauses import Clause
from yeoun.studio.wording.context import Context, OpenCue
from yeoun.studio.wording.lexing import Item
from yeoun.studio.wording.moments import Unclear
from yeoun.studio.wording.proposal import Asking, Edit, EditKind
from yeoun.studio.wording.saying import players_said
from yeoun.studio.wording.spans import stretch_of

TOGETHER = frozenset(
    {"celli basses", "violins_1 violins_2 violas", "violins_1 violins_2", "violins_1 violins_2 violas celli basses"}
)  # named so, all of them are meant
_BUT = {"만", "뿐"}


_SPEAK_OF_PLAYERS = ("instrument", "in", "out", "only", "except", "instead", "instead_after", "replace", "by", "all", "not", "keep",
                     "border_out", "border_in", "start", "end", "swap_in", "too", "loud")


def instruments(clause: Clause, context: Context, cue: OpenCue | None, language: str) -> tuple[Edit, ...]:
    """Who is to play and who is not, as one edit."""
    named = clause.all("instrument")
    if not named:
        return ()
    if clause.first("hit") is not None and not clause.has("in", "out"):
        return ()
    doing = clause.has("in", "out", "replace", "instead", "only", "start", "end", "border_in", "border_out", "swap_in")
    if (clause.has("loud") and not clause.has("start", "out", "end")) or (clause.has("down") and not doing) or _is_softer(clause):
        raise Unclear("no levels", named)
    playing = () if cue is None else cue.players
    wanted, kept_out = _sides(clause, named, language)
    if wanted is None:
        wishes = _only(kept_out, playing)
    else:
        wishes = {name: True for item in wanted for name in _chosen(item, playing, True)}
        wishes |= {name: False for item in kept_out for name in _chosen(item, playing, False) if name not in wishes}
    value = ", ".join(name if is_wanted else f"-{name}" for name, is_wanted in wishes.items())
    place = stretch_of(clause.place, context, cue)
    english, korean = players_said(wishes, place, context)
    used = [item for item in clause.items if item.does(*_SPEAK_OF_PLAYERS) or (item.does("mood") and _is_attribute(item, clause))]
    frames = None if place.how == "film" else (place.first, place.end)
    return (
        Edit(
            EditKind.INSTRUMENT,
            value,
            place,
            (Asking(NoteKind.INSTRUMENT, value, frames),),
            english,
            korean,
            (*((item.start, item.end) for item in used), *clause.place_words),
        ),
    )


def _is_softer(clause: Clause) -> bool:
    """Whether an instrument is to be played otherwise, not whether it is to play: that no note says."""
    moods = [item for item in clause.all("mood") if not _is_attribute(item, clause)]
    return bool(moods) and not clause.has("in", "out", "replace", "instead", "only") and not clause.has("axis")


def _is_attribute(mood: Item, clause: Clause) -> bool:
    """Whether a feeling is said of a player, who is named with it: a lonely haegeum, 쓸쓸한 해금."""
    at = clause.items.index(mood)
    ahead = next(
        (
            item
            for item in clause.items[at + 1 :]
            if not (item.is_filler and item.text.lower() in {"ㄴ", "은", "한", "는", "ᆫ"} or item.text in mood.text)
        ),
        None,
    )
    return (
        ahead is not None
        and ahead.does("instrument")
        and not any(item.does("up", "down", "too", "not") for item in clause.items[max(0, at - 2) : at])
    )


def _sides(clause: Clause, named: Sequence[Item], language: str) -> tuple[list[Item] | None, list[Item]]:
    """Who is wanted and who is kept out; (None, those who stay) where all others are to go."""
    items = clause.items
    if (swap := clause.first("instead")) is not None and not (swap.does("out") and len(named) == 1):
        at = items.index(swap)
        if language == "en":
            behind = next((item for item in items[at + 1 :] if item.does("instrument")), None)
            return [item for item in named if item is not behind], [] if behind is None else [behind]
        ahead = [item for item in items[:at] if item.does("instrument")]
        return [item for item in named if item not in ahead[-1:]], ahead[-1:]
    if clause.has("swap_in") and len(named) > 1:
        return list(named[:1]), list(named[1:])
    if clause.has("replace") or (language == "ko" and _turned(items)):
        if language == "en":
            return list(named[1:]) or list(named), list(named[:1]) if len(named) > 1 else []
        into = [item for item in named if items.index(item) + 1 < len(items) and items[items.index(item) + 1].text in {"로", "으로"}]
        if into or len(named) == 1:
            return into or list(named), [item for item in named if into and item not in into]
    if clause.has("keep") and clause.has("all") and _goes(clause):
        return None, list(named)
    if clause.has("except") or (clause.has("all") and clause.has("out") and not _each_of(items)):
        if clause.has("all", "except") and _goes(clause) and (clause.has("except") or clause.has("only") or language == "ko"):
            return None, list(named)
        if clause.has("except"):
            return [], list(named)
    if _is_only(clause, named, language):
        return None, list(named)
    if (
        clause.has("out")
        and clause.has("not")
        and any(item.does("not") and not item.does("out", "instead") or item.text in {"말", "마"} for item in items)
        and any(item.does("out") and item.text not in {"말", "마", "안", "지 말"} for item in items)
    ):
        return list(named), []  # not to be taken out: to stay
    if clause.has("out", "border_out", "end") or (clause.has("not") and not clause.has("only")) or _is_blamed(clause):
        return [], list(named)
    return list(named), []


def _is_blamed(clause: Clause) -> bool:
    """Whether a player is too much: then it is to go."""
    return clause.has("too") and not clause.has("in", "mood", "up")


def _each_of(items: Sequence[Item]) -> bool:
    """Whether "all" says how many of those named: 현악기를 전부 빼고, all the strings out."""
    for k, item in enumerate(items):
        if item.does("all") and item.text.lower() not in {"나머지", "다른 악기", "the rest", "others", "the others", "everything else"}:
            ahead = [each for each in items[:k] if not each.is_filler][-1:]
            behind = [each for each in items[k + 1 :] if not each.is_filler][:1]
            if any(each.does("instrument") for each in (*ahead, *(behind if item.text.lower() == "all" else ()))):
                return not any(each.does("only", "keep", "except") for each in items)
    return False


def _turned(items: Sequence[Item]) -> bool:
    return any(item.text in {"바꿔", "바꾸", "교체하", "변경하"} or item.does("replace") for item in items)


def _goes(clause: Clause) -> bool:
    """Whether the others are to go, beside the word that excepts somebody."""
    return any(item.does("out", "border_out") and not item.does("except", "instead") for item in clause.items)


def _is_only(clause: Clause, named: Sequence[Item], language: str) -> bool:
    """Whether those named are to play alone; "just add" and 첼로만 빼 are not that."""
    only = clause.first("only")
    if only is None:
        return False
    if language == "en":
        first = clause.items.index(named[0])
        return only.text.lower() not in {"just"} or clause.items.index(only) + 2 >= first and not clause.has("out", "replace")
    ahead = next((item for item in reversed(clause.items[: clause.items.index(only)]) if not item.is_filler), None)
    at = clause.items.index(only)
    if clause.has("in") and (ahead is None or not ahead.does("instrument") or clause.items[at - 1].text in {"하나", "개", "대"}):
        return False
    return not _goes(clause) or clause.has("all")


def _only(stay: Sequence[Item], playing: Sequence[str]) -> dict[str, bool]:
    names = [name for item in stay for name in _chosen(item, playing, True)]
    return dict.fromkeys(names, True) | {name: False for name in playing if name not in names}


def _chosen(item: Item, playing: Sequence[str], is_wanted: bool) -> tuple[str, ...]:
    """The instruments a word means: of several that it may mean those that play, else the first, or all that are to be kept out."""
    names = tuple(item.senses["instrument"].split())
    here = tuple(name for name in names if name in playing)
    if " ".join(names) in TOGETHER and is_wanted and not here:
        return names
    return here or (names[:1] if is_wanted else names)
