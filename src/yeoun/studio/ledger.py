"""One transaction in which something is done and written down: the deed and its line in the audit log come together, or neither.

Lines are numbered by the one writer, and each holds the hash of the one before it: a line that was changed or removed by hand is seen.
No line holds the text of a comment, a password or a token.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Select, insert, select

from yeoun.studio.identity import new_id
from yeoun.studio.tables import EVENT

FIRST = "0" * 64


@dataclass(frozen=True, slots=True)
class Event:
    """A line of the log. `about` is the id of the thing; `facts` are a few more, as text, numbers or nothing."""

    seq: int
    at_ms: int
    actor: str | None
    what: str
    about: str
    series: str | None
    episode: str | None
    facts: dict[str, str | int | None]
    before: str
    hash: str


@dataclass(slots=True)
class Ledger:
    """What an act is given: the transaction, what time it is, and where to write down what it did."""

    connection: Connection
    now_ms: int
    told: list[Event] = field(default_factory=list)

    def new_id(self) -> str:
        """A name for a row."""
        return new_id(self.now_ms)

    def record(self, actor: str | None, what: str, about: str, *, series: str | None = None, episode: str | None = None,
               **facts: str | int | None) -> int:
        """Write a line; gives its number."""
        last = self.connection.execute(select(EVENT.c.seq, EVENT.c.hash).order_by(EVENT.c.seq.desc()).limit(1)).first()
        seq, before = (last.seq + 1, last.hash) if last else (1, FIRST)
        event = Event(seq, self.now_ms, actor, what, about, series, episode, facts, before, "")
        whole = Event(seq, self.now_ms, actor, what, about, series, episode, facts, before, hash_of(event))
        self.connection.execute(insert(EVENT).values(
            seq=seq, at_ms=whole.at_ms, actor=actor, what=what, about=about, series_id=series, episode_id=episode,
            facts=_text(facts), before=before, hash=whole.hash))
        self.told.append(whole)
        return seq


def _text(facts: dict[str, str | int | None]) -> str:
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def hash_of(event: Event) -> str:
    """The hash of a line, over all of it and the hash of the one before."""
    whole = [event.before, event.seq, event.at_ms, event.actor, event.what, event.about, event.series, event.episode, _text(event.facts)]
    return hashlib.sha256(json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def events(connection: Connection, after: int, most: int, *, series: str | None = None, episode: str | None = None) -> list[Event]:
    """Lines with numbers above `after`, at most so many, of one series or episode where one is named."""
    query = select(EVENT).where(EVENT.c.seq > after).order_by(EVENT.c.seq).limit(most)
    if series is not None:
        query = query.where(EVENT.c.series_id == series)
    if episode is not None:
        query = query.where(EVENT.c.episode_id == episode)
    return list(_events(connection, query))


def _events(connection: Connection, query: Select[Any]) -> Iterator[Event]:
    for row in connection.execute(query):
        yield Event(row.seq, row.at_ms, row.actor, row.what, row.about, row.series_id, row.episode_id, json.loads(row.facts), row.before,
                    row.hash)


def first_break(connection: Connection) -> int | None:
    """The number of the first line that is not as it was written, or where one is missing; None where the log is whole."""
    before, seq = FIRST, 0
    for event in _events(connection, select(EVENT).order_by(EVENT.c.seq)):
        if event.seq != seq + 1 or event.before != before or hash_of(event) != event.hash:
            return seq + 1
        before, seq = event.hash, event.seq
    return None
