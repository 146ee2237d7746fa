"""Tension is found where harmony follows it, and not in two chords in turn."""

import pytest

from tests.composing.bench.heard import Heard
from tests.composing.bench.made import asked, chord, cue, struck
from tests.composing.bench.tension import (
    Sounding,
    bars_of,
    by_strain,
    correlations,
    far,
    loop_share,
    read,
    rough,
    strained,
    two_chords,
)

FOLLOWS = ("C", "F", "Am", "G", "Bdim", "E7", "Db", "Fm", "G", "Am", "F", "C")


def following(names: tuple[str, ...]) -> Heard:
    chords = [chord(name, 4 * k, 4) for k, name in enumerate(names)]
    return cue(struck(chords), chords, asked(4.0 * len(names), tension=(0.1, 0.9, 0.1)), bars=len(names))


def test_harmony_that_follows_the_graph_is_found() -> None:
    heard = following(FOLLOWS)
    assert correlations([read(heard, heard.asked)], by_strain)[0] > 0.8


def test_harmony_that_goes_the_other_way_is_found_out() -> None:
    heard = following(("Db", "Fm", "F", "Am", "C", "C", "Am", "F", "Fm", "Db", "Db", "Db"))
    assert correlations([read(heard, heard.asked)], by_strain)[0] < -0.5


def test_one_triad_has_no_tension_to_read() -> None:
    heard = following(("C",) * 12)
    assert correlations([read(heard, heard.asked)], by_strain) == [0.0]


def test_another_key_makes_noise_of_the_same_music() -> None:
    heard = following(FOLLOWS)
    assert correlations([read(heard, heard.asked, tonic=1)], by_strain)[0] < 0.3


def test_both_rulers_order_chords_as_listeners_do() -> None:
    def under(*keys: int) -> Sounding:
        return Sounding(0, 1, tuple((key, 1.0) for key in keys))
    home, away, harsh = under(48, 64, 67), under(49, 65, 68), under(60, 61, 66)
    assert strained(home, 0, False) < strained(away, 0, False)
    assert far(home, 0, False) < far(away, 0, False)
    assert rough(home) < rough(harsh)


def test_two_chords_in_turn_are_loops_and_a_progression_is_none() -> None:
    turning = [chord(name, 4 * k, 4) for k, name in enumerate(("C", "G") * 4)]
    heard = cue(struck(turning), turning, asked(32.0), bars=8)
    backs, loops, of = loop_share(heard.chords, bars_of(heard))
    assert (backs, loops, of) == (6, 8, 8)
    walking = [chord(name, 4 * k, 4) for k, name in enumerate(("C", "Am", "F", "G", "C", "F", "Db", "G"))]
    assert loop_share(tuple(walking), bars_of(heard))[:2] == (0, 0)


def test_the_trick_of_two_chords_follows_the_graph_and_is_caught_as_a_loop() -> None:
    heard = cue(struck([chord(n, 4 * k, 4) for k, n in enumerate(FOLLOWS)]), [chord(n, 4 * k, 4) for k, n in enumerate(FOLLOWS)],
                asked(48.0, tension=(0.1, 0.9, 0.1, 0.9, 0.1, 0.9, 0.1)), bars=12)
    trick, (_, loops, of) = two_chords(heard, heard.asked)
    assert correlations([trick], by_strain)[0] > 0.7
    assert loops > 0.5 * of


@pytest.mark.parametrize("count", [3, 5])
def test_a_cue_of_few_chords_says_nothing(count: int) -> None:
    assert correlations([read(each, each.asked) for each in (following(FOLLOWS[:count]),)], by_strain) == []
