"""The weights of gradual transitions (yeoun/observing/gradual.py), fitted to shots of real films: python -m training.transitions FILM...

Shots are cut out of the films where the observers see cuts, stretched by cameras that move and shake, graded, flipped, made noisy, and
laid over one another; beside them stands what looks like a transition and is none. Half the seeds train, the other half measures, and
the table says how many of each kind are named a dissolve. The films must hold no dissolve of their own; the weights in the program were
made with the first half minute of Big Buck Bunny, a minute of Tears of Steel (both Blender Foundation, CC BY 3.0) and a clip of Chaplin's.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import av
import numpy as np
from numpy.typing import NDArray
from scipy import ndimage, optimize

from yeoun.observing import gradual
from yeoun.observing.cutting import change_scores, cuts_in
from yeoun.units.luck import Take, luck

RATE = 24.0
LONG = 150                  # frames of an example
MIDDLE = LONG // 2
ROWS, COLUMNS = 90, 160
EVERY = 320                 # examples for training, and as many for measuring
CALM = 3.0                  # how hard weights are held to zero

Pictures = NDArray[np.float64]


@dataclass(frozen=True)
class Example:
    """Frames, and where in them a dissolve begins and ends, if one does."""

    kind: str
    frames: NDArray[np.uint8]
    first: int = 0
    end: int = 0


def shots(paths: Sequence[str]) -> list[NDArray[np.uint8]]:
    """Every shot of at least 40 frames, small; without the first three seconds of a film, which often come out of black."""
    found = []
    for path in paths:
        with av.open(path) as film:
            frames = np.stack([each.reformat(COLUMNS, ROWS, "rgb24", interpolation="AREA").to_ndarray() for each in film.decode(video=0)])
        frames = frames[round(3 * RATE):]
        bounds = [0, *cuts_in(frames, change_scores(frames), RATE), len(frames)]
        found += [frames[one + 2:other - 2] for one, other in zip(bounds, bounds[1:], strict=False) if other - one >= 44]
    return found


class Maker:
    """Makes examples of one seed."""

    def __init__(self, shots: Sequence[NDArray[np.uint8]], seed: int) -> None:
        self.shots, self.luck = shots, luck(Take(1), "transitions", seed)

    def shot(self) -> Pictures:
        """A shot as it was filmed, or a still of it before a camera that moves; flipped and graded."""
        luck, film = self.luck, self.shots[self.luck.integers(len(self.shots))]
        if luck.random() < 0.5:
            start, last = luck.integers(len(film)), len(film) - 1
            pictures = film[np.abs((np.arange(start, start + LONG) + last) % (2 * last) - last)].astype(np.float64)
        else:
            pictures = self._filmed(film[luck.integers(len(film))])
        if luck.random() < 0.5:
            pictures = pictures[:, :, ::-1]
        gain = luck.uniform(0.6, 1.15) if luck.random() < 0.75 else luck.uniform(0.12, 0.35)
        return np.asarray(pictures * gain * luck.uniform(0.85, 1.15, 3))

    def _filmed(self, still: NDArray[np.uint8]) -> Pictures:
        """A camera that pans, zooms or shakes."""
        luck, large = self.luck, np.pad(still.astype(np.float64), ((40, 40), (70, 70), (0, 0)), mode="reflect")
        across, down, zoom = luck.uniform(-1.2, 1.2), luck.uniform(-0.4, 0.4), luck.uniform(-0.003, 0.003)
        shake = 2.0 * luck.uniform(0.0, 1.5) * (luck.random() < 0.33)
        trembles = ndimage.gaussian_filter1d(luck.standard_normal((2, LONG)), 1.5, axis=1) * shake
        pictures = np.empty((LONG, ROWS, COLUMNS, 3))
        for k in range(LONG):
            closer = 1.0 + zoom * k
            x, y = across * (k - MIDDLE) + trembles[0, k], down * (k - MIDDLE) + trembles[1, k]
            corner = (40 + 45 + np.clip(y, -32, 32) - 45 / closer, 70 + 80 + np.clip(x, -60, 60) - 80 / closer)
            for colour in range(3):
                ndimage.affine_transform(large[..., colour], (1 / closer, 1 / closer), corner, output=pictures[k, ..., colour],
                                         output_shape=(ROWS, COLUMNS), order=1, mode="nearest")
        return pictures

    def made(self, kind: str) -> Example:
        """One example of a kind."""
        pictures, first, end = KINDS[kind](self)
        noisy = pictures + self.luck.normal(0.0, self.luck.uniform(0.3, 2.5), pictures.shape)
        return Example(kind, np.clip(noisy, 0, 255).astype(np.uint8), first, end)

    def share(self, shortest: int, longest: int) -> tuple[Pictures, int, int]:
        """A rise from 0 to 1 about the middle, [frames, 1, 1, 1], with its first frame and its end."""
        took = int(self.luck.integers(shortest, longest))
        first = MIDDLE - took // 2
        return np.clip((np.arange(LONG) - first + 1) / (took + 1), 0.0, 1.0)[:, None, None, None], first, first + took

    def dissolve(self) -> tuple[Pictures, int, int]:
        """Two shots over one another: straight, eased, or mixed as light is."""
        one, other, (share, first, end) = self.shot(), self.shot(), self.share(8, 64)
        if self.luck.random() < 0.3:
            share = share * share * (3.0 - 2.0 * share)
        if self.luck.random() < 0.3:
            return 255.0 * ((1 - share) * (one / 255) ** 2.2 + share * (other / 255) ** 2.2) ** (1 / 2.2), first, end
        return one * (1 - share) + other * share, first, end

    def cut(self) -> tuple[Pictures, int, int]:
        """Another shot from one frame to the next."""
        return np.concatenate([self.shot()[:MIDDLE], self.shot()[MIDDLE:]]), 0, 0

    def nothing(self) -> tuple[Pictures, int, int]:
        """One shot."""
        return self.shot(), 0, 0

    def whip(self) -> tuple[Pictures, int, int]:
        """A camera thrown from one place to another."""
        strip = np.concatenate([self.shot()[0] for _ in range(int(self.luck.integers(3, 6)))], axis=1)
        way, took = strip.shape[1] - COLUMNS, int(self.luck.integers(5, 16))
        share = np.clip((np.arange(LONG + 1) - MIDDLE + took / 2) / took, 0.0, 1.0)
        at = share * share * (3.0 - 2.0 * share) * way
        return np.stack([ndimage.uniform_filter1d(strip[:, int(at[k]):int(at[k]) + COLUMNS], max(1, int(at[k + 1] - at[k])), axis=1,
                                                  mode="nearest") for k in range(LONG)]), 0, 0

    def focus(self) -> tuple[Pictures, int, int]:
        """What was sharp becomes soft, what was soft sharp."""
        sharp, (share, _, _) = self.shot(), self.share(10, 40)
        soft = ndimage.gaussian_filter(sharp, (0, 4, 4, 0))
        far = np.hypot(*(np.mgrid[:ROWS, :COLUMNS] - np.array([45, self.luck.integers(40, 120)])[:, None, None]))
        near = ndimage.gaussian_filter((far < 30).astype(np.float64), 3)[..., None]
        return near * (sharp * (1 - share) + soft * share) + (1 - near) * (soft * (1 - share) + sharp * share), 0, 0

    def light(self) -> tuple[Pictures, int, int]:
        """A lamp goes on or off, at once or slowly."""
        luck, shot, (share, _, _) = self.luck, self.shot(), self.share(1, 40)
        far = np.hypot(*(np.mgrid[:ROWS, :COLUMNS] - luck.integers(20, 80, 2)[:, None, None]))
        pool = np.exp(-(far / luck.uniform(25, 90)) ** 2)[..., None]
        lit = luck.uniform(0.7, 1.2, 3) * (0.5 + pool)
        share = share if luck.random() < 0.5 else 1 - share
        return shot * (luck.uniform(0.1, 0.5) * (1 - share) + lit * share), 0, 0

    def strobe(self) -> tuple[Pictures, int, int]:
        """Dark and bright by turns."""
        shot, at, period = self.shot(), np.arange(LONG), int(self.luck.integers(3, 10))
        shot[(at // period % 2 == 1) & (at > 40) & (at < 110)] *= self.luck.uniform(0.0, 0.1)
        return shot, 0, 0

    def flash(self) -> tuple[Pictures, int, int]:
        """White that fades."""
        shot, lasts = self.shot(), int(self.luck.integers(1, 12))
        white = np.exp(-np.arange(lasts) / max(1.0, lasts / 2))[:, None, None, None]
        shot[MIDDLE:MIDDLE + lasts] = shot[MIDDLE:MIDDLE + lasts] * (1 - white) + 255.0 * white
        return shot, 0, 0

    def passing(self) -> tuple[Pictures, int, int]:
        """Something large goes by before the camera."""
        shot, wide, took = self.shot(), int(self.luck.integers(60, 200)), int(self.luck.integers(5, 20))
        other = np.tile(self.shot()[0], (1, 2, 1))[:, :wide]
        blurred = ndimage.uniform_filter1d(other, max(1, (COLUMNS + wide) // took // 2), axis=1)
        for k in range(took):
            x = int((k + 0.5) / took * (COLUMNS + wide)) - wide
            low, high = max(0, x), min(COLUMNS, x + wide)
            shot[MIDDLE + k, :, low:high] = blurred[:, low - x:high - x]
        return shot, 0, 0


KINDS: dict[str, Callable[[Maker], tuple[Pictures, int, int]]] = {
    "dissolve": Maker.dissolve, "cut": Maker.cut, "nothing": Maker.nothing, "whip pan": Maker.whip, "focus": Maker.focus,
    "light": Maker.light, "strobe": Maker.strobe, "flash": Maker.flash, "passing": Maker.passing}


def examples(films: Sequence[NDArray[np.uint8]], start: int) -> Iterator[Example]:
    """Every other one is a dissolve."""
    others = [kind for kind in KINDS if kind != "dissolve"]
    for k in range(EVERY):
        yield Maker(films, start + k).made("dissolve" if k % 2 else others[k // 2 % len(others)])


def rows(example: Example) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The figures of an example, and whether each is a dissolve's; those beside its middle count neither way and are left out."""
    seen, middle, long = gradual.sheets(example.frames), (example.first + example.end) / 2, example.end - example.first
    found, is_one = [], []
    for reach in (round(each * RATE) for each in gradual.REACHES_S):
        at, figures = gradual.figures(seen, reach)
        off = np.abs(at - middle)
        true = (long > 0) & (off <= max(1.0, 0.12 * long)) & (0.8 * long <= 2 * reach <= 2.6 * long + 4)
        counts = true | (long == 0) | (off >= long)
        found.append(figures[counts])
        is_one.append(np.broadcast_to(true, at.shape)[counts])
    return np.concatenate(found), np.concatenate(is_one).astype(np.float64)


def fitted(figures: NDArray[np.float64], is_one: NDArray[np.float64]) -> NDArray[np.float64]:
    """Weights, and last what no figure speaks for: logistic regression, the many that are none together three times the others."""
    scale = figures.std(axis=0) + 1e-6
    inputs = np.column_stack([figures / scale, np.ones(len(figures))])
    counts = np.where(is_one == 1, 1.0, 3.0 * is_one.sum() / (1.0 - is_one).sum())

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        score = inputs @ weights
        held = CALM * np.append(weights[:-1], 0.0)
        value = (counts * (np.logaddexp(0.0, score) - is_one * score)).sum() + 0.5 * float(held @ weights)
        return value, inputs.T @ (counts * (1.0 / (1.0 + np.exp(-score)) - is_one)) + held

    weights = optimize.minimize(loss, np.zeros(inputs.shape[1]), jac=True, method="L-BFGS-B").x
    return np.append(weights[:-1] / scale, weights[-1])


def main() -> None:
    """Fit, print the weights, and how often each kind is named a dissolve by them."""
    films = shots(sys.argv[1:])
    weights = np.round(fitted(*map(np.concatenate, zip(*map(rows, examples(films, 300_000)), strict=True))), 1)
    named_weights = dict(zip(gradual.WEIGHTS, weights[:-1].tolist(), strict=True))
    sys.stdout.write(f"{len(films)} shots\nWEIGHTS = {named_weights}\nBEFORE = {weights[-1]}\n")
    named: dict[str, list[bool]] = {}
    for each in examples(films, 200_000):
        figures = rows(each)[0]
        score = figures @ weights[:-1] + weights[-1]
        named.setdefault(each.kind, []).append(bool(len(score) and score.max() > np.log(gradual.SURE / (1 - gradual.SURE))))
    for kind, those in named.items():
        sys.stdout.write(f"{kind}: {sum(those)} of {len(those)} named a dissolve\n")


if __name__ == "__main__":
    main()
