"""The one who writes: neighbours do not fail together, what is acknowledged is there, and whoever finds the queue full is told."""

import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import IntegrityError

from tests.studio.rooms import NOON, Room
from yeoun.errors import OutputRefused, StudioBusy
from yeoun.studio.database import opened, sqlite_url
from yeoun.studio.ledger import Event, Ledger, events, first_break
from yeoun.studio.migrating import migrate
from yeoun.studio.tables import EVENT, SERIES
from yeoun.studio.talking import say
from yeoun.studio.writer import Writer


class Desk:
    """A writer on a new database, and what it told."""

    def __init__(self, place: Path, room: int = 1000) -> None:
        url = sqlite_url(place / "studio.sqlite")
        migrate(url)
        self.engine, self.told = opened(url), list[Event]()
        self.writer = Writer(self.engine, lambda: NOON, self.hear, room)
        self.gate = threading.Event()

    def hear(self, events: Sequence[Event]) -> None:
        with self.engine.begin() as connection:    # what is told has been committed
            there = {row.seq for row in connection.execute(select(EVENT.c.seq))}
        assert {each.seq for each in events} <= there
        self.told += events

    def names(self) -> list[str]:
        with self.engine.begin() as connection:
            return [row.name for row in connection.execute(select(SERIES.c.name).order_by(SERIES.c.name))]

    def hold(self, _: Ledger) -> None:
        assert self.gate.wait(10)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def named(name: str) -> Callable[[Ledger], str]:
    """An act that makes a series."""
    def act(ledger: Ledger) -> str:
        series = ledger.new_id()
        ledger.connection.execute(insert(SERIES).values(id=series, name=name, made_ms=0))
        ledger.record(None, "series.added", series)
        return series

    return act


def test_one_that_is_refused_takes_none_of_its_neighbours_along(desk: Desk) -> None:
    holding = desk.writer.submit(desk.hold)
    waiting = [desk.writer.submit(named(name)) for name in ("a", "b", "a", "c")]
    desk.gate.set()
    holding.result()
    assert isinstance(waiting[2].exception(), IntegrityError)
    assert all(waiting[k].exception() is None for k in (0, 1, 3)) and desk.names() == ["a", "b", "c"]
    desk.writer.close()
    assert [each.seq for each in desk.told] == [1, 2, 3], "the line of the one that was refused is gone, and no number with it"


def test_the_queue_has_an_end_and_whoever_finds_it_full_is_told(tmp_path: Path) -> None:
    desk = Desk(tmp_path, room=2)
    desk.writer.submit(desk.hold)
    while not desk.writer._waiting.empty():
        pass
    desk.writer.submit(named("a"))
    desk.writer.submit(named("b"))
    with pytest.raises(StudioBusy, match="2 wait before you"):
        desk.writer.submit(named("c"))
    desk.gate.set()
    desk.writer.close()
    assert desk.names() == ["a", "b"]


def test_what_waits_when_it_is_closed_is_done_and_later_acts_are_refused(desk: Desk) -> None:
    desk.writer.submit(desk.hold)
    waiting = [desk.writer.submit(named(str(k))) for k in range(600)]
    desk.gate.set()
    desk.writer.close()
    assert all(each.done() and each.exception() is None for each in waiting) and len(desk.names()) == 600
    with pytest.raises(StudioBusy):
        desk.writer.submit(named("late"))


def test_a_full_disk_refuses_what_does_not_fit_and_keeps_what_was_acknowledged(room: Room) -> None:
    studio, said = room.studio, list[str]()
    with studio._engine.connect() as connection:    # SQLite gives the very error of a full disk when a file may not grow
        pages = connection.execute(text("PRAGMA page_count")).scalar_one()
    studio.do(lambda ledger: ledger.connection.execute(text(f"PRAGMA max_page_count={pages + 30}")).scalar_one())
    with pytest.raises(OutputRefused, match="full"):
        for k in range(100):
            said.append(studio.do(say, room.owner, room.version, room.at(3), f"{k} " * 2000))
    assert 0 < len(said) < 100
    with pytest.raises(OutputRefused, match="full"):
        studio.do(say, room.owner, room.version, room.at(3), "x" * 8000)
    studio.do(lambda ledger: ledger.connection.execute(text("PRAGMA max_page_count=1000000")).scalar_one())
    last = studio.do(say, room.owner, room.version, room.at(3), "there is room again")
    there = studio.read(lambda connection: [each.about for each in events(connection, 0, 1000) if each.what == "comment.added"])
    assert there == [*said, last]
    assert studio.read(first_break) is None


def test_a_line_of_the_log_that_was_changed_or_removed_by_hand_is_seen(room: Room) -> None:
    for k in range(5):
        room.studio.do(say, room.owner, room.version, room.at(k), "음")
    assert room.studio.read(first_break) is None
    before = room.studio.read(events, 0, 100)
    middle = before[-3].seq
    room.studio.do(lambda ledger: ledger.connection.execute(EVENT.update().where(EVENT.c.seq == middle).values(actor="0" * 32)))
    assert room.studio.read(first_break) == middle
    room.studio.do(lambda ledger: ledger.connection.execute(EVENT.update().where(EVENT.c.seq == middle).values(actor=room.owner)))
    assert room.studio.read(first_break) is None
    room.studio.do(lambda ledger: ledger.connection.execute(EVENT.delete().where(EVENT.c.seq == middle)))
    assert room.studio.read(first_break) == middle


def test_the_order_of_the_log_does_not_go_by_the_clock(room: Room) -> None:
    before = room.studio.read(lambda connection: len(events(connection, 0, 100)))
    for jump in (86_400_000, -3 * 86_400_000, 0):
        room.calendar.now_ms += jump
        room.studio.do(say, room.owner, room.version, room.at(3), f"{jump}")
    lines = room.studio.read(events, before, 100)
    assert [each.seq for each in lines] == [before + 1, before + 2, before + 3]
    assert lines[1].at_ms < lines[0].at_ms and room.studio.read(first_break) is None
