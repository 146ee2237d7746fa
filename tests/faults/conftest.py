"""The film of eight seconds, scored once undisturbed: what every disturbed run has to come to in the end."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.faults.state import held
from tests.whole.conftest import Scored, film, scored

__all__ = ["film", "scored"]


@dataclass(frozen=True)
class Truth:
    """An undisturbed run, and the digests of all it left."""

    scored: Scored
    out: dict[str, str]
    store: dict[str, str]

    def order(self, out: Path, store: Path, *more: str) -> list[str | Path]:
        """The command line that makes it again elsewhere."""
        film = self.scored.film
        return ["score", film.picture, *film.papers, "--notes", self.scored.notes, "--out", out, "--store", store, "--json", *more]


@pytest.fixture(scope="session")
def truth(scored: Scored) -> Truth:
    """What is true when nothing goes wrong."""
    return Truth(scored, held(scored.out), held(scored.store))
