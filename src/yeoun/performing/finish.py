"""What every stem goes through after it is played: level curve, ending, headroom, measures, and onto the shelf.

Conventions: full scale of the mix stands `HEADROOM_DB` above full scale of the stem, so -60 dBFS at mix level is
-72 dBFS in the stem. The level curve is a gain of level squared, as MIDI's CC 11 (40 log10), without its steps.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, sosfiltfilt

from yeoun.model.mixed import HEADROOM_DB
from yeoun.model.scored import Part
from yeoun.model.shelf import Shelf, SoundRef
from yeoun.model.spotted import Ending
from yeoun.performing.calibrate import WINDOW_S, loudness_curve
from yeoun.performing.fluid import RATE
from yeoun.units.level import to_db, to_gain
from yeoun.units.pitch import to_hertz

HEARD_DB = -60.0 - HEADROOM_DB
DAMP_S = 0.15  # our choice: a hand laid on the strings; the norm allows 0.25 s
FADE_S, FADE_SHARE = 4.0, 0.3
LAST_S = 0.05  # a stem that still rings at its very end is led to zero over this
SEARCH_S, SLOW_S, LONGEST_S, RISE_DB = 0.08, 0.05, 0.25, 1.5


def level_gain(points: tuple[tuple[float, float], ...], frames: int) -> NDArray[np.float64]:
    """The level curve as a gain for every sample: straight between the points, held outside, squared.

    points  (seconds, 0..1); none is full level
    """
    if not points:
        return np.ones(frames)
    t = np.arange(frames) / RATE
    return np.asarray(np.interp(t, [p[0] for p in points], [p[1] for p in points]) ** 2)


def ending_gain(ending: Ending, sounds_until_s: float, frames: int) -> NDArray[np.float64]:
    """How the ending shapes the sound: a damping hand after the cut, nothing for a ring, a fade that ends on time.

    sounds_until_s  cue time of the cut, or the end of the fade
    frames          length of the stem; whatever the manner, its last 50 ms lead to zero
    """
    gain = np.ones(frames)
    match ending:
        case Ending.CUT:
            _falls(gain, sounds_until_s, 0.0, DAMP_S)
        case Ending.RING:
            pass
        case Ending.FADE:
            lasts = max(0.02, min(FADE_S, FADE_SHARE * sounds_until_s))
            _falls(gain, sounds_until_s, lasts, lasts)
    last = min(frames, round(LAST_S * RATE))
    gain[frames - last :] *= np.cos(np.pi / 2 * np.arange(1, last + 1) / last) ** 2
    return np.asarray(gain)


def _falls(gain: NDArray[np.float64], at_s: float, before_s: float, lasts_s: float) -> None:
    """Lead a gain to nothing by a quarter of a cosine, squared, from so long before a moment; only what changes is reckoned."""
    first = min(len(gain), max(0, int((at_s - before_s) * RATE) - 1))
    last = min(len(gain), max(first, int((at_s - before_s + lasts_s) * RATE) + 3))
    gone = np.clip((np.arange(first, last) / RATE - at_s + before_s) / lasts_s, 0.0, 1.0)
    falling = np.cos(np.pi / 2 * gone) ** 2
    falling[falling < 1e-9] = 0.0
    gain[first:last], gain[last:] = falling, 0.0


def shaped(part: Part, sound: NDArray[np.float64]) -> NDArray[np.float64]:
    """The played part under its level curve, ended as the cue ends. In a ring the level may only fall."""
    level = level_gain(part.level, len(sound))
    if part.ending is Ending.RING:
        after = min(len(level), max(0, round(part.sounds_until_s * RATE)))
        level[after:] = (
            np.minimum.accumulate(level[max(0, after - 1) :])[-len(level[after:]) :] if after < len(level) else 0.0
        )
    return np.asarray(sound * (level * ending_gain(part.ending, part.sounds_until_s, len(sound)))[:, None])


def keep(shelf: Shelf, name: str, sound: NDArray[np.float64]) -> SoundRef:
    """Put a stem on the shelf as 24-bit FLAC.

    Refuses  ValueError, when it does not fit under full scale: nothing is clipped
    """
    peak = float(np.abs(sound).max()) if sound.size else 0.0
    if not np.isfinite(peak) or peak > 1.0:
        raise ValueError(f"stem {name} peaks at {to_db(peak):.1f} dBFS: it must stay below full scale")
    with shelf.sound(f"{name}.flac", layout="2.0", channels=2) as out:
        for start in range(0, len(sound), 10 * RATE):
            out.write(sound[start : start + 10 * RATE])
    return out.ref


def peak_db(sound: NDArray[np.float64]) -> float:
    """The highest sample, dBFS of the stem, to a tenth."""
    return round(float(to_db(float(np.abs(sound).max()))) if sound.size else -200.0, 1)


def heard_until_s(sound: NDArray[np.float64]) -> float:
    """The last moment above -60 dBFS at mix level, in seconds; 0 when there is none."""
    floor = to_gain(HEARD_DB)
    for end in range(len(sound), 0, -RATE):    # from the end, a second at a time: most of it need not be looked at
        heard = np.flatnonzero(np.abs(sound[max(0, end - RATE):end]).reshape(-1) > floor)
        if len(heard):
            return round(float(max(0, end - RATE) + heard[-1] // sound.shape[1] + 1) / RATE, 3)
    return 0.0


def _only(sound: NDArray[np.float64], keys: tuple[int, ...]) -> NDArray[np.float64]:
    """What sounds at the first four partials of some keys: a slow attack is hidden by the chord that still rings."""
    out = np.zeros_like(sound)
    for hertz in sorted({round(h * to_hertz(key), 3) for key in keys for h in (1, 2, 3, 4)}):
        if hertz < 0.4 * RATE:
            band = butter(1, (hertz * 0.975, hertz * 1.025), "bandpass", fs=RATE, output="sos")
            out += np.asarray(sosfiltfilt(band, sound, axis=0))
    return out


def heard_onset_s(
    sound: NDArray[np.float64], expected_s: float, attack_s: float = 0.0, keys: tuple[int, ...] = ()
) -> float | None:
    """When an attack is heard near a moment: half way up its rise, measured on the sound; None when nothing rises.

    The 10 ms RMS is searched around the moment (0.08 s either way; for slow attacks from 1.5 attacks before to 0.6 s
    after their beginning): from its lowest point before its highest, when it passes the middle between the two. Less
    than 1.5 dB of rise is no attack.

    sound       the finished stem, [frames, 2]
    expected_s  where the score has it
    attack_s    how long the instrument takes to half its level
    keys        what is struck; of slow attacks only their partials are listened to
    """
    slow, attack_s = attack_s > SLOW_S, min(attack_s, LONGEST_S)
    before, after = (1.5 * attack_s, max(SEARCH_S, WINDOW_S - attack_s)) if slow else (SEARCH_S, SEARCH_S)
    first = max(0, round((expected_s - before) * RATE))
    last = min(len(sound), round((expected_s + after) * RATE))
    if last - first < RATE // 50:
        return None
    low, high = max(0, first - RATE // 100), min(len(sound), last + RATE // 100)
    listened = _only(sound[low:high], keys) if slow and keys else sound[low:high]
    level = loudness_curve(listened)[first - low : last - low]
    top = int(np.argmax(level))
    bottom = int(np.argmin(level[: top + 1]))
    if level[top] <= 1e-7 or level[bottom] * to_gain(RISE_DB) > level[top]:
        return None
    middle = 0.5 * (level[bottom] + level[top])
    return round((first + bottom + int(np.argmax(level[bottom : top + 1] >= middle))) / RATE, 4)
