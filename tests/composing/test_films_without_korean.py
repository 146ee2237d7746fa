"""A film with nothing Korean in it gets no Korean mode, manner or player, unless somebody asks; one with Korean may."""

from dataclasses import replace
from unittest.mock import patch

import pytest
from hypothesis import Phase, given, settings

from tests.spotting.films import Film, films
from yeoun.composing import compose as composing
from yeoun.composing.invent import design, invent
from yeoun.composing.plan import plan
from yeoun.instruments.load import every_instrument
from yeoun.model.composed import Brief, Sketch, ThemeBook
from yeoun.model.notes import House, Notes
from yeoun.model.scored import Score
from yeoun.model.script import Character
from yeoun.orchestrating.orchestrate import orchestrate
from yeoun.units.modes import MODES, modes_for
from yeoun.units.names import Person

LOOKED_AT = settings(max_examples=8, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])    # a film takes a second
GUGAK = {player.name for player in every_instrument() if player.is_gugak}


def in_english(film: Film, place: str = "VILLAGE GREEN") -> Film:
    """The same film, told in English by one NAR."""
    told = film.episode
    who = Person("NAR")
    told = replace(told, lines=tuple(replace(each, language="en", speaker=who, text="It is here.") for each in told.lines),
                   scenes=tuple(replace(each, heading=f"EXT. {place} - DAY", location=place) for each in told.scenes),
                   characters=(Character(who, len(told.lines)),))
    people = tuple(replace(each, name=who) for each in film.graph.characters)
    return replace(film, episode=told, graph=replace(film.graph, characters=people))


def scored(film: Film) -> tuple[tuple[ThemeBook, Brief, Sketch, Score], ...]:
    """Every cue of a film down to who plays it, in its first draft."""
    spotting, book = film.spotted(), invent(film.episode, film.graph, ThemeBook(), film.house)
    briefs = plan(film.episode, spotting, film.graph, film.seen, book, film.house, Notes())
    with patch.object(composing, "DRAFTS", 1):
        return tuple((book, each, made := composing.compose(each), orchestrate(made, each, film.house)) for each in briefs)


@LOOKED_AT
@given(films(longest_s=60))
def test_an_english_film_holds_nothing_korean(film: Film) -> None:
    for book, asked, sketch, score in scored(in_english(film)):
        assert not [motif.mode for motif in book.motifs if MODES[motif.mode].is_gugak]
        assert not asked.has_gugak and not MODES[sketch.mode].is_gugak
        assert dict(sketch.fusion)["gugak"] == 0.0 and sum(share for _, share in sketch.fusion) == pytest.approx(1.0)
        assert not GUGAK & {part.instrument.name for part in score.parts}


@settings(max_examples=4, deadline=None, phases=[Phase.generate])
@given(films(longest_s=60))
def test_a_place_that_is_korean_by_name_and_a_house_that_wants_it_still_sing_so(film: Film) -> None:
    for _, _, sketch, _ in scored(in_english(film, "HANOK COURTYARD")):
        assert MODES[sketch.mode].is_gugak
    for _, asked, sketch, _ in scored(replace(in_english(film), house=replace(film.house, gugak=0.8))):
        assert asked.has_gugak and dict(sketch.fusion)["gugak"] > 0.0


def test_korean_modes_are_among_a_feelings_modes_only_where_they_belong() -> None:
    feelings = [(v / 10, a / 10, t / 10) for v in range(-10, 11, 2) for a in range(0, 11, 2) for t in range(0, 11, 2)]
    for feeling in feelings:
        plain, all_of_them = modes_for(*feeling, gugak=False), modes_for(*feeling)
        assert [name for name in all_of_them if not MODES[name].is_gugak] == list(plain) and len(plain) == 2
    owners = [f"NAR{k}" for k in range(40)]
    made = [design(owner, "character", (-0.1, 0.4, 0.4), (), gugak=False).mode for owner in owners]
    free = [design(owner, "character", (-0.1, 0.4, 0.4), ()).mode for owner in owners]
    assert set(made) == {"dorian", "aeolian"} and "susimgatori" in free, "with leave, a quarter of them would be Korean"


def test_a_motif_says_what_its_mode_and_head_are() -> None:
    motif = design("NAR", "character", (-0.04, 0.4, 0.4), (), gugak=False)
    assert "valence -0.0" not in motif.why and "-step leap" not in motif.why
    steps = [abs(b - a) for a, b in zip(motif.degrees[:5], motif.degrees[1:5], strict=False)]
    assert f"leap of a {('', '', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'octave')[max(steps)]} " in motif.why
    assert House().gugak < 0.5, "a house that says nothing does not ask for Korean instruments everywhere"
