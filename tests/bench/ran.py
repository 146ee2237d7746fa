"""A run of the program, with the seconds, processor seconds and memory it took, stage by stage.

Conventions: what passes between two lines of `--json` belongs to the stage of the line before, as in run.json. Processor
seconds are user and system, of the process and of those it has waited for (/proc, so Linux only).
"""

import json
import os
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Run:
    """One run: its lines, seconds on the clock and of processors, altogether and by stage, and its peak memory."""

    lines: tuple[dict[str, Any], ...]
    wall_s: float
    cpu_s: float
    stages: dict[str, tuple[float, float]]    # wall, processor
    peak_mib: float

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
    for text in child.stdout:
        line = json.loads(text)
        now = (time.monotonic(), _processor_s(child.pid))
        wall, cpu = stages.get(stage, (0.0, 0.0))
        stages[stage] = (wall + now[0] - before[0], cpu + now[1] - before[1])
        lines.append(line)
        before, stage = now, line.get("stage", "laying out")
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        sys.exit(f"yeoun {' '.join(map(str, arguments))} ended with {child.returncode}")
    return Run(tuple(lines), time.monotonic() - start, usage.ru_utime + usage.ru_stime, stages, usage.ru_maxrss / 1024)


def _processor_s(pid: int) -> float:
    facts = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, facts[11:15])) / TICK


def alone(what: str, *arguments: str | Path) -> dict[str, float]:
    """The figures of one measurement in `tests.bench.alone`, in a process of its own, with its peak memory."""
    done = subprocess.run([sys.executable, "-m", "tests.bench.alone", what, *map(str, arguments)], stdout=subprocess.PIPE,
                          text=True, check=True)
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures
