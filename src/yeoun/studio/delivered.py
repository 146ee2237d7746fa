"""What a finished folder holds, as a version of an episode: its digests, its cues, its files.

The folder's index names every file by its digest, so the digest of the index names all of it. A cue's digest is over what people decide
about: the picture, its notes, its stems, and the samples of the mixes while it sounds (so a neighbour that changes leaves it alone).
The index may come from another machine: nothing in it is believed before it is looked at.
"""

import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path, PurePosixPath
from typing import Any

import soundfile

from yeoun.errors import InputRefused, OutputRefused
from yeoun.pipeline.arriving import refusing
from yeoun.units.time import HOUSE_RATE

INDEX, SPOTTING = "score.json", "spotting/spotting.json"
MIXES = ("mix/music_714.wav", "mix/music_20.wav", "mix/programme_20.wav")    # what a cue's mix is heard in; the second has to be there
BLOCK = 1 << 16
MOST_FILES, MOST_INDEX = 20_000, 32 << 20    # our choice: a season's folder has a thousand files
DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class FileOf:
    """A file of the folder; `path` with slashes, as the index has it."""

    path: str
    sha256: str
    bytes: int


@dataclass(frozen=True, slots=True)
class TakeOf:
    """A cue as this folder has it. Frames from the picture's first; `end_frame` is the first one without it."""

    key: str
    number: str
    title_ko: str
    title_en: str
    start_frame: int
    end_frame: int
    score: str
    stems: str
    mix: str
    digest: str


@dataclass(frozen=True, slots=True)
class Delivered:
    """A finished folder."""

    digest: str
    episode: str
    rate: Fraction
    frames: int
    start_tc: str
    picture: str
    score: str
    stems: str
    mix: str
    files: tuple[FileOf, ...]
    takes: tuple[TakeOf, ...]


def read_delivered(folder: Path) -> Delivered:
    """What a finished folder holds. Files are not looked into, but for the mixes under each cue.

    Refuses  InputRefused, when it is no finished folder, or its index cannot be believed
    """
    raw = _bytes(folder / INDEX, folder.name)
    try:
        index, spotting = json.loads(raw), json.loads(_bytes(folder / SPOTTING, folder.name))
        files = tuple(_file(each) for each in index["files"])
        rate = Fraction(index["rate"])
        frames = round(Fraction(str(index["length_s"])) * rate)
        picture = next(each["sha256"] for each in index["inputs"] if each["role"] == "picture")
        if not (1 <= rate <= 240 and 0 < frames < 2**31 and DIGEST.fullmatch(picture) and len(files) <= MOST_FILES):
            raise ValueError("a rate, a length or a digest that cannot be")
        sums = {each.path: each.sha256 for each in files}
        if MIXES[1] not in sums:
            raise ValueError("no mix: the run stopped before it")
        takes = tuple(_take(folder, cue, picture, sums, rate, frames) for cue in spotting["cues"])
        start_tc, episode = str(index.get("start_tc", ""))[:16], str(index["episode"])[:64]
    except (ValueError, KeyError, TypeError, StopIteration, ZeroDivisionError, RecursionError, soundfile.LibsndfileError) as why:
        raise _not_finished(folder.name, str(why) or type(why).__name__) from why
    return Delivered(
        hashlib.sha256(raw).hexdigest(), episode, rate, frames, start_tc, picture, _over(sums, _is_score), _over(sums, _is_stem),
        _over(sums, lambda path: path.startswith("mix/")), files, takes)


def _not_finished(name: str, why: str) -> InputRefused:
    return InputRefused(name=name[:200], where="score.json and spotting.json", why=f"this is no finished folder ({why[:200]})",
                        now="Score the picture to the end, then add it again")


def _bytes(path: Path, name: str) -> bytes:
    try:
        if path.is_symlink() or path.stat().st_size > MOST_INDEX:
            raise _not_finished(name, f"{path.name} is a link, or too large")
        return path.read_bytes()
    except OSError as why:
        raise _not_finished(name, f"{path.name}: {why.strerror}") from why


def _file(entry: Any) -> FileOf:
    path, digest, size = entry["path"], entry["sha256"], entry["bytes"]
    pure = PurePosixPath(path)
    if not isinstance(size, int) or not 0 <= size < 2**50 or not DIGEST.fullmatch(digest):
        raise ValueError("a file without size or digest")
    if pure.is_absolute() or str(pure) != path or len(path) > 500 or not pure.parts or ".." in pure.parts or "\0" in path or "\\" in path:
        raise ValueError("a path that leads out of the folder")
    return FileOf(path, digest, size)


def _is_score(path: str) -> bool:
    return path.startswith("cues/") and not path.endswith(".wav")


def _is_stem(path: str) -> bool:
    return path.startswith("cues/") and "/stems/" in path


def _over(sums: dict[str, str], is_part: Any) -> str:
    return named(f"{path} {sums[path]}" for path in sorted(sums) if is_part(path))


def named(lines: Iterable[str]) -> str:
    """One digest over several lines."""
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _take(folder: Path, cue: Any, picture: str, sums: dict[str, str], rate: Fraction, frames: int) -> TakeOf:
    number, start, end = str(cue["id"])[:32], int(cue["start_frame"]), int(cue["end_frame"])
    if not 0 <= start < frames or not start < end <= frames + round(10 * rate):
        raise ValueError(f"cue {number} lies outside of the picture")
    own = {path: digest for path, digest in sums.items() if path.startswith(f"cues/{number}/")}
    if f"cues/{number}/sketch.json" not in own:
        raise ValueError(f"cue {number} has no notes")
    titles = json.loads(_bytes(folder / "cues" / number / "sketch.json", folder.name)).get("titles", {})
    score, stems = _over(own, _is_score), _over(own, _is_stem)
    ends_s = float(cue["end_s"]) + float(cue.get("tail_s", 0.0))
    mix = _heard(folder, sums, round(start * HOUSE_RATE / rate), round(ends_s * HOUSE_RATE))
    return TakeOf(str(cue["key"])[:100], number, str(titles.get("ko", number))[:200], str(titles.get("en", number))[:200], start,
                  end, score, stems, mix, named((picture, score, stems, mix)))


def _heard(folder: Path, sums: dict[str, str], start: int, end: int) -> str:
    """The digest of what the mixes hold between two samples."""
    digest = hashlib.sha256()
    for name in MIXES:
        if name in sums:
            with soundfile.SoundFile(folder / name) as sound:
                digest.update(f"{name} {sound.channels}\n".encode())
                sound.seek(min(start, sound.frames))
                left = min(end, sound.frames) - sound.tell()
                while left > 0:
                    block = sound.buffer_read(min(BLOCK, left), dtype="int32")
                    digest.update(block)
                    left -= BLOCK
    return digest.hexdigest()


def keep_files(folder: Path, delivered: Delivered, place: Path) -> None:
    """Keep a folder's files where later runs do not reach: by links where the disk allows it, else by copies, each one verified.

    place    where they go, whole or not at all; one that is there already is taken as it is
    Refuses  InputRefused, when a file is not what the index says; OutputRefused
    """
    if place.exists():
        return
    arriving = place.with_name(f".{place.name}.arriving")
    shutil.rmtree(arriving, ignore_errors=True)
    try:
        with refusing(place, "Make room, then add the folder again"):
            for each in delivered.files:
                target = arriving / each.path
                target.parent.mkdir(parents=True, exist_ok=True)
                _kept(folder, each, target)
            shutil.copyfile(folder / INDEX, arriving / INDEX)
            for below in (*_folders(arriving), arriving):
                _sync(below)
            arriving.rename(place)
            _sync(place.parent)
    finally:
        shutil.rmtree(arriving, ignore_errors=True)


def _folders(root: Path) -> Iterator[Path]:
    return (path for path in root.rglob("*") if path.is_dir())


def _kept(folder: Path, file: FileOf, target: Path) -> None:
    source = folder / file.path
    if source.is_symlink() or not source.is_file() or not source.resolve().is_relative_to(folder.resolve()):
        raise _not_finished(folder.name, f"{file.path} is missing, or is a link")
    try:
        os.link(source, target)
        target.chmod(0o444)    # what is signed is written over by nobody, in the folder it came from neither
    except OSError:    # another disk, one without links, or somebody else's file
        target.unlink(missing_ok=True)
        shutil.copyfile(source, target)
        target.chmod(0o444)
    digest = hashlib.sha256()
    with target.open("rb") as handle:
        while block := handle.read(1 << 20):
            digest.update(block)
        os.fsync(handle.fileno())
    if digest.hexdigest() != file.sha256:
        raise InputRefused(name=folder.name, where=file.path, why="the file is not what the index says of it",
                           now="Run yeoun check on the folder, and score again")


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def is_text(name: str) -> bool:
    """Whether a file's name can be told: some are bytes that are no letters.

    >>> is_text("막차.mp4"), is_text("\\udcff.wav")
    (True, False)
    """
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def found_below(root: Path, deep: int = 2) -> dict[str, Path]:
    """Every finished folder in a folder or a little deeper, by the name under which it may be asked for.

    Names from outside are looked up here, never joined to a path.
    """
    found: dict[str, Path] = {}
    waiting = [(root, 0)]
    while waiting:
        folder, depth = waiting.pop()
        if folder != root and not os.access(folder, os.R_OK | os.X_OK):    # what may not be looked into holds nothing
            continue
        if (folder / INDEX).is_file() and (folder / SPOTTING).is_file():
            found[folder.relative_to(root).as_posix() if folder != root else folder.name] = folder
        elif depth < deep:
            try:
                waiting += [(each, depth + 1) for each in folder.iterdir()
                            if is_text(each.name) and not each.name.startswith(".") and not each.is_symlink() and each.is_dir()]
            except OSError as why:
                raise OutputRefused(place=str(folder), why=why.strerror or str(why), now="Let yeoun read it") from why
    return dict(sorted(found.items()))
