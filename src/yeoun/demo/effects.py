"""Single sounds, each from its recipe: steps, breaths, a heart, a door, a bus; mono, 48 kHz, beginning at once.

Recipes after the test bench of the field (bands, lengths, envelopes as there are in recordings of each); every
sound has its onset on its first sample, because the truth of the film promises it.

Conventions: samples are full scale 1.0; `name` is the number from which a sound's own noise is drawn.
"""

import numpy as np
from scipy import signal

from yeoun.demo.chance import between, grains
from yeoun.demo.screenplay import HERTZ


def _time(seconds: float) -> np.ndarray:
    return np.arange(max(1, round(seconds * HERTZ))) / HERTZ


def band(sound: np.ndarray, low: float, high: float, order: int = 2) -> np.ndarray:
    """The sound between two frequencies in hertz."""
    passed: np.ndarray = signal.sosfilt(signal.butter(order, (low, high), "bandpass", fs=HERTZ, output="sos"), sound)
    return passed


def to_peak(sound: np.ndarray, dbfs: float) -> np.ndarray:
    """The sound at this peak level.

    >>> round(float(np.abs(to_peak(np.array([0.1, -0.2]), -6.0)).max()), 3)
    0.501
    """
    peak = float(np.abs(sound).max())
    if peak == 0.0:
        raise ValueError("silence has no peak to be scaled by")
    scaled: np.ndarray = sound * (10.0 ** (dbfs / 20.0) / peak)
    return scaled


def step(ground: str, name: int) -> np.ndarray:
    """One footstep, heel first: a low thump, the click of the heel, the sole after it; on wet ground a splash.

    ground   concrete, stone, wet or gravel
    """
    t = _time(0.30)
    pitch = between(88.0, 120.0, name, 1) * (1.0 - 0.25 * np.minimum(1.0, t / 0.06))
    thump = np.sin(2.0 * np.pi * np.cumsum(pitch) / HERTZ) * np.exp(-t / 0.026)
    click = band(grains(len(t), name * 7 + 1), 900.0, 4200.0) * np.exp(-t / 0.006)
    late = np.clip(t - between(0.040, 0.060, name, 2), 0.0, None)
    sole = band(grains(len(t), name * 7 + 2), 500.0, 3200.0) * np.where(late > 0.0, np.exp(-late / 0.022), 0.0)
    match ground:
        case "concrete":
            whole = 0.9 * thump + 1.1 * click + 0.30 * sole
        case "stone":
            whole = 0.7 * thump + 1.5 * click + 0.22 * sole
        case "wet":
            splash = band(grains(len(t), name * 7 + 3), 1400.0, 8000.0) * np.exp(-t / 0.055)
            whole = 0.45 * thump + 1.1 * click + 0.30 * sole + 0.55 * splash
        case "gravel":
            crunch = band(grains(len(t), name * 7 + 4), 1200.0, 7000.0) * np.exp(-t / 0.050)
            crackle = np.where(np.abs(grains(len(t), name * 7 + 5)) > 0.93, 1.0, 0.25)
            whole = 0.8 * thump + 0.9 * click + 0.8 * crunch * crackle + 0.2 * sole
        case _:
            raise ValueError(f"nobody walks on {ground}")
    return to_peak(whole * np.minimum(1.0, (len(t) - np.arange(len(t))) / 480.0), 0.0)


def sigh(seconds: float, name: int) -> np.ndarray:
    """A long breath let go: air whose high part fades first, and a trace of voice sinking in it."""
    t = _time(seconds)
    rise = np.minimum(1.0, t / 0.16) ** 0.8
    air = band(grains(len(t), name), 250.0, 2200.0) * np.exp(-np.clip(t - 0.16, 0.0, None) / 0.50)
    bright = band(grains(len(t), name + 1), 1500.0, 6000.0) * np.exp(-np.clip(t - 0.12, 0.0, None) / 0.20)
    pitch = 210.0 * (90.0 / 210.0) ** np.minimum(1.0, t / seconds)
    voice = signal.sawtooth(2.0 * np.pi * np.cumsum(pitch) / HERTZ) * np.exp(-t / 0.30)
    whole = (air + 0.7 * bright + 0.012 * band(voice, 150.0, 1400.0)) * rise
    return to_peak(whole * np.minimum(1.0, (seconds - t) / 0.10), 0.0)


def inhale(seconds: float, name: int) -> np.ndarray:
    """A breath taken in and stopped."""
    t = _time(seconds)
    share = t / seconds
    air = band(grains(len(t), name), 500.0, 3000.0) + 0.6 * share * band(grains(len(t), name + 1), 2000.0, 6500.0)
    return to_peak(air * (0.15 + share**1.1) * np.minimum(1.0, (seconds - t) / 0.05) * np.minimum(1.0, t / 0.03), 0.0)


def gasp(seconds: float, name: int) -> np.ndarray:
    """Air drawn in sharply: it grows, brightens and stops."""
    t = _time(seconds)
    share = t / seconds
    air = band(grains(len(t), name), 600.0, 3000.0) * (1.0 - 0.5 * share) + 1.4 * share * band(
        grains(len(t), name + 1), 2500.0, 6500.0)
    return to_peak(air * np.clip(share, 0.0, 1.0) ** 0.9 * np.minimum(1.0, (seconds - t) / 0.030), 0.0)


def pant(seconds: float, name: int) -> np.ndarray:
    """One breath of somebody who has run."""
    t = _time(seconds)
    air = band(grains(len(t), name), 350.0, 2800.0) * np.sin(np.pi * np.minimum(1.0, t / seconds)) ** 0.8
    return to_peak(air, 0.0)


def heartbeat(gap_s: float, name: int) -> np.ndarray:
    """Lub and dub: two thumps `gap_s` apart, the second 4 dB softer."""
    t = _time(0.55)

    def thump(at: float, pitch: float) -> np.ndarray:
        own = np.clip(t - at, 0.0, None)
        sweep = pitch * (1.0 - 0.3 * np.minimum(1.0, own / 0.08))
        beat: np.ndarray = np.where(t >= at, np.sin(2.0 * np.pi * np.cumsum(sweep) / HERTZ) * np.exp(-own / 0.034)
                                    * np.minimum(1.0, own / 0.004), 0.0)
        return beat

    whole = thump(0.0, between(54.0, 60.0, name)) + 0.63 * thump(gap_s, between(62.0, 68.0, name))
    return to_peak(whole * np.minimum(1.0, (0.55 - t) / 0.05), 0.0)


def impact(seconds: float, name: int) -> np.ndarray:
    """Something hard meets something: a hand and wood, two halves of a door."""
    t = _time(max(0.28, seconds))
    knock = np.sin(2.0 * np.pi * between(105.0, 150.0, name) * t) * np.exp(-t / 0.045)
    wood = band(grains(len(t), name), 300.0, 2600.0) * np.exp(-t / 0.028)
    rattle = band(grains(len(t), name + 1), 1800.0, 6000.0) * np.exp(-t / 0.070)
    return to_peak((knock + 1.6 * wood + 0.4 * rattle) * np.minimum(1.0, (t[-1] - t) / 0.05 + 1e-3), 0.0)


def hiss(seconds: float, name: int) -> np.ndarray:
    """Compressed air closing a door."""
    t = _time(seconds)
    air = band(grains(len(t), name), 900.0, 9000.0) * np.exp(-t / (0.55 * seconds))
    return to_peak(air * np.minimum(1.0, t / 0.012) * np.minimum(1.0, (seconds - t) / 0.08), 0.0)


def drive(seconds: float, name: int) -> np.ndarray:
    """A diesel pulling away: the revs climb and sink with the gears, tyres on water behind."""
    t = _time(seconds)
    revs = 30.0 + 26.0 * np.sin(np.pi * np.minimum(1.0, t / 1.15)) + 12.0 * np.clip(t - 1.2, 0.0, 1.5)
    phase = 2.0 * np.pi * np.cumsum(revs) / HERTZ
    motor = sum((np.sin(k * phase + k * k) / k**0.9 for k in range(1, 12)), np.zeros(len(t)))
    tyres = band(grains(len(t), name), 700.0, 5200.0) * np.minimum(1.0, t / 1.4)
    away = np.minimum(1.0, t / 0.10) * np.where(t < 1.0, 1.0, np.exp(-(t - 1.0) / 0.75))
    return to_peak((band(motor, 50.0, 900.0) + 0.8 * tyres) * away * np.minimum(1.0, (seconds - t) / 0.25), 0.0)


def buzz(seconds: float, name: int) -> np.ndarray:
    """A telephone trembling in a pocket."""
    t = _time(seconds)
    motor = np.tanh(3.0 * np.sin(2.0 * np.pi * between(168.0, 176.0, name) * t)) + 0.4 * band(grains(len(t), name),
                                                                                              300, 1500)
    return to_peak(motor * np.minimum(1.0, t / 0.008) * np.minimum(1.0, (seconds - t) / 0.02), 0.0)


def bell(seconds: float, name: int) -> np.ndarray:
    """The stop buzzer of a bus: dry, flat and short."""
    t = _time(seconds)
    reed = signal.square(2.0 * np.pi * between(610.0, 620.0, name) * t, duty=0.3)
    return to_peak(band(reed, 400.0, 3500.0) * np.minimum(1.0, t / 0.004) * np.minimum(1.0, (seconds - t) / 0.03), 0.0)
