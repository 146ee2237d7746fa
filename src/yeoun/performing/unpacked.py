"""The bank's presets with their samples unpacked, kept on disk: a machine decodes them once, and not every process anew.

Out of the bank itself FluidSynth decodes Ogg Vorbis anew in each process, behind a lock that all its instances share, and parses
all of the bank for every instance. Here a bundle of presets is a SoundFont of its own whose samples are WAVs (soundfont.py):
the same bits, opened in 2 ms instead of 20, read in a twentieth of the time it takes to decode. All in use come to 400 MB.

Conventions: a folder is named by the bank's digest and by what decodes and what plays, so nothing in it is ever stale. A file
arrives whole or not at all. Who makes one holds its lock, so that others wait for it instead of making it as well. Where
nothing can be kept, the bank itself is played.
"""

import fcntl
import hashlib
import os
import sys
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import soundfile

from yeoun.performing.soundfont import Preset, Soundfont, bundles, is_compressed, read, samples_of, write

VERSION = 1    # of what we write
Alike = Callable[[Path, Path, Preset], bool]


def with_installation() -> Path:
    """Where set-up keeps what everyone who uses this installation may read."""
    return Path(sys.prefix) / "share" / "yeoun" / "bank"


def with_user() -> Path | None:
    """Where a user keeps what set-up has not; None where nobody lives."""
    try:
        return Path.home() / ".cache" / "yeoun" / "bank"
    except RuntimeError:
        return None


def digest_of(bank: Path) -> str:
    """The digest of a bank, remembered for as long as the file system says that nothing in it has changed."""
    told = bank.stat()
    user, stamp = with_user(), f"{told.st_dev}-{told.st_ino}-{told.st_size}-{told.st_mtime_ns}-{told.st_ctime_ns}"
    if user is not None and (user / stamp).is_file():
        known = (user / stamp).read_text(encoding="ascii")
        if len(known) == 64:
            return known
    with bank.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if user is not None:
        with suppress(OSError):    # it is only remembered: who cannot write it reckons anew
            user.mkdir(parents=True, exist_ok=True)
            arriving = user / f".{stamp}.{os.getpid()}"
            arriving.write_text(digest, encoding="ascii")
            arriving.replace(user / stamp)
    return digest


@cache
def measured() -> dict[str, Any]:
    """`bank.toml`: the presets in use, as they were measured, and the digest of the bank they were measured on."""
    return tomllib.loads((files("yeoun.performing") / "bank.toml").read_text(encoding="utf-8"))


@cache
def _known(bank: Path) -> tuple[Soundfont, tuple[tuple[Preset, ...], ...]] | None:
    """The bank taken apart, and its presets that were measured, in bundles; None for one that holds nothing compressed."""
    wanted = [(int(at), int(program)) for at, program in (key.split(":") for key in measured()["preset"])]
    try:
        font = read(bank)
    except ValueError:
        return None
    return (font, bundles(font, wanted)) if is_compressed(font) else None


@cache
def _folder(bank: Path, player: str) -> str:
    return f"{digest_of(bank)[:32]}-{soundfile.__libsndfile_version__}-{player}-{VERSION}"


_UNKEPT: set[tuple[Path, tuple[Preset, ...]]] = set()    # what this process could not keep, and will not try again


def file_of(bank: Path, preset: Preset, player: str, alike: Alike) -> Path:
    """The file a preset is played from: unpacked if that can be kept, else the bank itself.

    bank    the bank of samples
    preset  bank number and program
    player  the version of what plays it
    alike   whether a preset sounds the same from two files: asked once on a machine, before anything is kept there
    """
    known = _known(bank)
    bundle = next((each for each in known[1] if preset in each), None) if known is not None else None
    if known is None or bundle is None or (bank, bundle) in _UNKEPT:
        return bank
    folder, name, user = _folder(bank, player), named(bundle), with_user()
    for place in (with_installation(), user):
        if place is not None and (place / folder / name).is_file():
            return place / folder / name
    try:
        if user is not None and keep(known[0], known[1], bundle, user / folder, alike):
            return user / folder / name
    except OSError:    # read-only, or full
        pass
    _UNKEPT.add((bank, bundle))
    return bank


def named(bundle: tuple[Preset, ...]) -> str:
    """What a bundle's file is called.

    >>> named(((0, 0), (8, 0)))
    '0-0_8-0.sf3'
    """
    return "_".join(f"{bank}-{program}" for bank, program in bundle) + ".sf3"


def keep(font: Soundfont, every: tuple[tuple[Preset, ...], ...], bundle: tuple[Preset, ...], folder: Path, alike: Alike) -> bool:
    """Unpack a bundle into a folder, unless it is there; False when it would not sound like the bank.

    every  all bundles: the smallest of them is listened to first
    Refuses  OSError, when the folder cannot be written to or is full
    """
    folder.mkdir(parents=True, exist_ok=True)
    with _alone(folder / "alike.lock"):
        if not (folder / "alike").exists():
            small = min(every, key=lambda each: len(samples_of(font, each)))
            _put(font, small, folder)
            if not alike(font.path, folder / named(small), small[0]):
                return False
            (folder / "alike").touch()
    with _alone(folder / f"{named(bundle)}.lock"):
        if not (folder / named(bundle)).exists():
            _put(font, bundle, folder)
    return True


def _put(font: Soundfont, bundle: tuple[Preset, ...], folder: Path) -> None:
    """Write a bundle under a passing name, the same for everyone, for whoever was killed meanwhile; then give it its own."""
    arriving = folder / f"{named(bundle)}.arriving"
    try:
        with arriving.open("w+b") as out:
            write(font, bundle, out)
            out.flush()
            os.fsync(out.fileno())
        arriving.replace(folder / named(bundle))
    finally:
        arriving.unlink(missing_ok=True)


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """Nobody else is inside the block, of this process or another."""
    handle = os.open(lock, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def keep_all(bank: Path, player: str, alike: Alike) -> bool:
    """Unpack every bundle for everyone who uses this installation, or, where that is not ours to write, for this user.

    Gives  whether it is all there
    """
    known = _known(bank)
    for place in (with_installation(), with_user()) if known is not None else ():
        if known is not None and place is not None:
            with suppress(OSError):
                return all(keep(*known, bundle, place / _folder(bank, player), alike) for bundle in known[1])
    return False
