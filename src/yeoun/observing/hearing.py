"""What the detector of silences reads, on one 10 ms grid: features, background, where speech and music are."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from yeoun.model.observed import Heard
from yeoun.observing.features import BRIGHT, running_floor


@dataclass(frozen=True, slots=True, eq=False)
class Hearing:
    """Features, background, and where speech and music are, every 10 ms."""

    features: NDArray[np.float32]
    floor: NDArray[np.float32]        # dB, under BRIGHT
    spoken: NDArray[np.bool_]         # every 10 ms: speech or singing
    musical: NDArray[np.bool_]        # every 10 ms: music


def hearing_of(heard: Heard) -> Hearing:
    """Everything on one 10 ms grid."""
    features = heard.features
    count = len(features)
    spoken, musical = np.zeros(count, dtype=bool), np.zeros(count, dtype=bool)
    for span in [*(s.span for s in heard.speech), *heard.singing]:
        spoken[round(span.start_s * 100):round(span.end_s * 100)] = True
    for span in heard.music:
        musical[round(span.start_s * 100):round(span.end_s * 100)] = True
    return Hearing(features, running_floor(features[:, BRIGHT]), spoken, musical)


def runs_of(on: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Where a mask is on, as (first, end).

    >>> runs_of(np.array([False, True, True, False, True]))
    [(1, 3), (4, 5)]
    """
    edges = np.flatnonzero(np.diff(np.concatenate([[0], on.astype(np.int8), [0]])))
    return [(int(start), int(end)) for start, end in zip(edges[::2], edges[1::2], strict=True)]
