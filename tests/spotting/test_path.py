"""The path through the moments at which music may start and stop."""

import numpy as np

from yeoun.spotting.budget import Budget, Budgets
from yeoun.spotting.path import Boundary, _long_enough
from yeoun.spotting.walk import purse, walked


def test_a_path_reaches_the_end_of_twenty_minutes_in_which_nothing_offers_a_moment() -> None:
    at = np.array([0.0, 1.0, 1199.0, 1200.0])    # a shot of twenty minutes: nothing between, and too little room at both ends
    moments = tuple(Boundary(round(24 * moment), "", 0) for moment in at)
    nothing = np.zeros(4, dtype=np.int64)
    for wish, music_s in ((600, 1200.0), (-600, 0.0), (600, 0.0), (-600, 1200.0)):
        summed = np.rint(wish * at).astype(np.int64)
        given = Budgets((Budget(0, 28800, music_s, 0),), 0.6, 1.0)
        path = walked(at, summed, [(0, 0)] * 4, purse([each.frame for each in moments], at, given),
                      lambda state, starts, end: _long_enough(state, starts, end, at, nothing, 8.0, 4.0))
        assert path[0][0] == 0 and path[-1][1] == 3
        assert all(one[1] == two[0] for one, two in zip(path, path[1:], strict=False))
        assert all(end > first for first, end, _ in path)
