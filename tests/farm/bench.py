"""How work scales on the cores of one machine: `make bench-farm` writes docs/bench/farm.md.

Eight cues' performing, as short as the demo film's and as long as a drama's, and a whole run, each from an empty store: on one core,
on the threads of one process, and on `--farm local`. Every case is a process of its own, and the stages' code loads at its first
use, as it does for the command line: what starts, loads, compiles and decodes is paid by each, on the clock. Beside the wall clock,
which others on the machine disturb, stand CPU seconds and the bound: the CPU seconds of each step on one core, laid on so many
workers row by row (the rows of the main path wait for one another). No executor can be faster than the bound.
"""

import heapq
import importlib
import json
import math
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import psutil

from tests.bench.__main__ import machine
from yeoun.farm.farm import opened
from yeoun.farm.needs import WORKING
from yeoun.grounds import grounds_of
from yeoun.model.composed import ThemeBook
from yeoun.model.media import Material
from yeoun.model.notes import House, Notes
from yeoun.model.scored import Part, Score
from yeoun.model.shelf import FileRef
from yeoun.nouns import codec
from yeoun.pipeline.later import loading_later
from yeoun.pipeline.step import Recipe
from yeoun.pipeline.store import Store, sha256_of
from yeoun.pipeline.workshop import Executor, Told, Workshop
from yeoun.units.names import CueKey, Digest
from yeoun.units.time import Seconds

with loading_later(*(f"yeoun.{stage}" for stage in WORKING)):
    from yeoun import scoring

CUES = 8
WHOLE = "a whole run, film to folder's files"
PERFORMING = "eight cues of the demo film, performed"
LONG = "the same, each played through until it is a minute long"
A_CUE_S = 60.0    # a drama's cue lasts 30 to 90 s
CASES = ("one core", "threads", "farm")
ASKED = 1.6       # times one core, of eight cues on two


class Timed:
    """One core, and what each step costs on it: CPU seconds, row by row."""

    def __init__(self, executor: ThreadPoolExecutor) -> None:
        self._executor, self._last = executor, Future[None]()
        self._last.set_result(None)
        self.rows: list[list[tuple[str, float]]] = []

    def submit(self, make: Callable[[Recipe[Any], Digest], None], recipe: Recipe[Any], name: Digest, /) -> Future[None]:
        if self._last.done():
            self.rows.append([])
        row = self.rows[-1]

        def timed() -> None:
            begun = time.thread_time()
            make(recipe, name)
            row.append((recipe.step, time.thread_time() - begun))

        self._last = self._executor.submit(timed)
        return self._last


def bound(rows: list[list[tuple[str, float]]], workers: int) -> float:
    """Seconds the rows take at least: each step goes to the worker that is free first, and rows wait for one another."""
    total = 0.0
    for row in rows:
        free = [0.0] * workers
        for _, seconds in row:
            heapq.heappush(free, heapq.heappop(free) + seconds)
        total += max(free)
    return total


@dataclass(frozen=True)
class Film:
    """The demo film, made; and its eight cues, orchestrated."""

    material: Material
    given: dict[Digest, Path]
    scores: tuple[Score, ...]

    @property
    def long(self) -> tuple[Score, ...]:
        """The same cues, each a minute long at least."""
        return tuple(map(lengthened, self.scores))


def film_files(told: Path, workshop: Workshop) -> dict[str, Path]:
    """The demo film's files by name; where they lie is written down, so that no case loads the code that makes films."""
    if not told.exists():
        film = importlib.import_module("yeoun.filming").make_demo_film(workshop)
        told.write_text(json.dumps({file.path: str(workshop.path(file)) for file in film.files}), encoding="utf-8")
    return {name: Path(place) for name, place in json.loads(told.read_text(encoding="utf-8")).items()}


def prepared(store: str) -> Film:
    """The film and its scores, found in a store or made there."""
    with ThreadPoolExecutor(2) as executor:
        workshop = Workshop(Store(store), codec(), {}, executor, time.monotonic, lambda told: None, None, grounds_of)
        files = film_files(Path(store) / "film.json", workshop)
        given: dict[Digest, Path] = {}

        def ref(role: str, name: str) -> FileRef:
            path = files[name]
            digest = sha256_of(path)
            given[digest] = path
            return FileRef(role, name, digest, path.stat().st_size)

        material = Material(episode="s01e01", picture=ref("picture", "last_bus.mp4"), script=ref("script", "script_ko.txt"),
                            subtitles=(ref("subtitles", "subtitles_ko.srt"),), cuts=ref("cuts", "cuts.edl"),
                            dialogue=ref("dialogue", "dialogue.wav"))
        whole = Workshop(Store(store), codec(), given, executor, time.monotonic, lambda told: None,
                         frozenset({"reading", "observing", "feeling", "spotting", "composing", "orchestrating"}), grounds_of)
        found = scored(whole, material)
    several = tuple(renamed(found[k % len(found)], f"{found[k % len(found)].cue}-{k // len(found)}") for k in range(CUES))
    return Film(material, given, several)


def scored(workshop: Workshop, material: Material) -> tuple[Score, ...]:
    """The scores of the film, for which the walk is stopped where performing begins."""
    caught: list[tuple[Score, ...]] = []
    performed = scoring._performed

    def stop(scores: tuple[Score, ...], workshop: Workshop) -> Any:
        caught.append(scores)
        raise StopIteration

    scoring._performed = stop
    try:
        scoring.score_episode(material, House(), ThemeBook(), Notes(), workshop)
    except StopIteration:
        return caught[0]
    finally:
        scoring._performed = performed
    raise AssertionError("the main path has performed nothing")


def renamed(score: Score, name: str) -> Score:
    """The same music as another cue: its own names, and so its own luck."""
    cue = CueKey(name)
    return replace(score, cue=cue, parts=tuple(replace(part, cue=cue) for part in score.parts),
                   ambience=None if score.ambience is None else replace(score.ambience, cue=cue))


def lengthened(score: Score) -> Score:
    """The same music played through again and again, until it is a minute long: as many notes a second, and one start."""
    times = math.ceil(A_CUE_S / score.length_s)
    more = score.length_s * (times - 1)

    def again(part: Part) -> Part:
        notes = tuple(replace(note, onset_s=Seconds(note.onset_s + k * score.length_s)) for k in range(times) for note in part.notes)
        pedal = tuple((at + k * score.length_s, down) for k in range(times) for at, down in part.pedal)
        return replace(part, notes=notes, pedal=pedal, length_s=Seconds(part.length_s + more),
                       sounds_until_s=Seconds(part.sounds_until_s + more))

    air = score.ambience
    return replace(score, parts=tuple(map(again, score.parts)), length_s=Seconds(score.length_s + more),
                   ambience=air and replace(air, length_s=Seconds(air.length_s + more), sounds_until_s=Seconds(air.sounds_until_s + more)))


@contextmanager
def hands(case: str, workers: int, store: str, given: dict[Digest, Path]) -> Iterator[Executor]:
    """Who works in a case."""
    if case == "farm":
        with opened("local", workers, store, given, "yeoun.nouns:codec", lambda told: None) as farm:
            yield farm
    else:
        with ThreadPoolExecutor(1 if case == "one core" else workers) as executor:
            yield Timed(executor) if case == "one core" else executor


def measure(work: str, case: str, workers: int, film_store: str) -> dict[str, Any]:
    """One case, in this process: seconds from where its hands are hired, CPU seconds of all its processes, and the bound."""
    film = prepared(film_store)
    scores = film.long if work == LONG else film.scores
    cpu, begun = spent(), time.monotonic()
    with tempfile.TemporaryDirectory(prefix="yeoun-bench-") as folder, hands(case, workers, folder, film.given) as executor:
        told: list[Told] = []
        workshop = Workshop(Store(folder), codec(), film.given, executor, time.monotonic, told.append, None, grounds_of)
        if work == WHOLE:
            scoring.score_episode(film.material, House(), ThemeBook(), Notes(), workshop)
        else:
            scoring._performed(scores, workshop)
        return {"work": work, "case": case, "wall": time.monotonic() - begun, "cpu": spent() - cpu,
                "made": sum(each.what == "made" for each in told), "rows": executor.rows if isinstance(executor, Timed) else None}


def spent() -> float:
    """CPU seconds of this process and of all it has started: of those that live, and of those that each has waited for."""
    own = psutil.Process()
    return float(sum(sum(each.cpu_times()[:4]) for each in (own, *own.children(recursive=True))))


def _ratios(found: list[dict[str, Any]]) -> list[tuple[str, str, float]]:
    """How many times faster than one core the cases of eight cues are."""
    return [(work, each["case"], one["wall"] / each["wall"]) for work in (PERFORMING, LONG) for one in found for each in found
            if one["work"] == each["work"] == work and one["case"] == "one core" != each["case"]]


def page(found: list[dict[str, Any]], workers: int) -> str:
    """The figures as a page."""
    on = machine()
    lines = ["# How the farm scales on one machine", "", "<!-- made by `make bench-farm` -->", "",
             f"{workers} workers on {on['processors']} processors ({on['processor']}), {on['memory_gb']} GB, {on['system']}, Python "
             f"{on['python']}, Yeoun {on['yeoun']}; " + ", ".join(f"{name} {number}" for name, number in on["stands_on"].items())
             + f". Load {os.getloadavg()[0]:.1f} when it ended: at a load above {workers} the wall clock says nothing. Demo film, empty "
             "store, each case a process of its own; what it starts, loads, compiles and decodes is counted, the farm's cluster too.", "",
             "| work | hands | steps | wall s | times one core | CPU s | CPU over one core |", "|---|---|---|---|---|---|---|"]
    for work in dict.fromkeys(each["work"] for each in found):
        row = {each["case"]: each for each in found if each["work"] == work}
        one = row["one core"]
        for case, each in row.items():
            lines.append(f"| {work} | {case} | {each['made']} | {each['wall']:.1f} | {one['wall'] / each['wall']:.2f} | "
                         f"{each['cpu']:.1f} | {each['cpu'] / one['cpu'] - 1:+.0%} |")
        alone = bound(one["rows"], 1)
        lines.append(f"| {work} | *bound* | | {bound(one['rows'], workers):.1f} of {alone:.1f} | "
                     f"{alone / bound(one['rows'], workers):.2f} | | |")
    lines += ["", f"Asked of eight cues on two cores: {ASKED} times one core. " + ", ".join(
        f"{'met' if ratio >= ASKED else 'missed'} by {case} on {work} ({ratio:.2f})" for work, case, ratio in _ratios(found)) + "."]
    lines += ["", "The bound lays the CPU seconds of each step on one core on the workers, row by row: what the main path allows. The",
              "longest steps that stand alone in their row, in a whole run:", "", "| step | CPU s |", "|---|---|"]
    whole: list[list[tuple[str, float]]] = next((each["rows"] for each in found if each["rows"] and each["work"] == WHOLE), [])
    alone_rows = sorted(((row[0][0], row[0][1]) for row in whole if len(row) == 1), key=lambda each: -each[1])
    return "\n".join([*lines, *(f"| {step} | {seconds:.1f} |" for step, seconds in alone_rows[:5]), ""])


def main(out: Path, film_store: str, workers: int) -> None:
    """Every case, one after another."""
    prepared(film_store)    # so that no case makes the film
    found = []
    for work in (PERFORMING, LONG, WHOLE):
        for case in CASES:
            ran = subprocess.run([sys.executable, "-m", "tests.farm.bench", work, case, str(workers), film_store], check=True,
                                 stdout=subprocess.PIPE, text=True)
            found.append(json.loads(ran.stdout.splitlines()[-1]))
            sys.stdout.write(f"{work}, {case}: {found[-1]['wall']:.1f} s, {found[-1]['cpu']:.1f} CPU s\n")
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(page(found, workers), encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) == 5:
        sys.stdout.write(json.dumps(measure(sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4])) + "\n")
    else:
        main(Path("docs/bench/farm.md"), sys.argv[1], os.cpu_count() or 1)
