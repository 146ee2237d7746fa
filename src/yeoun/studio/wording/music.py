"""Music and silence, themes, hits and locks: 여기 음악 빼, silence after the line, Jieun's theme as a fragment, hit here, lock bars 3-6."""

from collections.abc import Sequence

from yeoun.model.notes import NO, STOP, YES, NoteKind
from yeoun.studio.wording.clauses import Clause
from yeoun.studio.wording.context import Context, OpenCue, bar_at
from yeoun.studio.wording.lexing import Item
from yeoun.studio.wording.moments import Reader, Unclear
from yeoun.studio.wording.proposal import Asking, Edit, EditKind, Place
from yeoun.studio.wording.saying import hit_said, lock_said, silence_said, theme_said
from yeoun.studio.wording.spans import lasting, moment_of, stretch_of
from yeoun.units.time import Seconds, nearest_frame

RINGS_S = Seconds(1.0)  # our choice: how long a silence behind a cue is that says how the cue ends


def _spans(items: Sequence[Item]) -> tuple[tuple[int, int], ...]:
    return tuple((item.start, item.end) for item in items)


def locks(clause: Clause, context: Context, cue: OpenCue | None, language: str) -> tuple[Edit, ...]:
    """The bars a clause locks; all of the cue where it names none."""
    locking = clause.all("lock")
    if not locking and clause.own and clause.place is not None and clause.place.how in {"bars", "range"}:
        locking = tuple(item for item in clause.all("keep") if all(each.is_filler or each.does("keep", "all") for each in clause.items))
    if not locking or clause.has("mood", "tempo", "theme") or clause.has("instrument"):
        return ()
    if all(item.does("filler", "longer", "stopping") for item in locking) and not (
        clause.place and clause.place.how in {"bars", "range", "cue", "from_here", "until_here"}
    ):
        return ()
    if cue is None:
        raise Unclear("no cue", locking)
    place = stretch_of(clause.place, context, cue)
    first, last = bar_at(context, cue, place.first), bar_at(context, cue, place.end - 1)
    whole = clause.place is None or clause.place.how == "cue"
    if not whole and last is None:
        raise Unclear("no bars", locking)
    value = cue.id if whole else f"{cue.id} bars {first or 1}-{last}"
    english, korean = lock_said(value, place, context)
    return (
        Edit(
            EditKind.LOCK, value, place, (Asking(NoteKind.LOCK, value, None),), english, korean, (*_spans(locking), *clause.place_words)
        ),
    )


def _whose(clause: Clause, language: str) -> Item | None:
    """Who is meant, of two the one who is not to be replaced. Raises Unclear, where two are meant."""
    who = clause.all("person")
    swap = clause.first("instead")
    if swap is not None and who:
        beside = [item for item in who if (item.start > swap.start) == (language == "en")]
        kept = [item for item in who if item not in (beside[:1] if language == "en" else beside[-1:])]
        return kept[0] if kept else None
    if len(who) > 1:
        raise Unclear("whose theme", who, tuple(item.senses["person"] for item in who))
    return who[0] if who else None


def themes(clause: Clause, context: Context, cue: OpenCue | None, language: str) -> tuple[Edit, ...]:
    """Whose theme a clause asks for, and in which form."""
    noun, who = clause.first("theme"), _whose(clause, language)
    if noun is None or (clause.has("mood", "faster", "slower", "hit", "loud") and who is None):
        return ()
    if clause.has("out", "not") and not clause.has("instead"):
        raise Unclear("cannot forbid a theme", [noun])
    owners = [each for each in context.people if each.has_theme]
    form = clause.first("form")
    if who is None:
        strange = [item for item in clause.items if item.does("unknown")]
        if strange or len(owners) != 1:
            raise Unclear("whose theme", strange or [noun], tuple(each.name for each in owners))
        name = owners[0].name
    else:
        name = who.senses["person"]
        if owners and name not in {each.name for each in owners}:
            raise Unclear("has no theme", [who], tuple(each.name for each in owners))
    value = f"{name} {form.senses['form']}" if form is not None else name
    place = stretch_of(clause.place, context, cue)
    english, korean = theme_said(name, "" if form is None else form.senses["form"], place, context)
    used = [item for item in clause.items if item.does("theme", "person", "form", "in", "music", "replace", "instead", "by", "only")]
    frames = None if place.how == "film" else (place.first, place.end)
    return (
        Edit(
            EditKind.THEME, value, place, (Asking(NoteKind.THEME, value, frames),), english, korean, (*_spans(used), *clause.place_words)
        ),
    )


def _is_stressed(clause: Clause, striking: Item) -> bool:
    """Whether a feeling is to be stressed, and no moment: 긴장감을 강조해."""
    return any(not item.senses.get("mood", "").startswith("arousal") for item in clause.all("mood")) or (
        clause.has("mood") and striking.text.startswith(("강조", "emphasi", "stress", "underline"))
    )


def _at_second(clause: Clause, context: Context, cue: OpenCue | None) -> Place | None:
    """Where a bare number of seconds says when the hit is: 33초 히트."""
    seconds = next((item for item in clause.all("quantity") if item.senses["quantity"] == "seconds"), None)
    return None if seconds is None else Reader(context, cue, "").second(seconds.number)


def hits(clause: Clause, context: Context, cue: OpenCue | None, language: str) -> tuple[Edit, ...]:
    """The hit a clause asks for: its class, and whether the music is to stop on it."""
    noun, grade, stopping = clause.first("hit"), next(reversed(clause.all("grade")), None), clause.first("stopping")
    striking = clause.first("striking")
    if noun is None and grade is None:
        if striking is None or clause.has("instrument", "theme", "axis", "loud", "tempo") or _is_stressed(clause, striking):
            return ()
        noun = striking
    if grade is None and clause.has("theme"):
        return ()
    if clause.has("out", "not"):
        raise Unclear("cannot take a hit away", [item for item in (noun, grade) if item is not None])
    place = moment_of(clause.place or _at_second(clause, context, cue), context)
    value = (grade.senses["grade"] if grade is not None else "A") + (f" {STOP}" if stopping is not None else "")
    english, korean = hit_said(value, place, context)
    used = [
        item
        for item in clause.items
        if item.does("hit", "grade", "striking", "stopping", "in", "music", "mood", "little", "much")
        or (stopping and item.does("cutting", "end"))
    ]
    return (
        Edit(
            EditKind.HIT,
            value,
            place,
            (Asking(NoteKind.HIT, value, (place.first, place.end)),),
            english,
            korean,
            (*_spans(used), *clause.place_words),
        ),
    )


def silences(clause: Clause, context: Context, cue: OpenCue | None, language: str) -> tuple[Edit, ...]:
    """Silence, cut or ringing; music or none."""
    quiet, music = clause.first("silence"), clause.first("music")
    ringing, cutting = clause.first("ringing"), clause.first("cutting")
    is_refused = clause.has("out", "not", "end", "border_out")
    if clause.has("instrument", "theme", "mood", "axis"):
        return ()
    if clause.has("fill") and quiet is None:
        return (_made(EditKind.MUSIC, YES, clause, context, _wanted(clause, context, cue, list(clause.all("fill")))),)
    if quiet is not None and not clause.has("bare_sound"):
        manner = "ring" if ringing is not None else "cut"
        if _is_unwanted(clause, quiet) and not clause.has("music"):
            manner = NO
        return (_made(EditKind.SILENCE, manner, clause, context, _wanted(clause, context, cue, [quiet])),)
    if ringing is not None and not clause.has("tempo"):
        return (_made(EditKind.SILENCE, "ring", clause, context, _behind(clause, context, cue)),)
    if (
        cutting is not None
        and not clause.has("not")
        and (cutting.does("end", "stopping") or clause.has("end", "stopping", "music") or clause.place is not None)
    ):
        place = _wanted(clause, context, cue, [cutting])
        return (_made(EditKind.SILENCE, "cut", clause, context, _onward(place, cue)),)
    if clause.has("all") and clause.has("out", "border_out", "end", "stopping") and clause.place is not None:
        return (_made(EditKind.SILENCE, "cut", clause, context, stretch_of(clause.place, context, cue)),)
    if clause.has("bare_sound"):
        return (_made(EditKind.MUSIC, NO, clause, context, stretch_of(clause.place, context, cue)),)
    is_bare = clause.own and all(item.is_filler or item is music for item in clause.items)
    if music is None or not (is_refused or clause.has("in", "only", "border_in") or is_bare):
        return ()
    place = stretch_of(clause.place, context, cue) if is_refused else _wanted(clause, context, cue, [music])
    return (_made(EditKind.MUSIC, NO if is_refused else YES, clause, context, place),)


def _is_unwanted(clause: Clause, quiet: Item) -> bool:
    """Whether the silence is what is to go: no silence, 비우지 말고; and not "drop to silence", nor 아무것도 없이."""
    if quiet.text.startswith(("아무", "nothing")):
        return False
    return any(
        item is not quiet and item.text.lower() not in {"drop", "cut", "pull", "kill", "dropped", "drop away", "take"}
        for item in clause.all("out", "not")
    )


def _length(quantity: Item, place: Place, context: Context) -> int:
    """How many frames a silence lasts that counts them, or seconds, beats or bars from where it begins."""
    cue = context.cue_called(context.cue)
    match quantity.senses["quantity"]:
        case "frames":
            return round(quantity.number)
        case "seconds":
            return int(nearest_frame(Seconds(quantity.number), context.rate))
        case unit:
            if cue is None or not cue.tempo or not cue.bars:
                raise Unclear("no bars", [quantity])
            beats = quantity.number * (4 * cue.bars[0].beats / cue.bars[0].unit if unit == "bars" else 1)
            return int(nearest_frame(Seconds(beats * 60.0 / cue.tempo), context.rate))


def _onward(place: Place, cue: OpenCue | None) -> Place:
    """A moment from which on nothing plays: to the end of the cue."""
    return place if not place.is_point or cue is None else Place(place.how, place.first, max(place.end, cue.end_frame))


def _wanted(clause: Clause, context: Context, cue: OpenCue | None, about: list[Item]) -> Place:
    if clause.place is None and context.playhead is None:
        raise Unclear("no place", about)
    if clause.place is None:
        raise Unclear("where", about)
    return stretch_of(clause.place, context, cue)


def _behind(clause: Clause, context: Context, cue: OpenCue | None) -> Place:
    """Where a silence lies into which the music rings: at the place, else behind the cue."""
    if clause.place is not None and clause.place.how not in {"cue", "cue_end"}:
        return _onward(stretch_of(clause.place, context, cue), cue)
    if cue is None:
        raise Unclear("no cue", clause.all("ringing"))
    end = min(context.frames, cue.end_frame + nearest_frame(RINGS_S, context.rate))
    return Place("cue_end", cue.end_frame, max(end, cue.end_frame + 1))


def _made(kind: EditKind, value: str, clause: Clause, context: Context, place: Place) -> Edit:
    length = clause.first("quantity")
    if length is not None and place.how != "cue_end":
        frames = _length(length, place, context)
        place = (
            lasting(place, int(frames), context)
            if place.how != "before_line"
            else Place(place.how, max(0, place.end - int(frames)), place.end)
        )
    english, korean = silence_said(kind, value, place, context)
    used = [
        item
        for item in clause.items
        if item.does(
            "silence",
            "music",
            "ringing",
            "cutting",
            "out",
            "not",
            "in",
            "only",
            "end",
            "stopping",
            "quantity",
            "fill",
            "bare_sound",
            "all",
        )
    ]
    note = NoteKind.SILENCE if kind is EditKind.SILENCE else NoteKind.MUSIC
    return Edit(
        kind, value, place, (Asking(note, value, (place.first, place.end)),), english, korean, (*_spans(used), *clause.place_words)
    )
