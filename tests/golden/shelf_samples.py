"""One small hand-made call of every step that opens or keeps files or sound. Nothing here comes from another step.

Films are drawn in whole numbers and their sound is plain PCM, so that what is given is the same everywhere.
"""

import subprocess
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import imageio_ffmpeg
import numpy as np

from tests.delivering import finished
from tests.fakes import FolderShelf
from tests.mixing import band
from tests.observing.films import media_of, reel_of
from tests.performing.instruments import modelled, note, part, sampled
from tests.performing.test_air_and_room import ambience, score
from yeoun import filming, scoring
from yeoun.mastering.targets import TARGETS
from yeoun.model.media import Material, Media, PictureMusic
from yeoun.model.mixed import Destination, Mix, MixObject, Stretch
from yeoun.model.shelf import FileRef
from yeoun.model.spotted import Ending
from yeoun.pipeline.step import Recipe
from yeoun.units.time import Seconds

RATE = Fraction(24000, 1001)
FRAMES = 48
SCRIPT = "S#1. 옥상 / 해질녘\n\n노을.\n\n지은\t가지 마.\n현우\t그래.\n"
SUBTITLES = "1\n00:00:00,500 --> 00:00:01,200\n(지은) 가지 마.\n\n2\n00:00:01,300 --> 00:00:01,900\n그래.\n"
Recipes = tuple[Recipe[Any], ...]


def film(shelf: FolderShelf) -> tuple[FileRef, Media]:
    """Two seconds: a bright shot that moves and a dark one that stands, a tone and two knocks."""
    rows, columns = np.mgrid[0:90, 0:160]
    frames = [((rows * 2 + columns + 5 * k) % 200 + 40 if k < 24 else (rows * columns // 97) % 60) for k in range(FRAMES)]
    picture = np.stack([np.stack([frame, frame * 3 // 4, frame // 2], axis=-1) for frame in frames]).astype(np.uint8)
    at = np.arange(round(FRAMES / RATE * 48_000))
    knocks = sum(np.where(at >= k, 12_000 // (1 + np.maximum(0, at - k) // 480), 0) * ((at // 37) % 2 * 2 - 1) for k in (24_000, 60_000))
    sound = np.stack([((at // 109) % 2 * 2 - 1) * 600 + knocks] * 2, axis=1).astype("<i2")
    shelf.folder.mkdir(parents=True, exist_ok=True)
    raw, path = shelf.folder / "film.pcm", shelf.folder / "film.mov"
    raw.write_bytes(sound.tobytes())
    subprocess.run([imageio_ffmpeg.get_ffmpeg_exe(), "-y", "-loglevel", "error", "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", "160x90",
                    "-r", "24000/1001", "-i", "-", "-f", "s16le", "-ar", "48000", "-ac", "2", "-i", str(raw), "-c:v", "libx264",
                    "-preset", "ultrafast", "-g", "24", "-pix_fmt", "yuv420p", "-c:a", "pcm_s16le", "-threads", "1", "-fflags", "+bitexact",
                    "-flags:v", "+bitexact", "-flags:a", "+bitexact", str(path)], input=picture.tobytes(), check=True)
    return shelf.give(path), media_of(path, RATE)


def paper(shelf: FolderShelf, role: str, name: str, text: str) -> FileRef:
    """A paper that somebody handed in."""
    path = shelf.folder / name
    path.write_text(text, encoding="utf-8")
    return shelf.give(path, role)


def reading(shelf: FolderShelf) -> Recipes:
    picture, _ = film(shelf)
    return (scoring.READ(Material("e1", picture, paper(shelf, "script", "script.txt", SCRIPT),
                                  (paper(shelf, "subtitles", "lines.srt", SUBTITLES),))),)


def watching(shelf: FolderShelf) -> Recipes:
    return (scoring.WATCH(reel_of(*film(shelf))),)


def listening(shelf: FolderShelf) -> Recipes:
    picture, media = film(shelf)
    return (scoring.LISTEN(picture, media, None),)


def performing(shelf: FolderShelf) -> Recipes:
    """A sampled piano and a modelled gayageum that bends."""
    tune = [note(0.1, 0.5, 60, 0.6), note(0.7, 0.8, 67, 0.4)]
    bent = [note(0.1, 0.9, 55, 0.7, ornament="nonghyeon", cents=((0.0, 0.0), (0.3, 40.0), (0.6, 0.0)))]
    return scoring.PERFORM(part(sampled(0, 0, "piano"), tune, 2.0)), scoring.PERFORM(part(modelled("gayageum"), bent, 1.5))


def airing(shelf: FolderShelf) -> Recipes:
    return (scoring.AIR(replace(ambience(lo_fi=0.3), length_s=Seconds(2.0), sounds_until_s=Seconds(1.5))),)


def rooming(shelf: FolderShelf) -> Recipes:
    player = part(modelled("janggu"), [note(0.5, 0.3, 60, 0.9)], 3.0, ending=Ending.CUT, until=2.0)
    dry = band.stem(shelf, "hand", 1, "part", "SOLO", band.noise(3.0, 4, level=0.05) * np.linspace(1.0, 0.0, 144_000)[:, None] ** 4)
    return (scoring.ROOM(score(Ending.CUT, 1.6, player), (dry,)),)


def mixing(shelf: FolderShelf) -> Recipes:
    """Three seconds of the small band: words, a walking soloist, air and room."""
    small = band.small_band(shelf)
    short = replace(small.episode, frames=72)
    return (scoring.MIX(short, small.seen, small.placements[:1], small.stems[:1], small.house, PictureMusic.AUTO),)


def previewing(shelf: FolderShelf) -> Recipes:
    """Three seconds of music in 7.1.4 and as it gives way, beside the small band's words."""
    small = band.small_band(shelf)
    with shelf.sound("wide.wav", layout="7.1.4", channels=12, container="wav") as out:
        out.write(np.tile(band.noise(3.003, 6, level=0.03)[:, :1], (1, 12)) / np.arange(1.0, 13.0))
    two = band.keep(shelf, "ducked.flac", band.noise(3.003, 7, level=0.02))
    own = small.seen.production
    mix = Mix((), (), (), out.ref, two, two, two, out.ref, own.sound, own.dialogue, (),
              (Stretch(Seconds(0.5), Seconds(2.5), None, 12.0),), (), (), two, music_lufs=-24.0, words_lufs=-20.0)
    return (scoring.PREVIEW(replace(small.episode, frames=72), mix),)


def mastering(shelf: FolderShelf) -> Recipes:
    """Two seconds of noise with one loud burst, as programme and as scene."""
    small, count = band.small_band(shelf), 96_096

    def kept(name: str, layout: str, channels: int, seed: int) -> Any:
        sound = np.tile(band.noise(count / 48_000, seed, level=0.03)[:, :1], (1, channels)) / np.arange(1.0, channels + 1)
        sound[40_000:40_900] *= 9.0
        with shelf.sound(f"{name}.wav", layout=layout, channels=channels, container="wav") as out:
            out.write(np.clip(sound, -0.9, 0.9))
        return out.ref

    wide, five, two, one = (kept(*each) for each in (("wide", "7.1.4", 12, 1), ("five", "5.1", 6, 2), ("two", "2.0", 2, 3),
                                                     ("one", "mono", 1, 5)))
    walk = MixObject("daegeum", one, ((0.0, -0.5, 0.8, 0.0), (0.7, 0.5, 0.8, 0.3)), "GUG", one)
    mix = Mix((), ("STR",), (walk,), wide, five, two, two, wide, two, None, (),
              (Stretch(Seconds(0.2), Seconds(1.4), None, 11.0),), (), small.placements[:1], five)
    targets = {target.destination: target for target in TARGETS}
    return tuple(scoring.MASTER(replace(small.episode, frames=48), small.seen, mix, targets[name])
                 for name in (Destination.STREAMING_51, Destination.ATMOS_MUSIC, Destination.OST_20))


def picturing(shelf: FolderShelf) -> Recipes:
    picture, media = film(shelf)
    done = finished.soundtrack(shelf)
    programme = band.keep(shelf, "programme.flac", np.zeros((round(FRAMES / RATE * 48_000), 2)))
    episode = replace(done.episode, picture=picture, media=media, frames=FRAMES)
    return (scoring.PICTURE(episode, replace(done.preview, programme_20=programme)),)


def filmed(shelf: FolderShelf) -> Recipes:
    """The demo's papers and sound; its picture is of two frames."""
    made = filming.REEL(0, 2)
    return (filming.FILM((made.find()(shelf, *made.inputs),)),)


def delivered(recipe: Callable[..., Recipe[Any]], *names: str) -> Callable[[FolderShelf], Recipes]:
    """A delivery of the hand-made soundtrack: which step, and what of the soundtrack it is given."""
    def given(shelf: FolderShelf) -> Recipes:
        done = finished.soundtrack(shelf)
        parts = {"soundtrack": done, "cue": done.cues[0], **{name: getattr(done, name) for name in (
            "episode", "seen", "graph", "spotting", "themes", "cues", "mix", "preview", "masters")}}
        return (recipe(*(parts[name] for name in names)),)
    return given


SAMPLES: dict[str, Callable[[FolderShelf], Recipes]] = {
    "read": reading, "watch": watching, "listen": listening, "perform": performing, "air": airing, "room": rooming, "mix": mixing,
    "preview": previewing,
    "master": mastering, "picture_files": picturing, "film": filmed, "reel": lambda shelf: (filming.REEL(0, 2),),
    "observation_files": delivered(scoring.OBSERVATIONS, "episode", "seen"),
    "emotion_files": delivered(scoring.EMOTION, "episode", "seen", "graph"),
    "spotting_files": delivered(scoring.SPOTTING, "episode", "spotting", "cues"),
    "theme_files": delivered(scoring.THEMES, "themes", "cues"),
    "cue_files": delivered(scoring.CUE, "episode", "cue"),
    "session_files": delivered(scoring.SESSION, "episode", "cues", "mix"),
    "master_files": delivered(scoring.MASTERS, "preview", "masters"),
    "paperwork_files": delivered(scoring.PAPERWORK, "soundtrack"),
    "report_file": delivered(scoring.REPORT, "soundtrack"),
}
