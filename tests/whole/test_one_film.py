"""One film from picture, script and subtitles to a finished folder: whole, measured, repeatable, and made only once."""

import html
import re
import shutil
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.whole.conftest import Scored
from tests.whole.console import digests, read, yeoun
from tests.whole.films import DAY, NIGHT, spoken, subtitles
from yeoun.checking.contract import ALWAYS
from yeoun.units.stages import STAGES

SAMPLES = 384_384
pytestmark = pytest.mark.filterwarnings("ignore:module 'sre_:DeprecationWarning")    # a reader of MusicXML that check brings


def test_everything_a_music_team_hands_over_is_there(scored: Scored) -> None:
    assert [name for name in ALWAYS if not (scored.out / name).is_file()] == []
    index = read(scored.out / "score.json")
    on_disk = set(digests(scored.out)) - {"score.json"}
    assert {each["path"] for each in index["files"]} == on_disk
    assert (index["schema"], index["rate"], index["episode"]) == (1, "24000/1001", "s01e01")
    assert {each["role"] for each in index["inputs"]} == {"picture", "script", "subtitles", "notes"}
    assert {stage["name"] for stage in read(scored.out / "run.json")["stages"]} == set(STAGES)


def test_the_check_finds_nothing_wrong(scored: Scored) -> None:
    ran = yeoun("check", scored.out, "--json")
    assert [each for each in ran.told_whole if not each["ok"]] == []
    assert ran.status == 0 and len(ran.told_whole) > 15


def test_of_a_run_that_went_all_the_way_the_check_misses_a_report_and_finds_a_stem_that_was_changed(scored: Scored, tmp_path: Path) -> None:
    assert read(scored.out / "run.json")["until"] is None
    shutil.copytree(scored.out, tmp_path / "out")
    (tmp_path / "out" / "report.html").unlink()
    stem = sorted((tmp_path / "out" / "cues" / "1m01" / "stems").glob("*.wav"))[0]
    contents = bytearray(stem.read_bytes())
    contents[-4096:] = bytes(byte ^ 0x40 for byte in contents[-4096:])
    stem.write_bytes(bytes(contents))
    ran = yeoun("check", tmp_path / "out", "--json")
    failed = {each["what"] for each in ran.told_whole if not each["ok"]}
    assert ran.status == 1 and failed >= {"files of the contract", "digests and sizes", "stems of 1m01 sum to its music"}


def test_there_is_music_and_it_is_as_long_as_the_picture(scored: Scored) -> None:
    music, rate = soundfile.read(scored.out / "mix" / "music_20.wav")
    assert (rate, len(music)) == (48_000, SAMPLES)
    first, second = music[: 3 * 48_000], music[round(5.2 * 48_000):]
    assert all(np.sqrt(np.mean(part**2)) > 10 ** (-50 / 20) for part in (first, second))


def test_a_silence_people_asked_for_is_silent_and_says_whose_it_is(scored: Scored) -> None:
    spotting = read(scored.out / "spotting" / "spotting.json")
    (silence,) = spotting["silences"]
    assert (silence["start_frame"], silence["end_frame"], silence["kind"], silence["manner"]) == (72, 120, "composed", "cut")
    assert silence["notes"] == ["n2"] and "n2" in silence["reason"]
    assert [(cue["start_frame"], cue["end_frame"], cue["notes"]) for cue in spotting["cues"]] == [
        (0, 72, ["n1", "n2"]), (120, 192, ["n3"])]
    assert "n2" in (scored.out / "report.html").read_text(encoding="utf-8")
    for name in ("music_714", "music_51", "music_20", "binaural_20"):
        music, _ = soundfile.read(scored.out / "mix" / f"{name}.wav", always_2d=True)
        quiet = music[round(3.003 * 48_000) + 12_000:round(5.005 * 48_000) - 480]
        assert np.abs(quiet).max() < 10 ** (-60 / 20), name


def test_a_second_run_makes_nothing_and_takes_a_moment(scored: Scored) -> None:
    before = digests(scored.out)
    ran = scored.again(scored.out)
    record = read(scored.out / "run.json")
    assert ran.status == 0 and ran.names("made") == set()
    assert sum(stage["made"] for stage in record["stages"]) == 0
    assert sum(stage["found"] for stage in record["stages"]) == sum(ran.steps("found").values()) > 40
    assert ran.seconds < 5.0
    assert digests(scored.out) == before


def test_another_store_and_one_processor_give_the_same_bytes(scored: Scored, tmp_path: Path) -> None:
    ran = scored.again(tmp_path / "out", store=tmp_path / "store", processors=1)
    # the folder's index asks for the picture's facts again, and what notes changed for what is the same without one of them
    assert ran.status == 0 and ran.names("found") == {"read", "light", "feel", "join", "invent"}
    one, other = digests(scored.out), digests(tmp_path / "out")
    assert sorted(one) == sorted(other)
    assert [path for path in one if one[path] != other[path]] == []


ALWAYS_FOUND = {"watch", "listen", "detect"}                       # what is seen and heard asks for no words
FILES_OF_ALL = {"observation_files", "emotion_files", "spotting_files", "theme_files", "session_files", "picture_files",
                "master_files", "paperwork_files", "report_file"}


def test_one_changed_line_makes_only_what_hangs_on_it(scored: Scored, tmp_path: Path) -> None:
    changed = subtitles(tmp_path / "film.srt", DAY, spoken(NIGHT, 1, "이제 다 끝났어. 잘 가."))
    film = type(scored.film)(scored.film.picture, scored.film.script, changed)
    ran = scored.again(tmp_path / "out", film=film)
    assert ran.status == 0, ran.err
    made, found = ran.steps("made"), ran.steps("found")
    assert ALWAYS_FOUND <= ran.names("found") and not ALWAYS_FOUND & ran.names("made")
    ways = 4    # each of three notes left out, and all of them: their two scenes feel as they do with them
    assert made["feel", ""] == 1 and found["feel", ""] == 1 + 2 * ways    # the day feels as it felt
    untouched = {about for step, about in found if step == "perform"}
    again = {about for step, about in made if step == "perform"}
    assert untouched == {about for step, about in scored.ran.steps("made") if step == "perform" and about.startswith("1m01")}
    assert again and all(about.startswith("1m02") for about in again)
    assert found["room", "1m01"] == 1 and made["room", "1m02"] == 1
    # place is made again only where a cue moved or ends otherwise
    assert ran.names("made") - {"place"} == {
        "read", "align", "light", "view", "feel", "join", "spot", "spot_plainly", "differ", "invent", "plan", "compose",
        "orchestrate", "perform", "room", "mix",
        "preview", "master", "cue_files"} | FILES_OF_ALL
    one, other = digests(scored.out), digests(tmp_path / "out")
    assert all(one[path] == other[path] for path in one if path.startswith("cues/1m01/stems/"))
    assert one["cues/1m02/music.wav"] != other["cues/1m02/music.wav"]


def test_stopping_after_a_stage_leaves_its_files_and_an_index(scored: Scored, tmp_path: Path) -> None:
    out = tmp_path / "out"
    ran = scored.again(out, "--until", "observing")
    assert ran.status == 0 and ran.names("made") == set()
    wanted = {f"observations/{name}.json" for name in ("shots", "light", "events", "speech")}
    assert set(digests(out)) == wanted | {"score.json"}
    assert {each["path"] for each in read(out / "score.json")["files"]} == wanted
    assert [stage["name"] for stage in read(out / "run.json")["stages"]] == ["reading", "observing", "delivering"]


@pytest.mark.parametrize("stage", STAGES)
def test_every_stage_can_be_the_last_one_and_does_its_own_work(scored: Scored, tmp_path: Path, stage: str) -> None:
    ran = scored.again(tmp_path / "out", "--until", stage)
    worked = {each["stage"] for each in ran.told if each["event"] == "found"}
    assert ran.status == 0 and worked - {"delivering"} == set(STAGES[:STAGES.index(stage) + 1]) - {"delivering"}
    assert read(tmp_path / "out" / "score.json")["schema"] == 1


def test_the_end_of_a_run_says_what_each_note_did_as_the_report_does(scored: Scored) -> None:
    film = scored.film
    ran = yeoun("score", film.picture, *film.papers, "--notes", scored.notes, "--out", scored.out, "--store", scored.store)
    lines = ran.out.splitlines()
    start = next(k for k, line in enumerate(lines) if line.startswith("What your notes did"))
    told = [line.strip() for line in lines[start + 1:] if line.startswith("  ") and not line.startswith("  !")]
    assert [line.split(" asks for ")[0] for line in told if " asks for " in line] == ["n1", "n2", "n3"]
    page = html.unescape((scored.out / "report.html").read_text(encoding="utf-8"))
    said = [re.sub(r"^n\d, ", "", line) for line in told if " asks for " not in line and not line.startswith("all of them")
            and "more of the kind" not in line]
    assert said and [line for line in said if line.removeprefix("not obeyed: ").removeprefix("obeyed in part: ") not in page] == []
    assert "warning" in lines[-1] or any(line.startswith("  !") for line in lines[-3:])


@pytest.mark.parametrize("stage", ["reading", "observing", "feeling", "spotting", "composing", "mixing"])
def test_the_check_measures_of_a_stopped_run_what_it_leaves_and_says_so(scored: Scored, tmp_path: Path, stage: str) -> None:
    out = tmp_path / "out"
    stopped = scored.again(out, "--until", stage)
    assert read(out / "run.json")["until"] == stopped.told[-1]["until"] == stage
    ran = yeoun("check", out, "--json")
    assert ran.status == 0 and ran.told_whole[0]["measured"] == f"stopped after {stage}"
    said = yeoun("check", out).out
    assert f"The run was stopped after {stage}, as --until asked" in said and " 0 failed." in said
    left = [path for path in sorted(out.rglob("*.json")) if path.name not in {"run.json", "score.json"}]
    for path in left[:1]:    # what should be there is asked for all the same
        path.unlink()
    assert yeoun("check", out).status == (1 if left else 0)


def test_an_earlier_stop_clears_what_a_longer_run_left_but_nothing_of_other_people(scored: Scored, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert scored.again(out).status == 0
    (out / "cues" / "1m01" / "my remarks.txt").write_text("mine")
    assert scored.again(out, "--until", "spotting").status == 0
    left = set(digests(out))
    assert "cues/1m01/my remarks.txt" in left and "spotting/spotting.json" in left
    assert not {path for path in left if path.startswith(("masters/", "mix/", "picture/"))}
    assert not any(path.is_dir() and not any(path.iterdir()) for path in out.rglob("*"))


def test_what_is_seen_and_heard_is_what_was_drawn(scored: Scored) -> None:
    shots = read(scored.out / "observations" / "shots.json")["shots"]
    assert [(shot["start_frame"], shot["end_frame"]) for shot in shots] == [(0, 96), (96, 192)]
    light = read(scored.out / "observations" / "light.json")["shots"]
    assert light[0]["mired"] > light[1]["mired"] and light[0]["luminance"] > light[1]["luminance"]


def test_the_store_can_be_counted_and_forgotten_and_the_folder_stays_whole(scored: Scored, tmp_path: Path) -> None:
    shutil.copytree(scored.store, tmp_path / "store")
    ran = yeoun("store", "--store", tmp_path / "store", "--keep", "1KB")
    assert ran.status == 0 and "Forgot" in ran.out
    again = scored.again(tmp_path / "out", "--until", "observing", store=tmp_path / "store")
    assert again.status == 0 and again.names("made") == {"listen", "observation_files"}
    assert digests(tmp_path / "out").keys() >= {"observations/speech.json"}
