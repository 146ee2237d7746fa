"""Reasons are checked by taking the named term away: then another player must be nearer."""

import re
from collections.abc import Sequence
from itertools import combinations, product

import pytest

from tests.orchestrating.sketches import lyrical, ostinato, solo
from yeoun.instruments.load import every_instrument
from yeoun.model.composed import Brief, Sketch
from yeoun.model.notes import House
from yeoun.orchestrating.choose import Candidate, Choice, beside, candidates, choose
from yeoun.orchestrating.clock import clock_of
from yeoun.orchestrating.line import bundled, line_of
from yeoun.orchestrating.mood import manners_of, mood_of
from yeoun.orchestrating.terms import WEIGHERS, Scene

CUES = {
    "golden": lyrical(mired_relative=80.0, time_of_day="golden"), "ostinato": ostinato(), "solo": solo(),
    "night": lyrical(mired_relative=-90.0, time_of_day="night", luminance=0.01),
}


def chosen(cue: tuple[Sketch, Brief], without: frozenset[str] = frozenset()) -> tuple[Choice, ...]:
    sketch, brief = cue
    clock, mood = clock_of(sketch, brief), mood_of(brief, sketch)
    lines = [line_of(bundle, clock, brief) for bundle in bundled(sketch.voices)]
    scene = Scene(mood, House(), sketch.key, sketch.mode, brief.take, "k", len(lines) == 1, manners_of(sketch), "")
    return choose(lines, every_instrument(), [scene] * len(lines), without)


@pytest.mark.parametrize("cue", CUES.values(), ids=list(CUES))
def test_a_reason_names_terms_in_which_the_winner_was_better(cue: tuple[Sketch, Brief]) -> None:
    for choice in chosen(cue):
        named = [name for name in choice.decided if name != "beside"]
        terms = {term.name: term for term in choice.taken.terms}
        for name in named:
            assert terms[name].has in choice.why and terms[name].asks in choice.why


def test_without_the_light_the_light_no_longer_decides() -> None:
    decided_by_light = [choice for choice in chosen(CUES["night"]) if choice.decided[:1] == ("light",)]
    assert decided_by_light
    dark = chosen(CUES["night"], frozenset({"light"}))
    without = {choice.line.voice.name: choice.taken.player.name for choice in dark}
    changed = [choice for choice in decided_by_light if without[choice.line.voice.name] != choice.taken.player.name]
    assert changed, "a player whom the light chose stays although there is no light"


def test_some_choice_falls_when_its_first_reason_is_taken_away() -> None:
    tried = fell = 0
    for cue in CUES.values():
        for choice in chosen(cue):
            if not choice.decided or choice.decided[0] == "beside":
                continue
            tried += 1
            others = chosen(cue, frozenset({choice.decided[0]}))
            now = next(c.taken.player.name for c in others if c.line.voice.name == choice.line.voice.name)
            fell += now != choice.taken.player.name
    assert tried >= 8 and fell >= tried // 2, (tried, fell)


def test_every_term_can_be_left_out_by_its_name() -> None:
    names = [name for name, _ in WEIGHERS]
    assert len(set(names)) == len(names)
    for choice in chosen(CUES["golden"], frozenset(names)):
        assert choice.taken.terms == () and choice.taken.cost == 0


def test_the_search_finds_what_trying_everything_finds() -> None:
    sketch, brief = ostinato()
    clock, mood = clock_of(sketch, brief), mood_of(brief, sketch)
    lines = [line_of(bundle, clock, brief) for bundle in bundled(sketch.voices)]
    scene = Scene(mood, House(), sketch.key, sketch.mode, brief.take, "k", False, manners_of(sketch), "")
    found = choose(lines, every_instrument(), [scene] * len(lines))
    order = [choice.line for choice in found]
    lists = [candidates(line, every_instrument(), scene) for line in order]

    def whole(team: Sequence[Candidate]) -> int:
        pairs = combinations(range(len(team)), 2)
        return sum(one.cost for one in team) + sum(
            beside(team[i], team[j], order[i], order[j], scene) for i, j in pairs)

    assert whole([choice.taken for choice in found]) == min(whole(team) for team in product(*lists))


@pytest.mark.parametrize("hour", ["golden", "dawn", "night", "day", "evening", "unknown"])
def test_the_light_is_called_what_its_figure_says_and_the_hour_what_it_makes_of_it(hour: str) -> None:
    """One word for every light, or the hour's word over the figure of another light, would be caught."""
    words = set()
    for mired in range(-120, 121, 8):
        sketch, brief = lyrical(mired_relative=float(mired), time_of_day=hour)
        mood = mood_of(brief, sketch)
        found = re.fullmatch(r"(warm|cold|neutral) light \(([+-]\d+) mired(?:, (?:and (\w+) makes it (\w+)|(\w+)))?\)", mood.light)
        assert found is not None, mood.light
        word, figure, by_hour, meant, plain = found.groups()
        assert int(figure) == mired and word == ("warm" if mired > 16 else "cold" if mired < -16 else "neutral")
        assert (meant or word) == ("warm" if mood.warmth > 0.2 else "cold" if mood.warmth < -0.2 else "neutral")
        assert (by_hour or plain or "unknown") == hour
        words.add(word)
    assert words == {"warm", "cold", "neutral"}
