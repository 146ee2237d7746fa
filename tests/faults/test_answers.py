"""Where what the program prints cannot be written, one sentence says so, and the folder is whole or as it was."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.conftest import Truth
from tests.faults.state import held, hidden, sentence, torn

FULL = Path("/dev/full")

pytestmark = [pytest.mark.timeout(900), pytest.mark.skipif(not FULL.exists(), reason="no device here that is always full")]


def told(*arguments: str | Path, into: int) -> tuple[int, str]:
    """Run the program with its output sent somewhere; gives its status and what it said beside."""
    ran = subprocess.run([sys.executable, "-m", "yeoun", *map(str, arguments)], stdout=into, stderr=subprocess.PIPE, text=True)
    return ran.returncode, ran.stderr


@pytest.mark.parametrize("as_json", [True, False], ids=["JSON", "a table"])
def test_an_answer_that_a_full_disk_does_not_take_is_one_sentence(truth: Truth, as_json: bool) -> None:
    with FULL.open("w") as full:
        status, err = told("read", truth.scored.film.script, *(["--json"] if as_json else []), into=full.fileno())
    sentence(status, err)
    assert "Cannot write to the output" in err


def test_a_run_whose_progress_cannot_be_written_ends_with_one_sentence_and_an_untouched_folder(truth: Truth, tmp_path: Path) -> None:
    with FULL.open("w") as full:
        status, err = told(*truth.order(tmp_path / "out", truth.scored.store), into=full.fileno())
    sentence(status, err)
    now = held(tmp_path / "out")
    assert now in ({}, truth.out) and hidden(tmp_path / "out") == [] and torn(truth.scored.store, truth.store) == []


def test_whoever_has_read_enough_may_close_the_pipe(truth: Truth) -> None:
    reads, writes = os.pipe()
    os.close(reads)
    try:
        status, err = told("read", truth.scored.film.script, "--json", into=writes)
    finally:
        os.close(writes)
    assert (status, err) == (1, "")
