"""What a phrase is said over is read off a finished folder."""

from fractions import Fraction
from pathlib import Path

import pytest

from tests.studio.wording.folders import folder
from yeoun.errors import InputRefused
from yeoun.studio.wording.context import frames_of_bars
from yeoun.studio.wording.finished import context_of
from yeoun.studio.wording.propose import propose


def test_a_folder_gives_cues_with_bars_lines_people_and_scenes(tmp_path: Path) -> None:
    context = context_of(folder(tmp_path), at="01:00:10:00")
    assert (context.rate, context.frames, context.start_frame, context.playhead, context.cue) == (
        Fraction(24000, 1001),
        720,
        86400,
        240,
        "1m01",
    )
    (cue,) = context.cues
    assert (cue.first_frame, cue.end_frame, cue.players, cue.key, cue.mode, cue.tempo) == (
        100,
        580,
        ("solo_cello", "felt_piano"),
        "Eb",
        "aeolian",
        60,
    )
    assert frames_of_bars(context, cue, 2, 3) == (208, 400)  # 100 frames, half a second of lead, a bar of four seconds
    assert [(line.speaker, line.first_frame, line.end_frame) for line in context.lines] == [("지은", 144, 192)]
    assert context.people[0].aliases == ("jieun",) and context.scenes == (("7", 0, 720),)


def test_a_phrase_is_read_over_it(tmp_path: Path) -> None:
    context = context_of(folder(tmp_path), "1m01")
    (slip,) = propose("enter one second after Jieun's line", context).edits
    assert (slip.value, slip.notes[0].frames) == ("in +116", (100, 216))
    assert propose("less sad from here", context).question is not None


def test_drop_frame_timecode_is_kept(tmp_path: Path) -> None:
    context = context_of(folder(tmp_path, drop=True), "1m01")
    assert context.is_drop and context.start_frame == 107892
    assert "01:00:03;10" in propose("sadder", context).edits[0].english


@pytest.mark.parametrize(
    ("cue", "at", "named"), [("9m99", "", "9m99"), ("", "01:00:10:99", "--at"), ("", "10 s", "--at"), ("", "02:00:00:00", "--at")]
)
def test_a_cue_or_a_timecode_that_is_not_there_is_refused(tmp_path: Path, cue: str, at: str, named: str) -> None:
    with pytest.raises(InputRefused, match=named):
        context_of(folder(tmp_path), cue, at)


@pytest.mark.parametrize("name", ["score.json", "spotting/spotting.json", "emotion/graph.json", "observations/speech.json"])
@pytest.mark.parametrize("contents", [None, "", "[1]", "{}", "{" * 100_000, '{"rate": "1/0", "cues": [], "silences": []}'])
def test_a_folder_that_is_damaged_is_refused_by_name(tmp_path: Path, name: str, contents: str | None) -> None:
    folder(tmp_path)
    (tmp_path / name).unlink()
    if contents is not None:
        (tmp_path / name).write_text(contents, encoding="utf-8")
    with pytest.raises(InputRefused):
        context_of(tmp_path, "1m01")
