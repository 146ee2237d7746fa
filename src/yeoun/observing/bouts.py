"""Sighs, gasps, breathing, laughter and crying: what lasts.

A bout is where the network's share rises over `ENTER` and stays over `STAY`; short holes are closed. Breathing has a rate, read off
how the bands repeat.
"""

import numpy as np
from numpy.typing import NDArray

from yeoun.model.observed import EventKind
from yeoun.observing.bands import EVERY_S, LOWEST_DB, SLOW
from yeoun.observing.claims import Claim, Stroke
from yeoun.observing.likely import Likely, seconds_of
from yeoun.observing.segments import runs_of

ENTER, STAY = 0.3, 0.15    # our choice: what is less likely is no candidate
HOLES_S = {EventKind.SIGH: 0.1, EventKind.GASP: 0.06, EventKind.BREATH: 1.2, EventKind.SOB: 0.7, EventKind.LAUGH: 0.5}
LENGTH_S = {EventKind.SIGH: (0.25, 3.2), EventKind.GASP: (0.06, 1.2), EventKind.BREATH: (1.0, 900.0), EventKind.SOB: (0.3, 60.0),
            EventKind.LAUGH: (0.25, 40.0)}
BREATH_S = (0.3, 6.5)      # from breath to breath


def spans_of(shares: NDArray[np.float32], holes_s: float) -> list[tuple[int, int, float]]:
    """(first, end, score) of every candidate in frames of 20 ms; the score is the mean of its likelier half.

    shares   every 20 ms
    """
    stay = shares >= STAY
    joined: list[tuple[int, int]] = []
    for first, end in runs_of(stay):
        if shares[first:end].max() < ENTER:
            continue
        if joined and (first - joined[-1][1]) * EVERY_S <= holes_s:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((first, end))
    return [(first, end, float(np.sort(shares[first:end])[(end - first) // 2:].mean())) for first, end in joined]


def bouts_in(likely: Likely, bands: NDArray[np.uint8]) -> list[Claim]:
    """Every bout.

    likely   the network's word
    bands    for the rate of breathing
    """
    found: list[Claim] = []
    for kind, (shortest, longest) in LENGTH_S.items():
        for first, end, score in spans_of(likely.of(kind), HOLES_S[kind]):
            if shortest <= (end - first) * EVERY_S <= longest:
                rate = breathing_rate(bands[first:end]) if kind is EventKind.BREATH else None
                found.append(Claim(kind, (Stroke(seconds_of(first), seconds_of(end), score),), score, rate))
    return found


def breathing_rate(bands: NDArray[np.uint8]) -> float | None:
    """Breaths a minute: the lag at which the bands are most like themselves; None when it is not twice in the bout.

    bands   those of the bout
    """
    levels = bands[:, 4:SLOW].astype(np.float64) / 2 + LOWEST_DB
    levels = np.maximum(levels, levels.max() - 40) - np.maximum(levels, levels.max() - 40).mean(axis=0)
    lags = np.arange(round(BREATH_S[0] / EVERY_S), min(round(BREATH_S[1] / EVERY_S), len(levels) // 2 + 1))
    if len(lags) < 3 or not levels.any():
        return None
    size = 2 ** int(np.ceil(np.log2(2 * len(levels))))
    alike = np.fft.irfft((np.abs(np.fft.rfft(levels, size, axis=0)) ** 2).sum(axis=1), size)
    likeness = alike[lags] / (len(levels) - lags) / (alike[0] / len(levels))
    tops = [k for k in range(1, len(lags) - 1) if likeness[k] >= likeness[k - 1] and likeness[k] > likeness[k + 1] and likeness[k] > 0.15]
    if not tops:
        return None
    best = max(float(likeness[k]) for k in tops)
    lag = next(int(lags[k]) for k in tops if likeness[k] >= 0.85 * best)
    return round(60.0 / (lag * EVERY_S), 1)

