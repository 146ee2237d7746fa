"""Files that are whole or absent, and folders that one process works in at a time.

A file is written under a temporary name, synced and renamed. While it arrives its writer holds a lock on it, which the system
lets go of even when the writer is killed: so a temporary file without a lock is nobody's, and whoever comes next removes it.
Locks are flock(2), of Linux and macOS; on a file system without them nothing is swept, and two runs are not told apart.

On a shared folder a lock of another machine may not be seen here. So the name says whose a file is: which machine, and since which
start of it. Only files of this very start are judged by their lock, with those that name nobody; those of an earlier start of
this machine go when nobody wrote to them for a day; those of other machines stay for them to sweep.
"""

import fcntl
import hashlib
import os
import platform
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

from yeoun.errors import OutputRefused

PREFIX = ".arriving-"
OWNED = re.compile(r"\.arriving-([0-9a-f]{8})-([0-9a-f]{8})-")
OLD_S = 86_400.0                     # our choice: no step is silent for a day
MACHINE = ("/etc/machine-id", "/var/lib/dbus/machine-id")
START = ("/proc/sys/kernel/random/boot_id",)


@cache
def whose() -> tuple[str, str]:
    """This machine and this start of it, in eight signs each; processes that see one another's locks have the same start."""
    return _short(platform.node(), *MACHINE), _short("" if Path(START[0]).exists() else platform.node(), *START)


def _short(said: str, *places: str) -> str:
    inner = hashlib.sha256(said.encode())
    for place in places:
        with suppress(OSError):
            inner.update(b"\0" + Path(place).read_bytes())
    return inner.hexdigest()[:8]


def synced(path: Path) -> None:
    """Bring a file's bytes to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def refusing(place: str | Path, now: str) -> Iterator[None]:
    """What the disk refuses inside the block becomes a refusal that names the place and says what to do."""
    try:
        yield
    except OSError as why:
        raise OutputRefused(place=str(place), why=why.strerror or str(why), now=now) from why


@contextmanager
def arriving(folder: Path, ending: str = "") -> Iterator[Path]:
    """An empty file under a temporary name in a folder that is there; gone after the block, unless it was renamed before."""
    handle, path = _held(folder, ending)
    try:
        yield path
    finally:
        try:
            path.unlink(missing_ok=True)
        finally:
            os.close(handle)


def _held(folder: Path, ending: str) -> tuple[int, Path]:
    while True:
        handle, name = tempfile.mkstemp(prefix=f"{PREFIX}{'-'.join(whose())}-", suffix=ending, dir=folder)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
        except OSError:
            return handle, Path(name)    # no locks here, so nobody sweeps either
        if os.fstat(handle).st_nlink:
            return handle, Path(name)
        os.close(handle)                 # swept between its making and its lock: once more


def swept(folder: Path) -> int:
    """Remove what killed writers left under temporary names in a folder; gives how many. A living writer's files stay."""
    count = 0
    for path in folder.glob(f"{PREFIX}*"):
        if not _is_ours(path):
            continue
        try:
            handle = os.open(path, os.O_RDONLY)
        except OSError:
            continue                     # it arrived meanwhile, or is not ours to open
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            path.unlink()
            count += 1
        except OSError:
            pass                         # somebody is writing it, or it cannot be removed: it does no harm
        finally:
            os.close(handle)
    return count


def _is_ours(path: Path) -> bool:
    """Whether a lock on a temporary file would be seen here, or its writer is gone for certain."""
    found = OWNED.match(path.name)
    machine, start = whose()
    if found is None or found[2] == start:
        return True
    if found[1] != machine:
        return False
    try:
        with tempfile.TemporaryFile(dir=path.parent) as now:    # by the clock of whoever holds the folder
            return os.fstat(now.fileno()).st_mtime - path.stat().st_mtime > OLD_S
    except OSError:
        return False


def written(path: Path, contents: bytes) -> None:
    """Put bytes in a file of a folder that is there, at once and whole; what stood there before stands until then."""
    with arriving(path.parent) as temporary:
        temporary.write_bytes(contents)
        temporary.chmod(0o644)
        synced(temporary)
        temporary.replace(path)
    swept(path.parent)


@contextmanager
def occupied(folder: Path, *, alone: bool, why: str, now: str) -> Iterator[None]:
    """Nobody else works in a folder inside the block.

    alone     False lets others in who do not ask to be alone either
    why, now  what a refusal says when somebody is there already
    """
    handle = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except BlockingIOError:
            raise OutputRefused(place=str(folder), why=why, now=now) from None
        except OSError:
            pass                         # no locks here: as the head of this file says
        yield
    finally:
        os.close(handle)
