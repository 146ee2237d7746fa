"""Time: seconds, frames, samples, beats, and the labels people write for them.

Conventions: a frame rate is an exact `Fraction` (24000/1001, never 23.976); a moment of the picture is a frame
number or seconds from the first frame; text labels exist only in readers and writers. Timecode counting after
SMPTE ST 12-1; drop-frame skips labels, never frames.
"""

from fractions import Fraction
from math import floor, isfinite
from typing import NewType, TypeAlias

Seconds = NewType("Seconds", float)
Frame = NewType("Frame", int)
Samples = NewType("Samples", int)
Hertz = NewType("Hertz", int)
Bpm = NewType("Bpm", float)
Rate: TypeAlias = Fraction
Beats: TypeAlias = Fraction

HOUSE_RATE = Hertz(48_000)    # every delivered sound

_DECIMAL_RATES = {
    23.976: Fraction(24000, 1001), 23.98: Fraction(24000, 1001), 23.976024: Fraction(24000, 1001),
    29.97: Fraction(30000, 1001), 47.952: Fraction(48000, 1001), 47.95: Fraction(48000, 1001),
    59.94: Fraction(60000, 1001),
}


def exact_rate(rate: float) -> Rate:
    """The exact frame rate behind a decimal one.

    rate     frames a second as files write it
    Refuses  ValueError, when it is neither whole nor one of the known decimals: nothing is rounded

    >>> exact_rate(23.976), exact_rate(25.0)
    (Fraction(24000, 1001), Fraction(25, 1))
    """
    if isfinite(rate) and rate == round(rate):
        return Fraction(round(rate))
    if rate in _DECIMAL_RATES:
        return _DECIMAL_RATES[rate]
    raise ValueError(f"{rate} frames a second is no known rate")


def at_frame(frame: int, rate: Rate) -> Seconds:
    """When a frame begins, in seconds from the first frame.

    >>> at_frame(24, Fraction(24000, 1001))
    1.001
    """
    return Seconds(float(Fraction(frame) / rate))


def shown_at(at: Seconds, rate: Rate) -> Frame:
    """Which frame is on the screen at a moment (rounds down; a microsecond of grace for rounded seconds).

    >>> shown_at(Seconds(1.0), Fraction(24000, 1001))
    23
    """
    return Frame(floor(Fraction(at + 1e-6) * rate))


def nearest_frame(at: Seconds, rate: Rate) -> Frame:
    """The frame whose start lies nearest to a moment.

    >>> nearest_frame(Seconds(1.0), Fraction(24000, 1001))
    24
    """
    return Frame(floor(Fraction(at) * rate + Fraction(1, 2)))


def to_samples(at: Seconds, rate: Hertz = HOUSE_RATE) -> Samples:
    """Seconds as a count of samples, half rounded up.

    >>> to_samples(Seconds(1.5))
    72000
    """
    return Samples(floor(at * rate + 0.5))


def frame_to_samples(frame: int, picture: Rate, sound: Hertz = HOUSE_RATE) -> Samples:
    """The sample at which a frame begins: round(frame x sound / picture), half up.

    >>> frame_to_samples(1, Fraction(24000, 1001))
    2002
    """
    return Samples(floor(Fraction(frame) / picture * sound + Fraction(1, 2)))


def to_seconds(samples: int, rate: Hertz = HOUSE_RATE) -> Seconds:
    """A count of samples as seconds."""
    return Seconds(samples / rate)


def later(at: Seconds, by: float) -> Seconds:
    """A moment moved by a number of seconds."""
    return Seconds(at + by)


def _skipped(rate: Rate, drop: bool) -> tuple[int, int]:
    labels = -(-rate.numerator // rate.denominator)
    if drop and (labels % 30 or rate.denominator != 1001):
        raise ValueError(f"there is no drop-frame timecode at {rate}")
    return labels, labels // 15 if drop else 0


def label(frame: int, rate: Rate, drop: bool = False) -> str:
    """The SMPTE timecode of a frame counted from 00:00:00:00.

    >>> label(1800, Fraction(30000, 1001), drop=True)
    '00:01:00;02'
    """
    n, d = _skipped(rate, drop)
    q, r = divmod(frame % (1440 * (60 * n - d) + 144 * d), 600 * n - 9 * d)
    s, f = divmod(600 * n * q + r + d * max(0, (r - d) // (60 * n - d)), n)
    return f"{s // 3600:02}:{s // 60 % 60:02}:{s % 60:02}{';' if drop else ':'}{f:02}"


def frame_of(text: str, rate: Rate) -> Frame:
    """The frame a SMPTE timecode names; `;` or `,` before the frames means drop-frame.

    Refuses  ValueError, when no such label exists at this rate

    >>> frame_of("00:01:00;02", Fraction(30000, 1001))
    1800
    """
    drop = text[8:9] in {";", ","}
    h, m, s, f = (int(text[k:k + 2]) for k in (0, 3, 6, 9))
    n, d = _skipped(rate, drop)
    if f >= n or m > 59 or s > 59 or (d and s == 0 and f < d and m % 10):
        raise ValueError(f"there is no timecode {text} at {rate} frames a second")
    minutes = 60 * h + m
    return Frame((60 * minutes + s) * n + f - d * (minutes - minutes // 10))
