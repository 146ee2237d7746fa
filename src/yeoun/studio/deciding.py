"""Sign-off: themes, then arrangement and mix, then sound, then the scene. Each is about a digest, and four of them lock a cue.

A decision is about a cue as it was: picture, notes, stems, mix. A later version in which the cue has the same digest keeps it; one in
which it has another digest begins anew, while what was approved stays approved and can be heard. Whoever signs sends the digest of what
they heard, and where something else lies there, it is refused.
"""

from dataclasses import dataclass
from enum import Enum

from sqlalchemy import Connection, insert, select, update

from yeoun.errors import AlreadyThere, AnotherDigest, NotThere, OutOfTurn
from yeoun.studio.ledger import Ledger
from yeoun.studio.people import place_of, refuse_unless_may
from yeoun.studio.permissions import Action
from yeoun.studio.tables import DECISION, TAKE, VERSION
from yeoun.studio.versions import take_of, version


class Stage(Enum):
    """What is signed, in this order; the last is a guest's word, and no part of it."""

    THEMES = "themes"
    ARRANGEMENT = "arrangement"
    SOUND = "sound"
    SCENE = "scene"
    OUTSIDE = "outside"


ORDER = (Stage.THEMES, Stage.ARRANGEMENT, Stage.SOUND, Stage.SCENE)
ASKS = {Stage.THEMES: Action.APPROVE_THEMES, Stage.ARRANGEMENT: Action.APPROVE_ARRANGEMENT, Stage.SOUND: Action.APPROVE_SOUND,
        Stage.SCENE: Action.APPROVE_SCENE, Stage.OUTSIDE: Action.APPROVE_OUTSIDE}


class Status(Enum):
    """How far a cue is. LOCKED: all four have signed this very digest. CHANGED: they have signed another one."""

    WRITTEN = "written"
    THEMES = "themes"
    ARRANGEMENT = "arrangement"
    SOUND = "sound"
    LOCKED = "locked"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Decision:
    """Somebody's signature. `digest` is the cue's as they heard it, `version` where they heard it."""

    id: str
    seq: int
    cue: str
    digest: str
    version: str
    stage: Stage
    made_by: str
    made_ms: int
    withdrawn_by: str | None
    withdrawn_ms: int | None


def approve(ledger: Ledger, by: str, version_id: str, cue: str, stage: Stage, digest: str) -> str:
    """Sign a cue as a version has it; gives the decision's id.

    digest   of what was heard
    Refuses  NotAllowed, NotThere; AnotherDigest, where another one lies there; OutOfTurn; AlreadyThere, when it is signed
    """
    connection = ledger.connection
    place = place_of(connection, version(connection, version_id).episode)
    refuse_unless_may(connection, by, ASKS[stage], place, ledger.now_ms)
    take = take_of(connection, version_id, cue)
    if take.digest != digest:
        raise AnotherDigest(what=f"Cue {take.number}", asked=digest[:12], has=take.digest[:12])
    signed = decisions(connection, cue, digest)
    standing = {each.stage for each in signed if each.withdrawn_ms is None}
    if stage is Stage.OUTSIDE:
        if any(each.made_by == by and each.stage is stage and each.withdrawn_ms is None for each in signed):
            raise AlreadyThere(what="Your word on this cue", now="Take it back first")
    elif stage in standing:
        raise AlreadyThere(what=f"The signature for {stage.value}", now="Nothing has to be done")
    else:
        missing = [each.value for each in ORDER[:ORDER.index(stage)] if each not in standing]
        if missing:
            raise OutOfTurn(stage=stage.value, first=", ".join(missing))
    id = ledger.new_id()
    seq = ledger.record(by, "cue.approved", id, series=place.series, episode=place.episode, version=version_id, cue=cue,
                        stage=stage.value, digest=digest)
    connection.execute(insert(DECISION).values(
        id=id, cue_id=cue, take_digest=digest, version_id=version_id, stage=stage.value, is_outside=stage is Stage.OUTSIDE, made_by=by,
        made_ms=ledger.now_ms, seq=seq))
    return id


def withdraw(ledger: Ledger, by: str, id: str) -> None:
    """Take a signature back, by name; the latest of the order first. Refuses NotAllowed, NotThere, OutOfTurn, AlreadyThere."""
    connection = ledger.connection
    row = connection.execute(select(DECISION).where(DECISION.c.id == id)).first()
    if row is None:
        raise NotThere(kind="decision", name=id)
    place = place_of(connection, version(connection, row.version_id).episode, row.made_by)
    refuse_unless_may(connection, by, Action.WITHDRAW, place, ledger.now_ms)
    if row.withdrawn_ms is not None:
        raise AlreadyThere(what="Its withdrawal", now="Nothing has to be done")
    stage = Stage(row.stage)
    if stage is not Stage.OUTSIDE:
        later = {each.stage for each in decisions(connection, row.cue_id, row.take_digest) if each.withdrawn_ms is None}
        above = [each.value for each in reversed(ORDER[ORDER.index(stage) + 1:]) if each in later]
        if above:
            raise OutOfTurn(stage=stage.value, first=", ".join(above))
    connection.execute(update(DECISION).where(DECISION.c.id == id).values(withdrawn_ms=ledger.now_ms, withdrawn_by=by))
    ledger.record(by, "cue.withdrawn", id, series=place.series, episode=place.episode, version=row.version_id, cue=row.cue_id,
                  stage=row.stage, digest=row.take_digest)


def decisions(connection: Connection, cue: str, digest: str | None = None) -> list[Decision]:
    """Everything that was decided about a cue, withdrawn or not, in order; of one digest where it is named."""
    query = select(DECISION).where(DECISION.c.cue_id == cue).order_by(DECISION.c.seq)
    if digest is not None:
        query = query.where(DECISION.c.take_digest == digest)
    return [Decision(row.id, row.seq, row.cue_id, row.take_digest, row.version_id, Stage(row.stage), row.made_by, row.made_ms,
                     row.withdrawn_by, row.withdrawn_ms) for row in connection.execute(query)]


def status_of(connection: Connection, cue: str, digest: str) -> tuple[Status, str | None]:
    """How far a cue with this digest is, and the digest under which it is locked, this or another one."""
    signed: dict[str, set[Stage]] = {}
    for each in decisions(connection, cue):
        if each.withdrawn_ms is None:
            signed.setdefault(each.digest, set()).add(each.stage)
    locked = [each for each in signed if set(ORDER) <= signed[each]]
    if digest in locked:
        return Status.LOCKED, digest
    if locked:
        return Status.CHANGED, locked[-1]
    far = [stage for stage in ORDER if stage in signed.get(digest, set())]
    return (Status(far[-1].value) if far else Status.WRITTEN), None


def version_holding(connection: Connection, cue: str, digest: str) -> str | None:
    """The id of the newest version in which a cue has this digest."""
    return connection.execute(select(VERSION.c.id).join(TAKE, TAKE.c.version_id == VERSION.c.id).where(
        TAKE.c.cue_id == cue, TAKE.c.digest == digest).order_by(VERSION.c.number.desc()).limit(1)).scalar()
