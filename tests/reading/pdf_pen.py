"""A pen for scripts as PDF, for tests alone: pages as writers' programs lay them out, drawn by skia.

American pages break a speech with (MORE) and (CONT'D); Korean pages have the name, a gap and words that hang.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib.resources import files

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
    name, scene = "", 0
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
            if kind == "Scene Heading" and numbered and not n:
                scene += 1
                parts = [(72, str(scene)), *parts, (560, str(scene))]
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
