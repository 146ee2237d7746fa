"""The doors through which Python writes, each failing at each time it is used; on any system.

What these cannot reach, libsndfile's and ffmpeg's own writes, test_points.py reaches through the kernel.
"""

import errno
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.faults.state import held, hidden
from yeoun.cli.layout import settle
from yeoun.errors import OutputRefused
from yeoun.model.media import Curve
from yeoun.model.shelf import BlobRef, Shelf, SoundRef
from yeoun.pipeline.codec import Codec
from yeoun.pipeline.step import ShelfStep
from yeoun.pipeline.store import Store
from yeoun.pipeline.workshop import Workshop

CODEC = Codec([Curve, SoundRef, BlobRef])
DOORS = ("fsync", "replace", "rename", "link", "mkdir", "chmod", "unlink", "rmdir", "open")


def hummed(shelf: Shelf, hertz: float) -> tuple[SoundRef, SoundRef, BlobRef]:
    block = 0.25 * np.sin(np.arange(9600)[:, None] * hertz / 48000 * 2 * np.pi)
    with shelf.sound("hum.flac", layout="mono", channels=1) as flac:
        flac.write(block)
    with shelf.sound("hum.wav", layout="mono", channels=1, container="wav") as wav:
        wav.write(block)
    return flac.ref, wav.ref, shelf.keep("hum.json", b'{"schema": 1}')


def delivered(place: Path, hertz: float) -> None:
    """Make sound in a store and lay it out in a folder, as a run does."""
    store = Store(str(place / "store"))
    with ThreadPoolExecutor(1) as executor:
        workshop = Workshop(store, CODEC, {}, executor, lambda: 0.0, lambda told: None)
        refs = workshop.make(ShelfStep("performing", "hummed", 1, lambda: hummed)(hertz))
    (place / "out").mkdir(exist_ok=True)
    settle(place / "out", {f"mix/{ref.name}": ref for ref in refs}, store, {"run.json": b'{"schema": 1}', "score.json": index(refs)})


def index(refs: tuple[SoundRef | BlobRef, ...]) -> bytes:
    rows = ",".join(f'{{"path": "mix/{ref.name}", "sha256": "{ref.sha256}"}}' for ref in refs)
    return f'{{"schema": 1, "files": [{rows}]}}'.encode()


def failing(door: Callable[..., Any], at: int, below: Path, error: int) -> tuple[Callable[..., Any], list[int]]:
    """A door that fails the `at`-th time it is used below a folder; and how often it was used."""
    used: list[int] = []

    def door_that_fails(*given: Any, **named: Any) -> Any:
        where = os.readlink(f"/proc/self/fd/{given[0]}") if isinstance(given[0], int) and os.path.exists("/proc/self/fd") else given[0]
        writes = door is not os.open or given[1] & (os.O_WRONLY | os.O_RDWR)
        if writes and (isinstance(where, int) or str(below) in os.fspath(where)):
            used.append(1)
            if len(used) - 1 == at:
                raise OSError(error, os.strerror(error))
        return door(*given, **named)

    return door_that_fails, used


@pytest.mark.parametrize("door", DOORS)
def test_a_door_that_fails_at_any_time_leaves_the_old_or_the_new(door: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    delivered(tmp_path / "low", 220.0)
    delivered(tmp_path / "high", 440.0)
    low, high, refused, at = held(tmp_path / "low" / "out"), held(tmp_path / "high" / "out"), 0, -1
    while True:
        at += 1
        place = tmp_path / f"{door}{at}"
        delivered(place, 220.0)
        assert held(place / "out") == low
        swapped, used = failing(getattr(os, door), at, place, (errno.ENOSPC, errno.EIO, errno.EROFS)[at % 3])
        with monkeypatch.context() as patched:
            patched.setattr(os, door, swapped)
            try:
                delivered(place, 440.0)
                came = high
            except OutputRefused as why:
                assert "Cannot write to" in str(why)
                came, refused = low, refused + 1
        now = {path: digest for path, digest in held(place / "out").items() if not path.startswith(".yeoun-arriving/")}
        assert now == came or door == "unlink" and now in (low, high), (at, sorted(now))
        delivered(place, 440.0)
        assert held(place / "out") == high and hidden(place / "out") == [] and list((place / "store" / "arriving").iterdir()) == []
        if len(used) <= at:
            break
    assert at > 0 and (refused > 0 or door in {"link", "rmdir"}), f"{door}: refused {refused} of {at}"
