"""The heart follows the feeling with a body's delay."""

import numpy as np

from tests.feeling.scenes import event, line, view
from yeoun.feeling.feel import feel
from yeoun.feeling.heart import heart, mood_of, overruled
from yeoun.model.observed import EventKind

GRID = np.linspace(0.0, 99.5, 200, dtype=np.float64)
NO_MOOD = np.zeros(200)


def test_a_calm_heart_sways_around_rest() -> None:
    beats = heart(GRID, np.full(200, 0.2), NO_MOOD)
    assert abs(beats.mean() - 68) < 1
    assert 64 < beats.min() < beats.max() < 72


def test_terror_reaches_its_height_with_five_seconds() -> None:
    beats = heart(GRID, np.full(200, 0.95), np.full(200, 10.0))
    assert abs(beats[-1] - 126) < 1
    assert 0.85 < (beats[22] - 68) / 58 < 0.93


def test_a_shock_dips_before_it_rises() -> None:
    beats = heart(GRID, np.where(GRID >= 20, 0.95, 0.2), np.where(GRID >= 20, 10.0, 0.0), shocks_s=(20.0,))
    around = beats[(GRID >= 20) & (GRID <= 23)]
    assert around.min() < 64
    assert beats[GRID == 40][0] > 110
    assert beats[GRID <= 19.5].min() > around.min()


def test_it_comes_down_with_twenty_seconds() -> None:
    beats = heart(GRID, np.where(GRID < 50, 0.95, 0.35), np.where(GRID < 50, 10.0, 0.0))
    above = beats - 68
    assert 0.3 < above[GRID == 70][0] / above[GRID == 50][0] < 0.45
    assert beats[GRID == 95][0] < 76


def test_running_in_terror_stops_at_the_ceiling() -> None:
    beats = heart(GRID, np.full(200, 1.0), np.full(200, 10.0), exertion=np.full(200, 25.0))
    assert beats.max() <= 150


def test_the_kind_of_feeling_has_its_own_share() -> None:
    one = np.zeros((12, 1))
    one[8] = 1.0    # fear
    assert mood_of(one)[0] == 10.0
    assert mood_of(np.zeros((12, 1)))[0] == 0.0


def test_a_recorded_heartbeat_overrules_the_model() -> None:
    beats = overruled(np.full(200, 70.0), GRID, [(30.0, 120.0), (30.5, 120.0), (31.0, 122.0)])
    assert abs(beats[60] - 120) < 0.1
    assert beats[0] == beats[120] == 70.0
    spoken = line("오지 마.", 3, 4)
    strokes = tuple(event(EventKind.HEARTBEAT, at, rate=112.0) for at in np.arange(8.0, 14.0, 0.535))
    feeling = feel(view(24, spoken, events=strokes))
    assert abs(feeling.characters[0].heart_bpm[22] - 112) < 1
    assert feeling.characters[0].heart_bpm[0] < 90


def test_a_gasp_in_a_scene_slows_the_heart_of_the_one_who_gasps() -> None:
    spoken = (line("누구세요?", 3, 4), line("살려 주세요! 오지 마세요!", 14, 17))
    with_gasp = feel(view(30, *spoken, events=(event(EventKind.GASP, 9),))).characters[0].heart_bpm
    without = feel(view(30, *spoken)).characters[0].heart_bpm
    assert min(with_gasp[18:26]) < min(without[18:26])
    assert max(with_gasp[30:50]) > min(with_gasp[18:26]) + 10


def test_steps_make_the_heart_of_a_lonely_walker_work() -> None:
    spoken = line("가 볼게.", 2, 3)
    steps = tuple(event(EventKind.FOOTSTEP, at, rate=170.0) for at in np.arange(6.0, 20.0, 0.353))
    running, standing = (feel(view(24, spoken, events=events)).characters[0].heart_bpm for events in (steps, ()))
    assert running[36] > standing[36] + 8


def test_a_gasp_belongs_to_the_one_who_listened() -> None:
    scene = view(30, line("우리 헤어지자.", 8, 10, "현우"), line("뭐?", 11, 12, "지은"), events=(event(EventKind.GASP, 10.3),),
                 cuts=(11.0,))
    feeling = feel(scene)
    assert [one.character for one in feeling.evidence if one.detail == "a gasp"] == ["지은"]
    hearts = {str(one.name): one.heart_bpm for one in feeling.characters}
    assert min(hearts["지은"][20:28]) < hearts["지은"][20] - 5
