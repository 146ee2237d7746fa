"""Scripts as documents, written by other code than reads them: python-docx, zipfile and a pen of our own for HWP.

`sheets` takes a text apart as a writer would type it: a line a paragraph.
"""

import io
import re
import zipfile
from collections.abc import Callable
from xml.sax.saxutils import escape

import docx
from docx.shared import Pt

from tests.reading.hwp_pen import as_hwp, as_hwp_table, as_hwpx, as_hwpx_table, zipped


def as_docx(text: str) -> bytes:
    """Every line a paragraph, tabs as tabs."""
    document = docx.Document()
    for line in text.split("\n"):
        document.add_paragraph(line)
    return docx_bytes(document)


def as_docx_table(text: str) -> bytes:
    """Speeches (name, tab, words) as rows of tables of two columns, the rest as paragraphs; lines below a speech go into its cell."""
    document, table = docx.Document(), None
    for line in text.split("\n"):
        name, tab, words = line.partition("\t")
        if tab and name:
            table = table or document.add_table(rows=0, cols=2)
            cells = table.add_row().cells
            cells[0].text, cells[1].text = name, words
        elif tab and table is not None:
            table.rows[-1].cells[1].add_paragraph(words)
        elif line.strip() or table is None:
            table = None
            document.add_paragraph(line)
        else:
            table = None
            document.add_paragraph("")
    return docx_bytes(document)


def as_styled_docx(paragraphs: list[tuple[str, str]], korean: bool = False) -> bytes:
    """A script template's styles: (style, words)."""
    document = docx.Document()
    called = dict(zip(("Scene Heading", "Action", "Character", "Parenthetical", "Dialogue", "Transition"),
                      ("씬 제목", "지문", "인물", "괄호", "대사", "전환"), strict=True)) if korean else {}
    for style, words in paragraphs:
        name = called.get(style, style)
        if name not in [each.name for each in document.styles]:
            document.styles.add_style(name, 1)
        document.add_paragraph(words, style=name)
    return docx_bytes(document)


def as_laid_out_docx(paragraphs: list[tuple[str, str]], spaced: bool = True) -> bytes:
    """No styles: what a paragraph is, its indent alone says."""
    indents = {"Character": 158, "Parenthetical": 115, "Dialogue": 72, "Transition": 324}
    document = docx.Document()
    for style, words in paragraphs:
        if spaced and style in {"Character", "Action", "Scene Heading", "Transition"}:
            document.add_paragraph("")
        document.add_paragraph(words).paragraph_format.left_indent = Pt(indents.get(style, 0))
    return docx_bytes(document)


def as_fdx(paragraphs: list[tuple[str, str]]) -> bytes:
    """Typed paragraphs as Final Draft writes them, words in two runs, a scene's number as an attribute."""
    body = ""
    for kind, words in paragraphs:
        found = re.search(r" #(\w+)#$", words) if kind == "Scene Heading" else None
        words = words[: found.start()] if found else words
        number = f' Number="{found[1]}"' if found else ""
        at = len(words) // 2
        runs = f"<Text>{escape(words[:at])}</Text>\n<Text AdornmentStyle=\"0\">{escape(words[at:])}</Text>"
        body += f'<Paragraph Type="{kind}"{number}>\n{runs}\n</Paragraph>\n'
    return f'<?xml version="1.0" encoding="UTF-8" standalone="no" ?>\n<FinalDraft><Content>\n{body}</Content></FinalDraft>'.encode()


def docx_bytes(document: "docx.document.Document") -> bytes:
    """The file."""
    out = io.BytesIO()
    document.save(out)
    with zipfile.ZipFile(out) as parts:
        return zipped({name: parts.read(name) for name in parts.namelist()})


PENS: dict[str, Callable[[str], bytes]] = {
    "docx": as_docx, "docx table": as_docx_table, "hwpx": as_hwpx, "hwpx table": as_hwpx_table, "hwp": as_hwp, "hwp table": as_hwp_table,
    "hwp plain": lambda text: as_hwp(text, flags=0)}
