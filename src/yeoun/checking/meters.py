"""The check's own meters, fed in blocks: libebur128 for loudness, polyphase oversampling for the peaks of further layouts."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import pyebur128
from numpy.typing import NDArray
from scipy.signal import firwin, upfirdn

Sound = NDArray[np.float64]
Reading = Callable[[int, int | None, int], Iterator[Sound]]    # (from, to, size) -> blocks [frames, channels]

PIECE = 19_200        # 400 ms
FINER = 4             # BS.1770-5 annex 2: four times oversampling
REACH = 10            # samples before and after one between samples, on which it leans
INTERPOLATOR = FINER * firwin(2 * FINER * REACH + 1, 1 / FINER, window=("kaiser", 5.0))    # as scipy's resample_poly makes it
AROUND = 64           # samples that are kept of a block for the next one; more than REACH
PIECES = 1024         # samples that are interpolated at once: our choice
MOST = 2.4            # interpolating adds at most 7.6 dB: the sizes of what INTERPOLATOR adds up for one sample come to 2.24


def _kind(label: str) -> Any:
    kinds = pyebur128.ChannelType
    names = {"L": "LEFT", "R": "RIGHT", "C": "CENTER", "LFE": "UNUSED", "Ls": "LEFT_SURROUND", "Rs": "RIGHT_SURROUND",
             "Lss": "M_PLUS_090", "Rss": "M_MINUS_090", "Lrs": "M_PLUS_135", "Rrs": "M_MINUS_135"}
    if label not in names:
        raise ValueError(f"no loudspeaker is called {label}")
    return getattr(kinds, names[label])


def _state(channels: Sequence[str], mode: Any) -> Any:
    state = pyebur128.R128State(len(channels), 48_000, mode)
    for k, label in enumerate(channels):
        state.set_channel(k, _kind(label))
    return state


def _fed(state: Any, block: Sound, channels: Sequence[str]) -> None:
    """Frames for a meter, which believes what it is told of their number: too few would have it read what is not there."""
    if block.shape[1] != len(channels):
        raise ValueError(f"it has {block.shape[1]} channels, not {len(channels)}")
    state.add_frames(np.ascontiguousarray(block.reshape(-1)), len(block))


def loudness(blocks: Iterator[Sound], channels: Sequence[str]) -> float:
    """Integrated loudness by libebur128, channels told by label. Silence gives minus infinity."""
    return float(pyebur128.get_loudness_global(_heard(blocks, channels, pyebur128.MeasurementMode.MODE_I)))


def loudness_and_peak(blocks: Iterator[Sound], channels: Sequence[str]) -> tuple[float, float]:
    """Integrated loudness and true peak by libebur128. Silence gives minus infinity for both."""
    state = _heard(blocks, channels, pyebur128.MeasurementMode.MODE_I | pyebur128.MeasurementMode.MODE_TRUE_PEAK)
    peak = max(pyebur128.get_true_peak(state, k) for k in range(len(channels)))
    return pyebur128.get_loudness_global(state), 20 * np.log10(peak) if peak > 0 else -np.inf


def _heard(blocks: Iterator[Sound], channels: Sequence[str], mode: Any) -> Any:
    state = _state(channels, mode)
    for block in blocks:
        _fed(state, block, channels)
    return state


def over_words(read: Reading, channels: Sequence[str], spans: Sequence[tuple[float, float]]) -> float:
    """Loudness of the stretches that hold words taken together, ungated (BS.1770-1, as speech-gated loudness is measured)."""
    energy, length = 0.0, 0
    for start, end in spans:
        first, last = round(start * 48_000), round(end * 48_000)
        if last - first < 4800:
            continue
        state = _state(channels, pyebur128.MeasurementMode.MODE_M)
        for piece in read(first, last, PIECE):    # its window is slow beyond a moment: energies of moments add up
            _fed(state, piece, channels)
            energy += 10 ** (pyebur128.get_loudness_window(state, len(piece) // 48) / 10) * len(piece) if len(piece) >= 48 else 0.0
            length += len(piece)
    return float(10 * np.log10(energy / length)) if energy > 0 else -np.inf


class Peak:
    """True peak by four times oversampling (BS.1770-5 annex 2); only what could be a new highest is interpolated."""

    def __init__(self) -> None:
        self._highest, self._rest, self._heard = 0.0, np.zeros((0, 0)), 0    # so many of the rest are heard

    def feed(self, block: Sound) -> None:
        """Take the next frames: [frames, channels]."""
        around = np.concatenate([self._rest, block]) if self._rest.size else block
        end = max(self._heard, len(around) - AROUND)
        self._hear(around, self._heard, end)
        self._rest = around[-2 * AROUND:]
        self._heard = end - (len(around) - len(self._rest))

    def _hear(self, around: Sound, first: int, end: int) -> None:
        """A stretch without its edges: there the interpolator lacks what lies beyond, and the next stretch hears them.

        The loudest pieces come first: after them few others could hold a higher one.
        """
        if not len(around):
            return
        starts = np.arange(0, len(around), PIECES)
        highest = np.maximum.reduceat(np.abs(around), starts, axis=0)
        within = np.pad(highest, ((1, 1), (0, 0)))    # what is between the samples of a piece leans on its neighbours too
        within = np.maximum(np.maximum(within[:-2], within[2:]), highest)
        pieces, channels = np.nonzero(within * MOST > self._highest)
        for k in np.argsort(-highest[pieces, channels], kind="stable"):
            piece, channel = pieces[k], channels[k]
            if within[piece, channel] * MOST > self._highest:
                low, high = max(first, starts[piece]), min(end, starts[piece] + PIECES)
                self._highest = max(self._highest, float(np.abs(_between(around[:, channel], low, high)).max(initial=0.0)))

    def read(self) -> float:
        """The highest of everything fed in dBTP; minus infinity for silence."""
        if self._rest.size:
            self._hear(self._rest, self._heard, len(self._rest))
        return 20 * float(np.log10(self._highest)) if self._highest > 0 else -np.inf


def _between(sound: Sound, low: int, high: int) -> Sound:
    """Samples [low, high) of one channel, and three between each two of them."""
    start = max(0, low - REACH)
    fine: Sound = upfirdn(INTERPOLATOR, sound[start:high + REACH], FINER)[FINER * (REACH + low - start):]
    return fine[:FINER * max(0, high - low)]
