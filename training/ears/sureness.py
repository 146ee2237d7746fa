"""What a score is worth: how often events with it are true on scenes that were not learnt from (Platt 1999).

Events are claimed as the program claims them, with nothing held back; each is true or false by the scene, or not counted where the
scene asks for nothing. A logistic curve over the log odds of the score, and over how sure the program's rules are of the same, is laid
through them, kind by kind.
"""

from collections.abc import Sequence
from types import SimpleNamespace

import numpy as np
from numpy.typing import NDArray

from training.ears.played import STROKES, Kind
from training.ears.ruled import Ruled
from training.ears.scenes import Minute
from yeoun.model.observed import Event, EventKind
from yeoun.observing.bands import EVERY_S
from yeoun.observing.events import claimed
from yeoun.observing.likely import KINDS, Likely, likely_in
from yeoun.observing.network import Network
from yeoun.observing.segments import runs_of
from yeoun.units.time import Seconds

AS_IT_IS = np.tile(np.array([1.0, 0.0, 0.0], dtype=np.float32), (len(KINDS), 1))
NEAR_S = 0.06


def anything(likely: Likely, scene: Ruled) -> list[tuple[Event, float, float]]:
    """Every event however unsure, with its score and how sure the rules are of it."""
    heard = SimpleNamespace(bands=scene.minute.bands, onsets=scene.onsets)
    found = []
    for claim in claimed(likely, scene.events(), heard):    # type: ignore[arg-type]
        found += [(Event(claim.kind, Seconds(start), Seconds(end), 1.0, ""), (claim.score + score) / 2, claim.ruled)
                  for start, end, score in claim.strokes]
    return found


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


def fitted(scores: NDArray[np.float64], ruled: NDArray[np.float64], true: NDArray[np.float64]) -> tuple[float, float, float]:
    """Slope, shift and what the rules add, by Newton's steps, pulled a little to (1, 0, 0)."""
    odds, begin = _odds(scores), np.array([1.0, 0.0, 0.0])
    rows, at, pull = np.stack([odds, np.ones_like(odds), ruled], axis=1), begin, np.diag([2.0, 0.5, 0.5])
    for _ in range(40):
        share = 1 / (1 + np.exp(-np.clip(rows @ at, -30, 30)))
        slope = rows.T @ (share - true) + pull @ (at - begin)
        at = at - np.linalg.solve(rows.T @ (rows * (share * (1 - share))[:, None]) + pull, slope)
    return float(at[0]), float(at[1]), float(at[2])


def _counted(those: NDArray[np.bool_], right: NDArray[np.float64]) -> str:
    return f"{int(right[those].sum())} right of {int(those.sum())}"


def _bins(worth: NDArray[np.float64], right: NDArray[np.float64]) -> str:
    """How often what was claimed was right."""
    bins = [(low, (worth >= low) & (worth < low + 0.2)) for low in (0.1, 0.3, 0.5, 0.7, 0.9)]
    return ", ".join(f"{low:.1f}-{min(1, low + 0.2):.1f}: {right[inside].mean():.2f} of {int(inside.sum())}"
                     for low, inside in bins if inside.any())


def sureness_of(network: Network, scenes: Sequence[Ruled]) -> tuple[NDArray[np.float32], str]:
    """[8, 3] for the file of weights, and a table of what was counted."""
    found: dict[EventKind, list[tuple[float, float, bool]]] = {kind: [] for kind in KINDS}
    there = dict.fromkeys(KINDS, 0)
    for each in scenes:
        likely = likely_in(SimpleNamespace(bands=each.minute.bands), network)    # type: ignore[arg-type]
        for event, score, sure in anything(likely, each):
            true = truth_of(event, each.minute)
            if true is not None:
                found[event.kind].append((score, sure, true))
        for k, kind in enumerate(KINDS):
            there[kind] += len(runs_of(each.minute.wanted[:, k] > 0))
    rows, told = [], []
    for kind in KINDS:
        triples = np.array(found[kind] or [(0.5, 0.0, False)], dtype=np.float64)
        scores, ruled, right = triples[:, 0], triples[:, 1], triples[:, 2]
        slope, shift, adds = fitted(scores, ruled, right)
        worth = 1 / (1 + np.exp(-(slope * _odds(scores) + shift + adds * ruled)))
        told.append(f"{kind.value}: {there[kind]} there; {_counted(worth >= 0.5, right)} named; {_counted(ruled > 0, right)} by the "
                    f"rules; slope {slope:.2f}, shift {shift:.2f}, adds {adds:.2f}; {_bins(worth, right)}")
        rows.append((slope, shift, adds))
    return np.array(rows, dtype=np.float32), "\n".join(told)
