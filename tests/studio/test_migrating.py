"""Bringing a filled database to another form of its tables: nothing that hangs on a changed table is lost."""

import shutil
import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from tests.studio.rooms import Room, room
from yeoun.errors import InputRefused, OutputRefused
from yeoun.studio import migrating
from yeoun.studio.database import opened, sqlite_url
from yeoun.studio.migrating import HERE, migrate
from yeoun.studio.studio import INSIDE
from yeoun.studio.tables import METADATA
from yeoun.studio.talking import answer, say

NEXT = '''"""A comment gets a colour: on SQLite the table is made anew."""
import sqlalchemy as sa
from alembic import op
revision, down_revision, branch_labels, depends_on = "{name}", "{before}", None, None
{extra}
def upgrade() -> None:
    with op.batch_alter_table("comment", recreate="always") as comment:
        comment.add_column(sa.Column("colour", sa.String(16), nullable=True))
    {more}
'''


def head() -> str:
    """The revision of this version."""
    found = ScriptDirectory(str(HERE)).get_current_head()
    assert found is not None
    return found


def newer(place: Path, more: str = "pass", extra: str = "") -> Path:
    """The migrations of a later version."""
    shutil.copytree(HERE, place, ignore=shutil.ignore_patterns("__pycache__"))
    (place / "versions" / "later.py").write_text(NEXT.format(name="later", before=head(), more=more, extra=extra))
    return place


@pytest.fixture
def filled(tmp_path: Path) -> str:
    """The URL of a filled database."""
    made: Room = room(tmp_path / "studio")
    for number, cue in made.cues.items():
        said = made.studio.do(say, made.owner, made.version, made.at(3, cue=cue), number)
        made.studio.do(answer, made.owner, said, "네", (made.owner,))
    made.studio.close()
    return sqlite_url(tmp_path / "studio" / INSIDE / "studio.sqlite")


def rows(url: str) -> dict[str, list[tuple[object, ...]]]:
    """Everything in a database."""
    engine = opened(url)
    with engine.connect() as connection:
        names = [row[0] for row in connection.execute(text("SELECT name FROM sqlite_master WHERE type='table' ORDER BY name"))]
        found = {name: sorted(map(tuple, connection.execute(text(f"SELECT * FROM {name}"))), key=repr) for name in names}
    engine.dispose()
    return found


def test_migrations_lead_to_the_very_tables_the_program_uses(tmp_path: Path) -> None:
    url = sqlite_url(tmp_path / "new.sqlite")
    assert migrate(url) and not migrate(url)
    engine = opened(url)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
    engine.dispose()


def test_a_filled_database_keeps_every_row_that_hangs_on_a_changed_table(filled: str, tmp_path: Path) -> None:
    before = rows(filled)
    assert len(before["comment"]) == 4 and len(before["mention"]) == 2 and len(before["take"]) == 2
    assert migrate(filled, newer(tmp_path / "later"))
    after = rows(filled)
    assert after.pop("comment") == [(*row, None) for row in before.pop("comment")]
    assert after.pop("alembic_version") == [("later",)] and before.pop("alembic_version") == [(head(),)]
    assert after == before


def test_with_foreign_keys_on_the_same_migration_would_have_lost_them_and_is_taken_back(
        filled: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = rows(filled)
    monkeypatch.setattr(migrating, "opened", lambda url, **_: opened(url))
    with pytest.raises(OutputRefused, match="would lose rows"):
        migrate(filled, newer(tmp_path / "later"))
    assert rows(filled) == before


def test_a_migration_that_loses_rows_has_to_say_of_which_table(filled: str, tmp_path: Path) -> None:
    before, lose = rows(filled), 'op.execute("DELETE FROM mention")'
    with pytest.raises(OutputRefused, match="'mention': '2 before, 0 after'"):
        migrate(filled, newer(tmp_path / "silent", lose))
    assert rows(filled) == before
    assert migrate(filled, newer(tmp_path / "told", lose, 'LOSES = ("mention",)'))
    assert rows(filled)["mention"] == []


def test_an_interrupted_migration_leaves_everything_as_it_was_and_can_be_done_again(filled: str, tmp_path: Path) -> None:
    before = rows(filled)
    with pytest.raises(RuntimeError, match="the power fails"):
        migrate(filled, newer(tmp_path / "broken", 'raise RuntimeError("the power fails")'))
    assert rows(filled) == before
    assert migrate(filled, newer(tmp_path / "whole")) and len(rows(filled)["comment"]) == 4


def test_before_a_migration_a_copy_is_made(filled: str, tmp_path: Path) -> None:
    before = rows(filled)
    migrate(filled, newer(tmp_path / "later"))
    copy = Path(filled.partition("///")[2]).with_name("studio.sqlite.before")
    assert rows(sqlite_url(copy)) == before
    with sqlite3.connect(copy) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()


def test_a_database_of_a_newer_version_is_refused_by_that_name(filled: str, tmp_path: Path) -> None:
    migrate(filled, newer(tmp_path / "later"))
    before = rows(filled)
    with pytest.raises(InputRefused, match="a newer version of yeoun made it"):
        migrate(filled)
    assert rows(filled) == before
