"""MusicXML to PDF: verovio draws, a small rewrite prepares the drawing, svg2pdf prints it with two fonts of the package.

Right on a machine without fonts or a browser, and the same bytes every time. The rewrite: real page size in points; the
embedded web font out, the packaged one in; one Korean family for all text; text positions moved up to the text element;
stray white space and titles out of texts. Names that verovio measures too short (it does not know the widths of Hangul)
get their room from a wider left margin, computed from the font itself.
"""

import io
from functools import cache
from importlib.resources import as_file, files
from typing import Any

import svg2pdf_py
import verovio
from fontTools.ttLib import TTFont
from lxml import etree
from pypdf import PdfReader, PdfWriter

FAMILY = "NanumGothic"
A4_PT = (595.276, 841.89)
A4_TENTHS_MM = (2100, 2970)
SVG = "{http://www.w3.org/2000/svg}"
STAFF = 72                                 # tenths of a millimetre a staff is high when verovio's unit is one of them
PART_STAFF, SCORE_STAFF, LEAST_STAFF = 70, 52, 30    # what players and conductors read, our choice
UPRIGHT_STAVES = 10
MARGIN = 90                         # tenths of a millimetre
HEAD_SIZES = {"middle": 1.6, "start": 1.25, "end": 0.8}
NAME_UNITS = 405    # verovio's size of a staff name, in its drawing units (21000 across a portrait page)


@cache
def _fonts() -> svg2pdf_py.FontDatabase:
    database = svg2pdf_py.FontDatabase()
    with as_file(files("yeoun.delivering") / "fonts") as folder:
        database.load_fonts_dir(str(folder))
    return database


@cache
def _advances() -> tuple[dict[int, float], frozenset[int]]:
    """Width of every character of the Korean font in ems, and which characters the music font has."""
    with as_file(files("yeoun.delivering") / "fonts") as folder:
        korean, music = TTFont(folder / "NanumGothic.ttf"), TTFont(folder / "Leipzig.ttf")
    em, names, widths = korean["head"].unitsPerEm, korean.getBestCmap(), korean["hmtx"]
    return {code: widths[name][0] / em for code, name in names.items()}, frozenset(music.getBestCmap())


def width_of(text: str) -> float:
    """How wide a text is printed, in ems."""
    known, _ = _advances()
    return sum(known.get(ord(letter), 1.0) for letter in text)


def covered(text: str) -> str:
    """A text with only characters that can be printed; others become a question mark in brackets."""
    known, music = _advances()
    return "".join(letter if ord(letter) in known or ord(letter) in music or letter in "\n\t" else "[?]" for letter in text)


def engraved(xml: bytes, *, for_player: bool = False) -> bytes:
    """A MusicXML file as an A4 PDF.

    xml         a score or part as bytes
    for_player  one player's part: larger staves; a score is drawn so that as many systems fit a page as can be read
    Refuses     ValueError, when verovio cannot read it
    """
    tree = etree.fromstring(xml)
    names = [each.text or "" for each in tree.iter("part-name")]
    staff, landscape = (PART_STAFF, False) if for_player else _score_form(tree)
    across, down, margin = (each * STAFF // staff for each in (*(A4_TENTHS_MM[::-1] if landscape else A4_TENTHS_MM), MARGIN))
    room = max((width_of(name) for name in names), default=0.0) * NAME_UNITS / 16
    verovio.enableLog(verovio.LOG_OFF)    # its layout remarks are not the user's business
    toolkit = verovio.toolkit(False)
    toolkit.setResourcePath(str(files("verovio") / "data"))    # its own default holds in the main thread only
    toolkit.setOptions({
        "svgViewBox": True, "xmlIdSeed": 1, "pageWidth": across, "pageHeight": down, "scale": 40,
        "pageMarginLeft": min(margin + 170, round(margin + max(0.0, room - 60))),
        "pageMarginRight": margin,
        "pageMarginTop": margin * 5 // 4, "pageMarginBottom": margin, "footer": "none", "header": "auto",
        "breaks": "line" if tree.find(".//print") is not None else "auto", "spacingStaff": 10,
        "spacingSystem": 12, "justifyVertically": False, "minLastJustification": 0.6, "bottomMarginHeader": 5.0, "topMarginHarm": 1.6,
        "bottomMarginHarm": 1.2, "defaultBottomMargin": 0.8, "multiRestStyle": "block"})
    if not toolkit.loadData(covered(xml.decode())):
        raise ValueError("verovio cannot read this score")
    running = "  ·  ".join(each.text or "" for each in tree.iterfind("credit/credit-words") if each.get("justify") != "right")
    writer = PdfWriter()
    for page in range(1, toolkit.getPageCount() + 1):
        drawing = _prepared(toolkit.renderToSVG(page), landscape, f"{running}  ·  {page}" if page > 1 else "")
        for sheet in PdfReader(io.BytesIO(bytes(svg2pdf_py.svg_to_pdf(drawing, _fonts())))).pages:
            _put_in_order(sheet, set())
            writer.add_page(sheet)
    writer.metadata = {"/Producer": "Yeoun"}
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _put_in_order(thing: Any, seen: set[int]) -> None:
    """Sorts the keys of a page and of all it refers to: the printer writes them in an order that changes from run to run."""
    thing = thing.get_object() if hasattr(thing, "get_object") else thing
    if id(thing) in seen:
        return
    seen.add(id(thing))
    if isinstance(thing, dict):
        items = sorted(dict.items(thing))
        dict.clear(thing)
        dict.update(thing, items)
    for each in (dict.values(thing) if isinstance(thing, dict) else thing if isinstance(thing, list) else ()):
        _put_in_order(each, seen)


def _score_form(tree: etree._Element) -> tuple[int, bool]:
    """Height of a staff in tenths of a millimetre, and whether the page lies on its side.

    Upright while a system fits, then sideways and as small as it must be.
    """
    staves = sum(max([int(each.text or "1") for each in part.iter("staves")], default=1) for part in tree.iter("part"))
    if staves <= UPRIGHT_STAVES:
        return SCORE_STAFF, False
    return max(LEAST_STAFF, min(SCORE_STAFF, SCORE_STAFF * 12 // staves)), True


def _prepared(svg: str, landscape: bool, running: str) -> str:
    root = etree.fromstring(svg.encode())
    width, height = A4_PT[::-1] if landscape else A4_PT
    root.set("width", f"{width}")
    root.set("height", f"{height}")
    for style in list(root.iter(f"{SVG}style")):
        if "@font-face" in (style.text or ""):
            _removed(style)
    for element in root.iter():
        if element.get("font-family", "").startswith("Times"):
            element.set("font-family", FAMILY)
    for text in root.iter(f"{SVG}text"):
        _tidied(text)
    for head in (each for each in root.iter(f"{SVG}g") if "pgHead" in each.get("class", "").split()):
        _sized(head)
    if running:
        left, top, across, down = (float(each) for each in root.get("viewBox", "0 0 2100 2970").split())
        unit = across / width    # drawing units in a point
        words = etree.SubElement(root, f"{SVG}text", {
            "x": f"{left + across / 2:.2f}", "y": f"{top + 20 * unit:.2f}", "font-size": f"{9 * unit:.2f}px",
            "text-anchor": "middle", "font-family": FAMILY})
        words.text = covered(running)
    return etree.tostring(root, encoding="unicode")


def _sized(head: etree._Element) -> None:
    """Title large, player's name between, composer small."""
    for text in head.iter(f"{SVG}text"):
        size = HEAD_SIZES.get(text.get("text-anchor", ""), 1.0)
        for span in text.iter(f"{SVG}tspan"):
            if span.get("font-size"):
                span.set("font-size", f"{float(span.get('font-size', '405px').removesuffix('px')) * size:.0f}px")


def _removed(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _tidied(text: etree._Element) -> None:
    for title in list(text.iter(f"{SVG}title")):
        _removed(title)
    for element in text.iter():
        if element.text is not None and not element.text.strip():
            element.text = None
        if element is not text and element.tail is not None and not element.tail.strip():
            element.tail = None
    first = next((each for each in text.iter(f"{SVG}tspan") if each.get("x") is not None), None)
    if text.get("x") is None and first is not None:
        for name in ("x", "y", "text-anchor"):
            if first.get(name) is not None:
                text.set(name, str(first.attrib.pop(name)))
