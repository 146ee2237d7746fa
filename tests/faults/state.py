"""What has to hold on a disk, whatever happened: whole or absent, old or new, and never anything else."""

import errno
import hashlib
import os
import re
import shutil
from functools import cache
from pathlib import Path

from tests.faults.disk import Fault
from tests.whole.conftest import Scored
from yeoun.cli.layout import STAGING
from yeoun.pipeline.arriving import PREFIX
from yeoun.units.luck import Take, luck

ERRORS = {    # what can go wrong with each kind of call; 0 = half of it happens
    "open": (errno.ENOSPC, errno.EACCES, errno.EROFS, errno.EIO, errno.EDQUOT),
    "write": (errno.ENOSPC, errno.EIO, 0, errno.EDQUOT), "fsync": (errno.EIO, errno.ENOSPC, errno.EDQUOT),
    "rename": (errno.EIO, errno.ENOSPC, errno.EROFS, errno.EACCES), "link": (errno.EIO, errno.ENOSPC, errno.EPERM, errno.EMLINK),
    "mkdir": (errno.ENOSPC, errno.EACCES, errno.EIO, errno.EDQUOT), "chmod": (errno.EPERM, errno.EIO, errno.EROFS),
    "close": (errno.EIO, errno.ENOSPC, errno.EDQUOT), "unlink": (errno.EIO, errno.EROFS, errno.EACCES)}
TEMPORARY = re.compile(rf"(^|/){re.escape(PREFIX)}[^/]+$|(^|/){re.escape(STAGING)}(/|$)")
LASTING = {errno.ENOSPC, errno.EDQUOT, errno.EROFS}


def held(folder: Path) -> dict[str, str]:
    """Every file of a folder, hidden ones too, but run.json: path -> digest of its bytes."""
    return {path.relative_to(folder).as_posix(): _digest(path) for path in sorted(folder.rglob("*"))
            if path.is_file() and path.name != "run.json"}


def _digest(path: Path) -> str:
    found = path.stat()
    return _digest_of(path, found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns)


@cache
def _digest_of(path: Path, *state: int) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def torn(store: Path, truth: dict[str, str]) -> list[str]:
    """What lies in a store and would not lie in an undisturbed one with these very bytes."""
    return [path for path, digest in held(store).items() if truth.get(path) != digest] if store.exists() else []


def sentence(status: int, err: str) -> None:
    """One clear sentence of refusal, and no traceback."""
    assert status == 2 and "Traceback" not in err, (status, err)
    (said,) = err.strip().splitlines()
    assert said.startswith("yeoun: Cannot write to ") and said.endswith("."), said
    assert len(re.findall(r"\.(?:\s|$)", said)) >= 2, f"why and what now are two sentences: {said}"


def linked_copy(source: Path, place: Path) -> Path:
    """A store or folder that shares its files with another, by hard links: nothing of ours writes into a file that is there."""
    shutil.copytree(source, place, copy_function=os.link)
    return place


def without(scored: Scored, place: Path, *steps: str) -> Path:
    """A store in which everything is found but what each of these steps made first."""
    linked_copy(scored.store, place)
    made = {each["step"]: each for each in reversed(scored.ran.told) if each["event"] == "begins"}
    for step in steps:
        forgotten(place, made[step]["recipe"])
    return place


def forgotten(store: Path, recipe: str) -> None:
    """Take out of a store what one recipe made."""
    (store / "things" / recipe[:2] / recipe).unlink()
    shutil.rmtree(store / "files" / recipe[:2] / recipe, ignore_errors=True)


def points(calls: list[tuple[str, str]], count: int) -> list[Fault]:
    """So many faults over a run's calls: in turn from every group (kind of call, kind of file), spread inside each."""
    groups: dict[tuple[str, str, str], list[int]] = {}
    for number, (kind, path) in enumerate(calls):
        suffix = Path(path).suffix
        suffix = suffix if len(suffix) < 10 else ""    # a thing arrives under a name that ends with its digest
        groups.setdefault((kind, "/".join(path.split("/")[:2]), suffix), []).append(number)
    chance = luck(Take(7), "points", count)
    rows = [[int(each) for each in chance.permutation(numbers)] for _, numbers in sorted(groups.items())]
    rows = [rows[k] for k in chance.permutation(len(rows))]
    chosen = [row[turn] for turn in range(max(map(len, rows))) for row in rows if turn < len(row)][:count]
    return [_fault(number, calls[number][0], turn) for turn, number in enumerate(sorted(chosen))]


def _fault(number: int, kind: str, turn: int) -> Fault:
    error = ERRORS[kind][turn % len(ERRORS[kind])]
    return Fault(number, error, lasts=error in LASTING and (turn // 3) % 2 == 0)


def hidden(folder: Path) -> list[str]:
    """What a person would not expect in a finished folder."""
    return [path.relative_to(folder).as_posix() for path in folder.rglob(".*")]


def leftovers(out: Path, store: Path) -> list[str]:
    """What lies under temporary names: in the folder a run lays out, and in the store."""
    arrivals = [path.name for path in (store / "arriving").iterdir()]
    assert all(name.startswith(PREFIX) for name in arrivals), arrivals    # only these are swept
    staged = hidden(out) if out.exists() else []
    assert all(path.split("/")[0] == STAGING for path in staged), staged
    return staged + arrivals


def may_leave(struck: tuple[str, str], fault: Fault) -> bool:
    """Whether a fault struck the very call that takes away a temporary file, or nothing can be taken away any more."""
    kind, path = struck
    tidies = kind == "unlink" and TEMPORARY.search(path) is not None
    ends = kind == "close" and path.endswith(f"/{STAGING}")    # the folder that is being removed, after the last rename
    return tidies or ends or fault.lasts and fault.error == errno.EROFS
