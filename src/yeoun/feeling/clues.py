"""A clue: one piece of evidence with how long it speaks, how much on each axis, and whether it is shown or felt.

Weights are our choice, editable. Kernels: a line speaks 1.5 s beyond itself,
an event decays with 4 s, light and cutting hold over their shot.

Conventions: scene time; a layer says who may hear the clue. `OUTER` is what a character shows (words, voice),
`INNER` what they feel (inner voice, parentheticals, breath, sobs), `BOTH` either, `SCENE` belongs to nobody.
"""

from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from yeoun.model.feeling import Evidence, Source
from yeoun.model.media import Span
from yeoun.units.names import Person

Axes = tuple[float | None, float | None, float | None]
Weights = tuple[float, float, float]

LINE_REACH_S = 1.5
DECAY_S = 4.0

HANDS: Weights = (0.9, 0.6, 0.6)
WORDS: Weights = (0.5, 0.3, 0.3)
SOB: Weights = (0.5, 0.5, 0.3)
LAUGH: Weights = (0.3, 0.4, 0.1)
SIGH: Weights = (0.3, 0.3, 0.2)
GASP: Weights = (0.1, 0.6, 0.6)
IMPACT: Weights = (0.0, 0.4, 0.4)
BREATH: Weights = (0.0, 0.4, 0.3)
STEPS: Weights = (0.0, 0.3, 0.3)
HEART: Weights = (0.0, 0.6, 0.5)
SILENCE: Weights = (0.0, 0.3, 0.5)
VOICE: Weights = (0.1, 0.8, 0.3)
CUTTING: Weights = (0.0, 0.3, 0.2)
MOTION: Weights = (0.0, 0.3, 0.2)
LOUDNESS: Weights = (0.0, 0.6, 0.5)    # our choice
LIGHT: Weights = (0.15, 0.15, 0.1)


class Layer(Enum):
    """Whose curve a clue may move."""

    OUTER = "outer"
    INNER = "inner"
    BOTH = "both"
    SCENE = "scene"


class Shape(Enum):
    """How long a clue speaks."""

    LINE = "line"
    EVENT = "event"
    HOLD = "hold"


@dataclass(frozen=True, slots=True)
class Clue:
    """One piece of evidence. `state` is the drama state it speaks for, "" for none; a shock freezes the heart first."""

    evidence: Evidence
    weights: Weights
    shape: Shape
    layer: Layer
    state: str = ""
    is_shock: bool = False
    masks: bool = False    # what shows and what is felt are not the same here

    def reach(self, grid: NDArray[np.float64]) -> NDArray[np.float64]:
        """How loudly the clue speaks at each moment of a grid of seconds, 0..1."""
        start, end = self.evidence.span.start_s, self.evidence.span.end_s
        match self.shape:
            case Shape.LINE:
                away = np.maximum(np.maximum(start - grid, grid - end), 0.0)
                return np.asarray(np.clip(1.0 - away / LINE_REACH_S, 0.0, 1.0))
            case Shape.EVENT:
                late = np.maximum(grid - end, 0.0)
                near = np.clip(1.0 + (grid - start) / 0.5, 0.0, 1.0)    # a grid point just before it hears it already
                return np.asarray(near * np.exp(-late / DECAY_S))
            case Shape.HOLD:
                return np.asarray((grid >= start - 1e-9) & (grid < end - 1e-9), dtype=np.float64)


def clue(
    span: Span, source: Source, detail: str, axes: Axes, weights: Weights, confidence: float, shape: Shape,
    layer: Layer, *, character: Person | None = None, state: str = "", is_shock: bool = False, masks: bool =
    False, ) -> Clue:
    """A clue and its evidence at once; the evidence carries the largest of the three weights."""
    valence, arousal, tension = (None if axis is None or weight == 0.0 else round(axis, 3)
                                 for axis, weight in zip(axes, weights, strict=True))
    weight = max(w for axis, w in zip((valence, arousal, tension), (*weights,), strict=True) if axis is not None)
    evidence = Evidence(span, source, detail, valence, arousal, tension, weight, round(confidence, 3), character)
    return Clue(evidence, weights, shape, layer, state, is_shock, masks)
