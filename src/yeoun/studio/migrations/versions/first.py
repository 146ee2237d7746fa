"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "0001", None, None, None


def upgrade() -> None:
    """Make them."""
    _people()
    _versions()
    _words()
    _rest()


def _people() -> None:
    op.create_table("event", sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False), sa.Column("actor", sa.String(length=32), nullable=True),
        sa.Column("what", sa.String(length=32), nullable=False), sa.Column("about", sa.String(length=64),
        nullable=False), sa.Column("series_id", sa.String(length=32), nullable=True), sa.Column("episode_id",
        sa.String(length=32), nullable=True), sa.Column("facts", sa.Text(), nullable=False), sa.Column("before",
        sa.String(length=64), nullable=False), sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_event"))
    op.create_index("ix_event_episode_id", "event", ["episode_id"], unique=False)
    op.create_index("ix_event_series_id", "event", ["series_id"], unique=False)
    op.create_table("series", sa.Column("id", sa.String(length=32), nullable=False), sa.Column("name",
        sa.String(length=200), nullable=False), sa.Column("made_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_series"), sa.UniqueConstraint("name",
        name="uq_series_name"))
    op.create_table("episode", sa.Column("id", sa.String(length=32), nullable=False), sa.Column("series_id",
        sa.String(length=32), nullable=False), sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("made_ms", sa.BigInteger(), nullable=False), sa.ForeignKeyConstraint(["series_id"], ["series.id"],
        name="fk_episode_series_id", ondelete="CASCADE"), sa.PrimaryKeyConstraint("id",
        name="pk_episode"), sa.UniqueConstraint("series_id", "name", name="uq_episode_series_id_name"))
    op.create_index("ix_episode_series_id", "episode", ["series_id"], unique=False)
    op.create_table("cue", sa.Column("id", sa.String(length=32), nullable=False), sa.Column("episode_id",
        sa.String(length=32), nullable=False), sa.Column("key", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(["episode_id"], ["episode.id"], name="fk_cue_episode_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_cue"), sa.UniqueConstraint("episode_id", "key",
        name="uq_cue_episode_id_key"))
    op.create_index("ix_cue_episode_id", "cue", ["episode_id"], unique=False)
    op.create_table("link", sa.Column("id", sa.String(length=32), nullable=False), sa.Column("secret",
        sa.String(length=64), nullable=False), sa.Column("episode_id", sa.String(length=32), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False), sa.Column("grants", sa.String(length=64),
        nullable=False), sa.Column("passphrase", sa.String(length=200), nullable=True), sa.Column("expires_ms",
        sa.BigInteger(), nullable=False), sa.Column("ended_ms", sa.BigInteger(), nullable=True), sa.Column("made_by",
        sa.String(length=32), nullable=False), sa.Column("made_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["episode_id"], ["episode.id"], name="fk_link_episode_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_link"), sa.UniqueConstraint("secret",
        name="uq_link_secret"))
    op.create_index("ix_link_episode_id", "link", ["episode_id"], unique=False)
    op.create_table("person", sa.Column("id", sa.String(length=32), nullable=False), sa.Column("name",
        sa.String(length=200), nullable=False), sa.Column("login", sa.String(length=64), nullable=True),
        sa.Column("password", sa.String(length=200), nullable=True), sa.Column("link_id", sa.String(length=32),
        nullable=True), sa.Column("made_ms", sa.BigInteger(), nullable=False), sa.Column("ended_ms", sa.BigInteger(),
        nullable=True), sa.ForeignKeyConstraint(["link_id"], ["link.id"], name="fk_person_link_id",
        ondelete="CASCADE"), sa.PrimaryKeyConstraint("id", name="pk_person"), sa.UniqueConstraint("login",
        name="uq_person_login"))
    op.create_index("ix_person_link_id", "person", ["link_id"], unique=False)


def _versions() -> None:
    op.create_table("invitation", sa.Column("secret", sa.String(length=64), nullable=False), sa.Column("person_id",
        sa.String(length=32), nullable=False), sa.Column("expires_ms", sa.BigInteger(), nullable=False),
        sa.Column("used_ms", sa.BigInteger(), nullable=True), sa.ForeignKeyConstraint(["person_id"], ["person.id"],
        name="fk_invitation_person_id", ondelete="CASCADE"), sa.PrimaryKeyConstraint("secret",
        name="pk_invitation"))
    op.create_index("ix_invitation_person_id", "invitation", ["person_id"], unique=False)
    op.create_table("member", sa.Column("id", sa.String(length=32), nullable=False), sa.Column("person_id",
        sa.String(length=32), nullable=False), sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("series_id", sa.String(length=32), nullable=True), sa.Column("episode_id", sa.String(length=32),
        nullable=True), sa.Column("made_ms", sa.BigInteger(), nullable=False), sa.Column("ended_ms", sa.BigInteger(),
        nullable=True), sa.ForeignKeyConstraint(["episode_id"], ["episode.id"], name="fk_member_episode_id",
        ondelete="CASCADE"), sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_member_person_id",
        ondelete="CASCADE"), sa.ForeignKeyConstraint(["series_id"], ["series.id"], name="fk_member_series_id",
        ondelete="CASCADE"), sa.PrimaryKeyConstraint("id", name="pk_member"))
    op.create_index("ix_member_episode_id", "member", ["episode_id"], unique=False)
    op.create_index("ix_member_person_id", "member", ["person_id"], unique=False)
    op.create_index("ix_member_series_id", "member", ["series_id"], unique=False)
    op.create_table("session", sa.Column("secret", sa.String(length=64), nullable=False), sa.Column("id",
        sa.String(length=32), nullable=False), sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("made_ms", sa.BigInteger(), nullable=False), sa.Column("seen_ms", sa.BigInteger(), nullable=False),
        sa.Column("ended_ms", sa.BigInteger(), nullable=True), sa.ForeignKeyConstraint(["person_id"], ["person.id"],
        name="fk_session_person_id", ondelete="CASCADE"), sa.PrimaryKeyConstraint("secret",
        name="pk_session"), sa.UniqueConstraint("id", name="uq_session_id"))
    op.create_index("ix_session_person_id", "session", ["person_id"], unique=False)
    op.create_table("version", sa.Column("id", sa.String(length=32), nullable=False), sa.Column("episode_id",
        sa.String(length=32), nullable=False), sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("rate_num", sa.Integer(), nullable=False), sa.Column("rate_den", sa.Integer(), nullable=False),
        sa.Column("frames", sa.Integer(), nullable=False), sa.Column("start_tc", sa.String(length=16),
        nullable=False), sa.Column("digest", sa.String(length=64), nullable=False), sa.Column("picture",
        sa.String(length=64), nullable=False), sa.Column("score", sa.String(length=64), nullable=False),
        sa.Column("stems", sa.String(length=64), nullable=False), sa.Column("mix", sa.String(length=64),
        nullable=False), sa.Column("label", sa.String(length=200), nullable=False), sa.Column("made_by",
        sa.String(length=32), nullable=False), sa.Column("made_ms", sa.BigInteger(), nullable=False), sa.Column("seq",
        sa.BigInteger(), nullable=False), sa.ForeignKeyConstraint(["episode_id"], ["episode.id"],
        name="fk_version_episode_id", ondelete="CASCADE"), sa.ForeignKeyConstraint(["made_by"], ["person.id"],
        name="fk_version_made_by"), sa.PrimaryKeyConstraint("id", name="pk_version"),
        sa.UniqueConstraint("episode_id", "digest", name="uq_version_episode_id_digest"),
        sa.UniqueConstraint("episode_id", "number", name="uq_version_episode_id_number"))
    op.create_index("ix_version_episode_id", "version", ["episode_id"], unique=False)


def _words() -> None:
    op.create_table("comment", sa.Column("id", sa.String(length=32), nullable=False), sa.Column("episode_id",
        sa.String(length=32), nullable=False), sa.Column("version_id", sa.String(length=32), nullable=False),
        sa.Column("thread_id", sa.String(length=32), nullable=True), sa.Column("body", sa.Text(), nullable=False),
        sa.Column("made_by", sa.String(length=32), nullable=False), sa.Column("made_ms", sa.BigInteger(),
        nullable=False), sa.Column("frame", sa.Integer(), nullable=False), sa.Column("end_frame", sa.Integer(),
        nullable=False), sa.Column("rate_num", sa.Integer(), nullable=False), sa.Column("rate_den", sa.Integer(),
        nullable=False), sa.Column("cue_id", sa.String(length=32), nullable=True), sa.Column("bar", sa.Integer(),
        nullable=True), sa.Column("beat_num", sa.Integer(), nullable=True), sa.Column("beat_den", sa.Integer(),
        nullable=True), sa.Column("stem", sa.String(length=100), nullable=True), sa.Column("curve",
        sa.String(length=32), nullable=True), sa.Column("character", sa.String(length=200), nullable=True),
        sa.Column("resolved_ms", sa.BigInteger(), nullable=True), sa.Column("resolved_by", sa.String(length=32),
        nullable=True), sa.Column("taken_back_ms", sa.BigInteger(), nullable=True), sa.Column("seq", sa.BigInteger(),
        nullable=False), sa.ForeignKeyConstraint(["cue_id"], ["cue.id"], name="fk_comment_cue_id"),
        sa.ForeignKeyConstraint(["episode_id"], ["episode.id"], name="fk_comment_episode_id",
        ondelete="CASCADE"), sa.ForeignKeyConstraint(["made_by"], ["person.id"], name="fk_comment_made_by"),
        sa.ForeignKeyConstraint(["resolved_by"], ["person.id"], name="fk_comment_resolved_by"),
        sa.ForeignKeyConstraint(["thread_id"], ["comment.id"], name="fk_comment_thread_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name="fk_comment_version_id",
        ondelete="CASCADE"), sa.PrimaryKeyConstraint("id", name="pk_comment"), sa.UniqueConstraint("seq",
        name="uq_comment_seq"))
    op.create_index("ix_comment_episode_id", "comment", ["episode_id"], unique=False)
    op.create_index("ix_comment_thread_id", "comment", ["thread_id"], unique=False)
    op.create_index("ix_comment_version_id", "comment", ["version_id"], unique=False)
    op.create_index("ix_comment_version_id_frame", "comment", ["version_id", "frame"], unique=False)
    op.create_table("decision", sa.Column("id", sa.String(length=32), nullable=False), sa.Column("cue_id",
        sa.String(length=32), nullable=False), sa.Column("take_digest", sa.String(length=64), nullable=False),
        sa.Column("version_id", sa.String(length=32), nullable=False), sa.Column("stage", sa.String(length=16),
        nullable=False), sa.Column("is_outside", sa.Boolean(), nullable=False), sa.Column("made_by",
        sa.String(length=32), nullable=False), sa.Column("made_ms", sa.BigInteger(), nullable=False),
        sa.Column("withdrawn_ms", sa.BigInteger(), nullable=True), sa.Column("withdrawn_by", sa.String(length=32),
        nullable=True), sa.Column("seq", sa.BigInteger(), nullable=False), sa.ForeignKeyConstraint(["cue_id"],
        ["cue.id"], name="fk_decision_cue_id", ondelete="CASCADE"), sa.ForeignKeyConstraint(["made_by"],
        ["person.id"], name="fk_decision_made_by"), sa.ForeignKeyConstraint(["version_id"], ["version.id"],
        name="fk_decision_version_id", ondelete="CASCADE"), sa.ForeignKeyConstraint(["withdrawn_by"],
        ["person.id"], name="fk_decision_withdrawn_by"), sa.PrimaryKeyConstraint("id",
        name="pk_decision"), sa.UniqueConstraint("seq", name="uq_decision_seq"))
    op.create_index("ix_decision_cue_id", "decision", ["cue_id"], unique=False)
    op.create_index("ix_decision_take_digest", "decision", ["take_digest"], unique=False)
    op.create_index("ix_decision_version_id", "decision", ["version_id"], unique=False)


def _rest() -> None:
    op.create_table("file", sa.Column("version_id", sa.String(length=32), nullable=False), sa.Column("number",
        sa.Integer(), nullable=False), sa.Column("path", sa.String(length=500), nullable=False), sa.Column("sha256",
        sa.String(length=64), nullable=False), sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name="fk_file_version_id", ondelete="CASCADE"),
        sa.UniqueConstraint("version_id", "number", name="uq_file_version_id_number"),
        sa.UniqueConstraint("version_id", "path", name="uq_file_version_id_path"))
    op.create_index("ix_file_version_id", "file", ["version_id"], unique=False)
    op.create_table("run", sa.Column("id", sa.String(length=32), nullable=False), sa.Column("episode_id",
        sa.String(length=32), nullable=False), sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("made_by", sa.String(length=32), nullable=False), sa.Column("made_ms", sa.BigInteger(),
        nullable=False), sa.Column("ended_ms", sa.BigInteger(), nullable=True), sa.Column("picture",
        sa.String(length=200), nullable=False), sa.Column("told", sa.Text(), nullable=False), sa.Column("version_id",
        sa.String(length=32), nullable=True), sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["episode_id"], ["episode.id"], name="fk_run_episode_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name="fk_run_made_by"),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name="fk_run_version_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_run"))
    op.create_index("ix_run_episode_id", "run", ["episode_id"], unique=False)
    op.create_index("ix_run_version_id", "run", ["version_id"], unique=False)
    op.create_table("take", sa.Column("id", sa.String(length=32), nullable=False), sa.Column("version_id",
        sa.String(length=32), nullable=False), sa.Column("cue_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.String(length=32), nullable=False), sa.Column("title_ko", sa.String(length=200),
        nullable=False), sa.Column("title_en", sa.String(length=200), nullable=False), sa.Column("start_frame",
        sa.Integer(), nullable=False), sa.Column("end_frame", sa.Integer(), nullable=False), sa.Column("digest",
        sa.String(length=64), nullable=False), sa.Column("score", sa.String(length=64), nullable=False),
        sa.Column("stems", sa.String(length=64), nullable=False), sa.Column("mix", sa.String(length=64),
        nullable=False), sa.ForeignKeyConstraint(["cue_id"], ["cue.id"], name="fk_take_cue_id",
        ondelete="CASCADE"), sa.ForeignKeyConstraint(["version_id"], ["version.id"], name="fk_take_version_id",
        ondelete="CASCADE"), sa.PrimaryKeyConstraint("id", name="pk_take"), sa.UniqueConstraint("version_id",
        "cue_id", name="uq_take_version_id_cue_id"))
    op.create_index("ix_take_cue_id", "take", ["cue_id"], unique=False)
    op.create_index("ix_take_version_id", "take", ["version_id"], unique=False)
    op.create_table("mention", sa.Column("comment_id", sa.String(length=32), nullable=False), sa.Column("person_id",
        sa.String(length=32), nullable=False), sa.ForeignKeyConstraint(["comment_id"], ["comment.id"],
        name="fk_mention_comment_id", ondelete="CASCADE"), sa.ForeignKeyConstraint(["person_id"], ["person.id"],
        name="fk_mention_person_id", ondelete="CASCADE"), sa.UniqueConstraint("comment_id", "person_id",
        name="uq_mention_comment_id_person_id"))
    op.create_index("ix_mention_comment_id", "mention", ["comment_id"], unique=False)
    op.create_index("ix_mention_person_id", "mention", ["person_id"], unique=False)
