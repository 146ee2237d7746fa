"""What is seen of several tracks, and where it changes: stretches of picture, gradual changes, markers.

A list says which stretch of which source lies where on the record side, on one track or on several; the uppermost that is there is what
is seen. Every list we read becomes one `Layer`, so that all of them give the same cuts.

Conventions: moments are exact rationals, in seconds or in frames, as whoever made the layer says; a gap is the absence of a stretch.
"""

import bisect
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from yeoun.model.script import CutPoint

BLACK = "BL"    # the reel that CMX3600 calls black; the clip of a gap


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of picture, or of sound, from `begin` to `end`; `where` is its place in the file."""

    begin: Fraction
    end: Fraction
    clip: str
    where: str


@dataclass(frozen=True, slots=True)
class Mix:
    """A dissolve or wipe from `begin` to `end`, around or from the edit at `cut` on."""

    cut: Fraction
    begin: Fraction
    end: Fraction
    clip: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A marker: a note of the editor's at a moment."""

    at: Fraction
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Speed:
    """A clip that plays at another speed: 1 is as it was taken, 0 a freeze, below 0 backwards."""

    at: Fraction
    clip: str
    times: Fraction


@dataclass(frozen=True, slots=True)
class Layer:
    """Stretches in order that do not overlap, and what stands on them."""

    runs: tuple[Run, ...] = ()
    mixes: tuple[Mix, ...] = ()
    marks: tuple[Mark, ...] = ()
    speeds: tuple[Speed, ...] = ()


def in_order(runs: Sequence[Run]) -> tuple[Run, ...]:
    """Stretches of one track in order of time; where two overlap, the one that begins later takes over and keeps the rest.

    >>> a, b = Run(Fraction(0), Fraction(9), "a", ""), Run(Fraction(2), Fraction(4), "b", "")
    >>> [(run.clip, int(run.begin), int(run.end)) for run in in_order([b, a])]
    [('a', 0, 2), ('b', 2, 9)]
    """
    kept: list[Run] = []
    for run in sorted((run for run in runs if run.end > run.begin), key=lambda run: (run.begin, run.end)):
        if kept and run.begin == kept[-1].begin:
            kept[-1] = replace(run, end=max(run.end, kept[-1].end))
        elif kept and run.begin < kept[-1].end:
            reach = kept[-1].end
            kept[-1] = replace(kept[-1], end=run.begin)
            kept.append(replace(run, end=max(run.end, reach)))
        else:
            kept.append(run)
    return tuple(kept)


def over(lower: Layer, upper: Layer) -> Layer:
    """Two layers as one: the upper hides the lower where it has a stretch, and a change of the lower that it begins or ends on.

    >>> wide, small = Run(Fraction(0), Fraction(9), "a", ""), Run(Fraction(2), Fraction(4), "b", "")
    >>> [(run.clip, int(run.begin), int(run.end)) for run in over(Layer((wide,)), Layer((small,))).runs]
    [('a', 0, 2), ('b', 2, 4), ('a', 4, 9)]
    """
    ends = [run.end for run in upper.runs]
    seen: list[Run] = list(upper.runs)
    for run in lower.runs:
        at = run.begin
        for k in range(bisect.bisect_right(ends, run.begin), len(ends)):
            above = upper.runs[k]
            if above.begin >= run.end:
                break
            if above.begin > at:
                seen.append(replace(run, begin=at, end=above.begin))
            at = above.end
        if at < run.end:
            seen.append(replace(run, begin=at))

    def is_hidden(mix: Mix) -> bool:
        k = bisect.bisect_left(ends, mix.cut)
        return k < len(ends) and upper.runs[k].begin <= mix.cut

    mixes = [*upper.mixes, *(mix for mix in lower.mixes if not is_hidden(mix))]
    return Layer(tuple(sorted(seen, key=lambda run: run.begin)), tuple(sorted(mixes, key=lambda mix: (mix.begin, mix.end))),
                 (*lower.marks, *upper.marks), (*lower.speeds, *upper.speeds))


def points_of(layer: Layer) -> list[CutPoint]:
    """Where what is seen changes, in order: a gradual change in its middle, a gap as black. Moments are whole frames."""
    mixed = {mix.cut: mix for mix in reversed(layer.mixes) if mix.end > mix.begin}
    points: dict[int, CutPoint] = {}

    def put(at: Fraction, clip: str) -> None:
        mix = mixed.get(at)
        if mix is None:
            points.setdefault(int(at), CutPoint(int(at), False, 0, clip))
        else:
            length = int(mix.end - mix.begin)
            middle = int(mix.begin) + length // 2
            points.setdefault(middle, CutPoint(middle, True, length, mix.clip or clip))

    end: Fraction | None = None
    for run in layer.runs:
        if end is not None and run.begin > end:
            put(end, BLACK)
        put(run.begin, run.clip)
        end = run.end
    return [points[at] for at in sorted(points)]
