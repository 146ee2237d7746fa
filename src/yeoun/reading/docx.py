"""Word documents (DOCX): paragraphs with their tabs, tables row by row, styles and numbers that Word itself counts.

After ECMA-376 (WordprocessingML), own code on lxml: python-docx passes over inserted text and numbers (docs/decisions/0016). What
was struck out in tracked changes is not read, what was inserted is. Headers, footers and page numbers lie in parts that are not
opened; comments and footnotes stand beside the script and are told.

Conventions: paragraphs count from 1 in the order of reading, those of tables too; indents in points.
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
from yeoun.reading.word_lists import Lists, lists_of
from yeoun.units.names import canonical

AGAIN = "Open it in the word processor and save it again as DOCX, or as plain text"
MAIN = "word/document.xml"
_TWIPS = 20.0    # of a point
_INSIDE = {"sdt", "sdtContent", "smartTag", "customXml", "ins", "moveTo", "hyperlink", "fldSimple", "Choice", "bdo", "dir", "txbxContent"}
_STRUCK = {"del", "moveFrom"}
_BREAKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}


@dataclass(frozen=True, slots=True)
class _Style:
    """A paragraph style: its name, what it is based on, its indent and its numbers."""

    called: str
    based_on: str
    indent_pt: float | None
    numbers: tuple[str, int] | None


@dataclass(slots=True)
class _Reading:
    """What is known while a document is read, and what was found."""

    name: str
    styles: dict[str, _Style]
    lists: Lists
    met: int = 0    # paragraphs, those of cells too
    rows: list[Row] = field(default_factory=list)
    struck: list[int] = field(default_factory=list)
    notes: dict[str, int] = field(default_factory=dict)    # "footnotes 2" -> the paragraph that calls it
    boxes: list[etree._Element] = field(default_factory=list)


def read_docx(raw: bytes, name: str) -> Document:
    """What a DOCX says.

    raw      the file
    name     for refusals and cautions
    Refuses  InputRefused, with a byte or a line: damaged, locked, too large, no Word document
    """
    opened = package(raw, name, AGAIN)
    main = MAIN if MAIN in opened.members else _main_part(opened)
    root = safe_xml(unpacked(opened, main, AGAIN), name, AGAIN, main)
    folder = main.rpartition("/")[0]
    styles = _styles(_part(opened, f"{folder}/styles.xml"))
    reading = _Reading(name, styles, lists_of(_part(opened, f"{folder}/numbering.xml")))
    for body in (each for each in root if local(each) == "body"):
        _blocks(reading, body)
    beside = [aside for what in ("footnotes", "endnotes", "comments")
              for aside in _notes(reading, _part(opened, f"{folder}/{what}.xml"), what)]
    cautions = (
        *told("script_struck", name, "text that tracked changes struck out was not read", "paragraph", reading.struck),
        *told("script_notes", name, NOTED, "paragraph", [each.line for each in beside]),
    )
    return Document(tuple(reading.rows), tuple(sorted(beside, key=lambda aside: aside.line)), cautions)


def _main_part(opened: Package) -> str:
    """Where the text lies in documents that call it otherwise than Word does."""
    if "_rels/.rels" in opened.members:
        for each in safe_xml(unpacked(opened, "_rels/.rels", AGAIN), opened.name, AGAIN, "_rels/.rels"):
            target = attribute(each, "Target").lstrip("/")
            if attribute(each, "Type").endswith("/officeDocument") and target in opened.members and target.endswith(".xml"):
                return target
    raise InputRefused(name=opened.name, where="byte 0", why="it is a package without a text document in it", now=AGAIN)


def _part(opened: Package, member: str) -> etree._Element | None:
    member = member.lstrip("/")
    return safe_xml(unpacked(opened, member, AGAIN), opened.name, AGAIN, member) if member in opened.members else None


def _child(element: etree._Element | None, *path: str) -> etree._Element | None:
    for wanted in path:
        element = next((each for each in element if local(each) == wanted), None) if element is not None else None
    return element


def _val(element: etree._Element | None) -> str:
    return attribute(element, "val") if element is not None else ""


def _styles(root: etree._Element | None) -> dict[str, _Style]:
    found = {}
    for each in root if root is not None else ():
        if local(each) == "style" and attribute(each, "type") in {"paragraph", ""}:
            how = _child(each, "pPr")
            found[attribute(each, "styleId")] = _Style(
                canonical(_val(_child(each, "name"))), _val(_child(each, "basedOn")), _indent(how), _numbers(how))
    return found


def _indent(how: etree._Element | None) -> float | None:
    """The left indent of a paragraph's first line."""
    place = _child(how, "ind")
    if place is None:
        return None
    left = _twips(attribute(place, "left") or attribute(place, "start"))
    return left + _twips(attribute(place, "firstLine")) - _twips(attribute(place, "hanging"))


def _twips(text: str) -> float:
    return int(text) / _TWIPS if re.fullmatch(r"-?\d{1,6}", text, re.ASCII) else 0.0


def _numbers(how: etree._Element | None) -> tuple[str, int] | None:
    place = _child(how, "numPr")
    if place is None:
        return None
    level = _val(_child(place, "ilvl"))
    return _val(_child(place, "numId")), int(level) if re.fullmatch(r"[0-8]", level) else 0


def _chain(reading: _Reading, style: str) -> list[_Style]:
    """A style and those it is based on."""
    chain: list[_Style] = []
    while style in reading.styles and len(chain) < 12:
        chain.append(reading.styles[style])
        style = chain[-1].based_on
    return chain


def _blocks(reading: _Reading, parent: etree._Element) -> None:
    """Paragraphs and tables, in order; what lies in text boxes follows the paragraph that holds them."""
    for child in parent:
        kind = local(child)
        if kind == "p":
            _paragraph(reading, child)
        elif kind == "tbl":
            for row in (each for each in child.iter("{*}tr") if _table_of(each) is child):
                _table_row(reading, row)
        elif kind in _INSIDE or kind == "AlternateContent":
            _blocks(reading, child)


def _table_of(row: etree._Element) -> etree._Element | None:
    return next((each for each in row.iterancestors() if local(each) == "tbl"), None)


def _table_row(reading: _Reading, row: etree._Element) -> None:
    """A row: its cells beside one another with tabs between; further paragraphs of the last cell go on below."""
    cells: list[list[str]] = []
    start = len(reading.rows)
    for cell in (each for each in row if local(each) in {"tc", "sdt"}):
        before = len(reading.rows)
        for inner in [cell] if local(cell) == "tc" else cell.iter("{*}tc"):
            _blocks(reading, inner)
        cells.append([each.text for each in reading.rows[before:]])
        del reading.rows[before:]
    del reading.rows[start:]
    reading.rows += table_rows(cells, reading.rows[-1].number + 1 if reading.rows else 1)


def _paragraph(reading: _Reading, paragraph: etree._Element) -> None:
    reading.met = counted(reading.met, reading.name)
    number = reading.rows[-1].number + 1 if reading.rows else 1
    how = _child(paragraph, "pPr")
    chain = _chain(reading, _val(_child(how, "pStyle")) or "Normal")
    numbers = _numbers(how) or next((style.numbers for style in chain if style.numbers), None)
    text = canonical("".join(_words(reading, paragraph, number)))
    lead = reading.lists.next(*numbers) if numbers and text.strip() else ""
    called = next((style.called for style in chain if kind_of(style.called) not in {"", "general"}), "")
    indents = [_indent(how), *(style.indent_pt for style in chain)]
    reading.rows.append(Row(lead + text, number, kind_of(called), called, next((each for each in indents if each is not None), 0.0)))
    boxes, reading.boxes = reading.boxes, []
    for box in boxes:
        _blocks(reading, box)


def _words(reading: _Reading, element: etree._Element, number: int) -> Iterator[str]:
    """The words of a paragraph as they would be printed."""
    for child in element:
        kind = local(child)
        if kind == "r":
            yield from _run(reading, child, number)
        elif kind in _STRUCK:
            if any(local(each) in {"delText", "t"} and each.text for each in child.iter()):
                reading.struck.append(number)
        elif kind in _INSIDE:
            yield from _words(reading, child, number)


def _run(reading: _Reading, run: etree._Element, number: int) -> Iterator[str]:
    for child in run:
        kind = local(child)
        if kind == "t":
            yield str(child.text or "")
        elif kind in _BREAKS:
            yield "" if attribute(child, "type") in {"page", "column"} else _BREAKS[kind]
        elif kind == "sym" and re.fullmatch(r"[0-9A-Fa-f]{4}", attribute(child, "char")):
            code = int(attribute(child, "char"), 16)
            yield chr(code) if 0x20 <= code < 0xD800 else ""    # a letter of a font of signs has no meaning without it
        elif kind in {"footnoteReference", "endnoteReference", "commentReference"}:
            reading.notes[f"{kind.removesuffix('Reference')}s {attribute(child, 'id')}"] = number
        elif kind in {"drawing", "pict", "object", "AlternateContent"}:
            chosen = next((each for each in child if local(each) == "Choice"), child)
            reading.boxes += [each for each in chosen.iter("{*}txbxContent") if not _is_nested(each, chosen)]


def _is_nested(box: etree._Element, top: etree._Element) -> bool:
    for each in box.iterancestors():
        if each is top:
            return False
        if local(each) == "txbxContent":
            return True
    return False


def _notes(reading: _Reading, root: etree._Element | None, what: str) -> Iterator[Aside]:
    """Footnotes and comments, where they are called."""
    for each in root if root is not None else ():
        words = canonical(" ".join(str(text.text) for text in each.iter("{*}t") if text.text).strip())
        if words and attribute(each, "type") not in {"separator", "continuationSeparator"}:
            yield Aside("note", words, reading.notes.get(f"{what} {attribute(each, 'id')}", 1))
