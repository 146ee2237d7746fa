"""The light of frames and of shots: how warm, how bright, how colourful.

Every frame is averaged in linear light; the mean colour of its middle tones (Y 0.02..0.9) is placed on the Planckian
locus (units/colour.py). Graded pictures are white-balanced already and scene content moves the mean by more than
1,000 K, so a shot is compared with the median of its episode (perception-and-emotion, 4.3). What its light is called
without a script is said in `naming.py`.

Columns of `Watched.light`, one row a sampled frame (twice a second, and the middle of every shot):
    0 RED, 1 GREEN, 2 BLUE   mean linear light of the middle tones, 0..1 (of everything, when no tone is in the middle)
    3 MIRED                  nearest Planckian light, 10..600
    4 DUV                    distance from the locus, + green, - magenta
    5 WARMTH                 log2(R/B)
    6 LUMINANCE              median Y, 0..1
    7 LIGHTNESS              L* of the mean of all active pixels, 0..100
    8 CHROMA                 C* of the same mean
    9 SATURATION             mean HSV saturation, weighted by value, 0..1
    10 DARK                  share of pixels with Y < 0.05
    11 SHARE                 share of pixels that are middle tones
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from yeoun.model.observed import Light, ShotLight
from yeoun.observing.naming import named_by_looks
from yeoun.units.colour import LINEAR_OF_CODE, lab_of, red_over_blue, warmth_of
from yeoun.units.names import ShotId

RED, GREEN, BLUE, MIRED, DUV, WARMTH, LUMINANCE, LIGHTNESS, CHROMA, SATURATION, DARK, SHARE = range(12)
COLUMNS = 12
WEIGHTS = np.array([0.2126729, 0.7151522, 0.0721750], dtype=np.float32)    # linear RGB -> Y
WHITE_MIRED = 153.5                  # what pure black is given: the reference white, and no share
LOW_Y, HIGH_Y, DARK_Y = 0.02, 0.9, 0.05
BAR_CODE = 20.0                      # our choice: a bar is never brighter than this code value


def active_part(most: NDArray[np.float32]) -> tuple[slice, slice]:
    """The rows and columns that hold picture: letterbox and pillarbox bars left out.

    most     [rows, columns], the largest luma each place has in a whole stretch, 0..255
    Gives    row and column slices; all of it, when the bars are uneven or would leave less than two fifths
    """
    return _between(np.percentile(most, 98, axis=1)), _between(np.percentile(most, 98, axis=0))


def _between(brightest: NDArray[np.float64]) -> slice:
    lit = np.flatnonzero(brightest >= BAR_CODE)
    size = len(brightest)
    if not len(lit):
        return slice(0, size)
    before, after = int(lit[0]), size - 1 - int(lit[-1])
    if not (before and after) or abs(before - after) > 3 or before + after > 0.6 * size:
        return slice(0, size)
    return slice(before + 1, size - after - 1)    # one more: the edge row mixes bar and picture


def mean_luminance(frames: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Mean linear Y of each frame, 0..1.

    frames   [frames, rows, columns, 3] sRGB
    """
    count = frames.shape[1] * frames.shape[2]
    weights = WEIGHTS.astype(np.float64)[:, None] * LINEAR_OF_CODE.astype(np.float64) / count
    found = [sum(float(weights[k] @ np.bincount(frame[..., k].ravel(), minlength=256)) for k in range(3)) for frame in frames]
    return np.array(found, dtype=np.float32)


def light_row(frame: NDArray[np.uint8]) -> NDArray[np.float32]:
    """The light of one small frame, in the columns named above.

    frame    [rows, columns, 3] sRGB, bars already cut away
    """
    linear = LINEAR_OF_CODE[frame].reshape(-1, 3)
    y = linear @ WEIGHTS
    middle = (y >= LOW_Y) & (y <= HIGH_Y)
    share = float(middle.mean())
    colour = linear[middle].mean(axis=0) if share > 0.005 else linear.mean(axis=0)
    whole = linear.mean(axis=0)
    row = np.zeros(COLUMNS, dtype=np.float32)
    row[[RED, GREEN, BLUE]] = colour
    is_black = float(colour.max()) <= 1e-4
    row[[MIRED, DUV]] = (WHITE_MIRED, 0.0) if is_black else warmth_of(colour)
    row[WARMTH] = 0.0 if is_black else red_over_blue(colour)
    lab = lab_of(whole)
    code = frame.reshape(-1, 3).astype(np.float32)
    value, spread = code.max(axis=1), code.max(axis=1) - code.min(axis=1)
    row[LUMINANCE], row[LIGHTNESS], row[CHROMA] = float(np.median(y)), lab.lightness, lab.chroma
    row[SATURATION] = float(spread.sum() / max(float(value.sum()), 1.0))
    row[DARK], row[SHARE] = float((y < DARK_Y).mean()), share
    return row


@dataclass(frozen=True, slots=True)
class Norm:
    """What is ordinary light in this episode."""

    mired: float


def norm_of(rows: NDArray[np.float32], seconds: Sequence[float]) -> Norm:
    """The episode's ordinary light: the median over shots, each counted as long as it lasts; unreal lights do not count.

    rows     one light row a shot
    seconds  how long each shot lasts
    """
    if not len(rows):
        return Norm(WHITE_MIRED)
    whitish = np.asarray(seconds) * (np.abs(rows[:, DUV]) < 0.03)
    weights = whitish if whitish.sum() > 0 else np.asarray(seconds, dtype=np.float64)
    return Norm(_quantile(rows[:, MIRED], weights, 0.5))


def _quantile(values: NDArray[np.float32], weights: NDArray[np.float64], share: float) -> float:
    order = np.argsort(values, kind="stable")
    along = np.cumsum(weights[order])
    return float(values[order][min(len(values) - 1, int(np.searchsorted(along, share * along[-1])))])


def shot_light(shot: ShotId, row: NDArray[np.float32], norm: Norm) -> ShotLight:
    """The light of a shot, named by its looks alone, and how sure that is.

    shot     whose light
    row      the median of its light rows
    norm     what is ordinary in this episode
    """
    mired = float(row[MIRED])
    return named_by_looks(ShotLight(
        shot, round(mired, 1), round(mired - norm.mired, 1), round(float(row[DUV]), 3), round(float(row[WARMTH]), 3),
        round(float(row[LUMINANCE]), 3), round(float(row[LIGHTNESS]), 1), round(float(row[CHROMA]), 1),
        round(float(row[SATURATION]), 3), round(float(row[DARK]), 3), Light.NEUTRAL, 0.0))
