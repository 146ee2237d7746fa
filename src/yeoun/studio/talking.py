"""Comments: a thread hangs on a place in a version, answers hang on its first comment. Nothing is ever removed."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, insert, select, update

from yeoun.errors import NotThere
from yeoun.studio.anchors import Anchor
from yeoun.studio.ledger import Ledger
from yeoun.studio.people import place_of, refuse_unless_may, standing
from yeoun.studio.permissions import Action, Place, may
from yeoun.studio.tables import COMMENT, MENTION, VERSION
from yeoun.studio.versions import Version, take_of, version
from yeoun.units.names import canonical


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody said. `thread` is the first comment's id, None where this is the first; `body` is empty where it was taken back."""

    id: str
    seq: int
    version: str
    thread: str | None
    body: str
    made_by: str
    made_ms: int
    anchor: Anchor
    mentions: tuple[str, ...]
    resolved_by: str | None
    resolved_ms: int | None
    is_taken_back: bool


def say(ledger: Ledger, by: str, version_id: str, anchor: Anchor, body: str, mentions: tuple[str, ...] = ()) -> str:
    """Begin a thread; gives the comment's id.

    body     plain text: whatever stands in it, it is shown as text
    Refuses  NotAllowed; NotThere, when the frame, the cue, the stem or somebody mentioned is not part of the version
    """
    connection = ledger.connection
    of = version(connection, version_id)
    place = place_of(connection, of.episode)
    refuse_unless_may(connection, by, Action.COMMENT, place, ledger.now_ms)
    if (anchor.rate_num, anchor.rate_den) != (of.rate_num, of.rate_den):
        raise NotThere(kind="rate of this version", name=f"{anchor.rate_num}/{anchor.rate_den}")
    if not 0 <= anchor.frame <= anchor.end_frame < of.frames:
        raise NotThere(kind="frame of this version", name=f"{anchor.frame} to {anchor.end_frame}")
    if anchor.cue is None and (anchor.bar is not None or anchor.stem is not None):
        raise NotThere(kind="bar or stem outside of a cue", name=str(anchor.stem or anchor.bar))
    if anchor.cue is not None:
        take_of(connection, version_id, anchor.cue)
    return _written(ledger, by, place, of.episode, version_id, None, anchor, body, mentions)


def answer(ledger: Ledger, by: str, to: str, body: str, mentions: tuple[str, ...] = ()) -> str:
    """Answer in a thread, at its place; gives the comment's id. Refuses NotAllowed, NotThere."""
    first = comment(ledger.connection, to)
    of = version(ledger.connection, first.version)
    place = place_of(ledger.connection, of.episode)
    refuse_unless_may(ledger.connection, by, Action.COMMENT, place, ledger.now_ms)
    return _written(ledger, by, place, of.episode, first.version, first.thread or first.id, first.anchor, body, mentions)


def _written(ledger: Ledger, by: str, place: Place, episode: str, of: str, thread: str | None, anchor: Anchor, body: str,
             mentions: tuple[str, ...]) -> str:
    connection, id = ledger.connection, ledger.new_id()
    for each in mentions:
        if not may(standing(connection, each, ledger.now_ms), Action.SEE, place):
            raise NotThere(kind="person in this episode", name=each)
    seq = ledger.record(by, "comment.added", id, series=place.series, episode=episode, version=of, thread=thread)
    connection.execute(insert(COMMENT).values(
        id=id, episode_id=episode, version_id=of, thread_id=thread, body=canonical(body), made_by=by, made_ms=ledger.now_ms,
        frame=anchor.frame, end_frame=anchor.end_frame, rate_num=anchor.rate_num, rate_den=anchor.rate_den, cue_id=anchor.cue,
        bar=anchor.bar, beat_num=anchor.beat_num, beat_den=anchor.beat_den, stem=anchor.stem, curve=anchor.curve,
        character=anchor.character, seq=seq))
    for each in dict.fromkeys(mentions):
        connection.execute(insert(MENTION).values(comment_id=id, person_id=each))
    return id


def resolve(ledger: Ledger, by: str, id: str, is_resolved: bool) -> None:
    """Close a thread, or open it again. Refuses NotAllowed, NotThere; an answer is no thread."""
    first = comment(ledger.connection, id)
    if first.thread is not None:
        raise NotThere(kind="thread", name=id)
    place = _place(ledger, first, Action.RESOLVE, by)
    if (first.resolved_ms is not None) == is_resolved:
        return
    ledger.connection.execute(update(COMMENT).where(COMMENT.c.id == id).values(
        resolved_by=by if is_resolved else None, resolved_ms=ledger.now_ms if is_resolved else None))
    ledger.record(by, "thread.resolved" if is_resolved else "thread.reopened", id, series=place.series, episode=place.episode,
                  version=first.version)


def take_back(ledger: Ledger, by: str, id: str) -> None:
    """Hide what a comment said. That it was there stays. Refuses NotAllowed, NotThere."""
    said = comment(ledger.connection, id)
    place = _place(ledger, said, Action.TAKE_BACK, by)
    if said.is_taken_back:
        return
    ledger.connection.execute(update(COMMENT).where(COMMENT.c.id == id).values(taken_back_ms=ledger.now_ms))
    ledger.record(by, "comment.taken_back", id, series=place.series, episode=place.episode, version=said.version)


def _place(ledger: Ledger, said: Comment, action: Action, by: str) -> Place:
    place = place_of(ledger.connection, version(ledger.connection, said.version).episode, said.made_by)
    refuse_unless_may(ledger.connection, by, action, place, ledger.now_ms)
    return place


def comment(connection: Connection, id: str) -> Comment:
    """One comment. Refuses NotThere."""
    found = _read(connection, COMMENT.c.id == id)
    if not found:
        raise NotThere(kind="comment", name=id)
    return found[0]


def comments_of(connection: Connection, version: str, after: int = 0, most: int = 1_000) -> list[Comment]:
    """Comments of a version in the order they were said, from behind a number on."""
    return _read(connection, COMMENT.c.version_id == version, COMMENT.c.seq > after, most=most)


def comments_up_to(connection: Connection, of: Version, after: int = 0, most: int = 1_000) -> list[Comment]:
    """The same with those of all earlier versions of its episode."""
    earlier = select(VERSION.c.id).where(VERSION.c.episode_id == of.episode, VERSION.c.number <= of.number)
    return _read(connection, COMMENT.c.version_id.in_(earlier), COMMENT.c.seq > after, most=most)


def _read(connection: Connection, *where: ColumnElement[bool], most: int | None = None) -> list[Comment]:
    rows = connection.execute(select(COMMENT).where(*where).order_by(COMMENT.c.seq).limit(most)).all()
    mentions: dict[str, list[str]] = {}
    for k in range(0, len(rows), 500):    # SQLite takes so many variables at once
        for each in connection.execute(select(MENTION).where(MENTION.c.comment_id.in_([row.id for row in rows[k:k + 500]])).order_by(
                MENTION.c.person_id)):
            mentions.setdefault(each.comment_id, []).append(each.person_id)
    return [Comment(
        row.id, row.seq, row.version_id, row.thread_id, "" if row.taken_back_ms is not None else row.body, row.made_by, row.made_ms,
        Anchor(row.frame, row.end_frame, row.rate_num, row.rate_den, row.cue_id, row.bar, row.beat_num, row.beat_den, row.stem, row.curve,
               row.character),
        tuple(mentions.get(row.id, ())), row.resolved_by, row.resolved_ms, row.taken_back_ms is not None) for row in rows]
