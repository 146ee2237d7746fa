"""The temporary directory is as it was when tests have ended, side by side or alone, well or badly."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LITTERING = '''
import os, subprocess, sys, tempfile
import numpy as np
from tests.fakes import FolderShelf

SHELF = FolderShelf()    # while tests are looked for

def test_that_leaves_much():
    with FolderShelf().sound("a.wav", layout="mono", channels=1) as out:
        out.write(np.zeros((10, 1)))
    tempfile.mkdtemp()
    subprocess.run([sys.executable, "-c", "import tempfile; tempfile.mkdtemp()"], check=True)
    assert os.path.isdir(tempfile.gettempdir())

def test_that_fails(tmp_path):
    (tmp_path / "seen").write_text("kept for whoever looks why")
    tempfile.mkdtemp()
    raise ValueError
'''


@pytest.mark.parametrize("hands", [("-p", "no:xdist"), ("-n", "1")], ids=["alone", "side by side"])
def test_tests_leave_nothing_in_the_temporary_directory(hands: tuple[str, ...], tmp_path: Path) -> None:
    place = ROOT / "tests" / f"littering_{os.getpid()}.py"    # below tests/, as every test is
    usual = tmp_path / "tmp"
    usual.mkdir()
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    place.write_text(LITTERING, encoding="utf-8")
    try:
        ran = subprocess.run([sys.executable, "-m", "pytest", "-q", *hands, "-p", "no:cacheprovider", str(place)], cwd=ROOT, text=True,
                             capture_output=True, env=clean | {"TMPDIR": str(usual)})
    finally:
        place.unlink()
    assert "1 failed, 1 passed" in ran.stdout, ran.stdout + ran.stderr
    (kept,) = usual.iterdir()
    assert kept.name.startswith("pytest-of-") and len(list(kept.rglob("seen"))) >= 1


def test_no_hidden_folder_of_a_tool_is_kept_in_the_repository() -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("not a checkout")
    kept = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    assert {path.split("/")[0] for path in kept if path.startswith(".") and "/" in path} <= {".ci"}
