"""The best path within budgets: which boundaries music starts and stops at, found by dynamic programming.

A path's cost is that of its switches, less its wishes, and the square of the seconds by which each stretch misses its budget of
music. So for every boundary the best path is kept for every amount of music that its stretch may hold until there. Integer costs,
ties by index: the same picture always gives the same path.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from yeoun.spotting.budget import Budgets

OFF_BUDGET = 400      # thousandths for each second that a stretch misses its budget by, squared (our choice)
LONGEST_RUN_S = 300.0
NEVER = 1 << 50
Costs = NDArray[np.int64]
Stretch = tuple[int, int, bool]    # from boundary, to boundary, whether it is music


@dataclass(frozen=True, slots=True)
class Purse:
    """The budgets as a walk counts them, in steps of music.

    of     for each boundary the stretch it lies in; a border between two ends the first
    spent  steps of that stretch up to the boundary
    whole  all steps of each stretch
    off    for each stretch, what so many steps of music in it cost
    """

    of: tuple[int, ...]
    spent: tuple[int, ...]
    whole: tuple[int, ...]
    off: tuple[Costs, ...]

    def is_border(self, boundary: int) -> bool:
        """Whether one stretch ends there and another begins."""
        return self.of[boundary] + 1 < len(self.whole) and self.spent[boundary] == self.whole[self.of[boundary]]


def purse(frames: Sequence[int], at: NDArray[np.float64], given: Budgets) -> Purse:
    """The budgets, counted at the boundaries. at: their seconds."""
    seconds = {frame: float(moment) for frame, moment in zip(frames, at, strict=True)}
    counted = [int(moment / given.step_s + 0.5) for moment in at]    # on a grid of the film, so that a border moves no other count
    since = [int(seconds[each.first] / given.step_s + 0.5) for each in given.each]
    whole = [max(1, int(seconds[each.end] / given.step_s + 0.5) - first) for each, first in zip(given.each, since, strict=True)]
    of, k = list[int](), 0
    for frame in frames:
        while k + 1 < len(given.each) and frame > given.each[k].end:
            k += 1
        of.append(k)
    spent = [whole[k] if frame == given.each[k].end else min(whole[k], max(0, count - since[k]))
             for frame, count, k in zip(frames, counted, of, strict=True)]
    off = [np.rint(OFF_BUDGET * (given.step_s * np.arange(steps + 1) - each.music_s) ** 2).astype(np.int64)
           for each, steps in zip(given.each, whole, strict=True)]
    return Purse(tuple(of), tuple(spent), tuple(whole), tuple(off))


class _Paths:
    """The best paths to every boundary in both states (0 silence, 1 music), by the steps of music in its stretch.

    Before a run of silence the steps of music stay as they are, and before a run of music those of silence do: `ready[state]` holds,
    for every boundary, the cost of beginning such a run there, by the steps that stay. `closed` is its cost once it has lasted to
    the end of the stretch, `kept` the steps it then began with, and `stretch` where it begins.
    """

    def __init__(self, count: int, money: Purse) -> None:
        size = max(money.whole) + 1
        self.money = money
        self.cost = np.full((2, count, size), NEVER, dtype=np.int64)
        self.came = np.full((2, count, size), -1, dtype=np.int32)
        self.ready = np.full((2, count, size), NEVER, dtype=np.int64)
        self.closed = np.full((2, count), NEVER, dtype=np.int64)
        self.stretch = np.array([of + money.is_border(k) for k, of in enumerate(money.of)])
        self.since = np.array([0 if money.is_border(k) else spent for k, spent in enumerate(money.spent)])
        self.full = np.array([[0, *np.cumsum([int(off[-1 if state else 0]) for off in money.off])] for state in (0, 1)])

    def begin(self, k: int) -> None:
        """Makes ready what may begin at a boundary, all paths to it being known."""
        for state in (0, 1):
            before = self.at_start(k, state)
            stretch, since = int(self.stretch[k]), int(self.since[k])
            whole = self.money.whole[stretch]
            self.ready[state, k, :since + 1] = before[since::-1] if state else before[:since + 1]    # silence so far: since less music
            added = whole - since if state else 0
            self.closed[state, k] = int((before[:since + 1] + self.money.off[stretch][added:added + since + 1]).min())

    def at_start(self, k: int, state: int) -> Costs:
        """The costs of beginning a run at a boundary, by the steps of music there in the stretch that it begins in."""
        if k == 0:
            return np.zeros(1, dtype=np.int64)
        before = self.cost[1 - state, k]
        if self.money.is_border(k):
            off = self.money.off[self.money.of[k]]
            return np.array([int((before[:len(off)] + off).min())])
        return np.asarray(before)

    def reach(self, j: int, state: int, starts: NDArray[np.intp], cost: Costs) -> bool:
        """Takes the best of some runs that end at a boundary; whether there is any. cost: of each run by itself."""
        stretch, spent = self.money.of[j], self.money.spent[j]
        inside = self.stretch[starts] == stretch
        here, far = starts[inside], starts[~inside]
        if len(here):
            every = self.ready[state, here, :spent + 1] + cost[inside][:, None]
            best = every.argmin(axis=0)
            found, came = every[best, np.arange(spent + 1)], here[best]
            self.cost[state, j, :spent + 1] = found[::-1] if state else found
            self.came[state, j, :spent + 1] = came[::-1] if state else came
        if len(far):
            every = self.closed[state, far] + self.full[state][stretch] - self.full[state][self.stretch[far] + 1] + cost[~inside]
            first, at = int(every.argmin()), spent if state else 0
            if every[first] < self.cost[state, j, at]:
                self.cost[state, j, at], self.came[state, j, at] = every[first], far[first]
        return int(self.cost[state, j].min()) < NEVER // 2

    def before(self, j: int, state: int, steps: int) -> tuple[int, int]:
        """Where the run that reaches a boundary with so many steps begins, and the steps of music the path had there."""
        i = int(self.came[state, j, steps])
        money, since = self.money, int(self.since[i])
        if money.is_border(i):    # the steps of the stretch that ends there
            off = money.off[money.of[i]]
            return i, int((self.cost[1 - state, i, :len(off)] + off).argmin())
        if self.stretch[i] == money.of[j]:
            return i, steps - (money.spent[j] - since) * state
        off, added = money.off[money.of[i]], (money.whole[money.of[i]] - since) * state
        return i, int((self.cost[1 - state, i, :since + 1] + off[added:added + since + 1]).argmin())


def walked(at: NDArray[np.float64], wish: Costs, costs: Sequence[tuple[int, int]], money: Purse,
           may_last: Callable[[int, NDArray[np.intp], int], NDArray[np.bool_]]) -> tuple[Stretch, ...]:
    """The cheapest path: stretches of music and silence in turn, from the first boundary to the last.

    at        the boundaries in seconds
    wish      the wish for music up to each, in thousandths
    costs     for each, what falling silent and what entering costs there
    may_last  for a state (0 silence, 1 music) and some boundaries: whether a run may last from each of them to another
    """
    count, switching = len(at), np.array([(0, 0), *costs[1:]], dtype=np.int64)    # what begins with the picture is no switch
    paths = _Paths(count, money)
    paths.begin(0)
    for j in range(1, count):
        near = int(np.searchsorted(at, at[j] - LONGEST_RUN_S))    # a longer run only where there is no other way
        for state in (0, 1):
            for first in dict.fromkeys((min(near, j - 1), 0)):
                starts = np.arange(first, j)
                starts = starts[may_last(state, starts, j)]
                wished = wish[j] - wish[starts]
                if paths.reach(j, state, starts, switching[starts, state] + (-wished if state else wished)):
                    break
        paths.begin(j)
    ends = [paths.cost[state, -1, :money.whole[-1] + 1] + money.off[-1] for state in (0, 1)]
    state = 1 if int(ends[1].min()) <= int(ends[0].min()) else 0
    steps, j, found = int(ends[state].argmin()), count - 1, list[Stretch]()
    while j > 0:
        i, steps = paths.before(j, state, steps)
        found.append((i, j, bool(state)))
        j, state = i, 1 - state
    return tuple(reversed(found))
