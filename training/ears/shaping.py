"""Raw material at 16 kHz: noise of any spectrum, curves, envelopes, mouths, voices, things that ring.

Everything is drawn anew for every sound, and from wide ranges on purpose: a network that has seen one kind of sigh knows
one kind of sigh. *Conventions*: mono float; loudness does not matter until a sound is laid in a scene.
"""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import fft, ndimage, signal

from yeoun.units.luck import Luck

RATE = 16_000
Sound: TypeAlias = NDArray[np.float64]
Tract: TypeAlias = tuple[Sound, Sound]    # hertz, gain (linear)
_GRID = np.geomspace(20, 8000, 300)


def between(fate: Luck, low: float, high: float) -> float:
    """A number, evenly drawn."""
    return float(fate.uniform(low, high))


def spread(fate: Luck, low: float, high: float) -> float:
    """A number drawn evenly by its logarithm."""
    return float(np.exp(fate.uniform(np.log(low), np.log(high))))


def chance(fate: Luck, share: float) -> bool:
    """Whether it happens."""
    return bool(fate.random() < share)


def gain(db: float) -> float:
    """Decibels as a factor."""
    return float(10 ** (db / 20))


def samples(seconds: float) -> int:
    """Seconds as samples, at least 16."""
    return max(16, round(seconds * RATE))


def rms(sound: Sound) -> float:
    """Root mean square, never 0."""
    return float(np.sqrt(np.mean(sound**2)) + 1e-12)


def lay(into: Sound, what: Sound, at: int, factor: float = 1.0) -> None:
    """Add a sound at a sample; what reaches over either end is lost."""
    first, low = max(at, 0), max(-at, 0)
    count = min(len(what) - low, len(into) - first)
    if count > 0:
        into[first:first + count] += what[low:low + count] * factor


def curve(n: int, fate: Luck, hertz: float, low: float = -1.0, high: float = 1.0) -> Sound:
    """A smooth random curve with about so many turns a second."""
    points = max(3, round(n / RATE * hertz) + 3)
    knots = fate.uniform(low, high, points)
    return np.asarray(np.interp(np.linspace(0, points - 1, n), np.arange(points), ndimage.gaussian_filter1d(knots, 0.4)))


def passed(sound: Sound, low: float, high: float, order: int = 2) -> Sound:
    """A band of a sound."""
    if low <= 20 and high >= 7900:
        return sound
    if low <= 20:
        sections = signal.butter(order, high, "lowpass", fs=RATE, output="sos")
    elif high >= 7900:
        sections = signal.butter(order, low, "highpass", fs=RATE, output="sos")
    else:
        sections = signal.butter(order, (low, high), "bandpass", fs=RATE, output="sos")
    return np.asarray(signal.sosfilt(sections, sound))


def through(sound: Sound, tract: Tract) -> Sound:
    """A sound with the gains of a tract over its spectrum."""
    size = int(fft.next_fast_len(len(sound) + 256, real=True))
    hertz = fft.rfftfreq(size, 1 / RATE)
    return np.asarray(fft.irfft(fft.rfft(sound, size) * np.interp(hertz, *tract), size)[:len(sound)])


def bumpy(fate: Luck, tilt: tuple[float, float] = (-9, 3), bumps: int = 4, deep: float = 10.0) -> Tract:
    """A random spectrum: a slope in dB an octave from 500 Hz, and hills and valleys on it."""
    octave = np.log2(_GRID / 500)
    db = octave * between(fate, *tilt)
    for _ in range(int(fate.integers(0, bumps + 1))):
        db += between(fate, -deep, deep) * np.exp(-((octave - between(fate, -3, 4)) / between(fate, 0.15, 1.0)) ** 2)
    return _GRID, 10 ** (np.clip(db, -80, 40) / 20)


def hiss(n: int, fate: Luck, tract: Tract | None = None) -> Sound:
    """Noise of a spectrum, rms 1."""
    out = fate.standard_normal(n)
    out = out if tract is None else through(out, tract)
    return out / rms(out)


def band_hiss(n: int, fate: Luck, low: float, high: float) -> Sound:
    """Noise of a band, rms 1."""
    out = passed(fate.standard_normal(n + 400), low, min(high, 7990))[400:]
    return out / rms(out)


def mouth(fate: Luck, scale: float, wide: float = 1.0, vowel: tuple[float, float] | None = None) -> Tract:
    """The gain of a vocal tract: four or five resonances in a row (Fant 1960), those of a vowel drawn at random.

    scale   1 a man, 1.17 a woman, 1.4 a child
    wide    times the usual bandwidths: breath is duller than voice
    vowel   the lowest two resonances in hertz of a man
    """
    first, second = vowel or (between(fate, 280, 850), between(fate, 750, 2100))
    second = max(second, first + 250)
    peaks = [first, second, max(second + 300, between(fate, 2200, 2900)), between(fate, 3200, 3900), between(fate, 4300, 5000)]
    gains = np.ones(len(_GRID))
    for k, hertz in enumerate(peaks):
        hertz, width = hertz * scale, (60 + 35 * k) * wide * between(fate, 0.7, 1.6)
        gains = gains / np.sqrt((1 - (_GRID / hertz) ** 2) ** 2 + (_GRID * width / hertz**2) ** 2)
    if chance(fate, 0.15):    # a nose takes a band out
        gains *= 1 - 0.8 * np.exp(-((np.log2(_GRID / between(fate, 500, 1500))) / 0.2) ** 2)
    return _GRID, np.clip(gains * np.sqrt(_GRID / 500) ** between(fate, -0.5, 1.2), 1e-4, 1e4)


def swell(n: int, fate: Luck, top: tuple[float, float], bend: tuple[float, float] = (0.5, 2.5)) -> Sound:
    """Up to a top and down again; `top` is where it may lie, 0..1, `bend` how much either side is bent."""
    at = between(fate, *top)
    t = np.linspace(0, 1, n)
    up = np.clip(t / max(at, 1e-3), 0, 1) ** spread(fate, *bend)
    down = np.clip((1 - t) / max(1 - at, 1e-3), 0, 1) ** spread(fate, *bend)
    return np.asarray(up * down)


def edged(sound: Sound, first_s: float = 0.004, last_s: float = 0.01) -> Sound:
    """The same without clicks at its ends."""
    out = sound.copy()
    a, b = min(samples(first_s), len(out) // 2), min(samples(last_s), len(out) // 2)
    out[:a] *= np.linspace(0, 1, a)
    out[len(out) - b:] *= np.linspace(1, 0, b)
    return out


def voice(f0: Sound, fate: Luck, tract: Tract, dull: float = 12.0, breath: float = 0.1, rough: float = 0.01) -> Sound:
    """A voice: harmonics of a glottis that fall by `dull` dB an octave, through a tract, with breath that pulses with it. rms 1.

    f0      hertz, every sample
    breath  rms of the breath beside the voice
    rough   jitter, share of a period
    """
    n = len(f0)
    f0 = np.maximum(f0 * (1 + rough * curve(n, fate, 60)), 30.0)
    phase = 2 * np.pi * np.cumsum(f0) / RATE
    coarse = slice(None, None, 40)
    at = np.arange(n)
    out = np.zeros(n)
    for k in range(1, min(48, int(7600 / f0.min())) + 1):
        hertz = k * f0[coarse]
        strong = np.interp(hertz, *tract) * k ** (-dull / 6.02) * (hertz < 7700)
        if strong.max() > 1e-6:
            out += np.interp(at, at[coarse], strong) * np.sin(k * phase)
    out *= 1 + 3 * rough * curve(n, fate, 40)
    air = through(fate.standard_normal(n), tract) * (1 + between(fate, 0, 0.8) * np.sin(phase))
    return np.asarray(out / rms(out) + breath * air / rms(air))


def ringing(n: int, fate: Luck, hertz: tuple[float, float], count: int, dies: tuple[float, float]) -> Sound:
    """A thing that was struck: `count` modes that die in so many seconds to 1/e, the higher the sooner."""
    t = np.arange(n) / RATE
    out = np.zeros(n)
    lean = between(fate, 0.0, 1.0)
    for _ in range(count):
        f = spread(fate, *hertz)
        tau = spread(fate, *dies) * (hertz[0] / f) ** (0.5 * lean)
        out += between(fate, 0.2, 1) * np.sin(2 * np.pi * f * t + between(fate, 0, 6.28)) * np.exp(-t / tau)
    return np.asarray(out / (np.abs(out).max() + 1e-9))


def grains(n: int, fate: Luck, per_s: float, low: float, high: float, long_s: float = 0.004) -> Sound:
    """Many small strikes at random: gravel, paper, leaves."""
    out = np.zeros(n)
    for at in fate.integers(0, n, max(1, int(per_s * n / RATE))):
        k = samples(long_s * spread(fate, 0.4, 2.5))
        lay(out, fate.standard_normal(k) * np.exp(-np.arange(k) / (k / 4)), int(at), float(fate.exponential(1.0)))
    return passed(out, low, high)
