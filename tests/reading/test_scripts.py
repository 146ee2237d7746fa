"""Scripts of several hands, against what a reader wrote down without having seen the parser."""

import tomllib
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from yeoun.model.script import DraftAction, DraftLine, TimeOfDay
from yeoun.reading.screenplay import Aside, Paragraph, Script, Speech, scenes_of
from yeoun.reading.script import parse_script, read_script
from yeoun.reading.texts import load_text

DATA = Path(__file__).resolve().parents[1] / "data" / "scripts"
SCRIPTS = sorted(DATA.glob("*.expect.toml"))
FLAGS = {"회상": "flashback", "몽타주": "montage", "현재": "present", "꿈": "dream", "상상": "imagined"}


def same(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).split())


def loaded(expect: Path) -> tuple[dict[str, Any], Script]:
    wanted = tomllib.loads(expect.read_text(encoding="utf-8"))
    text, _ = load_text(DATA / wanted["file"], wanted["file"])
    return wanted, parse_script(text, wanted["file"])


@pytest.mark.parametrize("expect", SCRIPTS, ids=lambda path: path.name.split(".")[0])
def test_headings_give_number_place_side_and_time(expect: Path) -> None:
    wanted, script = loaded(expect)
    assert len(script.parts) == wanted["scene_count"] == len(wanted["scene"])
    for part, scene in zip(script.parts, wanted["scene"], strict=True):
        heading = part.heading
        time = "" if heading.time is None else heading.time.name if isinstance(heading.time, TimeOfDay) else "RELATIVE"
        found = (
            heading.number,
            heading.location,
            heading.sublocation,
            time,
            heading.time_word,
            heading.time_to.name if heading.time_to else "",
            heading.side,
            list(heading.flag_words),
        )
        assert found == (
            scene["number"],
            scene["location"],
            scene["sublocation"],
            scene["time"],
            scene["time_word"],
            scene["time_to"],
            scene["side"],
            scene["flags"],
        ), scene["heading"]
        assert set(heading.flags) == {FLAGS[flag] for flag in scene["flags"]}


@pytest.mark.parametrize("expect", SCRIPTS, ids=lambda path: path.name.split(".")[0])
def test_a_relative_time_inherits_the_last_one(expect: Path) -> None:
    wanted, script = loaded(expect)
    for draft, scene in zip(scenes_of(script), wanted["scene"], strict=True):
        time = scene.get("inherited_time", scene["time"]) or "UNKNOWN"
        assert draft.time_of_day.name == time, scene["heading"]


@pytest.mark.parametrize("expect", SCRIPTS, ids=lambda path: path.name.split(".")[0])
def test_every_speech_has_its_speaker_words_and_directions(expect: Path) -> None:
    wanted, script = loaded(expect)
    found = [
        (n, piece.speaker, piece.extension, same(piece.parenthetical), same(piece.text), list(piece.mids), piece.dual)
        for n, part in enumerate(script.parts)
        for piece in part.pieces
        if isinstance(piece, Speech)
    ]
    assert found == [
        (
            each["scene"],
            each["speaker"],
            each["extension"],
            same(each["parenthetical"]),
            same(each["text"]),
            each.get("mid_parentheticals", []),
            each.get("dual", False),
        )
        for each in wanted["speech"]
    ]
    assert len(found) == wanted["speech_count"]


@pytest.mark.parametrize("expect", SCRIPTS, ids=lambda path: path.name.split(".")[0])
def test_action_stays_action(expect: Path) -> None:
    wanted, script = loaded(expect)
    strip = str.maketrans({"[": " ", "]": " "})
    for part, scene in zip(script.parts, wanted["scene"], strict=True):
        found = [same(piece.text) for piece in part.pieces if isinstance(piece, Paragraph)]
        actions = [same(text).split("[[")[0].strip().translate(strip) for text in scene["actions"]]
        assert found == actions, scene["heading"]
    everything = [same(piece.text) for part in script.parts for piece in part.pieces if isinstance(piece, Paragraph)]
    for trap in wanted["traps"]:
        assert any(same(trap) in action for action in everything), trap


@pytest.mark.parametrize("expect", SCRIPTS, ids=lambda path: path.name.split(".")[0])
def test_what_is_neither_speech_nor_action_is_named(expect: Path) -> None:
    wanted, script = loaded(expect)
    pieces = [(-1, piece) for piece in script.before]
    pieces += [(n, piece) for n, part in enumerate(script.parts) for piece in part.pieces]
    asides = {(n, piece.kind, same(piece.text)) for n, piece in pieces if isinstance(piece, Aside)}
    for element in wanted.get("element", []):
        assert (element["scene"], element["kind"], same(element["text"])) in asides
    for mark in wanted.get("mark", []):
        kind = "transition" if mark["kind"] == "CUT TO" else "mark"
        assert (mark["scene"], kind, same(mark["text"])) in asides
    for front in wanted["front_matter"]:
        assert (-1, "front", same(front)) in asides


@pytest.mark.parametrize("expect", SCRIPTS, ids=lambda path: path.name.split(".")[0])
def test_no_letter_of_a_script_is_lost(expect: Path) -> None:
    wanted, script = loaded(expect)
    text, _ = load_text(DATA / wanted["file"], wanted["file"])
    kept = "".join(piece.text for piece in script.before if not isinstance(piece, Speech))
    for part in script.parts:
        kept += part.heading.text
        for piece in part.pieces:
            kept += piece.text
            if isinstance(piece, Speech):
                kept += piece.speaker + piece.extension + piece.parenthetical + "".join(piece.mids)

    def letters(words: str) -> set[str]:
        return {letter for letter in unicodedata.normalize("NFKC", words) if letter.isalnum()}

    assert letters(text) - letters(kept) <= set("CONTDFILTERED전화내레이션")
    source = [letter for letter in unicodedata.normalize("NFKC", text) if "가" <= letter <= "힣"]
    found = [letter for letter in unicodedata.normalize("NFKC", kept) if "가" <= letter <= "힣"]
    assert len(source) - len(found) <= 2 * text.count("전화)") + 4 * text.count("내레이션)")


def test_a_draft_keeps_speeches_and_actions_in_order() -> None:
    scenes, cautions = read_script("S#1. 옥상 / 해질녘\n\n노을.\n지은\t(웃으며) 안녕. (사이) 가.\n", "a.txt")
    action, line = scenes[0].body
    assert isinstance(action, DraftAction) and action.text == "노을." and action.source_line == 3
    assert isinstance(line, DraftLine) and (line.speaker, line.text, line.parenthetical) == (
        "지은",
        "안녕. 가.",
        "웃으며; 사이",
    )
    assert scenes[0].time_of_day is TimeOfDay.GOLDEN and not cautions


def test_an_indented_paragraph_after_a_speech_is_action_and_a_hanging_one_goes_on_speaking() -> None:
    text = "S#1. 옥상 / 낮\n\n지은  가지 마.\n      제발.\n　바람이 분다.\n지은  응.\n"
    body = read_script(text, "a.txt")[0][0].body
    assert [piece.text for piece in body] == ["가지 마. 제발.", "바람이 분다.", "응."]
    assert [type(piece) for piece in body] == [DraftLine, DraftAction, DraftLine]
