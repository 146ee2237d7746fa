"""The room and the air around the listener: the stereo return, decorrelated to every loudspeaker but the centre.

Idea: a velvet-noise decorrelator (Alary, Politis, Valimaki, DAFx 2017): a few signed, decaying taps a channel, so that
each loudspeaker plays the same return with another fine structure and the sum surrounds. Front channels stay as they
are. It is a plain convolution, so any block can be made from the block and the 30 ms before it.
Conventions: rows are the two channels of the return; powers of all rows' feeds add to one, so the level is kept.
"""

import numpy as np
from numpy.typing import NDArray

from yeoun.model.layouts import SEVEN_ONE_FOUR
from yeoun.units.luck import Take, luck

LENGTH = 1_440              # 30 ms
TAPS = 18                   # our choice: about 600 a second
ROOM = {"L": 0.50, "R": 0.50, "Lss": 0.50, "Rss": 0.50, "Lrs": 0.42, "Rrs": 0.42,
        "Ltf": 0.36, "Rtf": 0.36, "Ltr": 0.36, "Rtr": 0.36}    # our choice: the sides as loud as the front, tops softer
AIR = {"L": 0.40, "R": 0.40, "Lss": 0.45, "Rss": 0.45, "Lrs": 0.45, "Rrs": 0.45,
       "Ltf": 0.40, "Rtf": 0.40, "Ltr": 0.40, "Rtr": 0.40}     # our choice: air has no front


def _feeds(amounts: dict[str, float]) -> tuple[tuple[int, int, NDArray[np.int64], NDArray[np.float32]], ...]:
    """(input channel, output channel, delays, tap gains) of every loudspeaker."""
    total = sum(amount ** 2 for label, amount in amounts.items() if label.startswith("L")) ** 0.5
    feeds = []
    for label, amount in amounts.items():
        side, out = (0 if label.startswith("L") else 1), SEVEN_ONE_FOUR.index(label)
        if label in {"L", "R"}:
            delays, taps = np.zeros(1, dtype=np.int64), np.ones(1)
        else:
            rng = luck(Take(1), "decorrelate", label)
            cell = LENGTH / TAPS
            delays = np.floor((np.arange(TAPS) + rng.random(TAPS)) * cell).astype(np.int64)
            taps = np.where(rng.random(TAPS) < 0.5, -1.0, 1.0) * np.exp(-4.0 * np.arange(TAPS) / TAPS)
            taps /= np.sqrt(np.sum(taps ** 2))
        feeds.append((side, out, delays, (taps * amount / total).astype(np.float32)))
    return tuple(feeds)


FEEDS = {"room": _feeds(ROOM), "ambience": _feeds(AIR)}


def most_of(kind: str) -> NDArray[np.float32]:
    """The most each channel of 7.1.4 can become for a return that never passes 1: [12]."""
    out = np.zeros(SEVEN_ONE_FOUR.channels, dtype=np.float32)
    for _, channel, _, taps in FEEDS[kind]:
        out[channel] += np.abs(taps).sum()
    return out


def surround(sound: NDArray[np.float32], kind: str, onto: NDArray[np.float32]) -> None:
    """Add a stereo return to a 7.1.4 block.

    sound  [LENGTH + frames, 2]: the block with the 30 ms before it
    kind   room or ambience
    onto   [frames, 12] in WAV order
    """
    frames = len(onto)
    sides = [np.ascontiguousarray(sound[:, side]) for side in (0, 1)]
    for side, out, delays, taps in FEEDS[kind]:
        heard = np.zeros(frames, dtype=np.float32)
        for delay, tap in zip(delays, taps, strict=True):
            first = LENGTH - int(delay)
            heard += tap * sides[side][first:first + frames]
        onto[:, out] += heard
