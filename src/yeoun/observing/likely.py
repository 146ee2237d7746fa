"""How likely each sound is, every 20 ms: the network's word, and what a score of it is worth.

A score says how far the network leans; how often it is right with that score was counted on scenes it had not learnt from
(training/ears/sureness.py), kind by kind, and a confidence is that share. Kinds stand in the order of the network's columns.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from yeoun.model.observed import EventKind, Heard
from yeoun.observing.bands import EVERY_S, inputs_of
from yeoun.observing.network import Network, load_network

KINDS = (EventKind.FOOTSTEP, EventKind.SIGH, EventKind.GASP, EventKind.BREATH, EventKind.SOB, EventKind.LAUGH, EventKind.HEARTBEAT,
         EventKind.IMPACT)


@dataclass(frozen=True, slots=True, eq=False)
class Likely:
    """How likely each kind is, every 20 ms, and what turns a score into a confidence."""

    shares: NDArray[np.float32]      # [n, 8], 0..1
    sureness: NDArray[np.float32]    # [8, 2]: slope and shift of a logistic curve over the log odds of a score

    def of(self, kind: EventKind) -> NDArray[np.float32]:
        """One kind's column."""
        return self.shares[:, KINDS.index(kind)]

    def confidence(self, kind: EventKind, score: float) -> float:
        """The share of events with such a score that were true."""
        slope, shift = self.sureness[KINDS.index(kind)].tolist()
        inside = float(np.clip(score, 1e-4, 1 - 1e-4))
        return float(1 / (1 + np.exp(-(slope * np.log(inside / (1 - inside)) + shift))))


def likely_in(heard: Heard, network: Network | None = None) -> Likely:
    """What the network says of a sound.

    heard     gives the bands
    network   another than the one that is shipped
    """
    network = network or load_network()
    logits = network.logits(inputs_of(heard.bands))[:, :len(KINDS)]
    return Likely(np.asarray(1 / (1 + np.exp(-np.clip(logits, -40, 40))), dtype=np.float32), network.weights["sure"])


def seconds_of(frame: float) -> float:
    """Where a frame begins."""
    return frame * EVERY_S
