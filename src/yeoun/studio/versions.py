"""Series, episodes, and their versions: what was delivered, cue by cue."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select

from yeoun.errors import AlreadyThere, NotThere
from yeoun.studio.delivered import Delivered
from yeoun.studio.ledger import Ledger
from yeoun.studio.people import place_of, refuse_unless_may, standing
from yeoun.studio.permissions import Action, Place, may
from yeoun.studio.tables import CUE, EPISODE, FILE, SERIES, TAKE, VERSION
from yeoun.units.names import canonical


@dataclass(frozen=True, slots=True)
class Series:
    """A drama."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Episode:
    """One of its episodes."""

    id: str
    series: str
    name: str


@dataclass(frozen=True, slots=True)
class Version:
    """A delivered folder. Digests name the whole of it, the picture, all notes, all stems, and the mixes."""

    id: str
    episode: str
    number: int
    rate_num: int
    rate_den: int
    frames: int
    start_tc: str
    digest: str
    picture: str
    score: str
    stems: str
    mix: str
    label: str
    made_by: str
    made_ms: int


@dataclass(frozen=True, slots=True)
class Take:
    """A cue as a version has it. `cue` is the same through all versions, `number` is printed ("1m01")."""

    id: str
    version: str
    cue: str
    number: str
    title_ko: str
    title_en: str
    start_frame: int
    end_frame: int
    digest: str
    score: str
    stems: str
    mix: str


def add_series(ledger: Ledger, by: str, name: str) -> str:
    """A new series; gives its id. Refuses NotAllowed; AlreadyThere, when the name is taken."""
    refuse_unless_may(ledger.connection, by, Action.MAKE_EPISODE, Place(), ledger.now_ms)
    name = canonical(name)
    if ledger.connection.execute(select(SERIES.c.id).where(SERIES.c.name == name)).first():
        raise AlreadyThere(what=f"The series {name}", now="Open it, or choose another name")
    series = ledger.new_id()
    ledger.connection.execute(insert(SERIES).values(id=series, name=name, made_ms=ledger.now_ms))
    ledger.record(by, "series.added", series, series=series)
    return series


def add_episode(ledger: Ledger, by: str, series: str, name: str) -> str:
    """A new episode of a series; gives its id. Refuses NotAllowed, NotThere, AlreadyThere."""
    if ledger.connection.execute(select(SERIES.c.id).where(SERIES.c.id == series)).first() is None:
        raise NotThere(kind="series", name=series)
    refuse_unless_may(ledger.connection, by, Action.MAKE_EPISODE, Place(series), ledger.now_ms)
    name = canonical(name)
    if ledger.connection.execute(select(EPISODE.c.id).where(EPISODE.c.series_id == series, EPISODE.c.name == name)).first():
        raise AlreadyThere(what=f"The episode {name}", now="Open it, or choose another name")
    episode = ledger.new_id()
    ledger.connection.execute(insert(EPISODE).values(id=episode, series_id=series, name=name, made_ms=ledger.now_ms))
    ledger.record(by, "episode.added", episode, series=series, episode=episode)
    return episode


def add_version(ledger: Ledger, by: str, episode: str, delivered: Delivered, label: str) -> str:
    """A delivered folder, whose files are kept already, as the next version of an episode; gives its id.

    Refuses  NotAllowed, NotThere; AlreadyThere, when the very same folder is a version
    """
    connection, place = ledger.connection, place_of(ledger.connection, episode)
    refuse_unless_may(connection, by, Action.ADD_VERSION, place, ledger.now_ms)
    if connection.execute(select(VERSION.c.id).where(VERSION.c.episode_id == episode, VERSION.c.digest == delivered.digest)).first():
        raise AlreadyThere(what="This very version", now="Open it in the list of versions")
    number = connection.execute(select(func.coalesce(func.max(VERSION.c.number), 0) + 1).where(
        VERSION.c.episode_id == episode)).scalar_one()
    version = ledger.new_id()
    seq = ledger.record(by, "version.added", version, series=place.series, episode=episode, number=number, digest=delivered.digest)
    connection.execute(insert(VERSION).values(
        id=version, episode_id=episode, number=number, rate_num=delivered.rate.numerator, rate_den=delivered.rate.denominator,
        frames=delivered.frames, start_tc=delivered.start_tc, digest=delivered.digest, picture=delivered.picture, score=delivered.score,
        stems=delivered.stems, mix=delivered.mix, label=canonical(label), made_by=by, made_ms=ledger.now_ms, seq=seq))
    if delivered.files:
        connection.execute(insert(FILE), [
            {"version_id": version, "number": k, "path": each.path, "sha256": each.sha256, "bytes": each.bytes}
            for k, each in enumerate(delivered.files)])
    for take in delivered.takes:
        connection.execute(insert(TAKE).values(
            id=ledger.new_id(), version_id=version, cue_id=_cue(ledger, episode, take.key), number=take.number, title_ko=take.title_ko,
            title_en=take.title_en, start_frame=take.start_frame, end_frame=take.end_frame, digest=take.digest, score=take.score,
            stems=take.stems, mix=take.mix))
    return version


def _cue(ledger: Ledger, episode: str, key: str) -> str:
    found = ledger.connection.execute(select(CUE.c.id).where(CUE.c.episode_id == episode, CUE.c.key == key)).scalar()
    if found is not None:
        return str(found)
    cue = ledger.new_id()
    ledger.connection.execute(insert(CUE).values(id=cue, episode_id=episode, key=key))
    return cue


def seen_series(connection: Connection, by: str, now_ms: int) -> list[tuple[Series, list[Episode]]]:
    """Every series with its episodes, as far as somebody may see them."""
    who, seen = standing(connection, by, now_ms), []
    for row in connection.execute(select(SERIES).order_by(SERIES.c.name)).all():
        episodes = [Episode(each.id, each.series_id, each.name) for each in connection.execute(
            select(EPISODE).where(EPISODE.c.series_id == row.id).order_by(EPISODE.c.name))
            if may(who, Action.SEE, Place(row.id, each.id))]
        if episodes or may(who, Action.SEE, Place(row.id)):
            seen.append((Series(row.id, row.name), episodes))
    return seen


def versions_of(connection: Connection, episode: str) -> list[Version]:
    """Every version of an episode, the newest first."""
    return [_version(row) for row in connection.execute(
        select(VERSION).where(VERSION.c.episode_id == episode).order_by(VERSION.c.number.desc()))]


def version(connection: Connection, id: str) -> Version:
    """A version. Refuses NotThere."""
    row = connection.execute(select(VERSION).where(VERSION.c.id == id)).first()
    if row is None:
        raise NotThere(kind="version", name=id)
    return _version(row)


def version_like(connection: Connection, episode: str, digest: str) -> str | None:
    """The id of the version of an episode that is this very folder."""
    return connection.execute(select(VERSION.c.id).where(VERSION.c.episode_id == episode, VERSION.c.digest == digest)).scalar()


def _version(row: Row[Any]) -> Version:
    return Version(row.id, row.episode_id, row.number, row.rate_num, row.rate_den, row.frames, row.start_tc, row.digest, row.picture,
                   row.score, row.stems, row.mix, row.label, row.made_by, row.made_ms)


def takes_of(connection: Connection, version: str) -> list[Take]:
    """The cues of a version in the order of the picture."""
    return [_take(row) for row in connection.execute(
        select(TAKE).where(TAKE.c.version_id == version).order_by(TAKE.c.start_frame, TAKE.c.number))]


def take_of(connection: Connection, version: str, cue: str) -> Take:
    """A cue as a version has it. Refuses NotThere."""
    row = connection.execute(select(TAKE).where(TAKE.c.version_id == version, TAKE.c.cue_id == cue)).first()
    if row is None:
        raise NotThere(kind="cue of this version", name=cue)
    return _take(row)


def _take(row: Row[Any]) -> Take:
    return Take(row.id, row.version_id, row.cue_id, row.number, row.title_ko, row.title_en, row.start_frame, row.end_frame, row.digest,
                row.score, row.stems, row.mix)


@dataclass(frozen=True, slots=True)
class File:
    """A file of a version; `path` as the delivered folder has it."""

    number: int
    path: str
    sha256: str
    bytes: int


def files_of(connection: Connection, version: str) -> list[File]:
    """The files of a version, by number."""
    return [File(row.number, row.path, row.sha256, row.bytes) for row in connection.execute(
        select(FILE).where(FILE.c.version_id == version).order_by(FILE.c.number))]
