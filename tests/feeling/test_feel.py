"""Scenes are felt: words, hands, sounds and light, each with its say."""

from dataclasses import replace
from time import process_time

import numpy as np
import pytest

from tests.feeling.scenes import event, line, lit, pin, span, view
from yeoun.feeling.feel import feel
from yeoun.feeling.fuse import grid_of, on_the_plane, smoothed
from yeoun.model.feeling import Feelings, SceneFeeling, Source
from yeoun.model.media import Curve
from yeoun.model.observed import EventKind, Light, Quiet, SpeechSpan
from yeoun.model.script import Action, LineKind
from yeoun.units.names import Person
from yeoun.units.time import Seconds

ANGER = line("당장 나가! 꼴도 보기 싫다고!", 8, 11, hand="버럭")
CALM = line("물 좀 줄래?", 8, 9)


def between(feelings: Feelings, axis: str, start: float, end: float) -> float:
    return float(np.mean(getattr(feelings, axis)[int(start * 2):int(end * 2)]))


def whole(feeling: SceneFeeling, axis: str) -> float:
    return float(np.mean(getattr(feeling.feelings, axis)))


def test_an_angry_scene_is_tenser_and_darker_than_a_calm_one_under_the_same_light() -> None:
    light = (lit(0, 20, Light.DAY),)
    angry, calm = feel(view(20, ANGER, light=light)), feel(view(20, CALM, light=light))
    assert between(angry.feelings, "tension", 8, 12) > between(calm.feelings, "tension", 8, 12) + 0.25
    assert between(angry.feelings, "arousal", 8, 12) > between(calm.feelings, "arousal", 8, 12) + 0.25
    assert between(angry.feelings, "valence", 8, 12) < between(calm.feelings, "valence", 8, 12) - 0.3


def test_golden_light_is_felt_as_gladder_and_older_than_night() -> None:
    golden, night = (feel(view(20, light=(lit(0, 20, kind, 55.0, warmth),)))
                     for kind, warmth in ((Light.GOLDEN, 1.2), (Light.NIGHT, -1.0)))
    assert whole(golden, "valence") > whole(night, "valence")
    assert min(golden.nostalgia) > max(night.nostalgia)


def test_a_light_that_words_named_moves_the_feeling_no_more_than_one_the_picture_named() -> None:
    place, seen = lit(0, 20, Light.GOLDEN, 55.0, 1.2)
    surely, by_sight, hardly = (feel(view(20, light=((place, replace(seen, confidence=sure)),))) for sure in (0.98, 0.6, 0.2))
    assert surely == by_sight
    assert whole(hardly, "valence") < whole(by_sight, "valence") and max(hardly.nostalgia) < max(by_sight.nostalgia)


def test_the_curves_stand_every_half_second_and_in_their_bounds() -> None:
    feeling = feel(view(10.3, ANGER))
    assert len(feeling.feelings.valence) == len(feeling.confidence) == len(feeling.nostalgia) == 21
    assert all(-1 <= value <= 1 for value in feeling.feelings.valence)
    assert all(0 <= value <= 1 for value in (*feeling.feelings.arousal, *feeling.feelings.tension, *feeling.confidence))


@pytest.mark.parametrize("length", [0.04, 0.5, 3.0])
def test_an_empty_scene_is_neutral_and_unsure_of_it(length: float) -> None:
    feeling = feel(view(length))
    assert abs(whole(feeling, "valence")) < 0.05
    assert max(feeling.confidence) < 0.05
    assert feeling.characters == ()
    assert feeling.turns == ()
    assert feeling.evidence == ()


def test_the_same_scene_is_felt_the_same_twice() -> None:
    one = view(20, ANGER, events=(event(EventKind.SOB, 13),), light=(lit(0, 20, Light.NIGHT),))
    assert feel(one) == feel(one)


def test_more_evidence_makes_it_surer() -> None:
    light = (lit(0, 20, Light.NIGHT),)
    by_light = feel(view(20, light=light))
    by_words = feel(view(20, ANGER, light=light))
    by_all = feel(view(20, ANGER, light=light, events=(event(EventKind.GASP, 8.5),)))
    at = 18
    assert by_light.confidence[at] < by_words.confidence[at] < by_all.confidence[at] < 1.0


def test_words_of_two_scenes_exchanged_exchange_their_curves() -> None:
    sad, glad = line("우리 아들이 죽었어요. 숨을 안 쉬어요.", 5, 8), line("우리가 이겼어! 오늘 최고의 날이야!", 5, 8)
    first, second = feel(view(20, sad)), feel(view(20, glad))
    assert whole(first, "valence") < -0.2 < 0.2 < whole(second, "valence")
    again_first, again_second = feel(view(20, glad)), feel(view(20, sad))
    assert again_first.feelings == second.feelings
    assert again_second.feelings == first.feelings


def test_a_masked_feeling_keeps_both_faces() -> None:
    feeling = feel(view(20, line("괜찮아. 나 정말 괜찮아.", 8, 10, hand="애써 웃으며")))
    person = feeling.characters[0]
    assert between(person.spoken, "valence", 8, 10) > 0.1
    assert between(person.inner, "valence", 8, 10) < -0.15
    assert between(feeling.feelings, "valence", 8, 10) < 0


def test_tears_under_kind_words_belong_to_the_inside() -> None:
    feeling = feel(view(24, line("축하해. 정말 잘됐다. 행복해.", 8, 10), events=(event(EventKind.SOB, 10.5, 12),)))
    person = feeling.characters[0]
    assert between(person.inner, "valence", 10, 13) < between(person.spoken, "valence", 10, 13) - 0.3


def test_an_inner_voice_is_felt_and_not_shown() -> None:
    feeling = feel(view(20, line("밥 먹었어?", 3, 4), line("가지 마. 제발 나를 떠나지 마.", 9, 12, kind=LineKind.INNER)))
    person = feeling.characters[0]
    assert between(person.inner, "valence", 9, 12) < between(person.spoken, "valence", 9, 12) - 0.2


def test_restrained_grief_shows_little_and_feels_much() -> None:
    person = feel(view(16, line("아버지 돌아가셨어.", 6, 8, hand="담담하게"))).characters[0]
    assert between(person.spoken, "arousal", 6, 8) < between(person.inner, "arousal", 6, 8)
    assert between(person.inner, "valence", 6, 8) < -0.3


def test_a_note_wins_over_the_machine_and_tapers_in_half_a_second() -> None:
    plain, pinned = feel(view(20, ANGER)), feel(view(20, ANGER, pins=(pin(8, 12, valence=0.6, tension=0.1),)))
    assert set(pinned.feelings.valence[16:25]) == {0.6}
    assert set(pinned.feelings.tension[16:25]) == {0.1}
    assert set(pinned.characters[0].inner.valence[16:25]) == {0.6}
    assert pinned.feelings.arousal == plain.feelings.arousal
    assert pinned.feelings.valence[15] == plain.feelings.valence[15]
    assert pinned.feelings.valence[25] == plain.feelings.valence[25]
    assert pinned.confidence[20] == 1.0
    assert any(one.source is Source.NOTE for one in pinned.evidence)


def test_every_reason_names_its_span_and_quotes_its_line() -> None:
    feeling = feel(view(20, ANGER, light=(lit(0, 20, Light.NIGHT),)))
    words = [one for one in feeling.evidence if one.source is Source.WORDS]
    assert words
    assert "당장 나가" in words[0].detail
    assert words[0].span == span(8, 11)
    assert {one.source for one in feeling.evidence} >= {Source.WORDS, Source.SCRIPT, Source.LIGHT}
    assert all(one.weight > 0 and 0 < one.confidence <= 1 for one in feeling.evidence)


def test_a_turn_names_what_turned_it() -> None:
    feeling = feel(view(40, line("오늘 날씨 좋네. 커피 마실래?", 4, 6), line("네가 나한테 어떻게 이럴 수 있어! 배신자!", 22, 25,
                                                                          hand="버럭")))
    near = [turn for turn in feeling.turns if 20 <= turn.at_s <= 25]
    assert near
    assert near[0].kind in {"rupture", "reveal"}
    assert "어떻게 이럴" in near[0].reason or "버럭" in near[0].reason


def test_an_even_scene_does_not_turn() -> None:
    assert feel(view(40, line("물 좀 줄래?", 5, 6), line("버스는 세 시에 와요.", 25, 27))).turns == ()


def test_a_gasp_is_a_shock_and_a_deliberate_silence_is_a_turn() -> None:
    scene = replace(view(40, line("문 좀 열어 봐.", 5, 6), events=(event(EventKind.GASP, 12),)),
                    silences=(Quiet(span(25, 30), -52.0, "dramatic", 0.9),))
    assert {turn.kind for turn in feel(scene).turns} >= {"shock", "silence"}


def test_smoothing_stops_at_a_turn() -> None:
    step = np.zeros((3, 40))
    step[:, 20:] = 1.0
    free, stopped = smoothed(step, ()), smoothed(step, (20,))
    assert free[0, 19] > 0.3
    assert stopped[0, 19] == 0.0
    assert stopped[0, 20] == pytest.approx(1.0)


def test_tension_leans_toward_the_plane_of_film_music_and_suspense_is_what_is_left() -> None:
    curves, suspense = on_the_plane(np.array([[0.0], [0.4], [0.9]]))
    assert curves[2, 0] == pytest.approx(0.9 + 0.2 * (0.28 + 0.22 - 0.9))
    assert suspense[0] == pytest.approx(0.4)


def test_speech_without_names_is_one_voice_and_no_speech_is_nobody() -> None:
    voice = SpeechSpan(span(3, 6), 0.9, 180.0, -23.0, 3.0, 4.0)
    wordless = replace(line("", 3, 6, None), voice=voice)
    assert [one.name for one in feel(view(12, wordless)).characters] == ["voice"]
    assert feel(view(12, light=(lit(0, 12, Light.DAY),))).characters == ()


def test_an_excited_voice_rouses_and_few_lines_are_hardly_believed() -> None:
    loud = SpeechSpan(span(4, 7), 0.9, 320.0, -14.0, 9.0, 6.0)
    deciles = (*(np.linspace(6.8, 8.4, 11)), *(np.linspace(-34, -14, 11)), *(np.linspace(-5, 9, 11)))
    spoken = replace(line("여기 서류 있어요.", 4, 7), voice=loud)
    quiet = feel(view(14, replace(spoken, voice=None)))

    def with_lines(count: int) -> float:
        scene = view(14, spoken)
        norms = replace(scene.norms, voices=((Person("지은"), tuple(deciles)),), voice_counts=((Person("지은"), count),))
        return between(feel(replace(scene, norms=norms)).feelings, "arousal", 4, 7)

    assert with_lines(12) > with_lines(3) > between(quiet.feelings, "arousal", 4, 7)


def test_action_lines_reach_the_one_they_name() -> None:
    scene = view(20, line("갔다 올게.", 2, 3, "현우"), line("응.", 4, 5, "지은"),
                 actions=(Action("지은, 참았던 눈물을 흘리며 오열한다.", span(10, 13), 0.8),))
    people = {str(one.name): one for one in feel(scene).characters}
    assert between(people["지은"].inner, "valence", 10, 13) < between(people["현우"].inner, "valence", 10, 13) - 0.2


def test_fast_cutting_and_motion_rouse() -> None:
    slow = feel(view(20, motion=Curve(Seconds(0.5), (1.0,) * 40)))
    fast = feel(view(20, cuts=tuple(float(n) for n in range(2, 20)), motion=Curve(Seconds(0.5), (9.0,) * 40)))
    assert whole(fast, "arousal") > whole(slow, "arousal") + 0.1


def test_a_flashback_and_words_of_longing_look_back() -> None:
    plain, marked = feel(view(12, line("물 좀 줄래?", 4, 6))), feel(view(12, line("물 좀 줄래?", 4, 6), marks=("flashback",)))
    longing = feel(view(12, line("보고 싶어. 그때로 돌아가고 싶어.", 4, 6)))
    assert max(plain.nostalgia) < 0.3 < max(longing.nostalgia)
    assert min(marked.nostalgia) > 0.6


def test_the_grid_begins_at_the_first_frame() -> None:
    assert grid_of(0.04).tolist() == [0.0]
    assert grid_of(2.0).tolist() == [0.0, 0.5, 1.0, 1.5]


def test_feeling_ten_lines_takes_less_than_a_second_of_work() -> None:
    lines = tuple(line(f"{text} {n}번.", 2 + 3 * n, 4 + 3 * n) for n, text in enumerate(("가지 마, 제발", "밥 먹었어?") * 5))
    scene = view(40, *lines)
    feel(scene)    # the models are loaded once
    before = process_time()
    feel(scene)
    assert process_time() - before < 1.0


@pytest.mark.parametrize("kind", list(EventKind))
def test_every_kind_of_sound_is_evidence_even_at_the_last_moment(kind: EventKind) -> None:
    for rate in (None, 96.0):
        feeling = feel(view(8, line("그래.", 1, 2), events=(event(kind, 7.99, 8.0, rate=rate),)))
        assert any(one.source is Source.SOUND for one in feeling.evidence)


def test_a_loud_restless_picture_is_no_calm_even_when_all_of_it_is_alike() -> None:
    def arousal(cuts: int, moved: float, level: float) -> float:
        seen = view(30, cuts=tuple(30.0 * k / (cuts + 1) for k in range(1, cuts + 1)),
                    motion=Curve(Seconds(0.5), (moved,) * 60))
        heard = replace(seen, loudness=Curve(Seconds(0.1), (level,) * 300),
                        norms=replace(seen.norms, motions=(moved,) * 11, cut_rates=(float(cuts) / 3,) * 11))
        return float(np.mean(feel(heard).feelings.arousal))

    calm, battle = arousal(1, 1.0, -40.0), arousal(18, 15.0, -9.0)
    assert battle - calm > 0.25
    assert battle > 0.55


def test_a_pin_does_not_make_somebody_hide_what_they_feel() -> None:
    """What shows moves as far as what is felt: a dark note over a scene is no mask over bright words."""
    plain, noted = feel(view(20, ANGER)), feel(view(20, ANGER, pins=(pin(0, 20, valence=-0.9, tension=0.9),)))
    for before, after in zip(plain.characters, noted.characters, strict=True):
        gap = [said - felt for said, felt in zip(before.spoken.valence, before.inner.valence, strict=True)]
        new = [said - felt for said, felt in zip(after.spoken.valence, after.inner.valence, strict=True)]
        assert max(each - old for each, old in zip(new, gap, strict=True)) < 0.002
        assert min(after.inner.valence) == max(after.inner.valence) == -0.9


def test_a_house_that_sets_the_heart_otherwise_hears_it_otherwise() -> None:
    scene = view(30, line("밥 먹었어?", 3, 4), line("그래.", 20, 21))
    plain, slower = (feel(scene, (), hearts).characters[0].heart_bpm for hearts in ((), (("rest_bpm", 58.0),)))
    assert all(a - b > 5 for a, b in zip(plain, slower, strict=True))
