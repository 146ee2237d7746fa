"""Music that gives way to words, as automation.

Idea: the depths solved line by line (depths.py) become plain automation: look-ahead, hold, release, straight in decibels. While somebody
speaks, the music leaves the centre loudspeaker to them and plays what it had there from left and right. In a silence the automation
stands still while a tail rings, so that what rings only falls. All figures are our choice.
"""

from dataclasses import dataclass
from itertools import zip_longest

import numpy as np
from numpy.typing import NDArray

from yeoun.mixing.bells import NAMES
from yeoun.mixing.depths import Depth
from yeoun.mixing.survey import EVERY_S, HOP
from yeoun.mixing.words import Words
from yeoun.model.mixed import CENTRE, FULL, Duck, Placement
from yeoun.units.time import Seconds

AHEAD_S, RELEASE_S, BRIDGED_S = 0.2, 0.8, 0.7
CENTRE_DB = 24.0       # how far the music leaves the centre


@dataclass(frozen=True, slots=True, eq=False)
class Ducking:
    """Automation as curves in decibels (0 or less), one value every 10 ms: bells by name, level by group, the centre loudspeaker."""

    bells: dict[str, NDArray[np.float64]]
    level: dict[str, NDArray[np.float64]]
    centre: NDArray[np.float64]
    depths: tuple[Depth, ...]


def _curve(held: list[tuple[float, float, float]], hops: int) -> NDArray[np.float64]:
    """(start, end, depth) stretches as one curve of depths with look-ahead, bridged gaps and release."""
    bridges = [(a[1], b[0], min(a[2], b[2])) for a, b in zip(held, held[1:], strict=False)
               if 0 < b[0] - a[1] < BRIDGED_S]
    at = np.arange(hops) * EVERY_S
    curve = np.zeros(hops)
    for start, end, depth in held + bridges:
        corners = [start - AHEAD_S, start, end, end + RELEASE_S]
        first, last = np.searchsorted(at, (corners[0], corners[-1]))    # a line is short and the film is long
        curve[first:last + 1] = np.maximum(curve[first:last + 1], np.interp(at[first:last + 1], corners, [0.0, depth, depth, 0.0]))
    return curve


def _still(curve: NDArray[np.float64], placements: tuple[Placement, ...], length: int) -> NDArray[np.float64]:
    """The curve with every silence's ringing tail left alone: held as the cue ended."""
    out = curve.copy()
    ordered = sorted(placements, key=lambda placement: placement.at_sample)
    for placement, after in zip_longest(ordered, ordered[1:]):
        end = placement.at_sample + placement.length
        resumes = after.at_sample if after is not None else length
        first, last = end // HOP, min(resumes, end + placement.tail) // HOP
        if last <= first or first >= len(out):
            continue
        held = out[first]
        out[first:last + 1] = held
        if end + placement.tail >= resumes:    # it still rings when the next cue comes: no jump
            back = np.linspace(0.0, 1.0, round(AHEAD_S / EVERY_S))[:max(0, len(out) - last)]
            out[last:last + len(back)] = held + (curve[last:last + len(back)] - held) * back
    return out


def duck(depths: tuple[Depth, ...], words: tuple[Words, ...], most: dict[str, float], placements: tuple[Placement, ...],
         length: int) -> Ducking:
    """Depths as automation of every group, and the centre left to all words."""
    hops = -(-length // HOP) + 1

    def curve(held: list[tuple[float, float, float]]) -> NDArray[np.float64]:
        return np.asarray(np.round(-_still(_curve(held, hops), placements, length), 4) + 0.0)

    bells = {name: curve([(d.words.start_s, d.words.end_s, d.bells_db[k]) for d in depths])
             for k, name in enumerate(NAMES) if any(d.bells_db[k] for d in depths)}
    level = {group: curve([(d.words.start_s, d.words.end_s, min(d.level_db, limit)) for d in depths])
             for group, limit in sorted(most.items())}
    return Ducking(bells, level, curve([(each.start_s, each.end_s, CENTRE_DB) for each in words] if most else []), depths)


def rows_of(ducking: Ducking) -> tuple[Duck, ...]:
    """The corners of the automation; between them it is straight in decibels. Bells and centre are the same on every group."""
    rows = []
    for group, level in sorted(ducking.level.items()):
        for band, values in ((FULL, level), (CENTRE, ducking.centre), *ducking.bells.items()):
            if not values.any():
                continue
            corners = np.flatnonzero(_corners(values))
            rows += [Duck(Seconds(round(float(k) * EVERY_S, 2)), group, band, round(float(values[k]), 2)) for k in corners]
    return tuple(sorted(rows, key=lambda row: (row.at_s, row.group, row.band)))


def _corners(values: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Where a polyline turns, and its two ends."""
    slope = np.diff(values)
    turns = np.ones(len(values), dtype=bool)
    turns[1:-1] = np.abs(np.diff(slope)) > 2.5e-4
    return turns


def gains(curve: NDArray[np.float64], start: int, frames: int) -> NDArray[np.float32] | None:
    """A curve as a linear gain per sample of a block; None where it does nothing."""
    first, last = start // HOP, (start + frames) // HOP + 2
    part = curve[first:last]
    if not part.any():
        return None
    at = np.arange(start, start + frames) / HOP - first
    level_db = np.interp(at, np.arange(len(part)), part).astype(np.float32)
    return np.asarray(np.power(np.float32(10.0), level_db * np.float32(0.05)), dtype=np.float32)
