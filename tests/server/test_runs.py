"""Runs from the studio: started as the command, watched, cancelled, refused, and gone on with after the studio was closed."""

import json
import os
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.server.browser import Browser, Hall
from tests.studio import rooms
from yeoun.studio.ledger import Event
from yeoun.studio.permissions import Role
from yeoun.studio.running import Runs, Wish, _begun, file_name
from yeoun.studio.studio import Aside, Studio

FAKE = (sys.executable, "-m", "tests.server.fake_score")


@pytest.fixture
def hall(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hall]:
    """A hall whose runs are made by the stand-in, with material in its folder."""
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(sys.path))
    made = rooms.room(tmp_path / "studio")
    for name in ("good.mp4", "bad.mp4", "slow.mp4", "once.mp4", "damaged.mp4", "script.txt", "ko.srt"):
        (made.studio.folder / name).write_bytes(b"x")
    opened = Hall(made, program=FAKE)
    yield opened
    opened.runs.close()
    made.studio.close()


def start(hall: Hall, browser: Browser, picture: str, **more: object) -> str:
    """The id of a run."""
    answer = browser.post(f"/api/episodes/{hall.room.episode}/runs", {"picture": f"{picture}.mp4", **more})
    assert answer.status == 201, answer.content
    return str(answer.json()["id"])


def shown(hall: Hall, browser: Browser, run: str) -> Any:
    """A run as the list has it."""
    return next(each for each in browser.get(f"/api/episodes/{hall.room.episode}/runs").json() if each["id"] == run)


def until(condition: Any) -> None:
    """Wait for something, not for ever."""
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_a_run_becomes_a_version_and_is_told_as_it_goes(hall: Hall) -> None:
    engineer, told = hall.hand(Role.ENGINEER), list[Event | Aside]()
    listed = engineer.get(f"/api/episodes/{hall.room.episode}/material").json()
    assert {"name": "good.mp4", "is_picture": True} in listed and {"name": "script.txt", "is_picture": False} in listed
    assert not [each for each in listed if each["name"].startswith("first")], "finished folders are no material"
    with hall.room.studio.watch(told.append):
        run = start(hall, engineer, "good", script="script.txt", subtitles=["ko.srt"])
        hall.runs.wait(60)
    done = shown(hall, engineer, run)
    assert (done["state"], done["said"]) == ("done", "")
    assert [each["id"] for each in engineer.get(f"/api/episodes/{hall.room.episode}/versions").json()] == [
        done["version"], hall.room.version]
    asides = [each.facts for each in told if isinstance(each, Aside)]
    assert [each["done"] for each in asides] == [0, 1, 2] and asides[0]["left_s"] == 3
    assert [each.what for each in told if isinstance(each, Event)] == ["run.started", "version.added", "run.done"]
    assert engineer.post(f"/api/runs/{run}/again").status == 201
    hall.runs.wait(60)
    again = engineer.get(f"/api/episodes/{hall.room.episode}/runs").json()[0]
    assert (again["state"], again["version"]) == ("done", done["version"]), "nothing changed: it is that version"
    words = json.loads((hall.room.studio.folder / "good.asked").read_text())
    assert words[:4] == ["--script", str(hall.room.studio.folder / "script.txt"), "--subtitles", str(hall.room.studio.folder / "ko.srt")]
    assert words[words.index("--episode") + 1] == "s01e01"


def test_what_a_run_refuses_is_told_in_its_own_words(hall: Hall) -> None:
    editor = hall.hand(Role.EDITOR)
    run = start(hall, editor, "bad")
    hall.runs.wait(60)
    assert (shown(hall, editor, run)["state"], shown(hall, editor, run)["said"]) == (
        "refused", "yeoun: bad.mp4 (video): the film has no picture. Export it again.")
    damaged = start(hall, editor, "damaged")
    hall.runs.wait(60)
    assert shown(hall, editor, damaged)["state"] == "refused" and "no finished folder" in shown(hall, editor, damaged)["said"]


def test_a_run_is_cancelled_by_who_started_it_or_who_may_and_a_second_one_is_refused(hall: Hall) -> None:
    composer, editor, director, player = (hall.hand(role) for role in (Role.COMPOSER, Role.EDITOR, Role.DIRECTOR, Role.PLAYER))
    run = start(hall, composer, "slow")
    until(lambda: shown(hall, composer, run)["progress"].get("stage") == "mixing")
    second = editor.post(f"/api/episodes/{hall.room.episode}/runs", {"picture": "good.mp4"})
    assert (second.status, second.json()["kind"]) == (409, "AlreadyThere")
    assert player.post(f"/api/episodes/{hall.room.episode}/runs", {"picture": "good.mp4"}).status == 403
    assert [each.post(f"/api/runs/{run}/cancel").status for each in (player, editor)] == [403, 403]
    assert shown(hall, composer, run)["state"] == "running"
    assert director.post(f"/api/runs/{run}/cancel").status == 200
    hall.runs.wait(60)
    assert shown(hall, composer, run)["state"] == "cancelled"
    own = start(hall, composer, "slow")
    assert composer.post(f"/api/runs/{own}/cancel").status == 200
    hall.runs.wait(60)
    assert shown(hall, composer, own)["state"] == "cancelled"
    assert composer.post(f"/api/runs/{own}/cancel").status == 200, "and stays as it ended"
    again = composer.post(f"/api/runs/{own}/again")
    assert again.status == 201 and composer.post(f"/api/runs/{again.json()['id']}/cancel").status == 200


@pytest.mark.parametrize("wish", [
    {"picture": "../../etc/passwd"}, {"picture": "/etc/passwd"}, {"picture": "good.mp4", "script": "nowhere.txt"},
    {"picture": "--json"}, {"picture": "first/mix/music_20.wav"}, {"picture": ".yeoun-studio/studio.sqlite"}])
def test_only_what_lies_in_the_folder_is_scored(hall: Hall, wish: dict[str, str]) -> None:
    answer = hall.browser(hall.room.owner).post(f"/api/episodes/{hall.room.episode}/runs", wish)
    assert (answer.status, answer.json()["kind"]) == (404, "NotThere")


def test_a_run_that_was_going_when_the_studio_ended_is_gone_on_with(hall: Hall) -> None:
    room = hall.room
    run = start(hall, hall.browser(room.owner), "once")
    until(lambda: (room.studio.folder / "once.begun").exists())
    hall.runs.close()
    room.studio.close()
    room.studio = Studio(room.studio.folder, room.calendar)
    again = Runs(room.studio, FAKE)
    assert again.go_on() == [run]
    again.wait(60)
    owner = Hall(room).browser(room.owner)
    assert shown(hall, owner, run)["state"] == "done"
    assert len(owner.get(f"/api/episodes/{room.episode}/versions").json()) == 2
    assert again.go_on() == []


def test_a_run_whose_picture_is_gone_when_the_studio_opens_again_says_so(hall: Hall) -> None:
    room = hall.room
    run = start(hall, hall.browser(room.owner), "slow")
    hall.runs.close()
    (room.studio.folder / "slow.mp4").unlink()
    again = Runs(room.studio, FAKE)
    assert again.go_on() == []
    told = shown(hall, Hall(room).browser(room.owner), run)
    assert told["state"] == "refused" and "There is no file in the studio's folder slow.mp4" in told["said"]


def test_a_run_that_cannot_begin_has_ended_and_says_why_and_the_next_one_may(hall: Hall) -> None:
    editor = hall.hand(Role.EDITOR)
    place = hall.room.studio.inside / "runs"
    place.write_text("a file where the folder should be")
    answer = editor.post(f"/api/episodes/{hall.room.episode}/runs", {"picture": "good.mp4"})
    assert answer.status >= 400 and "error" not in answer.json().get("kind", "").lower(), answer.content
    (row,) = editor.get(f"/api/episodes/{hall.room.episode}/runs").json()
    assert row["state"] == "refused" and row["said"]
    place.unlink()
    run = start(hall, editor, "good")
    hall.runs.wait(60)
    assert shown(hall, editor, run)["state"] == "done"


def test_a_run_that_nothing_works_at_any_more_can_be_cancelled(hall: Hall) -> None:
    person = hall.room.hand(Role.EDITOR)
    editor = hall.browser(person)
    run = hall.room.studio.do(_begun, person, hall.room.episode, Wish("good.mp4"))
    assert shown(hall, editor, run)["state"] == "running"
    assert editor.post(f"/api/runs/{run}/cancel").status == 200
    assert shown(hall, editor, run)["state"] == "cancelled"


def test_an_episode_is_scored_by_a_name_that_files_can_have(hall: Hall) -> None:
    owner = hall.browser(hall.room.owner)
    made = owner.post(f"/api/series/{hall.room.series}/episodes", {"name": "2화"})
    assert made.status == 201, made.content
    episode = made.json()["id"]
    assert owner.post(f"/api/episodes/{episode}/runs", {"picture": "good.mp4"}).status == 201
    hall.runs.wait(60)
    words = json.loads((hall.room.studio.folder / "good.asked").read_text())
    name = words[words.index("--episode") + 1]
    assert name == file_name("2화", episode) < file_name("10화", episode) and re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}", name)


def test_material_leaves_out_what_cannot_be_named_or_looked_into(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    editor, folder = hall.hand(Role.EDITOR), hall.room.studio.folder
    (folder / "lost+found").mkdir()
    (folder / os.fsdecode(b"\xff.wav")).write_bytes(b"x")
    shut = folder / "lost+found"

    def listed(place: Path) -> Iterator[Path]:
        if place == shut:
            raise PermissionError(13, "Permission denied")
        return iter([place / name for name in os.listdir(place)])

    monkeypatch.setattr(Path, "iterdir", listed)
    names = [each["name"] for each in editor.get(f"/api/episodes/{hall.room.episode}/material").json()]
    assert "good.mp4" in names and not [name for name in names if name.endswith(".wav")]
