"""The measures of words under music find what was planted."""

import numpy as np
import pytest

from tests.mastering.bench.words import Judged, centre, dialogue_distance, distances, losses, returns, rows_of
from tests.mixing.band import noise, speech

SPOKEN = ((1.0, 3.0), (6.0, 8.0), (8.5, 9.5))
WORDS = speech(10.0, SPOKEN)[:, 0]
MUSIC = noise(10.0, 4, 150.0, 4_000.0, 0.02)


def _dipped(depth_db: float, until: float = 0.0) -> np.ndarray:
    """The music, down under the words; `until` seconds longer after each."""
    at = np.arange(len(MUSIC)) / 48_000
    down = np.any([(at >= start) & (at < end + until) for start, end in SPOKEN], axis=0)
    return np.asarray(MUSIC * np.where(down, 10 ** (-depth_db / 20), 1.0)[:, None])


def test_a_decibel_of_the_music_is_a_unit_of_the_distance() -> None:
    near, far = (np.array(distances(WORDS, MUSIC * gain, SPOKEN)) for gain in (1.0, 10 ** -0.5))
    assert far - near == pytest.approx(10.0, abs=0.01)


def test_lines_without_music_are_not_counted_as_far_above_it() -> None:
    music = MUSIC.copy()
    music[:4 * 48_000] = 0.0
    assert len(distances(WORDS, music, SPOKEN)) == 2


def test_music_that_comes_back_in_long_gaps_is_told_from_music_that_stays_down() -> None:
    assert returns(_dipped(8.0), MUSIC, SPOKEN) == [pytest.approx(8.0, abs=0.1)]    # the second gap is short
    assert returns(_dipped(8.0, until=9.0), MUSIC, SPOKEN) == [pytest.approx(0.0, abs=0.1)]
    assert returns(0.1 * MUSIC, MUSIC, SPOKEN) == [pytest.approx(0.0, abs=0.1)]


def test_loud_music_costs_words_and_no_music_costs_nothing() -> None:
    nothing, soft, loud = (np.median(losses(WORDS, 0.0 * MUSIC, MUSIC * gain, SPOKEN)) for gain in (0.0, 0.1, 3.0))
    assert nothing == pytest.approx(0.0, abs=1e-9)
    assert nothing < soft < 0.1 < 0.3 < loud


def test_music_in_the_centre_is_found() -> None:
    sound = np.concatenate([MUSIC, 0.1 * MUSIC[:, :1]], axis=1)
    assert centre(sound, SPOKEN) == [pytest.approx(20.0, abs=1.5)] * 3
    assert max(centre(np.concatenate([MUSIC, MUSIC[:, :1]], axis=1), SPOKEN)) < 2.0


def test_a_programme_that_drowns_its_words_is_found() -> None:
    assert dialogue_distance(WORDS, 0.0 * MUSIC, 0.1 * MUSIC, SPOKEN) < 1.5
    assert dialogue_distance(WORDS, 0.0 * MUSIC, 10.0 * MUSIC, SPOKEN) > 5.0


@pytest.mark.parametrize(("over", "back", "is_met"), [
    ([12.0] * 20, [6.0], [True, True, True]), ([25.0] * 20, [0.0], [False, True, False]),
    ([12.0] * 18 + [3.0, 3.0], [6.0, 3.0], [True, False, False])])
def test_inaudible_music_near_lines_and_gaps_that_stay_down_fail(over: list[float], back: list[float], is_met: list[bool]) -> None:
    assert [row[3] for row in rows_of([Judged(over, back, [0.01], [1.0])])][:3] == is_met
