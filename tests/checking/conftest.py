"""A finished folder of eight seconds in which every measure has something to measure."""

from pathlib import Path

import pytest

from tests.once import once
from tests.whole.console import yeoun
from tests.whole.films import DAY, NIGHT, make_film


def _note(number: int, kind: str, value: str, first: int, end: int) -> str:
    """A note of notes.toml on frames of the picture."""
    return f'[[note]]\nid = "n{number}"\nby = "director"\nkind = "{kind}"\nvalue = "{value}"\nframes = [{first}, {end}]\nwhy = "so"\n\n'


# eight seconds with everything that has a measure: a cue with a hit of class A and one of class B, a silence that rings, one that is cut
NOTES = (_note(1, "music", "yes", 0, 120) + _note(2, "silence", "ring", 120, 156) + _note(3, "silence", "cut", 156, 192)
         + _note(4, "hit", "A", 83, 84) + _note(5, "hit", "B", 46, 47))


@pytest.fixture(scope="session")
def film_of_eight_seconds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Read it, never write there: it is scored once for every test of this room."""
    def score(place: Path) -> None:
        film = make_film(place / "film", DAY, NIGHT)
        (place / "notes.toml").write_text(NOTES, encoding="utf-8")
        ran = yeoun("score", film.picture, *film.papers, "--notes", place / "notes.toml", "--out", place / "out", "--store",
                    place / "store")
        assert ran.status == 0, ran.err

    return once(tmp_path_factory, "measured", score) / "out"
