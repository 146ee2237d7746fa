"""Sighs, gasps and trains of breath: turbulence with a throat, in the times people take.

Times after textbook physiology (rest: 12-18 breaths a minute, after running 35-55; out is longer than in at rest, alike after running).
A sigh is the breath let go; the inhalation before it may be called a breath, and need not.
"""

import numpy as np

from tests.observing.strangers.nouns import Played, Sound, Stroke
from tests.observing.strangers.shaping import between, curve, lay, samples_of, swell, wander
from tests.observing.strangers.voice import Person, glottis, hush, nose, person, tract
from yeoun.model.observed import EventKind
from yeoun.units.luck import Luck


def inhaled(length: int, who: Person, luck: Luck, through: str, sharp: float = 0.6) -> Sound:
    """Air drawn in: it grows and stops sooner than it began."""
    made = nose(length, who, luck, 4.0) if through == "nose" else hush(length, who, luck, "eu", "neutral", bright_db=between(luck, -1, 6))
    return made * swell(length, sharp, 0.8) * (1 + 0.12 * wander(length, 25, luck))


def exhaled(length: int, who: Person, luck: Luck, through: str, vowels: tuple[str, ...] = ("neutral", "eu")) -> Sound:
    """Air let go: it comes at once and runs out slowly."""
    made = nose(length, who, luck) if through == "nose" else hush(length, who, luck, *vowels, bright_db=between(luck, -6, 1))
    return made * swell(length, between(luck, 0.08, 0.25), between(luck, 1.3, 2.6)) * (1 + 0.12 * wander(length, 20, luck))


def sigh(luck: Luck) -> Played:
    """One sigh: through nose or mouth, with or without the breath before, steady or trembling, at times half voiced."""
    who = person(luck)
    through = "nose" if luck.random() < 0.3 else "mouth"
    length = samples_of(between(luck, 0.75, 2.3))
    out = exhaled(length, who, luck, through, tuple(luck.choice(["a", "eo", "neutral", "eu", "u"], size=2)))
    manner = [who.name, through]
    if through == "mouth" and luck.random() < 0.4:
        f0 = who.f0_hz * curve(length, (0, 1.12), (0.3, 1.0), (1, 0.72)) * (1 + 0.01 * wander(length, 6, luck))
        voiced = tract(glottis(f0, who, luck, breath=0.6, tilt_hz=900.0), who, "a", "eo", wide=1.4) * swell(length, 0.12, 2.2)
        out = out + between(luck, 0.25, 0.9) * voiced * np.sqrt(np.mean(out**2)) / (np.sqrt(np.mean(voiced**2)) + 1e-12)
        manner.append("half voiced")
    if luck.random() < 0.3:
        speed, depth = between(luck, 4.5, 8.5), between(luck, 0.35, 0.8)
        turns = np.cumsum(speed * (1 + 0.15 * wander(length, 5, luck))) / 48_000
        out = out * (1 - depth * (0.5 + 0.5 * np.sin(2 * np.pi * turns)))
        manner.append("trembling")
    strokes: list[Stroke] = []
    if luck.random() < 0.55:
        into = samples_of(between(luck, 0.4, 1.1))
        rest = samples_of(between(luck, 0.03, 0.3))
        before = between(luck, 0.25, 0.8) * inhaled(into, who, luck, "nose" if luck.random() < 0.5 else "mouth")
        out = np.concatenate([before, np.zeros(rest), out])
        strokes = [Stroke(EventKind.BREATH, 0, into, needed=False), Stroke(EventKind.SIGH, into + rest, len(out))]
        manner.append("after a breath")
    return Played("sigh, " + " ".join(manner), out, tuple(strokes) or (Stroke(EventKind.SIGH, 0, length),))


def gasp(luck: Luck) -> Played:
    """One gasp: air drawn in at a stroke and stopped; at times with a voice caught in it."""
    who = person(luck)
    length = samples_of(between(luck, 0.16, 0.6))
    shape = swell(length, between(luck, 0.2, 0.75), 0.7)
    vowels = tuple(luck.choice(["a", "neutral", "eo", "e"], size=2))
    out = hush(length, who, luck, *vowels, bright_db=between(luck, 2, 9)) * shape * (1 + 0.15 * wander(length, 40, luck))
    name = f"gasp, {who.name}"
    if luck.random() < 0.35:
        f0 = who.f0_hz * between(luck, 1.5, 2.4) * curve(length, (0, 0.85), (0.6, 1.1), (1, 1.0)) * (1 + 0.03 * wander(length, 30, luck))
        voiced = tract(glottis(f0, who, luck, breath=1.2, tilt_hz=1800.0), who, *vowels, wide=1.6) * shape
        out = out + between(luck, 0.3, 1.0) * voiced * np.sqrt(np.mean(out**2)) / (np.sqrt(np.mean(voiced**2)) + 1e-12)
        name += " voiced"
    return Played(name, out, (Stroke(EventKind.GASP, 0, length),))


def breaths(luck: Luck) -> Played:
    """A train of breathing: calm, upset, or after running. One breath is in and out."""
    who = person(luck)
    manner = str(luck.choice(["calm", "upset", "after running"]))
    a_minute = {"calm": (12, 19), "upset": (22, 34), "after running": (35, 58)}[manner]
    cycle = 60 / between(luck, *a_minute)
    share_in, rest = {"calm": (0.32, 0.22), "upset": (0.38, 0.1), "after running": (0.44, 0.04)}[manner]
    count = int(luck.integers(3, 5)) if manner == "calm" else int(luck.integers(5, 10))
    through_in = "nose" if manner == "calm" or luck.random() < 0.3 else "mouth"
    through_out = "nose" if manner == "calm" and luck.random() < 0.5 else "mouth"
    out_louder = between(luck, 0.7, 1.6)
    out, strokes, at = np.zeros(samples_of(cycle * count * 1.25)), [], 0
    for k in range(count):
        this = cycle * (1 + 0.08 * luck.standard_normal())
        this *= 1 + (0.03 * k if manner == "after running" else 0)    # it calms down
        strength = between(luck, 0.8, 1.2) * (0.96**k if manner == "after running" else 1)
        into, gone = samples_of(this * share_in), samples_of(this * (1 - share_in - rest))
        turn = samples_of(between(luck, 0.02, 0.08))
        lay(out, inhaled(into, who, luck, through_in, between(luck, 0.5, 0.75)), at, strength)
        lay(out, exhaled(gone, who, luck, through_out), at + into + turn, strength * out_louder)
        strokes.append(Stroke(EventKind.BREATH, at, min(at + into + turn + gone, len(out))))
        at += max(samples_of(this), into + turn + gone)
    end = strokes[-1].end
    return Played(f"breaths, {who.name} {manner}", out[:end], tuple(strokes))
