"""Tension of what sounds in a declared key: Chew's spiral array (Chew 2000, 2014; Herremans and Chew 2016).

A pitch k fifths from the tonic sits at (sin k*pi/2, cos k*pi/2, k*sqrt(2/15)). Notes are tense when their centre, each by
how long it sounds, lies far from the key's centre (tensile strain) and when two of them lie far apart (cloud diameter).

Conventions: pitches are semitones above the tonic, spelled from the root of their chord.
"""

from collections.abc import Iterable
from functools import cache
from math import cos, pi, sin, sqrt

_FIFTHS = (0, -5, 2, -3, 4, -1, 6, 1, -4, 3, -2, 5)       # by semitones; six up, not six down
_RISE = sqrt(2 / 15)
_WEIGHTS = (0.516, 0.315, 0.168)                           # Chew 2014: root, fifth, third; tonic, dominant, subdominant
_EITHER = 0.75                                             # Chew 2000: of a minor key, how much of its dominant is major

Point = tuple[float, float, float]


def _at(fifths: int) -> Point:
    return sin(fifths * pi / 2), cos(fifths * pi / 2), fifths * _RISE


def _mean(points: Iterable[tuple[float, Point]]) -> Point:
    x = y = z = whole = 0.0
    for weight, point in points:
        x, y, z, whole = x + weight * point[0], y + weight * point[1], z + weight * point[2], whole + weight
    return x / whole, y / whole, z / whole


def _far(a: Point, b: Point) -> float:
    return sqrt((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 + (a[2] - b[2]) ** 2)


_PLACES = {fifths: _at(fifths) for fifths in range(-16, 17)}
_APART = tuple(_far(_at(0), _at(fifths)) for fifths in range(24))      # how far two pitches lie apart, by the fifths between them


def _triad(root: int, is_minor: bool) -> Point:
    return _mean(zip(_WEIGHTS, (_at(root), _at(root + 1), _at(root - 3 if is_minor else root + 4)), strict=True))


@cache
def key_centre(is_minor: bool) -> Point:
    """Where the key itself lies: tonic, dominant and subdominant triads, weighted as in the paper."""
    share = _EITHER if is_minor else 1.0
    fifth = _mean(((share, _triad(1, False)), (1 - share, _triad(1, True))))
    fourth = _mean(((share, _triad(-1, is_minor)), (1 - share, _triad(-1, False))))
    return _mean(zip(_WEIGHTS, (_triad(0, is_minor), fifth, fourth), strict=True))


@cache
def _spelled(root: int, pitch: int, is_diminished: bool) -> int:
    above = (pitch - root) % 12
    return _FIFTHS[root % 12] + (-6 if is_diminished and above == 6 else _FIFTHS[above])


def strained(root: int, tones: Iterable[tuple[int, float]], is_minor: bool, is_diminished: bool = False) -> float:
    """How tense some notes are in their key: distance from the key plus diameter.

    root   of the chord they sound under
    tones  pitch and how long it sounds, in any unit; at least one

    >>> strained(0, ((0, 1.0), (4, 1.0), (7, 1.0)), False) < strained(0, ((0, 1.0), (4, 1.0), (7, 1.0), (11, 0.2)), False)
    True
    """
    spelled = [(weight, _spelled(root % 12, pitch % 12, is_diminished)) for pitch, weight in tones]
    several = sorted({fifths for _, fifths in spelled})
    across = max(_APART[b - a] for a in several for b in several if b >= a)
    return _far(_mean((weight, _PLACES[fifths]) for weight, fifths in spelled), key_centre(is_minor)) + across


def strain(pitches: tuple[int, ...], is_minor: bool) -> float:
    """How tense a chord is in its key, each tone once.

    pitches  semitones above the tonic, root first

    >>> strain((0, 4, 7), False) < strain((9, 0, 4), False) < strain((1, 5, 8), False)
    True
    """
    return strained(pitches[0], ((pitch, 1.0) for pitch in pitches), is_minor, diminished(pitches))


def diminished(pitches: tuple[int, ...]) -> bool:
    """Whether a chord has a minor third and a diminished fifth: that fifth is a flat.

    >>> diminished((11, 2, 5)), diminished((7, 11, 2, 5))
    (True, False)
    """
    return {(pitches[0] + 3) % 12, (pitches[0] + 6) % 12} <= {pitch % 12 for pitch in pitches}
