"""Warm and cold players are told apart by their tags, weighed by what they play; an equaliser moves nobody."""

from dataclasses import replace
from types import SimpleNamespace
from typing import cast

import pytest

from tests.orchestrating.bench.drawn import Cue, energies
from tests.orchestrating.bench.light import graded, interval, share, shuffled_r, tag
from tests.orchestrating.scores import CUES, scored
from tests.orchestrating.sketches import a_brief
from yeoun.instruments.load import every_instrument

WARM = [k / 20 for k in range(20)]


def a_cue(name: str) -> Cue:
    return cast(Cue, SimpleNamespace(score=scored(CUES[name])))


def test_there_are_players_of_every_tag() -> None:
    assert {tag(player.colour) for player in every_instrument()} == {"warm", "cold", "neither"}


def test_shares_add_up_and_golden_is_warmer_than_a_cold_night() -> None:
    for name in CUES:
        assert sum(share(a_cue(name), each) for each in ("warm", "cold", "neither")) == pytest.approx(1.0)
    assert share(a_cue("golden"), "warm") > share(a_cue("cold night"), "warm")


def test_energy_goes_by_force_and_by_level() -> None:
    score = scored(CUES["lyrical"])
    part = score.parts[0]
    softer = replace(part, notes=tuple(replace(note, force=note.force / 2) for note in part.notes))
    lower = replace(part, level=tuple((at, level / 2) for at, level in part.level))
    whole = energies(replace(score, parts=(part,)))[part.name]
    assert energies(replace(score, parts=(softer,)))[part.name] == pytest.approx(whole / 4)
    assert energies(replace(score, parts=(lower,)))[part.name] == pytest.approx(whole / 16)


def test_a_tilt_leaves_one_players_share_and_darkens_two() -> None:
    cue = a_cue("lyrical")
    assert share(cue, "warm", 0.0) != share(cue, "warm", 6.0)
    only = cast(Cue, SimpleNamespace(score=replace(cue.score, parts=cue.score.parts[:1])))
    assert share(only, tag(cue.score.parts[0].instrument.colour), 6.0) == pytest.approx(1.0)


def test_shuffled_warmth_is_near_nothing_and_an_interval_holds_its_figure() -> None:
    mean, low, high = shuffled_r(WARM, WARM)
    assert abs(mean) < 0.05 and low < 0 < high
    assert interval(WARM, WARM) == (1.0, 1.0)


def test_light_is_graded_into_hours() -> None:
    hours = [graded(a_brief(20.0), mired).time_of_day for mired in (80.0, 0.0, -80.0)]
    assert hours == ["golden", "day", "night"]
