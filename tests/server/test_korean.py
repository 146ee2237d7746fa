"""Refusals of the studio speak Korean to the end: every word they are raised with is written down in Korean."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import yeoun
from tests.server.browser import Hall
from yeoun.errors import AlreadyThere, DoorShut, NotAllowed, NotThere, OutOfTurn, OutputRefused, Refusal
from yeoun.server.korean import ACTIONS, BEGINNINGS, KOREAN, ROLES, STAGES, in_korean
from yeoun.studio.deciding import Stage
from yeoun.studio.permissions import Action, Role

RAISED = {"NotAllowed", "NotThere", "AlreadyThere", "OutOfTurn", "AnotherDigest", "DoorShut", "OutputRefused", "InputRefused", "refusing"}
OTHERS = {"series.py", "weights.py"}    # of the command line's series folder; so is what the room `wording` says
FOREIGN = re.compile("[A-Za-z]{3,}")


def raised() -> Iterator[tuple[str, ast.expr]]:
    """Every word a refusal is raised with in the studio and its server, and where."""
    for room in ("studio", "server"):
        for path in sorted((Path(yeoun.__file__).parent / room).rglob("*.py")):
            ours = path.name not in OTHERS and path.parent.name != "wording"
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if ours else ():
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in RAISED:
                    yield from ((path.name, each) for each in (*node.args, *(word.value for word in node.keywords)))


def test_every_word_that_a_refusal_is_raised_with_is_written_down_in_korean() -> None:
    words = [(where, each.value) for where, each in raised() if isinstance(each, ast.Constant) and isinstance(each.value, str)]
    assert len(words) > 60
    assert [each for each in words if each[1] not in KOREAN] == []
    made = [(where, str(each.values[0].value)) for where, each in raised()
            if isinstance(each, ast.JoinedStr) and isinstance(each.values[0], ast.Constant) and each.values[0].value]
    known = (*BEGINNINGS, "cues/", "its migration would lose rows (")    # a file's name; and one that is sent to us
    assert made and [each for each in made if not each[1].startswith(known)] == []


def test_roles_stages_and_actions_have_korean_names() -> None:
    assert {each.value for each in Role} <= set(ROLES) and {each.value for each in Stage} == set(STAGES)
    assert {each.value for each in Action} <= set(ACTIONS)
    assert [word for word, korean in KOREAN.items() if not re.search("[가-힣]", korean) and not word.endswith(".json")] == []


@pytest.mark.parametrize("refusal", [
    DoorShut(what="This login with this password", now="Look at both again, or ask for a new invitation"),
    NotAllowed(action="approve scene", roles="director, composer"), OutOfTurn(stage="scene", first="themes, sound"),
    AlreadyThere(what="The signature for themes", now="Nothing has to be done"), NotThere(kind="episode", name="7"),
    OutputRefused(place="the studio's database", why="database or disk is full",
                  now="Make room on the disk, then do it again: it was not kept")], ids=lambda each: type(each).__name__)
def test_the_whole_sentence_is_korean(refusal: Refusal) -> None:
    assert FOREIGN.findall(in_korean(refusal)) == [], in_korean(refusal)
    assert "{" not in in_korean(refusal)


def test_what_people_named_stays_as_they_named_it(hall: Hall) -> None:
    owner = hall.browser(hall.room.owner)
    for name in ("director", "run", "막차 {kind}"):
        assert owner.post("/api/series", {"name": name}).status == 201
        again = owner.post("/api/series", {"name": name})
        assert again.status == 409 and again.json()["ko"].startswith(f"시리즈 {name}: 이미 있습니다")
