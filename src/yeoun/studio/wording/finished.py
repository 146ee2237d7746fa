"""What a phrase is said over, read off a finished folder: its cues with their bars, lines, people, scenes and the emotion graph."""

import json
import re
from fractions import Fraction
from pathlib import Path
from typing import Any

from yeoun.errors import InputRefused
from yeoun.model.composed import Bar, TempoMap, TempoMark
from yeoun.model.feeling import Feelings
from yeoun.studio.wording.context import Context, OpenCue, Said, Somebody
from yeoun.units.names import romanised
from yeoun.units.time import Seconds, frame_of, nearest_frame

LARGEST = 50_000_000  # bytes; our choice: no file of a folder that is read here is as large


def context_of(out: Path, cue: str = "", at: str = "") -> Context:
    """The context of a phrase over a finished folder, or one that a run left after its spotting.

    cue  the id of the open cue; "" opens the one that plays at the playhead
    at   where the playhead stands, in the picture's timecode; "" where nobody looks at a frame
    Refuses  InputRefused: no finished folder, a file of it that cannot be read, a timecode that is none, a cue that is not there
    """
    index, spotting, graph, speech = (
        _read(out / name) for name in ("score.json", "spotting/spotting.json", "emotion/graph.json", "observations/speech.json")
    )
    try:
        rate = Fraction(str(index["rate"]))
        start, is_drop = _start(spotting, rate)
        frames = max(int(each["end_frame"]) for each in (*spotting["cues"], *spotting["silences"]))
        cues = tuple(_cue(out, each) for each in spotting["cues"])
        lines = tuple(
            Said(str(each["speaker"] or ""), str(each["text"]), nearest_frame(each["start_s"], rate), nearest_frame(each["end_s"], rate))
            for each in speech["lines"]
        )
        scenes = tuple(
            (_number(each, k), nearest_frame(each["start_s"], rate), nearest_frame(each["end_s"], rate))
            for k, each in enumerate(graph["scenes"], 1)
        )
        feelings = Feelings(Seconds(graph["every_s"]), tuple(graph["valence"]), tuple(graph["arousal"]), tuple(graph["tension"]))
        people = _people(out, graph, lines)
    except (KeyError, TypeError, ValueError, ZeroDivisionError) as trouble:
        raise InputRefused(
            name=str(out),
            where="the finished folder",
            why=f"it cannot be read ({type(trouble).__name__}: {trouble})",
            now="Score the picture into it again",
        ) from trouble
    playhead = _playhead(at, rate, start, frames) if at else None
    if cue and all(each.id != cue for each in cues):
        raise InputRefused(
            name=str(out),
            where="--cue",
            why=f"there is no cue {cue}",
            now=f"Name one of {', '.join(each.id for each in cues) or 'no cue: the film has none'}",
        )
    here = cue or next((each.id for each in cues if playhead is not None and each.first_frame <= playhead < each.end_frame), "")
    return Context(rate, frames, start, playhead, here, cues, people, lines, scenes, feelings, is_drop)


def _read(path: Path) -> dict[str, Any]:
    """One JSON file of the folder. Refuses InputRefused."""
    try:
        if path.stat().st_size > LARGEST:
            raise ValueError("it is larger than any such file")
        told = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(told, dict):
            raise ValueError("it holds no table")
        return told
    except (OSError, ValueError, RecursionError) as trouble:
        why = getattr(trouble, "strerror", None) or str(trouble)
        raise InputRefused(
            name=str(path), where="the finished folder", why=why[:200], now="Name a folder that `yeoun score` finished"
        ) from trouble


def _start(spotting: dict[str, Any], rate: Fraction) -> tuple[int, bool]:
    """The count of frames the picture's first frame is called, and whether its timecode drops frames."""
    first = min((*spotting["cues"], *spotting["silences"]), key=lambda each: int(each["start_frame"]))
    label = str(first["tc_in"])
    return int(frame_of(label, rate)) - int(first["start_frame"]), ";" in label


def _cue(out: Path, told: dict[str, Any]) -> OpenCue:
    """A cue, with its bars where it has been composed."""
    plain = OpenCue(str(told["id"]), int(told["start_frame"]), int(told["end_frame"]), rings=told.get("ending") != "cut")
    path = out / "cues" / plain.id / "sketch.json"
    if not re.fullmatch(r"[\w-]{1,60}", plain.id) or not path.is_file():
        return plain
    sketch = _read(path)
    marks = tuple(TempoMark(Fraction(str(each["at_beat"])), int(each["microseconds"])) for each in sketch["tempo_map"])
    bars = tuple(Bar(int(each["bar"]), Fraction(str(each["at_beat"])), int(each["beats"]), int(each["unit"])) for each in sketch["metre"])
    tempos = sorted(60e6 / mark.microseconds for mark in marks)
    return OpenCue(
        plain.id,
        plain.first_frame,
        plain.end_frame,
        TempoMap(round(float(sketch["beat0_s"]) * 1e6), marks),
        bars,
        tuple(dict.fromkeys(str(each["instrument"]) for each in sketch["layers"])),
        str(sketch["key"]),
        str(sketch["mode"]),
        round(tempos[len(tempos) // 2], 1),
        plain.rings,
    )


def _number(scene: dict[str, Any], k: int) -> str:
    found = re.match(r"\D{0,4}(\d+[A-Za-z]?)", str(scene["heading"]))
    return found[1] if found else str(k)


def _people(out: Path, graph: dict[str, Any], lines: tuple[Said, ...]) -> tuple[Somebody, ...]:
    """Everybody who is there, with a name in Latin letters beside a Korean one; those with a theme as the themes have it."""
    path = out / "themes" / "themes.json"
    owners = [str(each["owner"]) for each in _read(path)["motifs"]] if path.is_file() else []
    names = dict.fromkeys((*owners, *graph["characters"], *(line.speaker for line in lines if line.speaker)))
    return tuple(
        Somebody(name, (romanised(name),) if romanised(name) != name else (), name in owners or not owners) for name in map(str, names)
    )


def _playhead(at: str, rate: Fraction, start: int, frames: int) -> int:
    try:
        frame = int(frame_of(at, rate)) if re.fullmatch(r"\d{2}:\d{2}:\d{2}[:;,]\d{2}", at) else -1
    except ValueError:
        frame = -1
    frame = frame - start if frame >= start else frame
    if not 0 <= frame < frames:
        raise InputRefused(
            name=at, where="--at", why="it is no timecode of this picture", now="Write it as 01:00:10:00, inside the picture"
        )
    return frame
