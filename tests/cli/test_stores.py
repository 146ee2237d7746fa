"""Places that were named wrongly are met before the work, in a sentence, and looking at a place changes nothing."""

from pathlib import Path

import pytest

from tests.whole.console import yeoun


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """A file that is no picture: whoever complains of it has come too far."""
    path = tmp_path / "scene.mov"
    path.write_bytes(b"no picture at all")
    return path


@pytest.mark.parametrize(("url", "words"), [
    ("nope://x", "there is no kind of store called nope"),
    ("gs://b/x", "pip install gcsfs"),
    ("http://localhost:1/x", "Cannot connect to host localhost:1"),
])
def test_a_wrong_store_is_one_sentence_whatever_is_asked_of_it(tmp_path: Path, picture: Path, url: str, words: str) -> None:
    for ran in (yeoun("store", "--store", url), yeoun("store", "--store", url, "--keep", "1GB"),
                yeoun("score", picture, "--out", tmp_path / "out", "--store", url),
                yeoun("demo", "--out", tmp_path / "demo", "--store", url)):
        assert ran.status == 2 and ran.out == "", ran.err
        assert f"yeoun: Cannot write to {url}: " in ran.err and words in ran.err and ran.err.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_a_file_where_the_store_should_be_is_one_sentence(tmp_path: Path, picture: Path) -> None:
    for ran in (yeoun("store", "--store", picture), yeoun("score", picture, "--out", tmp_path / "out", "--store", picture)):
        assert ran.status == 2 and f"Cannot write to {picture}: Not a directory" in ran.err, ran.err
    assert picture.read_bytes() == b"no picture at all"


def test_looking_at_a_store_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    for place in (tmp_path / "none", "memory://yeoun-none"):
        ran = yeoun("store", "--store", place)
        assert ran.status == 0 and f"{place}: nothing is there yet" in ran.out and f"{place}: 0 results of steps" in ran.out
        assert yeoun("store", "--store", place, "--keep", "1KB").status == 0
    assert [each.name for each in tmp_path.iterdir()] == ["temporary"] and not any((tmp_path / "temporary").iterdir())


@pytest.mark.parametrize(("spoil", "until", "words"), [
    ("series", "", "series (--series): it is a file, not a folder"),
    ("series", "reading", "series (--series): it is a file, not a folder"),
    ("series/themes", "", "series: File exists"),
    ("series/themes/s01e01.json/", "", "s01e01.json: it is a folder"),
    ("series/weights/s01e01.toml", "", "s01e01.toml (the page): it is no page of weights"),
])
def test_a_series_that_could_not_keep_its_page_is_refused_before_the_picture_is_opened(tmp_path: Path, picture: Path, spoil: str,
                                                                                      until: str, words: str) -> None:
    place = tmp_path / spoil
    place.parent.mkdir(parents=True, exist_ok=True)
    if spoil.endswith("/"):
        place.mkdir()
    else:
        place.write_text("somebody's")
    ran = yeoun("score", picture, "--out", tmp_path / "out", "--store", tmp_path / "store", "--series", tmp_path / "series",
                *(("--until", until) if until else ()))
    assert ran.status == 2 and words in ran.err and "scene.mov" not in ran.err, ran.err
    assert not (tmp_path / "store").exists() and place.exists()


def test_a_series_that_is_not_there_yet_is_made_and_left_alone_where_no_page_is_kept(tmp_path: Path, picture: Path) -> None:
    given = ("score", picture, "--out", tmp_path / "out", "--store", tmp_path / "store", "--series", tmp_path / "series")
    assert "scene.mov" in yeoun(*given, "--until", "reading").err and not (tmp_path / "series").exists()
    assert "scene.mov" in yeoun(*given).err and (tmp_path / "series" / "themes").is_dir()
    assert not any((tmp_path / "series" / "themes").iterdir())


def test_whoever_prunes_a_folder_that_is_no_store_loses_nothing(tmp_path: Path) -> None:
    theirs = {"files/film.mov": 3_000_000, "files/thesis/chapter1.txt": 10, f"files/ab/{'c' * 64}/digest that lies elsewhere": 10,
              f"files/cc/{'c' * 64}/deep/er": 10, "files/cc/notes.txt": 10}
    for name, size in theirs.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(bytes(size))
    ours = tmp_path / "files" / "cc" / ("c" * 64) / "stem.flac"
    ours.write_bytes(bytes(1_000_000))
    ran = yeoun("store", "--store", tmp_path, "--keep", "1KB")
    assert ran.status == 0 and "1 MB" in ran.out, ran.out
    assert not ours.exists() and {name: (tmp_path / name).stat().st_size for name in theirs} == theirs


def test_a_folder_of_delivered_files_inside_the_store_is_refused(tmp_path: Path, picture: Path) -> None:
    for out in (tmp_path / "store" / "out", tmp_path / "store" / "files" / "ep01"):
        ran = yeoun("score", picture, "--out", out, "--store", tmp_path / "store")
        assert ran.status == 2 and f"it lies in the store {tmp_path / 'store'}" in ran.err and "--out" in ran.err, ran.err
    assert not (tmp_path / "store").exists()


@pytest.mark.parametrize("size", ["5", "5.5", "GB", "-1GB", "5 apples", ""])
def test_a_size_without_its_unit_forgets_nothing(tmp_path: Path, size: str) -> None:
    ours = tmp_path / "files" / "cc" / ("c" * 64) / "stem.flac"
    ours.parent.mkdir(parents=True)
    ours.write_bytes(bytes(1_000_000))
    ran = yeoun("store", "--store", tmp_path, f"--keep={size}")
    assert ran.status == 2 and "such as 50GB" in ran.err and ours.exists()
    for well in ("2MB", "2 m", "3000000B"):
        assert yeoun("store", "--store", tmp_path, "--keep", well).status == 0 and ours.exists()
    assert yeoun("store", "--store", tmp_path, "--keep", "0").status == 0 and not ours.exists()
