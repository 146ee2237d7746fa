"""Pitch: keys of the piano, cents and hertz.

Conventions: `Key` is a MIDI key number (60 = C4, 69 = A4 = 440 Hz); curves of ornaments are cents around the key.
"""

from typing import NewType

Key = NewType("Key", int)
Cents = NewType("Cents", float)

SHARPS = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")
_LETTERS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}


def to_hertz(key: float, cents: float = 0.0) -> float:
    """The frequency of a key in equal temperament at A4 = 440 Hz.

    >>> to_hertz(69)
    440.0
    """
    return 440.0 * float(2.0 ** ((key - 69 + cents / 100.0) / 12.0))


def name_of(key: int) -> str:
    """A key as players write it.

    >>> name_of(66)
    'F#4'
    """
    return f"{SHARPS[key % 12]}{key // 12 - 1}"


def key_named(name: str) -> Key:
    """The key a name such as `F#4` or `Eb3` stands for.

    >>> key_named("C4"), key_named("Eb3")
    (60, 51)
    """
    if not name or name[0].upper() not in _LETTERS:
        raise ValueError(f"{name!r} is no pitch: write a letter, # or b, and an octave, as in F#4")
    step, rest = _LETTERS[name[0].upper()], name[1:]
    while rest[:1] in {"#", "b"}:
        step, rest = step + (1 if rest[0] == "#" else -1), rest[1:]
    return Key(step + 12 * (int(rest) + 1))
