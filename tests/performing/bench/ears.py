"""How the sections of sound.md listen: pitch by heterodyning, levels, harmonics, decays, clicks; nothing of it is the product's.

Conventions: sounds are mono float64 at 48 kHz, levels in dB, curves one value every 5 ms.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import median_filter, percentile_filter
from scipy.signal import butter, sosfilt, sosfiltfilt

Array = NDArray[np.float64]
RATE, HOP = 48_000, 240
CURVE_RATE = RATE / HOP


def db(value: float) -> float:
    """A ratio of amplitudes in dB, -200 at least."""
    return float(20.0 * np.log10(max(float(value), 1e-10)))


def rms(sound: Array) -> float:
    """Root of the mean square."""
    return float(np.sqrt((sound * sound).mean())) if len(sound) else 0.0


def pitch_curve(sound: Array, hertz: float, reach: float = 0.35) -> tuple[Array, Array]:
    """Cents round a pitch and the level of that partial in dB, every 5 ms: the phase of what is left after shifting it to zero.

    hertz  the partial that is followed
    reach  share of its frequency on either side that is let through

    >>> t = np.arange(RATE) / RATE
    >>> curve, _ = pitch_curve(np.sin(2 * np.pi * 441.0 * t), 440.0)
    >>> round(float(np.median(curve)), 1)
    3.9
    """
    t = np.arange(len(sound)) / RATE
    shifted = sound * np.exp(-2j * np.pi * hertz * t)
    low = butter(3, min(reach * hertz, 0.4 * RATE), fs=RATE, output="sos")
    base = sosfiltfilt(low, shifted.real) + 1j * sosfiltfilt(low, shifted.imag)
    phase, level = np.unwrap(np.angle(base))[::HOP], 2.0 * np.abs(base)[::HOP]
    moved = np.gradient(phase) * CURVE_RATE / (2.0 * np.pi)
    return (1200.0 * np.log2(np.maximum(1.0 + moved / hertz, 0.5)), 20.0 * np.log10(np.maximum(level, 1e-10)))


def cents_off(sound: Array, hertz: float) -> float:
    """How far a steady or dying tone is off, in cents: the slope of the phase of its strongest of three partials, by level."""
    best = (-300.0, 0.0)
    sound = sound * np.clip(np.minimum(np.arange(len(sound)), np.arange(len(sound))[::-1]) / (0.2 * RATE), 0.0, 1.0) ** 2
    for partial in (1, 2, 3):    # a hard edge would ring with the other partials
        if hertz * partial * 1.1 < RATE / 2:
            cents, level = pitch_curve(sound, hertz * partial, max(0.06, min(0.25 / partial, 4.0 / hertz)))
            inner = slice(20, -20)
            weight = 10.0 ** (level[inner] / 10.0)
            if float(np.mean(level[inner])) > best[0] + 6.0:
                best = (float(np.mean(level[inner])), float((cents[inner] * weight).sum() / weight.sum()))
    return best[1]


def level_curve(sound: Array, width_s: float = 0.02) -> Array:
    """The RMS of 20 ms in dB, every 5 ms."""
    summed = np.concatenate(([0.0], np.cumsum(sound * sound)))
    half = round(width_s * RATE / 2)
    at = np.arange(0, len(sound), HOP)
    high, low = np.minimum(at + half, len(sound)), np.maximum(at - half, 0)
    return np.asarray(10.0 * np.log10(np.maximum((summed[high] - summed[low]) / (high - low), 1e-20)))


def harmonics(sound: Array, hertz: Array, count: int = 8) -> Array:
    """Levels of harmonics 1..count in dB re the first, the sound warped to a constant pitch first; -60 at least.

    hertz  the fundamental at every sample
    """
    phase = np.cumsum(hertz) / RATE
    per = 256
    turns = np.arange(0.0, phase[-1], 1.0 / per)
    even = np.interp(turns, phase, sound)
    size = 32 * per
    frames = np.array([even[i:i + size] * np.hanning(size) for i in range(0, len(even) - size, size // 2)])
    power = (np.abs(np.fft.rfft(frames)) ** 2).mean(axis=0)
    found = np.array([power[32 * h - 3:32 * h + 4].sum() for h in range(1, count + 1)])
    between = np.array([np.median(np.r_[power[32 * h - 14:32 * h - 5], power[32 * h + 6:32 * h + 15]]) * 7
                        for h in range(1, count + 1)])
    levels = 10.0 * np.log10(np.maximum(found - between, 1e-20))
    return np.asarray(np.maximum(levels - levels[0], -60.0))


def decay_s(sound: Array, hertz: float, start_s: float, stop_s: float) -> float:
    """Seconds that the band round a partial takes to fall by 60 dB, by a straight line through its level."""
    level = pitch_curve(sound, hertz, 0.08)[1]
    at = np.arange(round(start_s * CURVE_RATE), min(len(level), round(stop_s * CURVE_RATE)))
    return float(-60.0 / np.polyfit(at / CURVE_RATE, level[at], 1)[0])


def click_db(sound: Array, from_s: float) -> float:
    """The loudest click after a moment, dBFS: what stands 20 dB over its own neighbourhood above 12 kHz for under 2 ms; -200 for none."""
    high = np.abs(np.asarray(sosfilt(butter(4, 12_000.0, "high", fs=RATE, output="sos"), sound)))
    width = RATE // 1000
    peaks = high[:len(high) // width * width].reshape(-1, width).max(axis=1)
    around = percentile_filter(peaks, 94, 101)    # the pulses of a low tone come again within 50 ms, a click does not
    first = round(from_s * 1000)
    stands = (peaks > 10.0 * np.maximum(around, 1e-7)) & (np.arange(len(peaks)) >= first)
    wide = median_filter(peaks, 9) > 3.0 * np.maximum(around, 1e-7)    # longer than 4 ms is an attack, no click
    found = peaks[stands & ~wide]
    return db(float(found.max())) if len(found) else -200.0


def band_db(sound: Array, low: float, high: float) -> float:
    """Share of a band in the power of a sound, dB."""
    power = np.abs(np.fft.rfft(sound * np.hanning(len(sound)))) ** 2
    hz = np.fft.rfftfreq(len(sound), 1.0 / RATE)
    return float(10.0 * np.log10(max(float(power[(hz >= low) & (hz < high)].sum() / power.sum()), 1e-12)))


def flux(sound: Array) -> float:
    """How much a spectrum moves: mean absolute change in dB of 40 log bands from one 46 ms frame to the next, tone above -60 dB only."""
    size = 2048
    frames = np.array([sound[i:i + size] * np.hanning(size) for i in range(0, len(sound) - size, size)])
    power = np.abs(np.fft.rfft(frames)) ** 2
    hz = np.fft.rfftfreq(size, 1.0 / RATE)
    edges = np.geomspace(120.0, 12_000.0, 41)
    bands = np.array([power[:, (hz >= a) & (hz < max(b, a + RATE / size))].sum(axis=1) for a, b in zip(edges, edges[1:], strict=False)])
    level = 10.0 * np.log10(np.maximum(bands, 1e-6 * bands.sum(axis=0).max() + 1e-20))
    return float(np.abs(np.diff(level, axis=1)).mean())
