"""The command line, called as a person calls it, with what it printed and what its steps told."""

import contextlib
import functools
import hashlib
import io
import json
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from yeoun.cli.app import run
from yeoun.cli.machine import Machine
from yeoun.nouns import codec
from yeoun.pipeline.store import Store
from yeoun.units.names import Digest


@dataclass(frozen=True)
class Ran:
    """One call: its exit status, what it printed, and how long it took."""

    status: int
    out: str
    err: str
    seconds: float

    @property
    def told(self) -> list[dict[str, Any]]:
        """What `--json` told, line by line."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def told_whole(self) -> Any:
        """What a command printed as one JSON answer."""
        return json.loads(self.out)

    def steps(self, event: str) -> Counter[tuple[str, str]]:
        """How often each (step, about) was made or found."""
        return Counter((each["step"], each["about"]) for each in self.told if each["event"] == event)

    def names(self, event: str) -> set[str]:
        """The steps of an event, by name alone."""
        return {step for step, _ in self.steps(event)}

    def things(self, store: Path, step: str) -> list[Any]:
        """What a step gave in this run, read back from the store, in the order of its recipes."""
        recipes = dict.fromkeys(each["recipe"] for each in self.told
                                if each.get("step") == step and each["event"] in {"begins", "found"})
        kept = [Store(str(store)).get(Digest(each)) for each in recipes]
        assert kept and all(each is not None for each in kept), f"{step} left nothing in the store"
        return [codec().decode(each) for each in kept if each is not None]


def yeoun(*arguments: str | Path, processors: int = 2, clock: Callable[[], float] = time.monotonic) -> Ran:
    """Call the command line in this process."""
    _keep_kiwi()
    out, err, start = io.StringIO(), io.StringIO(), time.monotonic()
    machine = Machine(clock, {"HOME": "/nowhere"}, processors)
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = run([str(each) for each in arguments], machine)
    return Ran(status, out.getvalue(), err.getvalue(), time.monotonic() - start)


def _keep_kiwi() -> None:
    """Every run lets go of Kiwi, which takes two seconds to load: in one process the next run gets the same one again.

    That it is let go of, and loaded again by whoever asks: tests/test_resting.py.
    """
    kiwi = sys.modules.get("kiwipiepy")
    if kiwi is not None and not hasattr(kiwi.Kiwi, "cache_info"):
        setattr(kiwi, "Kiwi", functools.cache(kiwi.Kiwi))    # noqa: B010 (it is a class to mypy)


def read(path: Path) -> Any:
    """A JSON file."""
    return json.loads(path.read_text(encoding="utf-8"))


def digests(folder: Path) -> dict[str, bytes]:
    """Every file of a folder but run.json, with its bytes' digest."""
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).digest()
            for path in sorted(folder.rglob("*")) if path.is_file() and path.name != "run.json"}
