"""Where a sound is heard to begin or to stop, measured on the finished sound and on nothing else.

Idea: an attack is a local maximum of how fast the 1 ms envelope rises; its moment is where the rise is half done, which is
where listeners place it (perceptual attack time; Gordon 1987, Vos and Rasch 1981). A stop is an attack of the reversed sound.
Every share of hits met is told beside its chance level: the same measure on the same hits moved round the cue in 200 steps.

Limits: on tones that have rung down before the next, the error is under 5 ms (tests); where loud tones a semitone apart ring
into one another, their beating moves the half-rise by up to 40 ms.

Conventions: envelopes are amplitudes in steps of 1 ms; times are seconds from the start of the sound.
"""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import maximum_filter1d
from scipy.signal import find_peaks

STEP = 48              # samples of the 48 kHz house rate in 1 ms
SMOOTH = 5             # ms
RISE = 20              # ms before and after: how fast it rises
AROUND = 1500          # ms: what a rise is compared with
LEAST_OF_RISE = 0.2    # of the fastest rise around it: our choice
LEAST_OF_LEVEL = 0.1   # of the loudest sound around it: our choice, 20 dB
LEAST_STEP = 1.2       # top over bottom, 1.6 dB: beats and vibrato stay below
REACH = 150            # ms: bottom and top of a rise lie so near
QUIET = 3e-5           # full scale: under it is nothing (-90 dBFS)
SHIFTS = 200


def envelope_of(sound: NDArray[np.float64]) -> NDArray[np.float64]:
    """The envelope of a sound in memory, [frames, channels]."""
    return envelope_in([sound])


def envelope_in(blocks: Iterable[NDArray[np.float64]]) -> NDArray[np.float64]:
    """The envelope of a sound: amplitude in 1 ms steps, smoothed over 5 ms.

    blocks  [frames, channels] at 48 kHz, one after the other, each but the last whole milliseconds long
    """
    steps = np.concatenate([np.zeros(0), *(np.square(block[:len(block) // STEP * STEP]).mean(axis=1).reshape(-1, STEP).mean(axis=1)
                                           for block in blocks)])
    if len(steps) < SMOOTH:
        return np.asarray(np.sqrt(steps))
    return np.asarray(np.sqrt(np.maximum(0.0, np.convolve(steps, np.ones(SMOOTH) / SMOOTH, mode="same"))))


def attacks_in(envelope: NDArray[np.float64]) -> NDArray[np.float64]:
    """The moments at which something is heard to begin, in order."""
    if len(envelope) < 2 * RISE + 1:
        return np.zeros(0)
    padded = np.concatenate([np.zeros(RISE), envelope, np.full(RISE, envelope[-1])])
    rising = padded[2 * RISE:] - padded[:-2 * RISE]
    fastest = maximum_filter1d(rising, 2 * AROUND + 1, mode="nearest")
    loudest = maximum_filter1d(envelope, 2 * AROUND + 1, mode="nearest")
    floor = np.maximum(np.maximum(LEAST_OF_RISE * fastest, LEAST_OF_LEVEL * loudest), QUIET)
    places, _ = find_peaks(rising, height=floor, distance=2 * RISE)
    found = [_half_risen(envelope, int(place)) for place in places]
    return np.array(sorted({at for at in found if at is not None}))


def _half_risen(envelope: NDArray[np.float64], at: int) -> float | None:
    """Where the rise about a place is half done, in seconds; None when it is too small to be heard as one."""
    first, end = max(0, at - REACH), min(len(envelope), at + REACH)
    bottom = at - int(np.argmin(envelope[first:at + 1][::-1]))
    top = at + int(np.argmax(envelope[at:end]))
    low, high = (0.0 if at < RISE else envelope[bottom]), envelope[top]
    if high < LEAST_STEP * low:
        return None
    half = low + 0.5 * (high - low)
    ups = bottom + np.flatnonzero(np.diff(envelope[bottom:top + 1] >= half, prepend=False) & (envelope[bottom:top + 1] >= half))
    return float(ups[np.argmin(np.abs(ups - at))] if len(ups) else bottom) / 1000.0    # beats cross it again: the steepest rise is meant


def stops_in(envelope: NDArray[np.float64]) -> NDArray[np.float64]:
    """The moments at which something is heard to stop, in order."""
    return np.sort((len(envelope) - 1) / 1000.0 - attacks_in(envelope[::-1]))


def nearest(moments: NDArray[np.float64], at_s: float, within_s: float) -> float | None:
    """How late the nearest moment is, in seconds; None when none is near.

    >>> nearest(np.array([0.9, 2.01]), 2.0, 0.25)
    0.01
    """
    if not len(moments):
        return None
    late = float(moments[np.argmin(np.abs(moments - at_s))] - at_s)
    return round(late, 6) if abs(late) <= within_s else None


def chance(lists: list[tuple[NDArray[np.float64], float, float]], early_s: float, late_s: float) -> float:
    """The share of hits that would be met were every one moved round its cue: the mean over 200 even shifts.

    lists  for each hit what is heard in its part, its moment, and the length of the cue, in seconds
    """
    met = 0
    for k in range(1, SHIFTS + 1):
        for moments, at_s, length_s in lists:
            late = nearest(moments, (at_s + length_s * k / (SHIFTS + 1)) % length_s, late_s)
            met += late is not None and early_s <= late <= late_s
    return met / (SHIFTS * len(lists)) if lists else 0.0
