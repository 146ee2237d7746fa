"""Papers: scores and parts that print anywhere, and a report that asks for nothing from outside its folder."""

import logging
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from yeoun.checking.finding import Finding
from yeoun.checking.folder import Folder
from yeoun.checking.measuring import measuring
from yeoun.checking.unreadable import number

A4_PT = (595.276, 841.89)
WITHIN_PT = 0.1
logging.getLogger("pypdf").setLevel(logging.CRITICAL)    # what it mends in silence is no news; what it cannot read it raises


@measuring("papers")
def of_papers(folder: Folder) -> list[Finding]:
    """PDFs and the report."""
    return [*_books(folder), *_parts(folder), *_report(folder)]


@measuring("printed papers")
def _books(folder: Folder) -> list[Finding]:
    sizes, fonts, pages, books = [], [], 0, folder.listed("**/*.pdf")
    for name in (path.relative_to(folder.root).as_posix() for path in books):
        with folder.reading(name) as path:
            for page in PdfReader(path, strict=True).pages:
                pages += 1
                across = sorted((number(str(page.mediabox.width)), number(str(page.mediabox.height))))
                if any(abs(one - other) > WITHIN_PT for one, other in zip(across, A4_PT, strict=True)):
                    sizes.append(path.name)
                fonts += [f"{path.name} {font}" for font, whole in _fonts(page) if not whole]
    return [Finding("scores and parts are A4", "cues/, themes/", "every page", f"{pages} pages, {len(sizes)} of another size",
                    pages > 0 and not sizes),
            Finding("their fonts are embedded", "cues/, themes/", "all", f"{len(books)} papers, {len(fonts)} fonts are not", not fonts)]


@measuring("parts")
def _parts(folder: Folder) -> list[Finding]:
    parts = {cue["id"]: (len(folder.listed(f"cues/{cue['id']}/parts/*.pdf")),
                         len(folder.json(f"cues/{cue['id']}/sketch.json")["layers"])) for cue in folder.cues()}
    short = [name for name, (there, asked) in parts.items() if there != asked]
    return [Finding("every player has a part", "cues/*/parts/", "one each", f"{len(short)} cues lack some", not short)]


def _fonts(page: Any) -> list[tuple[str, bool]]:
    """(name, whether its outlines are in the file) of every font of a page, with those inside drawn forms."""
    found: list[tuple[str, bool]] = []

    def look(resources: DictionaryObject) -> None:
        for font in (resources.get("/Font") or DictionaryObject()).get_object().values():
            font = font.get_object()
            inner = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
            described = inner.get("/FontDescriptor", DictionaryObject()).get_object()
            is_whole = any(key in described for key in ("/FontFile", "/FontFile2", "/FontFile3"))
            found.append((str(font.get("/BaseFont", "unnamed")), is_whole and font.get("/Subtype") != "/Type3"))
        for form in (resources.get("/XObject") or DictionaryObject()).get_object().values():
            if "/Resources" in form.get_object():
                look(form.get_object()["/Resources"].get_object())

    look(page["/Resources"].get_object())
    return found


class _Links(HTMLParser):
    """Collects what a page loads or points to, and the timecodes one can press."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.buttons: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Called for every tag."""
        for name, value in attrs:
            if name in {"href", "src", "poster", "data"} and value is not None:
                self.links.append(value)
            if tag == "button" and name == "data-at" and value is not None:
                self.buttons.append(value)


def links_of(page: str) -> tuple[list[str], list[str]]:
    """What an HTML page points to, and the moments its buttons seek.

    >>> links_of('<a href="a.pdf">score</a><button data-at="1.5">')
    (['a.pdf'], ['1.5'])
    """
    reader = _Links()
    reader.feed(page)
    return reader.links, reader.buttons


@measuring("the report")
def _report(folder: Folder) -> list[Finding]:
    text = folder.text("report.html")
    with folder.reading("report.html"):
        links, buttons = links_of(text)
        late = [at for at in buttons if not 0 <= number(at) <= folder.samples / 48_000]
    ends = text.rstrip().endswith("</html>")
    outside = [link for link in links if ":" in link or link.startswith("/") or ".." in Path(link).parts]
    if "url(" in text or "@import" in text:
        outside.append("a style sheet")
    missing = [link for link in links if link not in outside and not folder.has(link.split("#")[0]) and not link.startswith("#")]
    return [Finding("report stands alone", "report.html", "every link in the folder",
                    f"{len(links)} links, {len(missing)} missing, {len(outside)} outside, {len(buttons)} moments"
                    + ("" if ends else "; it is cut off"), bool(links) and ends and not missing and not outside and not late)]
