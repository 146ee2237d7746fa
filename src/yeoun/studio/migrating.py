"""Bringing a database to the tables of this version, with everything in it.

SQLite changes a table by making it anew, and where foreign keys are on, dropping the old one takes all rows that hang on it along,
without an error (measured: 0 of 2 comments left). So migrations run with foreign keys off, in one transaction, and before it commits
keys are checked and rows counted: a migration that has to lose rows of a table names that table in `LOSES`. Before, a copy is made.
"""

from collections.abc import Mapping
from pathlib import Path

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from yeoun.errors import InputRefused, OutputRefused
from yeoun.studio.database import opened

HERE = Path(__file__).parent / "migrations"
OURS = "alembic_version"


def migrate(url: str, scripts: Path = HERE) -> bool:
    """Bring a database up to date; gives whether anything had to be done. An interrupted migration leaves it as it was.

    scripts  a folder whose `versions` holds the migrations
    Refuses  InputRefused, when it was made by a newer version; OutputRefused, when rows would be lost
    """
    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    script = ScriptDirectory.from_config(config)
    engine = opened(url, foreign_keys=False)
    try:
        with engine.connect() as connection:
            if _current(connection, script) == script.get_current_head():
                return False
        if engine.dialect.name == "sqlite":
            _copy(url)
        with engine.execution_options(writes=True).begin() as connection:
            before = _current(connection, script)
            if before == script.get_current_head():    # another process was first
                return False
            counts = _counts(connection)
            _walk(config, script, connection)
            _refuse_losses(connection, script, counts, before)
        return True
    finally:
        engine.dispose()


def _current(connection: Connection, script: ScriptDirectory) -> str | None:
    now = MigrationContext.configure(connection).get_current_revision()
    if now is not None and now not in {each.revision for each in script.walk_revisions()}:
        raise InputRefused(name="the studio's database", where=f"revision {now}", why="a newer version of yeoun made it",
                           now="Open it with that version, or go back to a copy from before")
    return now


def _walk(config: Config, script: ScriptDirectory, connection: Connection) -> None:
    context = EnvironmentContext(config, script, fn=lambda revision, _: script._upgrade_revs("head", revision))
    with context:
        context.configure(connection=connection, render_as_batch=True, transactional_ddl=True)
        context.run_migrations()


def _counts(connection: Connection) -> Mapping[str, int]:
    quote = connection.dialect.identifier_preparer.quote
    return {name: connection.execute(text(f"SELECT count(*) FROM {quote(name)}")).scalar_one()
            for name in inspect(connection).get_table_names() if name != OURS}


def _refuse_losses(connection: Connection, script: ScriptDirectory, before: Mapping[str, int], since: str | None) -> None:
    told = {name for each in script.iterate_revisions("head", since or "base") for name in getattr(each.module, "LOSES", ())}
    now = _counts(connection)
    lost = {name: f"{count} before, {now.get(name, 0)} after" for name, count in before.items()
            if now.get(name, 0) != count and name not in told}
    hanging = [] if connection.dialect.name != "sqlite" else list(connection.exec_driver_sql("PRAGMA foreign_key_check"))
    if lost or hanging:
        raise OutputRefused(place="the studio's database", now="It is as it was. Send us this sentence",
                            why=f"its migration would lose rows ({lost}), or leave some without what they hang on ({len(hanging)})")


def _copy(url: str) -> None:
    """A copy beside the database, from before the migration; none of one that was just made."""
    path = Path(url.partition("///")[2])
    if not path.exists() or path.stat().st_size == 0:
        return
    aside = path.with_name(f"{path.name}.before")
    aside.unlink(missing_ok=True)
    engine = opened(url)
    with engine.connect() as connection:
        connection.exec_driver_sql("ROLLBACK")    # VACUUM stands outside of transactions
        connection.exec_driver_sql("VACUUM INTO ?", (str(aside),))
    engine.dispose()
