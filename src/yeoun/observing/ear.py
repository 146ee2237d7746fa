"""What is measured while the 48 kHz sound goes by: loudness, four fast bands, zeros, the 16 kHz copy, the true peak.

State is carried from block to block and given away in stretches of a minute and a half, so an episode is never held in memory.
Sources: K-weighting after ITU-R BS.1770-5
(coefficients at 48 kHz); true peak by 4 x oversampling after its annex 2; bands of the onset detector, our choice.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import soxr
from numpy.typing import NDArray
from scipy import signal

from yeoun.observing.stream import Block

K_SHELF = np.array([1.53512485958697, -2.69169618940638, 1.19839281085285, 1.0, -1.69065929318241, 0.73248077421585])
K_HIGH_PASS = np.array([1.0, -2.0, 1.0, 1.0, -1.99004745483398, 0.99007225036621])
BANDS_HZ = ((30.0, 150.0), (150.0, 800.0), (800.0, 3000.0), (3000.0, 12000.0))
MS = 48              # samples in a millisecond
TEN_MS = 480
HOT = 0.65           # samples below this cannot carry a true peak over full scale in music or speech
EDGE = 32            # samples of context on either side when oversampling


STRETCH_S, BESIDE_S = 96, 16    # our choice: heard at once, and its neighbours; whole steps of the pitch finder (8 s)


@dataclass(frozen=True, slots=True, eq=False)
class Ears:
    """The measures of a stretch of sound. Energies are mean squares, full scale 1.0. Seconds `low` to `high` count."""

    fast: NDArray[np.float32]      # [milliseconds, 4] energy in the four bands, mono
    loud: NDArray[np.float32]      # [tens of ms] K-weighted energy, summed over channels
    largest: NDArray[np.float32]   # [tens of ms] largest |sample| of any channel
    mono16: NDArray[np.float32]    # the mono sound at 16 kHz
    centre16: NDArray[np.float32]  # its centre channel at 16 kHz; empty where there is none
    start_s: int = 0               # where the rows begin, in seconds of picture
    low: int = 0
    high: float = float("inf")


class Ear:
    """Hears block after block of 48 kHz sound, and gives the measures stretch by stretch; little is held.

    channels   one or two
    centre     whether a third column is the centre, for the ear that seeks speech
    """

    def __init__(self, channels: int, centre: bool = False) -> None:
        self._k_filter = np.stack([K_SHELF, K_HIGH_PASS])
        self._k_state = np.zeros((2, 2, channels))
        self._bands = [signal.butter(2, edges, "bandpass", fs=48_000, output="sos") for edges in BANDS_HZ]
        self._band_states = [np.zeros((len(band), 2)) for band in self._bands]
        self._to_16k = [soxr.ResampleStream(48_000, 16_000, 1, dtype="float32", quality="HQ") for _ in range(1 + centre)]
        self._channels, self._start_s, self._low_s = channels, 0, 0
        self._fast: list[NDArray[np.float32]] = []
        self._loud: list[NDArray[np.float32]] = []
        self._largest: list[NDArray[np.float32]] = []
        self._at_16k: list[list[NDArray[np.float32]]] = [[] for _ in self._to_16k]
        self._last = np.zeros((0, channels), dtype=np.float32)    # context for the true peak across blocks
        self.true_peak = 0.0    # 4 x oversampled, only sought above HOT

    def hear(self, block: Block) -> None:
        """Take the next block: [frames, columns]; every block but the last is a multiple of 10 ms."""
        sides, block = block[:, :self._channels], block[:, :self._channels + len(self._to_16k) - 1]
        mono = sides.mean(axis=1)
        energies = []
        for k, band in enumerate(self._bands):
            out, self._band_states[k] = signal.sosfilt(band, mono, zi=self._band_states[k])
            energies.append(_mean_squares(out, MS))
        self._fast.append(np.stack(energies, axis=1))
        weighted, self._k_state = signal.sosfilt(self._k_filter, sides, axis=0, zi=self._k_state)
        self._loud.append(np.sum([_mean_squares(channel, TEN_MS) for channel in weighted.T], axis=0))
        self._largest.append(_largest(sides))
        for kept, stream, column in zip(self._at_16k, self._to_16k, (mono, *block[:, self._channels:].T), strict=True):
            kept.append(np.asarray(stream.resample_chunk(np.ascontiguousarray(column)), dtype=np.float32))

    def hear_peak(self, block: Block) -> None:
        """Take the next block of what is kept, for its true peak alone."""
        before = self._last if len(self._last) else np.zeros((EDGE, block.shape[1]), dtype=np.float32)
        whole = np.concatenate([before, block])
        self._last = whole[-EDGE:]
        level = np.abs(whole).max(axis=1)
        worth = max(HOT, 0.75 * self.true_peak)
        if float(level.max()) < worth or len(whole) <= 2 * EDGE:
            return
        for start in range(0, len(whole), 2048):
            if float(level[start:start + 2048].max()) >= worth:
                piece = whole[max(0, start - EDGE):start + 2048 + EDGE]
                # the cut ends of a piece ring: only its inside counts, and the next piece has the rest inside
                fine = signal.resample_poly(piece, 4, 1, axis=0)[2 * EDGE:-2 * EDGE]
                self.true_peak = max(self.true_peak, float(np.abs(fine).max()), float(np.abs(piece).max()))

    def stretches(self) -> Iterator[Ears]:
        """What can be given by now: every whole stretch that has its neighbours."""
        while min(sum(map(len, self._at_16k[0])) // 16_000, sum(map(len, self._loud)) // 100) >= (
                self._low_s - self._start_s + STRETCH_S + BESIDE_S):
            yield self._given(self._low_s + STRETCH_S, self._low_s - self._start_s + STRETCH_S + BESIDE_S)
            self._low_s += STRETCH_S
            drop = self._low_s - BESIDE_S - self._start_s
            self._start_s += drop
            for rows, each in ((self._fast, 1000), (self._loud, 100), (self._largest, 100), *((k, 16_000) for k in self._at_16k)):
                rows[:] = [np.concatenate(rows)[drop * each:].copy()]

    def last(self) -> Ears:
        """The rest, with the end of the 16 kHz copy; after it the ear hears nothing more."""
        for kept, stream in zip(self._at_16k, self._to_16k, strict=True):
            kept.append(np.asarray(stream.resample_chunk(np.zeros(0, dtype=np.float32), last=True), dtype=np.float32))
        return self._given(float("inf"), None)

    def _given(self, high: float, seconds: int | None) -> Ears:
        def rows(parts: list[NDArray[np.float32]], each: int, empty: tuple[int, ...]) -> NDArray[np.float32]:
            return _joined(parts, empty)[:None if seconds is None else seconds * each]

        centre = rows(self._at_16k[1], 16_000, (0,)) if len(self._at_16k) > 1 else np.zeros(0, dtype=np.float32)
        return Ears(rows(self._fast, 1000, (0, 4)), rows(self._loud, 100, (0,)), rows(self._largest, 100, (0,)),
                    rows(self._at_16k[0], 16_000, (0,)), centre, self._start_s, self._low_s, high)


def _joined(parts: list[NDArray[np.float32]], empty: tuple[int, ...]) -> NDArray[np.float32]:
    return np.concatenate(parts).astype(np.float32) if parts else np.zeros(empty, dtype=np.float32)


def _padded(samples: NDArray[np.float64], size: int) -> NDArray[np.float64]:
    return np.pad(samples, (0, -len(samples) % size)) if len(samples) % size else samples


def _mean_squares(samples: NDArray[np.float64], size: int) -> NDArray[np.float32]:
    return np.asarray(np.square(_padded(samples, size)).reshape(-1, size).mean(axis=1), dtype=np.float32)


def _largest(block: Block) -> NDArray[np.float32]:
    level = np.abs(block).max(axis=1)
    return np.asarray(np.pad(level, (0, -len(level) % TEN_MS)).reshape(-1, TEN_MS).max(axis=1), dtype=np.float32)


def momentary(loud: NDArray[np.float32], every: int = 10) -> NDArray[np.float64]:
    """Momentary loudness in LUFS (400 ms, centred), at least -70.

    loud     K-weighted energy every 10 ms, summed over channels
    every    tens of milliseconds between values: 10 is a value every 0.1 s
    """
    total = np.concatenate([[0.0], np.cumsum(loud, dtype=np.float64)])
    at = np.arange(0, len(loud), every)
    low, high = np.maximum(at - 20, 0), np.minimum(at + 20, len(loud))
    energy = (total[high] - total[low]) / np.maximum(high - low, 1)
    return np.asarray(np.maximum(-70.0, -0.691 + 10 * np.log10(np.maximum(energy, 1e-12))))
