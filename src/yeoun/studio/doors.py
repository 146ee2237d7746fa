"""How people come in: passwords, invitations, links for guests, and the sessions behind all of them.

Passwords go through argon2id (RFC 9106; the library's defaults: 64 MiB, 3 passes), at most two at once, or 200 people at nine in the
morning would take 12 GB. Who is not there takes as long to be refused as who is. Of all other secrets, which hold 256 bits, only a
SHA-256 is kept. A link that was seen to be over is marked as ended: a clock that is set back opens it no more.
"""

import threading
from dataclasses import dataclass

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import Connection, insert, select, update

from yeoun.errors import DoorShut
from yeoun.studio.identity import hashed, new_secret
from yeoun.studio.ledger import Ledger
from yeoun.studio.people import enrol, place_of, refuse_unless_may
from yeoun.studio.permissions import Action, Grant, Held, Place, Role
from yeoun.studio.tables import INVITATION, LINK, PERSON, SESSION
from yeoun.units.names import canonical

IDLE_MS, LONGEST_MS = 12 * 3_600_000, 30 * 86_400_000    # a session nobody uses, and any session: our choice
INVITED_MS = 7 * 86_400_000                              # an invitation: our choice
SEEN_EVERY_MS = 600_000                                  # how often a session is marked as used
AGAIN = "Ask whoever invited you for a new one"
_HASHER, _AT_ONCE = PasswordHasher(), threading.Semaphore(2)
_NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$bm9ib2R5bm9ib2R5bm9ib2R5$nJ4sPpVJbm1MhbpGVrkJ0Vd1NXrVvLrIYUyIpQWJkCs"    # of no password


def hash_of(password: str) -> str:
    """What is kept of a password."""
    with _AT_ONCE:
        return _HASHER.hash(canonical(password))


def is_it(kept: str | None, password: str) -> bool:
    """Whether a password is the one of which this was kept; takes as long where nothing was."""
    with _AT_ONCE:
        try:
            return _HASHER.verify(kept or _NOBODY, canonical(password)) and kept is not None
        except (VerifyMismatchError, InvalidHashError):
            return False


def whose_password(connection: Connection, login: str, password: str) -> str:
    """The id of the person whose login and password these are. Refuses DoorShut."""
    row = connection.execute(select(PERSON.c.id, PERSON.c.password, PERSON.c.ended_ms).where(
        PERSON.c.login == canonical(login).casefold())).first()
    if not is_it(row.password if row else None, password) or row is None or row.ended_ms is not None:
        raise DoorShut(what="This login with this password", now="Look at both again, or ask for a new invitation")
    return str(row.id)


def open_session(ledger: Ledger, person: str, how: str) -> str:
    """A new session; gives its secret, which is told to nobody else. how: password, invitation, link or local."""
    secret = new_secret()
    session = ledger.new_id()
    ledger.connection.execute(insert(SESSION).values(
        secret=hashed(secret), id=session, person_id=person, made_ms=ledger.now_ms, seen_ms=ledger.now_ms))
    ledger.record(person, "session.opened", session, how=how)
    return secret


@dataclass(frozen=True, slots=True)
class Session:
    """An open session. `is_due` asks for it to be marked as used."""

    id: str
    person: str
    is_due: bool


def session_of(connection: Connection, secret: str, now_ms: int) -> Session | None:
    """Whose session this is; None when it is none, or over."""
    row = connection.execute(select(SESSION, PERSON.c.ended_ms.label("left_ms")).join(PERSON, PERSON.c.id == SESSION.c.person_id).where(
        SESSION.c.secret == hashed(secret))).first()
    if row is None or row.ended_ms is not None or row.left_ms is not None:
        return None
    if now_ms - row.seen_ms > IDLE_MS or now_ms - row.made_ms > LONGEST_MS:
        return None
    return Session(row.id, row.person_id, now_ms - row.seen_ms > SEEN_EVERY_MS)


def mark_used(ledger: Ledger, session: str) -> None:
    """Remember that a session is in use."""
    ledger.connection.execute(update(SESSION).where(SESSION.c.id == session, SESSION.c.ended_ms.is_(None)).values(seen_ms=ledger.now_ms))


def end_session(ledger: Ledger, person: str, session: str) -> None:
    """End one of one's own sessions."""
    found = ledger.connection.execute(update(SESSION).where(
        SESSION.c.id == session, SESSION.c.person_id == person, SESSION.c.ended_ms.is_(None)).values(ended_ms=ledger.now_ms))
    if found.rowcount:
        ledger.record(person, "session.ended", session)


def invite(ledger: Ledger, by: str, person: str) -> str:
    """A way in for somebody who was taken in, once; gives its secret. Older ones of theirs open nothing any more.

    Refuses  NotAllowed
    """
    refuse_unless_may(ledger.connection, by, Action.PEOPLE, Place(), ledger.now_ms)
    row = ledger.connection.execute(select(PERSON.c.link_id).where(PERSON.c.id == person)).first()
    if row is None or row.link_id is not None:
        raise DoorShut(what="An invitation for a guest", now="Make a link for guests")
    ledger.connection.execute(update(INVITATION).where(
        INVITATION.c.person_id == person, INVITATION.c.used_ms.is_(None)).values(used_ms=ledger.now_ms))
    secret = new_secret()
    ledger.connection.execute(insert(INVITATION).values(secret=hashed(secret), person_id=person, expires_ms=ledger.now_ms + INVITED_MS))
    ledger.record(by, "person.invited", person)
    return secret


def join(ledger: Ledger, secret: str, password: str) -> str:
    """Use an invitation: sets the password (as `hash_of` gave it), ends all older sessions, opens one; gives its secret.

    Refuses  DoorShut
    """
    row = ledger.connection.execute(select(INVITATION).where(INVITATION.c.secret == hashed(secret))).first()
    if row is None or row.used_ms is not None or row.expires_ms <= ledger.now_ms:
        raise DoorShut(what="This invitation", now=AGAIN)
    ledger.connection.execute(update(INVITATION).where(INVITATION.c.secret == row.secret).values(used_ms=ledger.now_ms))
    ledger.connection.execute(update(PERSON).where(PERSON.c.id == row.person_id).values(password=password))
    ledger.connection.execute(update(SESSION).where(
        SESSION.c.person_id == row.person_id, SESSION.c.ended_ms.is_(None)).values(ended_ms=ledger.now_ms))
    ledger.record(row.person_id, "person.joined", row.person_id)
    return open_session(ledger, row.person_id, "invitation")


def make_link(ledger: Ledger, by: str, episode: str, label: str, grants: frozenset[Grant], expires_ms: int,
              passphrase: str | None) -> tuple[str, str]:
    """A link for guests; gives its id and its secret. Viewing is part of every link.

    passphrase  as `hash_of` gave it, or None
    Refuses     NotAllowed, NotThere; DoorShut, when it would be over before it begins
    """
    place = place_of(ledger.connection, episode)
    refuse_unless_may(ledger.connection, by, Action.INVITE, place, ledger.now_ms)
    if expires_ms <= ledger.now_ms:
        raise DoorShut(what="A link that ends in the past", now="Choose a later end")
    link, secret = ledger.new_id(), new_secret()
    ledger.connection.execute(insert(LINK).values(
        id=link, secret=hashed(secret), episode_id=episode, label=canonical(label), passphrase=passphrase, expires_ms=expires_ms,
        grants=" ".join(sorted(each.value for each in grants | {Grant.VIEW})), made_by=by, made_ms=ledger.now_ms))
    ledger.record(by, "link.made", link, series=place.series, episode=episode, expires_ms=expires_ms)
    return link, secret


def passphrase_of(connection: Connection, secret: str) -> str | None:
    """What was kept of a link's passphrase; None where it has none, or is no link."""
    kept = connection.execute(select(LINK.c.passphrase).where(LINK.c.secret == hashed(secret))).scalar()
    return None if kept is None else str(kept)


def come_by_link(ledger: Ledger, secret: str, name: str, *, passphrase_was_right: bool) -> str:
    """Come in as a guest under a name; gives the secret of a session. Refuses DoorShut."""
    row = ledger.connection.execute(select(LINK).where(LINK.c.secret == hashed(secret))).first()
    is_over = row is None or row.ended_ms is not None or row.expires_ms <= ledger.now_ms
    if row is None or is_over or row.passphrase is not None and not passphrase_was_right:
        raise DoorShut(what="This link", now=AGAIN)
    place, guest = place_of(ledger.connection, row.episode_id), ledger.new_id()
    ledger.connection.execute(insert(PERSON).values(id=guest, name=canonical(name), link_id=row.id, made_ms=ledger.now_ms))
    enrol(ledger, guest, Held(Role.GUEST, place.series, row.episode_id))
    ledger.record(guest, "guest.came", row.id, series=place.series, episode=row.episode_id)
    return open_session(ledger, guest, "link")


def revoke(ledger: Ledger, by: str, link: str) -> None:
    """End a link, and with it everything its guests may do. Refuses NotAllowed, NotThere through the place."""
    row = ledger.connection.execute(select(LINK).where(LINK.c.id == link)).first()
    if row is None:
        raise DoorShut(what="This link", now="Look at the list of links")
    place = place_of(ledger.connection, row.episode_id, row.made_by)
    refuse_unless_may(ledger.connection, by, Action.REVOKE, place, ledger.now_ms)
    if row.ended_ms is None:
        ledger.connection.execute(update(LINK).where(LINK.c.id == link).values(ended_ms=ledger.now_ms))
        ledger.record(by, "link.revoked", link, series=place.series, episode=row.episode_id)


def end_what_is_over(ledger: Ledger) -> None:
    """Mark links and sessions that are over: what the clock says later opens them no more."""
    over = list(ledger.connection.execute(select(LINK.c.id, LINK.c.episode_id).where(
        LINK.c.ended_ms.is_(None), LINK.c.expires_ms <= ledger.now_ms)))
    for row in over:
        ledger.connection.execute(update(LINK).where(LINK.c.id == row.id).values(ended_ms=ledger.now_ms))
        ledger.record(None, "link.over", row.id, series=place_of(ledger.connection, row.episode_id).series, episode=row.episode_id)
    ledger.connection.execute(update(SESSION).where(SESSION.c.ended_ms.is_(None), (
        (SESSION.c.seen_ms < ledger.now_ms - IDLE_MS) | (SESSION.c.made_ms < ledger.now_ms - LONGEST_MS))).values(ended_ms=ledger.now_ms))
