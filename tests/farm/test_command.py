"""`yeoun score --farm` as a person calls it: progress, and Ctrl-C."""

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from tests.farm.hiring import until
from tests.whole.films import DAY, NIGHT, make_film
from yeoun.cli.app import run
from yeoun.cli.machine import Machine


def alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def _hearing() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)    # tests that a shell runs in the background are deaf to it, and so are their children


def test_ctrl_c_ends_the_workers_and_says_that_what_is_finished_is_kept(tmp_path: Path) -> None:
    film = make_film(tmp_path, DAY, NIGHT)
    score = ["score", str(film.picture), *film.papers, "--until", "observing", "--out", str(tmp_path / "out"), "--store",
             str(tmp_path / "store"), "--farm", "local", "--json"]
    told = []
    with subprocess.Popen([sys.executable, "-m", "yeoun", *score], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          start_new_session=True, preexec_fn=_hearing) as process:
        assert process.stdout is not None and process.stderr is not None
        for line in process.stdout:
            told.append(json.loads(line))
            if told[-1]["event"] == "works" and told[-1]["step"] == "watch":
                os.killpg(process.pid, signal.SIGINT)    # as a terminal does: everybody in the group gets it
                break
        told += [json.loads(line) for line in process.stdout]
        said = process.stderr.read()
    assert process.returncode == 130
    assert said == ("Stopping: what is being made now may take a moment to end.\n"
                    "Stopped. What is finished is kept: run the same command again to go on.\n")
    assert "read" in {each["step"] for each in told if each["event"] == "made"} and "ends" not in {each["event"] for each in told}
    workers = {int(each["where"].rpartition("process ")[2].rstrip(")")) for each in told if "where" in each}
    assert workers
    until(lambda: not any(alive(each) for each in workers), 30.0)
    assert not (tmp_path / "out").exists()
    assert run([*score[:-3], "--json"], Machine(lambda: 0.0, {"HOME": "/nowhere"}, 1)) == 0    # what was kept serves a run without a farm


@pytest.fixture
def short_place() -> Iterator[Path]:
    """A folder for temporary files with a name so short that sockets lie in it wherever tests run."""
    with tempfile.TemporaryDirectory(prefix="yeoun-", dir="/tmp") as name:
        yield Path(name)


def test_a_folder_for_temporary_files_too_long_for_a_socket_is_refused(tmp_path: Path) -> None:
    film, place = make_film(tmp_path, DAY), tmp_path / ("long" * 30)
    place.mkdir()
    score = ["score", str(film.picture), "--out", str(tmp_path / "out"), "--store", str(tmp_path / "store"), "--farm", "local"]
    ran = subprocess.run([sys.executable, "-m", "yeoun", *score], env={**os.environ, "TMPDIR": str(place)}, capture_output=True, text=True)
    assert ran.returncode == 2 and "has too long a name for a socket" in ran.stderr and "Set TMPDIR to a folder" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_of_a_command_that_is_killed_no_process_no_word_and_no_folder_stays(tmp_path: Path, short_place: Path) -> None:
    film, place = make_film(tmp_path, DAY, NIGHT), short_place
    score = ["score", str(film.picture), *film.papers, "--out", str(tmp_path / "out"), "--store", str(tmp_path / "store"),
             "--farm", "local", "--json"]    # all the way: it must not have ended before it is killed
    with subprocess.Popen([sys.executable, "-m", "yeoun", *score], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          env={**os.environ, "TMPDIR": str(place)}) as process:
        assert process.stdout is not None and process.stderr is not None
        for line in process.stdout:
            if json.loads(line)["event"] == "works":
                break
        below = [each.pid for each in psutil.Process(process.pid).children(recursive=True)]
        assert len(below) >= 3 and len(list(place.glob("pymp-*"))) == 1    # two that look after workers, and the workers
        process.kill()
        said = process.stderr.read()    # until the last who could write to it has ended
    until(lambda: not any(alive(each) for each in below), 30.0)
    assert said == ""
    assert not list(place.glob("pymp-*"))


def test_what_lies_in_the_folder_one_is_in_is_not_taken_for_a_library(tmp_path: Path) -> None:
    film, here = make_film(tmp_path, DAY), tmp_path / "here"
    here.mkdir()
    for name in ("scipy", "distributed", "numba"):
        (here / f"{name}.py").write_text("raise ValueError('somebody else')\n")
    command = Path(sys.executable).with_name("yeoun")
    score = ["score", str(film.picture), "--until", "reading", "--out", str(tmp_path / "out"), "--store", str(tmp_path / "store")]
    ran = subprocess.run([str(command), *score, "--farm", "local"], cwd=here, capture_output=True, text=True)
    assert ran.returncode == 0 and "2 workers" in ran.stderr and "somebody else" not in ran.stderr, ran.stderr


def test_where_no_farm_was_bound_it_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    picture = tmp_path / "a.mov"
    picture.write_bytes(b"not looked at")
    assert run(["score", str(picture), "--out", str(tmp_path), "--farm", "local"], Machine(lambda: 0.0, {"HOME": "/nowhere"}, 1)) == 2
    assert "a farm is missing on this machine, and --farm local needs it" in " ".join(capsys.readouterr().err.split())


def test_a_farm_says_one_line_of_itself_and_none_among_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    film = make_film(tmp_path, DAY)

    class Hands(ThreadPoolExecutor):
        def __str__(self) -> str:
            return "3 workers on 2 machines"

    machine = Machine(lambda: 0.0, {"HOME": "/nowhere"}, 1, lambda address, processors, store, given, tell: Hands(1))
    score = ["score", str(film.picture), *film.papers, "--until", "reading", "--out", str(tmp_path / "out"), "--store", str(tmp_path / "s")]
    for farm, more, lines in ((["--farm", "local"], [], 1), (["--farm", "local"], ["--json"], 0), ([], [], 0)):
        assert run([*score, *farm, *more], machine) == 0
        out, err = capsys.readouterr()
        assert (out + err).count("The farm is there: 3 workers on 2 machines.\n") == lines
        assert not more or all(json.loads(line) for line in out.splitlines())
