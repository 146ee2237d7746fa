"""The law that plays a place in the room on loudspeakers, and channels of one layout on another.

Idea (the Cartesian panner of ITU-R BS.2127, section 7.3.7 there): clamp the place to the loudspeakers' box; share it
by cosine and sine between the two nearest layers, in each layer between the two nearest rows, in each row between the
two nearest loudspeakers. Powers always add to one. A moving object holds each place until the next one and goes there
in 250 samples, as the Dolby Atmos master profile asks.
"""

from bisect import bisect_left, bisect_right
from math import pi

import numpy as np
from numpy.typing import NDArray

from yeoun.model.layouts import SOURCES, SPEAKERS

MINUS_3_DB = 0.5 ** 0.5
GLIDE = 250    # samples from one place to the next (0.005208 s at 48 kHz)
Path = tuple[tuple[float, float, float, float], ...]
Floats = NDArray[np.float64]


def _shares(at: Floats, stops: Floats) -> Floats:
    """How much of each of the sorted `stops` plays each of the places `at`: [places, stops]."""
    out = np.zeros((len(at), len(stops)))
    if len(stops) == 1:
        out[:, 0] = 1.0
        return out
    held = np.clip(at, stops[0], stops[-1])
    low = np.clip(np.searchsorted(stops, held, side="right") - 1, 0, len(stops) - 2)
    part = (held - stops[low]) / (stops[low + 1] - stops[low]) * (pi / 2)
    rows = np.arange(len(at))
    out[rows, low], out[rows, low + 1] = np.cos(part), np.sin(part)
    out[np.abs(out) < 1e-12] = 0.0    # cos(pi/2) is not quite nothing
    return out


def gains_of(places: Floats, labels: tuple[str, ...]) -> Floats:
    """Gains of each loudspeaker for each place: [places, labels]; the LFE is never panned to.

    places  [n, 3]: x, y, z of the room
    labels  the loudspeakers, in the order the gains shall have

    >>> [round(float(g), 3) for g in gains_of(np.array([[0.25, 1.0, 0.0]]), ("L", "R", "C"))[0]]
    [0.0, 0.383, 0.924]
    """
    out = np.zeros((len(places), len(labels)))
    stands = [(label, *SPEAKERS[label]) for label in labels if label in SPEAKERS]
    layers = sorted({z for *_, z in stands})
    by_layer = _shares(places[:, 2], np.array(layers))
    for k, z in enumerate(layers):
        rows = sorted({s[2] for s in stands if s[3] == z})
        by_row = _shares(places[:, 1], np.array(rows))
        for j, y in enumerate(rows):
            row = sorted((s[1], s[0]) for s in stands if s[3] == z and s[2] == y)
            by_speaker = _shares(places[:, 0], np.array([x for x, _ in row]))
            for i, (_, label) in enumerate(row):
                out[:, labels.index(label)] = by_layer[:, k] * by_row[:, j] * by_speaker[:, i]
    return out


def gains_at(place: tuple[float, float, float], labels: tuple[str, ...]) -> Floats:
    """Gains of each loudspeaker for one place."""
    gains: Floats = gains_of(np.array([place]), labels)[0]
    return gains


def fold(source: tuple[str, ...], target: tuple[str, ...]) -> Floats:
    """What each source channel gives to each loudspeaker: [source, target].

    A channel goes straight to the loudspeaker of its name, else it is heard from its place; the LFE only to an LFE.
    """
    out = np.zeros((len(source), len(target)))
    for row, label in enumerate(source):
        if label in target:
            out[row, target.index(label)] = 1.0
        elif label != "LFE":
            out[row] = gains_at(SOURCES[label], target)
    return out


def downmix(source: tuple[str, ...], target: tuple[str, ...]) -> Floats:
    """What the picture's own sound gives to loudspeakers, as dubbing stages fold it: [source, target].

    To stereo after ITU-R BS.775-4 (centre and surrounds 3 dB down, no LFE; 7.1 the same with both pairs); from 7.1 to 5.1
    sides and backs together (our choice: BS.775 has no 7.1); everything else as `fold` has it, so that one channel speaks from
    the centre and a 5.1 surround from both pairs of 7.1.

    >>> downmix(("L", "R", "C", "LFE", "Ls", "Rs"), ("L", "R")).round(2).tolist()[2:5]
    [[0.71, 0.71], [0.0, 0.0], [0.71, 0.0]]
    """
    out = fold(source, target)
    if len(source) <= 2:
        return out
    for row, label in enumerate(source):
        if target == ("L", "R") and label not in {"L", "R"}:
            out[row] = MINUS_3_DB * np.array([label == "C" or label[0] == "L", label == "C" or label[0] == "R"]) * (label != "LFE")
        elif "Ls" in target and label in {"Lss", "Lrs", "Rss", "Rrs"}:
            out[row] = [float(each == f"{label[0]}s") for each in target]
    return out


def columns(frames: int, channels: int) -> NDArray[np.float32]:
    """Silence, [frames, channels], each channel in one piece of memory: what `play` and `spread` add to fastest."""
    return np.zeros((frames, channels), dtype=np.float32, order="F")


def spread(block: NDArray[np.float32], gains: NDArray[np.float32] | Floats, onto: NDArray[np.float32]) -> None:
    """Add channels through a matrix [in, out] to a block, touching only what is played."""
    for row in np.flatnonzero(gains.any(axis=1)):
        line = block[:, row]
        if line.any():
            for channel in np.flatnonzero(gains[row]):
                onto[:, channel] += line * np.float32(gains[row, channel])


def _sample_of(step: tuple[float, float, float, float]) -> int:
    return round(step[0] * 48_000)


def play(sound: NDArray[np.float32], path: Path, start: int, labels: tuple[str, ...],
         onto: NDArray[np.float32]) -> None:
    """Add an object to a block of loudspeaker channels, where its path has it.

    sound   [frames] mono, from picture sample `start` on (48 kHz)
    path    (seconds, x, y, z): from that moment on the object is there; the first at 0
    labels  the channels of `onto`, [frames, labels]
    """
    first = max(0, bisect_right(path, start - GLIDE, key=_sample_of) - 1)    # a film's path is long, a block sees little of it
    last = max(first + 1, bisect_left(path, start + len(sound), key=_sample_of))
    gains = gains_of(np.array([step[1:] for step in path[first:last]]), labels)
    starts = np.array([_sample_of(step) for step in path[first + 1:last]], dtype=np.int64)
    moments = np.stack([starts, starts + GLIDE], axis=1).ravel()
    values = np.stack([gains[:-1], gains[1:]], axis=1).reshape(-1, len(labels))
    at = np.arange(start, start + len(sound)) if len(gains) > 1 else None
    for channel in np.flatnonzero(gains.any(axis=0)):
        if at is None:
            onto[:, channel] += sound * np.float32(gains[0, channel])
        else:
            onto[:, channel] += sound * np.interp(at, moments, values[:, channel]).astype(np.float32)
