"""How far two pictures show the same things, whatever the light and wherever the camera has turned between them.

Luma of half size is levelled by its own local contrast, so that a lamp or an exposure changes nothing; then the best normalised
correlation over every shift of up to a third of the picture is taken (Lewis 1995; the sums by FFT). Within a shot this gives 0.4 to 1,
in a pan, on a shoulder or in the dark too; between two shots 0.10 to 0.25, which is what the best of so many shifts gives by chance.
"""

from dataclasses import dataclass
from functools import cache, reduce

import numpy as np
from numpy.typing import NDArray
from scipy import fft, ndimage

ROOM = 7             # half-size pixels on a side: what local contrast is held against
FARTHEST = 0.36      # our choice: the part of height and width by which the camera may have turned, and still be followed
NEAREST = 3          # our choice: half-size pixels by which a camera that is held still may have shaken
WEIGHTS = np.array([0.299, 0.587, 0.114], dtype=np.float32)    # of code values, BT.601


def shrunk(pictures: NDArray[np.float32], rows: int, columns: int) -> NDArray[np.float32]:
    """Means over blocks, so many or fewer where there are not so many pixels; what is over is left out at the edges.

    pictures   [frames, rows, columns, ...]
    """
    rows, columns = min(rows, pictures.shape[1]), min(columns, pictures.shape[2])
    high, wide = pictures.shape[1] // rows, pictures.shape[2] // columns
    top, left = (pictures.shape[1] - rows * high) // 2, (pictures.shape[2] - columns * wide) // 2
    part = pictures[:, top:top + rows * high, left:left + columns * wide]
    lines = reduce(np.add, [part[:, k::high] for k in range(high)])
    return np.asarray(reduce(np.add, [lines[:, :, k::wide] for k in range(wide)]) / np.float32(high * wide))


def levelled(luma: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """What stands out from its surroundings, whatever the light, one row of length 1 a frame; and the contrast there was.

    luma    [frames, rows, columns], 0..255
    Gives   [frames, rows x columns]; [frames] mean variance of local contrast, code values squared
    """
    local = luma - ndimage.uniform_filter(luma, (0, ROOM, ROOM))
    squares = ndimage.uniform_filter(local * local, (0, ROOM, ROOM))
    rows = (local / np.sqrt(squares + 1.0)).reshape(len(luma), -1)
    return rows / (np.linalg.norm(rows, axis=1, keepdims=True) + 1e-3), squares.mean(axis=(1, 2))


@dataclass(frozen=True, slots=True, eq=False)
class Trace:
    """A picture ready to be held against others of its size."""

    rows: int
    columns: int
    picture: NDArray[np.complex64]    # its spectrum
    energy: NDArray[np.complex64]     # that of its squares
    contrast: float                   # mean variance of local contrast, code values squared


def trace_of(frame: NDArray[np.uint8]) -> Trace:
    """The trace of a small frame [rows, columns, 3] sRGB, at least 8 x 8."""
    luma = (frame.astype(np.float32) @ WEIGHTS)[None]
    half = shrunk(luma, luma.shape[1] // 2, luma.shape[2] // 2)
    rows, columns = half.shape[1:]
    level, contrast = levelled(half)
    plane, size = level.reshape(rows, columns), _size(rows, columns)
    return Trace(rows, columns, fft.rfft2(plane, size), fft.rfft2(plane * plane, size), float(contrast[0]))


@dataclass(frozen=True, slots=True)
class Likeness:
    """How far two pictures show the same things: about 0.15 nothing in common, 1 all; 0 where there is nothing to see."""

    still: float     # to a camera that was held still
    turned: float    # wherever it turned


def likeness(one: Trace, other: Trace) -> Likeness:
    """The likeness of two pictures of one size."""
    size, (ones, near, far) = _size(one.rows, one.columns), _shifts(one.rows, one.columns)
    sums = fft.irfft2(np.stack([other.picture * one.picture.conj(), ones * one.energy.conj(), other.energy * ones.conj()]), size)
    found = sums[0] / np.sqrt(np.maximum(sums[1], 1e-3) * np.maximum(sums[2], 1e-3))
    return Likeness(*(float(found[those].max(initial=0.0)) for those in (near, far)))


class Traces:
    """The likeness of any two of some small frames; each is made ready once, when it is asked for."""

    def __init__(self, frames: NDArray[np.uint8]) -> None:
        self._frames = frames
        self._made: dict[int, Trace] = {}

    def __getitem__(self, at: int) -> Trace:
        if at not in self._made:
            self._made[at] = trace_of(self._frames[at])
        return self._made[at]

    def __len__(self) -> int:
        return len(self._frames)

    def alike(self, one: int, other: int) -> Likeness:
        """The likeness of two frames, by their numbers."""
        return likeness(self[one], self[other])


def _size(rows: int, columns: int) -> tuple[int, int]:
    """Of a spectrum, with room for every shift."""
    return fft.next_fast_len(rows + round(rows * FARTHEST), real=True), fft.next_fast_len(columns + round(columns * FARTHEST), real=True)


@cache
def _shifts(rows: int, columns: int) -> tuple[NDArray[np.complex64], NDArray[np.bool_], NDArray[np.bool_]]:
    """The spectrum of a field of ones, and which shifts of a picture of this size are near, which are not too far."""
    size = _size(rows, columns)
    down, across = (np.minimum(np.arange(each), each - np.arange(each)) for each in size)
    near, far = ((down <= high)[:, None] & (across <= wide)
                 for high, wide in ((NEAREST, NEAREST), (round(rows * FARTHEST), round(columns * FARTHEST))))
    return np.asarray(fft.rfft2(np.ones((rows, columns), dtype=np.float32), size), dtype=np.complex64), near, far
