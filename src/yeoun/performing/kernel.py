"""How our sample loops are compiled: numba, fixed IEEE order, without the interpreter's lock.

`fastmath` stays off so that the bits depend on the kind of CPU alone. Compiled code is kept beside the
module; where nobody may write there, in the user's cache folder; where there is none either, in a folder that goes with
the process. What set-up compiled beside the module (`performing.warm`) is carried over to wherever the code is kept, so
that a read-only installation and a user without a home wait for no compiler.
"""

import os
import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import numba

Inputs = ParamSpec("Inputs")
Output = TypeVar("Output")


def compiled(loop: Callable[Inputs, Output]) -> Callable[Inputs, Output]:
    """A sample loop as machine code.

    loop   a plain function over arrays and numbers
    """
    try:
        made = _kept(loop)
    except RuntimeError:    # numba finds no folder it may write to
        before = numba.config.CACHE_DIR
        numba.config.CACHE_DIR = _passing().name
        try:
            made = _kept(loop)
        finally:
            numba.config.CACHE_DIR = before
    _carry(Path(loop.__code__.co_filename), loop.__qualname__, Path(made.stats.cache_path))
    result: Callable[Inputs, Output] = made
    return result


def _kept(loop: Callable[..., Any]) -> Any:
    return numba.njit(cache=True, nogil=True, fastmath=False)(loop)


@cache
def _passing() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="yeoun-loops-")


def _carry(module: Path, loop: str, into: Path) -> None:
    """Copy what set-up compiled of a loop to where its code is kept, unless there is some already.

    numba itself asks whether it was made of this very source, by this version, for this CPU.
    """
    for index in sorted((module.parent / "__pycache__").glob(f"{module.stem}.{loop}-*.nbi")):
        if into == index.parent or (into / index.name).exists():
            continue
        with suppress(OSError):    # another process came first, or the disk is full: then the loop is compiled anew
            for each in (*sorted(index.parent.glob(f"{index.stem}.*.nbc")), index):    # the index last: it names the others
                arriving = into / f".{each.name}.{os.getpid()}"
                shutil.copyfile(each, arriving)
                arriving.replace(into / each.name)
