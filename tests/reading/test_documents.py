"""One screenplay in every form that writers send: each gives the same scenes and lines as the text."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.reading.hwp_pen import as_hwp, as_hwpx
from tests.reading.papers import PENS, as_docx, as_fdx, as_laid_out_docx, as_styled_docx, docx_bytes
from tests.reading.pdf_pen import as_american_pdf, as_korean_pdf
from yeoun.demo import papers
from yeoun.errors import InputRefused
from yeoun.model.script import DraftLine, DraftScene
from yeoun.reading.documents import script_of
from yeoun.reading.docx import read_docx
from yeoun.reading.fountain import read_fountain
from yeoun.reading.hwp import read_hwp
from yeoun.reading.hwpx import read_hwpx
from yeoun.reading.pdf import document_of
from yeoun.reading.pdf_lines import lines_of
from yeoun.reading.screenplay import Aside, Paragraph, Script, Speech, scenes_of
from yeoun.reading.script import Scripted, parse_script, scripted
from yeoun.reading.texts import load_text

DATA = Path(__file__).resolve().parents[1] / "data" / "scripts"
FILES = sorted(path for path in DATA.iterdir() if path.suffix in {".txt", ".fountain"})


def unnumbered(scenes: tuple[DraftScene, ...]) -> list[DraftScene]:
    return [replace(scene, source_line=0, body=tuple(replace(each, source_line=0) for each in scene.body)) for scene in scenes]


def typed(script: Script) -> list[tuple[str, str]]:
    """A script as a template's paragraphs."""
    rows = []
    for part in script.parts:
        rows.append(("Scene Heading", part.heading.text))
        for piece in part.pieces:
            match piece:
                case Speech():
                    rows.append(("Character", piece.speaker + (f" ({piece.extension})" if piece.extension else "")))
                    rows += [("Parenthetical", f"({piece.parenthetical})")] if piece.parenthetical else []
                    rows.append(("Dialogue", " ".join([piece.text, *(f"({mid})" for mid in piece.mids)])))
                case Paragraph(text=text):
                    rows.append(("Action", text))
                case Aside(kind="transition", text=text):
                    rows.append(("Transition", text.lstrip("> ")))
                case Aside(kind="forced_action" | "lyric" | "centered" | "mark", text=text):
                    rows.append(("Action", text.strip("!~<> ")))
                case Aside():
                    pass
    return rows


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
@pytest.mark.parametrize("form", PENS)
def test_a_document_gives_the_scenes_and_lines_of_its_text(form: str, path: Path) -> None:
    text, _ = load_text(path, path.name)
    name = f"a.{path.suffix}"
    wanted = scripted(text.encode(), name)
    found = scripted(PENS[form](text), "a.doc")
    assert unnumbered(found.scenes) == unnumbered(wanted.scenes)
    assert found.unit == "paragraph"
    if "table" not in form:
        assert [scene.source_line for scene in found.scenes] == [scene.source_line for scene in wanted.scenes]


@pytest.mark.parametrize("form", [*PENS, "pdf"])
def test_the_last_bus_in_every_form_is_the_same_film(form: str) -> None:
    text = papers.script_in_korean()
    found = scripted(as_korean_pdf(text) if form == "pdf" else PENS[form](text), "a.doc")
    assert unnumbered(found.scenes) == unnumbered(scripted(text.encode(), "a.txt").scenes)


@pytest.mark.parametrize("form", ["fdx", "template", "layout", "pdf"])
def test_the_last_bus_in_english_is_the_same_film_in_every_form(form: str) -> None:
    text = papers.script_in_fountain()
    rows = typed(read_fountain(text, "a.fountain"))
    pens: dict[str, Callable[[list[tuple[str, str]]], bytes]] = {
        "fdx": as_fdx, "template": as_styled_docx, "layout": as_laid_out_docx, "pdf": as_american_pdf}
    assert unnumbered(scripted(pens[form](rows), "a").scenes) == unnumbered(scripted(text.encode(), "a.fountain").scenes)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_final_draft_gives_the_scenes_and_lines_of_the_text(path: Path) -> None:
    script = parse_script(load_text(path, path.name)[0], path.name)
    found = scripted(as_fdx(typed(script)), "a.fdx")
    assert [replace(scene, marks=()) for scene in unnumbered(found.scenes)] == [
        replace(scene, marks=()) for scene in unnumbered(scenes_of(script))]    # an insert is an action there


@pytest.mark.parametrize("korean", [False, True], ids=["English", "Korean"])
@pytest.mark.parametrize("file", ["english.fountain", "korean_fountain.fountain"])
def test_the_styles_of_a_script_template_say_what_a_paragraph_is(file: str, korean: bool) -> None:
    script = read_fountain(load_text(DATA / file, file)[0], file)
    found = scripted(as_styled_docx(typed(script), korean), "a.docx")
    assert unnumbered(found.scenes) == unnumbered(scripted((DATA / file).read_bytes(), file).scenes)
    assert found.cautions == ()


@pytest.mark.parametrize("spaced", [True, False])
def test_without_styles_the_indents_tell_speakers_from_words(spaced: bool) -> None:
    text = load_text(DATA / "english.fountain", "a")[0].replace(".THE CAUSEWAY", "EXT. THE CAUSEWAY")    # its dot is Fountain's alone
    found = scripted(as_laid_out_docx(typed(read_fountain(text, "a.fountain")), spaced), "a.docx")
    assert unnumbered(found.scenes) == unnumbered(scripted(text.encode(), "a.fountain").scenes)


NAMES = st.sampled_from(["지은", "현우(N)", "검은 옷의 남자", "여자 1", "엄마가", "Mina(F)", "지은이"])
WORDS = st.lists(st.text("abcXYZ가나다라0189.,!?'-", min_size=1, max_size=6), min_size=1, max_size=6).map(" ".join)
TYPED = st.one_of(WORDS, st.tuples(NAMES, WORDS).map("\t".join), st.just(""), WORDS.map("\t{}".format),
                  st.sampled_from(["S#1. 옥상 / 낮", "씬 2. 마당, 밤", "CUT TO", "INS. 우산", "인물: 지은, 현우"]))
READERS = {"docx": (as_docx, read_docx), "hwpx": (as_hwpx, read_hwpx), "hwp": (as_hwp, read_hwp)}


@settings(max_examples=40)
@given(st.lists(TYPED, min_size=1, max_size=12), st.sampled_from(sorted(READERS)))
def test_every_sign_of_a_document_is_in_its_rows_and_every_letter_in_its_script(typed_lines: list[str], form: str) -> None:
    write, read = READERS[form]
    document = read(write("\n".join(typed_lines)), "a")
    assert [row.text for row in document.rows] == typed_lines
    assert kept(script_of(document, "a")) == kept_of("\n".join(typed_lines))


@settings(max_examples=15)
@given(st.lists(TYPED, min_size=1, max_size=12))
def test_every_letter_of_a_printed_page_is_in_its_script_or_told_apart_as_the_pages(typed_lines: list[str]) -> None:
    raw = as_korean_pdf("\n".join(typed_lines))
    found = kept(script_of(document_of(lines_of(raw), "a"), "a"))
    assert found == kept_of("\n".join([*typed_lines, "여운 제3부 (2고)", "- 1 -"]))


def kept(script: Script) -> list[str]:
    """Every letter of a script, in whatever piece."""
    text = "".join(part.heading.text for part in script.parts)
    for piece in [*script.before, *(piece for part in script.parts for piece in part.pieces)]:
        text += piece.text
        if isinstance(piece, Speech):
            text += piece.speaker + piece.extension + piece.parenthetical + "".join(piece.mids)
    return kept_of(text)


def kept_of(text: str) -> list[str]:
    return sorted(letter for letter in text if letter.isalnum())


def lines(found: Scripted) -> list[tuple[str, str]]:
    return [(each.speaker, each.text) for scene in found.scenes for each in scene.body if isinstance(each, DraftLine)]


def test_capitals_alone_tell_speakers_where_a_document_has_neither_blank_lines_nor_indents() -> None:
    found = scripted(as_docx("INT. BUS - NIGHT\nThe bus stops.\nNELL\n(low)\nDon't.\nShe waits.\nART (O.S.)\nWhy?"), "a.docx")
    assert lines(found) == [("NELL", "Don't."), ("ART", "Why?")]
    assert [each.text for each in found.scenes[0].body if not isinstance(each, DraftLine)] == ["The bus stops.", "She waits."]


def test_a_korean_document_without_blank_lines_keeps_its_paragraphs_apart() -> None:
    found = scripted(as_docx("S#1. 옥상 / 낮\n바람이 분다.\n지은\t안녕.\n\t잘 가.\n현우가 돌아선다.\n검은 옷의 남자\t거기 서."), "a.docx")
    assert [each.text for each in found.scenes[0].body] == ["바람이 분다.", "안녕. 잘 가.", "현우가 돌아선다.", "거기 서."]
    assert lines(found)[1] == ("검은 옷의 남자", "거기 서.")


HARD = """막차
지은	이 말은 어느 씬에도 없다.

S#1. 옥상 / 낮

지은	가지
S#2. 마당 / 밤
	마.
현우이  누구냐.
지은이	나다.
지은	(현우에게) 나도.
"""


@pytest.mark.parametrize("form", ["text", *(form for form in PENS if "table" not in form), "pdf"])
def test_whatever_cannot_be_placed_is_told_with_its_number_in_every_form(form: str) -> None:
    raw = HARD.encode() if form == "text" else as_korean_pdf(HARD) if form == "pdf" else PENS[form](HARD)
    found = scripted(raw, "a.txt")
    unit = {"text": "line", "pdf": "page"}.get(form, "paragraph")
    numbers = {"line": ("2", "9"), "paragraph": ("2", "9"), "page": ("1", "1")}[unit]
    assert [(each.code, each.message.rpartition(": ")[2]) for each in found.cautions] == [
        ("script_before", f"{unit} {numbers[0]}"), ("script_unsure", f"{unit} {numbers[1]}")]
    assert [(scene.number, " ".join(each.text for each in scene.body)) for scene in found.scenes] == [
        ("1", "가지"), ("2", "마. 현우이 누구냐. 나다. 나도.")]    # a heading ends a speech; what hangs below it is action
    assert [speaker for speaker, _ in lines(found)] == ["지은", "지은이", "지은"]    # a particle is part of a name: nobody guesses


@pytest.mark.parametrize("form", ["text", *PENS, "pdf"])
def test_a_script_without_headings_is_refused_in_every_form(form: str) -> None:
    text = "지은\t안녕.\n현우\t응.\n"
    raw = text.encode() if form == "text" else as_korean_pdf(text) if form == "pdf" else PENS[form](text)
    with pytest.raises(InputRefused, match="no scene heading was found"):
        scripted(raw, "a.txt")


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def test_struck_out_text_is_not_read_and_inserted_text_is() -> None:
    document = docx.Document()
    document.add_paragraph("S#1. 옥상 / 낮")
    speech = document.add_paragraph("지은\t")
    for tag, inner, words in (("del", "delText", "안 돼."), ("ins", "t", "좋아."), ("moveFrom", "t", "여기.")):
        change = speech._p.makeelement(f"{{{W}}}{tag}", {})
        run = change.makeelement(f"{{{W}}}r", {})
        text = run.makeelement(f"{{{W}}}{inner}", {})
        text.text = words
        run.append(text)
        change.append(run)
        speech._p.append(change)
    found = scripted(docx_bytes(document), "a.docx")
    assert lines(found) == [("지은", "좋아.")]
    assert [(each.code, each.message[-11:]) for each in found.cautions] == [("script_struck", "paragraph 2")]


def test_headers_and_comments_are_no_dialogue() -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "여운 2고\t3쪽"
    document.add_paragraph("S#1. 옥상 / 낮")
    speech = document.add_paragraph("지은\t안녕.")
    document.add_comment(speech.runs, text="감독: 너무 빠르다", author="a")
    found = scripted(docx_bytes(document), "a.docx")
    assert lines(found) == [("지은", "안녕.")] and len(found.scenes[0].body) == 1
    assert [each.code for each in found.cautions] == ["script_notes"] and found.cautions[0].message.endswith("paragraph 2")


def test_scenes_that_word_numbers_itself_have_their_numbers() -> None:
    document = docx.Document()
    root = document.part.numbering_part.element
    for xml in (
                f'<w:abstractNum xmlns:w="{W}" w:abstractNumId="77"><w:lvl w:ilvl="0"><w:start w:val="3"/><w:numFmt w:val="decimal"/>'
                '<w:lvlText w:val="S#%1."/></w:lvl></w:abstractNum>',
                f'<w:num xmlns:w="{W}" w:numId="77"><w:abstractNumId w:val="77"/></w:num>'):
        root.append(parse_xml(xml))
    for text in ("옥상 / 낮", "마당 / 밤"):
        how = document.add_paragraph(text)._p.get_or_add_pPr()
        how.append(parse_xml(f'<w:numPr xmlns:w="{W}"><w:ilvl w:val="0"/><w:numId w:val="77"/></w:numPr>'))
        document.add_paragraph("지은\t안녕.")
    assert [(scene.number, scene.location) for scene in scripted(docx_bytes(document), "a.docx").scenes] == [("3", "옥상"), ("4", "마당")]


def test_a_heading_style_makes_a_heading_without_a_number() -> None:
    document = docx.Document()
    document.styles.add_style("씬 제목", 1)
    for text in ("옥상, 밤", "한옥 마당"):
        document.add_paragraph(text, style="씬 제목")
        document.add_paragraph("지은\t안녕.")
    assert [scene.location for scene in scripted(docx_bytes(document), "a.docx").scenes] == ["옥상", "한옥 마당"]
