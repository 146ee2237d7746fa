"""What the ear for events reads: 29 bands every 20 ms, and how hard six of them strike.

40 ms Hann frames of the 16 kHz mono sound, frame k centred on the middle of its 20 ms; the edges of the bands are a
quarter of a critical band apart below 300 Hz, where hearts beat, and about two thirds of one above (Zwicker). Beside
them six bands of 8 ms frames, five in 20 ms: the loudest of the five, and the steepest rise over 8 ms, because a blow
and a breath have the same spectrum and not the same beginning. And how periodic the frame is, and at which pitch: the highest
top of the autocorrelation of its compressed spectrum (Tolonen and Karjalainen 2000), between 60 and 700 Hz. Everything is kept as
bytes (levels: half decibels), so that an hour is 8 MB and a last digit changes nothing.

`inputs_of` gives what the network is shown: levels over their own background, the shape of the spectrum, strikes, pitch.
"""

import numpy as np
from numpy.typing import NDArray
from scipy import fft

RATE = 16_000
HOP, FRAME, TRANSFORM = 320, 640, 1024
EVERY_S = 0.02
SHORT, SHORT_HOP, SHORTS = 128, 64, 5
EDGES_HZ = (25, 50, 75, 100, 150, 200, 250, 300, 400, 500, 600, 700, 800, 950, 1100, 1250, 1450, 1650, 1900, 2150, 2450,
            2800, 3200, 3600, 4100, 4700, 5300, 6000, 6800, 7600)
FAST_HZ = (50, 190, 570, 1200, 2450, 4450, 7600)
SLOW, FAST = len(EDGES_HZ) - 1, len(FAST_HZ) - 1
COLUMNS = SLOW + 2 * FAST + 2    # bands, the loudest 8 ms of each fast band, its steepest rise, periodicity, pitch
INPUTS = 2 * SLOW + 2 * FAST + 3
LOWEST_DB, QUIETEST_DB = -120.0, -88.0    # our choice: what is quieter than the second counts as it, or the noise of nothing rises
FLOOR_S, FLOOR_SHARE = 10, 10    # the background: tenth percentile of ten seconds, asked once a second
LOUD_S, LOUD_SHARE = 60, 95      # what is loud around here
PIECE = 30_000                   # frames worked on at once: what is shown of hours is made in one array, and in no second one beside it


LAGS = (23, 267)                 # samples: 700 to 60 Hz
PITCHES = 40                     # bytes an octave over 50 Hz
VOICED_HZ = (60, 4000)           # where periodicity is sought


def _matrix(edges: tuple[int, ...], frame: int, transform: int) -> NDArray[np.float32]:
    hz = np.fft.rfftfreq(transform, 1 / RATE)
    scale = 2.0 / (transform * float((np.hanning(frame) ** 2).sum()))
    low, high = np.array(edges[:-1]), np.array(edges[1:])
    return (((hz[:, None] >= low) & (hz[:, None] < high)) * scale).astype(np.float32)


_SLOW, _FAST = _matrix(EDGES_HZ, FRAME, TRANSFORM), _matrix(FAST_HZ, SHORT, SHORT)
_SLOW_SHAPE, _FAST_SHAPE = np.hanning(FRAME).astype(np.float32), np.hanning(SHORT).astype(np.float32)
_HZ = np.fft.rfftfreq(TRANSFORM, 1 / RATE)
_VOICED = ((_HZ >= VOICED_HZ[0]) & (_HZ <= VOICED_HZ[1])).astype(np.float32)


def _db(power: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(10 * np.log10(np.maximum(power, 10 ** (QUIETEST_DB / 10))), dtype=np.float32)


def _windows(mono16: NDArray[np.float32], count: int, frame: int, hop: int) -> NDArray[np.float32]:
    """[count, frame]; frame k is centred on the middle of hop k."""
    before = (frame - hop) // 2
    padded = np.pad(mono16, (before, max(0, count * hop + frame - before - len(mono16))))
    return np.lib.stride_tricks.sliding_window_view(padded, frame)[::hop][:count]


def _slow(mono16: NDArray[np.float32], count: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Levels of the bands in dBFS, and periodicity 0..1 beside pitch in octaves over 50 Hz."""
    windows = _windows(mono16, count, FRAME, HOP)
    levels, pitch = np.empty((count, SLOW), dtype=np.float32), np.empty((count, 2), dtype=np.float32)
    for start in range(0, count, 1024):
        spectra = fft.rfft(windows[start:start + 1024] * _SLOW_SHAPE, TRANSFORM, axis=1)
        power = spectra.real**2 + spectra.imag**2
        levels[start:start + 1024] = _db(power @ _SLOW)
        alike = fft.irfft(np.sqrt(power) * _VOICED, axis=1)
        lags = alike[:, LAGS[0]:LAGS[1]]
        top = lags.max(axis=1)
        first = (lags >= 0.93 * top[:, None]).argmax(axis=1)    # of tops as high the shortest: not an octave below
        near = np.minimum(first[:, None] + np.arange(4), lags.shape[1] - 1)
        lag = LAGS[0] + near[np.arange(len(near)), np.take_along_axis(lags, near, 1).argmax(axis=1)]
        pitch[start:start + 1024, 0] = np.clip(top / np.maximum(alike[:, 0], 1e-9), 0, 1)
        pitch[start:start + 1024, 1] = np.log2(RATE / lag / 50.0)
    return levels, pitch


def _short(mono16: NDArray[np.float32], count: int) -> NDArray[np.float32]:
    """Levels of the fast bands every 4 ms, dBFS."""
    windows = _windows(mono16, count, SHORT, SHORT_HOP)
    out = np.empty((count, FAST), dtype=np.float32)
    for start in range(0, count, 4096):
        spectra = fft.rfft(windows[start:start + 4096] * _FAST_SHAPE, axis=1)
        out[start:start + 4096] = _db((spectra.real**2 + spectra.imag**2) @ _FAST)
    return out


def bands_of(mono16: NDArray[np.float32]) -> NDArray[np.uint8]:
    """The bands of a sound, [n, 43] in half decibels over -120 (rises: over 0); n is its length in 20 ms, rounded up.

    mono16   the sound at 16 kHz

    >>> bands_of(np.zeros(16_000, dtype=np.float32)).shape
    (50, 43)
    """
    count = -(-len(mono16) // HOP)
    if not count:
        return np.zeros((0, COLUMNS), dtype=np.uint8)
    slow, pitch = _slow(mono16, count)
    short = _short(mono16, count * SHORTS)
    rise = np.zeros_like(short)
    rise[2:] = np.maximum(0.0, short[2:] - short[:-2])
    parts = [2 * (slow - LOWEST_DB), 2 * (short.reshape(count, SHORTS, FAST).max(axis=1) - LOWEST_DB),
             2 * rise.reshape(count, SHORTS, FAST).max(axis=1), pitch * np.array([255, PITCHES], dtype=np.float32)]
    return np.asarray(np.clip(np.round(np.concatenate(parts, axis=1)), 0, 255), dtype=np.uint8)


def running_share(levels: NDArray[np.float32], seconds: int, share: int) -> NDArray[np.float32]:
    """A running percentile of every band, [n, bands], looked up once a second.

    levels    [n, bands] dB every 20 ms
    seconds   length of the window
    share     which percentile
    """
    return _between(_share_a_second(levels, seconds, share), 0, len(levels))


def _share_a_second(levels: NDArray[np.float32], seconds: int, share: int) -> NDArray[np.float32]:
    """The percentile at every second, and one second beyond the end."""
    count, each = len(levels), round(1 / EVERY_S)
    half, rows = seconds * each // 2, []
    for middle in np.minimum(np.arange(0, count + each, each), count - 1).tolist():
        piece = levels[max(0, min(middle - half, count - 2 * half)):max(middle + half, min(2 * half, count))]
        rows.append(np.partition(piece, len(piece) * share // 100, axis=0)[len(piece) * share // 100].copy())    # and not all it is of
    return np.array(rows, dtype=np.float32)


def _between(found: NDArray[np.float32], first: int, end: int) -> NDArray[np.float32]:
    """What was found at every second, read off at the frames from `first` to before `end`."""
    frames, each = np.arange(first, end), round(1 / EVERY_S)
    low = np.minimum(frames // each, len(found) - 2)
    part = ((frames - low * each) / each).astype(np.float32)[:, None]
    return np.asarray(found[low] * (1 - part) + found[low + 1] * part)


def inputs_of(bands: NDArray[np.uint8]) -> NDArray[np.float32]:
    """What the network is shown, [n, 73], all about -3..5.

    bands   of `bands_of`
    """
    count = len(bands)
    if not count:
        return np.zeros((0, INPUTS), dtype=np.float32)
    levels = _levels(bands)
    mean = np.asarray(levels[:, :SLOW].mean(axis=1, keepdims=True), dtype=np.float32)
    floor, loudest = _share_a_second(levels, FLOOR_S, FLOOR_SHARE), _share_a_second(mean, LOUD_S, LOUD_SHARE)
    out = np.empty((count, INPUTS), dtype=np.float32)
    for first in range(0, count, PIECE):
        end = min(count, first + PIECE)
        here, whole = levels[first:end], bands[first:end]
        over = np.clip((here - _between(floor, first, end)) / 10, -0.5, 5.0)
        shape = np.clip((here[:, :SLOW] - mean[first:end]) / 10, -3.0, 3.0)
        rises = whole[:, SLOW + FAST:-2].astype(np.float32) / 2
        loud = np.clip((mean[first:end] - _between(loudest, first, end)) / 10, -5.0, 3.0)
        sure = 4 * whole[:, -2:-1].astype(np.float32) / 255 - 1
        pitch = np.maximum(sure, 0) * (whole[:, -1:].astype(np.float32) / PITCHES - 2)
        out[first:end] = np.concatenate([over, shape, rises / 10, loud, sure, pitch], axis=1)
    return out


def _levels(bands: NDArray[np.uint8]) -> NDArray[np.float32]:
    return np.asarray(bands[:, :SLOW + FAST].astype(np.float32) / 2 + LOWEST_DB, dtype=np.float32)
