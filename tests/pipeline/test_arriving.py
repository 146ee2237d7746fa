"""Temporary files on a shared folder: nobody removes what another machine may still be writing."""

import fcntl
import os
from pathlib import Path

import pytest

from yeoun.pipeline import arriving as room
from yeoun.pipeline.arriving import OWNED, PREFIX, arriving, swept, whose, written

HERE, START = whose()


def left(folder: Path, machine: str, start: str, days_old: float = 0.0) -> Path:
    """A temporary file that nobody here holds a lock on."""
    path = folder / f"{PREFIX}{machine}-{start}-k2j3.wav"
    path.write_bytes(b"half")
    os.utime(path, (path.stat().st_atime, path.stat().st_mtime - 86_400 * days_old))
    return path


def test_a_temporary_file_says_which_machine_and_which_start_of_it_is_writing(tmp_path: Path) -> None:
    with arriving(tmp_path, ".flac") as path:
        found = OWNED.match(path.name)
        assert found is not None and found.groups() == whose() and path.name.endswith(".flac")


@pytest.mark.parametrize(("machine", "start", "days", "goes"), [
    (HERE, START, 0.0, True),                  # of this start: its lock is free, so its writer is gone
    ("0" * 8, START, 0.0, True),               # of another host name under one kernel, as containers have
    ("0" * 8, "1" * 8, 0.0, False),            # another machine's: its lock may not be seen here
    ("0" * 8, "1" * 8, 30.0, False),           # and however old, it is that machine's to sweep
    (HERE, "1" * 8, 0.5, False),               # this machine's before it was started again, or another's of the same name
    (HERE, "1" * 8, 1.5, True)])
def test_only_files_whose_writer_is_gone_for_certain_are_swept(tmp_path: Path, machine: str, start: str, days: float, goes: bool) -> None:
    path = left(tmp_path, machine, start, days)
    assert swept(tmp_path) == goes
    assert path.exists() is not goes
    assert list(tmp_path.iterdir()) == ([] if goes else [path]), "and looking leaves nothing behind"


def test_another_machine_that_writes_into_the_same_folder_keeps_its_living_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without its lock, as some network file systems have it: the name alone protects it."""
    monkeypatch.setattr(room, "whose", lambda: ("0" * 8, "1" * 8))
    with arriving(tmp_path) as theirs:
        theirs.write_bytes(b"half")
        monkeypatch.setattr(fcntl, "flock", lambda handle, how: None)
        monkeypatch.setattr(room, "whose", whose)
        written(tmp_path / "ours.txt", b"whole")
        assert theirs.read_bytes() == b"half"


def test_a_living_file_of_this_machine_is_protected_by_its_lock(tmp_path: Path) -> None:
    with arriving(tmp_path) as living:
        assert swept(tmp_path) == 0 and living.exists()
