"""A bench of synthetic sound with labelled truth: every event is drawn from ranges, every seed gives other ones.

It shares an author with the detectors, so what they reach here is an upper bound; `test_footsteps_recorded.py` places
recordings of other people instead. Tuning seeds (TUNING) were looked at while thresholds were chosen; testing seeds
(TESTING, DISTRACTED) were not.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage, signal

from yeoun.units.luck import Luck, Take, luck

FS = 48_000
TUNING = (1, 2, 3, 4, 5, 6)
TESTING = (101, 102, 103)
DISTRACTED = (201,)
SCENE_S = 120.0

Wave = NDArray[np.float64]


@dataclass(frozen=True)
class Truth:
    """One true event; for steps and hearts one stroke."""

    kind: str
    start_s: float
    end_s: float


def db(level: float) -> float:
    return float(10 ** (level / 20))


def noise(rng: Luck, seconds: float, low: float, high: float) -> Wave:
    """Band noise at rms 1."""
    n = max(64, round(seconds * FS))
    band = signal.butter(2, (low, high), "bandpass", fs=FS, output="sos")
    out = signal.sosfilt(band, rng.standard_normal(n + 4096))[4096:]
    return np.asarray(out / np.sqrt(np.mean(out**2)))


def pink(rng: Luck, n: int) -> Wave:
    spectrum = np.fft.rfft(rng.standard_normal(n))
    spectrum[1:] /= np.sqrt(np.arange(1, len(spectrum)) / 50 + 1)
    out = np.fft.irfft(spectrum, n)
    return np.asarray(out / np.sqrt(np.mean(out**2)))


def peaked(wave: Wave, level_db: float) -> Wave:
    """A wave whose loudest 20 ms has this rms."""
    rms = np.sqrt(ndimage.uniform_filter1d(wave**2, 960, mode="constant").max())
    return np.asarray(wave * db(level_db) / rms)


def tone(freq: Wave, harmonics: int = 18, formants: tuple[float, ...] = (700.0, 1200.0, 2600.0)) -> Wave:
    """A voiced sound following a frequency curve."""
    phase = 2 * np.pi * np.cumsum(freq) / FS
    out = np.zeros(len(freq))
    for k in range(1, harmonics + 1):
        hz = freq * k
        weight = sum(np.exp(-0.5 * ((hz - f) / (0.12 * f + 60)) ** 2) for f in formants) + 0.05
        out += weight / k**0.5 * np.sin(k * phase)
    return out


def rise_fall(n: int, attack_s: float, tau_s: float) -> Wave:
    t = np.arange(n) / FS
    up = np.minimum(t / attack_s, 1.0) ** 1.5
    end = np.minimum((n - np.arange(n)) / (0.03 * FS), 1)
    return np.asarray(up * np.exp(-np.maximum(t - attack_s, 0) / tau_s) * end)


Item = Callable[[Luck], tuple[Wave, list[Truth]]]


def sigh(rng: Luck) -> tuple[Wave, list[Truth]]:
    length = rng.uniform(0.7, 2.2)
    low, high = noise(rng, length, 250, 2200), noise(rng, length, 1500, 6000)
    attack, tau = rng.uniform(0.08, 0.25), rng.uniform(0.3, 0.6)
    n = len(low)
    wave = low * rise_fall(n, attack, tau) + 0.7 * high[:n] * rise_fall(n, attack, tau * 0.55)
    wave = peaked(wave, rng.uniform(-34, -22))
    if rng.random() < 0.3:
        glide = np.geomspace(280, 90, n)
        wave += peaked(tone(glide) * rise_fall(n, attack, tau), rng.uniform(-42, -36))
    before = np.zeros(0)
    if rng.random() < 0.5:
        before = np.concatenate([inhale(rng, rng.uniform(0.35, 0.6), rng.uniform(-40, -34)), np.zeros(round(0.1 * FS))])
    start = len(before) / FS
    return np.concatenate([before, wave]), [Truth("sigh", start, start + length)]


def inhale(rng: Luck, length: float, level: float) -> Wave:
    low, high = noise(rng, length, 500, 3000), noise(rng, length, 2500, 6500)
    t = np.linspace(0, 1, len(low))
    shape = np.minimum(t / 0.8, 1.0) ** 1.0 * np.minimum((1 - t) / 0.12, 1)
    return peaked((low * (1 - 0.4 * t) + high * (0.3 + 0.7 * t)) * shape, level)


def gasp(rng: Luck) -> tuple[Wave, list[Truth]]:
    length = rng.uniform(0.18, 0.45)
    low, high = noise(rng, length, 600, 2500), noise(rng, length, 2500, 6500)
    t = np.linspace(0, 1, len(low))
    stop = np.minimum((1 - t) * length / 0.03, 1.0)
    wave = (low + 1.6 * t * high) * t ** rng.uniform(0.7, 1.5) * stop
    return peaked(wave, rng.uniform(-28, -16)), [Truth("gasp", 0.0, length)]


def breathing(rng: Luck) -> tuple[Wave, list[Truth]]:
    pieces: list[Wave] = []
    level, first, second = rng.uniform(-40, -28), rng.uniform(0.5, 1.1), rng.uniform(0.7, 1.4)
    for _ in range(int(rng.integers(4, 8))):
        a, b = first * rng.uniform(0.9, 1.1), second * rng.uniform(0.9, 1.1)
        pieces += [inhale(rng, a, level + rng.uniform(-1, 1)), np.zeros(round(rng.uniform(0.08, 0.2) * FS))]
        out = noise(rng, b, 300, 3000)
        pieces += [peaked(out * rise_fall(len(out), 0.12 * b / 0.7, b * 0.4), level + rng.uniform(-1, 1)),
                   np.zeros(round(rng.uniform(0.15, 0.35) * FS))]
    wave = np.concatenate(pieces)
    return wave, [Truth("breath", 0.0, len(wave) / FS)]


def laugh(rng: Luck) -> tuple[Wave, list[Truth]]:
    f0, every, level = rng.uniform(180, 480), rng.uniform(0.17, 0.24), rng.uniform(-24, -12)
    count = int(rng.integers(4, 12))
    wave = np.zeros(round((every * count + 0.2) * FS))
    at = 0.0
    for k in range(count):
        n = round(rng.uniform(0.06, 0.11) * FS)
        note = peaked(tone(np.full(n, f0 * rng.uniform(0.95, 1.05))) * np.hanning(n), level) * 0.93**k
        puff = noise(rng, every * 0.4, 500, 4000)
        start = round(at * FS)
        wave[start:start + n] += note
        puff = peaked(puff, level - 24) * np.hanning(len(puff))
        wave[start + n:start + n + len(puff)] += puff[:len(wave) - start - n]
        at += every + rng.normal(0, 0.012)
    return wave, [Truth("laugh", 0.0, at)]


def sob(rng: Luck) -> tuple[Wave, list[Truth]]:
    f0, level = rng.uniform(220, 420), rng.uniform(-26, -14)
    pieces: list[Wave] = []
    for _ in range(int(rng.integers(3, 7))):
        n = round(rng.uniform(0.3, 0.75) * FS)
        t = np.arange(n) / FS
        fall = f0 * rng.uniform(0.95, 1.05) * np.geomspace(1, rng.uniform(0.7, 0.85), n)
        tremor = 1 + 0.02 * np.sin(2 * np.pi * rng.uniform(5, 8) * t)
        pieces.append(peaked(tone(fall * tremor) * rise_fall(n, 0.04, n / FS * 0.6), level))
        pieces.append(np.zeros(round(rng.uniform(0.06, 0.14) * FS)))
        for _ in range(int(rng.integers(1, 3))):
            sniff = noise(rng, rng.uniform(0.12, 0.25), 800, 6000)
            pieces += [peaked(sniff * np.linspace(0.2, 1, len(sniff)), level - rng.uniform(6, 12)),
                       np.zeros(round(0.06 * FS))]
        pieces.append(np.zeros(round(rng.uniform(0.05, 0.2) * FS)))
    wave = np.concatenate(pieces)
    return wave, [Truth("sob", 0.0, len(wave) / FS)]


def one_step(rng: Luck) -> Wave:
    n = round(0.22 * FS)
    t = np.arange(n) / FS
    thump = np.sin(2 * np.pi * rng.uniform(80, 180) * t) * np.exp(-t / 0.03)
    click = noise(rng, 0.22, 1200, 7000)[:n] * np.exp(-t / rng.uniform(0.006, 0.012)) * 0.5
    scrape = noise(rng, 0.22, 700, 5000)[:n] * np.exp(-np.abs(t - 0.07) / 0.025) * 0.10
    return np.asarray(thump + click + scrape)


def steps(rng: Luck, sounds: list[Wave] | None = None) -> tuple[Wave, list[Truth]]:
    every, level = rng.uniform(0.42, 0.75), rng.uniform(-32, -18)
    count = int(rng.integers(6, 12))
    wave, truth, at = np.zeros(round((every * (count + 1) + 0.6) * FS)), [], 0.05
    own = one_step(rng)
    for _ in range(count):
        step = sounds[int(rng.integers(len(sounds)))] if sounds else own
        start = round(at * FS)
        piece = peaked(step, level + rng.uniform(-4, 0))[:len(wave) - start]
        wave[start:start + len(piece)] += piece
        truth.append(Truth("footstep", at, at + 0.1))
        at += every * (1 + rng.normal(0, 0.05))
    return wave, truth


def heart(rng: Luck) -> tuple[Wave, list[Truth]]:
    bpm, level, gap = rng.uniform(55, 125), rng.uniform(-30, -18), rng.uniform(0.25, 0.33)
    period, hz = 60 / bpm, rng.uniform(40, 70)
    gap = min(gap, 0.45 * period)
    count = int(rng.integers(5, 10))
    wave, truth, at = np.zeros(round((period * count + 0.8) * FS)), [], 0.05
    t = np.arange(round(0.2 * FS)) / FS
    for _ in range(count):
        for offset, less in ((0.0, 0.0), (gap, -4.0)):
            thump = np.sin(2 * np.pi * hz * t) * np.minimum(t / 0.008, 1) * np.exp(-t / 0.03)
            start = round((at + offset) * FS)
            wave[start:start + len(t)] += peaked(thump, level + less)
        truth.append(Truth("heartbeat", at, at + gap + 0.1))
        at += period * (1 + rng.normal(0, 0.015))
    return wave, truth


def door(rng: Luck) -> tuple[Wave, list[Truth]]:
    n = round(0.6 * FS)
    t = np.arange(n) / FS
    wave = 0.8 * np.sin(2 * np.pi * rng.uniform(60, 110) * t) * np.exp(-t / 0.09)
    wave += noise(rng, 0.6, 200, 6000)[:n] * np.exp(-t / 0.05) * 0.6
    return peaked(wave, rng.uniform(-16, -8)), [Truth("impact", 0.0, 0.3)]


def typing(rng: Luck) -> tuple[Wave, list[Truth]]:
    wave = np.zeros(round(5 * FS))
    at, level = 0.05, rng.uniform(-36, -26)
    while at < 4.5:
        n = round(0.05 * FS)
        key = noise(rng, 0.05, 1500, 8000)[:n] * np.exp(-np.arange(n) / FS / 0.008)
        start = round(at * FS)
        wave[start:start + n] += peaked(key, level + rng.uniform(-5, 0))
        at += rng.gamma(3.0, 0.055) + 0.05
    return wave, []


def rustle(rng: Luck) -> tuple[Wave, list[Truth]]:
    n = round(rng.uniform(0.4, 1.2) * FS)
    shape = np.abs(np.interp(np.arange(n), np.linspace(0, n, 9), rng.uniform(0.2, 1, 9))) * np.hanning(n)
    return peaked(noise(rng, n / FS, 1500, 9000)[:n] * shape, rng.uniform(-38, -28)), []


def wind(rng: Luck) -> tuple[Wave, list[Truth]]:
    n = round(rng.uniform(5, 9) * FS)
    slow = np.interp(np.arange(n), np.linspace(0, n, 8), rng.uniform(-14, 0, 8))
    return peaked(noise(rng, n / FS, 80, 900)[:n] * 10 ** (slow / 20) * np.hanning(n) ** 0.3, rng.uniform(-40, -32)), []


def clock(rng: Luck) -> tuple[Wave, list[Truth]]:
    wave = np.zeros(8 * FS)
    tick = noise(rng, 0.04, 2000, 7000) * np.exp(-np.arange(1920) / FS / 0.006)
    every = float(rng.choice([0.5, 1.0]))
    for at in np.arange(0.05, 7.9, every):
        wave[round(at * FS):round(at * FS) + 1920] += peaked(tick, -34)
    return wave, []


def rain(rng: Luck) -> tuple[Wave, list[Truth]]:
    n = round(6 * FS)
    drops = np.zeros(n)
    for at in rng.integers(0, n - 500, 500):
        drops[at:at + 480] += rng.uniform(0.2, 1) * rng.standard_normal(480) * np.exp(-np.arange(480) / 100)
    fade = np.minimum(1, np.minimum(np.arange(n), n - np.arange(n)) / FS)
    return peaked((noise(rng, 6, 800, 9000)[:n] * 0.3 + drops) * fade, rng.uniform(-42, -36)), []


def music(rng: Luck) -> tuple[Wave, list[Truth]]:
    beat, wave = rng.uniform(0.4, 0.6), np.zeros(8 * FS)
    for k in range(int(7 / beat)):
        chord = [(0, 4, 7), (9, 12, 16), (5, 9, 12), (7, 11, 14)][k // 4 % 4]
        n = round(1.2 * FS)
        t = np.arange(n) / FS
        for step in (*chord, -12 + chord[0], int(rng.choice([12, 14, 16, 19]))):
            f = 261.6 * 2 ** (step / 12)
            note = sum(np.sin(2 * np.pi * f * h * t) / h**1.5 * np.exp(-t * h / 0.7) for h in range(1, 7))
            start = round(k * beat * FS)
            wave[start:start + n] += (note * np.minimum(t / 0.005, 1))[:len(wave) - start]
    return peaked(wave * np.minimum(1, (8 * FS - np.arange(8 * FS)) / FS), rng.uniform(-24, -18)), []


def speech(rng: Luck) -> tuple[Wave, list[Truth]]:
    pieces: list[Wave] = []
    f0, level = rng.uniform(90, 240), rng.uniform(-28, -20)
    vowels = [(730, 1090, 2440), (270, 2290, 3010), (300, 870, 2240), (530, 1840, 2480), (570, 840, 2410)]
    for _ in range(int(rng.integers(10, 22))):
        n = round(rng.uniform(0.11, 0.24) * FS)
        bend = f0 * np.geomspace(rng.uniform(0.9, 1.25), rng.uniform(0.8, 1.1), n)
        vowel = tone(bend, 20, tuple(float(f) for f in vowels[int(rng.integers(5))]))
        shape = np.minimum(1, np.minimum(np.arange(n), n - np.arange(n)) / (0.025 * FS))
        consonant = noise(rng, rng.uniform(0.03, 0.09), 1500, 7000)
        pieces += [peaked(consonant * np.hanning(len(consonant)), level - rng.uniform(8, 16)),
                   peaked(vowel * shape, level + rng.uniform(-5, 0))]
        if rng.random() < 0.15:
            pieces.append(np.zeros(round(rng.uniform(0.1, 0.3) * FS)))
    return np.concatenate(pieces), []


EVENTS: tuple[Item, ...] = (sigh, gasp, breathing, laugh, sob, steps, heart, door)
DISTRACTORS: tuple[Item, ...] = (typing, rustle, wind, clock, rain, music, speech)


def room_tone(rng: Luck, n: int, level_db: float) -> Wave:
    return pink(rng, n) * db(level_db)


def scene(seed: int, room_db: tuple[float, float] = (-66.0, -50.0), events: tuple[Item, ...] = EVENTS,
          seconds: float = SCENE_S) -> tuple[Wave, list[Truth]]:
    """A scene of `seconds` at 48 kHz mono, and its truth."""
    rng = luck(Take(1), "observing-bench", seed)
    n = round(seconds * FS)
    wave = room_tone(rng, n, rng.uniform(*room_db))
    items = [*events, *events, *DISTRACTORS]
    order = rng.permutation(len(items))
    at, truth = 1.0, []
    for k in order:
        piece, true = items[int(k)](rng)
        start = round(at * FS)
        if start + len(piece) > n - FS:
            continue
        wave[start:start + len(piece)] += piece
        truth += [Truth(event.kind, event.start_s + start / FS, event.end_s + start / FS) for event in true]
        at = start / FS + len(piece) / FS + rng.uniform(0.8, 2.2)
    return wave, truth
