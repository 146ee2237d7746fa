"""Numbers that Word counts itself: writers number their scenes with them, and they stand in no text.

After ECMA-376, part 1, 17.9: a list (`num`) follows an abstract one, whose levels say how a number looks (`S#%1.`).
"""

import re
from dataclasses import dataclass, field

from lxml import etree

from yeoun.reading.unpacking import attribute, local

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_HANGUL = "가나다라마바사아자차카타파하"


@dataclass(frozen=True, slots=True)
class Level:
    """How numbers of one level look, and where they begin."""

    start: int
    form: str
    text: str


@dataclass(slots=True)
class Lists:
    """The lists of a document, and how far each has counted."""

    of: dict[str, str] = field(default_factory=dict)    # a list's number -> its abstract one
    levels: dict[tuple[str, int], Level] = field(default_factory=dict)
    starts: dict[tuple[str, int], int] = field(default_factory=dict)    # a list that begins elsewhere
    counts: dict[tuple[str, int], int] = field(default_factory=dict)
    begun: set[str] = field(default_factory=set)

    def next(self, number: str, level: int) -> str:
        """What stands ahead of the next paragraph of a list, with the space after it; nothing for bullets."""
        abstract = self.of.get(number, "")
        how = self.levels.get((abstract, level))
        if how is None or how.form in {"bullet", "none", ""}:
            return ""
        if number not in self.begun:
            self.begun.add(number)
            for (other, deep), start in self.starts.items():
                if other == number:
                    self.counts[(abstract, deep)] = start - 1
        self.counts[(abstract, level)] = self.counts.get((abstract, level), how.start - 1) + 1
        for deeper in range(level + 1, 9):
            self.counts.pop((abstract, deeper), None)

        def shown(found: re.Match[str]) -> str:
            at = int(found[1]) - 1
            one = self.levels.get((abstract, at))
            return _shown(self.counts.get((abstract, at), one.start if one else 1), one.form if one else "decimal")

        return re.sub(r"%([1-9])", shown, how.text) + " "


def _shown(count: int, form: str) -> str:
    """A number as a list shows it.

    >>> _shown(3, "decimal"), _shown(2, "upperLetter"), _shown(3, "ganada")
    ('3', 'B', '다')
    """
    if form in {"upperLetter", "lowerLetter"} and 1 <= count <= 26:
        return _LETTERS[count - 1].upper() if form == "upperLetter" else _LETTERS[count - 1]
    if form == "ganada" and 1 <= count <= 14:
        return _HANGUL[count - 1]
    return f"{count:02d}" if form == "decimalZero" else str(count)


def lists_of(root: etree._Element | None) -> Lists:
    """The lists that a document's numbering part describes."""
    lists = Lists()
    for each in root if root is not None else ():
        if local(each) == "abstractNum":
            for level in (inner for inner in each if local(inner) == "lvl"):
                values = {local(inner): attribute(inner, "val") for inner in level}
                deep = _whole(attribute(level, "ilvl"), 0)
                lists.levels[(attribute(each, "abstractNumId"), deep)] = Level(
                    _whole(values.get("start", ""), 1), values.get("numFmt", "decimal"), values.get("lvlText", ""))
        elif local(each) == "num":
            number = attribute(each, "numId")
            for inner in each:
                if local(inner) == "abstractNumId":
                    lists.of[number] = attribute(inner, "val")
                for start in (one for one in inner if local(one) == "startOverride"):
                    lists.starts[(number, _whole(attribute(inner, "ilvl"), 0))] = _whole(attribute(start, "val"), 1)
    return lists


def _whole(text: str, otherwise: int) -> int:
    return int(text) if re.fullmatch(r"\d{1,6}", text, re.ASCII) else otherwise
