"""The second meter, which never set a gain: libebur128 through pyebur128, told what every channel is.

Its default map drops every channel after the sixth and knows no tops, so types are always given.
"""

from dataclasses import dataclass
from math import isfinite, log10

import numpy as np
import pyebur128
from numpy.typing import NDArray

NAME = "pyebur128 (libebur128)"
_KIND = pyebur128.ChannelType
TYPES = {
    "L": _KIND.LEFT, "R": _KIND.RIGHT, "C": _KIND.CENTER, "LFE": _KIND.UNUSED, "Ls": _KIND.LEFT_SURROUND,
    "Rs": _KIND.RIGHT_SURROUND, "Lss": _KIND.M_PLUS_090, "Rss": _KIND.M_MINUS_090, "Lrs": _KIND.M_PLUS_135,
    "Rrs": _KIND.M_MINUS_135, "Ltf": _KIND.U_PLUS_045, "Rtf": _KIND.U_MINUS_045, "Ltr": _KIND.U_PLUS_135,
    "Rtr": _KIND.U_MINUS_135,
}


@dataclass(frozen=True, slots=True)
class Second:
    """What it read; None where there is nothing."""

    integrated_lufs: float | None
    true_peak_dbtp: float | None
    lra_lu: float | None


AROUND, ONSET, MOST = 64, 32, 2.4    # samples heard before, so many of them fading in: the others are more than it interpolates
NEAR = 4_096      # samples: where a new highest could be is asked of pieces of this length
PIECE = 19_200    # 400 ms: energies of moments add up; libebur128's longer windows are slow


class SpeechMeter:
    """The same library over stretches of speech taken together, ungated (BS.1770-1, as speech-gated loudness is measured).

    spans  (from, to) in samples, in order
    """

    def __init__(self, labels: tuple[str, ...], spans: tuple[tuple[int, int], ...]) -> None:
        self._state = pyebur128.R128State(len(labels), 48_000, pyebur128.MeasurementMode.MODE_M)
        for channel, label in enumerate(labels):
            self._state.set_channel(channel, TYPES[label])
        self._spans, self._at, self._energy, self._length = spans, 0, 0.0, 0

    def feed(self, block: NDArray[np.float32]) -> None:
        """Take the next frames."""
        edges = {edge - self._at for span in self._spans for edge in span if 0 < edge - self._at < len(block)}
        first = 0
        for end in sorted({*edges, *range(PIECE, len(block), PIECE), len(block)}):
            piece = np.ascontiguousarray(block[first:end], dtype=np.float32)
            self._state.add_frames(piece.reshape(-1), len(piece))
            middle = self._at + (first + end) // 2
            if len(piece) >= 48 and any(start <= middle < stop for start, stop in self._spans):
                read = float(pyebur128.get_loudness_window(self._state, len(piece) // 48))
                self._energy += 10.0 ** (read / 10.0) * len(piece)
                self._length += len(piece)
            first = end
        self._at += len(block)

    def read(self) -> float | None:
        """The loudness of the words; None where nobody speaks or nothing is heard."""
        return 10.0 * log10(self._energy / self._length) if self._energy > 0.0 else None


class TruePeak:
    """The same library's true peak of any number of channels, heard only where a new highest could be.

    Interpolating twelve samples adds at most 7.6 dB (the sum of the sizes of a sinc half-way between samples): what lies
    further under the highest so far cannot pass it, and is not heard.
    """

    def __init__(self) -> None:
        self._highest, self._rest = 0.0, np.zeros((0, 0), dtype=np.float32)

    def feed(self, block: NDArray[np.float32]) -> None:
        """Take the next frames: [frames, channels]."""
        if not len(block):
            return
        around = np.concatenate([self._rest, block]) if self._rest.size else np.asarray(block, dtype=np.float32)
        begun = len(around) - len(block)
        self._rest = around[-AROUND:].copy()
        sizes = np.abs(around)
        starts = range(begun, len(around), NEAR)
        highest = np.array([sizes[max(0, first - AROUND):first + NEAR].max(axis=0) for first in starts])
        for piece, channel in zip(*np.unravel_index(np.argsort(-highest, axis=None), highest.shape), strict=True):
            if highest[piece, channel] * MOST <= self._highest:
                break
            before = max(0, starts[piece] - AROUND)
            self._hear(around[before:starts[piece] + NEAR, channel].copy(), starts[piece] - before)

    def _hear(self, line: NDArray[np.float32], begun: int) -> None:
        fading = min(ONSET, begun)
        line[:fading] *= np.linspace(0.0, 1.0, fading, dtype=np.float32)    # a hard onset would ring
        state = pyebur128.R128State(1, 48_000, pyebur128.MeasurementMode.MODE_TRUE_PEAK)
        state.add_frames(line, len(line))
        self._highest = max(self._highest, float(pyebur128.get_true_peak(state, 0)))

    def read(self) -> float | None:
        """The highest of everything fed, in dBTP; None for silence."""
        return 20.0 * log10(self._highest) if self._highest > 1e-10 else None


class SecondMeter:
    """Frames in, loudness, range and true peak out. `labels` name the channels in order."""

    def __init__(self, labels: tuple[str, ...]) -> None:
        mode = pyebur128.MeasurementMode
        self._state, self._peak = pyebur128.R128State(len(labels), 48_000, mode.MODE_I | mode.MODE_LRA), TruePeak()
        for channel, label in enumerate(labels):
            self._state.set_channel(channel, TYPES[label])

    def feed(self, block: NDArray[np.float32]) -> None:
        """Take the next frames."""
        self._state.add_frames(np.ascontiguousarray(block, dtype=np.float32).reshape(-1), len(block))
        self._peak.feed(block)

    def read(self) -> Second:
        """The figures of everything fed."""
        loud = float(pyebur128.get_loudness_global(self._state))
        is_heard = isfinite(loud) and loud > -70.0
        return Second(loud if is_heard else None, self._peak.read(),
                      float(pyebur128.get_loudness_range(self._state)) if is_heard else None)
