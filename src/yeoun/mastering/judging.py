"""The one loss of every master: how far it is from what its destination wants, told from its outline.

Idea: every term is 1 where its limit is reached, and the loss is the sum of their squares; hard targets (loudness, true peak) are no term,
they are solved. Sources: ranges after Netflix's specification and EBU Tech 3342; the spectrum of the house after Pestana et al., AES
135 (2013), its slope; the limits are our choice.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import uniform_filter1d
from scipy.stats import rankdata

from yeoun.mastering.outline import OCTAVES, TENTH, Outline, weights_db
from yeoun.mastering.shaping import lift_of, response
from yeoun.mastering.targets import SPEECH
from yeoun.model.mixed import Settings, Target
from yeoun.units.level import to_gain
from yeoun.units.loudness import in_lufs, integrated, loudness_range

Floats = NDArray[np.float64]
HOUSE_DB = (-9.0, -2.0, 0.0, 0.0, -2.0, -5.5, -9.5, -14.0, -20.0, -30.0)    # the house curve: octaves of music from 31 Hz up
TONAL = slice(1, 9)          # 63 Hz to 8 kHz
RANGE_LU, TONE_DB, QUIET_LU, WORDS, WORK_DB, MONO_DB, BENT, HAND_DB, LIFT = 3.0, 4.0, 6.0, 0.1, 3.0, 3.0, 0.05, 8.0, 1.2
EMPTY_DB = 12.0
HEARD_LUFS = -70.0
SHORT = 30                   # tenths of short-term loudness
WORD_OCTAVES = slice(2, 8)   # 125 Hz to 4 kHz
CURVE_DB, CURVE = (-20.0, -10.0, 0.0, 5.0, 10.0, 15.0, 20.0, 30.0), (0.05, 0.28, 0.649, 0.804, 0.906, 0.960, 0.985, 1.0)    # hearing.py
TERMS = ("range", "tone", "quiet", "words", "limiter", "mono", "contour", "graph", "hand")


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """What a master is judged on: its outline, what is asked and wished, and the intended course of the music (None where unknown)."""

    outline: Outline
    target: Target
    course: Floats | None = None    # [tenths]: how strong the music is meant to be


def levels(energies: Floats) -> Floats:
    """Short-term loudness around each tenth, from energies of tenths, in LUFS."""
    smooth = np.maximum(uniform_filter1d(energies, SHORT, mode="constant"), 0.0)
    return np.asarray(10.0 * np.log10(np.maximum(smooth / TENTH, 1e-20)) - 0.691)


@cache
def octave_power(bands_db: tuple[float, ...]) -> Floats:
    """What the bands make of the power of each octave."""
    hertz = np.array(OCTAVES)[:, None] * 2.0 ** np.linspace(-0.4, 0.4, 5)
    return np.asarray((response(bands_db, hertz.ravel()) ** 2).reshape(hertz.shape).mean(axis=1))


def lift_in(outline: Outline, settings: Settings) -> Floats:
    """The lift of a programme in decibels, every tenth."""
    total = outline.music.sum(axis=1)
    usual = integrated(total, TENTH)
    return np.zeros(len(total)) if usual is None else lift_of(settings, levels(total), usual, outline.spoken)


def trim_in(outline: Outline, settings: Settings) -> float:
    """What makes the music as loud through its bands as it was before: bands are a colour, and no level."""
    sums = outline.music.sum(axis=0)
    through = float(sums @ octave_power(settings.bands_db))
    return (float(sums.sum()) / through) ** 0.5 if through > 0.0 else 1.0


def gain_db(scene: Scene, both: Floats) -> float:
    """The gain that brings the sum to its target, as the outline has it."""
    target = scene.target
    if target.lufs is None:
        return 0.0
    spoken = scene.outline.spoken
    now = in_lufs(float(both[spoken].mean()) / TENTH) if target.anchor == SPEECH and spoken.any() else integrated(both, TENTH)
    return 0.0 if now is None else target.lufs - now


def rank_correlation(one: Floats, other: Floats) -> float:
    """Spearman's; 1 where nothing moves."""
    if len(one) < 4 or np.ptp(one) < 0.1 or np.ptp(other) < 1e-9:
        return 1.0
    return float(np.corrcoef(rankdata(one), rankdata(other))[0, 1])


def tone_apart_db(octaves_db: Floats) -> float:
    """How far a spectrum of octaves is from the house's once the middle one is equally loud, rms over octaves, each so far at most as
    counts: an octave in which nobody plays cannot be mended."""
    apart = (octaves_db - np.array(HOUSE_DB))[TONAL]
    return float(np.sqrt(np.mean(np.clip(apart - np.median(apart), -EMPTY_DB, EMPTY_DB) ** 2)))


def terms_of(scene: Scene, settings: Settings) -> dict[str, float]:
    """Every term of the loss, 1 at its limit."""
    outline, target = scene.outline, scene.target
    before = outline.music.sum(axis=1)
    lift = 10.0 ** (lift_in(outline, settings) / 10.0)
    octaves = outline.music * octave_power(settings.bands_db) * trim_in(outline, settings) ** 2
    shaped = octaves * lift[:, None]
    music = shaped.sum(axis=1)
    both = music + outline.beside.sum(axis=1)
    gain = gain_db(scene, both)
    was, now = levels(before), levels(music) + gain
    heard = was > HEARD_LUFS
    ranged = loudness_range(both, TENTH)
    plain = 10.0 * np.log10(np.maximum(octaves.sum(axis=0), 1e-20)) - weights_db()
    free = heard & ~outline.spoken
    return {
        "range": 0.0 if ranged is None else range_apart(ranged, target) / RANGE_LU,
        "tone": tone_apart_db(plain) / TONE_DB if heard.any() else 0.0,
        "quiet": 0.0 if not free.any() else max(0.0, target.quiet_lufs - float(np.percentile(now[free], 10))) / QUIET_LU,
        "words": _words_lost(outline, shaped) / WORDS,
        "limiter": _work_db(scene, lift * music.sum() / max(float((before * lift).sum()), 1e-20), gain) / WORK_DB,
        "mono": max(0.0, _mono_db(outline, settings)) / MONO_DB,
        "contour": (1.0 - rank_correlation(was[heard], now[heard])) / BENT,
        "graph": 0.0 if scene.course is None else 0.5 * (1.0 - rank_correlation(scene.course[heard], now[heard])),
        "hand": float(np.hypot(np.sqrt(np.mean(np.square(settings.bands_db))) / HAND_DB, settings.lift / LIFT))}


def range_apart(range_lu: float, target: Target) -> float:
    """How far a loudness range lies outside the wished one."""
    return max(target.range_lu[0] - range_lu, range_lu - target.range_lu[1], 0.0)


def loss_of(terms: dict[str, float]) -> float:
    """The loss: the sum of the squares of the terms."""
    return float(sum(each * each for each in terms.values()))


def _words_lost(outline: Outline, shaped: Floats) -> float:
    if not outline.spoken.any():
        return 0.0
    words, music = outline.beside[outline.spoken][:, WORD_OCTAVES], shaped[outline.spoken][:, WORD_OCTAVES]
    loud = words.sum(axis=1)
    said = loud > 1e-4 * loud.max(initial=0.0)
    if not said.any():
        return 0.0
    over = 10.0 * np.log10(np.maximum(words[said], 1e-12) / np.maximum(music[said], 1e-12))
    return float(1.0 - np.interp(over, CURVE_DB, CURVE).mean())


def _work_db(scene: Scene, grown: Floats, gain: float) -> float:
    peaks = scene.outline.music_peaks * np.sqrt(grown) + scene.outline.beside_peaks
    over = 20.0 * np.log10(np.maximum(peaks * to_gain(gain) / to_gain(scene.target.true_peak_dbtp), 1e-6))
    return max(0.0, float(np.percentile(over, 99))) if len(over) else 0.0


def _mono_db(outline: Outline, settings: Settings) -> float:
    power = octave_power(settings.bands_db)
    sides, folded = float(outline.sides @ power), float(outline.folded @ power)
    return 10.0 * float(np.log10(sides / max(folded, 1e-12))) if sides > 0.0 else 0.0


def worst(outline: Outline, seconds: float) -> NDArray[np.bool_]:
    """The tenths of the gravest stretches: where the programme is loudest, where music is softest, where most is spoken."""
    count, size = len(outline.spoken), round(10 * seconds)
    if count <= 3 * size:
        return np.ones(count, dtype=bool)
    music = outline.music.sum(axis=1)
    heard = levels(music) > HEARD_LUFS
    sums = [uniform_filter1d(each, size, mode="nearest") for each in (
        music + outline.beside.sum(axis=1), -np.where(heard, levels(music), 0.0), (outline.spoken & heard).astype(np.float64))]
    chosen = np.zeros(count, dtype=bool)
    for each in sums:
        middle = int(np.argmax(each[size // 2:count - size // 2])) + size // 2
        chosen[middle - size // 2:middle + size // 2] = True
    return chosen
