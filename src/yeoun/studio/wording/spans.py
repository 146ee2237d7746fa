"""A place as a stretch or as a moment, whichever an edit needs."""

from yeoun.studio.wording.context import Context, OpenCue
from yeoun.studio.wording.moments import Unclear
from yeoun.studio.wording.proposal import Place


def stretch_of(place: Place | None, context: Context, cue: OpenCue | None) -> Place:
    """Where something holds that lasts: the place named, the rest of the cue behind a moment, else the whole cue.

    Raises Unclear, where no cue is open and no place is named
    """
    first, end = (0, context.frames) if cue is None else (cue.first_frame, cue.end_frame)
    if place is None:
        if cue is None:
            raise Unclear("no place", [])
        return Place("cue", first, end)
    if not place.is_point or place.how in {"here", "timecode"}:
        return place
    if place.how == "before_line" or place.how == "cue_end":
        return Place(place.how, min(first, max(0, place.first - 1)), place.first)
    return Place(place.how, place.first, max(end, place.first + 1))


def lasting(place: Place, quantity: int, context: Context) -> Place:
    """A stretch that begins where a place does and lasts so many frames."""
    return Place(place.how, place.first, max(place.first + 1, min(context.frames, place.first + quantity)))


def moment_of(place: Place | None, context: Context) -> Place:
    """Where something happens at once: the first frame of the place, else where the playhead stands. Raises Unclear without either."""
    if place is not None:
        return Place(place.how, place.first, place.first + 1, True)
    if context.playhead is None:
        raise Unclear("no playhead", [])
    return Place("here", context.playhead, context.playhead + 1, True)
