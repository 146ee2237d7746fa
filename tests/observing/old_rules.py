"""The rules that named light before: hard thresholds on the picture alone. Kept as the baseline of the bench."""

import numpy as np
from numpy.typing import NDArray

from yeoun.model.observed import Light
from yeoun.observing.light import CHROMA, DARK, DUV, LIGHTNESS, MIRED, SATURATION, WARMTH, norm_of
from yeoun.observing.looks import whiteness


def named(rows: NDArray[np.float32]) -> list[Light]:
    """The name of every shot of an episode, shots of one length."""
    usual = norm_of(rows, [1.0] * len(rows)).mired
    warmth, chroma = float(np.median(rows[:, WARMTH])), float(np.median(rows[:, CHROMA]))
    return [_label(row, float(row[MIRED]) - usual, warmth, chroma, float(np.quantile(rows[:, CHROMA], 0.9))) for row in rows]


def _label(row: NDArray[np.float32], delta: float, warmth: float, usual_chroma: float, chroma_high: float) -> Light:
    mired, duv, lightness, chroma, dark = (float(row[k]) for k in (MIRED, DUV, LIGHTNESS, CHROMA, DARK))
    white, cool = whiteness(duv), float(row[WARMTH]) <= warmth - 1.5
    vivid = 45.0 if duv > 0 else min(max(28.0, chroma_high), 38.0)
    if abs(duv) > 0.03 and chroma >= vivid:
        return Light.NEON
    if float(row[SATURATION]) < 0.04 or lightness < 2.0:
        return Light.NEUTRAL
    if mired >= 330 and lightness < 30:
        return Light.TUNGSTEN
    if dark >= 0.5 and ((delta <= -60 and mired <= 150) or cool):
        return Light.NIGHT
    if delta >= 50 and mired >= 270 and 30 <= lightness <= 75 and chroma >= usual_chroma and dark < 0.5 and white > 0:
        return Light.GOLDEN
    if dark >= 0.75 and lightness < 20 and mired < 270:
        return Light.NIGHT
    if delta <= -30 and mired <= 165 and 15 <= lightness <= 45 and dark < 0.5 and white > 0:
        return Light.DAWN
    if lightness >= 45 and dark < 0.35:
        return Light.DAY
    return Light.NEUTRAL
