"""The notes the README and the tour show, held against the exact truth of the film they are written for."""

import re
import tomllib
from pathlib import Path

import pytest

from yeoun.demo.truth import truth
from yeoun.model.notes import Note, NoteKind
from yeoun.reading.notes import parse_notes

ROOT = Path(__file__).resolve().parents[2]
TRUTH = truth([48_000] * 12)
RATE = 24000 / 1001


def notes_of(page: str) -> dict[str, Note]:
    """The notes of the page's first block of TOML that holds any."""
    blocks = re.findall(r"```toml\n(.*?)```", (ROOT / page).read_text(encoding="utf-8"), re.DOTALL)
    text = next(block for block in blocks if "[[note]]" in block)
    assert all(each.get("why") for each in tomllib.loads(text)["note"])
    return {each.id: each for each in parse_notes(text, page).notes}


def frames(note: Note) -> tuple[int, int]:
    assert note.frames is not None
    return note.frames


def test_the_silence_of_the_readme_holds_her_line_and_the_whole_breath_it_speaks_of() -> None:
    note = notes_of("README.md")["n1"]
    first, end = frames(note)
    inside = [each for each in TRUTH["events"] if first <= each["at_s"] * RATE and each["until_s"] * RATE <= end]
    assert [(each["kind"], each["who"], each["manner"]) for each in inside] == [("breath", "현우", "inhale")]
    assert "he breathes in" in note.why
    leaves = next(line for line in TRUTH["lines"] if line["ko"] == "오늘 막차로 떠나.")
    assert 0 < leaves["start_s"] * RATE - first < 12 and leaves["end_s"] * RATE < end and "says that she leaves" in note.why


def test_the_hit_of_the_readme_falls_on_the_last_of_his_steps_and_asks_for_a_stop() -> None:
    note = notes_of("README.md")["n6"]
    last = [each for each in TRUTH["events"] if each["kind"] == "footstep"][-1]
    assert last["who"] == "현우" and abs(last["at_s"] * RATE - frames(note)[0]) < 1.0
    assert (note.kind, note.value) == (NoteKind.HIT, "B stop") and note.why.startswith("his steps stop")


def test_the_silence_of_the_tour_lies_between_his_first_step_and_the_doors() -> None:
    first, end = frames(notes_of("docs/tour.md")["n1"])
    steps = [each["at_s"] * RATE for each in TRUTH["events"] if each["kind"] == "footstep" and each["who"] == "현우"]
    doors = next(each["at_s"] * RATE for each in TRUTH["events"] if each["kind"] == "impact" and each["at_s"] > 40)
    assert [at for at in steps if first <= at < end] == [at for at in steps if 840 <= at < 1224] and 0 < doors - end < 12


@pytest.mark.parametrize("page", ["README.md", "docs/tour.md"])
def test_every_scene_and_frame_of_the_examples_is_in_the_film(page: str) -> None:
    scenes = {str(scene["number"]) for scene in TRUTH["scenes"]}
    for note in notes_of(page).values():
        assert note.scene in scenes if note.scene is not None else 0 <= frames(note)[0] < frames(note)[1] <= TRUTH["frames"]
