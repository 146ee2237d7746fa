"""What a lock keeps lies beside the notes: taken from the finished folder once, and never asked for there again."""

import json
from functools import cache
from pathlib import Path

import pytest

from tests.composing.bench.drawn_films import film
from tests.composing.bench.film_scored import scored
from yeoun.cli.keeping import with_kept
from yeoun.delivering.bars import bars_plain, whole_of
from yeoun.delivering.plain import json_bytes
from yeoun.errors import InputRefused
from yeoun.model.kept import KeptBars
from yeoun.reading.kept import as_text, cut, parse_bars
from yeoun.reading.notes import located, parse_notes

TEXT = '[[note]]\nid = "n1"\nkind = "lock"\nvalue = "1m03 bars 3-5"\n'


@cache
def finished() -> tuple[bytes, KeptBars]:
    made = scored(film(1)).cues[2]
    return json_bytes(bars_plain(made.sketch, made.score, 7)), whole_of(made.sketch, made.score, 7)


def folder(place: Path) -> Path:
    (place / "out" / "cues" / "1m03").mkdir(parents=True)
    (place / "out" / "cues" / "1m03" / "bars.json").write_bytes(finished()[0])
    return place / "out"


def kept(place: Path, text: str = TEXT) -> tuple[KeptBars, ...]:
    return with_kept(parse_notes(text, "notes.toml"), place / "notes.toml", None, "s01e01", place / "out").kept


def test_bars_are_taken_from_the_finished_folder_and_kept_beside_the_notes(tmp_path: Path) -> None:
    out = folder(tmp_path)
    assert kept(tmp_path) == (cut(finished()[1], 3, 5, "n1"),)
    assert parse_bars((tmp_path / "kept" / "s01e01_n1.json").read_text("utf-8"), "n1") == cut(finished()[1], 3, 5, "n1")
    (out / "cues" / "1m03" / "bars.json").unlink()
    assert kept(tmp_path) == (cut(finished()[1], 3, 5, "n1"),)      # the folder is not asked again


def test_a_series_keeps_them_in_its_own_folder_and_all_bars_may_be_locked(tmp_path: Path) -> None:
    out = folder(tmp_path)
    notes = parse_notes(TEXT.replace(" bars 3-5", ""), "notes.toml")
    made = with_kept(notes, tmp_path / "notes.toml", tmp_path / "series", "s01e02", out).kept[0]
    assert (made.first_bar, made.last_bar, made.note) == (1, len(finished()[1].bars), "n1")
    assert (tmp_path / "series" / "kept" / "s01e02_n1.json").is_file() and not (tmp_path / "kept").exists()


def test_a_lock_with_nothing_to_keep_is_refused_with_the_file_and_line_of_the_note(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="holds no finished cue 1m03") as refused:
        kept(tmp_path)
    assert str(located(refused.value, TEXT, "notes.toml")).startswith("notes.toml (line 1, note n1): nothing is kept for it")
    assert not (tmp_path / "kept").exists()


def test_bars_the_cue_does_not_have_and_other_bars_than_were_kept_are_refused(tmp_path: Path) -> None:
    folder(tmp_path)
    with pytest.raises(InputRefused, match=r"note n1\): 1m03 has bars 1 to \d+\. Lock bars that the cue has"):
        kept(tmp_path, TEXT.replace("3-5", "3-500"))
    kept(tmp_path)
    with pytest.raises(InputRefused, match=r"asks for 1m03 bars 2-5, and .*s01e01_n1.json keeps bars 3-5 of 1m03"):
        kept(tmp_path, TEXT.replace("3-5", "2-5"))


@pytest.mark.parametrize("harm", [
    lambda told: told | {"schema": 2}, lambda told: told | {"periods": told["periods"][:-1]}, lambda told: told | {"bars": []},
    lambda told: told | {"chords": 3}, lambda told: {name: told[name] for name in told if name != "voices"},
    lambda told: told | {"periods": [0] * len(told["periods"])}, lambda told: [told]])
def test_a_damaged_file_is_refused_by_its_name(harm: object) -> None:
    assert callable(harm)
    told = json.loads(as_text(cut(finished()[1], 3, 5, "n1")))
    with pytest.raises(InputRefused, match=r"kept/n1.json \(the bars it keeps\): they cannot be read"):
        parse_bars(json.dumps(harm(told)), "kept/n1.json")
    with pytest.raises(InputRefused, match="cannot be read"):
        parse_bars("{", "kept/n1.json")
