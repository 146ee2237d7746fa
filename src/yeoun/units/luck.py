"""Luck, asked for by take and name: the only source of chance in the program.

Numbers come from stable names (cue key, part, bar, onset, pitch), never from a recipe, a version or a position in a
list, so that one edit does not re-roll the rest.
"""

import hashlib
from typing import NewType, TypeAlias

import numpy as np

Take = NewType("Take", int)
Luck: TypeAlias = np.random.Generator


def luck(take: Take, *names: str | int) -> Luck:
    """A generator that always gives the same numbers for the same take and names.

    take   which attempt, from 1
    names  what the numbers are for, outermost first

    >>> float(luck(Take(1), "1m01", "piano").random()) == float(luck(Take(1), "1m01", "piano").random())
    True
    """
    text = "\x1f".join([str(int(take)), *(str(name) for name in names)])
    return np.random.Generator(np.random.PCG64(int.from_bytes(hashlib.sha256(text.encode()).digest()[:16], "big")))
