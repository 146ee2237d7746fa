"""What the page of a version shows, read from its kept files: the emotion graph, a cue with its stems and bars, the peaks of a sound.

The delivered files say seconds; here they become frames of the picture, counted from zero. Files are those of the day the version was
added, each verified then, so what is read is what was signed. Values of curves stay numbers; they are no moments.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from yeoun.errors import InputRefused
from yeoun.pipeline.arriving import refusing, written

MOST_BARS, MOST_PEAKS = 20_000, 1_000_000    # our choice: an hour has 180,000 peaks at 50 a second
BLOCK = 1 << 18
GRACE_S = Fraction(1, 1_000_000)    # tempo maps are in microseconds
ROUNDED_S = Fraction(6, 10_000)    # delivered files round to a millisecond
CURVES = ("valence", "arousal", "tension", "nostalgia", "confidence")


@dataclass(frozen=True, slots=True)
class Span:
    """Frames from `start_frame` up to and without `end_frame`, and what is said of them. `kind` and `id` as the file has them."""

    id: str
    kind: str
    start_frame: int
    end_frame: int
    text: str


@dataclass(frozen=True, slots=True)
class Hearts:
    """A character's curves, each with a value every `every_ms`; beats a minute for the heart."""

    name: str
    spoken: dict[str, list[float]]
    inner: dict[str, list[float]]
    heart_bpm: list[float]
    present: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Graph:
    """The emotion graph. `curves` of the scene: valence -1..1, the others 0..1, a value every `every_ms` from the first frame on."""

    every_ms: int
    curves: dict[str, list[float]]
    characters: tuple[Hearts, ...]
    scenes: tuple[Span, ...]
    turns: tuple[Span, ...]
    evidence: tuple[Span, ...]
    silences: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class StemOf:
    """Who plays, and why. `file` is the path of the sound in the version, or None where there is none (the room and the air of a cue)."""

    part: str
    hangul: str
    role: str
    why: str
    path: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: its number, the frame that is on when it begins, and how it is counted."""

    number: int
    frame: int
    beats: int
    unit: int


@dataclass(frozen=True, slots=True)
class CuePage:
    """A cue as its page shows it."""

    reason: str
    key: str
    mode: str
    hits: tuple[Span, ...]
    bars: tuple[Bar, ...]
    stems: tuple[StemOf, ...]


class Files:
    """The kept files of a version, as JSON. Refuses InputRefused for what another program than ours wrote there."""

    def __init__(self, place: Path, rate: Fraction, frames: int) -> None:
        self.place, self.rate, self.frames = place, rate, frames

    def read(self, path: str) -> Any:
        """A file that is part of every finished folder."""
        try:
            return json.loads((self.place / path).read_bytes())
        except (OSError, ValueError, RecursionError) as why:
            raise _unreadable(path, why) from why

    def frame(self, seconds: float, *, up: bool = False) -> int:
        """The frame that is on at a moment; the first one after it with `up`. Between none and all of them."""
        exact = Fraction(str(seconds)) * self.rate
        near = round(exact)
        whole = near if abs(exact - near) <= ROUNDED_S * self.rate else ceil(exact) if up else floor(exact)
        return min(max(whole, 0), self.frames)


def _unreadable(path: str, why: Exception) -> InputRefused:
    return InputRefused(name=path, where="the kept version", why=f"it is not as yeoun writes it ({type(why).__name__})",
                        now="Add the folder again as a new version")


def graph_of(files: Files) -> Graph:
    """The emotion graph of a version. Refuses InputRefused."""
    told, spotted = files.read("emotion/graph.json"), files.read("spotting/spotting.json")
    try:
        return Graph(
            round(told["every_s"] * 1000), {name: _values(told[name]) for name in CURVES},
            tuple(Hearts(name, {each: _values(of["spoken"][each]) for each in of["spoken"]},
                         {each: _values(of["inner"][each]) for each in of["inner"]}, _values(of["heart_bpm"]),
                         tuple(Span(name, "present", files.frame(a), files.frame(b, up=True), "") for a, b in of["present"]))
                  for name, of in told["characters"].items()),
            tuple(_span(files, each, str(each["id"]), str(each["time_of_day"]), str(each["heading"])) for each in told["scenes"]),
            tuple(_moment(files, each, str(each["kind"])) for each in told["turns"]),
            tuple(_span(files, each, str(each.get("character") or ""), str(each["source"]), str(each["detail"]))
                  for each in told["evidence"]),
            tuple(_span(files, each, str(each["id"]), str(each["kind"]), str(each["reason"])) for each in spotted["silences"]))
    except (LookupError, TypeError, ValueError, AttributeError) as why:
        raise _unreadable("emotion/graph.json", why) from why


def _values(told: list[Any]) -> list[float]:
    return [float(each) for each in told]


def _span(files: Files, each: Any, id: str, kind: str, text: str) -> Span:
    return Span(id, kind, files.frame(each["start_s"]), files.frame(each["end_s"], up=True), text)


def _moment(files: Files, each: Any, kind: str) -> Span:
    at = files.frame(each["at_s"])
    return Span("", kind, at, at + 1, str(each["reason"]))


def cue_page(files: Files, number: str, paths: list[str]) -> CuePage:
    """A cue of a version.

    number   as it is printed, "1m01", from the database
    paths    of all files of the version
    Refuses  InputRefused
    """
    sketch, spotted = files.read(f"cues/{number}/sketch.json"), files.read("spotting/spotting.json")
    try:
        cue = next(each for each in spotted["cues"] if each["id"] == number)
        return CuePage(
            str(cue.get("reason", "")), str(sketch.get("key", "")), str(sketch.get("mode", "")),
            tuple(_moment(files, each, str(each["class"])) for each in cue.get("hits", ())),
            tuple(_bars(files, sketch, int(cue["start_frame"]), int(cue["end_frame"]))),
            tuple(_stem(sketch, path) for path in paths if path.startswith(f"cues/{number}/stems/")))
    except (LookupError, TypeError, ValueError, AttributeError, StopIteration, ZeroDivisionError) as why:
        raise _unreadable(f"cues/{number}/sketch.json", why) from why


def _stem(sketch: Any, path: str) -> StemOf:
    part = path.rpartition("/")[2].removesuffix(".wav").partition("_")[2]    # 01_felt_piano.wav
    layer: Any = next((each for each in sketch.get("layers", ()) if each["part"] == part), {})
    return StemOf(part, str(layer.get("hangul", "")), str(layer.get("role", "")), str(layer.get("why", "")), path)


def _bars(files: Files, sketch: Any, start: int, end: int) -> Iterator[Bar]:
    """Every bar that begins within a cue; the tempo map says how long each beat is, from one of its entries to the next."""
    tempo = [(Fraction(str(each["at_beat"])), Fraction(int(each.get("microseconds") or round(60_000_000 / each["bpm"])), 1_000_000))
             for each in sketch["tempo_map"]]
    metre = [(int(each["bar"]), Fraction(int(each["beats"]) * 4, int(each["unit"])), int(each["beats"]), int(each["unit"]))
             for each in sketch["metre"]]
    at = Fraction(start) / files.rate + Fraction(str(sketch["beat0_s"]))
    beat, number, k = Fraction(0), metre[0][0], 0
    while number <= MOST_BARS:
        frame = floor((at + GRACE_S) * files.rate)
        if frame >= end:
            return
        of = max((each for each in metre if each[0] <= number), key=lambda each: each[0])
        yield Bar(number, frame, of[2], of[3])
        next_beat = beat + of[1]
        if next_beat <= beat:
            raise ValueError("a bar without length")
        while beat < next_beat:
            while k + 1 < len(tempo) and tempo[k + 1][0] <= beat:
                k += 1
            until = min(next_beat, tempo[k + 1][0]) if k + 1 < len(tempo) else next_beat
            at, beat = at + (until - beat) * tempo[k][1], until
        number += 1


def peaks_of(sound: Path, a_second: int, kept: Path) -> list[int]:
    """The lowest and the highest value of each stretch of a sound over all channels, -127 to 127: low, high, low, high ...

    a_second  stretches in a second
    kept      where they are kept for the next who asks
    Refuses   InputRefused, when it is no sound; OutputRefused
    """
    if kept.is_file():
        return [int(each) for each in np.frombuffer(kept.read_bytes(), np.int8)]
    try:
        with soundfile.SoundFile(sound) as file:
            length = max(1, file.samplerate // a_second)
            if file.frames // length > MOST_PEAKS:
                raise InputRefused(name=sound.name, where=f"{a_second} a second", why="these are too many peaks", now="Ask for fewer")
            whole_ones = BLOCK // length * length or length
            found = [_stretches(block, length) for block in file.blocks(whole_ones, dtype="float32", always_2d=True)]
    except soundfile.LibsndfileError as why:
        raise InputRefused(name=sound.name, where="the kept version", why="this is no sound", now="Choose one of the sounds") from why
    whole = np.concatenate(found) if found else np.zeros((0, 2), np.int8)
    kept.parent.mkdir(exist_ok=True)
    with refusing(kept.parent, "Make room, then ask again"):
        written(kept, whole.tobytes())
    return [int(each) for each in whole.reshape(-1)]


def _stretches(block: "np.ndarray[Any, np.dtype[np.float32]]", length: int) -> "np.ndarray[Any, np.dtype[np.int8]]":
    starts = np.arange(0, len(block), length)
    low, high = np.minimum.reduceat(block.min(axis=1), starts), np.maximum.reduceat(block.max(axis=1), starts)
    return np.clip(np.round(np.stack([low, high], 1) * 127), -127, 127).astype(np.int8)
