"""A pen for scripts as PDF, for tests alone: pages as writers' programs lay them out, drawn by skia.

American pages break a speech with (MORE) and (CONT'D); Korean pages have the name, a gap and words that hang.
"""

import io
import re
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib.resources import files

import pypdf
import skia

WIDE, HIGH, PITCH, SIZE = 612.0, 792.0, 12.0, 12.0
TOP, BOTTOM = 72.0, 720.0
LEFT = {"Scene Heading": 108, "Action": 108, "Character": 266, "Parenthetical": 223, "Dialogue": 180, "Transition": 432}
RIGHT = {"Scene Heading": 540, "Action": 540, "Character": 540, "Parenthetical": 380, "Dialogue": 435, "Transition": 560}


@dataclass
class Pages:
    """A PDF that is being drawn: line by line, with what stands at the head and foot of each page."""

    head: Callable[[int], Sequence[tuple[float, str]]] = lambda number: ()
    foot: Callable[[int], Sequence[tuple[float, str]]] = lambda number: ()
    y: float = TOP
    number: int = 0
    stream: skia.DynamicMemoryWStream = field(default_factory=skia.DynamicMemoryWStream)
    font: skia.Font = field(default_factory=lambda: skia.Font(
        skia.FontMgr().makeFromFile(str(files("yeoun") / "delivering" / "fonts" / "NanumGothic.ttf")), SIZE))

    def __post_init__(self) -> None:
        self.document = skia.PDF.MakeDocument(self.stream)
        self.turn()

    def turn(self) -> None:
        """The next page."""
        if self.number:
            self.document.endPage()
        self.number += 1
        self.canvas = self.document.beginPage(WIDE, HIGH)
        self.y = TOP
        for x, text in self.head(self.number):
            self.canvas.drawString(text, x, 40, self.font, skia.Paint())
        for x, text in self.foot(self.number):
            self.canvas.drawString(text, x, 760, self.font, skia.Paint())

    def line(self, *parts: tuple[float, str]) -> None:
        """One line of so many parts; past the foot of the page it goes on the next."""
        if self.y > BOTTOM:
            self.turn()
        for x, text in parts:
            self.canvas.drawString(text, x, self.y, self.font, skia.Paint())
        self.y += PITCH

    def skip(self) -> None:
        """A blank line."""
        self.y += PITCH

    def wrapped(self, text: str, wide: float) -> list[str]:
        """A text in lines of a width, broken between words."""
        if self.font.measureText(text) <= wide:
            return [text]
        lines = [""]
        for word in text.split():
            longer = f"{lines[-1]} {word}".strip()
            if lines[-1] and self.font.measureText(longer) > wide:
                lines.append(word)
            else:
                lines[-1] = longer
        return lines

    def end(self) -> bytes:
        """The file."""
        self.document.endPage()
        self.document.close()
        return bytes(self.stream.detachAsData())


def as_american_pdf(rows: Sequence[tuple[str, str]], centred: bool = False, numbered: bool = False) -> bytes:
    """Typed paragraphs as pages of a screenplay."""
    pages = Pages(head=lambda number: [(540, f"{number}.")] if number > 1 else [], foot=lambda number: [(108, "THE TIDE LEDGER - Blue")])
    name = ""
    for k, (kind, text) in enumerate(rows):
        if kind not in {"Parenthetical", "Dialogue"} and pages.y > TOP:
            pages.skip()
        if kind == "Character" and pages.y > BOTTOM - 2 * PITCH:
            pages.turn()
        for n, line in enumerate(pages.wrapped(text, RIGHT[kind] - LEFT[kind])):
            if kind == "Dialogue" and pages.y > BOTTOM - PITCH and (n or k):
                pages.line((266, "(MORE)"))
                pages.turn()
                pages.line((266, f"{name} (CONT'D)"))
            x = float(LEFT[kind])
            if kind == "Character" and centred:
                x = 306 - pages.font.measureText(line) / 2
            parts = [(x, line)]
            if numbered and kind == "Scene Heading" and (found := re.search(r" #(\w+)#$", line)):
                parts = [(72, found[1]), (x, line[: found.start()]), (560, found[1])]
            pages.line(*parts)
        name = text.split(" (")[0] if kind == "Character" else name
    return pages.end()


def as_korean_pdf(text: str, words_x: float = 150.0) -> bytes:
    """A text in Korean drama format: names, a gap, words that hang; action over the whole width; page numbers between dashes."""
    pages = Pages(head=lambda number: [(250, "여운 제3부 (2고)")], foot=lambda number: [(295, f"- {number} -")])
    for line in text.split("\n"):
        name, tab, words = line.partition("\t")
        if not line.strip():
            pages.skip()
        elif tab:
            for n, part in enumerate(pages.wrapped(words, 540 - words_x)):
                pages.line(*([(72.0, name)] if name and not n else []), (words_x, part))
        else:
            for part in pages.wrapped(line, 468):
                pages.line((72, part))
    return pages.end()


COURIER = "<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>"


def plain_pdf(pages: Sequence[Sequence[tuple[float, float, str]]], more: str = "", font: str = COURIER) -> bytes:
    """A PDF by hand: ASCII in Courier, an operator a line, nothing packed. Each page is texts at points from the left and the foot."""
    drawn = [more + "BT /F1 12 Tf\n" + "".join(f"1 0 0 1 {x:g} {y:g} Tm ({_escaped(text)}) Tj\n" for x, y, text in page) + "ET"
             for page in pages]
    kids = " ".join(f"{4 + 2 * k} 0 R" for k in range(len(pages)))
    things = ["<< /Type /Catalog /Pages 2 0 R >>", f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
              font]
    for k, body in enumerate(drawn):
        things.append(f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> >>"
                      f" /Contents {5 + 2 * k} 0 R >>")
        things.append(f"<< /Length {len(body)} >>\nstream\n{body}\nendstream")
    out, places = "%PDF-1.4\n", []
    for number, thing in enumerate(things, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{thing}\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    out += f"xref\n0 {len(things) + 1}\n0000000000 65535 f \n{table}trailer\n<< /Size {len(things) + 1} /Root 1 0 R >>\n"
    return (out + f"startxref\n{out.rindex('xref')}\n%%EOF\n").encode("latin-1")


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def courier_pages(rows: Sequence[tuple[str, str]], times: int = 1) -> list[list[tuple[float, float, str]]]:
    """Typed paragraphs on pages of Courier, ten letters an inch, as often as asked."""
    pages: list[list[tuple[float, float, str]]] = [[]]
    y = HIGH - TOP
    for kind, text in [*rows] * times:
        wide = int((RIGHT[kind] - LEFT[kind]) / 7.2)
        lines = textwrap.wrap(text.encode("ascii", "replace").decode(), wide)
        y -= 0.0 if kind in {"Parenthetical", "Dialogue"} else PITCH
        if y - PITCH * len(lines) < HIGH - BOTTOM:
            pages.append([])
            y = HIGH - TOP
        for line in lines:
            pages[-1].append((float(LEFT[kind]), y, line))
            y -= PITCH
    return pages


def unpacked_pdf(raw: bytes) -> bytes:
    """The same PDF with its streams as they are, so that damage reaches what is in them."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(raw))
    for thing in writer._objects:
        if isinstance(thing, pypdf.generic.StreamObject) and thing.get("/Filter") == "/FlateDecode":
            body = thing.get_data()
            del thing["/Filter"]
            thing._data = body
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
