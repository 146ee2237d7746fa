"""What a stage keeps in memory is let go of when a later stage is told of, begun or found.

Models of voices and of language and the samples of the bank stay loaded while their stage works, for loading takes seconds. Together
they are more than a gigabyte, which mixing and mastering would otherwise carry along. Who needs them again loads them again.

Also the most that a process has held: on Linux since it was last measured anew (proc(5): VmHWM, clear_refs), elsewhere since it began.
"""

import ctypes
import gc
import importlib
import re
import resource
import sys
from contextlib import suppress
from pathlib import Path

from yeoun.units.stages import STAGES

KEPT_UNTIL = {"feeling": ("yeoun.observing.voices",),    # first stage without them -> whose memory goes
              "spotting": ("yeoun.feeling.loaded", "yeoun.languages.meaning"), "mixing": ("yeoun.performing.fluid",)}


def rest_before(stage: str) -> bool:
    """Let go of what neither a stage nor any later one needs, where this process holds any of it; gives whether it did.

    stage  the one that is about to work, or has been passed; one outside the order, such as the demo's, lets nothing go

    >>> rest_before("reading")
    False
    """
    over = [name for until, names in KEPT_UNTIL.items() for name in names
            if stage in STAGES and STAGES.index(until) <= STAGES.index(stage) and name in sys.modules]
    gone = [importlib.import_module(name).let_go() for name in over]
    if not any(gone):
        return False
    gc.collect()
    with suppress(OSError, AttributeError):    # glibc keeps what was freed unless it is asked; others have no such call
        ctypes.CDLL(None).malloc_trim(0)
    return True


def measure_anew() -> None:
    """Have `most_held_mib` begin with what this process holds now, where the kernel can: a worker outlives a run."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


def most_held_mib() -> float:
    """The most that this process has held in memory, MiB.

    >>> 1.0 < most_held_mib() < 1e6
    True
    """
    with suppress(OSError):
        found = re.search(r"^VmHWM:\s+(\d+) kB$", Path("/proc/self/status").read_text(), re.M)
        if found is not None:
            return int(found[1]) / 1024
    return in_mib(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


def in_mib(resident: int) -> float:
    """What getrusage(2) says of memory: kilobytes, on macOS bytes."""
    return resident / (1024.0 * 1024.0 if sys.platform == "darwin" else 1024.0)
