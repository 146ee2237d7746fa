"""How loud and how high a sound is all along: what gain and limiter are solved on, without the sound.

Idea: energies and true peaks of every 16 samples, 36 kB a second and nothing where nothing sounds; all that is worked out
of them (with the limiter's gain) is worked out two seconds at a time and kept as sums of 100 ms.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from yeoun.mastering.limiter import PIECE, Curve, Gains, block_gains
from yeoun.mastering.meter import HOP
from yeoun.units.loudness import Energies

TENTH_SAMPLES = 4_800        # the grid of programme loudness
TENTH = TENTH_SAMPLES // HOP


@dataclass(frozen=True, slots=True, eq=False)
class Contour:
    """Energies and true peaks of a sound, every 16 samples: [hops]; there may be one peak more, for what is left over."""

    energies: Energies
    peaks: NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Loudnesses:
    """What a gain makes of a contour: energies of whole 100 ms, and the mean square over words (None without any)."""

    tenths: Energies
    words: float | None


def limited(contour: Contour, gain: float, curve: Curve | None, spans: Sequence[tuple[float, float]]) -> Loudnesses:
    """A contour with a gain and a limiter.

    curve   None for no limiter
    spans   (from, to) in seconds, where the programme speaks
    """
    edges = np.array([(start, end) for start, end in spans], dtype=np.float64).reshape(-1, 2)
    edges = np.maximum(0, (edges * 48_000 / HOP + 0.5).astype(np.int64))
    tenths, spoken, heard = [np.zeros(0)], 0.0, 0
    for first, smooth in _levels(contour, curve):
        energies = contour.energies[first:first + len(smooth)]
        level = smooth[:len(energies)] * gain
        energies = energies * level * level
        tenths.append(energies[:len(energies) // TENTH * TENTH].reshape(-1, TENTH).sum(axis=1))
        inside = np.zeros(len(energies), dtype=bool)
        for begin, until in edges[(edges[:, 0] < first + len(energies)) & (edges[:, 1] > first)] - first:
            inside[max(0, begin):until] = True
        spoken, heard = spoken + float(energies[inside].sum()), heard + int(inside.sum())
    return Loudnesses(np.concatenate(tenths), spoken / (heard * HOP) if heard else None)


def _levels(contour: Contour, curve: Curve | None) -> Iterator[tuple[int, Gains]]:
    if curve is not None:
        yield from block_gains(curve)
        return
    for first in range(0, len(contour.energies), PIECE):
        yield first, np.ones(min(PIECE, len(contour.energies) - first))
