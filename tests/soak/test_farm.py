"""The whole command on a farm whose workers are killed in the middle of real steps, stopped without dying, or lose their scheduler."""

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.farm.hiring import hired, until
from tests.farm.steps import HELD, marks
from tests.whole.console import digests, yeoun
from tests.whole.films import DAY, NIGHT, make_film
from yeoun.farm import farm as rooms
from yeoun.pipeline.store import Store
from yeoun.units.names import Digest

KILLED = ("watch", "feel", "perform", "room", "mix", "master")


def test_a_run_whose_workers_are_killed_in_six_stages_leaves_the_bytes_of_an_undisturbed_run(tmp_path: Path) -> None:
    film = make_film(tmp_path, DAY, NIGHT)
    score = ["score", str(film.picture), *map(str, film.papers), "--json"]
    farmed = [*score, "--out", str(tmp_path / "farmed"), "--store", str(tmp_path / "store"), "--farm", "local"]
    left, hit, again = set(KILLED), dict[str, str](), set[str]()
    with subprocess.Popen([sys.executable, "-m", "yeoun", *farmed], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for told in map(json.loads, process.stdout):
            if told["event"] == "works" and told["step"] in left:
                worker = int(told["where"].rpartition("process ")[2].rstrip(")"))
                os.kill(worker, signal.SIGSTOP)    # it stands still, so what it works on cannot end before the kill
                if Store(str(tmp_path / "store")).get(Digest(told["recipe"])) is None:
                    hit[told["step"]] = told["recipe"]
                    left.discard(told["step"])
                os.kill(worker, signal.SIGKILL)
            elif told["event"] == "again":
                again.add(told["recipe"])
    assert process.returncode == 0
    assert set(hit) == set(KILLED)
    assert set(hit.values()) <= again
    alone = yeoun(*score, "--out", tmp_path / "alone", "--store", tmp_path / "another store")
    assert alone.status == 0 and digests(tmp_path / "farmed") == digests(tmp_path / "alone")


def test_a_worker_that_hangs_without_dying_is_given_up_and_its_step_is_made_elsewhere(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(rooms.SETTINGS, "distributed.scheduler.worker-ttl", "10s")
    with hired("local", 2, str(tmp_path / "store"), tmp_path) as farm:
        piece, stopped = farm.piece("held"), list[int]()

        def stop() -> None:
            until(lambda: len(marks(piece)) == 1)
            stopped.extend(marks(piece))
            os.kill(stopped[0], signal.SIGSTOP)

        stopper = threading.Thread(target=stop)
        stopper.start()
        farm.workshop().make(HELD(piece, 1))
        stopper.join()
        assert marks(piece)[0] == stopped[0] and len(marks(piece)) == 2 and farm.heard("again") == ["held"]
        os.kill(stopped[0], signal.SIGKILL)
