"""Shots of the picture: the editor's list wins where there is one, else what was seen."""

from yeoun.model.media import Shot, Transition
from yeoun.model.script import CutPoint
from yeoun.units.names import ShotId


def shots_of(cuts: tuple[CutPoint, ...], seen: tuple[Shot, ...], frames: int) -> tuple[Shot, ...]:
    """The shots, covering every frame once.

    cuts    the editor's list; empty when there is none
    seen    shots as observed, perhaps already after the list
    frames  length of the picture
    """
    borders = {shot.first_frame for shot in seen}
    wanted = sorted({cut.frame for cut in cuts if 0 < cut.frame < frames})
    if seen and set(wanted) <= borders and _tiles(seen, frames):
        return seen
    if not wanted:
        return seen if seen and _tiles(seen, frames) else (Shot(ShotId("sh001"), 0, frames, Transition.CUT, 0.3),)
    dissolves = {cut.frame for cut in cuts if cut.is_dissolve}
    starts, ends = [0, *wanted], [*wanted, frames]
    free = {shot.id for shot in seen}
    shots = []
    for n, (first, end) in enumerate(zip(starts, ends, strict=True), start=1):
        identity = _name_of(first, end, seen, free) or ShotId(f"cut{n:03}")
        free.discard(identity)
        shots.append(Shot(identity, first, end, Transition.DISSOLVE if first in dissolves else Transition.CUT, 0.95))
    return tuple(shots)


def _name_of(first: int, end: int, seen: tuple[Shot, ...], free: set[ShotId]) -> ShotId | None:
    """The seen shot that shares most frames with this one and is free, so that what was seen of it still counts."""
    shared = [
        (min(end, shot.end_frame) - max(first, shot.first_frame), -shot.first_frame, shot.id)
        for shot in seen
        if shot.id in free
    ]
    best = max(shared, default=(0, 0, ShotId("")))
    return best[2] if best[0] > 0 else None


def _tiles(shots: tuple[Shot, ...], frames: int) -> bool:
    ends = [0, *(shot.end_frame for shot in shots)]
    return ends[-1] == frames and all(
        shot.first_frame == end < shot.end_frame for shot, end in zip(shots, ends, strict=False)
    )
