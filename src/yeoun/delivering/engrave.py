"""MusicXML to PDF: verovio draws, a small rewrite prepares the drawing, svg2pdf prints it with two fonts of the package.

Right on a machine without fonts or a browser, and the same bytes every time. The rewrite: real page size in points; the
embedded web font out, the packaged one in; one Korean family for all text; text positions moved up to the text element;
stray white space and titles out of texts. Names that verovio measures too short (it does not know the widths of Hangul)
get their room from a wider left margin, computed from the font itself.
"""

import io
import re
from functools import cache
from importlib.resources import as_file, files
from itertools import pairwise
from typing import Any

import svg2pdf_py
import verovio
from lxml import etree
from pypdf import PdfReader, PdfWriter

from yeoun.delivering.lettering import covered, width_of
from yeoun.delivering.titles import BETWEEN

FAMILY = "NanumGothic"
A4_PT = (595.276, 841.89)
A4_TENTHS_MM = (2100, 2970)
MEI = "{http://www.music-encoding.org/ns/mei}"
NUMBER_BELOW = 1080                 # drawing units from a staff (720 high) to the bar number under it, our choice
LEAST_FULL = 0.3                    # from this share of the line on a last system is drawn across the whole page, our choice
SPACINGS = (0.25, 0.35, 0.5, 0.7, 1.0)    # verovio's linear spacing: its own, and wider until chords stand apart, our choice
FIGURE, FIGURE_ROOM = 360, 45       # how high the figures of a metre are, about as wide, and what is left open around them (ours)
HARM_SIZE = 405                     # verovio's size of chord names, in its drawing units
SHEET_ROOM = 1.5                    # between the reasons of a theme and its staff, in verovio's units, our choice
SHEET_LIFT = "2vu"                  # how far they are lifted besides: verovio takes no notice of letters that reach below their line
NUMBER_ROOM = "3vu"                 # how far words are lifted above the number of a long rest, our choice
SVG = "{http://www.w3.org/2000/svg}"
STAFF = 72                                 # tenths of a millimetre a staff is high when verovio's unit is one of them
PART_STAFF, SCORE_STAFF, LEAST_STAFF = 70, 52, 30    # what players and conductors read, our choice
UPRIGHT_STAVES = 10
MARGIN = 90                         # tenths of a millimetre
HEAD = 310                          # tenths of a millimetre above the first staff's marks: title, second title, player
MOST_MARGIN = 500                   # verovio's own limit, which it does not tell: what is over it counts as nothing at all
RAISED = 14.0                       # points the head of a sideways page stands higher, for its margin is the smaller, our choice
# Where each line of the head stands: size and distance from the upper edge in points, and which way it runs. Our choice.
HEAD_LINES = {"title": (17.0, 42.0, "middle"), "subtitle": (9.5, 57.0, "middle"), "part name": (12.0, 72.0, "start"),
              "composer": (7.5, 57.0, "end"), "place": (7.5, 69.0, "end")}
HEADS = {3: 1, 4: 4, 5: 7}    # octave of a drum's key (kung 48, deong 60, deok 72) -> line or space from the lowest line, our choice
LEGEND = (6.5, 15.0, 8.5)    # size of the lines at the foot of the first page, how far the last is from the lower edge, and they apart, in
                             # points: our choice
LEGEND_CLEAR = 6.0           # points between music and those lines, our choice
NAME_UNITS = 405    # verovio's size of a staff name, in its drawing units (21000 across a portrait page)


@cache
def _fonts() -> svg2pdf_py.FontDatabase:
    database = svg2pdf_py.FontDatabase()
    with as_file(files("yeoun.delivering") / "fonts") as folder:
        database.load_fonts_dir(str(folder))
    return database


def engraved(xml: bytes, *, for_player: bool = False) -> bytes:
    """A MusicXML file as an A4 PDF.

    xml         a score or part as bytes
    for_player  one player's part: larger staves; a score is drawn so that as many systems fit a page as can be read
    Refuses     ValueError, when verovio cannot read it
    """
    tree = etree.fromstring(xml)
    _, landscape = _form(tree, for_player)
    running = "  ·  ".join(_credit(tree, kind) for kind in ("title", "part name") if _credit(tree, kind))
    writer = PdfWriter()
    for page, drawn in enumerate(drawings(xml, for_player=for_player), 1):
        drawing = _prepared(as_sheet(drawn) if _is_sheet(tree) else drawn, landscape, f"{running}  ·  {page}" if page > 1 else tree)
        for sheet in PdfReader(io.BytesIO(bytes(svg2pdf_py.svg_to_pdf(drawing, _fonts())))).pages:
            _put_in_order(sheet, set())
            writer.add_page(sheet)
    writer.metadata = {"/Producer": "Yeoun"}
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def drawings(xml: bytes, *, for_player: bool = False) -> tuple[str, ...]:
    """The pages of a MusicXML file as verovio draws them, before they are made ready for the printer."""
    tree = etree.fromstring(xml)
    names = [each.text or "" for each in tree.iter("part-name")]
    staff, landscape = _form(tree, for_player)
    across, down, margin, head = (each * STAFF // staff for each in (
        *(A4_TENTHS_MM[::-1] if landscape else A4_TENTHS_MM), MARGIN, HEAD))
    room = max((width_of(line) for name in names for line in name.split(BETWEEN)), default=0.0) * NAME_UNITS / 16
    is_sheet = _is_sheet(tree)
    foot = LEGEND[1] + LEGEND[2] * len(_legend(tree, landscape)) + LEGEND_CLEAR
    verovio.enableLog(verovio.LOG_OFF)    # its layout remarks are not the user's business
    toolkit = verovio.toolkit(False)
    toolkit.setResourcePath(str(files("verovio") / "data"))    # its own default holds in the main thread only
    toolkit.setOptions({
        "svgViewBox": True, "xmlIdSeed": 1, "pageWidth": across, "pageHeight": down, "scale": 40,
        "pageMarginLeft": min(margin + 170, round(margin + max(0.0, room - 60))),
        "pageMarginRight": margin,
        "pageMarginTop": min(head, MOST_MARGIN),
        "pageMarginBottom": min(max(margin, round(foot * 254 / 72) * STAFF // staff), MOST_MARGIN), "footer": "none", "header": "none",
        "breaks": "line" if is_sheet else "auto", "mnumInterval": 0 if is_sheet else 1, "spacingStaff": 10,
        "spacingSystem": 12, "justifyVertically": False, "minLastJustification": LEAST_FULL, "topMarginHarm": 1.6,
        "bottomMarginHarm": 1.2, "defaultBottomMargin": 0.8, "multiRestStyle": "block",
        "leftMarginMeterSig": 2.0})
    if is_sheet:
        toolkit.setOptions({"defaultBottomMargin": SHEET_ROOM})
    if for_player:
        toolkit.setOptions({"measureMinWidth": 30})    # room for a number over a long rest, and words beside it
    _load(toolkit, tree)
    for spacing in SPACINGS:
        toolkit.setOptions({"spacingLinear": spacing})
        toolkit.redoLayout()
        pages = tuple(toolkit.renderToSVG(page) for page in range(1, toolkit.getPageCount() + 1))
        if not any(map(touching_chords, pages)):
            break
    return pages


def _is_sheet(tree: etree._Element) -> bool:
    """A sheet has degrees under its notes, says itself where its lines break, each a piece of its own, and has no bars to count."""
    return tree.find(".//lyric") is not None or tree.find(".//print") is not None


def as_sheet(page: str) -> str:
    """A page of short pieces: no number before a line, and none is told the key and metre of the next one behind its last bar."""
    root = etree.fromstring(page.encode())
    for number in [each for each in root.iter(f"{SVG}g") if "mNum" in each.get("class", "").split()]:
        _removed(number)
    for measure in root.iter(f"{SVG}g"):
        lines = [each.get("d", "") for each in measure.iterfind(f"{SVG}g[@class='barLine']/{SVG}path")]
        for staff in measure.findall(f"{SVG}g[@class='staff']") if lines else ():
            layers = [k for k, each in enumerate(staff) if each.get("class") == "layer"]
            behind = [each for each in list(staff)[max(layers, default=len(staff)):] if each.get("class") in {"keySig", "meterSig"}]
            for told in behind:
                _removed(told)
            for line in staff.findall(f"{SVG}path") if behind else ():    # and ends with its last bar
                line.set("d", f"{line.get('d', '').rpartition('L')[0]}L{max(line_at(each) for each in lines)} "
                              f"{line.get('d', '').split()[-1]}")
    return etree.tostring(root, encoding="unicode")


def line_at(drawn: str) -> int:
    """Where a line that is drawn upright stands.

    >>> line_at("M25278 2002 L25278 2722")
    25278
    """
    return int(drawn.split()[0].removeprefix("M"))


def touching_chords(page: str) -> list[tuple[str, str]]:
    """Chord names on a drawn page that run into the next one: verovio gives notes their room, but not the names over them."""
    root = etree.fromstring(page.encode())
    names = [("".join(str(each).strip() for each in text.itertext()), float(text.get("y", "0")), float(text.get("x", "0")))
             for harm in root.iter(f"{SVG}g") if harm.get("class") == "harm" for text in harm.iter(f"{SVG}text")]
    ordered = sorted(names, key=lambda each: each[1:])
    return [(one, other) for (one, down, at), (other, beside, after) in pairwise(ordered)
            if down == beside and at + HARM_SIZE * (width_of(one) + width_of(" ")) > after]


def _legend(tree: etree._Element, landscape: bool) -> list[str]:
    """The lines at the foot of the first page, broken where the page is too narrow for them."""
    room = ((A4_PT[1] if landscape else A4_PT[0]) - 2 * MARGIN / 10 * 72 / 25.4) / LEGEND[0]
    lines: list[str] = []
    for told in filter(None, _credit(tree, "legend").split("\n")):
        lines.append("")
        for word in told.split():
            longer = f"{lines[-1]} {word}".strip()
            lines[-1:] = [longer] if width_of(longer) <= room else [lines[-1], word]
    return lines


def _credit(tree: etree._Element, kind: str) -> str:
    return tree.findtext(f"credit[credit-type='{kind}']/credit-words") or ""


def _load(toolkit: verovio.toolkit, tree: etree._Element) -> None:
    """Hands a score to verovio, long rests last: read from MusicXML it drops whatever stands above the first bar of one.

    So the bars come in one by one, and are drawn together in verovio's own form (MEI), marks and all.
    """
    for mark in tree.iterfind(".//direction/direction-type/rehearsal"):
        mark.tag = "words"    # verovio draws rehearsal marks on the barline only, and no bar number beside them; a hit has its own beat
        mark.set("enclosure", "rectangle")
        mark.text = f"{mark.text}\N{NO-BREAK SPACE}"    # its box is measured for a narrower font
    for direction in tree.iterfind(".//direction"):
        for words in direction.iterfind("direction-type/words") if direction.find("direction-type/metronome") is not None else ():
            words.text = f"{words.text}\N{NO-BREAK SPACE}"    # verovio leaves no room between them
    for name in tree.iter("part-name", "part-abbreviation"):
        name.text = "\n".join((name.text or "").split(BETWEEN))    # two languages, a line each
    rests = {}
    for k, measure in enumerate(tree.iterfind("part[1]/measure")):
        for style in list(measure.iterfind("attributes/measure-style")):
            rests[k] = int(style.findtext("multiple-rest", "0"))
            _removed(style)
    if not toolkit.loadData(covered(etree.tostring(tree, encoding="unicode"))):
        raise ValueError("verovio cannot read this score")
    is_sheet = _is_sheet(tree)
    if not rests and not is_sheet and tree.find(".//clef[sign='percussion']") is None:
        return
    whole = etree.fromstring(toolkit.getMEI().encode())
    for told in whole.iter(f"{MEI}dir") if is_sheet else ():
        told.set("vo", SHEET_LIFT)
    _drummed(whole)
    measures = list(whole.iter(f"{MEI}measure"))
    for k, count in rests.items():
        _rest_long(measures[k:k + count])
    if not toolkit.loadData(etree.tostring(whole, encoding="unicode")):
        raise ValueError("verovio cannot read its own score")


def _drummed(whole: etree._Element) -> None:
    """Strokes of a drum by the place of its head: low below, both in the middle, high above, whatever their keys are."""
    drums = {each.get("n") for each in whole.iter(f"{MEI}staffDef")
             if each.get("clef.shape") == "perc" or each.find(f"{MEI}clef[@shape='perc']") is not None}
    for staff in (each for each in whole.iter(f"{MEI}staff") if each.get("n") in drums):
        for note in staff.iter(f"{MEI}note"):
            octave = int(note.get("oct", "4"))
            for name in ("oct", "pname"):
                note.attrib.pop(name, "")
            note.set("loc", str(HEADS.get(octave, HEADS[4])))


def _rest_long(bars: list[etree._Element]) -> None:
    """Several empty bars as one, with their number above the first staff."""
    first = bars[0]
    for number, staff in enumerate(first.iterfind(f"{MEI}staff")):
        layers = staff.findall(f"{MEI}layer")
        for layer in layers[1:]:
            _removed(layer)
        for each in list(layers[0]):
            _removed(each)
        etree.SubElement(layers[0], f"{MEI}multiRest", {"num": str(len(bars))} | ({"num.visible": "false"} if number else {}))
    for mark in first.findall(f"{MEI}harm"):
        _removed(mark)    # who rests plays no chord; those of the other bars are gone with them
    for mark in (*first.iterfind(f"{MEI}dir"), *first.iterfind(f"{MEI}tempo")):
        if mark.find(f".//{MEI}rend[@rend='box']") is None:    # of a boxed hit verovio would lift the letters and leave the box
            mark.set("vo", NUMBER_ROOM)
    if bars[-1].get("right"):
        first.set("right", str(bars[-1].get("right")))
    for bar in bars[1:]:
        _removed(bar)


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


def _form(tree: etree._Element, for_player: bool) -> tuple[int, bool]:
    """Height of a staff in tenths of a millimetre, and whether the page lies on its side.

    Upright while a system fits, then sideways and as small as it must be.
    """
    if for_player:
        return PART_STAFF, False
    staves = sum(max([int(each.text or "1") for each in part.iter("staves")], default=1) for part in tree.iter("part"))
    if staves <= UPRIGHT_STAVES:
        return SCORE_STAFF, False
    return max(LEAST_STAFF, min(SCORE_STAFF, SCORE_STAFF * 12 // staves)), True


def _prepared(svg: str, landscape: bool, head: etree._Element | str) -> str:
    """A page as the printer wants it, under the whole head of a score, or one running line."""
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
    for number in (each for each in root.iter(f"{SVG}g") if "mNum" in each.get("class", "").split()):
        _moved_below(number)
    open_ties(root)
    for text in root.iter(f"{SVG}text"):
        _tidied(text)
    left, top, across, _ = (float(each) for each in root.get("viewBox", "0 0 2100 2970").split())
    unit = across / width    # drawing units in a point

    def stands(words: str, size: float, down: float, anchor: str) -> None:
        edge = MARGIN / 10 * 72 / 25.4
        at = {"start": edge, "middle": width / 2, "end": width - edge}[anchor]
        text = etree.SubElement(root, f"{SVG}text", {
            "x": f"{left + at * unit:.2f}", "y": f"{top + down * unit:.2f}", "font-size": f"{size * unit:.2f}px",
            "text-anchor": anchor, "font-family": FAMILY})
        text.text = covered(words)

    if isinstance(head, str):
        stands(head, 9.0, 34.0, "middle")
    else:
        for k, line in enumerate(reversed(_legend(head, landscape))):
            stands(line, LEGEND[0], height - LEGEND[1] - k * LEGEND[2], "start")
        for kind, (size, down, anchor) in HEAD_LINES.items():
            stands(_credit(head, kind), size, down - RAISED * landscape, anchor)
    return etree.tostring(root, encoding="unicode")


def open_ties(root: etree._Element) -> None:
    """Ties that go on over a change of metre, left open around its figures: whole, they strike them through (Gould, *Behind Bars*)."""
    boxes = [_box(each) for each in root.iter(f"{SVG}g") if each.get("class") == "meterSig" and each.find(f"{SVG}use") is not None]
    ties = [(each.get("id", ""), path) for each in root.iter(f"{SVG}g") if each.get("class") == "tie" for path in each.iter(f"{SVG}path")]
    for number, tie in ties:
        at = [float(each) for each in re.findall(r"-?\d+(?:\.\d+)?", tie.get("d", ""))]
        across, down = at[0::2], at[1::2]
        struck = [box for box in boxes if min(across) < box[0] and box[2] < max(across) and box[1] < max(down) and min(down) < box[3]]
        if struck:
            name = f"open-{number}"
            hole = etree.SubElement(etree.SubElement(root, f"{SVG}clipPath", {"id": name}), f"{SVG}path", {"clip-rule": "evenodd"})
            hole.set("d", f"M{min(across) - 99} {min(down) - 99} H{max(across) + 99} V{max(down) + 99} H{min(across) - 99} Z " + " ".join(
                f"M{left} {top} H{right} V{low} H{left} Z" for left, top, right, low in struck))
            tie.set("clip-path", f"url(#{name})")


def _box(metre: etree._Element) -> tuple[float, float, float, float]:
    """Where the figures of a metre stand: left, top, right, bottom."""
    at = [tuple(float(each) for each in re.findall(r"-?\d+(?:\.\d+)?", use.get("transform", "0 0"))[:2]) for use in metre.iter(f"{SVG}use")]
    return (min(x for x, _ in at) - FIGURE_ROOM, min(y for _, y in at) - FIGURE / 2 - FIGURE_ROOM / 2,
            max(x for x, _ in at) + FIGURE + FIGURE_ROOM, max(y for _, y in at) + FIGURE / 2 + FIGURE_ROOM / 2)


def _moved_below(number: etree._Element) -> None:
    """A bar's number under its last staff: above it, it stands in the way of hits and words."""
    measure, text = number.getparent(), number.find(f"{SVG}text")
    lines = [] if measure is None else measure.findall(f"{SVG}g[@class='staff']/{SVG}path")
    if lines and text is not None:
        text.set("y", str(max(int(line.get("d", "M0 0").split()[1]) for line in lines) + NUMBER_BELOW))


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
