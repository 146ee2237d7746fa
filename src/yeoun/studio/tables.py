"""The tables. No column holds a float: a moment is a frame and a rate of two integers, or milliseconds since 1970.

Rows are added, seldom changed, never removed. `event` is both the audit log, a chain of hashes, and what is told to those who watch.
The lengths here are those of the edge: SQLite does not hold anybody to them, PostgreSQL does.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

ID, DIGEST, NAME = String(32), String(64), String(200)

METADATA = MetaData(naming_convention={
    "ix": "ix_%(table_name)s_%(column_0_N_name)s", "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s", "pk": "pk_%(table_name)s"})


def _of(table: str, nullable: bool = False) -> Column[str]:
    return Column(f"{table}_id", ID, ForeignKey(f"{table}.id", ondelete="CASCADE"), nullable=nullable, index=True)


def _by(name: str = "made_by", nullable: bool = False) -> Column[str]:
    return Column(name, ID, ForeignKey("person.id"), nullable=nullable)


def _when(name: str = "made_ms", nullable: bool = False) -> Column[int]:
    return Column(name, BigInteger, nullable=nullable)


SERIES = Table("series", METADATA, Column("id", ID, primary_key=True), Column("name", NAME, nullable=False, unique=True), _when())
EPISODE = Table(
    "episode", METADATA, Column("id", ID, primary_key=True), _of("series"), Column("name", String(64), nullable=False), _when(),
    UniqueConstraint("series_id", "name"))
LINK = Table(
    "link", METADATA, Column("id", ID, primary_key=True), Column("secret", DIGEST, nullable=False, unique=True), _of("episode"),
    Column("label", NAME, nullable=False), Column("grants", String(64), nullable=False), Column("passphrase", String(200)),
    _when("expires_ms"), _when("ended_ms", True), Column("made_by", ID, nullable=False), _when())    # no key: guests are persons of a link
PERSON = Table(
    "person", METADATA, Column("id", ID, primary_key=True), Column("name", NAME, nullable=False), Column("login", String(64), unique=True),
    Column("password", String(200)), _of("link", True), _when(), _when("ended_ms", True))
MEMBER = Table(
    "member", METADATA, Column("id", ID, primary_key=True), _of("person"), Column("role", String(16), nullable=False),
    _of("series", True), _of("episode", True), _when(), _when("ended_ms", True))
SESSION = Table(
    "session", METADATA, Column("secret", DIGEST, primary_key=True), Column("id", ID, nullable=False, unique=True), _of("person"),
    _when(), _when("seen_ms"), _when("ended_ms", True))
INVITATION = Table(
    "invitation", METADATA, Column("secret", DIGEST, primary_key=True), _of("person"), _when("expires_ms"), _when("used_ms", True))
VERSION = Table(
    "version", METADATA, Column("id", ID, primary_key=True), _of("episode"), Column("number", Integer, nullable=False),
    Column("rate_num", Integer, nullable=False), Column("rate_den", Integer, nullable=False), Column("frames", Integer, nullable=False),
    Column("start_tc", String(16), nullable=False), Column("digest", DIGEST, nullable=False), Column("picture", DIGEST, nullable=False),
    Column("score", DIGEST, nullable=False), Column("stems", DIGEST, nullable=False), Column("mix", DIGEST, nullable=False),
    Column("label", NAME, nullable=False), _by("made_by"), _when(), Column("seq", BigInteger, nullable=False),
    UniqueConstraint("episode_id", "number"), UniqueConstraint("episode_id", "digest"))
FILE = Table(
    "file", METADATA, _of("version"), Column("number", Integer, nullable=False), Column("path", String(500), nullable=False),
    Column("sha256", DIGEST, nullable=False), Column("bytes", BigInteger, nullable=False), UniqueConstraint("version_id", "number"),
    UniqueConstraint("version_id", "path"))
CUE = Table(
    "cue", METADATA, Column("id", ID, primary_key=True), _of("episode"), Column("key", String(100), nullable=False),
    UniqueConstraint("episode_id", "key"))
TAKE = Table(    # a cue as one version has it
    "take", METADATA, Column("id", ID, primary_key=True), _of("version"), _of("cue"), Column("number", String(32), nullable=False),
    Column("title_ko", NAME, nullable=False), Column("title_en", NAME, nullable=False), Column("start_frame", Integer, nullable=False),
    Column("end_frame", Integer, nullable=False), Column("digest", DIGEST, nullable=False), Column("score", DIGEST, nullable=False),
    Column("stems", DIGEST, nullable=False), Column("mix", DIGEST, nullable=False), UniqueConstraint("version_id", "cue_id"))
COMMENT = Table(
    "comment", METADATA, Column("id", ID, primary_key=True), _of("episode"), _of("version"),
    Column("thread_id", ID, ForeignKey("comment.id", ondelete="CASCADE"), index=True), Column("body", Text, nullable=False), _by(), _when(),
    Column("frame", Integer, nullable=False), Column("end_frame", Integer, nullable=False), Column("rate_num", Integer, nullable=False),
    Column("rate_den", Integer, nullable=False), Column("cue_id", ID, ForeignKey("cue.id")), Column("bar", Integer),
    Column("beat_num", Integer), Column("beat_den", Integer), Column("stem", String(100)), Column("curve", String(32)),
    Column("character", NAME), _when("resolved_ms", True), _by("resolved_by", True), _when("taken_back_ms", True),
    Column("seq", BigInteger, nullable=False, unique=True), Index(None, "version_id", "frame"))
MENTION = Table("mention", METADATA, _of("comment"), _of("person"), UniqueConstraint("comment_id", "person_id"))
DECISION = Table(
    "decision", METADATA, Column("id", ID, primary_key=True), _of("cue"), Column("take_digest", DIGEST, nullable=False, index=True),
    _of("version"), Column("stage", String(16), nullable=False), Column("is_outside", Boolean, nullable=False), _by(), _when(),
    _when("withdrawn_ms", True), _by("withdrawn_by", True), Column("seq", BigInteger, nullable=False, unique=True))
RUN = Table(
    "run", METADATA, Column("id", ID, primary_key=True), _of("episode"), Column("state", String(16), nullable=False), _by(), _when(),
    _when("ended_ms", True), Column("picture", NAME, nullable=False), Column("told", Text, nullable=False), _of("version", True),
    Column("seq", BigInteger, nullable=False))
EVENT = Table(
    "event", METADATA, Column("seq", BigInteger, primary_key=True, autoincrement=False), _when("at_ms"), Column("actor", ID),
    Column("what", String(32), nullable=False), Column("about", String(64), nullable=False), Column("series_id", ID, index=True),
    Column("episode_id", ID, index=True), Column("facts", Text, nullable=False), Column("before", DIGEST, nullable=False),
    Column("hash", DIGEST, nullable=False))
