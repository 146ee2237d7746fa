"""Nouns on disk: JSON and raw arrays in one verified file; never pickle.

A file is: magic, length of the JSON, the JSON, the arrays, and the SHA-256 of all before it. The classes it may name
are handed in (`__main__` binds the nouns), so that a file can never bring a class of its own.
"""

import hashlib
import json
import struct
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from fractions import Fraction
from typing import Any

import numpy as np

MAGIC = b"yeoun-noun-1\n"


class Damaged(Exception):
    """What lies on the shelf is not what was put there."""


def is_sealed(data: bytes) -> bool:
    """Whether bytes end in the digest of all before them, as `Codec.encode` leaves them."""
    return hashlib.sha256(data[:-32]).digest() == data[-32:]


class Codec:
    """Turns nouns into bytes and back, for the classes it was given."""

    def __init__(self, classes: Iterable[type]) -> None:
        self._classes: Mapping[str, type] = {each.__name__: each for each in classes}

    def encode(self, value: Any) -> bytes:
        """A noun, or a tuple of nouns, as bytes. Refuses (ValueError) what it could not read back."""
        arrays: list[bytes] = []
        text = json.dumps(self._plain(value, arrays, [0]), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        head = text.encode()
        body = MAGIC + struct.pack("<Q", len(head)) + head + b"".join(arrays)
        return body + hashlib.sha256(body).digest()

    def decode(self, data: bytes) -> Any:
        """What `encode` was given. Refuses (Damaged) anything whose digest does not fit."""
        body = data[:-32]
        if not body.startswith(MAGIC) or not is_sealed(data):
            raise Damaged("the digest does not fit")
        start = len(MAGIC) + 8
        (length,) = struct.unpack("<Q", body[len(MAGIC):start])
        return self._noun(json.loads(body[start:start + length]), memoryview(body)[start + length:])

    def _plain(self, value: Any, arrays: list[bytes], at: list[int]) -> Any:
        if value is None or isinstance(value, (str, bool)):
            return value
        if isinstance(value, Enum):
            self._known(type(value))
            return {"!": type(value).__name__, "=": value.name}
        if isinstance(value, (int, float)):
            return float(value) if isinstance(value, float) else int(value)    # numpy's float64 is a float
        if isinstance(value, Fraction):
            return {"/": [value.numerator, value.denominator]}
        if isinstance(value, tuple):
            return [self._plain(item, arrays, at) for item in value]
        if isinstance(value, np.ndarray):
            raw = np.ascontiguousarray(value).tobytes()
            arrays.append(raw)
            at[0] += len(raw)
            return {"#": [at[0] - len(raw), value.dtype.str, list(value.shape)]}
        if is_dataclass(value) and not isinstance(value, type):
            self._known(type(value))
            return {"!": type(value).__name__,
                    **{each.name: self._plain(getattr(value, each.name), arrays, at) for each in fields(value)}}
        raise ValueError(f"{type(value).__name__} cannot be kept: {value!r:.80}")

    def _known(self, kind: type) -> None:
        if self._classes.get(kind.__name__) is not kind:
            raise ValueError(f"{kind.__qualname__} is no noun the codec was given")

    def _noun(self, plain: Any, raw: memoryview) -> Any:
        if isinstance(plain, list):
            return tuple(self._noun(item, raw) for item in plain)
        if not isinstance(plain, dict):
            return plain
        if "/" in plain:
            return Fraction(*plain["/"])
        if "#" in plain:
            at, kind, shape = plain["#"]
            count = int(np.prod(shape, dtype=np.int64))
            array = np.frombuffer(raw, dtype=kind, count=count, offset=at).reshape(shape)
            array.flags.writeable = False
            return array
        kind = self._classes.get(plain.pop("!"))
        if kind is None:
            raise Damaged("it names a noun this version does not know")
        if issubclass(kind, Enum):
            if plain["="] not in kind.__members__:
                raise Damaged(f"it names a {kind.__name__} this version does not know: {plain['=']}")
            return kind[plain["="]]
        try:
            return kind(**{name: self._noun(item, raw) for name, item in plain.items()})
        except TypeError as why:
            raise Damaged(f"a noun has other fields now: {why}") from why
