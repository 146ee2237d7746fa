"""A character's heart: a design model, not a measurement (what research there is has mixed signs: Kreibig 2010).

The body lags behind the feeling: a shock first slows the heart (the freeze), then it rises with 5 s, and
falls with 20 s. A heartbeat that is heard in the production sound overrules all of it.

Conventions: beats a minute; time constants in seconds; computed every 0.1 s, given on the grid of the curves.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from yeoun.feeling.bank import STATES

STEP_S = 0.1


@dataclass(frozen=True, slots=True)
class Design:
    """The constants of the model, from heart.toml."""

    rest_bpm: float
    most_bpm: float
    per_arousal: float
    from_arousal: float
    freeze_bpm: float
    freeze_s: float
    freeze_tau_s: float
    rise_tau_s: float
    fall_tau_s: float
    breath_bpm: float
    breath_hz: float
    walking: float
    running: float
    states: tuple[tuple[str, float], ...]


def design() -> Design:
    """The constants as they stand in heart.toml."""
    table = tomllib.loads((Path(__file__).parent / "heart.toml").read_text(encoding="utf-8"))
    states = {name: float(value) for name, value in table.pop("states").items()}
    return Design(**{name: float(value) for name, value in table.items()},
                  states=tuple((state, states.get(state, 0.0)) for state in STATES))


DESIGN = design()
Overrides = tuple[tuple[str, float], ...]    # constants by name, as in heart.toml


def design_with(overrides: Overrides) -> Design:
    """The constants with those that a house sets otherwise.

    >>> design_with((("rest_bpm", 60.0),)).rest_bpm
    60.0
    """
    return replace(DESIGN, **dict(overrides))    # type: ignore[arg-type]


def heart(
    grid: NDArray[np.float64], arousal: NDArray[np.float64], mood: NDArray[np.float64], *,
    shocks_s: Sequence[float] = (), exertion: NDArray[np.float64] | None = None, breath_hz: float | None = None,
    start_bpm: float | None = None, plan: Design = DESIGN,
) -> NDArray[np.float64]:
    """Beats a minute on the grid.

    grid       seconds, from 0
    arousal    0..1 on the grid, what is felt inside
    mood       beats a minute that the kind of feeling adds (see `mood_of`)
    shocks_s   moments of shock: for 3 s the heart falls
    exertion   beats a minute that walking or running adds
    breath_hz  breaths a second, where they were heard
    start_bpm  where the heart stands at 0; at rest unless said

    >>> calm = heart(np.arange(4) * 0.5, np.full(4, 0.2), np.zeros(4))
    >>> bool(abs(calm.mean() - 68) < 5)
    True
    """
    every = float(grid[1] - grid[0]) if len(grid) > 1 else 0.5
    steps = int(round((len(grid) - 1) * every / STEP_S)) + 1
    times = np.arange(steps) * STEP_S
    felt = np.interp(times, grid, arousal)
    wish = plan.rest_bpm + np.interp(times, grid, mood) + plan.per_arousal * np.maximum(0.0, felt - plan.from_arousal)
    if exertion is not None:
        wish = wish + np.interp(times, grid, exertion)
    wish = np.minimum(wish, plan.most_bpm)
    frozen = np.zeros(steps, dtype=bool)
    for shock in shocks_s:
        frozen |= (times >= shock - 1e-9) & (times < shock + plan.freeze_s)
    wish = np.where(frozen, plan.rest_bpm - plan.freeze_bpm, wish)
    beats = np.zeros(steps)
    now = plan.rest_bpm if start_bpm is None else start_bpm
    for at in range(steps):
        tau = plan.freeze_tau_s if frozen[at] else plan.rise_tau_s if wish[at] > now else plan.fall_tau_s
        now += (wish[at] - now) * STEP_S / tau
        beats[at] = now
    swing = plan.breath_bpm * np.maximum(0.0, 1.0 - 1.4 * felt)
    heard = beats + swing * np.sin(2 * np.pi * (breath_hz or plan.breath_hz) * times)
    return np.asarray(np.interp(grid, times, heard))


def mood_of(states: NDArray[np.float64], plan: Design = DESIGN) -> NDArray[np.float64]:
    """Beats a minute that a mixture of states adds.

    states  [12, n] weight of each state at each moment, at most 1 in all
    """
    return np.asarray(np.array([beats for _, beats in plan.states]) @ states)


def overruled(
    beats: NDArray[np.float64], grid: NDArray[np.float64], recorded: Sequence[tuple[float, float]],
) -> NDArray[np.float64]:
    """The heart with recorded heartbeats (seconds, beats a minute) in their places, blended over 2 s at either end."""
    out = beats.copy()
    if not recorded:
        return out
    times, rates = np.array([at for at, _ in recorded]), np.array([rate for _, rate in recorded])
    nearest = np.abs(grid[:, None] - times[None, :]).min(axis=1)
    share = np.clip(1.0 - (nearest - 1.0) / 2.0, 0.0, 1.0)
    return np.asarray((1.0 - share) * out + share * np.interp(grid, times, rates))
