"""Eight cues that lean with the feeling are legible; that lean against it, or that are one triad, are not."""

import numpy as np
import pytest

from tests.composing.bench.made import note
from tests.orchestrating.bench.legibility import NAMES, by_chance, judged, legible, roughness, surfaces

AROUSALS = [0.1 * k for k in range(1, 10)]
WISHES = [(arousal, arousal) for arousal in AROUSALS]


def test_all_that_lean_with_the_feeling_are_legible_and_against_it_are_not() -> None:
    with_it = judged([(arousal,) * 8 for arousal in AROUSALS], WISHES)
    against = judged([(-arousal,) * 8 for arousal in AROUSALS], WISHES)
    assert legible(with_it) == (8, 8) and legible(against) == (0, 8)    # the middle one is asked nothing


def test_five_of_eight_are_too_few_and_six_enough() -> None:
    for right, is_enough in ((5, False), (6, True)):
        found = judged([(arousal,) * right + (-arousal,) * (8 - right) for arousal in AROUSALS], WISHES)
        assert (legible(found)[0] == 8) is is_enough


def test_what_never_moves_agrees_with_nothing() -> None:
    assert legible(judged([(0.5,) * 8 for _ in AROUSALS], WISHES)) == (0, 8)


def test_other_peoples_wishes_are_met_seldom() -> None:
    lot = np.random.Generator(np.random.PCG64(1))
    hits, of = legible(by_chance([tuple(lot.normal(size=8)) for _ in AROUSALS], WISHES))
    assert hits / of < 0.3


def test_the_eight_are_read_from_notes() -> None:
    calm = surfaces([note(0, 4, 50)], [note(0, 4, 50)], 60.0, 0.1, 0.3, 8.0)
    quick = surfaces([note(k / 2, 0.5, 70 + k, 90) for k in range(8)], [note(k / 2, 0.5, 70 + k) for k in range(8)], 120.0, 0.5, 0.7, 8.0)
    more = dict(zip(NAMES, np.array(quick) - np.array(calm), strict=True))
    assert all(more[name] > 0 for name in NAMES if name != "roughness")


@pytest.mark.parametrize(("harsh", "mild"), [((60, 61), (60, 67)), ((60, 66, 71), (60, 64, 67))])
def test_seconds_are_rougher_than_thirds(harsh: tuple[int, ...], mild: tuple[int, ...]) -> None:
    assert roughness(harsh) > roughness(mild)
