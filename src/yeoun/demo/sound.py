"""The production sound of the film: beds of wind, rain and engine under single sounds and the words. No music.

Everything is laid at the sample the screenplay names. In a hush (a silence the film means) the beds sink until
nothing is left but room tone.

Conventions: sound is an array of samples x 2 at 48 kHz, full scale 1.0, exactly as long as the picture.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import signal

from yeoun.demo import effects
from yeoun.demo.chance import between, drift, grains
from yeoun.demo.screenplay import (
    BREATHS,
    FADE_OUT,
    FRAMES,
    HEARTS,
    HERTZ,
    HUSHES,
    LINES,
    SAMPLES_A_FRAME,
    SCENES,
    STRIKES,
    WALKS,
    beats_of,
    steps_of,
    to_samples,
)
from yeoun.demo.speech import speak

LENGTH = FRAMES * SAMPLES_A_FRAME
ROOM_DBFS = -63.0            # room tone, everywhere and always (our choice, a quiet location)
STEP_DBFS = -19.0            # peak of a step at the microphone
BREATH_DBFS = {"sigh": -22.0, "inhale": -31.0, "gasp": -18.0, "pant": -27.0}    # peaks
HEART_DBFS = -17.0
STRIKE_DBFS = {"impact": -9.0, "hiss": -24.0, "drive": -16.0, "buzz": -27.0, "bell": -24.0}
S2_GAP_S = 0.27              # between the two sounds of a heart


@dataclass(frozen=True, slots=True)
class FilmSound:
    """What the microphones heard: the mix, the words alone, everything but the words; and how long each line is."""

    mix: np.ndarray
    dialogue: np.ndarray
    effects: np.ndarray
    spoken: tuple[int, ...]


def _level(dbfs: float) -> float:
    return float(10.0 ** (dbfs / 20.0))


def _noise(length: int, name: int, tilt: float, low: float, high: float) -> np.ndarray:
    """Stereo noise with a spectrum that falls by `tilt` dB an octave between two frequencies; RMS 1."""
    size = int(2 ** np.ceil(np.log2(length)))
    frequency = np.fft.rfftfreq(size, 1.0 / HERTZ)
    safe = np.maximum(frequency, 1.0)
    shape = (safe / 1000.0) ** (-tilt / 6.0206) / np.sqrt(1.0 + (low / safe) ** 4) / np.sqrt(1.0 + (safe / high) ** 4)
    sides = []
    for side in (0, 1):
        spectrum = np.fft.rfft(grains(size, name * 2 + side)) * shape
        sound = np.fft.irfft(spectrum, size)[:length]
        sides.append(sound / np.sqrt(np.mean(sound**2)))
    return np.stack(sides, axis=1)


def _slow(length: int, every_s: float, name: int) -> np.ndarray:
    """A slowly wandering curve in [-1, 1], one wandering in `every_s` seconds."""
    grid = np.arange(0, length / HERTZ + 0.1, 0.05)
    return np.interp(np.arange(length) / HERTZ, grid, [drift(t / every_s, name) for t in grid])


def _wind(length: int, name: int, dbfs: float) -> np.ndarray:
    gusts = 10.0 ** (5.0 * (_slow(length, 1.9, name) + 0.5 * _slow(length, 0.6, name + 1)) / 20.0)
    return _noise(length, name, 5.0, 70.0, 700.0) * gusts[:, None] * _level(dbfs)


def _air(length: int, name: int, dbfs: float) -> np.ndarray:
    """An evening out of doors: leaves and far things, hardly moving."""
    return _noise(length, name, 4.0, 150.0, 6000.0) * _level(dbfs)


def _rain(length: int, name: int, dbfs: float) -> np.ndarray:
    """The hush of many drops, and the near ones one by one."""
    body = _noise(length, name, 1.5, 500.0, 9000.0)
    spikes = grains(length * 2, name + 9).reshape(length, 2)
    near = np.where(np.abs(spikes) > 0.9994, spikes, 0.0)
    drops = signal.lfilter([1.0], [1.0, -0.93], near, axis=0)
    whole: np.ndarray = (body + 0.8 * drops / np.sqrt(np.mean(drops**2))) * _level(dbfs)
    return whole


def _engine(length: int, name: int, dbfs: float) -> np.ndarray:
    """A bus from inside: the orders of a slow diesel, and the air round the body."""
    revs = 27.0 + 1.2 * _slow(length, 2.4, name) + 0.5 * _slow(length, 0.7, name + 1)
    phase = 2.0 * np.pi * np.cumsum(revs) / HERTZ
    orders = ((1, 0.5), (2, 1.0), (3, 0.35), (4, 0.6), (6, 0.4), (8, 0.18), (12, 0.08))
    hum = sum((share * np.sin(k * phase + k * 1.7) for k, share in orders), np.zeros(length))
    hum = hum / np.sqrt(np.mean(hum**2)) * (1.0 + 0.12 * _slow(length, 0.3, name + 2))
    air = _noise(length, name + 3, 4.0, 60.0, 1200.0)
    whole: np.ndarray = (hum[:, None] * 0.85 + 0.5 * air) * _level(dbfs)
    return whole


def _crickets(length: int, name: int, dbfs: float) -> np.ndarray:
    t = np.arange(length) / HERTZ
    sides = []
    for side in (0, 1):
        pulses = np.clip(np.sin(2.0 * np.pi * (27.0 + side) * t), 0.0, None) ** 2
        phrases = np.clip(np.sin(2.0 * np.pi * (0.71 + 0.06 * side) * t + side) * 3.0 - 1.0, 0.0, 1.0)
        sides.append(np.sin(2.0 * np.pi * (4310.0 + 140.0 * side) * t) * pulses * phrases)
    return np.stack(sides, axis=1) * _level(dbfs)


def _birds(length: int, name: int, dbfs: float) -> np.ndarray:
    sound = np.zeros((length, 2))
    for k in range(7):
        at = round(between(0.4, 3.4, name, k) * HERTZ) + (k % 2) * round(8.0 * HERTZ)
        for note in range(2 + k % 3):
            t = np.arange(round(0.07 * HERTZ)) / HERTZ
            pitch = between(3400.0, 4600.0, name, k, note) - 9000.0 * t
            chirp = np.sin(2.0 * np.pi * np.cumsum(pitch) / HERTZ) * np.sin(np.pi * t / 0.07) ** 2
            start = at + round(note * 0.11 * HERTZ)
            pan = between(0.2, 0.8, name, k)
            if start + len(t) < length:
                sound[start:start + len(t)] += chirp[:, None] * np.array([1.0 - pan, pan]) * _level(dbfs)
    return sound


def _water(length: int, name: int, dbfs: float) -> np.ndarray:
    laps = 10.0 ** (6.0 * _slow(length, 1.3, name) / 20.0)
    return _noise(length, name, 3.0, 180.0, 2200.0) * laps[:, None] * _level(dbfs)


def _place(first: int, last: int, sound: Callable[[int, int, float], np.ndarray], name: int, dbfs: float,
           fade_in: float = 1.0, fade_out: float = 1.0) -> tuple[int, np.ndarray]:
    """A bed from one frame to another; it fades over so many frames at its ends (one frame is a cut without a click)."""
    start, end = to_samples(first), to_samples(last)
    bed = sound(end - start, name, dbfs)
    rise, fall = to_samples(fade_in), to_samples(fade_out)
    bed[:rise] *= np.linspace(0.0, 1.0, rise)[:, None]
    bed[-fall:] *= np.linspace(1.0, 0.0, fall)[:, None]
    return start, bed


def _hush() -> np.ndarray:
    """What a hush leaves of the beds: 1 outside, 0 inside; they come back slowly."""
    gain = np.ones(LENGTH)
    for hush in HUSHES:
        frames = (hush.at - hush.sink, hush.at, hush.until, hush.until + hush.back)
        points = [to_samples(f) for f in frames]
        part = np.interp(np.arange(points[0], points[3]), points, [0.0, -60.0, -60.0, 0.0])
        gain[points[0]:points[3]] *= np.where(part <= -59.9, 0.0, 10.0 ** (part / 20.0))
    return gain


def _beds() -> np.ndarray:
    s1, s2, s3, s4, s5 = SCENES
    placed = (
        _place(s1.first, s1.last, _wind, 11, -45.0, fade_in=12),
        _place(s1.first, s1.last, _city, 12, -52.0, fade_in=12),
        _place(s2.first, s2.last, _air, 21, -52.0),
        _place(600, s2.last, _wind, 24, -40.0, fade_in=24),    # the gust that sways the lantern
        _place(s2.first, 786, _crickets, 22, -60.0, fade_out=24),
        _place(768, s2.last, _rain, 23, -44.0, fade_in=70),
        _place(s3.first, s3.last, _rain, 31, -40.0),
        _place(s3.first, s3.last, _city, 32, -46.0),
        _place(s4.first, s5.first + 24, _engine, 41, -37.0, fade_out=24),
        _place(s4.first, s5.first + 12, _rain, 42, -52.0, fade_out=12),
        _place(s5.first, s5.last, _water, 51, -50.0, fade_in=24),
        _place(s5.first, s5.last, _birds, 52, -40.0, fade_in=24),
        _place(s5.first, s5.last, _wind, 53, -58.0, fade_in=24),
    )
    whole = np.zeros((LENGTH, 2))
    for start, bed in placed:
        whole[start:start + len(bed)] += bed
    whole *= _hush()[:, None]
    return whole


def _city(length: int, name: int, dbfs: float) -> np.ndarray:
    return _noise(length, name, 6.0, 50.0, 400.0) * _level(dbfs)


def _lay(whole: np.ndarray, at: int, sound: np.ndarray, dbfs: float, pan: float = 0.0) -> None:
    """Lay a mono sound of peak 1 into the whole at a sample, from -1 (left) to 1 (right), constant power."""
    angle = (pan + 1.0) * np.pi / 4.0
    end = min(len(whole), at + len(sound))
    sides = np.array([np.cos(angle), np.sin(angle)]) * np.sqrt(2.0) * _level(dbfs)
    whole[at:end] += sound[: end - at, None] * sides


def make_effects() -> np.ndarray:
    """All single sounds and nothing else, each beginning on the sample that the truth names."""
    whole = np.zeros((LENGTH, 2))
    for walk in WALKS:
        for k, frame in enumerate(steps_of(walk)):
            share = k / max(1, walk.count - 1)
            near = walk.near + (walk.to_near - walk.near) * share
            pan = walk.pan + (walk.to_pan - walk.pan) * share
            name = round(walk.at) * 100 + k
            level = STEP_DBFS + 20.0 * float(np.log10(near)) + between(-3.0, 0.0, name)
            _lay(whole, to_samples(frame), effects.step(walk.ground, name), level, pan)
    for breath in BREATHS:
        make = {"sigh": effects.sigh, "inhale": effects.inhale, "gasp": effects.gasp, "pant": effects.pant}[breath.kind]
        sound = make(breath.length * SAMPLES_A_FRAME / HERTZ, round(breath.at))
        _lay(whole, to_samples(breath.at), sound, BREATH_DBFS[breath.kind])
    for heart in HEARTS:
        for k, frame in enumerate(beats_of(heart)):
            _lay(whole, to_samples(frame), effects.heartbeat(S2_GAP_S, k), HEART_DBFS)
    makers = {"impact": effects.impact, "hiss": effects.hiss, "drive": effects.drive, "buzz": effects.buzz,
              "bell": effects.bell}
    for strike in STRIKES:
        sound = makers[strike.kind](strike.length * SAMPLES_A_FRAME / HERTZ, round(strike.at))
        _lay(whole, to_samples(strike.at), sound, STRIKE_DBFS[strike.kind], 0.35 if strike.kind == "drive" else 0.0)
    return whole


def make_dialogue() -> tuple[np.ndarray, tuple[int, ...]]:
    """The words alone, mono, as they stand in the mix; and the measured length of each line in samples."""
    stem, lengths = np.zeros(LENGTH), []
    for line in LINES:
        sound, length = speak(line)
        start = to_samples(line.at)
        end = min(LENGTH, start + len(sound))
        stem[start:end] += sound[: end - start]
        lengths.append(length)
    return stem, tuple(lengths)


def make_sound() -> FilmSound:
    """The whole production sound; the mix is the dialogue in both channels plus everything else."""
    dialogue, lengths = make_dialogue()
    others = make_effects() + _beds()
    out = np.ones(LENGTH)
    tail = to_samples(FADE_OUT)
    out[-tail:] = np.linspace(1.0, 0.0, tail)
    others *= out[:, None]
    others += _noise(LENGTH, 1, 3.0, 40.0, 8000.0) * _level(ROOM_DBFS)
    mix = others + dialogue[:, None]
    peak = float(np.abs(mix).max())
    if peak > 0.95:
        raise ValueError(f"the production sound reaches {peak:.2f} of full scale: lower something")
    return FilmSound(mix, dialogue, others, lengths)
