"""Damaged files are understood or refused in one sentence with a place; the long run is in tests/soak."""

import resource
from pathlib import Path

import pytest

from tests.reading.mutants import FOUND, Reader, media_reader, mutants, readers, tried

SHARE = 100          # of the 2,000 of the long run
READERS = readers()
KNOWN = sorted(FOUND.glob("*"))


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
def test_a_mutant_is_read_or_refused_and_never_breaks_a_reader(reader: Reader, tmp_path: Path) -> None:
    outcomes = {tried(reader, raw, tmp_path) for raw in mutants(reader, SHARE)}
    assert outcomes == {"read", "refused"} or reader.name == "vtt", outcomes    # VTT that says WEBVTT is always read


@pytest.mark.parametrize("path", KNOWN, ids=lambda path: path.name)
def test_what_once_broke_a_reader_does_so_no_more(path: Path, tmp_path: Path) -> None:
    (reader,) = [each for each in READERS if each.name == path.name.split("_")[0]]
    tried(reader, path.read_bytes(), tmp_path)


def test_a_damaged_film_is_read_or_refused(tmp_path: Path) -> None:
    reader = media_reader(tmp_path)
    outcomes = [tried(reader, raw, tmp_path) for raw in mutants(reader, 24)]
    assert "read" in outcomes and "refused" in outcomes
    most = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    assert most < 1 << 20, "a reader took more than 1 GiB"    # ru_maxrss counts KiB
