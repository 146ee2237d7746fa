"""From one made block to everything that is written of it: sums, objects, and the music as it gives way.

Idea: the 7.1.4 music is the sum of the group files as they are on disk (whole 24-bit steps), so the sum test cannot
fail; what is no object of it is its bed, which the Atmos masters make where they need it (mastering/scenes.py).
"""

import numpy as np
from numpy.typing import NDArray

from yeoun.mixing.bells import NAMES, Bells, largest
from yeoun.mixing.diffuse import most_of
from yeoun.mixing.duck import Ducking, gains
from yeoun.mixing.render import DIFFUSE_TO_51, Block, Desk, Made
from yeoun.mixing.survey import HOP, Survey, key_of
from yeoun.mixing.voices import sounding
from yeoun.model.panning import columns

STEP = np.float32(2.0 ** 23)
FREED = (0, 1, 2)    # left, right, centre of both layouts
MINUS_3_DB = np.float32(0.5 ** 0.5)


def whole_steps(block: Block) -> Block:
    """Sound rounded to 24-bit steps."""
    stepped = block * STEP
    np.rint(stepped, out=stepped)
    stepped /= STEP
    return stepped


def buses(made: Made, desk: Desk, ducking: Ducking, bells: Bells, start: int, frames: int) -> dict[str, Block]:
    """Every file's next block by name; groups are called group_STR, objects object_K and ducked_object_K."""
    out = {f"group_{group}": whole_steps(made.groups[group]) if group in made.groups
           else columns(frames, 12) for group in desk.groups}
    music, ducked = columns(frames, 12), columns(frames, 12)
    in_51, ducked_51 = columns(frames, 6), columns(frames, 6)
    in_20, ducked_20 = columns(frames, 2), columns(frames, 2)
    level = {group: gains(ducking.level[group], start, frames) for group in made.groups}
    centre = gains(ducking.centre, start, frames)
    bands = {name: gain for name, curve in ducking.bells.items() if (gain := gains(curve, start, frames)) is not None}
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
        soft = sound if gain is None else sound * gain
        if centre is not None and lane.is_central:    # the bed plays the rest of it, without the centre
            soft = soft * centre
        out[f"object_{k}"], out[f"ducked_object_{k}"] = sound[:, None], bells.cut(f"object_{k}", soft[:, None], bands)
    for bus in (ducked, ducked_51):
        leave_centre(bus, centre)
    return out | {
        "music_714": music, "music_51": in_51, "music_20": in_20,
        "music_ducked_20": bells.cut("20", ducked_20, bands), "ducked_51": bells.cut("51", ducked_51, bands),
        "ducked_714": bells.cut("714", ducked, bands)}


def leave_centre(bus: Block, centre: NDArray[np.float32] | None) -> None:
    """What the centre loudspeaker gives up, left and right play in its place: at the gain, [frames]."""
    if centre is not None and bus[:, FREED[2]].any():
        freed = bus[:, FREED[2]] * (np.float32(1.0) - centre) * MINUS_3_DB
        bus[:, FREED[0]] += freed
        bus[:, FREED[1]] += freed
        bus[:, FREED[2]] *= centre


def could_be(desk: Desk, seen: Survey, ducking: Ducking, start: int, frames: int) -> float:
    """An upper bound of any sample of a block, from the peaks of its stems alone; where bells move, as at their deepest."""
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
    hops = slice(start // HOP, (start + frames) // HOP + 2)
    if ducking.centre[hops].any():
        for first in (0, 12):
            most[first:first + 2] += MINUS_3_DB * most[first + 2]
    deepest = tuple(float(np.ceil(-ducking.bells[name][hops].min())) if name in ducking.bells else 0.0 for name in NAMES)
    return float(most.max()) * max(1.0, largest(deepest))
