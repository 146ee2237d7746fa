"""Nothing lies a semitone beside a held tone of the tune, on finished scores of many scenes.

Before a chord tone with another a semitone under it had its cost, 48 scenes, these and as many more, held 48 seconds and minor
ninths longer than half a second, 41 of them one or thirteen semitones beside the tune. Chance stands beside: the same tune a semitone off.
"""

from dataclasses import replace
from functools import cache

from tests.composing.briefs import composed, invented
from tests.orchestrating.rubbing import Rub, rubs
from yeoun.model.notes import House
from yeoun.model.scored import Score
from yeoun.orchestrating.orchestrate import orchestrate

MANY = range(24)


@cache
def scored(number: int) -> Score:
    return orchestrate(composed(invented(number)), invented(number), House())


def beside(score: Score, shift: int) -> list[Rub]:
    """The sharp rubs of a score, its tune moved by semitones."""
    parts = tuple(replace(part, notes=tuple(replace(note, key=note.key + shift) for note in part.notes))
                  if part.role == "melody" else part for part in score.parts)
    return [rub for rub in rubs(replace(score, parts=parts)) if rub.is_sharp]


def test_no_voice_lies_one_or_thirteen_semitones_beside_a_held_tone_of_the_tune() -> None:
    near = [(number, rub) for number in MANY for rub in rubs(scored(number)) if abs(rub.tune - rub.other) in {1, 13}]
    assert near == []


def test_minor_ninths_with_octaves_between_are_rare_and_a_tune_moved_by_a_semitone_is_full_of_them() -> None:
    found = {shift: sum(len(beside(scored(number), shift)) for number in MANY) for shift in (0, -1, 1)}
    assert found[0] <= 1
    assert min(found[-1], found[1]) > 50 * max(1, found[0])
