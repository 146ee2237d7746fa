"""The air of a cue: a pad frozen out of the cue's own harmony.

Spectral freeze: for every moment the chord's partials are drawn as a magnitude spectrum and given new phases in each
frame, overlapping by three quarters, so that nothing repeats and nothing beats (our measurement: ripple of level 0.1
dB). Brightness tilts the spectrum; coldness thins the fundamentals, shifts the partials off the harmonic series and
adds the octave as glass; warmth thickens the low partials. Chords melt into each other.

Conventions: the phases of a frame come from (take, cue, "air", number of the frame), so a changed chord changes the
sound only while it and its melting last. Left and right are independent above 200 Hz, one below.
"""

import numpy as np
from numpy.typing import NDArray

from yeoun.model.mixed import Stem
from yeoun.model.scored import Ambience
from yeoun.model.shelf import Shelf
from yeoun.performing.finish import ending_gain, heard_until_s, keep, level_gain, peak_db
from yeoun.performing.fluid import RATE
from yeoun.units.level import to_gain
from yeoun.units.luck import luck
from yeoun.units.pitch import to_hertz
from yeoun.units.time import Seconds

FRAME, HOP = 16_384, 4_096
MELT_S = 1.2  # our choice: how long one chord takes to become the next
PARTIALS = 16
RISE_S = 0.5  # our choice: the air is never struck
DUCK_DB = 6.0  # our choice: the air gives way to words more than the players do
ONE_BELOW_HZ, NOTHING_ABOVE_HZ = 200.0, 12_000.0
ENSEMBLE_DB = -30.0  # RMS of a full ensemble in the stems; `level_db` says how far under it the air hangs
SPREAD_CENTS = 7.0  # every partial is a small cluster, as of several players
WOW_HZ, WOW_CENTS, FLUTTER_HZ, FLUTTER_CENTS = 0.5, 8.0, 6.0, 2.0  # lo-fi, our choice


def chord_spectrum(keys: tuple[int, ...], brightness: float, coldness: float) -> NDArray[np.float64]:
    """The magnitudes of one chord, [FRAME // 2 + 1], of power 1; silence for no keys.

    keys        MIDI
    brightness  0..1: -9 to -3 dB an octave
    coldness    0..1: partials leave the harmonic series, fundamentals thin out, the upper octave glitters
    """
    hz = np.fft.rfftfreq(FRAME, 1.0 / RATE)
    power = np.zeros(len(hz))
    tilt = -9.0 + 6.0 * brightness
    for key in sorted(set(keys)):
        for n in range(1, PARTIALS + 1):
            at = to_hertz(key) * n * (1.0 + 0.004 * coldness * (n - 1))
            level = tilt * np.log2(n) - (4.0 * coldness if n == 1 else 0.0) - 0.05 * abs(key - 60)
            if n in (2, 4):
                level += 5.0 * coldness
            width = max(2.5, at * SPREAD_CENTS / 1731.0)
            power += 10.0 ** (level / 10.0) * np.exp(-0.5 * ((hz - at) / width) ** 2) / width
    power *= 1.0 / (1.0 + (hz / (2500.0 + 6000.0 * brightness)) ** 4)
    total = float(power.sum())
    return np.asarray(np.sqrt(power / total)) if total > 0.0 else power


def _weights(ambience: Ambience, at_s: float) -> list[float]:
    """How much of each chord sounds at a moment, in power."""
    out = []
    for onset, length, _ in ambience.chords:
        rise, fall = (at_s - onset) / MELT_S + 0.5, (onset + length - at_s) / MELT_S + 0.5
        out.append(min(1.0, max(0.0, rise)) * min(1.0, max(0.0, fall)))
    return out


def _frozen(ambience: Ambience, frames: int) -> NDArray[np.float64]:
    spectra = [chord_spectrum(keys, ambience.brightness, ambience.coldness) for _, _, keys in ambience.chords]
    window = 0.5 - 0.5 * np.cos(2.0 * np.pi * np.arange(FRAME) / FRAME)
    low, high = round(ONE_BELOW_HZ * FRAME / RATE), round(NOTHING_ABOVE_HZ * FRAME / RATE)
    out = np.zeros((frames + 2 * FRAME, 2))
    for number in range(-3, frames // HOP + 1):
        weights = _weights(ambience, (number * HOP + FRAME / 2) / RATE)
        if not any(weights):
            continue
        power = np.zeros(high)
        for weight, spectrum in zip(weights, spectra, strict=True):
            if weight:
                power += weight * spectrum[:high] ** 2
        phases = luck(ambience.take, ambience.cue, "air", number).uniform(0.0, 2.0 * np.pi, (2, high))
        phases[1, :low] = phases[0, :low]
        start = number * HOP + FRAME
        frame = np.fft.irfft(np.sqrt(power) * np.exp(1j * phases), FRAME, axis=1)
        out[start : start + FRAME] += (frame * window).T
    # Hann windows at three quarters overlap add up to 1.5 in power; irfft divides by the frame
    return np.asarray(out[FRAME : FRAME + frames] * (FRAME / np.sqrt(3.0)))


def _lo_fi(sound: NDArray[np.float64], amount: float) -> NDArray[np.float64]:
    """An old tape's wow and flutter, as one shared curve."""
    t = np.arange(len(sound)) / RATE
    late = sum(
        cents / 1731.0 / (2 * np.pi * hz) * np.sin(2 * np.pi * hz * t)
        for hz, cents in ((WOW_HZ, WOW_CENTS), (FLUTTER_HZ, FLUTTER_CENTS))
    )
    return np.stack([np.interp(t + amount * late, t, sound[:, side]) for side in (0, 1)], axis=1)


def air(shelf: Shelf, ambience: Ambience) -> Stem:
    """The ambience of a cue as a stem, kind "ambience", group AMB.

    shelf     keeps `air.flac`
    ambience  chords in cue time, its level curve, how bright, cold and lo-fi, and where it must end
    """
    frames = round(ambience.length_s * RATE)
    sound = to_gain(ENSEMBLE_DB + ambience.level_db) * _frozen(ambience, frames)
    if ambience.lo_fi > 0.0:
        sound = _lo_fi(sound, ambience.lo_fi)
    gain = level_gain(ambience.level, frames) * ending_gain(ambience.ending, ambience.sounds_until_s, frames)
    rise = min(frames, round(RISE_S * RATE))
    gain[:rise] *= np.sin(np.pi / 2 * np.arange(rise) / max(1, rise)) ** 2
    sound = sound * gain[:, None]
    ref = keep(shelf, "air", sound)
    return Stem(
        cue=ambience.cue,
        id=ambience.id,
        number=0,
        name="air",
        kind="ambience",
        instrument="air",
        group="AMB",
        sound=ref,
        place=(0.0, 0.0, 0.3),
        width=1.0,
        path=(),
        send_db=-200.0,
        duck_db=DUCK_DB,
        peak_db=peak_db(sound),
        heard_until_s=Seconds(heard_until_s(sound)),
        onsets_s=(),
        sources=(("Yeoun's own synthesis", "Apache-2.0", "Yeoun"),),
    )
