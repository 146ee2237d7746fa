"""What strikes: feet on every ground, hearts, single blows."""

import numpy as np

from training.ears.played import Kind, Played, Stroke
from training.ears.shaping import (
    RATE,
    Sound,
    band_hiss,
    between,
    bumpy,
    chance,
    curve,
    edged,
    grains,
    hiss,
    lay,
    passed,
    ringing,
    samples,
    spread,
    swell,
    through,
)
from yeoun.units.luck import Luck

GROUNDS = ("hard", "hard", "wood", "wood", "gravel", "snow", "carpet", "water", "metal", "leaves", "dirt", "tiles", "wet", "wet")


def _sole(fate: Luck) -> dict[str, float]:
    """What is the same in every step of a walk."""
    return {"click": spread(fate, 0.03, 1.5), "thump": spread(fate, 0.1, 2.0), "scrape": spread(fate, 0.01, 0.5),
            "hz": spread(fate, 45, 220), "bright": spread(fate, 900, 5500), "die": spread(fate, 0.004, 0.03),
            "body": spread(fate, 0.012, 0.07),
            "toe": between(fate, 0.04, 0.2), "toes": between(fate, 0.0, 0.9) * float(chance(fate, 0.65)), "rate": spread(fate, 250, 2500)}


def _knock(fate: Luck, sole: dict[str, float], n: int) -> Sound:
    t = np.arange(n) / RATE
    hard = np.exp(-t / (sole["die"] * spread(fate, 0.8, 1.25)))
    low, high = sole["bright"] * 0.45, min(7800, sole["bright"] * 2.2)
    out = sole["click"] * band_hiss(n, fate, low, high) * hard
    f = sole["hz"] * spread(fate, 0.93, 1.07)
    out += sole["thump"] * np.sin(2 * np.pi * f * t * (1 + 0.3 * np.exp(-t / 0.02)) + between(fate, 0, 1)) * np.exp(-t / sole["body"])
    return np.asarray(out + 0.4 * sole["thump"] * band_hiss(n, fate, 60, 400) * np.exp(-t / (0.6 * sole["body"])))


def _foot(fate: Luck, ground: str, sole: dict[str, float], tract: tuple[Sound, Sound], modes: Sound) -> Sound:
    """One step: heel, roll, toe."""
    n = samples(0.4)
    out = _knock(fate, sole, n)
    if ground in ("gravel", "snow", "leaves", "dirt"):
        long_s = {"gravel": 0.16, "snow": 0.25, "leaves": 0.25, "dirt": 0.1}[ground] * spread(fate, 0.6, 1.6)
        k = samples(long_s)
        crunch = passed(grains(k, fate, sole["rate"], 200, 7800, 0.003), between(fate, 150, 900), between(fate, 3000, 7900))
        lay(out, crunch / (np.abs(crunch).max() + 1e-9) * swell(k, fate, (0.05, 0.45), (0.4, 1.5)), 0, spread(fate, 0.6, 3.0))
    elif ground in ("water", "wet"):    # a wet pavement is hard, with a little splash
        k = samples(spread(fate, 0.12, 0.35) if ground == "water" else spread(fate, 0.04, 0.2))
        splash = band_hiss(k, fate, spread(fate, 300, 2500), 7500) * swell(k, fate, (0.05, 0.3)) + grains(k, fate, 250, 600, 5000) * 0.4
        lay(out, splash, 0, spread(fate, 0.2, 1.0) if ground == "water" else spread(fate, 0.05, 0.6))
    elif ground in ("metal", "wood", "tiles"):
        out += spread(fate, 0.1, 1.2) * modes[:n] * spread(fate, 0.8, 1.2)
    if ground == "carpet":
        out = passed(out, 20, spread(fate, 350, 1800), 1)
    if sole["toes"] > 0:
        toe = _knock(fate, sole | {"bright": sole["bright"] * 1.3, "hz": sole["hz"] * 1.4, "thump": sole["thump"] * 0.5}, samples(0.2))
        lay(out, toe, samples(sole["toe"] * spread(fate, 0.85, 1.15)), sole["toes"] * spread(fate, 0.7, 1.4))
    k = samples(spread(fate, 0.06, 0.25))
    roll = band_hiss(k, fate, 600, 6000) * swell(k, fate, (0.2, 0.8))
    lay(out, roll, samples(between(fate, 0.0, 0.1)), sole["scrape"] * spread(fate, 0.5, 1.5))
    return edged(through(out, tract), 0.0006, 0.05)


def footsteps(fate: Luck) -> Played:
    """Somebody walks, runs, hurries, drags or limps; comes nearer or goes away; stops and goes on."""
    ground, sole, tract = str(fate.choice(GROUNDS)), _sole(fate), bumpy(fate, (-4, 2), 3, 7)
    modes = ringing(samples(0.5), fate, (90, 3500), int(fate.integers(2, 12)), (0.008, 0.15))
    every = float(fate.choice([spread(fate, 0.42, 0.72), spread(fate, 0.42, 0.72), spread(fate, 0.26, 0.42), spread(fate, 0.3, 0.42),
                               spread(fate, 0.7, 1.3)]))
    uneven, limp, sides = between(fate, 0.005, 0.09), between(fate, -0.12, 0.12) * float(chance(fate, 0.4)), between(fate, 0.6, 1.0)
    count = int(fate.integers(3, 19) * (1.4 if every < 0.42 else 1))
    out, strokes, at = np.zeros(samples(count * every * 1.3 + 2)), [], 0
    ramp, slows = between(fate, -14, 14) * float(chance(fate, 0.4)), between(fate, 0.985, 1.015)
    one, last = None, between(fate, -6, 0)
    for k in range(count):
        one = _foot(fate, ground, sole, tract, modes) if one is None or chance(fate, 0.75) else one
        loud = (sides if k % 2 else 1.0) * 10 ** ((ramp * k / count + between(fate, -4, 1) + (last if k == count - 1 else 0)) / 20)
        lay(out, one, at, loud)
        strokes.append(Stroke(Kind.FOOTSTEP, at, at + samples(0.1)))
        every *= slows
        at += samples(max(0.2, every * (1 + uneven * fate.standard_normal() + (limp if k % 2 else -limp))))
        if chance(fate, 0.03):
            at += samples(between(fate, 0.3, 1.0))
        if at > len(out) - samples(0.6):
            break
    return Played(f"steps, {ground}", out[:strokes[-1].start + samples(0.45)], tuple(strokes))


def heartbeats(fate: Luck) -> Played:
    """A heart as films have it: two low thumps a beat, deep or hollow, near or far."""
    every, uneven = 60 / spread(fate, 42, 190), between(fate, 0.0, 0.04)
    gap = float(np.clip(between(fate, 0.26, 0.42) * every**0.4, 0.09, 0.62 * every))
    hz, second, low = spread(fate, 26, 95), between(fate, 0.9, 1.5), between(fate, -12, 3)
    body, attack, air = spread(fate, 0.018, 0.09), spread(fate, 0.002, 0.03), spread(fate, 0.01, 1.5)
    top, slides = spread(fate, 90, 2600), between(fate, 0.0, 0.8)    # from the next room, to a stethoscope's
    count = int(fate.integers(4, 18))
    out, strokes, at = np.zeros(samples(count * every * 1.2 + 1.5)), [], 0

    def thump(f: float, die: float) -> Sound:
        n = samples(0.4)
        t = np.arange(n) / RATE
        tone = np.sin(2 * np.pi * f * (t + slides * 0.03 * (1 - np.exp(-t / 0.03))) + between(fate, -0.5, 0.5))
        made = (tone + air * band_hiss(n, fate, 25, top)) * np.exp(-t / die) * np.clip(t / attack, 0, 1)
        return edged(passed(made, 20, top * spread(fate, 0.8, 1.2), 1), 0.001, 0.1)

    single = chance(fate, 0.04)
    grows = between(fate, -8, 8) * float(chance(fate, 0.3))
    for k in range(count):
        loud = 10 ** (grows * k / count / 20)
        lay(out, thump(hz * spread(fate, 0.97, 1.03), body), at, loud * spread(fate, 0.85, 1.15))
        if not single:
            after = thump(hz * second, body * between(fate, 0.6, 1.0))
            lay(out, after, at + samples(gap * spread(fate, 0.97, 1.03)), loud * 10 ** (low / 20))
        strokes.append(Stroke(Kind.HEARTBEAT, at, at + samples(gap + 0.1)))
        at += samples(every * (1 + uneven * fate.standard_normal()))
        every *= spread(fate, 0.985, 1.015)
        if at > len(out) - samples(0.8):
            break
    return Played("heart", out[:strokes[-1].start + samples(gap + 0.4)], tuple(strokes))


def impact(fate: Luck) -> Played:
    """A single blow: a door, a body, a fist, glass, something dropped; what bounces after it belongs to it."""
    what = str(fate.choice(["door", "door", "thud", "slap", "glass", "metal", "shot", "wood", "dropped", "dropped"]))
    n = samples(1.8)
    t = np.arange(n) / RATE
    sole = _sole(fate)
    hard = {"thump": spread(fate, 0.3, 3), "click": spread(fate, 0.2, 3), "die": spread(fate, 0.006, 0.06),
            "body": spread(fate, 0.02, 0.14)}
    out = _knock(fate, sole | hard, n)
    if what in ("door", "wood", "dropped"):
        out += spread(fate, 0.2, 1.5) * ringing(n, fate, (60, 1800), int(fate.integers(3, 14)), (0.015, 0.15))
        if what == "door" and chance(fate, 0.5):    # latch and rattle
            lay(out, ringing(samples(0.1), fate, (900, 5000), 5, (0.004, 0.02)), samples(between(fate, 0.02, 0.14)), spread(fate, 0.1, 0.8))
    elif what == "glass":
        out = out * 0.3 + ringing(n, fate, (1500, 7500), 25, (0.03, 0.3)) + 0.5 * grains(n, fate, 90, 2000, 7800) * np.exp(-t / 0.25)
    elif what == "metal":
        out += spread(fate, 0.4, 2) * ringing(n, fate, (200, 6000), 16, (0.05, 0.7))
    elif what == "shot":
        out += hiss(n, fate, bumpy(fate, (-6, 0))) * (np.exp(-t / spread(fate, 0.01, 0.05)) + 0.1 * np.exp(-t / 0.3)) * 2
    elif what == "slap":
        out = out * 0.4 + band_hiss(n, fate, spread(fate, 300, 1200), 7000) * np.exp(-t / spread(fate, 0.004, 0.02))
    elif what == "thud":
        out = passed(out + hiss(n, fate, bumpy(fate, (-9, -3))) * np.exp(-t / spread(fate, 0.02, 0.09)), 20, spread(fate, 400, 2500), 1)
    if what in ("dropped", "metal", "glass") and chance(fate, 0.6):    # it bounces, sooner and sooner
        single, at, gap, loud = out.copy(), 0, between(fate, 0.12, 0.4), 1.0
        for _ in range(int(fate.integers(1, 7))):
            at, loud = at + samples(gap), loud * between(fate, 0.3, 0.75)
            lay(out, single, at, loud)
            gap *= between(fate, 0.55, 0.85)
    out = through(out, bumpy(fate, (-3, 2), 3, 6)) * (1 + 0.1 * curve(n, fate, 10))
    return Played(f"impact, {what}", edged(out, 0.0006, 0.3), (Stroke(Kind.IMPACT, 0, samples(0.2)),))
