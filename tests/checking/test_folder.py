"""A finished folder, whole and with one fault after another: every fault is found by the measure that is there for it."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.delivering.finished import FRAMES, laid_out, soundtrack
from tests.fakes import FolderShelf
from yeoun.checking.contract import of_json
from yeoun.checking.finding import Finding
from yeoun.checking.folder import Folder
from yeoun.checking.music import of_hits, of_intent, of_silences
from yeoun.checking.notation import of_notes
from yeoun.checking.papers import of_papers
from yeoun.checking.shape import faults
from yeoun.checking.timelines import of_timelines
from yeoun.delivering.cue import cue_files
from yeoun.delivering.emotion import emotion_files
from yeoun.delivering.index import index_of
from yeoun.delivering.moments import spotting_files
from yeoun.delivering.observations import observation_files
from yeoun.delivering.paperwork import paperwork_files
from yeoun.delivering.report import page
from yeoun.delivering.session import session_files
from yeoun.delivering.themes import theme_files

ROOMS = (of_hits, of_silences, of_intent, of_notes, of_timelines, of_papers, of_json)


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root, shelf = tmp_path_factory.mktemp("finished"), FolderShelf()
    done = soundtrack(shelf)
    made = (observation_files(shelf, done.episode, done.seen), emotion_files(shelf, done.episode, done.seen, done.graph),
            spotting_files(shelf, done.episode, done.spotting, done.cues), theme_files(shelf, done.themes, done.cues),
            session_files(shelf, done.episode, done.cues, done.mix), cue_files(shelf, done.episode, done.cues[0]),
            paperwork_files(shelf, done))
    laid_out(root, shelf, *made)
    files = tuple(file for each in made for file in each.files)
    (root / "score.json").write_bytes(index_of(done.material, done.episode.media, files, ()))
    (root / "report.html").write_text(page(done), encoding="utf-8")
    for name in ("picture/scored.mp4", "masters/ost_20.wav", "mix/groups/PNO.wav"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(b"")
    music, _ = soundfile.read(root / "cues/1m01/music.wav", always_2d=True)
    whole = np.zeros((Folder(root).samples, 2))
    whole[:len(music)] = music * 4
    soundfile.write(root / "mix/music_20.wav", np.clip(whole, -1, 1), 48_000, subtype="PCM_24")
    return root


@pytest.fixture
def out(finished: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(finished, tmp_path / "out"))


def measured(root: Path) -> dict[str, Finding]:
    folder = Folder(root)
    return {each.what: each for room in ROOMS for each in room(folder)}


def test_a_whole_folder_passes_every_measure(out: Path) -> None:
    wrong = [each for each in measured(out).values() if not each.ok]
    assert not wrong, wrong


def _edit(path: Path, change: Callable[[dict], None]) -> None:    # type: ignore[type-arg]
    found = json.loads(path.read_text(encoding="utf-8"))
    change(found)
    path.write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")


def late_hit(root: Path) -> None:
    stem = root / "cues/1m01/stems/01_piano.wav"
    sound, _ = soundfile.read(stem, always_2d=True)
    soundfile.write(stem, np.roll(sound, 4800, axis=0), 48_000, subtype="PCM_24")


def loud_silence(root: Path) -> None:
    sound, _ = soundfile.read(root / "mix/music_20.wav", always_2d=True)
    sound[-48_000:] += 0.2 * np.sin(np.arange(48_000) / 20)[:, None]
    soundfile.write(root / "mix/music_20.wav", sound, 48_000, subtype="PCM_24")


def moved_cut(root: Path) -> None:
    path = root / "session/cues.edl"
    path.write_text(path.read_text(encoding="utf-8").replace("01:00:15:00", "01:00:15:01"), encoding="utf-8")


def typed_duration(root: Path) -> None:
    path = root / "paperwork/cue_sheet.csv"
    head, row = path.read_text(encoding="utf-8").split("\n", 1)
    cells = row.split(",")
    path.write_text("\n".join([head, ",".join([*cells[:3], f"{float(cells[3]) + 0.05:.3f}", *cells[4:]])]), encoding="utf-8")


def lost_note(root: Path) -> None:
    path = root / "cues/1m01/sketch.json"
    _edit(path, lambda found: found["layers"][0].update(notes=99))


def lost_style(root: Path) -> None:
    _edit(root / "cues/1m01/sketch.json", lambda found: found.update(fusion={"ballad": 0.4}))


def reshaped(root: Path) -> None:
    _edit(root / "spotting/spotting.json", lambda found: found["cues"][0].update(function="noise"))


def outside_link(root: Path) -> None:
    path = root / "report.html"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("</body>", '<img src="https://example.org/a.png"></body>'), encoding="utf-8")


def lost_stem(root: Path) -> None:
    (root / "cues/1m01/stems/02_gayageum.wav").unlink()


def lost_part(root: Path) -> None:
    (root / "cues/1m01/parts/02_gayageum.pdf").unlink()


@pytest.mark.parametrize(("fault", "found_by"), [
    (late_hit, "class A hits heard 0 to +42 ms after their frame"), (loud_silence, "silence s01 only rings out"),
    (moved_cut, "EDL agrees with the spotting"), (typed_duration, "cue sheet durations agree with the sound"),
    (lost_note, "every note is in the MIDI"), (reshaped, "JSON keeps to its schemas"), (outside_link, "report stands alone"),
    (lost_stem, "DAWproject holds together"), (lost_part, "every player has a part"),
    (lost_style, "fusion and legibility, as intended")])
def test_each_fault_is_found(out: Path, fault: Callable[[Path], None], found_by: str) -> None:
    fault(out)
    assert not measured(out)[found_by].ok


def test_the_table_says_what_is_allowed_for_the_meter_and_what_is_met_without_it(out: Path) -> None:
    found = measured(out)["class A hits heard 0 to +42 ms after their frame"]
    assert "±3 ms" in found.asked and "without the allowance" in found.measured


def test_what_is_only_intended_says_that_it_was_not_measured(out: Path) -> None:
    found = measured(out)["fusion and legibility, as intended"]
    assert "not measured" in found.asked and "1 of 1 legibility cues" in found.measured


def test_a_picture_knows_its_frames_and_samples(out: Path) -> None:
    folder = Folder(out)
    assert folder.frames == FRAMES and folder.samples == FRAMES * 2002


def test_a_small_schema_reader_refuses_words_it_does_not_know() -> None:
    with pytest.raises(ValueError, match="uniqueItems"):
        faults([], {"type": "array", "uniqueItems": True})


@pytest.mark.parametrize(("found", "schema", "told"), [
    ({"a": 1}, {"required": ["b"]}, "$.b is missing"), ([1], {"minItems": 2}, "$ holds 1 items"),
    (3, {"maximum": 2}, "$ is 3, out of range"),
    (True, {"type": "number"}, "$ is no number"), ("x", {"enum": ["y"]}, "$ is 'x', none of ['y']"),
    ({"a": 1}, {"additionalProperties": False}, "$.a is unknown"), (None, {"anyOf": [{"type": "string"}]}, "$ fits none of its forms")])
def test_faults_are_told_in_plain_words(found: object, schema: dict[str, object], told: str) -> None:
    assert faults(found, schema) == [told]
