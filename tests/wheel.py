"""Builds the wheel and proves it: `make wheel`. Everything runs from a fresh environment, away from the checkout.

python -m tests.wheel [--demo]    with --demo the whole demo film is made by the installed program, too
"""

import os
import subprocess
import sys
import tempfile
import venv
import zipfile
from pathlib import Path

from tests.whole.films import DAY, make_film

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src"


def built(into: Path) -> Path:
    """The wheel of this checkout."""
    for old in into.glob("yeoun-*.whl"):
        old.unlink()
    _run(sys.executable, "-m", "pip", "wheel", "-q", "--disable-pip-version-check", "--no-deps", "-w", into, ROOT)
    (wheel,) = into.glob("yeoun-*.whl")
    return wheel


def forgotten(wheel: Path) -> list[str]:
    """Files of the package that the wheel does not hold."""
    wanted = {path.relative_to(SOURCE).as_posix() for path in (SOURCE / "yeoun").rglob("*")
              if path.is_file() and "__pycache__" not in path.parts}
    with zipfile.ZipFile(wheel) as file:
        return sorted(wanted - set(file.namelist()))


def prove(wheel: Path, with_demo: bool) -> None:
    """Install the wheel where nothing else is, and score with it. Ends the process with status 1 when something fails."""
    with tempfile.TemporaryDirectory(prefix="yeoun-wheel-") as name:
        place = Path(name)
        venv.create(place / "env", with_pip=True)
        python, yeoun = place / "env" / "bin" / "python", place / "env" / "bin" / "yeoun"
        _say("installing into a fresh environment")
        _run(python, "-m", "pip", "install", "-q", "--disable-pip-version-check", "-c", ROOT / "constraints.txt", wheel)
        where = _run(python, "-c", "import yeoun; print(yeoun.__file__)", at=place).strip()
        if not where.startswith(str(place / "env")):
            sys.exit(f"the program that ran is {where}, not the installed one")
        _say("yeoun doctor")
        _run(yeoun, "doctor", at=place)
        _say("compiling the sample loops, as the README has it")
        _run(python, "-m", "yeoun.performing.warm", at=place)
        film = make_film(place / "film", DAY)
        _say("yeoun score, a film of 4 s")
        score: list[str | Path] = ["score", film.picture, *film.papers, "--out", place / "out", "--store", place / "store"]
        print(_run(yeoun, *score, at=place), end="")
        print(_run(yeoun, "check", place / "out", at=place).splitlines()[-1])
        if with_demo:
            _say("yeoun demo")
            print(_run(yeoun, "demo", "--out", place / "last_bus", "--store", place / "store", at=place), end="")
            print(_run(yeoun, "check", place / "last_bus", at=place).splitlines()[-1])


def _run(*command: str | Path, at: Path = ROOT) -> str:
    alone = {name: os.environ[name] for name in ("PATH", "TMPDIR", "LANG", "PIP_INDEX_URL", "PIP_CONFIG_FILE") if name in os.environ}
    done = subprocess.run([str(each) for each in command], cwd=at, env=alone | {"HOME": str(at)}, stdout=subprocess.PIPE,
                          text=True, check=False)
    if done.returncode:
        sys.exit(f"{done.stdout}\n{' '.join(map(str, command))} ended with {done.returncode}")
    return done.stdout


def _say(what: str) -> None:
    print(f"-- {what}", flush=True)


if __name__ == "__main__":
    finished = built(ROOT / "dist")
    if missing := forgotten(finished):
        sys.exit("the wheel lacks " + ", ".join(missing))
    _say(f"{finished.name}: {finished.stat().st_size / 1e6:.1f} MB, every file of the package inside")
    prove(finished, "--demo" in sys.argv)
    _say("the wheel works")
