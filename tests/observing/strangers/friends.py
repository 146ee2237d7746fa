"""False friends: what sounds like an event and is none."""

from collections.abc import Callable

import numpy as np
from scipy.signal import chirp

from tests.observing.strangers.crying import level, sniff
from tests.observing.strangers.knocks import click
from tests.observing.strangers.nouns import RATE, Played, Sound
from tests.observing.strangers.shaping import (
    band,
    between,
    burst,
    curve,
    lay,
    noise,
    ring,
    samples_of,
    scatter,
    swell,
    wander,
)
from tests.observing.strangers.voice import Person, glottis, hush, person, tract
from yeoun.units.luck import Luck


def typing(luck: Luck) -> Sound:
    """Keys in bursts of words, each down and up; the space bar is duller."""
    out, at = np.zeros(samples_of(between(luck, 3, 7))), samples_of(0.02)
    down, up, bar = click(luck, 900, 5000, 0.03), click(luck, 1500, 6500, 0.015), click(luck, 250, 2500, 0.05)
    while at < len(out) - 9600:
        for _ in range(int(luck.integers(2, 8))):
            lay(out, down, at, between(luck, 0.5, 1.1))
            lay(out, up, at + samples_of(between(luck, 0.05, 0.1)), between(luck, 0.15, 0.45))
            at += samples_of(between(luck, 0.09, 0.24))
        lay(out, bar, at, between(luck, 0.7, 1.2))
        at += samples_of(between(luck, 0.15, 0.8))
    return out


def clock(luck: Luck) -> Sound:
    """A clock: tick and tock of one movement, once or twice a second, exactly."""
    out = np.zeros(samples_of(between(luck, 5, 10)))
    each = 1.0 if luck.random() < 0.6 else 0.5
    tick, tock = click(luck, 1200, 6000, 0.03), click(luck, 900, 5000, 0.035)
    for k in range(int(len(out) / RATE / each)):
        lay(out, tock if k % 2 else tick, samples_of(0.02 + k * each), 0.8 if k % 2 else 1.0)
    return out


def cloth(luck: Luck) -> Sound:
    """Cloth that moves: soft swells of hiss."""
    length = samples_of(between(luck, 1.0, 3.0))
    hiss = noise(length, luck, ((200, -14), (1500, -3), (4500, 0), (11000, -8)))
    return hiss * np.maximum(wander(length, between(luck, 3, 8), luck), 0) ** 1.5 * swell(length, 0.3)


def paper(luck: Luck) -> Sound:
    """A page: hundreds of crackles on a swish."""
    length = samples_of(between(luck, 0.6, 2.0))
    count = int(length / RATE * between(luck, 120, 500))
    at = np.sort(luck.beta(2, 2, count)) * (length - 1)
    crackle = scatter(length, at, luck.exponential(1.0, count) * luck.choice([-1, 1], count), burst(240, luck, 1800, 11_000, 0.0002, 0.004))
    return np.asarray(level(crackle) + 0.35 * noise(length, luck, ((800, -10), (5000, 0), (14000, -6))) * swell(length, 0.4))


def cutlery(luck: Luck) -> Sound:
    """Knife and fork against a plate."""
    out, at = np.zeros(samples_of(between(luck, 1.5, 4))), 0.02
    plate = [(between(luck, 1100, 4500), between(luck, 0.1, 0.35), between(luck, 0.2, 1)) for _ in range(6)]
    fork = [(between(luck, 2500, 9500), between(luck, 0.15, 0.6), between(luck, 0.1, 0.6)) for _ in range(5)]
    while at < len(out) / RATE - 0.5:
        lay(out, ring(samples_of(0.5), plate + fork, luck), samples_of(at), between(luck, 0.2, 1.0))
        at += float(luck.exponential(0.35)) + 0.05
    return out


def keys(luck: Luck) -> Sound:
    """A bunch of keys."""
    out = np.zeros(samples_of(between(luck, 0.7, 2)))
    for at in np.sort(luck.random(int(luck.integers(12, 40)))) * (len(out) - 9600):
        modes = [(between(luck, 2800, 12_000), between(luck, 0.05, 0.3), between(luck, 0.1, 1)) for _ in range(4)]
        lay(out, ring(samples_of(0.2), modes, luck), int(at), between(luck, 0.2, 1.0))
    return out


def creak(luck: Luck) -> Sound:
    """A door's hinge: it sticks and slips, 20 to 200 times a second, and the wood answers."""
    length = samples_of(between(luck, 0.7, 2.2))
    speed = np.exp(np.log(between(luck, 35, 130)) + 0.45 * wander(length, 3, luck))
    turns = np.cumsum(speed * (1 + 0.1 * wander(length, 60, luck))) / RATE
    at = np.flatnonzero(np.diff(np.floor(turns)) > 0)
    modes = [(between(luck, 350, 3500), between(luck, 0.02, 0.07), between(luck, 0.2, 1)) for _ in range(7)]
    return scatter(length, at, luck.uniform(0.5, 1.0, len(at)), ring(samples_of(0.08), modes, luck)) * swell(length, 0.3, 0.7)


def cough(luck: Luck) -> Sound:
    """Once or twice: the burst, the rush, a little voice."""
    who = person(luck)
    out, at = np.zeros(samples_of(1.6)), 0
    for _ in range(int(luck.integers(1, 4))):
        length = samples_of(between(luck, 0.22, 0.42))
        rush = hush(length, who, luck, "neutral", "eo", bright_db=2) * curve(length, (0, 0), (0.03, 1), (0.25, 0.5), (0.6, 0.3), (1, 0))
        f0 = who.f0_hz * curve(length, (0, 1.3), (1, 0.8))
        voiced = level(tract(glottis(f0, who, luck, breath=0.5), who, "eo", "neutral")) * curve(length, (0, 0), (0.45, 0), (0.6, 1), (1, 0))
        lay(out, rush + between(luck, 0.0, 0.5) * voiced, at, between(luck, 0.6, 1.0))
        at += length + samples_of(between(luck, 0.05, 0.2))
    return out[:at]


def one_sniff(luck: Luck) -> Sound:
    """A cold, not grief: one or two."""
    who = person(luck)
    first = sniff(who, luck)
    return first if luck.random() < 0.6 else np.concatenate([first, np.zeros(samples_of(between(luck, 0.2, 0.5))), 0.8 * sniff(who, luck)])


def chair(luck: Luck) -> Sound:
    """A chair pushed back: it stutters over the floor."""
    length = samples_of(between(luck, 0.4, 1.2))
    turns = np.cumsum(np.exp(np.log(between(luck, 60, 220)) + 0.3 * wander(length, 6, luck))) / RATE
    at = np.flatnonzero(np.diff(np.floor(turns)) > 0)
    modes = [(between(luck, 120, 1800), between(luck, 0.03, 0.12), between(luck, 0.2, 1)) for _ in range(8)]
    scraped = scatter(length, at, luck.uniform(0.2, 1.0, len(at)), ring(samples_of(0.12), modes, luck))
    return np.asarray((level(scraped) + 0.5 * noise(length, luck, ((200, -6), (1200, 0), (6000, -12)))) * swell(length, 0.25))


def meow(luck: Luck) -> Sound:
    """A cat: 500 to 800 Hz, mouth opening and closing."""
    length = samples_of(between(luck, 0.45, 1.1))
    cat = Person("cat", 1.75, between(luck, 480, 760), 0.5)
    f0 = cat.f0_hz * curve(length, (0, 0.85), (0.3, 1.1), (0.7, 1.0), (1, 0.7)) * (1 + 0.01 * wander(length, 12, luck))
    return level(tract(glottis(f0, cat, luck, breath=0.1, tilt_hz=5000), cat, "i", "a", "u")) * swell(length, 0.3)


def radio(luck: Luck) -> Sound:
    """A song from a small loudspeaker: chords, a tune, a beat, through 300-4000 Hz."""
    beat = 60 / between(luck, 74, 126)
    beats = int(between(luck, 4.5, 9) / beat)
    out, root = np.zeros(samples_of(beats * beat + 0.2)), between(luck, 150, 240)
    scale = [0, 2, 4, 7, 9, 12, 14]
    for k in range(beats):
        at = samples_of(k * beat)
        if k % 4 == 0:
            chord = int(luck.choice([0, 5, 7, 9]))
            length = samples_of(4 * beat)
            t = np.arange(length) / RATE
            for step in (0, 4, 7):
                hertz = root * 2 ** ((chord + step) / 12)
                lay(out, sum(np.sin(2 * np.pi * n * hertz * t) / n**1.5 for n in range(1, 7)) * swell(length, 0.02, 0.6), at, 0.3)
        for part in range(int(luck.integers(1, 3))):
            length = samples_of(beat * 0.9)
            hertz = 2 * root * 2 ** (int(luck.choice(scale)) / 12)
            t = np.arange(length) / RATE
            tune = sum(np.sin(2 * np.pi * n * hertz * t + 4 * np.sin(2 * np.pi * 5.5 * t) * 0.05) / n for n in range(1, 9))
            lay(out, tune * swell(length, 0.05, 0.8), at + samples_of(part * beat / 2), 0.5)
        drum = chirp(np.arange(4800) / RATE, 180, 0.1, 60) * swell(4800, 0.02, 2)
        lay(out, burst(4800, luck, 1000, 8000, 0.001, 0.08) if k % 2 else drum, at, 0.7)
    out = band(out, 300, 4000, 3)
    return np.asarray(out * np.minimum(np.minimum(np.arange(len(out)), len(out) - np.arange(len(out))) / 9600, 1.0))


FRIENDS: dict[str, Callable[[Luck], Sound]] = {
    "typing": typing, "clock": clock, "cloth": cloth, "paper": paper, "cutlery": cutlery, "keys": keys, "creaking door": creak,
    "cough": cough, "sniff": one_sniff, "chair": chair, "cat": meow, "radio": radio,
}


def friend(name: str, luck: Luck) -> Played:
    """One false friend by name."""
    return Played(name, FRIENDS[name](luck))
