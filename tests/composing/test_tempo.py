"""Every chosen hit lies on the grid, and the figure is shown beside its chance."""

from fractions import Fraction
from math import exp

import numpy as np
import pytest

from tests.composing.briefs import brief, composed, feelings, golden_tender, grief_with_lines, hit, night_chase, nobody
from yeoun.composing.grid import Grid
from yeoun.composing.heart import nearest_grid
from yeoun.composing.tempo import STRAY, lay
from yeoun.model.composed import Bar, Brief, BriefHit, TempoMap, TempoMark
from yeoun.model.spotted import Ending
from yeoun.units.luck import Take, luck

FLAT = (0.0,) * 10


def drawn_hits(name: str, length_s: float, count: int) -> tuple[BriefHit, ...]:
    """Hits on frames, at least two seconds apart, one A to two B to one C, as section 2.4 draws them."""
    fortune = luck(Take(1), "hits", name)
    slack = length_s - 3.0 - 2.0 * (count - 1)
    places = np.sort(fortune.random(count)) * slack + 2.0 * np.arange(count) + 1.5
    return tuple(hit(round(place * 24) / 24, "ABBC"[k % 4]) for k, place in enumerate(places))


def strays(grid: Grid) -> float:
    """The largest distance of a half-beat's tempo from the reference."""
    return float(np.abs(30.0 / np.diff(grid.times) / grid.reference - 1).max())


@pytest.mark.parametrize("asked", [golden_tender(), night_chase(), grief_with_lines(), nobody()], ids=lambda b: b.key)
def test_landed_hits_fall_within_a_millisecond_and_the_last_bar_ends_with_the_cue(asked: Brief) -> None:
    sketch = composed(asked)
    for landing in sketch.landings:
        assert abs(sketch.tempo_map.seconds(landing.at_beat) - asked.hits[landing.hit].at_s) < 0.001
    assert abs(sketch.tempo_map.seconds(sketch.end_beat) - asked.length_s) < 0.001
    assert sketch.tempo_map.beat0_us > 250_000
    assert sum((Fraction(4 * bar.beats, bar.unit) for bar in sketch.bars), Fraction(0)) == sketch.end_beat


def test_random_hits_are_met_without_bending_the_tempo_too_far() -> None:
    grids = [lay(drawn_hits(f"{n}", 90.0, 6), 90.0, 76.0, (52.0, 132.0), 4, FLAT) for n in range(10)]
    met = [beat is not None for grid in grids for beat in grid.hit_beats]
    assert sum(met) / len(met) >= 0.97
    assert sum(strays(grid) <= STRAY + 0.01 for grid in grids) / len(grids) >= 0.95
    assert max(len([b for b in grid.bars if (b.beats, b.unit) != (4, 4)]) for grid in grids) <= 5


def test_the_tempo_seldom_steps_over_a_landing_and_never_far() -> None:
    """Before both sides of a landing were shaped, the largest step of these cues was 8.1 % and 50 of 120 stepped over 3 %."""
    steps = []
    for n in range(60):
        fortune = luck(Take(1), "steps", n)
        length_s = float(30 + 100 * fortune.random())
        grid = lay(drawn_hits(f"s{n}", length_s, max(1, int(length_s / (8 + 12 * fortune.random())))), length_s,
                   float(60 + 60 * fortune.random()), (52.0, 132.0), 3 + (n % 3 > 0), FLAT)
        steps.append(float(np.abs(np.diff(np.log(np.diff(grid.times)))).max()))
        assert strays(grid) <= 0.05
    assert max(steps) <= 0.07
    assert sum(step > 0.03 for step in steps) / len(steps) <= 0.3


def test_meeting_hits_is_not_chance() -> None:
    """The same hits shifted round the cue fall on beats as often as chance says; the real ones always do."""
    real, shifted, chance = [], [], []
    for n in range(4):
        hits = drawn_hits(f"lift {n}", 90.0, 6)
        grid = lay(hits, 90.0, 76.0, (52.0, 132.0), 4, FLAT)
        beats = np.array(grid.times[::2])
        def caught(times: np.ndarray, beats: np.ndarray = beats) -> float:
            return float(np.mean(np.abs(times[:, None] - beats[None, :]).min(axis=1) <= 2 / 24))
        on_beat = [float(h.at_s) for h, b in zip(hits, grid.hit_beats, strict=True) if b is not None and b.denominator == 1]
        real.append(caught(np.array(on_beat)))
        shifted += [caught((np.array(on_beat) + 90.0 * k / 200) % 88 + 1.0) for k in range(200)]
        chance.append(4 / 24 * grid.reference / 60)
    assert min(real) == 1.0
    assert abs(float(np.mean(shifted)) - float(np.mean(chance))) < 0.08
    assert float(np.mean(real)) - float(np.mean(shifted)) > 0.6


def test_one_constant_tempo_catches_fewer_of_the_same_hits() -> None:
    caught, total = 0, 0
    for n in range(4):
        hits = drawn_hits(f"constant {n}", 120.0, 8)
        times = np.array([float(h.at_s) for h in hits])
        best = 0
        for number in range(-10, 11):
            period = 60.0 / (76.0 * exp(0.02 * number))
            phases = np.abs((times[:, None] - np.linspace(0, period, 24)[None, :] + period / 2) % period - period / 2)
            best = max(best, int((phases <= 1 / 24).sum(axis=0).max()))
        caught, total = caught + best, total + len(hits)
    assert caught / total < 0.95


def test_hits_that_cannot_be_met_are_named() -> None:
    grid = lay((hit(10.0, "A"), hit(10.1, "B"), hit(59.95, "C")), 60.0, 76.0, (52.0, 132.0), 4, FLAT)
    assert grid.hit_beats[0] is not None and grid.hit_beats[1] is None and grid.hit_beats[2] is None
    assert any("hit 2" in remark for remark in grid.remarks) and any("hit 3" in remark for remark in grid.remarks)


@pytest.mark.parametrize("length", [2.0, 3.1, 4.5, 6.0, 7.7, 9.6, 12.0])
@pytest.mark.parametrize("ending", list(Ending))
def test_very_short_cues_are_whole_gestures(length: float, ending: Ending) -> None:
    asked = brief(f"short {length}", length, feelings(length, lambda x: -0.2, lambda x: 0.5, lambda x: 0.6), ending=ending)
    sketch = composed(asked)
    assert sum(len(voice.notes) for voice in sketch.voices) >= 3
    assert abs(sketch.tempo_map.seconds(sketch.end_beat) - length) < 0.001


def test_three_four_keeps_three_in_a_bar() -> None:
    grid = lay((hit(11.0, "A"),), 30.0, 80.0, (52.0, 132.0), 3, FLAT)
    assert sum((bar.beats, bar.unit) == (3, 4) for bar in grid.bars) >= len(grid.bars) - 2


def test_a_chord_near_the_end_of_a_bar_of_seven_quavers_falls_on_the_next_bar() -> None:
    bars = (Bar(1, Fraction(0), 7, 8), Bar(2, Fraction(7, 2), 4, 4))
    steady = TempoMap(0, (TempoMark(Fraction(0), 1_000_000),))
    grid = Grid(steady, bars, Fraction(15, 2), (), (), tuple(0.5 * k for k in range(16)), 60.0, 4)
    assert nearest_grid(grid, 3.4, frozenset()) == Fraction(7, 2)
    assert nearest_grid(grid, 3.1, frozenset()) == Fraction(7, 2), "a first beat draws from half a beat away"
    assert nearest_grid(grid, 7.4, frozenset()) == Fraction(15, 2)
