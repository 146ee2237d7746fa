"""People's pins teach how much each kind of evidence counts, where scenes left out are foretold better for it, and nowhere else."""

from dataclasses import replace

import numpy as np
import pytest

from tests.feeling import weighing_bench as bench
from tests.feeling.scenes import event, line, pin, view
from tests.feeling.told_scenes import long_scene
from yeoun.feeling.feel import feel
from yeoun.feeling.fuse import PLANE_PULL, on_the_plane
from yeoun.feeling.weigh import LEAST, foretold, refit
from yeoun.model.feeling import Correction, Factors, Source, Weighing
from yeoun.model.observed import EventKind

SAD = line("보고 싶었어. 매일 울었어.", 8, 11)
NO_ONE_SAYS = ((Source.WORDS, (0.0, 0.0, 0.0)),)


def told(says: float, words: float, sound: float, axis: str = "valence") -> Correction:
    return Correction(axis, says, 0.0, ((Source.SOUND, 0.4, sound), (Source.WORDS, 0.4, words)))


def rows_of(count: int, words_count: float) -> tuple[tuple[Correction, ...], ...]:
    """So many scenes of somebody who hears words so many times as loud as designed."""
    rng = np.random.Generator(np.random.PCG64(5))
    out = []
    for _ in range(count):
        row = []
        for _ in range(3):
            words, sound = (round(float(each), 3) for each in rng.uniform(-1, 1, 2))
            row.append(told(round(0.4 * (words_count * words + sound) / (0.3 + 0.4 * (words_count + 1)), 3), words, sound))
        out.append(tuple(row))
    return tuple(out)


def test_a_source_that_people_follow_more_counts_more() -> None:
    found = refit(Weighing(), rows_of(8, 4.0))
    factors = dict(found.factors)
    assert factors[Source.WORDS][0] / factors[Source.SOUND][0] > 1.8 and found.error is not None and found.error[1] < found.error[0]
    assert factors[Source.WORDS][1:] == (1.0, 1.0), "nobody spoke of the other axes"


def test_those_who_hear_as_designed_change_nothing() -> None:
    found = refit(Weighing(), rows_of(8, 1.0))
    assert found.factors == () and found.error is not None


@pytest.mark.parametrize("rows", [(), rows_of(3, 4.0), tuple(row[:1] for row in rows_of(LEAST - 1, 4.0))])
def test_too_little_teaches_nothing_and_is_kept(rows: tuple[tuple[Correction, ...], ...]) -> None:
    assert refit(Weighing(), rows) == Weighing((), (), rows)


def test_corrections_of_earlier_episodes_count_too_and_are_carried_on() -> None:
    whole = rows_of(8, 4.0)
    assert refit(refit(Weighing(), whole[:3]), whole[3:]).factors == refit(Weighing(), whole).factors != ()


def test_what_somebody_wrote_is_where_learning_begins() -> None:
    theirs = ((Source.WORDS, (3.0, 1.0, 1.0)),)
    few = refit(Weighing(theirs, theirs), rows_of(2, 1.0))
    assert few.factors == theirs
    from_theirs = dict(refit(Weighing(theirs, theirs), rows_of(8, 4.0)).factors)
    assert from_theirs.get(Source.WORDS, theirs[0][1])[0] > dict(refit(Weighing(), rows_of(8, 4.0)).factors)[Source.WORDS][0]


def test_a_source_that_counts_nothing_moves_nothing() -> None:
    silent = feel(view(20, SAD), NO_ONE_SAYS).feelings
    assert silent.valence != feel(view(20, SAD)).feelings.valence
    sound = event(EventKind.SOB, 12.0)
    assert feel(view(20, SAD, events=(sound,)), NO_ONE_SAYS).feelings.valence != silent.valence, "the others still speak"


def test_evidence_says_what_it_really_weighs() -> None:
    (plain,) = (one for one in feel(view(20, SAD)).evidence if one.source is Source.WORDS)
    (twice,) = (one for one in feel(view(20, SAD), ((Source.WORDS, (2.0, 2.0, 2.0)),)).evidence if one.source is Source.WORDS)
    assert twice.weight == pytest.approx(2 * plain.weight)


@pytest.mark.parametrize("factors", [(), ((Source.WORDS, (2.0, 0.5, 1.5)), (Source.SOUND, (0.5, 2.0, 3.0)))])
@pytest.mark.parametrize("take", [0, 3])
def test_a_correction_foretells_the_curve_as_it_is_drawn(take: int, factors: Factors) -> None:
    scene = replace(long_scene(take, 120.0), pins=(pin(50.0, 56.0, 0.1, 0.2, 0.3),))
    drawn, learnt = feel(long_scene(take, 120.0), factors), feel(scene, factors)
    now = slice(100, 112)
    plain = np.array([drawn.feelings.valence, drawn.feelings.arousal, drawn.feelings.tension])
    for one, curve in zip(learnt.corrections, plain, strict=True):
        said = foretold(one, factors)
        if one.axis == "tension":
            plane, _ = on_the_plane(np.stack([plain[0], plain[1], np.zeros_like(plain[0])]))
            said = float((plane[2][now] + (1 - PLANE_PULL) * said).mean())
        assert said == pytest.approx(curve[now].mean(), abs=0.02), one.axis
    assert all(one.says == pytest.approx(says, abs=0.2) for one, says in zip(learnt.corrections, (0.1, 0.2, 0.3), strict=True))


def test_a_scene_nobody_pinned_corrects_nothing() -> None:
    assert feel(view(20, SAD)).corrections == ()


def test_pins_bring_scenes_that_nobody_pinned_nearer_and_pins_in_wrong_places_do_not() -> None:
    right, wrong = [], []
    for number in (2, 5, 7):
        theirs = bench.director(number)
        pins, before = bench.pins_of(number, theirs), bench.apart(number, (), theirs)
        right.append(bench.apart(number, bench.taught(pins).factors, theirs) - before)
        wrong.append(bench.apart(number, bench.taught(bench.dealt(number, pins)).factors, theirs) - before)
    assert np.mean(right) < -0.003 <= np.mean(wrong), (right, wrong)


def test_what_somebody_wrote_of_a_source_nobody_heard_stays_and_nothing_is_learnt_away_from_none() -> None:
    theirs = ((Source.MOTION, (0.5, 1.0, 1.0)), (Source.WORDS, (0.0, 1.0, 1.0)))
    found = dict(refit(Weighing(theirs, theirs), rows_of(8, 4.0)).factors)
    assert found[Source.MOTION] == (0.5, 1.0, 1.0) and found[Source.WORDS][0] == 0.0
