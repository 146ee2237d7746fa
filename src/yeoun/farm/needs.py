"""What a worker must have so that it gives what this machine would give: the same program, data, store and files."""

import hashlib
import importlib
import importlib.metadata
import platform
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from yeoun import __version__
from yeoun.errors import FarmRefused, OutputRefused
from yeoun.grounds import grounds_of
from yeoun.pipeline.codec import Codec
from yeoun.pipeline.reaching import PROBE, leave_probe, opened, reaching, take_probe
from yeoun.units.names import Digest
from yeoun.units.stages import STAGES

WORKING = (*STAGES, "demo")    # whose data a worker must have as whoever asks it
EVERYWHERE = "Use a store that every machine reaches: a shared folder under one path, or S3"


@dataclass(frozen=True, slots=True)
class Needs:
    """What every worker is held against."""

    store: str                                         # a folder or an fsspec URL
    probe: str                                         # a file this machine has put into the store
    nouns: str                                         # module:function that gives the codec
    given: tuple[tuple[Digest, str, int], ...]         # digest, path and bytes of each file that people handed in
    made_with: tuple[tuple[str, str], ...]             # what the results stand on -> its version or digest


@cache
def made_with() -> tuple[tuple[str, str], ...]:
    """What results stand on, in this process: Python, the program's code, every package it names, each stage's data."""
    packages = sorted({re.split(r"[^A-Za-z0-9_.-]", each)[0] for each in importlib.metadata.requires("yeoun") or ()
                       if "extra ==" not in each} | {"numpy", "numba"})
    return (("Python", ".".join(platform.python_version_tuple()[:2])), ("yeoun", __version__), ("the code of yeoun", _code()),
            *((package, _version(package)) for package in packages),
            *((f"the data of {stage} (lists, banks, models)", grounds_of(stage)) for stage in WORKING))


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "absent"


def _code() -> str:
    root, inner = Path(str(files("yeoun"))), hashlib.sha256()
    for path in sorted(root.rglob("*.py")):
        inner.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return inner.hexdigest()


@contextmanager
def probed(store: str, given: Mapping[Digest, Path], nouns: str) -> Iterator[Needs]:
    """What the workers of one run are held against; while the block lasts, a probe lies in the store.

    store  a folder or an fsspec URL; a folder is named in full, for workers stand elsewhere
    given  files that people handed in
    nouns  module:function that gives the codec
    Refuses  OutputRefused, when the probe cannot be written
    """
    place = store if "://" in store else str(Path(store).resolve())
    probe = leave_probe(place)
    try:
        yield Needs(place, probe, nouns, tuple(sorted((digest, str(path), path.stat().st_size) for digest, path in given.items())),
                    made_with())
    finally:
        with suppress(OutputRefused):    # a store that is gone by now has been told of already
            take_probe(place, probe)


def codec_of(needs: Needs) -> Codec:
    """The codec that is named."""
    module, function = needs.nouns.split(":")
    codec: Codec = getattr(importlib.import_module(module), function)()
    return codec


def differences(here: Iterable[tuple[str, str]], there: Iterable[tuple[str, str]]) -> list[str]:
    """What is not the same, in words.

    >>> differences([("numpy", "2.4.6")], [("numpy", "2.3.0")])
    ['numpy is 2.3.0 there and 2.4.6 here']
    >>> differences([("the code of yeoun", "a" * 64)], [("the code of yeoun", "b" * 64)])
    ['the code of yeoun is not the same']
    """
    held = dict(there)
    return [f"{what} is not the same" if len(wanted) == 64 else f"{what} is {held.get(what, 'absent')} there and {wanted} here"
            for what, wanted in here if held.get(what) != wanted]


def examine(needs: Needs, who: str) -> None:
    """Hold this process against what is needed. Refuses (FarmRefused) by name what it lacks.

    who  this worker, as people know it
    """
    differ = differences(needs.made_with, made_with())
    if differ:
        raise FarmRefused(who=who, why="; ".join(differ[:3]) + (f"; and {len(differ) - 3} more" if len(differ) > 3 else ""),
                          now="Install the same versions and data on every machine of the farm, then start its worker again")
    _store(needs, who)
    for _, path, size in needs.given:
        try:
            there = Path(path).stat().st_size
        except OSError as why:
            raise FarmRefused(who=who, why=f"it does not reach {path} ({why.strerror})",
                              now="Put the files where every machine sees them under the same path") from why
        if there != size:
            raise FarmRefused(who=who, why=f"its {path} has {there} bytes and not {size}",
                              now="Put the same files under the same path on every machine")


def _store(needs: Needs, who: str) -> None:
    try:
        fs, _ = opened(needs.store)
        with reaching(needs.store):
            found = fs.cat_file(needs.probe)
        take_probe(needs.store, leave_probe(needs.store))
    except FileNotFoundError as why:
        raise FarmRefused(who=who, why=f"it cannot read and write the store {needs.store} ({type(why).__name__}: {why})",
                          now=EVERYWHERE) from why
    except OutputRefused as why:
        raise FarmRefused(who=who, why=f"it cannot read and write the store {needs.store} ({why.why})",
                          now=f"On its machine: {why.now}") from why
    if found != PROBE:
        raise FarmRefused(who=who, why=f"its store {needs.store} is another one", now=EVERYWHERE)
