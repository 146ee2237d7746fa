"""`python -m tests.faults.worker SOCKET [HOW]`: put this process under the filter, then run command lines read from stdin.

One that is to be killed runs in a child, which is killed as the program is: it alone, by SIGKILL.

HOW  torn: every file is written in its final place from the start, as a careless programme would. For the tests of the tests.
"""

import json
import os
import socket
import sys
import traceback
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.faults import kernel
from tests.whole.console import yeoun
from yeoun.pipeline.store import Store


@contextmanager
def _carelessly(self: Store, key: str) -> Iterator[Path]:
    path = Path(key)
    path.parent.mkdir(parents=True, exist_ok=True)
    yield path


def main() -> None:
    """Answer one line of JSON for each line of JSON."""
    with socket.socket(fileno=int(sys.argv[1])) as door:
        try:
            socket.send_fds(door, [b"!"], [kernel.listen()])
        except OSError:
            return
    if "torn" in sys.argv[2:]:
        Store._arriving = _carelessly    # type: ignore[method-assign]
    for line in sys.stdin:
        asked = json.loads(line)
        told = _in_a_child(asked["order"]) if asked["is_killed"] else _told(asked["order"])
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()


def _told(order: list[str]) -> dict[str, Any]:
    """What came of a command line."""
    try:
        ran = yeoun(*order, processors=1)
        return {"status": ran.status, "out": ran.out, "err": ran.err}
    except BaseException:
        return {"status": -1, "out": "", "err": traceback.format_exc()}


def _in_a_child(order: list[str]) -> dict[str, Any]:
    """What came of a child that is to be killed: it has all that is loaded here, and the filter."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)    # later Pythons: whoever has threads should not fork
        child = os.fork()
    if not child:
        told = _told(order)
        sys.stderr.write(told["err"])
        os._exit(told["status"] & 0xFF)
    _, status = os.waitpid(child, 0)
    return {"status": os.waitstatus_to_exitcode(status), "out": "", "err": ""}


if __name__ == "__main__":
    main()
