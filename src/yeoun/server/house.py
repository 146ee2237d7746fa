"""People and their roles, links for guests, and the log."""

from typing import Annotated

from fastapi import APIRouter, Query
from sqlalchemy import Connection, select

from yeoun.server.asking import AskerOf, StudioOf
from yeoun.server.shapes import (
    Done,
    EventOut,
    HeldRole,
    Id,
    Invitation,
    LinkMade,
    LinkOut,
    NewLink,
    NewPerson,
    PersonOut,
    Seq,
)
from yeoun.studio.doors import hash_of, invite, make_link, revoke
from yeoun.studio.ledger import Event, Ledger, events
from yeoun.studio.people import add_person, give_role, people, refuse_in_episode, refuse_unless_may, take_role
from yeoun.studio.permissions import Action, Grant, Held, Place
from yeoun.studio.tables import LINK

router = APIRouter(tags=["house"])


@router.get("/api/people")
def list_people(who: AskerOf, studio: StudioOf) -> list[PersonOut]:
    """Everybody who is no guest."""
    def ask(connection: Connection) -> list[PersonOut]:
        refuse_unless_may(connection, who.person, Action.SEE, Place(), studio.clock_ms())
        return [PersonOut.model_validate(each) for each in people(connection)]

    return studio.read(ask)


@router.post("/api/people", status_code=201)
def take_in(wish: NewPerson, who: AskerOf, studio: StudioOf) -> Invitation:
    """Take somebody in; the answer holds their way in, told once."""
    def act(ledger: Ledger) -> Invitation:
        person = add_person(ledger, who.person, wish.name, wish.login)
        return Invitation(person=person, token=invite(ledger, who.person, person))

    return studio.do(act)


@router.post("/api/people/{person}/invitation", status_code=201)
def invite_again(person: Id, who: AskerOf, studio: StudioOf) -> Invitation:
    """A new way in for somebody who lost theirs; the old one opens nothing any more."""
    return Invitation(person=person, token=studio.do(invite, who.person, person))


@router.post("/api/people/{person}/roles", status_code=201)
def give(person: Id, wish: HeldRole, who: AskerOf, studio: StudioOf) -> Done:
    """Give somebody a role."""
    studio.do(give_role, who.person, person, Held(wish.role, wish.series, wish.episode))
    return Done()


@router.post("/api/people/{person}/roles/end")
def take(person: Id, wish: HeldRole, who: AskerOf, studio: StudioOf) -> Done:
    """Take a role from somebody."""
    studio.do(take_role, who.person, person, Held(wish.role, wish.series, wish.episode))
    return Done()


@router.post("/api/episodes/{episode}/links", status_code=201)
def new_link(episode: Id, wish: NewLink, who: AskerOf, studio: StudioOf) -> LinkMade:
    """Make a link for guests. Its token is in this answer and nowhere else."""
    studio.read(refuse_in_episode, who.person, Action.INVITE, episode, studio.clock_ms())    # before any work is done for it
    passphrase = None if wish.passphrase is None else hash_of(wish.passphrase)
    link, token = studio.do(make_link, who.person, episode, wish.label, frozenset(wish.grants), wish.expires_ms, passphrase)
    return LinkMade(id=link, token=token)


@router.get("/api/episodes/{episode}/links")
def list_links(episode: Id, who: AskerOf, studio: StudioOf) -> list[LinkOut]:
    """The links of an episode, for those who may make them."""
    def ask(connection: Connection) -> list[LinkOut]:
        refuse_in_episode(connection, who.person, Action.INVITE, episode, studio.clock_ms())
        return [LinkOut(id=row.id, label=row.label, grants=[Grant(each) for each in row.grants.split()],
                        has_passphrase=row.passphrase is not None, expires_ms=row.expires_ms, ended_ms=row.ended_ms, made_by=row.made_by,
                        made_ms=row.made_ms)
                for row in connection.execute(select(LINK).where(LINK.c.episode_id == episode).order_by(LINK.c.id))]

    return studio.read(ask)


@router.post("/api/links/{link}/revoke")
def end_link(link: Id, who: AskerOf, studio: StudioOf) -> Done:
    """End a link, and with it all that its guests may do."""
    studio.do(revoke, who.person, link)
    return Done()


After = Annotated[Seq, Query(description="the number of the last line one has")]


@router.get("/api/log")
def log(who: AskerOf, studio: StudioOf, after: After = 0) -> list[EventOut]:
    """The log of the whole house, at most a thousand lines."""
    def ask(connection: Connection) -> list[Event]:
        refuse_unless_may(connection, who.person, Action.AUDIT, Place(), studio.clock_ms())
        return events(connection, after, 1_000)

    return [EventOut.model_validate(each) for each in studio.read(ask)]


@router.get("/api/episodes/{episode}/log")
def log_of_episode(episode: Id, who: AskerOf, studio: StudioOf, after: After = 0) -> list[EventOut]:
    """The log of an episode, at most a thousand lines."""
    def ask(connection: Connection) -> list[Event]:
        refuse_in_episode(connection, who.person, Action.AUDIT, episode, studio.clock_ms())
        return events(connection, after, 1_000, episode=episode)

    return [EventOut.model_validate(each) for each in studio.read(ask)]
