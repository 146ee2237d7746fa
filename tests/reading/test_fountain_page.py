"""Fountain that is written is read as the same script; scripts of other forms keep their scenes and lines on the way."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.reading.test_fdx import films, letters, pieces, scenes_bare
from yeoun.reading.fdx import read_fdx, write_fdx
from yeoun.reading.fountain import read_fountain
from yeoun.reading.fountain_page import write_fountain
from yeoun.reading.screenplay import Aside, Paragraph, Piece, Script, Speech
from yeoun.reading.script import parse_script
from yeoun.reading.texts import load_text

DATA = Path(__file__).resolve().parents[1] / "data" / "scripts"
FILES = sorted(path for path in DATA.iterdir() if path.suffix in {".txt", ".fountain"})


def plain(piece: Piece) -> Piece:
    """A piece wherever it stands; action is the same whether it had to be forced or not."""
    if isinstance(piece, Aside) and piece.kind == "forced_action":
        return Paragraph(piece.text.removeprefix("!"), 0)
    return replace(piece, line=0)


def bare(script: Script) -> object:
    return [plain(piece) for piece in script.before], [(part.heading, [plain(piece) for piece in part.pieces]) for part in script.parts]


WORDS = st.lists(st.text("abcdeXYZ가나다라0189.,!?'-", min_size=1, max_size=6), min_size=1, max_size=5).map(" ".join)
CUES = st.sampled_from(["NELL", "@McAVOY", "@지은", "ARTHUR (O.S.)", "@현우 (N)", "선장 (F)", "NELL (CONT'D)", "NELL ^", "@지은 ^",
                        "DR. LEE"])
ASIDES = st.sampled_from(["> CUT TO:", "FADE IN:", "SMASH CUT TO:", "===", "# 1부", "= she leaves", "~la la", "!BANG", "> END <",
                          "[[a note]]", "/* gone\n\nfor good */", "[[two\nlines]]"])
HEADS = st.sampled_from(["INT. ROOM - DAY", "EXT. SEA - DUSK #4A#", "#7. 병원 / 낮", ".THE END OF IT", "S#3. 옥상, 노을", ".#",
                         "I/E. CAR - NIGHT"])


@st.composite
def speeches(draw: st.DrawFn) -> str:
    lines = [draw(CUES)]
    for _ in range(draw(st.integers(1, 3))):
        lines += [f"({draw(WORDS)})"] if draw(st.booleans()) else []
        lines += [draw(WORDS)]
    return "\n".join(lines)


@st.composite
def pages(draw: st.DrawFn) -> str:
    pair = st.tuples(WORDS, WORDS) | st.tuples(ASIDES, st.just("INT. ROOM - DAY"))
    blocks = draw(st.lists(st.one_of(speeches(), speeches(), WORDS, ASIDES, HEADS, pair.map("\n".join)), max_size=14))
    title = draw(st.sampled_from(["", "Title: The Tide\nCredit: a test\n    of two lines\n\n"]))
    return title + "\n\n".join(blocks) + "\n"


@settings(max_examples=150)
@example("NELL\n0\n\n> CUT TO:\nINT. ROOM - DAY\n\nNELL ^\n0\n")    # action that has to be forced, between two speeches
@given(pages())
def test_written_and_read_again_it_is_the_same_script(text: str) -> None:
    script = read_fountain(text, "a.fountain")
    again = read_fountain(write_fountain(script), "a.fountain")
    assert bare(again) == bare(script)


@settings(max_examples=150)
@given(pages())
def test_no_letter_of_a_page_is_lost(text: str) -> None:
    script = read_fountain(text, "a.fountain")
    kept = "".join(part.heading.text for part in script.parts)
    for piece in pieces(script):
        kept += piece.text + (piece.speaker + piece.extension + piece.parenthetical + "".join(piece.mids)
                              if isinstance(piece, Speech) else "")
    assert letters(kept) == letters(text.replace("(CONT'D)", ""))


@settings(max_examples=80)
@given(films())
def test_final_draft_written_as_fountain_keeps_scenes_and_lines(text: str) -> None:
    script = read_fdx(text.replace("&gt;", "").replace("&lt;", "").replace("A 1", "A1").encode(), "a.fdx")    # in Fountain they are signs
    assert scenes_bare(read_fountain(write_fountain(script), "a")) == scenes_bare(script)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_script_here_keeps_scenes_and_lines_as_fountain_and_as_final_draft(path: Path) -> None:
    script = parse_script(load_text(path, path.name)[0], path.name)
    wanted = scenes_bare(script)
    assert [replace(each, marks=()) for each in scenes_bare(read_fountain(write_fountain(script), "a"))] == [
        replace(each, marks=()) for each in wanted]
    assert scenes_bare(read_fdx(write_fdx(script), "a")) == wanted
