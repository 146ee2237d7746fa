"""A run that is stopped, killed or fails on the way loses nothing: the next one goes on from there."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.whole.console import digests, yeoun
from tests.whole.films import Film


class Interrupted:
    """A clock at which somebody presses Ctrl-C after so many looks."""

    def __init__(self, looks: int) -> None:
        self.left = looks

    def __call__(self) -> float:
        self.left -= 1
        if self.left == 0:
            raise KeyboardInterrupt
        return time.monotonic()


def test_ctrl_c_says_that_what_is_finished_is_kept_and_keeps_it(film: Film, seen: Path, tmp_path: Path) -> None:
    score = ["score", str(film.picture), *film.papers, "--until", "observing", "--store", str(tmp_path / "store")]
    stopped = yeoun(*score, "--out", str(tmp_path / "out"), "--json", clock=Interrupted(12))
    assert stopped.status == 130 and "What is finished is kept" in stopped.err and "Traceback" not in stopped.err
    assert digests(tmp_path / "out") == {}
    again = yeoun(*score, "--out", str(tmp_path / "out"), "--json")
    assert again.status == 0 and again.names("found") >= {"read"}
    undisturbed = yeoun(*score[:-2], "--out", str(tmp_path / "fresh"), "--store", str(seen), "--json")
    assert undisturbed.status == 0 and undisturbed.names("found") >= {"watch", "listen"}
    assert digests(tmp_path / "out") == digests(tmp_path / "fresh")


def test_a_killed_run_needs_no_repair(film: Film, tmp_path: Path) -> None:
    score = ["score", str(film.picture), *film.papers, "--until", "observing", "--out", str(tmp_path / "out"), "--store",
             str(tmp_path / "store"), "--json"]
    with subprocess.Popen([sys.executable, "-m", "yeoun", *score], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            told = json.loads(line)
            if told["event"] == "made" and told["step"] == "read":
                process.send_signal(signal.SIGKILL)
                break
    assert process.returncode == -signal.SIGKILL
    assert digests(tmp_path / "out") == {}
    again = yeoun(*score)
    assert again.status == 0 and "read" in again.names("found")
    assert yeoun(*score).names("made") == set()
