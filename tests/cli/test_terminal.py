"""At a terminal: what a run says stands on lines of its own, above or after what is drawn of its progress."""

import json
import os
import pty
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.whole.films import DAY, make_film
from yeoun.cli.progress import Progress
from yeoun.pipeline.workshop import Told
from yeoun.units.names import Digest

REDRAWN = re.compile(r"\r|\n|\x1b\[\d*[AK]")    # where what is drawn begins anew


def pieces(sent: bytes) -> list[str]:
    """What stands on lines of its own, without colours."""
    return [each for each in REDRAWN.split(re.sub(r"\x1b\[[\d;]*m|\x1b\[\?\d+[hl]", "", sent.decode())) if each.strip()]


def at_a_terminal(*arguments: str | Path) -> list[str]:
    """What a terminal of 200 columns is sent, in pieces that each begin on a line of their own."""
    here, there = pty.openpty()
    with subprocess.Popen([sys.executable, "-m", "yeoun", *map(str, arguments)], stdin=there, stdout=there, stderr=there,
                          env=os.environ | {"TERM": "xterm-256color", "COLUMNS": "200", "LINES": "50"}) as process:
        os.close(there)
        sent = b""
        try:
            while more := os.read(here, 65536):
                sent += more
        except OSError:    # how Linux says that nobody holds the other end any more
            pass
    os.close(here)
    assert process.returncode == 0, sent.decode(errors="replace")[-2000:]
    return pieces(sent)


def test_what_a_run_says_begins_lines_and_is_not_written_into_what_is_drawn(tmp_path: Path) -> None:
    film = make_film(tmp_path / "film", DAY)
    said = at_a_terminal("score", film.picture, *film.papers, "--until", "observing", "--out", tmp_path / "out", "--store",
                         tmp_path / "store")
    assert any(each.lstrip().startswith(("━", "starting")) or "observing" in each for each in said), "something was drawn"
    (end,) = [each for each in said if "steps made" in each]
    assert end.startswith(f"{tmp_path / 'out'}: "), end


def test_what_is_said_meanwhile_stands_above_what_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    here, there = pty.openpty()
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "200")
    with os.fdopen(there, "w") as terminal:
        monkeypatch.setattr(sys, "stderr", terminal)
        with Progress(lambda: 0.0, as_json=False) as progress:
            progress.hear(Told("begins", "reading", "read", "", Digest("d"), 0, 1, 0.0))
            time.sleep(0.4)    # three drawings
            progress.say("80 s of picture, scored for the first time.")
            time.sleep(0.4)
        terminal.flush()
        said = pieces(os.read(here, 65536))
    os.close(here)
    assert sum("reading" in each for each in said) >= 2, "it was drawn before and after"
    assert [each for each in said if "scored" in each] == ["80 s of picture, scored for the first time."]


def test_how_long_it_takes_is_not_told_by_the_files_handed_out_on_the_way(capsys: pytest.CaptureFixture[str]) -> None:
    now = 0.0
    row = [("reading", 1), ("observing", 2), ("delivering", 1), ("feeling", 1), ("delivering", 1), ("composing", 1), ("performing", 5),
           ("mixing", 1), ("mastering", 9), ("delivering", 8)]
    with Progress(lambda: now, as_json=True) as progress:
        for stage, of in row:
            now += 10.0
            progress.hear(Told("made", stage, "step", "", Digest("d"), of, of, 0.0))
    left = [json.loads(line).get("left_s") for line in capsys.readouterr().out.splitlines()]
    assert left[0] is None and left[-1] == 0 and all(each is not None and each > 0 for each in left[2:-1]), left
    assert left[2] == pytest.approx(30 * (100 - 23) / 23, abs=1.5), "a film of which its first stages took half a minute"
