"""The demo film, drawn, spoken and scored as `yeoun demo` does it, and measured by other code than made it."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from lxml import etree

from tests.whole.console import Ran, read, yeoun
from tests.whole.swaps import moved, swapped
from yeoun.model.notes import NoteKind
from yeoun.model.spotted import HitClass
from yeoun.reading.notes import parse_notes

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.filterwarnings("ignore:module 'sre_:DeprecationWarning")


@dataclass(frozen=True)
class Demo:
    """The finished folder, the film beside it, and how the run went."""

    out: Path
    store: Path
    ran: Ran


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    root = tmp_path_factory.mktemp("demo")
    ran = yeoun("demo", "--out", root / "last_bus", "--store", root / "store", "--json")
    assert ran.status == 0, ran.err
    yield Demo(root / "last_bus", root / "store", ran)


@pytest.fixture(scope="module")
def measured(demo: Demo) -> list[dict[str, Any]]:
    """What the check says of it."""
    found: list[dict[str, Any]] = yeoun("check", demo.out, "--json").told_whole
    return found


@pytest.mark.timeout(600)
def test_the_demo_passes_every_measure(measured: list[dict[str, Any]]) -> None:
    assert len(measured) > 40
    assert [each for each in measured if not each["ok"]] == []


def test_the_demo_meets_its_turning_points_as_class_a_hits_and_on_time(demo: Demo, measured: list[dict[str, Any]]) -> None:
    hits = [hit for cue in read(demo.out / "spotting" / "spotting.json")["cues"] for hit in cue["hits"]]
    met = [hit["at_s"] for hit in hits if hit["class"] == "A" and hit["lands"] is not None]
    assert 3 <= len(met) <= 5 and len(hits) <= 10, "few and chosen"
    truth = json.loads((demo.out.parent / "last_bus_film" / "truth.json").read_text())
    doors = max(each["at_s"] for each in truth["events"] if each["kind"] == "impact")
    dawn = next(each["start_s"] for each in truth["scenes"] if each["number"] == 5)
    answer = next(each["end_s"] for each in truth["lines"] if each["id"] == "L12")
    for moment, late in ((doors, 0.03), (dawn, 0.6), (answer, 1.0)):    # the dissolve to the dawn lasts a second
        assert any(-0.03 <= at - moment <= late for at in met), moment
    (measure,) = [each for each in measured if each["what"].startswith("class A hits")]
    assert measure["ok"]
    bare = re.match(r"(\d+) of (\d+), (\d+) without the allowance .*; chance \d+ %", measure["measured"])
    assert bare is not None and [int(count) for count in bare.groups()] == [len(met)] * 3, measure["measured"]


def test_the_demo_is_felt_with_words_and_both_hearts(demo: Demo) -> None:
    graph = read(demo.out / "emotion" / "graph.json")
    assert {"지은", "현우"} <= set(graph["characters"])
    assert {"words", "script", "sound", "light"} <= {each["source"] for each in graph["evidence"]}
    assert max(graph["characters"]["현우"]["heart_bpm"]) - min(graph["characters"]["현우"]["heart_bpm"]) > 15


def test_the_light_of_the_demo_bears_the_names_its_truth_has(demo: Demo) -> None:
    """14 of 17; the rules before named 4, and always golden, or always night, would name 4."""
    truth = json.loads((demo.out.parent / "last_bus_film" / "truth.json").read_text())["shots"]
    shots = read(demo.out / "observations" / "shots.json")["shots"]
    named = {each["id"]: each["light"] for each in read(demo.out / "observations" / "light.json")["shots"]}

    def called(true: dict[str, int]) -> str:
        shared = [min(each["end_frame"], true["end_frame"]) - max(each["start_frame"], true["start_frame"]) for each in shots]
        return str(named[shots[shared.index(max(shared))]["id"]])
    wrong = {each["id"]: called(each) for each in truth if called(each) != each["light"]}
    assert wrong.items() <= {"courtyard_wide": "tungsten", "bus_wide": "neutral", "bus_jieun": "neutral"}.items()    # neutral: not sure
    assert {called(each) for each in truth if each["light"] == "golden"} == {"golden"}


def test_the_loss_is_among_the_darkest_moments_and_a_name_cried_out_is_no_joy(demo: Demo) -> None:
    graph = read(demo.out / "emotion" / "graph.json")
    truth = json.loads((demo.out.parent / "last_bus_film" / "truth.json").read_text())
    (loss,) = [each["at_s"] for each in truth["turns"] if each["kind"] == "loss"]
    valence = np.array(graph["valence"])
    there = valence[int(loss / graph["every_s"]):int((loss + 4) / graph["every_s"])].mean()
    assert (valence < there).mean() < 0.3, "measured 0.27; with the cry read as a greeting it was 0.95"
    assert not [each for each in graph["evidence"] if "“지은아!”" in each["detail"] and "joy" in each["detail"]]


def test_what_the_demo_says_of_beats_and_endings_is_so(demo: Demo) -> None:
    told = read(demo.out / "spotting" / "spotting.json")
    entering = [cue for cue in told["cues"] if "its first beat on the moment" in cue["reason"]]
    assert len(entering) >= 3
    for cue in entering:
        assert any(abs(cue["start_s"] + cue["beat0_s"] - hit["at_s"]) < 0.002 for hit in cue["hits"]), cue["id"]
    bare = {silence["start_frame"]: silence["manner"] for silence in told["silences"]}
    for cue in told["cues"]:
        if cue["end_frame"] in bare:
            assert (cue["ending"], cue["tail_s"] > 0) == (bare[cue["end_frame"]], bare[cue["end_frame"]] == "ring"), cue["id"]
    codes = {hit["tc"] for cue in told["cues"] for hit in cue["hits"]}
    for cue in told["cues"]:
        assert {word for left in cue["not_caught"] for word in re.findall(r"hit at (\S+) is", left["reason"])} <= codes


def test_every_theme_of_the_demo_is_heard_whole_and_the_papers_say_what_sounded(demo: Demo) -> None:
    (book,) = demo.ran.things(demo.store, "invent")
    sketches = demo.ran.things(demo.store, "compose")
    for motif in book.motifs:
        (whole,) = [(sketch, each) for sketch in sketches for each in sketch.statements
                    if (each.motif, each.form) == (motif.id, "plain")]
        sketch, stated = whole
        (voice,) = [each for each in sketch.voices if each.name == stated.voice]
        notes = [note for note in voice.notes if "theme plain" in note.why]
        assert len(notes) == len(motif.degrees), motif.id
        moves = [b.key - a.key for a, b in pairwise(notes)]
        assert [(move > 0) - (move < 0) for move in moves] == [(b > a) - (b < a) for a, b in pairwise(motif.degrees)]
    for sketch in sketches:
        told = "; ".join(section.reason for section in sketch.sections)
        assert ("theme, " in told) == bool(sketch.statements), (sketch.id, told)
        assert ("whole and plain" in told) == any(each.form == "plain" for each in sketch.statements), told
    sheet = (demo.out / "themes" / "themes.musicxml").read_text(encoding="utf-8")
    heard = read(demo.out / "themes" / "themes.json")["statements"]
    for motif in book.motifs:
        first = next(each for each in heard if each["motif"] == motif.id)
        assert f"first heard on {first['part'].replace('_', ' ')} in {first['cue']}" in " ".join(sheet.split())


def test_the_steps_of_the_film_are_found_where_the_truth_has_them(demo: Demo) -> None:
    truth = json.loads((demo.out.parent / "last_bus_film" / "truth.json").read_text())
    dry = [each["at_s"] for each in truth["events"] if each["kind"] == "footstep"]
    heard = [each["at_s"] for each in read(demo.out / "observations" / "events.json")["events"] if each["kind"] == "footstep"]
    assert sum(min(abs(at - true) for true in dry) < 0.04 for at in heard) >= 0.9 * len(heard)
    assert sum(min(abs(at - true) for at in heard) < 0.04 for true in dry) >= 29    # of 33; measured 30


def test_what_the_demo_leaves_bare_is_silent_on_the_frame_and_told(demo: Demo) -> None:
    told = read(demo.out / "spotting" / "spotting.json")
    truth = json.loads((demo.out.parent / "last_bus_film" / "truth.json").read_text())
    grasp = min(each["at_s"] for each in truth["events"] if each["kind"] == "impact")
    assert any(abs(each["start_s"] - grasp) < 0.03 and (each["kind"], each["manner"]) == ("composed", "cut") for each in told["silences"])
    hearts = [each["at_s"] for each in truth["events"] if each["kind"] == "heartbeat"]
    assert len(hearts) >= 5
    assert not any(cue["start_s"] <= at < cue["end_s"] for cue in told["cues"] for at in hearts)
    assert any("left bare" in each["reason"] for silence in told["silences"] for each in silence["not_caught"])


def test_a_cue_lies_in_the_courtyard_and_korean_instruments_play_it(demo: Demo) -> None:
    cues = read(demo.out / "spotting" / "spotting.json")["cues"]
    (cue,) = [each for each in cues if each["start_s"] > 17.5 and each["end_s"] < 35.1]
    players = {layer["part"] for layer in read(demo.out / "cues" / cue["id"] / "sketch.json")["layers"]}
    assert players & {"gayageum", "daegeum", "haegeum"}, players


def test_a_second_demo_makes_nothing(demo: Demo) -> None:
    again = yeoun("demo", "--out", demo.out, "--store", demo.store, "--json")
    assert again.names("made") == set()
    assert again.seconds < 5.0


@pytest.mark.timeout(600)
def test_scenes_of_the_demo_that_change_places_take_their_curves_along_and_get_other_music(demo: Demo, tmp_path: Path) -> None:
    given = swapped(demo.out.parent / "last_bus_film", tmp_path / "film")
    ran = yeoun("score", *given, "--out", tmp_path / "out", "--store", demo.store, "--until", "composing", "--json")
    assert ran.status == 0, ran.err
    straight, other = read(demo.out / "emotion" / "graph.json"), read(tmp_path / "out" / "emotion" / "graph.json")
    at = np.arange(0.5, 79.5, 0.5)
    there = np.array([moved(float(each)) for each in at])
    grid = np.arange(len(straight["valence"])) * straight["every_s"]
    for axis in ("valence", "arousal", "tension"):
        one = np.interp(at, grid, straight[axis])
        follows = np.corrcoef(one, np.interp(there, grid, other[axis][:len(grid)]))[0, 1]
        stays = np.corrcoef(one, np.interp(at, grid, other[axis][:len(grid)]))[0, 1]
        # measured: valence .98, arousal .98, tension .99; a curve that does not look at the scenes: .60, -.24, .36
        assert follows > 0.65, (axis, follows)
        assert follows - stays > 0.2, (axis, stays)
    tune, played = (
        {(str(note.at_beat), note.key) for sketch in each.things(demo.store, "compose") for voice in sketch.voices
         for note in voice.notes} for each in (ran, demo.ran))
    assert len(tune) > 50 and len(tune & played) < 0.5 * min(len(tune), len(played))


def documented(page: str) -> str:
    """The notes that a page shows, as people copy them."""
    blocks = re.findall(r"```toml\n(.*?)```", (ROOT / page).read_text(encoding="utf-8"), re.DOTALL)
    (notes,) = [each for each in blocks if "[[note]]" in each]
    return str(notes)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("page", ["README.md", "docs/tour.md"])
def test_the_notes_that_the_pages_show_are_wholly_obeyed_on_the_demo(demo: Demo, tmp_path: Path, page: str) -> None:
    film, notes = demo.out.parent / "last_bus_film", tmp_path / "notes.toml"
    notes.write_text(documented(page), encoding="utf-8")
    ran = yeoun("score", film / "last_bus.mp4", "--script", film / "script_ko.txt", "--subtitles", film / "subtitles_ko.srt",
                "--cuts", film / "cuts.edl", "--dialogue", film / "dialogue.wav", "--notes", notes, "--out", tmp_path / "out",
                "--store", demo.store, "--until", "orchestrating", "--json")
    assert ran.status == 0, ran.err
    (spotting,), scores, sketches = (ran.things(demo.store, step) for step in ("spot", "orchestrate", "compose"))
    asked = parse_notes(documented(page), page).notes
    assert len(asked) >= 2 and not spotting.cautions
    assert [each for score in scores for each in score.outcomes if each.unmet] == []
    assert [each for sketch in sketches for each in sketch.given_up] == []
    playing = {frame for cue in spotting.cues for frame in range(cue.first_frame, cue.end_frame)}
    told = {each.note for score in scores for each in score.outcomes if each.changed}
    for note in asked:
        match note.kind:
            case NoteKind.SILENCE if note.why.startswith("she says"):    # and no other note brings music over her line
                assert not playing & set(range(round(6.673 * 24000 / 1001), round(8.213 * 24000 / 1001))), spotting.cues
                assert note.frames is not None and not playing & set(range(*note.frames)), note
            case NoteKind.SILENCE:
                assert note.frames is not None and not playing & set(range(*note.frames)), note
                assert any(note.id in each.notes for each in spotting.moments), note
            case NoteKind.MUSIC:
                assert (note.scene, note.value) == ("2", "no") and not playing & set(range(420, 840)), note    # the frames of scene 2
            case NoteKind.GRAPH:
                assert any(note.id in each.notes for each in spotting.moments), note
            case _:
                assert note.id in told, note
    assert all(each.end_frame - each.first_frame >= 0.7 * 24000 / 1001 for each in spotting.moments)
    for cue, score in zip(spotting.cues, scores, strict=True):
        landed = {each.hit: each for each in score.landed}
        assert {k for k, hit in enumerate(cue.hits) if hit.grade is not HitClass.C} <= set(landed), cue
        for hit in (landed[k] for k in landed if landed[k].kind == "stop"):
            player = next(part.instrument for part in score.parts if part.name == hit.part)
            assert player.sustains or "pizzicato" not in player.techniques, (cue.id, player.name)
    doors = [hit for cue in spotting.cues for hit in cue.hits if hit.frame == 984]
    assert [hit.grade.value for hit in doors] in (["A"], ["B"]), "the doors are met, whatever the notes"


@pytest.mark.timeout(600)
@pytest.mark.parametrize("page", ["README.md", "docs/tour.md"])
def test_every_note_that_the_pages_show_changes_the_music_by_itself(demo: Demo, tmp_path: Path, page: str) -> None:
    """The film is written with all of a page's notes and again without each: where music lies, or who plays which note, has to differ."""
    film, text = demo.out.parent / "last_bus_film", documented(page)
    head, *blocks = text.split("[[note]]")

    def written(notes: str, until: str) -> list[Any]:
        (tmp_path / "notes.toml").write_text(notes, encoding="utf-8")
        ran = yeoun("score", film / "last_bus.mp4", "--script", film / "script_ko.txt", "--subtitles", film / "subtitles_ko.srt", "--cuts",
                    film / "cuts.edl", "--dialogue", film / "dialogue.wav", "--notes", tmp_path / "notes.toml", "--out", tmp_path / "out",
                    "--store", demo.store, "--until", until, "--json")
        assert ran.status == 0, ran.err
        if until == "spotting":
            (spotting,) = ran.things(demo.store, "spot")
            return [(type(each), each.first_frame, each.end_frame) for each in spotting.moments]
        return [[part.notes for part in score.parts] for score in ran.things(demo.store, "orchestrate")]

    assert len(blocks) >= 2
    for block in blocks:
        rest = head + "".join(f"[[note]]{each}" for each in blocks if each is not block)
        changed = any(written(text, until) != written(rest, until) for until in ("spotting", "orchestrating"))
        assert changed, f"{page} shows a note that changes nothing: {block}"


def test_the_tours_commands_are_written_from_the_folder_they_are_called_in() -> None:
    tour = (ROOT / "docs/tour.md").read_text(encoding="utf-8")
    after = tour.partition("cd out/last_bus_film\n")[2]
    assert after.startswith("../../.venv/bin/yeoun score ")


def test_the_signs_of_the_cues_that_the_tour_names_are_as_it_says(demo: Demo) -> None:
    inside = (ROOT / "docs/tour.md").read_text(encoding="utf-8").partition("## 5.")[2].partition("## 6.")[0]
    here, there, unmeasured = (read(demo.out / "cues" / cue / "sketch.json")["legibility"] for cue in ("1m02", "1m04", "1m03"))
    (said,) = re.findall(r"Here (all[^;]*); in `cues/1m04/sketch.json`\s+(all[^:]*):", inside)
    for signs, words in zip((here, there), said, strict=True):
        missed = [sign for sign, agrees in signs.items() if not agrees]
        assert re.findall(r"`(\w+)`", words) == missed and len(missed) < len(signs), (words, missed)
    assert set(unmeasured.values()) == {None}


def test_the_score_that_the_tour_opens_has_what_the_tour_says(demo: Demo) -> None:
    inside = (ROOT / "docs/tour.md").read_text(encoding="utf-8").partition("## 5.")[2].partition("## 6.")[0]
    score = etree.parse(demo.out / "cues" / "1m02" / "1m02.musicxml")
    words = {each.text for each in score.iter("words")}
    boxed = [str(each.text).split("\u00a0")[0] for each in score.iter("rehearsal")]
    assert "the section and two boxed hits, " + " and ".join(f"`{each}`" for each in boxed) in inside
    (sign,) = re.findall(r"`(전∧\([^`]+\))`", inside)
    assert sign in words and any(name in words for name in ("opening", "turn", "theme")), words
    legend = " ".join(each.text or "" for each in score.iter("credit-words"))
    assert "Boxed: hits on the picture" in legend and sign[:2] in legend
    drifts = {(page.stem, each.text) for page in demo.out.glob("cues/*/*.musicxml") for each in etree.parse(page).iter("words")
              if each.text and re.search(r"accel|rit\.", each.text)}
    assert set(re.findall(r"as in `(\w+)` with \*(poco [a-z]+\.)\*", inside)) == drifts != set()
    chords = read(demo.out / "cues/1m02/sketch.json")["chords"]
    assert chords and all(each["heart_bpm"] > 0 for each in chords)
