"""Workers of this machine are forked from one process that has loaded what they need: it is loaded once, not once a worker.

That process is the fork server of `multiprocessing`; Dask takes its workers from there where its setting says so. It has one thread
whenever it forks: what begins threads (a pool, a model) is loaded by the workers themselves.
"""

import os
import signal
import sys
import tempfile
from multiprocessing import forkserver, resource_tracker

from yeoun.errors import FarmRefused

LOADED = "yeoun.farm.loaded"
UNHEARD = "ignore:resource_tracker:UserWarning"    # it clears up after a command that was killed, and would tell of it on the terminal
LONGEST = 107 - len("/pymp-12345678/listener-12345678")    # bytes: the name of a socket has 107 on Linux, and multiprocessing's such an end
ENVIRONMENT = {    # of workers: parallelism is between steps
    "OMP_NUM_THREADS": 1, "MKL_NUM_THREADS": 1, "OPENBLAS_NUM_THREADS": 1,
    # arrays of one step lie where those of the last lay: pages given back and faulted in again are a twelfth of all CPU seconds (measured)
    "MALLOC_ARENA_MAX": 1, "MALLOC_MMAP_THRESHOLD_": 32 * 1024**2, "MALLOC_TRIM_THRESHOLD_": 128 * 1024**2,
}


def begin() -> None:
    """Begin the process that workers are forked from, where there is none yet; it loads on its own, beside what this one does next.

    What is set for workers is set for it, and here too: it inherits it.

    Refuses  FarmRefused, where the folder for temporary files has so long a name that no socket can lie in it
    """
    if len(os.fsencode(tempfile.gettempdir())) > LONGEST:
        raise FarmRefused(who="--farm local", now="Set TMPDIR to a folder with a shorter one, such as /tmp",
                          why=f"the folder for temporary files has too long a name for a socket: {tempfile.gettempdir()}")
    sys.warnoptions.append(UNHEARD)
    try:
        resource_tracker.ensure_running()
    finally:
        sys.warnoptions.remove(UNHEARD)
    forkserver.set_forkserver_preload([LOADED])
    os.environ.update({name: str(value) for name, value in ENVIRONMENT.items()})    # noqa: TID251 - as each of Dask's nannies does
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})    # it inherits that, until `loaded` has made it deaf
    path = os.environ.get("PYTHONSAFEPATH")    # noqa: TID251 - it begins as `python -c`, which would load what lies in the folder one is in
    os.environ["PYTHONSAFEPATH"] = "1"    # noqa: TID251
    try:
        forkserver.ensure_running()
    finally:
        if path is None:
            del os.environ["PYTHONSAFEPATH"]    # noqa: TID251
        else:
            os.environ["PYTHONSAFEPATH"] = path    # noqa: TID251
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
