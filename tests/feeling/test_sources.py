"""Without a source the curves move only where it spoke, and are less sure there.

A point of a curve is a weighted mean, so a source can move it by no more than its share of the weight that stands behind the point,
smoothing included; tension leans on the other two axes, which makes it 1.1 times that (0.8 + 0.2 (2 x 0.44 + 0.55)). Nothing is smoothed
across a turn, so that a turn which a source makes or unmakes moves what lies within 16 s of it. Before what is said faded from the
prior, words moved points by 0.23 that lay a minute away from any of them.
"""

import numpy as np
import pytest

from tests.feeling.muted import BOUND, MUTED, SPEAKS, muted
from tests.feeling.told_scenes import demo_scenes, long_scene
from yeoun.feeling.feel import FADES_S, nearness, prior_of
from yeoun.feeling.fuse import grid_of
from yeoun.feeling.told import tell
from yeoun.feeling.words import NEUTRAL

LEAN, ROUNDING = 1.1, 0.002
SCENES = (*demo_scenes(), long_scene(0), long_scene(1))


@pytest.mark.parametrize("source", MUTED)
def test_no_source_moves_a_curve_by_more_than_its_share(source: str) -> None:
    apart = 0
    for view in SCENES:
        without = muted(view, source)
        over = without.moved - LEAN * without.share - ROUNDING
        assert over[without.is_apart].max(initial=0.0) <= 0.0
        apart += int(without.is_apart.sum())
    assert apart > 500, "and that is most of the points there are"


@pytest.mark.parametrize("source", ["sound", "script", "words"])
def test_where_a_source_is_silent_the_curves_stay(source: str) -> None:
    silent = 0
    for view in SCENES:
        without = muted(view, source)
        assert without.moved[without.is_silent].max(initial=0.0) <= BOUND
        silent += int(without.is_silent.sum())
    assert silent > 300


@pytest.mark.parametrize("source", MUTED)
def test_where_a_source_spoke_the_curves_are_less_sure_without_it_and_nowhere_more(source: str) -> None:
    spoke = 0
    for view in SCENES:
        without = muted(view, source)
        speaks = without.behind >= SPEAKS
        assert (without.fall[speaks] > 0.0).all()
        assert without.fall.min() >= 0.0
        spoke += int(speaks.sum())
    assert spoke > 100


@pytest.mark.parametrize("source", MUTED)
def test_a_source_that_speaks_is_heard_in_the_curves(source: str) -> None:
    moved = np.concatenate([without.moved[without.share > 0.3] for without in (muted(view, source) for view in SCENES)])
    assert len(moved) > 100 and np.median(moved) > 0.02


def test_what_is_said_colours_its_surroundings_and_fades() -> None:
    view = long_scene(0)
    told = tell(view)
    grid = grid_of(view.length_s)
    prior = prior_of(told, grid)
    away = np.min([np.maximum(np.maximum(one.spoken.line.span.start_s - grid, grid - one.spoken.line.span.end_s), 0.0)
                   for one in told if one.reading is not None], axis=0)
    assert (away > FADES_S).sum() > 20
    assert np.abs(prior[:, away > FADES_S] - np.array(NEUTRAL)[:, None]).max() < 1e-9
    assert np.abs(prior[:, away == 0.0] - np.array(NEUTRAL)[:, None]).max(axis=0).min() > 0.01
    assert np.abs(np.diff(prior, axis=1)).max() < 0.1, "without a jump"
    assert nearness(told[0].spoken.line.span, grid).max() == 1.0


def test_a_scene_in_which_nobody_speaks_has_the_neutral_prior() -> None:
    assert (prior_of((), grid_of(3.0)) == np.array(NEUTRAL)[:, None]).all()
