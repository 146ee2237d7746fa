"""What cannot be scored is refused in one sentence, with status 2, no traceback, and nothing half-written behind."""

import re
import resource
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.whole.console import Ran, read, yeoun
from tests.whole.films import DAY, NIGHT, SOUND, Film, encode, sami, timed
from yeoun.cli.layout import STAGING
from yeoun.units.luck import Take, luck

PROGRESS = re.compile(r" *\d+ s  [a-z]+: |\d+ s of picture, scored for the first time: ")


def refused(ran: Ran, *words: str) -> str:
    """The one sentence of a refusal, checked for its form."""
    assert ran.status == 2, ran.err
    assert ran.out == "" and "Traceback" not in ran.err
    *before, sentence = ran.err.strip().splitlines()    # what was done until then is told in lines of their own
    assert all(PROGRESS.match(line) for line in before), before
    assert sentence.startswith("yeoun: ") and sentence.endswith("."), sentence
    assert len(re.findall(r"\.(?:\s|$)", sentence)) >= 2, f"why and what now are two sentences: {sentence}"
    for word in words:
        assert word in sentence, (word, sentence)
    return sentence


def left(folder: Path) -> list[Path]:
    """Files below a folder, if it is there."""
    return [path for path in folder.rglob("*") if path.is_file()] if folder.is_dir() else []


def scored(picture: Path, tmp_path: Path, *more: str | Path) -> Ran:
    return yeoun("score", picture, "--out", tmp_path / "out", "--store", tmp_path / "store", *more)


def test_a_picture_that_is_not_there(tmp_path: Path) -> None:
    refused(scored(tmp_path / "no.mp4", tmp_path), "no.mp4", "there is no such file", "Check the path")
    assert not (tmp_path / "out").exists()


def test_a_folder_for_a_picture(tmp_path: Path) -> None:
    refused(scored(tmp_path, tmp_path), "it is a folder, not a file")


def test_an_empty_picture(tmp_path: Path) -> None:
    (tmp_path / "empty.mp4").touch()
    refused(scored(tmp_path / "empty.mp4", tmp_path), "empty.mp4", "byte 0", "the file is empty")


@pytest.mark.parametrize("share", [0.02, 0.5, 0.95])
def test_a_truncated_picture(film: Film, tmp_path: Path, share: float) -> None:
    contents = film.picture.read_bytes()
    (tmp_path / "torn.mp4").write_bytes(contents[:int(len(contents) * share)])
    refused(scored(tmp_path / "torn.mp4", tmp_path), "torn.mp4")
    assert not (tmp_path / "out").exists()


def test_a_refused_run_leaves_no_folder_it_made_and_touches_none_that_was_there(tmp_path: Path) -> None:
    (tmp_path / "film.mp4").write_bytes(b"no film at all")
    (tmp_path / "there").mkdir()
    for out in ("deep/er/out", "there/out", "there"):
        refused(yeoun("score", tmp_path / "film.mp4", "--out", tmp_path / out, "--store", tmp_path / "store"), "film.mp4")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["film.mp4", "store", "there"]
    assert list((tmp_path / "there").iterdir()) == []


@pytest.mark.parametrize("kind", ["text", "noise", "zeros", "picture of one frame"])
def test_a_picture_that_is_no_film(tmp_path: Path, kind: str) -> None:
    noise = luck(Take(1), "noise").integers(0, 256, 5000, dtype=np.uint8).tobytes()
    still = b"P6\n4 4\n255\n" + bytes(48)
    contents = {"text": "지은: 안녕.\n".encode() * 40, "noise": noise, "zeros": bytes(5000), "picture of one frame": still}[kind]
    (tmp_path / "thing.mp4").write_bytes(contents)
    refused(scored(tmp_path / "thing.mp4", tmp_path), "thing.mp4")
    assert left(tmp_path / "out") == []


def test_sound_without_a_picture(tmp_path: Path) -> None:
    tone = np.repeat(0.2 * np.sin(np.arange(SOUND * 3)[:, None] / 30), 2, axis=1)
    encode(tmp_path / "song.mp4", None, tone)
    refused(scored(tmp_path / "song.mp4", tmp_path), "song.mp4", "picture")
    assert left(tmp_path / "out") == []


def test_a_film_shorter_than_two_seconds(tmp_path: Path) -> None:
    encode(tmp_path / "blink.mp4", np.full((24, 90, 160, 3), 90, dtype=np.uint8), None)
    refused(scored(tmp_path / "blink.mp4", tmp_path), "blink.mp4", "2")


def test_a_picture_without_sound_is_scored_with_a_warning(tmp_path: Path) -> None:
    ramp = np.linspace(40, 200, 96).astype(np.uint8)
    encode(tmp_path / "mute.mp4", np.broadcast_to(ramp[:, None, None, None], (96, 90, 160, 3)).copy(), None)
    ran = scored(tmp_path / "mute.mp4", tmp_path, "--until", "spotting")
    assert ran.status == 0, ran.err
    warnings = read(tmp_path / "out" / "score.json")["warnings"]
    assert any("sound" in each["message"].lower() for each in warnings), warnings
    assert read(tmp_path / "out" / "observations" / "events.json")["events"] == []


@pytest.mark.parametrize("encoding", ["cp949", "utf-16", "utf-8-sig"])
def test_sami_in_the_encodings_of_korean_broadcasters_says_what_srt_says(
        film: Film, seen: Path, tmp_path: Path, encoding: str) -> None:
    smi = sami(tmp_path / "film.smi", encoding, DAY, NIGHT)
    ran = yeoun("score", film.picture, "--subtitles", smi, "--out", tmp_path / "out", "--store", seen, "--json",
                "--until", "feeling")
    assert ran.status == 0, ran.err
    (episode,) = ran.things(seen, "align")
    found = [(round(line.span.start_s, 1), line.text) for line in episode.lines]
    assert found == [(round(start, 1), words) for start, _, words in timed(DAY, NIGHT)]


def test_a_subtitle_in_no_known_encoding(film: Film, tmp_path: Path) -> None:
    (tmp_path / "film.srt").write_bytes(b"1\n00:00:01,000 --> 00:00:02,000\n" + bytes([0xff, 0xfe, 0xfd, 0x81, 0x00, 0xc3]) * 9)
    ran = scored(film.picture, tmp_path, "--subtitles", tmp_path / "film.srt", "--until", "reading")
    refused(ran, "film.srt")


@pytest.mark.parametrize(("option", "value", "words"), [
    ("--until", "observin", ("no stage called observin", "observing")),
    ("--picture-music", "loud", ("no picture music called loud", "auto, keep, replace")),
    ("--script", "no.txt", ("no.txt", "there is no such file")),
    ("--notes", "no.toml", ("no.toml", "there is no such file")),
    ("--stream", "7", ("film.mp4", "stream")),
    ("--stream", "first", ("film.mp4", "names no picture and no sound; it has 0 (video")),
])
def test_a_wish_that_cannot_be_met(film: Film, tmp_path: Path, option: str, value: str, words: tuple[str, ...]) -> None:
    refused(scored(film.picture, tmp_path, option, value), *words)
    assert left(tmp_path / "out") == []


def test_notes_that_contradict_are_both_named(film: Film, tmp_path: Path) -> None:
    both = "".join(f'[[note]]\nid = "{name}"\nby = "director"\nkind = "{kind}"\nvalue = "{value}"\nframes = [0, 48]\nwhy = "so"\n'
                   for name, kind, value in (("d1", "silence", "cut"), ("c7", "music", "force")))
    (tmp_path / "notes.toml").write_text(both)
    refused(scored(film.picture, tmp_path, "--notes", tmp_path / "notes.toml"), "d1", "c7", "Change or remove one")


def test_an_option_that_does_not_exist_is_a_usage_error_and_no_traceback(film: Film, tmp_path: Path) -> None:
    ran = scored(film.picture, tmp_path, "--loudly")
    assert ran.status == 2 and "--loudly" in ran.err and "Traceback" not in ran.err


def test_a_file_where_the_folder_should_go(film: Film, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a letter")
    refused(scored(film.picture, tmp_path), f"Cannot write to {tmp_path / 'out'}", "--out")
    assert (tmp_path / "out").read_text() == "a letter"


@pytest.mark.skipif(not Path("/proc/version").exists(), reason="no /proc on this system")
def test_a_place_nobody_may_write_to(film: Film, tmp_path: Path) -> None:
    refused(yeoun("score", film.picture, "--out", "/proc/yeoun", "--store", tmp_path / "store"), "Cannot write to /proc/yeoun")
    refused(yeoun("score", film.picture, "--out", tmp_path / "out", "--store", "/proc/yeoun"), "Cannot write to /proc/yeoun",
            "--store")


def test_a_finished_folder_on_a_disk_that_may_only_be_read_is_refused_and_stays_as_it_was(film: Film, seen: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert yeoun("score", film.picture, "--out", out, "--store", seen, "--until", "observing").status == 0
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    order = f"mount --bind '{out}' '{out}' && mount -o remount,ro,bind '{out}' && exec \"$@\""
    if subprocess.run(["unshare", "-m", "sh", "-c", order, "sh", "true"], capture_output=True, check=False).returncode != 0:
        pytest.skip("this user may not mount")
    ran = subprocess.run(["unshare", "-m", "sh", "-c", order, "sh", sys.executable, "-m", "yeoun", "score", str(film.picture), "--out",
                          str(out), "--store", str(seen), "--until", "feeling"], capture_output=True, text=True, check=False)
    assert ran.returncode == 2 and f"Cannot write to {out}" in ran.stderr and "Traceback" not in ran.stderr
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before


def test_a_folder_that_was_never_finished_is_no_folder_to_check(tmp_path: Path) -> None:
    refused(yeoun("check", tmp_path), "score.json", "no finished folder")
    (tmp_path / STAGING).mkdir()
    refused(yeoun("check", tmp_path), "a run was stopped while it put its files here", "Run yeoun score with this folder again")
    refused(yeoun("check", tmp_path / "nothing"), "nothing (folder): there is no such folder. Name a folder that yeoun score has made.")
    (tmp_path / "file").touch()
    refused(yeoun("check", tmp_path / "file"), "file (folder): it is a file, not a folder")


def test_a_disk_that_takes_no_more_leaves_nothing_half_written(film: Film, tmp_path: Path) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, before[1]))    # sound is larger, texts are smaller
    try:
        ran = scored(film.picture, tmp_path, "--until", "observing")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    refused(ran, f"Cannot write to {tmp_path / 'store'}", "run again: what is finished is kept")
    assert left(tmp_path / "out") == []
    assert not [path for path in left(tmp_path / "store") if path.name.startswith(".")]
    assert scored(film.picture, tmp_path, "--until", "observing").status == 0
