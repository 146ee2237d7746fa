"""How far a sound stands out of its background, and from where on a sigh, gasp, breath, sob or laugh is named at all.

Prominence is the level of 300-6800 Hz over its own tenth percentile of the ten seconds around (the bands of bands.py, every 20 ms). A faint
event is named only by a network as sure as `FAINT_LEAST` asks. Both were set on drawn scenes (training/ears) that neither the network nor
what its scores are worth had met, and on no test: `python -m training.ears.faint` prints the counts they were read off, and README.md there
holds them.
"""

import numpy as np
from numpy.typing import NDArray

from yeoun.model.observed import EventKind
from yeoun.observing.bands import EDGES_HZ, EVERY_S, FLOOR_S, FLOOR_SHARE, LOWEST_DB, running_share

LOW_HZ, HIGH_HZ = 300, 6800
FAINT_DB = 14.0    # under it 0.51 of what was named in drawn scenes was right, over it 0.74
NEVER = 2.0        # no confidence is so high
FAINT_LEAST = {EventKind.SIGH: NEVER, EventKind.GASP: NEVER, EventKind.BREATH: 0.7, EventKind.SOB: NEVER, EventKind.LAUGH: NEVER}


def prominence(bands: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Decibels over the background every 20 ms, [n].

    bands   of `bands_of`

    >>> prominence(np.zeros((0, 43), dtype=np.uint8)).shape
    (0,)
    """
    if not len(bands):
        return np.zeros(0, dtype=np.float32)
    columns = slice(EDGES_HZ.index(LOW_HZ), EDGES_HZ.index(HIGH_HZ))
    power = 10 ** ((bands[:, columns].astype(np.float32) / 2 + LOWEST_DB) / 10)
    level = np.asarray(10 * np.log10(power.sum(axis=1, keepdims=True)), dtype=np.float32)
    return np.asarray((level - running_share(level, FLOOR_S, FLOOR_SHARE))[:, 0], dtype=np.float32)


def peak_of(over: NDArray[np.float32], start_s: float, end_s: float) -> float:
    """The highest prominence between two moments, in decibels; that of nothing is 0.

    over   of `prominence`
    """
    first = int(start_s / EVERY_S)
    part = over[first:max(first + 1, int(end_s / EVERY_S))]
    return float(part.max()) if len(part) else 0.0


def is_trusted(kind: EventKind, peak_db: float, sure: float) -> bool:
    """Whether an event may be named that stands so far out, by a network that is so sure; steps, beats and blows always may.

    >>> is_trusted(EventKind.SIGH, 10.0, 0.99), is_trusted(EventKind.SIGH, 20.0, 0.6), is_trusted(EventKind.FOOTSTEP, 3.0, 0.5)
    (False, True, True)
    """
    return peak_db >= FAINT_DB or sure >= FAINT_LEAST.get(kind, 0.0)
