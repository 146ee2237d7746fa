"""The tools every synthetic sound is made with: noise with a spectrum, envelopes, ringing bodies, the level convention.

The level convention: the level of 10 ms is the mean square in 300-7000 Hz over 480 samples, moved on by 48 samples (1 ms); the floor
of a bed is the 10th percentile of its levels; an event stands L dB over it when the highest of its own levels does.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike
from scipy.fft import irfft, next_fast_len, rfft, rfftfreq
from scipy.signal import butter, oaconvolve, sosfilt

from tests.observing.strangers.nouns import RATE, Sound
from yeoun.units.luck import Luck

LOW_HZ, HIGH_HZ = 300.0, 7000.0
SPAN, HOP = 480, 48
_BAND = butter(4, (LOW_HZ, HIGH_HZ), "bandpass", fs=RATE, output="sos")


def samples_of(seconds: float) -> int:
    """Seconds as samples."""
    return int(round(seconds * RATE))


def levels(sound: Sound) -> Sound:
    """Mean squares of every 10 ms in 300-7000 Hz, 1 ms apart."""
    squares = np.concatenate([[0.0], np.cumsum(np.asarray(sosfilt(_BAND, np.concatenate([sound, np.zeros(SPAN)]))) ** 2)])
    return np.asarray(np.maximum(squares[SPAN::HOP] - squares[:-SPAN:HOP], 0.0) / SPAN)


def floor_db(bed: Sound) -> float:
    """The 10th percentile of a bed's 10 ms levels, in dB of full scale."""
    return float(10 * np.log10(np.percentile(levels(bed)[:-10], 10) + 1e-20))


def peak_db(sound: Sound) -> tuple[float, int]:
    """The highest 10 ms level in dB, and the sample in its middle."""
    found = levels(sound)
    at = int(found.argmax())
    return float(10 * np.log10(found[at] + 1e-20)), at * HOP + SPAN // 2


def gain(db: float) -> float:
    """Decibels as a factor."""
    return float(10 ** (db / 20))


def between(luck: Luck, low: float, high: float) -> float:
    """A number from a range."""
    return float(luck.uniform(low, high))


def curve(length: int, *points: tuple[float, float]) -> Sound:
    """Straight lines through points (share of the length, value)."""
    at, value = zip(*points, strict=True)
    return np.asarray(np.interp(np.arange(length), np.array(at) * max(length - 1, 1), value))


def swell(length: int, rise: float, power: float = 1.0) -> Sound:
    """From nothing to 1 in a share `rise` of the length, then down to nothing, both as cosines; `power` bends the fall."""
    up = max(int(length * rise), 1)
    rising = 0.5 - 0.5 * np.cos(np.pi * np.arange(up) / up)
    falling = (0.5 + 0.5 * np.cos(np.pi * np.arange(length - up) / max(length - up, 1))) ** power
    return np.concatenate([rising, falling])[:length]


def wander(length: int, per_s: float, luck: Luck) -> Sound:
    """Smooth noise of about unit spread that changes `per_s` times a second."""
    knots = luck.standard_normal(int(length / RATE * per_s) + 3)
    return np.asarray(np.interp(np.arange(length) * per_s / RATE, np.arange(len(knots)), knots))


def band(sound: Sound, low_hz: float, high_hz: float, order: int = 2) -> Sound:
    """A Butterworth band; `low_hz` 0 is a low pass, `high_hz` at or over 23 kHz is a high pass."""
    if low_hz <= 0:
        sos = butter(order, high_hz, "lowpass", fs=RATE, output="sos")
    elif high_hz >= 23_000:
        sos = butter(order, low_hz, "highpass", fs=RATE, output="sos")
    else:
        sos = butter(order, (low_hz, high_hz), "bandpass", fs=RATE, output="sos")
    return np.asarray(sosfilt(sos, sound))


def noise(length: int, luck: Luck, points: Sequence[tuple[float, float]] = ((20.0, 0.0), (20_000.0, 0.0))) -> Sound:
    """Gaussian noise of unit power whose spectrum goes through points (hertz, dB), straight in log frequency."""
    size = int(next_fast_len(max(length, 256), real=True))
    spectrum = rfft(luck.standard_normal(size))
    hertz = np.maximum(rfftfreq(size, 1 / RATE), 10.0)
    at, db = zip(*points, strict=True)
    shaped = irfft(spectrum * 10 ** (np.interp(np.log(hertz), np.log(at), db) / 20), size)[:length]
    return np.asarray(shaped / (np.sqrt(np.mean(shaped**2)) + 1e-12))


def ring(length: int, modes: Sequence[tuple[float, float, float]], luck: Luck) -> Sound:
    """A struck body: modes of (hertz, seconds to -60 dB, strength), each with a phase of its own."""
    t = np.arange(length) / RATE
    out = np.zeros(length)
    for hertz, dies_s, strength in modes:
        out += strength * np.exp(-6.91 * t / dies_s) * np.sin(2 * np.pi * hertz * t + luck.uniform(0, 0.6))
    return out


def burst(length: int, luck: Luck, low_hz: float, high_hz: float, rise_s: float, dies_s: float) -> Sound:
    """A burst of noise in a band: up in `rise_s`, down by 60 dB in `dies_s`."""
    t = np.arange(length) / RATE
    raw = band(luck.standard_normal(length), low_hz, high_hz)
    shape = np.minimum(t / max(rise_s, 1e-4), 1.0) * np.exp(-6.91 * np.maximum(t - rise_s, 0.0) / dies_s)
    made = raw * shape
    return np.asarray(made / (np.sqrt(np.mean(made[: max(int((rise_s + dies_s / 4) * RATE), 48)] ** 2)) + 1e-12))


def lay(into: Sound, sound: Sound, at: int, by: float = 1.0) -> None:
    """Add a sound to a longer one, cut where that begins or ends."""
    start, end = max(at, 0), min(at + len(sound), len(into))
    if end > start:
        into[start:end] += by * sound[start - at:end - at]


def scatter(length: int, at: ArrayLike, strength: ArrayLike, kernel: Sound) -> Sound:
    """The same small sound at many places, each with its strength."""
    points = np.zeros(length)
    np.add.at(points, np.clip(np.asarray(at, dtype=np.int64), 0, length - 1), np.asarray(strength))
    return np.asarray(oaconvolve(points, kernel)[:length])


def normal(sound: Sound) -> Sound:
    """The same with its highest 10 ms at 0 dB in 300-7000 Hz."""
    return np.asarray(sound * gain(-peak_db(sound)[0]))
