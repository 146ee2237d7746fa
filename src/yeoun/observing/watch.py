"""What one decode of a reel's picture gives: changes, cuts, light, motion and brightness.

The reel is decoded once into small frames (reel.py); every measure below reads those. Letterbox and pillarbox bars
are left out of all of them. What the measures mean: cutting.py, gradual.py, light.py, motion.py.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from yeoun.model.media import Caution, Reel
from yeoun.model.observed import Gradual, Watched
from yeoun.model.shelf import Shelf
from yeoun.observing.cutting import change_scores, cuts_in
from yeoun.observing.gradual import transitions_in
from yeoun.observing.light import COLUMNS, active_part, light_row, mean_luminance
from yeoun.observing.motion import brightest, motion_of
from yeoun.observing.reel import Stretch, stretches

LIGHT_EVERY = 2    # rows of light a second


@dataclass(frozen=True, slots=True, eq=False)
class _Seen:
    """The measures of one stretch."""

    change: NDArray[np.float32]
    motion: NDArray[np.float32]
    luminance: NDArray[np.float32]
    light_frames: list[int]
    light: list[NDArray[np.float32]]
    cuts: list[int]
    gradual: list[Gradual]
    edges: tuple[NDArray[np.uint8], NDArray[np.uint8]]


def watch(shelf: Shelf, reel: Reel) -> Watched:
    """Everything a reel shows, frame by frame.

    shelf    where the picture file lies
    reel     which frames of it
    Gives    one value a frame for change (0..255), motion (0..255) and luminance (0..1); light rows twice a second
             and in the middle of every shot; cuts as picture frames; the first and last small frame
    Refuses  InputRefused, when nothing of the reel can be decoded
    """
    cautions: list[Caution] = []
    seen = [_seen(stretch, reel) for stretch in stretches(shelf.path(reel.picture), reel, cautions)]
    light = [row for each in seen for row in each.light]
    return Watched(
        first_frame=reel.first_frame, end_frame=reel.end_frame,
        change=np.round(np.concatenate([each.change for each in seen]), 3),
        motion=np.round(np.concatenate([each.motion for each in seen]), 3),
        luminance=np.round(np.concatenate([each.luminance for each in seen]), 5),
        light_frames=np.array([frame for each in seen for frame in each.light_frames], dtype=np.int32),
        light=np.round(np.array(light, dtype=np.float32).reshape(-1, COLUMNS), 5),
        cuts=tuple(cut for each in seen for cut in each.cuts), gradual=tuple(one for each in seen for one in each.gradual),
        edges=np.stack([seen[0].edges[0], seen[-1].edges[1]]), cautions=tuple(cautions))


def _seen(stretch: Stretch, reel: Reel) -> _Seen:
    rows, columns = active_part(brightest(stretch.frames))
    picture, counts = stretch.frames[:, rows, columns], slice(stretch.low, stretch.high)
    change = change_scores(picture)
    every, transitions = transitions_in(picture, cuts_in(picture, change, float(reel.rate)), float(reel.rate))
    cuts = [cut for cut in every if stretch.low <= cut < stretch.high]
    gradual = [replace(each, frame=stretch.first + each.frame) for each in transitions if stretch.low <= each.frame < stretch.high]
    sampled = _sampled(stretch, cuts, reel)
    return _Seen(change[counts], motion_of(picture)[counts], mean_luminance(picture[counts]),
                 [stretch.first + k for k in sampled], [light_row(picture[k]) for k in sampled],
                 [stretch.first + cut for cut in cuts], gradual,
                 (stretch.frames[stretch.low].copy(), stretch.frames[stretch.high - 1].copy()))


def _sampled(stretch: Stretch, cuts: list[int], reel: Reel) -> list[int]:
    """Frames of the stretch whose light is kept: the same ones wherever reels and stretches begin."""
    low, high, first = stretch.low, stretch.high, stretch.first
    ticks = [(first + k) * LIGHT_EVERY // reel.rate for k in range(low - 1, high)]
    steady = [k for k in range(low, high) if ticks[k - low + 1] != ticks[k - low] or first + k == 0]
    bounds = (low, *cuts, high)
    middles = [(start + end) // 2 for start, end in zip(bounds, bounds[1:], strict=False) if end > start]
    return sorted({*steady, *middles})
