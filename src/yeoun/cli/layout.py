"""Laying finished files out in a folder: all of them or none, the index last, and nobody else's file touched.

Whatever can run out (room, mostly) is asked for first, in `.yeoun-arriving` inside the folder; what follows are renames only, and
where one fails the others are taken back. A process killed between two renames leaves a folder without its index, and a list of
what is ours in `.yeoun-arriving`: the next run goes by that list.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from yeoun.delivering.index import index_of
from yeoun.model.delivered import Delivery
from yeoun.model.media import Material, Media
from yeoun.model.shelf import BlobRef, OutFile, SoundRef
from yeoun.pipeline.arriving import refusing, synced, written
from yeoun.pipeline.store import Store, is_stamped, sha256_of, stamp

STAGING, INDEX, RECORD, OURS = ".yeoun-arriving", "score.json", "run.json", "ours.json"
LISTED = "film.json"    # what stands in the folder of the demo film, which has no index
Known = dict[str, set[str]]    # path in the folder -> digests of what we put there, now or before


def lay_out(out: Path, material: Material, media: Media, delivered: Iterable[Delivery], store: Store,
            record: dict[str, Any]) -> tuple[str, ...]:
    """Put every delivered file in its place, forget files of an earlier run, and write score.json and run.json.

    out      the folder; it is there
    record   what run.json says of this run
    Gives    the files of people that stood where ours go, as they are called now
    Refuses  OutputRefused, when the folder cannot be written: it is as it was before; StoreDamaged
    """
    deliveries = tuple(delivered)
    files: dict[str, OutFile] = {file.path: file for delivery in deliveries for file in delivery.files}
    cautions = tuple(dict.fromkeys(each for delivery in deliveries for each in delivery.cautions))
    index = index_of(material, media, tuple(files[path] for path in sorted(files)), cautions)
    told = _sealed(record | {"index": hashlib.sha256(index).hexdigest()})
    return settle(out, {path: file.ref for path, file in files.items()}, store, {RECORD: told, INDEX: index})


def settle(out: Path, files: Mapping[str, BlobRef | SoundRef], store: Store, last: Mapping[str, bytes]) -> tuple[str, ...]:
    """Make a folder hold exactly these of our files; whatever is not ours stays.

    files    path in the folder -> where it lies in the store
    last     what is written after all of them, in this order; the first of them to go
    Gives    the files of people that stood in the way, under the names they were given
    """
    now = "Make room or choose another folder with --out, then run again: what is made is kept in the store"
    with refusing(out, now):
        staging = out / STAGING
        known = _known(out)
        wanted = {path: files[path] for path in sorted(files) if not _stands(out / path, files[path], store)}
        sources = _verified(wanted, store)
        with _staged(staging), _folders(out, wanted):
            _note(staging, known, files)
            arrivals = dict(_arrivals(staging, wanted, sources, last))
            stale = [path for path in sorted(known) if path not in files and path not in last and _is_ours(out, path, known[path])]
            aside = {path: _other_name(out / path) for path in (*wanted, *last)
                     if _in_the_way(out, path, known.get(path, set()), store)}
            _moved(_moves(out, staging, arrivals, stale, aside, last))
        _tidied(out, stale)
    return tuple(each.relative_to(out).as_posix() for each in aside.values())


def _known(out: Path) -> Known:
    """What earlier runs put here: by the folder's index, and by the list of one that was killed on the way."""
    known: Known = {}
    for page in (out / INDEX, out / LISTED, out / STAGING / OURS):
        if not page.is_file():
            continue
        contents = page.read_text(encoding="utf-8", errors="replace")    # one that cannot be read is no reason to take ours for others'
        try:
            for each in json.loads(contents)["files"]:
                known.setdefault(str(each["path"]), set()).add(str(each["sha256"]))
        except (ValueError, KeyError, TypeError, RecursionError):
            continue
    return known


def _stands(target: Path, ref: BlobRef | SoundRef, store: Store) -> bool:
    """Whether a file is in its place already: by its stamp, which costs a look, or else by its digest.

    The stamp is believed where it is the store's own file, or on another disk. A file of its own beside the store is one that
    somebody put there, or one that the store has forgotten since.
    """
    if target.is_symlink() or not target.is_file() or target.stat().st_size != ref.bytes or store.was_damaged(target):
        return False
    return is_stamped(target, ref.sha256) and not store.is_another(target, ref.recipe, ref.name) or sha256_of(target) == ref.sha256


def _verified(wanted: Mapping[str, BlobRef | SoundRef], store: Store) -> dict[str, Path]:
    """Where the files lie in the store, each read once and found whole."""
    with ThreadPoolExecutor(2) as readers:
        found = readers.map(lambda ref: store.whole(ref.recipe, ref.name, ref.sha256), wanted.values())
        return dict(zip(wanted, found, strict=True))


@contextmanager
def _staged(staging: Path) -> Iterator[None]:
    """The folder for what arrives: emptied before, gone after. Its list stays as long as no index stands that says the same."""
    staging.mkdir(exist_ok=True)
    _emptied(staging)
    try:
        yield
    except _Torn as torn:
        raise torn.why from torn
    except BaseException:
        with suppress(OSError):
            _emptied(staging)
            if (staging.parent / INDEX).exists():
                (staging / OURS).unlink(missing_ok=True)
            staging.rmdir()
        raise
    shutil.rmtree(staging, ignore_errors=True)    # the folder is whole already: what cannot go now goes with the next run


def _emptied(staging: Path) -> None:
    for each in staging.iterdir():
        if each.name != OURS:
            each.unlink()


@contextmanager
def _folders(out: Path, paths: Iterable[str]) -> Iterator[None]:
    """The folders that paths stand in; those that were not there go again when the block fails."""
    made: list[Path] = []
    try:
        for folder in dict.fromkeys(each for path in paths for each in reversed((out / path).parents)):
            if not folder.exists():
                folder.mkdir()
                made.append(folder)
        yield
    except BaseException:
        with suppress(OSError):
            for folder in reversed(made):
                folder.rmdir()
        raise


def _note(staging: Path, known: Known, files: Mapping[str, BlobRef | SoundRef]) -> None:
    """Write down what is ours, before anything moves: for whoever comes after us if we do not come to an end."""
    ours = [(path, digest) for path, digests in known.items() for digest in digests]
    ours += [(path, str(ref.sha256)) for path, ref in files.items()]
    rows = [{"path": path, "sha256": digest} for path, digest in sorted(set(ours))]
    written(staging / OURS, json.dumps({"files": rows}, ensure_ascii=False).encode())


def _arrivals(staging: Path, wanted: Mapping[str, BlobRef | SoundRef], sources: Mapping[str, Path],
              last: Mapping[str, bytes]) -> Iterator[tuple[str, Path]]:
    """Every file under a number in the staging folder: a hard link where the file system allows, else a copy."""
    for number, (path, ref) in enumerate(wanted.items()):
        arrived = staging / f"new{number}"
        try:
            os.link(sources[path], arrived)
        except OSError:
            shutil.copyfile(sources[path], arrived)
            stamp(arrived, ref.sha256)
            synced(arrived)
        yield path, arrived
    for name, contents in last.items():
        written(staging / f"last-{name}", contents)
        yield name, staging / f"last-{name}"


def _moves(out: Path, staging: Path, arrivals: Mapping[str, Path], stale: Iterable[str], aside: Mapping[str, Path],
           last: Mapping[str, bytes]) -> Iterator[tuple[Path, Path]]:
    """The renames, in their order: the old index goes first and the new one comes last; between, nothing vouches."""
    for number, path in enumerate((*reversed(tuple(last)), *stale, *(each for each in arrivals if each not in last))):
        if os.path.lexists(out / path):
            yield out / path, aside.get(path, staging / f"old{number}")
        if path in arrivals and path not in last:
            yield arrivals[path], out / path
    for name in last:
        yield arrivals[name], out / name


class _Torn(Exception):
    """Some renames were done and could not be taken back."""

    def __init__(self, why: BaseException) -> None:
        super().__init__(str(why))
        self.why = why


def _moved(moves: Iterable[tuple[Path, Path]]) -> None:
    """Rename all, or none: at the first that fails, the others are taken back."""
    done: list[tuple[Path, Path]] = []
    try:
        for source, target in moves:
            source.rename(target)
            done.append((source, target))
    except BaseException as why:
        try:
            for source, target in reversed(done):
                target.rename(source)
        except OSError:
            raise _Torn(why) from why
        raise


def _is_ours(out: Path, path: str, digests: set[str]) -> bool:
    """Whether a file below the folder still is what a run put there; one that people changed is theirs."""
    file = out / path
    try:
        if Path(path).is_absolute() or file.is_symlink() or not file.resolve().is_relative_to(out.resolve()):
            return False
        is_there = file.is_file()
    except (OSError, ValueError):    # an index of somebody's, with a name that no file can have
        return False
    return is_there and sha256_of(file) in digests    # what goes away is read: a stamp outlives decay, and some tools' changes


def _in_the_way(out: Path, path: str, digests: set[str], store: Store) -> bool:
    """Whether something that is not ours stands where a file of ours goes."""
    there = out / path
    if not os.path.lexists(there) or _is_ours(out, path, digests):
        return False
    if path in (INDEX, RECORD, LISTED) and there.is_file():
        return not _is_our_page(out, path)
    return there.is_symlink() or not store.was_damaged(there)


def _sealed(record: Mapping[str, Any]) -> bytes:
    """The record as it is written, with a digest of all else it says."""
    def written(told: Mapping[str, Any]) -> bytes:
        return json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"

    return written({**record, "seal": hashlib.sha256(written(record)).hexdigest()})


def _is_our_page(out: Path, path: str) -> bool:
    """Whether index or record are as a run wrote them; runs that left no seal are believed."""
    contents = (out / path).read_bytes()
    if path == LISTED:
        return b'"schema": 1' in contents[:1_000_000]
    try:
        record = json.loads((out / RECORD).read_bytes())
    except (FileNotFoundError, IsADirectoryError, ValueError, RecursionError):
        record = {}
    record = record if isinstance(record, dict) else {}
    if path == INDEX:
        return b'"schema": 1' in contents[:1_000_000] and record.get("index") in (None, hashlib.sha256(contents).hexdigest())
    seal = record.pop("seal", None)
    return b'"schema": 1' in contents[:1_000_000] and (seal is None or _sealed(record) == contents)


def _other_name(path: Path) -> Path:
    """A free name beside a file: 1m01.kept.mid, 1m01.kept2.mid."""
    names = (path.with_name(f"{path.stem}.kept{number}{path.suffix}") for number in ("", *range(2, 10_000)))
    return next(each for each in names if not os.path.lexists(each))


def _tidied(out: Path, stale: Iterable[str]) -> None:
    """Remove the folders that only files of an earlier run had kept."""
    emptied = {folder for path in stale for folder in (out / path).parents if out in folder.parents}
    for folder in sorted(emptied, key=lambda each: len(each.parts), reverse=True):
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
