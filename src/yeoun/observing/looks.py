"""What a shot's light looks like: a share for each name, from its colour, its darkness and how they differ from the episode.

Fourteen marks, each a ramp from 0 to 1 along one measured figure (so every name's score is monotone in every figure), are
weighed for each name and added up; the softmax of the sums is the name's share, where every name is as likely
beforehand. Marks of warmth are multiplied by how white the light is: away from the Planckian locus no colour temperature
means anything (`whiteness`). Ramps are our choice, after the rules of perception-and-emotion, 4.3; the weights were fitted
to the tuning half of graded shots (tests/observing/graded.py) by logistic regression, every light counted alike, with
signs held to what each mark can mean, and rounded to 0.1.
"""

import math
from collections.abc import Sequence

from yeoun.model.observed import ShotLight
from yeoun.observing.lightsigns import Shares

WEIGHTS: dict[str, Shares] = {    # what a mark speaks for, in nats, in the order of NAMES
    # day, golden, night, neon, tungsten, dawn
    "warmer": (-1.2, 1.8, 0.0, 0.0, 0.7, -1.0),
    "cooler": (0.0, -1.2, 0.0, 0.0, -0.9, 0.7),
    "warm": (-2.4, 1.8, 0.0, 0.0, 2.3, -0.2),
    "cold": (-0.2, -1.9, 0.0, 0.0, -1.9, 4.2),
    "bright": (4.1, 3.2, -1.0, -0.8, -0.8, 0.0),
    "dim": (-1.6, -2.5, 2.8, 0.0, 0.0, 0.0),
    "black": (0.0, 0.0, 4.3, 0.0, 0.0, -0.6),
    "dark": (0.0, -1.0, 2.2, 0.0, 0.0, -0.8),
    "lit": (0.5, 0.9, -0.4, -0.1, -1.2, 0.3),
    "green": (0.0, -0.3, 0.0, 2.5, -0.9, 0.0),
    "pink": (0.0, -0.6, 0.0, 4.1, -1.9, 0.0),
    "vivid": (-0.3, -0.1, -0.1, 1.1, -0.5, -0.2),
    "colourful": (0.0, 0.0, -0.5, 1.4, 1.9, -3.1),
    "pale": (0.0, -1.9, 0.0, -0.4, 0.0, 2.4),
}
BEFORE: Shares = (0.4, 0.0, -2.5, 1.5, 1.2, -0.6)    # what no mark at all speaks for


def whiteness(duv: float) -> float:
    """How far a colour temperature means anything: 1 up to |Duv| 0.02 (teal grades live there), 0 from 0.04 on.

    >>> whiteness(0.0), round(whiteness(-0.03), 3), whiteness(0.08)
    (1.0, 0.5, 0.0)
    """
    return min(1.0, max(0.0, (0.04 - abs(duv)) / 0.02))


def _ramp(value: float, none: float, full: float) -> float:
    return min(1.0, max(0.0, (value - none) / (full - none)))


def marks_of(seen: ShotLight) -> dict[str, float]:
    """Every mark of a shot's light, 0..1."""
    white = whiteness(seen.duv)
    leafy = _ramp(seen.warmth, 0.3, 1.0) * _ramp(seen.lightness, 30.0, 45.0)    # a bright yellow green is a wood
    return {
        "warmer": white * _ramp(seen.mired_relative, 0.0, 110.0),    # than the episode, in mired
        "cooler": white * _ramp(seen.mired_relative, 0.0, -90.0),
        "warm": white * _ramp(seen.mired, 190.0, 360.0),             # 5300 K to 2800 K
        "cold": white * _ramp(seen.mired, 160.0, 80.0),              # 6300 K to 12500 K
        "bright": _ramp(seen.lightness, 25.0, 65.0),                 # L*
        "dim": _ramp(seen.lightness, 45.0, 15.0),
        "black": _ramp(seen.lightness, 20.0, 4.0),
        "dark": _ramp(seen.dark, 0.2, 0.9),                          # share of the picture
        "lit": _ramp(seen.dark, 0.3, 0.0),
        "green": (1.0 - leafy) * _ramp(seen.duv, 0.01, 0.05),
        "pink": _ramp(seen.duv, -0.01, -0.05),
        "vivid": (1.0 - leafy * (seen.duv > 0)) * _ramp(abs(seen.duv), 0.015, 0.06) * _ramp(seen.chroma, 10.0, 35.0),
        "colourful": _ramp(seen.saturation, 0.25, 0.7),
        "pale": _ramp(seen.saturation, 0.25, 0.03),
    }


def looks_of(seen: ShotLight) -> tuple[float, ...]:
    """The logarithm of each name's share of how a shot looks, in the order of NAMES.

    seen   its measured figures; its name is not asked
    """
    marks = marks_of(seen)
    return shares([before + sum(marks[mark] * says[k] for mark, says in WEIGHTS.items()) for k, before in enumerate(BEFORE)],
                  as_logarithms=True)


def shares(scores: Sequence[float], *, as_logarithms: bool = False) -> tuple[float, ...]:
    """Scores in nats as shares that add up to 1, or their logarithms.

    >>> [round(share, 3) for share in shares((0.0, 0.0, 1.0))]
    [0.212, 0.212, 0.576]
    """
    most = max(scores)
    whole = most + math.log(sum(math.exp(score - most) for score in scores))
    return tuple(score - whole if as_logarithms else math.exp(score - whole) for score in scores)
