"""Arousal is found in music that does several things at once, and not in one triad however it follows the graph."""

from tests.composing.bench.arousal import agreement, agreement_without, at_one_velocity, louder, one_triad, read
from tests.composing.bench.figures import mean_between
from tests.composing.bench.heard import Heard, Note
from tests.composing.bench.made import asked, cue, note

SPREAD = (1.0, 5.0, 6.0, 0.2, 1.0)
WAVE = (0.2, 0.8, 0.3, 0.9, 0.2)


def moving(curve: tuple[float, ...]) -> Heard:
    """Music that grows denser, louder, higher and fuller with a curve."""
    wanted, notes, at = asked(60.0, arousal=curve), list[Note](), 0.0
    while at < 60:
        level = mean_between(wanted.arousal, 0.5, at, at + 1)
        step = 0.25 if level > 0.65 else 0.5 if level > 0.4 else 1.0
        keys = (48, 60, 64, 67, 72, 76)[:2 + round(4 * level)]
        notes += [note(at, step, key + round(7 * level), round(30 + 80 * level)) for key in keys]
        at += step
    return cue(notes, (), wanted, bars=15)


def test_music_that_follows_in_many_ways_meets_all_three_goals() -> None:
    heard = moving(WAVE)
    whole = read(heard, heard.asked)
    flat = read(heard, heard.asked, at_one_velocity(heard.notes))
    assert agreement(whole, SPREAD) > 0.7 and agreement(flat, SPREAD) > 0.5 and agreement_without(whole, SPREAD) > 0.4


def test_music_for_another_graph_is_near_nothing() -> None:
    heard = moving(WAVE)
    other = asked(60.0, arousal=(0.3, 0.9))
    assert abs(agreement(read(heard, other), SPREAD)) < 0.35


def test_one_triad_whose_density_follows_fails_without_onset_rate() -> None:
    heard = moving(WAVE)
    trick = read(heard, heard.asked, one_triad(heard, heard.asked))
    assert agreement(trick, SPREAD) > 0.7
    assert agreement_without(trick, SPREAD) < 0.4


def test_one_triad_whose_velocity_follows_fails_at_one_velocity() -> None:
    heard = moving(WAVE)
    assert agreement(read(heard, heard.asked, louder(heard, heard.asked)), SPREAD) > 0.7
    assert agreement(read(heard, heard.asked, at_one_velocity(louder(heard, heard.asked))), SPREAD) < 0.5


def test_silence_is_no_window() -> None:
    heard = cue([note(0, 3, 60), note(30, 3, 60)], (), asked(60.0), bars=15)
    assert len(read(heard, heard.asked).asked) == 2
