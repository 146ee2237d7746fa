"""A small reader of the preset headers of an SF2 or SF3 bank: written for the tests, from the SoundFont 2.04 format."""

import struct
from pathlib import Path

BANK = Path("/usr/share/sounds/sf3/MuseScore_General_Full.sf3")


def presets(path: Path = BANK) -> dict[tuple[int, int], str]:
    """(bank, program) -> name, from the `phdr` chunk."""
    with path.open("rb") as file:
        assert file.read(4) == b"RIFF"
        end = 8 + struct.unpack("<I", file.read(4))[0]
        assert file.read(4) == b"sfbk"
        while file.tell() < end:
            kind, size = struct.unpack("<4sI", file.read(8))
            if kind == b"LIST" and file.read(4) == b"pdta":
                continue
            if kind == b"phdr":
                rows = struct.iter_unpack("<20sHHH12x", file.read(size))
                return {(bank, program): name.split(b"\0")[0].decode() for name, program, bank, _ in rows}
            file.seek(size + size % 2 - (4 if kind == b"LIST" else 0), 1)
    raise AssertionError("the bank has no preset headers")
