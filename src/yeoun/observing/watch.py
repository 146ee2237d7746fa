"""What one decode of a reel's picture gives: changes, cuts, light, motion and brightness.

The reel is decoded once into small frames (reel.py); every measure below reads those. Letterbox and pillarbox bars
are left out of all of them. What the measures mean: cutting.py, light.py, motion.py.
"""

import numpy as np
from numpy.typing import NDArray

from yeoun.model.media import Reel
from yeoun.model.observed import Watched
from yeoun.model.shelf import Shelf
from yeoun.observing.cutting import change_scores, cuts_in
from yeoun.observing.light import COLUMNS, active_part, light_row, mean_luminance
from yeoun.observing.motion import luma_of, motion_of
from yeoun.observing.reel import shrink

LIGHT_EVERY = 2    # rows of light a second


def watch(shelf: Shelf, reel: Reel) -> Watched:
    """Everything a reel shows, frame by frame.

    shelf    where the picture file lies
    reel     which frames of it
    Gives    one value a frame for change (0..255), motion (0..255) and luminance (0..1); light rows twice a second
             and in the middle of every shot; cuts as picture frames; the first and last small frame
    Refuses  InputRefused, when nothing of the reel can be decoded
    """
    small = shrink(shelf.path(reel.picture), reel)
    luma = luma_of(small.frames)
    rows, columns = active_part(luma)
    picture = small.frames[:, rows, columns]
    change = change_scores(picture)
    cuts = cuts_in(picture, change, float(reel.rate))
    sampled = _sampled(reel, cuts)
    light = [light_row(picture[k]) for k in sampled]
    return Watched(
        first_frame=reel.first_frame, end_frame=reel.end_frame,
        change=np.round(change, 3), motion=np.round(motion_of(luma[:, rows, columns]), 3),
        luminance=np.round(mean_luminance(picture), 5),
        light_frames=np.array([reel.first_frame + k for k in sampled], dtype=np.int32),
        light=np.round(np.array(light, dtype=np.float32).reshape(-1, COLUMNS), 5),
        cuts=tuple(reel.first_frame + cut for cut in cuts),
        edges=_edges(small.frames), cautions=small.cautions)


def _sampled(reel: Reel, cuts: tuple[int, ...]) -> list[int]:
    """Frames of the reel, from its first, whose light is kept: the same ones wherever reels begin."""
    count = reel.end_frame - reel.first_frame
    ticks = [(reel.first_frame + k) * LIGHT_EVERY // reel.rate for k in range(-1, count)]
    steady = [k for k in range(count) if ticks[k + 1] != ticks[k] or reel.first_frame + k == 0]
    bounds = (0, *cuts, count)
    middles = [(first + end) // 2 for first, end in zip(bounds, bounds[1:], strict=False) if end > first]
    return sorted({*steady, *middles})


def _edges(frames: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return np.stack([frames[0], frames[-1]])
