"""Colour: sRGB, linear light, L*a*b*, and how warm a light is.

Conventions: code values are sRGB after IEC 61966-2-1; linear light is 0..1 with D65 white (1, 1, 1); `mired` is
1,000,000 / kelvin; `duv` is the distance from the Planckian locus in CIE 1960 uv, positive above it (green), negative
below it (magenta); hues are degrees of a*b*. The locus is Krystek's rational fit (1985), the CIE 1960 uv plane's usual
closed form; the nearest point is found on a table of 10..600 mired, because the cubic of McCamy (1992) calls blue neon
warm. L*a*b* after CIE 15 with D65.
"""

from typing import NamedTuple, NewType

import numpy as np
from numpy.typing import ArrayLike, NDArray

Mired = NewType("Mired", float)

TO_XYZ = np.array([[0.4124564, 0.3575761, 0.1804375],     # IEC 61966-2-1, linear RGB -> XYZ, D65
                   [0.2126729, 0.7151522, 0.0721750],
                   [0.0193339, 0.1191920, 0.9503041]])
WHITE_XYZ = TO_XYZ.sum(axis=1)


def _to_linear(code: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(np.where(code <= 0.04045, code / 12.92, ((code + 0.055) / 1.055) ** 2.4))


LINEAR_OF_CODE = _to_linear(np.arange(256) / 255.0).astype(np.float32)    # 8-bit code value -> linear light


def to_linear(code: float) -> float:
    """Linear light of an sRGB code value 0..1.

    >>> round(to_linear(0.5), 4)
    0.214
    """
    return float(_to_linear(np.asarray(code, dtype=np.float64)))


def to_code(linear: float) -> float:
    """The sRGB code value 0..1 of a linear light.

    >>> round(to_code(0.214), 3)
    0.5
    """
    return float(linear * 12.92 if linear <= 0.0031308 else 1.055 * linear ** (1 / 2.4) - 0.055)


class Warmth(NamedTuple):
    """Where a light lies along the Planckian locus, and how far beside it."""

    mired: float
    duv: float


class Lab(NamedTuple):
    """CIE L*a*b*: lightness 0..100, a* green to red, b* blue to yellow."""

    lightness: float
    a: float
    b: float

    @property
    def chroma(self) -> float:
        """Distance from grey."""
        return float(np.hypot(self.a, self.b))

    @property
    def hue_deg(self) -> float:
        """Angle in the a*b* plane, 0..360."""
        return float(np.degrees(np.arctan2(self.b, self.a)) % 360.0)


def _locus(mired: NDArray[np.float64]) -> NDArray[np.float64]:
    t = 1e6 / mired
    u = (0.860117757 + 1.54118254e-4 * t + 1.28641212e-7 * t * t) / (1 + 8.42420235e-4 * t + 7.08145163e-7 * t * t)
    v = (0.317398726 + 4.22806245e-5 * t + 4.20481691e-8 * t * t) / (1 - 2.89741816e-5 * t + 1.61456053e-7 * t * t)
    return np.stack([u, v], axis=-1)


_MIREDS = np.arange(10.0, 600.5, 0.5)
_LOCUS = _locus(_MIREDS)


def warmth_of(linear: ArrayLike) -> Warmth:
    """The nearest Planckian light of a linear colour, as mired (10..600, steps of 0.5) and Duv.

    linear   red, green, blue in linear light, not all zero
    Refuses  ValueError, for black: it has no colour

    >>> round(warmth_of((1, 0.6, 0.25)).mired), round(warmth_of((1, 1, 1)).duv, 3)
    (280, 0.003)
    """
    x, y, z = (float(value) for value in TO_XYZ @ np.asarray(linear, dtype=np.float64))
    whole = x + 15 * y + 3 * z
    if whole <= 0:
        raise ValueError("black has no colour temperature")
    here = np.array([4 * x / whole, 6 * y / whole])
    apart = np.hypot(_LOCUS[:, 0] - here[0], _LOCUS[:, 1] - here[1])
    nearest = int(apart.argmin())
    above = 1.0 if here[1] >= _LOCUS[nearest, 1] else -1.0
    return Warmth(float(_MIREDS[nearest]), above * float(apart[nearest]))


def lab_of(linear: ArrayLike) -> Lab:
    """CIE L*a*b* of a linear colour, seen against D65 white.

    >>> round(lab_of((1, 1, 1)).lightness), round(lab_of((0.1842, 0.1842, 0.1842)).lightness)
    (100, 50)
    """
    ratio = (TO_XYZ @ np.asarray(linear, dtype=np.float64)) / WHITE_XYZ
    f = np.where(ratio > 216 / 24389, np.cbrt(ratio), (24389 / 27 * ratio + 16) / 116)
    return Lab(float(116 * f[1] - 16), float(500 * (f[0] - f[1])), float(200 * (f[1] - f[2])))


def red_over_blue(linear: ArrayLike) -> float:
    """log2(R/B) of a linear colour: 0 is neutral, +1 twice as much red; each channel at least 1/4096.

    >>> red_over_blue((0.5, 0.3, 0.25))
    1.0
    """
    red, _, blue = np.maximum(np.asarray(linear, dtype=np.float64), 1 / 4096)
    return float(np.log2(red / blue))
