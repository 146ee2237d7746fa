"""A finished folder as the checks see it: its JSON, its sounds, read by libraries that did not write them."""

import json
import struct
from collections.abc import Iterator
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Any

import mido
import numpy as np
import soundfile
from numpy.typing import NDArray

from yeoun.errors import InputRefused

BLOCK = 96_000    # two seconds


class Folder:
    """OUT, opened for reading."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.index: dict[str, Any] = self.json("score.json")
        self.rate = Fraction(self.index["rate"])
        self.frames = round(Fraction(self.index["length_s"]).limit_denominator(10**9) * self.rate)
        self.samples = int(Fraction(self.frames) / self.rate * 48000 + Fraction(1, 2))

    def json(self, name: str) -> dict[str, Any]:
        """A JSON file of the folder. Refuses when it is missing or broken."""
        try:
            found: dict[str, Any] = json.loads((self.root / name).read_text(encoding="utf-8"))
        except OSError as why:
            raise InputRefused(name=str(self.root / name), where="byte 0", why="it is missing: this is no finished folder",
                               now="Name a folder that yeoun score has made") from why
        except ValueError as why:
            raise InputRefused(name=name, where=str(why), why="it is not whole", now="Run yeoun score again") from why
        return found

    def cues(self) -> list[dict[str, Any]]:
        """The cues as spotting.json has them."""
        found: list[dict[str, Any]] = self._spotting["cues"]
        return found

    @cached_property
    def _spotting(self) -> dict[str, Any]:
        return self.json("spotting/spotting.json")

    def stems(self, cue: str) -> list[Path]:
        """The stems of a cue in score order."""
        return self.listed(f"cues/{cue}/stems/*.wav")

    def listed(self, pattern: str) -> list[Path]:
        """Files of the index that are there, by pattern, sorted: what people put beside them is theirs."""
        names = {each["path"] for each in self.index["files"]}
        return sorted(path for path in self.root.glob(pattern) if path.relative_to(self.root).as_posix() in names)

    def midi(self, cue: str) -> dict[str, list[tuple[float, str, int]]]:
        """A cue's MIDI file read back by mido: track name -> (seconds of the cue, "note" or a marker's text, key)."""
        file = mido.MidiFile(self.root / "cues" / cue / f"{cue}.mid", charset="utf-8")
        tempi, at = [(0, 500_000)], 0
        for message in mido.merge_tracks(file.tracks):
            at += message.time
            if message.type == "set_tempo":
                tempi.append((at, message.tempo))
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

    def struck(self, cue: str) -> list[float]:
        """When notes are struck in a cue, in its own time."""
        return sorted(at for events in self.midi(cue).values() for at, what, _ in events if what == "note")

    def has(self, name: str) -> bool:
        """Whether a file is there."""
        return (self.root / name).is_file()

    def sound(self, name: str, start: int = 0, frames: int = -1) -> NDArray[np.float64]:
        """Sound as [frames, channels]."""
        block, _ = soundfile.read(self.root / name, start=start, frames=frames, always_2d=True)
        return np.asarray(block, dtype=np.float64)

    def blocks(self, name: str, start: int = 0, end: int | None = None, size: int = BLOCK) -> Iterator[NDArray[np.float64]]:
        """The samples [start, end) of a sound in blocks [at most `size`, channels]: a film is never held whole."""
        with soundfile.SoundFile(self.root / name) as file:
            left = max(0, (file.frames if end is None else min(end, file.frames)) - start)
            file.seek(min(start, file.frames))
            while left:
                block = file.read(min(size, left), always_2d=True)
                if not len(block):
                    return
                left -= len(block)
                yield block

    def length(self, name: str) -> int:
        """Frames of a sound."""
        return int(soundfile.info(self.root / name).frames)


def _seconds(tick: int, tempi: list[tuple[int, int]], ticks: int) -> float:
    total = 0.0
    for k, (start, tempo) in enumerate(tempi):
        end = tempi[k + 1][0] if k + 1 < len(tempi) else tick
        total += max(0, min(end, tick) - start) * tempo / ticks / 1e6
    return total


def chunks(path: Path) -> dict[bytes, tuple[int, int]]:
    """The RIFF chunks of a WAV file: name -> (offset of the payload, size)."""
    found: dict[bytes, tuple[int, int]] = {}
    with path.open("rb") as file:
        head = file.read(12)
        if head[:4] not in {b"RIFF", b"RF64"} or head[8:12] != b"WAVE":
            return found
        large, end = 0, path.stat().st_size
        while file.tell() + 8 <= end:
            name, size = struct.unpack("<4sI", file.read(8))
            at = file.tell()
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
    with path.open("rb") as file:
        file.seek(at)
        return file.read(size)


def channel_mask(path: Path) -> int | None:
    """The loudspeaker mask of a WAVE_FORMAT_EXTENSIBLE file; None for plain PCM."""
    form = payload(path, b"fmt ")
    if len(form) < 40 or struct.unpack("<H", form[:2])[0] != 0xFFFE:
        return None
    return int(struct.unpack("<I", form[20:24])[0])
