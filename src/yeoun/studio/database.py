"""The database: one SQLite file beside the project, or PostgreSQL by URL.

SQLite runs with a write-ahead log and synchronous=FULL: what was acknowledged is on the disk (NORMAL may lose the last commits when the
power fails; sqlite.org/pragma.html). `isolation_level=None` hands transactions to SQLAlchemy, or savepoints would not hold.
"""

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event

WAIT_MS = 10_000    # our choice: how long a reader waits for a lock


def sqlite_url(path: Path) -> str:
    """The URL of a database in a file."""
    return f"sqlite+pysqlite:///{path}"


def opened(url: str, *, foreign_keys: bool = True) -> Engine:
    """An engine on a database; nothing is made in it.

    foreign_keys  off for migrations only: SQLite's way to change a table would take the rows that hang on it along
    """
    if not url.startswith("sqlite"):
        return create_engine(url, pool_pre_ping=True)
    engine = create_engine(url, connect_args={"check_same_thread": False}, pool_size=10, max_overflow=40)

    @event.listens_for(engine, "connect")
    def set_up(connection: Any, _: object) -> None:
        connection.isolation_level = None
        for line in (f"busy_timeout={WAIT_MS}", "journal_mode=WAL", "synchronous=FULL",
                     f"foreign_keys={'ON' if foreign_keys else 'OFF'}"):
            connection.execute(f"PRAGMA {line}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        is_writing = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writing else "BEGIN")

    return engine
