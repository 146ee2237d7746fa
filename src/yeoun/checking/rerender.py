"""An Atmos master played on loudspeakers from the file alone, by other code than made it.

Idea: read `axml` and `chna` as any player would, and play every track where they say: a bed's channel on the loudspeaker
of its label, else from its position; an object from its position, gliding as its blocks ask. The law is the Cartesian
one of ITU-R BS.2127 written once more, loudspeaker by loudspeaker: along each axis a loudspeaker fades by a cosine
towards its neighbour. It knows nothing of the program's own panner; the EBU renderer agrees with it to a ten-thousandth
(tests). Sources: ITU-R BS.2076-2 (model), BS.2127-1 (allocentric law), BS.2051-3 (loudspeakers).
Conventions: x -1..1 right, y -1..1 front, z 0..1 up; the LFE plays only what is labelled LFE. A bed's RC_Ls and RC_Rs go
to the loudspeakers of that name, where the EBU renderer goes by their position.
"""

import struct
from dataclasses import dataclass
from math import cos, pi
from pathlib import Path

import numpy as np
from lxml import etree
from numpy.typing import NDArray

from yeoun.checking.folder import payload
from yeoun.checking.unreadable import number, xml_in

Sound = NDArray[np.float64]
Position = tuple[float, float, float]
STANDS: dict[str, dict[str, Position]] = {
    "2.0": {"L": (-1, 1, 0), "R": (1, 1, 0)},
    "5.1": {"L": (-1, 1, 0), "R": (1, 1, 0), "C": (0, 1, 0), "Ls": (-1, -1, 0), "Rs": (1, -1, 0)},
    "7.1.4": {"L": (-1, 1, 0), "R": (1, 1, 0), "C": (0, 1, 0), "Lss": (-1, 0, 0), "Rss": (1, 0, 0), "Lrs": (-1, -1, 0),
              "Rrs": (1, -1, 0), "Ltf": (-1, 1, 1), "Rtf": (1, 1, 1), "Ltr": (-1, -1, 1), "Rtr": (1, -1, 1)}}
CHANNELS = {"2.0": ("L", "R"), "5.1": ("L", "R", "C", "LFE", "Ls", "Rs"),
            "7.1.4": ("L", "R", "C", "LFE", "Lss", "Rss", "Lrs", "Rrs", "Ltf", "Rtf", "Ltr", "Rtr")}


@dataclass(frozen=True, slots=True)
class Block:
    """Where a track is heard from a sample on, and in how many samples it goes there."""

    start: int
    position: Position
    glide: int


@dataclass(frozen=True, slots=True)
class Track:
    """One track of the file: a loudspeaker's label (empty for an object), and its blocks."""

    label: str
    blocks: tuple[Block, ...]


def tracks_in(path: Path) -> tuple[Track, ...]:
    """The tracks of an ADM file in file order, by `chna` and `axml`."""
    root = xml_in(payload(path, b"axml"))
    channels = {each.get("audioChannelFormatID"): each for each in root.iter("{*}audioChannelFormat")}
    chna = payload(path, b"chna")
    rows = sorted(struct.unpack_from("<H12s14s11sx", chna, 4 + 40 * k) for k in range(struct.unpack_from("<H", chna)[0]))
    return tuple(_track(channels["AC_" + track.decode("ascii")[3:11]]) for _, _, track, _ in rows)


def _track(channel: etree._Element) -> Track:
    label, blocks = "", []
    for block in channel.iter("{*}audioBlockFormat"):
        at = {each.get("coordinate"): number(each.text or "0") for each in block.iter("{*}position")}
        label = (block.findtext("{*}speakerLabel") or "").removeprefix("RC_")
        jump = block.find("{*}jumpPosition")
        glide = round(number(jump.get("interpolationLength", "0")) * 48_000) if jump is not None else 0
        hours, minutes, seconds = (block.get("rtime") or "0:0:0").split(":")
        start = round((int(hours) * 3600 + int(minutes) * 60 + number(seconds)) * 48_000)
        blocks.append(Block(start, (at["X"], at["Y"], at.get("Z", 0.0)), glide))
    return Track(label, tuple(blocks))


def _faded(here: float, own: float, others: set[float]) -> float:
    """How much of a place on one axis a stand plays: all at its own, none at its neighbours', cosine between; beyond the last all."""
    if here == own:
        return 1.0
    beyond = [other for other in others if (other > own) == (here > own) and other != own]
    if not beyond:
        return 1.0
    neighbour = min(beyond, key=lambda other: abs(other - own))
    part = (here - own) / (neighbour - own)
    return cos(part * pi / 2) if part < 1.0 else 0.0


def gain_of(place: Position, label: str, stands: dict[str, Position]) -> float:
    """What a loudspeaker plays of a place: along z among the layers, along y in its layer, along x in its row."""
    x, y, z = stands[label]
    layer = {name: stand for name, stand in stands.items() if stand[2] == z}
    row = {stand[0] for stand in layer.values() if stand[1] == y}
    return (_faded(place[2], z, {stand[2] for stand in stands.values()})
            * _faded(place[1], y, {stand[1] for stand in layer.values()}) * _faded(place[0], x, row))


def gains_of(track: Track, block: Block, layout: str) -> Sound:
    """Gains of a track's block on every channel of a layout."""
    channels, stands = CHANNELS[layout], STANDS[layout]
    if track.label in channels or track.label == "LFE":
        return np.array([1.0 if label == track.label else 0.0 for label in channels])
    return np.array([gain_of(block.position, label, stands) if label in stands else 0.0 for label in channels])


class Renderer:
    """Tracks of a file played in several layouts at once."""

    def __init__(self, tracks: tuple[Track, ...], layouts: tuple[str, ...]) -> None:
        edges = np.cumsum([0, *(len(CHANNELS[layout]) for layout in layouts)])
        self._slices = {layout: slice(int(edges[k]), int(edges[k + 1])) for k, layout in enumerate(layouts)}
        self._blocks = [track.blocks for track in tracks]
        self._starts = [np.array([block.start for block in track.blocks]) for track in tracks]
        self._gains = [np.stack([np.concatenate([gains_of(track, block, layout) for layout in layouts]) for block in track.blocks])
                       for track in tracks]

    def play(self, sound: Sound, start: int) -> dict[str, Sound]:
        """Samples [frames, tracks] from picture sample `start` on, in every layout: [frames, channels]."""
        out = np.zeros((len(sound), self._gains[0].shape[1]))
        still = [k for k, blocks in enumerate(self._blocks) if len(blocks) == 1]
        if still:
            out += sound[:, still] @ np.stack([self._gains[k][0] for k in still])
        for k in sorted(set(range(len(self._blocks))) - set(still)):
            if sound[:, k].any():
                out += sound[:, k, None] * self._over(k, start, len(sound))
        return {layout: out[:, columns] for layout, columns in self._slices.items()}

    def _over(self, k: int, start: int, frames: int) -> Sound:
        """The gains of a track over a stretch: [frames, channels], or one row where they stand still."""
        blocks, gains = self._blocks[k], self._gains[k]
        first = max(0, int(np.searchsorted(self._starts[k], start, side="right")) - 1)
        last = max(first + 1, int(np.searchsorted(self._starts[k], start + frames, side="left")))
        if last == first + 1 and (first == 0 or blocks[first].start + blocks[first].glide <= start):
            row: Sound = gains[first:last]
            return row
        out = np.empty((frames, gains.shape[1]))
        for now in range(first, last):
            low = max(start, blocks[now].start)
            high = min(start + frames, blocks[now + 1].start) if now + 1 < last else start + frames
            came, goes = gains[max(0, now - 1)], gains[now]
            share = np.minimum(1.0, (np.arange(low, high) - blocks[now].start) / max(1, blocks[now].glide))[:, None]
            out[low - start:high - start] = came + (goes - came) * share
        return out
