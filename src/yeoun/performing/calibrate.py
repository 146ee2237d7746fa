"""The tool that measures the bank and writes `bank.toml`: tuning, level and attack of every preset in use.

Run  python -m yeoun.performing.calibrate > src/yeoun/performing/bank.toml  after a change of bank.

Conventions: a level is the RMS of the first second at velocity 70 (force 0.5), median over the keys; an attack is the
time from the event to half the highest 10 ms RMS within the first 0.6 s (our choice: what comes later is a swell, no
attack), at velocities 50, 70 and 100; a tuning error is measured over 0.4 to 1.8 s by a 65,536-sample Hann frame, as the
middle of the power there (our measurement). Ensembles, which have no single pitch, get the median of their keys. A piano
keeps its stretched octaves outside the middle: there only what strays from its own neighbours is an error.
"""

import hashlib
import sys

import numpy as np
from numpy.typing import NDArray

from yeoun.performing.fluid import RATE, bank_file, hold, playing
from yeoun.units.pitch import to_hertz

WINDOW_S = 0.6
SOFT, PLAIN, LOUD = 50, 70, 100
PLAIN_UNDER_LOUD_DB = 6.2  # velocity 70 under 100 by the SoundFont's law, 40 log10
PRESETS: tuple[tuple[int, int, int, int, str], ...] = (  # bank, program, lowest and highest key, kind of pitch
    (0, 0, 21, 108, "piano"),
    (8, 0, 21, 108, "piano"),
    (0, 4, 28, 96, "keys"),
    (0, 8, 60, 108, "keys"),
    (0, 10, 60, 100, "keys"),
    (0, 11, 48, 96, "keys"),
    (0, 47, 36, 60, "none"),
    (0, 24, 40, 84, "keys"),
    (0, 25, 40, 84, "keys"),
    (0, 32, 28, 60, "keys"),
    (0, 33, 28, 67, "keys"),
    (0, 40, 55, 100, "keys"),
    (0, 42, 36, 76, "keys"),
    (0, 44, 36, 96, "none"),
    (0, 45, 28, 96, "ensemble"),
    (0, 46, 24, 103, "keys"),
    (0, 48, 28, 96, "ensemble"),
    (20, 48, 55, 100, "ensemble"),
    (30, 48, 48, 88, "ensemble"),
    (40, 48, 36, 76, "ensemble"),
    (50, 48, 28, 60, "ensemble"),
    (0, 49, 28, 96, "ensemble"),
    (20, 49, 55, 100, "ensemble"),
    (25, 49, 55, 96, "ensemble"),
    (30, 49, 48, 88, "ensemble"),
    (40, 49, 36, 76, "ensemble"),
    (50, 49, 28, 60, "ensemble"),
    (0, 52, 43, 84, "ensemble"),
    (0, 53, 48, 84, "ensemble"),
    (0, 60, 36, 80, "keys"),
    (0, 68, 58, 92, "keys"),
    (0, 71, 50, 92, "keys"),
    (0, 73, 60, 98, "keys"),
    (0, 89, 36, 96, "ensemble"),
    (128, 40, 35, 59, "none"),
    (128, 32, 35, 59, "none"),
)


def loudness_curve(sound: NDArray[np.float64]) -> NDArray[np.float64]:
    """The centred 10 ms RMS of a stereo sound, sample by sample.

    sound  [frames, 2]
    """
    power = np.concatenate(([0.0], np.cumsum((sound[:, 0] * sound[:, 0] + sound[:, 1] * sound[:, 1]) / 2.0)))
    frames, half = len(sound), RATE // 200
    high = np.minimum(np.arange(frames) + half, frames)
    low = np.maximum(np.arange(frames) - half, 0)
    return np.asarray(np.sqrt(np.maximum(power[high] - power[low], 0.0) / (high - low)))


def half_level_s(sound: NDArray[np.float64], window_s: float = WINDOW_S) -> float:
    """When a sound that starts with its event first reaches half its highest level, in seconds.

    sound     [frames, 2], from the event on
    window_s  how much of it counts as the attack
    """
    level = loudness_curve(sound)[: round(window_s * RATE)]
    return float(np.argmax(level >= 0.5 * level.max())) / RATE if level.size and level.max() > 0.0 else 0.0


def pitch_error_cents(sound: NDArray[np.float64], hertz: float) -> float:
    """How far a tone is off, in cents: the strongest of its first three partials against where it should lie.

    Where it lies is the middle of its power within 50 cents, not its peak: a tone with vibrato has its peak at one side.

    sound  mono, 65,536 samples of the steady tone
    hertz  what was asked for; peaks are looked for within 60 cents
    """
    size = 65_536
    frame = np.zeros(size)
    frame[: min(size, len(sound))] = sound[:size]
    power = np.abs(np.fft.rfft(frame * np.hanning(size), 4 * size))
    best, error = 0.0, 0.0
    for partial in (1, 2, 3):
        low, high = (int(hertz * partial * 2 ** (side * 60 / 1200) * 4 * size / RATE) for side in (-1, 1))
        if high + 2 >= len(power):
            break
        k = low + int(np.argmax(power[low : high + 1]))
        reach = max(12, round(k * (2.0 ** (50.0 / 1200.0) - 1.0)))
        if power[k] > 2.0 * best:  # a higher partial must be clearly stronger to be believed instead
            near = np.arange(max(0, k - reach), min(len(power), k + reach + 1))
            weight = power[near] * power[near]
            mean = float((near * weight).sum() / weight.sum())
            best, error = float(power[k]), 1200.0 * float(np.log2(mean * RATE / (4 * size) / (hertz * partial)))
    return error


def without_stretch(cents: list[float], low: int) -> list[float]:
    """A piano's tuning errors with its own stretch (Railsback) left in peace below key 45 and above key 84.

    cents  errors of the keys from `low` on
    """
    kept = [float(np.median(cents[max(0, i - 4) : i + 5])) for i in range(len(cents))]
    return [c if 45 <= low + i <= 84 else c - kept[i] for i, c in enumerate(cents)]


def _strike(bank: int, program: int, key: int, velocity: int, seconds: float) -> NDArray[np.float64]:
    with playing(channels=16) as player:
        player.choose(0, bank, program)
        player.on(0, key, velocity)
        return player.render(round(seconds * RATE)).astype(np.float64)


def _tuned(cents: list[float], low: int, pitched: str) -> list[float]:
    if pitched == "ensemble":
        cents = [float(np.median(cents))] * len(cents)
    elif pitched == "piano":
        cents = without_stretch(cents, low)
    elif pitched == "none":
        cents = [0.0] * len(cents)
    return [round(min(60.0, max(-60.0, each)), 1) for each in cents]


def _measured(bank: int, program: int, low: int, high: int, pitched: str) -> str:
    hold(bank, program)
    rows, levels = [f'[preset."{bank}:{program}"]', f"low = {low}"], []
    plain = [half_level_s(_strike(bank, program, key, PLAIN, WINDOW_S)) for key in range(low, high + 1)]
    rows.append(f"plain_ms = {[round(1000 * each) for each in plain]}")
    for name, velocity in (("soft", SOFT), ("loud", LOUD)):
        attacks, cents = [], []
        for key in range(low, high + 1):
            tone = _strike(bank, program, key, velocity, 1.8)
            attacks.append(round(1000 * half_level_s(tone)))
            cents.append(pitch_error_cents(tone[round(0.4 * RATE) :].mean(axis=1), to_hertz(key)))
            if velocity == LOUD:
                levels.append(10.0 * np.log10((tone[:RATE] ** 2).mean() + 1e-12) - PLAIN_UNDER_LOUD_DB)
        rows += [f"{name}_ms = {attacks}", f"{name}_cents = {_tuned(cents, low, pitched)}"]
    level = float(np.median([each for each in levels if each > -80.0]))  # keys without a sample do not count
    return "\n".join([*rows, f"level_db = {level:.1f}", ""])


def calibrate() -> str:
    """The whole table of the bank on this machine, as TOML."""
    digest = hashlib.sha256(bank_file().read_bytes()).hexdigest()
    head = f'# Measured by yeoun.performing.calibrate.\nbank = "{bank_file().name}"\nsha256 = "{digest}"\n'
    return "\n".join([head, *(_measured(*preset) for preset in PRESETS)])


if __name__ == "__main__":
    sys.stdout.write(calibrate())
