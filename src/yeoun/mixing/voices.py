"""Stems at their place in the picture, and how they are read in blocks.

Idea: a stem lives in cue time; a `Voice` is that stem with the picture sample at which it begins. Nothing here holds
more than one block of sound.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from yeoun.model.mixed import HEADROOM_DB, Placement, Stem
from yeoun.model.shelf import Shelf
from yeoun.units.level import to_gain

BLOCK = 96_000    # two seconds at a time: small enough for the caches, long enough that opening files costs nothing
STEM_GAIN = to_gain(HEADROOM_DB)
Sound = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Voice:
    """A stem in the picture: it sounds in samples [start, end)."""

    stem: Stem
    start: int
    end: int
    group: str

    @property
    def is_dry(self) -> bool:
        """Whether it is one player, not the room or the air."""
        return self.stem.kind == "dry"


def voices_of(placements: tuple[Placement, ...], stems: tuple[tuple[Stem, ...], ...], length: int) -> tuple[Voice, ...]:
    """Every stem that sounds, in film order then score order; the stereo room is in group RTN.

    length   samples of the picture: nothing sounds after it
    Refuses  ValueError for stems of a cue that has no placement
    """
    by_cue = {placement.cue: placement for placement in placements}
    voices = []
    for stem in (stem for cue in stems for stem in cue):
        if stem.cue not in by_cue:
            raise ValueError(f"stem {stem.name} belongs to {stem.cue}, which is placed nowhere")
        start = by_cue[stem.cue].at_sample
        end = min(length, start + stem.sound.frames)
        if end > start and stem.peak_db > -140.0:
            voices.append(Voice(stem, start, end, stem.group))
    return tuple(sorted(voices, key=lambda voice: (voice.start, voice.stem.number, voice.stem.name)))


def read(shelf: Shelf, voice: Voice, start: int, frames: int) -> Sound:
    """Stereo sound of a voice over picture samples [start, start + frames), silent where it does not sound."""
    first, last = max(start, voice.start), min(start + frames, voice.end)
    out = np.zeros((frames, 2), dtype=np.float32)
    if last > first:
        sound = shelf.read(voice.stem.sound, first - voice.start, last - first)
        out[first - start:first - start + len(sound)] = sound if sound.shape[1] == 2 else sound * np.float32(0.5 ** 0.5)
    return out


def sounding(voices: tuple[Voice, ...], start: int, frames: int) -> tuple[Voice, ...]:
    """The voices that sound in a block."""
    return tuple(voice for voice in voices if voice.start < start + frames and voice.end > start)


def blocks(length: int, block: int = BLOCK) -> Iterator[tuple[int, int]]:
    """(start, frames) of consecutive blocks up to `length` samples.

    >>> list(blocks(5, 2))
    [(0, 2), (2, 2), (4, 1)]
    """
    for start in range(0, length, block):
        yield start, min(block, length - start)
