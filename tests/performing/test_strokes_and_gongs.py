"""Joined notes under one bow or breath, the body a shaken pitch wanders through, reeds and gongs."""

from dataclasses import replace

import numpy as np
import pytest

from tests.performing.bench.ears import RATE, Array, cents_off, level_curve, pitch_curve
from tests.performing.bench.models import _colour_of_a_shake, _falls, _sinks, tone
from tests.performing.instruments import note, part
from yeoun.instruments.load import instrument
from yeoun.performing.perform import played
from yeoun.performing.strokes import strokes_of
from yeoun.units.pitch import to_hertz


def _joined(name: str, articulation: str = "legato", why: str = "the tune") -> Array:
    notes = [note(0.3, 1.0, 62, 0.6, articulation=articulation), note(1.3, 1.0, 64, 0.6, why=why)]
    return np.asarray(played(part(instrument(name), notes, 3.0)).mean(axis=1))


@pytest.mark.parametrize("name", ["haegeum", "ajaeng", "piri"])
def test_a_joined_pitch_passes_through_what_lies_between(name: str) -> None:
    around = slice(round(1.2 * 200), round(1.36 * 200))
    led = pitch_curve(_joined(name), to_hertz(63), 0.3)[0][around]
    assert int((np.abs(led) < 60.0).sum()) >= 3    # at least 15 ms on the way from one to the other
    assert led[0] == pytest.approx(-100.0, abs=12.0) and led[-1] == pytest.approx(100.0, abs=12.0)


def test_a_hit_and_an_accent_are_struck_anew() -> None:
    player = instrument("haegeum")
    notes = [note(0.3, 1.0, 62, articulation="legato"), note(1.3, 1.0, 64)]
    whole = part(player, notes, 3.0)
    assert len(strokes_of(whole, 0.07, 0.12)) == 1
    for other in (replace(notes[1], why="hit A1: a door"), replace(notes[1], articulation="accent")):
        assert len(strokes_of(replace(whole, notes=(notes[0], other)), 0.07, 0.12)) == 2


def test_no_bow_is_endless() -> None:
    notes = [note(0.3 + i, 1.0, 62 + i % 3, articulation="legato") for i in range(8)]
    assert [len(stroke.notes) for stroke in strokes_of(part(instrument("haegeum"), notes, 10.0), 0.07, 0.12)] == [3, 3, 2]


def test_a_shake_of_a_bowed_string_moves_its_harmonics_apart() -> None:
    player = instrument("haegeum")
    smooth = replace(player, sound=replace(player.sound, settings=(("ripple_db", 0.0),)))    # type: ignore[arg-type]
    assert _colour_of_a_shake(player) > 1.5 * _colour_of_a_shake(smooth) > 0.0


def test_an_ajaeng_rings_on_when_the_bow_has_left_and_a_haegeum_does_not() -> None:
    after = [level_curve(played(part(instrument(name), [note(0.3, 1.0, 60)], 3.0)).mean(axis=1)) for name in ("ajaeng", "haegeum")]
    left = [level[round(1.7 * 200)] - level[round(1.0 * 200)] for level in after]
    assert left[0] > -35.0 and left[1] < -60.0


@pytest.mark.parametrize("key", [56, 66, 77])
def test_a_piri_is_in_tune_after_its_scoop(key: int) -> None:
    sound = tone(instrument("piri"), key)
    assert abs(cents_off(sound[round(0.6 * RATE):round(2.1 * RATE)], to_hertz(key))) < 0.5
    assert pitch_curve(sound, to_hertz(key))[0][2] < -20.0


def test_a_gong_sinks_under_a_hard_blow_and_comes_back() -> None:
    hard, soft = (_sinks(tone(instrument("jing"), 60, force, 6.0)) for force in (1.0, 0.3))
    assert hard > 15.0 and hard > 2.0 * abs(soft)


def test_a_damped_gong_is_gone_at_once() -> None:
    wide, damped = (tone(instrument("kkwaenggwari"), 60, 0.8, 1.0, way)[round(0.3 * RATE):round(0.5 * RATE)] for way in ("plain", "damped"))
    assert np.abs(damped).max() < 0.1 * np.abs(wide).max()


def test_a_skin_falls_after_a_hard_stroke() -> None:
    assert _falls(tone(instrument("buk"), 48, 1.0, 0.3)) > 15.0 + _falls(tone(instrument("buk"), 48, 0.1, 0.3))
