"""How wide words are, and which letters can be printed: measured on the two fonts of the package."""

from functools import cache
from importlib.resources import as_file, files

from fontTools.ttLib import TTFont


@cache
def _advances() -> tuple[dict[int, float], frozenset[int]]:
    """Width of every character of the Korean font in ems, and which characters the music font has."""
    with as_file(files("yeoun.delivering") / "fonts") as folder:
        korean, music = TTFont(folder / "NanumGothic.ttf"), TTFont(folder / "Leipzig.ttf")
    em, names, widths = korean["head"].unitsPerEm, korean.getBestCmap(), korean["hmtx"]
    return {code: widths[name][0] / em for code, name in names.items()}, frozenset(music.getBestCmap())


def width_of(text: str) -> float:
    """How wide a text is printed, in ems."""
    known, _ = _advances()
    return sum(known.get(ord(letter), 1.0) for letter in text)


def covered(text: str) -> str:
    """A text with only characters that can be printed; others become a question mark in brackets."""
    known, music = _advances()
    return "".join(letter if ord(letter) in known or ord(letter) in music or letter in "\n\t" else "[?]" for letter in text)


def shortened(text: str, ems: float) -> str:
    """A text that is at most so wide: whole, or cut with an ellipsis, or nothing where not even three letters fit.

    >>> shortened("rooftop at dusk", 100.0), shortened("rooftop", 0.5)
    ('rooftop at dusk', '')
    """
    if width_of(text) <= ems:
        return text
    cut = next((k for k in range(len(text) - 1, 2, -1) if width_of(text[:k].rstrip() + "…") <= ems), 0)
    return text[:cut].rstrip() + "…" if cut else ""
