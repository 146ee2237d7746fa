"""Synthesised voices: a warm pad, cold glass for the night, and a sub that small loudspeakers still hear.

Pad: seven detuned saws (band-limited by PolyBLEP, Välimäki and Huovinen 2007) through two gentle low-passes. Glass: a
frequency-modulated pair at 1 : 1.41 with a slow chorus and no vibrato (our choice). Sub: a fundamental with the second
and third partial of a soft saturation, so that the ear completes it. Phases come from each note's luck.

Settings: `bright` 0..1 (0.5), `breath` noise in the pad (0), `attack_s`, `release_s`, `ratio` (1.41) and `index` (1.6)
of the modulation, `chorus` depth in cents (5).
"""

from math import pi

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, sosfilt

from yeoun.model.scored import Part, ScoreNote
from yeoun.performing.curve import cents_of
from yeoun.performing.fluid import RATE
from yeoun.performing.kernel import compiled
from yeoun.performing.layers import luck_of
from yeoun.units.pitch import to_hertz

STEP = 64
DETUNE_CENTS = (-11.0, -7.0, -3.0, 0.0, 4.0, 8.0, 12.0)  # our choice
LEVELS = {"pad": 0.0108, "glass": 0.0165, "sub": 0.0193}  # force 0.5 reads -40 dBFS RMS (measured)
TIMES = {"pad": (0.35, 0.9), "glass": (0.02, 1.2), "sub": (0.12, 0.3)}  # full attack and release, s: our choice


@compiled
def saws(
    hertz: NDArray[np.float64],
    ratios: NDArray[np.float64],
    phases: NDArray[np.float64],
    cutoff: NDArray[np.float64],
    out: NDArray[np.float64],
) -> None:
    """Saws at `ratios` of one pitch, from left to right, under two one-pole low-passes; curves at every 64th sample."""
    count = len(ratios)
    phase = phases.copy()
    state = np.zeros((2, 2))
    for n in range(len(out)):
        k = n // 64
        share = (n - k * 64) / 64.0
        f = (hertz[k] + share * (hertz[k + 1] - hertz[k])) / 48000.0
        left, right = 0.0, 0.0
        for v in range(count):
            step = f * ratios[v]
            phase[v] += step
            if phase[v] >= 1.0:
                phase[v] -= 1.0
            value = 2.0 * phase[v] - 1.0
            if phase[v] < step:
                x = phase[v] / step
                value -= x + x - x * x - 1.0
            elif phase[v] > 1.0 - step:
                x = (phase[v] - 1.0) / step
                value -= x * x + x + x + 1.0
            pan = v / (count - 1.0)
            left += value * (1.0 - 0.6 * pan)
            right += value * (0.4 + 0.6 * pan)
        a = cutoff[k] + share * (cutoff[k + 1] - cutoff[k])
        state[0, 0] += a * (left - state[0, 0])
        state[1, 0] += a * (right - state[1, 0])
        state[0, 1] += a * (state[0, 0] - state[0, 1])
        state[1, 1] += a * (state[1, 0] - state[1, 1])
        out[n, 0] = state[0, 1]
        out[n, 1] = state[1, 1]


def _shape(note: ScoreNote, points: int, attack: float, release: float, decay_s: float) -> NDArray[np.float64]:
    """The envelope, one value a step: half of it is reached at the score's onset."""
    t = np.arange(points) * STEP / RATE - attack / 2.0
    grow = 0.5 - 0.5 * np.cos(np.pi * np.clip((t + attack / 2.0) / attack, 0.0, 1.0))
    fall = 0.5 + 0.5 * np.cos(np.pi * np.clip((t - note.length_s) / release, 0.0, 1.0))
    return np.asarray(grow * fall * (np.exp(-np.clip(t, 0.0, None) / decay_s) if decay_s else 1.0))


def _fine(values: NDArray[np.float64], length: int) -> NDArray[np.float64]:
    return np.asarray(np.interp(np.arange(length) / STEP, np.arange(len(values)), values))


def _pad(
    part: Part, note: ScoreNote, f: NDArray[np.float64], length: int, settings: dict[str, float]
) -> NDArray[np.float64]:
    luck = luck_of(part, note, "phase")
    t = np.arange(len(f)) * STEP / RATE
    bright = settings.get("bright", 0.5) * (0.5 + note.force)
    hertz = f.mean() * (2.0 + 6.0 * bright) * (1.0 + 0.15 * np.sin(2 * pi * 0.11 * t + luck.uniform(0.0, 2 * pi)))
    out = np.zeros((length, 2))
    saws(
        f,
        2.0 ** (np.array(DETUNE_CENTS) / 1200.0),
        luck.uniform(0.0, 1.0, len(DETUNE_CENTS)),
        1.0 - np.exp(-2.0 * pi * np.minimum(hertz, 9000.0) / RATE),
        out,
    )
    breath = settings.get("breath", 0.0)
    if breath > 0.0:  # air around the tone: noise between two and ten times its pitch
        band = butter(
            1, (float(f.mean()) * 2.0, min(12_000.0, float(f.mean()) * 10.0)), "bandpass", fs=RATE, output="sos"
        )
        out += breath * np.asarray(sosfilt(band, luck.standard_normal((length, 2)), axis=0))
    return out


def _glass(
    part: Part, note: ScoreNote, f: NDArray[np.float64], length: int, settings: dict[str, float]
) -> NDArray[np.float64]:
    luck = luck_of(part, note, "phase")
    phase = 2.0 * pi * np.cumsum(_fine(f, length)) / RATE
    t = np.arange(length) / RATE
    index = settings.get("index", 1.6) * (0.4 + 1.2 * note.force) * (0.35 + 0.65 * np.exp(-t / 0.9))
    ratio = settings.get("ratio", 1.41)
    drift = settings.get("chorus", 5.0) / 1200.0 * np.log(2.0) * float(f.mean()) / 0.23  # radians of a 0.23 Hz chorus
    out = np.empty((length, 2))
    for side in (0, 1):
        turn = luck.uniform(0.0, 2 * pi)
        moved = phase + drift * np.sin(2 * pi * 0.23 * t + turn)
        out[:, side] = np.sin(moved + index * np.sin(ratio * moved + turn))
    return out


def _sub(
    part: Part, note: ScoreNote, f: NDArray[np.float64], length: int, settings: dict[str, float]
) -> NDArray[np.float64]:
    luck = luck_of(part, note, "phase")
    phase = 2.0 * pi * np.cumsum(_fine(f, length)) / RATE
    t = np.arange(length) / RATE
    slow = 1.0 + 0.12 * np.sin(2 * pi * 0.17 * t + luck.uniform(0.0, 2 * pi))
    raw = np.sin(phase) + 0.35 * slow * np.sin(2.0 * phase + 0.4) + 0.05 * np.sin(3.0 * phase)
    drive = 0.9 + 0.8 * note.force
    mono = np.tanh(drive * raw) / drive
    mono = np.asarray(sosfilt(butter(1, 15.0, "high", fs=RATE, output="sos"), mono))    # a lopsided wave leaves a mean behind
    return np.stack([mono, mono], axis=1)


VOICES = {"pad": _pad, "glass": _glass, "sub": _sub}


def play_synth(engine: str, part: Part, settings: dict[str, float], frames: int) -> NDArray[np.float64]:
    """The part on a synthesised voice, [frames, 2], before level and ending.

    engine    pad, glass or sub
    settings  see the module
    frames    length of the stem in samples
    """
    attack, release = (
        settings.get(name, usual) for name, usual in zip(("attack_s", "release_s"), TIMES[engine], strict=True)
    )
    out = np.zeros((frames, 2))
    for note in part.notes:
        start = round((note.onset_s - attack / 2.0) * RATE)
        length = round((note.length_s + attack / 2.0 + release) * RATE)
        points = length // STEP + 2
        t = np.arange(points) * STEP / RATE - attack / 2.0
        curve = cents_of(note, part.instrument, STEP / RATE)
        cents = np.zeros(points) if curve is None else np.interp(t, np.arange(len(curve)) * STEP / RATE, curve)
        f = to_hertz(note.key) * 2.0 ** (cents / 1200.0)
        tone = VOICES[engine](part, note, f, length, settings)
        tone *= _fine(_shape(note, points, attack, release, 3.0 if engine == "glass" else 0.0), length)[:, None]
        first, last = max(0, start), min(frames, start + length)
        if last > first:
            gain = LEVELS[engine] * (note.force / 0.5) ** 1.2
            out[first:last] += gain * tone[first - start : last - start]
    return out
