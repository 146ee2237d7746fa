"""Frame-exact onsets from four bands of millisecond energy.

The rise of each band over 8 ms, in decibels and above that band's own background, is summed; a peak of the sum above
its running median by 8 median deviations and 6 dB is an onset. Its time is then traced back on the one band that rose
most (the highest of equals), to a quarter of that band's rise: tracing on the sum is 26 ms late on a heart's first
sound. Thresholds are our choice (perception-and-emotion, 3.2).

Columns of `Heard.onsets`:
    0 AT         seconds of picture
    1 STRENGTH   dB, the summed rise over 20 ms, each band at most 30
    2..5         dB, the rise over 20 ms of each of the four bands
    6 LEVEL      dBFS, all bands, loudest 10 ms of the 50 ms after the onset
    7 JUMP       dB, LEVEL over the mean of the 30..120 ms before
    8 DECAY      dB, LEVEL over the median of 0.2..0.45 s after
    9 TILT       dB, energy over 150 Hz against energy below it, in the 60 ms after
"""

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

AT, STRENGTH, RISE, LEVEL, JUMP, DECAY, TILT = 0, 1, 2, 6, 7, 8, 9
COLUMNS = 10
RISE_MS, WIDE_MS = 8, 20
LEAST_DB, DEVIATIONS = 6.0, 8.0
APART_MS = 50          # our choice: the nearest two onsets may lie
SPREAD_MS = (13, 5, 3, 3)    # ms of smoothing: about a period of a tone in each band, capped
QUIETEST_DB = -75.0    # our choice: energies below this count as this, so that the noise of nothing does not rise


def onsets_of(fast: NDArray[np.float32]) -> NDArray[np.float32]:
    """Every onset, earliest first, in the columns named above.

    fast     [milliseconds, 4] energy in the four bands
    """
    if len(fast) < 400:
        return np.zeros((0, COLUMNS), dtype=np.float32)
    smooth = np.stack([ndimage.uniform_filter1d(fast[:, k], SPREAD_MS[k], mode="nearest") for k in range(4)], axis=1)
    level = 10 * np.log10(np.maximum(smooth, 10 ** (QUIETEST_DB / 10)))
    sum_of_rises = np.zeros(len(level), dtype=np.float32)
    for k in range(4):
        rise = np.zeros(len(level), dtype=np.float32)
        rise[RISE_MS:] = np.maximum(0.0, level[RISE_MS:, k] - level[:-RISE_MS, k])
        sum_of_rises += rise
    peaks = _peaks(sum_of_rises)
    rows = [_describe(fast, level, int(peak)) for peak in peaks]
    return np.array(rows, dtype=np.float64).reshape(-1, COLUMNS).round(4).astype(np.float32)


def _peaks(curve: NDArray[np.float32]) -> NDArray[np.int64]:
    slow = curve[: len(curve) // 10 * 10].reshape(-1, 10).max(axis=1)
    middle = ndimage.median_filter(slow, 301, mode="nearest")
    spread = ndimage.median_filter(np.abs(slow - middle), 301, mode="nearest")
    bar = np.repeat(middle + np.minimum(DEVIATIONS * spread, 24.0) + LEAST_DB, 10)
    bar = np.pad(bar, (0, len(curve) - len(bar)), mode="edge")
    highest = ndimage.maximum_filter1d(curve, 2 * APART_MS + 1)
    found = np.flatnonzero((curve >= highest) & (curve > bar))
    apart = np.diff(found, prepend=-APART_MS * 2) > APART_MS
    return np.asarray(found[apart], dtype=np.int64)


def _describe(fast: NDArray[np.float32], level: NDArray[np.float32], peak: int) -> list[float]:
    reach = level[max(0, peak - 4):peak + WIDE_MS].max(axis=0)
    before = level[max(0, peak - WIDE_MS - 4):max(1, peak - RISE_MS)].mean(axis=0)
    rises = np.clip(reach - before, 0.0, 30.0)
    band = int(np.flatnonzero(rises >= rises.max() - 3.0)[-1])    # of equals the highest: it is the sharpest in time
    start = peak
    bar = before[band] + 0.25 * (reach[band] - before[band])
    while start > max(0, peak - 40) and level[start, band] > bar:
        start -= 1
    start = min(start + SPREAD_MS[band] // 2, len(fast) - 1)    # the smoothing hears that much ahead
    all_bands = fast.sum(axis=1)
    loudest = float(ndimage.uniform_filter1d(all_bands[start:start + 60], 10, mode="nearest").max())
    earlier = _mean(all_bands, start - 120, start - 30)
    after = all_bands[start + 200:start + 450]
    later = float(np.median(after)) if len(after) else 0.0
    ring = fast[start:start + 60].sum(axis=0)
    return [start / 1000.0, float(rises.sum()), *(float(rise) for rise in rises), _db(loudest),
            _db(loudest) - _db(earlier), _db(loudest) - _db(later), _db(float(ring[1:].sum())) - _db(float(ring[0]))]


def _mean(values: NDArray[np.float32], start: int, end: int) -> float:
    piece = values[max(0, start):max(1, end)]
    return float(piece.mean()) if len(piece) else 0.0


def _db(power: float) -> float:
    return float(10 * np.log10(max(power, 1e-12)))
