"""The demo film, made and scored once for every long test."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.whole.console import Ran, yeoun


@dataclass(frozen=True)
class Demo:
    """The finished folder, the film beside it, the store of the run, and how it went. Read only."""

    out: Path
    film: Path
    store: Path
    ran: Ran

    def given(self, **instead: Path) -> list[str | Path]:
        """What `yeoun demo` hands to `yeoun score`; `subtitles=PATH` and the like hand in another file instead."""
        papers = {"script": self.film / "script_ko.txt", "subtitles": self.film / "subtitles_ko.srt",
                  "cuts": self.film / "cuts.edl", "dialogue": self.film / "dialogue.wav"} | instead
        return [self.film / "last_bus.mp4", *(part for name, path in papers.items() for part in (f"--{name}", path))]

    def store_copy(self, place: Path) -> Path:
        """A store of one's own that holds what this one holds, by hard links: what is added there stays there."""
        shutil.copytree(self.store, place, copy_function=os.link)
        return place


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """The demo as `yeoun demo` makes it, with two processors."""
    root = tmp_path_factory.mktemp("demo")
    ran = yeoun("demo", "--out", root / "last_bus", "--store", root / "store", "--json", processors=2)
    assert ran.status == 0, ran.err
    yield Demo(root / "last_bus", root / "last_bus_film", root / "store", ran)
    shutil.rmtree(root)
