"""The one place that knows every concrete thing: it binds store, clock, executor and commands."""

import os
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from yeoun.pipeline.workshop import Executor, Told
    from yeoun.units.names import Digest

os.environ.setdefault("OMP_NUM_THREADS", "1")           # parallelism is between steps, and results keep their bits
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("MKL_NUM_THREADS", "1")


def main() -> None:
    """The command `yeoun`."""
    from yeoun.cli.app import run
    from yeoun.cli.machine import Machine

    sys.exit(run(sys.argv[1:], Machine(time.monotonic, os.environ, _processors(), _farm)))


def _farm(address: str, processors: int, store: str, given: "Mapping[Digest, Path]",
          tell: "Callable[[Told], None]") -> "AbstractContextManager[Executor]":
    from yeoun.farm.farm import opened

    return opened(address, processors, store, given, "yeoun.nouns:codec", tell)


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


if __name__ == "__main__":
    main()
