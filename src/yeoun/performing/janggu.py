"""Gugak drums as banks of damped modes: janggu (장구), and with other settings buk (북).

A membrane's ideal ratios pulled a little towards harmonic by the air in the body, each mode a ringing resonator, plus
the noise of the stroke. Left head (gung-pyeon, 궁편) low and long, right head (chae-pyeon, 채편) high and short.

Conventions: keys below 54 strike the left head (kung, 쿵), keys from 66 the right head (deok, 덕), between them both
(deong, 덩); `roll` repeats the right head (deoreoreo, 더러러러), the ornament `grace` sets a soft stroke before
(gideok, 기덕). Settings: `low_hz` (85), `high_hz` (310), `low_t60` (0.6), `high_t60` (0.16), `slap` (1.0).
"""

from math import pi

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, sosfilt

from yeoun.model.scored import Part, ScoreNote
from yeoun.performing.fluid import RATE
from yeoun.performing.layers import luck_of

IDEAL = (1.0, 1.594, 2.136, 2.296, 2.653, 2.918, 3.156, 3.501, 3.600, 3.652, 4.060, 4.154)
AIR = 0.93  # how far the air pulls the upper modes down (our choice)
LEVEL = 0.125  # our choice: strokes of force 0.5 peak near -28 dBFS of the stem
ROLL_HZ, GRACE_S = 14.0, 0.07
KUNG_BELOW, DEOK_FROM = 54, 66
HEAD_GAIN = 0.125
FALLS, FALLS_S = 0.04, 0.055  # 20 to 60 cents in 80 ms, with force (our choice)


def _head(
    part: Part, note: ScoreNote, hertz: float, t60: float, force: float, slap: float, which: str
) -> NDArray[np.float64]:
    """One stroke on one head, mono, until it has died."""
    luck = luck_of(part, note, which)
    t = np.arange(round(1.2 * t60 * RATE) + 480) / RATE
    fall = 1.0 + FALLS * force * np.exp(-t / FALLS_S)  # a struck skin is tighter at first
    phase = 2.0 * pi * hertz * np.cumsum(fall) / RATE
    out = np.zeros(len(t))
    for i, ratio in enumerate(IDEAL):
        ratio = 1.0 + (ratio - 1.0) * AIR
        amount = (0.3 + 0.7 * luck.uniform()) * (0.35 + 0.5 * force) ** (i * 0.45)
        out += amount * np.sin(ratio * phase) * np.exp(-6.91 * t / t60 * ratio**0.8)
    band = (2000.0, 6000.0) if which == "deok" else (250.0, 1800.0)
    burst = sosfilt(butter(2, band, "bandpass", fs=RATE, output="sos"), luck.standard_normal(len(t)))
    out += slap * (0.3 + 0.7 * force) * burst * np.exp(-t / (0.004 if which == "deok" else 0.008))
    return np.asarray(
        out
        * np.clip(t / 0.0015, 0.0, 1.0)
        * (force / 0.5) ** 1.3
        * (1.0 - np.clip((t - t[-1] + 0.02) / 0.02, 0.0, 1.0))
    )


def _strokes(note: ScoreNote) -> list[tuple[float, str, float]]:
    """(seconds from the onset, head, force) of everything a note asks for."""
    heads = [head for head, struck in (("kung", note.key < DEOK_FROM), ("deok", note.key >= KUNG_BELOW)) if struck]
    strokes = [(0.0, head, note.force) for head in heads]
    if note.articulation == "roll":
        count = max(2, int(note.length_s * ROLL_HZ))
        strokes += [(i / ROLL_HZ, "deok", note.force * (0.45 + 0.35 * i / count)) for i in range(1, count)]
    if note.ornament == "grace":
        strokes.append((-GRACE_S, heads[-1], 0.5 * note.force))
    return strokes


def play_janggu(part: Part, settings: dict[str, float], frames: int) -> NDArray[np.float64]:
    """The part on the drum, mono, before level and ending.

    part      notes whose keys say which head
    settings  see the module
    frames    length of the stem in samples
    """
    out = np.zeros(frames)
    slap = settings.get("slap", 1.0)
    heads = {
        "kung": (settings.get("low_hz", 85.0), settings.get("low_t60", 0.6)),
        "deok": (settings.get("high_hz", 310.0), settings.get("high_t60", 0.16)),
    }
    for note in part.notes:
        for after, which, force in _strokes(note):
            start = round((note.onset_s + after) * RATE)
            sound = LEVEL * HEAD_GAIN * _head(part, note, *heads[which], force, slap, which)
            first, last = max(0, start), min(frames, start + len(sound))
            if last > first:
                out[first:last] += sound[first - start : last - start]
    return out
