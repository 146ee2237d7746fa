"""What a stage keeps in memory is let go of when a later stage is told of, begun or found.

Models of voices and of language and the samples of the bank stay loaded while their stage works, for loading takes seconds. Together
they are more than a gigabyte, which mixing and mastering would otherwise carry along. Who needs them again loads them again.
"""

import ctypes
import gc
import importlib
import sys
from contextlib import suppress

ORDER = ("reading", "observing", "feeling", "spotting", "composing", "orchestrating", "performing", "mixing", "mastering", "delivering")
KEPT_UNTIL = {"feeling": "yeoun.observing.voices", "spotting": "yeoun.feeling.loaded",    # first stage without it -> whose memory goes
              "mixing": "yeoun.performing.fluid"}


def rest_before(stage: str) -> bool:
    """Let go of what neither a stage nor any later one needs, where this process holds any of it; gives whether it did.

    stage  the one that is about to work, or has been passed; one outside the order, such as the demo's, lets nothing go

    >>> rest_before("reading")
    False
    """
    over = [name for until, name in KEPT_UNTIL.items()
            if stage in ORDER and ORDER.index(until) <= ORDER.index(stage) and name in sys.modules]
    gone = [importlib.import_module(name).let_go() for name in over]
    if not any(gone):
        return False
    gc.collect()
    with suppress(OSError, AttributeError):    # glibc keeps what was freed unless it is asked; others have no such call
        ctypes.CDLL(None).malloc_trim(0)
    return True
