"""What people's pins teach of how much each kind of evidence counts in their series.

A pin says what a stretch feels like; beside it stands what each source said there. The factors on the sources' weights that bring the
fused curve nearest to the pins are found by ridge regression toward the factors in force (in logarithms, so that twice as much and
half as much are equally far), and are taken only where scenes that were left out are foretold clearly better with them
(perception-and-emotion, 7: "accepted only if leave-one-scene-out error falls"). Smoothing is linear in the sums that are kept here,
so a correction foretells the curve as it is drawn, as long as no turn moves.

Conventions: a factor for each source and axis (valence, arousal, tension), 0.2 to 5 where learnt; 1 is as designed. Constants: our choice.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import least_squares

from yeoun.feeling.clues import Clue
from yeoun.feeling.fuse import PLANE_PULL, PRIOR_WEIGHT, blurred, plane_of
from yeoun.model.feeling import Correction, Evidence, Factors, Source, Weighing

AXES = ("valence", "arousal", "tension")
BOUNDS = {"valence": (-1.0, 1.0), "arousal": (0.0, 1.0), "tension": (0.0, 1.0)}
LEAST, SCENES = 12, 4        # so many corrections of so many scenes before anything is learnt
LOWEST, HIGHEST = 0.2, 5.0
LEAST_FACTOR = 0.01          # where people wrote 0: nothing is learnt away from it
RIDGE = 0.02                 # what it costs to count a source e times as much, in squared distances of one correction
CLEARLY = 0.95               # scenes left out must be foretold with at most this share of the distance
DIGITS = 2
Array = NDArray[np.float64]


def weighed(clues: Sequence[Clue], factors: Factors) -> list[Clue]:
    """Clues with the weights of this series."""
    table = dict(factors)
    out = []
    for one in clues:
        by = table.get(one.evidence.source, (1.0, 1.0, 1.0))
        valence, arousal, tension = (round(weight * factor, 4) for weight, factor in zip(one.weights, by, strict=True))
        says = (one.evidence.valence, one.evidence.arousal, one.evidence.tension)
        most = max((w for w, axis in zip((valence, arousal, tension), says, strict=True) if axis is not None), default=one.evidence.weight)
        out.append(one if by == (1.0, 1.0, 1.0) else
                   replace(one, weights=(valence, arousal, tension), evidence=replace(one.evidence, weight=most)))
    return out


def corrections_of(pins: Sequence[Evidence], clues: Sequence[Clue], factors: Factors, grid: Array, prior: Array,
                   borders: Sequence[int], curves: Array) -> tuple[Correction, ...]:
    """What each pin says, beside what the clues under it say.

    clues    those the scene's curves were fused from, with the factors in force
    prior    [3, n] what is believed where nothing speaks
    borders  turns, as indices of the grid
    curves   [3, n] before the pins were laid over
    """
    table, out = dict(factors), list[Correction]()
    sources = sorted({one.evidence.source for one in clues}, key=lambda each: each.value)
    behind = {source: np.zeros((2, 3, len(grid))) for source in sources}    # weight, weight times what is said
    for one in clues:
        reach = one.reach(grid) * one.evidence.confidence
        for axis, says in enumerate((one.evidence.valence, one.evidence.arousal, one.evidence.tension)):
            if says is not None:
                weight = one.weights[axis] / max(table.get(one.evidence.source, (1.0, 1.0, 1.0))[axis], LEAST_FACTOR)
                behind[one.evidence.source][:, axis] += weight * reach * np.array([[1.0], [says]])
    spread = {source: blurred(sums, borders) for source, sums in behind.items()}
    ground = blurred(np.stack([np.ones_like(prior), prior]), borders)
    for pin in pins:
        here = (grid >= pin.span.start_s - 1e-9) & (grid < pin.span.end_s - 1e-9)
        here = here if here.any() else np.arange(len(grid)) == int(np.argmin(np.abs(grid - pin.span.start_s)))
        for axis, says in enumerate((pin.valence, pin.arousal, pin.tension)):
            if says is None:
                continue
            whole = float(ground[0, axis, here].sum())    # where the Gaussian leaves the scene, all shrink alike
            heard = [(source, float(sums[0, axis, here].sum()) / whole, float(sums[1, axis, here].sum()) / whole)
                     for source, sums in spread.items()]
            before = says if axis < 2 else (says - PLANE_PULL * float(plane_of(curves)[here].mean())) / (1.0 - PLANE_PULL)
            low, high = BOUNDS[AXES[axis]]
            out.append(Correction(
                AXES[axis], round(min(max(before, low), high), 3), round(float(ground[1, axis, here].sum()) / whole, 3),
                tuple((source, round(weight, 4), round(said / weight, 3)) for source, weight, said in heard if weight > 0.0005)))
    return tuple(out)


def refit(before: Weighing, corrections: tuple[tuple[Correction, ...], ...]) -> Weighing:
    """How much each source counts from the next episode on.

    before       as of the episode before
    corrections  of this episode, a row for each scene with pins
    Gives        the centre, where too little was said or scenes left out are not foretold clearly better; all corrections go along

    >>> refit(Weighing(), ()) == Weighing()
    True
    """
    rows, centre = (*before.corrections, *corrections), before.centre
    if len(rows) < SCENES or sum(map(len, rows)) < LEAST:
        return Weighing(centre, centre, rows)
    plain = _distance(rows, [centre] * len(rows))
    fitted = _distance(rows, [_fitted(rows[:k] + rows[k + 1:], centre) for k in range(len(rows))])
    factors = _fitted(rows, centre) if fitted <= CLEARLY * plain else centre
    return Weighing(factors, centre, rows, (round(plain, 3), round(fitted, 3)))


def foretold(one: Correction, factors: Factors) -> float:
    """What the curve would be there with some factors, before the pull of film music's plane.

    >>> foretold(Correction("valence", 0.5, 0.0, ((Source.WORDS, 0.3, 1.0),)), ())
    0.5
    """
    axis, table = AXES.index(one.axis), dict(factors)
    weights = [table.get(source, (1.0, 1.0, 1.0))[axis] * weight for source, weight, _ in one.heard]
    said = sum(weight * says for weight, (_, _, says) in zip(weights, one.heard, strict=True))
    return (PRIOR_WEIGHT * one.believed + said) / (PRIOR_WEIGHT + sum(weights))


def _distance(rows: Sequence[tuple[Correction, ...]], factors: Sequence[Factors]) -> float:
    """How far what is foretold lies from what was said, on the mean."""
    return float(np.mean([abs(foretold(one, by) - one.says) for row, by in zip(rows, factors, strict=True) for one in row]))


def _fitted(rows: Sequence[tuple[Correction, ...]], centre: Factors) -> Factors:
    """The factors nearest to what people said, not far from `centre`."""
    sources = sorted({source for row in rows for one in row for source, _, _ in one.heard} | {source for source, _ in centre},
                     key=lambda each: each.value)
    known, table = dict(centre), np.ones((len(sources), 3))
    for axis, name in enumerate(AXES):
        ones = [one for row in rows for one in row if one.axis == name]
        start = np.log([max(known.get(source, (1.0, 1.0, 1.0))[axis], LEAST_FACTOR) for source in sources])
        if ones and sources:
            table[:, axis] = _solved(ones, sources, start)
        else:
            table[:, axis] = np.exp(start)
        none = np.array([known.get(source, (1.0, 1.0, 1.0))[axis] == 0.0 for source in sources], dtype=bool)
        table[none, axis] = 0.0    # somebody wrote that it counts nothing: nothing is learnt away from that
    return tuple((source, (round(float(v), DIGITS), round(float(a), DIGITS), round(float(t), DIGITS)))
                 for source, (v, a, t) in zip(sources, table, strict=True))


def _solved(ones: Sequence[Correction], sources: Sequence[Source], start: Array) -> Array:
    weights, says = np.zeros((len(ones), len(sources))), np.zeros((len(ones), len(sources)))
    for row, one in enumerate(ones):
        for source, weight, said in one.heard:
            weights[row, sources.index(source)], says[row, sources.index(source)] = weight, said
    believed, wanted = np.array([one.believed for one in ones]), np.array([one.says for one in ones])

    def missed(logs: Array) -> Array:
        counts = weights * np.exp(logs)
        found = (PRIOR_WEIGHT * believed + (counts * says).sum(axis=1)) / (PRIOR_WEIGHT + counts.sum(axis=1))
        return np.concatenate([found - wanted, np.sqrt(RIDGE) * (logs - start)])

    bounds = (np.minimum(start, np.log(LOWEST)) - 1e-6, np.maximum(start, np.log(HIGHEST)) + 1e-6)
    return np.asarray(np.exp(least_squares(missed, start, bounds=bounds, method="trf").x))
