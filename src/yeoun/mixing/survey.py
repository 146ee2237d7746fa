"""The first pass: how loud every group is, span by span, before a single fader is set.

Idea: every stem is read once, summed to stereo groups 12 dB up, and kept only as K-weighted energies of 10 ms. Levels
are then arithmetic; what words lose is another look at the lines alone (hearing.py).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from yeoun.mixing.voices import STEM_GAIN, Voice, blocks, read, sounding
from yeoun.mixing.words import in_stereo
from yeoun.model.shelf import Shelf, SoundRef
from yeoun.units.filtering import filtered
from yeoun.units.loudness import K_WEIGHTING, Energies, Weighing

HOP = 480                                    # 10 ms
EVERY_S = HOP / 48_000.0
Key = tuple[str, str, int]                   # cue, stem name, number


@dataclass(frozen=True, slots=True)
class Survey:
    """Energies of 10 ms at mix level, K-weighted: `plain` by group, `total` of all music together."""

    plain: dict[str, Energies]
    total: Energies
    words: Energies | None
    original: Energies | None
    powers: dict[Key, NDArray[np.float64]]    # [2, 2] sums of products of the stem's two channels
    peaks: dict[Key, dict[int, float]]        # largest sample of a voice by the block's first sample

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups that sound, in alphabetical order."""
        return tuple(sorted(self.plain))


def key_of(voice: Voice) -> Key:
    """What a voice is called inside one mix."""
    return (voice.stem.cue, voice.stem.name, voice.stem.number)


class _Group:
    """Energies of one stereo group, gathered block by block."""

    def __init__(self, hops: int) -> None:
        self.sums = np.zeros(hops)
        self._plain = np.zeros((2, 2, 2))

    def feed(self, block: NDArray[np.float32], hop: int) -> NDArray[np.float64]:
        """Take the group's next block; gives it weighted."""
        plain, self._plain = filtered(K_WEIGHTING, np.ascontiguousarray(block.T, dtype=np.float64), self._plain)
        sums = energies_of(plain, plain)
        self.sums[hop:hop + len(sums)] = sums
        return np.asarray(plain)


def energies_of(one: NDArray[np.float64], other: NDArray[np.float64]) -> Energies:
    """Sums over hops of the products of two sounds, both channels: [2, frames]."""
    return np.add.reduceat(one[0] * other[0] + one[1] * other[1], np.arange(0, one.shape[1], HOP))


def survey(shelf: Shelf, voices: tuple[Voice, ...], length: int, words: SoundRef | None,
           original: SoundRef | None) -> Survey:
    """Energies of everything that sounds.

    length    samples of the picture
    words     the sound whose level is the words' level; original: what stands beside the music
    """
    hops = -(-length // HOP)
    groups = {group: _Group(hops) for group in sorted({voice.group for voice in voices})}
    powers = {key_of(voice): np.zeros((2, 2)) for voice in voices}
    peaks: dict[Key, dict[int, float]] = {key_of(voice): {} for voice in voices}
    total = np.zeros(hops)
    for start, frames in blocks(length):
        here = sounding(voices, start, frames)
        sums = {group: np.zeros((frames, 2), dtype=np.float32) for group in sorted({voice.group for voice in here})}
        for voice in here:
            block = read(shelf, voice, start, frames) * np.float32(STEM_GAIN)
            powers[key_of(voice)] += block.T @ block
            peaks[key_of(voice)][start] = float(np.abs(block).max())
            sums[voice.group] += block
        weighted = [groups[group].feed(block, start // HOP) for group, block in sums.items()]
        if weighted:
            heard = sum(weighted[1:], weighted[0])    # weighting is linear: the sum of groups need not be weighted again
            total[start // HOP:start // HOP - (-frames // HOP)] = energies_of(heard, heard)
    spoken = weighed(shelf, words, length)
    return Survey(
        plain={name: group.sums for name, group in groups.items()},
        total=total, words=spoken,
        original=spoken if original == words else weighed(shelf, original, length), powers=powers, peaks=peaks)


def weighed(shelf: Shelf, sound: SoundRef | None, length: int) -> Energies | None:
    """K-weighted energies of any sound folded to stereo."""
    if sound is None:
        return None
    meter = Weighing((1.0, 1.0), HOP)
    for start, frames in blocks(length):
        meter.feed(in_stereo(shelf, sound, start, frames))
    return meter.energies()
