"""Breaths of all sorts: sighs, gasps, breathing at rest and after running."""

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
    hiss,
    mouth,
    rms,
    samples,
    spread,
    swell,
    through,
    voice,
)
from yeoun.units.luck import Luck, Take, luck


def person(fate: Luck) -> float:
    """The size of a tract: a man's is 1."""
    return float(fate.choice([between(fate, 0.88, 1.05), between(fate, 1.08, 1.25), between(fate, 1.25, 1.5)]))


def air(fate: Luck, length_s: float, scale: float, is_in: bool, shape: Sound | None = None) -> Sound:
    """One stroke of breath through mouth or nose, rms 1 before its shape: turbulence at the lips, the teeth, the glottis."""
    n = samples(length_s)
    here, there = (mouth(fate, scale, spread(fate, 1.5, 6)) for _ in range(2))
    slope = between(fate, -6, 4) + (2 if is_in else -2)
    out = hiss(n, fate, here)
    if chance(fate, 0.7):    # the mouth opens or closes on the way
        turn = np.linspace(0, 1, n) ** spread(fate, 0.5, 2)
        out = out * (1 - turn) + hiss(n, fate, there) * turn
    out = through(out, (here[0], (here[0] / 800) ** (slope / 6.02)))
    if chance(fate, 0.4):    # teeth
        teeth = band_hiss(n, fate, between(fate, 1800, 4500), between(fate, 5500, 7900))
        out = out / rms(out) + between(fate, 0.1, 1.0) * teeth * swell(n, fate, (0.05, 0.9))
    if chance(fate, 0.2):    # a nose is narrow
        low = between(fate, 250, 900)
        out = out / rms(out) + between(fate, 0.3, 1.5) * band_hiss(n, fate, low, low * between(fate, 1.8, 4))
    out *= 1 + between(fate, 0, 0.35) * curve(n, fate, spread(fate, 3, 40))
    return out / rms(out) * (swell(n, fate, (0.1, 0.9)) if shape is None else shape)


def _let_go(fate: Luck, n: int) -> Sound:
    """The envelope of breath that is let go: a swell, a burst that runs out, or a stream that ends."""
    how, t = fate.random(), np.arange(n) / RATE
    if how < 0.5:
        shape = swell(n, fate, (0.04, 0.45), (0.5, 2.8))
    elif how < 0.85:
        top = spread(fate, 0.03, 0.3)
        shape = np.minimum(t / top, 1.0) ** spread(fate, 0.5, 2) * np.exp(-np.maximum(t - top, 0) / (n / RATE * spread(fate, 0.15, 0.6)))
    else:
        shape = np.minimum(t / spread(fate, 0.05, 0.3), 1.0) * np.linspace(1, between(fate, 0.3, 0.9), n)
    shape = shape * np.clip((n - np.arange(n)) / samples(spread(fate, 0.02, 0.2)), 0, 1)
    if chance(fate, 0.25):    # it trembles
        shape *= 1 + between(fate, 0.1, 0.5) * np.sin(2 * np.pi * between(fate, 3, 9) * np.arange(n) / RATE)
    return np.asarray(np.maximum(shape, 0))


def _breezed(fate: Luck, n: int) -> Sound:
    """A breath by other means than a tract: bands of noise, the brighter the sooner gone."""
    out, low, dies = np.zeros(n), spread(fate, 180, 900), between(fate, 0.4, 1.0)
    shape = _let_go(fate, n)
    for k in range(int(fate.integers(2, 4))):
        high = min(7900.0, low * spread(fate, 2.5, 9))
        out += spread(fate, 0.3, 1.2) * band_hiss(n, fate, low, high) * shape ** (1 + k * dies)
        low = min(3500.0, low * spread(fate, 1.8, 6))
    return np.asarray(out / (np.abs(out).max() + 1e-9) * 3)


def sigh(fate: Luck) -> Played:
    """A long breath let go, at times after one drawn in, at times half voiced."""
    scale, parts, strokes, at = person(fate), [], [], 0
    if chance(fate, 0.45):
        drawn = air(fate, spread(fate, 0.25, 1.1), scale, True, None) * spread(fate, 0.15, 0.8)
        gap = samples(between(fate, 0.0, 0.45))
        parts += [edged(drawn), np.zeros(gap)]
        strokes.append(Stroke(Kind.MAYBE_BREATH, 0, len(drawn)))
        at = len(drawn) + gap
    length = spread(fate, 0.45, 2.8)
    n = samples(length)
    out = _breezed(fate, n) if chance(fate, 0.25) else air(fate, length, scale, False, _let_go(fate, n))
    if chance(fate, 0.4):
        start = spread(fate, 110, 330) * scale
        fall = start * np.geomspace(1, between(fate, 0.45, 0.95), n) * (1 + 0.02 * curve(n, fate, 5))
        vowel = (between(fate, 450, 850), between(fate, 850, 1500))
        part = voice(fall, fate, mouth(fate, scale, 1.3, vowel), between(fate, 9, 20), between(fate, 0.1, 1.2), between(fate, 0.005, 0.05))
        out = out + between(fate, 0.15, 2.2) * part * swell(n, fate, (0.05, 0.4), (0.6, 3.0))
    if chance(fate, 0.06):    # lips that flutter
        out *= 1 + 0.8 * np.sign(np.sin(2 * np.pi * np.cumsum(between(fate, 18, 30) * np.ones(n)) / RATE))
    parts.append(edged(out, 0.01, 0.03))
    strokes.append(Stroke(Kind.SIGH, at, at + n))
    return Played("sigh", np.concatenate(parts), tuple(strokes))


def gasp(fate: Luck) -> Played:
    """Breath drawn in at once: swelling or sudden, at times with a voice in it, at times let go after a while."""
    scale, length = person(fate), spread(fate, 0.13, 0.75)
    n = samples(length)
    how = int(fate.integers(3))
    if how == 0:      # it grows and is cut off
        shape = np.linspace(0, 1, n) ** spread(fate, 0.4, 2.2) * np.clip((n - np.arange(n)) / samples(spread(fate, 0.01, 0.06)), 0, 1)
    elif how == 1:    # it is there at once and stays
        shape = np.clip(np.arange(n) / samples(spread(fate, 0.015, 0.07)), 0, 1) * np.linspace(1, between(fate, 0.3, 1.1), n)
        shape *= np.clip((n - np.arange(n)) / samples(spread(fate, 0.02, 0.12)), 0, 1)
    else:
        shape = swell(n, fate, (0.2, 0.85), (0.5, 1.6))
    out = air(fate, length, scale, True, shape)
    if chance(fate, 0.3):     # ever brighter, as the mouth opens
        low = spread(fate, 400, 2500)
        out = out * np.linspace(1, between(fate, 0.2, 1), n) + between(fate, 0.4, 2.0) * shape * np.linspace(0.1, 1, n) * band_hiss(
            n, fate, low, min(7900.0, low * spread(fate, 2, 6)))
    if chance(fate, 0.35):    # the glottis sounds too
        start, end = spread(fate, 180, 520) * scale, between(fate, 0.9, 1.8)
        rise = start * np.geomspace(1, end, n) * (1 + 0.03 * curve(n, fate, 12))
        sung = voice(rise, fate, mouth(fate, scale, 1.5), between(fate, 8, 16), between(fate, 0.3, 2), between(fate, 0.02, 0.12))
        out = out + between(fate, 0.2, 1.6) * sung * shape * np.linspace(between(fate, 0, 1), between(fate, 0.2, 1), n)
    parts, strokes = [edged(out)], [Stroke(Kind.GASP, 0, n)]
    if chance(fate, 0.3):
        gap = samples(between(fate, 0.15, 1.0))
        let = air(fate, spread(fate, 0.3, 1.2), scale, False, None) * spread(fate, 0.1, 0.7)
        parts += [np.zeros(gap), edged(let)]
        strokes.append(Stroke(Kind.MAYBE_BREATH, n + gap, n + gap + len(let)))
    return Played("gasp", np.concatenate(parts), tuple(strokes))


def breaths(fate: Luck) -> Played:
    """Somebody breathes: asleep, at rest, upset, out of breath."""
    scale = person(fate)
    cycle = spread(fate, 0.35, 5.0)    # seconds from breath to breath
    share, pause = between(fate, 0.3, 0.55), between(fate, 0.0, 0.3) * (1 if cycle > 1 else 0.4)
    only, uneven = fate.choice(["both", "both", "both", "in", "out"]), between(fate, 0.02, 0.16)
    count = int(np.clip(fate.integers(3, 11), 3, max(3, 24 / cycle)))
    inward, outward = fate.integers(2**31), fate.integers(2**31)
    strong = (spread(fate, 0.35, 1.6), 1.0)
    out, strokes, at = np.zeros(samples((count + 1) * cycle * 1.4)), [], 0
    tops = ((0.15, 0.85), (0.08, 0.6))
    top = [between(fate, *each) for each in tops]
    for _ in range(count):
        now = cycle * (1 + uneven * fate.standard_normal())
        for k, (name, part, key) in enumerate((("in", share, inward), ("out", 1 - share, outward))):
            length = max(0.1, now * part * (1 - pause))
            if only in ("both", name):
                same = luck(Take(int(key)), "the same mouth") if chance(fate, 0.8) else fate
                n = samples(length)
                near = (max(0.03, top[k] - 0.1), min(0.95, top[k] + 0.1))
                stroke = air(same, length, scale, name == "in", swell(n, fate, near)) * strong[k] * spread(fate, 0.75, 1.3)
                out[at:at + len(stroke)] += edged(stroke, 0.01, 0.02)[:len(out) - at]
                strokes.append(Stroke(Kind.BREATH, at, at + len(stroke)))
            at += samples(now * part)
    return Played("breaths", out[:strokes[-1].end], tuple(strokes))
