"""What the tables of mixing and mastering look at: the demo film's own words, rain and engines, under a band drawn by lot.

The words are the demo's (a speech program says them), the players are plain harmonic tones with phrases that swell and fade: enough
for levels, and no claim about taste. Four cues stand in the three minutes, with three seconds of silence between them.
"""

import functools
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tests.fakes import FolderShelf
from tests.mixing.band import RATE, Band, episode_of, keep, noise, placement, seen_of, stem
from yeoun.demo.screenplay import HERTZ, LINES, to_samples
from yeoun.demo.sound import FilmSound, make_sound
from yeoun.mixing.mix import mix
from yeoun.model.media import PictureMusic, Production
from yeoun.model.mixed import Mix, Stem
from yeoun.model.shelf import Shelf
from yeoun.units.luck import Take, luck

Sound = NDArray[np.float64]
CUES, APART_S = 4, 3.0
BANDS = (1, 2, 3)                # seeds
UNSEEN = (7, 8, 9)               # seeds that nobody looked at while a constant was set
SCALE = (0, 3, 5, 7, 10)         # semitones
PLAYERS = (("violins", "STR", 55, 2.4, (-0.4, 0.6, 0.0), 0.5), ("piano", "PNO", 48, 0.6, (0.2, 0.5, 0.0), 0.3),
           ("daegeum", "GUG", 67, 1.2, (0.5, 0.8, 0.2), 0.0))    # name, group, lowest key, seconds a note, place, width


@dataclass(frozen=True)
class Drawn:
    """A film with its music: what was handed to the mixer, what it made, and where words are, in seconds."""

    band: Band
    mixed: Mix
    spoken: tuple[tuple[float, float], ...]
    dialogue: Sound                     # [frames] mono, the words alone
    others: Sound                       # [frames, 2] the picture's sound without them


@functools.cache
def _film() -> FilmSound:
    return make_sound()


def played(seconds: float, seed: int, lowest: int, note_s: float) -> Sound:
    """A line of tones with six harmonics, drawn by lot: stereo, phrases of 5 to 9 s that swell and fade by 14 dB, -34 dBFS rms."""
    rng = luck(Take(seed), "bench", str(lowest))
    frames = round(seconds * HERTZ)
    out, at, size = np.zeros((frames, 2)), 0, round(1.4 * note_s * HERTZ)
    clock = np.arange(size) / HERTZ
    shape = np.minimum(1.0, clock / 0.03) * np.exp(-clock / note_s) * np.minimum(1.0, clock[::-1] / 0.05)
    while at < frames:
        hertz = 440.0 * 2.0 ** ((lowest + int(rng.choice(SCALE)) + 12 * int(rng.integers(2)) - 69) / 12)
        tone = sum(np.sin(2 * np.pi * k * hertz * clock + float(rng.uniform(0, 6))) / k ** 1.3 for k in range(1, 7)) * shape
        part = tone[:frames - at, None] * np.array([0.6, 0.4] if rng.integers(2) else [0.4, 0.6])
        out[at:at + len(part)] += part
        at += round(note_s * HERTZ * float(rng.uniform(0.5, 1.0)))
    turns = np.cumsum(rng.uniform(5, 9, round(seconds / 5) + 2))
    swell = np.interp(np.arange(frames) / HERTZ, turns - turns[0], np.tile([-14.0, 0.0], len(turns))[:len(turns)])
    loud = out * 10 ** (swell / 20)[:, None]
    return np.asarray(0.02 * loud / np.sqrt(np.mean(loud ** 2)))


def _cue(shelf: Shelf, cue: str, seconds: float, seed: int) -> tuple[Stem, ...]:
    dry = tuple(stem(shelf, cue, k + 1, name, group, played(seconds, seed, lowest, note_s), place=place, width=width)
                for k, (name, group, lowest, note_s, place, width) in enumerate(PLAYERS))
    return (*dry, stem(shelf, cue, 4, "room", "RTN", noise(seconds, seed, 100, 5_000, 0.004), kind="room", duck_db=0.0))


def drawn(seed: int) -> Drawn:
    """The film under the band of a seed, mixed."""
    shelf, film = FolderShelf(), _film()
    spoken = tuple((to_samples(line.at) / HERTZ, to_samples(line.at) / HERTZ + length / HERTZ)
                   for line, length in zip(LINES, film.spoken, strict=True))
    frames = int(len(film.mix) / HERTZ * RATE)
    made = Production(keep(shelf, "production.flac", film.mix), keep(shelf, "dialogue.flac", film.dialogue[:, None]))
    each, apart = frames // CUES, round(APART_S * RATE)
    places = tuple(placement(f"1m{k + 1:02}", k * each, (k + 1) * each - apart, 0.5) for k in range(CUES))
    stems = tuple(_cue(shelf, where.cue, where.length / HERTZ + 0.5, 10 * seed + k) for k, where in enumerate(places))
    band = Band(shelf, episode_of(frames, made), seen_of(made, spoken), places, stems)
    mixed = mix(shelf, band.episode, band.seen, places, stems, band.house, PictureMusic.AUTO)
    return Drawn(band, mixed, spoken, film.dialogue, film.mix - film.dialogue[:, None])


@functools.cache
def _kept(seed: int) -> Drawn:
    return drawn(seed)


def films(seeds: tuple[int, ...] = BANDS) -> Iterator[Drawn]:
    """The film under every band, mixed once for all sections."""
    return (_kept(seed) for seed in seeds)
