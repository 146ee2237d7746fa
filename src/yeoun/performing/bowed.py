"""Bowed voices, the haegeum (해금) first: one bow that is led on over joined notes, a body the pitch wanders through, a bow that rubs.

Idea: a string under a bow gives nearly 1/h, duller where it is bowed softly and while a stroke begins. Each harmonic is read off the
body at its own frequency at every moment, so that a bent or shaken pitch moves every harmonic's level by itself (Mathews and Kohut 1973
for the violin); that, not the pitch alone, is what a bowed vibrato sounds like. The body is a few broad peaks (haegeum: nasal near
1.1 kHz, little above 5 kHz, after measured spectra, JAKO199015875837066) with ripples of many small modes (our choice). What rubs is noise
in step with the string's slipping, loudest while a stroke begins.

Notes that join (`legato`, a gap under 0.06 s) are one stroke: the pitch is led over, the level dips a little, nothing is struck anew.

Settings: `peak_hz` scale of the body's peaks (1.0; ajaeng 0.5), `ceiling_hz` (5000), `scrape` (1.0), `ripple_db` (3.0) of the body,
`ring_s` the string rings on after the bow (0.05), `glide_s` from one joined tone to the next (0.07), `vibrato_cents` (0: what the score
writes; else a late vibrato of its own on held notes that have no curve), `rise_s` of a stroke (0.07).
"""

from functools import cache
from itertools import pairwise

import numpy as np
from scipy.signal import butter, sosfilt

from yeoun.model.scored import Part
from yeoun.performing.daegeum import blow
from yeoun.performing.fluid import RATE
from yeoun.performing.layers import luck_of
from yeoun.performing.strokes import CURVE_HZ, STEP, Curve, Stroke, noise_of, pitch_of, strokes_of
from yeoun.units.level import to_gain
from yeoun.units.luck import Take, luck

PEAKS = ((480.0, 0.25, 5.0), (1100.0, 0.35, 9.0), (2300.0, 0.25, 6.0), (3400.0, 0.2, 4.0))  # Hz, octaves, dB
RISE_S, RELEASE_S, GLIDE_S = 0.07, 0.12, 0.07
MOST = 90  # harmonics: a low string has that many under its ceiling
RIPPLES_AN_OCTAVE, RIPPLE_FROM_HZ = 14, 40.0
SCRAPE_DB = -31.0  # the bow's noise under a steady tone (our choice)
BITE_DB, BITE_S = 9.0, 0.05  # how much louder it rubs while a stroke begins
DIP_DB, DIP_S = 2.0, 0.06  # where one tone is led over into the next
SWELL_DB = 1.5  # a held stroke leans into its middle
WANDER_DB, WANDER_CENTS = 0.5, 1.5  # rms: of the bow's speed (0.4-5 Hz), of the finger (3-25 Hz)
FINGER_HZ = (3.0, 25.0)
SCOOP_CENTS, SCOOP_S = -14.0, 0.05  # the string speaks a little flat
LEVEL = 0.009  # force 0.5 reads -40 dBFS RMS (measured)


@cache
def ripples() -> tuple[Curve, Curve]:
    """The small modes of a body: log2 of frequencies, and levels of a mean square of 1. The same for ever."""
    count = RIPPLES_AN_OCTAVE * 10
    return np.log2(RIPPLE_FROM_HZ) + np.arange(count) / RIPPLES_AN_OCTAVE, luck(Take(1), "body", "ripples").standard_normal(count)


def body_db(hertz: Curve, settings: dict[str, float]) -> Curve:
    """What the body adds at frequencies, dB."""
    scale = settings.get("peak_hz", 1.0)
    octaves = np.log2(np.maximum(hertz, 20.0))
    out = np.zeros_like(hertz)
    for peak, width, gain in PEAKS:
        out += gain * np.exp(-(((octaves - np.log2(scale * peak)) / width) ** 2))
    at, levels = ripples()
    out += settings.get("ripple_db", 3.0) * np.interp(octaves - np.log2(scale), at, levels)
    return np.asarray(out - 30.0 * np.maximum(0.0, octaves - np.log2(settings.get("ceiling_hz", 5000.0))))


def _bow(part: Part, stroke: Stroke, settings: dict[str, float]) -> tuple[Curve, Curve, Curve]:
    """Under a stroke: the tone's envelope, its force 0..1 (what tilts the spectrum), and how strongly the bow rubs."""
    t, notes = stroke.t, stroke.notes
    rise = settings.get("rise_s", RISE_S)
    begin, end = float(notes[0].onset_s), float(notes[-1].onset_s + notes[-1].length_s)
    grow = 0.5 - 0.5 * np.cos(np.pi * np.clip((t - begin + rise / 2.0) / rise, 0.0, 1.0))
    lifted = np.clip((t - end) / RELEASE_S, 0.0, 1.0)
    ring = settings.get("ring_s", 0.0)
    fall = 0.5 + 0.5 * np.cos(np.pi * lifted)
    if ring > 0.0:    # the bow is off, the string goes on
        rings = 10.0 ** (-3.0 * np.clip(t - end, 0.0, None) / ring) * np.clip((t[-1] - t) / 0.02, 0.0, 1.0)
        fall = np.where(t > end, 0.6 * fall + 0.4 * rings, 1.0)
    force, decibels = np.full(len(t), notes[0].force), np.zeros(len(t))
    for before, note in pairwise(notes):
        share = np.clip((t - note.onset_s + 0.03) / 0.06, 0.0, 1.0)
        force += (note.force - before.force) * share
        decibels -= DIP_DB * np.exp(-(((t - note.onset_s + 0.02) / DIP_S) ** 2))
    for note in notes:
        if note.length_s > 0.8:
            decibels += SWELL_DB * np.sin(np.pi * np.clip((t - note.onset_s) / note.length_s, 0.0, 1.0)) ** 2
    decibels += WANDER_DB * noise_of(part, notes[0], "bow", 0.4, 5.0, len(t)).clip(-3, 3)
    level = np.interp(t, [p[0] for p in part.level], [p[1] for p in part.level]) if part.level else np.ones(len(t))
    envelope = grow * fall * 10.0 ** (decibels / 20.0) * (np.maximum(force, 0.02) / 0.5) ** 1.2
    bite = np.exp(-np.clip(t - begin, 0.0, None) / BITE_S) * (t > begin - rise) * (0.4 + 1.2 * notes[0].force)
    rubs = grow * fall * (1.0 + (to_gain(BITE_DB) - 1.0) * bite) * (1.0 - 0.9 * lifted)
    rubs *= (np.maximum(force, 0.02) / 0.5) ** 1.2
    presses = np.clip(force * (0.5 + 0.5 * level) * (0.55 + 0.45 * grow) + 0.02 * decibels, 0.0, 1.2)
    return np.asarray(envelope), np.asarray(presses), np.asarray(rubs)


def _spectrum(hertz: Curve, presses: Curve, count: int, settings: dict[str, float]) -> Curve:
    """Amplitudes of the harmonics at every point, [points, count], of RMS 1 for each force where the pitch stands on average."""
    order = np.arange(1, count + 1)
    slope = (1.25 - 0.5 * presses)[:, None]
    levels = 10.0 ** (body_db(hertz[:, None] * order[None, :], settings) / 20.0) / order[None, :] ** slope
    size = np.sqrt((levels * levels).sum(axis=1) / 2.0)
    around = max(3, round(0.4 * CURVE_HZ))    # the body may colour a vibrato, not make one tone louder than its neighbour
    smooth = np.convolve(np.pad(size, around, mode="edge"), np.ones(2 * around + 1) / (2 * around + 1), "valid")
    return np.ascontiguousarray(levels / smooth[:, None])


def _rubbing(part: Part, stroke: Stroke, hertz: Curve, rubs: Curve, length: int, settings: dict[str, float]) -> Curve:
    """The bow's noise: in step with the slipping string, through the upper body."""
    at = np.arange(length) / STEP
    phase = np.cumsum(np.interp(at, np.arange(len(hertz)), hertz)) / RATE
    slips = 0.45 + 1.1 * np.exp(-6.0 * (phase % 1.0))    # a burst at each slip, our choice
    ceiling = min(0.4 * RATE, 1.2 * settings.get("ceiling_hz", 5000.0))
    scale = settings.get("peak_hz", 1.0)
    white = luck_of(part, stroke.notes[0], "scrape").standard_normal(length)
    shaped = np.asarray(sosfilt(butter(1, (900.0 * scale, ceiling), "bandpass", fs=RATE, output="sos"), white * slips))
    shaped = shaped / float(np.std(shaped) + 1e-12)
    return np.asarray(settings.get("scrape", 1.0) * to_gain(SCRAPE_DB) * shaped * np.interp(at, np.arange(len(rubs)), rubs))


def play_bowed(part: Part, settings: dict[str, float], frames: int) -> Curve:
    """The part on a bowed string, mono, before level and ending.

    part      notes with their pitch curves; its level curve also moves how bright the bow is
    settings  see the module
    frames    length of the stem in samples
    """
    out = np.zeros(frames)
    for stroke in strokes_of(part, settings.get("rise_s", RISE_S), RELEASE_S + settings.get("ring_s", 0.0)):
        finger = WANDER_CENTS * noise_of(part, stroke.notes[0], "finger", *FINGER_HZ, len(stroke.t)).clip(-3, 3)
        speaks = SCOOP_CENTS * np.exp(-np.clip(stroke.t - stroke.notes[0].onset_s, 0.0, None) / SCOOP_S)
        hertz = pitch_of(part, stroke, settings.get("glide_s", GLIDE_S), settings.get("vibrato_cents", 0.0), finger + speaks)
        envelope, presses, rubs = _bow(part, stroke, settings)
        length = (len(hertz) - 2) * STEP
        top = min(0.45 * RATE, 1.8 * settings.get("ceiling_hz", 5000.0))
        count = max(1, min(MOST, int(top / hertz.max())))
        amps = _spectrum(hertz, presses, count, settings) * envelope[:, None]
        tone = np.zeros(length)
        blow(hertz, np.ascontiguousarray(amps), count, tone)
        tone += _rubbing(part, stroke, hertz, rubs, length, settings)
        first, last = max(0, stroke.start), min(frames, stroke.start + length)
        if last > first:
            out[first:last] += tone[first - stroke.start:last - stroke.start]
    return np.asarray(LEVEL * out)
