"""Clues become curves: a weighted mean against a prior, smoothed, and pulled toward where film music lives.

Rules (our choice; the plane is a fit to 110 film excerpts, Eerola and Vuoskoski 2011):
value = (w0 prior + sum w c k x) / (w0 + sum w c k), confidence = 1 - exp(-sum w c k),
Gaussian smoothing with sigma 4 s that starts anew at the edges of the scene and at its turns; tension leans
one fifth of the way toward the plane of film music T = 0.28 - 0.44 V + 0.55 A (Soundtracks-110 ratings), and
what is left is suspense.

Conventions: curves are [3, n] valence, arousal, tension on a grid of seconds of the scene.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d

from yeoun.feeling.clues import Clue
from yeoun.model.feeling import Evidence, Feelings
from yeoun.units.time import Seconds

EVERY = Seconds(0.5)
PRIOR_WEIGHT = 0.3
SMOOTH_S = 4.0
PLANE_PULL = 0.2
TAPER_S = 0.5
Curves = NDArray[np.float64]


def grid_of(length_s: float) -> Curves:
    """Moments every half second from 0, before the end; at least one.

    >>> grid_of(1.2).tolist()
    [0.0, 0.5, 1.0]
    """
    return np.asarray(np.arange(max(1, int(np.ceil(round(length_s / EVERY, 6))))) * float(EVERY), dtype=np.float64)


def fuse(
    heard: Sequence[tuple[Clue, float]], grid: Curves, prior: tuple[float, float, float] | Curves,
) -> tuple[Curves, Curves]:
    """The raw curves of some clues, and the weight behind each point ([3, n] both).

    heard  each clue with how much of it counts here, 0..1
    grid   seconds of the scene
    prior  what is believed where nothing speaks, once for all or at each point ([3, n])
    """
    total = np.full((3, len(grid)), PRIOR_WEIGHT)
    value = total * np.reshape(np.array(prior), (3, -1))
    for one, share in heard:
        evidence = one.evidence
        reach = one.reach(grid) * evidence.confidence * share
        for axis, says in enumerate((evidence.valence, evidence.arousal, evidence.tension)):
            if says is not None:
                total[axis] += one.weights[axis] * reach
                value[axis] += one.weights[axis] * reach * says
    return value / total, total - PRIOR_WEIGHT


def smoothed(
    curves: Curves, turns: Sequence[int], seconds: float = SMOOTH_S, *, weight: Curves | None = None,
) -> Curves:
    """Curves made smooth over time; nothing flows across a turn (an index of the grid) or out of the scene.

    weight  [3, n] what stands behind each point: a moment with evidence counts for more than one without
    """
    counts = np.ones_like(curves) if weight is None else PRIOR_WEIGHT + weight
    return np.asarray(blurred(curves * counts, turns, seconds) / blurred(counts, turns, seconds))


def blurred(curves: Curves, turns: Sequence[int], seconds: float = SMOOTH_S) -> Curves:
    """Sums spread over time by a Gaussian, nothing across a turn or out of the scene."""
    edges = [0, *sorted({turn for turn in turns if 0 < turn < curves.shape[-1]}), curves.shape[-1]]
    out = np.array(curves, dtype=np.float64)
    for first, end in zip(edges, edges[1:], strict=False):
        out[..., first:end] = gaussian_filter1d(out[..., first:end], seconds / float(EVERY), axis=-1, mode="constant")
    return out


def on_the_plane(curves: Curves) -> tuple[Curves, Curves]:
    """The curves with tension pulled toward film music's plane, and the suspense that stands out of it (-1..1)."""
    plane, out = plane_of(curves), curves.copy()
    out[2] += PLANE_PULL * (plane - curves[2])
    return out, curves[2] - plane


def plane_of(curves: Curves) -> Curves:
    """The tension of film music with this valence and arousal."""
    return np.asarray(np.clip(0.28 - 0.44 * curves[0] + 0.55 * curves[1], 0.0, 1.0))


def pinned(curves: Curves, grid: Curves, pins: Sequence[Evidence]) -> tuple[Curves, Curves]:
    """The curves with people's pins laid over, half a second of taper on either side; and where they hold ([n], 0..1)."""
    out, held = curves.copy(), np.zeros(len(grid))
    for pin in pins:
        away = np.maximum(np.maximum(pin.span.start_s - grid, grid - pin.span.end_s), 0.0)
        share = np.clip(1.0 - away / TAPER_S, 0.0, 1.0)
        held = np.maximum(held, share)
        for axis, says in enumerate((pin.valence, pin.arousal, pin.tension)):
            if says is not None:
                out[axis] = (1.0 - share) * out[axis] + share * says
    return out, held


def as_feelings(curves: Curves) -> Feelings:
    """Curves as a noun, inside their bounds, to a thousandth."""
    valence, arousal, tension = (np.clip(axis, low, 1.0) for axis, low in zip(curves, (-1.0, 0.0, 0.0), strict=True))
    return Feelings(EVERY, rounded(valence), rounded(arousal), rounded(tension))


def rounded(values: Curves, digits: int = 3) -> tuple[float, ...]:
    """Values as plain floats; minus nothing is nothing."""
    return tuple(round(float(value), digits) + 0.0 for value in values)


def sureness(weight: Curves) -> Curves:
    """Confidence from the weight behind a point: 1 - exp(-sum), the mean of the three axes."""
    return np.asarray((1.0 - np.exp(-weight)).mean(axis=0))
