"""Lists for people: spotting, cue sheet, credits, provenance, the picture of feeling, and the report."""

import csv
import importlib
import io
import json
import zipfile
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from tests.delivering.finished import episode, graph, laid_out, seen, soundtrack
from tests.fakes import FolderShelf
from yeoun.checking.papers import links_of
from yeoun.checking.shape import faults, schema_named
from yeoun.delivering.cue import cue_files
from yeoun.delivering.emotion import emotion_files
from yeoun.delivering.index import index_of
from yeoun.delivering.masters import master_files
from yeoun.delivering.moments import spotting_files
from yeoun.delivering.observations import observation_files
from yeoun.delivering.paperwork import COLUMNS, paperwork_files
from yeoun.delivering.report import page
from yeoun.delivering.session import session_files
from yeoun.delivering.themes import theme_files
from yeoun.model.media import Caution, Span
from yeoun.units.time import Seconds


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with everything that delivering makes without sound and picture of the masters."""
    root, shelf = tmp_path_factory.mktemp("out"), FolderShelf()
    done = soundtrack(shelf)
    laid_out(root, shelf, observation_files(shelf, done.episode, done.seen), emotion_files(shelf, done.episode, done.seen, done.graph),
             spotting_files(shelf, done.episode, done.spotting, done.cues), theme_files(shelf, done.themes, done.cues),
             session_files(shelf, done.episode, done.cues, done.mix), cue_files(shelf, done.episode, done.cues[0]),
             paperwork_files(shelf, done))
    sheet = master_files(shelf, done.preview, done.masters).files[-1]
    (root / "masters").mkdir()
    (root / sheet.path).write_bytes(shelf.path(sheet.ref).read_bytes())
    (root / "score.json").write_bytes(index_of(done.material, done.episode.media, (), done.episode.cautions))
    (root / "report.html").write_text(page(done), encoding="utf-8")
    return root


@pytest.mark.parametrize(("name", "place"), [
    ("score", "score.json"), ("shots", "observations/shots.json"), ("light", "observations/light.json"),
    ("events", "observations/events.json"), ("speech", "observations/speech.json"), ("graph", "emotion/graph.json"),
    ("spotting", "spotting/spotting.json"), ("themes", "themes/themes.json"), ("sketch", "cues/1m01/sketch.json"),
    ("masters", "masters/masters.json"), ("credits", "paperwork/credits.json"), ("provenance", "paperwork/provenance.json")])
def test_what_is_delivered_keeps_to_its_published_schema(out: Path, name: str, place: str) -> None:
    found = json.loads((out / place).read_text(encoding="utf-8"))
    assert not [each.message for each in importlib.import_module("jsonschema").Draft202012Validator(schema_named(name)).iter_errors(found)]
    assert not faults(found, schema_named(name)), "our own small reader of schemas agrees"


def rows(path: Path) -> list[list[str]]:
    contents = path.read_bytes()
    assert contents.startswith("\ufeff".encode()), "a mark lets spreadsheets read Hangul"
    return list(csv.reader(io.StringIO(contents.decode("utf-8-sig"))))


def test_a_cell_that_could_be_a_formula_is_quoted(out: Path) -> None:
    reasons = [row[-1] for row in rows(out / "spotting/spotting.csv")[1:]]
    assert reasons == ["'=she stays", "'@she is alone"]


def test_the_cue_sheet_measures_what_is_heard(out: Path) -> None:
    table = rows(out / "paperwork/cue_sheet.csv")
    assert tuple(table[0]) == COLUMNS and len(table) == 2
    row = dict(zip(table[0], table[1], strict=True))
    # heard from the first struck tone at 0.5 s to where the tone struck at 10 s has sunk under -60 dBFS
    assert 10.0 < float(row["duration_s"]) < 13.0
    assert row["tc_in"] == "01:00:00:11" or row["tc_in"] == "01:00:00:12"
    assert row["title_ko"] == "노을 — 지은" and row["society"] == row["share"] == ""


def test_the_spreadsheet_is_the_same_bytes_twice_and_holds_no_formula() -> None:
    books = []
    for _ in range(2):
        shelf = FolderShelf()
        files = paperwork_files(shelf, soundtrack(shelf)).files
        books.append(shelf.path(next(each.ref for each in files if each.path.endswith("xlsx"))).read_bytes())
    assert books[0] == books[1]
    with zipfile.ZipFile(io.BytesIO(books[0])) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")


def test_the_spreadsheet_says_below_the_total_why_there_is_so_much_music() -> None:
    shelf = FolderShelf()
    made = soundtrack(shelf)
    why = Caution("music_share", "Music is spotted over 100 % of the picture, and the house asks for 60 %: it is short.")
    sheets = []
    for cautions in ((), (why,)):
        files = paperwork_files(shelf, replace(made, spotting=replace(made.spotting, cautions=cautions))).files
        with zipfile.ZipFile(shelf.path(next(each.ref for each in files if each.path.endswith("xlsx")))) as book:
            sheets.append(book.read("xl/sharedStrings.xml").decode())
    assert f"note: {why.message}" in sheets[1] and "the house asks for" not in sheets[0]


def test_provenance_says_who_changed_what_and_rests_on_digests(out: Path) -> None:
    found = json.loads((out / "paperwork/provenance.json").read_text(encoding="utf-8"))
    assert found["cues"][0]["changed_by"] == [
        {"note": "n1", "by": "감독", "why": "I want it", "changed": ["where music is"]}]
    assert [each["sha256"] for each in found["inputs"]] == ["a" * 64]
    assert {source["licence"] for stem in found["cues"][0]["stems"] for source in stem["sources"]} == {"MIT"}


def test_the_picture_of_feeling_is_the_same_bytes_twice() -> None:
    def drawn() -> dict[str, bytes]:
        shelf = FolderShelf()
        return {each.path: shelf.path(each.ref).read_bytes() for each in emotion_files(shelf, episode(), seen(), graph()).files}

    first = drawn()
    assert first == drawn()
    assert first["emotion/graph.svg"].startswith(b"<?xml") and first["emotion/graph.png"].startswith(b"\x89PNG")


class _Balanced(HTMLParser):
    """Refuses a page whose tags do not close in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag not in {"meta", "br", "img", "link", "input", "hr", "col"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open and self.open[-1] == tag, f"</{tag}> closes {self.open[-3:]}"
        self.open.pop()


def test_the_report_is_whole_and_asks_for_nothing_from_outside(out: Path) -> None:
    text = (out / "report.html").read_text(encoding="utf-8")
    reader = _Balanced()
    reader.feed(text)
    reader.close()
    assert reader.open == []
    links, _ = links_of(text)
    made = {"picture/scored.mp4", "masters/ost_20.wav"}     # by other steps
    for link in links:
        assert ":" not in link and not link.startswith("/")
        assert (out / link.split("#")[0]).is_file() or link.split("#")[0] in made, link
    assert "url(" not in text and "@import" not in text


def test_the_report_seeks_the_film_to_cues_hits_and_silences(out: Path) -> None:
    _, moments = links_of((out / "report.html").read_text(encoding="utf-8"))
    assert {"0.000", "7.507", "15.015"} <= set(moments) or {"0.000", "7.508", "15.015"} <= set(moments)


def test_the_report_says_only_what_was_measured(out: Path) -> None:
    text = (out / "report.html").read_text(encoding="utf-8")
    assert "1 cue over 75 % of the picture" in text
    assert "intelligibility was not measured" in text
    assert "&lt;1&gt;" in text and "<1>" not in text, "names are escaped"
    assert "nan" not in text.lower().replace("nanum", "") and "None" not in text


def test_observations_of_an_empty_picture_are_empty_lists() -> None:
    shelf = FolderShelf()
    files = observation_files(shelf, replace(episode(), lines=()), replace(seen(), light=(), speech=(), events=())).files
    found = {each.path: json.loads(shelf.path(each.ref).read_bytes()) for each in files}
    assert found["observations/speech.json"] == {"schema": 1, "speech": [], "lines": [], "aside": []}
    assert found["observations/light.json"]["shots"] == []


def test_the_page_says_what_its_figures_of_words_count(tmp_path: Path) -> None:
    whole = soundtrack(FolderShelf(tmp_path))
    assert "Measured over 1 stretch of speech without a longer pause, in which lie 1 of the 1 lines of script and subtitles" in page(whole)
    one = replace(whole.preview.lines[0], end_s=Seconds(9.0))
    others = tuple(replace(whole.episode.lines[0], span=Span(Seconds(at), Seconds(at + 0.5))) for at in (2.0, 4.0, 12.0))
    told = page(replace(whole, preview=replace(whole.preview, lines=(one,)), episode=replace(whole.episode, lines=others)))
    assert "in which lie 2 of the 3 lines" in told


def test_lines_at_which_nobody_was_heard_and_stretches_without_music_are_counted_apart(tmp_path: Path) -> None:
    whole = soundtrack(FolderShelf(tmp_path))
    heard = whole.preview.lines[0]
    unheard = replace(heard, start_s=Seconds(5.0), end_s=Seconds(6.0))
    silent = replace(heard, ratio_db=None)
    told = page(replace(whole, preview=replace(whole.preview, lines=(heard, unheard, silent))))
    assert ("Measured over 1 of the 2 stretches of speech without a longer pause, in which lie 1 of the 1 lines of script and subtitles, "
            "and over 1 line of text at which no speech was heard (the other stretches have no music over them, or words too soft to "
            "measure)") in told


def test_a_master_without_a_loudness_target_is_not_as_asked_but_has_its_peaks_met(tmp_path: Path) -> None:
    whole = soundtrack(FolderShelf(tmp_path))
    bare = replace(whole.masters[0], target=replace(whole.masters[0].target, lufs=None), ok=True)
    told = page(replace(whole, masters=(bare,)))
    assert "✓ peaks met" in told and "✓ as asked" not in told
    assert "✓ met" in page(replace(whole, masters=(replace(whole.masters[0], ok=True),)))
