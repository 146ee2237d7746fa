"""Sobs and laughs: the same lungs, thrown.

Laughter after Bachorowski, Smoski and Owren (2001): notes of about 80-120 ms, 4-6 a second, a third of them without voice; weeping as a
wail that falls and trembles, convulsive inhalations in threes, and sniffs. A bout is one event, from its first sound to its last.
"""

import numpy as np

from tests.observing.strangers.breathing import inhaled
from tests.observing.strangers.nouns import RATE, Played, Sound, Stroke
from tests.observing.strangers.shaping import between, curve, lay, samples_of, swell, wander
from tests.observing.strangers.voice import Person, glottis, hush, nose, person, tract
from yeoun.model.observed import EventKind
from yeoun.units.luck import Luck


def level(sound: Sound) -> Sound:
    """The same at unit power."""
    return np.asarray(sound / (np.sqrt(np.mean(sound**2)) + 1e-12))


def sniff(who: Person, luck: Luck) -> Sound:
    """Air pulled through a wet nose."""
    length = samples_of(between(luck, 0.12, 0.4))
    wet = 1 + between(luck, 0.1, 0.6) * np.sign(wander(length, 90, luck))
    return nose(length, who, luck, between(luck, 8, 16)) * swell(length, between(luck, 0.4, 0.85), 0.8) * wet


def wail(length: int, who: Person, luck: Luck, f0_hz: float, breath: float, vowels: tuple[str, ...]) -> Sound:
    """A voiced sob: up at once, falling and trembling to its end, breaking where it is pressed."""
    tremble = between(luck, 0.01, 0.05)
    turns = np.cumsum(between(luck, 4.5, 8) * (1 + 0.2 * wander(length, 6, luck))) / RATE
    f0 = f0_hz * curve(length, (0, 0.9), (0.15, 1.12), (0.5, 1.0), (1, between(luck, 0.6, 0.85)))
    f0 = f0 * (1 + tremble * np.sin(2 * np.pi * turns) + 0.012 * wander(length, 18, luck))
    crack = between(luck, 0, 0.5) if luck.random() < 0.4 else 0.0
    source = glottis(f0, who, luck, breath=breath, tilt_hz=between(luck, 1200, 6500), crack=crack)
    shape = swell(length, between(luck, 0.08, 0.3), between(luck, 0.8, 1.8)) * (1 - 6 * tremble * (0.5 + 0.5 * np.sin(2 * np.pi * turns)))
    return level(tract(source, who, *vowels, wide=1.3)) * shape


def sob(luck: Luck) -> Played:
    """A bout of weeping: quiet (catches of breath, little voice) or heavy (wails), with convulsive inhalations and sniffs."""
    who = person(luck)
    heavy = luck.random() < 0.5
    high = who.f0_hz * (between(luck, 1.3, 2.1) if heavy else between(luck, 1.1, 1.6))
    vowels = tuple(str(each) for each in luck.choice(["eo", "eu", "hum", "neutral", "a"], size=2))
    out, at = np.zeros(samples_of(9.0)), 0
    for _ in range(int(luck.integers(1, 4))):
        if heavy:
            length = samples_of(between(luck, 0.45, 1.3))
            lay(out, wail(length, who, luck, high * between(luck, 0.9, 1.12), between(luck, 0.15, 0.6), vowels), at)
            at += length + samples_of(between(luck, 0.02, 0.12))
        else:
            for _ in range(int(luck.integers(2, 6))):
                length = samples_of(between(luck, 0.07, 0.2))
                air = hush(length, who, luck, *vowels, bright_db=-3) * swell(length, 0.2, 1.5)
                lay(out, between(luck, 0.5, 1.0) * air, at)
                if luck.random() < 0.7:
                    lay(out, between(luck, 0.3, 1.2) * wail(length, who, luck, high, 0.8, vowels), at)
                at += length + samples_of(between(luck, 0.04, 0.16))
        for _ in range(int(luck.integers(1, 4))):    # the breath comes back in pieces
            length = samples_of(between(luck, 0.1, 0.26))
            lay(out, between(luck, 0.3, 0.8) * inhaled(length, who, luck, "mouth", 0.7), at)
            at += length + samples_of(between(luck, 0.02, 0.08))
        if luck.random() < 0.5:
            pulled = sniff(who, luck)
            at += samples_of(between(luck, 0.1, 0.35))
            lay(out, between(luck, 0.4, 0.9) * pulled, at)
            at += len(pulled)
        at += samples_of(between(luck, 0.08, 0.4))
    end = int(np.flatnonzero(out)[-1]) + 1
    return Played(f"sob, {who.name} {'heavy' if heavy else 'quiet'}", out[:end], (Stroke(EventKind.SOB, 0, end),))


_LAUGHS = {    # notes a bout, notes a second, pitch over speech, vowels, share of voice
    "giggle": ((5, 13), (5.0, 6.8), (1.5, 2.6), ("i", "e"), 0.9),
    "chuckle": ((3, 7), (3.8, 5.2), (0.9, 1.3), ("hum", "eu", "neutral"), 0.8),
    "open": ((4, 13), (4.0, 5.6), (1.3, 2.3), ("a", "eo"), 1.0),
    "silent": ((4, 11), (4.2, 6.2), (1.0, 1.2), ("eu", "neutral", "i"), 0.0),
}


def laugh(luck: Luck) -> Played:
    """A bout of laughing: giggle, chuckle, open or without voice; at times with the breath drawn in after it."""
    who = person(luck)
    manner = str(luck.choice(list(_LAUGHS)))
    notes, speeds, above, vowels, share = _LAUGHS[manner]
    count, period = int(luck.integers(*notes)), 1 / between(luck, *speeds)
    f0, vowel = who.f0_hz * between(luck, *above), str(luck.choice(vowels))
    tilt = {"chuckle": 1200.0, "giggle": between(luck, 2500, 5000), "open": between(luck, 3500, 9000), "silent": 1500.0}[manner]
    out, at = np.zeros(samples_of(count * period * 1.5 + 2.0)), 0
    for k in range(count):
        this = samples_of(period * (1 + 0.02 * k) * (1 + 0.06 * luck.standard_normal()))
        fading = (1 - 0.55 * k / count) * between(luck, 0.75, 1.2)
        air_length = int(this * between(luck, 0.75, 0.95))
        air = hush(air_length, who, luck, vowel, bright_db=between(luck, -4, 3)) if manner != "chuckle" else nose(air_length, who, luck)
        lay(out, air * swell(air_length, 0.3, 1.6), at, fading * (1.0 if share == 0 else between(luck, 0.2, 0.5)))
        if luck.random() < share:
            length = int(this * between(luck, 0.4, 0.68))
            pitch = f0 * (1 - 0.2 * k / count) * between(luck, 0.93, 1.08) * curve(length, (0, 1.06), (0.3, 1.0), (1, 0.86))
            source = glottis(pitch, who, luck, breath=between(luck, 0.15, 0.5), tilt_hz=tilt)
            lay(out, level(tract(source, who, vowel, wide=1.3)) * swell(length, 0.2, 1.3), at + int(this * 0.25), fading)
        at += this
    if luck.random() < 0.35:
        length = samples_of(between(luck, 0.25, 0.6))
        at += samples_of(between(luck, 0.02, 0.15))
        lay(out, inhaled(length, who, luck, "mouth", 0.7), at, between(luck, 0.3, 0.7))
    end = int(np.flatnonzero(out)[-1]) + 1
    return Played(f"laugh, {who.name} {manner}", out[:end], (Stroke(EventKind.LAUGH, 0, end),))
