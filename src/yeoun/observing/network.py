"""The small network that hears events: dilated convolutions over time, in numpy.

73 inputs every 20 ms go to `WIDTH` channels and through eight residual blocks; block k looks 2^k frames to either side, so that
all of them together hear 5 s before and after a moment (van den Oord et al. 2016, WaveNet; Bai, Kolter and Koltun 2018, without
its causality). Out come logits, a column a sound. The weights are made by `python -m training.ears`, which learns from
synthetic sound alone (training/ears/README.md says from which).
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from yeoun.observing.bands import INPUTS

FILE = Path(__file__).with_name("network.npz")
DILATIONS = (1, 2, 4, 8, 16, 32, 64, 128)
REACH = sum(DILATIONS)       # frames heard on either side
CHUNK = 3000                 # frames worked on at once: the same for every film, so that the last bits are

Rows = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """Weights by name: `in_w`, `in_b`; for block k `wide_w{k}` [3 width, width], `wide_b{k}`, `mix_w{k}`, `mix_b{k}`; `out_w`, `out_b`.

    `sure` is no weight of its own: likely.py says what it is.
    """

    weights: dict[str, Rows]

    def logits(self, inputs: Rows) -> Rows:
        """One row of logits for every row of inputs.

        inputs   [n, 73] of bands.inputs_of
        """
        parts = []
        for start in range(0, len(inputs), CHUNK):
            first, end = max(0, start - REACH), min(len(inputs), start + CHUNK + REACH)
            parts.append(self._forward(inputs[first:end])[start - first:start - first + CHUNK])
        return np.concatenate(parts) if parts else np.zeros((0, self.weights["out_w"].shape[1]), dtype=np.float32)

    def _forward(self, inputs: Rows) -> Rows:
        of = self.weights
        now = np.maximum(inputs @ of["in_w"] + of["in_b"], 0)
        for k, apart in enumerate(DILATIONS):
            wide = np.maximum(beside(now, apart) @ of[f"wide_w{k}"] + of[f"wide_b{k}"], 0)
            now = now + wide @ of[f"mix_w{k}"] + of[f"mix_b{k}"]
        return np.asarray(np.maximum(now, 0) @ of["out_w"] + of["out_b"], dtype=np.float32)


def beside(rows: Rows, apart: int) -> Rows:
    """Every row with the rows `apart` before and after it, nothing beyond the ends.

    >>> beside(np.array([[1.0], [2.0], [3.0]], dtype=np.float32), 1).tolist()
    [[0.0, 1.0, 2.0], [1.0, 2.0, 3.0], [2.0, 3.0, 0.0]]
    """
    none = np.zeros((min(apart, len(rows)), rows.shape[1]), dtype=np.float32)
    return np.concatenate([np.concatenate([none, rows[:-apart]]), rows, np.concatenate([rows[apart:], none])], axis=1)


@cache
def load_network(file: Path = FILE) -> Network:
    """The network of a file, by itself the one that is shipped; loaded once."""
    with np.load(file, allow_pickle=False) as kept:
        weights = {name: kept[name].astype(np.float32) for name in kept.files}
    if weights["in_w"].shape[0] != INPUTS:
        raise ValueError(f"{file.name} is of other inputs: run python -m training.ears")
    return Network(weights)
