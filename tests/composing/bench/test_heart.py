"""Chords that change as the heart beats are found, and a chord on every bar is not."""

import numpy as np

from tests.composing.bench.figures import mean_between
from tests.composing.bench.heard import Heard
from tests.composing.bench.heart import evenly, every_bar, phrases_of, rho, rho_inside
from tests.composing.bench.made import asked, chord, cue, struck

NAMES = ("C", "F", "G", "Am")


def following(rises: tuple[float, ...], beats: int = 4) -> Heard:
    """A chord every so many heartbeats."""
    wanted, at, starts, counted = asked(60.0, heart=rises), 0.0, [0.0], 0.0
    while at < 60:
        counted += mean_between(wanted.heart, 0.5, at, at + 0.05) / 60 * 0.05
        at += 0.05
        if counted >= beats:
            starts.append(round(at, 2))
            counted -= beats
    chords = [chord(NAMES[k % 4], a, b - a) for k, (a, b) in enumerate(zip(starts, [*starts[1:], 60.0], strict=True))]
    return cue(struck(chords), chords, wanted, bars=15, sections=((0.0, chords[0].at_beat, "one"),))


def test_chords_that_follow_the_heart_are_found_in_and_between_phrases() -> None:
    phrases = phrases_of(following((60, 130, 70, 120)))
    assert len(phrases) == 1
    assert rho(phrases) > 0.8 and rho_inside(phrases) > 0.8


def test_a_chord_on_every_bar_follows_nothing() -> None:
    heard = following((60, 130, 70, 120))
    assert abs(rho(every_bar(heard))) < 0.3
    assert abs(rho([evenly(each) for each in phrases_of(heard)])) < 0.3


def test_chords_that_slow_when_the_heart_hurries_are_found_out() -> None:
    right, wrong = following((60, 130, 70, 120)), following((130, 60, 120, 70))
    wrong.__dict__["asked"] = right.asked
    assert rho(phrases_of(wrong)) < -0.5


def test_agitated_phrases_with_more_chords_do_not_pass_for_a_heart_inside_them() -> None:
    phrases = []
    for k, level in enumerate((60.0, 90.0, 120.0)):
        heard = following((level, level + 25, level), beats=12 - 4 * k)
        phrases += [evenly(each) for each in phrases_of(heard)]
    assert rho(phrases) > 0.6 and abs(rho_inside(phrases)) < 0.3


def test_a_heart_that_hardly_moves_is_no_phrase_to_judge() -> None:
    assert phrases_of(following((70, 85))) == ()
    assert np.isfinite(rho([]))
