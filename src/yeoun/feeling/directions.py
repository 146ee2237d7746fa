"""What the script says of how a thing is said or done: parentheticals, action lines, sound labels.

They stand above the words themselves (our choice). Some name a mask: `(애써 웃으며)`
shows one thing and feels another; then `outer` is what shows and `inner` what is felt, and nothing is
averaged.
"""

import functools
import re
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path

Place = tuple[float, float, float]
_NOT_SO = re.compile(r"^\S{0,2}(?:지\s?(?:않|못|말)|기는커녕|기\s?없이|\s?없이|없는)")
_HELD = re.compile(r"^\S{0,3}\s?(?:참|삼키|감추|숨기|억누|애써)")
_BRACKETS = re.compile(r"[(\[（［]([^)\]）］]*)[)\]）］]")
_LYRIC = re.compile(r"[♪♬#~].*$")
_OUTER_WHEN_HELD: Place = (0.05, 0.2, 0.25)


@dataclass(frozen=True, slots=True)
class Direction:
    """One instruction: the state, what is felt, what shows (None = the same), what is heard, the text that said so and where it stands."""

    state: str
    inner: Place
    outer: Place | None
    event: str
    said: str
    at: int = 0


@functools.cache
def _table() -> tuple[tuple[str, bool, Direction], ...]:
    table = tomllib.loads((Path(__file__).parent / "directions.toml").read_text(encoding="utf-8"))
    rows: list[tuple[str, bool, Direction]] = []
    for row in table["direction"]:
        outer = (float(row["outer"][0]), float(row["outer"][1]), float(row["outer"][2])) if "outer" in row else None
        inner = (float(row["inner"][0]), float(row["inner"][1]), float(row["inner"][2]))
        for language in ("ko", "en"):
            for form in row[language].split():
                piece = form.replace("-", " ")
                rows.append((piece, language == "ko", Direction(row["state"], inner, outer, row["event"], piece)))
    return tuple(sorted(rows, key=lambda row: (-len(row[0].replace(" ", "")), row[0])))


def directions(text: str) -> tuple[Direction, ...]:
    """Every instruction in a parenthetical, an action line or a sound label, in the order of the text.

    >>> [d.event for d in directions("한숨을 쉬며 돌아선다")]
    ['sigh']
    >>> directions("눈물을 참으며")[0].outer is not None
    True
    """
    tight, at_of = _tight(text)
    lowered = text.lower()
    taken: list[tuple[int, int]] = []
    found: list[tuple[int, Direction]] = []
    for piece, is_korean, direction in _table():
        start, end = _find(piece, is_korean, tight, at_of, lowered)
        if start < 0 or any(start < other_end and other_start < end for other_start, other_end in taken):
            continue
        taken.append((start, end))
        if is_korean and _NOT_SO.match(text[end:]):
            continue
        said = text[start:end]
        if is_korean and direction.outer is None and _HELD.match(text[end:]):
            direction = replace(direction, outer=_OUTER_WHEN_HELD)
        found.append((start, replace(direction, said=said, at=start)))
    return tuple(direction for _, direction in sorted(found, key=lambda pair: pair[0]))


def _tight(text: str) -> tuple[str, tuple[int, ...]]:
    """The text without spaces, and where each of its letters stood."""
    kept = [(letter, at) for at, letter in enumerate(text) if not letter.isspace()]
    return "".join(letter for letter, _ in kept), tuple(at for _, at in kept)


def _find(piece: str, is_korean: bool, tight: str, at_of: tuple[int, ...], lowered: str) -> tuple[int, int]:
    if is_korean:
        at = tight.find(piece)
        # a one-syllable cry such as 헉 or 쿵 stands alone; inside a word it is something else
        if at >= 0 and len(piece) == 1 and at > 0 and at_of[at] - at_of[at - 1] == 1 and tight[at - 1].isalpha():
            return -1, -1
        return (-1, -1) if at < 0 else (at_of[at], at_of[at + len(piece) - 1] + 1)
    match = re.search(rf"(?<![a-z]){re.escape(piece)}", lowered)
    return (match.start(), match.end()) if match else (-1, -1)


def parted(text: str) -> tuple[str, str]:
    """A line parted into what is said and what stands in its brackets; sung lines say nothing.

    >>> parted("(울먹이며) 괜찮아.")
    ('괜찮아.', '울먹이며')
    """
    bracketed = " ".join(piece.strip() for piece in _BRACKETS.findall(text))
    return " ".join(_LYRIC.sub("", _BRACKETS.sub(" ", text)).split()), bracketed
