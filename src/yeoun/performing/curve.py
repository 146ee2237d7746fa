"""The pitch curve of a note: what the score wrote as breakpoints, or the recipe of its ornament (sigimsae, 시김새).

The score usually brings `cents`; then they are followed exactly, straight from point to point. An ornament without
points is played by the recipes of gugak practice: rates and depths measured on sanjo gayageum and daegeum where there
are measurements (Lee Yu-na, SNU 2015; nine tones of a sanjo daegeum), else the aggregate of performed practice.

Conventions: cents around the note's key, seconds from its onset. Pressed strings can only go up from the open pitch.
"""

import re

import numpy as np
from numpy.typing import NDArray

from yeoun.model.scored import Instrument, ScoreNote

ORNAMENTS = ("nonghyeon", "toeseong", "chuseong", "jeonseong", "kkeokneun", "grace", "trill")    # those with a recipe here
AFTER_S = 0.5  # the curve goes on flat this long after the note, for what rings

# our choice within the measured ranges: rate Hz, depth cents peak to peak, start s, ramp s
SHAKES: dict[str, tuple[float, float, float, float]] = {
    "gugak plucked": (6.0, 200.0, 0.12, 0.35),
    "winds": (3.6, 60.0, 0.45, 1.6),
    "strings": (4.0, 100.0, 0.25, 0.5),
    "other": (5.4, 60.0, 0.30, 0.5),
}


def _shake(instrument: Instrument) -> tuple[tuple[float, float, float, float], float]:
    if instrument.is_gugak and instrument.family in ("gugak", "plucked", "strings") and not instrument.sustains:
        return SHAKES["gugak plucked"], 1.0
    if instrument.is_gugak:
        return SHAKES["winds" if instrument.breath_s > 0 else "strings"], 0.0
    return SHAKES.get(instrument.family, SHAKES["other"]), 0.0


def _nonghyeon(t: NDArray[np.float64], length: float, instrument: Instrument) -> NDArray[np.float64]:
    (rate, depth, start, ramp), bias = _shake(instrument)
    start = min(start, 0.3 * length)
    grow = np.clip((t - start) / ramp, 0.0, 1.0) * np.clip((length - t) / 0.06, 0.0, 1.0)
    phase = 2.0 * np.pi * rate * np.maximum(t - start, 0.0)
    wave = 1.0 - np.cos(phase) if bias else np.sin(phase)
    return np.asarray(depth / 2.0 * grow * wave)


def _glide(t: NDArray[np.float64], points: list[tuple[float, float]]) -> NDArray[np.float64]:
    """Through the points by half cosines, flat outside them."""
    out = np.full(len(t), points[0][1])
    for (t0, c0), (t1, c1) in zip(points, points[1:], strict=False):
        share = np.clip((t - t0) / max(t1 - t0, 1e-6), 0.0, 1.0)
        out = np.where(t >= t0, c0 + (c1 - c0) * (0.5 - 0.5 * np.cos(np.pi * share)), out)
    return np.asarray(out)


def _recipe(note: ScoreNote, instrument: Instrument, t: NDArray[np.float64]) -> NDArray[np.float64]:
    length = note.length_s
    lasts = {"toeseong": 0.4, "chuseong": 0.3, "jeonseong": 0.3, "kkeokneun": 0.45, "grace": 0.09}.get(
        note.ornament, 0.0
    )
    lasts = min(lasts, 0.66 * length)
    match note.ornament:
        case "nonghyeon":
            return _nonghyeon(t, length, instrument)
        case "toeseong":
            return _glide(t, [(length - lasts, 0.0), (length, -100.0)])
        case "chuseong":
            return _glide(t, [(length - lasts, 0.0), (length, 130.0)])
        case "jeonseong":
            middle = min(0.4 * length, 0.5)
            return _glide(t, [(middle, 0.0), (middle + lasts / 2, 200.0), (middle + lasts, 0.0)])
        case "kkeokneun":
            return _glide(t, [(lasts - 0.075, 200.0), (lasts, 0.0)])
        case "grace":
            return _glide(t, [(lasts / 2, 200.0), (lasts, 0.0)])
        case "trill":
            square = np.sin(2.0 * np.pi * 6.0 * t) < 0.0  # our choice: six upper tones a second
            return np.asarray(np.where(square & (t < length), 200.0, 0.0))
        case unknown:
            raise ValueError(f"there is no recipe for the ornament {unknown!r}")


def cents_of(note: ScoreNote, instrument: Instrument, every_s: float) -> NDArray[np.float64] | None:
    """The note's deviation from its key, in cents, from its onset on; None when it has none.

    note        its `cents` points win over its `ornament`
    instrument  says what its hand or breath can do
    every_s     step of the curve in seconds
    """
    if not note.cents and note.ornament in ("", "plain"):
        return None
    t = np.asarray(np.arange(round((note.length_s + AFTER_S) / every_s) + 1) * every_s, dtype=np.float64)
    if note.cents:
        return np.asarray(np.interp(t, [p[0] for p in note.cents], [p[1] for p in note.cents]))
    return _recipe(note, instrument, t)


_HIT = re.compile(r"\bhit [ABC]?\d")


def carries_hit(note: ScoreNote) -> bool:
    """Whether a note is the event of a hit, as composing and orchestrating write it: `hit A2`, `hit 3: a door`.

    A theme of somebody called Whitaker, or the word in prose, is none.
    """
    return _HIT.search(note.why) is not None
