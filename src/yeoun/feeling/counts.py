"""Which small pieces of words stand in a line: what the reader counts beside what a line means.

Korean: one to three syllables in a row, and Kiwi's morphemes alone and in pairs. English: words and marks alone and in pairs,
and three to five letters in a row. Every piece falls into one of `BUCKETS` drawers by its checksum, so that no list of
pieces has to be shipped; two that share a drawer are one (Weinberger et al. 2009).
"""

import re
import zlib

import numpy as np
from numpy.typing import NDArray

from yeoun.feeling.loaded import morphemes

BUCKETS = 16384
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?|[.!?,…]")


def drawers(text: str, language: str, *, with_morphemes: bool = True) -> NDArray[np.int64]:
    """The drawers of the pieces of one line, each once, in order; none in a language that is not counted.

    with_morphemes  False leaves Kiwi out (as when it cannot be loaded)

    >>> len(drawers("Hm.", "en")), len(drawers("", "en")), len(drawers("Ja.", "de"))
    (11, 0, 0)
    """
    found = _korean(text, with_morphemes) if language == "ko" else _english(text) if language == "en" else []
    return np.array(sorted({zlib.crc32(piece.encode()) % BUCKETS for piece in found}), dtype=np.int64)


def _runs(text: str, sizes: tuple[int, ...]) -> list[str]:
    spaced = " " + " ".join(text.split()) + " "
    return [spaced[at:at + size] for size in sizes for at in range(len(spaced) - size + 1)]


def _alone_and_in_pairs(words: list[str]) -> list[str]:
    framed = ["<", *words, ">"]
    return ["one " + word for word in words] + [f"two {word} {after}" for word, after in zip(framed, framed[1:], strict=False)]


def _korean(text: str, with_morphemes: bool) -> list[str]:
    if not text.strip():
        return []
    pieces = [f"{piece.form}/{piece.tag[0]}" for piece in (morphemes(text) if with_morphemes else None) or ()]
    return _runs(text, (1, 2, 3)) + (_alone_and_in_pairs(pieces) if pieces else [])


def _english(text: str) -> list[str]:
    lowered = text.lower().replace("’", "'")
    return (_alone_and_in_pairs(_WORD.findall(lowered)) + _runs(lowered, (3, 4, 5))) if text.strip() else []
