"""The daegeum (대금): harmonics as measured by level and register, breath in the tube's modes, a membrane that wakes.

Source and filter, not a jet-drive waveguide: that one is 600 cents off and overblows by itself (our measurement: 634 to 659 cents). The
harmonics 1-12 come from the soft and loud thirds of nine real tones (`daegeum.toml`). Above 3 kHz they are the cheong
(청), the membrane: silent until the breath passes a threshold, for a wrinkled film needs force to buzz; `membrane`
moves that threshold (after Tsai: wrinkles take away the film's cubic force). Above the twelfth harmonic stands the
membrane's second formant, near 12 kHz, as strong as the band was in each tone. All of it is additive: nothing aliases.

Settings: `membrane` 0..0.6 (0.3 as measured; 0 for danso and sogeum), `breath` amount of noise (1.0).
"""

import tomllib
from functools import cache
from importlib.resources import files
from math import cos, exp, pi, sin
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, lfilter, sosfilt

from yeoun.model.scored import Part, ScoreNote
from yeoun.performing.curve import cents_of
from yeoun.performing.fluid import RATE
from yeoun.performing.kernel import compiled
from yeoun.performing.layers import luck_of
from yeoun.units.pitch import to_hertz

STEP = 64
HARMONICS = 30
TABLED = 12
LEVEL = 0.01987  # force 0.5 reads -40 dBFS RMS over its first second (measured)
SOFT_AT, LOUD_AT = 0.25, 0.75  # our choice: the force that sounds like the soft and the loud third
BUZZ_HZ = 3000.0  # from here on a harmonic belongs to the membrane
RELEASE_S = 0.09
LET_GO_S = 0.012  # a stop is aimed into its window as a hit is: a sinking tone is half gone sooner
FLUTTER_PAD = 1500  # points: the filter has settled
SETTLES_DB, SETTLES_S, TIRES_DB = 7.0, 0.8, 0.7  # a tone is thrown, settles, and goes on sinking by so much a second (fitted on five)
SETTLED_DB, DIMS_DB = 7.0, 14.0  # where it has settled it sounds as asked; a whole dynamic for so many dB more or less (our choice)
FLUTTER_DB = 0.2  # rms of the level in every hertz from 2 to 12 beside the vibrato (median of five tones)
SWING_DB = 0.03  # a cent: level swings with the vibrato by 0.6 to 3.3 dB (measured; either sign, here with it)
JITTER_CENTS = 1.0  # rms, 12-40 Hz; measured 0.5 to 3
FORMANT_HZ, FORMANT_WIDTH_HZ = 12_000.0, 1800.0
WHITE_4_6K_DB = -8.7  # share of the breath's broad noise that lies in 4-6 kHz (from its filter)


@cache
def tones() -> list[dict[str, Any]]:
    """The nine tones as measured, from low to high."""
    kept: list[dict[str, Any]] = tomllib.loads(
        (files("yeoun.performing") / "daegeum.toml").read_text(encoding="utf-8")
    )["tone"]
    return kept


def _between(name: str, hertz: float) -> NDArray[np.float64]:
    """A measured row at any pitch: straight between the two nearest tones over log frequency, held outside."""
    table = np.array([np.atleast_1d(tone[name]) for tone in tones()], dtype=np.float64)
    at = float(np.interp(np.log2(hertz), np.log2([tone["hertz"] for tone in tones()]), np.arange(len(table))))
    low = min(int(at), len(table) - 2)
    return np.asarray(table[low] + (at - low) * (table[low + 1] - table[low]))


def harmonics_db(hertz: float, dynamics: NDArray[np.float64], membrane: float) -> NDArray[np.float64]:
    """The levels of the harmonics in dB re the fundamental, [points, HARMONICS].

    hertz     the tone
    dynamics  0 as in the soft third, 1 as in the loud third, a little beyond either way
    membrane  0..0.6: where the buzz sets in, 0.3 as measured
    """
    soft, loud = _between("soft_db", hertz), _between("loud_db", hertz)
    soft, loud = (
        np.concatenate((row, _above(row, band, hertz)))
        for row, band in zip((soft, loud), _between("band_10_14k_db", hertz), strict=True)
    )
    awake = np.clip((dynamics - 0.15 + 2.0 * (membrane - 0.3)) / 0.7, 0.0, 1.0)
    awake = awake * awake * (3.0 - 2.0 * awake)
    buzz = np.arange(1, HARMONICS + 1) * hertz >= BUZZ_HZ
    share = np.where(
        buzz[None, :], (awake if membrane > 0.0 else 0.0 * awake)[:, None], np.clip(dynamics, -0.2, 1.15)[:, None]
    )
    return np.asarray((1.0 - share) * soft + share * loud)


def _above(row: NDArray[np.float64], band_db: float, hertz: float) -> NDArray[np.float64]:
    """The harmonics that were not measured one by one: falling on, or the second formant where that is stronger."""
    order = np.arange(TABLED + 1, HARMONICS + 1)
    falling = (10.0 ** (row[-3:] / 10.0)).mean() * 10.0 ** (-0.3 * (order - TABLED))  # 3 dB each: our choice
    shape = np.exp(-(((order * hertz - FORMANT_HZ) / FORMANT_WIDTH_HZ) ** 2))
    return np.asarray(
        10.0 * np.log10(np.maximum(falling, 10.0 ** (band_db / 10.0) * shape / max(float(shape.sum()), 1.0)))
    )


@compiled
def blow(hertz: NDArray[np.float64], amps: NDArray[np.float64], count: int, out: NDArray[np.float64]) -> None:
    """A tone of `count` harmonics on an exact curve: `hertz` and `amps` at every 64th sample, straight between."""
    phase = 0.0
    for n in range(len(out)):
        k = n // 64
        share = (n - k * 64) / 64.0
        phase += (hertz[k] + share * (hertz[k + 1] - hertz[k])) / 48000.0
        phase -= int(phase)
        s, c = sin(2.0 * pi * phase), 2.0 * cos(2.0 * pi * phase)
        before, now, tone = 0.0, s, 0.0
        for h in range(count):
            tone += (amps[k, h] + share * (amps[k + 1, h] - amps[k, h])) * now
            before, now = now, c * now - before
        out[n] = tone


def _resonator(hertz: float, width: float) -> tuple[float, float, float]:
    r = exp(-pi * width / RATE)
    return (1.0 - r * r) * sin(2.0 * pi * hertz / RATE), 2.0 * r * cos(2.0 * pi * hertz / RATE), -r * r


def _hiss(part: Part, note: ScoreNote, hertz: float, length: int, breath: float) -> NDArray[np.float64]:
    """Breath: in the modes of the tube under the fingering, and a little of it everywhere."""
    white = luck_of(part, note, "breath").standard_normal(length)
    ratios = (
        (0.535, 1.42, 1.9) if 580.0 <= hertz < 1200.0 else (0.73, 1.26, 1.9) if hertz >= 1200.0 else (1.0, 1.9, 2.7)
    )
    broad = np.asarray(lfilter([0.55], [1.0, -0.45], white))
    broad *= 10.0 ** ((float(_between("between_4_6k_db", hertz)[0]) - WHITE_4_6K_DB) / 20.0) / float(
        np.std(broad) + 1e-12
    )
    out = np.zeros(length)
    for ratio in ratios:
        b, a1, a2 = _resonator(hertz * ratio, 35.0)
        tuned = np.asarray(lfilter([b], [1.0, -a1, -a2], white))
        out += tuned / max(float(np.sqrt((tuned * tuned).mean())), 1e-12) / len(ratios)
    wanted = 10.0 ** (float(_between("noise_db", hertz)[0]) / 20.0) / np.sqrt(2.0)
    return np.asarray(breath * (broad / np.sqrt(2.0) + wanted * out / float(np.sqrt((out * out).mean()) + 1e-12)))


def _sag(t: NDArray[np.float64]) -> NDArray[np.float64]:
    """How a long tone sinks under its beginning, dB: soon by the most of it, then slowly."""
    late = np.clip(t, 0.0, None)
    return np.asarray(-SETTLES_DB * (1.0 - np.exp(-late / SETTLES_S)) - TIRES_DB * np.minimum(late, 8.0))


def _flutter(part: Part, note: ScoreNote, points: int) -> NDArray[np.float64]:
    """What breath does to the level beside vibrato, dB, one value a step: noise between 2 and 12 Hz."""
    noise = luck_of(part, note, "flutter").standard_normal(points + 2 * FLUTTER_PAD)
    band = butter(1, (2.0, 12.0), "bandpass", fs=RATE / STEP, output="sos")
    shaped = np.asarray(sosfilt(band, noise))[FLUTTER_PAD : FLUTTER_PAD + points]
    return np.asarray(FLUTTER_DB * shaped * np.sqrt(RATE / STEP / 2.0))


def _envelope(note: ScoreNote, points: int, rise: float, decibels: NDArray[np.float64]) -> NDArray[np.float64]:
    """Level of the tone, 0..1, one value a step; half of it is reached at the score's onset."""
    t = np.arange(points) * STEP / RATE - rise / 2.0
    grow = 0.5 - 0.5 * np.cos(np.pi * np.clip((t + rise / 2.0) / rise, 0.0, 1.0))
    fall = 0.5 + 0.5 * np.cos(np.pi * np.clip((t - note.length_s - LET_GO_S + RELEASE_S / 2) / RELEASE_S, 0.0, 1.0))
    return np.asarray(grow * fall * 10.0 ** (decibels / 20.0))


def _tone(
    part: Part, note: ScoreNote, settings: dict[str, float], start: int, length: int, rise: float
) -> NDArray[np.float64]:
    hertz = to_hertz(note.key)
    points = length // STEP + 2
    t = np.arange(points) * STEP / RATE - rise / 2.0
    membrane = settings.get("membrane", 0.3)
    level = (
        np.interp(t + note.onset_s, [p[0] for p in part.level], [p[1] for p in part.level])
        if part.level
        else np.ones(points)
    )
    dynamics = (note.force * (0.5 + 0.5 * level) - SOFT_AT) / (LOUD_AT - SOFT_AT)
    sag = _sag(t)
    dynamics = dynamics + (sag + SETTLED_DB) / DIMS_DB
    curve = cents_of(note, part.instrument, STEP / RATE)
    cents = np.zeros(points) if curve is None else np.interp(t, np.arange(len(curve)) * STEP / RATE, curve)
    swing = np.clip(SWING_DB * cents, -1.5, 1.5)
    flat = 0.0 if note.articulation == "legato" else float(_between("flat_cents", hertz)[0])
    jitter = luck_of(part, note, "jitter").standard_normal(points + 64)
    jitter = np.convolve(jitter, np.hanning(32), "same")[32 : 32 + points] / np.sqrt((np.hanning(32) ** 2).sum())
    cents = cents + 1.6 * flat * np.exp(-np.clip(t, 0.0, None) / 0.12) + JITTER_CENTS * (jitter - jitter.mean())
    f = hertz * 2.0 ** (cents / 1200.0)
    count = max(1, min(HARMONICS, int(0.45 * RATE / f.max())))
    envelope = _envelope(note, points, rise, sag + swing + _flutter(part, note, points))
    amps = 10.0 ** (harmonics_db(hertz, dynamics, membrane) / 20.0) * envelope[:, None]
    hiss = _hiss(part, note, hertz, length, settings.get("breath", 1.0))
    hiss *= np.interp(
        np.arange(length) / STEP, np.arange(points), envelope**0.7 * (0.35 + 0.65 * np.clip(dynamics, 0.0, 1.2))
    )
    out = np.zeros(length)
    blow(f, np.ascontiguousarray(amps), count, out)
    return np.asarray(LEVEL * (note.force / 0.5) ** 1.2 * (out + hiss))


def play_daegeum(part: Part, settings: dict[str, float], frames: int) -> NDArray[np.float64]:
    """The part on a transverse bamboo flute, mono, before level and ending.

    part      notes with their pitch curves; its level curve also moves brightness and membrane
    settings  see the module
    frames    length of the stem in samples
    """
    out = np.zeros(frames)
    for note in part.notes:
        hertz = to_hertz(note.key)
        rise = min(0.12, max(0.018, 1.25e-3 * float(_between("attack_ms", hertz)[0])))
        rise = 0.035 if note.articulation == "legato" else rise
        start = round((note.onset_s - rise / 2.0) * RATE)
        length = round((note.length_s + rise / 2.0 + RELEASE_S) * RATE)
        tone = _tone(part, note, settings, start, length, rise)
        first, last = max(0, start), min(frames, start + length)
        if last > first:
            out[first:last] += tone[first - start : last - start]
    return out
