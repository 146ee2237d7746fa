"""A store that decays, is shared, is pruned under a run: what is damaged is noticed, said, and made again, never served."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from tests.faults.conftest import Truth
from tests.faults.state import held, hidden, linked_copy, sentence, torn, without
from tests.whole.console import read, yeoun
from yeoun.cli.layout import lay_out as really_laid_out
from yeoun.errors import StoreDamaged
from yeoun.model.shelf import SoundRef
from yeoun.pipeline.arriving import PREFIX, arriving, occupied
from yeoun.pipeline.shelf import BoundShelf
from yeoun.pipeline.store import Store, is_stamped
from yeoun.units.names import Digest

pytestmark = pytest.mark.timeout(900)    # the film is scored once before, on machines that do other things too


def flipped(contents: bytes) -> bytes:
    return contents[:len(contents) // 2] + bytes([contents[len(contents) // 2] ^ 1]) + contents[len(contents) // 2 + 1:]


def cut(contents: bytes) -> bytes:
    return contents[:len(contents) * 2 // 3]


def zeroed(contents: bytes) -> bytes:
    return contents[:len(contents) // 2] + bytes(len(contents) - len(contents) // 2)


DAMAGE = pytest.mark.parametrize("damage", [flipped, cut, zeroed], ids=lambda each: each.__name__)


def damaged(path: Path, damage: Callable[[bytes], bytes], *, as_a_disk_would: bool) -> None:
    """Spoil a file; as a disk would: under the same time stamp. The file is first made its own: stores here share files."""
    contents, times = path.read_bytes(), path.stat()
    path.unlink()
    path.write_bytes(damage(contents))
    if as_a_disk_would:
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


@DAMAGE
def test_a_damaged_thing_is_made_again_and_said(truth: Truth, tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    store = linked_copy(truth.scored.store, tmp_path / "store")
    recipe = next(each["recipe"] for each in truth.scored.ran.told if each["step"] == "spot")
    damaged(store / "things" / recipe[:2] / recipe, damage, as_a_disk_would=True)
    ran = yeoun(*truth.order(tmp_path / "out", store))
    assert ran.status == 0 and ran.names("made") == {"spot"}
    assert "1 damaged in the store, made again" in ran.err and recipe in ran.err
    assert read(tmp_path / "out" / "run.json")["damaged"] == [f"things/{recipe}"]
    assert held(tmp_path / "out") == truth.out and torn(store, truth.store) == []


@DAMAGE
def test_a_damaged_file_never_reaches_a_folder(truth: Truth, tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    store = linked_copy(truth.scored.store, tmp_path / "store")
    (sound,) = (store / "files").rglob("programme_20.wav")
    damaged(sound, damage, as_a_disk_would=True)
    ran = yeoun(*truth.order(tmp_path / "out", store))
    assert ran.status == 0 and ran.names("made") == {"preview"} and "made again" in ran.err
    assert held(tmp_path / "out") == truth.out and torn(store, truth.store) == []


def test_damaged_sound_is_noticed_by_the_step_that_reads_it(truth: Truth, tmp_path: Path) -> None:
    store = without(truth.scored, tmp_path / "store", "room")
    about = next(each["about"] for each in truth.scored.ran.told if each["step"] == "perform" and each["event"] == "begins")
    recipe = next(each["recipe"] for each in truth.scored.ran.told if each["step"] == "perform" and each["event"] == "begins")
    (stem,) = (store / "files" / recipe[:2] / recipe).iterdir()
    damaged(stem, flipped, as_a_disk_would=True)
    ran = yeoun(*truth.order(tmp_path / "out", store))
    assert ran.status == 0 and ran.steps("made")["perform", about] == 1, ran.err
    assert held(tmp_path / "out") == truth.out and torn(store, truth.store) == []


def test_what_somebody_writes_into_a_delivered_file_in_place_is_kept_and_the_store_it_is_a_link_to_is_mended(
        truth: Truth, tmp_path: Path) -> None:
    store, out = tmp_path / "store", tmp_path / "out"
    shutil.copytree(truth.scored.store, store)
    assert yeoun(*truth.order(out, store)).status == 0
    target = out / "mix" / "music_20.wav"
    target.chmod(0o644)
    with target.open("r+b") as file:
        file.seek(5000)
        file.write(b"x")
    written = target.read_bytes()
    ran = yeoun(*truth.order(out, store))
    assert ran.status == 0 and "made again" in ran.err and "music_20.kept.wav" in ran.err
    assert (out / "mix" / "music_20.kept.wav").read_bytes() == written, "a person's work is never lost"
    (out / "mix" / "music_20.kept.wav").unlink()
    assert held(out) == truth.out and hidden(out) == []


def test_what_comes_back_damaged_is_refused_by_name(truth: Truth, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def whole(store: Store, recipe: Digest, name: str, sha256: Digest) -> Path:
        raise StoreDamaged(name=name, place=store.url, why="its digest does not fit")

    monkeypatch.setattr(Store, "whole", whole)
    ran = yeoun(*truth.order(tmp_path / "out", truth.scored.store, "--until", "spotting"))
    assert ran.status == 2 and "cannot be used: its digest does not fit" in ran.err and "check the disk" in ran.err
    assert held(tmp_path / "out") == {}


def test_a_store_emptied_under_a_run_is_filled_again(truth: Truth, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store, laid = linked_copy(truth.scored.store, tmp_path / "store"), list[int]()

    def lay_out(*given: Any) -> tuple[str, ...]:
        if not laid:
            shutil.rmtree(store / "files")    # everything was found, nothing is laid out yet
        laid.append(1)
        return really_laid_out(*given)

    monkeypatch.setattr("yeoun.cli.score.lay_out", lay_out)
    ran = yeoun(*truth.order(tmp_path / "out", store, "--until", "spotting"))
    assert ran.status == 0 and len(laid) == 2 and "made again" in ran.err, ran.err
    assert held(tmp_path / "out").keys() >= {"spotting/spotting.json", "observations/speech.json"}
    assert torn(store, truth.store) == []


def test_a_store_in_use_is_not_pruned(truth: Truth, tmp_path: Path) -> None:
    store = linked_copy(truth.scored.store, tmp_path / "store")
    with Store(str(store)).in_use(), Store(str(store)).in_use():
        ran = yeoun("store", "--store", store, "--keep", "1KB")
        sentence(ran.status, ran.err)
        assert "a run is working with this store" in ran.err
    assert torn(store, truth.store) == [] and len(held(store)) == len(truth.store)
    assert yeoun("store", "--store", store, "--keep", "1KB").status == 0


def test_two_runs_at_once_share_a_store_and_get_the_same(truth: Truth, tmp_path: Path) -> None:
    store = without(truth.scored, tmp_path / "store", "plan", "perform", "session_files", "master_files")
    runs = [subprocess.Popen([sys.executable, "-m", "yeoun", *map(str, truth.order(tmp_path / name, store))], stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE, text=True) for name in ("one", "two")]
    assert [(each.communicate()[1], each.returncode) for each in runs] == [("", 0), ("", 0)]
    assert held(tmp_path / "one") == held(tmp_path / "two") == truth.out
    assert torn(store, truth.store) == []


def test_two_runs_at_once_into_one_folder_are_told_so(truth: Truth, tmp_path: Path) -> None:
    order = truth.order(tmp_path / "out", truth.scored.store)
    (tmp_path / "out").mkdir()
    with occupied(tmp_path / "out", alone=True, why="", now=""):
        ran = yeoun(*order)
        sentence(ran.status, ran.err)
        assert "another run is working there" in ran.err and held(tmp_path / "out") == {}
    assert yeoun(*order).status == 0 and held(tmp_path / "out") == truth.out


def test_only_files_that_nobody_is_writing_are_swept(tmp_path: Path) -> None:
    place = tmp_path / "arriving"
    place.mkdir()
    with arriving(place, ".flac") as living:
        living.write_bytes(b"half")
        (place / f"{PREFIX}of-one-who-was-killed.wav").write_bytes(b"half")
        (place / "a letter.txt").write_text("somebody's")
        Store(str(tmp_path))
        assert sorted(each.name for each in place.iterdir()) == sorted([living.name, "a letter.txt"])
    assert [each.name for each in place.iterdir()] == ["a letter.txt"]


def test_a_kept_file_is_stamped_and_a_file_written_into_is_not(tmp_path: Path) -> None:
    shelf = BoundShelf(Store(str(tmp_path)), Digest("ab" * 32), {})
    ref = shelf.keep("x.json", b"{}")
    path = shelf.path(ref)
    assert is_stamped(path, ref.sha256) and not is_stamped(path, Digest("0" * 64))
    path.chmod(0o644)
    path.write_bytes(b"[]")
    assert not is_stamped(path, ref.sha256)


def test_sound_is_read_again_only_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = BoundShelf(Store(str(tmp_path)), Digest("ab" * 32), {})
    with shelf.sound("hum.flac", layout="mono", channels=1) as out:
        out.write(np.zeros((4800, 1)))
    ref: SoundRef = out.ref
    read_files: list[Path] = []

    def sha256_of(path: Path) -> Digest:
        read_files.append(path)
        return ref.sha256

    monkeypatch.setattr("yeoun.pipeline.store.sha256_of", sha256_of)
    again = BoundShelf(Store(str(tmp_path)), Digest("cd" * 32), {})
    for start in range(0, 4800, 480):
        assert again.read(ref, start, 480).shape == (480, 1)
    assert len(read_files) == 1


def test_sound_that_was_read_is_read_though_its_file_cannot_be_closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = BoundShelf(Store(str(tmp_path)), Digest("ab" * 32), {})
    with shelf.sound("hum.flac", layout="mono", channels=1) as out:
        out.write(np.full((4800, 1), 0.5))
    really_closed, failed = soundfile.SoundFile.close, list[str]()

    def close(file: Any) -> None:
        if file.closed:
            return
        really_closed(file)
        failed.append(str(file.name))
        raise soundfile.LibsndfileError(-1)    # what close(2) says as libsndfile hands it on; its text goes to the standard output

    monkeypatch.setattr(soundfile.SoundFile, "close", close)
    assert float(shelf.read(out.ref).min()) == 0.5 and len(failed) == 1
