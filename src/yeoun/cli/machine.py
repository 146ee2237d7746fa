"""What the machine gives, bound once in `__main__`."""

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path


def free_at(place: Path) -> int:
    """Free bytes where a place is, or will be made."""
    return shutil.disk_usage(next(each for each in (place, *place.absolute().parents) if each.exists())).free


@dataclass(frozen=True, slots=True)
class Machine:
    """What the machine gives: a clock that only rises, settings, how many processors there are, and how much free disk."""

    clock: Callable[[], float]
    environ: Mapping[str, str]
    processors: int
    free: Callable[[Path], int] = free_at

    def store(self) -> str:
        """The store when none is named: YEOUN_STORE, or a folder in the user's cache."""
        if "YEOUN_STORE" in self.environ:
            return self.environ["YEOUN_STORE"]
        home = self.environ.get("XDG_CACHE_HOME") or str(Path(self.environ.get("HOME", ".")) / ".cache")
        return str(Path(home) / "yeoun" / "store")
