"""A small band for tests: an episode of a few seconds, cues with stems of tones and noise, and someone who speaks."""

from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, sosfilt

from tests.fakes import FolderShelf
from yeoun.model.media import Curve, Media, Production, Span
from yeoun.model.mixed import Mix, Placement, Preview, Stem
from yeoun.model.notes import House
from yeoun.model.observed import Observations, SpeechSpan
from yeoun.model.script import Episode
from yeoun.model.shelf import FileRef, Shelf, SoundRef
from yeoun.units.names import CueId, CueKey, Digest
from yeoun.units.time import Seconds, frame_to_samples

RATE = Fraction(24000, 1001)
CURVE = Curve(Seconds(0.5), (0.0,))


def noise(seconds: float, seed: int, low: float = 80.0, high: float = 6_000.0, level: float = 0.02) -> NDArray[np.float64]:
    """Stereo noise of a band, its two channels half alike."""
    rng = np.random.default_rng(seed)
    both = rng.standard_normal((round(seconds * 48_000), 3))
    sides = both[:, :2] + both[:, 2:]
    shaped = sosfilt(butter(2, (low, high), "bandpass", fs=48_000, output="sos"), sides, axis=0)
    return np.asarray(level * shaped / np.sqrt(np.mean(shaped ** 2)))


def speech(seconds: float, spans: tuple[tuple[float, float], ...], level: float = 0.06, seed: int = 9) -> NDArray[np.float64]:
    """Mono noise shaped like syllables inside the spans, silence outside."""
    sound = noise(seconds, seed, 150.0, 4_000.0, level)[:, :1]
    at = np.arange(len(sound)) / 48_000
    heard = np.zeros(len(sound))
    for start, end in spans:
        heard[(at >= start) & (at < end)] = 1.0
    return np.asarray(sound * (heard * (0.6 + 0.4 * np.sin(2 * np.pi * 4.0 * at)))[:, None])


def keep(shelf: Shelf, name: str, sound: NDArray[np.float64]) -> SoundRef:
    """A sound on the shelf."""
    channels = sound.shape[1]
    with shelf.sound(name, layout={1: "mono", 2: "2.0", 6: "5.1"}[channels], channels=channels) as out:
        out.write(sound)
    return out.ref


def stem(shelf: Shelf, cue: str, number: int, name: str, group: str, sound: NDArray[np.float64], *, kind: str = "dry",
         place: tuple[float, float, float] = (0.0, 0.7, 0.0), width: float = 0.3,
         path: tuple[tuple[float, float, float, float], ...] = (), duck_db: float = 12.0) -> Stem:
    """A stem of one part."""
    ref = keep(shelf, f"{cue}_{number:02}_{name}.flac", sound)
    peak = 20 * np.log10(max(1e-9, float(np.abs(sound).max())))
    return Stem(CueKey(cue), CueId(cue), number, name, kind, name, group, ref, place, width, path, -6.0, duck_db,
                float(peak), Seconds(len(sound) / 48_000), (), (("test", "CC0-1.0", ""),))


@dataclass(frozen=True)
class Band:
    """Everything `mix` wants."""

    shelf: Shelf
    episode: Episode
    seen: Observations
    placements: tuple[Placement, ...]
    stems: tuple[tuple[Stem, ...], ...]
    house: House = field(default_factory=House)


def episode_of(frames: int, production: Production, start_frame: int = 86400) -> Episode:
    """An episode without texts."""
    picture = FileRef("picture", "film.mov", Digest("0" * 64), 1)
    media = Media("mov", "h264", 0, RATE, frames, 320, 180, start_frame, 0, Fraction(1, 24000), None)
    return Episode("test", picture, media, RATE, frames, media.length_s, (), (), (), (), (), production, ())


def seen_of(production: Production, spoken: tuple[tuple[float, float], ...],
            music: tuple[tuple[float, float], ...] = ()) -> Observations:
    """Observations that hold speech and music only."""
    words = tuple(SpeechSpan(Span(Seconds(a), Seconds(b)), 0.9, None, -24.0, None, None) for a, b in spoken)
    return Observations((), (), CURVE, CURVE, CURVE, CURVE, CURVE, words,
                        tuple(Span(Seconds(a), Seconds(b)) for a, b in music), (), (), production,
                        production.sound is not None, ())


def placement(cue: str, first: int, end: int, tail_s: float, manner: str = "ring") -> Placement:
    """A cue between two frames."""
    at = frame_to_samples(first, RATE)
    return Placement(CueKey(cue), CueId(cue), first, at, frame_to_samples(end, RATE) - at, round(tail_s * 48_000), manner)


SPOKEN = ((1.2, 2.6), (3.0, 3.4), (7.4, 8.4))
FIRST, SECOND = (0, 96), (144, 216)     # frames of the two cues; a silence of 48 frames between them


def small_band(shelf: Shelf | None = None, *, clean: bool = True, production: bool = True, duck_db: float = 12.0,
               loud: float = 1.0, temp: bool = False) -> Band:
    """Nine seconds, two cues with strings, piano, a walking daegeum, air and a room; a composed silence between them."""
    shelf = shelf or FolderShelf()
    seconds = float(216 / RATE)
    said = speech(seconds, SPOKEN)
    background = noise(seconds, 77, 100.0, 2_000.0, 0.002)
    sound = keep(shelf, "production.flac", background + said) if production else None
    dialogue = keep(shelf, "dialogue.flac", said) if clean else None
    made = Production(sound, dialogue)
    cues = []
    for cue, (first, end), seed in (("1m01", FIRST, 1), ("1m02", SECOND, 50)):
        length = float((end - first) / RATE) + 0.5
        fade = np.minimum(1.0, np.linspace(8.0 * length, 0.0, round(length * 48_000)))[:, None] ** 2 * loud
        def part(seed: int, low: float, high: float, level: float, length: float = length,
                 fade: NDArray[np.float64] = fade) -> NDArray[np.float64]:
            return noise(length, seed, low, high, level) * fade
        cues.append((
            stem(shelf, cue, 1, "violins", "STR", part(seed, 200, 5_000, 0.02), place=(-0.4, 0.6, 0.0), width=0.5,
                 duck_db=duck_db),
            stem(shelf, cue, 2, "piano", "PNO", part(seed + 1, 100, 4_000, 0.02), place=(0.2, 0.5, 0.0), duck_db=duck_db),
            stem(shelf, cue, 3, "daegeum", "GUG", part(seed + 2, 400, 3_000, 0.015), place=(0.5, 0.8, 0.2), width=0.0,
                 path=((0.0, -0.8, 0.9, 0.0), (length, 0.8, -0.5, 0.5)), duck_db=duck_db),
            stem(shelf, cue, 4, "air", "AMB", part(seed + 3, 100, 8_000, 0.004), kind="ambience", duck_db=0.0),
            stem(shelf, cue, 5, "room", "RTN", part(seed + 4, 100, 5_000, 0.01), kind="room", duck_db=0.0)))
    return Band(shelf, episode_of(216, made), seen_of(made, SPOKEN if production else (), ((0.0, 8.0),) if temp else ()),
                (placement("1m01", *FIRST, 0.5), placement("1m02", *SECOND, 0.0)), tuple(cues))


def written(made: Mix | Preview, shelf: Shelf, path: str) -> NDArray[np.float32]:
    """A file of the mix by its place in OUT."""
    ref = next(file.ref for file in made.files if file.path == path)
    assert isinstance(ref, SoundRef)
    return shelf.read(ref)
