"""The measure of silence: a cut that is clean and a ring that dies are held, what plays on or is struck again is not."""

import numpy as np

from tests.composing.bench.drawn_films import film
from tests.composing.bench.film_scored import planned
from tests.composing.bench.silence import RATE, Sound, chosen, gaps, level_db, sunk, without_causes
from yeoun.model.spotted import Cue, Silence


def tone(until_s: float, length_s: float, dies_s: float = 0.0) -> Sound:
    """A steady tone until a moment; then nothing, or what dies away with a time of its own."""
    at = np.arange(round(length_s * RATE)) / RATE
    curve = np.where(at < until_s, 1.0, np.exp(-(at - until_s) / dies_s) if dies_s else 0.0)
    return np.repeat((0.1 * curve * np.sin(2 * np.pi * 220 * at))[:, None], 2, axis=1)


def test_a_clean_cut_sinks_and_is_held_as_a_cut_but_not_as_a_ring() -> None:
    sound = tone(6.0, 8.0)
    cut, ring = (sunk(sound, 6.0, 4.0, manner, ()) for manner in ("cut", "ring"))
    assert cut.by_db > 40 and cut.is_held and not ring.is_held


def test_a_ring_that_dies_away_is_held_as_a_ring_but_not_as_a_cut() -> None:
    sound = tone(6.0, 10.0, 0.5)
    cut, ring = (sunk(sound, 6.0, 4.0, manner, ()) for manner in ("cut", "ring"))
    assert ring.by_db >= 10 and ring.is_held and not cut.is_held


def test_a_long_ring_counts_as_music_until_it_is_over() -> None:
    sound = tone(6.0, 12.0, 1.0)
    assert sunk(sound, 6.0, 6.0, "ring", (), 3.0).by_db > sunk(sound, 6.0, 6.0, "ring", ()).by_db + 10


def test_music_that_plays_on_neither_sinks_nor_keeps_any_manner() -> None:
    sound = tone(12.0, 12.0)
    assert all(abs(each.by_db) < 1 and not each.is_held for each in (sunk(sound, 6.0, 4.0, manner, ()) for manner in ("cut", "ring")))


def test_a_note_struck_in_the_silence_breaks_it_and_one_struck_before_does_not() -> None:
    sound = tone(6.0, 8.0)
    assert not sunk(sound, 6.0, 4.0, "cut", (7.0,)).is_held and sunk(sound, 6.0, 4.0, "cut", (5.0, 10.5)).is_held


def test_levels_are_what_they_are() -> None:
    assert abs(level_db(tone(9.0, 9.0), 1.0, 3.0) - (20 * np.log10(0.1) - 3.01)) < 0.05
    assert level_db(np.zeros((RATE, 2)), 0.0, 1.0) == -120.0


def test_a_gap_counts_only_between_two_cues_and_a_chosen_one_has_its_reason() -> None:
    whole = film(1)
    spotting = planned(whole)[1]
    for each in gaps(spotting):
        place = spotting.moments.index(each)
        assert isinstance(spotting.moments[place - 1], Cue) and isinstance(spotting.moments[place + 1], Cue)
    for one in chosen(spotting, whole.episode.rate, whole.episode.length_s):
        assert one.reason and one.start_s >= 5.0
        assert any(isinstance(m, Silence) and m.kind == "composed" and m.reason == one.reason for m in spotting.moments)


def test_a_film_without_causes_has_lines_and_no_sounds() -> None:
    bare = without_causes(film(1))
    assert not bare.seen.events and not bare.seen.silences and bare.episode == film(1).episode
