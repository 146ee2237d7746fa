"""A name called rouses; whether it is glad or lost stands elsewhere."""

from dataclasses import replace

import pytest

from tests.feeling.scenes import line, view
from yeoun.feeling.calls import is_call
from yeoun.feeling.feel import feel
from yeoun.feeling.told import tell, word_clues
from yeoun.model.feeling import Evidence, SceneView, Source
from yeoun.model.media import Span
from yeoun.model.script import Action
from yeoun.units.time import Seconds

PEOPLE = ("지은", "현우", "Ji-eun", "Mina")


@pytest.mark.parametrize(("text", "language", "hand"), [
    ("지은아!", "ko", ""), ("지은아! 지은아!", "ko", "외친다"), ("현우야.", "ko", ""), ("지은 씨!", "ko", ""),
    ("수아야!", "ko", "소리친다"),
    ("Ji-eun!", "en", ""), ("Mina! Mina!", "en", "shouting"), ("Hey, Mina!", "en", ""), ("Junho!", "en", "calls after him")])
def test_a_name_alone_is_a_call(text: str, language: str, hand: str) -> None:
    assert is_call(text, language, PEOPLE, hand)


@pytest.mark.parametrize(("text", "language", "hand"), [
    ("지은아, 가지 마.", "ko", "외친다"), ("나야!", "ko", "부른다"), ("좋아!", "ko", "외친다"), ("사랑아!", "ko", ""),
    ("가지 마!", "ko", "외친다"), ("", "ko", "외친다"), ("Help!", "en", "shouting"), ("I love you, Mina!", "en", "shouting"),
    ("Stop!", "en", "yells"), ("Junho!", "en", "")])
def test_words_are_no_call(text: str, language: str, hand: str) -> None:
    assert not is_call(text, language, PEOPLE, hand)


def said(scene: SceneView) -> Evidence:
    """What the words of a scene of one line are taken as."""
    (found,) = [each.evidence for each in word_clues(tell(scene)) if each.evidence.source is Source.WORDS]
    return found


@pytest.mark.parametrize(("text", "language", "hand", "who"), [
    ("지은아!", "ko", "외친다", "현우"), ("지은아!", "ko", "소리친다", "현우"), ("지은아!", "ko", "", "현우"),
    ("지은아!", "ko", "부른다", "현우"),
    ("Mina!", "en", "shouting", "Joon"), ("Mina!", "en", "crying out", "Joon"), ("Mina!", "en", "calls", "Joon")])
def test_a_call_is_neither_joy_nor_anger(text: str, language: str, hand: str, who: str) -> None:
    scene = view(6.0, line(text, 2.0, 3.0, who, hand=hand, language=language))
    told = said(scene)
    assert told.valence is None and "a name called" in told.detail and told.arousal is not None
    assert told.arousal >= (0.8 if hand else 0.6)
    felt = feel(scene)
    assert abs(felt.feelings.valence[5]) < 0.05, "nothing else in the scene is glad or sad"
    assert not any(word in each.detail for each in felt.evidence for word in ("joy", "anger"))


def test_a_cry_is_louder_than_a_call_and_a_call_than_a_name() -> None:
    heights = [said(view(6.0, line(text, 2.0, 3.0, "현우", hand=hand))).arousal
               for text, hand in (("지은아.", ""), ("지은아!", ""), ("지은아!", "외친다"))]
    assert heights == sorted(heights, key=lambda each: each or 0.0) and len(set(heights)) == 3


def done(text: str) -> Action:
    return Action(text, Span(Seconds(0.5), Seconds(2.0)), 0.9)


@pytest.mark.parametrize(("text", "language", "hand", "before", "sign"), [
    ("지은아!", "ko", "외친다", "막차가 떠난다.", -1), ("지은아!", "ko", "외친다", "지은이 활짝 웃는다.", 1),
    ("지은아!", "ko", "외친다", "비가 내린다.", 0),
    ("Mina!", "en", "shouting", "The bus pulls away.", -1), ("Mina!", "en", "shouting", "She beams.", 1)])
def test_a_name_is_cried_at_what_is_done_before_it(text: str, language: str, hand: str, before: str, sign: int) -> None:
    scene = view(8.0, line(text, 2.2, 3.2, "현우", hand=hand, language=language), actions=(done(before),))
    valence = said(scene).valence or 0.0
    assert (valence > 0.3) - (valence < -0.3) == sign
    late = replace(scene, content=replace(scene.content, actions=()))
    assert said(late).valence is None


def test_a_smile_on_a_name_is_still_a_smile() -> None:
    scene = view(6.0, line("지은아!", 2.0, 3.0, "현우", hand="미소 지으며"))
    assert feel(scene).feelings.valence[5] > 0.2
