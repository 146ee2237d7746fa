"""Scripts as PDF: American and Korean pages, what belongs to the page, locked files and scans, and what a PDF may cost."""

import io
import subprocess
import sys
import time
from pathlib import Path

import pypdf
import pytest

from tests.reading.pdf_pen import Pages, as_american_pdf, as_korean_pdf, courier_pages, plain_pdf
from tests.reading.test_documents import FILES, lines, typed, unnumbered
from yeoun.errors import InputRefused
from yeoun.reading import pdf
from yeoun.reading.fountain import read_fountain
from yeoun.reading.pdf_lines import lines_of
from yeoun.reading.script import scripted
from yeoun.reading.texts import load_text

DATA = Path(__file__).resolve().parents[1] / "data" / "scripts"
ENGLISH = load_text(DATA / "english.fountain", "a")[0].replace(".THE CAUSEWAY", "EXT. THE CAUSEWAY")    # its dot is Fountain's alone


def rows(text: str = ENGLISH) -> list[tuple[str, str]]:
    return typed(read_fountain(text, "a.fountain"))


@pytest.mark.parametrize("numbered", [False, True])
@pytest.mark.parametrize("centred", [False, True])
def test_an_american_page_gives_the_scenes_and_lines_of_its_text(centred: bool, numbered: bool) -> None:
    found = scripted(as_american_pdf(rows(), centred, numbered), "a.pdf")
    assert unnumbered(found.scenes) == unnumbered(scripted(ENGLISH.encode(), "a.fountain").scenes)
    assert found.unit == "page" and {scene.source_line for scene in found.scenes} == {1, 2}


@pytest.mark.parametrize("path", [path for path in FILES if path.suffix == ".txt"], ids=lambda path: path.name)
def test_a_korean_page_gives_the_scenes_and_lines_of_its_text(path: Path) -> None:
    text = load_text(path, path.name)[0].replace("―", "—")    # the font has one dash for both
    found = scripted(as_korean_pdf(text), "a.pdf")
    assert unnumbered(found.scenes) == unnumbered(scripted(text.encode(), "a.txt").scenes)


def test_a_speech_goes_on_across_pages_without_what_the_page_says_of_it() -> None:
    words = " ".join(f"word{n}," for n in range(700)) + " end."
    script = [("Scene Heading", "INT. BUS - NIGHT"), ("Action", "Rain."), ("Character", "NELL (V.O.)"), ("Dialogue", words),
              ("Action", "She stops."), ("Character", "ART"), ("Dialogue", "Yes.")]
    found = scripted(as_american_pdf(script), "a.pdf")
    assert lines(found) == [("NELL", words), ("ART", "Yes.")]
    assert [each.text for each in found.scenes[0].body][::2] == ["Rain.", "She stops."]


def test_korean_words_and_action_go_on_across_pages() -> None:
    words = " ".join(f"말{n}" for n in range(900)) + "."
    action = " ".join(f"눈{n}" for n in range(900)) + "."
    found = scripted(as_korean_pdf(f"S#1. 옥상 / 낮\n\n지은\t{words}\n현우\t응.\n\n{action}\n"), "a.pdf")
    assert [each.text for each in found.scenes[0].body] == [words, "응.", action]


def test_where_nobody_leaves_lines_blank_a_short_line_ends_a_paragraph() -> None:
    action = " ".join(f"눈{n}이" for n in range(55)) + " 온다."
    found = scripted(as_korean_pdf(f"S#1. 옥상 / 낮\n바람이 분다.\n지은\t안녕.\n\t잘 가.\n현우가 돌아선다.\n{action}\n끝."), "a.pdf")
    assert [each.text for each in found.scenes[0].body] == ["바람이 분다.", "안녕. 잘 가.", "현우가 돌아선다.", action, "끝."]


def test_two_who_speak_at_once_stand_in_columns() -> None:
    pages = Pages()
    for parts in ([(108.0, "INT. BUS - NIGHT")], [], [(266.0, "MAYA")], [(180.0, "Wait.")], [], [(150.0, "NELL"), (400.0, "ART (O.S.)")],
                  [(120.0, "Then we both go"), (360.0, "Then nobody")], [(120.0, "down there."), (360.0, "goes, ever.")], [],
                  [(108.0, "They stop.")]):
        pages.line(*parts)
    found = scripted(pages.end(), "a.pdf")
    assert lines(found) == [("MAYA", "Wait."), ("NELL", "Then we both go down there."), ("ART", "Then nobody goes, ever.")]
    assert found.scenes[0].body[-1].text == "They stop."


def test_words_that_a_page_broke_are_whole_again_where_the_printer_keeps_its_spaces() -> None:
    pages = Pages()
    for parts in ([(72.0, "S#1. 옥상 / 낮")], [], [(72.0, "지은"), (150.0, "그 배가 영영 안 들어온다는 걸 우리는 아무도 몰랐다 그때 ")],
                  [(150.0, "는 정말로 아무도 알지 못했다 그러니까 우리는 그날 그 바")], [(150.0, "다에 있었다.")]):
        pages.line(*parts)
    words = lines(scripted(pages.end(), "a.pdf"))[0][1]
    assert words.endswith("몰랐다 그때 는 정말로 아무도 알지 못했다 그러니까 우리는 그날 그 바다에 있었다.")


def test_no_letter_of_a_page_is_lost() -> None:
    raw = as_american_pdf(rows(), numbered=True)
    document = pdf.read_pdf(raw, "a.pdf")
    drawn = "".join(part.text for line in lines_of(raw) for part in line.parts)
    kept = "".join(each.text for each in document.typed) + "".join(each.text for each in document.beside)
    assert sorted(kept.replace("#", "").replace(" ", "")) == sorted(drawn.replace("#", "").replace(" ", ""))
    assert {each.text for each in document.beside} >= {"2.", "THE TIDE LEDGER - Blue", "3A"}


def test_a_scan_is_refused_with_what_to_do_and_a_page_without_text_is_told() -> None:
    with pytest.raises(InputRefused, match=r"page 1.*a scan.*OCR"):
        scripted(plain_pdf([[], []]), "a.pdf")
    pages = courier_pages(rows())
    found = scripted(plain_pdf([pages[0], [], *pages[1:]]), "a.pdf")
    assert [(each.code, each.message[-6:]) for each in found.cautions] == [("script_no_text", "page 2")]


@pytest.mark.parametrize(("user", "owner", "may"), [("secret", "secret", -1), ("", "secret", -1 & ~16)])
def test_a_locked_pdf_is_refused(user: str, owner: str, may: int) -> None:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(as_american_pdf(rows())))
    writer.encrypt(user, owner, permissions_flag=pypdf.constants.UserAccessPermissions(may & 0xFFFFFFFF), algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    with pytest.raises(InputRefused, match="locked.*without a password"):
        scripted(out.getvalue(), "a.pdf")


def test_letters_that_cannot_be_told_are_refused() -> None:
    mute = ("<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts [<< /Type /Font /Subtype /CIDFontType2"
            " /BaseFont /X /DW 600 /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>] >>")
    with pytest.raises(InputRefused, match="page 1.*cannot be told.*file it was printed from"):
        scripted(plain_pdf(courier_pages(rows()), font=mute), "a.pdf")


def test_a_pdf_that_draws_for_ever_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "CPU_S", 2)
    bomb = plain_pdf([[(72.0, 700.0, "x")]], more="q " + "1 0 0 1 0 0 cm " * 600_000)
    monkeypatch.setattr(pdf, "BYTES_A_SECOND", 1 << 40)
    start = time.monotonic()
    with pytest.raises(InputRefused, match="takes longer"):
        scripted(bomb, "a.pdf")
    assert time.monotonic() - start < 10


def test_two_hundred_pages_cost_seconds_and_little_memory(tmp_path: Path) -> None:
    pages = courier_pages(rows(), times=130)
    assert len(pages) >= 200
    raw = plain_pdf(pages[:200])
    (tmp_path / "a.pdf").write_bytes(raw)
    code = ("import resource, sys; from pathlib import Path; from yeoun.reading.script import load_script\n"
            "found = load_script(Path(sys.argv[1]), 'a.pdf'); spent = resource.getrusage(resource.RUSAGE_CHILDREN)\n"
            "print(len(found.scenes), spent.ru_utime, spent.ru_maxrss)")    # in a process of its own, whose only child is the reader
    ran = subprocess.run([sys.executable, "-c", code, str(tmp_path / "a.pdf")], capture_output=True, text=True, check=True)
    scenes, seconds, kib = map(float, ran.stdout.split())
    assert scenes > 300 and seconds < 10 and kib < 1 << 20


def test_reading_other_scripts_loads_no_pdf_reader() -> None:
    code = "import sys, yeoun.reading.read, yeoun.reading.table; print(sorted({'pdfminer', 'docx'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
