"""Damage of every kind to every kind of file of a finished folder, and which measures read it.

Which measure reads a file is not written down but watched: a folder that notes what is opened runs every one once.
"""

import json
import os
import re
import shutil
import struct
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

from tests.checking.planted import bare, fresh
from tests.reading.mutants import Reader, mutants
from yeoun.checking import notation, papers, timelines
from yeoun.checking.check import ROOMS, Finding
from yeoun.checking.folder import Folder, chunks
from yeoun.units.luck import Luck, Take, luck

Measure = Callable[[Folder], list[Finding]]
PARTS: dict[Measure, tuple[Measure, ...]] = {    # rooms of several measures, each of which opens few files
    notation.of_notes: (notation._in_midi, notation._counts, notation._music_xml, notation._daw, notation._reaper),
    papers.of_papers: (papers._books, papers._parts, papers._report),
    timelines.of_timelines: (timelines._labels, timelines._edl, timelines._otio, timelines._cue_sheet)}
KEPT = ("atmos_music_adm", "ost_20")    # of eight masters: one as Atmos, one on loudspeakers
HEAD = 12_000                           # frames: a quarter of a second
ODD: tuple[Any, ...] = (None, True, -1, 0, 0.5, 10**9, 2**60, 1e300, "", "x", "../../x", "/etc/passwd", "\0", "\ud800",
                        [], {}, [[]], [None], {"a": 1})
SPOILT = ("", "nan", "inf", "-1", "0", "1e999", "9" * 400, "x", "1/0", "a:b:c", "99:99:99:99", "\u00e9" * 50)


class Watched(Folder):
    """A folder that notes what is opened. Every look at one opens index and record: who asks how far the run went reads the record."""

    def __init__(self, root: Path) -> None:
        self.opened: set[str] = set()
        super().__init__(root)
        self.opened = {"score.json"}

    def __getattribute__(self, name: str) -> Any:
        if name in {"stopped", "doubt"}:
            self.opened.add("run.json")
        return super().__getattribute__(name)

    @contextmanager
    def reading(self, name: str) -> Iterator[Path]:
        """As a folder does."""
        self.opened.add(name)
        with super().reading(name) as path:
            yield path


def measures_by_file(root: Path) -> dict[str, list[Measure]]:
    """Which measures read a file: path -> rooms, or parts of one that together say what it says."""
    found: dict[str, list[Measure]] = {}
    for room in ROOMS:
        told: list[Finding] = []
        for measure in PARTS.get(room, (room,)):
            folder = Watched(root)
            told += measure(folder)
            for name in folder.opened:
                found.setdefault(name, []).append(measure)
        assert told == room(Folder(root)), room.__name__
    return found


def copied(finished: Path, place: Path) -> Path:
    """A folder of one's own, by links, with two masters of eight on its sheet."""
    shutil.copytree(finished, place, copy_function=os.link)
    bare(*KEPT)(place)
    return place


def shortened(root: Path) -> None:
    """Every sound of a folder cut to a quarter of a second, everything else in its head as it was."""
    for path in sorted(root.rglob("*.wav")):
        whole, there = path.read_bytes(), chunks(path)
        (at, size), align = there[b"data"], int.from_bytes(whole[there[b"fmt "][0] + 12:][:2], "little")
        kept = min(size, HEAD * align)
        body = whole[:at - 4] + struct.pack("<I", kept) + whole[at:at + kept] + whole[at + size + size % 2:]
        fresh(path, body[:4] + struct.pack("<I", len(body) - 8) + body[8:])


def representatives(root: Path) -> tuple[str, ...]:
    """One file of every kind: the first of each folder and ending, and of the masters one of each sort."""
    found: dict[str, str] = {}
    for path in sorted(root.rglob("*")):
        if path.is_file():
            name = path.relative_to(root).as_posix()
            is_json = path.suffix == ".json"
            kind = name if is_json or name.startswith("session/") else f"{path.parent.relative_to(root).as_posix()}/*{path.suffix}"
            if name.startswith("masters/") and path.suffix == ".wav":
                if path.stem not in KEPT:
                    continue
                kind = name
            found.setdefault(kind, name)
    return tuple(found.values())


def hurt_json(found: Any, rng: Luck) -> Any:
    """A document with one thing in it replaced by something odd, or gone."""
    places: list[tuple[Any, Any]] = []

    def walk(node: Any, deep: int = 0) -> None:
        for key in (list(node) if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ()):
            places.append((node, key))
            walk(node[key], deep + 1)

    walk(found)
    if not places:
        return ODD[int(rng.integers(len(ODD)))]
    shallow = places[:200] if rng.integers(2) else places
    node, key = shallow[int(rng.integers(len(shallow)))]
    if rng.integers(4):
        node[key] = json.loads(json.dumps(ODD[int(rng.integers(len(ODD)))]))
    else:
        del node[key]
    return found


def hurt_values(text: str, rng: Luck) -> str:
    """A text with one of its values (an attribute, an element's text, a number) replaced by one that is none."""
    places = [*re.finditer(r'(?<==")[^"]*(?=")|(?<=>)[^<>\s]+(?=<)|\d+(?:\.\d+)?', text)]
    if not places:
        return SPOILT[0]
    for _ in range(int(rng.integers(1, 4))):
        place = places[int(rng.integers(len(places)))]
        if place.end() <= len(text):
            text = text[:place.start()] + SPOILT[int(rng.integers(len(SPOILT)))] + text[place.end():]
    return text


def damaged(name: str, whole: bytes, count: int) -> Iterator[bytes]:
    """So many damaged versions of a file, always the same: its bytes hurt, or, where it is a text, its values."""
    head = _head(whole) if name.endswith(".wav") else len(whole)
    raw = mutants(Reader(name, lambda body, place: None, (whole[:head],)), count)
    for take, body in enumerate(raw):
        rng = luck(Take(take + 1), "damaged", name)
        if name.endswith(".dawproject") and rng.integers(3):
            yield _zipped(hurt_values(_project(whole), rng).encode())
        elif name.endswith(".json") and rng.integers(3):
            yield json.dumps(hurt_json(json.loads(whole), rng)).encode()
        elif name.endswith((".musicxml", ".otio", ".edl", ".csv", ".rpp", ".html")) and rng.integers(3):
            yield hurt_values(whole.decode(), rng).encode()
        elif name.endswith("adm.wav") and rng.integers(2):
            at = whole.index(b"<?xml")
            yield whole[:at] + hurt_values(whole[at:].decode("latin-1"), rng).encode("latin-1")
        else:
            yield body + whole[head:]


def _head(whole: bytes) -> int:
    """Where the sound of a WAV begins."""
    return whole.index(b"data") + 8


def _project(whole: bytes) -> str:
    with zipfile.ZipFile(BytesIO(whole)) as archive:
        return archive.read("project.xml").decode()


def _zipped(project: bytes) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("project.xml", project)
    return made.getvalue()
