"""What is made once for all processes of a test run, whichever of them needs it first."""

import fcntl
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """A folder of this name that `make` has filled, in this process or another one of the run. Read it, never write there."""
    base = factory.getbasetemp()
    place = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / f"once_{name}"
    with place.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)    # the others wait here until it is whole
        if not place.with_suffix(".made").exists():
            place.mkdir()
            make(place)
            place.with_suffix(".made").touch()
    return place


def copied(folder: Path, place: Path) -> Path:
    """A copy to write in, with times, holes and the links between its files as they are."""
    subprocess.run(["cp", "-a", folder, place], check=True)
    return place
