"""Cues of every kind, and their scores, each made once."""

from functools import cache

from tests.orchestrating.sketches import feelings, lyrical, ostinato, solo, spoken, sting
from yeoun.model.composed import Brief, Sketch
from yeoun.model.notes import House
from yeoun.model.scored import Score
from yeoun.orchestrating.orchestrate import orchestrate

CUES = {
    "lyrical": lyrical(), "ostinato": ostinato(), "sting": sting(), "solo": solo(), "alone in minor": solo("aeolian"),
    "golden": lyrical(mired_relative=80.0, time_of_day="golden", luminance=0.2),
    "cold night": lyrical(mired_relative=-90.0, time_of_day="night", luminance=0.01),
    "joy": lyrical(intent=feelings(0.7, 0.75, 0.3), luminance=0.3),
    "grief, spoken": lyrical(intent=feelings(-0.5, 0.15, 0.4), lines=(spoken(4, 12), spoken(20, 34))),
}
USUAL = House()


@cache
def scored(cue: tuple[Sketch, Brief], house: House = USUAL) -> Score:
    return orchestrate(cue[0], cue[1], house)


def palette(score: Score) -> frozenset[str]:
    return frozenset(part.instrument.name for part in score.parts)
