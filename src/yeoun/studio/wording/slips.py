"""Where the music comes in and goes out: start two frames later, 대사 끝나고 2초 뒤에 들어와, out a second earlier.

A slip is written as notes that hold it to the frame. Music that comes in later, or goes out earlier, leaves a stretch of the cue
silent: one note of kind silence over it. Music that comes in earlier, or goes out later, is asked for by a note of kind music over
the cue as it is then, and one frame of silence beside the new border keeps it from reaching further.
"""

from yeoun.model.notes import YES, NoteKind
from yeoun.studio.wording.clauses import Clause
from yeoun.studio.wording.context import Context, OpenCue
from yeoun.studio.wording.lexing import Item
from yeoun.studio.wording.moments import Unclear
from yeoun.studio.wording.proposal import Asking, Edit, EditKind, Place
from yeoun.studio.wording.saying import slip_said
from yeoun.units.time import Seconds, nearest_frame

_MOVING = ("earlier", "later", "longer", "shorter")


_OTHERS = (
    "instrument",
    "theme",
    "mood",
    "axis",
    "silence",
    "tempo",
    "bpm",
    "hit",
    "key",
    "mode",
    "half_step",
    "whole_step",
)  # not a border
_NOT_BARE = (
    "music",
    "in",
    "out",
    "not",
    "up",
    "down",
    "lock",
    "slip",
    "faster",
    "slower",
    "all",
    "unknown",
    "ringing",
    "cutting",
    "stopping",
    "person",
)


def slips(clause: Clause, context: Context, cue: OpenCue | None, language: str) -> tuple[Edit, ...]:
    """The slip a clause asks for: of the In or the Out, by a distance or to a moment."""
    if clause.has(*_OTHERS) or _is_cut(clause) or _is_without(clause):
        return ()
    border, quantity, moving = _border(clause), clause.first("quantity"), clause.first(*_MOVING)
    aimed = clause.place if clause.place is not None and clause.place.how not in {"cue", "film", "scene"} else None
    bare = not clause.has(*_NOT_BARE)
    if (quantity is None and aimed is None) or (not border and not _speaks_of_it(clause, bare, aimed)):
        _ask_how_far(clause, border, bare, moving, aimed)
        return ()
    if cue is None:
        raise Unclear("no cue", [item for item in (quantity, moving) if item is not None])
    border = border or (
        "out" if moving is not None and moving.does("longer", "shorter") and not moving.does("earlier", "later") else "in"
    )
    now = cue.first_frame if border == "in" else cue.end_frame
    if quantity is not None and (
        moving is not None
        or (clause.has("before", "after", "slip", "up", "border_in", "border_out", "cutting") or "signed" in quantity.senses)
    ):
        by = _distance(quantity, context, cue) * _way(clause, border, language)
        if aimed is not None and aimed.is_point and aimed.how not in {"here", "cue_start", "cue_end"}:
            by += aimed.first - now
    elif aimed is not None:
        is_until = not aimed.is_point and (
            aimed.how == "until_here" or border == "out" or clause.has("wait") or (clause.is_until and clause.has("not"))
        )
        if aimed.how == "line" or aimed.end == cue.end_frame:
            is_until = clause.has("wait", "longer") and aimed.end != cue.end_frame
        by = (aimed.end if is_until else aimed.first) - now
    else:
        raise Unclear("which way", [item for item in (quantity,) if item is not None])
    return (_slipped(border, by, clause, context, cue),)


def _ask_how_far(clause: Clause, border: str, bare: bool, moving: Item | None, aimed: Place | None) -> None:
    """Raises Unclear, where a clause moves a border and does not say by how much."""
    is_fast = clause.has("faster", "slower")
    if border and moving is not None and not (is_fast and not clause.has("later", "earlier")):
        raise Unclear("how far", [moving])
    if (
        border
        and aimed is None
        and clause.has("start", "border_in", "border_out")
        and not clause.has("in", "out", "music", "not", "lock")
    ):
        raise Unclear("how far", clause.all("start", "border_in", "border_out"))
    if not border and moving is not None and bare and not is_fast:
        raise Unclear("how far", [moving])


def _is_without(clause: Clause) -> bool:
    """Whether the music is to be out for a while, and its end is not moved: 여기부터 음악 빠지고."""
    place = clause.place
    if (
        place is None
        or place.is_point
        or clause.first("quantity") is not None
        or place.how in {"cue", "film"}
        or clause.has("start", "longer")
    ):
        return False
    if clause.has("border_in") and clause.has("music") and not clause.has("end") and place.how in {"from_here", "scene", "bars"}:
        return True  # music in from here
    return (
        place.how != "until_here"
        and clause.has("end", "border_out")
        and (clause.has("music") or any(item.does("out") and item.does("end") for item in clause.items))
    )


def _is_cut(clause: Clause) -> bool:
    """Whether the music is to be cut off, which is a silence."""
    return clause.has("cutting", "ringing") and clause.first("quantity") is None and not clause.has("shorter")


def _border(clause: Clause) -> str:
    """Which border a clause names: in, out, or "" where it names none."""
    names_out = [item for item in clause.items if item.does("end", "border_out") and not item.does("ringing", "cutting")]
    names_in = [item for item in clause.items if item.does("start", "border_in")]
    if names_out and names_in:  # a word may do both: what does one only decides
        only_out = [item for item in names_out if not item.does("start", "border_in")]
        only_in = [item for item in names_in if not item.does("end", "border_out")]
        return (
            "out"
            if only_out and not only_in
            else "in"
            if only_in and not only_out
            else "out"
            if only_out and only_out[-1].start > only_in[-1].start
            else "in"
        )
    return "out" if names_out else "in" if names_in else ""


def _speaks_of_it(clause: Clause, bare: bool, aimed: Place | None) -> bool:
    """Whether a clause without a border still moves the music: two frames later; 대사 끝나고 2초 뒤에."""
    if (quantity := clause.first("quantity")) is not None and (clause.has(*_MOVING, "slip") or "signed" in quantity.senses):
        return True
    if clause.has("wait", "longer") and aimed is not None and not aimed.is_point:
        return True
    return bare and aimed is not None and aimed.how in {"after_line", "before_line"}


def _distance(quantity: Item, context: Context, cue: OpenCue) -> int:
    match quantity.senses["quantity"]:
        case "frames":
            return round(quantity.number)
        case "seconds":
            return int(nearest_frame(Seconds(quantity.number), context.rate))
        case unit:
            if not cue.tempo or not cue.bars:
                raise Unclear("no bars", [quantity])
            beats = quantity.number * (4 * cue.bars[0].beats / cue.bars[0].unit if unit == "bars" else 1)
            return int(nearest_frame(Seconds(beats * 60.0 / cue.tempo), context.rate))


def _way(clause: Clause, border: str, language: str) -> int:
    """Later is 1, earlier is -1; an Out that is longer is later."""
    items = [item for item in clause.items if item.does(*_MOVING, "before", "after", "up")]
    signed = next((item.senses["signed"] for item in clause.items if "signed" in item.senses), "")
    if signed:
        return 1 if signed == "+" else -1
    way, ways = 0, {name for item in items for name in ("earlier", "later") if item.does(name)}
    for item in items:
        if item.does("earlier") and not item.does("later"):
            way = -1
        elif item.does("later") and not item.does("earlier"):
            way = 1
        elif item.does("longer", "shorter"):
            way = way or ((1 if item.does("longer") else -1) * (1 if border == "out" else -1))
        elif item.does("before") and not way:
            way = -1
        elif item.does("after", "up") and not way:
            way = 1
    if not way and clause.has("cutting", "out"):  # cut the tail by a second
        way = -1 if border == "out" else 1
    if not way:
        raise Unclear("which way", clause.all("quantity"))
    if any(item.text.lower() in {"pull", "drag", "bring"} for item in clause.items) and not ways and clause.has("up"):
        way = -1  # pull the start up ten frames
    return -way if (clause.has("too") and len(ways) < 2) or (language == "en" and clause.has("not") and not clause.is_until) else way


def _slipped(border: str, by: int, clause: Clause, context: Context, cue: OpenCue) -> Edit:
    at = (cue.first_frame if border == "in" else cue.end_frame) + by
    first, end = (at, cue.end_frame) if border == "in" else (cue.first_frame, at)
    if by == 0 or not 0 <= first < end <= context.frames:
        raise Unclear("no slip" if by == 0 else "outside", clause.all("quantity", *_MOVING, "start", "end"))
    english, korean = slip_said(border, by, at, context)
    used = tuple(
        (item.start, item.end)
        for item in clause.items
        if item.does(
            *_MOVING,
            "quantity",
            "start",
            "end",
            "border_in",
            "border_out",
            "slip",
            "before",
            "after",
            "music",
            "in",
            "too",
            "up",
            "only",
            "wait",
        )
    )
    return Edit(
        EditKind.SLIP,
        f"{border} {by:+d}",
        Place("cue_start" if border == "in" else "cue_end", at, at + 1, True),
        notes_of_slip(border, by, context, cue),
        english,
        korean,
        (*used, *clause.place_words),
    )


def notes_of_slip(border: str, by: int, context: Context, cue: OpenCue) -> tuple[Asking, ...]:
    """A slip as notes that hold it to the frame.

    border  in or out;  by  frames, later is more
    """
    manner = "ring" if cue.rings else "cut"
    first, end = cue.first_frame, cue.end_frame
    if border == "in":
        if by > 0:
            return (Asking(NoteKind.SILENCE, "ring", (first, first + by)),)
        beside = (Asking(NoteKind.SILENCE, "ring", (first + by - 1, first + by)),) if first + by > 0 else ()
        return (Asking(NoteKind.MUSIC, YES, (first + by, end)), *beside)
    if by < 0:
        return (Asking(NoteKind.SILENCE, manner, (end + by, end)),)
    beside = (Asking(NoteKind.SILENCE, manner, (end + by, end + by + 1)),) if end + by < context.frames else ()
    return (Asking(NoteKind.MUSIC, YES, (first, end + by)), *beside)
