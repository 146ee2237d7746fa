"""Memory does not grow with the picture: two minutes and twenty, mixed, mastered and checked, each in a process of its own.

The before: with whole curves and whole masters in memory, the check alone took 1685 MiB for eight minutes. Measured: MEASURED.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.mastering import long_film

MOST_GROWN_MIB = 150


def of_length(seconds: int, root: Path) -> dict[str, Any]:
    """What a film of so many seconds costs."""
    ran = subprocess.run([sys.executable, "-m", long_film.__name__, str(seconds), str(root)], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr[-2_000:]
    shutil.rmtree(root)
    told: dict[str, Any] = json.loads(ran.stdout)
    assert all(ok for _, _, ok in told["findings"]), told["findings"]
    return told


def test_ten_times_the_film_takes_hardly_more_memory(tmp_path: Path) -> None:
    short, long = of_length(120, tmp_path / "short"), of_length(1_200, tmp_path / "long")
    grown = {stage: long["peak_mib"][stage] - short["peak_mib"][stage] for stage in short["peak_mib"]}
    print(short["peak_mib"], long["peak_mib"], long["cpu_s"])    # noqa: T201
    assert long["cpu_s"] > 4 * short["cpu_s"], "the long film did the work of a long film"
    assert all(more < MOST_GROWN_MIB for more in grown.values()), grown
