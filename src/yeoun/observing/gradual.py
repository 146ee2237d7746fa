"""Where one shot becomes another little by little: dissolves, and fades through a plain field (black, white or any colour).

A dissolve is looked for as what it is, a mixture: at a moment and a reach h, the pictures h before and h after are taken for its
ends, and the three pictures between them have to be so much of the one and so much of the other. What tells a mixture from a pan,
a zoom or somebody crossing: in its middle the local contrast of two pictures that have nothing to do with each other falls to about
half, however either of them moves (variance of a sum; Alattar 1993), and its ends are unlike in the coarse. Twelve such figures are
weighed by logistic regression; the weights were fitted to shots of real films laid over one another, against hand-held shots, pans,
whips, changes of focus and of light, flashes, strobes and passers-by (`training/transitions.py`), and rounded.

What the figures take for one is then held against likeness (likeness.py), which sees through a camera that moves and through the night:
the ends have nothing in common, the picture between is about as like the one as the other, and no two neighbours jump (`mixes`).

A fade is a run of plain frames that is reached or left gradually, between pictures that are not the same: a strobe returns to what
was there. Of a dissolve whose middle is plain it is also said that it is a fade.

Limits: a transition that lies across the join of two reels is not seen as a mixture; what a film holds there is left to the eye
that compares the joins (shots.py). Longer than about three seconds a dissolve is taken for a slow change within a shot.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from yeoun.model.observed import Gradual
from yeoun.observing.cutting import BATCH, KEPT, Frames
from yeoun.observing.likeness import Traces, levelled, shrunk
from yeoun.observing.motion import luma_of

REACHES_S = (0.2, 0.32, 0.5, 0.8, 1.25)    # our choice: half the length of the dissolves that are looked for, and a little more
LEAST = 25.0        # our choice: mean square of code values by which the ends differ at least
COARSE = (18, 32)   # rows and columns of the picture in which mixtures are measured: what moves a little is still there
LOCAL = (45, 80)    # rows and columns in which contrast is
SURE = 0.95         # our choice, with real films in sight: the share of likelihood below which it is no dissolve
EVERYWHERE = 0.4    # our choice, likewise: a change of a few places alone, such as a title that comes, gives 0.2, one of all alike 1
SHOWN = 2.5         # our choice: code values of spread from which on a coarse picture shows something, by night too
PLAIN = 4.0         # our choice: code values of spread at which a coarse picture is plain,
NIGHT = 1.5         # our choice: if there is less local contrast than this too, code values squared; a dark picture has 2 at least
GONE = 0.2          # our choice: spread in the middle, as a share of that at the ends, from which a dissolve is a fade
APPROACH_S = 0.5    # our choice: how long before and after a plain field its fade is looked for
STEEP = 0.5         # our choice: a step that takes more than this share of the spread is no fade, but a cut or a light
WEIGHTS = {    # nats a unit; made by training/transitions.py
    "a quarter of the way, from 0.22": -2.7, "three quarters, from 0.78": -2.4, "left over in the middle": -9.6,
    "ends alike, coarse": -2.3, "and more than half": -6.5, "large forms alike": -2.9,
    "large forms more than half": -3.5, "contrast in the middle, from 0.55": -15.0, "and above both ends": 5.5,
    "contrast at the flatter end": 0.4, "nearer to one end": 2.2, "log of the reach": 1.5,
}
NEARS = (-0.66, -0.33, 0.0, 0.33, 0.66)    # our choice: where between the ends of a dissolve the mixture is looked at
APART = 0.32        # our choice: likeness of two pictures that have nothing in common, wherever the camera has turned
HALF = (0.33, 0.85)    # our choice: likeness of a mixture to both of its parts; two as strong give 0.7, and noise takes some of it
WHOLE = (0.4, 1.45)    # our choice: squares of both likenesses, added; two parts that have nothing in common give 1, a pan nearly 2
FAR_BEHIND = 1.5    # our choice: nats by which what is no mixture outweighs a shorter one within it
STEADY = 0.6        # our choice: how like each frame must be to the one before it, as a share of what it is beside the ends
FADED = 0.7         # our choice: confidence
BEFORE = 3.5        # what no figure at all speaks for


@dataclass(frozen=True, slots=True, eq=False)
class Sheets:
    """What transitions are looked for in, one row a frame: coarse colours, levelled local contrast and how much of it there was."""

    coarse: NDArray[np.float32]      # [frames, 18 x 32 x 3] code values
    levelled: NDArray[np.float32]    # [frames, 45 x 80], of length 1
    form: NDArray[np.float32]        # [frames, 18 x 32] the same of the coarse picture: large forms, in focus or not
    contrast: NDArray[np.float32]    # [frames] variance of local contrast, code values squared
    spread: NDArray[np.float32]      # [frames] standard deviation of the coarse picture, each colour about its own mean


def sheets(frames: Frames) -> Sheets:
    """The sheets of some small frames.

    frames   [frames, rows, columns, 3] sRGB, at least 45 x 80
    """
    parts: list[Sequence[NDArray[np.float32]]] = []
    for start in range(0, len(frames), BATCH):
        block = frames[start:start + BATCH].astype(np.float32)
        coarse = shrunk(block, *COARSE)
        spread = (coarse - coarse.mean(axis=(1, 2), keepdims=True)).std(axis=(1, 2, 3))
        level, contrast = levelled(shrunk(luma_of(frames[start:start + BATCH]), *LOCAL))
        form, _ = levelled(coarse @ np.array([0.299, 0.587, 0.114], dtype=np.float32))
        parts.append([coarse.reshape(len(block), -1), level, form, contrast, spread])
    return Sheets(*(np.concatenate(each) for each in zip(*parts, strict=True)))


def figures(seen: Sheets, reach: int) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """The moments at which a dissolve may have its middle, and twelve figures of each.

    seen     sheets of some frames
    reach    frames from the middle to either end
    Gives    frames [moments], figures [moments, 12] in the order of WEIGHTS
    """
    coarse, count, quarter = seen.coarse, len(seen.coarse), max(1, reach // 2)
    if count <= 2 * reach:
        return np.zeros(0, dtype=np.intp), np.zeros((0, len(WEIGHTS)))
    before = coarse[:count - 2 * reach]
    change = coarse[2 * reach:] - before
    apart = np.einsum("ij,ij->i", change, change)
    safe = np.maximum(apart, 1e-3)
    mixed, left = np.empty((3, len(change))), np.empty((3, len(change)))
    for k, by in enumerate((-quarter, 0, quarter)):
        gone = coarse[reach + by:count - reach + by] - before
        along = np.einsum("ij,ij->i", gone, change)
        mixed[k], left[k] = along / safe, (np.einsum("ij,ij->i", gone, gone) - along * along / safe) / safe
    whole = np.minimum(seen.spread[:count - 2 * reach], seen.spread[2 * reach:]) > SHOWN    # out of black is no dissolve
    may = np.flatnonzero(whole & (apart >= LEAST * coarse.shape[1]) & (np.abs(mixed[1] - 0.5) < 0.35) & (left.max(axis=0) < 0.6))
    sizes = np.abs(change[may])
    may = may[sizes.sum(axis=1) ** 2 >= EVERYWHERE * coarse.shape[1] * np.einsum("ij,ij->i", sizes, sizes)]
    middle, first, last, mixed, left = may + reach, may, may + 2 * reach, mixed[:, may], left[:, may]
    ends = [coarse[each] - coarse[each].mean(axis=1, keepdims=True) for each in (first, last)]
    strong = [np.einsum("ij,ij->i", each, each) for each in ends]
    alike = np.einsum("ij,ij->i", *ends) / np.sqrt(strong[0] * strong[1] + 1.0)
    one, other = (np.einsum("ij,ij->i", seen.levelled[a], seen.levelled[b]) for a, b in ((first, middle), (middle, last)))
    wider = np.maximum(first - quarter, 0), np.minimum(last + quarter, count - 1)
    same = np.maximum(*(np.einsum("ij,ij->i", seen.form[a], seen.form[b]) for a, b in ((first, last), wider)))
    there, start, end = seen.contrast[middle], seen.contrast[first], seen.contrast[last]
    dip, over = there / (0.5 * (start + end) + 0.2), (there + 0.2) / (np.sqrt(start * end) + 0.2)
    found = (np.abs(mixed[0] - 0.22), np.abs(mixed[2] - 0.78), np.sqrt(left[1].clip(0.0)), alike.clip(0.0), (alike - 0.5).clip(0.0),
             same.clip(0.0), (same - 0.5).clip(0.0), np.abs(dip - 0.55).clip(0.0, 0.6), np.log(over).clip(0.0, 1.0),
             np.minimum(np.log(np.minimum(start, end) + 0.1), 3.0), np.abs(one - other), np.full(len(may), np.log(reach)))
    return middle, np.stack(found, axis=1).astype(np.float64)


def transitions_in(frames: Frames, cuts: Sequence[int], rate: float) -> tuple[tuple[int, ...], tuple[Gradual, ...]]:
    """The cuts that are left when those within fades are taken out, and the dissolves and fades, in order.

    frames   [frames, rows, columns, 3] sRGB, at least 45 x 80
    cuts     frames at which the next one is another picture, counted from the first frame; a dissolve does not reach over one
    rate     frames a second
    """
    seen = sheets(frames)
    fades = _fades(seen, rate)
    left = tuple(cut for cut in cuts if not any(fade.first < cut < fade.end or cut == fade.at for fade in fades))
    found = [*_dissolves(seen, Traces(frames), left, fades, rate), *(Gradual(fade.at, True, FADED) for fade in fades)]
    return left, tuple(sorted(found, key=lambda each: each.frame))


@dataclass(frozen=True, slots=True)
class _Fade:
    """Frames: the picture begins to go, it is something again, it is whole."""

    first: int
    at: int
    end: int


def _fades(seen: Sheets, rate: float) -> list[_Fade]:
    plain = np.concatenate([[0], ((seen.spread < PLAIN) & (seen.contrast < NIGHT)).astype(np.int8), [0]])
    edges, far = np.flatnonzero(np.diff(plain)), round(APPROACH_S * rate)
    given = []
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        if end - start < 2 or start == 0 or end == len(seen.spread):
            continue
        before, after = seen.spread[start::-1][:far + 1], seen.spread[end - 1:][:far + 1]
        one, other = start - int(before.argmax()), end - 1 + int(after.argmax())
        if seen.spread[start:end].min() > GONE * min(before.max(), after.max()):
            continue    # dark all the way: hardly more was there before
        goes, comes = map(_is_gradual, (before, after))
        if (goes or comes) and float(seen.levelled[one] @ seen.levelled[other]) < KEPT:
            gone, come = goes * _rise(seen.spread[start::-1][:4 * far]), comes * _rise(seen.spread[end - 1:][:4 * far])
            given.append(_Fade(int(start) - gone, int(end), int(end) - 1 + come))
    return given


def _is_gradual(spread: NDArray[np.float32]) -> bool:
    """Whether a picture comes, from a plain frame on, in steps none of which is half of it."""
    return len(spread) > 2 and float(np.diff(spread).max()) < STEEP * float(spread.max())


def _rise(spread: NDArray[np.float32]) -> int:
    """How many frames a picture goes on coming, from a plain one on."""
    falls = np.flatnonzero(np.diff(spread) < 0.01 * spread[:-1])
    return int(falls[0]) if len(falls) else len(spread) - 1


def mixes(traces: Traces, first: int, last: int) -> bool:
    """Whether what lies between two frames is their mixture, however the cameras move and whatever the light.

    The likeness to the one falls while that to the other rises, their squares add up to that of a whole, and no frame jumps. A camera
    that turns from one picture to the other is wholly like both on its way; a lens that turns, a lamp that comes, leave the ends alike;
    whip pans and passers-by jump.
    """
    if min(traces[first].contrast, traces[last].contrast) < NIGHT or traces.alike(first, last).turned >= APART:
        return False
    before = traces.alike(max(first - 2, 0), max(first, 2)).turned
    after = traces.alike(min(last, len(traces) - 3), min(last + 2, len(traces) - 1)).turned
    both = [(traces.alike(first, at).turned / max(before, 0.2), traces.alike(at, last).turned / max(after, 0.2))
            for at in (round((first + last) / 2 + each * (last - first) / 2) for each in NEARS)]
    one, other = max(both, key=min)
    if not (HALF[0] <= min(one, other) <= HALF[1] and WHOLE[0] <= one * one + other * other <= WHOLE[1]):
        return False
    least = STEADY * min(before, after)
    return all(traces.alike(at, at + 1).turned >= least for at in range(first, last))


def _dissolves(seen: Sheets, traces: Traces, cuts: Sequence[int], fades: Sequence[_Fade], rate: float) -> list[Gradual]:
    weights, cut = np.array([*WEIGHTS.values()]), np.zeros(len(seen.coarse) + 1, dtype=np.intp)
    cut[1:] = np.cumsum(np.isin(np.arange(len(seen.coarse)), cuts))
    rows: list[tuple[float, int, int]] = []
    for reach in (max(2, round(each * rate)) for each in REACHES_S):
        at, found = figures(seen, reach)
        nats = np.full(len(seen.coarse), -np.inf)
        nats[at] = np.where(cut[at + reach + 1] > cut[at - reach + 1], -np.inf, found @ weights + BEFORE)
        tops = (nats >= math.log(SURE / (1.0 - SURE))) & (nats == ndimage.maximum_filter1d(nats, 5, mode="nearest"))
        rows += [(-float(nats[k]), int(k), reach) for k in np.flatnonzero(tops)]
    taken = [(fade.first, fade.end) for fade in fades]
    given: list[Gradual] = []
    refused: list[tuple[float, int]] = []
    for minus, middle, reach in sorted(rows):
        if any(middle - reach < end and middle + reach > first for first, end in taken):
            continue
        if any(minus - better > FAR_BEHIND and abs(middle - at) <= reach for better, at in refused):
            continue
        if not mixes(traces, middle - reach, middle + reach):
            refused.append((minus, middle))
        else:
            taken.append((middle - reach, middle + reach))
            coarse, spread = (each[middle - reach:middle + reach + 1] for each in (seen.coarse, seen.spread))
            half = (coarse - coarse[0]) @ (coarse[-1] - coarse[0]) >= 0.5 * np.sum((coarse[-1] - coarse[0]) ** 2)
            is_fade = bool(spread[reach // 2:-(reach // 2)].min() < GONE * min(spread[0], spread[-1]))
            given.append(Gradual(middle - reach + int(half.argmax()), is_fade, round(1.0 / (1.0 + math.exp(minus)), 2)))
    return given
