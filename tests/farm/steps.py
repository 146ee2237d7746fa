"""Steps with marks: each begins by writing which process works on it, so that a test knows that it stands in the middle of it."""

import importlib
import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from yeoun.errors import InputRefused
from yeoun.farm.worker import HEAVY
from yeoun.model.shelf import BlobRef, Shelf, SoundRef
from yeoun.performing import fluid
from yeoun.pipeline.codec import Codec
from yeoun.pipeline.step import ShelfStep

LONGEST_S = 120.0    # a step that waits to be killed gives up then, and fails


@dataclass(frozen=True, slots=True)
class Piece:
    """Something to make: its name, and the folder its marks go to."""

    id: str
    marks: str


def codec() -> Codec:
    """The codec of these steps."""
    return Codec([Piece, SoundRef, BlobRef])


def marks(piece: Piece) -> list[int]:
    """The processes that began a piece, in their order."""
    found = Path(piece.marks).glob(f"{piece.id}.*")
    return [int(path.suffix[1:]) for path in sorted(found, key=lambda each: each.stat().st_mtime_ns)]


def _mark(piece: Piece) -> None:
    Path(piece.marks, f"{piece.id}.{os.getpid()}").touch()


def hum(shelf: Shelf, piece: Piece, hertz: float) -> SoundRef:
    """A second of a hum."""
    _mark(piece)
    with shelf.sound("hum.flac", layout="mono", channels=1) as out:
        out.write(0.25 * np.sin(np.arange(48_000)[:, None] * hertz / 48_000 * 2 * np.pi))
    return out.ref


def held(shelf: Shelf, piece: Piece, deaths: int) -> SoundRef:
    """A hum whose first makers stop in the middle of the file, and wait there until somebody ends their process."""
    with shelf.sound("hum.flac", layout="mono", channels=1) as out:
        out.write(0.25 * np.sin(np.arange(24_000)[:, None] * 330.0 / 48_000 * 2 * np.pi))
        _mark(piece)
        if len(marks(piece)) <= deaths:
            time.sleep(LONGEST_S)
            raise TimeoutError("nobody ended this process")
        out.write(0.25 * np.sin(np.arange(24_000, 48_000)[:, None] * 330.0 / 48_000 * 2 * np.pi))
    return out.ref


def poison(shelf: Shelf, piece: Piece) -> BlobRef:
    """Ends the process that makes it, whoever it is."""
    _mark(piece)
    os.kill(os.getpid(), signal.SIGKILL)
    return shelf.keep("never", b"")


def long(shelf: Shelf, piece: Piece, seconds: float) -> BlobRef:
    """Takes its time."""
    _mark(piece)
    time.sleep(seconds)
    return shelf.keep("slept", b"well")


def broken(shelf: Shelf, piece: Piece) -> BlobRef:
    """Fails."""
    raise ZeroDivisionError(f"no {piece.id}")


def refusing(shelf: Shelf, piece: Piece) -> BlobRef:
    """Refuses what it was given."""
    raise InputRefused(name=piece.id, where="byte 0", why="it is empty", now="Choose another file")


def play(shelf: Shelf, piece: Piece) -> BlobRef:
    """Loads samples of the bank, which stay loaded; says whether they are."""
    fluid.hold(0, 46)
    return loaded(shelf, piece)


def loaded(shelf: Shelf, piece: Piece) -> BlobRef:
    """Says how many processes' samples are loaded here: one's or none's."""
    return shelf.keep("loaded", str(fluid._anchor.cache_info().currsize).encode())


def grow(shelf: Shelf, piece: Piece, mib: int) -> BlobRef:
    """Holds so much memory for a moment, when all is loaded that a worker loads on its own beside its first steps."""
    for name in HEAVY:
        importlib.import_module(name)
    block = np.ones(mib << 20, dtype=np.uint8)
    return shelf.keep("grown", bytes(block[:1]))


def echo(shelf: Shelf, piece: Piece, sound: SoundRef) -> BlobRef:
    """Reads a sound that another made."""
    return shelf.keep("echo", shelf.read(sound).tobytes())


HUM = ShelfStep("performing", "hum", 1, lambda: hum)
HELD = ShelfStep("performing", "held", 1, lambda: held)
POISON = ShelfStep("performing", "poison", 1, lambda: poison)
PLAY = ShelfStep("performing", "play", 1, lambda: play)
PERFORMED = ShelfStep("performing", "performed", 1, lambda: loaded)
PLACED = ShelfStep("mixing", "placed", 1, lambda: loaded)
GROW = ShelfStep("mixing", "grow", 1, lambda: grow)
LONG = ShelfStep("mixing", "long", 1, lambda: long)
BROKEN = ShelfStep("mixing", "broken", 1, lambda: broken)
ECHO = ShelfStep("mixing", "echo", 1, lambda: echo)
REFUSING = ShelfStep("reading", "refusing", 1, lambda: refusing)
NOUNS = "tests.farm.steps:codec"
