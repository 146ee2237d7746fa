"""A true-peak limiter whose gain is worked out before a sample is touched.

Idea: from the peak envelope (meter.py) the gain each 16 samples need; its running minimum over the look-ahead; release
straight in the logarithm; two box filters no longer than the look-ahead, so that nothing overshoots. One gain for all
channels: a loudspeaker renderer is linear, so one curve holds every re-rendering of an immersive mix as well.
Conventions: gains are linear, one a block of 16 samples; `envelope` is of the sound before its gain; constants are our
choice.
"""


import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import minimum_filter1d, uniform_filter1d

from yeoun.mastering.meter import HOP

LOOK_BLOCKS = 5              # 80 samples each way: 1.7 ms
BOXES = (97, 49)             # half-widths 48 + 24 = 72 samples, inside the look-ahead
RELEASE_S = 0.12


def gain_curve(envelope: NDArray[np.float32], gain: float, ceiling: float) -> NDArray[np.float64]:
    """The limiter's gain, one value a block, before smoothing.

    envelope  true peaks of the sound before `gain`
    ceiling   linear; no true peak passes it

    >>> [round(float(g), 2) for g in gain_curve(np.array([0.5, 1.0, 0.5], dtype=np.float32), 1.0, 0.5)]
    [0.5, 0.5, 0.5]
    """
    peaks = np.maximum(envelope.astype(np.float64) * gain, 1e-9)
    held = minimum_filter1d(np.minimum(1.0, ceiling / peaks), 2 * LOOK_BLOCKS + 1, mode="nearest")
    if not (held < 1.0).any():
        return held
    # v <- min(h, v * decay) in the logarithm is a running maximum of log(-h) that leans by the release
    lean = np.arange(len(held)) * (HOP / (RELEASE_S * 48_000))
    depth = np.log(np.maximum(-np.log(held), 1e-300)) + lean
    return np.asarray(np.exp(-np.exp(np.maximum.accumulate(depth) - lean)))


def smoothed(curve: NDArray[np.float64], start: int, frames: int) -> NDArray[np.float32] | None:
    """The gain of every sample of a block [start, start + frames); None where it does nothing."""
    margin = sum(BOXES) // 2 // HOP + 1
    first, last = start // HOP - margin, -(-(start + frames) // HOP) + margin
    blocks = curve[np.clip(np.arange(first, last), 0, len(curve) - 1)]
    if blocks.min() > 1.0 - 1e-6:
        return None
    gain = np.repeat(blocks, HOP)
    for width in BOXES:
        gain = uniform_filter1d(gain, width, mode="nearest")
    return np.asarray(gain[start - first * HOP:start - first * HOP + frames], dtype=np.float32)


def block_gain(curve: NDArray[np.float64]) -> NDArray[np.float64]:
    """The smoothed gain, one value a block: close enough to say how loud the limited sound will be."""
    out = curve
    for width in BOXES:
        out = uniform_filter1d(out, round(width / HOP), mode="nearest")
    return out


def reduction_p99_db(curve: NDArray[np.float64]) -> float:
    """The gain reduction that 99 % of the time is not passed, in positive decibels."""
    return float(max(0.0, -20.0 * np.log10(np.quantile(curve, 0.01)))) if len(curve) else 0.0


