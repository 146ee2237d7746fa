"""Loudness: programme loudness and its relatives, from energies gathered block by block.

Sources: ITU-R BS.1770-5 (K-weighting, channel weights, gates), EBU Tech 3341 (momentary 0.4 s, short-term 3 s), EBU
Tech 3342 (range). Idea: `Weighing` turns sound into K-weighted, channel-weighted energies of short hops; everything
else is arithmetic on those, so that a gain curve can be tried without reading the sound again.
Conventions: 48 kHz; full scale 1.0; energies are sums of squares over a hop; no loudness at all is None.
"""

import statistics
from collections.abc import Sequence
from math import log10

import numpy as np
from numpy.typing import NDArray

from yeoun.units.filtering import filtered

K_WEIGHTING = np.array([
    [1.53512485958697, -2.69169618940638, 1.19839281085285, 1.0, -1.69065929318241, 0.73248077421585],
    [1.0, -2.0, 1.0, 1.0, -1.99004745483398, 0.99007225036621]])    # BS.1770-5 tables 1 and 2, at 48 kHz
OFFSET = -0.691
Energies = NDArray[np.float64]


class Weighing:
    """Sound in, K-weighted energies of every `hop` samples out. `weights`: one per channel (BS.1770-5 table 3)."""

    def __init__(self, weights: Sequence[float], hop: int, sections: NDArray[np.float64] = K_WEIGHTING) -> None:
        if 4800 % hop:
            raise ValueError(f"a hop of {hop} samples does not divide 100 ms")
        self._weights, self._hop, self._sections = list(weights), hop, sections
        self._states = [np.zeros((len(sections), 2)) for _ in self._weights]
        self._rest = np.zeros(0)
        self._out: list[Energies] = []

    def feed(self, block: NDArray[np.float32]) -> None:
        """Take the next frames: [frames, channels]."""
        squares = np.zeros(len(block))
        for channel, weight in enumerate(self._weights):
            state = self._states[channel]
            if weight == 0.0 or not (block[:, channel].any() or state.any()):
                continue
            heard, self._states[channel] = filtered(self._sections, block[:, channel], state)
            heard *= heard
            squares += heard if weight == 1.0 else weight * heard
        if len(self._rest):
            squares = np.concatenate([self._rest, squares])
        whole = len(squares) // self._hop * self._hop
        self._out.append(squares[:whole].reshape(-1, self._hop).sum(axis=1))
        self._rest = squares[whole:]

    def taken(self) -> Energies:
        """The energies of whole hops since they were last taken: those who keep them elsewhere need not keep them here."""
        out, self._out = np.concatenate([np.zeros(0), *self._out]), []
        return out

    def energies(self) -> Energies:
        """The energies so far; a last hop that is not whole is counted with what it has."""
        tail = [np.array([self._rest.sum()])] if len(self._rest) else []
        return np.concatenate([np.zeros(0), *self._out, *tail])


def in_lufs(mean_square: float) -> float | None:
    """A mean square as loudness, None for nothing.

    >>> round(in_lufs(10 ** -2.3309), 2)
    -24.0
    """
    return OFFSET + 10.0 * log10(mean_square) if mean_square > 1e-20 else None


def _windows(energies: Energies, hop: int, length: int, every: int) -> Energies:
    """Mean squares of windows of `length` samples, a new one every `every` samples."""
    per, step = length // hop, every // hop
    if len(energies) < per:
        return np.zeros(0)
    total = np.concatenate([[0.0], np.cumsum(energies)])
    starts = np.arange(0, len(energies) - per + 1, step)
    squares: Energies = np.maximum((total[starts + per] - total[starts]) / length, 0.0)
    return squares


def integrated(energies: Energies, hop: int) -> float | None:
    """Programme loudness: 0.4 s blocks with 75 % overlap, gated at -70 LUFS and 10 LU under what is left."""
    blocks = _windows(energies, hop, 19_200, 4_800)
    loud = blocks[blocks > 10.0 ** ((-70.0 - OFFSET) / 10.0)]
    if not len(loud):
        return None
    kept = loud[loud > 0.1 * loud.mean()]
    return in_lufs(float(kept.mean()))


def momentary(energies: Energies, hop: int, every: int) -> Energies:
    """Loudness of 0.4 s windows, at least -100, every `every` samples."""
    return _in_lufs(_windows(energies, hop, 19_200, every))


def short_term(energies: Energies, hop: int, every: int) -> Energies:
    """Loudness of 3 s windows, at least -100, every `every` samples."""
    return _in_lufs(_windows(energies, hop, 144_000, every))


def _in_lufs(squares: Energies) -> Energies:
    return np.asarray(OFFSET + 10.0 * np.log10(np.maximum(squares, 10.0 ** (-99.309 / 10.0))))


def loudness_range(energies: Energies, hop: int) -> float | None:
    """Range in LU: 3 s windows every 0.1 s, gated at -70 LUFS and 20 LU under what is left, 10th to 95th percentile."""
    squares = _windows(energies, hop, 144_000, 4_800)
    loud = squares[squares > 10.0 ** ((-70.0 - OFFSET) / 10.0)]
    if not len(loud):
        return None
    kept = np.sort(loud[loud > 0.01 * loud.mean()])
    low, high = (kept[round((len(kept) - 1) * share)] for share in (0.10, 0.95))
    return 10.0 * log10(high / low)


def over_spans(energies: Energies, hop: int, spans: Sequence[tuple[float, float]]) -> float | None:
    """Loudness over spans of seconds taken together, ungated (BS.1770-1, as speech-gated loudness is measured)."""
    edges = [(max(0, int(start * 48_000 / hop + 0.5)), max(0, int(end * 48_000 / hop + 0.5))) for start, end in spans]
    begin, until = min((first for first, _ in edges), default=0), max((last for _, last in edges), default=0)
    heard = np.zeros(len(energies[begin:until]), dtype=bool)    # a line is short and the film is long
    for first, last in edges:
        heard[first - begin:last - begin] = True
    return in_lufs(float(energies[begin:until][heard].sum()) / (int(heard.sum()) * hop)) if heard.any() else None


def middle_and_least(values: Sequence[float]) -> tuple[float, float]:
    """The median and the 5th percentile of some values, at least one; of fewer than three the smallest stands for the percentile.

    >>> middle_and_least([9.0, 10.0, 11.0, 30.0])
    (10.5, 9.15)
    """
    least = min(values) if len(values) < 3 else statistics.quantiles(values, n=20, method="inclusive")[0]
    return statistics.median(values), least
