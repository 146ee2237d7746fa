"""What a score is worth: how often events with it are true on scenes that were not learnt from (Platt 1999).

Events are claimed as the network alone claims them, with nothing held back; each is true or false by the scene, or not counted where the
scene asks for nothing. A logistic curve over the log odds of the score is laid through them, kind by kind.
"""

from collections.abc import Sequence
from types import SimpleNamespace

import numpy as np
from numpy.typing import NDArray

from training.ears.played import STROKES, Kind
from training.ears.scenes import Minute
from yeoun.model.observed import Event, EventKind
from yeoun.observing.bands import EVERY_S
from yeoun.observing.events import heard_alone
from yeoun.observing.likely import KINDS, Likely, likely_in
from yeoun.observing.network import Network
from yeoun.observing.segments import runs_of
from yeoun.units.time import Seconds

AS_IT_IS = np.tile(np.array([1.0, 0.0], dtype=np.float32), (len(KINDS), 1))
NO_ONSETS = np.zeros((0, 10), dtype=np.float32)
NEAR_S = 0.06


def anything(likely: Likely, bands: NDArray[np.uint8]) -> list[tuple[Event, float]]:
    """Every event however unsure, with its score."""
    heard = SimpleNamespace(bands=bands, onsets=NO_ONSETS)
    return [(Event(claim.kind, Seconds(stroke.start_s), Seconds(stroke.end_s), 1.0, ""), (claim.score + stroke.score) / 2)
            for claim in heard_alone(likely, heard) for stroke in claim.strokes]    # type: ignore[arg-type]


def truth_of(event: Event, minute: Minute) -> bool | None:
    """Whether an event is there; None where nothing is asked."""
    k = KINDS.index(event.kind)
    wanted, counts = minute.wanted[:, k] > 0, minute.counts[:, k] > 0
    if Kind(k) in STROKES:
        starts = [first * EVERY_S + 0.01 for first, _ in runs_of(wanted & ~np.concatenate([[False], wanted[:-1]]))]
        if any(abs(event.at_s - at) <= NEAR_S for at in starts):
            return True
        at = min(int(event.at_s / EVERY_S), len(counts) - 1)
        return None if not counts[max(0, at - 1):at + 2].all() else False
    first, end = int(event.at_s / EVERY_S), max(int(event.at_s / EVERY_S) + 1, int(event.until_s / EVERY_S))
    shared = wanted[first:end].mean()
    if shared >= 0.4:
        return True
    return None if (~counts[first:end]).mean() > 0.4 else False


def _odds(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    inside = np.clip(scores, 1e-4, 1 - 1e-4)
    return np.asarray(np.log(inside / (1 - inside)))


def fitted(scores: NDArray[np.float64], true: NDArray[np.float64]) -> tuple[float, float]:
    """Slope and shift of the curve, by Newton's steps, pulled a little to (1, 0)."""
    odds = _odds(scores)
    rows, at, pull = np.stack([odds, np.ones_like(odds)], axis=1), np.array([1.0, 0.0]), np.diag([2.0, 0.5])
    for _ in range(40):
        share = 1 / (1 + np.exp(-np.clip(rows @ at, -30, 30)))
        slope = rows.T @ (share - true) + pull @ (at - np.array([1.0, 0.0]))
        at = at - np.linalg.solve(rows.T @ (rows * (share * (1 - share))[:, None]) + pull, slope)
    return float(at[0]), float(at[1])


def sureness_of(network: Network, minutes: Sequence[Minute]) -> tuple[NDArray[np.float32], str]:
    """[8, 2] for the file of weights, and a table of what was counted."""
    found: dict[EventKind, list[tuple[float, bool]]] = {kind: [] for kind in KINDS}
    there = dict.fromkeys(KINDS, 0)
    for each in minutes:
        heard = SimpleNamespace(bands=each.bands)
        likely = likely_in(heard, network)    # type: ignore[arg-type]
        for event, score in anything(likely, each.bands):
            true = truth_of(event, each)
            if true is not None:
                found[event.kind].append((score, true))
        for k, kind in enumerate(KINDS):
            there[kind] += len(runs_of(each.wanted[:, k] > 0))
    rows, told = [], []
    for kind in KINDS:
        pairs = np.array(found[kind] or [(0.5, False)], dtype=np.float64)
        scores, right = pairs[:, 0], pairs[:, 1]
        slope, shift = fitted(scores, right)
        sure = 1 / (1 + np.exp(-(slope * _odds(scores) + shift)))
        named, bins = sure >= 0.5, []
        for low in (0.1, 0.3, 0.5, 0.7, 0.9):
            inside = (sure >= low) & (sure < low + 0.2)
            bins += [f"{low:.1f}-{min(1, low + 0.2):.1f}: {right[inside].mean():.2f} of {int(inside.sum())}"] if inside.any() else []
        told.append(f"{kind.value}: {there[kind]} there, {int(named.sum())} named, {int(right[named].sum())} true; slope {slope:.2f}, "
                    f"shift {shift:.2f}; {', '.join(bins)}")
        rows.append((slope, shift))
    return np.array(rows, dtype=np.float32), "\n".join(told)
