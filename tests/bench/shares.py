"""A share as a bench writes it: with its count, and the interval of Wilson (1927) at 95 %."""

import math

Z = 1.959964    # of the normal distribution, 95 %


def wilson(hits: int, of: int) -> tuple[float, float]:
    """The interval of a share at 95 %, 0..1.

    >>> [round(each, 3) for each in wilson(19, 20)]
    [0.764, 0.991]
    """
    if not of:
        return 0.0, 1.0
    share, over = hits / of, Z * Z / of
    middle = (share + over / 2) / (1 + over)
    half = Z * math.sqrt(share * (1 - share) / of + over / (4 * of)) / (1 + over)
    return max(0.0, middle - half), min(1.0, middle + half)


def told(hits: int, of: int) -> str:
    """A share with its interval and count.

    >>> told(19, 20)
    '95 % (76-99, 19 of 20)'
    """
    if not of:
        return "-"
    low, high = wilson(hits, of)
    return f"{100 * hits / of:.0f} % ({100 * low:.0f}-{100 * high:.0f}, {hits} of {of})"
