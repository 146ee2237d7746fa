"""Workers rest as one process does, and tell how much memory they have held."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.farm.hiring import Hired, hired
from tests.farm.steps import BROKEN, GROW, PERFORMED, PLACED, PLAY
from yeoun.cli.progress import Progress
from yeoun.errors import StepFailed
from yeoun.farm.farm import _examine
from yeoun.model.shelf import BlobRef
from yeoun.pipeline.store import Store
from yeoun.resting import most_held_mib

GROWN_MIB = 700


@pytest.fixture(scope="module")
def farm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hired]:
    folder = tmp_path_factory.mktemp("farm")
    with hired("local", 1, str(folder / "store"), folder) as farm:    # one worker: what one step leaves the next one finds
        yield farm


def said(farm: Hired, ref: BlobRef) -> bytes:
    return Store(farm.store).path(ref.recipe, ref.name).read_bytes()


def held(farm: Hired, about: str) -> float:
    (told,) = [each for each in farm.told if each.what == "held" and each.about == about]
    assert told.where.startswith("Worker") and told.of == 0
    return told.mib


def test_a_worker_keeps_samples_for_its_stage_and_lets_go_of_them_before_a_later_one(farm: Hired) -> None:
    steps = (PLAY(farm.piece("played")), PERFORMED(farm.piece("another part")), PLACED(farm.piece("mixed")))
    assert [said(farm, farm.workshop().make(step)) for step in steps] == [b"1", b"1", b"0"]


def test_run_json_says_what_the_largest_worker_held_while_it_lives(farm: Hired) -> None:
    farm.workshop().make(GROW(farm.piece("small"), 1))
    farm.workshop().make(GROW(farm.piece("large"), GROWN_MIB))
    before, after = held(farm, "small"), held(farm, "large")
    assert before < GROWN_MIB < after < before + GROWN_MIB + 50
    progress = Progress(lambda: 0.0, as_json=False)
    for told in farm.told:
        progress.hear(told)
    assert progress.record({}, 90.0)["peak_mib"] == after and progress.record({}, after + 1)["peak_mib"] == after + 1


def test_a_step_that_fails_tells_too(farm: Hired) -> None:
    with pytest.raises(StepFailed):
        farm.workshop().make(BROKEN(farm.piece("fails")))
    assert held(farm, "fails") > 10.0


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere no kernel measures a process anew")
def test_a_worker_that_outlives_a_run_does_not_tell_of_the_one_before(farm: Hired) -> None:
    farm.workshop().make(GROW(farm.piece("first run"), GROWN_MIB))
    needs = farm.farm._needs
    farm.farm._needs = replace(needs, made_with=needs.made_with[:1])    # a run that asks for something else
    try:
        _examine(farm.farm._client, "local", farm.farm._needs)
        farm.workshop().make(GROW(farm.piece("next run"), 1))
    finally:
        farm.farm._needs = needs
    assert held(farm, "next run") < GROWN_MIB < held(farm, "first run")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is read from /proc")
def test_a_process_is_measured_as_the_kernel_counts_it() -> None:
    block = bytearray(300 << 20)
    block[::4096] = b"x" * len(block[::4096])
    most = most_held_mib()
    now = next(int(line.split()[1]) for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmRSS")) / 1024
    assert 300 < now <= most + 1 and len(block) == 300 << 20
