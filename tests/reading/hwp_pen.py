"""A pen for HWP 5 and HWPX, for tests alone: compound file, records and XML written from the published specifications.

It shares no code with the readers. No file of the word processor's own was at hand: what both sides misread alike, nobody sees.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from xml.sax.saxutils import escape

SECTOR, MINI, SMALL = 512, 64, 4096
FREE, END, FATS = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def compound(streams: dict[str, bytes]) -> bytes:
    """A compound file (version 3) of streams, `storage/stream` for one in a storage."""
    names = sorted({path.split("/")[0] for path in streams if "/" in path})
    entries: list[tuple[str, int, bytes, list[int]]] = [("Root Entry", 5, b"", [])]
    for name in [*names, *(path for path in streams if "/" not in path)]:
        entries[0][3].append(len(entries))
        entries.append((name, 1 if name in names else 2, streams.get(name, b""), []))
    for path, body in streams.items():
        if "/" in path:
            storage = next(k for k, entry in enumerate(entries) if entry[0] == path.split("/")[0])
            entries[storage][3].append(len(entries))
            entries.append((path.split("/")[1], 2, body, []))
    mini, mini_fat, starts = bytearray(), list[int](), dict[int, int]()
    for k, (_, kind, body, _) in enumerate(entries):
        if kind == 2 and 0 < len(body) < SMALL:
            count, starts[k] = -(-len(body) // MINI), len(mini_fat)
            mini_fat += [*range(len(mini_fat) + 1, len(mini_fat) + count), END]
            mini += body.ljust(count * MINI, b"\0")
    chunks: list[tuple[str | int, bytes]] = [(k, entry[2]) for k, entry in enumerate(entries) if entry[1] == 2 and len(entry[2]) >= SMALL]
    chunks += [("mini", bytes(mini)), ("minifat", struct.pack(f"<{len(mini_fat)}I", *mini_fat))]
    at: dict[str | int, int] = {}
    fat: list[int] = []
    blob = bytearray()

    def place(what: str | int, body: bytes, fill: bytes = b"\0") -> None:
        count = -(-len(body) // SECTOR)
        at[what] = len(fat) if count else END
        if count:
            fat.extend([*range(len(fat) + 1, len(fat) + count), END])
        blob.extend(body.ljust(count * SECTOR, fill))

    for what, body in chunks:
        place(what, body, b"\xff" if what == "minifat" else b"\0")
    place("directory", _directory(entries, at, starts, len(mini)))
    count = 1
    while count * SECTOR // 4 < len(fat) + count:
        count += 1
    first = len(fat)
    fat += [FATS] * count
    blob += struct.pack(f"<{len(fat)}I", *fat).ljust(count * SECTOR, b"\xff")
    head = struct.pack("<8s16sHHHHH6x9I", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6,
                       0, count, at["directory"], 0, SMALL, at["minifat"], -(-len(mini_fat) * 4 // SECTOR), END, 0)
    return head + struct.pack("<109I", *[first + k if k < count else FREE for k in range(109)]) + bytes(blob)


def _directory(entries: list[tuple[str, int, bytes, list[int]]], at: dict[str | int, int], starts: dict[int, int], mini: int) -> bytes:
    right: dict[int, int] = {}    # siblings as a chain to the right, in the order the format asks for
    child: dict[int, int] = {}
    for k, (_, _, _, inner) in enumerate(entries):
        ordered = sorted(inner, key=lambda n: (len(entries[n][0]), entries[n][0].upper()))
        if ordered:
            child[k] = ordered[0]
        right |= dict(zip(ordered, ordered[1:], strict=False))
    out = b""
    for k, (name, kind, body, _) in enumerate(entries):
        start = at["mini"] if kind == 5 else starts.get(k, at.get(k, END)) if kind == 2 else 0
        size = mini if kind == 5 else len(body)
        encoded = (name + "\0").encode("utf-16-le")
        out += struct.pack("<64sHBBIII16sIQQIQ", encoded, len(encoded), kind, 1, FREE, right.get(k, FREE), child.get(k, FREE),
                           b"", 0, 0, 0, start, size)
    return out.ljust(-(-len(out) // SECTOR) * SECTOR, b"\0")


def record(tag: int, level: int, body: bytes) -> bytes:
    """One record."""
    size = min(len(body), 0xFFF)
    long = struct.pack("<I", len(body)) if size == 0xFFF else b""
    return struct.pack("<I", tag | level << 10 | size << 20) + long + body


def paragraph(text: str, level: int = 0, style: int = 0, more: bytes = b"", things: Sequence[tuple[int, str]] = (),
              shape: int = 0) -> bytes:
    """A paragraph: its head, its words (tabs and breaks as codes), things that stand in it as (code, four letters)."""
    units = b""
    for code, called in things:
        units += struct.pack("<H4s8sH", code, called.encode()[::-1], b"", code)
    for letter in text:
        match letter:
            case "\t":
                units += struct.pack("<H12sH", 9, b"", 9)
            case "\n":
                units += struct.pack("<H", 10)
            case _:
                units += letter.encode("utf-16-le")
    units += struct.pack("<H", 13)
    head = record(0x42, level, struct.pack("<IIHBBHHHI", len(units) // 2, 0, shape, style, 0, 1, 0, 1, 0))
    return head + (record(0x43, level + 1, units) if text or things else b"") + more


def control(called: str, level: int, inner: bytes) -> bytes:
    """A thing that a paragraph holds, with the records below it."""
    return record(0x47, level, called.encode()[::-1] + bytes(20)) + inner


def table(rows: Sequence[Sequence[Sequence[str]]], level: int = 0) -> bytes:
    """A paragraph that holds a table: rows of cells of paragraphs."""
    inner = record(0x4D, level + 2, struct.pack("<IHH", 0, len(rows), max(map(len, rows))) + bytes(16))
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            inner += record(0x48, level + 2, struct.pack("<HHIHHHHII", len(cell), 0, 0, c, r, 1, 1, 100, 100) + bytes(10))
            inner += b"".join(paragraph(text, level + 2) for text in cell)
    return paragraph("", level, more=control("tbl ", level + 1, inner), things=[(11, "tbl ")])


def hwp(sections: Sequence[bytes], flags: int = 1, styles: Sequence[tuple[str, str]] = (("바탕글", "Normal"),),
        shapes: Sequence[int] = (0,)) -> bytes:
    """An HWP 5 of sections that are streams of records."""
    def packed(body: bytes) -> bytes:
        machine = zlib.compressobj(wbits=-15)
        return machine.compress(body) + machine.flush() if flags & 1 else body

    info = record(0x10, 0, bytes(26))
    info += b"".join(record(0x19, 1, struct.pack("<I", shape) + bytes(50)) for shape in shapes)
    for korean, english in styles:
        names = b"".join(struct.pack("<H", len(name)) + name.encode("utf-16-le") for name in (korean, english))
        info += record(0x1A, 1, names + bytes(10))
    head = b"HWP Document File".ljust(32, b"\0") + struct.pack("<II", 0x05000300, flags) + bytes(216)
    return compound({"FileHeader": head, "DocInfo": packed(info), "PrvText": "미리 보기".encode("utf-16-le"),
                     **{f"BodyText/Section{k}": packed(body) for k, body in enumerate(sections)}})


def as_hwp(text: str, flags: int = 1) -> bytes:
    """Every line a paragraph; the first one holds what opens a section."""
    lines = text.split("\n")
    opening = control("secd", 1, b"") + control("cold", 1, b"")
    body = paragraph(lines[0], more=opening, things=[(2, "secd"), (2, "cold")]) + b"".join(map(paragraph, lines[1:]))
    return hwp([body], flags)


def grouped(text: str) -> list[str | list[list[list[str]]]]:
    """A text as paragraphs and, for speeches that follow one another, tables of two columns."""
    out: list[str | list[list[list[str]]]] = []
    for line in text.split("\n"):
        name, tab, words = line.partition("\t")
        last = out[-1] if out else ""
        if tab and name:
            if isinstance(last, str):
                out.append([])
                last = out[-1]
            assert isinstance(last, list)
            last.append([[name], [words]])
        elif tab and isinstance(last, list):
            last[-1][1].append(words)
        else:
            out.append(line)
    return out


def as_hwp_table(text: str) -> bytes:
    """Speeches in tables of two columns."""
    return hwp([b"".join(paragraph(each) if isinstance(each, str) else table(each) for each in grouped(text))])


HP = ' xmlns:hp="http://www.hancom.co.kr/hwpml/2011/paragraph" xmlns:hs="http://www.hancom.co.kr/hwpml/2011/section"'
HH = ' xmlns:hh="http://www.hancom.co.kr/hwpml/2011/head" xmlns:hc="http://www.hancom.co.kr/hwpml/2011/core"'


def hp_words(text: str) -> str:
    """Words of a run, with the elements that tabs and breaks are."""
    return escape(text).replace("\t", '<hp:tab width="4000" leader="0" type="1"/>').replace("\n", "<hp:lineBreak/>")


def hp_p(text: str, shape: str = "0", style: str = "0", more: str = "") -> str:
    """A paragraph, its words in two runs."""
    half = len(text) // 2
    runs = "".join(f'<hp:run charPrIDRef="0"><hp:t>{hp_words(part)}</hp:t></hp:run>' for part in (text[:half], text[half:]) if part)
    return f'<hp:p id="0" paraPrIDRef="{shape}" styleIDRef="{style}">{more}{runs}<hp:linesegarray/></hp:p>'


def hp_table(rows: Sequence[Sequence[Sequence[str]]]) -> str:
    """A paragraph that holds a table."""
    body = "".join("<hp:tr>" + "".join(f"<hp:tc><hp:subList>{''.join(map(hp_p, cell))}</hp:subList></hp:tc>" for cell in row) + "</hp:tr>"
                   for row in rows)
    return hp_p("", more=f'<hp:run charPrIDRef="0"><hp:tbl>{body}</hp:tbl><hp:t/></hp:run>')


def hwpx(sections: Sequence[str], head: str = "", more: Mapping[str, bytes] = MappingProxyType({})) -> bytes:
    """An HWPX of sections that are paragraphs as XML."""
    xml = "<?xml version='1.0' encoding='UTF-8'?>"
    parts = {"mimetype": b"application/hwp+zip", "Contents/header.xml": f"{xml}<hh:head{HH}>{head}</hh:head>".encode()}
    parts |= {f"Contents/section{k}.xml": f"{xml}<hs:sec{HP}>{body}</hs:sec>".encode() for k, body in enumerate(sections)}
    return zipped({**parts, **more})


def zipped(members: Mapping[str, bytes]) -> bytes:
    """A zip that is the same whenever it is made."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as parts:
        for name, contents in members.items():
            parts.writestr(zipfile.ZipInfo(name), contents, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def as_hwpx(text: str) -> bytes:
    """Every line a paragraph."""
    opening = '<hp:run charPrIDRef="0"><hp:secPr outlineShapeIDRef="1"/><hp:ctrl><hp:colPr/></hp:ctrl></hp:run>'
    first, *rest = text.split("\n")
    return hwpx([hp_p(first, more=opening) + "".join(map(hp_p, rest))])


def as_hwpx_table(text: str) -> bytes:
    """Speeches in tables of two columns."""
    return hwpx(["".join(hp_p(each) if isinstance(each, str) else hp_table(each) for each in grouped(text))])
