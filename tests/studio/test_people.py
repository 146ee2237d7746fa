"""Taking people in, and roles."""

import pytest

from tests.studio.rooms import Room
from yeoun.errors import AlreadyThere, NotAllowed, NotThere
from yeoun.studio.people import add_person, give_role, people, person, take_role
from yeoun.studio.permissions import Held, Role


def test_a_role_is_given_once_for_a_place_that_is_there_and_taken_again(room: Room) -> None:
    ana = room.studio.do(add_person, room.owner, "아나", "ana")
    held = Held(Role.COMPOSER, room.series)
    room.studio.do(give_role, room.owner, ana, held)
    with pytest.raises(AlreadyThere):
        room.studio.do(give_role, room.owner, ana, held)
    for nowhere in (Held(Role.COMPOSER, "0" * 32), Held(Role.COMPOSER, None, "0" * 32), Held(Role.GUEST, room.series)):
        with pytest.raises(NotThere):
            room.studio.do(give_role, room.owner, ana, nowhere)
    with pytest.raises(NotThere):
        room.studio.do(give_role, room.owner, "0" * 32, held)
    assert room.studio.read(person, ana).held == (held,)
    with pytest.raises(NotThere):
        room.studio.do(take_role, room.owner, ana, Held(Role.EDITOR, room.series))
    room.studio.do(take_role, room.owner, ana, held)
    assert room.studio.read(person, ana).held == ()


def test_who_leads_one_series_gives_roles_in_it_and_nowhere_else(room: Room) -> None:
    leads, ana = room.person(Held(Role.DIRECTOR, room.series)), room.person(name="아나")
    room.studio.do(give_role, leads, ana, Held(Role.PLAYER, room.series))
    for beyond in (Held(Role.PLAYER), Held(Role.PRODUCER)):
        with pytest.raises(NotAllowed):
            room.studio.do(give_role, leads, ana, beyond)


def test_a_role_for_an_episode_is_one_of_its_series_whatever_was_said(room: Room) -> None:
    ana = room.person(name="아나")
    room.studio.do(give_role, room.owner, ana, Held(Role.PLAYER, "0" * 32, room.episode))
    assert room.studio.read(person, ana).held == (Held(Role.PLAYER, room.series, room.episode),)


def test_everybody_is_listed_but_guests(room: Room) -> None:
    bo, ana = room.person(name="보"), room.person(name="아나")
    assert [each.id for each in room.studio.read(people)] == [bo, ana, room.owner]


def test_who_opened_the_studio_first_stays_that_when_the_clock_is_set_back(room: Room) -> None:
    room.calendar.now_ms -= 10 * 365 * 86_400_000
    room.person(name="나중에 온 사람")
    assert room.studio.first_person("누구") == room.owner
