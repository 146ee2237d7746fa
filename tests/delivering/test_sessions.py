"""Sessions and timelines: what a DAW, an editor and a timeline program find when they open them."""

import io
import re
import zipfile
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import opentimelineio as otio
import pytest
import soundfile
from lxml import etree

from tests.delivering.finished import END, FRAMES, RATE, episode, soundtrack
from tests.delivering.scores import GAYAGEUM, PIANO, TEMPO
from tests.fakes import FolderShelf
from tests.material import MATERIAL, material, needs_material
from yeoun.delivering.beside import beside_the_music
from yeoun.delivering.dawproject import Beats, dawproject
from yeoun.delivering.edl import cue_edl
from yeoun.delivering.reaper import quoted, reaper_project
from yeoun.delivering.timeline import cue_timeline
from yeoun.model.soundtrack import Soundtrack
from yeoun.reading.edl import read_edl
from yeoun.units.time import frame_of


@pytest.fixture(scope="module")
def done() -> Soundtrack:
    return soundtrack(FolderShelf())


def opened(contents: bytes) -> dict[str, etree._Element]:
    with zipfile.ZipFile(io.BytesIO(contents)) as archive:
        assert archive.testzip() is None
        return {name: etree.fromstring(archive.read(name)) for name in archive.namelist()}


def test_the_session_holds_together(done: Soundtrack) -> None:
    found = opened(dawproject(done.episode, done.cues, done.mix))
    assert set(found) == {"project.xml", "metadata.xml"}
    root = found["project.xml"]
    ids = [each.get("id", "") for each in root.iter() if each.get("id")]
    assert len(ids) == len(set(ids)) and all(re.match("[A-Za-z]", each) for each in ids)
    for each in root.iter():
        for name in ("track", "destination", "parameter"):
            assert each.get(name) is None or each.get(name) in ids
    assert [each.get("path") for each in root.iter("File")] == [
        "../picture/scored.mp4",
        "../cues/1m01/stems/02_gayageum.wav", "../cues/1m01/stems/01_piano.wav"]
    assert [each.get("name") for each in root.iter("Marker")] == [
        "01:00:00:00 picture starts", "1m01 노을 — 지은", "HIT A she turns"]


def test_notes_of_the_session_sound_where_the_score_has_them(done: Soundtrack) -> None:
    root = opened(dawproject(done.episode, done.cues, done.mix))["project.xml"]
    points = [(float(each.get("time", "0")), float(each.get("value", "0"))) for each in root.iterfind(".//TempoAutomation/RealPoint")]

    def seconds(beat: float) -> float:
        return sum((min(points[k + 1][0] if k + 1 < len(points) else beat, beat) - min(start, beat)) * 60 / bpm
                   for k, (start, bpm) in enumerate(points))

    struck = sorted(seconds(float(clip.get("time", "0")) + float(each.get("time", "0")))
                    for clip in root.iter("Clip") for each in clip.iterfind("Notes/Note"))
    wanted = sorted(TEMPO.seconds(each.at_beat) for part in (PIANO, GAYAGEUM) for each in part.notes)
    assert max(abs(one - other) for one, other in zip(struck, wanted, strict=True)) < 1e-4


def test_session_beats_grow_with_the_tempo_of_the_cue(done: Soundtrack) -> None:
    beats = Beats(done.cues)
    assert beats.at(0.0) == 0.0
    assert abs(beats.at(TEMPO.seconds(Fraction(8))) - beats.at(TEMPO.seconds(Fraction(0))) - 8) < 1e-6


def spoken(shelf: FolderShelf, layout: str, level: float) -> Soundtrack:
    """The soundtrack of a picture with a sound of its own, half a second short of it, in a layout."""
    done, channels = soundtrack(shelf), {"2.0": 2, "5.1": 6}[layout]
    with shelf.sound("own.flac", layout=layout, channels=channels, container="wav") as out:
        out.write(np.full((done.mix.music_20.frames - 24_000, channels), level))
    return replace(done, mix=replace(done.mix, production=out.ref, music_db=9.0))


@pytest.mark.parametrize(("layout", "level"), [("2.0", 0.25), ("5.1", 0.25), ("5.1", 0.9)])
def test_the_picture_s_own_sound_is_a_track_under_the_music_at_the_programme_s_balance(layout: str, level: float) -> None:
    shelf = FolderShelf()
    done = spoken(shelf, layout, level)
    found = beside_the_music(shelf, done.episode, done.mix)
    assert found is not None
    beside, file = found
    sound, _ = soundfile.read(shelf.path(file.ref), always_2d=True)
    folded = level * (1.0 if layout == "2.0" else 1.0 + 2 * 0.5 ** 0.5)
    assert file.path == "mix/production_20.wav" and len(sound) == done.mix.music_20.frames and np.abs(sound).max() <= 0.986
    assert sound[0, 0] * beside.fader == pytest.approx(folded * 10 ** (-9 / 20), rel=1e-3), "what folding took, the fader gives back"
    assert not sound[-24_000:].any()
    root = opened(dawproject(done.episode, done.cues, done.mix, beside))["project.xml"]
    track = next(each for each in root.iter("Track") if each.get("name") == "Production sound")
    (volume,) = track.findall("Channel/Volume")
    assert float(volume.get("value", "")) == pytest.approx(beside.fader)
    assert {each.get("path") for each in root.iter("File")} >= {"../mix/production_20.wav", "../picture/scored.mp4"}
    text = reaper_project(done.episode, done.cues, done.mix, beside).decode()
    assert f'NAME "Production sound"\n    VOLPAN {beside.fader:.12f} 0' in text and "softer than the programme" in text


def test_a_picture_without_sound_has_no_such_track_and_its_film_is_muted(done: Soundtrack) -> None:
    assert beside_the_music(FolderShelf(), done.episode, done.mix) is None
    root = opened(dawproject(done.episode, done.cues, done.mix))["project.xml"]
    picture = next(each for each in root.iter("Track") if each.get("contentType") == "video")
    assert picture.find("Channel/Mute[@value='true']") is not None
    assert not [each for each in root.iter("Track") if each.get("name") == "Production sound"]


@needs_material
@pytest.mark.parametrize("has_sound", [True, False])
def test_the_session_keeps_to_the_published_schema(has_sound: bool) -> None:
    assert MATERIAL is not None
    places = sorted((MATERIAL / "dawproject").rglob("[Pp]roject.xsd"))
    if not places:
        pytest.skip("the published schema is not beside the checkout")
    shelf = FolderShelf()
    done = spoken(shelf, "2.0", 0.1) if has_sound else soundtrack(shelf)
    found = beside_the_music(shelf, done.episode, done.mix)
    root = opened(dawproject(done.episode, done.cues, done.mix, found and found[0]))["project.xml"]
    etree.XMLSchema(etree.parse(str(material(str(places[0].relative_to(MATERIAL)))))).assertValid(root)


def tree_of(text: str) -> list[Any]:
    """REAPER's text as nested lists, in twelve lines of somebody else's reading of it."""
    stack: list[list[Any]] = [[]]
    for line in text.splitlines():
        plain = line.strip()
        if plain.startswith("<"):
            stack.append([plain[1:]])
        elif plain == ">":
            done = stack.pop()
            stack[-1].append(done)
        else:
            stack[-1].append(plain)
    assert len(stack) == 1, "every branch is closed"
    return stack[0]


def text_of(tree: list[Any], depth: int = 0) -> str:
    out = ""
    for each in tree:
        if isinstance(each, list):
            out += "  " * depth + f"<{each[0]}\n" + text_of(each[1:], depth + 1) + "  " * depth + ">\n"
        else:
            out += "  " * depth + f"{each}\n"
    return out


def test_the_reaper_project_reads_and_writes_back_unchanged(done: Soundtrack) -> None:
    text = reaper_project(done.episode, done.cues, done.mix).decode()
    tree = tree_of(text)
    assert text_of(tree) == text
    assert len([each for each in tree[0] if isinstance(each, list) and each[0].startswith("TRACK")]) == 5
    points = [each.split() for branch in tree[0] if isinstance(branch, list) and branch[0] == "TEMPOENVEX" for each in branch[1:]
              if each.startswith("PT")]
    assert abs(float(points[0][1]) - 0.499996) < 1e-9 and points[0][3:] == ["1", str(4 * 65536 + 4)]
    assert 'MARKER 2 7.507500000000 "HIT A she turns" 0' in [each for each in tree[0] if isinstance(each, str)]


def test_names_with_quotes_are_quoted_by_another_sign() -> None:
    assert quoted('say "yes"') == "'say \"yes\"'"
    assert quoted("both ' and \"") == "`both ' and \"`"
    assert "\n" not in quoted("two\nlines")


def test_the_timeline_has_clips_and_hits_on_their_frames(done: Soundtrack) -> None:
    timeline = otio.adapters.read_from_string(cue_timeline(done.episode, done.cues).decode(), "otio_json")
    clip = next(iter(timeline.tracks[0].find_clips()))
    span = clip.transformed_time_range(clip.source_range, timeline.tracks)
    assert (span.start_time.value, span.end_time_exclusive().value) == (0, END)
    assert timeline.global_start_time.value == 86_400 and timeline.duration().value == FRAMES
    assert [each.marked_range.start_time.value for each in timeline.tracks.markers] == [180]
    assert clip.metadata["yeoun"]["title"] == "노을 — 지은"


@pytest.mark.parametrize("rate", [RATE, Fraction(25), Fraction(30000, 1001)])
def test_the_cut_list_reads_back_to_the_frame(done: Soundtrack, rate: Fraction) -> None:
    found = read_edl(cue_edl(episode(rate, 90_000), done.cues).decode().replace("\r\n", "\n"), "cues.edl")
    assert len(found.events) == 1 and not found.cautions
    event = found.events[0]
    assert [frame_of(text, rate) - 90_000 for text in event.record] == [0, END]
    assert [frame_of(text, rate) for text in event.source] == [0, END]
    assert event.clip == "1m01 노을 — 지은"
    assert [(frame_of(at, rate) - 90_000, text) for at, _, text in found.markers] == [(180, "HIT A she turns")]
