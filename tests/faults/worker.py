"""`python -m tests.faults.worker SOCKET [HOW]`: put this process under the filter, then run command lines read from stdin.

HOW  torn: every file is written in its final place from the start, as a careless programme would. For the tests of the tests.
"""

import json
import socket
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

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
        try:
            ran = yeoun(*json.loads(line), processors=1)
            told = {"status": ran.status, "out": ran.out, "err": ran.err}
        except BaseException:
            told = {"status": -1, "out": "", "err": traceback.format_exc()}
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
