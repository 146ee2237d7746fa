"""A run that is ended from outside (TERM, a closed terminal) leaves what one that is stopped by Ctrl-C leaves: nothing unfinished."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.reading.films import make_film

PATIENCE_S = 120.0


def running(tmp_path: Path, ignored: signal.Signals | None = None) -> "subprocess.Popen[str]":
    """A run of the program that has begun to work in its folder."""
    film = make_film(tmp_path / "film.mp4", frames=120, sound=True)
    (tmp_path / "temporary").mkdir()
    process = subprocess.Popen(
        [sys.executable, "-m", "yeoun", "score", film, "--out", tmp_path / "out", "--store", tmp_path / "store"], text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, "TMPDIR": str(tmp_path / "temporary")},
        preexec_fn=None if ignored is None else lambda: signal.signal(ignored, signal.SIG_IGN))
    until = time.monotonic() + PATIENCE_S
    while not any((tmp_path / "store").glob("things/*/*")) and time.monotonic() < until:
        assert process.poll() is None, process.communicate()
        time.sleep(0.02)
    return process


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGHUP])
def test_a_run_that_is_ended_leaves_no_temporary_file_and_no_empty_folder(how: signal.Signals, tmp_path: Path) -> None:
    process = running(tmp_path)
    assert (tmp_path / "out").is_dir(), "it works there"
    process.send_signal(how)
    _, said = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 128 + how and "Stopping: " in said and "Stopped. What is finished" in said and "Traceback" not in said
    assert not (tmp_path / "out").exists() and not list((tmp_path / "store").rglob(".arriving-*"))
    assert not list((tmp_path / "temporary").glob("yeoun-*"))


def test_what_somebody_had_it_ignore_stays_ignored(tmp_path: Path) -> None:
    process = running(tmp_path, ignored=signal.SIGHUP)
    process.send_signal(signal.SIGHUP)
    time.sleep(1.0)
    assert process.poll() is None, "nohup"
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 128 + signal.SIGTERM
