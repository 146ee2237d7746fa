"""Documents to be damaged: files as they are, and what lies inside of them, where blind damage to a packed file hardly reaches."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

from tests.reading.hwp_pen import as_hwp, as_hwp_table, as_hwpx, as_hwpx_table, hwp, paragraph, table, zipped
from tests.reading.papers import as_docx, as_docx_table, as_styled_docx
from tests.reading.pdf_pen import as_korean_pdf, courier_pages, plain_pdf, unpacked_pdf
from yeoun.reading.documents import script_of
from yeoun.reading.fdx import write_fdx
from yeoun.reading.fountain import read_fountain
from yeoun.reading.pdf import document_of, refused
from yeoun.reading.pdf_lines import Unreadable, lines_of
from yeoun.reading.script import scripted

SCRIPTS = Path(__file__).resolve().parents[1] / "data" / "scripts"
TV = (SCRIPTS / "korean_tv.txt").read_text(encoding="utf-8")
STYLED = [("Scene Heading", "INT. BUS - NIGHT"), ("Character", "NELL (V.O.)"), ("Parenthetical", "(low)"), ("Dialogue", "Don't.")]
FDX = write_fdx(read_fountain((SCRIPTS / "english.fountain").read_text(encoding="utf-8"), "a.fountain"))
TOKENS = (b"<Paragraph Type='Dialogue'>", b"</Paragraph>", b"<w:tbl>", b"<w:tr>", b"<hp:tbl>", b"<hp:p>", b"<!DOCTYPE a>", b"&a;",
          b"PK\x03\x04", b"\x42\x00\x60\x01", b"\x43\x04\xf0\xff", b"\x0b\x00", b"1 0 0 1 72 700 Tm", b"(x) Tj", b"<0041> Tj",
          b"/Kids [2 0 R]", b"/Length 99999999", b"/F1 12 Tf", b" 0 R", b"endstream", b"-1e38", b"BT", b"<<", b"[")


def member(raw: bytes, name: str) -> bytes:
    """A file of a package."""
    with zipfile.ZipFile(io.BytesIO(raw)) as parts:
        return parts.read(name)


WORD = (as_docx(TV), as_docx_table(TV), as_styled_docx(STYLED))
OPEN = (as_hwpx(TV), as_hwpx_table(TV))
STYLES = member(WORD[2], "word/styles.xml")
RECORDS = (b"".join(map(paragraph, TV.split("\n"))),
           paragraph("S#1. 옥상 / 낮") + table([[["지은"], ["안녕.", "잘 가."]], [["현우"], ["응."]]]) + paragraph("끝."))


def _paper(raw: bytes, folder: Path) -> None:
    scripted(raw, "m.doc")


def _docx_inside(raw: bytes, folder: Path) -> None:
    scripted(zipped({"word/document.xml": raw, "word/styles.xml": STYLES}), "m.docx")


def _hwpx_inside(raw: bytes, folder: Path) -> None:
    scripted(zipped({"Contents/section0.xml": raw}), "m.hwpx")


def _hwp_inside(raw: bytes, folder: Path) -> None:
    scripted(hwp([raw], flags=0), "m.hwp")


def _pdf_inside(raw: bytes, folder: Path) -> None:
    """What the process of its own does, here; the process and its limits are asked in test_pdf.py."""
    try:
        lines = lines_of(raw)
    except Unreadable as why:
        raise refused("m.pdf", str(why)) from why
    script_of(document_of(lines, "m.pdf"), "m.pdf")


LONG = ("Action", "The bus stops. Nobody gets out of it, for a long, long while; and then the doors close.")
KOREAN = as_korean_pdf("S#1. 옥상 / 낮\n\n지은\t안녕.")
PRINTED = (plain_pdf(courier_pages([*STYLED, LONG])), plain_pdf(courier_pages([*STYLED, LONG, *STYLED])), unpacked_pdf(KOREAN))


PAPERS: tuple[tuple[str, Callable[[bytes, Path], None], tuple[bytes, ...]], ...] = (
    ("fdx", _paper, (FDX,)), ("docx", _paper, WORD), ("hwpx", _paper, OPEN),
    ("hwp", _paper, (as_hwp(TV), as_hwp_table(TV), as_hwp(TV, flags=0))),
    ("docx_inside", _docx_inside, tuple(member(each, "word/document.xml") for each in WORD)),
    ("hwpx_inside", _hwpx_inside, tuple(member(each, "Contents/section0.xml") for each in OPEN)),
    ("hwp_inside", _hwp_inside, RECORDS), ("pdf", _pdf_inside, PRINTED),
)
