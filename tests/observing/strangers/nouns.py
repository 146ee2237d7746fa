"""What a synthetic scene is made of, and what is true of it.

Conventions: 48 kHz, mono, float; a moment is a sample number from the scene's first sample; `end` is the first sample after.
"""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from yeoun.model.observed import EventKind

RATE = 48_000
Sound: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Stroke:
    """One event inside a performance: a step, a beat, a breath, a bout of laughing.

    `needed` is False for what may be named so or left alone (the inhalation before a sigh): no miss, no false alarm.
    """

    kind: EventKind
    start: int
    end: int
    needed: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Played:
    """A dry sound and the strokes in it; a false friend has none."""

    name: str
    samples: Sound
    strokes: tuple[Stroke, ...] = ()


@dataclass(frozen=True, slots=True)
class Truth:
    """One event of a scene. `peak` is the middle of its loudest 10 ms (300-7000 Hz); `over_db` is that level over the bed's floor."""

    kind: EventKind
    name: str
    start: int
    peak: int
    end: int
    over_db: float
    needed: bool = True


@dataclass(frozen=True, slots=True)
class Said:
    """One spoken line: its first and last sample over -40 dB of its own peak."""

    text: str
    voice: str
    start: int
    last: int


@dataclass(frozen=True, slots=True)
class Friend:
    """Something that sounds like an event and is none."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """A scene as a microphone would give it, with its truth in order of time."""

    name: str
    samples: Sound
    truths: tuple[Truth, ...]
    lines: tuple[Said, ...]
    friends: tuple[Friend, ...]
    floor_db: float                  # the bed's floor in the scene as it is given

    @property
    def length_s(self) -> float:
        """How long it is."""
        return len(self.samples) / RATE
