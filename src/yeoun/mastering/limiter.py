"""A true-peak limiter whose gain is worked out before a sample is touched.

Idea: from the peak envelope (meter.py) the gain each 16 samples need; its running minimum over the look-ahead; release
straight in the logarithm; two box filters no longer than the look-ahead, so that nothing overshoots. One gain for all
channels: a loudspeaker renderer is linear, so one curve holds every re-rendering of an immersive mix as well. The curve
of a whole film is never in memory: it is worked out again wherever it is asked for, from the envelope and what the
release carries from one two-second piece into the next.
Conventions: gains are linear, one a block of 16 samples; `envelope` is of the sound before its gain; constants are our
choice.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import minimum_filter1d, uniform_filter1d

from yeoun.mastering.meter import HOP

LOOK_BLOCKS = 5              # 80 samples each way: 1.7 ms
BOXES = (97, 49)             # half-widths 48 + 24 = 72 samples, inside the look-ahead
RELEASE_S = 0.12
PIECE = 6_000                # two seconds of the curve at a time
LEAN = HOP / (RELEASE_S * 48_000)
OVER = -40.0                 # log of a depth so small that the gain is 1 to the last bit
Gains = NDArray[np.float64]


class Curve:
    """The limiter's gain, one value a block, before smoothing.

    envelope  true peaks of the sound before `gain`, [blocks]
    ceiling   linear; no true peak passes it

    >>> [round(float(g), 2) for g in Curve(np.array([0.5, 1.0, 0.5], dtype=np.float32), 1.0, 0.5).part(0, 3)]
    [0.5, 0.5, 0.5]
    """

    def __init__(self, envelope: NDArray[np.float32], gain: float, ceiling: float) -> None:
        self._envelope, self._gain, self._ceiling = envelope, gain, ceiling
        self._carried = [-np.inf]    # the release as each piece begins with it
        for first in range(0, len(envelope), PIECE):
            depth = self._depth(first, min(first + PIECE, len(envelope)))
            self._carried.append(self._carried[-1] if depth is None else max(self._carried[-1], float(depth.max())))

    def __len__(self) -> int:
        return len(self._envelope)

    def _depth(self, first: int, last: int) -> Gains | None:
        """How deep the sound asks for, in the logarithm, leaning by the release: a running maximum of it is the release.

        None where nothing is asked for.
        """
        low, high = max(0, first - LOOK_BLOCKS), min(len(self._envelope), last + LOOK_BLOCKS)
        if float(self._envelope[low:high].max()) * self._gain <= self._ceiling:
            return None
        peaks = np.maximum(self._envelope[low:high].astype(np.float64) * self._gain, 1e-9)
        held = minimum_filter1d(np.minimum(1.0, self._ceiling / peaks), 2 * LOOK_BLOCKS + 1, mode="nearest")
        return np.asarray(np.log(np.maximum(-np.log(held[first - low:last - low]), 1e-300)) + np.arange(first, last) * LEAN)

    def part(self, first: int, last: int) -> Gains:
        """The gains of blocks [first, last), inside the curve."""
        if last <= first:
            return np.zeros(0)
        begin = first // PIECE * PIECE
        out = []
        for start in range(begin, last, PIECE):
            end = min(start + PIECE, last)
            depth, carried = self._depth(start, end), self._carried[start // PIECE]
            if depth is None and carried - start * LEAN < OVER:
                out.append(np.ones(end - start))
                continue
            depth = np.full(end - start, carried) if depth is None else depth
            depth[0] = max(depth[0], carried)
            out.append(np.exp(-np.exp(np.maximum.accumulate(depth) - np.arange(start, end) * LEAN)))
        return np.concatenate(out)[first - begin:]


def smoothed(curve: Curve, start: int, frames: int) -> NDArray[np.float32] | None:
    """The gain of every sample of a block [start, start + frames); None where it does nothing."""
    margin = sum(BOXES) // 2 // HOP + 1
    first, last = start // HOP - margin, -(-(start + frames) // HOP) + margin
    low, high = min(max(0, first), len(curve) - 1), min(len(curve), max(last, 1))
    blocks = curve.part(low, high)[np.clip(np.arange(first, last), low, high - 1) - low]
    if blocks.min() > 1.0 - 1e-6:
        return None
    gain = np.repeat(blocks, HOP)
    for width in BOXES:
        gain = uniform_filter1d(gain, width, mode="nearest")
    return np.asarray(gain[start - first * HOP:start - first * HOP + frames], dtype=np.float32)


def block_gains(curve: Curve) -> Iterator[tuple[int, Gains]]:
    """(first block, smoothed gains) of piece after piece: close enough to say how loud the limited sound will be."""
    margin = sum(round(width / HOP) for width in BOXES)
    for first in range(0, len(curve), PIECE):
        last = min(first + PIECE, len(curve))
        low, high = max(0, first - margin), min(len(curve), last + margin)
        out = curve.part(low, high)
        for width in BOXES:
            out = uniform_filter1d(out, round(width / HOP), mode="nearest")
        yield first, out[first - low:last - low]


def reduction_p99_db(curve: Curve) -> float:
    """The gain reduction that 99 % of the time is not passed, in positive decibels."""
    if not len(curve):
        return 0.0
    at = 0.01 * (len(curve) - 1)
    kept: Gains = np.zeros(0)
    for first in range(0, len(curve), PIECE):    # the lowest hundredth is all that is ever held
        kept = np.concatenate([kept, curve.part(first, min(first + PIECE, len(curve)))])
        if len(kept) > int(at) + 2:
            kept = np.partition(kept, int(at) + 1)[:int(at) + 2]
    kept = np.sort(kept)
    gain = float(np.interp(at, np.arange(len(kept)), kept))
    return max(0.0, -20.0 * float(np.log10(gain)))
