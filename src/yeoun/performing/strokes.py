"""Notes that join under one bow or one breath: a stroke, its pitch led over from tone to tone, and noise for what wavers.

Conventions: curves have one value every 64 samples from the start of a stroke; times are cue seconds; cents around a key.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, sosfilt

from yeoun.model.scored import Part, ScoreNote
from yeoun.performing.curve import carries_hit, cents_of
from yeoun.performing.fluid import RATE
from yeoun.performing.layers import luck_of
from yeoun.units.pitch import to_hertz

Curve = NDArray[np.float64]
STEP = 64
CURVE_HZ = RATE / STEP
JOINED_S = 0.06
LONGEST_S = 3.0  # a bow or breath so old is not led into another note (our choice)


@dataclass(frozen=True, slots=True)
class Stroke:
    """Joined notes under one bow or breath, and what is common to them: one value every 64 samples from `start` on."""

    notes: tuple[ScoreNote, ...]
    start: int
    t: Curve


def _joins(first: ScoreNote, before: ScoreNote, note: ScoreNote) -> bool:
    """Whether a note goes on under the bow of the one before it: a hit and an accent are struck, and no bow is endless."""
    return (before.articulation == "legato" and note.articulation != "accent" and not carries_hit(note)
            and note.onset_s - first.onset_s < LONGEST_S and note.onset_s > before.onset_s
            and note.onset_s - before.onset_s - before.length_s <= JOINED_S)


def strokes_of(part: Part, rise: float, after: float) -> list[Stroke]:
    """The notes of a part as strokes, in order of time.

    rise   seconds of the attack, half of it before the onset
    after  seconds that sound goes on after the last note
    """
    groups: list[list[ScoreNote]] = []
    for note in sorted(part.notes, key=lambda each: (each.onset_s, each.key)):
        before = groups[-1][-1] if groups else None
        if before is not None and _joins(groups[-1][0], before, note):
            groups[-1].append(note)
        else:
            groups.append([note])
    found = []
    for group in groups:
        start = round((group[0].onset_s - rise / 2.0) * RATE)
        length = group[-1].onset_s + group[-1].length_s - group[0].onset_s + rise / 2.0 + after
        found.append(Stroke(tuple(group), start, start / RATE + np.arange(round(length * CURVE_HZ) + 2) * STEP / RATE))
    return found


def noise_of(part: Part, note: ScoreNote, what: str, low: float, high: float, points: int) -> Curve:
    """Noise of RMS 1 between two frequencies of the curves."""
    band = butter(1, (low, high), "bandpass", fs=CURVE_HZ, output="sos")
    shaped = np.asarray(sosfilt(band, luck_of(part, note, what).standard_normal(points + 3000)))[3000:]
    return np.asarray(shaped / np.sqrt(2.0 * (high - low) / CURVE_HZ * np.pi / 2.0))


def _own_vibrato(part: Part, note: ScoreNote, t: Curve, cents: float) -> Curve:
    """A late vibrato that grows with the note and is never twice the same; for held notes of which the score says nothing."""
    if cents <= 0.0 or note.length_s < 0.45:
        return np.zeros(len(t))
    draw = luck_of(part, note, "vibrato")
    begins, ramp = min(0.45 * note.length_s, float(draw.uniform(0.22, 0.4))), float(draw.uniform(0.4, 0.8))
    rate = float(draw.uniform(5.1, 5.8)) + 0.25 * noise_of(part, note, "rate", 0.3, 2.0, len(t)).clip(-2, 2)
    phase = 2.0 * np.pi * np.cumsum(rate) / CURVE_HZ
    grows = np.clip((t - begins) / ramp, 0.0, 1.0) * np.clip((note.length_s - t) / 0.12, 0.0, 1.0)
    depth = cents * (0.6 + 0.8 * note.force) * (1.0 + 0.15 * noise_of(part, note, "depth", 0.3, 2.0, len(t)).clip(-2, 2))
    return np.asarray(grows * depth * (np.sin(phase - phase[int(np.argmax(t >= begins))]) if (t >= begins).any() else 0.0))


def pitch_of(part: Part, stroke: Stroke, glide: float, vibrato: float, more: Curve) -> Curve:
    """The pitch under a stroke in Hz, led over from tone to tone.

    glide    seconds from one joined tone to the next
    vibrato  cents of a vibrato of its own, on held notes without a curve; 0 for none
    more     cents that are added: how the tone speaks and wavers
    """
    t, first = stroke.t, stroke.notes[0]
    height = np.full(len(t), 100.0 * first.key)
    bends = np.zeros(len(t))
    for before, note in pairwise(stroke.notes):
        lasts = min(glide, 0.4 * before.length_s, 0.4 * note.length_s)
        share = np.clip((t - note.onset_s + 0.6 * lasts) / max(lasts, 1e-3), 0.0, 1.0)
        height += 100.0 * (note.key - before.key) * (0.5 - 0.5 * np.cos(np.pi * share))
    for i, note in enumerate(stroke.notes):
        until = stroke.notes[i + 1].onset_s if i + 1 < len(stroke.notes) else t[-1] + 1.0
        here = (t >= (note.onset_s if i else t[0] - 1.0)) & (t < until)
        since = t[here] - note.onset_s
        curve = cents_of(note, part.instrument, STEP / RATE)
        if curve is not None:
            bends[here] = np.interp(since, np.arange(len(curve)) * STEP / RATE, curve)
        else:
            bends[here] = _own_vibrato(part, note, since, vibrato)
    return np.asarray(to_hertz(0) * 2.0 ** ((height + bends + more) / 1200.0))
