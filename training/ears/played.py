"""What a sound for training is made of, and what is true of it."""

from dataclasses import dataclass
from enum import Enum

from training.ears.shaping import Sound


class Kind(Enum):
    """What the network is asked for, in the order of its columns; MAYBE_BREATH is asked for nothing."""

    FOOTSTEP = 0
    SIGH = 1
    GASP = 2
    BREATH = 3
    SOB = 4
    LAUGH = 5
    HEARTBEAT = 6
    IMPACT = 7
    SPEECH = 8
    MUSIC = 9
    MAYBE_BREATH = 10


COLUMNS = 10
STROKES = (Kind.FOOTSTEP, Kind.HEARTBEAT, Kind.IMPACT)
BREATHY = (Kind.SIGH, Kind.GASP, Kind.BREATH)


@dataclass(frozen=True, slots=True)
class Stroke:
    """One event in a sound, in samples."""

    kind: Kind
    start: int
    end: int


@dataclass(frozen=True, slots=True, eq=False)
class Played:
    """A dry sound and the events in it; a false friend has none."""

    name: str
    samples: Sound
    strokes: tuple[Stroke, ...] = ()
