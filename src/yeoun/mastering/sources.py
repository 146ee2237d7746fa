"""What each master is made from, block by block, before any gain.

Idea: a source is a length, its channels and a way to read a stretch; every master has its own, made from the stems' mix
and folds, never from another master.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from yeoun.model.layouts import LAYOUTS, layout_of
from yeoun.model.mixed import Destination, Mix, Placement, Target
from yeoun.model.panning import columns, downmix, spread
from yeoun.model.shelf import Shelf, SoundRef

Block = NDArray[np.float32]
BLOCK = 96_000
GAP = 72_000             # our choice: a second and a half between two pieces of an album
SILENT = 10.0 ** (-80.0 / 20.0)


@dataclass(frozen=True, slots=True)
class Source:
    """Sound to be mastered: `music(start, frames)` and what sounds beside it give [frames, labels]."""

    frames: int
    labels: tuple[str, ...]
    music: Callable[[int, int], Block]
    beside: Callable[[int, int], Block] | None = None

    def read(self, start: int, frames: int) -> Block:
        """Both together."""
        music = self.music(start, frames)
        return music if self.beside is None else music + self.beside(start, frames)


def played(shelf: Shelf, sound: SoundRef | None, labels: tuple[str, ...], start: int, frames: int) -> Block:
    """Any sound of a plain layout on the given loudspeakers, silent past its end."""
    out = columns(frames, len(labels))
    if sound is None or start >= sound.frames:
        return out
    block = shelf.read(sound, start, min(frames, sound.frames - start))
    own = LAYOUTS[sound.layout].labels if sound.layout in LAYOUTS else layout_of(sound.channels).labels
    out[:len(block)] = block if own == labels else through(block, downmix(own, labels))
    return out


def through(block: Block, gains: NDArray[np.float64]) -> Block:
    """A block through a matrix [in, out]."""
    out = columns(len(block), gains.shape[1])
    spread(block, gains, out)
    return out


def programme_source(shelf: Shelf, mix: Mix, target: Target) -> Source:
    """Music as it gives way, with the picture's own sound, in the target's layout."""
    original = mix.production or mix.dialogue
    by_layout = {"2.0": mix.ducked_20, "5.1": mix.ducked_51}
    music = by_layout.get(target.layout) or mix.ducked_714

    return Source(
        mix.music_20.frames, target.channels, lambda start, frames: played(shelf, music, target.channels, start, frames),
        None if original is None else lambda start, frames: played(shelf, original, target.channels, start, frames))


def album_source(shelf: Shelf, mix: Mix) -> Source:
    """The music alone as an album in film order: cues one after the other, what sounds together stays together."""
    pieces = pieces_of(shelf, mix.music_20, mix.placements)
    starts, at = [], 0
    for first, last in pieces:
        starts.append(at)
        at += last - first + GAP
    total = max(at - GAP, 1)

    def read(start: int, frames: int) -> Block:
        out = np.zeros((frames, 2), dtype=np.float32)
        for begins, (first, last) in zip(starts, pieces, strict=True):
            low, high = max(start, begins), min(start + frames, begins + last - first)
            if high > low:
                out[low - start:high - start] = shelf.read(mix.music_20, first + low - begins, high - low)
        return out

    return Source(total, ("L", "R"), read)


def pieces_of(shelf: Shelf, music: SoundRef, placements: tuple[Placement, ...]) -> tuple[tuple[int, int], ...]:
    """(first, last) samples of every piece: cues that ring into one another are one; silence around is left out."""
    joined: list[tuple[int, int]] = []
    for placement in sorted(placements, key=lambda p: p.at_sample):
        first, last = placement.at_sample, min(music.frames, placement.at_sample + placement.length + placement.tail)
        if joined and first < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        elif last > first:
            joined.append((first, last))
    pieces = [_trimmed(shelf, music, first, last) for first, last in joined or [(0, music.frames)]]
    return tuple(piece for piece in pieces if piece[1] > piece[0])


def _trimmed(shelf: Shelf, music: SoundRef, first: int, last: int) -> tuple[int, int]:
    """A stretch without the silence at its ends."""
    begins, ends = last, first
    for start in range(first, last, BLOCK):
        loud = np.flatnonzero(np.abs(shelf.read(music, start, min(BLOCK, last - start))).max(axis=1) > SILENT)
        if len(loud):
            begins, ends = min(begins, start + int(loud[0])), start + int(loud[-1]) + 1
    return begins, ends


def source_of(shelf: Shelf, mix: Mix, target: Target) -> Source:
    """The source of a loudspeaker master (the Atmos masters have scenes: scenes.py)."""
    match target.destination:
        case Destination.OST_20:
            return album_source(shelf, mix)
        case (Destination.STREAMING_51 | Destination.STREAMING_20 | Destination.BROADCAST_KR_20
              | Destination.CINEMA_51 | Destination.CINEMA_71):
            return programme_source(shelf, mix, target)
        case Destination.ATMOS_PROGRAMME | Destination.ATMOS_MUSIC:
            raise ValueError(f"{target.destination} is a scene")


