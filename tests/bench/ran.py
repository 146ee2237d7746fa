"""A run of the program, with the seconds, processor seconds and memory it took, stage by stage.

Conventions: what passes between two lines of `--json` belongs to the stage of the line before, as in run.json. Processor
seconds are user and system, of the process and of those it has waited for. Memory is looked at four times a second, of the
process and of everybody below it: films are opened in processes of their own. (/proc, so Linux only.)
"""

import json
import os
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

TICK = os.sysconf("SC_CLK_TCK")
LOOK_EVERY_S = 0.25    # our choice: what a process holds at most is kept by the system, so it only has to be seen once


@dataclass(frozen=True)
class Run:
    """One run: its lines, seconds on the clock and of processors, altogether and by stage, and its peak memory."""

    lines: tuple[dict[str, Any], ...]
    wall_s: float
    cpu_s: float
    stages: dict[str, tuple[float, float]]    # wall, processor
    peak_mib: float
    held: dict[str, float] = field(default_factory=dict)    # the largest process of all by stage, MiB
    largest_mib: float = 0.0                                # the same over the whole run, by its own highest mark

    @property
    def made(self) -> Counter[str]:
        """How often each step was made."""
        return Counter(each["step"] for each in self.lines if each["event"] == "made")

    @property
    def made_about(self) -> tuple[str, ...]:
        """Every step that was made, with what it was made for."""
        return tuple(f"{each['step']} {each['about']}".strip() for each in self.lines if each["event"] == "made")

    @property
    def found(self) -> int:
        """How many steps were found on the shelf."""
        return sum(each["event"] == "found" for each in self.lines)

    def recipes(self, step: str) -> list[str]:
        """The recipes of a step, in order."""
        return list(dict.fromkeys(each["recipe"] for each in self.lines if each.get("step") == step))


def ran(*arguments: str | Path) -> Run:
    """Run `yeoun ARGUMENTS --json` in a process of its own and watch it."""
    start = time.monotonic()
    child = subprocess.Popen([sys.executable, "-m", "yeoun", *map(str, arguments), "--json"], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    lines, stages, before, stage = [], dict[str, tuple[float, float]](), (start, 0.0), "starting"
    looked = _Look(child.pid)
    looked.start()
    for text in child.stdout:
        line = json.loads(text)
        now = (time.monotonic(), _processor_s(child.pid))
        wall, cpu = stages.get(stage, (0.0, 0.0))
        stages[stage] = (wall + now[0] - before[0], cpu + now[1] - before[1])
        lines.append(line)
        before, stage = now, line.get("stage", "laying out")
        looked.stage = stage
    child.stdout.close()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    looked.ended.set()
    looked.join()
    if child.returncode:
        sys.exit(f"yeoun {' '.join(map(str, arguments))} ended with {child.returncode}")
    peak = usage.ru_maxrss / 1024
    return Run(tuple(lines), time.monotonic() - start, usage.ru_utime + usage.ru_stime, stages, peak, looked.held,
               max(peak, looked.largest_mib))


def watched(command: list[str]) -> tuple[str, int, float]:
    """Any command: what it printed, its exit status, and the largest process of its family in MiB."""
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    looked = _Look(child.pid)
    looked.start()
    told, _ = child.communicate()
    looked.ended.set()
    looked.join()
    return told, child.returncode, looked.largest_mib


class _Look(threading.Thread):
    """What the largest process of a family holds, again and again until it has `ended`."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid, self.stage, self.ended = pid, "starting", threading.Event()
        self.held, self.largest_mib = dict[str, float](), 0.0

    def run(self) -> None:
        while not self.ended.wait(LOOK_EVERY_S):
            for pid in family(self.pid):
                now, most = _held_mib(pid)
                self.held[self.stage] = max(self.held.get(self.stage, 0.0), now)
                self.largest_mib = max(self.largest_mib, most)


def family(pid: int) -> Iterator[int]:
    """A process and everybody it started, and whom they started; those who leave meanwhile are left out."""
    yield pid
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = task.read_text().split()
        except OSError:
            continue
        for child in children:
            yield from family(int(child))


def _held_mib(pid: int) -> tuple[float, float]:
    """What a process holds now, and the most it ever held; nothing when it is gone."""
    try:
        facts = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    except OSError:
        return 0.0, 0.0
    now, most = (int(facts.get(name, "0 kB").split()[0]) / 1024 for name in ("VmRSS", "VmHWM"))
    return now, most


def left_by_stage(run: Run, store: Path) -> dict[str, tuple[int, int]]:
    """Bytes each stage left in a folder's store: as files are long, and as they lie on the disk, where silence is a hole."""
    found: dict[str, tuple[int, int]] = {}
    for recipe, stage in {each["recipe"]: each["stage"] for each in run.lines if "recipe" in each}.items():
        facts = [path.stat() for path in (store / "files" / recipe[:2] / recipe).rglob("*") if path.is_file()]
        facts += [path.stat() for path in (store / "things" / recipe[:2]).glob(recipe) if path.is_file()]
        size, lies = found.get(stage, (0, 0))
        found[stage] = size + sum(each.st_size for each in facts), lies + sum(512 * each.st_blocks for each in facts)
    return found


def _processor_s(pid: int) -> float:
    facts = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, facts[11:15])) / TICK


def alone(what: str, *arguments: str | Path) -> dict[str, float]:
    """The figures of one measurement in `tests.bench.alone`, in a process of its own, with its peak memory."""
    done = subprocess.run([sys.executable, "-m", "tests.bench.alone", what, *map(str, arguments)], stdout=subprocess.PIPE,
                          text=True, check=True)
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures
