"""Scenes are laid onto the picture; nothing leaks from one into the next but a heartbeat."""

import numpy as np

from tests.feeling.scenes import episode, note, observed
from yeoun.feeling.feel import feel
from yeoun.feeling.join import join
from yeoun.feeling.views import scene_views
from yeoun.model.feeling import EmotionGraph
from yeoun.model.notes import Notes
from yeoun.model.script import Episode

GRIEF = (0, "지은", "우리 아들이 죽었어요. 숨을 안 쉬어요. 어떡해요!", 5, 9)
PARTY = (1, "현우", "우리가 이겼어! 오늘 최고의 날이야! 건배!", 21, 24)


def graph_of(film: Episode, notes: Notes | None = None) -> EmotionGraph:
    notes = notes or Notes()
    return join(film, tuple(feel(view) for view in scene_views(film, observed(film), notes)))


def test_the_graph_covers_the_whole_picture() -> None:
    film = episode(250, 251, lines=((0, "지은", "안녕.", 2, 3),))
    graph = graph_of(film)
    assert len(graph.feelings.valence) == len(graph.confidence) == len(graph.nostalgia) == int(np.ceil(film.length_s * 2))
    assert all(len(one.heart_bpm) == len(graph.confidence) for one in graph.characters)


def test_grief_does_not_leak_into_the_party_that_follows() -> None:
    both = graph_of(episode(500, 500, lines=(GRIEF, PARTY)))
    party_alone = graph_of(episode(500, 500, lines=((0, "지은", "물 좀 줄래?", 5, 9), PARTY)))
    assert both.feelings.valence[40:] == party_alone.feelings.valence[40:]
    assert both.feelings.valence[39] < -0.2 < 0.2 < both.feelings.valence[40]


def test_a_scene_change_at_which_the_feeling_jumps_is_a_turn() -> None:
    turns = graph_of(episode(500, 500, lines=(GRIEF, PARTY))).turns
    jump = [turn for turn in turns if turn.at_s == 20.0]
    assert jump
    assert jump[0].kind == "release"
    assert "scene 2" in jump[0].reason


def test_evidence_and_presence_move_to_picture_time() -> None:
    graph = graph_of(episode(500, 500, lines=(GRIEF, PARTY)))
    assert any(float(one.span.start_s) == 21.0 and "이겼어" in one.detail for one in graph.evidence)
    hyun = next(one for one in graph.characters if one.name == "현우")
    assert hyun.present[0].start_s >= 19
    assert [one.name for one in graph.characters] == ["지은", "현우"]


def test_a_heart_goes_on_where_it_stood() -> None:
    film = episode(500, 500, lines=((0, "지은", "살려 주세요! 오지 마! 무서워!", 12, 19), (1, "지은", "물 좀 줄래?", 30, 32)))
    beats = graph_of(film).characters[0].heart_bpm
    assert beats[39] > 85
    assert abs(beats[40] - beats[39]) < 5
    assert beats[79] < beats[40] - 8


def test_someone_who_is_away_comes_to_rest() -> None:
    film = episode(500, 2500, lines=((0, "지은", "살려 주세요! 오지 마! 무서워!", 12, 19), (1, "현우", "물 좀 줄래?", 60, 62)))
    jieun = next(one for one in graph_of(film).characters if one.name == "지은")
    assert jieun.heart_bpm[-1] < 70
    assert abs(jieun.inner.valence[-1]) < 0.05


def test_a_picture_without_words_and_sound_is_cautioned() -> None:
    graph = graph_of(episode(500, 500, lines=(GRIEF,)))
    assert ("feeling_unsure", 20.0) in [(one.code, float(one.at_s or 0.0)) for one in graph.cautions]
    assert "words and sound" in graph.cautions[-1].message


def test_a_note_holds_on_picture_time() -> None:
    graph = graph_of(episode(500, 500, lines=(GRIEF, PARTY)), note("valence=0.1", frames=(550, 650)))
    assert set(graph.feelings.valence[44:52]) == {0.1}


def test_frames_outside_every_scene_are_neutral_and_unsure() -> None:
    film = episode(500, 500, lines=(GRIEF,))
    graph = join(film, (feel(scene_views(film, observed(film), Notes())[0]),))
    assert graph.confidence[60] == 0.0
    assert graph.feelings.valence[60] == 0.0


def test_a_little_more_heart_in_one_scene_leaves_the_heart_of_the_next_as_it_is() -> None:
    said = [episode(500, 500, lines=((0, "지은", "살려 주세요! 오지 마! 무서워!", at, at + 7), (1, "지은", "물 좀 줄래?", 30, 32)))
            for at in (12.0, 12.1)]
    one, other = (graph_of(each).characters[0].heart_bpm for each in said)
    assert one[:40] != other[:40] and one[40:] == other[40:]
