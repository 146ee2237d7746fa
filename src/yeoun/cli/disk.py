"""Disk: what scoring a picture will need, whether it is there, and what was used.

Almost all of it is sound of fixed size: beds of 7.1.4 (twelve channels of 24 bit at 48 kHz are 1.73 MB a second, and every
group of instruments is one), masters, stems. Silence is a hole where the file system knows holes, so what music leaves counts by
the seconds of music, and what holds the picture's own sound by all of them. OUT and the store share their files by hard links
where they lie on one file system; on two, OUT is a copy, and a copy has no holes.
"""

import os
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from yeoun.errors import OutputRefused
from yeoun.pipeline.arriving import refusing
from yeoun.pipeline.store import BLOCK, on_disk
from yeoun.units.stages import STAGES


@dataclass(frozen=True, slots=True)
class Leaves:
    """Bytes that a stage leaves in the store: for every second of picture, for every second of music, and for every second
    of picture where silence is no hole."""

    always: float
    music: float
    whole: float


LEAVES = {
    "observing": Leaves(0.21e6, 0.0, 0.21e6),
    "feeling": Leaves(0.01e6, 0.0, 0.01e6),
    "performing": Leaves(0.0, 0.70e6, 0.70e6),
    "mixing": Leaves(0.29e6, 13.0e6, 23.0e6),
    "mastering": Leaves(6.9e6, 3.1e6, 9.4e6),
    "delivering": Leaves(0.02e6, 2.6e6, 2.7e6),
}
DELIVERED = frozenset({"mixing", "mastering", "delivering"})    # whose files stand in OUT
SPARE = 1.15    # our choice: room for two groups more than the demo has
ONE_CUE_S = 12.0    # a film of a few seconds may be one cue as a whole
# Seconds a first run takes on two processors: at all, and for each second of picture; measured with the sizes above.
AT_ALL_S, FOR_EACH_S = 6.0, 0.8
ALONE = 1.7    # times longer on one processor: some steps are single
HOLE = 1 << 20


@dataclass(frozen=True, slots=True)
class Needs:
    """Bytes a run will need: in the store, and in OUT where it cannot link to the store."""

    store: int
    out: int


@dataclass(frozen=True, slots=True)
class Used:
    """Bytes that lie on the disk for OUT and for the store, and altogether: what both share counts once, silence that is a hole not."""

    out: int
    store: int
    together: int


def needs(length_s: float, last: frozenset[str] | None = None, *, music_share: float = 0.6, picture: int = 0,
          has_holes: bool = True) -> Needs:
    """What scoring a picture for the first time will need.

    length_s     of the picture
    last         names of the stages that may work; None = all
    music_share  share of the picture that is to hold music, 0..1
    picture      bytes of the picture's file: the scored film holds its packets again
    has_holes    whether the store's file system leaves silence out

    >>> [round(needs(3600.0, music_share=share).store / 1e9) for share in (0.0, 0.3, 0.6)]
    [31, 55, 79]
    """
    share = 1.0 if length_s < ONE_CUE_S else music_share
    stages = {stage: each for stage, each in LEAVES.items() if last is None or stage in last}
    again = picture if "delivering" in stages else 0
    store = sum(each.always + share * each.music if has_holes else each.whole for each in stages.values())
    out = sum(each.whole for stage, each in stages.items() if stage in DELIVERED)
    return Needs(round(SPARE * length_s * store) + again, round(SPARE * length_s * out) + again)


def expected(length_s: float, need: Needs, processors: int) -> str:
    """What a first run will take, as a sentence for the user."""
    seconds = (AT_ALL_S + FOR_EACH_S * length_s) * (ALONE if processors < 2 else 1.0)
    return (f"{length_s:.0f} s of picture, scored for the first time: about {idle(seconds)}, and {spoken(need.store)} of disk. "
            "A second run finds what this one made.")


def idle(seconds: float) -> str:
    """A time that was measured where nothing else ran, as people say it: who works beside the run makes it longer.

    >>> [idle(seconds).removesuffix(" on an idle machine") for seconds in (14.0, 55.0, 96.0, 149.0, 150.0, 9000.0)]
    ['15 s', 'a minute', '100 s', '150 s', '3 min', '2.5 h']
    """
    time = (f"{max(5 * round(seconds / 5), 5)} s" if seconds < 50 else "a minute" if seconds < 80 else
            f"{10 * round(seconds / 10)} s" if seconds < 150 else
            f"{int(seconds / 60 + 0.5)} min" if seconds < 5400 else f"{seconds / 3600:.1f} h")
    return f"{time} on an idle machine"


def spoken(size: float) -> str:
    """A size as people say it.

    >>> spoken(142.7e9), spoken(2.87e9), spoken(153e6), spoken(1e5)
    ('143 GB', '2.9 GB', '153 MB', '0 MB')
    """
    return f"{size / 1e6:.0f} MB" if size < 1e9 else f"{size / 1e9:.1f} GB" if size < 10e9 else f"{size / 1e9:.0f} GB"


def refuse_without_room(length_s: float, out: Path, store: str, last: frozenset[str] | None, free: Callable[[Path], int],
                        music_share: float = 0.6, picture: int = 0) -> Needs:
    """What a first run will need, when there is room for it.

    free     bytes free at a place
    Refuses  OutputRefused, where there is less
    """
    folder = folder_of(store)
    has_holes = folder is None or knows_holes(folder)
    places: list[tuple[Path, Callable[[Needs], int]]] = [] if folder is None else [(folder, lambda need: need.store)]
    if folder is None or not _on_one_file_system(out, folder):
        places.append((out, lambda need: need.out))

    def need_of(last: frozenset[str] | None) -> Needs:
        return needs(length_s, last, music_share=music_share, picture=picture, has_holes=has_holes)

    need = need_of(last)
    for place, size in places:
        if free(place) < size(need):
            fits = [stage for k, stage in enumerate(STAGES) if (last is None or stage in last)
                    and all(size(need_of(frozenset(STAGES[:k + 1]))) <= free(where) for where, size in places)]
            raise OutputRefused(
                place=str(place), why=f"{length_s:.0f} s of picture need about {spoken(size(need))} there, and "
                                      f"{spoken(free(place))} are free",
                now="Free some space, choose other places with --out and --store"
                    + (f", or score a part of it: there is room for --until {fits[-1]}" if fits else ""))
    return need


def knows_holes(folder: Path) -> bool:
    """Whether the file system of a folder that can be written keeps silence without taking disk for it."""
    with refusing(folder, "Choose a store you may write to with --store"):
        folder.mkdir(parents=True, exist_ok=True)
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.truncate(HOLE)
            return os.fstat(file.fileno()).st_blocks * BLOCK < HOLE
    except OSError:
        return False    # a place that takes not even this is met by name where the work is written


def used(out: Path, store: str) -> Used:
    """What lies in OUT and in the store now."""
    seen: set[tuple[int, int]] = set()

    def lying(files: Iterable[Path]) -> tuple[int, int]:
        size = new = 0
        for path in files:
            try:
                facts = path.lstat()
            except FileNotFoundError:    # a run beside this one has just put it elsewhere
                continue
            lies = on_disk(facts)
            size += lies
            if (facts.st_dev, facts.st_ino) not in seen:
                seen.add((facts.st_dev, facts.st_ino))
                new += lies
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

