"""People, and the roles they hold. A guest is a person, too: one that a link brought."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from yeoun.errors import AlreadyThere, NotAllowed, NotThere
from yeoun.studio.ledger import Ledger
from yeoun.studio.permissions import TABLE, Action, Grant, Held, Place, Role, Standing, may
from yeoun.studio.tables import EPISODE, LINK, MEMBER, PERSON, SERIES
from yeoun.units.names import canonical


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody, as the others see them."""

    id: str
    name: str
    login: str | None
    is_guest: bool
    is_active: bool
    held: tuple[Held, ...]


def standing(connection: Connection, person: str, now_ms: int) -> Standing:
    """What somebody holds now: of an ended person, or a guest whose link is over, nothing."""
    row = connection.execute(select(PERSON.c.ended_ms, PERSON.c.link_id).where(PERSON.c.id == person)).first()
    if row is None or row.ended_ms is not None:
        return Standing(person, frozenset())
    held = frozenset(held_by(connection, person))
    if row.link_id is None:
        return Standing(person, held)
    link = connection.execute(select(LINK).where(LINK.c.id == row.link_id)).one()
    if link.ended_ms is not None or link.expires_ms <= now_ms:
        return Standing(person, frozenset())
    return Standing(person, held, frozenset(Grant(each) for each in link.grants.split()))


def held_by(connection: Connection, person: str) -> list[Held]:
    """The roles somebody holds."""
    rows = connection.execute(select(MEMBER).where(MEMBER.c.person_id == person, MEMBER.c.ended_ms.is_(None)).order_by(MEMBER.c.id))
    return [Held(Role(row.role), row.series_id, row.episode_id) for row in rows]


def refuse_unless_may(connection: Connection, person: str, action: Action, place: Place, now_ms: int) -> None:
    """Go on only where the table says so.

    Refuses  NotThere, where they may not even see it; NotAllowed, where only others do this
    """
    who = standing(connection, person, now_ms)
    if may(who, action, place):
        return
    if not may(who, Action.SEE, place) and place.series is not None:
        raise NotThere(kind="episode" if place.episode else "series", name=place.episode or place.series)
    roles = [role.value for role in Role if TABLE.get((role, action))]
    raise NotAllowed(action=action.value, roles=", ".join(roles))


def place_of(connection: Connection, episode: str, made_by: str | None = None) -> Place:
    """Where an episode lies. Refuses NotThere."""
    series = connection.execute(select(EPISODE.c.series_id).where(EPISODE.c.id == episode)).scalar()
    if series is None:
        raise NotThere(kind="episode", name=episode)
    return Place(series, episode, made_by)


def refuse_in_episode(connection: Connection, person: str, action: Action, episode: str, now_ms: int) -> None:
    """The same for an episode as a whole. Refuses NotThere, NotAllowed."""
    refuse_unless_may(connection, person, action, place_of(connection, episode), now_ms)


def add_person(ledger: Ledger, by: str | None, name: str, login: str | None) -> str:
    """Take somebody in, without a role yet; gives their id.

    by       who does it: None at the very beginning, when nobody is there
    Refuses  NotAllowed; AlreadyThere, when the login is taken
    """
    if by is not None:
        refuse_unless_may(ledger.connection, by, Action.PEOPLE, Place(), ledger.now_ms)
    login = None if login is None else canonical(login).casefold()
    if login is not None and ledger.connection.execute(select(PERSON.c.id).where(PERSON.c.login == login)).first():
        raise AlreadyThere(what=f"The login {login}", now="Choose another")
    person = ledger.new_id()
    ledger.connection.execute(insert(PERSON).values(id=person, name=canonical(name), login=login, made_ms=ledger.now_ms))
    ledger.record(by or person, "person.added", person)
    return person


def give_role(ledger: Ledger, by: str | None, person: str, held: Held) -> None:
    """Give somebody a role. Guests come by link only.

    Refuses  NotAllowed, NotThere; AlreadyThere, when they hold it
    """
    connection = ledger.connection
    series = held.series if held.episode is None else place_of(connection, held.episode).series
    if by is not None:
        refuse_unless_may(connection, by, Action.PEOPLE, Place(series), ledger.now_ms)
    if series is not None and connection.execute(select(SERIES.c.id).where(SERIES.c.id == series)).first() is None:
        raise NotThere(kind="series", name=series)
    row = connection.execute(select(PERSON.c.link_id).where(PERSON.c.id == person)).first()
    if row is None or row.link_id is not None or held.role is Role.GUEST:
        raise NotThere(kind="person who could hold this role", name=person)
    held = Held(held.role, series, held.episode)
    if held in held_by(connection, person):
        raise AlreadyThere(what=f"The role {held.role.value}", now="Nothing has to be done")
    enrol(ledger, person, held)
    ledger.record(by or person, "role.given", person, series=series, episode=held.episode, role=held.role.value)


def enrol(ledger: Ledger, person: str, held: Held) -> None:
    """The row of a role, and nothing else: whoever calls has asked and writes it down."""
    ledger.connection.execute(insert(MEMBER).values(
        id=ledger.new_id(), person_id=person, role=held.role.value, series_id=held.series, episode_id=held.episode, made_ms=ledger.now_ms))


def take_role(ledger: Ledger, by: str, person: str, held: Held) -> None:
    """Take a role from somebody. Refuses NotAllowed; NotThere, when they do not hold it; and to take the last one who may give roles."""
    connection = ledger.connection
    series = held.series if held.episode is None else place_of(connection, held.episode).series
    refuse_unless_may(connection, by, Action.PEOPLE, Place(series), ledger.now_ms)
    where = (MEMBER.c.role == held.role.value, MEMBER.c.ended_ms.is_(None), MEMBER.c.series_id.is_not_distinct_from(series),
             MEMBER.c.episode_id.is_not_distinct_from(held.episode))
    found = connection.execute(update(MEMBER).where(MEMBER.c.person_id == person, *where).values(ended_ms=ledger.now_ms))
    if not found.rowcount:
        raise NotThere(kind="role", name=held.role.value)
    heads = connection.execute(select(MEMBER.c.id).join(PERSON, PERSON.c.id == MEMBER.c.person_id).where(
        MEMBER.c.ended_ms.is_(None), PERSON.c.ended_ms.is_(None), MEMBER.c.series_id.is_(None),
        MEMBER.c.role.in_([role.value for role in Role if TABLE.get((role, Action.PEOPLE))]))).first()
    if heads is None:
        raise NotAllowed(action="leave the house without anybody who gives roles", roles="nobody")
    ledger.record(by, "role.taken", person, series=series, episode=held.episode, role=held.role.value)


def people(connection: Connection) -> list[Person]:
    """Everybody who is no guest, by name."""
    rows = connection.execute(select(PERSON).where(PERSON.c.link_id.is_(None)).order_by(PERSON.c.name, PERSON.c.id)).all()
    return [_person(connection, row) for row in rows]


def people_in(connection: Connection, episode: str, now_ms: int) -> list[Person]:
    """Everybody who is no guest and sees an episode, by name. Refuses NotThere."""
    place = place_of(connection, episode)
    return [each for each in people(connection) if may(standing(connection, each.id, now_ms), Action.SEE, place)]


def person(connection: Connection, id: str) -> Person:
    """One of them, or a guest. Refuses NotThere."""
    row = connection.execute(select(PERSON).where(PERSON.c.id == id)).first()
    if row is None:
        raise NotThere(kind="person", name=id)
    return _person(connection, row)


def _person(connection: Connection, row: Row[Any]) -> Person:
    id, name, login = row.id, row.name, row.login
    return Person(id, name, login, row.link_id is not None, row.ended_ms is None,
                  tuple(held_by(connection, id)))
