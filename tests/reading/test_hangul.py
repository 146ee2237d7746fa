"""HWP and HWPX: what stands beside the words, what is locked, and packages that lie about their size."""

import struct
import subprocess
import sys
import time
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.reading.hwp_pen import (
    HP,
    as_hwp,
    compound,
    control,
    hp_p,
    hp_table,
    hwp,
    hwpx,
    paragraph,
    record,
    table,
    zipped,
)
from yeoun.errors import InputRefused
from yeoun.model.script import DraftLine
from yeoun.reading import unpacking
from yeoun.reading.script import Scripted, scripted

OPEN = ["S#1. 옥상 / 낮", "지은\t안녕."]


def said(found: Scripted) -> list[tuple[str, str]]:
    return [(each.speaker, each.text) for scene in found.scenes for each in scene.body if isinstance(each, DraftLine)]


def texts(found: Scripted) -> list[str]:
    return [each.text for scene in found.scenes for each in scene.body]


def test_notes_heads_and_comments_of_an_hwp_are_no_dialogue_and_boxes_are_read() -> None:
    note = control("fn  ", 1, record(0x48, 2, bytes(8)) + paragraph("각주\t말", 2))
    head = control("head", 1, record(0x48, 2, bytes(8)) + paragraph("여운\t3고", 2))
    box = control("gso ", 1, record(0x4C, 2, bytes(30)) + record(0x48, 3, bytes(8)) + paragraph("현우\t상자 안.", 3))
    body = (paragraph(OPEN[0], more=head, things=[(16, "head")]) + paragraph(OPEN[1], more=note, things=[(17, "fn  ")])
            + paragraph("", more=box, things=[(11, "gso ")]))
    memo = record(0x5D, 0, bytes(4)) + record(0x48, 1, bytes(8)) + paragraph("감독\t빼자", 1)
    found = scripted(hwp([body + memo]), "a.hwp")
    assert said(found) == [("지은", "안녕."), ("현우", "상자 안.")] and len(texts(found)) == 2
    assert [(each.code, each.message.rpartition(": ")[2]) for each in found.cautions] == [("script_notes", "paragraph 2-3")]


def test_notes_heads_and_comments_of_an_hwpx_are_no_dialogue_and_boxes_are_read() -> None:
    def beside(kind: str, words: str) -> str:
        return f'<hp:run><hp:ctrl><hp:{kind}><hp:subList>{hp_p(words)}</hp:subList></hp:{kind}></hp:ctrl></hp:run>'

    boxed = hp_p("현우\t상자 안.")
    box = f"<hp:run><hp:rect><hp:drawText><hp:subList>{boxed}</hp:subList></hp:drawText></hp:rect></hp:run>"
    body = hp_p(OPEN[0], more=beside("header", "여운\t3고")) + hp_p(OPEN[1], more=beside("footNote", "각주")) + hp_p("", more=box)
    found = scripted(hwpx([body + hp_p("끝", more=beside("fieldBegin", "메모"))]), "a.hwpx")
    assert said(found) == [("지은", "안녕."), ("현우", "상자 안.")] and texts(found)[-1] == "끝"
    assert [(each.code, each.message.rpartition(": ")[2]) for each in found.cautions] == [("script_notes", "paragraph 2, 4")]


def test_text_that_was_struck_out_of_an_hwpx_is_not_read() -> None:
    struck = ('<hp:p><hp:run><hp:t>지은<hp:tab/>가<hp:deleteBegin Id="1"/>지 </hp:t></hp:run>'
              '<hp:run><hp:t>마<hp:deleteEnd Id="1"/><hp:insertBegin Id="2"/>자<hp:insertEnd Id="2"/>.</hp:t></hp:run></hp:p>')
    found = scripted(hwpx([hp_p(OPEN[0]) + struck]), "a.hwpx")
    assert said(found) == [("지은", "가자.")] and found.cautions[0].code == "script_struck"


def test_tables_are_read_row_by_row_in_their_place() -> None:
    rows = [[["지은"], ["안녕.", "잘 가."]], [["현우"], ["응."]]]
    for raw in (hwp([paragraph(OPEN[0]) + table(rows) + paragraph("끝.")]), hwpx([hp_p(OPEN[0]) + hp_table(rows) + hp_p("끝.")])):
        assert texts(scripted(raw, "a")) == ["안녕. 잘 가.", "응.", "끝."]


def test_scenes_that_hangul_numbers_itself_have_their_numbers_in_hwpx_and_are_told_in_hwp() -> None:
    head = ('<hh:numberings><hh:numbering id="1" start="1"><hh:paraHead start="1" level="1" numFormat="DIGIT">S#^1.</hh:paraHead>'
            '</hh:numbering></hh:numberings><hh:paraProperties><hh:paraPr id="7"><hh:heading type="NUMBER" idRef="1" level="0"/>'
            "</hh:paraPr></hh:paraProperties>")
    body = hp_p("옥상 / 낮", shape="7") + hp_p(OPEN[1]) + hp_p("마당 / 밤", shape="7")
    assert [(each.number, each.location) for each in scripted(hwpx([body], head), "a.hwpx").scenes] == [("1", "옥상"), ("2", "마당")]
    old = hwp([paragraph("S#1. 옥상 / 낮") + paragraph("마당 / 밤", shape=1)], shapes=(0, 2 << 23))
    assert [(each.code, each.message[-11:]) for each in scripted(old, "a.hwp").cautions if "counted" in each.code] == [
        ("script_counted", "paragraph 2")]


@pytest.mark.parametrize("styles", [["씬 제목", "인물", "대사"], ["Scene Heading", "Character", "Dialogue"]])
def test_the_styles_of_a_template_say_what_a_paragraph_is(styles: list[str]) -> None:
    words = ["옥상", "지은 (N)", "가지 마."]
    body = b"".join(paragraph(text, style=k) for k, text in enumerate(words))
    old = scripted(hwp([body], styles=[(style, style) for style in styles]), "a.hwp")
    head = "<hh:styles>" + "".join(f'<hh:style id="{k}" name="{style}" engName=""/>' for k, style in enumerate(styles)) + "</hh:styles>"
    new = scripted(hwpx(["".join(hp_p(text, style=str(k)) for k, text in enumerate(words))], head), "a.hwpx")
    assert old.scenes == new.scenes and said(old) == [("지은", "가지 마.")] and old.scenes[0].location == "옥상"


def test_sections_are_read_in_the_order_of_their_numbers() -> None:
    bodies = [f"S#{k}. 옥상 / 낮" for k in range(1, 13)]
    assert [each.number for each in scripted(hwp([paragraph(text) for text in bodies]), "a").scenes] == [str(k) for k in range(1, 13)]
    assert [each.number for each in scripted(hwpx([hp_p(text) for text in bodies]), "a").scenes] == [str(k) for k in range(1, 13)]


def lying(raw: bytes, says: int) -> bytes:
    """A zip whose heads say another size than what comes out."""
    out = bytearray(raw)
    for mark, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        found = out.index(mark)
        out[found + at : found + at + 4] = struct.pack("<I", says)
    return bytes(out)


BOMB = ("<!DOCTYPE a [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'>]>"
        f"<hs:sec{HP}><hp:p><hp:run><hp:t>&b;</hp:t></hp:run></hp:p></hs:sec>").encode()
REFUSED: list[tuple[str, Callable[[], bytes], str]] = [
    ("password", lambda: as_hwp(OPEN[0], flags=3), r"byte 36 of its head.*password"),
    ("distribution", lambda: as_hwp(OPEN[0], flags=5), r"for distribution \(배포용\).*HWPX or DOCX"),
    ("rights", lambda: as_hwp(OPEN[0], flags=17), "rights"),
    ("certificate", lambda: as_hwp(OPEN[0], flags=0x101), "certificate"),
    ("version 3", lambda: b"HWP Document File V3.00 \x1a\x01\x02\x03\x04\x05" + bytes(2000), r"version 3.*HWPX or DOCX"),
    ("old Word", lambda: compound({"WordDocument": bytes(5000)}), r"old Word document.*DOCX"),
    ("locked Word", lambda: compound({"EncryptedPackage": bytes(5000), "EncryptionInfo": bytes(99)}), "password"),
    ("no text", lambda: compound({"FileHeader": b"HWP Document File".ljust(36, b"\0") + bytes(220)}), "without a text"),
    ("locked HWPX", lambda: hwpx([hp_p(OPEN[0])], more={"META-INF/manifest.xml": b"<m><odf:encryption-data/></m>"}), "password"),
    ("entities", lambda: zipped({"Contents/section0.xml": BOMB}), r"line 1 of Contents/section0\.xml.*document type"),
    ("broken XML", lambda: zipped({"Contents/section0.xml": b"<a>\n<b></a>"}), r"line 2 of Contents/section0\.xml.*broken"),
    ("another zip", lambda: zipped({"content.xml": b"<a/>"}), "not read"),
    ("an endless record", lambda: hwp([record(0x42, 0, bytes(24)) + struct.pack("<II", 0x43 | 0xFFF << 20, 1 << 31)]),
     r"byte 28 of BodyText"),
    ("a member too many", lambda: zipped({f"m{k}": b"" for k in range(4001)}), "4001 members"),
]  # fmt: skip


@pytest.mark.parametrize(("raw", "why"), [(make, why) for _, make, why in REFUSED], ids=[name for name, _, _ in REFUSED])
def test_what_is_locked_old_or_dangerous_is_refused_with_what_to_do_now(raw: Callable[[], bytes], why: str) -> None:
    with pytest.raises(InputRefused, match=why) as refused:
        scripted(raw(), "대본.hwp")
    assert refused.value.now and "대본.hwp" in refused.value.in_korean()


def test_a_package_is_held_to_what_really_comes_out_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "MOST_UNPACKED", 4_000_000)
    big = zipped({"Contents/section0.xml": b" " * 5_000_000})
    assert len(big) < 10_000
    with pytest.raises(InputRefused, match="it says that it unpacks to 5 MB"):
        scripted(big, "a.hwpx")
    with pytest.raises(InputRefused, match="damaged"):
        scripted(lying(big, 100), "a.hwpx")


def test_a_stream_is_held_to_what_really_comes_out_of_it() -> None:
    machine = zlib.compressobj(9, wbits=-15)
    bomb = b"".join(machine.compress(bytes(1 << 20)) for _ in range(80)) + machine.flush()
    head = b"HWP Document File".ljust(32, b"\0") + struct.pack("<II", 0x05000300, 1) + bytes(216)
    with pytest.raises(InputRefused, match=r"BodyText/Section0.*more than any script"):
        scripted(compound({"FileHeader": head, "BodyText/Section0": bomb}), "a.hwp")


def tags(count: int, more: int = 0) -> bytes:
    body = "<w:p/>" * count + "<w:x/>" * more
    return zipped({"word/document.xml": f'<w:document xmlns:w="x"><w:body>{body}</w:body></w:document>'.encode()})


@pytest.mark.parametrize("raw", [lambda: tags(2_000_000), lambda: tags(60_001), lambda: hwp([bytes(4 * 900_000)])],
                         ids=["tags", "paragraphs", "records"])
def test_what_would_take_more_memory_than_any_script_is_refused(raw: Callable[[], bytes]) -> None:
    with pytest.raises(InputRefused, match="no script has"):
        scripted(raw(), "a.doc")


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads its memory from /proc")
@pytest.mark.parametrize("form", ["tags", "records", "unpacked"])
def test_the_largest_that_is_let_in_takes_less_than_a_gibibyte(form: str, tmp_path: Path) -> None:
    wide = "가 " * 2_400_000
    records = record(0x42, 0, bytes(24)) * 59_999 + record(0x10, 0, b"") * 700_000
    raw = {"tags": lambda: tags(59_999, more=1_900_000), "records": lambda: hwp([records]),
           "unpacked": lambda: zipped({"Contents/section0.xml": f"<hs:sec{HP}>{hp_p(wide)}</hs:sec>".encode()})}[form]()
    (tmp_path / "a").write_bytes(raw)
    code = ("import sys; from pathlib import Path; from yeoun.errors import InputRefused; from yeoun.reading.script import load_script\n"
            "try: load_script(Path(sys.argv[1]), 'a')\n"
            "except InputRefused as why: print(why)\n"
            "print(int(Path('/proc/self/status').read_text().partition('VmHWM:')[2].split()[0]))")
    start = time.monotonic()
    ran = subprocess.run([sys.executable, "-c", code, str(tmp_path / "a")], capture_output=True, text=True, check=True)
    assert time.monotonic() - start < 60    # 10 s on a machine that does nothing else
    assert "no scene heading was found" in ran.stdout and int(ran.stdout.split()[-1]) < 1 << 20


def test_a_compound_file_that_counts_more_than_it_holds_is_refused() -> None:
    raw = bytearray(as_hwp("\n".join(OPEN)))
    for at in (44, 64, 72):
        hurt = bytearray(raw)
        hurt[at : at + 4] = struct.pack("<I", 100_000)
        with pytest.raises(InputRefused, match="does not fit its size"):
            scripted(bytes(hurt), "a.hwp")
