"""A timeline with its own rate, as OTIO and FCPXML state it: the same cuts for the picture as an EDL gives.

Conventions: moments are exact rationals of seconds from the timeline's first frame. Its rate must be the picture's. Two rates that count
alike (24 and 24000/1001) are the one exception: programs write the whole one for the other, so frames are then counted one for one and
that is told.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction

from yeoun.errors import InputRefused
from yeoun.model.media import Caution
from yeoun.model.script import CutPoint
from yeoun.reading.layers import Layer, Run, in_order, points_of
from yeoun.reading.lying import few, inside, length_told, origin_of, whole
from yeoun.units.time import Rate

NTSC = Fraction(1000, 1001)


@dataclass(frozen=True, slots=True)
class Timeline:
    """One timeline. `start` is its first frame's timecode as a frame count, None: not said; `where` its place in the file."""

    name: str
    title: str
    where: str
    rate: Rate
    start: int | None
    is_drop: bool
    length: Fraction
    seen: Layer
    heard: tuple[Run, ...]    # stretches of sound, track after track
    cautions: tuple[Caution, ...]


def timeline_points(
    timeline: Timeline, rate: Rate, *, start_frame: int = 0, frames: int | None = None
) -> tuple[tuple[CutPoint, ...], tuple[Caution, ...]]:
    """The cuts of a timeline in frames of the picture.

    timeline     the timeline
    rate         the picture's exact rate
    start_frame  the picture's own start timecode as a frame count
    frames       how long the picture is; None: no picture, every cut is kept
    Refuses      InputRefused, when its rate is another, or it shows nothing
    """
    doubts = rate_told(timeline, rate)
    layer, between = in_frames(timeline.seen, timeline.rate)
    if not layer.runs:
        raise InputRefused(name=timeline.name, where=timeline.where, why="nothing in it cuts the picture",
                           now="Export the picture track")
    if between:
        doubts.append(Caution("cuts_between", f"{timeline.name}: {between} of its edits lie between two frames; each is taken to the "
                                              "nearest"))
    begin = timeline.start or 0
    span = (begin + int(layer.runs[0].begin), begin + int(layer.runs[-1].end))
    covered = whole(timeline.length * timeline.rate)
    origin, more = origin_of(timeline.name, span, (start_frame, begin), start_frame, frames)
    doubts += [*more, *length_told(timeline.name, covered, frames)]
    moved = (replace(point, frame=point.frame + begin - origin) for point in points_of(layer))
    points, more = inside(timeline.name, moved, frames)
    return points, tuple(few([*doubts, *more], timeline.name))


def timeline_start(timeline: Timeline, rate: Rate, frames: int) -> tuple[int, bool] | None:
    """The timecode of the picture's first frame as a frame count, and whether it is drop-frame; None: the timeline does not say."""
    if timeline.start is None or not timeline.seen.runs or (counting(timeline.rate) != counting(rate)):
        return None
    last = whole(timeline.seen.runs[-1].end * timeline.rate)
    return (timeline.start, timeline.is_drop) if last <= frames + 1 else None


def counting(rate: Rate) -> int:
    """How many frames a timecode second has at a rate.

    >>> counting(Fraction(24000, 1001))
    24
    """
    return -(-rate.numerator // rate.denominator)


def rate_told(timeline: Timeline, rate: Rate) -> list[Caution]:
    """A doubt where the rates differ but count alike.

    Refuses  InputRefused, when they do not
    """
    if timeline.rate == rate:
        return []
    if timeline.rate * NTSC == rate or rate * NTSC == timeline.rate:
        return [Caution("cuts_rate", f"{timeline.name}: it says {timeline.rate} frames a second and the picture runs at {rate}; its frames "
                                     "are counted one for one")]
    raise InputRefused(name=timeline.name, where=timeline.where,
                       why=f"it counts {timeline.rate} frames a second, but the picture has {rate}",
                       now="Export the list at the rate of the picture")


def in_frames(layer: Layer, rate: Rate) -> tuple[Layer, int]:
    """A layer of seconds in whole frames, and how many edits lay between two of them."""
    between: set[Fraction] = set()

    def frame(at: Fraction) -> Fraction:
        exact = at * rate
        if exact.denominator != 1:
            between.add(exact)
        return Fraction(whole(exact))

    runs = in_order([replace(run, begin=frame(run.begin), end=frame(run.end)) for run in layer.runs])
    mixes = tuple(replace(mix, cut=frame(mix.cut), begin=frame(mix.begin), end=frame(mix.end)) for mix in layer.mixes)
    return Layer(runs, mixes, layer.marks, layer.speeds), len(between)


def cut_to(layer: Layer, begin: Fraction, end: Fraction, placed: Callable[[Fraction], Fraction]) -> Layer:
    """The part of a layer from `begin` to `end`, every moment of it moved by `placed`, which may also turn time round."""
    def both(a: Fraction, b: Fraction) -> tuple[Fraction, Fraction]:
        first, second = placed(max(a, begin)), placed(min(b, end))
        return min(first, second), max(first, second)

    runs = [replace(run, begin=both(run.begin, run.end)[0], end=both(run.begin, run.end)[1])
            for run in layer.runs if run.begin < end and run.end > begin]
    mixes = [replace(mix, cut=placed(mix.cut), begin=both(mix.begin, mix.end)[0], end=both(mix.begin, mix.end)[1])
             for mix in layer.mixes if begin <= mix.cut <= end]
    marks = [replace(mark, at=placed(mark.at)) for mark in layer.marks if begin <= mark.at < end]
    speeds = [replace(speed, at=placed(speed.at)) for speed in layer.speeds if begin <= speed.at < end]
    return Layer(in_order(runs), tuple(sorted(mixes, key=lambda mix: (mix.begin, mix.end))), tuple(marks), tuple(speeds))
