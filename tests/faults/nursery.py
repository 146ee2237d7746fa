"""A process in which everything is loaded, and its children, which run command lines and are killed.

What a run imports, compiles and loads (12 of 20 processor seconds) is no part of what a kill can spoil, so it is paid once: the parent
makes one run itself and forks for each of the others. A child that is killed is killed as the program is: it alone, by SIGKILL; what it
had started goes on by itself. Moments are counted in the child's own processor time, so that a busy machine does not move them.

`python -m tests.faults.nursery`: lines of JSON in, two lines out for each: the child's number, then its status.
"""

import json
import os
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Self

from tests.whole.console import yeoun

LOOK_S = 0.002    # how often the clock of a child is looked at


class Nursery:
    """A parent and its children, one at a time."""

    def __init__(self, *order: str | Path) -> None:
        self._process = subprocess.Popen([sys.executable, "-m", "tests.faults.nursery"], stdin=subprocess.PIPE,
                                         stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)})
        assert self._ask(order)["status"] == 0

    def run(self, *order: str | Path, killed_after: float | None = None, wait_s: float = 0.0) -> tuple[int, float]:
        """Run a command line in a child; gives its status (-9: killed) and the processor seconds it took.

        killed_after  processor seconds of the child after which it is killed, if it has not ended by then
        wait_s        how much later, on the clock: what waits for a disk or for another process takes no processor time
        """
        child = self._ask(order)
        while killed_after is not None and (used := spent(child)) is not None:
            if used >= killed_after:
                time.sleep(wait_s)
                os.kill(child, signal.SIGKILL)    # one that has just ended waits to be taken note of: nobody else has its number
                break
            time.sleep(LOOK_S)
        told = self._ask(())
        return int(told["status"]), float(told["cpu_s"])

    def _ask(self, order: Iterable[str | Path]) -> Any:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps([str(each) for each in order]) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def close(self) -> None:
        """End it."""
        self._process.communicate(timeout=30)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()


def spent(process: int) -> float | None:
    """Processor seconds a process has used; None when it has ended."""
    state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    return None if state == "Z" else time.clock_gettime((~process << 3) | 2)    # clock_getcpuclockid(3)


def _child(order: list[str]) -> int:
    ran = yeoun(*order)
    if ran.status:
        sys.stderr.write(ran.err)
    return ran.status


def main() -> None:
    """Run the first line here, so that the children have all it loaded, and fork for each of the others."""
    order = json.loads(sys.stdin.readline())
    sys.stdout.write(json.dumps({"status": _child(order)}) + "\n")
    sys.stdout.flush()
    while line := sys.stdin.readline():
        child = os.fork()
        if not child:
            status = 1
            try:
                status = _child(json.loads(line))
            except BaseException:
                traceback.print_exc()
            finally:
                os._exit(status)
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()
        sys.stdin.readline()    # not before whoever kills it has done so: its number stays its own
        _, status, used = os.wait4(child, 0)
        sys.stdout.write(json.dumps({"status": os.waitstatus_to_exitcode(status), "cpu_s": used.ru_utime + used.ru_stime}) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
