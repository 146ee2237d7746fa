"""Where one shot becomes another: change scores, structure and cuts.

The score is PySceneDetect's content score (mean of the differences in hue, saturation and value, 0..255; Castellano,
BSD-3), with two differences of ours: hue is a circle, and it counts only as far as there is colour to have one, so that
noise in dark and grey frames is no change. A frame is a candidate when its score stands out from two neighbours on
either side (PySceneDetect's adaptive rule: at least 3 times their mean, and at least 15; in doubt, between moving
pictures, 1.7 times and at least 22, and between places alike or dark, 3 times and at least 6). Then structure decides:
fine luma, levelled by its own local contrast, correlates 0.6 to 1 within a shot however the light changes, and about 0
across a cut; in doubt it must be below 0.15. An explosion is no cut, and a cut between two hand-held shots is one.
Last, flashes are taken out: no cut lies where the picture before it is back within four frames, or, in all its detail, within ten:
somebody crossed close to the camera.
`tests/observing/test_cutting.py` holds this against PySceneDetect's own detector.

Gradual transitions are another matter: gradual.py.
"""

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

RATIO = 3.0           # PySceneDetect's adaptive_threshold
LEAST = 15.0          # PySceneDetect's min_content_val
LOW_RATIO = 1.7       # our choice, on fast-cut action: enough when the structure is wholly another
LOW_LEAST = 22.0      # our choice
DIM_LEAST = 6.0       # our choice, for cuts between places that look alike, or in the dark
WINDOW = 2            # frames on either side
KEPT = 0.45           # our choice: structure from which on it is still the same picture
LOST = 0.15           # our choice: structure of another picture
GRAIN = 9             # pixels: the neighbourhood that fine structure is measured against
FLASH = 4             # our choice: frames a flash may last
PASSES = 10           # our choice: frames in which somebody who crosses close to the camera is gone again
BACK = 0.7            # our choice: structure of a picture that is wholly back
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


def _fine(frame: Frames) -> NDArray[np.float32]:
    luma = frame.astype(np.float32) @ np.array([0.299, 0.587, 0.114], dtype=np.float32)
    rest = luma - ndimage.uniform_filter(luma, GRAIN)
    return np.asarray(rest / np.sqrt(ndimage.uniform_filter(rest * rest, GRAIN) + 4.0), dtype=np.float32)


def structure(one: Frames, other: Frames) -> float:
    """How far two small frames show the same things, whatever the light: 0 none, 1 all.

    one, other   [rows, columns, 3] sRGB
    """
    a, b = _fine(one), _fine(other)
    weight = float(np.sqrt((a * a).mean() * (b * b).mean()))
    return float((a * b).mean()) / weight if weight > 1e-3 else 0.0


def ratio_at(scores: NDArray[np.float32], at: int) -> float:
    """How many times the change at a frame is that of its neighbours; at the ends there are fewer of them.

    >>> ratio_at(np.array([1, 1, 9, 1, 1], dtype=np.float32), 2)
    9.0
    """
    around = np.concatenate([scores[max(0, at - WINDOW):at], scores[at + 1:at + 1 + WINDOW]])
    mean = float(around.mean()) if len(around) else 0.0
    return float(scores[at]) / max(mean, 1e-3)


def is_cut(score: float, ratio: float, before: Frames, after: Frames) -> bool:
    """Whether the change between two neighbouring small frames is a cut (flashes are another question).

    score    their difference, 0..255
    ratio    how many times that of the frames around them
    """
    if ratio >= RATIO and score >= LEAST:
        return structure(before, after) < KEPT
    is_doubtful = (ratio >= LOW_RATIO and score >= LOW_LEAST) or (ratio >= RATIO and score >= DIM_LEAST)
    return is_doubtful and structure(before, after) < LOST


def is_flash(frames: Frames, at: int, jump: float) -> bool:
    """Whether the picture before a jump is back soon after it, or the jump is itself that return: a flash, or somebody who passes.

    frames   small frames
    at       index of the first frame after the jump
    jump     the change score there
    """
    pairs = [(at - 1, at + k) for k in range(1, FLASH + 1) if at + k < len(frames)]
    pairs += [(at, at - 1 - k) for k in range(1, FLASH + 1) if at - 1 - k >= 0]
    if any(difference(frames[one], frames[other]) < SAME * jump or structure(frames[one], frames[other]) > KEPT for one, other in pairs):
        return True
    later = [(at - 1, at + k) for k in range(FLASH + 1, PASSES + 1) if at + k < len(frames)]
    later += [(at, at - 1 - k) for k in range(FLASH + 1, PASSES + 1) if at - 1 - k >= 0]
    return any(structure(frames[one], frames[other]) > BACK for one, other in later)


def cuts_in(frames: Frames, scores: NDArray[np.float32], rate: float) -> tuple[int, ...]:
    """The frames at which a new shot begins, counted from the first of these frames.

    frames   small frames
    scores   their change scores
    rate     frames a second
    """
    cuts: list[int] = []
    shortest = max(2, round(rate * SHORTEST_S))
    for at in (int(at) for at in np.flatnonzero(scores >= DIM_LEAST)):
        score = float(scores[at])
        if not is_cut(score, ratio_at(scores, at), frames[at - 1], frames[at]) or is_flash(frames, at, score):
            continue
        if not cuts or at - cuts[-1] >= shortest:
            cuts.append(at)
        elif score > scores[cuts[-1]]:
            cuts[-1] = at
    return tuple(cuts)
