"""Two thousand mutants a reader; YEOUN_MUTANTS=10000 makes it ten."""

import os
import resource
from pathlib import Path

import pytest

from tests.reading.mutants import Reader, media_reader, mutants, readers, tried

COUNT = int(os.environ.get("YEOUN_MUTANTS", "2000"))
MOST_KIB = 1 << 20


@pytest.mark.parametrize("reader", readers(), ids=lambda reader: reader.name)
def test_no_mutant_breaks_a_reader(reader: Reader, tmp_path: Path) -> None:
    for raw in mutants(reader, COUNT):
        tried(reader, raw, tmp_path)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < MOST_KIB


def test_no_mutant_breaks_the_reader_of_films(tmp_path: Path) -> None:
    reader = media_reader(tmp_path)
    outcomes = [tried(reader, raw, tmp_path) for raw in mutants(reader, COUNT)]
    assert {"read", "refused"} == set(outcomes)
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < MOST_KIB
