"""Mixes that ask for a master, drawn by lot, and what other code finds on the masters made of them.

The first forty seconds of the demo film, under the players of drawn.py in two cues, bent by lot: four bands by up to 6 dB and a slow
swell that takes whole bars down by up to 24 dB; under words they stand 9 dB down. What is measured is measured on the finished files:
loudness and range by libebur128, spectra by scipy, words by pystoi. The music of a programme is what is left of it once the picture's
own sound at its gain is taken away.
"""

import functools
from dataclasses import dataclass, replace

import numpy as np
import pyebur128
from numpy.typing import NDArray
from scipy.signal import welch
from scipy.stats import spearmanr

from tests.fakes import FolderShelf
from tests.mastering.bench.drawn import APART_S, PLAYERS, played
from tests.mastering.bench.words import losses
from tests.mixing.band import RATE as FPS
from tests.mixing.band import Band, episode_of, keep, placement, seen_of
from yeoun.demo.screenplay import HERTZ, LINES, to_samples
from yeoun.demo.sound import FilmSound, make_sound
from yeoun.mastering.judging import BENT, HAND_DB, HOUSE_DB, LIFT, MONO_DB, QUIET_LU, RANGE_LU, TONE_DB, WORDS, WORK_DB
from yeoun.mastering.master import master
from yeoun.mastering.outline import OCTAVES
from yeoun.mastering.shaping import NEUTRAL, TAPS, banded
from yeoun.mastering.targets import TARGETS
from yeoun.model.media import Production
from yeoun.model.mixed import Destination, Master, Mix, Placement, Settings, Stretch, Target
from yeoun.units.level import to_gain
from yeoun.units.luck import Take, luck
from yeoun.units.time import Seconds, frame_to_samples

Sound = NDArray[np.float64]
RATE, SECONDS, STEP, CUES, DOWN_DB = 48_000, 40.0, 4_800, 2, 9.0
SEEDS = range(101, 111)
TURN = (Destination.BROADCAST_KR_20, Destination.OST_20, Destination.STREAMING_20)
MODES = pyebur128.MeasurementMode


@dataclass(frozen=True)
class Asked:
    """A mix and a destination it goes to; where words are, in seconds, and the picture's sound: words alone, and the rest."""

    band: Band
    mixed: Mix
    target: Target
    spoken: tuple[tuple[float, float], ...]
    dialogue: Sound                     # [frames]
    others: Sound                       # [frames, 2]


@functools.cache
def _film() -> FilmSound:
    return make_sound()


def _music(seed: int, places: tuple[Placement, ...], frames: int) -> Sound:
    """Cues of three players, bent: nothing between them."""
    rng = luck(Take(seed), "bench", "bent")
    bands = tuple(float(each) for each in rng.uniform(-6.0, 6.0, 4))
    out = np.zeros((frames, 2))
    for k, where in enumerate(places):
        seconds = where.length / RATE
        sound = sum((played(seconds, 10 * seed + k, lowest, note_s) for _, _, lowest, note_s, _, _ in PLAYERS), np.zeros(1))
        corners = np.linspace(0.0, seconds, 4)
        swell = np.interp(np.arange(len(sound)) / RATE, corners, rng.uniform(-24.0, 0.0, len(corners)))
        out[where.at_sample:where.at_sample + len(sound)] = 2.0 * sound * 10 ** (swell / 20)[:, None]
    held = np.concatenate([np.zeros((TAPS, 2)), out]).astype(np.float32)
    return np.asarray(banded(held, (bands[0], bands[1], bands[2], bands[3])), dtype=np.float64)


@functools.cache
def asked(seed: int) -> Asked:
    """The mix of a seed."""
    shelf, film, frames = FolderShelf(), _film(), int(SECONDS * FPS)
    count = frame_to_samples(frames, FPS)
    whole, dialogue = film.mix[:count], film.dialogue[:count]
    spoken = tuple((to_samples(line.at) / HERTZ, (to_samples(line.at) + length) / HERTZ)
                   for line, length in zip(LINES, film.spoken, strict=True) if to_samples(line.at) + length <= count)
    each = frames // CUES
    places = tuple(placement(f"1m{k + 1:02}", k * each, (k + 1) * each - round(APART_S * float(FPS)), 0.0) for k in range(CUES))
    music = _music(seed, places, count)
    under = np.zeros(count)
    for start, end in spoken:
        under = np.maximum(under, np.interp(np.arange(count) / RATE, (start - 0.2, start, end, end + 0.8), (0.0, 1.0, 1.0, 0.0)))
    made = Production(keep(shelf, "production.flac", whole), keep(shelf, "dialogue.flac", dialogue[:, None]))
    full, soft = keep(shelf, "music.flac", music), keep(shelf, "ducked.flac", music * 10 ** (-DOWN_DB * under / 20)[:, None])
    words = tuple(Stretch(Seconds(start), Seconds(end), None, None) for start, end in spoken)
    mixed = Mix((), (), (), full, full, full, soft, soft, made.sound, made.dialogue, (), words, (), places)
    band = Band(shelf, episode_of(frames, made), seen_of(made, spoken), places, ())
    target = next(each for each in TARGETS if each.destination is TURN[seed % len(TURN)])
    return Asked(band, mixed, target, spoken, dialogue, whole - dialogue[:, None])


def made(case: Asked, settings: Settings | None) -> Master:
    """Its master; searched where no settings are told."""
    band = case.band
    return master(band.shelf, band.episode, band.seen, case.mixed, case.target, settings)


@functools.cache
def ways(seed: int) -> tuple[Master, Master, Master]:
    """The master as searched, with gain alone, and with the best of as many settings by lot."""
    case = asked(seed)
    found = _aside(case, made(case, None), f"{seed}_searched")
    assert found.searched is not None
    lot = Settings(**dict(found.searched.by_lot))
    return found, _aside(case, made(case, NEUTRAL), f"{seed}_plain"), _aside(case, made(case, lot), f"{seed}_lot")


def _aside(case: Asked, done: Master, name: str) -> Master:
    """A finished master under a name of its own: the next one of its destination takes its place."""
    shelf = case.band.shelf
    return replace(done, sound=keep(shelf, f"{name}.flac", shelf.read(done.sound).astype(np.float64)))


def music_of(case: Asked, done: Master) -> Sound:
    """The music on a finished master, at its level there."""
    sound = case.band.shelf.read(done.sound).astype(np.float64)
    return sound - original_of(case, done, len(sound)) if case.target.programme else sound


def original_of(case: Asked, done: Master, frames: int) -> Sound:
    """The picture's own sound as a master plays it."""
    return (case.dialogue[:, None] + case.others)[:frames] * to_gain(done.gain_db)


def short_term(sound: Sound) -> Sound:
    """Short-term loudness every 100 ms by libebur128, LUFS."""
    state = pyebur128.R128State(2, RATE, MODES.MODE_S)
    out = []
    for start in range(0, len(sound) - STEP + 1, STEP):
        state.add_frames(np.ascontiguousarray(sound[start:start + STEP]).reshape(-1), STEP)
        out.append(max(-100.0, float(pyebur128.get_loudness_shortterm(state))))
    return np.array(out)


def _range(sound: Sound) -> float:
    state = pyebur128.R128State(2, RATE, MODES.MODE_LRA)
    state.add_frames(np.ascontiguousarray(sound).reshape(-1), len(sound))
    return float(pyebur128.get_loudness_range(state))


def tone_apart(music: Sound) -> float:
    """How far octaves from 63 Hz to 8 kHz stand from the house curve, dB rms, by Welch's method."""
    hertz, power = welch(music, RATE, nperseg=8_192, axis=0)
    octaves = [power[(hertz >= middle / 2 ** 0.5) & (hertz < middle * 2 ** 0.5)].sum() for middle in OCTAVES]
    apart = (10 * np.log10(np.maximum(octaves, 1e-20)) - HOUSE_DB)[1:9]
    return float(np.sqrt(np.mean(np.clip(apart - np.median(apart), -12.0, 12.0) ** 2)))


def free_of_words(case: Asked, count: int) -> NDArray[np.bool_]:
    """Which windows of three seconds, ending every 100 ms, hold no word."""
    out = np.ones(count, dtype=bool)
    for start, end in case.spoken if case.target.programme else ():
        out[max(0, int(start * 10)):int(end * 10) + 30] = False
    return out


def quiet_lufs(case: Asked, music: Sound) -> float:
    """The 10th percentile of the music's short-term loudness where it sounds and nobody speaks."""
    levels = short_term(music)
    heard = (levels > -70.0) & free_of_words(case, len(levels))
    return float(np.percentile(levels[heard], 10))


def kept(before: Sound, after: Sound) -> float:
    """Spearman of short-term loudness where music sounds."""
    one, other = short_term(before), short_term(after)
    heard = one > -70.0
    return float(spearmanr(one[heard], other[heard]).statistic)


def terms(case: Asked, done: Master, plain: Master) -> dict[str, float]:
    """The terms of the loss, measured on the finished master; the limiter's work as the master says it."""
    sound = case.band.shelf.read(done.sound).astype(np.float64)
    music, before = music_of(case, done), music_of(case, plain)
    low, high = case.target.range_lu
    ranged = _range(sound)
    lost = losses(case.dialogue[:len(music)], case.others[:len(music)], music / to_gain(done.gain_db),
                  case.spoken) if case.target.programme else [0.0]
    settings = dict(done.searched.settings) if done.searched is not None else {}
    mono = 10 * np.log10(np.sum(music ** 2) / np.sum(music.sum(axis=1) ** 2 / 2))
    return {"range": max(low - ranged, ranged - high, 0.0) / RANGE_LU, "tone": tone_apart(music) / TONE_DB,
            "quiet": max(0.0, case.target.quiet_lufs - quiet_lufs(case, music)) / QUIET_LU, "words": float(np.mean(lost)) / WORDS,
            "limiter": done.reduction_p99_db / WORK_DB, "mono": max(0.0, float(mono)) / MONO_DB,
            "contour": (1.0 - kept(before, music)) / BENT} | ({"hand": hand(settings)} if settings else {})


def hand(settings: dict[str, float]) -> float:
    """How much was done, as the loss counts it."""
    bands = [settings[name] for name in ("low_db", "warm_db", "clear_db", "air_db")]
    return float(np.hypot(np.sqrt(np.mean(np.square(bands))) / HAND_DB, settings["lift"] / LIFT))


def loss(found: dict[str, float]) -> float:
    """The sum of the squares."""
    return float(sum(each ** 2 for each in found.values()))
