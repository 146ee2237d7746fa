"""What each source moves, and where: python -m tests.feeling.sources_bench

The demo film's scenes as the observers and its papers give them, those by its truth, and long scenes with stretches in which one
source alone speaks (told_scenes.py), each felt with and without sound, script, words and picture. A source's share is its part of the
weight behind a point, smoothing included; it is silent under 2 %. The trick that would pass, curves that no source moves, fails where
a source has most of the weight.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from tests.bench.shares import told
from tests.demo.made import demo_seen, draft_with
from tests.feeling.muted import BOUND, MUTED, SPEAKS, Muted, muted
from tests.feeling.told_scenes import demo_scenes, long_scene
from yeoun.feeling.views import scene_views
from yeoun.model.feeling import SceneView
from yeoun.model.notes import Notes
from yeoun.observing.naming import name_lights
from yeoun.reading.align import align

LEAN, ROUNDING = 1.1, 0.002    # as in test_sources.py
TAKES = 8


def observed_scenes() -> tuple[SceneView, ...]:
    """The demo film's scenes as a run has them."""
    draft, seen = draft_with()[0], demo_seen()
    episode = align(draft, seen, Notes())
    return scene_views(episode, name_lights(episode, seen), Notes())


def row(name: str, source: str, scenes: Sequence[Muted]) -> str:
    """One source in one kind of scenes."""
    def all_of(what: str) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        return np.concatenate([np.asarray(getattr(each, what), dtype=np.float64) for each in scenes])

    moved, share, fall, behind = all_of("moved"), all_of("share"), all_of("fall"), all_of("behind")
    silent, apart = all_of("is_silent") > 0, all_of("is_apart") > 0
    held, speaks, most = moved <= LEAN * share + ROUNDING, behind >= SPEAKS, share > 0.5

    def largest(where: "np.ndarray[tuple[int], np.dtype[np.bool_]]") -> str:
        return f"{moved[where].max():.3f} ({where.sum()} points)" if where.any() else "- (0 points)"

    return (f"| {name} | {source} | {largest(silent)} | {told(int((moved[silent] <= BOUND).sum()), int(silent.sum()))} "
            f"| {told(int(held[apart].sum()), int(apart.sum()))} | {largest(~apart)} "
            f"| {f'{np.median(moved[most]):.3f} ({most.sum()} points)' if most.any() else '- (0 points)'} "
            f"| {told(int((fall[speaks] > 0).sum()), int(speaks.sum()))}; {np.median(fall[speaks]) if speaks.any() else 0:.2f} "
            f"| {told(int((fall < 0).sum()), len(fall))} |")


def rows() -> Iterator[str]:
    """The table."""
    yield ("| scenes | without | largest move where it is silent "
           f"| moved by no more than {BOUND} there | moved by no more than its share, away from turns it makes "
           "| largest move near such turns | median move where it has over half the weight "
           "| less sure where it spoke; by, median | surer anywhere |")
    yield "|---|---|---|---|---|---|---|---|---|"
    kinds = {"demo, observed": observed_scenes(), "demo, by its truth": demo_scenes(),
             f"{TAKES} long ones": tuple(long_scene(take) for take in range(TAKES))}
    for name, views in kinds.items():
        for source in MUTED:
            yield row(name, source, [muted(view, source) for view in views])


def section() -> str:
    """The figures, as Markdown."""
    assert __doc__ is not None
    return "\n".join(["## What each source moves", "", __doc__.split("\n", 2)[2].strip(), "", *rows(), ""])


if __name__ == "__main__":
    print(section())
