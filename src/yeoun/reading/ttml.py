"""TTML and DFXP subtitles, in the plain form exports have: paragraphs with begin and end (or dur).

Conventions: entities and outside references of the XML are never resolved. The text is decoded already, so the encoding that the XML
names is passed over.
"""

import re

from lxml import etree

from yeoun.errors import InputRefused
from yeoun.reading.cues import Event, cleaned
from yeoun.reading.markup import root_of

_CLOCK = re.compile(r"^(?:(?:(\d{1,9}):)?(\d{1,9}):)?(\d{1,9}(?:\.\d{1,20})?)(h|m|s|ms|f|t)?$", re.ASCII)
_FRAMES = re.compile(r"^(\d{1,9}):(\d\d):(\d\d):(\d{1,9})$", re.ASCII)
_RATE = re.compile(r"\d{1,4}(?:\.\d{1,6})?", re.ASCII)


def read_ttml(text: str, name: str) -> list[Event]:
    """The paragraphs of a TTML file.

    text     the whole file
    name     for refusals
    Refuses  InputRefused, when it is no XML, counts time in ticks, or has a rate or time that is none
    """
    root = root_of(text, name, "Export it again, or as SRT")
    rate = _rate(root, name)
    language = str(root.get("{http://www.w3.org/XML/1998/namespace}lang") or "")[:2].lower()
    events = []
    for element in root.iter():
        if not isinstance(element.tag, str) or etree.QName(element).localname != "p" or element.get("begin") is None:
            continue
        start = _ms(str(element.get("begin")), rate, name, element.sourceline)
        if element.get("end") is not None:
            end = _ms(str(element.get("end")), rate, name, element.sourceline)
        else:
            end = start + _ms(str(element.get("dur") or "4s"), rate, name, element.sourceline)
        events.append(Event(start, end, _words(element), language=language))
    return events


def _rate(root: etree._Element, name: str) -> float:
    text = next((str(value) for key, value in root.attrib.items() if str(key).endswith("frameRate")), "30")
    if not _RATE.fullmatch(text) or float(text) == 0:
        raise InputRefused(name=name, where=f"line {root.sourceline or 1}", why=f"the frame rate {text[:40]!r} cannot be read",
                           now="Export it as SRT")
    return float(text)


def _words(element: etree._Element) -> str:
    parts: list[str] = []
    spans = sum(isinstance(child.tag, str) and etree.QName(child).localname == "span" for child in element)
    for piece in element.iter():
        if not isinstance(piece.tag, str):
            continue
        if etree.QName(piece).localname == "br":
            parts.append("\n")
        elif piece.text:
            parts.append(re.sub(r"\s+", " ", piece.text))
        if piece is not element and piece.tail:
            gap = re.sub(r"\s+", " ", piece.tail)
            parts.append(gap if spans else gap.lstrip())
    return cleaned("".join(parts).replace("<", "&lt;"))


def _ms(text: str, rate: float, name: str, line: object) -> int:
    if found := _FRAMES.match(text.strip()):
        h, m, s, f = (int(each) for each in found.groups())
        return round(((h * 60 + m) * 60 + s + f / rate) * 1000)
    found = _CLOCK.match(text.strip())
    if found is None or found[4] == "t":
        raise InputRefused(
            name=name,
            where=f"line {line if isinstance(line, int) else 1}",
            why=f"the time {text[:40]!r} cannot be read",
            now="Export it as SRT",
        )
    value = (int(found[1] or 0) * 60 + int(found[2] or 0)) * 60 + float(found[3])
    return round(value * {"h": 3_600_000.0, "m": 60_000.0, "ms": 1.0, "f": 1000.0 / rate}.get(found[4] or "s", 1000.0))
