"""More that is easily taken for breath, tears or laughter and is none: by the build of throats.py where a voice is in it."""

from collections.abc import Callable

import numpy as np

from training.ears.shaping import (
    RATE,
    Sound,
    band_hiss,
    between,
    bumpy,
    chance,
    curve,
    edged,
    hiss,
    lay,
    passed,
    ringing,
    rms,
    samples,
    spread,
    swell,
)
from training.ears.throats import glided, glottis, puffed, ramp, throat
from yeoun.units.luck import Luck


def _to_and_fro(fate: Luck) -> Sound:
    """Sawing, sweeping, scrubbing, brushing, planing: noise that goes and comes, evenly as breath does, and as bright in either."""
    every, count = spread(fate, 0.25, 1.4), int(fate.integers(3, 12))
    out, at = np.zeros(samples(count * every * 1.4 + 1)), 0
    colours, share = [bumpy(fate, (-4, 6), 3, 8) for _ in range(2)], between(fate, 0.5, 0.95)
    for k in range(count):
        n = samples(every * share * spread(fate, 0.85, 1.15))
        grit = np.abs(curve(n, fate, spread(fate, 60, 600), 0.1, 1)) ** spread(fate, 0.3, 2)
        stroke = hiss(n, fate, colours[k % 2]) * grit * swell(n, fate, (0.1, 0.6), (0.1, 0.7))
        lay(out, edged(stroke, 0.005, 0.01), at, spread(fate, 0.7, 1.3))
        at += samples(every * spread(fate, 0.93, 1.07))
    return out[:at + samples(0.1)]


def _valve(fate: Luck) -> Sound:
    """A bus door, brakes, a tyre, a spray, an iron, a coffee machine: air under pressure, at once or ending at once, and bright."""
    n = samples(spread(fate, 0.15, 2.5))
    t = np.linspace(0, 1, n)
    shape = np.exp(-t * spread(fate, 0.5, 6)) if chance(fate, 0.6) else np.ones(n)
    out = passed(hiss(n, fate, bumpy(fate, (0, 7), 3, 10)), spread(fate, 200, 2500), 8000) * shape
    return edged(out, spread(fate, 0.001, 0.03), spread(fate, 0.005, 0.1))


def _waves(fate: Luck) -> Sound:
    """The sea, a curtain in the wind, a crowd of leaves: swells every few seconds, never quite gone."""
    n = samples(spread(fate, 4, 12))
    slow = 0.5 + 0.5 * np.sin(2 * np.pi * np.cumsum(ramp(n, fate, spread(fate, 0.12, 0.6), 0.3, 0.4)) / RATE + between(fate, 0, 6))
    bright = hiss(n, fate, bumpy(fate, (-2, 4)))
    dull = hiss(n, fate, bumpy(fate, (-12, -4)))
    return edged((dull + bright * slow) * (between(fate, 0.1, 0.5) + slow ** spread(fate, 0.7, 3)), 0.3, 0.4)


def _whispered(fate: Luck) -> Sound:
    """Whispered or hissed words: puffs and hisses in a hurry, every one another mouth shape."""
    who, parts = throat(fate), []
    every = spread(fate, 0.1, 0.25)
    for _ in range(int(fate.integers(4, 20))):
        n = samples(every * spread(fate, 0.5, 1.6))
        vowel = puffed(fate, who, n, False, (between(fate, 0, 1), between(fate, 0, 1))) * swell(n, fate, (0.1, 0.6), (0.2, 0.8))
        parts.append(edged(vowel, 0.01, 0.02))
        if chance(fate, 0.6):
            k, low = samples(spread(fate, 0.02, 0.16)), spread(fate, 1200, 5000)
            parts.append(edged(band_hiss(k, fate, low, min(7900, low * spread(fate, 1.5, 4)))) * spread(fate, 0.3, 1.5))
        if chance(fate, 0.15):
            parts.append(np.zeros(samples(spread(fate, 0.04, 0.5))))
    return np.concatenate(parts)


def _talked(fate: Luck) -> Sound:
    """Talk of no tongue by the other glottis: syllables with hisses and stops, level or sung, often breathy at the ends of phrases."""
    who, base, parts = throat(fate), spread(fate, 80, 330), []
    every, rough, breath, sway = spread(fate, 0.09, 0.28), spread(fate, 0.002, 0.04), spread(fate, 0.01, 0.3), between(fate, 0.03, 0.3)
    shape = who.shape(fate, between(fate, 0, 1))
    for _ in range(int(fate.integers(2, 6))):
        count = int(fate.integers(2, 10))
        for k in range(count):
            n, after = samples(every * spread(fate, 0.6, 1.8)), who.shape(fate, between(fate, 0, 1))
            fall = base * np.exp(sway * fate.standard_normal() / 2) * (1.1 - 0.25 * k / count)
            f0 = np.geomspace(fall, fall * np.exp(sway * fate.standard_normal() / 2), n)
            sound = glided(glottis(f0, fate, np.ones(n), breath * np.ones(n) * (3 if k == count - 1 else 1), rough), who, shape, after)
            if chance(fate, 0.5):
                m, low = samples(spread(fate, 0.02, 0.14)), spread(fate, 900, 4800)
                parts.append(edged(band_hiss(m, fate, low, min(7900, low * spread(fate, 1.4, 4)))) * spread(fate, 0.05, 0.7))
            elif chance(fate, 0.4):
                parts.append(np.zeros(samples(between(fate, 0.02, 0.08))))
            parts.append(edged(sound / rms(sound) * swell(n, fate, (0.1, 0.6), (0.1, 0.6)) * spread(fate, 0.5, 1.2), 0.006, 0.012))
            shape = after
        parts.append(np.zeros(samples(spread(fate, 0.05, 0.9))))
    return np.concatenate(parts)


def _called(fate: Luck) -> Sound:
    """A call, a sung note with vibrato, a groan of effort, an ah of surprise, a hum: one voice, whole, at most three times."""
    who, parts = throat(fate), []
    for _ in range(int(fate.choice([1, 1, 2, 3]))):
        n = samples(spread(fate, 0.15, 2.5))
        t = np.arange(n) / RATE
        vibrato = 1 + between(fate, 0, 0.05) * np.sin(2 * np.pi * between(fate, 4.5, 7) * t) * float(chance(fate, 0.5))
        f0 = spread(fate, 90, 520) * np.exp(curve(n, fate, spread(fate, 0.5, 3), -0.25, 0.25)) * vibrato
        sound = glottis(f0, fate, np.ones(n), spread(fate, 0.01, 0.3) * np.ones(n), spread(fate, 0.002, 0.03))
        shapes = who.shape(fate, between(fate, 0, 1)), who.shape(fate, between(fate, 0, 1))
        sound = glided(sound, who, *shapes, between(fate, 0, 1) * float(chance(fate, 0.3)))
        sound = sound / rms(sound) * swell(n, fate, (0.05, 0.6), (0.1, 0.6))
        parts += [edged(sound, 0.015, 0.04), np.zeros(samples(spread(fate, 0.1, 0.8)))]
    return np.concatenate(parts)


def _reeds(fate: Luck) -> Sound:
    """A mouth organ, an accordion, a horn, a siren, hinges that sing, a saw: tones with many harmonics that swell and slide."""
    out = np.zeros(samples(spread(fate, 0.5, 5)))
    for _ in range(int(fate.integers(1, 6))):
        n = samples(spread(fate, 0.15, 2.0))
        f0 = spread(fate, 110, 900) * np.exp(curve(n, fate, spread(fate, 0.5, 6), -0.3, 0.3) * float(chance(fate, 0.5)))
        saw = 2 * (np.cumsum(f0) / RATE % 1) - 1
        lay(out, edged(passed(saw, spread(fate, 60, 600), spread(fate, 1200, 7000), 1) * swell(n, fate, (0.1, 0.8), (0.1, 1)), 0.02, 0.04),
            int(fate.integers(0, len(out))), spread(fate, 0.4, 1.2))
    return out


def _handled(fate: Luck) -> Sound:
    """Things put down, drawers, bags, a coat taken off: scrapes and knocks in no rhythm."""
    out = np.zeros(samples(spread(fate, 0.6, 5)))
    for _ in range(int(fate.integers(2, 12))):
        at = int(fate.integers(0, len(out)))
        if chance(fate, 0.5):
            n = samples(0.25)
            knock = ringing(n, fate, (spread(fate, 60, 600), 5000), int(fate.integers(3, 10)), (0.003, 0.04))
            lay(out, edged(knock, 0.0008), at, spread(fate, 0.1, 1))
        else:
            n, low = samples(spread(fate, 0.06, 0.9)), spread(fate, 200, 2500)
            scrape = band_hiss(n, fate, low, min(7900, low * spread(fate, 2, 8))) * np.abs(curve(n, fate, spread(fate, 6, 60), 0, 1))
            lay(out, edged(scrape * swell(n, fate, (0.1, 0.9), (0.2, 1.2))), at, spread(fate, 0.1, 0.9))
    return out


MISTAKEN: dict[str, Callable[[Luck], Sound]] = {
    "to and fro": _to_and_fro, "valve": _valve, "waves": _waves, "whispered": _whispered, "talked": _talked, "talked again": _talked,
    "called": _called, "called again": _called, "reeds": _reeds, "handled": _handled,
}
