"""A filter of second-order sections that goes on from block to block, and does not crawl through silence.

After the last sound a recursive filter rings on for ever, in numbers so small at last that a processor computes each
twenty times as slowly as others. Where nothing comes in, what still rings is let go of before that.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.signal import sosfilt

PIECE = 1024        # samples: silence is looked for in pieces of this length
NOTHING = 1e-150    # far under the last bit of anything that sounds, and its square is still an ordinary number

Sound = NDArray[np.floating[Any]]
Numbers = NDArray[np.float64]


def filtered(sections: Numbers, sound: Sound, state: Numbers) -> tuple[Numbers, Numbers]:
    """A block through the filter, and the state for the next block; as scipy's `sosfilt`, along the last axis.

    >>> gentle = np.array([[0.5, 0.0, 0.0, 1.0, -0.5, 0.0]])
    >>> out, state = filtered(gentle, np.array([1.0, 0.0, 0.0]), np.zeros((1, 2)))
    >>> out.tolist(), state.tolist()
    ([0.5, 0.25, 0.125], [[0.0625, 0.0]])
    >>> filtered(gentle, np.zeros(4096), state)[1].tolist()
    [[0.0, 0.0]]
    """
    starts = np.arange(0, sound.shape[-1], PIECE)
    if not len(starts):
        return np.zeros(sound.shape), state
    heard = np.logical_or.reduceat((sound != 0.0).any(axis=tuple(range(sound.ndim - 1))), starts)
    if heard.all():
        out, state = sosfilt(sections, sound, zi=state)
        return out, state
    edges = [0, *(np.flatnonzero(np.diff(heard)) + 1), len(starts)]
    out = np.zeros(sound.shape)
    for first, last in zip(edges, edges[1:], strict=False):
        alike = range(first * PIECE, last * PIECE, (last - first if heard[first] else 1) * PIECE)
        for at in alike:
            if not heard[first] and not state.any():
                break
            piece = slice(at, at + alike.step)
            out[..., piece], state = sosfilt(sections, sound[..., piece], zi=state)
            state[np.abs(state).max(axis=-1) < NOTHING] = 0.0
    return out, state
