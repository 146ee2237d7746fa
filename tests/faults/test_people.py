"""What people do to the files of a folder is never lost: it stays, or is kept under another name, or is told."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.conftest import Truth
from tests.faults.state import forgotten, held, hidden, linked_copy, sentence, torn
from tests.whole.console import read, yeoun

pytestmark = pytest.mark.timeout(900)    # the film is scored once before, on machines that do other things too
SOUND = Path("mix") / "programme_20.wav"


def in_place(path: Path, change: Callable[[bytes], bytes], *, keeps_its_time: bool) -> bytes:
    """Write into a file as it lies there, whatever else is a link to it; gives what it holds then."""
    times, mode, changed = path.stat(), path.stat().st_mode, change(path.read_bytes())
    path.chmod(0o644)
    with path.open("r+b") as file:
        file.write(changed)
        file.truncate()
    path.chmod(mode)
    if keeps_its_time:
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    return changed


def one_sign(contents: bytes) -> bytes:
    return contents[:200] + bytes([contents[200] ^ 1]) + contents[201:]


def longer(contents: bytes) -> bytes:
    return contents + b"my own chunk"


def shorter(contents: bytes) -> bytes:
    return contents[:-1000]


WAYS = pytest.mark.parametrize("change", [one_sign, longer, shorter], ids=lambda each: each.__name__)


@pytest.fixture
def laid(truth: Truth, tmp_path: Path) -> list[str | Path]:
    """A folder and a store of their own, which share their files as they do after a run; gives the command line."""
    shutil.copytree(truth.scored.store, tmp_path / "store")
    order = truth.order(tmp_path / "out", tmp_path / "store")
    assert yeoun(*order).status == 0
    assert (tmp_path / "out" / SOUND).stat().st_nlink == 2
    return order


@WAYS
def test_what_is_written_into_a_file_that_the_store_shares_is_kept(
        truth: Truth, tmp_path: Path, laid: list[str | Path], change: Callable[[bytes], bytes]) -> None:
    mine = in_place(tmp_path / "out" / SOUND, change, keeps_its_time=False)
    ran = yeoun(*laid)
    assert ran.status == 0 and "made again" in ran.err and "programme_20.kept.wav" in ran.err
    kept = tmp_path / "out" / "mix" / "programme_20.kept.wav"
    assert kept.read_bytes() == mine
    kept.unlink()
    assert held(tmp_path / "out") == truth.out and torn(tmp_path / "store", truth.store) == []


@WAYS
def test_what_is_written_into_a_file_of_its_own_is_kept(
        truth: Truth, tmp_path: Path, laid: list[str | Path], change: Callable[[bytes], bytes]) -> None:
    target = tmp_path / "out" / SOUND
    contents = target.read_bytes()
    target.unlink()
    target.write_bytes(contents)    # as after a copy from elsewhere
    mine = in_place(target, change, keeps_its_time=False)
    assert yeoun(*laid).status == 0
    kept = tmp_path / "out" / "mix" / "programme_20.kept.wav"
    assert kept.read_bytes() == mine
    kept.unlink()
    assert held(tmp_path / "out") == truth.out and torn(tmp_path / "store", truth.store) == []


def test_a_change_under_the_time_of_before_is_kept_too(truth: Truth, tmp_path: Path, laid: list[str | Path]) -> None:
    page = tmp_path / "out" / "report.html"
    contents, times = page.read_bytes(), page.stat()
    page.unlink()
    page.write_bytes(one_sign(contents))
    os.utime(page, ns=(times.st_atime_ns, times.st_mtime_ns))    # as some editors and synchronizers do
    ran = yeoun(*laid)
    assert ran.status == 0 and "report.kept.html" in ran.err
    assert (tmp_path / "out" / "report.kept.html").read_bytes() == one_sign(contents)
    (tmp_path / "out" / "report.kept.html").unlink()
    assert held(tmp_path / "out") == truth.out


def test_a_change_in_place_under_the_time_of_before_is_found_by_the_check_and_outlives_other_runs(
        truth: Truth, tmp_path: Path, laid: list[str | Path]) -> None:
    page, sound = tmp_path / "out" / "spotting" / "spotting.json", tmp_path / "out" / SOUND
    mine = [in_place(sound, one_sign, keeps_its_time=True)]
    found = yeoun("check", tmp_path / "out", "--json")
    assert found.status == 1 and "1 differ" in found.out
    mine.insert(0, in_place(page, one_sign, keeps_its_time=True))
    assert yeoun(*laid).status == 0 and [page.read_bytes(), sound.read_bytes()] == mine, "nobody read them"
    ran = yeoun(*laid, "--until", "spotting")    # its page is another one, and it has no such sound
    assert ran.status == 0 and "spotting.kept.json" in ran.err
    assert [(page.parent / "spotting.kept.json").read_bytes(), sound.read_bytes()] == mine


@WAYS
def test_a_file_that_decayed_in_folder_and_store_is_made_again_in_both_and_said(
        truth: Truth, tmp_path: Path, laid: list[str | Path], change: Callable[[bytes], bytes]) -> None:
    in_place(tmp_path / "out" / SOUND, change, keeps_its_time=True)
    for recipe in dict.fromkeys(each["recipe"] for each in truth.scored.ran.told if each.get("step") == "picture_files"):
        forgotten(tmp_path / "store", recipe)    # so that somebody reads it
    ran = yeoun(*laid)
    assert ran.status == 0 and "1 damaged in the store, made again" in ran.err
    assert held(tmp_path / "out") == truth.out and hidden(tmp_path / "out") == [] and torn(tmp_path / "store", truth.store) == []


@pytest.mark.parametrize("name", ["score.json", "run.json"])
def test_what_people_write_into_the_index_and_the_record_is_kept(laid: list[str | Path], tmp_path: Path, name: str) -> None:
    page = tmp_path / "out" / name
    mine = page.read_text(encoding="utf-8").replace('"schema": 1', '"schema": 1, "seen": "by me"', 1)
    page.write_text(mine, encoding="utf-8")
    ran = yeoun(*laid)
    kept = page.with_name(name.replace(".json", ".kept.json"))
    assert ran.status == 0 and kept.name in ran.err and kept.read_text(encoding="utf-8") == mine
    assert "seen" not in read(page)
    assert yeoun(*laid).status == 0
    assert sorted(each.name for each in page.parent.glob("*.kept*")) == [kept.name], "and our own pages are not kept"


def test_a_folder_that_was_copied_is_gone_on_with(truth: Truth, tmp_path: Path, laid: list[str | Path]) -> None:
    shutil.copytree(tmp_path / "out", tmp_path / "copy", copy_function=shutil.copyfile)    # no times, no modes
    order = truth.order(tmp_path / "copy", tmp_path / "store")
    assert yeoun(*order, "--until", "spotting").status == 0 and yeoun(*order).status == 0
    assert held(tmp_path / "copy") == truth.out and hidden(tmp_path / "copy") == []


def test_two_programs_at_once_in_one_folder_are_told_apart(truth: Truth, tmp_path: Path) -> None:
    store, out, other = linked_copy(truth.scored.store, tmp_path / "store"), tmp_path / "out", tmp_path / "by another way"
    recipes = dict.fromkeys(each["recipe"] for each in truth.scored.ran.told if each.get("step") in {"mix", "cue_files"})
    for recipe in recipes:
        forgotten(store, recipe)
    out.mkdir()
    other.symlink_to(out)
    with subprocess.Popen([sys.executable, "-m", "yeoun", *map(str, truth.order(out, store))], stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout is not None and first.stdout.readline()    # it is at work
        second = yeoun(*truth.order(other, tmp_path / "store of the second"))
        sentence(second.status, second.err)
        assert "another run is working there" in second.err and first.poll() is None
        first.stdout.read()
    assert first.returncode == 0
    assert held(out) == truth.out and hidden(out) == [] and torn(store, truth.store) == []


def test_a_folder_that_is_its_own_store_is_refused_in_these_words(truth: Truth, tmp_path: Path) -> None:
    ran = yeoun(*truth.order(tmp_path / "both", tmp_path / "both"))
    sentence(ran.status, ran.err)
    assert "--out" in ran.err and "--store" in ran.err and "same folder" in ran.err
