"""Gestures: pieces of a cue's own idea, set on steps of the scale that suit the chords beneath, one after the other.

A tune is a chain of gestures: the idea, the idea again on other steps, a fragment of it, its tones in even values, a close. Each may
begin on any step; a tone that would rub may be moved by one step (a tonal answer). The cheapest chain is found by a small search:
how the tones sit on the chords, how high the line should lie, how the gestures join. Costs are our choice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from yeoun.composing.canvas import Canvas
from yeoun.composing.melody import INTERVAL, misfits
from yeoun.composing.statements import sung_degrees
from yeoun.units.modes import scale_keys, semitones

Pattern = tuple[tuple[Fraction, Fraction, int], ...]     # onset within the gesture, length, degree

LOW = 55                  # the lowest key of a line of our own: G3
_ALTERED = 0.55           # what moving a tone of a gesture by a step costs, and how much it has to gain
_HEIGHT = 0.10            # a semitone off the height that is wished, a tone
_JOIN = 1.0               # weight of the interval between two gestures
_LEAP, _WIDE = 1.2, 1.5   # a join of a sixth or more; of a seventh or more
_SHIFTS = range(-16, 17)
_AGAIN = {0: 0.45, 1: 0.0, 2: 0.1, 3: 0.3, 4: 0.5}       # by how many steps an idea said again is moved
_ON = {1: 0.0, 2: 0.1, -1: 0.15, -2: 0.3}                # by how many steps a fragment moves on; standing still costs more


@dataclass(frozen=True, slots=True)
class Gesture:
    """One gesture: where, which tones, how high it should lie, and why it is there.

    kind     idea, again, on (moves on), turn (a contrast), ask or close
    closing  for ask and close: pitch classes and what each costs as a last tone; else empty
    cadence  for ask and close: what the harmony does under its end: asks, home, rests; else nothing
    """

    at_beat: Fraction
    pattern: Pattern
    kind: str
    height: float
    why: str
    closing: tuple[tuple[int, float], ...] = ()
    cadence: str = ""


@dataclass(frozen=True, slots=True)
class Ways:
    """The ways a gesture can be sung: keys of each, cost, and on which step."""

    keys: tuple[tuple[int, ...], ...]
    cost: NDArray[np.float64]
    shift: NDArray[np.int64]


def ways_of(gesture: Gesture, canvas: Canvas, top: int) -> Ways:
    """Every step a gesture may be set on, with its cost, up to a highest key."""
    mode = canvas.mode_at(gesture.at_beat)
    scale = scale_keys(canvas.tonic, mode, LOW, top)
    pitch = np.array(scale, dtype=np.int64)
    table = []
    for offset, length, _ in gesture.pattern:
        at = gesture.at_beat + offset
        row = 0.9 * misfits(at, length, pitch, canvas) + 0.6 * (pitch <= canvas.voicing[canvas.slot_at(at)][3])
        start_s = canvas.grid.seconds(at)
        band = canvas.hush.band(start_s, start_s + 0.1)      # somebody speaks, or has just spoken or is about to
        row += 60.0 * ((pitch >= band[0]) & (pitch <= band[1])) if band is not None else 0.0
        table.append(dict(zip(scale, row.tolist(), strict=True)))
    degrees = tuple(degree for _, _, degree in gesture.pattern)
    found: dict[tuple[int, ...], tuple[float, int]] = {}
    for shift in _SHIFTS:
        sung = sung_degrees(tuple(degree + shift for degree in degrees), mode)
        keys = [60 + canvas.tonic + semitones(degree, mode) for degree in sung]
        if not all(key in row for key, row in zip(keys, table, strict=True)):
            continue
        keys, cost = _answered(keys, table, scale, 0 if gesture.kind == "idea" else 1 if len(keys) < 8 else len(keys) // 4)
        cost += _HEIGHT * sum(abs(key - gesture.height) for key in keys)
        if gesture.closing:
            cost += dict(gesture.closing).get((keys[-1] - canvas.tonic) % 12, 2.5)
        held = tuple(keys)
        if held not in found or cost < found[held][0]:
            found[held] = cost, shift
    costs, shifts = ([each[k] for each in found.values()] for k in range(2))
    return Ways(tuple(found), np.array(costs, dtype=np.float64), np.array(shifts, dtype=np.int64))


def _answered(keys: list[int], table: list[dict[int, float]], scale: tuple[int, ...], most: int) -> tuple[list[int], float]:
    """The keys with at most so many moved by a step where they sit badly, and the cost of them all."""
    gains = []
    for place, (key, row) in enumerate(zip(keys, table, strict=True)):
        here = scale.index(key)
        beside = [scale[k] for k in (here - 1, here + 1) if 0 <= k < len(scale)]
        better = min(beside, key=lambda other: (row[other], abs(other - key)), default=key)
        gains.append((row[key] - row[better] - _ALTERED, place, better))
    made = list(keys)
    for gain, place, better in sorted(gains, reverse=True)[:most if len(keys) > 2 else 0]:
        if gain > _ALTERED:
            made[place] = better
    cost = sum(row[key] + _ALTERED * (key != own) for key, own, row in zip(made, keys, table, strict=True))
    return made, cost


def _joins(before: Gesture, ways: Ways, after: Gesture, others: Ways) -> NDArray[np.float64]:
    """The cost of every join of two gestures: [way before, way after]."""
    last = np.array([keys[-1] for keys in ways.keys])
    first = np.array([keys[0] for keys in others.keys])
    jump = np.abs(first[None, :] - last[:, None])
    cost = _JOIN * np.array(INTERVAL)[np.minimum(jump, 12)] + 5.0 * (jump > 12) + _LEAP * (jump >= 8) + _WIDE * (jump >= 10)
    if before.kind in {"idea", "again"} and after.kind == "again" and len(before.pattern) == len(after.pattern):
        moved = np.abs(others.shift[None, :] - ways.shift[:, None])
        cost = cost + np.vectorize(lambda steps: _AGAIN.get(int(steps), 0.9))(moved)
    elif before.kind == after.kind == "on" and before.pattern == after.pattern:
        moved = others.shift[None, :] - ways.shift[:, None]
        cost = cost + np.vectorize(lambda steps: _ON.get(int(steps), 0.7))(moved)
    return np.asarray(cost, dtype=np.float64)


@dataclass(frozen=True)
class Chain:
    """A stretch of gestures with their ways and joins, ready to be sung under any highest tone."""

    gestures: tuple[Gesture, ...]
    ways: tuple[Ways, ...]
    joins: tuple[NDArray[np.float64], ...]
    arrival: NDArray[np.float64]      # what beginning on each way of the first gesture costs

    def sung(self, under: int, crown: tuple[int, int] | None = None) -> tuple[float, tuple[tuple[int, ...], ...]] | None:
        """The cheapest chain and its cost: every key under a bound; None where there is none.

        crown  a gesture and the key that is its one highest tone, alone at or over the bound
        """
        costs = []
        for number, each in enumerate(self.ways):
            tops = np.array([max(keys) for keys in each.keys])
            if crown is not None and crown[0] == number:
                may = (tops == crown[1]) & np.array([keys.count(crown[1]) == 1 for keys in each.keys])
            else:
                may = tops < under
            costs.append(np.where(may, each.cost, np.inf))
        cost, trail = costs[0] + self.arrival, []
        for number, join in enumerate(self.joins, 1):
            grown = cost[:, None] + join + costs[number][None, :]
            trail.append(grown.argmin(axis=0))
            cost = grown.min(axis=0)
        if not np.isfinite(cost.min()):
            return None
        place = int(cost.argmin())
        least, path = float(cost[place]), [place]
        for back in reversed(trail):
            path.append(int(back[path[-1]]))
        return round(least, 6), tuple(self.ways[number].keys[place] for number, place in enumerate(reversed(path)))


def chain(gestures: Sequence[Gesture], canvas: Canvas, top: int, arrival: int | None) -> Chain | None:
    """A chain of gestures; those that can be sung nowhere are left out. arrival: the key sung just before, if any."""
    kept = [(each, ways) for each in gestures if each.pattern and (ways := ways_of(each, canvas, top)).keys]
    if not kept:
        return None
    first = np.array([keys[0] for keys in kept[0][1].keys])
    jump = np.abs(first - arrival) if arrival is not None else np.zeros(len(first), dtype=np.int64)
    come = np.array(INTERVAL)[np.minimum(jump, 12)] + 8.0 * (jump > 12) if arrival is not None else np.zeros(len(first))
    joins = tuple(_joins(a, x, b, y) for (a, x), (b, y) in zip(kept, kept[1:], strict=False))
    return Chain(tuple(each for each, _ in kept), tuple(ways for _, ways in kept), joins, np.asarray(come, dtype=np.float64))
