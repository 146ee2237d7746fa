"""Where a scene turns: the largest changes of its curves that evidence explains, and what evidence names outright.

A change without a reason is no turn: it may be the smoothing. Kinds: shock, silence, light, rupture, release,
reveal.

Conventions: size 0..1 compares the four seconds after with the four before; turns stand at least six seconds apart.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from yeoun.feeling.clues import Clue, Shape
from yeoun.feeling.fuse import EVERY, smoothed
from yeoun.model.feeling import Source, Turn
from yeoun.units.time import Seconds

WINDOW_S = 4.0
APART_S = 6.0
LEAST = 0.12
CAUSE_S = 3.0
AXES = np.array([0.5, 1.0, 1.0])    # valence has twice the range


def find_turns(clues: Sequence[Clue], raw: NDArray[np.float64], grid: NDArray[np.float64]) -> tuple[Turn, ...]:
    """The scene's turns in order.

    clues  everything that spoke
    raw    [3, n] fused curves before their smoothing
    grid   seconds of the scene
    """
    change = _change(smoothed(raw, (), 1.0))
    size = np.abs(change * AXES[:, None]).max(axis=0)
    found = _named(clues, size, grid)
    for at in np.argsort(-size, kind="stable"):
        if size[at] < LEAST or any(abs(grid[at] - turn.at_s) < APART_S for turn in found):
            continue
        cause = _cause(clues, change[:, at], float(grid[at]))
        if cause is None:
            continue
        moment = float(np.clip(cause.evidence.span.start_s, grid[0], grid[-1]))
        if moment < 1.0 or any(abs(moment - turn.at_s) < APART_S for turn in found):
            continue
        found.append(Turn(Seconds(round(moment, 3)), _kind(cause, change[:, at]), round(float(min(size[at], 1.0)), 3),
                          f"{_says(change[:, at])}: {cause.evidence.detail}"))
    return tuple(sorted(found, key=lambda turn: (turn.at_s, turn.kind)))


def _change(curves: NDArray[np.float64]) -> NDArray[np.float64]:
    reach = int(WINDOW_S / EVERY)
    count = curves.shape[1]
    out = np.zeros_like(curves)
    for at in range(1, count):
        out[:, at] = curves[:, at:at + reach].mean(axis=1) - curves[:, max(0, at - reach):at].mean(axis=1)
    return out


def _named(clues: Sequence[Clue], size: NDArray[np.float64], grid: NDArray[np.float64]) -> list[Turn]:
    """Turns the evidence names outright: a shock, a deliberate silence, another light."""
    found: list[Turn] = []
    for one in sorted(clues, key=lambda c: (-c.evidence.confidence, c.evidence.span.start_s, c.evidence.detail)):
        evidence, at = one.evidence, one.evidence.span.start_s
        near = float(size[min(len(size) - 1, int(at / EVERY))])
        if one.is_shock and evidence.confidence >= 0.5:
            kind, grade = "shock", max(near, 0.4 * evidence.confidence + 0.2)
        elif evidence.detail.startswith("dramatic silence") and evidence.confidence >= 0.5:
            kind, grade = "silence", max(near, 0.5 * evidence.confidence)
        elif evidence.source is Source.LIGHT and evidence.detail.endswith("after another light"):
            kind, grade = "light", max(near, 0.3 * evidence.confidence)
        else:
            continue
        if at >= 1.0 and all(abs(at - turn.at_s) >= APART_S for turn in found):
            moment = Seconds(round(min(at, float(grid[-1])), 3))
            found.append(Turn(moment, kind, round(min(grade, 1.0), 3), evidence.detail))
    return found


def _cause(clues: Sequence[Clue], change: NDArray[np.float64], at: float) -> Clue | None:
    """The clue that begins near the change and pulls hardest in its direction."""
    best, most = None, 0.0
    for one in clues:
        evidence = one.evidence
        holds = one.shape is Shape.HOLD and evidence.source is not Source.LIGHT
        if abs(evidence.span.start_s - at) > CAUSE_S or holds:
            continue
        axes = (evidence.valence, evidence.arousal, evidence.tension)
        neutral = (0.0, 0.3, 0.3)
        pull = sum(weight * evidence.confidence * (says - rest) * by * scale
                   for says, rest, weight, by, scale in zip(axes, neutral, one.weights, change, AXES, strict=True)
                   if says is not None)
        if pull > most + 1e-9:
            best, most = one, pull
    return best


def _kind(cause: Clue, change: NDArray[np.float64]) -> str:
    if cause.is_shock:
        return "shock"
    if cause.evidence.source is Source.LIGHT:
        return "light"
    valence, arousal, tension = (float(axis) for axis in change)
    if tension < -0.05 and valence > -0.05 or (valence > 0.15 and arousal < 0.1):
        return "release"
    if valence < -0.1 and (arousal > 0.05 or tension > 0.05):
        return "rupture"
    return "reveal"


def _says(change: NDArray[np.float64]) -> str:
    names = (("darkens", "brightens"), ("calms", "quickens"), ("relaxes", "tightens"))
    axis = int(np.argmax(np.abs(change * AXES)))
    return f"the feeling {names[axis][int(change[axis] > 0)]}"
