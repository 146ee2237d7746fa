"""The settings of a master, searched without gradients.

Idea: evolution with a covariance that adapts (Hansen, *The CMA Evolution Strategy: A Tutorial*, 2016), from no settings at all, on the
gravest stretches of the programme, with a fixed seed and a fixed number of tries. Beside what it finds stand gain alone and the best of as
many tries by lot; whichever of the three is best on the whole programme is taken, and all are told.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from yeoun.mastering.judging import Scene, loss_of, terms_of, worst
from yeoun.mastering.shaping import LEAST, MOST, NEUTRAL, as_numbers, as_settings
from yeoun.model.mixed import Settings
from yeoun.units.luck import Luck, Take, luck

Floats = NDArray[np.float64]
TRIES, CHILDREN = 200, 10
STEP = 0.25            # the first step, of the whole width of each setting
EXCERPT_S = 45.0


@dataclass(frozen=True, slots=True)
class Way:
    """One way to set a master: the settings, and the loss on the whole programme by its outline."""

    settings: Settings
    loss: float


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found, beside what it is held against."""

    seed: int
    tries: int
    searched: Way
    gain_only: Way
    by_lot: Way
    terms: tuple[tuple[str, float, float], ...]    # name, with gain alone, as set

    @property
    def best(self) -> Way:
        """What is taken."""
        return min((self.searched, self.by_lot, self.gain_only), key=lambda way: way.loss)


def search(scene: Scene, seed: int, tries: int = TRIES) -> Found:
    """Settings for a master.

    seed   of all luck
    tries  settings tried, by the search and by lot alike
    """
    where = worst(scene.outline, EXCERPT_S)
    excerpt = replace(scene, outline=scene.outline.part(where), course=None if scene.course is None else scene.course[where])

    def loss(settings: Settings) -> float:
        return loss_of(terms_of(excerpt, settings))

    names = ("mastering", scene.target.destination.value)
    ways = [Way(each, loss_of(terms_of(scene, each))) for each in (
        _evolved(loss, luck(Take(seed), *names, "search"), tries), NEUTRAL, _drawn(loss, luck(Take(seed), *names, "lot"), tries))]
    found = Found(seed, tries, ways[0], ways[1], ways[2], ())
    plain, set_ = (terms_of(scene, each) for each in (NEUTRAL, found.best.settings))
    return replace(found, terms=tuple((name, plain[name], set_[name]) for name in plain))


def _drawn(loss: Callable[[Settings], float], rng: Luck, tries: int) -> Settings:
    """The best of as many settings by lot."""
    low, high = as_numbers(LEAST), as_numbers(MOST)
    return min((as_settings(rng.uniform(low, high)) for _ in range(tries)), key=loss)


def _evolved(loss: Callable[[Settings], float], rng: Luck, tries: int) -> Settings:
    """The best settings an evolution meets in so many tries, the first of them none at all."""
    low, high = as_numbers(LEAST), as_numbers(MOST)
    width, size = high - low, len(low)
    parents = CHILDREN // 2
    shares = np.log(parents + 0.5) - np.log(np.arange(1, parents + 1))
    shares /= shares.sum()
    mass = 1.0 / float((shares ** 2).sum())
    c_sigma, c_c = (mass + 2) / (size + mass + 5), (4 + mass / size) / (size + 4 + 2 * mass / size)
    c_1 = 2 / ((size + 1.3) ** 2 + mass)
    c_mu = min(1 - c_1, 2 * (mass - 2 + 1 / mass) / ((size + 2) ** 2 + mass))
    damping = 1 + 2 * max(0.0, ((mass - 1) / (size + 1)) ** 0.5 - 1) + c_sigma
    usual = size ** 0.5 * (1 - 1 / (4 * size) + 1 / (21 * size ** 2))
    mean = np.clip((as_numbers(NEUTRAL) - low) / width, 0.05, 0.95)
    sigma, cov, p_sigma, p_c = STEP, np.eye(size), np.zeros(size), np.zeros(size)
    best, best_loss, done = NEUTRAL, loss(NEUTRAL), 1
    while done < tries:
        values, basis = np.linalg.eigh(cov)
        spread = np.sqrt(np.maximum(values, 1e-12))
        steps = (rng.standard_normal((min(CHILDREN, tries - done), size)) * spread) @ basis.T
        points = np.clip(mean + sigma * steps, 0.0, 1.0)
        tried = [(loss(settings), k, settings) for k, settings in enumerate(as_settings(low + point * width) for point in points)]
        done += len(tried)
        ranked = sorted(tried, key=lambda each: each[:2])
        if ranked[0][0] < best_loss:
            best_loss, _, best = ranked[0]
        if len(ranked) < CHILDREN:
            break
        taken = (points[[k for _, k, _ in ranked[:parents]]] - mean) / sigma    # the steps as the walls left them
        moved = shares @ taken
        mean = mean + sigma * moved
        p_sigma = (1 - c_sigma) * p_sigma + (c_sigma * (2 - c_sigma) * mass) ** 0.5 * (basis @ ((basis.T @ moved) / spread))
        p_c = (1 - c_c) * p_c + (c_c * (2 - c_c) * mass) ** 0.5 * moved
        cov = (1 - c_1 - c_mu) * cov + c_1 * np.outer(p_c, p_c) + c_mu * (taken.T * shares) @ taken
        cov = (cov + cov.T) / 2
        sigma = min(0.5, sigma * float(np.exp(c_sigma / damping * (np.linalg.norm(p_sigma) / usual - 1))))
    return best
