"""The one place that knows every concrete thing: it binds store, clock, executor and commands."""

import os
import signal
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
    from yeoun.cli.app import STOPPED, run
    from yeoun.cli.machine import Machine

    ended = _ending_as_asked()
    status = run(sys.argv[1:], Machine(time.monotonic, os.environ, _processors(), _farm, serves=_serve, now_ms=_now_ms))
    sys.exit(128 + ended[0] if ended and status == STOPPED else status)


def _ending_as_asked() -> list[int]:
    """Whoever ends the program by TERM, or closes its terminal, gets what Ctrl-C gets: temporary files and empty folders go.

    Gives  the signal that came, once it has come; what somebody had the program ignore (nohup) stays ignored
    """
    came: list[int] = []

    def stop(number: int, _: object) -> None:
        came.append(number)
        raise KeyboardInterrupt

    for each in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(each) is signal.SIG_DFL:
            signal.signal(each, stop)
    return came


def _farm(address: str, processors: int, store: str, given: "Mapping[Digest, Path]",
          tell: "Callable[[Told], None]") -> "AbstractContextManager[Executor]":
    from yeoun.farm.forking import begin

    if address == "local":
        begin()    # before the rest of the farm loads here
    from yeoun.farm.farm import opened

    return opened(address, processors, store, given, "yeoun.nouns:codec", tell)


def _serve(folder: Path, port: int, opens: bool, now_ms: "Callable[[], int]", clock: "Callable[[], float]",
           say: "Callable[[str], None]") -> int:
    from yeoun.server.serving import serve

    return serve(folder, port, opens, now_ms, clock, say)


def _now_ms() -> int:
    return time.time_ns() // 1_000_000


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


if __name__ == "__main__":
    main()
