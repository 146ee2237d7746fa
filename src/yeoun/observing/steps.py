"""Footsteps, heartbeats and impacts: onsets in order, or alone.

Footsteps are chains of onsets at a walker's pace, found by dynamic programming over pairs: the next interval is 0.75 to
1.33 times the last, the level stays within 12 dB. Walking is 81 to 138 steps a minute in the laboratory (Tudor-Locke)
and 117 +- 9 outside. What makes the same pattern is told apart by what else is there: typing has other strokes in
between, a clock is far too exact, a heart has nothing above 150 Hz. A heartbeat is a chain of low double thumps. An
impact is one hard onset with nothing like it near. Thresholds are our choice (perception-and-emotion, 3.2).
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from yeoun.model.observed import Event, EventKind
from yeoun.observing.features import BRIGHT, LOW, running_floor
from yeoun.observing.onsets import AT, DECAY, JUMP, LEVEL, STRENGTH, TILT
from yeoun.observing.segments import LEAST, MOST, Hearing, trap
from yeoun.units.time import Seconds

OBSERVER = "onset rules"
STEP_S = (0.30, 1.0)          # interval between steps
TOE_S = 0.22                  # an onset so soon after one as loud (3 dB) is the toe of the same step
ROLL_S, TOE_JUMP_DB = 0.30, 20.0    # our choice: a foot that rolls on sounds on, out of the heel's own sound
BODY_DB = 18.0                # our choice: tilt of a step with weight in it; keys and ticks are thinner
FEWEST = 4
CLOCK_CV = 0.015              # more even than any walker
HEART_S = (0.4, 1.3)          # period
SECOND_S = (0.15, 0.42)       # from the first sound to the second
START_S = 0.15                # the picture's own beginning is no blow
LONE_S = 1.5                  # an impact has nothing like it this near

Onsets = NDArray[np.float32]


def steps_in(onsets: Onsets, hearing: Hearing, taken: Sequence[Event]) -> list[Event]:
    """Footsteps, one event a step, earliest first.

    onsets    columns of onsets.py
    hearing   tells where speech and music are: no steps are looked for there
    taken     laughs and sobs
    """
    outside = onsets[[_is_free(float(row[AT]), hearing, taken) for row in onsets]] if len(onsets) else onsets
    strong = outside[(outside[:, STRENGTH] > 18) & (outside[:, JUMP] >= 7) & (outside[:, DECAY] >= 3)]
    heels = _without_toes(strong[strong[:, TILT] > -15])
    events: list[Event] = []
    while len(chain := _longest_chain(heels)) >= FEWEST:
        rows = heels[chain]
        sure = step_confidence(rows, outside)
        if sure >= LEAST:
            pace = round(60.0 / float(np.diff(rows[:, AT]).mean()), 1)
            events += [_event(EventKind.FOOTSTEP, float(row[AT]), float(row[AT]) + 0.1, sure, pace) for row in rows]
        heels = np.delete(heels, [k for k in range(len(heels)) if rows[0, AT] <= heels[k, AT] <= rows[-1, AT]], axis=0)
    return sorted(events, key=lambda event: event.at_s)


def _is_free(at: float, hearing: Hearing, taken: Sequence[Event]) -> bool:
    row = round(at * 100)
    low, high = max(0, row - 2), row + 8
    if hearing.spoken[low:high].any() or hearing.musical[low:high].any():
        return False
    return not any(event.at_s - 0.1 <= at <= event.until_s + 0.1 for event in taken)


def _without_toes(onsets: Onsets) -> Onsets:
    def is_heel(k: int) -> bool:
        before = onsets[max(0, k - 4):k]
        near = before[onsets[k, AT] - before[:, AT] < TOE_S]
        return not bool((near[:, LEVEL] > onsets[k, LEVEL] - 3).any())

    return onsets[[k for k in range(len(onsets)) if is_heel(k)]]


def _longest_chain(onsets: Onsets) -> list[int]:
    """Indices of the longest chain; of equally long ones, the most even, then the earliest."""
    at, level = onsets[:, AT].astype(np.float64), onsets[:, LEVEL]
    best: dict[tuple[int, int], tuple[int, int, tuple[int, int] | None]] = {}
    for j in range(len(at)):
        for i in range(j - 1, -1, -1):
            gap = at[j] - at[i]
            if gap > STEP_S[1]:
                break
            if gap < STEP_S[0] or abs(level[j] - level[i]) > 12:
                continue
            choice: tuple[int, int, tuple[int, int] | None] = (2, 0, None)
            for h in range(i - 1, -1, -1):
                if at[i] - at[h] > STEP_S[1]:
                    break
                if (h, i) in best and 0.75 <= gap / (at[i] - at[h]) <= 1.33:
                    bend = round(1000 * abs(np.log(gap / (at[i] - at[h]))))    # whole: ties are ties
                    count, cost, _ = best[(h, i)]
                    if (count + 1, -cost - bend) > (choice[0], -choice[1]):
                        choice = (count + 1, cost + bend, (h, i))
            best[(i, j)] = choice
    if not best:
        return []
    end: tuple[int, int] | None = max(best, key=lambda pair: (best[pair][0], -best[pair][1], -pair[0]))
    chain = [end[1]] if end else []
    while end is not None:
        chain.append(end[0])
        end = best[end][2]
    return chain[::-1]


def step_confidence(chain: Onsets, onsets: Onsets) -> float:
    """How much a chain is somebody walking.

    chain    the onsets of the chain
    onsets   all onsets outside speech and music: those between the steps speak for typing
    """
    every = np.diff(chain[:, AT].astype(np.float64))
    mean, spread = float(every.mean()), float(every.std() / every.mean())
    quiet = float(np.median(chain[:, LEVEL])) - 6.0
    has_body = float(np.median(chain[:, TILT])) < BODY_DB
    between = [float(row[AT]) for row in onsets if chain[0, AT] < row[AT] < chain[-1, AT] and row[LEVEL] > quiet
               and np.abs(chain[:, AT] - row[AT]).min() > 0.01
               and not (has_body and row[JUMP] < TOE_JUMP_DB and _is_after(float(row[AT]), chain, ROLL_S))]
    toes = [at for at in between if _is_after(at, chain, TOE_S)]
    density = (len(between) - (len(toes) if len(toes) > 0.6 * len(chain) else 0)) / len(chain)
    is_clock = spread < CLOCK_CV and abs(mean / 0.5 - round(mean / 0.5)) * 0.5 < 0.010
    if is_clock or density > 0.3:
        return 0.0
    return (min(1.0, (len(chain) - 2) / 4) * (1 - density) * trap(mean, 0.3, 0.4, 0.8, 1.0)
            * trap(spread, -1, -0.5, 0.12, 0.25))


def _is_after(at: float, chain: Onsets, within_s: float) -> bool:
    return bool(((at - chain[:, AT] > 0) & (at - chain[:, AT] < within_s)).any())


def hearts_in(hearing: Hearing) -> list[Event]:
    """Heartbeats, one event a beat (both sounds), outside speech and music, earliest first."""
    low, bright = hearing.features[:, LOW], hearing.features[:, BRIGHT]
    if len(low) < 100:
        return []
    floor = running_floor(low)
    tops = np.flatnonzero((low >= ndimage.maximum_filter1d(low, 17)) & (low > floor + 10.0) & (low > -60.0)
                          & (low > ndimage.maximum_filter1d(bright, 9) + 3.0) & ~hearing.spoken & ~hearing.musical)
    thumps = [(_begins(low, int(top)), float(low[top])) for top in tops[np.diff(tops, prepend=-100) > 8]]
    found = [start for start, _ in thumps if start >= 0]
    peak = dict(thumps)
    pairs = [(first, second) for k, first in enumerate(found) for second in found[k + 1:k + 3]
             if SECOND_S[0] * 100 <= second - first <= SECOND_S[1] * 100 and peak[second] <= peak[first] + 3.0]
    return [event for chain in _beating(pairs) for event in _beats(chain)]


def _begins(low: NDArray[np.float32], top: int) -> int:
    """Where a thump begins: 10 dB under its top, at most 80 ms before it; -1 when it rose too slowly."""
    for row in range(top, max(-1, top - 9), -1):
        if low[row] < low[top] - 10.0:
            return row + 1
    return -1


def _beating(pairs: Sequence[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    chains: list[list[tuple[int, int]]] = []
    used: set[int] = set()
    for k in range(len(pairs)):
        if k in used:
            continue
        chain, indices = [pairs[k]], [k]
        for m in range(k + 1, len(pairs)):
            period = pairs[m][0] - chain[-1][0]
            gap = abs((pairs[m][1] - pairs[m][0]) - (chain[0][1] - chain[0][0]))
            steady = len(chain) < 2 or 0.8 <= period / (chain[-1][0] - chain[-2][0]) <= 1.25
            if HEART_S[0] * 100 <= period <= HEART_S[1] * 100 and gap <= 6 and pairs[m][0] > chain[-1][1] and steady:
                chain.append(pairs[m])
                indices.append(m)
        if len(chain) >= 3:
            used.update(indices)
            chains = [other for other in chains if other[-1][0] < chain[0][0] or len(other) >= len(chain)]
            if not chains or chains[-1][-1][0] < chain[0][0]:
                chains.append(chain)
    return chains


def _beats(chain: Sequence[tuple[int, int]]) -> list[Event]:
    starts = np.array([first for first, _ in chain]) / 100
    every = np.diff(starts)
    sure = min(1.0, len(chain) / 5) * trap(float(every.std() / every.mean()), -1, -0.5, 0.08, 0.2)
    if sure < LEAST:
        return []
    rate = round(60.0 / float(every.mean()), 1)
    return [_event(EventKind.HEARTBEAT, first / 100, second / 100 + 0.1, sure, rate) for first, second in chain]


def impacts_in(onsets: Onsets, hearing: Hearing, taken: Sequence[Event]) -> list[Event]:
    """Hard single blows: doors, slaps, things that fall. Candidates for hits, without a feeling of their own.

    onsets    columns of onsets.py
    hearing   tells where speech is: its own attacks are no blows
    taken     all other events
    """
    events = []
    for row in onsets:
        at, row10 = float(row[AT]), round(float(row[AT]) * 100)
        if at < START_S or row[JUMP] < 20 or row[LEVEL] < -42 or hearing.spoken[max(0, row10 - 15):row10 + 25].any():
            continue
        if any(event.at_s - 0.1 <= at <= event.until_s + 0.1 for event in taken):
            continue
        near = onsets[(np.abs(onsets[:, AT] - row[AT]) < LONE_S) & (np.abs(onsets[:, AT] - row[AT]) > 0.15)]
        if (near[:, LEVEL] > row[LEVEL] - 10).any():
            continue
        in_music = bool(hearing.musical[max(0, row10 - 5):row10 + 5].any())
        sure = (trap(float(row[JUMP]), 16, 26, 90, 100) * trap(float(row[STRENGTH]), 45, 80, 200, 300)
                * trap(float(row[LEVEL]), -45, -30, 10, 20) * (0.6 if in_music else 1.0))
        if sure >= LEAST:
            events.append(_event(EventKind.IMPACT, at, at + 0.2, sure))
    return events


def _event(kind: EventKind, start: float, end: float, sure: float, rate: float | None = None) -> Event:
    begins, ends = Seconds(round(float(start), 3)), Seconds(round(float(end), 3))
    return Event(kind, begins, ends, round(min(MOST, sure), 3), OBSERVER, rate)
