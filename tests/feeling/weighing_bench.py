"""What pins teach of the weights: python -m tests.feeling.weighing_bench

A director by lot hears some sources up to four times as loud as designed, others a quarter, and pins stretches of eight scenes to what
that makes of them, give or take 0.05. Scenes are long ones by luck (told_scenes.py). Asked is how far the curves of four scenes nobody
pinned lie from that director's, with the weights as designed and as learnt from the pins. Controls: the same pins dealt out among
one another's places, and a director who hears as designed. No person was asked: it is measured whether a taste that weights can
express is found, not whether tastes are of that kind.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from tests.bench.shares import told
from tests.feeling.scenes import span
from tests.feeling.told_scenes import long_scene
from yeoun.feeling.feel import feel
from yeoun.feeling.weigh import refit
from yeoun.model.feeling import Correction, Evidence, Factors, SceneView, Source, Weighing
from yeoun.units.luck import Take, luck

SCENES, PINNED, PINS_A_SCENE, SECONDS = 12, 8, 2, 120.0
SOURCES = (Source.WORDS, Source.SCRIPT, Source.SOUND, Source.LIGHT, Source.MOTION)
DIRECTORS = 20
LENGTH_S, SLIP = 6.0, 0.05
Curves = NDArray[np.float64]


def director(number: int) -> Factors:
    """How a director hears: each source and axis a quarter to four times as loud as designed, by lot."""
    rng = luck(Take(number), "director")
    return tuple((source, tuple(round(float(each), 2) for each in 4.0 ** rng.uniform(-1, 1, 3))) for source in SOURCES)    # type: ignore[misc]


@cache
def curves(take: int, factors: Factors) -> Curves:
    """A scene's curves, [3, n]."""
    found = feel(long_scene(take, SECONDS), factors).feelings
    return np.array([found.valence, found.arousal, found.tension])


def pins_of(number: int, factors: Factors) -> tuple[tuple[int, Evidence], ...]:
    """The stretches a director pins: scene, and what it is there on all three axes."""
    rng = luck(Take(number), "pins")
    out = []
    for take in range(number * SCENES, number * SCENES + PINNED):
        for part in range(PINS_A_SCENE):
            start = round(float(rng.uniform(0, SECONDS / PINS_A_SCENE - LENGTH_S)) + part * SECONDS / PINS_A_SCENE, 1)
            here = slice(int(np.ceil(start * 2)), int(np.ceil((start + LENGTH_S) * 2)))
            valence, arousal, tension = (
                round(float(np.clip(axis[here].mean() + rng.normal(0, SLIP), low, 1)), 2)
                for axis, low in zip(curves(take, factors), (-1, 0, 0), strict=True))
            out.append((take, Evidence(span(start, start + LENGTH_S), Source.NOTE, "note", valence, arousal, tension, 1.0, 1.0)))
    return tuple(out)


def dealt(number: int, pins: tuple[tuple[int, Evidence], ...]) -> tuple[tuple[int, Evidence], ...]:
    """The same values in one another's places."""
    order = luck(Take(number), "dealt").permutation(len(pins))
    return tuple((take, replace(pin, valence=pins[k][1].valence, arousal=pins[k][1].arousal, tension=pins[k][1].tension))
                 for (take, pin), k in zip(pins, order, strict=True))


def taught(pins: tuple[tuple[int, Evidence], ...]) -> Weighing:
    """What pins teach."""
    def pinned(take: int) -> SceneView:
        return replace(long_scene(take, SECONDS), pins=tuple(pin for there, pin in pins if there == take))

    rows: list[tuple[Correction, ...]] = [feel(pinned(take)).corrections for take in dict.fromkeys(take for take, _ in pins)]
    return refit(Weighing(), tuple(rows))


def apart(number: int, ours: Factors, theirs: Factors) -> float:
    """How far curves lie from a director's on the scenes nobody pinned, on the mean."""
    takes = range(number * SCENES + PINNED, (number + 1) * SCENES)
    return float(np.mean([np.abs(curves(take, ours) - curves(take, theirs)).mean() for take in takes]))


def rows(numbers: range) -> Iterator[str]:
    """The table."""
    yield "| pins of | directors | something is learnt | as designed | as learnt | nearer | farther |"
    yield "|---|---|---|---|---|---|---|"
    for name in ("a director of his own taste", "the same, dealt out among one another", "a director who hears as designed"):
        learnt, before, after = [], [], []
        for number in numbers:
            theirs = () if name.endswith("designed") else director(number)
            pins = pins_of(number, theirs)
            found = taught(dealt(number, pins) if "dealt" in name else pins)
            learnt.append(bool(found.factors))
            before.append(apart(number, (), theirs))
            after.append(apart(number, found.factors, theirs))
        nearer, farther = (sum(sign * (a - b) > 0.001 for a, b in zip(after, before, strict=True)) for sign in (-1, 1))
        yield (f"| {name} | {len(numbers)} | {told(sum(learnt), len(learnt))} | {np.mean(before):.3f} | {np.mean(after):.3f} "
               f"| {told(nearer, len(numbers))} | {told(farther, len(numbers))} |")


def section() -> str:
    """The figures, as Markdown."""
    assert __doc__ is not None
    return "\n".join(["## Weighing: what pins teach", "", __doc__.split("\n", 2)[2].strip(), "",
                      f"{PINNED * PINS_A_SCENE * 3} corrections each; mean distance of three curves from the director's.", "",
                      *rows(range(100, 100 + DIRECTORS)), ""])


if __name__ == "__main__":
    print(section())
