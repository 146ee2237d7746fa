"""The 10 ms features of the sound: band levels, centroid, flatness, tilt.

32 ms Hann frames of the 16 kHz mono sound every 10 ms, frame k centred on k x 10 ms. Levels are dBFS of the band's
mean square (a full-scale sine reads -3); nothing reads below -120. Columns: see listen.py.
"""

import numpy as np
from numpy.typing import NDArray
from scipy import fft

from yeoun.observing.ear import Ears

RATE = 16_000
HOP = 160
FRAME = 512
FLOOR_DB = -120.0

(BRIGHT, LOW, MID, FULL, CENTROID, FLATNESS, TILT, VOICE_HIGH, VOICE_LOW, VOWEL, LOUD, LARGEST) = range(12)
COLUMNS = 12

_HZ = np.fft.rfftfreq(FRAME, 1 / RATE)


def decibels(power: NDArray[np.float64] | NDArray[np.float32]) -> NDArray[np.float32]:
    """Mean squares as dBFS, at least -120."""
    return np.asarray(10 * np.log10(np.maximum(power, 10 ** (FLOOR_DB / 10))), dtype=np.float32)


def features_of(ears: Ears) -> NDArray[np.float32]:
    """The features of a whole sound, [n, 12]; n is its length in tens of milliseconds, rounded up."""
    count = len(ears.loud)
    out = np.full((count, COLUMNS), FLOOR_DB, dtype=np.float32)
    if not count:
        return out
    padded = np.pad(ears.mono16, (FRAME // 2, FRAME // 2 + max(0, count * HOP - len(ears.mono16))))
    windows = np.lib.stride_tricks.sliding_window_view(padded, FRAME)[::HOP]
    shape = np.hanning(FRAME).astype(np.float32)
    scale = 2.0 / (FRAME * float((shape ** 2).sum()))
    for start in range(0, count, 2048):
        block = windows[start:min(count, start + 2048)]
        power = np.abs(fft.rfft(block * shape, axis=1)) ** 2 * scale
        out[start:start + len(block)] = _of_spectra(power.astype(np.float32))
    out[:, LOW] = low_level(ears.fast, count)
    out[:, LOUD] = np.maximum(-0.691 + decibels(ears.loud), FLOOR_DB)
    out[:, LARGEST] = ears.largest
    return out


def _band(power: NDArray[np.float32], low: float, high: float) -> NDArray[np.float32]:
    return np.asarray(power[:, (low <= _HZ) & (high > _HZ)].sum(axis=1))


def _of_spectra(power: NDArray[np.float32]) -> NDArray[np.float32]:
    rows = np.zeros((len(power), COLUMNS), dtype=np.float32)
    bright = _band(power, 300, 7000)
    rows[:, BRIGHT], rows[:, MID], rows[:, FULL] = decibels(bright), decibels(_band(power, 150, 800)), decibels(
        _band(power, 60, 7500))
    tone = (_HZ >= 200) & (_HZ <= 7000)
    part = power[:, tone] + 1e-14
    rows[:, CENTROID] = (part @ _HZ[tone]) / part.sum(axis=1)
    rows[:, FLATNESS] = np.exp(np.log(part).mean(axis=1)) / part.mean(axis=1)
    rows[:, TILT] = decibels(bright) - decibels(_band(power, 0, 250))
    rows[:, VOICE_HIGH], rows[:, VOICE_LOW] = decibels(_band(power, 500, 5000)), decibels(_band(power, 80, 500))
    rows[:, VOWEL] = decibels(_band(power, 300, 3000))
    return rows


def low_level(fast: NDArray[np.float32], count: int) -> NDArray[np.float32]:
    """Level of 30..150 Hz every 10 ms over 24 ms, from the fast band: sharper in time than a 32 ms spectrum."""
    total = np.concatenate([[0.0], np.cumsum(fast[:, 0], dtype=np.float64)])
    at = np.arange(count) * 10
    low, high = np.clip(at - 12, 0, len(fast)), np.clip(at + 12, 0, len(fast))
    return decibels((total[high] - total[low]) / np.maximum(high - low, 1))


def running_floor(levels: NDArray[np.float32], seconds: float = 10.0, share: float = 10.0) -> NDArray[np.float32]:
    """The background under a level curve: its running low percentile, looked up once a second.

    levels   dB every 10 ms
    seconds  length of the window
    share    which percentile
    """
    if not len(levels):
        return np.zeros(0, dtype=np.float32)
    half = round(seconds * 50)
    at = np.arange(0, len(levels) + 100, 100)
    starts = np.maximum(0, np.minimum(at, len(levels) - 1) - half).tolist()
    low = [float(np.percentile(levels[start:k + half], share)) for start, k in zip(starts, at.tolist(), strict=True)]
    return np.interp(np.arange(len(levels)), at, low).astype(np.float32)
