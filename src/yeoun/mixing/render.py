"""One block of the mix, made from the stems: every group in 7.1.4 and stereo, the 5.1 sum, the objects.

Idea: nothing here remembers the block before it, so blocks can be made in any order and a loud one can be tried first.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from yeoun.mixing.diffuse import LENGTH, surround
from yeoun.mixing.stage import Lane, Stand, mono_gain, stand_of
from yeoun.mixing.survey import Survey, key_of
from yeoun.mixing.voices import STEM_GAIN, Voice, read, sounding
from yeoun.model.layouts import FIVE_ONE, SEVEN_ONE_FOUR
from yeoun.model.panning import columns, fold, play, spread
from yeoun.model.shelf import Shelf

Block = NDArray[np.float32]
DIFFUSE_TO_51 = fold(SEVEN_ONE_FOUR.labels, FIVE_ONE.labels).astype(np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class Desk:
    """Everything that is set before the faders move: who sounds where, and the one gain of all music."""

    voices: tuple[Voice, ...]
    lanes: tuple[Lane, ...]
    stands: dict[tuple[str, str, int], Stand]
    mono: dict[tuple[str, str, int], float]
    gain: float

    @property
    def groups(self) -> tuple[str, ...]:
        """Groups that sound."""
        return tuple(sorted({voice.group for voice in self.voices}))

    def lane_of(self, voice: Voice) -> int | None:
        """Which object plays this voice."""
        return next((k for k, lane in enumerate(self.lanes) if voice in lane.voices), None)


@dataclass(slots=True, eq=False)
class Made:
    """One block of everything, full level."""

    groups: dict[str, Block] = field(default_factory=dict)     # [frames, 12]
    stereo: dict[str, Block] = field(default_factory=dict)     # [frames, 2]
    objects: dict[int, Block] = field(default_factory=dict)    # [frames]
    in_51: dict[str, Block] = field(default_factory=dict)      # [frames, 6]


def desk_of(voices: tuple[Voice, ...], lanes: tuple[Lane, ...], seen: Survey, gain: float) -> Desk:
    """The desk with every player in place."""
    dry = [voice for voice in voices if voice.is_dry]
    return Desk(voices, lanes, {key_of(v): stand_of(v, seen.powers[key_of(v)]) for v in dry},
                {key_of(v): mono_gain(seen.powers[key_of(v)]) for v in dry}, gain)


def make(shelf: Shelf, desk: Desk, start: int, frames: int) -> Made:
    """The block of [start, start + frames), picture samples."""
    made = Made()
    level = np.float32(STEM_GAIN * desk.gain)
    for voice in sounding(desk.voices, start, frames):
        group = made.groups.setdefault(voice.group, columns(frames, 12))
        five = made.in_51.setdefault(voice.group, columns(frames, 6))
        stereo = made.stereo.setdefault(voice.group, columns(frames, 2))
        before = 0 if voice.is_dry else LENGTH
        sound = np.asfortranarray(read(shelf, voice, start - before, frames + before) * level)
        stereo += sound[before:]
        if not voice.is_dry:
            around = columns(frames, 12)
            surround(sound, voice.stem.kind, around)
            group += around
            spread(around, DIFFUSE_TO_51, five)
            continue
        lane = desk.lane_of(voice)
        if lane is None:
            stand = desk.stands[key_of(voice)]
            for gains, onto in ((stand.in_714, group), (stand.in_51, five)):
                spread(sound, gains, onto)
        else:
            _play(made, desk, voice, lane, sound, start)
    return made


def _play(made: Made, desk: Desk, voice: Voice, lane: int, sound: Block, start: int) -> None:
    """A soloist as an object: mono, at its place."""
    mono = sound.sum(axis=1) * np.float32(desk.mono[key_of(voice)])
    path = desk.lanes[lane].path
    play(mono, path, start, SEVEN_ONE_FOUR.labels, made.groups[voice.group])
    play(mono, path, start, FIVE_ONE.labels, made.in_51[voice.group])
    made.objects[lane] = made.objects[lane] + mono if lane in made.objects else mono
