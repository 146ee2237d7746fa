"""The shots of the picture: the editor's cut points win; otherwise what was seen, reel by reel.

At the join of two reels the two small frames beside it are compared, with the changes on either side as neighbours. A
fade through black that lies on such a join is a run of black frames without a cut in it; the new shot begins with the first
frame that is not black. Dissolves and other fades are found within a reel (gradual.py).
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from yeoun.model.media import Caution, Media, Shot, Transition
from yeoun.model.observed import Watched
from yeoun.model.script import CutPoint
from yeoun.observing.cutting import difference, is_cut, stands_out, times_at
from yeoun.observing.likeness import trace_of
from yeoun.units.names import ShotId
from yeoun.units.time import at_frame

SEEN, FADED, UNCONFIRMED = 0.9, 0.7, 0.8    # our choice: confidences
BLACK_Y = 0.0015                            # our choice: mean linear luminance of black
FADE_FRAMES = 3
FAR = 48                                    # frames: our choice, a list lies at most so far from its picture


def seen_cuts(watched: Sequence[Watched]) -> tuple[int, ...]:
    """The frames at which a shot begins, by eye alone; joins of reels are judged here.

    watched   all reels, in order
    """
    cuts = [cut for reel in watched for cut in reel.cuts]
    for before, after in zip(watched, watched[1:], strict=False):
        score = difference(before.edges[1], after.edges[0])
        around = np.concatenate([before.change[1:][-2:], [score], after.change[1:3]]).astype(np.float32)
        at = len(before.change[1:][-2:])
        if stands_out(around, at) and is_cut(times_at(around, at), trace_of(before.edges[1]), trace_of(after.edges[0])):
            cuts.append(after.first_frame)
    return tuple(sorted(set(cuts)))


def seen_fades(luminance: NDArray[np.float32], cuts: Sequence[int], joins: Sequence[int]) -> tuple[int, ...]:
    """The first frames after black that lies on the join of two reels, where no cut explains it.

    luminance   mean linear Y of every frame
    cuts        frames at which shots begin already
    joins       the first frames of reels
    """
    is_black = np.concatenate([[0], (luminance < BLACK_Y).astype(np.int8), [0]])
    edges = np.flatnonzero(np.diff(is_black))
    return tuple(int(end) for start, end in zip(edges[::2], edges[1::2], strict=True)
                 if end - start >= FADE_FRAMES and start > 0 and end < len(luminance)
                 and not any(start - 3 <= cut <= end + 3 for cut in cuts)
                 and any(start - FADE_FRAMES <= join <= end + FADE_FRAMES for join in joins))


def shots_of(media: Media, cuts: Sequence[CutPoint], watched: Sequence[Watched],
             luminance: NDArray[np.float32]) -> tuple[tuple[Shot, ...], tuple[Caution, ...]]:
    """The shots, and what does not agree.

    media       how many frames there are
    cuts        the editor's list; empty when there is none
    watched     all reels, in order
    luminance   mean linear Y of every frame
    """
    seen = seen_cuts(watched)
    inside = {cut.frame: cut for cut in cuts if 0 < cut.frame < media.frames}
    listed = [inside[frame] for frame in sorted(inside)]
    if listed:
        near = frozenset(seen)
        starts = [(cut.frame, Transition.DISSOLVE if cut.is_dissolve else Transition.CUT,
                   1.0 if cut.is_dissolve or not near.isdisjoint((cut.frame - 1, cut.frame, cut.frame + 1)) else UNCONFIRMED)
                  for cut in listed]
        hard = [cut for cut in listed if not cut.is_dissolve]
        return _between(starts, media.frames), _disagreements(media, hard, seen)
    gradual = [each for reel in watched for each in reel.gradual]
    starts = [(frame, Transition.CUT, SEEN) for frame in seen]
    starts += [(each.frame, Transition.FADE if each.is_fade else Transition.DISSOLVE, each.confidence) for each in gradual]
    known = [frame for frame, _, _ in starts]
    starts += [(frame, Transition.FADE, FADED) for frame in seen_fades(luminance, known, [reel.first_frame for reel in watched[1:]])]
    return _between(sorted(starts, key=lambda start: start[0]), media.frames), ()


def _between(starts: Sequence[tuple[int, Transition, float]], frames: int) -> tuple[Shot, ...]:
    bounds = [(0, Transition.CUT, 1.0), *starts]
    ends = [*(frame for frame, _, _ in starts), frames]
    return tuple(Shot(ShotId(f"sh{number:03}"), first, end, transition, sure)
                 for number, ((first, transition, sure), end) in enumerate(zip(bounds, ends, strict=True), start=1))


def _disagreements(media: Media, listed: Sequence[CutPoint], seen: Sequence[int]) -> tuple[Caution, ...]:
    """A list that is late or early as a whole, and cuts that nobody listed."""
    if not listed or not seen:
        return ()
    frames = sorted(seen)
    offsets = Counter(frame - cut.frame for cut in listed
                      for frame in frames[bisect_left(frames, cut.frame - FAR):bisect_left(frames, cut.frame + FAR + 1)])
    best = max(offsets, key=lambda offset: (offsets[offset], -abs(offset)), default=0)
    if best and offsets[best] >= 3 and offsets[best] > 2 * offsets[0]:
        return (Caution("cuts.offset", f"The cut list lies {-best:+d} frames from the picture ({offsets[best]} of "
                        f"{len(listed)} cuts agree at that distance): is it of another version?"),)
    near = {cut.frame + by for cut in listed for by in (-1, 0, 1)}
    extra = [frame for frame in seen if frame not in near]
    return tuple(Caution("cuts.unlisted", f"The picture cuts at frame {frame}, which the cut list does not name.",
                         at_frame(frame, media.rate)) for frame in extra[:10])
