"""How the network is taught: its slopes are those of its loss, and what it is taught is what is true of a scene."""

import numpy as np
import pytest

from training.ears.breathing import breaths
from training.ears.faint import counted, told
from training.ears.learning import begun, learnt, step
from training.ears.played import COLUMNS, Kind, Stroke
from training.ears.scenes import MAKERS, Minute, targets
from training.ears.shaping import RATE
from training.ears.sureness import fitted
from yeoun.model.observed import EventKind
from yeoun.observing.bands import COLUMNS as BANDS
from yeoun.observing.bands import INPUTS, inputs_of
from yeoun.observing.network import Network
from yeoun.units.luck import Take, luck


def test_the_slopes_are_those_of_the_loss() -> None:
    fate = luck(Take(1), "slopes")
    of = {name: rows.astype(np.float64) for name, rows in begun(6, 1).items()}
    inputs, wanted = fate.standard_normal((2, 300, INPUTS)), (fate.random((2, 300, COLUMNS)) < 0.2).astype(float)
    counts = (fate.random((2, 300, COLUMNS)) < 0.9).astype(float)
    _, slopes = step(of, inputs, wanted, counts)    # type: ignore[arg-type]
    for name in ("in_w", "wide_w0", "wide_b3", "mix_w7", "out_b"):
        at = tuple(int(fate.integers(size)) for size in of[name].shape)
        losses = []
        for by in (1e-5, -1e-5):
            other = {key: rows.copy() for key, rows in of.items()}
            other[name][at] += by
            losses.append(step(other, inputs, wanted, counts)[0])    # type: ignore[arg-type]
        assert slopes[name][at] / 10 == pytest.approx((losses[0] - losses[1]) / 2e-5, rel=2e-3, abs=1e-7), name


def test_a_rule_is_learnt_and_said_by_the_program_s_own_network() -> None:
    fate = luck(Take(2), "rule")
    minutes = []
    for _ in range(4):
        bands = fate.integers(60, 90, (1500, BANDS)).astype(np.uint8)
        wanted = np.zeros((1500, COLUMNS), dtype=np.uint8)
        for at in fate.integers(50, 1450, 12):
            bands[at:at + 10, 10:20] += 60
            wanted[at:at + 10, 1] = 1
        minutes.append(Minute(bands, wanted, np.ones_like(wanted)))
    weights = learnt(minutes, 150, begun(12, 1))
    said = Network(weights).logits(inputs_of(minutes[0].bands))[:, 1]
    there = minutes[0].wanted[:, 1] > 0
    assert np.median(said[there]) > 1 and np.median(said[~there]) < -2


def test_what_is_drowned_is_asked_for_nothing() -> None:
    quiet, loud = np.full((200, BANDS), 80, dtype=np.uint8), np.full((200, BANDS), 100, dtype=np.uint8)
    strokes = [Stroke(Kind.SIGH, RATE, 2 * RATE), Stroke(Kind.FOOTSTEP, 3 * RATE, 3 * RATE + 100)]
    wanted, counts = targets(strokes, loud, quiet)
    assert wanted[55:95, Kind.SIGH.value].all()
    assert wanted[150:152, Kind.FOOTSTEP.value].all() and counts[150:152, Kind.FOOTSTEP.value].all()
    wanted, counts = targets(strokes, quiet, loud)
    assert not wanted.any() and not counts[50:100, Kind.SIGH.value].any() and not counts[150, Kind.FOOTSTEP.value]


def test_every_maker_gives_sound_with_its_strokes_inside_and_never_the_same_twice() -> None:
    for make in MAKERS:
        made = [make(luck(Take(seed), make.__name__)) for seed in range(6)]
        assert all(np.isfinite(each.samples).all() and each.strokes[-1].start < len(each.samples) for each in made), make.__name__
        assert len({each.samples.tobytes() for each in made}) == 6, make.__name__
    again = breaths(luck(Take(3), "breaths"))
    assert np.array_equal(again.samples, breaths(luck(Take(3), "breaths")).samples)


def test_a_curve_of_sureness_finds_how_often_scores_are_right() -> None:
    fate = luck(Take(1), "sure")
    scores = fate.uniform(0.02, 0.98, 4000)
    true = fate.random(4000) < 1 / (1 + np.exp(-(0.6 * np.log(scores / (1 - scores)) - 0.5)))
    slope, shift = fitted(scores, true.astype(float))
    assert slope == pytest.approx(0.6, abs=0.07) and shift == pytest.approx(-0.5, abs=0.1)


def test_what_is_counted_of_faint_events_is_what_the_scene_says_of_them() -> None:
    quiet, loud = 60, 120
    bands = np.full((1500, BANDS), quiet, dtype=np.uint8)
    bands[200:260], bands[600:660], bands[1000:1060] = loud, quiet + 12, loud    # 30, 6 and 30 dB over what lies around
    wanted = np.zeros((1500, COLUMNS), dtype=np.uint8)
    wanted[200:260, Kind.SIGH.value] = wanted[600:660, Kind.SIGH.value] = 1
    counts = np.ones_like(wanted)
    out = np.zeros((1500, COLUMNS))
    for first in (200, 600, 1000):
        out[first:first + 60, Kind.SIGH.value] = 9.0    # a network that hears all three

    class Deaf(Network):
        def logits(self, inputs: np.ndarray) -> np.ndarray:
            return np.asarray(out * 2 - 9, dtype=np.float32)

    sure = np.tile(np.array([1.0, 0.0], dtype=np.float32), (8, 1))
    found = counted([Minute(bands, wanted, counts)], Deaf({"sure": sure}))
    assert [(round(over), is_right) for over, _, is_right in found[EventKind.SIGH]] == [(30, True), (6, True), (30, False)]
    assert "| sigh | 1 of 1 | 0 of 0 |" in told(found) and told(found).count("\n") == 12
