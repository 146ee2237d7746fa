"""An episode of an hour, end to end: picture, script, subtitles, cut list and dialogue to a folder that `yeoun check` measures.

Five minutes are scored beside it, as the measure of what is linear. 45 GB of disk and an hour of processor time (docs/bench/long.md).
"""

from pathlib import Path

from tests.bench.long import scored
from tests.soak.conftest import Demo

MOST_MIB = 1_500e6 / 2**20    # 1.5 GB, asked of three hours; an hour must not take more either
MOST_TIMES_LINEAR = 1.3


def test_an_hour_is_scored_whole_in_bounded_memory_and_linear_time(demo: Demo, tmp_path: Path) -> None:
    short = scored(demo.film, 4, tmp_path / "short")
    hour = scored(demo.film, 45, tmp_path / "hour")
    assert hour["picture_s"] > 3_600 and hour["scenes"] == 45 and hour["lines"] == 540 and hour["cues"] > 25
    for told in (short, hour):
        print(told)    # noqa: T201 - the figures are what a long test is for
        assert told["check"]["status"] == 0, told["check"]["failed"]
    assert hour["largest_mib"] < MOST_MIB and hour["check"]["peak_mib"] < MOST_MIB
    assert hour["cpu_s"] < MOST_TIMES_LINEAR * 45 / 4 * short["cpu_s"]
    assert hour["lies_gb"] < hour["said_gb"] < 1.5 * hour["lies_gb"], "what is said before is enough, and not half too much"
