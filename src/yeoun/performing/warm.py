"""Compiles every sample loop and unpacks the bank once, so that the first cue does not wait: set-up calls it.

`python -m yeoun.performing.warm` does it for everyone who uses an installation, by whoever may write to it.
"""

from contextlib import suppress

import numpy as np

from yeoun.errors import MachineLacks
from yeoun.performing.daegeum import HARMONICS, blow
from yeoun.performing.fluid import unpack_bank
from yeoun.performing.gayageum import pluck_string
from yeoun.performing.gong import ring
from yeoun.performing.room import LINES, tail
from yeoun.performing.synth import saws


def compile_all() -> None:
    """Give every loop a few samples in the types it is used with; compiled code is kept for later processes."""
    points, out, wide = np.full(4, 440.0), np.zeros(128), np.zeros((128, 2))
    blow(points, np.zeros((4, HARMONICS)), 3, out)
    pluck_string(np.zeros(64), np.full(4, 100.0), np.ones(64), 0.99, 0.1, np.zeros(64))
    ring(np.full(2, 200.0), np.full(2, 0.9), np.zeros((2, 2)), np.ones(2), np.zeros(4), out)
    saws(points, np.ones(7), np.zeros(7), np.full(4, 0.1), wide)
    tail(np.zeros((64, 2)), LINES, np.full(16, 0.9), 0.2, np.ones((2, 16)), np.zeros((64, 2)))


if __name__ == "__main__":
    compile_all()
    with suppress(MachineLacks):    # without FluidSynth or its bank there is nothing to unpack: `yeoun doctor` says so
        unpack_bank()
