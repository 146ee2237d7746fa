"""Laughter and crying by throats.py: chains of voiced falls, catches and puffs, no two of them alike."""

import numpy as np

from training.ears.played import Kind, Played, Stroke
from training.ears.shaping import (
    RATE,
    Sound,
    band_hiss,
    between,
    chance,
    curve,
    edged,
    lay,
    rms,
    samples,
    spread,
    swell,
)
from training.ears.throats import Throat, broken, glided, glottis, puffed, ramp, throat
from yeoun.units.luck import Luck


def _note(fate: Luck, who: Throat, n: int, f0: Sound, vowel: tuple[Sound, Sound], breath: float, rough: float, nasal: float) -> Sound:
    """One voiced note, its voice failing into air; rms 1, no envelope."""
    voiced = ramp(n, fate, between(fate, 0.6, 1.2), between(fate, 0.2, 1.0))
    sound = glottis(f0, fate, voiced, ramp(n, fate, breath * between(fate, 0.5, 3), breath), rough, between(fate, 0, 0.4) * (rough > 0.03))
    sound = glided(sound, who, vowel[0] * spread(fate, 0.94, 1.06), vowel[1] * spread(fate, 0.94, 1.06), nasal, spread(fate, 0.8, 1.6))
    return np.asarray(sound / rms(sound))


def laugh(fate: Luck) -> Played:
    """Ha, ha, ha: voiced with falling pitch, behind closed lips, wheezed, snickered; one breath long or three."""
    who, out, at = throat(fate), np.zeros(samples(14)), 0
    how = str(fate.choice(["open", "open", "open", "shaken", "shaken", "closed", "wheeze", "snicker"]))
    base, vowel = spread(fate, 95, 430), (who.shape(fate, between(fate, 0.3, 1)), who.shape(fate, between(fate, 0.2, 1)))
    for bout in range(int(fate.choice([1, 1, 2, 2, 3]))):
        if bout:
            at += samples(between(fate, 0.05, 0.6))
        at = _shaken(fate, who, base, vowel, out, at) if how == "shaken" else _chain(fate, who, how, base, vowel, out, at)
        base *= between(fate, 0.85, 1.08)
        if chance(fate, 0.35) and at < 10 * RATE:    # breath is drawn between
            k = samples(spread(fate, 0.15, 0.6))
            drawn = puffed(fate, who, k, True, (0.3, 0.8)) * swell(k, fate, (0.3, 0.9)) * spread(fate, 0.08, 0.6)
            lay(out, edged(drawn), at)
            at += k
        if at > 10 * RATE:
            break
    return Played(f"laugh, {how}", out[:at + samples(0.1)], (Stroke(Kind.LAUGH, 0, at),))


def _chain(fate: Luck, who: Throat, how: str, base: float, vowel: tuple[Sound, Sound], out: Sound, at: int) -> int:
    every, drift, count = spread(fate, 0.12, 0.34), between(fate, 0.97, 1.08), int(fate.integers(3, 14))
    share, falls, weaker = between(fate, 0.25, 0.75), between(fate, 0.94, 1.01), between(fate, 0.82, 1.0)
    breath, rough, arch = spread(fate, 0.02, 0.8), spread(fate, 0.004, 0.06), between(fate, -0.25, 0.15)
    strong, end, airy = 1.0, at, between(fate, 0.0, 0.4)
    if chance(fate, 0.2):    # it bursts out
        k = samples(spread(fate, 0.05, 0.25))
        lay(out, edged(band_hiss(k, fate, spread(fate, 300, 2500), 7500) * swell(k, fate, (0.1, 0.5))), at, between(fate, 0.2, 0.8))
        at += k
    for k in range(count):
        n = samples(float(np.clip(every * share * spread(fate, 0.7, 1.4), 0.03, 0.45)))
        bare = how in ("wheeze", "snicker") or (k > count * 0.5 and chance(fate, airy))
        if how == "snicker":
            low = spread(fate, 900, 3500)
            note = band_hiss(n, fate, low, min(7900, low * spread(fate, 1.5, 4)))
        elif bare:
            note = puffed(fate, who, n, chance(fate, 0.15), (0.5, 0.8))
        else:
            f0 = base * falls**k * (1 + 0.08 * fate.standard_normal()) * np.geomspace(1, 1 + arch * between(fate, 0.5, 1.3), n)
            note = _note(fate, who, n, f0, vowel, breath, rough, between(fate, 0.5, 1) if how == "closed" else 0.0)
        loud = strong * spread(fate, 0.7, 1.35) * (between(fate, 0.1, 0.6) if bare and how == "open" else 1.0)
        lay(out, edged(note * swell(n, fate, (0.08, 0.6), (0.4, 1.8))), at, loud)
        if how != "snicker" and chance(fate, 0.6):
            gap = max(0.02, every * (1 - share) * between(fate, 0.4, 1.0))
            h = puffed(fate, who, samples(gap), False, (0.4, 0.7)) * swell(samples(gap), fate, (0.3, 0.8))
            lay(out, h, at + n, loud * spread(fate, 0.03, 0.5))
        end = at + n
        at += samples(max(0.085, every * (1 + between(fate, 0.0, 0.12) * fate.standard_normal())))
        every, strong = every * drift, strong * weaker
    return end


def _shaken(fate: Luck, who: Throat, base: float, vowel: tuple[Sound, Sound], out: Sound, at: int) -> int:
    """One long voice that is shaken three to eight times a second and hardly falls silent between."""
    n = samples(spread(fate, 0.6, 3.0))
    rate = ramp(n, fate, spread(fate, 3.3, 8), spread(fate, 3.0, 6.5), 0.15)
    beat = 0.5 + 0.5 * np.sin(2 * np.pi * np.cumsum(rate) / RATE - np.pi / 2)
    f0 = base * np.geomspace(between(fate, 0.9, 1.4), between(fate, 0.6, 1.0), n) * (1 + between(fate, 0, 0.18) * beat) * (
        1 + 0.04 * curve(n, fate, 5))
    deep = beat ** spread(fate, 0.4, 2)
    sound = glottis(broken(f0, fate, 0.3, (0.7, 1.7)), fate, deep, between(fate, 0.05, 0.4) + spread(fate, 0.05, 0.5) * (1 - deep),
                    spread(fate, 0.004, 0.06))
    sound = glided(sound, who, vowel[0], vowel[1], 0.0, spread(fate, 0.8, 1.6))
    lay(out, edged(sound / rms(sound) * swell(n, fate, (0.05, 0.5), (0.2, 1.2)) * (0.08 + deep), 0.01, 0.04), at)
    return at + n


def sob(fate: Luck) -> Played:
    """Crying: catches of breath and voiced falls in no rhythm, a voice that trembles, breaks and fails; loud, stifled or nearly mute."""
    who, out, at = throat(fate), np.zeros(samples(17)), 0
    how = str(fate.choice(["sobs", "sobs", "sobs", "moans", "moans", "stifled", "howls", "sniffs"]))
    base, nasal = spread(fate, 130, 480) * who.scale**0.4, (between(fate, 0.3, 0.9) if chance(fate, 0.35) or how == "stifled" else 0.0)
    vowel = (who.shape(fate, between(fate, 0.2, 0.9)), who.shape(fate, between(fate, 0.1, 0.8)))
    rough, breath, weak = spread(fate, 0.005, 0.09), spread(fate, 0.05, 1.2), spread(fate, 0.15, 1.0)
    for _ in range(int(fate.integers(2, 7))):
        if chance(fate, {"sobs": 0.85, "moans": 0.6, "stifled": 0.8, "howls": 0.7, "sniffs": 1.0}[how]):
            at = _caught(fate, who, how, weak, out, at)
        if how != "sniffs" or chance(fate, 0.6):
            at = _fallen(fate, who, how, base, vowel, (breath, rough, nasal), out, at)
        at += samples(spread(fate, 0.02, 0.6))
        base *= between(fate, 0.9, 1.08)
        if at > 12 * RATE:
            break
    return Played(f"sob, {how}", out[:at], (Stroke(Kind.SOB, 0, at),))


def _caught(fate: Luck, who: Throat, how: str, weak: float, out: Sound, at: int) -> int:
    """Breath drawn in jerks, each stopped by the throat; through a wet nose in sniffing."""
    for _ in range(int(fate.choice([1, 1, 2, 2, 3, 4]))):
        n = samples(spread(fate, 0.06, 0.4))
        jerk = puffed(fate, who, n, True, (between(fate, 0, 0.4), between(fate, 0.2, 0.9)))
        if how == "sniffs" or chance(fate, 0.3):
            jerk = jerk * (0.3 + np.abs(curve(n, fate, spread(fate, 25, 90))))
        if how != "sniffs" and chance(fate, 0.35):    # the voice is drawn in with it
            f0 = spread(fate, 220, 700) * np.geomspace(1, between(fate, 0.9, 1.6), n)
            jerk = jerk + between(fate, 0.3, 1.5) * _note(fate, who, n, f0, (who.shape(fate, 0.4), who.shape(fate, 0.6)), 0.5, 0.06, 0.0)
        lay(out, edged(jerk * swell(n, fate, (0.3, 0.95), (0.4, 1.6))), at, (1.0 if how == "sniffs" else weak) * spread(fate, 0.6, 1.5))
        at += n + samples(spread(fate, 0.015, 0.22))
    return at


def _fallen(fate: Luck, who: Throat, how: str, base: float, vowel: tuple[Sound, Sound], voice: tuple[float, float, float], out: Sound,
            at: int) -> int:
    breath, rough, nasal = voice
    long_s = {"sobs": spread(fate, 0.1, 0.7), "moans": spread(fate, 0.4, 1.8), "howls": spread(fate, 0.6, 2.6)}.get(
        how, spread(fate, 0.08, 0.5))
    parts = int(fate.choice([1, 1, 2, 3, 4])) if how in ("sobs", "stifled", "sniffs") else 1
    for _ in range(parts):
        n = samples(long_s * spread(fate, 0.6, 1.5))
        t = np.arange(n) / RATE
        shakes = ramp(n, fate, spread(fate, 3.5, 10), spread(fate, 4, 8), 0.2)
        trembling = np.sin(2 * np.pi * np.cumsum(shakes) / RATE) * np.clip(3 * t, 0, 1)
        rise = 1 + between(fate, 0, 0.3) * np.hanning(n) * float(chance(fate, 0.5))
        f0 = base * spread(fate, 0.85, 1.25) * np.geomspace(1, between(fate, 0.5, 1.0), n) * rise * (1 + between(fate, 0, 0.07) * trembling)
        if how == "stifled" and chance(fate, 0.5):
            one = puffed(fate, who, n, False, (0.3, 0.2))
        else:
            one = _note(fate, who, n, broken(f0, fate, 1.2, (0.6, 1.9)), vowel, breath, rough, nasal)
        shape = swell(n, fate, (0.04, 0.5), (0.4, 2.2)) * (1 + between(fate, 0, 0.7) * trembling)
        lay(out, edged(one * np.maximum(shape, 0), 0.006, 0.02), at, spread(fate, 0.6, 1.4))
        at += n + samples(spread(fate, 0.015, 0.3))
    return at
