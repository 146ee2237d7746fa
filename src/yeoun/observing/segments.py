"""Stretches of sound that stand out of the background, and what each is like: the raw material of breaths.

A segment is where 300..7000 Hz stays 3 dB over the running background and reaches 6 dB over it; gaps under 60 ms are
joined, under 80 ms nothing is one. Membership is soft: `trap` gives 0 outside, 1 inside, and a slope between; a
confidence is a product of memberships, and no event claims more than 0.7 until people's corrections say otherwise
(perception-and-emotion, 3.1 and 3.3).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from yeoun.model.observed import Heard
from yeoun.observing.features import BRIGHT, CENTROID, FLATNESS, TILT, running_floor

MOST = 0.7             # the most any event may claim
LEAST = 0.25           # our choice: what is less sure than this is not reported
STAY_DB, REACH_DB = 3.0, 6.0
JOIN, SHORTEST = 6, 8  # tens of ms
QUIETEST_DB = -78.0    # our choice: nothing below this is a segment


def trap(x: float, a: float, b: float, c: float, d: float) -> float:
    """Soft membership: 0 outside a..d, 1 inside b..c, straight between.

    >>> trap(0.5, 0, 1, 2, 3), trap(1.5, 0, 1, 2, 3), trap(4, 0, 1, 2, 3)
    (0.5, 1.0, 0.0)
    """
    if x <= a or x >= d:
        return 0.0
    return min(1.0, (x - a) / (b - a) if x < b else 1.0, (d - x) / (d - c) if x > c else 1.0)


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch that stands out. Times in seconds of picture."""

    start_s: float
    end_s: float
    peak_db: float         # loudest 30 ms, dBFS of 300..7000 Hz
    over_db: float         # that, over the background
    peak_at: float         # where it lies, 0 start .. 1 end
    centroid_hz: float
    centroid_trend: float  # change of the centroid from start to end, as a share of its mean
    bumps: int             # tops of the 70 ms envelope that stand 3 dB over the dips beside them
    tilt_db: float
    flatness: float
    voiced: float          # share that has a sure pitch

    @property
    def length_s(self) -> float:
        """How long it lasts."""
        return self.end_s - self.start_s


@dataclass(frozen=True, slots=True, eq=False)
class Hearing:
    """What the detectors read: features, background, where speech and music are, pitch every 10 ms."""

    features: NDArray[np.float32]
    floor: NDArray[np.float32]        # dB, under BRIGHT
    spoken: NDArray[np.bool_]         # every 10 ms: speech or singing
    musical: NDArray[np.bool_]        # every 10 ms: music
    pitch: NDArray[np.float32]        # hertz every 10 ms
    pitch_sure: NDArray[np.float32]   # 0..1


def hearing_of(heard: Heard) -> Hearing:
    """Everything on one 10 ms grid."""
    features = heard.features
    count = len(features)
    spoken, musical = np.zeros(count, dtype=bool), np.zeros(count, dtype=bool)
    for span in [*(s.span for s in heard.speech), *heard.singing]:
        spoken[round(span.start_s * 100):round(span.end_s * 100)] = True
    for span in heard.music:
        musical[round(span.start_s * 100):round(span.end_s * 100)] = True
    row = np.minimum((np.arange(count) / 1.6).round().astype(int), max(0, len(heard.f0) - 1))
    pitch = heard.f0[row, 1] if len(heard.f0) else np.zeros(count, dtype=np.float32)
    sure = heard.f0[row, 2] if len(heard.f0) else np.zeros(count, dtype=np.float32)
    return Hearing(features, running_floor(features[:, BRIGHT]), spoken, musical, pitch, sure)


def runs_of(on: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Where a mask is on, as (first, end).

    >>> runs_of(np.array([False, True, True, False, True]))
    [(1, 3), (4, 5)]
    """
    edges = np.flatnonzero(np.diff(np.concatenate([[0], on.astype(np.int8), [0]])))
    return [(int(start), int(end)) for start, end in zip(edges[::2], edges[1::2], strict=True)]


def segments_of(hearing: Hearing, allowed: NDArray[np.bool_]) -> list[Segment]:
    """Every segment that lies, for four fifths at least, where it is allowed.

    hearing   the sound
    allowed   every 10 ms: where segments may be
    """
    bright = hearing.features[:, BRIGHT]
    over = bright - hearing.floor
    rows = runs_of((over > STAY_DB) & (bright > QUIETEST_DB))
    joined: list[tuple[int, int]] = []
    for start, end in rows:
        if joined and start - joined[-1][1] < JOIN:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return [_describe(hearing, start, end) for start, end in joined
            if end - start >= SHORTEST and over[start:end].max() >= REACH_DB and allowed[start:end].mean() >= 0.8]


def _describe(hearing: Hearing, start: int, end: int) -> Segment:
    rows = hearing.features[start:end]
    smooth = ndimage.uniform_filter1d(rows[:, BRIGHT], 3, mode="nearest")
    top = int(smooth.argmax())
    loud = rows[:, BRIGHT] > smooth[top] - 18.0
    along = np.linspace(0.0, 1.0, len(rows))
    centroid = rows[:, CENTROID]
    trend = 0.0
    if loud.sum() >= 4:
        slope = np.polyfit(along[loud], centroid[loud], 1)[0]
        trend = float(slope * (along[loud].max() - along[loud].min()) / centroid[loud].mean())
    return Segment(
        start_s=start / 100, end_s=end / 100, peak_db=float(smooth[top]),
        over_db=float(smooth[top] - hearing.floor[start + top]), peak_at=top / max(1, len(rows) - 1),
        centroid_hz=float(np.median(centroid[loud])), centroid_trend=trend,
        bumps=_tops(ndimage.uniform_filter1d(rows[:, BRIGHT], 7, mode="nearest")),
        tilt_db=float(np.median(rows[loud, TILT])), flatness=float(np.median(rows[loud, FLATNESS])),
        voiced=float((hearing.pitch_sure[start:end][loud] > 0.6).mean()))


def _tops(envelope: NDArray[np.float32]) -> int:
    tops, low, high = 0, float(envelope[0]), -np.inf
    for level in envelope.tolist():
        if level > low + 3.0:
            high = max(high, level)
        if high > -np.inf and level < high - 3.0:
            tops, high, low = tops + 1, -np.inf, level
        low = min(low, level)
    return tops + (high > -np.inf)
