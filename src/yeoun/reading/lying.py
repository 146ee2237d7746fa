"""How a list lies on the picture: which of its moments is the first frame, how much of it there is, and what does not fit.

The picture rules. A list that is longer, shorter or of other times is told, not stretched; one cut is never moved to please another.
"""

from collections.abc import Iterable
from fractions import Fraction

from yeoun.model.media import Caution
from yeoun.model.script import CutPoint

SHOWN = 8    # our choice: so many of one kind of doubt are told one by one, the rest as a count


def origin_of(
    name: str, span: tuple[int, int], candidates: Iterable[int], own: int, frames: int | None
) -> tuple[int, list[Caution]]:
    """Which record frame is the first frame of the picture, and a doubt where none fits.

    span        first and last record frame of what the list shows
    candidates  record frames that may be the first of the picture, likeliest first
    own         the picture's own start timecode as a frame count; 0: it has none
    frames      how long the picture is; None: no picture, nothing is moved
    """
    if frames is None:
        return 0, []
    first, last = span
    for origin in dict.fromkeys(candidates):
        if origin <= first and last <= origin + frames + 1:
            return origin, []
    if own and first <= own < last:    # a list of more than this picture: the picture's own timecode finds its place
        return own, []
    return first, [Caution("cuts_origin", f"{name}: its record times fit neither the picture's timecode nor a full hour; its first "
                                          "event is taken as the first frame of the picture")]


def length_told(name: str, covered: int, frames: int | None, fits: str = "") -> list[Caution]:
    """A doubt where a list covers more or fewer frames than the picture has; `fits` names a rate that would do."""
    if frames is None or abs(covered - frames) <= 1:
        return []
    hint = f"; it would fit at {fits} frames a second" if fits else ""
    return [Caution("cuts_length", f"{name}: the list covers {covered} frames, the picture has {frames}{hint}")]


def inside(name: str, points: Iterable[CutPoint], frames: int | None) -> tuple[tuple[CutPoint, ...], list[Caution]]:
    """The cuts that lie inside the picture; those outside are counted. Its first frame is no cut."""
    points = list(points)
    kept = tuple(point for point in points if frames is None or 0 < point.frame < frames)
    outside = sum(point.frame < 0 or (frames is not None and point.frame >= frames) for point in points)
    told = [Caution("cuts_outside", f"{name}: {outside} cuts lie outside the picture and are left out")] if outside else []
    return kept, told


def few(cautions: Iterable[Caution], name: str) -> list[Caution]:
    """The first of every kind of doubt, and how many more there are.

    >>> few([Caution("cuts_gap", str(n)) for n in range(20_000)], "a.edl")[-1].message
    'a.edl: 19992 more of the kind cuts_gap'
    """
    kept: list[Caution] = []
    counts: dict[str, int] = {}
    for caution in cautions:
        counts[caution.code] = counts.get(caution.code, 0) + 1
        if counts[caution.code] <= SHOWN:
            kept.append(caution)
    return kept + [Caution(code, f"{name}: {count - SHOWN} more of the kind {code}") for code, count in counts.items() if count > SHOWN]


def whole(moment: Fraction) -> int:
    """The frame nearest to a moment counted in frames, half up."""
    return (2 * moment.numerator + moment.denominator) // (2 * moment.denominator)
