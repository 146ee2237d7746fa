"""Laughter and crying, from a silent shaking to a howl."""

import numpy as np

from training.ears.breathing import air, person
from training.ears.played import Kind, Played, Stroke
from training.ears.shaping import RATE, Sound, between, chance, curve, edged, lay, mouth, samples, spread, swell, voice
from yeoun.units.luck import Luck


def laugh(fate: Luck) -> Played:
    """One to three bouts of notes, voiced or not, in one of many manners (Bachorowski 2001: songs, snorts, grunts, pants)."""
    scale = person(fate)
    manner = str(fate.choice(["song", "song", "song", "staccato", "staccato", "chuckle", "giggle", "pant", "snort", "cackle"]))
    out, at = np.zeros(samples(14)), 0
    for bout in range(int(fate.choice([1, 1, 1, 2, 2, 3]))):
        if bout:
            at += samples(between(fate, 0.1, 0.5))
        at = _bout(fate, scale, manner, out, at)
        if at > 10 * RATE:
            break
    if chance(fate, 0.4):
        drawn = air(fate, spread(fate, 0.2, 0.7), scale, True) * spread(fate, 0.08, 0.5)
        lay(out, edged(drawn), at + samples(between(fate, 0.0, 0.15)))
        if chance(fate, 0.5):
            at += len(drawn)
    return Played(f"laugh, {manner}", out[:at + samples(0.1)], (Stroke(Kind.LAUGH, 0, at),))


def _bout(fate: Luck, scale: float, manner: str, out: Sound, at: int) -> int:
    """Lay one bout; gives its end."""
    every = {"giggle": spread(fate, 0.1, 0.19), "staccato": spread(fate, 0.15, 0.28), "chuckle": spread(fate, 0.15, 0.32),
             "cackle": spread(fate, 0.13, 0.24)}.get(manner, spread(fate, 0.13, 0.34))
    slows, uneven, weakens = between(fate, 0.98, 1.07), between(fate, 0.01, 0.14), between(fate, 0.8, 1.03)
    base = {"giggle": spread(fate, 220, 480), "chuckle": spread(fate, 80, 180), "cackle": spread(fate, 200, 420)}.get(
        manner, spread(fate, 100, 420)) * scale**0.7
    vowel = (between(fate, 350, 850), between(fate, 800, 2000))
    share, dull = between(fate, 0.2, 0.5 if manner == "staccato" else 0.75), between(fate, 6, 18)
    breath = {"pant": 9.0, "snort": 9.0, "staccato": spread(fate, 0.01, 0.2), "chuckle": spread(fate, 0.1, 2)}.get(
        manner, spread(fate, 0.05, 1.0))
    drift, bend, count = between(fate, 0.95, 1.02), between(fate, 0.8, 1.15), int(fate.integers(3, 15))
    strong, arch = 1.0, chance(fate, 0.3)
    for k in range(count):
        length = float(np.clip(every * share * spread(fate, 0.75, 1.3), 0.03, 0.4))
        n = samples(length)
        loud = strong * spread(fate, 0.7, 1.3) * (np.sin(np.pi * (k + 0.8) / (count + 0.6)) if arch else 1.0)
        if manner in ("pant", "snort"):
            note = air(fate, length, scale, chance(fate, 0.2 if manner == "pant" else 0.5), swell(n, fate, (0.1, 0.6)))
        else:
            f0 = base * drift**k * (1 + 0.06 * fate.standard_normal()) * np.geomspace(1 / bend, bend, n) * (1 + 0.05 * np.hanning(n))
            near = (vowel[0] * spread(fate, 0.9, 1.1), vowel[1] * spread(fate, 0.92, 1.08))
            tract = mouth(fate, scale, 1.0, near)
            note = voice(f0, fate, tract, dull, breath, between(fate, 0.005, 0.05)) * swell(n, fate, (0.15, 0.6), (0.5, 1.8))
        lay(out, edged(note), at, loud)
        if chance(fate, 0.6):    # the h before the a
            puff = air(fate, max(0.03, every * (1 - share) * between(fate, 0.4, 1.0)), scale, False)
            lay(out, edged(puff), at + n if chance(fate, 0.5) else max(0, at - len(puff)), loud * spread(fate, 0.03, 0.5))
        end = at + n
        at += samples(max(0.09, every * (1 + uneven * fate.standard_normal())))
        every, strong = every * slows, strong * weakens
    return end


def sob(fate: Luck) -> Played:
    """Somebody cries: breath drawn in jerks, voice or breath pushed out in falls, in one of many manners."""
    scale = person(fate)
    manner = str(fate.choice(["sobbing", "sobbing", "weeping", "weeping", "wailing", "whimper", "silent", "sniffling"]))
    out, at = np.zeros(samples(16)), 0
    base = spread(fate, 170, 420) * scale**0.8
    for _ in range(int(fate.integers(1, 6)) + (manner == "whimper") + 2 * (manner == "weeping")):
        if chance(fate, {"silent": 0.9, "sniffling": 0.95, "sobbing": 0.8, "weeping": 0.9}.get(manner, 0.45)):
            at = _drawn_in(fate, scale, manner, out, at)
        if manner != "sniffling" or chance(fate, 0.5):
            at = _let_out(fate, scale, manner, base, out, at)
        at += samples(spread(fate, 0.03, 0.5))
        if at > 11 * RATE:
            break
    return Played(f"sob, {manner}", out[:at + samples(0.05)], (Stroke(Kind.SOB, 0, at),))


def _drawn_in(fate: Luck, scale: float, manner: str, out: Sound, at: int) -> int:
    count = int(fate.integers(1, 5))
    loud = spread(fate, 0.15, 1.0) if manner != "sniffling" else 1.0
    for _ in range(count):
        length = spread(fate, 0.06, 0.35)
        n = samples(length)
        jerk = air(fate, length, scale, True, swell(n, fate, (0.2, 0.9), (0.4, 1.5)))
        if chance(fate, 0.25):    # the voice catches
            f0 = spread(fate, 250, 650) * scale * np.geomspace(1, between(fate, 0.9, 1.5), n)
            jerk += between(fate, 0.2, 1.2) * voice(f0, fate, mouth(fate, scale, 1.5), 12, 1.0, 0.06) * swell(n, fate, (0.3, 0.8))
        lay(out, edged(jerk), at, loud * spread(fate, 0.7, 1.4))
        at += n + samples(spread(fate, 0.02, 0.2))
    return at


def _let_out(fate: Luck, scale: float, manner: str, base: float, out: Sound, at: int) -> int:
    if manner in ("wailing", "weeping"):    # long cries; or one fall of the voice between sniffs
        parts, length = 1, spread(fate, 0.6, 2.8) if manner == "wailing" else spread(fate, 0.2, 0.9)
    else:
        parts, length = int(fate.integers(1, 7)), spread(fate, 0.07, 0.45 if manner == "whimper" else 0.6)
    gap, strong, falls = spread(fate, 0.02, 0.18), 1.0, between(fate, 0.55, 0.95)
    vowel = (between(fate, 350, 800), between(fate, 800, 1900))
    for _ in range(parts):
        n = samples(length * spread(fate, 0.75, 1.3))
        shape = swell(n, fate, (0.05, 0.5), (0.5, 2.0))
        if manner in ("silent", "sniffling"):
            part = air(fate, n / RATE, scale, False, shape)
        else:
            t = np.arange(n) / RATE
            shaking = np.sin(2 * np.pi * between(fate, 4.5, 9.5) * t + between(fate, 0, 6)) * np.clip(t * 4, 0, 1)
            wobble = 1 + between(fate, 0.0, 0.06) * shaking
            high = 1.0 if manner != "whimper" else between(fate, 1.1, 1.8)
            f0 = base * high * between(fate, 0.93, 1.08) * np.geomspace(1, falls * between(fate, 0.9, 1.1), n) * wobble
            if chance(fate, 0.4):
                f0 *= 1 + between(fate, 0.05, 0.25) * np.hanning(n)
            tract, dull = mouth(fate, scale, 1.2, vowel), between(fate, 6, 18)
            breath = spread(fate, 0.01, 0.3) if manner == "weeping" else spread(fate, 0.05, 1.5)
            part = voice(f0, fate, tract, dull, breath, between(fate, 0.003, 0.06))
            part *= shape * (1 + between(fate, 0, 0.5) * curve(n, fate, 9))
        lay(out, edged(part), at, strong * spread(fate, 0.8, 1.25))
        at += n + samples(gap * spread(fate, 0.6, 1.6))
        strong *= between(fate, 0.8, 1.0)
    return at
