"""Dissolves and fades on drawn shots with known truth, what only looks like them, and on real films."""

from fractions import Fraction

import numpy as np
import pytest
from scipy import ndimage

from tests.material import material, needs_material
from tests.observing.films import Frames, media_of, reel_of, shelved, shot
from yeoun.model.observed import Gradual
from yeoun.observing.cutting import change_scores, cuts_in
from yeoun.observing.gradual import mixes, transitions_in
from yeoun.observing.likeness import Traces
from yeoun.observing.reel import stretches

RATE = 24.0


def seen(frames: Frames, rate: float = RATE) -> tuple[tuple[int, ...], tuple[Gradual, ...]]:
    return transitions_in(frames, cuts_in(frames, change_scores(frames), rate), rate)


def laid_over(one: Frames, other: Frames, first: int, took: int) -> Frames:
    """One shot until `first`, the other from `first + took` on, both between."""
    share = np.clip((np.arange(len(one)) - first + 1) / (took + 1), 0.0, 1.0)[:, None, None, None]
    return np.asarray(one * (1 - share) + other * share).astype(np.uint8)


def through(one: Frames, other: Frames, colour: float, goes: int, stays: int, comes: int) -> Frames:
    """One shot goes to a colour, the other comes out of it; the middle of what stays is the middle of the film."""
    at, middle = np.arange(len(one)), len(one) // 2
    start = middle - stays // 2
    share = np.maximum(np.clip((start - at) / goes, 0.0, 1.0), np.clip((at - start - stays + 1) / comes, 0.0, 1.0))[:, None, None, None]
    source = np.where((at < middle)[:, None, None, None], one, other)
    return np.asarray(source * share + colour * (1 - share)).astype(np.uint8)


@pytest.mark.parametrize("took", [10, 16, 24, 40])
def test_a_dissolve_is_found_in_its_middle_however_the_cameras_move(took: int) -> None:
    for one, other in ((shot(1, 120), shot(2, 120)), (shot(3, 120, pan=0.6), shot(4, 120, shake=1.0)),
                       (shot(5, 120, gain=(0.25, 0.28, 0.35)), shot(6, 120, pan=-0.4))):
        cuts, (found,) = seen(laid_over(one, other, 60 - took // 2, took))
        assert cuts == () and not found.is_fade and abs(found.frame - 60) <= max(5, took // 4) and found.confidence >= 0.9, found


@pytest.mark.parametrize("took", [12, 30])
@pytest.mark.parametrize(("here", "there"), [(0.03, 0.04), (0.9, 0.03), (0.03, 0.9)])
def test_a_dissolve_by_night_or_into_it_is_found(took: int, here: float, there: float) -> None:
    one, other = shot(61, 120, gain=(here, here, here * 1.3), pan=0.3), shot(62, 120, gain=(there, there, there * 1.2))
    cuts, (found,) = seen(laid_over(one, other, 60 - took // 2, took))
    assert cuts == () and not found.is_fade and abs(found.frame - 60) <= took // 2 + 1, found


def test_two_pictures_mix_when_one_becomes_the_other_and_not_when_a_camera_turns_or_a_lens() -> None:
    one, other = shot(63, 60), shot(64, 60)
    assert mixes(Traces(laid_over(one, other, 20, 20)), 15, 45)
    assert not mixes(Traces(np.concatenate([one[:30], other[:30]])), 15, 45)    # a cut: nothing is like both
    assert not mixes(Traces(one), 15, 45)                                       # nothing: the ends are alike
    turned = shot(65, 60, pan=2.4)
    assert not mixes(Traces(turned), 5, 35)                                     # a pan: wholly like both on its way
    soft = np.stack([ndimage.gaussian_filter(each, (s, s, 0)) for each, s in zip(one, np.linspace(0, 5, 60), strict=True)])
    assert not mixes(Traces(soft), 5, 55)                                       # the lens turns: the ends are alike


@pytest.mark.parametrize("colour", [0.0, 255.0])
@pytest.mark.parametrize(("goes", "stays", "comes"), [(20, 8, 20), (30, 3, 10), (12, 24, 30)])
def test_a_fade_through_a_colour_begins_a_shot_where_something_is_seen_again(colour: float, goes: int, stays: int, comes: int) -> None:
    cuts, (found,) = seen(through(shot(1, 140), shot(2, 140, pan=0.5), colour, goes, stays, comes))
    shows = 70 - stays // 2 + stays
    assert cuts == () and found.is_fade and shows - 3 <= found.frame <= shows + 9, (found, shows)


def test_what_only_looks_like_a_transition_is_none() -> None:
    plain = shot(7, 120)
    strobe, flash, dimmed = plain.copy(), plain.astype(float), plain.astype(float)
    strobe[[k for k in range(40, 90) if k // 4 % 2]] //= 20
    flash[60:70] += (255 - flash[60:70]) * np.exp(-np.arange(10) / 4)[:, None, None, None]
    dimmed *= np.interp(np.arange(120), [50, 70], [1.0, 0.3])[:, None, None, None]
    for frames in (plain, shot(8, 36, pan=2.4), shot(9, 120, shake=3.0), strobe, flash.astype(np.uint8), dimmed.astype(np.uint8)):
        assert seen(frames) == ((), ())


@pytest.mark.parametrize("took", [2, 12, 30])
def test_a_lamp_that_goes_out_while_the_camera_turns_is_no_dissolve(took: int) -> None:
    frames = shot(66, 72, pan=2.0)
    dimmed = frames * np.interp(np.arange(72), [36 - took // 2, 36 + took // 2], [1.0, 0.2])[:, None, None, None]
    assert seen(dimmed.astype(np.uint8)) == ((), ())


def test_a_cut_is_no_dissolve_and_a_dissolve_no_cut() -> None:
    frames = np.concatenate([shot(1, 60), laid_over(shot(2, 80), shot(3, 80), 30, 20)])
    cuts, (found,) = seen(frames)
    assert cuts == (60,) and abs(found.frame - 100) <= 5


def test_a_cut_in_the_dark_between_shots_that_dim_and_lighten_is_no_fade() -> None:
    light = np.interp(np.arange(120), [0, 30, 50, 70, 90, 119], [0.6, 0.6, 0.2, 0.2, 0.6, 0.6])[:, None, None, None]
    for one in (11, 13, 15):
        frames = (np.concatenate([shot(one, 60), shot(one + 1, 60)]) * light).astype(np.uint8)
        assert transitions_in(frames, (60,), RATE) == ((60,), ())


def test_a_cut_to_black_stays_a_cut_where_the_next_shot_comes_out_of_it() -> None:
    comes = np.clip((np.arange(90) - 40) / 20, 0.0, 1.0)[:, None, None, None]
    cuts, (found,) = seen(np.concatenate([shot(1, 60), (shot(2, 90) * comes).astype(np.uint8)]))
    assert cuts == (60,) and found.is_fade and 100 <= found.frame <= 112, found


def test_nothing_is_found_in_films_too_short_or_plain() -> None:
    assert seen(shot(1, 3)) == ((), ())
    assert seen(np.zeros((60, 90, 160, 3), dtype=np.uint8)) == ((), ())


def small(name: str, rate: Fraction) -> Frames:
    path = material(f"video/{name}")
    _, picture = shelved(path)
    (whole,) = stretches(path, reel_of(picture, media_of(path, rate)), [], 10_000)
    return whole.frames


@needs_material
@pytest.mark.parametrize(("name", "rate", "dissolves"), [
    ("nasa_13013.mp4", 25, [(126, 148)]), ("big_buck_bunny_0_30.webm", 24, []), ("tears-of-steel-battle-clip-medium.webm", 24, []),
    ("chaplin_silent.mp4", 25, [])])
def test_real_films_dissolve_where_the_eye_says(name: str, rate: int, dissolves: list[tuple[int, int]]) -> None:
    """Looked at frame by frame on contact sheets; the weights never saw NASA's film; SURE and EVERYWHERE were set with them in sight."""
    _, found = seen(small(name, Fraction(rate)), rate)
    assert len(found) == len(dissolves), found
    for each, (first, end) in zip(found, dissolves, strict=True):
        assert not each.is_fade and abs(each.frame - (first + end) / 2) <= 4, each
