"""Tension of a chord in a declared key: Chew's spiral array (Chew 2000; Herremans and Chew 2016).

A pitch k fifths from the tonic sits at (sin k*pi/2, cos k*pi/2, k*sqrt(2/15)). A chord is tense when its centre is far
from the key's centre and when its own tones lie far apart.
"""

from math import cos, pi, sin, sqrt

_FIFTHS = {0: 0, 7: 1, 2: 2, 9: 3, 4: 4, 11: 5, 6: 6, 5: -1, 10: -2, 3: -3, 8: -4, 1: -5}
_RISE = sqrt(2 / 15)

Point = tuple[float, float, float]


def _at(fifths: int) -> Point:
    return sin(fifths * pi / 2), cos(fifths * pi / 2), fifths * _RISE


def _mean(points: list[tuple[float, Point]]) -> Point:
    whole = sum(weight for weight, _ in points)
    return (sum(w * p[0] for w, p in points) / whole, sum(w * p[1] for w, p in points) / whole,
            sum(w * p[2] for w, p in points) / whole)


def _far(a: Point, b: Point) -> float:
    return sqrt(sum((x - y) ** 2 for x, y in zip(a, b, strict=True)))


def _spelled(pitches: tuple[int, ...]) -> list[Point]:
    """Chord tones spelled from their root, so that the third of a secondary dominant is a sharp, not a flat."""
    root = _FIFTHS[pitches[0] % 12]
    return [_at(root + _FIFTHS[(pitch - pitches[0]) % 12]) for pitch in pitches]


def _triad(root: int, is_minor: bool) -> Point:
    third = -3 if is_minor else 4
    return _mean([(0.536, _at(root)), (0.274, _at(root + 1)), (0.19, _at(root + third))])


def key_centre(is_minor: bool) -> Point:
    """Where the key itself lies: tonic, dominant and subdominant triads, weighted as in the paper."""
    return _mean([(0.516, _triad(0, is_minor)), (0.315, _triad(1, False)), (0.168, _triad(-1, is_minor))])


def strain(pitches: tuple[int, ...], is_minor: bool) -> float:
    """How tense a chord is in its key: distance from the key plus half its diameter.

    pitches  semitones above the tonic, root first

    >>> strain((0, 4, 7), False) < strain((9, 0, 4), False) < strain((1, 5, 8), False)
    True
    """
    points = _spelled(pitches)
    diameter = max(_far(a, b) for a in points for b in points)
    return _far(_mean([(1.0, point) for point in points]), key_centre(is_minor)) + 0.5 * diameter
