"""The one place that knows every concrete thing: it binds store, clock, executor and commands."""

import os
import sys
import time

os.environ.setdefault("OMP_NUM_THREADS", "1")           # parallelism is between steps, and results keep their bits
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("MKL_NUM_THREADS", "1")


def main() -> None:
    """The command `yeoun`."""
    from yeoun.cli.app import run
    from yeoun.cli.machine import Machine

    sys.exit(run(sys.argv[1:], Machine(clock=time.monotonic, environ=os.environ, processors=_processors())))


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


if __name__ == "__main__":
    main()
