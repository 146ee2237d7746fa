"""Teaching the network: backpropagation by hand, Adam (Kingma and Ba 2015), the rate falling as a cosine."""

import sys
import time
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from training.ears.played import COLUMNS
from training.ears.scenes import Minute
from yeoun.observing.bands import INPUTS, SLOW, inputs_of
from yeoun.observing.network import DILATIONS
from yeoun.units.luck import Luck, Take, luck

Rows = NDArray[np.float32]
Weights = dict[str, Rows]
LONG, BATCH = 900, 8    # frames of a piece, pieces of a batch
PACE = 0.15             # our choice: how much faster or slower a piece is shown at most, as a logarithm
MOVED = 8               # the band from which on a piece may be shown higher or lower
HEAVY = np.array([3, 1.5, 2.5, 1, 1, 1, 2, 3, 0.3, 0.2], dtype=np.float32)    # of what is wanted in a column: strokes are short


def begun(width: int, seed: int) -> Weights:
    """Weights to begin with (He et al. 2015); what a block adds begins near nothing."""
    fate = luck(Take(seed), "weights")

    def drawn(rows: int, columns: int, times: float = 1.0) -> Rows:
        return np.asarray(fate.standard_normal((rows, columns)) * times * np.sqrt(2 / rows), dtype=np.float32)

    of: Weights = {"in_w": drawn(INPUTS, width), "in_b": np.zeros(width, dtype=np.float32)}
    for k in range(len(DILATIONS)):
        of |= {f"wide_w{k}": drawn(3 * width, width), f"wide_b{k}": np.zeros(width, dtype=np.float32),
               f"mix_w{k}": drawn(width, width, 0.3), f"mix_b{k}": np.zeros(width, dtype=np.float32)}
    return of | {"out_w": drawn(width, COLUMNS, 0.3), "out_b": np.full(COLUMNS, -3.0, dtype=np.float32)}


def _beside(rows: Rows, apart: int) -> Rows:
    out = np.zeros((*rows.shape[:2], 3 * rows.shape[2]), dtype=rows.dtype)
    width = rows.shape[2]
    out[:, apart:, :width] = rows[:, :-apart]
    out[:, :, width:2 * width] = rows
    out[:, :-apart, 2 * width:] = rows[:, apart:]
    return out


def _back(wide: Rows, apart: int) -> Rows:
    width = wide.shape[2] // 3
    out = wide[:, :, width:2 * width].copy()
    out[:, :-apart] += wide[:, apart:, :width]
    out[:, apart:] += wide[:, :-apart, 2 * width:]
    return out


def step(of: Weights, inputs: Rows, wanted: Rows, counts: Rows) -> tuple[float, Weights]:
    """Loss and slopes of one batch [pieces, frames, columns]."""
    now = np.maximum(inputs @ of["in_w"] + of["in_b"], 0)
    kept: list[tuple[Rows, Rows]] = []
    first = now
    for k, apart in enumerate(DILATIONS):
        near = _beside(now, apart)
        wide = np.maximum(near @ of[f"wide_w{k}"] + of[f"wide_b{k}"], 0)
        kept.append((near, wide))
        now = now + wide @ of[f"mix_w{k}"] + of[f"mix_b{k}"]
    last = np.maximum(now, 0)
    logits = last @ of["out_w"] + of["out_b"]
    weight = counts * (1 + (HEAVY - 1) * wanted)
    total = float(counts.sum())
    loss = float((weight * (np.logaddexp(0, logits) - wanted * logits)).sum()) / total
    slopes: Weights = {}

    def learn(name: str, before: Rows, after: Rows) -> None:
        slopes[name.replace("*", "w")] = before.reshape(-1, before.shape[-1]).T @ after.reshape(-1, after.shape[-1])
        slopes[name.replace("*", "b")] = after.sum(axis=(0, 1))

    off = (weight * (1 / (1 + np.exp(-np.clip(logits, -40, 40))) - wanted) / total * 10).astype(inputs.dtype)
    learn("out_*", last, off)
    back = (off @ of["out_w"].T) * (last > 0)
    for k in reversed(range(len(DILATIONS))):
        near, wide = kept[k]
        learn(f"mix_*{k}", wide, back)
        inner = (back @ of[f"mix_w{k}"].T) * (wide > 0)
        learn(f"wide_*{k}", near, inner)
        back = back + _back(inner @ of[f"wide_w{k}"].T, DILATIONS[k])
    learn("in_*", inputs, back * (first > 0))
    return loss, slopes


def _piece(fate: Luck, shown: NDArray[np.float16], each: Minute) -> tuple[Rows, Rows, Rows]:
    """A stretch of a minute, faster or slower, its colour shifted a little: another microphone, another voice."""
    times = float(np.exp(fate.uniform(-PACE, PACE)))
    at = int(fate.integers(0, max(1, len(shown) - round(LONG * times) - 1)))
    rows = np.minimum(at + np.round(np.arange(LONG) * times).astype(np.int64), len(shown) - 1)
    inputs = shown[rows].astype(np.float32)
    _moved(inputs, int(fate.choice([-1, 0, 0, 1])))
    colour = np.interp(np.arange(SLOW), np.linspace(0, SLOW - 1, 6), fate.normal(0, 0.25, 6)).astype(np.float32)
    inputs[:, SLOW + 6:2 * SLOW + 6] += colour
    inputs[:, :SLOW + 6] += np.float32(fate.normal(0, 0.1))
    if fate.random() < 0.3:    # a band that says nothing
        low = int(fate.integers(0, SLOW - 4))
        inputs[:, low:low + 4] = 0
        inputs[:, SLOW + 6 + low:SLOW + 10 + low] = 0
    if fate.random() < 0.1:    # no pitch finder
        inputs[:, -2:] = 0
    return inputs, each.wanted[rows].astype(np.float32), each.counts[rows].astype(np.float32)


def _moved(inputs: Rows, by: int) -> None:
    """Everything over 400 Hz a band higher or lower: a smaller or a larger mouth."""
    if by:
        for first, end in ((MOVED, SLOW), (SLOW + 6 + MOVED, 2 * SLOW + 6)):
            inputs[:, first + max(0, by):end + min(0, by)] = inputs[:, first - min(0, by):end - max(0, by)].copy()


def learnt(minutes: Sequence[Minute], rounds: int, begin: Weights, fastest: float = 3e-3, seed: int = 1) -> Weights:
    """The weights after so many rounds through all minutes, from those one begins with."""
    of = {name: rows.copy() for name, rows in begin.items()}
    shown = [inputs_of(each.bands).astype(np.float16) for each in minutes]
    moment = {name: np.zeros_like(rows) for name, rows in of.items()}
    square = {name: np.zeros_like(rows) for name, rows in of.items()}
    fate, k = luck(Take(seed), "order"), 0
    each_round = max(1, len(minutes) * 3000 // (LONG * BATCH))
    total, began = rounds * each_round, time.process_time()
    losses: list[float] = []
    while k < total:
        chosen = [int(fate.integers(len(minutes))) for _ in range(BATCH)]
        pieces = [_piece(fate, shown[j], minutes[j]) for j in chosen]
        inputs, wanted, counts = (np.stack(each) for each in zip(*pieces, strict=True))
        loss, slopes = step(of, inputs, wanted, counts)
        losses.append(loss)
        norm = float(np.sqrt(sum(float((rows**2).sum()) for rows in slopes.values())))
        k += 1
        rate = fastest * min(1, k / min(200, 0.1 * total)) * 0.5 * (1 + np.cos(np.pi * k / total))
        for name, rows in slopes.items():
            rows = rows * min(1.0, 1.0 / (norm + 1e-9))
            moment[name] += 0.1 * (rows - moment[name])
            square[name] += 0.005 * (rows**2 - square[name])
            of[name] -= np.float32(rate) * (moment[name] / (1 - 0.9**k) / (np.sqrt(square[name] / (1 - 0.995**k)) + 1e-8) + 1e-2 * of[name])
        if k % each_round == 0:
            sys.stdout.write(f"round {k // each_round}: loss {np.mean(losses[-each_round:]):.4f}, {time.process_time() - began:.0f} s\n")
            sys.stdout.flush()
    return of
