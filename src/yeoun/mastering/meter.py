"""Our own meters: true peak as an envelope, cinema's Leq(m), loudness over speech.

Sources: ITU-R BS.1770-5 annex 2 (true peak, four times oversampled), ISO 21727 (M-weighting and Leq(m), after
leqm-nrt), Netflix sound specification (speech-gated loudness after BS.1770-1). Programme loudness itself is in
`units/loudness.py`. Gains are set with these meters; what is reported comes from the second meter where it has one.
"""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray
from scipy.fft import rfft
from scipy.signal import firwin

HOP = 16                     # samples of one value of the peak envelope, and of one energy
_REACH = 10                  # samples the interpolator looks to each side
_NEAR = np.float32(0.25)     # blocks that cannot come within 12 dB of the highest sample keep an upper bound instead
_M_HZ = (31.0, 63.0, 100.0, 200.0, 400.0, 800.0, 1e3, 2e3, 3.15e3, 4e3, 5e3, 6.3e3, 7.1e3, 8e3, 9e3, 1e4, 1.25e4, 1.4e4,
         1.6e4, 2e4, 3.15e4)
_M_DB = (-35.5, -29.5, -25.4, -19.4, -13.4, -7.5, -5.6, 0.0, 3.4, 4.9, 6.1, 6.6, 6.4, 5.8, 4.5, 2.5, -5.6, -10.9, -17.3,
         -27.8, -48.3)
_M_OFFSET_DB = 108.0103
_M_BLOCK = 262_144         # long: what a block's edges leak upwards is weighted 30 dB more


def _interpolator() -> NDArray[np.float32]:
    """Turns 36 samples into the 48 quarter-samples between the 16 in their middle: [36, 48]."""
    taps = 4.0 * firwin(8 * _REACH + 1, 0.25, window=("kaiser", 5.0))
    table = np.zeros((HOP + 2 * _REACH, HOP, 3))
    for w in range(HOP + 2 * _REACH):
        for i in range(HOP):
            for phase in (1, 2, 3):
                tap = 4 * _REACH + phase - 4 * (w - _REACH - i)
                if 0 <= tap < len(taps):
                    table[w, i, phase - 1] = taps[tap]
    return table.reshape(HOP + 2 * _REACH, 3 * HOP).astype(np.float32)


_TABLE = _interpolator()
_MOST = np.float32(np.abs(_TABLE).sum(axis=0).max())


class PeakEnvelope:
    """Sound in, the highest true peak of any channel in every 16 samples out."""

    def __init__(self, channels: int) -> None:
        self._rest = np.zeros((_REACH, channels), dtype=np.float32)    # what the interpolator still needs
        self._highest = np.float32(0.0)
        self._out: list[NDArray[np.float32]] = []

    def feed(self, block: NDArray[np.float32]) -> None:
        """Take the next frames: [frames, channels]."""
        sound = np.concatenate([self._rest, block])
        hops = max(0, (len(sound) - 2 * _REACH) // HOP)
        if hops == 0:
            self._rest = sound
            return
        peaks = np.zeros(hops, dtype=np.float32)
        lines = np.ascontiguousarray(sound[:hops * HOP + 2 * _REACH].T)
        sizes = np.abs(lines)
        self._highest = max(self._highest, sizes.max())
        for line, size in zip(lines, sizes, strict=True):
            if size.max() > 0.0:
                np.maximum(peaks, self._channel(line, size, hops), out=peaks)
        self._out.append(peaks)
        self._rest = sound[hops * HOP:]

    def _channel(self, line: NDArray[np.float32], size: NDArray[np.float32], hops: int) -> NDArray[np.float32]:
        windows = sliding_window_view(line, HOP + 2 * _REACH)[::HOP][:hops]
        wide = np.maximum.reduceat(size, np.arange(0, len(size), HOP))    # a window lies in three of these
        bound: NDArray[np.float32] = np.maximum(np.maximum(wide[:hops], wide[1:hops + 1]), wide[2:hops + 2]) * _MOST
        near = np.flatnonzero(bound > self._highest * _NEAR)
        if len(near):
            between = windows[near] @ _TABLE
            own = np.maximum.reduceat(size[_REACH:_REACH + hops * HOP], np.arange(0, hops * HOP, HOP))[near]
            bound[near] = np.maximum(own, np.maximum(between.max(axis=1), -between.min(axis=1)))
            self._highest = max(self._highest, bound[near].max())
        return bound

    def taken(self) -> NDArray[np.float32]:
        """The envelope of what was fed since it was last taken."""
        out, self._out = np.concatenate([np.zeros(0, dtype=np.float32), *self._out]), []
        return out

    def peaks(self) -> NDArray[np.float32]:
        """The envelope up to the end; the last value holds what is left over."""
        if len(self._rest) > _REACH:
            self.feed(np.zeros((_REACH + HOP, self._rest.shape[1]), dtype=np.float32))
        return self.taken()


class CinemaLevel:
    """Leq(m) of a programme, from its first to its last sound; surrounds count 3 dB less, the LFE 10 dB more."""

    def __init__(self, labels: tuple[str, ...]) -> None:
        at = np.arange(_M_BLOCK // 2 + 1) * 48_000 / _M_BLOCK
        level = np.interp(np.log(np.maximum(at, 1.0)), np.log(_M_HZ), _M_DB)
        self._weight = 10.0 ** (level / 10.0) * np.where((at > 0) & (at < 24_000), 2.0, 1.0) / _M_BLOCK
        front = {"L": 1.0, "R": 1.0, "C": 1.0, "LFE": 10.0}
        self._gain = np.array([front.get(label, 0.5) for label in labels])
        self._power, self._heard, self._silent, self._rest = 0.0, 0, 0, np.zeros((0, len(labels)), dtype=np.float32)

    def feed(self, block: NDArray[np.float32]) -> None:
        """Take the next frames."""
        sound = np.concatenate([self._rest, block])
        whole = len(sound) // _M_BLOCK * _M_BLOCK
        for start in range(0, whole, _M_BLOCK):
            self._count(sound[start:start + _M_BLOCK])
        self._rest = sound[whole:]

    def _count(self, part: NDArray[np.float32]) -> None:
        loud = np.flatnonzero(np.abs(part).max(axis=1) > 1e-5)
        if len(loud):
            first = int(loud[0]) if self._heard == 0 else 0
            self._heard += self._silent + int(loud[-1]) + 1 - first
            self._silent = len(part) - int(loud[-1]) - 1
            for channel in np.flatnonzero(part.any(axis=0)):
                spectrum = rfft(part[:, channel], _M_BLOCK)
                power = spectrum.real ** 2 + spectrum.imag ** 2
                self._power += float(self._gain[channel] * (power @ self._weight))
        elif self._heard:
            self._silent += len(part)

    def level_db(self) -> float | None:
        """Leq(m), or None for silence."""
        if len(self._rest):
            self._count(self._rest)
            self._rest = self._rest[:0]
        return 10.0 * float(np.log10(self._power / self._heard)) + _M_OFFSET_DB if self._heard else None
