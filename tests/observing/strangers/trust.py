"""How far what was named can be trusted: confidences beside how often they were right, and paces beside the true ones.

*Conventions*: an event that stands for what need not be named is neither right nor wrong and is left out. A walk is a row of true
steps of one name with pauses under two seconds; its pace is 60 over its median interval, and the named pace is the median of those
its found steps bear. A walk of fewer than four steps has no pace.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from tests.observing.strangers.judging import breathed, breathing, matched, wilson
from tests.observing.strangers.nouns import RATE, Scene, Truth
from yeoun.model.observed import Event, EventKind

BINS = (0.0, 0.5, 0.6, 0.7, 1.01)
PAUSE_S, FEWEST, NEAR = 2.0, 4, 0.05


@dataclass(frozen=True, slots=True)
class Claim:
    """One named event: what it claimed, and whether it was right."""

    kind: EventKind
    confidence: float
    is_right: bool


@dataclass(frozen=True, slots=True)
class Walk:
    """One row of true steps: its pace, and the one it was given (None where none was found)."""

    pace: float
    named: float | None


def claims_of(scene: Scene, events: Sequence[Event]) -> list[Claim]:
    """Every named event of a scene."""
    out = []
    for kind in EventKind:
        truths = [each for each in scene.truths if each.kind is kind]
        named = [each for each in events if each.kind is kind]
        if kind is EventKind.BREATH:
            truths, named = breathing(truths), breathed(named)
        right = {j: truths[k].needed for k, j, _ in matched(truths, named)}
        out += [Claim(kind, each.confidence, j in right) for j, each in enumerate(named) if right.get(j, True)]
    return out


def _rows(truths: Iterable[Truth]) -> list[list[Truth]]:
    rows: list[list[Truth]] = []
    for each in truths:
        last = next((row for row in reversed(rows) if row[-1].name == each.name), None)
        if last is not None and each.start - last[-1].start < PAUSE_S * RATE:
            last.append(each)
        else:
            rows.append([each])
    return [row for row in rows if len(row) >= FEWEST]


def walks_of(scene: Scene, events: Sequence[Event]) -> list[Walk]:
    """Every walk of a scene."""
    steps = [each for each in events if each.kind is EventKind.FOOTSTEP]
    out = []
    for row in _rows(each for each in scene.truths if each.kind is EventKind.FOOTSTEP and each.needed):
        pace = 60 / float(np.median([(b.start - a.start) / RATE for a, b in pairwise(row)]))
        rates = [rate for _, j, _ in matched(row, steps) if (rate := steps[j].rate) is not None]
        out.append(Walk(pace, float(np.median(rates)) if rates else None))
    return out


def reliability(claims: Sequence[Claim]) -> Iterator[list[str]]:
    """Rows of a table: kind, then for every bin of confidence the mean claimed and the share that was right."""
    for kind in (*EventKind, None):
        here = [each for each in claims if kind in (each.kind, None)]
        cells = []
        for low, high in pairwise(BINS):
            inside = [each for each in here if low <= each.confidence < high]
            hits = sum(each.is_right for each in inside)
            least, most = wilson(hits, len(inside))
            claimed = float(np.mean([each.confidence for each in inside])) if inside else 0.0
            cells.append(f"{claimed:.2f}: {hits / len(inside):.2f} ({least:.2f}-{most:.2f}; {hits}/{len(inside)})" if inside else "-")
        whole = sum(each.is_right for each in here) / len(here) if here else 0.0
        off = float(np.mean([(each.confidence - each.is_right) ** 2 for each in here])) if here else 0.0
        yield [kind.value if kind else "all", *cells, f"{off:.3f} ({whole * (1 - whole):.3f})" if here else "-"]


HEAD = ("confidence: right (95 %; n)", "under 0.5", "0.5-0.6", "0.6-0.7", "0.7, the most", "Brier score (the share right, said of each)")


def paces(walks: Sequence[Walk]) -> str:
    """One sentence on how near the named paces are, beside the same paces given to other walks."""
    found = [each for each in walks if each.named is not None]
    if not found:
        return f"No pace was named of {len(walks)} walks.\n"
    true = np.array([each.pace for each in found])
    named = np.array([each.named for each in found], dtype=np.float64)
    off = np.abs(named / true - 1)
    hits = int((off <= NEAR).sum())
    low, high = wilson(hits, len(found))
    beside = float(np.mean(np.abs(named[:, None] / true[None, :] - 1) <= NEAR))
    return (f"Pace of {len(found)} walks (of {len(walks)}; {FEWEST} steps and more): within 5 % {hits / len(found):.2f} "
            f"({low:.2f}-{high:.2f}), median {100 * np.median(off):.1f} % off; the same paces given to any walk: {beside:.2f}.\n")
