"""A process in which the server is loaded, and its children, which serve a studio and are killed: as tests.faults.nursery is for runs.

`python -m tests.server.nursery`: a folder a line in; for each a child, whose number and address come out as JSON.
"""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Self

from yeoun.server.serving import serve


class Nursery:
    """A parent and its children."""

    def __init__(self) -> None:
        self._process = subprocess.Popen([sys.executable, "-m", "tests.server.nursery"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                         text=True, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)})

    def serve(self, folder: Path) -> tuple[int, int]:
        """Have a child serve a studio; gives its number and its port, once it listens."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(f"{folder}\n")
        self._process.stdin.flush()
        told: Any = json.loads(self._process.stdout.readline())    # what is no JSON: the child ended
        return int(told["child"]), int(told["port"])

    def __enter__(self) -> Self:
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == "loaded\n"    # what a kill does not spoil is no part of how soon a server is back
        return self

    def __exit__(self, *raised: object) -> None:
        self._process.communicate(timeout=30)


def _child(folder: str) -> None:
    def say(line: str) -> None:
        if "http://" in line:
            port = line.partition("127.0.0.1:")[2].partition("/")[0]
            sys.stdout.write(json.dumps({"child": os.getpid(), "port": port}) + "\n")
            sys.stdout.flush()

    serve(Path(folder), 0, False, lambda: time.time_ns() // 1_000_000, time.monotonic, say)


def main() -> None:
    """Fork for each folder; those who have ended are buried by the system."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    sys.stdout.write("loaded\n")
    sys.stdout.flush()
    while line := sys.stdin.readline():
        if not os.fork():
            try:
                _child(line.rstrip("\n"))
            finally:
                sys.stdout.write("\n")
                sys.stdout.flush()
                os._exit(0)


if __name__ == "__main__":
    main()
