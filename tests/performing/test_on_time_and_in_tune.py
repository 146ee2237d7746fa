"""When notes are heard and at which pitch, measured on the sound."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.performing.instruments import modelled, note, part, sampled
from yeoun.model.scored import Instrument
from yeoun.performing.calibrate import WINDOW_S, loudness_curve, pitch_error_cents
from yeoun.performing.curve import cents_of
from yeoun.performing.perform import HIT_LATE_S, played
from yeoun.units.pitch import to_hertz

RATE = 48_000


def half_level_moment(sound: NDArray[np.float64]) -> float:
    """When the first sound reaches half of the highest level of its first 0.6 s."""
    level = loudness_curve(sound)
    start = int(np.argmax(level > 1e-7))
    attack = level[start : start + round(WINDOW_S * RATE)]
    return (start + int(np.argmax(attack >= 0.5 * attack.max()))) / RATE


def pitch_of(player: Instrument, key: int, force: float = 0.5) -> float:
    sound = played(part(player, [note(0.5, 2.4, key, force)], 3.5))
    return pitch_error_cents(sound[round(1.2 * RATE) : round(1.2 * RATE) + 65_536].mean(axis=1), to_hertz(key))


@pytest.mark.parametrize("bank, key", [(20, 67), (20, 74), (30, 60), (40, 48), (50, 38)])
def test_slow_strings_that_carry_a_hit_reach_half_their_level_in_its_window(bank: int, key: int) -> None:
    hit = note(1.0, 1.5, key, 0.6, why="hit 1: she turns")
    heard = half_level_moment(played(part(sampled(bank, 49, attack_s=0.2), [hit], 3.0)))
    assert heard == pytest.approx(1.0 + HIT_LATE_S, abs=0.005)


@pytest.mark.parametrize("program, key", [(0, 60), (24, 52), (73, 76), (45, 55), (8, 84), (71, 67)])
def test_quick_presets_reach_half_their_level_just_after_the_hit(program: int, key: int) -> None:
    heard = half_level_moment(played(part(sampled(0, program, "winds"), [note(1.0, 1.0, key, 0.5, why="hit 1")], 2.5)))
    assert heard == pytest.approx(1.0 + HIT_LATE_S, abs=0.005)


def test_a_slow_attack_may_begin_before_the_cue() -> None:
    sound = played(part(sampled(20, 49, attack_s=0.2), [note(0.02, 2.0, 67, 0.6, why="hit 1")], 3.0))
    level = loudness_curve(sound)
    assert level[round(0.02 * RATE)] > 0.25 * level[: round(0.5 * RATE)].max()
    assert np.abs(sound[0]).max() < 1e-6


@pytest.mark.parametrize("engine", ["gayageum", "janggu"])
def test_a_struck_model_starts_on_the_very_sample(engine: str) -> None:
    sound = played(part(modelled(engine), [note(1.0, 0.5, 60)], 2.0))
    assert 0 <= int(np.argmax(np.abs(sound[:, 0]) > 1e-9)) - RATE <= 2


@pytest.mark.parametrize("engine", ["daegeum", "haegeum"])
def test_a_blown_or_bowed_model_is_half_way_up_on_the_beat(engine: str) -> None:
    sound = played(part(modelled(engine), [note(1.0, 1.5, 69)], 3.0))
    assert half_level_moment(sound) == pytest.approx(1.0, abs=0.02)


@pytest.mark.parametrize("engine", ["gayageum", "daegeum", "haegeum", "pad", "glass", "sub"])
@pytest.mark.parametrize("key", [50, 60, 72])
def test_the_models_are_in_tune_within_half_a_cent(engine: str, key: int) -> None:
    limit = {"pad": 12.0, "glass": 5.0}.get(engine, 0.5)  # a pad is detuned on purpose, a chorus drifts
    assert abs(pitch_of(modelled(engine), key)) <= limit


@pytest.mark.parametrize(
    "program, keys", [(0, (48, 55, 60, 67, 72)), (42, (43, 48, 52, 57, 60)), (73, (67, 72, 76, 79, 84))]
)
def test_corrected_presets_are_in_tune_within_three_cents(program: int, keys: tuple[int, ...]) -> None:
    assert float(np.median([abs(pitch_of(sampled(0, program, "winds"), key)) for key in keys])) <= 3.0


@pytest.mark.parametrize(
    "player", [modelled("gayageum"), modelled("daegeum"), sampled(0, 42)], ids=["gayageum", "daegeum", "cello"]
)
def test_a_pitch_curve_is_followed(player: Instrument) -> None:
    glide = note(0.5, 3.0, 57, 0.6, cents=((0.0, 0.0), (0.6, 0.0), (0.9, 150.0), (3.0, 150.0)))
    sound = played(part(player, [glide], 4.5))[round(1.6 * RATE) :].mean(axis=1)
    assert pitch_error_cents(sound[:65_536], to_hertz(57, 150.0)) == pytest.approx(
        0.0, abs=12.0 if player.family == "strings" else 1.0
    )


def test_a_pressed_string_only_goes_up_and_a_flute_goes_both_ways() -> None:
    shaken = note(0.0, 2.0, 60, ornament="nonghyeon")
    from_string = cents_of(shaken, replace(modelled("gayageum"), sustains=False), 0.005)
    from_flute = cents_of(shaken, modelled("daegeum"), 0.005)
    assert from_string is not None and from_flute is not None
    assert from_string.min() >= 0.0 and 150.0 < from_string.max() <= 200.0
    assert from_flute.min() < -20.0 and from_flute.max() > 20.0


@pytest.mark.parametrize("name", ["nonghyeon", "toeseong", "chuseong", "jeonseong", "kkeokneun", "trill", "grace"])
def test_every_ornament_has_a_recipe_and_changes_the_sound(name: str) -> None:
    plain, turned = (
        played(part(modelled("daegeum"), [note(0.5, 1.2, 67, ornament=which)], 2.2)) for which in ("", name)
    )
    assert np.abs(plain - turned).max() > 1e-3


def test_an_unknown_ornament_is_refused() -> None:
    with pytest.raises(ValueError, match="no recipe for the ornament 'wobble'"):
        played(part(modelled("daegeum"), [note(0.5, 1.0, 67, ornament="wobble")], 2.0))
