"""What the long fault tests counted, kept in docs/bench/faults.json and shown in docs/bench/faults.md; both are written by the tests.

A row belongs to one test and one input; each test that ends well replaces its own rows and leaves the others as they are.
"""

import json
import os
import platform
import sys
import time
from dataclasses import asdict, dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path

PLACE = Path(__file__).resolve().parents[2] / "docs" / "bench"
HEAD = """# Hard to break: what was tried, and what came of it

<!-- made by `make soak`; faults.json beside this page holds every row -->

A row is written by the test that counted it, and only when nothing was found wanting: no store or folder with something half-written, no
traceback, no reader that crashed, hung over 10 s or took over 1 GiB. A test that fails leaves the row of the run before, with its date.
Processor seconds are the test's own and its children's; where others work on the machine they are up to twice what they are alone.

| what | input | tried | came of it | processor s | clock s | date | machine | command |
|---|---|---|---|---|---|---|---|---|
"""


@dataclass(frozen=True)
class Row:
    """One line of the page. `came` counts what came of it; `command` makes it again."""

    what: str
    about: str
    tried: int
    came: dict[str, int]
    cpu_s: float
    clock_s: float
    command: str


TICK = os.sysconf("SC_CLK_TCK")


def _used_by(process: str) -> float:
    """Processor seconds of a process, of those it has waited for, and of those it has not."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    children = {each for task in Path(f"/proc/{process}/task").iterdir() for each in (task / "children").read_text().split()}
    return sum(map(int, fields[11:15])) / TICK + sum(map(_used_by, children))


class Watch:
    """Processor seconds and seconds on the clock since it was made."""

    def __init__(self) -> None:
        self._begun = self._now()

    def _now(self) -> tuple[float, float]:
        return _used_by(str(os.getpid())), time.monotonic()

    def read(self) -> tuple[float, float]:
        """Processor seconds, seconds on the clock."""
        (cpu, clock), (cpu_then, clock_then) = self._now(), self._begun
        return round(cpu - cpu_then, 1), round(clock - clock_then, 1)


def told(row: Row) -> None:
    """Put a row in its place on the page."""
    path = PLACE / "faults.json"
    rows = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    rows[f"{row.what}, {row.about}"] = asdict(row) | {"date": date.today().isoformat(), "machine": _machine()}
    path.write_text(json.dumps(rows, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    (PLACE / "faults.md").write_text(page(rows), encoding="utf-8")


def page(rows: dict[str, dict[str, object]]) -> str:
    """The rows as a page."""
    return HEAD + "".join(_line(rows[each]) for each in sorted(rows))


def _line(row: dict[str, object]) -> str:
    came = row["came"]
    assert isinstance(came, dict)
    cells = (row["what"], row["about"], row["tried"], ", ".join(f"{count} {what}" for what, count in sorted(came.items())),
             row["cpu_s"], row["clock_s"], row["date"], row["machine"], f"`{row['command']}`")
    return "| " + " | ".join(map(str, cells)) + " |\n"


def _machine() -> str:
    models = [line.partition(":")[2].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    cores = len(os.sched_getaffinity(0))
    return (f"{cores} processors ({models[0] if models else platform.machine()}), load {os.getloadavg()[2]:.1f}, {platform.system()} "
            f"{platform.release()}, Python {'.'.join(map(str, sys.version_info[:3]))}, Yeoun {version('yeoun')}")
