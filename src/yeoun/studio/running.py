"""Score runs: `yeoun score` as a program of its own, started, watched, cancelled, and gone on with after the studio was killed.

The row of a run is a record for people: who asked for what, and how it ended. It hands out no work. What a run has finished is in
the store, so going on is running again. One runs at a time: a second one is refused, not queued.
"""

import json
import os
import re
import signal
import subprocess
import threading
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from yeoun.errors import AlreadyThere, NotThere, OutputRefused, Refusal, StudioBusy
from yeoun.studio.delivered import is_text, read_delivered
from yeoun.studio.ledger import Ledger
from yeoun.studio.people import place_of, refuse_in_episode, refuse_unless_may
from yeoun.studio.permissions import Action
from yeoun.studio.studio import Aside, Studio
from yeoun.studio.tables import EPISODE, RUN
from yeoun.studio.versions import version_like

PICTURES = (".mp4", ".mov", ".mkv", ".mxf", ".webm", ".avi", ".m4v")
OTHERS = (".txt", ".fountain", ".fdx", ".docx", ".hwpx", ".hwp", ".pdf", ".srt", ".vtt", ".smi", ".ass", ".ttml", ".edl", ".otio",
          ".fcpxml", ".xml", ".wav", ".flac", ".toml")
DEEP, MOST_FILES = 2, 2_000    # how far below the studio's folder material is looked for, and how much is listed: our choice
ENDS_S = 20.0                  # how long a run that was asked to end is waited for, before it is killed: our choice
MOST_SAID = 2_000
KEPT = ("event", "stage", "about", "done", "of", "elapsed_s", "left_s")    # of a line of progress; seconds are whole ones


@dataclass(frozen=True, slots=True)
class Wish:
    """What a run is asked for: names of files as `material` lists them; None and empty where there is none."""

    picture: str
    script: str | None = None
    subtitles: tuple[str, ...] = ()
    cuts: str | None = None
    dialogue: str | None = None
    notes: str | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """A run as people see it. `state`: running, done, refused, cancelled; `said` is its last sentence; `version` what came of it."""

    id: str
    episode: str
    state: str
    wish: Wish
    said: str
    version: str | None
    made_by: str
    made_ms: int
    ended_ms: int | None


@dataclass(slots=True)
class _Going:
    run: str
    episode: str
    process: "subprocess.Popen[str]"
    latest: dict[str, str | int | None]
    is_cancelled: bool = False


def material(folder: Path) -> dict[str, Path]:
    """Files in a folder, or a little deeper, that a run could be given, by the names under which they may be asked for.

    Names from outside are looked up here, never joined to a path. Finished folders are left out.
    """
    found: dict[str, Path] = {}
    waiting = [(folder, 0)]
    while waiting and len(found) < MOST_FILES:
        place, depth = waiting.pop(0)
        with suppress(OSError):    # what may not be looked into holds no material
            for each in sorted(place.iterdir()):
                if each.name.startswith(".") or each.is_symlink() or not is_text(each.name):
                    continue
                if each.is_dir() and depth < DEEP and os.access(each, os.X_OK) and not (each / "score.json").exists():
                    waiting.append((each, depth + 1))
                elif each.is_file() and each.suffix.lower() in (*PICTURES, *OTHERS):
                    found[each.relative_to(folder).as_posix()] = each
    return dict(sorted(found.items())[:MOST_FILES])


def file_name(name: str, id: str) -> str:
    """An episode's name as files have it, in the order of the story; other letters than files take are left out, and its id tells it apart.

    >>> file_name("s01e02", "018f3a"), file_name("2화", "018f3a"), file_name("예고편", "018f3a")
    ('s01e02', 'e0002-018f3a', 'x-018f3a')
    """
    if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}", name):
        return name
    numbers = "".join(f"e{int(each):04d}" for each in re.findall(r"[0-9]{1,4}", name)[:2])
    return f"{numbers or 'x'}-{re.sub('[^A-Za-z0-9]', '', id)[-12:]}"


class Runs:
    """The runs of a studio."""

    def __init__(self, studio: Studio, program: tuple[str, ...]) -> None:
        """program: the command line that `score` and its options are put behind."""
        self._studio, self._program = studio, program
        self._lock = threading.Lock()
        self._going: _Going | None = None
        self._thread: threading.Thread | None = None
        self._is_closed = False

    def start(self, by: str, episode: str, wish: Wish) -> str:
        """Start a run; gives its id once that it was asked for is on the disk.

        Refuses  NotAllowed; NotThere, when a file is not in the studio's folder; AlreadyThere, while another one runs
        """
        self._studio.read(refuse_in_episode, by, Action.SCORE, episode, self._studio.clock_ms())
        self._files(wish)
        with self._lock:
            self._refuse_a_second()
            run = self._studio.do(_begun, by, episode, wish)
            try:
                self._begin(run, episode, wish)
            except (OSError, Refusal) as why:    # that it was asked for is on the disk, and so is how it ended
                self._studio.do(_ended, run, "refused", str(why), None)
                if isinstance(why, Refusal):
                    raise
                raise OutputRefused(place=str(self._studio.inside), why=why.strerror or str(why),
                                    now="Let the studio write there, and start the run again") from why
        return run

    def go_on(self) -> list[str]:
        """Start again what was running when the studio ended; gives those runs. Whose files are gone is marked as refused."""
        begun: list[str] = []
        for each in self._studio.read(_open_runs):
            try:
                with self._lock:
                    if begun:
                        raise AlreadyThere(what="Another run", now="Start it again")
                    self._begin(each.id, each.episode, each.wish)
                    begun.append(each.id)
            except (OSError, Refusal) as why:
                self._studio.do(_ended, each.id, "refused", str(why), None)
        return begun

    def cancel(self, by: str, id: str) -> None:
        """Stop a run. What it has finished is kept in the store. Refuses NotAllowed, NotThere; one that has ended stays as it ended."""
        found = self._studio.read(run, id)
        self._studio.read(_refuse_cancel, by, found, self._studio.clock_ms())
        with self._lock:
            going = self._going
            if going is None or going.run != id:
                if self._studio.read(run, id).state == "running":    # what it was is gone: a disk that was full, a machine that stopped
                    self._studio.do(_ended, id, "cancelled", "", None)
                return
            going.is_cancelled = True
            _stop(going.process)

    def latest(self, id: str) -> dict[str, str | int | None]:
        """The last line of progress of a run that is going; empty for all others."""
        with self._lock:
            return dict(self._going.latest) if self._going is not None and self._going.run == id else {}

    def wait(self, seconds: float) -> None:
        """Wait for the run that is going, if there is one."""
        thread = self._thread
        if thread is not None:
            thread.join(seconds)

    def close(self) -> None:
        """End what is going; it is gone on with when the studio opens again."""
        with self._lock:
            self._is_closed = True
            if self._going is not None:
                _stop(self._going.process)
        self.wait(ENDS_S + 5)    # killed by then

    def _refuse_a_second(self) -> None:
        if self._going is not None or self._is_closed:
            raise AlreadyThere(what="A run that is going", now="Wait for it, or cancel it")

    def _files(self, wish: Wish) -> list[str]:
        there = material(self._studio.folder)

        def path(name: str) -> str:
            if name not in there:
                raise NotThere(kind="file in the studio's folder", name=name)
            return str(there[name])

        options = [("--script", wish.script), ("--cuts", wish.cuts), ("--dialogue", wish.dialogue), ("--notes", wish.notes),
                   *(("--subtitles", each) for each in wish.subtitles)]
        return [path(wish.picture), *(word for option, name in options if name is not None for word in (option, path(name)))]

    def _begin(self, run: str, episode: str, wish: Wish) -> None:
        name, series = self._studio.read(_named, episode)
        inside = self._studio.inside
        out, book = inside / "runs" / run / "out", inside / "series" / series
        for each in (out, book):
            each.mkdir(parents=True, exist_ok=True)
        errors = (inside / "runs" / run / "said.txt").open("w+", encoding="utf-8", errors="replace")
        try:
            process = subprocess.Popen(
                [*self._program, "score", *self._files(wish), "--episode", file_name(name, episode), "--series", str(book),
                 "--out", str(out), "--json"],
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors, text=True, encoding="utf-8", errors="replace",
                start_new_session=True)    # Ctrl-C at the studio's terminal is not for it: the studio ends it
        except BaseException:
            errors.close()
            raise
        self._going = _Going(run, episode, process, {})
        self._thread = threading.Thread(target=self._watch, args=(self._going, out, errors), name="studio run", daemon=True)
        self._thread.start()

    def _watch(self, going: _Going, out: Path, errors: Any) -> None:
        assert going.process.stdout is not None
        with errors, going.process.stdout:
            for line in going.process.stdout:
                with suppress(ValueError):
                    told = json.loads(line)
                    if isinstance(told, dict):
                        going.latest = {name: round(told[name]) if isinstance(told[name], float) else told[name] for name in KEPT
                                        if isinstance(told.get(name), int | float | str)}
                        self._studio.tell_aside(Aside(going.episode, "run.progress", going.run, going.latest))
            status = going.process.wait()
            errors.seek(0)
            said = errors.read()[-MOST_SAID:].strip()
        try:
            self._end(going, out, status, said)
        except StudioBusy:
            if not self._is_closed:    # else the studio ended first: the run stays open, and is gone on with
                raise
        finally:
            with self._lock:
                self._going = None

    def _end(self, going: _Going, out: Path, status: int, said: str) -> None:
        found = self._studio.read(run, going.run)
        if going.is_cancelled:
            self._studio.do(_ended, going.run, "cancelled", "", None)
        elif status != 0:
            if not self._is_closed:    # or it stays open, and is gone on with
                self._studio.do(_ended, going.run, "refused", said, None)
        else:
            try:
                version = self._studio.add_delivered(found.made_by, going.episode, out, found.wish.picture[:200])
            except AlreadyThere:    # nothing changed: what came of it is a version already
                self._studio.do(_ended, going.run, "done", "", self._studio.read(version_like, going.episode, read_delivered(out).digest))
            except Refusal as why:
                self._studio.do(_ended, going.run, "refused", str(why), None)
            else:
                self._studio.do(_ended, going.run, "done", "", version)


def _stop(process: "subprocess.Popen[str]") -> None:
    """Ask a run to end, as Ctrl-C does, and kill it where it does not."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGINT)

    def kill() -> None:
        with suppress(ProcessLookupError):
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)

    timer = threading.Timer(ENDS_S, kill)
    timer.daemon = True
    timer.start()


def _begun(ledger: Ledger, by: str, episode: str, wish: Wish) -> str:
    place = place_of(ledger.connection, episode)
    refuse_unless_may(ledger.connection, by, Action.SCORE, place, ledger.now_ms)
    id = ledger.new_id()
    seq = ledger.record(by, "run.started", id, series=place.series, episode=episode)
    ledger.connection.execute(insert(RUN).values(
        id=id, episode_id=episode, state="running", made_by=by, made_ms=ledger.now_ms, picture=wish.picture[-200:],
        told=json.dumps({"wish": asdict(wish), "said": ""}, ensure_ascii=False), seq=seq))
    return id


def _ended(ledger: Ledger, id: str, state: str, said: str, version: str | None) -> None:
    row = ledger.connection.execute(select(RUN).where(RUN.c.id == id)).one()
    told = json.loads(row.told) | {"said": said}
    ledger.connection.execute(update(RUN).where(RUN.c.id == id).values(
        state=state, ended_ms=ledger.now_ms, version_id=version, told=json.dumps(told, ensure_ascii=False)))
    place = place_of(ledger.connection, row.episode_id)
    ledger.record(None, f"run.{state}", id, series=place.series, episode=row.episode_id, version=version)


def _refuse_cancel(connection: Connection, by: str, found: Run, now_ms: int) -> None:
    refuse_unless_may(connection, by, Action.CANCEL_RUN, place_of(connection, found.episode, found.made_by), now_ms)


def _named(connection: Connection, episode: str) -> tuple[str, str]:
    row = connection.execute(select(EPISODE.c.name, EPISODE.c.series_id).where(EPISODE.c.id == episode)).one()
    return str(row.name), str(row.series_id)


def _open_runs(connection: Connection) -> list[Run]:
    return [_run(row) for row in connection.execute(select(RUN).where(RUN.c.state == "running").order_by(RUN.c.seq))]


def run(connection: Connection, id: str) -> Run:
    """One run. Refuses NotThere."""
    row = connection.execute(select(RUN).where(RUN.c.id == id)).first()
    if row is None:
        raise NotThere(kind="run", name=id)
    return _run(row)


def runs_of(connection: Connection, episode: str) -> list[Run]:
    """The runs of an episode, the newest first; at most a hundred."""
    return [_run(row) for row in connection.execute(select(RUN).where(RUN.c.episode_id == episode).order_by(RUN.c.seq.desc()).limit(100))]


def _run(row: Row[Any]) -> Run:
    told = json.loads(row.told)
    wish = told["wish"]
    return Run(row.id, row.episode_id, row.state, Wish(**wish | {"subtitles": tuple(wish["subtitles"])}), told["said"], row.version_id,
               row.made_by, row.made_ms, row.ended_ms)


