"""Nouns filled with anything their types allow, for asking what holds for all of them."""

import math
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from enum import Enum
from fractions import Fraction
from types import NoneType, UnionType
from typing import Any, NewType, Union, get_args, get_origin, get_type_hints

import numpy as np

from yeoun.model.feeling import Feelings
from yeoun.model.media import Span
from yeoun.units.luck import Luck

TEXTS = ("", "지은", "a\n\"b\\\t", "1m01", "é\u1112\u1162", "{x}", "\u0000")
NUMBERS = (0.0, -0.0, 0.1, 1 / 3, -2.5, 1e-300, 1.7e308, 2.0, 23.976)
WHOLES = (0, 1, -7, 2**31, 2**70)


def fill(kind: Any, rng: Luck, depth: int = 0) -> Any:
    """A value of a type: a noun with every field filled, a tuple of some length, a member of a union."""
    while isinstance(kind, NewType):
        kind = kind.__supertype__
    origin = get_origin(kind)
    if origin in {Union, UnionType}:
        return fill(get_args(kind)[int(rng.integers(len(get_args(kind))))], rng, depth)
    if origin is tuple:
        return _tuple(get_args(kind), rng, depth)
    if origin is np.ndarray or kind is np.ndarray:
        return _array(kind, rng)
    if kind in _PLAIN:
        return _PLAIN[kind](rng)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return list(kind)[int(rng.integers(len(kind)))]
    if is_dataclass(kind):
        return _noun(kind, rng, depth)
    raise TypeError(f"{kind!r} is nothing a noun may hold")


def kinds_in(kind: Any, found: set[type]) -> set[type]:
    """Every noun and enumeration a type leads to."""
    while isinstance(kind, NewType):
        kind = kind.__supertype__
    for each in get_args(kind):
        kinds_in(each, found)
    if isinstance(kind, type) and kind not in found and (is_dataclass(kind) or issubclass(kind, Enum)):
        found.add(kind)
        if is_dataclass(kind):
            for hint in get_type_hints(kind).values():
                kinds_in(hint, found)
    return found


def _tuple(inside: tuple[Any, ...], rng: Luck, depth: int) -> tuple[Any, ...]:
    if len(inside) == 2 and inside[1] is Ellipsis:
        longest = 3 if depth < 2 else 1
        return tuple(fill(inside[0], rng, depth + 1) for _ in range(int(rng.integers(longest + 1))))
    return tuple(fill(each, rng, depth + 1) for each in inside)


def _array(kind: Any, rng: Luck) -> Any:
    dtype = get_args(get_args(kind)[1])[0] if len(get_args(kind)) > 1 else np.float32
    shape = [int(size) for size in rng.integers(0, 4, size=int(rng.integers(1, 4)))]
    return rng.integers(0, 200, size=shape).astype(dtype)


def _noun(kind: Any, rng: Luck, depth: int) -> Any:
    hints = get_type_hints(kind)
    facts = {each.name: fill(hints[each.name], rng, depth + 1) for each in fields(kind)}
    if kind is Span:    # the nouns with a condition of their own
        facts = dict(zip(("start_s", "end_s"), sorted(abs(fact) for fact in facts.values()), strict=True))
    if kind is Feelings:
        facts |= dict.fromkeys(("arousal", "tension"), facts["valence"])
    return kind(**facts)


def _pick(values: tuple[Any, ...]) -> Callable[[Luck], Any]:
    return lambda rng: values[int(rng.integers(len(values)))]


_PLAIN: dict[Any, Callable[[Luck], Any]] = {
    str: _pick(TEXTS), float: _pick(NUMBERS), int: _pick(WHOLES), bool: _pick((True, False)), NoneType: lambda rng: None,
    Fraction: lambda rng: Fraction(int(rng.integers(-9, 9)), int(rng.integers(1, 9))),
}
assert all(math.isfinite(number) for number in NUMBERS)
