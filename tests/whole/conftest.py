"""One film, scored once for all tests that look at what a run leaves."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import pytest

from tests.once import copied, once
from tests.whole.console import Ran, read, yeoun
from tests.whole.films import DAY, NIGHT, Film, film_in, make_film

NOTES = """
[[note]]
id = "n1"
by = "director"
kind = "music"
value = "force"
frames = [0, 72]
why = "she is happy"

[[note]]
id = "n2"
by = "director"
kind = "silence"
value = "cut"
frames = [72, 120]
why = "the cut is heard alone"

[[note]]
id = "n3"
by = "director"
kind = "music"
value = "force"
frames = [120, 192]
why = "he runs"
"""


@dataclass(frozen=True)
class Scored:
    """A film, the notes it was scored with, the finished folder, its store, and how the run went."""

    film: Film
    notes: Path
    out: Path
    store: Path
    ran: Ran

    def again(self, out: Path, *more: str | Path, store: Path | None = None, film: Film | None = None,
              processors: int = 2) -> Ran:
        """Score it once more."""
        film = film or self.film
        return yeoun("score", film.picture, *film.papers, "--notes", self.notes, "--out", out, "--store", store or self.store,
                     "--json", *more, processors=processors)


@pytest.fixture(scope="session")
def film(tmp_path_factory: pytest.TempPathFactory) -> Film:
    """Eight seconds: a warm day, a blue night."""
    return film_in(once(tmp_path_factory, "film", lambda place: make_film(place, DAY, NIGHT)))


@pytest.fixture(scope="session")
def scored(film: Film, tmp_path_factory: pytest.TempPathFactory) -> Scored:
    """The film, scored with two cues and a silence between them, as the notes say; a copy for the tests of one room."""
    def score(place: Path) -> None:
        (place / "notes.toml").write_text(NOTES, encoding="utf-8")
        ran = yeoun("score", film.picture, *film.papers, "--notes", place / "notes.toml", "--out", place / "out", "--store",
                    place / "store", "--json")
        assert ran.status == 0, ran.err
        (place / "ran.json").write_text(json.dumps(asdict(ran)), encoding="utf-8")

    place = copied(once(tmp_path_factory, "scored", score), tmp_path_factory.mktemp("scored") / "own")
    return Scored(film, place / "notes.toml", place / "out", place / "store", Ran(**read(place / "ran.json")))


@pytest.fixture(scope="session")
def seen(scored: Scored) -> Path:
    """A store in which the film has been seen and heard."""
    return scored.store
