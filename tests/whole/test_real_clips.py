"""Real clips of other people: each works, and says what it met."""

import subprocess
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import imageio_ffmpeg
import pytest
import soundfile

from tests.material import material, needs_material
from tests.whole.console import Ran, read, yeoun

pytestmark = [needs_material, pytest.mark.filterwarnings("ignore:module 'sre_:DeprecationWarning")]


def observed(name: str, tmp_path: Path, *more: str) -> tuple[Path, Ran]:
    out = tmp_path / "out"
    ran = yeoun("score", material(f"video/{name}"), "--out", out, "--store", tmp_path / "store", *more)
    assert ran.status == 0, ran.err
    return out, ran


def told(out: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = read(out / "score.json")["warnings"]
    return found


def says(warnings: Sequence[dict[str, Any]], *words: str) -> bool:
    """Whether one warning holds all the words."""
    return any(all(word.lower() in each["message"].lower() for word in words) for each in warnings)


def test_a_silent_film_is_scored_from_its_picture_alone(tmp_path: Path) -> None:
    out, _ = observed("chaplin_silent.mp4", tmp_path)
    ran = yeoun("check", out, "--json")
    assert [each for each in ran.told_whole if not each["ok"]] == []
    assert says(told(out), "sound")
    index = read(out / "score.json")
    assert Fraction(index["rate"]) == 25 and abs(index["length_s"] - 241 / 25) < 1e-6
    assert read(out / "observations" / "speech.json")["speech"] == []
    music = soundfile.info(out / "mix" / "music_20.wav")
    assert music.frames == round(241 / 25 * 48_000)
    assert read(out / "spotting" / "spotting.json")["cues"]


def test_a_file_of_several_streams_names_those_it_leaves(tmp_path: Path) -> None:
    out, _ = observed("nasa_13013.mp4", tmp_path)
    assert [each for each in yeoun("check", out, "--json").told_whole if not each["ok"]] == []
    left = [each["message"] for each in told(out) if each["code"] == "several_streams"]
    assert [message for message in left if "picture streams; 0 is used, not 3" in message and "--stream" in message]
    assert [message for message in left if "sound streams; 1 is used, not 4" in message]
    assert read(out / "score.json")["rate"] == "25/1"
    assert read(out / "observations" / "speech.json")["speech"]
    (cue,) = read(out / "spotting" / "spotting.json")["cues"]    # an English documentary; a dark room dissolves into a bright mirror
    assert cue["reason"].startswith("the light turns at 00:00:05:14 (light, size 0.") and "longs" not in cue["reason"]
    assert cue["function"] == "underscore" and cue["theme"] is None
    assert read(out / "cues" / cue["id"] / "sketch.json")["fusion"]["gugak"] == 0.0
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "stated in no cue" in page and "gugak" not in page


def test_another_stream_can_be_asked_for(tmp_path: Path) -> None:
    out, _ = observed("nasa_13013.mp4", tmp_path, "--until", "observing", "--stream", "3")
    assert read(out / "score.json")["rate"] == "30000/1001"
    assert says(told(out), "several picture streams; 3 is used, not 0")


@pytest.mark.parametrize(("name", "frames", "fewest_shots", "is_over"), [
    ("big_buck_bunny_0_30.webm", 720, 2, False), ("tears-of-steel-battle-clip-medium.webm", 1691, 20, True)])
def test_a_film_of_the_web_is_observed_whole_and_told_where_its_sound_is_over_full_scale(
        tmp_path: Path, name: str, frames: int, fewest_shots: int, is_over: bool) -> None:
    out, _ = observed(name, tmp_path, "--until", "observing")
    shots = read(out / "observations" / "shots.json")["shots"]
    assert len(shots) >= fewest_shots
    assert shots[0]["start_frame"] == 0 and abs(shots[-1]["end_frame"] - frames) <= 2
    assert all(one["end_frame"] == other["start_frame"] for one, other in zip(shots, shots[1:], strict=False))
    assert says(told(out), "full scale") is is_over, told(out)


def test_a_stretch_of_a_film_of_the_web_is_scored_whole(tmp_path: Path) -> None:
    """Ten seconds of it; all of it, and the other film: tests/soak/test_films_of_the_web.py."""
    part = tmp_path / "part.webm"
    subprocess.run([imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-v", "error", "-i",
                    material("video/tears-of-steel-battle-clip-medium.webm"), "-t", "10", "-c", "copy", part], check=True)
    out = tmp_path / "out"
    ran = yeoun("score", part, "--out", out, "--store", tmp_path / "store")
    assert ran.status == 0, ran.err
    assert read(out / "spotting" / "spotting.json")["cues"]
    assert [each for each in yeoun("check", out, "--json").told_whole if not each["ok"]] == []
