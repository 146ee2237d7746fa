"""A finished folder as the checks see it: its JSON, its sounds, read by libraries that did not write them.

Whatever is damaged is told as `Unreadable`, with the file's name; only a folder without an index is refused.
"""

import hashlib
import re
import struct
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path, PurePosixPath
from typing import Any

import mido
import numpy as np
import soundfile
from lxml import etree
from numpy.typing import NDArray

from yeoun.checking.shape import faults, form_of, schema_for
from yeoun.checking.unreadable import Unreadable, json_in, reading, xml_in
from yeoun.errors import InputRefused
from yeoun.units.stages import STAGES

BLOCK = 96_000             # two seconds
LARGEST_CHUNK = 1 << 28    # bytes of what is read at once: the description of a film of hours takes a tenth of it
RATE = re.compile(r"\d{1,9}(/\d{1,9})?")
FASTEST = 1000             # frames a second: our choice
ARRIVING = ".yeoun-arriving"    # what the laying out of files leaves behind where it is stopped (cli/layout.py)
NO_INDEX = "it is no index of a finished folder"
LEFT_BY = {"observations": "observing", "emotion": "feeling", "spotting": "spotting", "themes": "composing"}    # the rest comes at the end
FRAMED = ("start_frame", "end_frame")    # what measures need of cues and silences, and older folders may not have


class Folder:
    """OUT, opened for reading.

    Refuses  InputRefused, when it has no index, or one that says nothing
    """

    def __init__(self, root: Path) -> None:
        self.root, self.at_hand = root, "score.json"
        self._kept: dict[str, Any] = {}
        try:
            self.index: dict[str, Any] = self.json("score.json")
            self.rate = _rate_in(self.index["rate"])
        except Unreadable as why:
            if why.fault == "it is missing":
                raise self._refused() from why
            raise InputRefused(name=str(root / "score.json"), where=why.place, why=f"{NO_INDEX}: {why.fault}",
                               now="Run yeoun score again") from why
        told = self._until()
        self.doubt = "" if told is None else self._doubt(told)
        self.stopped = None if self.doubt else told
        self.frames = round(Fraction(self.index["length_s"]).limit_denominator(10**9) * self.rate)
        self.samples = int(Fraction(self.frames) / self.rate * 48000 + Fraction(1, 2))

    def _refused(self) -> InputRefused:
        """The refusal of a folder that is none, or has no index."""
        now = "Name a folder that yeoun score has made"
        if not self.root.exists():
            return InputRefused(name=str(self.root), where="folder", why="there is no such folder", now=now)
        if not self.root.is_dir():
            return InputRefused(name=str(self.root), where="folder", why="it is a file, not a folder", now=now)
        if (self.root / ARRIVING).is_dir():
            return InputRefused(name=str(self.root), where="folder", now="Run yeoun score with this folder again: it mends it",
                                why="it holds no score.json: a run was stopped while it put its files here; each is whole, old or new")
        return InputRefused(name=str(self.root), where="folder", why="it holds no score.json: this is no finished folder", now=now)

    def _until(self) -> str | None:
        """The stage a run was stopped after on purpose, as run.json tells; None where it went all the way, or nobody knows."""
        try:
            until = self.parsed("run.json")["until"]
        except (Unreadable, KeyError, TypeError):
            return None
        return until if until in STAGES else None

    def _doubt(self, until: str) -> str:
        """Why it is not believed that the run stopped after a stage; empty where it is."""
        with self.reading("score.json") as path:
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
        past = [each["path"] for each in self.index["files"] if not is_left_by(each["path"], until)]
        if past:
            return f"until {until}, and score.json lists {len(past)} files of later stages: {', '.join(past[:4])}"
        return "" if self.parsed("run.json").get("index") == digest else f"until {until}, of another score.json than is here"

    def path(self, name: str) -> Path:
        """Where a file of the folder lies. Refuses (Unreadable) a name that leads out of it."""
        inside = PurePosixPath(name)
        if inside.is_absolute() or ".." in inside.parts or "\0" in name:
            raise Unreadable("its name leads out of the folder", name=name)
        return self.root / inside

    @contextmanager
    def reading(self, name: str) -> Iterator[Path]:
        """Whatever is met inside is a fault of this file; gives where it lies."""
        self.at_hand = name
        with reading(name):
            yield self.path(name)

    def parsed(self, name: str) -> Any:
        """What a JSON file holds, whatever that is."""
        with self.reading(name) as path:
            return json_in(path.read_bytes())

    def json(self, name: str) -> dict[str, Any]:
        """A JSON file of the folder in the form of its schema: what measures ask of it is there and of its kind."""
        if name not in self._kept:
            found = self.parsed(name)
            wrong = faults(found, form_of(schema_for(name)))
            if name == "spotting/spotting.json" and not wrong:
                wrong = [f"$.{kind}[{k}].{frame} is missing" for kind in ("cues", "silences") for k, each in enumerate(found[kind])
                         for frame in FRAMED if frame not in each]
            if wrong:
                place, _, fault = wrong[0].partition(" ")
                raise Unreadable(f"its form is another: {place} {fault}", place, name)
            self._kept[name] = found
        kept: dict[str, Any] = self._kept[name]
        return kept

    def text(self, name: str) -> str:
        """A text of the folder."""
        with self.reading(name) as path:
            return path.read_bytes().decode("utf-8-sig")

    def project(self) -> etree._Element:
        """What the DAWproject says."""
        with self.reading("session/score.dawproject") as path, zipfile.ZipFile(path) as archive:
            if archive.getinfo("project.xml").file_size > LARGEST_CHUNK:
                raise ValueError("its project.xml is larger than any")
            return xml_in(archive.read("project.xml"))

    def cues(self) -> list[dict[str, Any]]:
        """The cues as spotting.json has them."""
        found: list[dict[str, Any]] = self.json("spotting/spotting.json")["cues"]
        return found

    def stems(self, cue: str) -> list[Path]:
        """The stems of a cue in score order."""
        return self.listed(f"cues/{cue}/stems/*.wav")

    def listed(self, pattern: str) -> list[Path]:
        """Files of the index that are there, by pattern, sorted: what people put beside them is theirs."""
        names = {each["path"] for each in self.index["files"]}
        return sorted(path for path in self.root.glob(pattern) if path.relative_to(self.root).as_posix() in names)

    def midi(self, cue: str) -> dict[str, list[tuple[float, str, int]]]:
        """A cue's MIDI file read back by mido: track name -> (seconds of the cue, "note" or a marker's text, key)."""
        name = f"cues/{cue}/{cue}.mid"
        with self.reading(name) as path:
            if name not in self._kept:
                self._kept[name] = _events(mido.MidiFile(path, charset="utf-8"))
            kept: dict[str, list[tuple[float, str, int]]] = self._kept[name]
        return kept

    def struck(self, cue: str) -> list[float]:
        """When notes are struck in a cue, in its own time."""
        return sorted(at for events in self.midi(cue).values() for at, what, _ in events if what == "note")

    def has(self, name: str) -> bool:
        """Whether a file is there."""
        try:
            return self.path(name).is_file()
        except (OSError, Unreadable):    # a name that no file can have
            return False

    def sound(self, name: str, start: int = 0, frames: int = -1) -> NDArray[np.float64]:
        """Sound as [frames, channels]."""
        with self.reading(name) as path:
            block, _ = soundfile.read(path, start=start, frames=frames, always_2d=True)
            return _finite(np.asarray(block, dtype=np.float64))

    def blocks(self, name: str, start: int = 0, end: int | None = None, size: int = BLOCK) -> Iterator[NDArray[np.float64]]:
        """The samples [start, end) of a sound in blocks [at most `size`, channels]: a film is never held whole."""
        with self.reading(name) as path:
            file = soundfile.SoundFile(path)
        with file:
            with self.reading(name):
                left = max(0, (file.frames if end is None else min(end, file.frames)) - start)
                file.seek(min(start, file.frames))
            while left:
                with self.reading(name):
                    block = _finite(file.read(min(size, left), always_2d=True))
                if not len(block):
                    return
                left -= len(block)
                yield block    # outside: what is met there is no fault of this file

    def length(self, name: str) -> int:
        """Frames of a sound."""
        with self.reading(name) as path:
            return int(soundfile.info(path).frames)


def expects(folder: Folder, name: str) -> bool:
    """Whether a run that went as far as a folder's leaves a file of this name."""
    return folder.stopped is None or name == "run.json" or is_left_by(name, folder.stopped)


def is_left_by(name: str, until: str) -> bool:
    """Whether a run that stopped after a stage leaves a file of this name.

    >>> is_left_by("emotion/graph.json", "spotting"), is_left_by("emotion/graph.json", "observing"), is_left_by("report.html", "mixing")
    (True, False, False)
    """
    stage = LEFT_BY.get(name.split("/")[0])
    return stage is not None and STAGES.index(stage) <= STAGES.index(until)


def _rate_in(text: str) -> Fraction:
    with reading("score.json"):
        if not RATE.fullmatch(text) or not int(text.partition("/")[2] or 1):
            raise Unreadable(f"{text[:40]!r} is no frame rate", "$.rate")
        found = Fraction(text)
        if not 0 < found <= FASTEST:
            raise Unreadable(f"{text[:40]!r} is no frame rate", "$.rate")
        return found


def _finite(block: NDArray[np.float64]) -> NDArray[np.float64]:
    if not np.isfinite(block).all():
        raise ValueError("it holds samples that are no numbers")
    return block


def _events(file: mido.MidiFile) -> dict[str, list[tuple[float, str, int]]]:
    tempi = []
    for track in file.tracks:
        at = 0
        for message in track:
            at += message.time
            if message.type == "set_tempo":
                tempi.append((at, message.tempo))
    tempi = [(0, 500_000), *sorted(tempi, key=lambda each: each[0])]    # of one moment in the order of their tracks
    found: dict[str, list[tuple[float, str, int]]] = {}
    for track in file.tracks:
        events, at = found.setdefault(track.name, []), 0
        for message in track:
            at += message.time
            if message.type == "note_on" and message.velocity:
                events.append((_seconds(at, tempi, file.ticks_per_beat), "note", message.note))
            elif message.type == "marker":
                events.append((_seconds(at, tempi, file.ticks_per_beat), message.text, -1))
    return found


def _seconds(tick: int, tempi: list[tuple[int, int]], ticks: int) -> float:
    total = 0.0
    for k, (start, tempo) in enumerate(tempi):
        end = tempi[k + 1][0] if k + 1 < len(tempi) else tick
        total += max(0, min(end, tick) - start) * tempo / ticks / 1e6
    return total


def chunks(path: Path) -> dict[bytes, tuple[int, int]]:
    """The RIFF chunks of a WAV file: name -> (offset of the payload, size). Refuses (Unreadable) what stands where a name belongs."""
    found: dict[bytes, tuple[int, int]] = {}
    with path.open("rb") as file:
        head = file.read(12)
        if head[:4] not in {b"RIFF", b"RF64"} or head[8:12] != b"WAVE":
            return found
        large, end = 0, path.stat().st_size
        while file.tell() + 8 <= end:
            name, size = struct.unpack("<4sI", file.read(8))
            at = file.tell()
            if not name.isascii() or not name.decode("ascii").isprintable():
                raise Unreadable("no chunk begins there", f"byte {at - 8}")
            if name == b"ds64":
                large = struct.unpack("<QQ", file.read(16))[1]
            if name == b"data" and size == 0xFFFFFFFF:
                size = large
            found[name] = (at, size)
            file.seek(at + size + size % 2)
    return found


def payload(path: Path, name: bytes) -> bytes:
    """The bytes of a chunk; empty when there is none."""
    at, size = chunks(path).get(name, (0, 0))
    if size > LARGEST_CHUNK:
        raise Unreadable(f"its chunk {name.decode('ascii')} says it holds {size} bytes", f"byte {at - 8}")
    with path.open("rb") as file:
        file.seek(at)
        return file.read(size)


def channel_mask(path: Path) -> int | None:
    """The loudspeaker mask of a WAVE_FORMAT_EXTENSIBLE file; None for plain PCM."""
    form = payload(path, b"fmt ")
    if len(form) < 40 or struct.unpack("<H", form[:2])[0] != 0xFFFE:
        return None
    return int(struct.unpack("<I", form[20:24])[0])
