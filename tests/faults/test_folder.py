"""The folder a run lays out belongs to people too: their files stay, whatever they are called and wherever it lies."""

import errno
import hashlib
import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.faults.conftest import Truth
from tests.faults.state import held, hidden
from tests.whole.console import read, yeoun
from yeoun.cli.layout import LISTED, lay_out, settle
from yeoun.model.shelf import BlobRef
from yeoun.pipeline.store import Store
from yeoun.units.names import Digest

pytestmark = pytest.mark.timeout(900)    # the film is scored once before, on machines that do other things too


def test_a_delivered_file_that_people_changed_is_kept_under_another_name(truth: Truth, tmp_path: Path) -> None:
    out = tmp_path / "out"
    order = truth.order(out, truth.scored.store)
    assert yeoun(*order).status == 0
    notes = out / "cues" / "1m01" / "1m01.musicxml"
    notes.unlink()
    notes.write_text("<score>mine</score>")
    ran = yeoun(*order)
    assert ran.status == 0 and "kept as cues/1m01/1m01.kept.musicxml" in ran.err
    assert (out / "cues" / "1m01" / "1m01.kept.musicxml").read_text() == "<score>mine</score>"
    assert {path: digest for path, digest in held(out).items() if ".kept" not in path} == truth.out
    notes.unlink()
    notes.write_text("<score>mine too</score>")
    assert yeoun(*order).status == 0
    assert (out / "cues" / "1m01" / "1m01.kept2.musicxml").read_text() == "<score>mine too</score>"


def test_a_folder_full_of_other_things_is_shared_with_them(truth: Truth, tmp_path: Path) -> None:
    out, elsewhere = tmp_path / "out", tmp_path / "elsewhere.html"
    for name, text in {"report.html": "my report", "mix/rough.wav": "rough", "메모 🎬.txt": "쪽지", "score.json": "[1, 2]",
                       ".gitignore": "*"}.items():
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_text(text)
    elsewhere.write_text("somewhere else")
    (out / "themes").mkdir()
    (out / "themes" / "themes.pdf").symlink_to(elsewhere)
    assert yeoun(*truth.order(out, truth.scored.store)).status == 0
    now = held(out)
    assert {path: now[path] for path in truth.out} == truth.out
    kept = {"report.kept.html": "my report", ".gitignore": "*",
            "mix/rough.wav": "rough", "메모 🎬.txt": "쪽지", "score.kept.json": "[1, 2]"}
    assert {name: (out / name).read_text() for name in kept} == kept
    assert (out / "themes" / "themes.kept.pdf").is_symlink() and elsewhere.read_text() == "somewhere else"
    assert set(now) == {*truth.out, *kept, "themes/themes.kept.pdf"}


def test_a_file_where_a_folder_of_ours_goes_is_refused_and_stays(truth: Truth, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mix").write_text("a letter")
    ran = yeoun(*truth.order(tmp_path / "out", truth.scored.store))
    assert ran.status == 2 and "Cannot write to" in ran.err and "Traceback" not in ran.err
    assert {path.name: path.is_file() and path.read_text() for path in (tmp_path / "out").iterdir()} == {"mix": "a letter"}


def test_a_folder_on_another_file_system_is_copied_once_and_then_found(
        truth: Truth, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def elsewhere(source: Path, target: Path) -> None:
        raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))

    monkeypatch.setattr(os, "link", elsewhere)
    order = truth.order(tmp_path / "out", truth.scored.store)
    assert yeoun(*order).status == 0
    assert held(tmp_path / "out") == truth.out and hidden(tmp_path / "out") == []
    programme = tmp_path / "out" / "mix" / "programme_20.wav"
    assert programme.stat().st_nlink == 1 and programme.stat().st_mode & 0o600 == 0o600
    before = {path: path.stat().st_ino for path in (tmp_path / "out").rglob("*.wav")}
    assert yeoun(*order).status == 0
    assert {path: path.stat().st_ino for path in (tmp_path / "out").rglob("*.wav")} == before


@pytest.mark.parametrize("name", [
    "여운 최종 (수정본)", "a b  c", "🎬🎻", "가" * 80, "x" * 250], ids=["Korean", "spaces", "emoji", "long Korean", "long"])
def test_a_folder_of_any_name(truth: Truth, tmp_path: Path, name: str) -> None:
    out = tmp_path / name
    assert yeoun(*truth.order(out, truth.scored.store)).status == 0
    assert held(out) == truth.out and hidden(out) == []
    assert yeoun(*truth.order(out, truth.scored.store, "--until", "spotting")).status == 0
    assert read(out / "score.json")["schema"] == 1


def test_a_path_longer_than_the_system_takes_is_refused_by_name(truth: Truth, tmp_path: Path) -> None:
    for out in (tmp_path / ("x" * 300), tmp_path.joinpath(*["깊이" * 30] * 25)):
        ran = yeoun(*truth.order(out, truth.scored.store))
        assert ran.status == 2 and "too long" in ran.err and "--out" in ran.err
    assert not (tmp_path / ("x" * 300)).parent.joinpath("score.json").exists()


def test_a_page_of_themes_that_can_no_longer_be_written_is_refused_and_the_rest_is_kept(truth: Truth, tmp_path: Path,
                                                                                       monkeypatch: pytest.MonkeyPatch) -> None:
    series = tmp_path / "series"
    order = truth.order(tmp_path / "out", truth.scored.store, "--series", str(series))

    def laid_out(*given: Any) -> tuple[str, ...]:
        """As ever; but meanwhile somebody has put a letter where the pages go."""
        aside = lay_out(*given)
        (series / "themes").rmdir()
        (series / "themes").write_text("a letter")
        return aside

    with monkeypatch.context() as patched:
        patched.setattr("yeoun.cli.score.lay_out", laid_out)
        ran = yeoun(*order)
    assert ran.status == 2 and f"Cannot write to {series}" in ran.err
    assert held(tmp_path / "out") == truth.out
    elsewhere = truth.order(tmp_path / "elsewhere", truth.scored.store, "--series", str(series))
    assert yeoun(*elsewhere).status == 2 and held(tmp_path / "elsewhere") == {}    # the next run is told before it begins
    (series / "themes").unlink()
    assert yeoun(*order).status == 0
    assert [each.name for each in (series / "themes").iterdir()] == ["s01e01.json"]


@pytest.mark.parametrize("path", ["a\0b", "a" * 5000, "/etc/passwd", "../../x", ""])
def test_an_older_index_that_lists_what_cannot_be_there_is_no_obstacle(tmp_path: Path, path: str) -> None:
    (tmp_path / "score.json").write_text(json.dumps({"schema": 1, "files": [{"path": path, "sha256": "x"}]}))
    for _ in range(2):
        settle(tmp_path, {}, Store(str(tmp_path / "store")), {"score.json": b'{"schema": 1, "files": []}'})
    assert json.loads((tmp_path / "score.json").read_text())["files"] == []


def test_what_people_changed_in_the_folder_of_the_film_is_told_and_older_versions_of_ours_go(tmp_path: Path) -> None:
    store, out = Store(str(tmp_path / "store")), tmp_path / "film"
    out.mkdir()

    def laid(number: int) -> tuple[str, ...]:
        refs = {}
        for name in ("script.txt", "picture.mp4"):
            contents = f"{name} {number}".encode()
            recipe = Digest(hashlib.sha256(contents).hexdigest())
            with store.file(recipe, name) as path:
                path.write_bytes(contents)
            refs[name] = BlobRef(recipe, name, recipe, len(contents))
        listed = {"schema": 1, "files": [{"path": name, "sha256": ref.sha256} for name, ref in refs.items()]}
        return settle(out, refs, store, {LISTED: json.dumps(listed).encode()})

    assert laid(1) == ()
    (out / "script.txt").unlink()
    (out / "script.txt").write_text("mine")
    assert laid(2) == ("script.kept.txt",) and (out / "script.kept.txt").read_text() == "mine"
    assert laid(3) == () and (out / "picture.mp4").read_text() == "picture.mp4 3"
    assert sorted(each.name for each in out.iterdir()) == [LISTED, "picture.mp4", "script.kept.txt", "script.txt"]
