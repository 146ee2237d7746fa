"""Noise that a weak preset lacks: the bow on a solo cello, the breath in a flute (amounts our choice).

Each note's noise comes from its own luck (cue, part, beat, key), so one note more leaves the others' noise alone.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, sosfilt

from yeoun.model.scored import Part, ScoreNote
from yeoun.performing.fluid import RATE
from yeoun.units.level import to_gain
from yeoun.units.luck import Luck, luck


@dataclass(frozen=True, slots=True)
class Noise:
    """A layer of noise: its band, its level under a tone of force 0.5, rise, and how much a chiff stands out."""

    low_hz: float
    high_hz: float
    level_db: float
    rise_s: float
    chiff: float


BOW = Noise(2000.0, 8000.0, -74.0, 0.060, 0.6)
BREATH = Noise(1200.0, 7000.0, -72.0, 0.030, 2.0)
NOISES: dict[tuple[int, int], Noise] = {(0, 42): BOW, (0, 40): BOW, (0, 73): BREATH}


def luck_of(part: Part, note: ScoreNote, *what: str) -> Luck:
    """The luck of one note: from what it is, never from its place in a list."""
    return luck(part.take, part.cue, part.name, str(note.at_beat), note.key, *what)


def noise(part: Part, layer: Noise, frames: int) -> NDArray[np.float64]:
    """The noise layer of a whole part, mono, in cue time.

    part    its notes say when and how strongly
    frames  length of the stem in samples
    """
    out = np.zeros(frames)
    shape = butter(2, (layer.low_hz, layer.high_hz), "bandpass", fs=RATE, output="sos")
    for note in part.notes:
        start = round((note.onset_s - layer.rise_s / 2) * RATE)
        length = round((note.length_s + 0.08) * RATE)
        first, last = max(0, start), min(frames, start + length)
        if last <= first:
            continue
        t = np.arange(length) / RATE
        grow = np.clip(t / layer.rise_s, 0.0, 1.0) * np.clip((length / RATE - t) / 0.08, 0.0, 1.0)
        swell = (1.0 + layer.chiff * np.exp(-(((t - layer.rise_s) / 0.02) ** 2))) * (0.3 + 1.4 * note.force)
        hiss = sosfilt(shape, luck_of(part, note, "noise").standard_normal(length))
        out[first:last] += (to_gain(layer.level_db) * hiss * grow * swell)[first - start : last - start]
    return out
