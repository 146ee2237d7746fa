"""Hearts as sound designers lay them, and what makes people start: doors, things that fall, slaps, fists."""

import numpy as np

from tests.observing.strangers.nouns import RATE, Played, Sound, Stroke
from tests.observing.strangers.shaping import band, between, burst, lay, ring, samples_of, swell
from yeoun.model.observed import EventKind
from yeoun.units.luck import Luck


def _thump(luck: Luck, hertz: float, dies_s: float, knock: float) -> Sound:
    """One heart sound: a low body whose pitch falls, and a knock over 300 Hz that small loudspeakers can play."""
    length = samples_of(0.35)
    t = np.arange(length) / RATE
    pitch = hertz * (1 + 0.7 * np.exp(-t / 0.02))
    body = np.sin(2 * np.pi * np.cumsum(pitch) / RATE) * np.exp(-6.91 * t / dies_s) * np.minimum(t / 0.006, 1)
    mid = burst(length, luck, 180, 700, 0.004, dies_s * 0.5)
    return np.asarray(body + knock * mid * 0.3)


def heartbeat(luck: Luck) -> Played:
    """A heart, 50 to 130 beats a minute, steady, quickening or slowing. One beat is both of its sounds."""
    bpm, to = between(luck, 50, 130), between(luck, 0.85, 1.2)
    count, hertz = int(luck.integers(7, 15)), between(luck, 38, 78)
    knock, second = between(luck, 0.15, 0.9), between(luck, 0.35, 0.9)
    muffled = between(luck, 500, 2500)
    out, strokes, at = np.zeros(samples_of(count * 60 / bpm * 1.35 + 1)), [], samples_of(0.02)
    for k in range(count):
        period = 60 / (bpm * to ** (k / count)) * (1 + 0.015 * luck.standard_normal())
        between_s = min(0.2 + 0.13 * period, 0.45 * period)
        strength = between(luck, 0.9, 1.1)
        lay(out, _thump(luck, hertz, between(luck, 0.12, 0.2), knock), at, strength)
        lay(out, _thump(luck, hertz * 1.25, between(luck, 0.08, 0.15), knock), at + samples_of(between_s), strength * second)
        strokes.append(Stroke(EventKind.HEARTBEAT, at, at + samples_of(between_s + 0.1)))
        at += samples_of(period)
    out = band(out, 0, muffled)
    return Played(f"heart, {bpm:.0f} a minute", out[:strokes[-1].end + samples_of(0.25)], tuple(strokes))


def _door(luck: Luck) -> tuple[Sound, int]:
    length = samples_of(1.0)
    modes = [(between(luck, 55, 420), between(luck, 0.15, 0.5), between(luck, 0.3, 1.0)) for _ in range(7)]
    out = ring(length, modes, luck) + 1.3 * burst(length, luck, 60, 3500, 0.001, between(luck, 0.08, 0.2))
    lay(out, 0.7 * burst(samples_of(0.05), luck, 1800, 8000, 0.0005, 0.02), samples_of(between(luck, 0.0, 0.05)))    # the latch
    for k in range(int(luck.integers(0, 5))):                                                                        # panes, frame
        lay(out, 0.25 * 0.7**k * burst(samples_of(0.06), luck, 500, 4000, 0.001, 0.04), samples_of(0.07 + 0.06 * k))
    return out, samples_of(0.5)


_STUFF = {    # lowest and highest mode, seconds to -60 dB
    "ceramic": (1400, 7000, 0.25), "metal": (700, 6000, 0.6), "plastic": (350, 2500, 0.06), "book": (90, 700, 0.07),
    "glass": (2000, 8500, 0.4),
}


def _dropped(luck: Luck) -> tuple[Sound, int]:
    low, high, dies = _STUFF[str(luck.choice(list(_STUFF)))]
    modes = [(between(luck, low, high), dies * between(luck, 0.5, 1.3), between(luck, 0.2, 1.0)) for _ in range(7)]
    bounce, strength, at = between(luck, 0.12, 0.32), 1.0, 0
    out = np.zeros(samples_of(2.2))
    while bounce > 0.02 and at < len(out) - 4800:
        hit = ring(samples_of(0.6), modes, luck) * 0.6 + burst(samples_of(0.6), luck, low * 0.5, min(high * 1.5, 15_000), 0.0005, 0.04)
        lay(out, strength * hit, at)
        at += samples_of(bounce)
        loss = between(luck, 0.35, 0.72)
        bounce, strength = bounce * loss**0.5, strength * loss
    return out, min(at + samples_of(0.1), len(out))


def _slap(luck: Luck) -> tuple[Sound, int]:
    length = samples_of(0.3)
    out = burst(length, luck, between(luck, 400, 900), between(luck, 4000, 9000), between(luck, 0.0006, 0.003), between(luck, 0.05, 0.12))
    out = out + 0.6 * burst(length, luck, 150, 900, 0.002, 0.06)
    return out, samples_of(0.12)


def _fist(luck: Luck) -> tuple[Sound, int]:
    length = samples_of(0.8)
    modes = [(between(luck, 70, 480), between(luck, 0.1, 0.3), between(luck, 0.4, 1.0)) for _ in range(6)]
    out = ring(length, modes, luck) + burst(length, luck, 80, 1800, 0.0015, 0.08)
    if luck.random() < 0.5:                                  # what stands on the table
        cups = [(between(luck, 1800, 6500), between(luck, 0.05, 0.25), between(luck, 0.1, 0.5)) for _ in range(5)]
        for k in range(int(luck.integers(1, 4))):
            lay(out, 0.3 * 0.6**k * ring(samples_of(0.3), cups, luck), samples_of(0.015 + 0.05 * k))
    return out, samples_of(0.3)


def impact(luck: Luck) -> Played:
    """One blow: a door, something dropped, a slap, a fist on a table."""
    name, make = [("door slam", _door), ("dropped", _dropped), ("slap", _slap), ("fist on table", _fist)][int(luck.integers(4))]
    sound, end = make(luck)
    sound = sound * np.minimum((len(sound) - np.arange(len(sound))) / 960, 1.0)
    return Played(f"impact, {name}", sound, (Stroke(EventKind.IMPACT, 0, end),))


def click(luck: Luck, low: float, high: float, dies: float) -> Sound:
    """A small hard thing touched: what keys, pens and clocks have in common."""
    length = samples_of(0.08)
    modes = [(between(luck, low, high), dies * between(luck, 0.4, 1.5), between(luck, 0.2, 1.0)) for _ in range(4)]
    return np.asarray(ring(length, modes, luck) + burst(length, luck, low, high, 0.0004, dies) * swell(length, 0.001, 2))
