"""What watches a run sees whoever it starts, and the page of long films says whether they are linear."""

import sys

import pytest

from tests.bench.long_page import page
from tests.bench.ran import watched

HUNGRY = "import time; held = bytearray({mib} << 20); held[::4096] = b'x' * len(held[::4096]); time.sleep(1.5)"


@pytest.mark.parametrize("depth", [0, 1, 2])
def test_the_largest_process_is_found_however_deep_it_was_started(depth: int) -> None:
    command = [sys.executable, "-c", HUNGRY.format(mib=200)]
    for _ in range(depth):
        command = [sys.executable, "-c", f"import subprocess; subprocess.run({command!r}); print('said')"]
    told, status, largest = watched(command)
    assert status == 0 and told == "said\n" * depth
    assert 200 < largest < 260


def test_a_process_that_holds_little_is_not_said_to_hold_much() -> None:
    assert watched([sys.executable, "-c", "import time; time.sleep(1)"])[2] < 60


def run(minutes: float, cpu_s: float) -> dict[str, object]:
    """A run of so many minutes of picture, all of it mixing."""
    stage = {"cpu_s": cpu_s, "wall_s": cpu_s, "gb_on_disk": 0.1, "held_mib": 300}
    return {"picture_s": 60 * minutes, "scenes": 1, "lines": 1, "cues": 1, "music_share": 0.2, "asked": 0.3, "cpu_s": cpu_s,
            "wall_s": cpu_s, "largest_mib": 900, "lies_gb": 1.0, "said_gb": 1.2, "files": 7, "sizes": {"report.html": 1000},
            "stages": {"mixing": stage}, "check": {"findings": 9, "failed": [], "cpu_s": 1.0, "peak_mib": 200},
            "machine": {"processors": 2, "processor": "any", "memory_gb": 8, "system": "here", "python": "3", "yeoun": "0",
                        "stands_on": {}, "load_before": 0.0}}


def test_the_page_shows_what_a_minute_costs_more_in_a_long_film() -> None:
    shown = page("2026-11-30", [run(5.0, 10.0), run(60.0, 360.0)])
    assert "| mixing | 10.00 | 360.00 | 2.00 | 6.00 | 3.00 |" in shown
