"""What a master may do to the music beside its one gain: four bands, and a slow lift of quiet bars.

Idea: both are few numbers (`Settings`), found by a search (searching.py) and applied here to the sound. The bands are one short filter
of least phase, so that nothing is heard before it begins and a silence begins when it did. The lift follows how loud the music is over
seconds, never rises while the music dies away, and stands still under words. Figures are our choice.
"""

from collections.abc import Callable
from dataclasses import astuple, dataclass
from functools import cache
from math import cos, pi, sin, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import maximum_filter1d, minimum_filter1d, uniform_filter1d
from scipy.signal import freqz, oaconvolve

from yeoun.model.mixed import Settings

Floats = NDArray[np.float64]
Parts = Callable[[int, int], tuple[NDArray[np.float32], NDArray[np.float32]]]
RATE, TENTH = 48_000, 4_800
TAPS = 2_048
LOW_HZ, WARM_HZ, CLEAR_HZ, AIR_HZ = 110.0, 330.0, 2_200.0, 7_000.0
WIDE_Q = 0.7
AROUND = 60            # tenths to each side: what was louder so near is still in the ear, and is not lifted after
SLOW = 41              # tenths over which the lift moves
MOST_LIFT_DB = 6.0
WORDS_NEAR = 8         # tenths around words that are not lifted


NEUTRAL = Settings()
LEAST = Settings(-4.0, -4.0, -4.0, -4.0, 0.0, -12.0)
MOST = Settings(4.0, 4.0, 4.0, 4.0, 0.6, 0.0)


def _section(hertz: float, gain_db: float, kind: str) -> tuple[list[float], list[float]]:
    """A peak or a shelf (R. Bristow-Johnson's cookbook): numerator and denominator."""
    a, turn = 10.0 ** (gain_db / 40.0), 2.0 * pi * hertz / RATE
    c, s = cos(turn), sin(turn)
    alpha = s / (2.0 * WIDE_Q)
    if kind == "peak":
        return [1 + alpha * a, -2 * c, 1 - alpha * a], [1 + alpha / a, -2 * c, 1 - alpha / a]
    way, root = (1.0 if kind == "low" else -1.0), 2.0 * sqrt(a) * alpha
    up, down = a + 1, way * (a - 1)
    return ([a * (up - down * c + root), 2 * a * (down - up * c), a * (up - down * c - root)],
            [up + down * c + root, -2 * (down + up * c), up + down * c - root])


KINDS = ((LOW_HZ, "low"), (WARM_HZ, "peak"), (CLEAR_HZ, "peak"), (AIR_HZ, "high"))


def response(bands_db: tuple[float, ...], hertz: Floats) -> Floats:
    """What the bands make of the amplitude at some frequencies.

    >>> response((6.0, 0.0, 0.0, -6.0), np.array([20.0, 800.0, 20_000.0])).round(2).tolist()
    [1.99, 1.0, 0.5]
    """
    out = np.ones(len(hertz))
    for (centre, kind), gain_db in zip(KINDS, bands_db, strict=True):
        if gain_db:
            out *= np.abs(freqz(*_section(centre, gain_db, kind), hertz, fs=RATE)[1])
    return out


@cache
def taps(bands_db: tuple[float, ...]) -> NDArray[np.float32]:
    """The bands as a filter of least phase, by the cepstrum (Oppenheim and Schafer)."""
    size = 16 * TAPS
    log = np.log(response(bands_db, np.linspace(0.0, RATE / 2.0, size // 2 + 1, dtype=np.float64)))
    folded = np.fft.irfft(log, size)
    folded[1:size // 2] *= 2.0
    folded[size // 2 + 1:] = 0.0
    out = np.fft.irfft(np.exp(np.fft.rfft(folded)), size)[:TAPS]
    out[-TAPS // 4:] *= 0.5 + 0.5 * np.cos(np.linspace(0.0, pi, TAPS // 4))
    return np.asarray(out, dtype=np.float32)


def banded(sound: NDArray[np.float32], bands_db: tuple[float, ...]) -> NDArray[np.float32]:
    """Sound through the bands: [TAPS + frames, channels], of which the first TAPS are what came before, to [frames, channels]."""
    if not any(bands_db):
        return sound[TAPS:]
    out = np.zeros((len(sound) - TAPS, sound.shape[1]), dtype=np.float32, order="F")
    for channel in np.flatnonzero(sound.any(axis=0)):
        line = sound[:, channel]
        out[:, channel] = oaconvolve(line, taps(bands_db))[TAPS:len(sound)]
        last = np.maximum.accumulate(np.where(line != 0.0, np.arange(len(line)), -TAPS))[TAPS:]
        out[np.arange(TAPS, len(line)) - last >= TAPS, channel] = 0.0    # silence stays silence, to the last bit
    return out


def lift_of(settings: Settings, levels: Floats, usual: float, spoken: NDArray[np.bool_]) -> Floats:
    """The lift in decibels, every tenth of a second.

    levels  short-term loudness of the music around each tenth, LUFS
    usual   the music's own loudness, LUFS
    spoken  where somebody speaks
    """
    if settings.lift <= 0.0 or not len(levels):
        return np.zeros(len(levels))
    held = maximum_filter1d(levels, 2 * AROUND + 1, mode="nearest")
    wanted = np.clip(settings.lift * (usual + settings.under_lu - held), 0.0, MOST_LIFT_DB)
    wanted[maximum_filter1d(spoken, 2 * WORDS_NEAR + SLOW, mode="nearest")] = 0.0
    low = minimum_filter1d(wanted, SLOW, mode="nearest")
    return np.asarray(uniform_filter1d(low, SLOW, mode="nearest"))


@dataclass(frozen=True, slots=True, eq=False)
class Setting:
    """What is done to a programme's music: its bands, and its lift in decibels every tenth of a second."""

    bands_db: tuple[float, float, float, float]
    lift_db: Floats
    trim: float = 1.0    # what makes the music as loud through its bands as it was before

    def together(self, parts: Parts, start: int, frames: int) -> NDArray[np.float32]:
        """Music, set, with what sounds beside it: [frames, channels] from a sample on."""
        before = min(start, TAPS) if any(self.bands_db) else 0
        music, beside = parts(start - before, frames + before)
        if any(self.bands_db):
            silence = np.zeros((TAPS - before, music.shape[1]), dtype=np.float32)
            music = banded(np.concatenate([silence, music]), self.bands_db) * np.float32(self.trim)
        at = (np.arange(start, start + frames) / TENTH) - 0.5
        first, last = max(0, start // TENTH - 1), (start + frames) // TENTH + 2
        part = self.lift_db[first:last]
        if part.any():
            lift = np.interp(at - first, np.arange(len(part)), part).astype(np.float32)
            music = music * np.power(np.float32(10.0), lift * np.float32(0.05))[:, None]
        return np.asarray(music + beside[before:], dtype=np.float32)


UNSET = Setting(NEUTRAL.bands_db, np.zeros(0))


def as_numbers(settings: Settings) -> Floats:
    """The settings as a point of the search."""
    return np.array(astuple(settings))


def as_settings(point: Floats) -> Settings:
    """A point of the search as settings, rounded to what is written down: hundredths."""
    return Settings(*(round(float(each), 2) + 0.0 for each in np.clip(point, as_numbers(LEAST), as_numbers(MOST))))
