"""The papers of the demo film, whose truth is known to the frame, read and laid along a picture that has its facts."""

import pytest

from tests.reading.films import draft_of, seconds, seen_in
from yeoun.demo import papers, screenplay
from yeoun.model.notes import Notes
from yeoun.model.observed import Light
from yeoun.model.script import Caption, DraftScene, Episode, LineKind, TimeOfDay
from yeoun.reading.align import align
from yeoun.reading.captions import read_captions
from yeoun.reading.edl import cut_points, read_edl
from yeoun.reading.script import read_script

SPOKEN = [round((line.by - line.at) * 0.7 * screenplay.SAMPLES_A_FRAME) for line in screenplay.LINES]
LIGHTS = {each.value: each for each in Light}
KINDS = {"": LineKind.SPOKEN, "E": LineKind.OFF, "F": LineKind.FILTERED, "N": LineKind.INNER}


def scenes_in(language: str) -> tuple[DraftScene, ...]:
    korean = language == "ko"
    text = papers.script_in_korean() if korean else papers.script_in_fountain()
    return read_script(text, "last_bus.txt" if korean else "last_bus.fountain")[0]


def captions_in(kind: str) -> tuple[Caption, ...]:
    text = papers.subtitles_smi(SPOKEN) if kind == "smi" else papers.subtitles_srt(SPOKEN, kind)
    return read_captions(text, "a.smi" if kind == "smi" else f"a.{kind}.srt")[0]


def laid(script: str, subtitles: str | None, *, heard: bool = True) -> Episode:
    borders = [shot.first for shot in screenplay.SHOTS] + [screenplay.FRAMES]
    speech = [
        (seconds(int(line.at)), seconds(int(line.at) + samples // screenplay.SAMPLES_A_FRAME))
        for line, samples in zip(screenplay.LINES, SPOKEN, strict=True)
    ]
    seen = seen_in(borders, [LIGHTS[shot.light] for shot in screenplay.SHOTS], speech if heard else [])
    captions = captions_in(subtitles) if subtitles else ()
    return align(draft_of(screenplay.FRAMES, scenes_in(script), captions), seen, Notes())


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_script_gives_every_scene_line_and_speaker(language: str) -> None:
    scenes = scenes_in(language)
    times = [TimeOfDay.GOLDEN, TimeOfDay.EVENING, TimeOfDay.NIGHT, TimeOfDay.NIGHT, TimeOfDay.DAWN]
    assert [scene.time_of_day for scene in scenes] == times
    episode = laid(language, "ko")
    found = [(line.speaker, line.text, line.kind) for line in episode.lines]
    assert found == [
        (
            line.who if language == "ko" else screenplay.person(line.who).en,
            getattr(line, language),
            KINDS[line.manner.value],
        )
        for line in screenplay.LINES
    ]


@pytest.mark.parametrize(
    ("script", "subtitles"), [("ko", "ko"), ("ko", "smi"), ("en", "en"), ("ko", "en"), ("en", "smi")]
)
def test_every_line_and_scene_is_on_its_frame(script: str, subtitles: str) -> None:
    episode = laid(script, subtitles)
    assert [scene.first_frame for scene in episode.scenes] == [scene.first for scene in screenplay.SCENES]
    for line, truth in zip(episode.lines, screenplay.LINES, strict=True):
        assert line.span.start_s == pytest.approx(screenplay.to_seconds(truth.at), abs=0.001)


@pytest.mark.parametrize("script", ["ko", "en"])
def test_without_subtitles_the_voices_say_where(script: str) -> None:
    episode = laid(script, None)
    assert [scene.first_frame for scene in episode.scenes] == [scene.first for scene in screenplay.SCENES]
    away = [
        abs(a.span.start_s - screenplay.to_seconds(b.at)) for a, b in zip(episode.lines, screenplay.LINES, strict=True)
    ]
    assert sorted(away)[len(away) // 2] < 0.05 and max(away) < 5.0


def test_without_subtitles_or_voices_page_and_light_still_find_the_scenes() -> None:
    episode = laid("ko", None, heard=False)
    assert [scene.first_frame for scene in episode.scenes] == [scene.first for scene in screenplay.SCENES]


def test_the_cut_list_gives_every_shot_and_the_dissolve() -> None:
    points, cautions = cut_points(
        read_edl(papers.cut_list(), "last_bus.edl"), screenplay.RATE, frames=screenplay.FRAMES
    )
    wanted = [(shot.first, bool(shot.dissolve)) for shot in screenplay.SHOTS[1:]]
    assert not cautions and [point.is_dissolve for point in points] == [is_dissolve for _, is_dissolve in wanted]
    for point, (frame, is_dissolve) in zip(points, wanted, strict=True):
        assert abs(point.frame - frame) <= (12 if is_dissolve else 0)
