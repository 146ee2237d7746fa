"""The bells by which music gives way band by band: a third of an octave each, over all that decides whether words are understood.

Idea: a cut made of the band itself, taken away (Regalia and Mitra, 1987), so that a bell at rest is no filter at all and a moving one
never clicks. All bells stand in a row. Source of the bands: ESTOI hears words in these (Jensen and Taal, IEEE TASLP 24(11), 2016).
"""

from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from math import cos, pi, sin, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.signal import freqz_sos, sosfilt

from yeoun.units.filtering import filtered

EDGES = (134, 168, 212, 267, 337, 424, 535, 673, 849, 1069, 1347, 1697, 2138, 2694, 3394, 4276)    # Hz: 150 Hz x 2^(k/3), in whole numbers
NAMES = tuple(f"{low}-{high}" for low, high in pairwise(EDGES))
RATE = 48_000.0
RINGS = 8_192    # samples: longer than the lowest bell rings
Block = NDArray[np.float32]


def _band(low: float, high: float) -> NDArray[np.float64]:
    """A band-pass of one section, 0 dB in its middle (R. Bristow-Johnson's cookbook)."""
    centre = sqrt(low * high)
    turn = 2.0 * pi * centre / RATE
    alpha = sin(turn) * (high - low) / (2.0 * centre)
    return np.array([[alpha, 0.0, -alpha, 1.0 + alpha, -2.0 * cos(turn), 1.0 - alpha]]) / (1.0 + alpha)


BANDS = {name: _band(low, high) for name, (low, high) in zip(NAMES, pairwise(EDGES), strict=True)}


def responses(hertz: NDArray[np.float64]) -> NDArray[np.complex128]:
    """What each bell's band lets through at some frequencies: [bells, frequencies]."""
    return np.stack([freqz_sos(band, hertz, fs=RATE)[1] for band in BANDS.values()])


def power(through: NDArray[np.complex128], depths_db: NDArray[np.float64]) -> NDArray[np.float64]:
    """What bells leave of the power at the frequencies of `responses`: [frequencies].

    depths_db  [bells] in positive decibels

    >>> left = power(responses(np.array([60.0, 849.0])), np.array([0.0] * 7 + [12.0] + [0.0] * 7))
    >>> (10 * np.log10(left)).round(1).tolist()
    [-0.0, -2.7]
    """
    used = np.flatnonzero(depths_db)
    cuts = 10.0 ** (-depths_db[used] / 20.0) - 1.0
    left = np.prod(1.0 + cuts[:, None] * through[used], axis=0)
    return np.asarray(left.real ** 2 + left.imag ** 2)


@cache
def largest(depths_db: tuple[float, ...]) -> float:
    """The most the bells at rest can make of a peak: the sum of their impulse response without its signs."""
    sound = np.zeros(RINGS)
    sound[0] = 1.0
    for band, depth_db in zip(BANDS.values(), depths_db, strict=True):
        if depth_db:
            sound += (10.0 ** (-depth_db / 20.0) - 1.0) * sosfilt(band, sound)
    return float(np.abs(sound).sum())


@dataclass(slots=True, eq=False)
class Bells:
    """The bells of every bus, which go on from block to block."""

    states: dict[tuple[str, str], NDArray[np.float64]] = field(default_factory=dict)

    def cut(self, bus: str, block: Block, gains: dict[str, NDArray[np.float32]]) -> Block:
        """The block with bands at their gains, [frames] by name; a filter rests where there is nothing to cut."""
        for name, band in BANDS.items():
            if name not in gains:
                self.states.pop((bus, name), None)
                continue
            state = self.states.get((bus, name), np.zeros((1, block.shape[1], 2)))
            heard, self.states[bus, name] = filtered(band, block.T.astype(np.float64), state)
            block = block + (gains[name] - np.float32(1.0))[:, None] * heard.T.astype(np.float32)
        return block
