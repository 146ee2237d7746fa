"""Small commands: what they say, what they refuse, and with which status they end."""

import json
from os import mkfifo, utime
from pathlib import Path

import pytest
import soundfile

from tests.whole.console import yeoun
from yeoun import __version__, filming, scoring
from yeoun.cli.doctor import Symptom, examine, show
from yeoun.cli.doing import DOING
from yeoun.cli.machine import Machine
from yeoun.cli.play import ranges_of
from yeoun.cli.progress import Progress
from yeoun.instruments.load import every_instrument, instrument
from yeoun.pipeline.step import ShelfStep, Step
from yeoun.pipeline.workshop import Told
from yeoun.units.names import Digest
from yeoun.units.stages import STAGES

SCRIPT = "1. 옥상 / 해질녘\n\n지은이 웃는다.\n\n지은\t고마워.\n민호\t나도.\n"


def test_without_a_command_it_shows_what_there_is() -> None:
    ran = yeoun()
    assert all(name in ran.out + ran.err for name in ("score", "demo", "check", "read", "play", "store", "doctor"))
    assert "Traceback" not in ran.err


def test_the_version_is_one_line() -> None:
    assert yeoun("--version").out.strip() == __version__


def test_a_command_that_does_not_exist_is_a_usage_error() -> None:
    ran = yeoun("scroe")
    assert ran.status == 2 and "scroe" in ran.err and "Traceback" not in ran.err


def test_a_script_is_shown_as_it_was_understood(tmp_path: Path) -> None:
    (tmp_path / "script.txt").write_text(SCRIPT, encoding="utf-8")
    shown = yeoun("read", tmp_path / "script.txt")
    assert shown.status == 0 and "옥상" in shown.out and "지은" in shown.out
    told = yeoun("read", tmp_path / "script.txt", "--json")
    assert told.status == 0 and "나도." in json.dumps(told.told_whole, ensure_ascii=False)


def test_a_file_that_is_not_there_cannot_be_read(tmp_path: Path) -> None:
    ran = yeoun("read", tmp_path / "no.txt")
    assert ran.status == 2 and "there is no such file" in ran.err


@pytest.mark.parametrize("name", ["a" * 300, "folder", "pipe"])
@pytest.mark.parametrize("words", [("read",), ("score",), ("score", "film.mp4", "--script"), ("score", "film.mp4", "--notes"),
                                   ("score", "film.mp4", "--house")])
def test_what_is_no_file_is_named_as_what_it_is(tmp_path: Path, words: tuple[str, ...], name: str) -> None:
    (tmp_path / "folder").mkdir()
    mkfifo(tmp_path / "pipe")
    (tmp_path / "film.mp4").write_bytes(b"film")
    told = [str(tmp_path / each) if each.endswith(".mp4") else each for each in words]
    ran = yeoun(*told, tmp_path / name, *(("--out", tmp_path / "out", "--store", tmp_path / "store") if words[0] == "score" else ()))
    why = {"folder": "it is a folder, not a file", "pipe": "it is a pipe, not a file"}.get(name, "File name too long")
    assert ran.status == 2 and why in ran.err and "Traceback" not in ran.err


@pytest.mark.parametrize("name", ["[한숨] a.mp4", "a [/b].mp4", "[bold]x[/bold].mp4", "a'b \"c\".mp4", "{x}.mp4", "%s.mp4"])
def test_a_name_is_said_as_it_is_whatever_signs_it_holds(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    ran = yeoun("score", path, "--out", tmp_path / "out", "--store", tmp_path / "store")
    assert ran.status == 2 and f"yeoun: {path.name} (byte 0): the file is empty" in ran.err
    shown = yeoun("store", "--store", tmp_path / "[st]ore [/x]")
    assert shown.status == 0 and "[st]ore [/x]: 0 results of steps" in "".join(shown.out.split("\n"))


def test_an_instrument_is_heard_alone(tmp_path: Path) -> None:
    out = tmp_path / "gayageum.wav"
    ran = yeoun("play", "gayageum", "C4", "Eb4", "--seconds", "0.4", "--out", out)
    assert ran.status == 0, ran.err
    sound, rate = soundfile.read(out)
    assert rate == 48_000 and len(sound) > 0.8 * rate and 0.01 < abs(sound).max() < 1.0
    assert "2 notes" in ran.out and instrument("gayageum").hangul in ran.out


def test_without_a_name_every_instrument_is_listed_with_its_names_and_range() -> None:
    ran = yeoun("play")
    rows = [line.split() for line in ran.out.splitlines()]
    assert ran.status == 0 and "…" not in ran.out
    for each in every_instrument():
        (row,) = [row for row in rows if row[:1] == [each.name]]
        assert row == [each.name, *each.english.split(), *each.hangul.split(), *ranges_of(each)]


@pytest.mark.parametrize("name", ["가야금", "Gayageum", "GAYAGEUM"])
def test_an_instrument_may_be_called_by_any_of_its_names(tmp_path: Path, name: str) -> None:
    ran = yeoun("play", name, "C3", "--seconds", "0.1", "--out", tmp_path / "x.wav")
    assert ran.status == 0 and instrument("gayageum").hangul in ran.out


@pytest.mark.parametrize(("arguments", "words"), [
    (("gayagum",), "There is no instrument called gayagum. Nearest: gayageum"),
    (("violn",), "violins_1"),
    (("가야그",), "Nearest: gayageum"),
    (("xyzzy",), "`yeoun play` alone lists all there are"),
    (("gayageum", "H9"), "Write notes as C4 or Eb3"),
    (("gayageum", "C9"), "cannot be played on it"),
    (("gayageum", "C4", "--ornament", "nonghyun"), "nonghyeon"),
    (("grand_piano", "C4", "--ornament", "nonghyeon"), "cannot bend a tone"),
    (("gayageum", "C4", "--dynamic", "7"), "a dynamic lies in 0..1"),
    (("gayageum", "C4", "--seconds", "0"), "a length in 0.05..60 s"),
    (("gayageum", "C4", "--out", "/nowhere/at/all.wav"), "Cannot write to /nowhere/at/all.wav"),
])
def test_what_cannot_be_played_is_refused_in_a_sentence(tmp_path: Path, arguments: tuple[str, ...], words: str) -> None:
    ran = yeoun("play", *arguments, *(() if "--out" in arguments else ("--out", str(tmp_path / "x.wav"))))
    assert ran.status == 2 and words in ran.err and "Traceback" not in ran.err
    assert not (tmp_path / "x.wav").exists()


def test_an_empty_store_says_so(tmp_path: Path) -> None:
    ran = yeoun("store", "--store", tmp_path / "store")
    assert ran.status == 0 and "0 results of steps, 0 MB on the disk" in ran.out and "0 files" in ran.out


@pytest.mark.parametrize("size", ["much", "-5GB", "GB", "5 elephants"])
def test_a_size_that_is_none_is_refused(tmp_path: Path, size: str) -> None:
    ran = yeoun("store", "--store", tmp_path / "store", f"--keep={size}")
    assert ran.status == 2 and "Write a size such as 50GB" in ran.err


def test_a_store_keeps_nouns_and_forgets_the_oldest_files_first(tmp_path: Path) -> None:
    old, new = "ab" * 32, "ab" + "0" * 62
    for age, name in enumerate((old, new)):
        path = tmp_path / "store" / "files" / "ab" / name / "sound.flac"
        path.parent.mkdir(parents=True)
        path.write_bytes(bytes(1000))
        utime(path, (age + 1, age + 1))
    noun = tmp_path / "store" / "things" / "cd" / ("cd" * 32)
    noun.parent.mkdir(parents=True)
    noun.write_bytes(bytes(5000))
    ran = yeoun("store", "--store", tmp_path / "store", "--keep", "1KB")
    assert ran.status == 0 and "1 files" in ran.out and noun.exists()
    assert [path.parent.name for path in (tmp_path / "store" / "files").rglob("sound.flac")] == [new]


def test_doctor_names_what_is_missing_and_how_to_get_it(capsys: pytest.CaptureFixture[str]) -> None:
    well, ill = Symptom("Python", True, "3.11", ""), Symptom("libfluidsynth.so.3", False, "not found", "sudo apt-get install it")
    assert (show((well,)), show((well, ill))) == (0, 1)
    said = capsys.readouterr().out
    assert "NO  libfluidsynth.so.3: not found. Now: sudo apt-get install it" in said
    assert "1 looked at, all well." in said and "2 looked at, 1 to mend." in said


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_doctor_asks_a_store_that_is_no_folder_whether_it_answers() -> None:
    (answers,) = (each for each in examine("memory://doctor") if "store" in each.what)
    (nowhere,) = (each for each in examine("nowhere://team") if "store" in each.what)
    assert answers.ok and answers.found == "answers, and nothing is there yet"
    assert not nowhere.ok and "no kind of store" in nowhere.found and nowhere.now


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_doctor_looks_at_everything_the_program_needs(tmp_path: Path) -> None:
    names = " ".join(each.what for each in examine(str(tmp_path / "not" / "there")))
    assert all(word in names for word in ("Python", "room for the store", "fluidsynth", "espeak-ng", "numba", "verovio", "font"))


def test_the_store_is_where_the_settings_say() -> None:
    def store(**environ: str) -> str:
        return Machine(lambda: 0.0, environ, 1).store()

    assert store(YEOUN_STORE="s3://team/yeoun", HOME="/h") == "s3://team/yeoun"
    assert store(XDG_CACHE_HOME="/c", HOME="/h") == "/c/yeoun/store"
    assert store(HOME="/h") == "/h/.cache/yeoun/store"


def test_progress_counts_steps_and_seconds_by_stage() -> None:
    now = [0.0]
    progress = Progress(lambda: now[0], as_json=False)

    def tell(what: str, stage: str, at: float) -> None:
        now[0] = at
        progress.hear(Told(what, stage, stage, "", Digest("d"), 1, 2, 0.0))

    tell("begins", "reading", 0.0)
    tell("made", "reading", 2.0)
    tell("found", "mixing", 2.5)
    tell("made", "mixing", 4.0)
    record = progress.record({"system": "here"}, 12.5)
    assert [(each["name"], each["made"], each["found"], each["seconds"]) for each in record["stages"]] == [
        ("reading", 1, 0, 2.5), ("mixing", 1, 1, 1.5)]
    assert (progress.steps, record["seconds"], record["peak_mib"]) == ((2, 1), 4.0, 12.5)


def test_progress_is_drawn_at_every_moment_of_a_run() -> None:
    progress = Progress(lambda: 3.0, as_json=False)
    assert progress._drawn().row_count == 1
    for stage in (*STAGES, "demo"):
        progress.hear(Told("begins", stage, "step", "1m01 피아노", Digest("d"), 0, 3, 0.0))
        assert progress._drawn().row_count == 1


def test_every_step_is_told_in_words_of_its_own() -> None:
    steps = {each.name for home in (scoring, filming) for each in vars(home).values() if isinstance(each, Step | ShelfStep)}
    assert steps == set(DOING) and len(set(DOING.values())) == len(DOING)
