"""What the machine gives, bound once in `__main__`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Machine:
    """What the machine gives: a clock that only rises, settings, and how many processors there are."""

    clock: Callable[[], float]
    environ: Mapping[str, str]
    processors: int

    def store(self) -> str:
        """The store when none is named: YEOUN_STORE, or a folder in the user's cache."""
        if "YEOUN_STORE" in self.environ:
            return self.environ["YEOUN_STORE"]
        home = self.environ.get("XDG_CACHE_HOME") or str(Path(self.environ.get("HOME", ".")) / ".cache")
        return str(Path(home) / "yeoun" / "store")
