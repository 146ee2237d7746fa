"""A SoundFont taken apart, and some of its presets written as a SoundFont of their own, with every sample unpacked.

Source: SoundFont technical specification 2.04, chapter 7. In an SF3, MuseScore's extension, a sample is an Ogg Vorbis stream;
its first and last byte stand where a SoundFont 2 counts samples, its loop is counted from its own beginning, and its type has
bit 4 set. FluidSynth reads such a stream by libsndfile, whatever its format. So an unpacked sample stays an SF3 sample, whose
stream is a WAV: had it become a SoundFont 2 sample, FluidSynth would play 46 zeros after its end, and other bits.

Conventions: a table is one record array of the file, its closing row included.
"""

import io
import mmap
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import soundfile
from numpy.typing import NDArray

VORBIS = 0x10              # of a sample's type: its stream is compressed
INSTRUMENT, SAMPLE = 41, 53    # generators that name what a zone plays
_ZONE, _GENERATOR = [("generator", "<u2"), ("modulator", "<u2")], [("what", "<u2"), ("value", "<u2")]
_MODULATOR = [("source", "<u2"), ("what", "<u2"), ("value", "<i2"), ("amount", "<u2"), ("transform", "<u2")]
ROWS: dict[str, np.dtype[Any]] = {name: np.dtype(row) for name, row in {
    "phdr": [("name", "S20"), ("program", "<u2"), ("bank", "<u2"), ("zone", "<u2"), ("rest", "V12")],
    "pbag": _ZONE, "pmod": _MODULATOR, "pgen": _GENERATOR,
    "inst": [("name", "S20"), ("zone", "<u2")], "ibag": _ZONE, "imod": _MODULATOR, "igen": _GENERATOR,
    "shdr": [("name", "S20"), ("start", "<u4"), ("end", "<u4"), ("loop", "V8"), ("rate", "<u4"), ("pitch", "V2"),
             ("other", "<u2"), ("type", "<u2")]}.items()}
Table = NDArray[Any]
Preset = tuple[int, int]    # bank, program


@dataclass(frozen=True, slots=True, eq=False)
class Soundfont:
    """A bank of samples as its file has it; `streams` is where its samples' bytes begin."""

    path: Path
    about: bytes
    streams: int
    tables: dict[str, Table]


def read(path: Path) -> Soundfont:
    """The tables of a bank.

    Refuses  ValueError, when it is no SoundFont
    """
    found: dict[str, tuple[int, int]] = {}
    with path.open("rb") as file:
        kind, _, what = struct.unpack("<4sI4s", file.read(12))
        if (kind, what) != (b"RIFF", b"sfbk"):
            raise ValueError(f"{path.name} is no SoundFont")
        while len(head := file.read(8)) == 8:
            name, size = struct.unpack("<4sI", head)
            if name == b"LIST":
                name = file.read(4)
                found[name.decode()] = (file.tell(), size - 4)
                if name != b"INFO":
                    continue
                size -= 4
            found[name.decode()] = (file.tell(), size)
            file.seek(size + size % 2, io.SEEK_CUR)
        if not {"INFO", "smpl", *ROWS} <= set(found):
            raise ValueError(f"{path.name} is not a whole SoundFont")
        held = {name: _bytes(file, *found[name]) for name in ("INFO", *ROWS)}
    return Soundfont(path, held["INFO"], found["smpl"][0], {name: np.frombuffer(held[name], row) for name, row in ROWS.items()})


def _bytes(file: BinaryIO, at: int, size: int) -> bytes:
    file.seek(at)
    return file.read(size)


def _played(font: Soundfont, parts: Sequence[int], heads: str, zones: str, generators: str, what: int) -> list[int]:
    """What some presets (or instruments) play: instruments (or samples), in order, each once."""
    bags = font.tables[zones]["generator"]
    found: dict[int, None] = {}
    for part in parts:
        first, last = (bags[font.tables[heads]["zone"][part + k]] for k in (0, 1))
        row = font.tables[generators][first:last]
        found |= dict.fromkeys(row["value"][row["what"] == what].tolist())
    return list(found)


def _rows(font: Soundfont, presets: Sequence[Preset]) -> list[int]:
    heads = font.tables["phdr"][:-1]
    return [k for k, each in enumerate(zip(heads["bank"].tolist(), heads["program"].tolist(), strict=True)) if each in presets]


def samples_of(font: Soundfont, presets: Sequence[Preset]) -> list[int]:
    """The samples that some presets play, each once."""
    instruments = _played(font, _rows(font, presets), "phdr", "pbag", "pgen", INSTRUMENT)
    return _played(font, instruments, "inst", "ibag", "igen", SAMPLE)


def is_compressed(font: Soundfont) -> bool:
    """Whether all its samples are: an SF3."""
    return bool((font.tables["shdr"]["type"][:-1] & VORBIS).all())


def bundles(font: Soundfont, wanted: Sequence[Preset]) -> tuple[tuple[Preset, ...], ...]:
    """Presets in bundles: those that share samples are together, so that no sample is kept twice.

    wanted  (bank, program); what the bank does not have is left out
    """
    found: list[tuple[tuple[Preset, ...], set[int]]] = []
    heads = font.tables["phdr"][_rows(font, wanted)]
    for preset in zip(heads["bank"].tolist(), heads["program"].tolist(), strict=True):
        presets: tuple[Preset, ...] = (preset,)
        samples = set(samples_of(font, presets))
        apart = [each for each in found if not each[1] & samples]
        for others, shared in (each for each in found if each[1] & samples):
            presets, samples = (*others, *presets), samples | shared
        found = [*apart, (presets, samples)]
    return tuple(sorted(tuple(sorted(presets)) for presets, _ in found))


def _kept(font: Soundfont, parts: Sequence[int], names: tuple[str, str, str, str], what: int, places: dict[int, int]) -> dict[str, Table]:
    """The tables of some presets (or instruments), and their zones with what they play at its new place."""
    heads, zones, modulators, generators = names
    old = font.tables
    out: dict[str, list[Table]] = {name: [] for name in names}
    counts = dict.fromkeys(names, 0)

    def put(name: str, rows: Table, **changed: Any) -> None:
        rows = rows.copy()
        for field, values in changed.items():
            rows[field] = values
        out[name].append(rows)
        counts[name] += len(rows)

    for part in parts:
        first, last = (int(old[heads]["zone"][part + k]) for k in (0, 1))
        put(heads, old[heads][part:part + 1], zone=counts[zones])
        for zone in range(first, last):
            begin, end = old[zones][zone], old[zones][zone + 1]
            put(zones, old[zones][zone:zone + 1], generator=counts[generators], modulator=counts[modulators])
            put(modulators, old[modulators][begin["modulator"]:end["modulator"]])
            row = old[generators][begin["generator"]:end["generator"]]
            put(generators, row, value=[places[value] if kind == what else value for kind, value in row.tolist()])
    put(heads, old[heads][-1:], zone=counts[zones])
    put(zones, old[zones][-1:], generator=counts[generators], modulator=counts[modulators])
    put(modulators, np.zeros(1, ROWS[modulators]))
    put(generators, np.zeros(1, ROWS[generators]))
    return {name: np.concatenate(tables) for name, tables in out.items()}


def write(font: Soundfont, presets: Sequence[Preset], out: BinaryIO) -> None:
    """Some presets as a SoundFont of their own, every sample unpacked.

    out  a file that is open for writing, at its beginning
    """
    wanted = _rows(font, presets)
    instruments = _played(font, wanted, "phdr", "pbag", "pgen", INSTRUMENT)
    samples = samples_of(font, presets)
    tables = _kept(font, wanted, ("phdr", "pbag", "pmod", "pgen"), INSTRUMENT, {old: k for k, old in enumerate(instruments)})
    tables |= _kept(font, instruments, ("inst", "ibag", "imod", "igen"), SAMPLE, {old: k for k, old in enumerate(samples)})
    heads = font.tables["shdr"][[*samples, -1]].copy()
    about = b"LIST" + struct.pack("<I", len(font.about) + 4) + b"INFO" + font.about
    out.write(b"RIFF" + bytes(4) + b"sfbk" + about + b"LIST" + bytes(4) + b"sdtasmpl" + bytes(4))
    begins = out.tell()
    with font.path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as whole:
        for head in heads[:-1]:
            stream = _unpacked(whole[font.streams + int(head["start"]):font.streams + int(head["end"])])
            head["start"] = out.tell() - begins
            out.write(stream)
            head["end"] = out.tell() - begins
    ends = out.tell()
    tables["shdr"] = heads
    chunks = b"".join(name.encode() + struct.pack("<I", tables[name].nbytes) + tables[name].tobytes() for name in ROWS)
    out.write(b"LIST" + struct.pack("<I", len(chunks) + 4) + b"pdta" + chunks)
    for at, size in ((4, out.tell() - 8), (begins - 16, ends - begins + 12), (begins - 4, ends - begins)):
        out.seek(at)
        out.write(struct.pack("<I", size))


def _unpacked(stream: bytes) -> bytes:
    """A compressed sample as a WAV of 16 bits, as FluidSynth has libsndfile unpack it; of even length."""
    with soundfile.SoundFile(io.BytesIO(stream)) as file:
        steps, rate = file.read(dtype="int16"), file.samplerate
    data: bytes = steps.astype("<i2").tobytes()
    return struct.pack("<4sI4s4sIHHIIHH4sI", b"RIFF", len(data) + 36, b"WAVE", b"fmt ", 16, 1, 1, rate, 2 * rate, 2, 16, b"data",
                       len(data)) + data
