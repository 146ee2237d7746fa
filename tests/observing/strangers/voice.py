"""A person's source and filter: a glottis that opens and closes, breath that hisses past it, and a throat that resonates.

Source after Rosenberg (1971), its cycles with jitter and shimmer; aspiration rises and falls with the opening. The tract is a cascade
of second-order resonators after Klatt (1980), moved every 5 ms; lengths scale formants. *Conventions*: a vowel is three formants of a
man's tract; the higher ones lie 1000 Hz apart.
"""

from dataclasses import dataclass

import numpy as np
from scipy.signal import lfilter, sosfilt

from tests.observing.strangers.nouns import RATE, Sound
from tests.observing.strangers.shaping import between, noise
from yeoun.units.luck import Luck

BLOCK = 240
VOWELS = {    # formants of a man, after Peterson and Barney (1952), Yang (1996) for eo and eu
    "a": (750, 1210, 2500), "eo": (590, 930, 2500), "o": (430, 760, 2480), "u": (340, 830, 2350), "eu": (400, 1350, 2400),
    "i": (290, 2200, 2950), "e": (510, 1850, 2550), "neutral": (500, 1500, 2500), "hum": (270, 1050, 2250),
}
_UPPER = (3450.0, 4450.0, 5500.0, 6600.0, 7700.0)
_WIDTHS = np.array([80.0, 100.0, 140.0, 220.0, 300.0, 420.0, 520.0, 600.0])


@dataclass(frozen=True, slots=True)
class Person:
    """Who makes a sound: how much shorter than a man's the tract is, and where the voice lies."""

    name: str
    scale: float
    f0_hz: float
    rough: float


def person(luck: Luck) -> Person:
    """A man, a woman or a child, as it falls."""
    name = str(luck.choice(["man", "woman", "woman", "man", "child"]))
    scale, low, high = {"man": (1.0, 88, 150), "woman": (1.16, 165, 255), "child": (1.33, 250, 370)}[name]
    return Person(name, scale * between(luck, 0.95, 1.05), between(luck, low, high), between(luck, 0.3, 1.8))


def glottis(f0_hz: Sound, who: Person, luck: Luck, *, breath: float = 0.1, tilt_hz: float = 2500.0, crack: float = 0.0) -> Sound:
    """The flow's derivative at the glottis for a course of pitch, with aspiration.

    breath   strength of the hiss beside the voice
    tilt_hz  over it a soft voice loses another 6 dB an octave
    crack    how much every other cycle is weaker (0..1): a voice that breaks
    """
    cycles = int(np.sum(f0_hz) / RATE) + 8
    odd = luck.standard_normal(cycles)
    steady = np.floor(np.cumsum(f0_hz) / RATE).astype(int)
    phase = np.cumsum(f0_hz * (1 + 0.009 * who.rough * odd[np.minimum(steady, cycles - 1)])) / RATE
    number, part = np.minimum(phase.astype(int), cycles - 1), phase % 1.0
    strength = 1 + 0.05 * who.rough * luck.standard_normal(cycles) - crack * (np.arange(cycles) % 2)
    rise, fall = 0.40, 0.18
    flow = np.where(part < rise, 0.5 - 0.5 * np.cos(np.pi * part / rise),
                    np.where(part < rise + fall, np.cos(0.5 * np.pi * (part - rise) / fall), 0.0))
    pulses = np.diff(flow * strength[number], prepend=0.0)
    pulses = pulses / (np.sqrt(np.mean(pulses**2)) + 1e-12)
    pole = float(np.exp(-2 * np.pi * tilt_hz / RATE))
    voiced = np.asarray(lfilter([1 - pole], [1, -pole], pulses))
    hiss = noise(len(f0_hz), luck, ((50, -12), (700, 0), (3000, 0), (12000, -14)))
    return np.asarray(voiced + breath * hiss * (0.35 + flow))


def tract(source: Sound, who: Person, *vowels: str, wide: float = 1.0, leak: float = 0.02) -> Sound:
    """A source through a throat that moves from vowel to vowel, in equal times.

    wide   how much wider than a hard-walled tract's its resonances are (open glottis: breath)
    leak   share of the source that passes by
    """
    blocks = -(-len(source) // BLOCK)
    shapes = np.array([(*VOWELS[name], *_UPPER) for name in vowels], dtype=np.float64) * who.scale
    at = np.linspace(0, len(shapes) - 1, blocks) if len(shapes) > 1 else np.zeros(blocks)
    tracks = np.stack([np.interp(at, np.arange(len(shapes)), shapes[:, k]) for k in range(shapes.shape[1])], axis=1)
    widths = _WIDTHS * wide
    c = -np.exp(-2 * np.pi * widths / RATE)
    b = 2 * np.exp(-np.pi * widths / RATE) * np.cos(2 * np.pi * np.minimum(tracks, 12_000) / RATE)
    sos = np.zeros((blocks, len(widths), 6))
    sos[:, :, 0], sos[:, :, 3], sos[:, :, 4], sos[:, :, 5] = 1 - b - c, 1.0, -b, -c
    out, state = np.empty(len(source)), np.zeros((len(widths), 2))
    for k in range(blocks):
        part = slice(k * BLOCK, (k + 1) * BLOCK)
        out[part], state = sosfilt(sos[k], source[part], zi=state)
    return np.asarray(out + leak * source)


def hush(length: int, who: Person, luck: Luck, *vowels: str, bright_db: float = 0.0, wide: float = 2.5) -> Sound:
    """Breath alone: turbulence through the throat.

    bright_db   how much stronger it is at 6 kHz than an easy exhalation: narrow throats hiss
    """
    raw = noise(length, luck, ((40, -22), (250, -6), (900, 0), (2500, bright_db / 3), (6000, bright_db), (16000, bright_db - 16)))
    made = tract(raw, who, *vowels, wide=wide, leak=0.12 + 0.1 * between(luck, 0, 1))
    return np.asarray(made / (np.sqrt(np.mean(made**2)) + 1e-12))


def nose(length: int, who: Person, luck: Luck, bright_db: float = 0.0) -> Sound:
    """Breath through the nose: dull, with the nostrils' own hiss on top."""
    raw = noise(length, luck, ((40, -30), (300, -12), (1000, 0), (2500, -3), (5000, bright_db - 11), (9000, bright_db - 14), (18000, -34)))
    made = tract(raw, who, "hum", "hum", wide=3.0, leak=0.3)
    return np.asarray(made / (np.sqrt(np.mean(made**2)) + 1e-12))
