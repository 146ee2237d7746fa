"""`python -m tests.reading.mutated NAME COUNT FOLDER`: so many mutants for one reader, in a process whose memory is its own.

Prints JSON: how many were read and how many refused, and the largest resident memory of this process and of those it started, MiB.
"""

import json
import resource
import sys
from collections import Counter
from pathlib import Path

from tests.reading.mutants import mutants, reader_named, tried


def main() -> None:
    """Try them all; what breaks the reader ends this with the input beside it, in FOLDER/broke."""
    name, count, folder = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])
    reader, came = reader_named(name, folder), Counter[str]()
    for raw in mutants(reader, count):
        try:
            came[tried(reader, raw, folder)] += 1
        except BaseException:
            (folder / "broke").write_bytes(raw)
            raise
    # VmHWM begins anew with a process; its own ru_maxrss would be that of whoever started it
    own = int(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0])
    most_mib = max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) >> 10
    sys.stdout.write(json.dumps({"came": came, "most_mib": most_mib}) + "\n")


if __name__ == "__main__":
    main()
