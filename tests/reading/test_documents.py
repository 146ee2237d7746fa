"""One screenplay in every form that writers send: each gives the same scenes and lines as the text."""

from dataclasses import replace
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml

from tests.reading.papers import PENS, as_docx, as_laid_out_docx, as_styled_docx, docx_bytes
from yeoun.model.script import DraftLine, DraftScene
from yeoun.reading.fountain import read_fountain
from yeoun.reading.screenplay import Aside, Paragraph, Script, Speech
from yeoun.reading.script import Scripted, scripted
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
                case Aside(kind="forced_action" | "lyric" | "centered", text=text):
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
