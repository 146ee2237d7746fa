"""What gives way to the words, as automation that sessions can hold: corners in decibels, or ramps of plain gain.

The mix's automation is straight in decibels between its corners. Faders of sessions are drawn straight in plain gain, so a
ramp is cut into steps that leave at most 0.004 dB between the two; corners stay where they are, to the last digit. A bell is said
as the peak filter that programs share (R. Bristow-Johnson, *Audio EQ Cookbook*). What leaves the centre loudspeaker is no matter of
sessions, which are stereo.
"""

from dataclasses import dataclass
from itertools import pairwise
from math import ceil, sqrt

from yeoun.model.mixed import CENTRE, FULL, Mix

Points = tuple[tuple[float, float], ...]

STEP_DB = 0.5     # our choice: a straight line in gain strays from one in decibels by 0.0144 dB x the square of its height in dB
NARROWER_DB = 50.0    # our choice: the mix's bell keeps its width, the cookbook's widens with its depth. Narrower by a factor of ten for so
# many decibels of its deepest, it differs from the mix's by 0.1 dB at most where it goes down to 4 dB, 0.35 to 8, 0.75 to 12


@dataclass(frozen=True, slots=True)
class Bell:
    """A band that gives way: centre in Hz, Q after the cookbook, and corners (seconds, decibels)."""

    hertz: float
    q: float
    points: Points


@dataclass(frozen=True, slots=True)
class GivingWay:
    """What one music group does under words; no points, no bells: nothing."""

    level: Points
    bells: tuple[Bell, ...]


def giving_way(mix: Mix, group: str) -> GivingWay:
    """A group's level and bells as (picture seconds, decibels), straight in decibels between corners."""
    bands: dict[str, list[tuple[float, float]]] = {}
    for row in sorted((row for row in mix.ducks if row.group == group), key=lambda row: row.at_s):
        bands.setdefault(row.band, []).append((float(row.at_s), row.gain_db))
    held = {band: tuple(points) for band, points in bands.items() if any(gain_db for _, gain_db in points)}
    bells = (_bell(band, points) for band, points in held.items() if band not in {FULL, CENTRE})
    return GivingWay(held.get(FULL, ()), tuple(sorted(bells, key=lambda bell: bell.hertz)))


def _bell(band: str, points: Points) -> Bell:
    low, high = (float(edge) for edge in band.split("-"))
    centre = sqrt(low * high)
    deepest = -min(gain_db for _, gain_db in points)
    return Bell(centre, 10.0 ** (deepest / NARROWER_DB) * centre / (high - low), points)


def as_gain(points: Points) -> Points:
    """Corners in decibels as points of plain gain, close enough to be joined by straight lines.

    points   (seconds, decibels), straight in decibels between them
    Gives    (seconds, gain): every corner, and what lies between

    >>> [(at, round(gain, 3)) for at, gain in as_gain(((0.0, 0.0), (1.0, -1.0), (2.0, -1.0)))]
    [(0.0, 1.0), (0.5, 0.944), (1.0, 0.891), (2.0, 0.891)]
    """
    out = [(at, 10.0 ** (gain_db / 20.0)) for at, gain_db in points[:1]]
    for (at, gain_db), (then, then_db) in pairwise(points):
        steps = max(1, ceil(abs(then_db - gain_db) / STEP_DB - 1e-9))
        out += [(at + (then - at) * k / steps, 10.0 ** ((gain_db + (then_db - gain_db) * k / steps) / 20.0))
                for k in range(1, steps)]
        out.append((then, 10.0 ** (then_db / 20.0)))
    return tuple(out)
