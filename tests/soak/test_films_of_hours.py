"""Films of hours: twenty minutes and three hours, from picture and papers to scores, by the command line as people call it.

The picture has a single keyframe, the worst there is: all of it is one reel. Everything but sound is made: what is seen and heard,
lines on picture time, feelings, cues, themes, sketches and scores. Of mixing and mastering test_long_films.py and
test_an_hour.py speak: at three hours they would take 150 GB of disk.
"""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

import imageio_ffmpeg
import pytest

from tests.bench.ran import Run, ran
from tests.soak.episode import LENGTH_S, write_papers
from tests.soak.figures import Row, Watch, told

MOST_MIB = 1_500e6 / 2**20    # 1.5 GB
MOST_TIMES_LINEAR = 1.3
A_SHOT_S = 5
SPANS = [(6.0 * k + 2.0, 6.0 * k + 4.5) for k in range(12)]    # when lines are said in every scene


@dataclass(frozen=True)
class Made:
    """A run as far as scores, and what it found."""

    run: Run
    shots: int
    cues: int


def made(folder: Path, scenes: int) -> Made:
    """One film of so many scenes of 80 seconds."""
    seconds, picture = round(scenes * LENGTH_S), folder / f"{scenes}.mkv"
    write_papers(folder / "script.txt", folder / "subtitles.srt", SPANS, scenes)
    subprocess.run([imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-v", "error", "-y", "-f", "lavfi", "-i",
                    f"testsrc=s=64x48:r=24:d={seconds},negate=enable='lt(mod(t,{2 * A_SHOT_S}),{A_SHOT_S})'", "-f", "lavfi", "-i",
                    f"anoisesrc=d={seconds}:r=48000:a=0.02:c=pink:seed=1", "-c:v", "libx264", "-preset", "ultrafast", "-x264-params",
                    "keyint=infinite:scenecut=0", "-c:a", "flac", "-threads", "1", str(picture)], check=True)
    run = ran("score", picture, "--script", folder / "script.txt", "--subtitles", folder / "subtitles.srt", "--out", folder / "out",
              "--store", folder / "store", "--until", "orchestrating")
    shots = json.loads((folder / "out/observations/shots.json").read_text(encoding="utf-8"))["shots"]
    cues = json.loads((folder / "out/spotting/spotting.json").read_text(encoding="utf-8"))["cues"]
    assert shots[-1]["end_frame"] == 24 * seconds and len(run.recipes("watch")) == 1
    print(scenes, "scenes:", round(run.cpu_s), "processor s,", round(run.largest_mib), "MiB;", {    # noqa: T201 - what it is for
        stage: (round(cpu), round(run.held.get(stage, 0.0))) for stage, (_, cpu) in run.stages.items()})
    return Made(run, len(shots), len(cues))


@pytest.fixture(scope="module")
def watch() -> Watch:
    """What both films take."""
    return Watch()


@pytest.fixture(scope="module")
def twenty_minutes(watch: Watch, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """What the long one is held against."""
    return made(tmp_path_factory.mktemp("minutes"), 15)


@pytest.fixture(scope="module")
def three_hours(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Three hours and ten seconds."""
    return made(tmp_path_factory.mktemp("hours"), 135)


def test_the_long_film_is_all_there(twenty_minutes: Made, three_hours: Made) -> None:
    for each, scenes in ((twenty_minutes, 15), (three_hours, 135)):
        assert abs(each.shots - scenes * LENGTH_S / A_SHOT_S) <= 2
    assert three_hours.cues > 6 * twenty_minutes.cues
    assert three_hours.run.made["compose"] == three_hours.cues


def test_no_process_takes_more_than_a_gigabyte_and_a_half_for_three_hours(three_hours: Made) -> None:
    assert three_hours.run.largest_mib < MOST_MIB


def test_nine_times_the_film_takes_nine_times_as_long(watch: Watch, twenty_minutes: Made, three_hours: Made) -> None:
    times = three_hours.run.cpu_s / twenty_minutes.run.cpu_s / 9
    assert times < MOST_TIMES_LINEAR and three_hours.run.largest_mib < MOST_MIB
    told(Row("a film of three hours", "64x48, one keyframe, noise for sound, script and subtitles; as far as scores", 1, {
        "MiB in the largest process": round(three_hours.run.largest_mib), "with twenty minutes": round(twenty_minutes.run.largest_mib),
        "processor s": round(three_hours.run.cpu_s), "with twenty minutes, processor s": round(twenty_minutes.run.cpu_s),
        "percent of nine times that": round(100 * times)}, *watch.read(), "make soak ONLY=films_of_hours"))
