"""A farm with its store and what it told, as the tests of this room use it."""

import hashlib
import os
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.farm.steps import NOUNS, Piece, codec, marks
from yeoun.farm.farm import Farm, opened
from yeoun.pipeline.store import Store
from yeoun.pipeline.workshop import Executor, Told, Workshop


@dataclass(frozen=True)
class Hired:
    """A farm, its store, the folder of its marks, and all it told."""

    farm: Farm
    store: str
    folder: Path
    told: list[Told]

    def workshop(self, patience: float = 30.0) -> Workshop:
        """A workshop whose hands are the farm's."""
        return workshop(self.store, self.farm, self.told, self.folder / "fetched", patience)

    def piece(self, name: str) -> Piece:
        """A piece whose marks lie beside the store."""
        return Piece(name, str(self.folder))

    def heard(self, what: str) -> list[str]:
        """What happened so, piece by piece."""
        return [each.about for each in self.told if each.what == what]


def workshop(store: str, hands: Executor, told: list[Told], fetched: Path, patience: float = 30.0) -> Workshop:
    """A workshop over a store."""
    return Workshop(Store(store, fetched), codec(), {}, hands, time.monotonic, told.append, patience=patience)


@contextmanager
def hired(address: str, workers: int, store: str, folder: Path) -> Iterator[Hired]:
    """A farm for the steps of this room."""
    told: list[Told] = []
    with opened(address, workers, store, {}, NOUNS, told.append) as farm:
        yield Hired(farm, store, folder, told)


@contextmanager
def in_process(folder: Path) -> Iterator[Workshop]:
    """The same workshop without a farm."""
    with ThreadPoolExecutor(1) as executor:
        yield workshop(str(folder), executor, [], folder)


def contents(store: Path) -> dict[str, str]:
    """Everything a folder's store keeps, by its name, with the digest of its bytes; what a killed process was writing has no name."""
    return {path.relative_to(store).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for kind in ("things", "files") for path in sorted((store / kind).rglob("*"))
            if path.is_file() and not path.name.startswith(".")}


def until(holds: Callable[[], bool], seconds: float = 60.0) -> None:
    """Wait until something holds; fails when it does not."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.02)


@contextmanager
def killing(piece: Piece, deaths: int) -> Iterator[list[int]]:
    """Ends (SIGKILL) the first makers of a held piece, each only after the step itself has said that it is at work; gives them."""
    killed: list[int] = []

    def kill() -> None:
        for k in range(deaths):
            until(lambda: len(marks(piece)) > k)    # noqa: B023 - looked at before the next turn
            killed.append(marks(piece)[k])
            os.kill(killed[k], signal.SIGKILL)

    with ThreadPoolExecutor(1) as killer:
        ends = killer.submit(kill)
        yield killed
        ends.result()
