"""Passwords, invitations, links and sessions: what opens, what does not, and what a clock that jumps does to them."""

import threading
import time

import pytest
from sqlalchemy import select, text

from tests.studio.rooms import Room
from yeoun.errors import AlreadyThere, DoorShut, NotAllowed
from yeoun.studio import doors
from yeoun.studio.doors import (
    IDLE_MS,
    INVITED_MS,
    LONGEST_MS,
    come_by_link,
    end_session,
    end_what_is_over,
    hash_of,
    invite,
    is_it,
    join,
    make_link,
    mark_used,
    open_session,
    revoke,
    session_of,
    whose_password,
)
from yeoun.studio.identity import hashed
from yeoun.studio.people import add_person, give_role, person, standing, take_role
from yeoun.studio.permissions import Grant, Held, Role
from yeoun.studio.tables import EVENT, LINK, SESSION

HOUR_MS = 3_600_000


def link(room: Room, *grants: Grant, hours: int = 24, passphrase: str | None = None) -> tuple[str, str]:
    """A link's id and secret."""
    kept = None if passphrase is None else hash_of(passphrase)
    return room.studio.do(make_link, room.owner, room.episode, "심사", frozenset(grants), room.calendar.now_ms + hours * HOUR_MS, kept)


def come(room: Room, secret: str, was_right: bool = False) -> str:
    """The secret of a guest's session."""
    return room.studio.do(come_by_link, secret, "손님", passphrase_was_right=was_right)


def opens(room: Room, secret: str) -> str | None:
    """Whom a session opens for now."""
    found = room.studio.read(session_of, secret, room.calendar.now_ms)
    return None if found is None else found.person


def grants(room: Room, guest: str) -> frozenset[Grant]:
    """What somebody's link grants now."""
    return room.studio.read(standing, guest, room.calendar.now_ms).grants


def test_an_invitation_opens_once_and_ends_older_sessions(room: Room) -> None:
    ana = room.studio.do(add_person, room.owner, "아나", "Ana")
    older = room.studio.do(invite, room.owner, ana)
    token = room.studio.do(invite, room.owner, ana)
    before = room.studio.do(open_session, ana, "test")
    password = hash_of("a long passphrase")
    for wrong in (older, "x" * 43):
        with pytest.raises(DoorShut):
            room.studio.do(join, wrong, password)
    session = room.studio.do(join, token, password)
    assert opens(room, session) == ana and opens(room, before) is None
    with pytest.raises(DoorShut):
        room.studio.do(join, token, password)
    assert room.studio.read(whose_password, "aNA", "a long passphrase") == ana
    for login, wrong in (("ana", "a long passphrasE"), ("nobody", "a long passphrase"), ("ana", "")):
        with pytest.raises(DoorShut, match="This login with this password"):
            room.studio.read(whose_password, login, wrong)
    with pytest.raises(AlreadyThere):
        room.studio.do(add_person, room.owner, "다른 아나", "ANA")


def test_an_invitation_that_is_too_old_opens_nothing(room: Room) -> None:
    ana = room.studio.do(add_person, room.owner, "아나", "ana")
    token = room.studio.do(invite, room.owner, ana)
    room.calendar.now_ms += INVITED_MS
    with pytest.raises(DoorShut):
        room.studio.do(join, token, "hash")


def test_who_is_not_there_takes_as_long_to_be_refused_as_who_is() -> None:
    kept, times = hash_of("a long passphrase"), dict[str | None, float]()
    for each in (kept, None):
        least = 1e9
        for _ in range(3):
            began = time.process_time()
            assert not is_it(each, "another passphrase")
            least = min(least, time.process_time() - began)
        times[each] = least
    assert 0.6 < times[None] / times[kept] < 1.6
    assert is_it(kept, "a long passphrase") and "$argon2id$v=19$m=65536,t=3,p=4$" in kept


def test_no_more_than_two_passwords_are_looked_at_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    now, most, lock = 0, 0, threading.Lock()

    class Hasher:
        def hash(self, password: str) -> str:
            nonlocal now, most
            with lock:
                now, most = now + 1, max(most, now + 1)
            time.sleep(0.01)
            with lock:
                now -= 1
            return password

    monkeypatch.setattr(doors, "_HASHER", Hasher())
    threads = [threading.Thread(target=hash_of, args=("word",)) for _ in range(12)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert most == 2


def test_a_session_ends_when_nobody_uses_it_and_in_any_case_after_a_month(room: Room) -> None:
    secret = room.studio.do(open_session, room.owner, "test")
    began = room.calendar.now_ms
    room.calendar.now_ms += IDLE_MS + 1
    assert opens(room, secret) is None
    room.calendar.now_ms = began
    while room.calendar.now_ms + IDLE_MS - 1 < began + LONGEST_MS:
        room.calendar.now_ms += IDLE_MS - 1
        found = room.studio.read(session_of, secret, room.calendar.now_ms)
        assert found is not None and found.is_due
        room.studio.do(mark_used, found.id)
    room.calendar.now_ms = began + LONGEST_MS + 1
    assert opens(room, secret) is None


def test_a_session_that_was_ended_or_made_up_opens_nothing(room: Room) -> None:
    secret = room.studio.do(open_session, room.owner, "test")
    found = room.studio.read(session_of, secret, room.calendar.now_ms)
    assert found is not None
    room.studio.do(end_session, room.owner, found.id)
    assert opens(room, secret) is None and opens(room, "x" * 43) is None


def test_no_secret_lies_in_the_database_as_it_is(room: Room) -> None:
    _, token = link(room, Grant.COMMENT, passphrase="열려라 참깨")
    session = come(room, token, True)
    everything = room.studio.read(lambda connection: [tuple(row) for table in (LINK, SESSION, EVENT)
                                                       for row in connection.execute(select(table))])
    assert not [row for row in everything for cell in row if cell in (token, session, "열려라 참깨")]
    assert [row for row in everything for cell in row if cell == hashed(token)]


def test_a_link_opens_until_it_is_over_or_revoked_and_takes_its_guests_along(room: Room) -> None:
    id, token = link(room, Grant.COMMENT)
    guest = opens(room, come(room, token))
    assert guest is not None and grants(room, guest) == {Grant.VIEW, Grant.COMMENT}
    room.studio.do(revoke, room.owner, id)
    assert grants(room, guest) == frozenset()
    assert room.studio.read(standing, guest, room.calendar.now_ms).held == frozenset()
    with pytest.raises(DoorShut):
        come(room, token)
    _, token = link(room, hours=1)
    guest = opens(room, come(room, token))
    assert guest is not None
    room.calendar.now_ms += HOUR_MS
    assert grants(room, guest) == frozenset()
    with pytest.raises(DoorShut):
        come(room, token)
    with pytest.raises(DoorShut):
        link(room, hours=0)


def test_a_clock_that_is_set_back_opens_nothing_that_was_over(room: Room) -> None:
    _, token = link(room, hours=1)
    session = come(room, token)
    room.calendar.now_ms += 31 * 24 * HOUR_MS
    room.studio.do(end_what_is_over)
    room.calendar.now_ms -= 31 * 24 * HOUR_MS
    assert opens(room, session) is None
    with pytest.raises(DoorShut):
        come(room, token)


def test_a_passphrase_has_to_be_right(room: Room) -> None:
    _, token = link(room, passphrase="열려라 참깨")
    with pytest.raises(DoorShut):
        come(room, token, False)
    assert opens(room, come(room, token, True)) is not None


def test_a_guest_gets_no_role_and_no_invitation(room: Room) -> None:
    _, token = link(room)
    guest = opens(room, come(room, token))
    assert guest is not None and room.studio.read(person, guest).is_guest
    with pytest.raises(DoorShut):
        room.studio.do(invite, room.owner, guest)
    with pytest.raises(Exception, match="There is no person who could hold this role"):
        room.studio.do(give_role, room.owner, guest, Held(Role.DIRECTOR))


def test_the_last_one_who_gives_roles_cannot_be_taken_theirs(room: Room) -> None:
    room.studio.do(take_role, room.owner, room.owner, Held(Role.PRODUCER))
    with pytest.raises(NotAllowed, match="leave the house without anybody who gives roles"):
        room.studio.do(take_role, room.owner, room.owner, Held(Role.DIRECTOR))
    assert Held(Role.DIRECTOR) in room.studio.read(person, room.owner).held


def test_a_connection_that_reads_cannot_see_half_of_an_act(room: Room) -> None:
    with room.studio._engine.begin() as connection:
        before = connection.execute(text("SELECT count(*) FROM event")).scalar_one()
        link(room)
        assert connection.execute(text("SELECT count(*) FROM event")).scalar_one() == before
    assert room.studio.read(lambda connection: connection.execute(text("SELECT count(*) FROM event")).scalar_one()) == before + 1
