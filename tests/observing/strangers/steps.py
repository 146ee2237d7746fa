"""Footsteps: a heel, a toe, a floor, a body, and how a person walks.

A step is a strike of a few milliseconds (harder soles, shorter strike), the shoe's and the floor's own modes, the floor's texture
(grains, water, cloth dragging) and, walking, the toe 60-150 ms after the heel. Gaits: 95-125 steps a minute walking, 126-150 hurrying,
150-190 running, slowing to a stop, limping. *Truth*: every heel's first sample.
"""

import numpy as np

from tests.observing.strangers.nouns import Played, Sound, Stroke
from tests.observing.strangers.shaping import between, burst, lay, noise, ring, samples_of, scatter, swell
from yeoun.model.observed import EventKind
from yeoun.units.luck import Luck

SHOES = ("leather heel", "stiletto", "sneaker", "slippers", "boots", "bare feet")
FLOORS = ("linoleum", "wood", "concrete", "gravel", "wet asphalt", "stairs", "carpet")
LENGTH = samples_of(0.5)
_STRIKE = {    # band of the strike, seconds to -60 dB, strength of the strike beside the floor's
    "leather heel": ((900, 6500), 0.022, 1.0), "stiletto": ((1800, 9000), 0.014, 1.0), "sneaker": ((120, 1500), 0.05, 0.7),
    "slippers": ((300, 3200), 0.035, 0.8), "boots": ((150, 2600), 0.04, 0.9), "bare feet": ((80, 900), 0.045, 0.7),
}
_MODES = {    # of the floor: lowest, highest, how many, seconds to -60 dB, strength
    "linoleum": (110, 900, 4, 0.08, 0.5), "wood": (75, 750, 8, 0.22, 1.1), "concrete": (200, 1500, 3, 0.04, 0.3),
    "gravel": (90, 400, 2, 0.05, 0.2), "wet asphalt": (180, 1200, 3, 0.04, 0.3), "stairs": (90, 1400, 9, 0.35, 1.0),
    "carpet": (60, 300, 3, 0.06, 0.6),
}


def _texture(floor: str, length: int, luck: Luck) -> Sound | None:
    """What lies on the floor, as the weight comes on it."""
    if floor == "gravel":
        count = int(between(luck, 50, 130))
        kernel = burst(samples_of(0.012), luck, 1200, 8500, 0.0005, 0.009)
        at = samples_of(1.0) * np.abs(luck.normal(between(luck, 0.03, 0.07), between(luck, 0.03, 0.06), count))
        crunch = scatter(length, at, luck.exponential(1.0, count) * luck.choice([-1, 1], count), kernel)
        return np.asarray(0.5 * crunch / (np.abs(crunch).max() + 1e-9) + 0.05 * noise(length, luck, ((300, -8), (2500, 0), (9000, -6))) *
                          swell(length, 0.15, 3))
    if floor == "wet asphalt":
        splash = noise(length, luck, ((400, -14), (2500, 0), (7000, 0), (15000, -10))) * swell(length, 0.06, between(luck, 5, 12))
        drops = scatter(length, luck.integers(0, length // 2, 14), luck.exponential(0.5, 14),
                        burst(samples_of(0.006), luck, 2500, 9000, 0.0003, 0.004))
        return np.asarray(0.16 * splash + 0.1 * drops)
    if floor == "wood" and luck.random() < 0.15:
        return 0.12 * ring(length, [(between(luck, 350, 900), 0.2, 1.0)], luck) * swell(length, 0.3)
    return None


def strike(shoe: str, floor: str, hard: float, luck: Luck, modes: list[tuple[float, float, float]]) -> Sound:
    """One contact of a sole with a floor, from its first sample on."""
    (low, high), dies, share = _STRIKE[shoe]
    soft = 0.35 if floor == "carpet" else 0.6 if floor == "gravel" else 1.0
    top = min(high * (0.6 + 0.5 * hard) * soft, 15_000.0)
    hit = burst(LENGTH, luck, low * between(luck, 0.85, 1.15), max(top, 2 * low), 0.0008 + 0.0015 * max(1 - hard, 0.0),
                dies * between(luck, 0.8, 1.3))
    thud = burst(LENGTH, luck, 45, 220, 0.004, 0.12)
    shaken = [(hertz * between(luck, 0.99, 1.01), dies_s, strength * between(luck, 0.5, 1.3)) for hertz, dies_s, strength in modes]
    out = share * hit + 0.5 * ring(LENGTH, shaken, luck) + 0.5 * thud
    grains = _texture(floor, LENGTH, luck)
    return np.asarray(hard * (out if grains is None else (0.5 * out + 3.0 * grains)))


def _gait(luck: Luck) -> tuple[str, list[float], list[float]]:
    """How someone walks: intervals in seconds, and how hard each step is."""
    manner = str(luck.choice(["walking", "walking", "hurrying", "running", "slowing to a stop", "limping"]))
    a_minute = {"walking": (92, 125), "hurrying": (126, 150), "running": (150, 190), "slowing to a stop": (88, 120), "limping": (70, 100)}
    count, period = int(luck.integers(6, 15)), 60 / between(luck, *a_minute[manner])
    slope = between(luck, -0.06, 0.06)    # coming nearer, going away
    steps, hardness = [], []
    uneven = between(luck, 1.3, 1.8)
    for k in range(count):
        slower = 1 + (1.2 * (k / count) ** 2 if manner == "slowing to a stop" else 0)
        lame = (2 * uneven / (1 + uneven) if k % 2 else 2 / (1 + uneven)) if manner == "limping" else 1.0
        steps.append(period * slower * lame * (1 + 0.03 * luck.standard_normal()))
        weight = (0.55 if k % 2 else 1.0) if manner == "limping" else 0.94 if k % 2 else 1.0
        fading = 1 - 0.45 * k / count if manner == "slowing to a stop" else 1.0
        hardness.append(weight * fading * float(np.exp(slope * (k - count / 2))) * between(luck, 0.8, 1.2))
    return manner, steps, hardness


def footsteps(luck: Luck) -> Played:
    """A person walks: one pair of shoes, one floor, one gait."""
    shoe, floor = str(luck.choice(SHOES)), str(luck.choice(FLOORS))
    if shoe in ("slippers", "bare feet") and floor in ("gravel", "wet asphalt"):
        floor = "linoleum"
    manner, intervals, hardness = _gait(luck)
    low, high, number, dies, strength = _MODES[floor]
    modes = [(float(np.exp(luck.uniform(np.log(low), np.log(high)))), dies * between(luck, 0.5, 1.4), strength * between(luck, 0.2, 0.7))
             for _ in range(number)]
    running = manner == "running"
    toe_s, toe = between(luck, 0.06, 0.15), between(luck, 0.15, 0.6) * (0 if running or shoe == "stiletto" else 1)
    loose = shoe == "slippers" and not running
    lead = samples_of(0.05)
    out, strokes, at = np.zeros(lead + samples_of(sum(intervals)) + 2 * LENGTH), [], lead
    for interval, hard in zip(intervals, hardness, strict=True):
        lay(out, strike(shoe, floor, min(hard, 1.6), luck, modes), at)
        after = samples_of(toe_s * between(luck, 0.85, 1.15))
        if toe > 0.05:
            lay(out, strike("sneaker" if shoe in ("leather heel", "boots") else shoe, floor, toe * hard, luck, modes), at + after)
        if loose:    # the sole drags, then claps against the heel
            dragged = samples_of(between(luck, 0.1, 0.22))
            lay(out, 0.12 * hard * noise(dragged, luck, ((500, -6), (2500, 0), (8000, -8))) * swell(dragged, 0.5), at + after + 600)
            lay(out, 0.4 * hard * burst(samples_of(0.06), luck, 500, 4500, 0.001, 0.03), at + samples_of(interval * 0.55))
        strokes.append(Stroke(EventKind.FOOTSTEP, at, at + after + samples_of(0.06)))
        at += samples_of(interval)
    end = min(strokes[-1].end + LENGTH, len(out))
    return Played(f"steps, {shoe} on {floor} {manner}", out[:end], tuple(strokes))
