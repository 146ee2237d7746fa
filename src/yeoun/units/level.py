"""Level: decibels, loudness and plain gains.

Conventions: `*_db` are decibels, gains are linear factors, loudness is LUFS (= LKFS) after ITU-R BS.1770-5.
"""

from math import log10
from typing import NewType

Decibels = NewType("Decibels", float)
Gain = NewType("Gain", float)
Lufs = NewType("Lufs", float)
Share = NewType("Share", float)    # a part of one, 0..1

SILENT_DB = Decibels(-200.0)    # our choice: what an exactly silent signal is called in decibels


def to_gain(level: float) -> Gain:
    """Decibels as a linear factor.

    >>> round(to_gain(-6.0206), 4)
    0.5
    """
    return Gain(10.0 ** (level / 20.0))


def to_db(gain: float) -> Decibels:
    """A linear factor as decibels; nothing at all is `SILENT_DB`.

    >>> to_db(1.0), to_db(0.0)
    (0.0, -200.0)
    """
    return Decibels(20.0 * log10(gain)) if gain > 1e-10 else SILENT_DB
