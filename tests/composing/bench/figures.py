"""What the tables of composing share: correlations, medians with their interval, and cells that say whether a goal is met."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

Array = NDArray[np.float64]
DRAWS = 2000    # our choice: of the bootstrap


def pearson(one: Sequence[float] | Array, other: Sequence[float] | Array) -> float:
    """Pearson's r; 0 where one of them does not move, which is what a reading that says nothing is worth.

    >>> pearson([1, 2, 3], [2, 4, 6]), pearson([1, 2, 3], [5, 5, 5])
    (1.0, 0.0)
    """
    a, b = np.asarray(one, dtype=float), np.asarray(other, dtype=float)
    if len(a) < 3 or float(a.std()) < 1e-6 or float(b.std()) < 1e-6:
        return 0.0
    return round(float(np.corrcoef(a, b)[0, 1]), 4)


def spearman(one: Sequence[float] | Array, other: Sequence[float] | Array) -> float:
    """Spearman's rho, ties at their mean rank.

    >>> spearman([1, 2, 3, 4], [1, 8, 27, 64])
    1.0
    """
    return pearson(np.asarray(rankdata(one)), np.asarray(rankdata(other)))


def without(values: Sequence[float] | Array, causes: Sequence[Sequence[float] | Array]) -> Array:
    """What is left of values when a straight line through each cause is taken out (least squares).

    >>> [round(float(each), 6) + 0.0 for each in without([1, 2, 3], [[2, 4, 6]])]
    [0.0, 0.0, 0.0]
    """
    y = np.asarray(values, dtype=float)
    table = np.column_stack([np.ones(len(y)), *(np.asarray(cause, dtype=float) for cause in causes)])
    solved, *_ = np.linalg.lstsq(table, y, rcond=None)
    left = y - table @ solved
    return np.asarray(left if float(left.std()) > 1e-6 * max(1.0, float(y.std())) else np.zeros(len(y)))


def of_median(values: Sequence[float]) -> tuple[float, float, float]:
    """The median with its interval at 95 % (bootstrap with a fixed seed).

    >>> of_median([0.5] * 20)
    (0.5, 0.5, 0.5)
    """
    found = np.asarray(values, dtype=float)
    drawn = np.random.Generator(np.random.PCG64(1)).choice(found, (DRAWS, len(found)))
    low, high = np.percentile(np.median(drawn, axis=1), (2.5, 97.5))
    return round(float(np.median(found)), 4), round(float(low), 4), round(float(high), 4)


def median_told(values: Sequence[float]) -> str:
    """A median with its interval and count.

    >>> median_told([0.5] * 20)
    '0.50 (0.50-0.50, 20)'
    """
    if not values:
        return "-"
    middle, low, high = of_median(values)
    return f"{middle:.2f} ({low:.2f}-{high:.2f}, {len(values)})"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table.

    >>> print(table(("a", "b"), [("1", "2")]))
    | a | b |
    |---|---|
    | 1 | 2 |
    """
    return "\n".join(["| " + " | ".join(head) + " |", "|" + "---|" * len(head), *("| " + " | ".join(row) + " |" for row in rows)])


def met(is_met: bool) -> str:
    """Whether a goal is met, as it stands in a table."""
    return "yes" if is_met else "**no**"


def mean_between(curve: Sequence[float], every_s: float, start_s: float, end_s: float) -> float:
    """The mean of a curve over a stretch.

    >>> mean_between([0, 1, 2], 0.5, 0.0, 1.0)
    1.0
    """
    at = np.linspace(start_s, end_s, 13)
    return float(np.interp(at, np.arange(len(curve)) * every_s, curve).mean())
