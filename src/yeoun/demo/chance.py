"""Where the raindrops fall: numbers that look like luck and are a pure function of their names.

A particle's place must be the same in every process and for every order of drawing, so it is hashed from who it
is, never taken from a running generator. The hash is the finaliser of splitmix64 (Steele, Lea & Flood 2014).
"""

import math
from functools import lru_cache

import numpy as np

_WHOLE = (1 << 64) - 1


def _mix(bits: int) -> int:
    bits = (bits + 0x9E3779B97F4A7C15) & _WHOLE
    bits = ((bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9) & _WHOLE
    bits = ((bits ^ (bits >> 27)) * 0x94D049BB133111EB) & _WHOLE
    return bits ^ (bits >> 31)


@lru_cache(maxsize=1 << 15)    # most are asked for again on the next frame
def chance(*names: int) -> float:
    """A share in [0, 1) that belongs to these whole numbers and to no others.

    >>> chance(3, 1) == chance(3, 1), chance(3, 1) == chance(1, 3)
    (True, False)
    """
    bits = 0
    for name in names:
        bits = _mix(bits ^ (name & _WHOLE))
    return (bits >> 11) / float(1 << 53)


def between(low: float, high: float, *names: int) -> float:
    """A number from `low` to `high` that belongs to these names.

    >>> 2.0 <= between(2.0, 3.0, 7) < 3.0
    True
    """
    return low + (high - low) * chance(*names)


def drift(at: float, *names: int) -> float:
    """Smooth wandering in [-1, 1]: hand-held air, wind, a flame; `at` counts in wanderings.

    >>> abs(drift(0.5, 4) - drift(0.5001, 4)) < 0.01
    True
    """
    step = math.floor(at)
    left, right = (chance(step + k, *names) * 2.0 - 1.0 for k in (0, 1))
    share = at - step
    share = share * share * (3.0 - 2.0 * share)
    return left + (right - left) * share


def grains(count: int, name: int) -> np.ndarray:
    """White noise in [-1, 1), `count` values that belong to `name`; the raw matter of wind, rain and film grain.

    >>> grains(3, 1).shape, float(grains(3, 1)[0]) == float(grains(3, 1)[0])
    ((3,), True)
    """
    with np.errstate(over="ignore"):
        bits = np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(_mix(name))
        bits = (bits ^ (bits >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        bits = (bits ^ (bits >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        bits = bits ^ (bits >> np.uint64(31))
    noise: np.ndarray = (bits >> np.uint64(11)).astype(np.float64) / float(1 << 52) - 1.0
    return noise
