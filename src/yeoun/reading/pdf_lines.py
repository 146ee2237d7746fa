"""The lines of a PDF: which letters stand on which height, in parts where wide gaps part them.

Read by pdfminer.six in a process of its own with little memory and time, as films are: a PDF is a program that draws, and a damaged
one may draw for ever. `main` is what that process runs; `lines_of` is what it does. Letters are drawn in any order, so the order
here is that of the page, from the top, from the left.

Conventions: points (1/72 inch) from the left and from the top of the page; pages count from 1.
"""

import io
import json
import os
import resource
import statistics
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pdfminer.converter import PDFPageAggregator
from pdfminer.layout import LTChar, LTContainer
from pdfminer.pdfdocument import PDFDocument, PDFEncryptionError, PDFPasswordIncorrect
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser

from yeoun.reading.printed import UNKNOWN, Line, Part

MOST_PAGES = 800          # our choice: a series' episode has 60
MOST_LETTERS = 4_000_000  # of a file
SPACE, GAP = 0.18, 1.15   # of a letter's size: what is wider parts words, or columns (our choice, after printed scripts of both forms)


def main() -> None:
    """Set limits, read a PDF from standard input, write its lines as JSON; exit status 0 whatever the PDF was."""
    memory, cpu_s = int(sys.argv[1]), int(sys.argv[2])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    raw = sys.stdin.buffer.read()
    try:
        told: dict[str, Any] = {"lines": [[line.page, line.down, line.size, [[p.left, p.right, p.text] for p in line.parts]]
                                          for line in lines_of(raw)]}
    except MemoryError:
        told = {"refused": "memory"}
    except Unreadable as why:
        told = {"refused": str(why)}
    sys.stdout.write(json.dumps(told))
    sys.stdout.flush()
    os._exit(0)


class Unreadable(Exception):
    """A PDF that gives no text: locked, damaged, too long."""


def lines_of(raw: bytes) -> list[Line]:
    """The lines of a PDF, page by page; an empty one stands for a page without any letters.

    raw      the file
    Refuses  Unreadable, with one word: locked, damaged, long
    """
    found: list[Line] = []
    try:
        document = PDFDocument(PDFParser(io.BytesIO(raw)))
        if not document.is_extractable:
            raise Unreadable("locked")
        manager = PDFResourceManager()
        device = PDFPageAggregator(manager, laparams=None)
        machine = PDFPageInterpreter(manager, device)
        letters = 0
        for number, page in enumerate(PDFPage.create_pages(document), start=1):
            if number > MOST_PAGES:
                raise Unreadable("long")
            machine.process_page(page)
            drawn = device.get_result()
            glyphs = list(_glyphs(drawn))
            letters += len(glyphs)
            if letters > MOST_LETTERS:
                raise Unreadable("long")
            found += _lines(glyphs, number, drawn.height) or [Line(number, 0.0, 0.0, ())]
    except (PDFPasswordIncorrect, PDFEncryptionError) as why:
        raise Unreadable("locked") from why
    except (Unreadable, MemoryError):
        raise
    except Exception as why:    # pdfminer raises whatever a damaged file makes of it
        raise Unreadable("damaged") from why
    if not found:
        raise Unreadable("damaged")
    return found


@dataclass(frozen=True, slots=True)
class _Glyph:
    text: str
    left: float
    right: float
    base: float
    size: float


def _glyphs(container: LTContainer[Any]) -> Iterator[_Glyph]:
    """Upright letters with where they stand; what cannot be told is a replacement sign."""
    waiting: list[Any] = [container]
    while waiting:
        each = waiting.pop()
        if isinstance(each, LTChar):
            a, b, _, _, _, base = each.matrix
            size = float(each.size)
            text = each.get_text()
            if abs(b) < 1e-3 * max(abs(a), 1e-6) and 1.0 <= size <= 200.0 and abs(each.x0) < 1e5 and abs(base) < 1e5:
                text = UNKNOWN if text.startswith("(cid:") else "".join(" " if sign < " " or sign == "\xa0" else sign for sign in text)
                yield _Glyph(text, float(each.x0), float(each.x1), float(base), size)
        elif isinstance(each, LTContainer):
            waiting.extend(each)


def _lines(glyphs: list[_Glyph], page: int, high: float) -> list[Line]:
    """Letters of one page as lines from the top."""
    rows: list[list[_Glyph]] = []
    for glyph in sorted(glyphs, key=lambda each: (-each.base, each.left)):
        if rows and abs(rows[-1][0].base - glyph.base) < 0.4 * max(rows[-1][0].size, glyph.size):
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    lines = []
    for row in rows:
        row.sort(key=lambda each: (each.left, each.right))
        size = statistics.median(each.size for each in row)
        if parts := _parts(row, size):
            lines.append(Line(page, round(high - row[0].base, 2), round(size, 2), parts))
    return lines


def _parts(row: list[_Glyph], size: float) -> tuple[Part, ...]:
    """A line's letters joined to parts; a letter that is drawn twice for boldness counts once."""
    parts: list[list[_Glyph]] = []
    last: _Glyph | None = None     # the letter before, blank or not
    inked: _Glyph | None = None    # the last that is not blank; every part begins with one
    for glyph in row:
        is_blank = not glyph.text.strip()
        if (last and glyph.text == last.text and abs(glyph.left - last.left) < 0.15 * size) or (is_blank and not inked):
            continue
        if not is_blank and (inked is None or glyph.left - inked.right > GAP * size):
            parts.append([])
        elif last and last is inked and not is_blank and glyph.left - last.right > SPACE * size:
            parts[-1].append(_Glyph(" ", last.right, glyph.left, glyph.base, glyph.size))
        parts[-1].append(glyph)
        last, inked = glyph, inked if is_blank else glyph
    return tuple(Part(round(part[0].left, 2), round(max(each.right for each in part if each.text.strip()), 2),
                      "".join(each.text for each in part)) for part in parts)
