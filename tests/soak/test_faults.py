"""Three hundred write points and a hundred kills of whole runs on the film of eight seconds.

`POINTS=300 KILLS=100` are what they are without being asked. A point or a kill costs about 25 CPU seconds: both runs are whole ones.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.faults.conftest import Truth, film, scored, truth
from tests.faults.disk import Disk, the_kernel_asks, worker
from tests.faults.state import held, hidden, points, torn
from tests.faults.test_killed import things
from tests.faults.test_points import struck
from yeoun.units.luck import Take, luck

__all__ = ["film", "scored", "truth"]
POINTS, KILLS = (int(os.environ.get(name, usual)) for name, usual in (("POINTS", "300"), ("KILLS", "100")))


def cleared(*places: Path) -> None:
    for place in places:
        shutil.rmtree(place, ignore_errors=True)


@pytest.mark.skipif(not the_kernel_asks(), reason="this kernel does not ask before it writes")
@pytest.mark.timeout(0)
def test_a_run_from_nothing_meets_a_fault_at_three_hundred_places(truth: Truth, tmp_path: Path) -> None:
    disk, came, kinds = Disk(tmp_path), Counter[str](), Counter[str]()
    out, store = tmp_path / "out", tmp_path / "store"
    order = truth.order(out, store)
    with worker(disk) as work:
        assert work.run(*order)["status"] == 0 and held(out) == truth.out
        calls = disk.calls
        assert len(calls) > 3000
        for fault in points(calls, POINTS):
            cleared(out, store)
            came[struck(work, disk, fault, order, {}, truth.out, truth)] += 1
            kinds[calls[fault.at][0]] += 1
    assert came["refused"] >= POINTS // 2 and (POINTS < 100 or len(kinds) == 9), (came, kinds)


@pytest.mark.timeout(0)
def test_a_run_that_is_killed_at_any_moment_is_ended_by_the_next(truth: Truth, tmp_path: Path) -> None:
    out, store = tmp_path / "out", tmp_path / "store"
    order, chance, finished = truth.order(out, store), luck(Take(11), "kills"), []
    command = [sys.executable, "-m", "yeoun", *map(str, order)]
    begun = time.monotonic()
    subprocess.run(command, check=True, capture_output=True)
    whole_s = time.monotonic() - begun
    for number in range(KILLS):
        cleared(out, store)
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            moment = whole_s * (number + float(chance.random())) / KILLS
            try:
                process.wait(moment)
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
        finished.append(things(store) if process.returncode else -1)
        there = held(out) if out.exists() else {}
        assert there in ({}, truth.out) or ("score.json" not in there and (out / ".yeoun-arriving").exists()), "no index"
        assert [path for path in torn(store, truth.store) if not path.startswith("arriving/")] == []
        subprocess.run(command, check=True, capture_output=True)
        assert held(out) == truth.out and hidden(out) == [] and torn(store, truth.store) == []
    landed = [each for each in finished if each >= 0]
    assert len(landed) > KILLS * 0.8 and len(set(landed)) > min(KILLS, 40) // 2, f"kills landed after so many steps: {finished}"
