"""Where one shot becomes another: change scores, and cuts.

The score is PySceneDetect's content score (mean of the differences in hue, saturation and value, 0..255; Castellano,
BSD-3), with two differences of ours: hue is a circle, and it counts only as far as there is colour to have one, so that
noise in dark and grey frames is no change. A frame is a candidate when its score stands out from two neighbours on
either side (PySceneDetect's adaptive rule: at least 3 times their mean, and at least 15; in doubt, between moving
pictures, 1.7 times and at least 22, and between places alike or dark, 2.2 times the largest of them and at least 2).
Then the pictures themselves decide, by what they show and not by their light (likeness.py): across a cut they have
nothing in common, wherever the camera turned. Where both sides are calm a jump of framing alone is a cut too. So an
explosion is no cut, nor is the first frame of a whip pan, and a cut between two hand-held shots is one, by night too.
Last, flashes are taken out: no cut lies where the picture before it is back within four frames, or, between pictures
that move, within 0.6 s: somebody crossed close to the camera.
`tests/observing/test_cutting.py` holds this against PySceneDetect's own detector.

Gradual transitions are another matter: gradual.py.
"""

import numpy as np
from numpy.typing import NDArray

from yeoun.observing.likeness import Trace, Traces, likeness

RATIO = 3.0           # PySceneDetect's adaptive_threshold
LEAST = 15.0          # PySceneDetect's min_content_val
LOW_RATIO = 1.7       # our choice, on fast-cut action: enough when the structure is wholly another
LOW_LEAST = 22.0      # our choice
DIM_LEAST = 2.0       # our choice, for cuts between places that look alike, or in the dark
DIM_TIMES = 2.2       # our choice: and so many times the largest change beside it, for a whip pan changes as much in the next frame
WINDOW = 2            # frames on either side
STARK = 3.5           # our choice: a jump is between calm pictures when it is so many times the largest change beside it
KEPT = 0.45           # our choice: likeness from which on it is still the same picture
SEEN = 1.0            # our choice: contrast, code values squared, from which on there is something to see
LOST = 0.3            # our choice: likeness of another picture; cuts measured 0.09 to 0.25, the first frames of whip pans 0.3 to 0.5
FLASH = 4             # our choice: frames a flash may last
PASSES_S = 0.6        # our choice: seconds in which somebody who crosses close to the camera is gone again
SAME = 0.4            # our choice: two frames are the same picture when they differ by less than this share of the jump
SHORTEST_S = 0.25     # our choice: the shortest shot
COLOURED = 48.0       # our choice: code values of colour range at which a hue counts fully
BATCH = 32            # frames worked on at once: keeps the arrays in the cache

Frames = NDArray[np.uint8]      # [frames, rows, columns, 3] sRGB
Planes = tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]


def _planes(frames: Frames) -> Planes:
    """Hue (0..180), how far it counts (0..1), saturation (0..255), value (0..255)."""
    red, green, blue = (frames[..., k].astype(np.float32) for k in range(3))
    value = np.maximum(np.maximum(red, green), blue)
    spread = value - np.minimum(np.minimum(red, green), blue)
    safe = np.maximum(spread, 1.0)
    hue = np.where(value == red, (green - blue) / safe,
                   np.where(value == green, 2.0 + (blue - red) / safe, 4.0 + (red - green) / safe)) * np.float32(30.0)
    saturation = np.float32(255.0) * spread / np.maximum(value, np.float32(1.0))
    counts = np.minimum(spread / np.float32(COLOURED), np.float32(1.0))
    hue[hue < 0.0] += np.float32(180.0)    # nothing else leaves the circle, and a remainder takes five times as long
    return np.asarray(hue), np.asarray(counts), np.asarray(saturation), np.asarray(value)


def _apart(one: Planes, other: Planes) -> NDArray[np.float32]:
    turn = np.abs(one[0] - other[0])
    hue = np.minimum(turn, 180.0 - turn) * np.minimum(one[1], other[1])
    saturation = np.abs(one[2] - other[2]) * np.maximum(one[1], other[1])
    return np.asarray((hue + saturation + np.abs(one[3] - other[3])).mean(axis=(-2, -1)) / 3.0, dtype=np.float32)


def difference(one: Frames, other: Frames) -> float:
    """How different two small frames [rows, columns, 3] are, 0..255."""
    return float(_apart(_planes(one), _planes(other)))


def change_scores(frames: Frames) -> NDArray[np.float32]:
    """The difference of each frame to the one before it; the first has none and gives 0.

    frames   [frames, rows, columns, 3] sRGB
    Gives    [frames], 0..255
    """
    scores = np.zeros(len(frames), dtype=np.float32)
    for start in range(1, len(frames), BATCH):
        planes = _planes(frames[start - 1:start + BATCH])
        before: Planes = (planes[0][:-1], planes[1][:-1], planes[2][:-1], planes[3][:-1])
        after: Planes = (planes[0][1:], planes[1][1:], planes[2][1:], planes[3][1:])
        scores[start:start + BATCH] = _apart(before, after)
    return scores


def ratio_at(scores: NDArray[np.float32], at: int) -> float:
    """How many times the change at a frame is that of its neighbours; at the ends there are fewer of them.

    >>> ratio_at(np.array([1, 1, 9, 1, 1], dtype=np.float32), 2)
    9.0
    """
    around = np.concatenate([scores[max(0, at - WINDOW):at], scores[at + 1:at + 1 + WINDOW]])
    mean = float(around.mean()) if len(around) else 0.0
    return float(scores[at]) / max(mean, 1e-3)


def times_at(scores: NDArray[np.float32], at: int) -> float:
    """How many times the change at a frame is the largest beside it.

    >>> times_at(np.array([1, 1, 9, 3, 1], dtype=np.float32), 2)
    3.0
    """
    around = np.concatenate([scores[max(0, at - WINDOW):at], scores[at + 1:at + 1 + WINDOW]])
    return float(scores[at]) / max(float(around.max(initial=0.0)), 1e-3)


def stands_out(scores: NDArray[np.float32], at: int) -> bool:
    """Whether the change at a frame may be a cut: before the pictures are held against one another."""
    score, ratio = float(scores[at]), ratio_at(scores, at)
    return ((ratio >= RATIO and score >= LEAST) or (ratio >= LOW_RATIO and score >= LOW_LEAST)
            or (score >= DIM_LEAST and times_at(scores, at) >= DIM_TIMES))


def is_cut(times: float, one: Trace, other: Trace) -> bool:
    """Whether a change that stands out is a cut (flashes and passers-by are another question).

    times   how many times it is the largest change beside it
    """
    if max(one.contrast, other.contrast) < SEEN:
        return False
    found = likeness(one, other)
    return found.still < KEPT if times >= STARK else found.turned < LOST


class _Film:
    """Some small frames, their change scores, and their likenesses."""

    def __init__(self, frames: Frames, scores: NDArray[np.float32], rate: float) -> None:
        self.frames, self.scores, self.traces, self.passes = frames, scores, Traces(frames), round(PASSES_S * rate)

    def is_cut(self, at: int) -> bool:
        """Whether a new shot begins at a frame."""
        times = times_at(self.scores, at)
        return (stands_out(self.scores, at) and is_cut(times, self.traces[at - 1], self.traces[at])
                and not self._is_flash(at) and not (times < STARK and self._is_passed(at)))

    def _is_flash(self, at: int) -> bool:
        """Whether the picture before a jump is back in a moment, or the jump is itself that return."""
        jump, pairs = SAME * float(self.scores[at]), self._beyond(at, range(1, FLASH + 1))
        return any(self.traces.alike(one, other).still > KEPT or difference(self.frames[one], self.frames[other]) < jump
                   for one, other in pairs)

    def _is_passed(self, at: int) -> bool:
        """Whether the picture before a jump is back when somebody who crosses close to the camera is gone, wherever it has turned."""
        pairs = self._beyond(at, range(1, self.passes + 1))
        return any(self.traces.alike(one, other).turned > KEPT for one, other in pairs)

    def _beyond(self, at: int, far: range) -> list[tuple[int, int]]:
        """The last picture before a jump with those a while after it, and the first after it with those a while before."""
        return ([(at - 1, at + k) for k in far if at + k < len(self.frames)] + [(at, at - 1 - k) for k in far if at - 1 - k >= 0])


def cuts_in(frames: Frames, scores: NDArray[np.float32], rate: float) -> tuple[int, ...]:
    """The frames at which a new shot begins, counted from the first of these frames.

    frames   small frames
    scores   their change scores
    rate     frames a second
    """
    film = _Film(frames, scores, rate)
    cuts: list[int] = []
    shortest = max(2, round(rate * SHORTEST_S))
    for at in (int(at) for at in np.flatnonzero(scores >= DIM_LEAST)):
        if not film.is_cut(at):
            continue
        if not cuts or at - cuts[-1] >= shortest:
            cuts.append(at)
        elif scores[at] > scores[cuts[-1]]:
            cuts[-1] = at
    return tuple(cuts)
