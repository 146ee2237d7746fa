"""What a stage keeps in memory is let go of when the first step begins that no longer needs it.

Models of voices and of language and the samples of the bank stay loaded while their stage works, for loading takes seconds. Together
they are more than a gigabyte, which mixing and mastering would otherwise carry along. Who needs them again loads them again.
"""

import ctypes
import gc
import importlib
import sys
from contextlib import suppress

# the step that begins -> whose memory goes
KEPT_UNTIL = {"view": "yeoun.observing.voices", "emotion_files": "yeoun.feeling.loaded", "place": "yeoun.performing.fluid"}


def rest_before(step: str) -> None:
    """Let go of what no later step needs, where this process holds any of it.

    step  the one that begins

    >>> rest_before("read")
    """
    name = KEPT_UNTIL.get(step)
    if name is None or name not in sys.modules:
        return
    importlib.import_module(name).let_go()
    gc.collect()
    with suppress(OSError, AttributeError):    # glibc keeps what was freed unless it is asked; others have no such call
        ctypes.CDLL(None).malloc_trim(0)
