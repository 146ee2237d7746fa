"""One decode of a reel: small frames, each at its number, in stretches that fit in memory.

A frame's number comes from its timestamp, never from counting: files drop, repeat and round. Decoding begins at the
keyframe before the reel and stops at its end, in the booth; a frame that cannot be decoded is held from the one before,
and the user is told where. Every observer is fed from this one pass. A reel is a minute where the film has keyframes; a
film without any is one reel of hours, so what is held is a stretch of it, with a little of its neighbours.

Conventions: small frames are 90 x 160 sRGB, 8 bit, whatever the picture's shape (all measures are means or shares, so
the squeeze does no harm); frame numbers count from the first frame of the picture.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from yeoun.booth import films, wire
from yeoun.booth.booth import Reel as Run
from yeoun.errors import InputRefused
from yeoun.model.media import Caution, Reel
from yeoun.units.time import at_frame

SMALL = wire.SMALL        # rows, columns
HELD_TOO_LONG_S = 0.2     # our choice: shorter holes are cadence (variable rate), longer ones are damage
STRETCH = 1536            # frames; our choice: a minute at 24 or 25 a second is one stretch of 66 MB
BESIDE = 80               # frames on either side of a stretch: as far as a dissolve is looked for at 60 frames a second


@dataclass(frozen=True, slots=True, eq=False)
class Stretch:
    """Small frames [frames, 90, 160, 3]; those from `low` to before `high` count, the others are their neighbours."""

    frames: NDArray[np.uint8]
    first: int    # number of frames[0]
    low: int
    high: int


def stretches(path: Path, reel: Reel, cautions: list[Caution], size: int = STRETCH) -> Iterator[Stretch]:
    """Every frame of a reel, small, decoded once; missing ones repeat the frame before them.

    path      the picture file on this machine
    reel      which frames; its first frame is a keyframe
    cautions  receives what went wrong on the way
    size      how many frames of a stretch count
    Refuses   InputRefused, when not one frame of the reel can be decoded
    """
    held: list[NDArray[np.uint8]] = []
    first = start = reel.first_frame    # numbers of held[0] and of the first that counts
    for frame in _every_frame(path, reel, cautions):
        held.append(frame)
        if first + len(held) >= start + size + BESIDE and first + len(held) < reel.end_frame:
            frames, low = np.stack(held), start - first
            kept = low + size - BESIDE
            held, start, first = list(frames[kept:].copy()), start + size, first + kept
            yield Stretch(frames, first - kept, low, low + size)
    if start < reel.end_frame:
        yield Stretch(np.stack(held), first, start - first, len(held))


def _every_frame(path: Path, reel: Reel, cautions: list[Caution]) -> Iterator[NDArray[np.uint8]]:
    """Frame after frame without a hole."""
    run = Run(path, reel.picture.name, f"picture from {at_frame(reel.first_frame, reel.rate):.3f} s",
              float((reel.end_frame - reel.first_frame) / reel.rate))
    shown: NDArray[np.uint8] | None = None
    at = reel.first_frame
    for number, picture in films.pictures(run, stream=reel.video_stream, rate=reel.rate, first_pts=reel.first_pts,
                                          time_base=reel.time_base, first=reel.first_frame, end=reel.end_frame):
        if number < at:
            continue
        cautions += _missing(reel, at, number)
        while at < number:
            yield picture if shown is None else shown
            at += 1
        shown, at = picture, at + 1
        yield picture
    if shown is None:
        raise InputRefused(name=run.name, where=run.where, why="not one frame of this stretch can be decoded",
                           now="Export the picture again, or repair the file with another program, and hand in the copy")
    cautions += _missing(reel, at, reel.end_frame)
    for _ in range(at, reel.end_frame):
        yield shown


def _missing(reel: Reel, first: int, end: int) -> list[Caution]:
    if end - first <= float(reel.rate) * HELD_TOO_LONG_S:
        return []
    return [Caution("picture.damaged", f"{end - first} frames from {at_frame(first, reel.rate):.3f} to {at_frame(end, reel.rate):.3f} s "
                    "could not be decoded; the frame beside them stands in.", at_frame(first, reel.rate))]
