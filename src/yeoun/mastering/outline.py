"""A programme in outline: how much of the music and of the picture's sound there is in each octave, every tenth of a second.

Idea: what a search asks of a master (loudness, range, spectrum, quiet bars, words, limiter, mono) follows closely enough from these few
numbers to try hundreds of settings while one master is written. What is told in the end is measured on the finished file.
Conventions: energies are K-weighted sums of squares over a tenth of a second, channels weighted after BS.1770-5.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.signal import freqz_sos

from yeoun.model.layouts import STEREO, WEIGHTS
from yeoun.model.panning import downmix
from yeoun.units.loudness import K_WEIGHTING

Floats = NDArray[np.float64]
Parts = Callable[[int, int], tuple[NDArray[np.float32], NDArray[np.float32]]]
RATE, TENTH = 48_000, 4_800
OCTAVES = tuple(31.25 * 2.0 ** k for k in range(10))    # Hz, their middles


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """[tenths, octaves] of music and of what sounds beside it, and the highest sample of each in every tenth."""

    music: Floats
    beside: Floats
    music_peaks: Floats
    beside_peaks: Floats
    folded: Floats                  # [octaves]: music as one channel
    sides: Floats                   # [octaves]: the same music as two
    spoken: NDArray[np.bool_]       # [tenths]

    def part(self, where: NDArray[np.bool_]) -> "Outline":
        """Some of its tenths."""
        return Outline(self.music[where], self.beside[where], self.music_peaks[where], self.beside_peaks[where], self.folded, self.sides,
                       self.spoken[where])


@cache
def _lines() -> tuple[Floats, Floats]:
    """K-weighting of each line of a tenth's spectrum, and which octave it belongs to: [lines], [lines, octaves]."""
    hertz = np.fft.rfftfreq(TENTH, 1.0 / RATE)
    weight = np.abs(freqz_sos(K_WEIGHTING, hertz, fs=RATE)[1]) ** 2 * np.where((hertz > 0) & (hertz < RATE / 2), 2.0, 1.0) / TENTH
    octave = np.clip(np.round(np.log2(np.maximum(hertz, 1.0) / OCTAVES[0])), 0, len(OCTAVES) - 1)
    return weight, (octave[:, None] == np.arange(len(OCTAVES))).astype(np.float64)


@cache
def weights_db() -> Floats:
    """K-weighting of each octave in decibels."""
    hertz = np.array(OCTAVES)[:, None] * 2.0 ** np.linspace(-0.4, 0.4, 5)
    power = np.abs(freqz_sos(K_WEIGHTING, hertz.ravel(), fs=RATE)[1]) ** 2
    return np.asarray(10.0 * np.log10(power.reshape(hertz.shape).mean(axis=1)))


@cache
def _window() -> Floats:
    """Hann's, of the power of none."""
    return np.asarray(np.hanning(TENTH + 1)[:-1] * (8.0 / 3.0) ** 0.5)


def _energies(block: NDArray[np.float32]) -> Floats:
    """[frames] of one channel to [tenths, octaves]."""
    weight, share = _lines()
    spectrum = np.fft.rfft(block.reshape(-1, TENTH) * _window(), axis=1)    # without it what is loud low leaks into what is soft high
    return np.asarray(((spectrum.real ** 2 + spectrum.imag ** 2) * weight) @ share)


def outline(frames: int, labels: tuple[str, ...], parts: Parts, spans: Sequence[tuple[float, float]], block: int) -> Outline:
    """A programme in outline.

    labels  of the channels
    parts   music, and what sounds beside it: [frames, channels] each, so many frames from a sample on
    spans   (from, to) in seconds, where somebody speaks
    block   frames to read at once: whole tenths
    """
    tenths = -(-frames // TENTH)
    sums, peaks = np.zeros((2, tenths, len(OCTAVES))), np.zeros((2, tenths))
    folded, sides = np.zeros(len(OCTAVES)), np.zeros(len(OCTAVES))
    to_stereo = downmix(labels, STEREO.labels).astype(np.float32) if labels != STEREO.labels else None
    for start in range(0, frames, block):
        count = min(block, frames - start)
        here = slice(start // TENTH, start // TENTH - (-count // TENTH))
        for k, part in enumerate(parts(start, count)):
            if not part.any():
                continue
            sound = np.zeros(((here.stop - here.start) * TENTH, len(labels)), dtype=np.float32)
            sound[:count] = part
            peaks[k, here] = np.abs(sound).max(axis=1).reshape(-1, TENTH).max(axis=1)
            for channel, label in enumerate(labels):
                if WEIGHTS[label] and sound[:, channel].any():
                    sums[k, here] += WEIGHTS[label] * _energies(sound[:, channel])
            if k == 0:
                both = sound if to_stereo is None else sound @ to_stereo
                sides += sum(_energies(both[:, channel]).sum(axis=0) for channel in (0, 1))
                folded += _energies((both[:, 0] + both[:, 1]) * np.float32(0.5 ** 0.5)).sum(axis=0)
    spoken = np.zeros(tenths, dtype=bool)
    for begin, end in spans:
        spoken[int(begin * 10):int(np.ceil(end * 10))] = True
    return Outline(sums[0], sums[1], peaks[0], peaks[1], folded, sides, spoken)
