"""Papers: scores and parts that print anywhere, and a report that asks for nothing from outside its folder."""

from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from yeoun.checking.finding import Finding
from yeoun.checking.folder import Folder

A4_PT = (595.276, 841.89)
WITHIN_PT = 0.1


def of_papers(folder: Folder) -> list[Finding]:
    """PDFs and the report."""
    sizes, fonts, pages, books = [], [], 0, folder.listed("**/*.pdf")
    for path in books:
        for page in PdfReader(path).pages:
            pages += 1
            across = sorted((float(page.mediabox.width), float(page.mediabox.height)))
            if any(abs(one - other) > WITHIN_PT for one, other in zip(across, A4_PT, strict=True)):
                sizes.append(path.name)
            fonts += [f"{path.name} {name}" for name, whole in _fonts(page) if not whole]
    parts = {cue["id"]: (len(folder.listed(f"cues/{cue['id']}/parts/*.pdf")),
                         len(folder.json(f"cues/{cue['id']}/sketch.json")["layers"])) for cue in folder.cues()}
    short = [name for name, (there, asked) in parts.items() if there != asked]
    return [Finding("scores and parts are A4", "cues/, themes/", "every page", f"{pages} pages, {len(sizes)} of another size",
                    pages > 0 and not sizes),
            Finding("their fonts are embedded", "cues/, themes/", "all", f"{len(books)} papers, {len(fonts)} fonts are not", not fonts),
            Finding("every player has a part", "cues/*/parts/", "one each", f"{len(short)} cues lack some", not short), _report(folder)]


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


def _report(folder: Folder) -> Finding:
    text = (folder.root / "report.html").read_text(encoding="utf-8")
    links, buttons = links_of(text)
    outside = [link for link in links if ":" in link or link.startswith("/") or ".." in Path(link).parts]
    if "url(" in text or "@import" in text:
        outside.append("a style sheet")
    missing = [link for link in links if link not in outside and not folder.has(link.split("#")[0]) and not link.startswith("#")]
    late = [at for at in buttons if not 0 <= float(at) <= folder.samples / 48_000]
    return Finding("report stands alone", "report.html", "every link in the folder",
                   f"{len(links)} links, {len(missing)} missing, {len(outside)} outside, {len(buttons)} moments", bool(links)
                   and not missing and not outside and not late)
