"""Colour and light: reference points, graded places, and neon that must not be golden."""

import numpy as np
import pytest

from tests.observing.films import Frames, place
from yeoun.model.observed import Light, ShotLight
from yeoun.observing.light import light_row, norm_of, shot_light
from yeoun.observing.looks import whiteness
from yeoun.units.colour import lab_of, to_code, to_linear, warmth_of
from yeoun.units.names import ShotId

REFERENCE = [    # linear colour, mired, Duv (computed elsewhere: perception-and-emotion, 4.3)
    ((1, 1, 1), 154, 0.003), ((1, 0.6, 0.25), 280, 0.003), ((1, 0.35, 0.06), 415, -0.001),
    ((0.35, 0.42, 0.6), 98, 0.002), ((0.1, 0.3, 0.45), 56, 0.023), ((0.1, 0.12, 1), 10, -0.080),
    ((1, 0.1, 0.8), 384, -0.103)]
GRADES = {
    Light.DAY: [(1.3, 1.3, 1.3), (1.4, 1.35, 1.3), (1.2, 1.25, 1.3)],
    Light.GOLDEN: [(1.0, 0.6, 0.25), (1.1, 0.62, 0.22), (0.9, 0.5, 0.2)],
    Light.NIGHT: [(0.035, 0.05, 0.09), (0.04, 0.055, 0.085), (0.03, 0.045, 0.08)],
    Light.TUNGSTEN: [(0.16, 0.06, 0.012), (0.2, 0.075, 0.015), (0.14, 0.05, 0.009)],
    Light.NEON: [(0.1, 0.12, 1.0), (1.0, 0.1, 0.8), (0.6, 0.05, 0.9), (0.15, 0.1, 0.9)],
}


@pytest.mark.parametrize(("linear", "mired", "duv"), REFERENCE)
def test_known_colours_lie_where_they_should(linear: tuple[float, float, float], mired: float, duv: float) -> None:
    found = warmth_of(linear)
    assert abs(found.mired - mired) <= 1.0
    assert abs(found.duv - duv) <= 0.001


def test_code_values_and_linear_light_are_each_others_inverse() -> None:
    assert all(abs(to_linear(to_code(value)) - value) < 1e-6 for value in (0.0, 0.001, 0.02, 0.2, 0.7, 1.0))
    assert abs(lab_of((0.5, 0.5, 0.5)).chroma) < 0.01
    assert 80 < lab_of((1, 0.9, 0.1)).hue_deg < 110


def test_black_has_no_colour_temperature() -> None:
    with pytest.raises(ValueError, match="black"):
        warmth_of((0, 0, 0))
    row = light_row(np.zeros((90, 160, 3), dtype=np.uint8))
    assert np.isfinite(row).all()
    assert shot_light(ShotId("sh001"), row, norm_of(row[None], [1.0])).confidence == 0.0


def test_unreal_light_has_no_warmth_to_trust() -> None:
    assert [round(whiteness(duv), 2) for duv in (0.0, 0.02, -0.03, 0.04, -0.08)] == [1.0, 1.0, 0.5, 0.0, 0.0]


def graded(seed: int, gain: tuple[float, float, float]) -> Frames:
    return place(seed, gain)


def episode() -> list[tuple[Light, ShotLight]]:
    """An episode of mostly neutral shots, and each grade on several places."""
    plan = [(Light.DAY, (1.0 + 0.1 * (k % 4), 1.0 + 0.1 * (k % 4), 0.98 + 0.1 * (k % 4))) for k in range(24)]
    plan += [(light, gain) for light, gains in GRADES.items() for gain in gains]
    rows = np.stack([light_row(graded(k, gain)) for k, (_, gain) in enumerate(plan)])
    norm = norm_of(rows, [4.0] * len(rows))
    return [(light, shot_light(ShotId(f"sh{k:03}"), rows[k], norm)) for k, (light, _) in enumerate(plan)]


def test_graded_places_are_named_by_their_light() -> None:
    found = episode()
    wrong = [(light.value, seen) for light, seen in found if seen.light is not light
             and not (light is Light.DAY and seen.light is Light.NEUTRAL)]
    assert len(wrong) <= 0.05 * len(found), wrong


def test_neon_is_never_called_golden() -> None:
    assert all(seen.light is not Light.GOLDEN for light, seen in episode() if light is Light.NEON)
    for k, gain in enumerate([(0.1, 0.12, 1.0), (0.2, 0.1, 1.0), (0.9, 0.1, 0.8), (0.1, 0.3, 0.9)]):
        row = light_row(place(60 + k, gain))
        alone = shot_light(ShotId("sh001"), row, norm_of(np.stack([row, light_row(place(1))]), [1.0, 9.0]))
        assert alone.light not in {Light.GOLDEN, Light.TUNGSTEN}, (gain, alone)


def test_a_green_wood_is_neither_neon_nor_golden() -> None:
    rows = np.stack([light_row(place(1)), light_row(place(2)), light_row(place(3, (0.35, 0.6, 0.16)))])
    seen = shot_light(ShotId("sh003"), rows[2], norm_of(rows, [5.0, 5.0, 5.0]))
    assert seen.light not in {Light.NEON, Light.GOLDEN}, seen


def test_the_same_place_graded_warm_moves_by_mireds_against_the_median() -> None:
    rows = np.stack([light_row(place(5)), light_row(place(5)), light_row(place(5, (1.1, 0.95, 0.7))),
                     light_row(place(5, (0.35, 0.42, 0.6)))])
    norm = norm_of(rows, [5.0] * 4)
    warm, cold = (shot_light(ShotId("sh001"), row, norm).mired_relative for row in rows[2:])
    assert warm > 30
    assert cold < -30


def test_black_and_white_is_neutral() -> None:
    grey = place(9).mean(axis=-1, keepdims=True).astype(np.uint8).repeat(3, axis=-1)
    row = light_row(grey)
    seen = shot_light(ShotId("sh001"), row, norm_of(row[None], [1.0]))
    assert seen.light is Light.NEUTRAL
    assert seen.saturation == 0.0
