"""`yeoun note`: shown first, appended only where that is asked for, and nothing where something has to be asked back."""

import json
from pathlib import Path

from tests.studio.wording.folders import folder
from tests.whole.console import yeoun
from yeoun.reading.notes import parse_notes


def test_a_phrase_is_shown_as_notes_and_nothing_is_written(tmp_path: Path) -> None:
    out = folder(tmp_path / "out")
    before = sorted(tmp_path.rglob("*"))
    ran = yeoun("note", "첼로 빼고 더 담담하게", out, "--cue", "1m01")
    assert ran.status == 0 and '"-solo_cello"' in ran.out and "arousal=0.2" in ran.out and "솔로 첼로" in ran.out
    assert sorted(tmp_path.rglob("*")) == before


def test_what_is_shown_is_appended_when_it_is_asked_for(tmp_path: Path) -> None:
    out, file = folder(tmp_path / "out"), tmp_path / "notes.toml"
    file.write_text('[[note]]\nid = "n1"\nkind = "tempo"\nscene = "7"\nvalue = 72\n', encoding="utf-8")
    ran = yeoun("note", "less sad from here", out, "--at", "01:00:10:00", "--by", "editor", "--append", file)
    notes = parse_notes(file.read_text(encoding="utf-8"), "notes.toml").notes
    assert ran.status == 0 and [(note.id, note.by, note.value, note.frames) for note in notes][1:] == [
        ("w1", "editor", "valence=0.2", (240, 580))
    ]
    assert file.read_text(encoding="utf-8").endswith(ran.out[ran.out.index("[[note]]") :].rstrip() + "\n")


def test_where_something_is_asked_back_nothing_is_appended(tmp_path: Path) -> None:
    out, file = folder(tmp_path / "out"), tmp_path / "notes.toml"
    ran = yeoun("note", "drop the cello and add a kazoo", out, "--cue", "1m01", "--append", file)
    assert ran.status == 1 and "kazoo" in ran.out and not file.exists()


def test_a_note_that_contradicts_one_that_stands_is_refused_and_the_file_stays(tmp_path: Path) -> None:
    out, file = folder(tmp_path / "out"), tmp_path / "notes.toml"
    assert yeoun("note", "tempo 80", out, "--cue", "1m01", "--append", file).status == 0
    before = file.read_bytes()
    ran = yeoun("note", "tempo 90", out, "--cue", "1m01", "--append", file)
    assert ran.status == 2 and "w1" in ran.err and "w2" in ran.err and file.read_bytes() == before


def test_the_proposal_as_json_names_kinds_and_words(tmp_path: Path) -> None:
    ran = yeoun("note", "start two frames later", folder(tmp_path), "--cue", "1m01", "--json")
    told = json.loads(ran.out)
    assert (
        told["edits"][0]["kind"] == "slip"
        and told["edits"][0]["value"] == "in +2"
        and told["question"] is None
        and "[[note]]" in told["notes"]
    )


def test_a_folder_or_file_that_cannot_be_used_is_refused(tmp_path: Path) -> None:
    assert yeoun("note", "sadder", tmp_path).status == 2
    file = tmp_path / "notes.toml"
    file.write_bytes(b"\xff\xfe")
    ran = yeoun("note", "sadder", folder(tmp_path / "out"), "--cue", "1m01", "--append", file)
    assert ran.status == 2 and "UTF-8" in ran.err and "Traceback" not in ran.err
    ran = yeoun("note", "sadder", folder(tmp_path / "out"), "--cue", "1m01", "--append", tmp_path)
    assert ran.status == 2 and "folder" in ran.err
