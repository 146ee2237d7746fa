"""Where a scene is: the bed of sound that is always there, and the room that answers.

Rooms are synthetic impulse responses: the direct sound on the first sample, early reflections, and a tail of noise that dies sooner
the higher it is. Beds are at unit floor: `floor_db` of them is 0.
"""

import numpy as np
from scipy.signal import butter, fftconvolve, sosfiltfilt

from tests.observing.strangers.nouns import RATE, Sound
from tests.observing.strangers.shaping import (
    band,
    between,
    burst,
    floor_db,
    gain,
    lay,
    noise,
    samples_of,
    scatter,
    swell,
    wander,
)
from tests.observing.strangers.speech import babble
from yeoun.units.luck import Luck

BEDS = ("quiet room", "rain", "babble", "street")
_ROOMS = {    # seconds to -60 dB, first reflection from..to ms, how many, diffuse tail beside the direct sound
    "small room": ((0.2, 0.45), (2, 14), 9, 0.25), "hallway": ((0.8, 1.7), (4, 30), 14, 0.45), "street": ((0.25, 0.6), (18, 110), 5, 0.08),
}
_WHERE = {"quiet room": ("small room", "small room", "hallway"), "rain": ("small room", "street"), "babble": ("small room", "hallway"),
          "street": ("street",)}


def room(bed: str, luck: Luck) -> Sound:
    """An impulse response that fits a bed."""
    (low, high), (first, last), count, diffuse = _ROOMS[str(luck.choice(_WHERE[bed]))]
    dies = between(luck, low, high)
    length = samples_of(dies * 0.8)
    t = np.arange(length) / RATE
    bright, dull = band(luck.standard_normal(length), 1500, 24_000), band(luck.standard_normal(length), 0, 1500)
    tail = (bright * np.exp(-6.91 * t / (0.6 * dies)) + dull * np.exp(-6.91 * t / dies)) * np.minimum(t / (first / 1000), 1.0)
    out = diffuse * between(luck, 0.5, 1.4) * tail / (np.sqrt(np.sum(tail**2)) + 1e-12)
    for at in luck.uniform(first, last, count):
        lay(out, np.array([between(luck, 0.1, 0.45) * float(luck.choice([-1, 1]))]), samples_of(at / 1000))
    out[0] = 1.0
    return np.asarray(out)


def _tone(length: int, luck: Luck) -> Sound:
    """A room with nobody in it: air, mains at 60 Hz and its harmonics, a refrigerator at times."""
    fall = between(luck, 5, 9)
    out = noise(length, luck, ((20, 3 * fall), (100, 2 * fall), (400, fall), (1600, 0), (6000, -fall), (16000, -2 * fall)))
    t = np.arange(length) / RATE
    strong = between(luck, 0.0, 0.5)
    for n, part in ((1, 1.0), (2, 0.8), (3, 0.3), (4, 0.2)):
        out += strong * part * np.sin(2 * np.pi * 60 * n * t + n)
    return np.asarray(out)


def _conditioner(length: int, luck: Luck) -> Sound:
    """An air conditioner: a fan's hiss and its blades."""
    t = np.arange(length) / RATE
    blades = between(luck, 70, 180)
    out = noise(length, luck, ((30, 6), (200, 6), (700, 0), (2500, -6), (8000, -16), (16000, -30)))
    return np.asarray(out * (1 + 0.06 * wander(length, 1.5, luck)) + 0.2 * np.sin(2 * np.pi * blades * t + wander(length, 2, luck)))


def _wind(length: int, luck: Luck) -> Sound:
    """Gusts, and a whistle in some gap."""
    gusts = np.exp(0.55 * wander(length, 0.5, luck))
    low = noise(length, luck, ((20, 12), (150, 6), (500, -6), (2000, -22), (9000, -45)))
    whistle = band(luck.standard_normal(length), 450 * (f := between(luck, 0.8, 2)), 620 * f) * gusts**2
    return np.asarray(low * gusts + 0.12 * whistle / (np.std(whistle) + 1e-9))


def _rain(length: int, luck: Luck) -> Sound:
    """Rain: a steady hiss, nearer drops on it, and at times water from a gutter."""
    out = noise(length, luck, ((40, -6), (300, -6), (1200, -2), (4000, 0), (9000, -3), (18000, -14)))
    out *= 1 + 0.07 * wander(length, 0.7, luck)
    for low, high, per_s, strong in ((900, 4500, between(luck, 20, 140), 0.9), (300, 1800, between(luck, 2, 15), 1.4)):
        count = int(length / RATE * per_s)
        drop = burst(samples_of(0.015), luck, low, high, 0.0004, 0.012)
        out += scatter(length, luck.integers(0, length, count), strong * luck.exponential(0.35, count), drop)
    return np.asarray(out)


def _street(length: int, luck: Luck) -> Sound:
    """A street: the town's rumble and hiss, and cars that come and go."""
    out = noise(length, luck, ((20, 12), (80, 12), (300, 4), (1000, 0), (3000, -8), (9000, -24)))
    at = between(luck, -4, 4)
    while at < length / RATE:
        took = samples_of(between(luck, 4, 11))
        near = swell(took, between(luck, 0.35, 0.6)) ** between(luck, 1.5, 4)
        wheels = noise(took, luck, ((30, 6), (100, 4), (400, -1), (900, 2), (2500, -6), (8000, -20)))
        lay(out, wheels * near, int(at * RATE), between(luck, 0.7, 4.0))
        at += between(luck, 2.5, 10)
    return np.asarray(out)


def _far(length: int, luck: Luck, half: int) -> Sound:
    """Babble in a big room: no edges, little over 4 kHz, and the room's own air."""
    voices = babble(length, luck, half)
    t = np.arange(samples_of(0.9)) / RATE
    tail = luck.standard_normal(len(t)) * np.exp(-6.91 * t / 0.9)
    tail[0] += 6.0
    blurred = fftconvolve(voices, tail)[:length]
    dull = np.asarray(sosfiltfilt(butter(1, 2500, "lowpass", fs=RATE, output="sos"), blurred))
    return np.asarray(dull / np.std(dull) + 0.12 * _tone(length, luck))


def bed(name: str, length: int, luck: Luck, half: int) -> Sound:
    """The bed of a scene, its floor at 0 dB."""
    if name == "quiet room":
        kind = str(luck.choice(["tone", "conditioner", "wind outside"]))
        out = _conditioner(length, luck) if kind == "conditioner" else _tone(length, luck)
        if kind == "wind outside":
            out = out + between(luck, 0.3, 0.9) * band(_wind(length, luck), 0, 900)
    elif name == "rain":
        out = _rain(length, luck)
    elif name == "babble":
        out = _far(length, luck, half)
    else:
        out = _street(length, luck)
        if luck.random() < 0.4:
            out = out + between(luck, 0.4, 1.0) * _wind(length, luck)
    return np.asarray(out * gain(-floor_db(out)))
