"""Where every player stands in the mix: gains of the bed, and the soloists who become objects.

Idea: a stem keeps its own stereo image as two virtual sources left and right of its place; its level in the room is
corrected so that its power is the power of the stereo stem, whatever its two channels share. Soloists (groups SOLO,
GUG, VOX) become mono objects with a path; one player in several cues is one object, as long as no two cues overlap.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from yeoun.mixing.survey import Survey, key_of
from yeoun.mixing.voices import Voice
from yeoun.mixing.words import Words
from yeoun.model.layouts import FIVE_ONE, SEVEN_ONE_FOUR
from yeoun.model.panning import Path, gains_of

SOLOISTS = frozenset({"SOLO", "GUG", "VOX"})
MOST_OBJECTS = 12
EVERY = 1_920              # samples: a moving object gets a new place every 40 ms at most
MOVED = 0.01
LEAST_S = 0.00522          # a step lasts longer than the glide to it (model/panning.py): renderers refuse less
FRONT = 0.3                # while someone speaks, soloists stay in front of this
MOST_LIFT = 4.0            # our choice: a stem whose channels cancel is not lifted further than 12 dB


@dataclass(frozen=True, slots=True)
class Lane:
    """One object over the whole picture: who plays in it, and where it is from each moment on."""

    name: str
    group: str
    voices: tuple[Voice, ...]
    path: Path
    is_central: bool       # whether the centre loudspeaker plays any of it


@dataclass(frozen=True, slots=True, eq=False)
class Stand:
    """A player of the bed: gains of the stem's two channels to 7.1.4 and to 5.1."""

    in_714: NDArray[np.float32]    # [2, 12]
    in_51: NDArray[np.float32]     # [2, 6]


def stand_of(voice: Voice, power: NDArray[np.float64]) -> Stand:
    """Where a dry stem of the bed is heard.

    power  [2, 2] sums of products of its two channels
    """
    x, y, z = voice.stem.place
    spread = max(0.0, min(1.0, voice.stem.width))
    places = np.array([[max(-1.0, x - spread), y, z], [min(1.0, x + spread), y, z]])
    made = []
    for layout in (SEVEN_ONE_FOUR, FIVE_ONE):
        gains = gains_of(places, layout.labels)
        heard = float(np.trace(gains.T @ power @ gains))
        lift = (float(np.trace(power)) / heard) ** 0.5 if heard > 0.0 else 1.0
        made.append((gains * min(lift, MOST_LIFT)).astype(np.float32))
    return Stand(*made)


def mono_gain(power: NDArray[np.float64]) -> float:
    """What (left + right) is multiplied by to keep the stem's power."""
    heard = float(power.sum())
    return min(MOST_LIFT, (float(np.trace(power)) / heard) ** 0.5) if heard > 1e-20 else 0.5


def lanes_of(voices: tuple[Voice, ...], seen: Survey, words: tuple[Words, ...]) -> tuple[Lane, ...]:
    """The objects of the mix, at most twelve: the ones with most sound; further soloists stay in the bed."""
    lanes: list[tuple[str, str, list[Voice]]] = []
    for voice in voices:
        if not (voice.is_dry and voice.group in SOLOISTS):
            continue
        fits = [lane for lane in lanes
                if lane[:2] == (voice.stem.name, voice.group) and lane[2][-1].end <= voice.start]
        if fits:
            fits[0][2].append(voice)
        else:
            lanes.append((voice.stem.name, voice.group, [voice]))
    power = [sum(float(np.trace(seen.powers[key_of(v)])) for v in lane[2]) for lane in lanes]
    kept = sorted(sorted(range(len(lanes)), key=lambda k: (-power[k], k))[:MOST_OBJECTS])
    named: dict[str, int] = {}
    made = []
    for k in kept:
        name, group, players = lanes[k]
        named[name] = named.get(name, 0) + 1
        title = name if named[name] == 1 else f"{name}_{named[name]}"
        path = path_of(tuple(players), words)
        made.append(Lane(title, group, tuple(players), path, _is_central(path)))
    return tuple(made)


def _is_central(path: Path) -> bool:
    places = np.array([step[1:] for step in path])
    return any(bool(gains_of(places, layout.labels)[:, layout.index("C")].any()) for layout in (SEVEN_ONE_FOUR, FIVE_ONE))


def path_of(voices: tuple[Voice, ...], words: tuple[Words, ...]) -> Path:
    """From each moment on, where the object is: a new place only when it moved, in front while someone speaks."""
    steps: list[tuple[float, float, float, float]] = []
    for k, voice in enumerate(voices):
        path = voice.stem.path or ((0.0, *voice.stem.place),)
        begins = voice.start if k else 0
        at = np.arange(begins, voice.end, EVERY)
        cue_s = np.maximum(0.0, (at - voice.start) / 48_000)
        moments = [p[0] for p in path]
        xyz = np.stack([np.interp(cue_s, moments, [p[axis] for p in path]) for axis in (1, 2, 3)], axis=1)
        for stretch in words:
            spoken = (at + EVERY > stretch.start_s * 48_000) & (at < stretch.end_s * 48_000)
            xyz[spoken, 1] = np.maximum(xyz[spoken, 1], FRONT)
        for when, place in zip(at, np.round(np.clip(xyz, [-1, -1, 0], [1, 1, 1]), 4), strict=True):
            if steps and np.abs(place - np.array(steps[-1][1:])).max() <= MOVED:
                continue
            moment = round(float(when) / 48_000, 5)
            if steps and moment - steps[-1][0] < LEAST_S:    # a place that is left before it is reached was none
                moment = steps.pop()[0]
            steps.append((moment, float(place[0]), float(place[1]), float(place[2])))
    return tuple(steps)
