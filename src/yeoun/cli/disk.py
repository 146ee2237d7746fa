"""Disk: what scoring a picture will need, whether it is there, and what was used.

Almost all of it is sound of fixed size: beds of 7.1.4 (twelve channels of 24 bit at 48 kHz are 1.73 MB a second, and every
group of instruments is one), masters, stems. OUT and the store share their files by hard links where they lie on one
file system; on two, OUT is a copy.
"""

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from yeoun.errors import OutputRefused

# Bytes a second of picture that each stage leaves in the store, measured on the demo film (75 s, 3 cues, 8 groups of
# instruments): 33.3 MB in all. Two other clips, measured whole: 28.5 MB (10 s, no sound) and 27.4 MB (30 s).
LEAVES = {"observing": 0.21e6, "feeling": 0.01e6, "performing": 0.44e6, "mixing": 22.2e6, "mastering": 8.3e6, "delivering": 2.2e6}
DELIVERED = frozenset({"mixing", "mastering", "delivering"})    # whose files stand in OUT
SPARE = 1.15    # our choice: room for two groups more than the demo has
# Seconds a first run takes on two processors: at all, and for each second of picture; measured with the sizes above.
AT_ALL_S, FOR_EACH_S = 6.0, 0.7
ALONE = 1.7    # times longer on one processor: some steps are single


@dataclass(frozen=True, slots=True)
class Needs:
    """Bytes a run will need: in the store, and in OUT where it cannot link to the store."""

    store: int
    out: int


@dataclass(frozen=True, slots=True)
class Used:
    """Bytes that lie in OUT and in the store, and on the disk altogether: what both share counts once."""

    out: int
    store: int
    together: int


def needs(length_s: float, last: frozenset[str] | None = None) -> Needs:
    """What scoring a picture for the first time will need.

    length_s  of the picture
    last      names of the stages that may work; None = all

    >>> round(needs(75.0).store / 1e9, 1)
    2.9
    """
    stages = {stage: size for stage, size in LEAVES.items() if last is None or stage in last}
    out = sum(size for stage, size in stages.items() if stage in DELIVERED)
    return Needs(round(SPARE * length_s * sum(stages.values())), round(SPARE * length_s * out))


def expected(length_s: float, need: Needs, processors: int) -> str:
    """What a first run will take, as a sentence for the user."""
    seconds = (AT_ALL_S + FOR_EACH_S * length_s) * (ALONE if processors < 2 else 1.0)
    time = f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
    return (f"{length_s:.0f} s of picture, scored for the first time: about {time}, and {spoken(need.store)} of disk. "
            "A second run finds what this one made.")


def spoken(size: float) -> str:
    """A size as people say it.

    >>> spoken(142.7e9), spoken(2.87e9), spoken(153e6), spoken(1e5)
    ('143 GB', '2.9 GB', '153 MB', '0 MB')
    """
    return f"{size / 1e6:.0f} MB" if size < 1e9 else f"{size / 1e9:.1f} GB" if size < 10e9 else f"{size / 1e9:.0f} GB"


def refuse_without_room(length_s: float, out: Path, store: str, last: frozenset[str] | None,
                        free: Callable[[Path], int]) -> Needs:
    """What a first run will need, when there is room for it.

    free     bytes free at a place
    Refuses  OutputRefused, where there is less
    """
    need = needs(length_s, last)
    folder = folder_of(store)
    places = [] if folder is None else [(folder, need.store)]
    if folder is None or not _on_one_file_system(out, folder):
        places.append((out, need.out))
    for place, size in places:
        if free(place) < size:
            raise OutputRefused(
                place=str(place), why=f"{length_s:.0f} s of picture need about {spoken(size)} there, and "
                                      f"{spoken(free(place))} are free",
                now="Free some space, choose other places with --out and --store, or score a part of it with --until")
    return need


def used(out: Path, store: str) -> Used:
    """What lies in OUT and in the store now."""
    seen: set[tuple[int, int]] = set()

    def lying(files: Iterable[Path]) -> tuple[int, int]:
        size = new = 0
        for path in files:
            facts = path.stat()
            size += facts.st_size
            if (facts.st_dev, facts.st_ino) not in seen:
                seen.add((facts.st_dev, facts.st_ino))
                new += facts.st_size
        return size, new

    in_out, first = lying(_files(out))
    folder = folder_of(store)
    in_store, second = lying(() if folder is None else _files(folder))
    return Used(in_out, in_store, first + second)


def folder_of(store: str) -> Path | None:
    """The folder of a store on this machine; None for any other kind of store.

    >>> folder_of("file:///a/b"), folder_of("s3://team/yeoun"), folder_of("a/b")
    (PosixPath('/a/b'), None, PosixPath('a/b'))
    """
    scheme, _, rest = store.rpartition("://")
    return Path(rest) if scheme in ("", "file", "local") else None


def _files(folder: Path) -> Iterable[Path]:
    return (Path(root) / name for root, _, names in os.walk(folder) for name in names)


def _on_one_file_system(*places: Path) -> bool:
    standing = [next(each for each in (place, *place.absolute().parents) if each.exists()) for place in places]
    return len({each.stat().st_dev for each in standing}) == 1

