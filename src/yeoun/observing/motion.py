"""How much moves within the frame, once the camera's own movement is taken away.

The camera's shift between two frames is found by phase correlation (Kuglin and Hines 1975) on 160 columns of luma; the
rest, mean |difference| of code values after undoing the shift, is what the people and things do. A pan over a still
scene is nearly still; a struggle in front of a fixed camera is not.
"""

import numpy as np
from numpy.typing import NDArray
from scipy import fft

from yeoun.observing.cutting import BATCH

FARTHEST = 24     # our choice: columns or rows a camera may move between two frames and still be followed


def luma_of(frames: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Luma of small frames: [.., rows, columns], 0..255 (BT.601 weights on code values)."""
    weights = np.array([0.299, 0.587, 0.114], dtype=np.float32)
    return np.asarray(frames @ weights, dtype=np.float32)


def brightest(frames: NDArray[np.uint8]) -> NDArray[np.float32]:
    """The luma of the largest red, green and blue each place ever has: [rows, columns], 0..255.

    frames   [frames, rows, columns, 3] sRGB, at least one
    """
    return luma_of(frames.max(axis=0))


def motion_of(frames: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Mean luma difference of each frame to the one before, after removing the shift common to all of it.

    frames   [frames, rows, columns, 3] sRGB, at least 8 x 8
    Gives    [frames], 0..255; the first is 0
    """
    rows, columns = frames.shape[1:3]
    fade = np.outer(np.hanning(rows), np.hanning(columns)).astype(np.float32)
    moved = np.zeros(len(frames), dtype=np.float32)
    for start in range(1, len(frames), BATCH):
        block = luma_of(frames[start - 1:start + BATCH])
        spectra = fft.rfft2((block - block.mean(axis=(1, 2), keepdims=True)) * fade)
        cross = spectra[1:] * spectra[:-1].conj()
        peaks = fft.irfft2(cross / np.maximum(np.abs(cross), 1e-3), s=(rows, columns))
        for k in range(len(block) - 1):
            moved[start + k] = _left_over(block[k], block[k + 1], peaks[k])
    return moved


def _left_over(before: NDArray[np.float32], after: NDArray[np.float32], peak: NDArray[np.float32]) -> float:
    """The smaller of the differences with and without undoing the shift."""
    rows, columns = before.shape
    down, right = divmod(int(peak.argmax()), columns)
    down, right = down - rows * (down > rows // 2), right - columns * (right > columns // 2)
    still = float(np.abs(after - before).mean())
    if (down, right) == (0, 0) or abs(down) > min(FARTHEST, rows // 3) or abs(right) > min(FARTHEST, columns // 3):
        return still
    shifted = after[max(0, down):rows + min(0, down), max(0, right):columns + min(0, right)]
    stayed = before[max(0, -down):rows + min(0, -down), max(0, -right):columns + min(0, -right)]
    return min(still, float(np.abs(shifted - stayed).mean()))
