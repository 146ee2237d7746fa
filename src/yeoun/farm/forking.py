"""Workers of this machine are forked from one process that has loaded what they need: it is loaded once, not once a worker.

That process is the fork server of `multiprocessing`; Dask takes its workers from there where its setting says so. It has one thread
whenever it forks: what begins threads (a pool, a model) is loaded by the workers themselves.
"""

import os
import signal
import sys
from collections.abc import Mapping
from multiprocessing import forkserver, resource_tracker

LOADED = "yeoun.farm.loaded"
UNHEARD = "ignore:resource_tracker:UserWarning"    # it clears up after a command that was killed, and would tell of it on the terminal


def begin(environment: Mapping[str, object]) -> None:
    """Begin the process that workers are forked from, where there is none yet; it loads on its own, beside what this one does next.

    environment  what is set for it and for every worker: here too, for it inherits this process's
    """
    sys.warnoptions.append(UNHEARD)
    try:
        resource_tracker.ensure_running()
    finally:
        sys.warnoptions.remove(UNHEARD)
    forkserver.set_forkserver_preload([LOADED])
    os.environ.update({name: str(value) for name, value in environment.items()})    # noqa: TID251 - as each of Dask's nannies does
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})    # it inherits that, until `loaded` has made it deaf
    try:
        forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
