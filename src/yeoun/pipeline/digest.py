"""Names by contents: equal values share a name, on every machine and in every year.

Conventions: a noun's name is SHA-256 over its class and its named fields; numbers are folded to exact fractions, so
that 0, 0.0 and -0.0, or 2 and 2.0, are one value; NaN and anything without a canonical form are refused. Fields marked
`named=False` in their metadata (digests of sound bytes, sizes) are no part of a name: sound is named by its recipe.
"""

import hashlib
from dataclasses import fields, is_dataclass
from enum import Enum
from fractions import Fraction
from typing import Any, Protocol

import numpy as np

from yeoun.units.names import Digest


class _Hash(Protocol):
    def update(self, data: bytes, /) -> None: ...


def _number(value: float | int | Fraction) -> bytes:
    if value != value:
        raise ValueError("NaN has no name: unknown is None")
    top, bottom = value.as_integer_ratio()
    return f"N{top}/{bottom};".encode()


class Namer:
    """Names values, and remembers the names of frozen nouns it has met while they are alive."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Any, bytes]] = {}

    def name(self, value: Any) -> Digest:
        """The name of a value: 64 hexadecimal digits.

        >>> Namer().name((1, 2.0, "a")) == Namer().name((1.0, 2, "a"))
        True
        """
        inner = hashlib.sha256()
        self._feed(inner, value)
        return Digest(inner.hexdigest())

    def _feed(self, into: _Hash, value: Any) -> None:
        if value is None:
            into.update(b"-;")
        elif isinstance(value, Enum):
            into.update(f"E{type(value).__name__}.{value.name};".encode())
        elif isinstance(value, str):
            text = value.encode()
            into.update(b"S%d:" % len(text) + text)
        elif isinstance(value, (bool, int, float, Fraction)):
            into.update(_number(value))
        elif isinstance(value, bytes):
            into.update(b"B%d:" % len(value) + value)
        elif isinstance(value, tuple):
            into.update(b"T%d:" % len(value))
            for item in value:
                self._feed(into, item)
        elif isinstance(value, np.ndarray):
            into.update(f"A{value.dtype.str}{value.shape}:".encode() + np.ascontiguousarray(value).tobytes())
        elif is_dataclass(value) and not isinstance(value, type):
            into.update(self._noun(value))
        else:
            raise ValueError(f"{type(value).__name__} has no canonical form: use tuples, numbers, text and nouns")

    def _noun(self, value: Any) -> bytes:
        known = self._known.get(id(value))
        if known is None:
            inner = hashlib.sha256(f"D{type(value).__name__}:".encode())
            for each in fields(value):
                if each.metadata.get("named", True):
                    inner.update(each.name.encode() + b"=")
                    self._feed(inner, getattr(value, each.name))
            known = self._known[id(value)] = (value, inner.digest())    # holding it keeps its id its own
        return known[1]


def digest_of(value: Any) -> Digest:
    """The name of a value, for those who need only one."""
    return Namer().name(value)
