"""How our sample loops are compiled: numba, fixed IEEE order, without the interpreter's lock.

`fastmath` stays off so that the bits depend on the kind of CPU alone. Compiled code is kept beside the
module, or in the user's cache folder when the installation is read-only; when neither can be written the loops are
compiled anew in each process instead of refusing to load.
"""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from numba import njit

Inputs = ParamSpec("Inputs")
Output = TypeVar("Output")


def compiled(loop: Callable[Inputs, Output]) -> Callable[Inputs, Output]:
    """A sample loop as machine code.

    loop   a plain function over arrays and numbers
    """
    try:
        made: Callable[Inputs, Output] = njit(cache=True, nogil=True, fastmath=False)(loop)
    except RuntimeError:  # numba finds no folder it may write to
        made = njit(nogil=True, fastmath=False)(loop)
    return made
