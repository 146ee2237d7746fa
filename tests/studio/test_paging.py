"""What a page shows: seconds of the delivered files become frames, bars begin where the tempo map puts them, peaks hold what is loud."""

import json
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.studio.rooms import RATE, finished
from yeoun.errors import InputRefused
from yeoun.studio.paging import Files, cue_page, graph_of, peaks_of

FRAMES = 96


def files(place: Path) -> Files:
    """The files of a finished folder."""
    return Files(finished(place), RATE, FRAMES)


@pytest.mark.parametrize("rate", [Fraction(24000, 1001), Fraction(25), Fraction(30000, 1001), Fraction(60000, 1001)], ids=str)
def test_every_frame_comes_back_from_seconds_that_were_rounded_to_a_millisecond(tmp_path: Path, rate: Fraction) -> None:
    of = Files(tmp_path, rate, 200_000)
    for frame in range(0, 200_000, 97):
        seconds = round(float(frame / rate), 3)
        assert (of.frame(seconds), of.frame(seconds, up=True)) == (frame, frame)
        between = round(float((frame + Fraction(1, 2)) / rate), 3)
        assert (of.frame(between), of.frame(between, up=True)) == (frame, frame + 1)


def test_the_graph_is_told_in_frames(tmp_path: Path) -> None:
    graph = graph_of(files(tmp_path / "a"))
    assert (graph.every_ms, graph.curves["valence"]) == (500, [0.1, 0.2, -0.3])
    assert [(each.start_frame, each.end_frame, each.text) for each in graph.scenes] == [(0, 96, "옥상")]
    assert [(each.start_frame, each.end_frame) for each in graph.characters[0].present] == [(0, 24), (59, 96)]
    assert [(each.start_frame, each.kind, each.text) for each in graph.turns] == [(48, "release", "she turns")]
    assert [(each.start_frame, each.end_frame, each.kind) for each in graph.silences] == [(24, 72, "composed")]


def test_a_cue_tells_who_plays_and_on_which_frame_each_bar_begins(tmp_path: Path) -> None:
    of = files(tmp_path / "a")
    page = cue_page(of, "1m02", ["cues/1m01/stems/01_felt_piano.wav", "cues/1m02/stems/01_felt_piano.wav"])
    assert [(each.part, each.hangul, each.path) for each in page.stems] == [
        ("felt_piano", "펠트 피아노", "cues/1m02/stems/01_felt_piano.wav")]
    assert [(each.number, each.frame) for each in page.bars] == [(1, 72), (2, 77), (3, 83), (4, 89), (5, 95)], "a quarter of a second each"
    assert [(each.start_frame, each.kind) for each in page.hits] == [(72, "A")]


def test_bars_follow_a_tempo_that_changes_within_them_and_metres_that_change_between(tmp_path: Path) -> None:
    of = files(tmp_path / "a")
    path = of.place / "cues" / "1m01" / "sketch.json"
    sketch = json.loads(path.read_text()) | {
        "beat0_s": 0.1, "metre": [{"bar": 1, "beats": 3, "unit": 8}, {"bar": 2, "beats": 1, "unit": 4}],
        "tempo_map": [{"at_beat": 0.0, "bpm": 1, "microseconds": 100_000}, {"at_beat": 0.5, "bpm": 1, "microseconds": 300_000},
                      {"at_beat": 2.0, "bpm": 1, "microseconds": 200_000}]}
    path.write_text(json.dumps(sketch))
    begin = [0.1, 0.1 + 0.05 + 0.3, 0.1 + 0.05 + 0.45 + 0.1, 0.9]    # beats 0, 1.5, 2.5, 3.5
    assert [(each.number, each.frame, each.beats, each.unit) for each in cue_page(of, "1m01", []).bars] == [
        (k + 1, int(at * RATE), *((3, 8) if k == 0 else (1, 4))) for k, at in enumerate(begin)]


@pytest.mark.parametrize("change", [
    {"tempo_map": []}, {"tempo_map": [{"at_beat": 0}]}, {"metre": []}, {"metre": [{"bar": 1, "beats": 0, "unit": 4}]},
    {"metre": [{"bar": 1, "beats": 1, "unit": 0}]}, {"tempo_map": [{"at_beat": 0, "microseconds": 0, "bpm": 0}]},
    {"layers": [1]}, {"beat0_s": "x"}])
def test_notes_that_cannot_be_counted_are_refused_at_once(tmp_path: Path, change: dict[str, object]) -> None:
    of = files(tmp_path / "a")
    path = of.place / "cues" / "1m01" / "sketch.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | change))
    with pytest.raises(InputRefused, match="not as yeoun writes it"):
        cue_page(of, "1m01", ["cues/1m01/stems/01_felt_piano.wav"])


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"every_s": 0.5}', "[" * 50_000])
def test_a_graph_that_cannot_be_read_is_refused(tmp_path: Path, text: str) -> None:
    of = files(tmp_path / "a")
    (of.place / "emotion" / "graph.json").write_text(text)
    with pytest.raises(InputRefused, match="not as yeoun writes it"):
        graph_of(of)


def test_peaks_hold_the_lowest_and_highest_of_each_stretch_and_are_kept(tmp_path: Path) -> None:
    sound = np.zeros((48_000 * 7, 2))    # longer than a block, whose borders are no borders of stretches
    sound[48_000 * 3 + 7, 1], sound[48_000 * 6 - 1, 0], sound[-1] = -0.5, 1.0, 0.25
    soundfile.write(tmp_path / "a.wav", sound, 48_000, "PCM_24")
    peaks = peaks_of(tmp_path / "a.wav", 50, tmp_path / "peaks" / "a-50")
    pairs = list(zip(peaks[::2], peaks[1::2], strict=True))
    assert len(pairs) == 350
    assert {k: pair for k, pair in enumerate(pairs) if pair != (0, 0)} == {150: (-64, 0), 299: (0, 127), 349: (0, 32)}
    (tmp_path / "a.wav").unlink()
    assert peaks_of(tmp_path / "a.wav", 50, tmp_path / "peaks" / "a-50") == peaks


def test_what_is_no_sound_has_no_peaks(tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_bytes(b"RIFF and nothing")
    with pytest.raises(InputRefused, match="this is no sound"):
        peaks_of(tmp_path / "a.wav", 50, tmp_path / "peaks" / "a")
    assert not (tmp_path / "peaks").exists()
