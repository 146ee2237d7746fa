"""What the machine gives, bound once in `__main__`."""

import shutil
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from yeoun.errors import MachineLacks
from yeoun.pipeline.workshop import Executor, Told
from yeoun.units.names import Digest

# address, processors, store, given files, what hears who works on what -> hands, for as long as the block lasts
Hires: TypeAlias = Callable[[str, int, str, Mapping[Digest, Path], Callable[[Told], None]], AbstractContextManager[Executor]]


def alone(address: str, processors: int, store: str, given: Mapping[Digest, Path],
          tell: Callable[[Told], None]) -> AbstractContextManager[Executor]:
    """No farm was bound: refuses whatever is asked for."""
    raise MachineLacks(what="a farm", needed_for=f"--farm {address}", now="Start yeoun by its command")


# folder, port (0: a free one), whether to open the browser, calendar time in ms, a clock that only rises, what is said -> exit status
Serves: TypeAlias = Callable[[Path, int, bool, Callable[[], int], Callable[[], float], Callable[[str], None]], int]


def unserved(folder: Path, port: int, opens: bool, now_ms: Callable[[], int], clock: Callable[[], float],
             say: Callable[[str], None]) -> int:
    """No server was bound: refuses."""
    raise MachineLacks(what="a server", needed_for="yeoun studio", now="Start yeoun by its command")


def no_calendar() -> int:
    """No calendar was bound: refuses."""
    raise MachineLacks(what="a calendar", needed_for="yeoun studio", now="Start yeoun by its command")


def free_at(place: Path) -> int:
    """Free bytes where a place is, or will be made."""
    return shutil.disk_usage(next(each for each in (place, *place.absolute().parents) if each.exists())).free


@dataclass(frozen=True, slots=True)
class Machine:
    """What the machine gives: a clock that only rises, settings, how many processors there are, how much free disk, farms, and a server."""

    clock: Callable[[], float]
    environ: Mapping[str, str]
    processors: int
    farm: Hires = alone
    free: Callable[[Path], int] = free_at
    serves: Serves = unserved
    now_ms: Callable[[], int] = no_calendar    # milliseconds since 1970; may be set back, so nothing is put in order by it

    def store(self) -> str:
        """The store when none is named: YEOUN_STORE, or a folder in the user's cache."""
        if "YEOUN_STORE" in self.environ:
            return self.environ["YEOUN_STORE"]
        home = self.environ.get("XDG_CACHE_HOME") or str(Path(self.environ.get("HOME", ".")) / ".cache")
        return str(Path(home) / "yeoun" / "store")
