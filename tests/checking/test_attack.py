"""The detector of attacks against sounds whose beginnings are known."""

import numpy as np
import pytest
from numpy.typing import NDArray

from yeoun.checking.attack import attacks_in, chance, envelope_of, nearest, stops_in

Sound = NDArray[np.float64]
TIME = np.arange(6 * 48_000) / 48_000
KNOWN = (0.5, 1.234, 2.0, 2.75, 3.333, 4.8)


def played(moments: tuple[float, ...], rise_s: float, decay_s: float, hertz: float) -> Sound:
    """Tones with a straight rise and an exponential decay, their rise half done at each moment."""
    sound = np.zeros_like(TIME)
    for k, at in enumerate(moments):
        since = TIME - (at - rise_s / 2)
        curve = np.where(since < 0, 0.0, np.minimum(1.0, since / rise_s) * np.exp(-np.maximum(since - rise_s, 0.0) / decay_s))
        sound += 0.2 * curve * np.sin(2 * np.pi * hertz * 2 ** (k % 5 / 12) * TIME)
    return np.stack([sound, 0.7 * sound], axis=1)


@pytest.mark.parametrize(("rise_s", "decay_s", "hertz"), [
    (0.003, 0.3, 440.0), (0.010, 0.3, 82.0), (0.010, 0.2, 220.0), (0.040, 0.15, 330.0), (0.080, 0.12, 520.0), (0.005, 0.15, 1200.0)])
def test_known_attacks_are_found_within_five_milliseconds(rise_s: float, decay_s: float, hertz: float) -> None:
    found = attacks_in(envelope_of(played(KNOWN, rise_s, decay_s, hertz)))
    errors = [nearest(found, at, 0.1) for at in KNOWN]
    assert all(error is not None and abs(error) < 0.005 for error in errors), errors
    assert len(found) == len(KNOWN), "and nothing else is"


def test_noise_under_the_music_does_not_move_the_attacks() -> None:
    hiss = np.array([[value] for value in _noise(len(TIME))]) * 0.002
    found = attacks_in(envelope_of(played(KNOWN, 0.01, 0.2, 440.0) + hiss))
    errors = [nearest(found, at, 0.1) for at in KNOWN]
    assert all(error is not None and abs(error) < 0.005 for error in errors), errors


def _noise(count: int) -> Sound:
    """The same hiss every time, from the fractional parts of a quadratic."""
    steps = np.arange(count, dtype=np.float64)
    return np.asarray((steps * steps * 0.6180339887498949) % 1.0 * 2 - 1)


def test_vibrato_and_tremor_of_a_held_tone_are_no_attacks() -> None:
    curve = np.minimum(1.0, TIME / 0.05) * (1 + 0.07 * np.sin(2 * np.pi * 5.5 * TIME))
    sound = (0.2 * curve * np.sin(2 * np.pi * 300 * TIME + 0.5 * np.sin(2 * np.pi * 5.5 * TIME)))[:, None]
    found = attacks_in(envelope_of(sound))
    assert len(found) == 1 and found[0] < 0.05


def test_a_stop_is_found_where_the_sound_is_half_gone() -> None:
    curve = np.clip((3.0 + 0.02 - TIME) / 0.04, 0.0, 1.0) * np.minimum(1.0, TIME / 0.01)
    found = stops_in(envelope_of((0.2 * curve * np.sin(2 * np.pi * 300 * TIME))[:, None]))
    late = nearest(found, 3.0, 0.25)
    assert late is not None and abs(late) < 0.005


@pytest.mark.parametrize(("at", "within_s"), [(3.0, 0.012), (3.013, 0.012), (3.027, 0.012), (3.041, 0.012), (3.055, 0.04), (3.069, 0.04)])
def test_a_section_that_beats_is_heard_to_stop_where_it_stops(at: float, within_s: float) -> None:
    """Two desks 9 Hz apart beat by a half and more every 110 ms, and the sound stops where it stops, not where a beat fell before.

    In the trough of a beat (the last two) next to nothing is left to stop: there the fall into the trough is what is heard.
    """
    beats = 0.2 * (np.sin(2 * np.pi * 300 * TIME) + 0.6 * np.sin(2 * np.pi * 309 * TIME))
    curve = np.clip((at + 0.01 - TIME) / 0.02, 0.0, 1.0) * np.minimum(1.0, TIME / 0.01)
    late = nearest(stops_in(envelope_of((beats * curve)[:, None])), at, 0.25)
    assert late is not None and abs(late) < within_s, late


def test_silence_and_a_breath_of_sound_have_no_attack() -> None:
    assert len(attacks_in(envelope_of(np.zeros((48_000, 2))))) == 0
    assert len(attacks_in(envelope_of(np.zeros((480, 2))))) == 0


def test_chance_grows_with_how_much_is_going_on() -> None:
    sparse, dense = np.array([5.0]), np.arange(0.0, 10.0, 0.1)
    few = chance([(sparse, 5.0, 10.0)], 0.0, 0.042)
    many = chance([(dense, 5.0, 10.0)], 0.0, 0.042)
    assert few <= 0.01
    assert 0.35 < many < 0.5, "a window of 42 ms every 100 ms is met by luck in about 42 of 100 cases"


def test_a_hit_without_anything_near_is_told_as_none() -> None:
    assert nearest(np.array([1.0]), 2.0, 0.25) is None
    assert nearest(np.zeros(0), 2.0, 0.25) is None
