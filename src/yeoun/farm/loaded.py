"""What takes long to load, for the process that workers are forked from: `forking` has it import this. Nothing here begins a thread.

Ctrl-C is for the command, which then closes its workers: from here on neither this process nor a worker hears it.
"""

import atexit
import gc
import importlib
import os
import shutil
import signal
from contextlib import suppress
from multiprocessing import forkserver
from pathlib import Path

from yeoun.errors import MachineLacks

ASKER = os.getppid()    # the command
signal.signal(signal.SIGINT, signal.SIG_IGN)
signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


@atexit.register    # a worker ends without it
def _clear() -> None:
    """Take away the folder of the socket at which workers are asked for, where whoever asked was killed and could not."""
    place = forkserver._forkserver._forkserver_address    # type: ignore[attr-defined]
    if place and os.getppid() != ASKER and Path(place).parent.name.startswith("pymp-"):
        shutil.rmtree(Path(place).parent, ignore_errors=True)


def load() -> None:
    """Load what steps bring along, the loops that are compiled, and what every worker is held against."""
    worker = importlib.import_module("yeoun.farm.worker")
    for name in ("distributed.nanny", *worker.HEAVY):
        importlib.import_module(name)
    importlib.import_module("yeoun.performing.warm").compile_all()
    worker.steps_of("yeoun.scoring")
    importlib.import_module("yeoun.farm.needs").made_with()
    importlib.import_module("yeoun.performing.bank").preset(0, 0)    # any: the table of all is read
    gc.freeze()    # what is loaded stays, and its pages stay shared with the workers


gc.disable()    # collecting while everything stays is an eighth of the time (measured)
with suppress(ImportError, OSError, MachineLacks):    # what is missing here is missing in a worker too, and is refused there by name
    load()
gc.enable()
