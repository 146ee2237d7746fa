"""Sighs, gasps and breathing by throats.py."""

import numpy as np

from training.ears.played import Kind, Played, Stroke
from training.ears.shaping import RATE, Sound, between, chance, curve, edged, lay, rms, samples, spread, swell
from training.ears.throats import Throat, broken, glided, glottis, puffed, ramp, throat
from yeoun.units.luck import Luck, Take, luck


def _falling(fate: Luck, n: int) -> Sound:
    """The strength of breath let go: it is there soon, and goes slowly, by a curve, by steps, or trembling."""
    at, t = between(fate, 0.04, 0.45), np.linspace(0, 1, n)
    up, down = np.clip(t / at, 0, 1) ** spread(fate, 0.4, 2), np.clip((1 - t) / (1 - at), 0, 1) ** spread(fate, 0.4, 3.0)
    out = up * down
    how = fate.random()
    if how < 0.15:      # it shudders out
        out = out * (1 - between(fate, 0.3, 0.9) * (np.sin(2 * np.pi * np.cumsum(ramp(n, fate, spread(fate, 3, 9), 5, 0.3)) / RATE) > 0.2))
        k = samples(0.03)
        out = np.convolve(out, np.ones(k) / k, "same")
    elif how < 0.35:    # it is held back, then let go
        out = out * np.clip(0.3 + np.abs(curve(n, fate, spread(fate, 1, 4), 0.2, 1.1)), 0, 1.2)
    return np.asarray(out)


def sigh(fate: Luck) -> Played:
    """Breath let go at length: blown, through the nose, groaned, beginning as a voice and ending as air, or the other way."""
    who, parts, strokes, at = throat(fate), [], [], 0
    if chance(fate, 0.4):
        k = samples(spread(fate, 0.2, 1.2))
        drawn = puffed(fate, who, k, True, (between(fate, 0, 0.5), between(fate, 0.2, 1))) * swell(k, fate, (0.3, 0.9))
        drawn *= spread(fate, 0.1, 0.7)
        gap = samples(between(fate, 0.01, 0.5))
        parts, at = [edged(drawn), np.zeros(gap)], k + gap
        strokes.append(Stroke(Kind.MAYBE_BREATH, 0, k))
    n = samples(spread(fate, 0.4, 2.6))
    opened = (between(fate, 0.2, 1), between(fate, 0, 0.7))
    out = puffed(fate, who, n, False, opened)
    if chance(fate, 0.5):
        f0 = spread(fate, 85, 300) * who.scale**0.5 * np.geomspace(1, between(fate, 0.4, 1.0), n) * (1 + 0.03 * curve(n, fate, 4))
        groans = chance(fate, 0.35)
        voiced = ramp(n, fate, between(fate, 0.4, 1.5), between(fate, 0, 0.3)) if chance(fate, 0.75) else swell(n, fate, (0.2, 0.8))
        breath = ramp(n, fate, between(fate, 0.05, 0.6) if groans else between(fate, 0.4, 2), between(fate, 0.3, 2))
        sound = glottis(broken(f0, fate, 0.4, (0.6, 1.5)), fate, voiced, breath, spread(fate, 0.003, 0.06), between(fate, 0, 0.3))
        nasal = between(fate, 0.4, 1) if chance(fate, 0.3) else 0.0
        shapes = who.shape(fate, opened[0]), who.shape(fate, opened[1])
        sound = glided(sound, who, *shapes, nasal, spread(fate, 0.8, 2), spread(fate, 0.5, 2))
        out = sound / rms(sound) + between(fate, 0, 0.7) * out
    if chance(fate, 0.1):    # lips
        out = out * (1 + 0.9 * np.sin(2 * np.pi * np.cumsum(ramp(n, fate, between(fate, 15, 30), 18)) / RATE))
    parts.append(edged(out / rms(out) * _falling(fate, n), 0.01, 0.03))
    return Played("sigh", np.concatenate(parts), (*strokes, Stroke(Kind.SIGH, at, at + n)))


def gasp(fate: Luck) -> Played:
    """Air that rushes in: growing until it is stopped, at once, in two jerks, with a voice drawn in; and what comes after."""
    who, n = throat(fate), samples(spread(fate, 0.14, 0.85))
    opened = sorted((between(fate, 0, 0.8), between(fate, 0.2, 1)))
    out = puffed(fate, who, n, True, (opened[0], opened[1]))
    if chance(fate, 0.4):
        f0 = spread(fate, 170, 600) * who.scale**0.5 * np.geomspace(1, between(fate, 0.9, 2.0), n) * (1 + 0.05 * curve(n, fate, 12))
        sound = glottis(f0, fate, ramp(n, fate, between(fate, 0, 0.8), between(fate, 0.2, 1.2)), ramp(n, fate, 0.6, between(fate, 0.2, 2)),
                        spread(fate, 0.01, 0.12), between(fate, 0, 0.5))
        sound = glided(sound, who, who.shape(fate, opened[0]), who.shape(fate, opened[1]), 0.0, spread(fate, 0.8, 2))
        out = out + spread(fate, 0.2, 2) * sound / rms(sound)
    t = np.linspace(0, 1, n)
    how = int(fate.integers(4))
    if how == 0:
        shape = t ** spread(fate, 0.5, 2.5)
    elif how == 1:
        shape = np.clip(t / between(fate, 0.03, 0.2), 0, 1) * (1 - t * between(fate, 0, 0.6))
    elif how == 2:
        shape = swell(n, fate, (0.35, 0.9), (0.4, 1.6))
    else:    # two jerks
        split = between(fate, 0.25, 0.5)
        again = np.maximum((t - split) / (1 - split), 0) ** spread(fate, 0.4, 1.5)
        shape = np.where(t < split, np.sin(np.pi * t / split) * between(fate, 0.3, 0.9), again)
    ends = samples(spread(fate, 0.004, 0.09))
    shape = shape * np.clip((n - np.arange(n)) / ends, 0, 1)
    parts, strokes = [edged(out * shape)], [Stroke(Kind.GASP, 0, n)]
    if chance(fate, 0.35):
        gap, k = samples(between(fate, 0.1, 1.2)), samples(spread(fate, 0.25, 1.3))
        let = puffed(fate, who, k, False, (between(fate, 0.2, 1), between(fate, 0, 0.7))) * _falling(fate, k) * spread(fate, 0.08, 0.6)
        parts += [np.zeros(gap), edged(let)]
        strokes.append(Stroke(Kind.MAYBE_BREATH, n + gap, n + gap + k))
    return Played("gasp", np.concatenate(parts), tuple(strokes))


def _breath(key: int, who: Throat, long_s: float, inward: bool, opened: float, hoarse: float) -> Sound:
    """The same mouth's next breath: its colour by the key, its length another."""
    fate, n = luck(Take(key), "one mouth"), samples(long_s)
    out = puffed(fate, who, n, inward, (opened, opened * between(fate, 0.6, 1.3)))
    if hoarse:
        f0 = spread(fate, 70, 260) * np.geomspace(1, between(fate, 0.7, 1.3), n)
        sound = glided(glottis(f0, fate, np.ones(n), np.ones(n), 0.1, 0.4), who, who.shape(fate, opened), who.shape(fate, opened))
        out = out + hoarse * sound / rms(sound)
    return np.asarray(out)


def breaths(fate: Luck) -> Played:
    """Somebody breathes: asleep, afraid, after a run, with a cold; evenly, in haste, held for a moment."""
    who = throat(fate)
    every, opened = spread(fate, 0.4, 5.0), between(fate, 0, 1)
    share, rest = between(fate, 0.3, 0.6), between(fate, 0.0, 0.35) * min(1.0, every)
    count, keys = int(np.clip(fate.integers(3, 14), 3, max(3, 22 / every))), fate.integers(2**31, size=2)
    loud = np.array([spread(fate, 0.3, 2.0), 1.0]) * fate.choice(np.array([[1, 1], [1, 1], [1, 1], [1, 0.02], [0.02, 1]]))
    uneven, drift = between(fate, 0.02, 0.2), between(fate, 0.97, 1.03)
    hoarse = [spread(fate, 0.05, 0.8) if chance(fate, 0.2) else 0.0 for _ in range(2)]
    tops, bends = (between(fate, 0.2, 0.85), between(fate, 0.08, 0.6)), (spread(fate, 0.5, 2), spread(fate, 0.5, 2))
    out, strokes, at = np.zeros(samples((count + 2) * every * 1.6)), [], 0
    for _ in range(count):
        now = max(0.25, every * (1 + uneven * fate.standard_normal()))
        for k, part in enumerate((share, 1 - share)):
            length = max(0.1, now * part * (1 - rest))
            n = samples(length)
            t = np.linspace(0, 1, n)
            shape = (np.clip(t / tops[k], 0, 1) * np.clip((1 - t) / (1 - tops[k]), 0, 1)) ** bends[k]
            if loud[k] > 0.05:
                one = _breath(int(keys[k]), who, length, k == 0, opened, hoarse[k]) * shape * loud[k] * spread(fate, 0.7, 1.4)
                lay(out, edged(one, 0.01, 0.02), at)
                strokes.append(Stroke(Kind.BREATH, at, min(at + n, len(out))))
            at += samples(now * part)
        every *= drift
        if chance(fate, 0.05):    # it is held
            at += samples(between(fate, 0.2, 0.8))
        if at > len(out) - samples(2 * every):
            break
    return Played("breaths", out[:strokes[-1].end], tuple(strokes))
