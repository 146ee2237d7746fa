"""The studio: a folder with a database, and the files of every version. Start here.

    FOLDER/.yeoun-studio/studio.sqlite     who, what, when
    FOLDER/.yeoun-studio/versions/DIGEST/  the files of a version, kept where later runs do not reach

Reading goes through `read`, in a transaction of its own; writing through `do`, by the one writer. What was written is told to all who
`watch`, in order, after it is on the disk.
"""

import fcntl
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import sleep
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, select

from yeoun.errors import OutputRefused
from yeoun.pipeline.arriving import refusing
from yeoun.studio.database import opened, sqlite_url
from yeoun.studio.delivered import found_below, keep_files, read_delivered
from yeoun.studio.doors import end_what_is_over
from yeoun.studio.ledger import Event, Ledger
from yeoun.studio.migrating import migrate
from yeoun.studio.people import enrol, refuse_in_episode
from yeoun.studio.permissions import Action, Held, Role
from yeoun.studio.tables import EVENT, PERSON
from yeoun.studio.versions import File, Version, add_version
from yeoun.studio.writer import ROOM, Writer

P = ParamSpec("P")
T = TypeVar("T")
INSIDE = ".yeoun-studio"
TRIES, TRY_EVERY_S = 40, 0.05    # two seconds, for the one before to be gone: our choice
HATS = (Role.DIRECTOR, Role.EDITOR, Role.COMPOSER, Role.PRODUCER, Role.ENGINEER)    # of the first one, until there are others


@dataclass(frozen=True, slots=True)
class Aside:
    """Something told to those who watch an episode that is not worth a line of the log: how far a run is."""

    episode: str
    what: str
    about: str
    facts: dict[str, str | int | None]


Hears = Callable[[Event | Aside], None]


class Studio:
    """An open studio."""

    def __init__(self, folder: Path, clock_ms: Callable[[], int], url: str | None = None, room: int = ROOM) -> None:
        """folder: is made where it is missing; clock_ms: milliseconds since 1970; url: another database; room: acts that may wait.

        Refuses  OutputRefused, InputRefused, when the folder or the database cannot be used
        """
        self.folder, self.clock_ms = folder.resolve(), clock_ms
        self.inside = self.folder / INSIDE
        with refusing(folder, "Name a folder you may write to"):
            (self.inside / "versions").mkdir(parents=True, exist_ok=True)
            self._held = (self.inside / "lock").open("w")
        self._refuse_if_open()
        url = url or sqlite_url(self.inside / "studio.sqlite")
        migrate(url)
        self._engine = opened(url)
        self._watching: list[Hears] = []
        self._lock = threading.Lock()
        self._writer = Writer(self._engine, clock_ms, self._tell, room)
        self.do(end_what_is_over)

    def _refuse_if_open(self) -> None:
        for tries_left in reversed(range(TRIES)):
            try:
                fcntl.flock(self._held, fcntl.LOCK_EX | fcntl.LOCK_NB)    # let go of even when this process is killed
                return
            except OSError as why:
                if not tries_left:
                    self._held.close()
                    raise OutputRefused(place=str(self.folder), why="a studio is open there already",
                                        now="Use that one, or close it first") from why
                sleep(TRY_EVERY_S)    # one that was just killed may not be quite gone

    def read(self, ask: Callable[Concatenate[Connection, P], T], *of: P.args, **more: P.kwargs) -> T:
        """What somebody wants to know, in one transaction: `studio.read(takes_of, version)`."""
        with self._engine.begin() as connection:
            return ask(connection, *of, **more)

    def do(self, act: Callable[Concatenate[Ledger, P], T], *of: P.args, **more: P.kwargs) -> T:
        """Do something, and wait until it is on the disk: `studio.do(add_series, person, "막차")`.

        Refuses  whatever the act refuses; StudioBusy, OutputRefused
        """
        return self._writer.submit(lambda ledger: act(ledger, *of, **more)).result()

    @contextmanager
    def watch(self, hear: Hears) -> Iterator[None]:
        """Have every event told to somebody, from the writer's thread, for as long as the block lasts. It must not wait for anything."""
        with self._lock:
            self._watching.append(hear)
        try:
            yield
        finally:
            with self._lock:
                self._watching.remove(hear)

    def tell_aside(self, aside: Aside) -> None:
        """Tell those who watch something that is not written down."""
        self._tell((aside,))

    def _tell(self, events: Sequence[Event | Aside]) -> None:
        with self._lock:
            watching = tuple(self._watching)
        for event in events:
            for hear in watching:
                hear(event)

    def first_person(self, name: str) -> str:
        """Whoever opened the studio first, with every hat on; they are made where nobody is there yet. Gives their id."""
        def act(ledger: Ledger) -> str:
            found = ledger.connection.execute(select(EVENT.c.actor).where(EVENT.c.what == "studio.opened")).scalar()
            if found is not None:
                return str(found)
            person = ledger.new_id()
            ledger.connection.execute(PERSON.insert().values(id=person, name=name, made_ms=ledger.now_ms))
            for role in HATS:
                enrol(ledger, person, Held(role))
            ledger.record(person, "studio.opened", person)
            return person

        return self.do(act)

    def deliveries(self) -> dict[str, Path]:
        """Finished folders that lie in the studio's, by the names under which they may be added."""
        return found_below(self.folder)

    def add_delivered(self, by: str, episode: str, folder: Path, label: str) -> str:
        """Keep a finished folder and make it the next version of an episode; gives the version's id.

        Refuses  NotAllowed, NotThere, AlreadyThere; InputRefused, when it is none, or is not what its index says; OutputRefused
        """
        self.read(refuse_in_episode, by, Action.ADD_VERSION, episode, self.clock_ms())    # before a gigabyte is read
        delivered = read_delivered(folder)
        keep_files(folder, delivered, self.inside / "versions" / delivered.digest)
        return self.do(add_version, by, episode, delivered, label)

    def place_of_file(self, version: Version, file: File) -> Path:
        """Where a file of a version lies. Both come from the database, never from outside."""
        return self.place_of_version(version) / file.path

    def place_of_version(self, version: Version) -> Path:
        """Where the files of a version lie."""
        return self.inside / "versions" / version.digest

    def close(self) -> None:
        """Write down what waits, and let go of the database."""
        self._writer.close()
        self._engine.dispose()
        self._held.close()
