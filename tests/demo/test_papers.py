"""The film's papers say the same as its screenplay, to the frame."""

import json
import re
from fractions import Fraction

import pytest

from yeoun.demo import screenplay as play
from yeoun.demo.papers import (
    HOUR,
    caption_spans,
    cut_list,
    script_in_fountain,
    script_in_korean,
    subtitles_smi,
    subtitles_srt,
)
from yeoun.demo.truth import truth, truth_json
from yeoun.units.time import frame_of

SPOKEN = tuple(round((line.by - line.at) * 0.8) * play.SAMPLES_A_FRAME for line in play.LINES)
EVENT = re.compile(r"^(\d{3})  (\S+)\s+V\s+(C|D\s+\d{3})\s+(\S+) (\S+) (\S+) (\S+)$", re.M)
STAMP = re.compile(r"(\d\d):(\d\d):(\d\d),(\d{3}) --> (\d\d):(\d\d):(\d\d),(\d{3})\n(.+)")


def test_a_frame_is_a_whole_number_of_samples() -> None:
    assert Fraction(play.HERTZ) / play.RATE == play.SAMPLES_A_FRAME


def test_the_shots_tile_the_film_and_the_scenes_tile_the_shots() -> None:
    edges = [0, *(shot.last for shot in play.SHOTS)]
    assert [shot.first for shot in play.SHOTS] == edges[:-1] and edges[-1] == play.FRAMES
    for scene in play.SCENES:
        own = [shot for shot in play.SHOTS if shot.scene == scene.number]
        assert (own[0].first, own[-1].last) == (scene.first, scene.last)


def test_every_scene_is_seen_in_three_shots_or_more() -> None:
    assert min(sum(shot.scene == scene.number for shot in play.SHOTS) for scene in play.SCENES) >= 3


def test_nobody_speaks_into_a_silence_or_over_another() -> None:
    for line, following in zip(play.LINES, play.LINES[1:], strict=False):
        assert line.by <= following.at
    for hush in play.HUSHES:
        assert not any(line.at < hush.until and hush.still < line.by for line in play.LINES)


def test_the_cut_list_and_the_truth_name_the_same_frames() -> None:
    found = EVENT.findall(cut_list())
    starts = [frame_of(row[5], play.RATE) - HOUR for row in found]
    ends = [frame_of(row[6], play.RATE) - HOUR for row in found]
    shown = [(start, end) for start, end in zip(starts, ends, strict=True) if end > start]
    known = truth(SPOKEN)
    assert shown == [(shot["start_frame"], shot["end_frame"]) for shot in known["shots"]]
    assert [start for start, _ in shown[1:]] == [cut["frame"] for cut in known["cuts"]]
    assert all(frame_of(row[4], play.RATE) - frame_of(row[3], play.RATE) == end - start
               for row, start, end in zip(found, starts, ends, strict=True))


def test_the_dissolve_is_two_lines_with_one_number() -> None:
    found = EVENT.findall(cut_list())
    (dissolve,) = [row for row in found if row[2].startswith("D")]
    assert dissolve[2].split() == ["D", "024"]
    assert [row[0] for row in found].count(dissolve[0]) == 2


@pytest.mark.parametrize("language", ["ko", "en"])
def test_subtitles_begin_with_the_word_and_say_it(language: str) -> None:
    found = STAMP.findall(subtitles_srt(SPOKEN, language))
    assert len(found) == len(play.LINES)
    for row, line, told in zip(found, play.LINES, truth(SPOKEN)["lines"], strict=True):
        start, end = ((int(row[k]) * 60 + int(row[k + 1])) * 60 + int(row[k + 2]) + int(row[k + 3]) / 1000 for k in (0, 4))
        assert abs(start - told["start_s"]) <= 0.000501 and abs(end - told["caption"]["end_s"]) <= 0.000501
        assert row[8] == (line.ko if language == "ko" else line.en)
        assert end >= told["end_s"], "the subtitle leaves before the voice has ended"


def test_subtitles_leave_room_for_the_next() -> None:
    spans = caption_spans(SPOKEN)
    assert all(end <= following - 2 for (_, end), (following, _) in zip(spans, spans[1:], strict=False))


def test_sami_and_srt_agree_to_the_millisecond() -> None:
    sami = [int(ms) for ms in re.findall(r"<SYNC Start=(\d+)>", subtitles_smi(SPOKEN))]
    srt = []
    for row in STAMP.findall(subtitles_srt(SPOKEN, "ko")):
        srt += [((int(row[k]) * 60 + int(row[k + 1])) * 60 + int(row[k + 2])) * 1000 + int(row[k + 3]) for k in (0, 4)]
    assert sami == srt


def test_both_scripts_hold_every_line_and_every_scene() -> None:
    korean, fountain = script_in_korean(), script_in_fountain()
    for line in play.LINES:
        mark = f"({line.manner.value})" if line.manner.value else ""
        assert re.search(rf"^{line.who}{re.escape(mark)}\t.*{re.escape(line.ko)}$", korean, re.M), line.id
        assert f"\n{line.en}\n" in fountain, line.id
    for scene in play.SCENES:
        assert f"\n{scene.ko}\n" in korean and f"\n{scene.en} #{scene.number}#\n" in fountain
    for hush in play.HUSHES:
        assert hush.ko in korean


def test_the_lines_use_every_way_of_being_heard() -> None:
    assert {line.manner for line in play.LINES} == set(play.Manner)


def test_the_truth_lies_inside_the_film_and_reads_back() -> None:
    told = json.loads(truth_json(SPOKEN))
    assert told["schema"] == 1 and told["frames"] == play.FRAMES and told["rate"] == "24000/1001"
    assert told["samples"] == play.FRAMES * play.SAMPLES_A_FRAME
    for event in told["events"]:
        assert 0 <= event["at_sample"] < event["until_sample"] <= told["samples"]
    kinds = {event["kind"] for event in told["events"]}
    assert {"footstep", "sigh", "gasp", "breath", "heartbeat", "impact"} <= kinds
    assert told == truth(SPOKEN)


def test_walkers_are_not_clocks() -> None:
    for walk in play.WALKS:
        steps = play.steps_of(walk)
        gaps = [later - step for step, later in zip(steps, steps[1:], strict=False)]
        assert max(gaps) / min(gaps) > 1.015, walk.who
        assert all(abs(gap / walk.interval - 1.0) <= 0.0301 for gap in gaps)
