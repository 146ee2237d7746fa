"""The path through the moments at which music may start and stop."""

import numpy as np

from yeoun.spotting.path import Boundary, _walk


def test_a_path_reaches_the_end_of_twenty_minutes_in_which_nothing_offers_a_moment() -> None:
    at = np.array([0.0, 1.0, 1199.0, 1200.0])    # a shot of twenty minutes: nothing between, and too little room at both ends
    moments = tuple(Boundary(round(24 * moment), "", 0) for moment in at)
    for wish in (600, -600):
        summed = np.rint(wish * at).astype(np.int64)
        runs = _walk(moments, at, summed, np.zeros(4, dtype=np.int64), [(0, 0)] * 4, 8.0, 4.0)
        assert runs[0].first.frame == 0 and runs[-1].end.frame == 28800
        assert all(one.end == two.first for one, two in zip(runs, runs[1:], strict=False))
        assert all(run.end.frame > run.first.frame for run in runs)
