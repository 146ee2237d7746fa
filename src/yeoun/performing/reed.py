"""The piri (피리): a short cylinder of bamboo under a reed almost as wide as itself.

Idea: a cylinder closed by its reed favours odd harmonics low down; the reed's own resonances stand as formants near 1.2 and 3.4 kHz
whatever is played, and carry it over everything else. It has hardly a soft: breath changes its edge more than its level. The lips hold
the pitch, so it is wide open to bends; a phrase is scooped into, tones inside a breath are led over. The reed is never quite even from one
beat to the next: that is its rasp. Widths and levels are our choice, to be held against recordings where a user has them.

Settings: `rasp` (1.0), `odd_db` how far even harmonics lie below odd ones at the bottom (7), `glide_s` (0.045).
"""

import numpy as np
from scipy.signal import butter, sosfilt

from yeoun.model.scored import Part
from yeoun.performing.daegeum import blow
from yeoun.performing.fluid import RATE
from yeoun.performing.layers import luck_of
from yeoun.performing.strokes import Curve, Stroke, noise_of, pitch_of, strokes_of
from yeoun.units.level import to_gain

STEP = 64
FORMANTS = ((1250.0, 0.38, 11.0), (3400.0, 0.30, 9.0), (6200.0, 0.3, 3.0))  # Hz, octaves, dB
CEILING_HZ, MOST = 9000.0, 60
RISE_S, RELEASE_S, GLIDE_S = 0.055, 0.07, 0.045
SCOOP_CENTS, SCOOP_S = -95.0, 0.045  # into a phrase, from below (our choice)
RASP_CENTS, RASP_DB = 3.0, 0.7  # rms between 15 and 140 Hz
WANDER_DB = 0.5
HISS_DB = -38.0
LEVEL = 0.0099  # force 0.5 reads -40 dBFS RMS (measured)


def _spectrum(hertz: Curve, breath: Curve, count: int, odd_db: float) -> Curve:
    """Amplitudes of the harmonics at every point, [points, count], of RMS 1 on average."""
    order = np.arange(1, count + 1)
    octaves = np.log2(hertz[:, None] * order[None, :])
    out = -30.0 * np.maximum(0.0, octaves - np.log2(CEILING_HZ))
    for at, width, gain in FORMANTS:
        out = out + gain * np.exp(-(((octaves - np.log2(at)) / width) ** 2))
    out = out - np.where(order % 2 == 0, odd_db * np.exp(-(order - 2) / 4.0), 0.0)[None, :]
    levels = 10.0 ** (out / 20.0) / order[None, :] ** (1.15 - 0.55 * breath)[:, None]
    size = np.sqrt((levels * levels).sum(axis=1) / 2.0)
    return np.asarray(levels / float(np.median(size)))


def _breath(part: Part, stroke: Stroke) -> tuple[Curve, Curve]:
    """Under a stroke: the tone's envelope, and how hard it is blown, 0..1."""
    t, notes = stroke.t, stroke.notes
    begin, end = float(notes[0].onset_s), float(notes[-1].onset_s + notes[-1].length_s)
    grow = 0.5 - 0.5 * np.cos(np.pi * np.clip((t - begin + RISE_S / 2.0) / RISE_S, 0.0, 1.0))
    fall = 0.5 + 0.5 * np.cos(np.pi * np.clip((t - end) / RELEASE_S, 0.0, 1.0))
    force, decibels = np.full(len(t), notes[0].force), np.zeros(len(t))
    for before, note in zip(notes, notes[1:], strict=False):
        force += (note.force - before.force) * np.clip((t - note.onset_s + 0.03) / 0.06, 0.0, 1.0)
        decibels -= 1.5 * np.exp(-(((t - note.onset_s + 0.015) / 0.04) ** 2))
    decibels += WANDER_DB * noise_of(part, notes[0], "breath", 0.4, 6.0, len(t)).clip(-3, 3)
    decibels += RASP_DB * noise_of(part, notes[0], "rasp level", 15.0, 140.0, len(t)).clip(-3, 3)
    level = np.interp(t, [p[0] for p in part.level], [p[1] for p in part.level]) if part.level else np.ones(len(t))
    bite = 0.12 * np.exp(-np.clip(t - begin, 0.0, None) / 0.08)    # a tone is bitten open and settles
    blown = np.clip(force * (0.6 + 0.4 * level) * (0.4 + 0.6 * grow) + bite * grow, 0.0, 1.2)
    return np.asarray(grow * fall * 10.0 ** (decibels / 20.0) * (np.maximum(force, 0.02) / 0.5) ** 0.9), np.asarray(blown)


def play_piri(part: Part, settings: dict[str, float], frames: int) -> Curve:
    """The part on a piri, mono, before level and ending.

    part      notes with their pitch curves; its level curve also moves the edge of the tone
    settings  see the module
    frames    length of the stem in samples
    """
    out = np.zeros(frames)
    for stroke in strokes_of(part, RISE_S, RELEASE_S):
        first_note = stroke.notes[0]
        rasp = RASP_CENTS * settings.get("rasp", 1.0) * noise_of(part, first_note, "rasp", 15.0, 140.0, len(stroke.t)).clip(-3, 3)
        scoop = SCOOP_CENTS * np.exp(-np.clip(stroke.t - first_note.onset_s + 0.01, 0.0, None) / SCOOP_S)
        hertz = pitch_of(part, stroke, settings.get("glide_s", GLIDE_S), 0.0, rasp + scoop)
        envelope, blown = _breath(part, stroke)
        length = (len(hertz) - 2) * STEP
        count = max(1, min(MOST, int(1.4 * CEILING_HZ / hertz.max())))
        tone = np.zeros(length)
        amps = _spectrum(hertz, blown, count, settings.get("odd_db", 7.0)) * envelope[:, None]
        blow(hertz, np.ascontiguousarray(amps), count, tone)
        white = luck_of(part, first_note, "hiss").standard_normal(length)
        hiss = np.asarray(sosfilt(butter(1, (2500.0, 8000.0), "bandpass", fs=RATE, output="sos"), white))
        fine = np.interp(np.arange(length) / STEP, np.arange(len(envelope)), envelope * (0.5 + blown))
        tone += to_gain(HISS_DB) * hiss / float(np.std(hiss) + 1e-12) * fine
        first, last = max(0, stroke.start), min(frames, stroke.start + length)
        if last > first:
            out[first:last] += tone[first - stroke.start:last - stroke.start]
    return np.asarray(LEVEL * out)
