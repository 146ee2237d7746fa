"""Pages that watch: each event once, in order, from where one was; and not a word more to who may no longer see."""

import threading

import pytest

from tests.server.browser import Browser, Hall
from tests.server.listening import watching
from tests.studio.rooms import NOON
from yeoun.server import live
from yeoun.studio.doors import come_by_link, end_session, make_link, revoke, session_of
from yeoun.studio.people import take_role
from yeoun.studio.permissions import Grant, Held, Role
from yeoun.studio.studio import Aside
from yeoun.studio.talking import resolve, say

DAY_MS = 86_400_000


def spoken(hall: Hall, frame: int = 3) -> str:
    """The id of a comment of the owner's."""
    return hall.room.studio.do(say, hall.room.owner, hall.room.version, hall.room.at(frame), "음")


def test_a_page_hears_what_was_and_what_comes_each_once_and_in_order(hall: Hall) -> None:
    first = spoken(hall)
    with watching(hall, hall.hand(Role.PLAYER)) as page:
        assert page.wait(2) == ["version.added", "comment.added"] and page.status == 200
        hall.room.studio.do(resolve, hall.room.owner, first, True)
        hall.room.studio.tell_aside(Aside(hall.room.episode, "run.progress", "0" * 32, {"stage": "mixing", "done": 1}))
        spoken(hall)
        assert page.wait(4)[2:] == ["thread.resolved", "comment.added"]
        assert [each["facts"] for each in page.asides] == [{"stage": "mixing", "done": 1}]
    numbers = [number for number, _ in page.told]
    assert numbers == sorted(set(numbers)) and page.told[1][1]["about"] == first
    assert "음" not in str(page.told), "what was said is asked for, by who may"


def test_a_page_that_was_away_goes_on_where_it_was(hall: Hall) -> None:
    listener = hall.hand(Role.PLAYER)
    with watching(hall, listener) as page:
        page.wait(1)
    away = [spoken(hall) for _ in range(3)]
    with watching(hall, listener, last_event_id=str(page.last)) as later:
        later.wait(3)
        away.append(spoken(hall))
        later.wait(4)
    assert [each["about"] for _, each in later.told] == away


def test_no_event_is_missed_or_told_twice_while_pages_come_and_many_write(hall: Hall) -> None:
    hands = [threading.Thread(target=lambda: [spoken(hall) for _ in range(40)]) for _ in range(3)]
    for each in hands:
        each.start()
    with watching(hall, hall.hand(Role.EDITOR)) as page:
        for each in hands:
            each.join()
        page.wait(121)
    assert len({each["about"] for _, each in page.told}) == 121
    assert [number for number, _ in page.told] == sorted({number for number, _ in page.told})


def test_a_page_hears_nothing_of_another_episode(hall: Hall) -> None:
    room = hall.room
    elsewhere = room.studio.add_delivered(room.owner, room.other, room.studio.folder / "first", "다른 회차")
    with watching(hall, hall.hand(Role.EDITOR)) as page:
        page.wait(1)
        room.studio.do(say, room.owner, elsewhere, room.at(3), "다른 데서")
        last = spoken(hall)
        page.wait(2)
    assert page.told[1][1]["about"] == last
    with watching(hall, hall.browser(room.person(Held(Role.EDITOR, room.series, room.other)))) as page:
        assert page.is_over.wait(30)
    assert page.status == 404 and not page.told


@pytest.mark.parametrize("how", ["revoked", "signed out", "role taken", "set ahead"])
def test_who_may_no_longer_see_is_cut_off(hall: Hall, how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    room, studio = hall.room, hall.room.studio
    monkeypatch.setattr(live, "BREATH_S", 0.05 if how == "set ahead" else 600.0)
    link, token = studio.do(make_link, room.owner, room.episode, "심사", frozenset({Grant.COMMENT}), NOON + DAY_MS, None)
    if how == "role taken":
        person = room.hand(Role.COMPOSER)
        browser = hall.browser(person)
    else:
        browser = Browser(hall.app, studio.do(come_by_link, token, "손님", passphrase_was_right=False))
    session = studio.read(session_of, browser.secret or "", NOON)
    assert session is not None
    with watching(hall, browser) as page:
        page.wait(1)
        match how:
            case "revoked":
                studio.do(revoke, room.owner, link)
            case "signed out":
                studio.do(end_session, session.person, session.id)
            case "role taken":
                studio.do(take_role, room.owner, session.person, Held(Role.COMPOSER, room.series, room.episode))
            case _:
                room.calendar.now_ms += 2 * DAY_MS
        assert page.is_over.wait(30), "without waiting for the next breath"
        room.calendar.now_ms = NOON
        spoken(hall)
    assert [each["what"] for _, each in page.told] == ["version.added"]


def test_a_page_that_does_not_keep_up_is_told_to_come_again(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "BEHIND", 5)
    owner = hall.browser(hall.room.owner)
    with watching(hall, owner) as page:
        page.wait(1)
        with page.came:    # the page takes nothing in: what is sent to it waits
            said = [spoken(hall) for _ in range(40)]
        assert page.is_over.wait(30)
    assert len(page.resumes) == 1 and page.resumes[0] == page.last
    with watching(hall, owner, after=page.last) as later:
        later.wait(41 - len(page.told))
    assert [each["about"] for _, each in page.told[1:] + later.told] == said
