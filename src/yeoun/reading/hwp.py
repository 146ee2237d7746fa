"""Documents of Korea's word processor in its binary form (HWP 5): streams of records in a compound file.

After the maker's published specification (한글 문서 파일 형식 5.0, revision 1.3): a stream is a row of records, each with a tag, a
level and a size; a paragraph's text is UTF-16 in which codes below 32 are signs or stand for things (tables, notes, boxes) whose
records follow. The compound file is read by olefile, the rest is own code (docs/decisions/0016). As the specification asks to be
said: 본 제품은 한글과컴퓨터의 한글 문서 파일(.hwp) 공개 문서를 참고하여 개발하였습니다.

Conventions: paragraphs count from 1 in the order of reading, those of tables too.
"""

import io
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import olefile

from yeoun.errors import InputRefused
from yeoun.reading.documents import NOTED, Document, Row, counted, table_rows
from yeoun.reading.screenplay import Aside, told
from yeoun.reading.typed import kind_of
from yeoun.reading.unpacking import MOST_UNPACKED, inflated
from yeoun.units.names import canonical

AGAIN = "Open it in Hangul (한글) and save it as HWPX or DOCX"
SIGNATURE = b"HWP Document File"
_COMPRESSED, _PASSWORD, _DISTRIBUTED, _DRM, _CERTIFIED = 1, 2, 4, 16, 0x100 | 0x400
_LOCKS = ((_PASSWORD, "it is locked with a password"), (_DISTRIBUTED, "it is a document for distribution (배포용), which is encrypted"),
          (_DRM, "it is locked by digital rights management"), (_CERTIFIED, "it is encrypted with a certificate"))
_STYLE, _SHAPE = 0x1A, 0x19    # records of DocInfo
_PARAGRAPH, _TEXT, _CONTROL, _LIST = 0x42, 0x43, 0x47, 0x48    # records of a section
_SIGNS = {9: "\t", 10: "\n", 24: "-", 30: " ", 31: " "}
_WIDE = frozenset((*range(1, 10), *range(11, 13), *range(14, 24)))    # codes that take eight places
_NOTES, _HEADS = {"fn  ", "en  ", "tcmt"}, {"head", "foot"}
MOST_RECORDS = 800_000    # of one section; our choice: a paragraph has four, two hundred pages 40,000
_DEEPEST = 40    # levels; our choice: tables in tables in tables have twelve
_BROKEN = (OSError, ValueError, IndexError, KeyError, TypeError, AttributeError, OverflowError, RecursionError, struct.error)


@dataclass(slots=True)
class _Record:
    """A record with those below it."""

    tag: int
    body: bytes
    inner: list["_Record"] = field(default_factory=list)


@dataclass(slots=True)
class _Reading:
    """Names of styles, shapes that count by themselves, and what was found so far."""

    name: str
    styles: list[str]
    numbered: list[bool]
    met: int = 0    # paragraphs, those of cells too
    rows: list[Row] = field(default_factory=list)
    notes: list[Aside] = field(default_factory=list)
    unnumbered: list[int] = field(default_factory=list)

    @property
    def number(self) -> int:
        """Of the paragraph that comes next."""
        return self.rows[-1].number + 1 if self.rows else 1


def read_hwp(raw: bytes, name: str) -> Document:
    """What an HWP says.

    raw      the file
    name     for refusals and cautions
    Refuses  InputRefused, with a byte: damaged, locked, for distribution, too large, an old Word document
    """
    ole = _opened(raw, name)
    head = _stream(ole, "FileHeader", raw, name)
    if not head.startswith(SIGNATURE) or len(head) < 40:
        raise _refused(name, "it is a compound file, but its head is not that of an HWP")
    flags = int.from_bytes(head[36:40], "little")
    for bit, why in _LOCKS:
        if flags & bit:
            raise InputRefused(name=name, where="byte 36 of its head", why=why,
                               now="Open it in Hangul (한글) as somebody who may change it, and save it as HWPX or DOCX")
    known = _records(_unpacked(ole, "DocInfo", flags, raw, name), name, "DocInfo") if ole.exists("DocInfo") else []
    reading = _Reading(name, [_style(each.body) for each in _all(known, _STYLE)], [_is_counted(each.body) for each in _all(known, _SHAPE)])
    left = MOST_UNPACKED
    for section in _sections(ole, name):
        body = _unpacked(ole, section, flags, raw, name)
        left -= len(body)
        if left < 0:
            raise _refused(name, f"it unpacks to more than {MOST_UNPACKED // 1_000_000} MB, no script does")
        for record in _records(body, name, section):
            if record.tag == _PARAGRAPH:
                _paragraph(reading, record)
            else:    # comments lie behind the last section
                _note(reading, record)
    cautions = (
        *told("script_notes", name, NOTED, "paragraph", [each.line for each in reading.notes]),
        *told("script_counted", name, "numbers that Hangul counts itself are not in the file's text; save it as HWPX to have them",
              "paragraph", reading.unnumbered),
    )
    return Document(tuple(reading.rows), tuple(sorted(reading.notes, key=lambda aside: aside.line)), cautions)


def _refused(name: str, why: str, where: str = "byte 0") -> InputRefused:
    return InputRefused(name=name, where=where, why=why, now=AGAIN)


def _opened(raw: bytes, name: str) -> "olefile.OleFileIO":
    """The compound file, once its head has been believed: what it counts must fit into it."""
    if len(raw) < 512:
        raise _refused(name, "it is a compound file that was cut short")
    shift = int.from_bytes(raw[30:32], "little")
    sectors = (len(raw) >> shift) + 2 if shift in (9, 12) else 0
    fat, mini, double = (int.from_bytes(raw[at : at + 4], "little") for at in (44, 64, 72))
    if not sectors or fat > sectors * 4 // (1 << shift) + 2 or mini > sectors or double > sectors:
        raise _refused(name, "it is a compound file whose head does not fit its size", "byte 30")
    try:
        return olefile.OleFileIO(io.BytesIO(raw))
    except _BROKEN as trouble:
        raise _refused(name, "it is a compound file that is damaged") from trouble


def _stream(ole: "olefile.OleFileIO", path: str, raw: bytes, name: str) -> bytes:
    try:
        if ole.exists(path) and ole.get_size(path) <= len(raw):
            return bytes(ole.openstream(path).read())
    except _BROKEN as trouble:
        raise _refused(name, f"its part {path} is damaged") from trouble
    if path == "FileHeader" and (ole.exists("WordDocument") or ole.exists("EncryptedPackage")):
        why = "it is locked with a password" if ole.exists("EncryptedPackage") else "it is an old Word document (DOC)"
        raise InputRefused(name=name, where="byte 0", why=why, now="Open it in the word processor and save it as DOCX, without a password")
    raise _refused(name, f"its part {path} is missing or damaged")


def _sections(ole: "olefile.OleFileIO", name: str) -> list[str]:
    found = []
    for path in ole.listdir():
        if len(path) == 2 and path[0].lower() == "bodytext" and path[1].lower().startswith("section") and path[1][7:].isdecimal():
            found.append((int(path[1][7:][:6]), "/".join(path)))
    if not found:
        raise _refused(name, "it is an HWP without a text in it")
    return [path for _, path in sorted(found)]


def _unpacked(ole: "olefile.OleFileIO", path: str, flags: int, raw: bytes, name: str) -> bytes:
    body = _stream(ole, path, raw, name)
    out = inflated(body) if flags & _COMPRESSED else body
    if out is None:
        raise _refused(name, f"its part {path} is damaged, or unpacks to more than any script", f"byte 0 of {path}")
    return out


def _records(body: bytes, name: str, path: str) -> list[_Record]:
    """The records of a stream as trees, by their levels."""
    top: list[_Record] = []
    open_at: list[_Record] = []
    at = count = 0
    while at < len(body):
        count += 1
        if count > MOST_RECORDS:
            raise _refused(name, f"it has more than {MOST_RECORDS:,} records, no script has", f"byte {at} of {path}, unpacked")
        head = int.from_bytes(body[at : at + 4], "little")
        tag, level, size, start = head & 0x3FF, min((head >> 10) & 0x3FF, _DEEPEST), head >> 20, at + 4
        if size == 0xFFF:
            size, start = int.from_bytes(body[start : start + 4], "little"), start + 4
        if start + size > len(body):
            raise _refused(name, "a record reaches beyond the end of its part", f"byte {at} of {path}, unpacked")
        record = _Record(tag, body[start : start + size])
        del open_at[level:]
        (open_at[-1].inner if open_at else top).append(record)
        open_at.append(record)
        at = start + size
    return top


def _all(records: Sequence[_Record], tag: int) -> Iterator[_Record]:
    for record in records:
        if record.tag == tag:
            yield record
        yield from _all(record.inner, tag)


def _style(body: bytes) -> str:
    """A style's name, the one of its two that a script template would have."""
    names, at = [], 0
    for _ in range(2):
        size = 2 * int.from_bytes(body[at : at + 2], "little")
        names.append(canonical(body[at + 2 : at + 2 + size].decode("utf-16-le", "replace")))
        at += 2 + size
    return next((each for each in names if kind_of(each) not in {"", "general"}), "")


def _is_counted(body: bytes) -> bool:
    """Whether paragraphs of a shape get a number (outline or numbering) from the word processor."""
    return len(body) >= 4 and (int.from_bytes(body[:4], "little") >> 23) & 3 in (1, 2)


def _paragraph(reading: _Reading, record: _Record) -> None:
    """A paragraph; tables and text boxes that stand in it follow it."""
    reading.met = counted(reading.met, reading.name)
    text = "".join(_words(each.body) for each in record.inner if each.tag == _TEXT)
    controls = [each for each in record.inner if each.tag == _CONTROL]
    tables = [each for each in controls if _called(each) not in _NOTES | _HEADS]
    has_more = any(True for each in tables for _ in _below(each))
    shape, style = int.from_bytes(record.body[8:10], "little"), record.body[10] if len(record.body) > 10 else 0
    called = reading.styles[style] if style < len(reading.styles) else ""
    if text.strip() or not has_more:
        if text.strip() and shape < len(reading.numbered) and reading.numbered[shape]:
            reading.unnumbered.append(reading.number)
        reading.rows.append(Row(text, reading.number, kind_of(called), called))
    for control in controls:
        match _called(control):
            case kind if kind in _HEADS:
                pass
            case kind if kind in _NOTES:
                _note(reading, control)
            case "tbl ":
                _table(reading, control)
            case _:
                for each in _below(control):
                    _paragraph(reading, each)


def _called(control: _Record) -> str:
    """The four letters a control is called by."""
    return control.body[3::-1].decode("latin-1")


def _below(record: _Record) -> Iterator[_Record]:
    """The paragraphs below a record, without those below them."""
    for each in record.inner:
        if each.tag == _PARAGRAPH:
            yield each
        else:
            yield from _below(each)


def _note(reading: _Reading, record: _Record) -> None:
    words = " ".join("".join(_words(text.body) for text in _all([each], _TEXT)).strip() for each in _below(record)).strip()
    if words:
        reading.notes.append(Aside("note", " ".join(words.split()), max(1, reading.number - 1)))


def _table(reading: _Reading, table: _Record) -> None:
    """A table's cells, row by row: each begins with a list's head that says where it stands."""
    cells: list[tuple[int, list[_Record]]] = []
    for each in table.inner:
        if each.tag == _LIST:
            row = int.from_bytes(each.body[10:12], "little") if len(each.body) >= 16 else -1 - len(cells)
            cells.append((row, list(_below(each))))
        elif each.tag == _PARAGRAPH and cells:
            cells[-1][1].append(each)
    for k, (row, _) in enumerate(cells):
        if k and cells[k - 1][0] == row:
            continue
        texts = []
        for other, paragraphs in cells[k:]:
            if other != row:
                break
            before = len(reading.rows)
            for paragraph in paragraphs:
                _paragraph(reading, paragraph)
            texts.append([each.text for each in reading.rows[before:]])
            del reading.rows[before:]
        reading.rows += table_rows(texts, reading.number)


def _words(body: bytes) -> str:
    """A paragraph's text as it would be printed.

    >>> _words("안녕\\n\\r".encode("utf-16-le"))
    '안녕\\n'
    """
    units = struct.unpack(f"<{len(body) // 2}H", body[: len(body) // 2 * 2])
    out: list[int | str] = []
    at = 0
    while at < len(units):
        code = units[at]
        if code >= 32:
            out.append(code)
        elif code in _SIGNS:
            out.append(_SIGNS[code])
        is_wide = code in _WIDE and at + 7 < len(units) and units[at + 7] == code
        at += 8 if is_wide else 1
    raw = b"".join(each.encode("utf-16-le") if isinstance(each, str) else each.to_bytes(2, "little") for each in out)
    return canonical(raw.decode("utf-16-le", "replace"))
