"""A Korean phrase in morphemes, with where each stands; nouns and roots with -하다, -되다, -스럽다, -적 are one word."""

from dataclasses import dataclass

from yeoun.feeling.korean import folded
from yeoun.feeling.loaded import morphemes

_ROOTS = {"NNG", "NNP", "XR", "MAG", "NNB", "SL", "XPN"}
_SUFFIXES = {"XSA", "XSV", "XSN"}


@dataclass(frozen=True, slots=True)
class Piece:
    """A word or ending: its stem, Kiwi's tag, and where it stands [start, end)."""

    form: str
    tag: str
    start: int
    end: int


def pieces(text: str) -> tuple[Piece, ...]:
    """The pieces of a Korean phrase; where Kiwi cannot be loaded its words between blanks, which are then read whole.

    >>> [piece.form for piece in pieces("첼로 빼고 더 담담하게")]
    ['첼로', '빼', '고', '더', '담담하', '게']
    """
    found = morphemes(text)
    if found is None:
        return _blanks(text)
    out: list[Piece] = []
    for each in found:
        form = folded(each.form)
        if (
            out
            and each.tag in _SUFFIXES
            and out[-1].tag in _ROOTS
            and out[-1].end >= each.at
            and form in {"하", "되", "스럽", "적", "시키", "롭", "감"}
        ):
            before = out.pop()
            out.append(Piece(before.form + form, {"XSN": "XSN", "XSV": "VV"}.get(each.tag, "VA"), before.start, each.at + each.length))
        else:
            out.append(Piece(form.lower(), each.tag, each.at, each.at + each.length))
    return tuple(out)


def _blanks(text: str) -> tuple[Piece, ...]:
    out, at = list[Piece](), 0
    for word in text.split():
        at = text.index(word, at)
        out.append(Piece(word.lower(), "NNG", at, at + len(word)))
        at += len(word)
    return tuple(out)
