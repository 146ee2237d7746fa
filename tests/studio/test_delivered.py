"""Finished folders as versions: what their digests are about, and that nothing is believed which is not so."""

import json
import os
import shutil
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.studio.rooms import Room, finished, seal
from yeoun.errors import AlreadyThere, InputRefused, OutputRefused
from yeoun.studio.delivered import found_below, keep_files, read_delivered
from yeoun.studio.studio import Studio


def test_a_cue_is_named_by_what_is_heard_in_it_and_its_neighbour_is_not(tmp_path: Path) -> None:
    first = read_delivered(finished(tmp_path / "a"))
    second = read_delivered(finished(tmp_path / "b", second=1))
    assert [each.digest for each in first.takes][0] == [each.digest for each in second.takes][0]
    assert first.takes[1].digest != second.takes[1].digest and first.mix != second.mix and first.picture == second.picture
    assert (first.rate.numerator, first.rate.denominator, first.frames) == (24000, 1001, 96)


@pytest.mark.parametrize(("sample", "of_first", "of_second"), [
    (0, True, False), (48_047, True, False), (48_048, False, False), (144_143, False, False),
    (144_144, False, True), (192_191, False, True)])
def test_one_changed_sample_of_the_mix_changes_the_cue_it_is_heard_in(tmp_path: Path, sample: int, of_first: bool, of_second: bool) -> None:
    folder = finished(tmp_path / "a")
    before = read_delivered(folder)
    mix = folder / "mix" / "programme_20.wav"
    sound, _ = soundfile.read(mix, dtype="int32")
    sound[sample, 1] ^= 1 << 8    # the last of its 24 bits
    soundfile.write(mix, sound, 48_000, "PCM_24")
    seal(folder)
    after = read_delivered(folder)
    assert [a.mix != b.mix for a, b in zip(before.takes, after.takes, strict=True)] == [of_first, of_second]


def _broken(folder: Path, change: object) -> Path:
    index = json.loads((folder / "score.json").read_text())
    change(index)    # type: ignore[operator]
    (folder / "score.json").write_text(json.dumps(index))
    return folder


@pytest.mark.parametrize("path", ["../../etc/passwd", "/etc/passwd", "mix/../../x", "a\0b", "mix//music.wav", "a" * 501, "mix\\x", ".", ""])
def test_a_path_that_leads_out_of_the_folder_is_refused(tmp_path: Path, path: str) -> None:
    folder = _broken(finished(tmp_path / "a"), lambda index: index["files"].append({"path": path, "sha256": "0" * 64, "bytes": 1}))
    with pytest.raises(InputRefused, match="no finished folder"):
        read_delivered(folder)


@pytest.mark.parametrize("change", [
    lambda index: index.update(rate="0/1"), lambda index: index.update(rate="1/0"), lambda index: index.update(rate="x"),
    lambda index: index.update(length_s=1e300), lambda index: index.update(length_s=-1), lambda index: index.pop("files"),
    lambda index: index.update(inputs=[]), lambda index: index.update(files="mix"), lambda index: index.update(files=[1]),
    lambda index: index.update(files=[each for each in index["files"] if "mix" not in each["path"]]),
    lambda index: index["files"][0].update(bytes=-1), lambda index: index["files"][0].update(sha256="A" * 64)])
def test_an_index_that_cannot_be_believed_is_refused(tmp_path: Path, change: object) -> None:
    with pytest.raises(InputRefused, match="no finished folder"):
        read_delivered(_broken(finished(tmp_path / "a"), change))


@pytest.mark.parametrize("text", [
    "", "[]", "{", "null", "[" * 100_000, '{"cues": [{}]}', '{"cues": [{"id": "1m01", "start_frame": 90, "end_frame": 3}]}'])
def test_a_spotting_that_cannot_be_read_is_refused(tmp_path: Path, text: str) -> None:
    folder = finished(tmp_path / "a")
    (folder / "spotting" / "spotting.json").write_text(text)
    with pytest.raises(InputRefused, match="no finished folder"):
        read_delivered(folder)


def test_a_folder_that_is_not_what_its_index_says_is_not_kept(room: Room) -> None:
    folder = finished(room.studio.folder / "second", second=1)
    damaged = folder / "cues" / "1m02" / "sketch.json"
    damaged.write_text(damaged.read_text().replace("Cue", "Que"))
    with pytest.raises(InputRefused, match="not what the index says"):
        room.studio.add_delivered(room.owner, room.episode, folder, "2차")
    (folder / "cues" / "1m02" / "stems" / "01_felt_piano.wav").unlink()
    os.symlink("/etc/hostname", folder / "cues" / "1m02" / "stems" / "01_felt_piano.wav")
    seal(folder)
    with pytest.raises(InputRefused, match="is a link"):
        room.studio.add_delivered(room.owner, room.episode, folder, "2차")
    kept = room.studio.folder / ".yeoun-studio" / "versions"
    assert len(list(kept.iterdir())) == 1, "nothing is left of what was refused"


def test_a_full_disk_leaves_no_half_of_a_version(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, done = finished(room.studio.folder / "second", second=1), 0

    def full(source: Path, target: Path) -> None:
        nonlocal done
        done += 1
        if done > 3:
            raise OSError(28, "No space left on device")
        target.write_bytes(source.read_bytes())

    monkeypatch.setattr(os, "link", lambda source, target: (_ for _ in ()).throw(OSError(18, "Invalid cross-device link")))
    monkeypatch.setattr(shutil, "copyfile", full)
    with pytest.raises(OutputRefused, match="No space left"):
        room.studio.add_delivered(room.owner, room.episode, folder, "2차")
    assert len(list((room.studio.folder / ".yeoun-studio" / "versions").iterdir())) == 1
    monkeypatch.undo()
    assert room.studio.add_delivered(room.owner, room.episode, folder, "2차")


def test_the_same_folder_is_one_version(room: Room) -> None:
    with pytest.raises(AlreadyThere):
        room.studio.add_delivered(room.owner, room.episode, room.studio.folder / "first", "again")
    assert room.studio.add_delivered(room.owner, room.other, room.studio.folder / "first", "elsewhere")


def test_finished_folders_are_found_by_name_and_kept_ones_are_not_offered(room: Room, tmp_path: Path) -> None:
    finished(room.studio.folder / "night" / "two")
    (room.studio.folder / "linked").symlink_to(tmp_path)
    assert list(room.studio.deliveries()) == ["first", "night/two"]
    assert list(found_below(room.studio.folder / "first")) == ["first"]


def test_two_studios_are_not_open_on_one_folder(room: Room) -> None:
    with pytest.raises(OutputRefused, match="open there already"):
        Studio(room.studio.folder, room.calendar)


def test_files_are_kept_whole_when_they_were_kept_before(tmp_path: Path) -> None:
    folder = finished(tmp_path / "a")
    delivered = read_delivered(folder)
    for _ in range(2):
        keep_files(folder, delivered, tmp_path / "kept")
    assert {path.relative_to(tmp_path / "kept").as_posix() for path in (tmp_path / "kept").rglob("*") if path.is_file()} == {
        *(each.path for each in delivered.files), "score.json"}
    assert np.array_equal(soundfile.read(tmp_path / "kept/mix/music_20.wav")[0], soundfile.read(folder / "mix/music_20.wav")[0])
