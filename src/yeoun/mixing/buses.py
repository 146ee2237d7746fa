"""From one made block to everything that is written of it: sums, objects, and the music as it gives way.

Idea: the 7.1.4 music is the sum of the group files as they are on disk (whole 24-bit steps), so the sum test cannot
fail; what is no object of it is its bed, which the Atmos masters make where they need it (mastering/scenes.py).
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from yeoun.mixing.diffuse import most_of
from yeoun.mixing.duck import Ducking, gains
from yeoun.mixing.render import DIFFUSE_TO_51, Block, Desk, Made
from yeoun.mixing.survey import BAND, Survey, key_of
from yeoun.mixing.voices import sounding
from yeoun.model.panning import columns
from yeoun.units.filtering import filtered

STEP = np.float32(2.0 ** 23)
BELL_MOST = 1.63    # the most the bell can add to a peak: 1 + 0.37 x the sum of its impulse response


@dataclass(slots=True, eq=False)
class Bell:
    """The bell of every bus: a cut made of the band itself, taken away (Regalia and Mitra, 1987)."""

    states: dict[str, NDArray[np.float64]] = field(default_factory=dict)

    def cut(self, bus: str, block: Block, gain: NDArray[np.float32] | None) -> Block:
        """The block with its band at `gain`; the filter rests where there is nothing to cut."""
        if gain is None:
            self.states.pop(bus, None)
            return block
        state = self.states.get(bus, np.zeros((1, block.shape[1], 2)))
        band, self.states[bus] = filtered(BAND, block.T.astype(np.float64), state)
        return block + (gain - np.float32(1.0))[:, None] * band.T.astype(np.float32)


def whole_steps(block: Block) -> Block:
    """Sound rounded to 24-bit steps."""
    stepped = block * STEP
    np.rint(stepped, out=stepped)
    stepped /= STEP
    return stepped


def buses(made: Made, desk: Desk, ducking: Ducking, bell: Bell, start: int, frames: int) -> dict[str, Block]:
    """Every file's next block by name; groups are called group_STR, objects object_K and ducked_object_K."""
    out = {f"group_{group}": whole_steps(made.groups[group]) if group in made.groups
           else columns(frames, 12) for group in desk.groups}
    music, ducked = columns(frames, 12), columns(frames, 12)
    in_51, ducked_51 = columns(frames, 6), columns(frames, 6)
    in_20, ducked_20 = columns(frames, 2), columns(frames, 2)
    level = {group: gains(ducking.level[group], start, frames) for group in made.groups}
    band = gains(ducking.bell, start, frames)
    for group in sorted(made.groups):
        gain = level[group]
        music += out[f"group_{group}"]
        in_51 += made.in_51[group]
        in_20 += made.stereo[group]
        for bus, part in ((ducked, out[f"group_{group}"]), (ducked_51, made.in_51[group]),
                          (ducked_20, made.stereo[group])):
            bus += part if gain is None else part * gain[:, None]
    for k, lane in enumerate(desk.lanes):
        sound = whole_steps(made.objects[k]) if k in made.objects else np.zeros(frames, dtype=np.float32)
        gain = level.get(lane.group)
        soft = (sound if gain is None else sound * gain)[:, None]
        out[f"object_{k}"], out[f"ducked_object_{k}"] = sound[:, None], bell.cut(f"object_{k}", soft, band)
    return out | {
        "music_714": music, "music_51": in_51, "music_20": in_20,
        "music_ducked_20": bell.cut("20", ducked_20, band), "ducked_51": bell.cut("51", ducked_51, band),
        "ducked_714": bell.cut("714", ducked, band)}


def could_be(desk: Desk, seen: Survey, start: int, frames: int) -> float:
    """An upper bound of any sample of a block, from the peaks of its stems alone."""
    most = np.zeros(18, dtype=np.float64)
    for voice in sounding(desk.voices, start, frames):
        if not voice.is_dry:
            around = most_of(voice.stem.kind)
            shares = np.concatenate([around, around @ DIFFUSE_TO_51])
        elif desk.lane_of(voice) is not None:
            shares = np.full(18, 2.0 * desk.mono[key_of(voice)])
        else:
            stand = desk.stands[key_of(voice)]
            shares = np.concatenate([np.abs(stand.in_714).sum(axis=0), np.abs(stand.in_51).sum(axis=0)])
        most += np.maximum(shares, 1.0) * seen.peaks[key_of(voice)].get(start, 0.0) * desk.gain
    return float(most.max()) * BELL_MOST
