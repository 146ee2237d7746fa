"""Footsteps, heartbeats and impacts: single strokes, placed on the onset they belong to, and counted in rows.

A stroke is a peak of the network's share; its moment is that of the strongest onset beside it (onsets.py, to the millisecond), or
without one the peak's own (to 20 ms). Steps and beats come in rows: a row is as sure as its strokes are together, and a stroke alone
is neither.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from yeoun.model.observed import EventKind
from yeoun.observing.bands import EVERY_S
from yeoun.observing.claims import Claim, Stroke, pace_of
from yeoun.observing.likely import Likely
from yeoun.observing.onsets import AT, LEVEL, STRENGTH, TILT

Onsets = NDArray[np.float32]
FAINTEST = 0.15                 # our choice: a peak below this is no stroke of any row
ALIKE = float(np.log(1.4))      # our choice: two pauses no further apart are alike
HARDLY = 0.04                   # our choice: what a step may score where the others say it must be
APART_S = {EventKind.FOOTSTEP: 0.17, EventKind.HEARTBEAT: 0.34, EventKind.IMPACT: 0.5}    # the nearest two strokes of a kind may lie
ROW_S = {EventKind.FOOTSTEP: 1.6, EventKind.HEARTBEAT: 1.8}    # a longer pause ends a row
FEWEST = {EventKind.FOOTSTEP: 3, EventKind.HEARTBEAT: 3}
LONG_S = {EventKind.FOOTSTEP: 0.1, EventKind.HEARTBEAT: 0.3, EventKind.IMPACT: 0.2}
SECOND_S, SYSTOLE = 0.12, 0.49    # a second sound comes so much after the first at least, and before half of the beat is over
NEAR_S = 0.04                   # our choice: so alike are a heart's pauses from sound to sound
BESIDE_S = 0.045                # how far from its peak a stroke's onset may lie
TILT_DB = {EventKind.FOOTSTEP: (-10.0, 90.0), EventKind.HEARTBEAT: (-90.0, 1.0)}    # our choice: a heart has its strength below 150 Hz
EVEN = 0.6                      # our choice: the least share of pauses of a row that are alike
LIMPING, TURNS = 5, 0.75        # our choice: so many pauses, and such a share like the one before the last, make a gait
NEARLY = float(np.log(1.2))
STEADY, CLOCK, HEARTED = 0.8, 0.006, 0.5    # our choice: pauses that must be alike; what no foot is as even as; the share of a heart's
START_S = 0.15                  # the picture's own beginning is no blow


def peaks_of(shares: NDArray[np.float32], apart_s: float, least: float) -> list[tuple[float, float]]:
    """(seconds, share) of every peak, earliest first; of two too near the higher one.

    shares   every 20 ms
    """
    before, after = np.concatenate([[0], shares[:-1]]), np.concatenate([shares[1:], [0]])
    found = np.flatnonzero((shares >= before) & (shares > after) & (shares >= least))
    kept: list[int] = []
    for k in sorted(found.tolist(), key=lambda k: (-float(shares[k]), k)):
        if all(abs(k - other) * EVERY_S >= apart_s for other in kept):
            kept.append(k)
    out = []
    for k in sorted(kept):
        low, high = max(0, k - 2), min(len(shares), k + 3)
        near = shares[low:high].astype(np.float64)
        middle = float((near * (np.arange(low, high) + 0.5)).sum() / near.sum())    # a stroke fills its frame and the next
        out.append((max(0.0, (middle - 0.5) * EVERY_S), float(shares[k])))
    return out


def placed(at: float, onsets: Onsets) -> float:
    """The moment of the strongest onset beside a peak, or the peak's own."""
    low, high = np.searchsorted(onsets[:, AT], [at - BESIDE_S, at + BESIDE_S])
    if low == high:
        return at
    near = onsets[low:high]
    worth = near[:, STRENGTH] + near[:, LEVEL] - 300 * np.abs(near[:, AT] - at)    # our choice: 30 dB for 100 ms
    return float(near[int(worth.argmax()), AT])


def rows_of(strokes: Sequence[tuple[float, float]], longest_s: float) -> list[list[tuple[float, float]]]:
    """Strokes by rows."""
    rows: list[list[tuple[float, float]]] = []
    for stroke in strokes:
        if rows and stroke[0] - rows[-1][-1][0] <= longest_s:
            rows[-1].append(stroke)
        else:
            rows.append([stroke])
    return rows


def is_even(moments: Sequence[float]) -> bool:
    """Whether most pauses of a row are about alike, or about twice as long where a stroke was missed; or long and short by turns: a limp.

    >>> is_even([0.0, 0.5, 1.0, 2.0, 2.5]), is_even([0.0, 1.2, 1.7]), is_even([0.0, 0.6, 1.6, 2.2, 3.2, 3.8])
    (True, False, True)
    """
    every = np.diff(np.array(moments, dtype=np.float64))
    if limps(every):
        return True
    usual = float(np.median(every)) if len(every) > 2 else float(every.min())
    once, twice = (every > 0.7 * usual) & (every < 1.4 * usual), (every > 1.7 * usual) & (every < 2.3 * usual)
    return bool((once | twice).mean() >= EVEN)


def limps(every: NDArray[np.float64]) -> bool:
    """Whether pauses are long and short by turns, each like the one before the last; also where both are alike.

    every   seconds
    """
    if len(every) < LIMPING:
        return False
    again, both = every[2:] / every[:-2], np.sort([np.median(every[::2]), np.median(every[1::2])])
    return bool(((again > 0.8) & (again < 1.25)).mean() >= TURNS and both[1] < 2.2 * both[0])


def is_walk(row: Sequence[Stroke], likely: Likely) -> bool:
    """Whether a row goes as people walk: nearly all pauses alike, or like the last, or the one before; not a clock's; and no heart beats.

    row      its strokes
    likely   the network's word
    """
    every = np.diff(np.array([stroke.start_s for stroke in row]))
    if len(every) < 4:
        return False
    usual = float(np.median(every))
    steady = (np.abs(np.log(every / usual)) < ALIKE).mean() >= STEADY or any(
        (np.abs(np.log(every[by:] / every[:-by])) < NEARLY).mean() >= STEADY for by in (1, 2))
    heart = likely.of(EventKind.HEARTBEAT)
    beats = [float(heart[max(0, k - 2):k + 4].max(initial=0.0)) for k in (int(stroke.start_s / EVERY_S) for stroke in row)]
    steps = float(np.mean([stroke.score for stroke in row]))
    return bool(steady and np.median(np.abs(every - usual)) / usual >= CLOCK and np.mean(beats) < HEARTED * steps)


def first_sounds(moments: list[float], onsets: Onsets) -> list[float]:
    """A row of beats, placed on the first sound of each: the pause from the first to the second is the shorter one.

    moments   where the beats were heard, on the first sound or the second
    onsets    columns of onsets.py
    """
    at = onsets[:, AT].astype(np.float64)
    every = float(np.median(np.diff(moments)))
    before = [at[(at > moment - SYSTOLE * every) & (at < moment - SECOND_S)] for moment in moments]
    found = [float(moment - each[-1]) for moment, each in zip(moments, before, strict=True) if len(each)]
    if len(found) < EVEN * len(moments):
        return moments
    gap = float(np.median(found))
    if np.mean(np.abs(np.array(found) - gap) < NEAR_S) < EVEN:
        return moments
    return [placed(moment - gap, onsets) for moment in moments]


def in_rows(kind: EventKind, likely: Likely, onsets: Onsets) -> list[Claim]:
    """Rows of steps or beats.

    kind     FOOTSTEP or HEARTBEAT
    likely   the network's word
    onsets   columns of onsets.py
    """
    claims: list[Claim] = []
    for row in rows_of(peaks_of(likely.of(kind), APART_S[kind], FAINTEST), ROW_S[kind]):
        top = float(np.percentile([share for _, share in row], 80))
        row = [stroke for stroke in row if stroke[1] >= 0.4 * top]
        if len(row) < FEWEST[kind]:
            continue
        moments = [placed(at, onsets) for at, _ in row]
        if kind is EventKind.HEARTBEAT:
            moments = first_sounds(moments, onsets)
        if is_even(moments) and TILT_DB[kind][0] <= _tilt(moments, onsets, kind) <= TILT_DB[kind][1]:
            heard = [(at, share) for at, (_, share) in zip(moments, row, strict=True)]
            if kind is EventKind.FOOTSTEP:
                heard = sorted([*heard, *_between(moments, likely.of(kind), onsets)])
            strokes = tuple(Stroke(at, at + LONG_S[kind], share) for at, share in heard)
            shares = sorted(share for _, share in row)
            if kind is EventKind.FOOTSTEP and is_walk(strokes, likely):    # talk over a walk drowns some of its steps, and makes none
                shares = shares[len(shares) // 2:]
            claims.append(Claim(kind, strokes, float(np.mean(shares)), pace_of(moments)))
    return claims


def _between(moments: Sequence[float], shares: NDArray[np.float32], onsets: Onsets) -> list[tuple[float, float]]:
    """Steps the network hardly heard where the walk asks for one: in a pause twice as long, and a pace before and after the row.

    There must be an onset, and the network's share over `HARDLY`.
    """
    every = np.diff(np.array(moments, dtype=np.float64))
    usual = float(np.median(every))
    if (np.abs(np.log(every / usual)) < ALIKE).mean() < EVEN:    # a limp asks for nothing between
        return []
    asked = [moments[0] - float(every[0]), moments[-1] + float(every[-1])] if max(every[0], every[-1]) < 1.4 * usual else []
    asked += [float(at + pause / 2) for at, pause in zip(moments, every, strict=False) if 1.7 < pause / usual < 2.3]
    found = []
    for at in asked:
        frame, begins = int(at / EVERY_S), bool((np.abs(onsets[:, AT] - at) <= BESIDE_S).any())
        share = float(shares[max(0, frame - 2):max(0, frame + 4)].max(initial=0.0))
        if begins and share >= HARDLY:
            found.append((placed(at, onsets), share))
    return found


def _tilt(moments: Sequence[float], onsets: Onsets, kind: EventKind) -> float:
    """What a row has over 150 Hz against below, dB; of a row without onsets what its kind is like."""
    found = [float(each) for at in moments for each in onsets[np.abs(onsets[:, AT] - at) < 1e-3, TILT]]
    return float(np.median(found)) if found else sum(TILT_DB[kind]) / 2


def blows_in(likely: Likely, onsets: Onsets) -> list[Claim]:
    """Single blows: candidates for hits, without a feeling of their own."""
    kind = EventKind.IMPACT
    found = [(placed(at, onsets), share) for at, share in peaks_of(likely.of(kind), APART_S[kind], FAINTEST)]
    return [Claim(kind, (Stroke(at, at + LONG_S[kind], share),), share) for at, share in found if at >= START_S]
