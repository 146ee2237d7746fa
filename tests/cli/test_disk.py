"""Disk and time are told before work begins; too little disk is refused before anything is made."""

import inspect
import json
import os
from pathlib import Path
from typing import NoReturn
from unittest.mock import Mock

import pytest

import yeoun
from tests.whole.films import DAY, RATE, SCENE, make_film
from yeoun import scoring
from yeoun.cli.app import run
from yeoun.cli.disk import expected, knows_holes, needs, refuse_without_room, spoken, used
from yeoun.cli.ending import MOST_SAID, Ended, show_end
from yeoun.cli.machine import Machine
from yeoun.cli.progress import LINE_EVERY_S, WORD_EVERY_S, Progress
from yeoun.cli.score import _noted_at_spotting
from yeoun.errors import FarmRefused, Refusal, StepFailed, StoreDamaged
from yeoun.model import media
from yeoun.model.media import HEARD, Caution, Material
from yeoun.model.notes import House, Note, NoteKind, Notes
from yeoun.pipeline.store import Store
from yeoun.pipeline.workshop import Told, Workshop
from yeoun.units.names import Digest
from yeoun.units.stages import STAGES

# Seconds of picture, the house's share of music, bytes of the picture: bytes that a whole first run left on the disk
MEASURED = {(80.08, 0.6, 19_652_267): 1.501e9, (320.32, 0.3, 75_975_464): 4.269e9}


def machine(free: float, processors: int = 2) -> Machine:
    return Machine(lambda: 0.0, {"HOME": "/nowhere"}, processors, free=lambda place: int(free))


@pytest.mark.parametrize(("film", "left"), MEASURED.items())
def test_what_a_run_is_said_to_need_is_enough_and_not_half_too_much(film: tuple[float, float, int], left: float) -> None:
    length_s, share, picture = film
    assert left < needs(length_s, music_share=share, picture=picture).store < 1.5 * left


def test_less_music_needs_less_disk_and_where_silence_is_no_hole_it_takes_as_much() -> None:
    shares = [needs(600.0, music_share=share).store for share in (0.0, 0.3, 0.6, 1.0)]
    assert shares == sorted(shares) and shares[0] < 0.5 * shares[2]
    dense = {needs(600.0, music_share=share, has_holes=False).store for share in (0.0, 1.0)}
    assert len(dense) == 1 and dense.pop() > shares[-1]
    assert needs(600.0, picture=10**9).store - needs(600.0).store == 10**9, "the scored film holds the picture again"


def test_a_disk_is_asked_whether_it_knows_holes(tmp_path: Path) -> None:
    assert knows_holes(tmp_path / "store") and list((tmp_path / "store").iterdir()) == []


def test_what_lies_is_counted_without_its_holes(tmp_path: Path) -> None:
    with (tmp_path / "silence.wav").open("wb") as file:
        file.write(bytes(range(256)) * 16)
        file.truncate(50_000_000)
    assert used(tmp_path, "memory://store").out < 100_000


def test_a_part_of_the_way_needs_a_part_of_the_disk() -> None:
    until = [needs(60.0, frozenset(STAGES[:k + 1])).store for k in range(len(STAGES))]
    assert until == sorted(until) and until[0] == 0 and until[-1] == needs(60.0).store
    assert needs(60.0, frozenset(STAGES[:7])).store < 0.05 * needs(60.0).store, "stems are small beside mixes"


def test_out_needs_room_of_its_own_only_where_it_cannot_link_to_the_store(tmp_path: Path) -> None:
    def asks(out: Path, store: str) -> list[Path]:
        asked: dict[Path, None] = {}

        def free(place: Path) -> int:
            asked[place] = None
            return 10**12

        refuse_without_room(60.0, out, store, None, free)
        return list(asked)

    other = Path("/dev/shm/yeoun")
    assert asks(tmp_path / "out", str(tmp_path / "store")) == [tmp_path / "store"]
    assert asks(tmp_path / "out", "memory://store") == [tmp_path / "out"]
    if os.stat("/dev/shm").st_dev != os.stat(tmp_path).st_dev:
        assert asks(other / "out", str(tmp_path / "store")) == [tmp_path / "store", other / "out"]


def test_too_little_disk_is_refused_with_figures_before_anything_is_made(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    film = make_film(tmp_path / "film", DAY)
    asked = ["score", str(film.picture), "--out", str(tmp_path / "out"), "--store", str(tmp_path / "store")]
    need = needs(float(SCENE / RATE), picture=film.picture.stat().st_size).store
    assert 100e6 < need < 150e6
    for _ in range(2):    # what was read by the first try does not let the second one pass
        assert run(asked, machine(1e6)) == 2
        told = capfd.readouterr().err
        assert f"4 s of picture need about {spoken(need)} there, and 1 MB are free" in told
        assert "there is room for --until observing" in told
    assert not (tmp_path / "out").exists()
    assert run([*asked, "--until", "reading"], machine(1e6)) == 0, "what needs no room is done"
    codes = {each["code"] for each in json.loads((tmp_path / "out" / "score.json").read_text(encoding="utf-8"))["warnings"]}
    assert {"no_script", "no_subtitles", "no_cuts"} <= codes and f"{len(codes)} warnings, in " in capfd.readouterr().out


def test_the_demo_is_not_drawn_when_it_cannot_be_scored(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["demo", "--out", str(tmp_path / "bus"), "--store", str(tmp_path / "store")], machine(1e9)) == 2
    assert f"80 s of picture need about {needs(80.08).store / 1e9:.1f} GB there, and 1.0 GB are free" in capfd.readouterr().err
    assert not (tmp_path / "bus_film").exists()


def test_what_two_folders_share_counts_once(tmp_path: Path) -> None:
    for folder in ("out", "store"):
        (tmp_path / folder).mkdir()
    (tmp_path / "store" / "a").write_bytes(bytes(1000))
    os.link(tmp_path / "store" / "a", tmp_path / "out" / "a")
    (tmp_path / "out" / "b").write_bytes(bytes(10))
    (tmp_path / "store" / "c").write_bytes(bytes(200))
    lies = used(tmp_path / "out", str(tmp_path / "store"))
    assert (lies.out, lies.store, lies.together) == (1010, 1200, 1210)
    assert used(tmp_path / "out", "memory://store").together == 1010


def test_a_link_to_nowhere_takes_no_disk(tmp_path: Path) -> None:
    """An editor leaves one beside a file that is open in it."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / ".#notes.txt").symlink_to("me@host.123:456")
    (tmp_path / "out" / "a").write_bytes(bytes(10))
    assert 10 <= used(tmp_path / "out", str(tmp_path / "store")).out < 4096 * 2


def test_a_first_run_says_how_long_and_how_much() -> None:
    said = expected(75.0, needs(75.0), 2)
    assert "75 s of picture" in said and "about a minute on an idle machine, and 1.6 GB" in said
    assert "about 50 min on an idle machine" in expected(3720.0, needs(3720.0), 2) and "82 GB" in expected(3720.0, needs(3720.0), 1)
    assert "about 100 s on" in expected(118.0, needs(118.0), 2) and "about 3 min on" in expected(118.0, needs(118.0), 1)
    assert "1.8 h" in expected(4800.0, needs(4800.0), 1)


def test_the_time_the_demo_film_takes_to_draw_is_said_as_that_of_an_idle_machine(
        tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    class Enough(Exception):
        """Nothing is drawn here."""

    def stop(*_: object) -> None:
        raise Enough
    monkeypatch.setattr("yeoun.cli.film.film_files", stop)
    with pytest.raises(Enough):
        run(["demo", "--out", str(tmp_path / "bus"), "--store", str(tmp_path / "store")], machine(1e12))
    assert "The Last Bus is drawn first: 8 reels, about 30 s on an idle machine. Then it is scored." in capfd.readouterr().err


def told(what: str, stage: str, about: str, done: int, of: int) -> Told:
    return Told(what, stage, "step", about, Digest("d"), done, of, 0.0)


def test_where_nobody_looks_on_progress_is_plain_lines_at_sensible_intervals(capfd: pytest.CaptureFixture[str]) -> None:
    now = [0.0]
    progress = Progress(lambda: now[0], as_json=False)
    for k in range(200):    # ten steps a second for twenty seconds
        now[0] = 0.1 * k
        progress.hear(told("begins" if k % 2 else "made", "performing", f"1m02 part{k}", k // 2, 100))
    now[0] = 20.0
    progress.hear(told("begins", "mixing", "s01e01", 0, 1))
    now[0] += WORD_EVERY_S - 1
    progress.say_if_quiet()
    now[0] += 1
    progress.say_if_quiet()
    lines = capfd.readouterr().err.splitlines()
    assert len(lines) == 20 / LINE_EVERY_S + 2
    assert lines[0].split() == ["0", "s", "performing:", "step", "1m02", "part0,", "0", "of", "100"]
    assert lines[-2:] == ["    20 s  mixing: step s01e01", "    50 s  mixing: step s01e01"]


def test_what_is_found_is_not_told_line_by_line(capfd: pytest.CaptureFixture[str]) -> None:
    progress = Progress(lambda: 0.0, as_json=False)
    for stage in STAGES:
        progress.hear(told("found", stage, "", 1, 1))
    assert capfd.readouterr().err == ""


def test_at_the_end_it_says_what_lies_where_on_lines_that_are_never_broken(
        tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    out, store = tmp_path / ("o" * 90), tmp_path / "store"
    for folder in (out, store):
        folder.mkdir()
    (store / "a").write_bytes(bytes(3_000_000))
    show_end(Ended(out, str(store)), Progress(lambda: 0.0, as_json=False), as_json=False)
    os.link(store / "a", out / "a")
    show_end(Ended(out, str(store)), Progress(lambda: 0.0, as_json=False), as_json=False)
    lines = capfd.readouterr().out.splitlines()
    assert lines[1] == f"  on the disk {out} 0 MB, store 3 MB"
    assert lines[4] == f"  on the disk {out} 3 MB, store 3 MB; they share 3 MB, together 3 MB"
    assert lines[2] == lines[5] == "No warnings."


def ended(tmp_path: Path, capfd: pytest.CaptureFixture[str], *cautions: Caution, stopped: str | None = None) -> list[str]:
    """What the terminal says at the end of a run, after what it took."""
    show_end(Ended(tmp_path, str(tmp_path), cautions=cautions, stopped=stopped), Progress(lambda: 0.0, as_json=False), as_json=False)
    return capfd.readouterr().out.splitlines()[2:]


@pytest.mark.parametrize("code", ["captions_outside", "cuts_length", "cuts_outside", "script_mismatch"])
def test_what_tells_of_a_wrong_file_is_among_what_is_said_in_full(code: str) -> None:
    assert Caution(code, "is it the right file?").is_heard


def test_the_end_counts_the_warnings_and_says_in_full_what_changes_what_is_heard(
        tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    lines = ended(tmp_path, capfd, Caution("no_cuts", "no cut list was given"), Caution("words_close", "words stand close."),
                  Caution("temp_track", "the programme leaves the production sound out"))
    assert lines == [f"3 warnings, at the foot of {tmp_path / 'report.html'}. What changes what is heard:",
                     "  ! The programme leaves the production sound out.", "  ! Words stand close."]
    assert ended(tmp_path, capfd, Caution("no_cuts", "none")) == [
        f"1 warning, at the foot of {tmp_path / 'report.html'}. None of them changes what is heard."]
    many = ended(tmp_path, capfd, *(Caution("hit_not_met", f"hit {k}") for k in range(MOST_SAID + 3)))
    assert len(many) == MOST_SAID + 2 and many[-1] == "  ! and 3 more of the kind"


def test_every_warning_that_is_called_grave_is_one_the_program_can_give() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in (Path(yeoun.__file__).parent).rglob("*.py"))
    given = source.replace(inspect.getsource(media).split("class Caution")[0], "")
    assert [code for code in HEARD if f'"{code}"' not in given] == []


def test_a_run_that_was_stopped_says_so_with_what_is_there_and_how_to_go_on(
        tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "observations").mkdir()
    (tmp_path / "cues").mkdir()    # of somebody else
    lines = ended(tmp_path, capfd, stopped="observing")
    assert lines[-2:] == [
        f"Stopped after observing, as --until asked: no music and no report yet. In {tmp_path}: observations/ and score.json, run.json.",
        "To go on, run the same command without --until, or with a later stage (feeling, spotting, composing, orchestrating, performing, "
        "mixing, mastering, delivering). What is made is found again."]


STEP_FAILED = StepFailed(step="spotting.spot_plainly", about="s01e01", why="ValueError: x")
FARM = FarmRefused(who="w1", why="it is gone", now="Start it again")
DAMAGED = StoreDamaged(name="spot_plainly.json", place="store", why="it is gone")


@pytest.mark.parametrize("fault", [STEP_FAILED, FARM, DAMAGED])
def test_a_run_that_stopped_at_spotting_stays_finished_where_what_its_notes_did_cannot_be_read(
        monkeypatch: pytest.MonkeyPatch, fault: Refusal) -> None:
    def refuse(*_: object) -> NoReturn:
        raise fault

    monkeypatch.setattr(scoring, "spotted", refuse)
    notes = Notes((Note("n1", "director", NoteKind.MUSIC, "yes", "", None, (0, 240)),))
    if fault is DAMAGED:    # what is damaged is made again, and then the notes are told
        with pytest.raises(StoreDamaged):
            _noted_at_spotting(Mock(spec=Material), House(), notes, Mock(spec=Workshop), frozenset(STAGES[:4]))
        return
    assert _noted_at_spotting(Mock(spec=Material), House(), notes, Mock(spec=Workshop), frozenset(STAGES[:4])) == (
        f"The run is finished, but what your notes did could not be read: {fault}",)


def test_the_store_and_the_end_of_a_run_measure_by_one_measure(tmp_path: Path) -> None:
    with (tmp_path / "sound").open("wb") as file:
        file.write(bytes(4096))
        file.truncate(50_000_000)    # silence that is a hole
    place = tmp_path / "store" / "files" / "ab" / ("ab" * 32)
    place.mkdir(parents=True)
    (tmp_path / "sound").rename(place / "sound.wav")
    (count, size) = Store(str(tmp_path / "store")).holds()["files"]
    assert (count, size) == (1, used(tmp_path / "out", str(tmp_path / "store")).store) and size < 1_000_000
