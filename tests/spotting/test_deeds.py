"""Deeds of the script, hearts and entries: what is met, what is left bare, and what neither page nor sound can place."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.spotting.scenes import RATE, episode, graph, line, seen, span, turn
from yeoun.model.feeling import Evidence, Source
from yeoun.model.notes import House, Notes
from yeoun.model.observed import Event, EventKind, Observations
from yeoun.model.script import Action, Episode
from yeoun.model.spotted import Cue, Ending, Hit, HitClass, Silence, Spotting
from yeoun.spotting.deeds import deeds, sort_of
from yeoun.spotting.spot import spot
from yeoun.units.time import Seconds

FULL, NONE = House(music_share=1.0), Notes()


def written(film: Episode, text: str, start: float, end: float, scene: int = 0) -> Episode:
    """The film with a paragraph of action in one of its scenes."""
    scenes = list(film.scenes)
    scenes[scene] = replace(scenes[scene], actions=(*scenes[scene].actions, Action(text, span(start, end), 0.7)))
    return replace(film, scenes=tuple(scenes))


def event(kind: EventKind, at: float, length: float = 0.2, confidence: float = 0.7) -> Event:
    return Event(kind, Seconds(at), Seconds(at + length), confidence, "test")


def heard(length_s: float, *events: Event) -> Observations:
    return seen(length_s, events=events)


def hits(spotting: Spotting) -> list[Hit]:
    return [hit for cue in spotting.cues for hit in cue.hits]


def left(spotting: Spotting, second: float) -> list[str]:
    return [each.reason for moment in spotting.moments for each in moment.not_caught if abs(each.at_s - second) < 0.1]


SLAM = "문이 쾅 닫힌다."


def test_a_deed_that_is_written_and_heard_is_a_class_a_hit_and_neither_alone_is() -> None:
    flat = graph(60.0, [0.6, 0.6])
    both = spot(written(episode(60.0), SLAM, 28.0, 32.0), flat, heard(60.0, event(EventKind.IMPACT, 30.2)), FULL, NONE)
    sound = spot(episode(60.0), flat, heard(60.0, event(EventKind.IMPACT, 30.2)), FULL, NONE)
    page = spot(written(episode(60.0), SLAM, 28.0, 32.0), flat, heard(60.0), FULL, NONE)
    assert [(hit.grade, round(hit.at_s, 1)) for hit in hits(both)] == [(HitClass.A, 30.2)]
    assert SLAM in hits(both)[0].reason
    assert [hit.grade for hit in hits(sound)] == [HitClass.B]
    assert hits(page) == []
    assert any("nothing heard gives it a frame" in reason for reason in left(page, 28.0))


def test_a_blow_elsewhere_is_not_what_the_script_tells() -> None:
    film = written(episode(60.0), SLAM, 28.0, 32.0)
    found = spot(film, graph(60.0, [0.6, 0.6]), heard(60.0, event(EventKind.IMPACT, 45.0)), FULL, NONE)
    assert [(hit.grade, round(hit.at_s)) for hit in hits(found)] == [(HitClass.B, 45)]


def test_deeds_of_one_paragraph_happen_in_its_order_and_one_sound_is_one_deed() -> None:
    film = written(episode(60.0), "그가 컵을 내려놓는다. 문을 두드린다. 버스가 떠난다.", 20.0, 30.0)
    found = deeds(film, heard(60.0, event(EventKind.IMPACT, 22.0), event(EventKind.IMPACT, 27.0)))
    assert [None if each.event is None else each.event.at_s for each in found] == [22.0, 27.0, None]
    alone = deeds(film, heard(60.0, event(EventKind.IMPACT, 27.0)))
    assert [each.event is not None for each in alone] == [True, False, False]


@pytest.mark.parametrize(("sentence", "sort"), [
    ("현우의 손이 우산을 움켜쥔다.", "a blow or a grasp"), ("The bus doors close.", "a blow or a grasp"),
    ("지은, 숨을 삼킨다.", "a breath"), ("현우의 발소리가 다가와 멈춘다.", "a halt"), ("막차가 떠난다.", "a departure"),
    ("해가 뜬다.", "a light"), ("The sun rises.", "a light"),
    ("지은이 창가에 혼자 앉아 있다.", None), ("노을이 번지는 옥상.", None), ("They stand close to one another.", None),
    ("The door is closed.", None), ("A hitman.", None), ("The last bus pulls out.", "a departure"),
    ("She breathes.", None), ("비가 내린다.", None)])
def test_a_sentence_tells_a_deed_or_none(sentence: str, sort: str | None) -> None:
    found = sort_of(sentence)
    assert (None if found is None else found.name) == sort


def test_a_blow_that_ends_its_scene_is_heard_alone_and_the_next_scene_enters_on_its_first_frame() -> None:
    film = written(episode(60.0, scenes_s=(0.0, 31.0), shots_s=(0.0, 15.0, 31.0, 45.0)), SLAM, 28.0, 31.0)
    told = graph(60.0, [0.6, 0.6], turn(31.0, 0.5))
    house = House(music_share=0.9)
    found = spot(film, told, heard(60.0, event(EventKind.IMPACT, 29.7)), house, NONE)
    before, bare, after = found.moments
    assert isinstance(before, Cue) and isinstance(bare, Silence) and isinstance(after, Cue)
    assert bare.first_frame == round(29.7 * RATE) and (bare.kind, bare.manner) == ("composed", "cut")
    assert before.ending is Ending.CUT
    assert SLAM.rstrip(".") in bare.reason and any(SLAM in reason for reason in left(found, 29.7))
    (hit,) = after.hits
    assert (hit.frame, hit.grade) == (round(31 * RATE), HitClass.A)
    assert 0.27 <= (hit.frame - after.first_frame) / RATE <= 0.34, "room for an attack, so that the first beat is on the frame"
    middle = spot(written(film, SLAM, 19.0, 21.0), told, heard(60.0, event(EventKind.IMPACT, 20.0)), house, NONE)
    assert music_over(middle, 18.0, 25.0) == 1.0, "inside a scene it is met and not left bare"


def test_an_entry_on_a_moment_never_eats_a_silence_that_is_too_short_for_it() -> None:
    film = written(episode(60.0, scenes_s=(0.0, 31.0), shots_s=(0.0, 31.0)), SLAM, 28.0, 31.0)
    found = spot(film, graph(60.0, [0.6, 0.6]), heard(60.0, event(EventKind.IMPACT, 30.2)), House(music_share=0.9), NONE)
    silences = [each for each in found.moments if isinstance(each, Silence)]
    assert all((each.end_frame - each.first_frame) / RATE >= 0.7 for each in silences)


HEART = tuple(event(EventKind.HEARTBEAT, 20.0 + 0.6 * k, 0.35) for k in range(10))


def music_over(found: Spotting, start: float, end: float) -> float:
    frames = range(round(start * RATE), round(end * RATE))
    return sum(cue.first_frame <= frame < cue.end_frame for cue in found.cues for frame in frames) / len(frames)


@pytest.mark.parametrize(("text", "share"), [("심장 뛰는 소리만 남는다.", 0.0), ("Only his heartbeat is left.", 0.0),
                                             ("빗소리가 들린다.", 1.0)])
def test_a_heart_that_is_heard_and_written_is_left_alone(text: str, share: float) -> None:
    film = written(episode(60.0, shots_s=tuple(float(at) for at in range(0, 60, 4))), text, 19.0, 26.0)
    told, house = graph(60.0, [0.3, 0.6, 0.95, 0.95, 0.4, 0.3]), House(music_share=0.7)
    found = spot(film, told, heard(60.0, *HEART), house, NONE)
    assert music_over(found, 20.0, 25.7) == pytest.approx(share, abs=0.02)
    assert music_over(spot(film, told, heard(60.0), house, NONE), 20.0, 25.7) == 1.0, "without the heart there is music"
    if share == 0.0:
        silence = next(each for each in found.moments if isinstance(each, Silence) and each.first_frame <= 22 * RATE < each.end_frame)
        assert (silence.kind, silence.manner) == ("composed", "cut") and "heart" in silence.reason


def test_a_turn_that_words_make_is_met_when_they_have_been_said() -> None:
    film = episode(60.0, line(1, 28.0, 31.0))
    told = graph(60.0, [0.5, 0.8], turn(28.0, 0.6, "release"))
    (hit,) = hits(spot(film, told, heard(60.0), FULL, NONE))
    assert abs(hit.at_s - 31.4) < 0.03


def test_a_turn_the_page_itself_writes_weighs_more() -> None:
    detail = "(미소) on “응.”: joy"
    here = replace(turn(30.0, 0.2, "release"), reason=f"the feeling brightens: {detail}")
    script = Evidence(span(30.0, 31.0), Source.SCRIPT, detail, 0.5, None, None, 0.9, 0.8)
    told = graph(60.0, [0.5, 0.8], here)
    grades = [[hit.grade for hit in hits(spot(episode(60.0), each, heard(60.0), FULL, NONE))]
              for each in (told, replace(told, evidence=(script,)), replace(told, evidence=(replace(script, source=Source.SOUND),)))]
    assert grades == [[HitClass.B], [HitClass.A], [HitClass.B]]


def test_a_cue_does_not_enter_just_before_words() -> None:
    film = episode(60.0, line(1, 30.0, 32.0), shots_s=(0.0, 29.9, 34.0, 48.0))
    told = graph(60.0, [0.2, 0.2, 0.2, 0.9, 0.9, 0.9])
    found = spot(film, told, heard(60.0), House(music_share=0.5), NONE)
    assert found.cues and not any(0.0 <= 30.0 - cue.first_frame / RATE < 0.8 for cue in found.cues)


@settings(max_examples=40)
@given(st.lists(st.integers(20, 1150), min_size=0, max_size=40, unique=True), st.lists(st.floats(0.1, 1.0), min_size=40, max_size=40))
def test_hits_stay_few_however_much_happens(tenths: list[int], sizes: list[float]) -> None:
    events = [event(EventKind.IMPACT, at / 10) for at in sorted(tenths)]
    turns = [turn(at / 10 + 0.01, size) for at, size in zip(sorted(tenths)[::3], sizes, strict=False)]
    film = written(episode(120.0, shots_s=tuple(float(at) for at in range(0, 120, 5))), f"{SLAM} " * 12, 1.0, 119.0)
    found = spot(film, graph(120.0, [0.6, 0.8, 0.6], *turns), heard(120.0, *events), FULL, NONE)
    for grade, least, most in ((HitClass.A, 9.0, 8), (HitClass.B, 3.0, 20), (HitClass.C, 2.0, 30)):
        own = sorted(hit.at_s for hit in hits(found) if hit.grade is grade)
        assert len(own) <= most
        assert all(later - each >= least - 1e-6 for each, later in zip(own, own[1:], strict=False))
