"""The one who writes: a thread that takes all acts that wait, does them in one transaction, and commits once for all of them.

Each act has a savepoint, so that one that is refused takes none of its neighbours along. Only after the commit does anybody hear that
their act is done, and only then is it told to those who watch: nobody sees what a crash removes. Acts wait in a queue with an end; who
finds it full is asked to come again. (A commit an act cost three times as much where many write: our measurement.)
"""

import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError, OperationalError

from yeoun.errors import OutputRefused, StudioBusy
from yeoun.studio.ledger import Event, Ledger

T = TypeVar("T")
MOST_AT_ONCE = 256    # our choice
ROOM = 1_000          # acts that may wait: our choice
ALONE = 0x59656F756E  # key of the advisory lock of PostgreSQL, where another process could write too


@dataclass(slots=True)
class _Waiting:
    act: Callable[[Ledger], Any]
    done: Future[Any]


class Writer:
    """Takes acts from any thread and does them in order."""

    def __init__(self, engine: Engine, clock_ms: Callable[[], int], told: Callable[[Sequence[Event]], None], room: int = ROOM) -> None:
        """clock_ms: milliseconds since 1970; told: hears events that are on the disk, in order; room: how many acts may wait."""
        self._engine, self._clock_ms, self._told = engine.execution_options(writes=True), clock_ms, told
        self._waiting: queue.Queue[_Waiting | None] = queue.Queue(room)
        self._lock, self._is_closed = threading.Lock(), False
        self._thread = threading.Thread(target=self._write, name="studio writer", daemon=True)
        self._thread.start()

    def submit(self, act: Callable[[Ledger], T]) -> Future[T]:
        """Have something done; the future is filled once it is on the disk.

        Refuses  StudioBusy, when too many wait; through the future whatever the act refuses, and OutputRefused when the disk does
        """
        done: Future[T] = Future()
        with self._lock:    # nothing is put behind the end
            if self._is_closed:
                raise StudioBusy(waiting="0")
            try:
                self._waiting.put_nowait(_Waiting(act, done))
            except queue.Full:
                raise StudioBusy(waiting=str(self._waiting.qsize())) from None
        return done

    def close(self) -> None:
        """Do what waits, then end."""
        with self._lock:
            is_first, self._is_closed = not self._is_closed, True
        if is_first:
            self._waiting.put(None)
        self._thread.join()

    def _write(self) -> None:
        while (first := self._waiting.get()) is not None:
            batch, is_last = [first], False
            while len(batch) < MOST_AT_ONCE and not self._waiting.empty():
                item = self._waiting.get_nowait()
                if item is None:
                    is_last = True
                    break
                batch.append(item)
            self._try(batch)
            if is_last:
                return

    def _try(self, batch: list[_Waiting]) -> None:
        try:
            outcomes, told = self._together(batch)
        except Exception as why:    # of the database: nothing of the batch is there
            if len(batch) > 1:
                for each in batch:
                    self._try([each])
            else:
                batch[0].done.set_exception(_of_the_disk(why))
            return
        for each, outcome in zip(batch, outcomes, strict=True):
            if isinstance(outcome, _Failed):
                each.done.set_exception(outcome.why)
            else:
                each.done.set_result(outcome)
        if told:
            self._told(told)

    def _together(self, batch: list[_Waiting]) -> tuple[list[Any], list[Event]]:
        outcomes: list[Any] = []
        told: list[Event] = []
        with self._engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ALONE})
            for each in batch:
                ledger = Ledger(connection, self._clock_ms())
                try:
                    with connection.begin_nested():
                        outcomes.append(each.act(ledger))
                except OperationalError:    # the disk, not the act: SQLite may have taken the whole transaction back
                    raise
                except Exception as why:
                    outcomes.append(_Failed(why))
                else:
                    told += ledger.told
        return outcomes, told


@dataclass(frozen=True, slots=True)
class _Failed:
    why: Exception


def _of_the_disk(why: Exception) -> Exception:
    if not isinstance(why, DBAPIError):
        return why
    first, each = why, why.__context__    # where SQLite has taken all back by itself, a savepoint is missed after it
    while each is not None:
        first, each = each if isinstance(each, DBAPIError) else first, each.__context__
    refusal = OutputRefused(place="the studio's database", why=str(first.orig),
                            now="Make room on the disk, then do it again: it was not kept")
    refusal.__cause__ = why
    return refusal
