"""Progress of long work: what is being made, for which cue, and about how long it will take."""

import json
import sys
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

from rich.console import Console
from rich.live import Live
from rich.table import Table
from rich.text import Text

from yeoun.cli.doing import doing
from yeoun.pipeline.workshop import Told
from yeoun.units.names import Digest
from yeoun.units.stages import STAGES

# About which share of a cold run each stage takes: for the time left only (measured on a 70 s clip).
WEIGHTS = dict(zip(STAGES, (1, 22, 6, 1, 6, 1, 26, 16, 14, 7), strict=True))
LINE_EVERY_S = 5.0    # our choice: plain lines come no closer within a stage,
WORD_EVERY_S = 30.0   # and after so long without one it says that it is still at work


class Progress:
    """Hears the workshop and draws it, writes it down line by line where nobody looks on, or prints it as JSON lines.

    Afterwards it tells what run.json wants to know.
    """

    def __init__(self, clock: Callable[[], float], as_json: bool) -> None:
        self._clock, self._as_json, self._started = clock, as_json, clock()
        self._seconds: dict[str, float] = {}
        self._made: dict[str, int] = {}
        self._found: dict[str, int] = {}
        self._row: Told | None = None
        self._at_work: dict[Digest, tuple[float, Told]] = {}    # on a farm
        self._drawn_done = 0.0
        self._since, self._held_mib = self._started, 0.0    # the latter by workers, at most
        self._console = Console(stderr=True)
        is_seen = not as_json and self._console.is_terminal
        self._live = Live(console=self._console, refresh_per_second=8, get_renderable=self._drawn, transient=True) if is_seen else None
        self._is_plain = not as_json and not self._console.is_terminal
        self._line: tuple[str, float] | None = None    # stage and time of the last plain line
        self._working: Told | None = None
        self._lock, self._ended = threading.RLock(), threading.Event()    # what is heard may be written at once

    def __enter__(self) -> Self:
        if self._live is not None:
            self._live.start()
        if self._is_plain:
            threading.Thread(target=self._keep_word, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self.stop()

    def stop(self) -> None:
        """Draw no more: what others write to the terminal from now on stands on lines of its own."""
        self._ended.set()
        if self._live is not None:
            self._live.stop()

    def say(self, line: str, *, always: bool = False) -> None:
        """Tell a sentence above what is drawn; where all is told as JSON lines only what is told `always`."""
        if always or not self._as_json:
            self._console.print(line, highlight=False, markup=False, soft_wrap=True)

    def hear(self, told: Told) -> None:
        """Take in one thing that happened."""
        with self._lock:    # a farm tells from a thread of its own
            self._take_in(told)

    def _take_in(self, told: Told) -> None:
        now = self._clock()
        if self._as_json:
            left = self._left_s(self._share(told)) if told.of else None
            as_line(event=told.what, stage=told.stage, step=told.step, about=told.about, done=told.done, of=told.of,
                    recipe=told.recipe, elapsed_s=round(now - self._started, 3), **({"where": told.where} if told.where else {}),
                    **({"mib": told.mib} if told.mib else {}), **({} if left is None else {"left_s": round(left)}))
        self._held_mib = max(self._held_mib, told.mib)
        if told.what in ("works", "again"):
            self._at_work[told.recipe] = (now, told)
        elif told.what in ("made", "found"):
            self._at_work.pop(told.recipe, None)
        if told.of == 0:
            return    # it belongs to no place in the row
        if self._row is not None:
            self._seconds[self._row.stage] = self._seconds.get(self._row.stage, 0.0) + now - self._since
        self._row, self._since = told, now
        counts = {"made": self._made, "found": self._found}.get(told.what)
        if counts is not None:
            counts[told.stage] = counts.get(told.stage, 0) + 1
        if self._is_plain and told.what not in ("found", "works", "again"):
            self._working = told
            if self._line is None or self._line[0] != told.stage or now - self._line[1] >= LINE_EVERY_S or (
                    told.what == "made" and told.done == told.of > 1):
                self._write(told, now)

    def record(self, machine: dict[str, object], peak_mib: float) -> dict[str, Any]:
        """What run.json says.

        peak_mib  of this process and those it has waited for; the workers of a farm have told theirs
        """
        stages = [{"name": stage, "seconds": round(self._seconds.get(stage, 0.0), 3), "made": self._made.get(stage, 0),
                   "found": self._found.get(stage, 0)} for stage in (*STAGES, "demo")
                  if stage in self._seconds or stage in self._made or stage in self._found]
        return {"schema": 1, "stages": stages, "machine": machine, "peak_mib": max(peak_mib, self._held_mib),
                "seconds": round(self.elapsed_s, 3)}

    @property
    def elapsed_s(self) -> float:
        """Seconds since the work began."""
        return self._clock() - self._started

    @property
    def steps(self) -> tuple[int, int]:
        """How many steps were made, and how many were found."""
        return sum(self._made.values()), sum(self._found.values())

    def say_if_quiet(self) -> None:
        """One more plain line, when there was none for long: mixing an hour is one step."""
        now, told = self._clock(), self._working
        if told is not None and self._line is not None and now - self._line[1] >= WORD_EVERY_S:
            self._write(told, now)

    def _keep_word(self) -> None:
        while not self._ended.wait(WORD_EVERY_S / 3):
            self.say_if_quiet()

    def _write(self, told: Told, now: float) -> None:
        with self._lock:
            self._line = (told.stage, now)
            of = f", {told.done} of {told.of}" if told.of > 1 else ""
            sys.stderr.write(f"{now - self._started:6.0f} s  {told.stage}: {' '.join((doing(told.step), told.about)).strip()}{of}\n")
            sys.stderr.flush()

    def _share(self, told: Told) -> float:
        """How much is done, in the unit of the weights."""
        if told.stage == STAGES[-1] and told.of == 1:    # files of an earlier stage, on the way: the last stage has several in its row
            return self._drawn_done
        done: float = sum(WEIGHTS[stage] for stage in STAGES[:STAGES.index(told.stage)]) if told.stage in WEIGHTS else 0
        done += WEIGHTS.get(told.stage, 0) * told.done / max(1, told.of)
        self._drawn_done = max(done, self._drawn_done)    # what notes changed is asked last, of earlier stages
        return self._drawn_done

    def _left_s(self, done: float) -> float | None:
        """About how many seconds are left; None where it is too early to say."""
        return self.elapsed_s * (sum(WEIGHTS.values()) - done) / done if done > 1 else None

    def _drawn(self) -> Table:
        told, table = self._row, Table.grid(padding=(0, 1))
        if told is None:
            table.add_row("starting")
            return table
        done = self._share(told)
        left = self._left_s(done)
        bar = "━" * round(30 * done / sum(WEIGHTS.values()))
        table.add_row(Text(f"{bar:<30}", style="yellow"), Text(told.stage, style="bold"), doing(told.step), Text(told.about),
                      f"{told.done}/{told.of}" if told.of > 1 else "",
                      f"{self.elapsed_s:.0f} s" + (f", about {left:.0f} s left" if left is not None else ""))
        for since, work in sorted(self._at_work.values(), key=lambda each: each[0]):
            table.add_row(Text(work.where, style="dim"), "again" if work.what == "again" else "", doing(work.step), Text(work.about),
                          "",
                          f"{self._clock() - since:.0f} s")
        return table


def as_line(**facts: Any) -> None:
    """One JSON line of progress."""
    sys.stdout.write(json.dumps(facts, ensure_ascii=False, sort_keys=True) + "\n")
    sys.stdout.flush()
