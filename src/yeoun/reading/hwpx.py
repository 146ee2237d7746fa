"""Documents of Korea's word processor in its open form (HWPX): a package of XML after KS X 6101 (OWPML).

Own code on lxml: the one parser there is in Python reads its XML with entities and unpacks without a limit (docs/decisions/0016).
Names of elements are compared without their namespace, which has changed with the years.

Conventions: paragraphs count from 1 in the order of reading, those of tables too; lengths in the file are 1/100 point.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from yeoun.errors import InputRefused
from yeoun.reading.documents import NOTED, Document, Row, counted, table_rows
from yeoun.reading.screenplay import Aside, told
from yeoun.reading.typed import kind_of
from yeoun.reading.unpacking import Package, attribute, local, package, safe_xml, unpacked
from yeoun.reading.word_lists import Level, Lists
from yeoun.units.names import canonical

AGAIN = "Open it in Hangul (한글) and save it again as HWPX, or as DOCX"
_SECTION = re.compile(r"Contents/section(\d{1,4})\.xml", re.I)
_SIGNS = {"tab": "\t", "lineBreak": "\n", "hyphen": "-", "nbSpace": " ", "fwSpace": " "}
_NOTES = {"footNote", "endNote", "hiddenComment", "fieldBegin"}
_FORMS = {"DIGIT": "decimal", "HANGUL_SYLLABLE": "ganada", "LATIN_CAPITAL": "upperLetter", "LATIN_SMALL": "lowerLetter"}


@dataclass(slots=True)
class _Reading:
    """What the head of the document says, and what was found so far."""

    name: str
    met: int = 0    # paragraphs, those of cells too
    styles: dict[str, str] = field(default_factory=dict)
    heads: dict[str, tuple[str, str, int]] = field(default_factory=dict)    # a paragraph's properties -> what counts it
    indents: dict[str, float] = field(default_factory=dict)
    lists: Lists = field(default_factory=Lists)
    outline: str = ""
    rows: list[Row] = field(default_factory=list)
    notes: list[Aside] = field(default_factory=list)
    struck: list[int] = field(default_factory=list)
    is_struck: bool = False

    @property
    def number(self) -> int:
        """Of the paragraph that comes next."""
        return self.rows[-1].number + 1 if self.rows else 1


def read_hwpx(raw: bytes, name: str) -> Document:
    """What an HWPX says.

    raw      the file
    name     for refusals and cautions
    Refuses  InputRefused, with a byte or a line: damaged, locked, too large, without a text
    """
    opened = package(raw, name, AGAIN)
    if "META-INF/manifest.xml" in opened.members and b"encryption-data" in unpacked(opened, "META-INF/manifest.xml", AGAIN):
        raise InputRefused(name=name, where="byte 0", why="it is locked with a password",
                           now="Open it in Hangul (한글), take the password away, and save it as HWPX or DOCX")
    reading = _Reading(name)
    if "Contents/header.xml" in opened.members:
        _head(reading, safe_xml(unpacked(opened, "Contents/header.xml", AGAIN), name, AGAIN, "Contents/header.xml"))
    sections = _sections(opened)
    if not sections:
        raise InputRefused(name=name, where="byte 0", why="it is an HWPX package without a text in it", now=AGAIN)
    for member in sections:
        _blocks(reading, safe_xml(unpacked(opened, member, AGAIN), name, AGAIN, member))
    cautions = (
        *told("script_struck", name, "text that tracked changes struck out was not read", "paragraph", reading.struck),
        *told("script_notes", name, NOTED, "paragraph", [each.line for each in reading.notes]),
    )
    return Document(tuple(reading.rows), tuple(sorted(reading.notes, key=lambda aside: aside.line)), cautions)


def _sections(opened: Package) -> list[str]:
    """The members with text, in the order of the book."""
    found = [(int(match[1]), member) for member in opened.members if (match := _SECTION.fullmatch(member))]
    return [member for _, member in sorted(found)]


def _head(reading: _Reading, root: etree._Element) -> None:
    for each in root.iter():
        match local(each):
            case "style":
                names = [canonical(attribute(each, "name")), canonical(attribute(each, "engName"))]
                known = next((name for name in names if kind_of(name) not in {"", "general"}), "")
                reading.styles[attribute(each, "id")] = known
            case "paraPr":
                _paragraph_properties(reading, each)
            case "numbering":
                _numbering(reading.lists, each)
            case _:
                pass


def _paragraph_properties(reading: _Reading, element: etree._Element) -> None:
    number = attribute(element, "id")
    for each in element.iter():
        if local(each) == "heading" and attribute(each, "type") in {"NUMBER", "OUTLINE"}:
            level = attribute(each, "level")
            reading.heads[number] = attribute(each, "type"), attribute(each, "idRef"), int(level) if re.fullmatch(r"[0-8]", level) else 0
        elif local(each) == "left" and re.fullmatch(r"-?\d{1,7}", attribute(each, "value"), re.ASCII):
            reading.indents.setdefault(number, int(attribute(each, "value")) / 100)


def _numbering(lists: Lists, element: etree._Element) -> None:
    number = attribute(element, "id")
    lists.of[number] = number
    for each in (inner for inner in element if local(inner) == "paraHead"):
        level, start = attribute(each, "level"), attribute(each, "start")
        if re.fullmatch(r"[1-9]", level):
            shown = re.sub(r"\^([1-9])", r"%\1", str(each.text or ""))
            lists.levels[(number, int(level) - 1)] = Level(
                int(start) if re.fullmatch(r"\d{1,6}", start, re.ASCII) else 1, _FORMS.get(attribute(each, "numFormat"), "decimal"), shown)


def _blocks(reading: _Reading, parent: etree._Element) -> None:
    for child in parent:
        if local(child) == "p":
            _paragraph(reading, child)


def _paragraph(reading: _Reading, paragraph: etree._Element) -> None:
    """A paragraph; tables and text boxes that stand in it follow it."""
    reading.met = counted(reading.met, reading.name)
    number, inside = reading.number, list[etree._Element]()
    text = canonical("".join(_words(reading, paragraph, number, inside)))
    properties = attribute(paragraph, "paraPrIDRef")
    called = reading.styles.get(attribute(paragraph, "styleIDRef"), "")
    lead = ""
    if text.strip() and properties in reading.heads:
        what, which, level = reading.heads[properties]
        lead = reading.lists.next(reading.outline if what == "OUTLINE" else which, level)
    if lead.strip() or text.strip() or not inside:
        reading.rows.append(Row(lead + text, number, kind_of(called), called, reading.indents.get(properties, 0.0)))
    for each in inside:
        if local(each) == "tbl":
            _table(reading, each)
        else:
            _blocks(reading, each)


def _words(reading: _Reading, paragraph: etree._Element, number: int, inside: list[etree._Element]) -> Iterator[str]:
    """The words of a paragraph; what stands in it as a thing of its own goes into `inside`."""
    for run in (each for each in paragraph if local(each) == "run"):
        for child in run:
            kind = local(child)
            if kind == "t":
                yield from _text(reading, child, number)
            elif kind == "secPr":
                reading.outline = attribute(child, "outlineShapeIDRef")
            elif kind == "ctrl":
                _control(reading, child, number)
            elif kind == "dutmal":
                yield "".join(str(each.text or "") for each in child if local(each) == "mainText")
            elif kind == "tbl":
                inside.append(child)
            else:
                inside += [each for each in child.iter("{*}subList") if _is_outermost(each, child)]


def _text(reading: _Reading, element: etree._Element, number: int) -> Iterator[str]:
    def kept(text: str | None) -> str:
        if text and reading.is_struck:
            reading.struck.append(number)
            return ""
        return str(text or "")

    yield kept(element.text)
    for child in element:
        kind = local(child)
        if kind in {"deleteBegin", "deleteEnd"}:
            reading.is_struck = kind == "deleteBegin"
        yield kept(_SIGNS.get(kind, ""))
        yield kept(child.tail)


def _control(reading: _Reading, control: etree._Element, number: int) -> None:
    """Footnotes and comments are kept beside the script; heads, feet and page numbers are none of it."""
    for each in control:
        if local(each) in _NOTES:
            words = " ".join(str(text.text) for text in each.iter("{*}t") if text.text).strip()
            if words:
                reading.notes.append(Aside("note", canonical(words), number))


def _is_outermost(element: etree._Element, top: etree._Element) -> bool:
    for each in element.iterancestors():
        if each is top:
            return True
        if local(each) in {"subList", "tbl"}:
            return False
    return True


def _table(reading: _Reading, table: etree._Element) -> None:
    for row in (each for each in table if local(each) == "tr"):
        cells: list[list[str]] = []
        for cell in (each for each in row if local(each) == "tc"):
            before = len(reading.rows)
            for inner in (each for each in cell if local(each) == "subList"):
                _blocks(reading, inner)
            cells.append([each.text for each in reading.rows[before:]])
            del reading.rows[before:]
        reading.rows += table_rows(cells, reading.number)
