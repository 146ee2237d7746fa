"""The Atmos masters: a bed for the original, a 7.1.2 bed for the music, four tops that stand still, soloists that move.

Idea: the 7.1.4 music is bed + tops + objects, so the bed is that music less the objects, made here and kept nowhere; the
same holds for the music as it gives way to words. `rendered` plays the finished tracks on other loudspeakers with our own
panner: what the peaks and the loudness are measured on.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from yeoun.mastering.adm import Bed, Mover, Scene
from yeoun.mastering.sources import Block, played
from yeoun.model.layouts import BED_712, SEVEN_ONE_FOUR, SPEAKERS, TOPS, layout_of
from yeoun.model.mixed import Destination, Mix, MixObject, Target
from yeoun.model.panning import GLIDE, Path, columns, fold, play, spread
from yeoun.model.shelf import Shelf, SoundRef

BEDS = {1: ("L", "R", "C"), 2: ("L", "R"), 6: ("L", "R", "C", "LFE", "Ls", "Rs"),
        8: ("L", "R", "C", "LFE", "Lss", "Rss", "Lrs", "Rrs")}    # a bed the profile knows for each usual sound


@dataclass(frozen=True, slots=True)
class Staged:
    """A scene with its sound: `read(start, frames)` gives [frames, tracks]."""

    frames: int
    scene: Scene
    names: tuple[str, ...]
    soloists: int                                   # the first track of them: beds and tops are heard as they are
    read: Callable[[int, int], Block]
    first_music: int                                # the first track of the music: what lies before is the picture's own sound


def stage(shelf: Shelf, mix: Mix, target: Target) -> Staged:
    """The scene of an Atmos master."""
    is_programme = target.destination is Destination.ATMOS_PROGRAMME
    mix = replace(mix, objects=tuple(replace(each, path=_ending(each.path, mix.music_714.frames)) for each in mix.objects))
    original = (mix.production or mix.dialogue) if is_programme else None
    first: Scene = () if original is None else (
        Bed("Production" if mix.production else "Dialogue", BEDS[original.channels]),)
    scene = (*first, Bed("Music", BED_712), *(Mover(f"Top {label}", ((0.0, *SPEAKERS[label]),)) for label in TOPS),
             *(Mover(o.name, o.path) for o in mix.objects))
    names = tuple(name for element in scene for name in (
        (f"{element.name} {label}" for label in element.labels) if isinstance(element, Bed) else (element.name,)))

    def read(start: int, frames: int) -> Block:
        music = _music(shelf, mix, start, frames, is_ducked=is_programme)
        if original is None:
            return music
        return np.concatenate([played(shelf, original, BEDS[original.channels], start, frames), music], axis=1)

    if original is not None:
        layout_of(original.channels)    # refuses what no bed can hold
    return Staged(mix.music_714.frames, scene, names, len(names) - len(mix.objects), read,
                  0 if original is None else len(BEDS[original.channels]))


def _ending(path: Path, frames: int) -> Path:
    """A path without the steps that the end would cut off in their glide."""
    return tuple(step for k, step in enumerate(path) if k == 0 or round(step[0] * 48_000) + GLIDE < frames)


def _music(shelf: Shelf, mix: Mix, start: int, frames: int, *, is_ducked: bool) -> Block:
    """The music's tracks: bed 7.1.2, four tops, objects."""
    together = np.asfortranarray(shelf.read(mix.ducked_714 if is_ducked else mix.music_714, start, frames))
    out = columns(frames, len(BED_712) + len(TOPS) + len(mix.objects))
    for k, mover in enumerate(mix.objects):
        sound = shelf.read(_sound(mover, is_ducked), start, frames)[:, 0]
        if sound.any():
            out[:, len(BED_712) + len(TOPS) + k] = sound
            play(-sound, mover.path, start, SEVEN_ONE_FOUR.labels, together)
    for column, label in enumerate(BED_712[:8]):
        out[:, column] = together[:, SEVEN_ONE_FOUR.index(label)]
    for k, label in enumerate(TOPS):
        out[:, len(BED_712) + k] = together[:, SEVEN_ONE_FOUR.index(label)]
    return out


def _sound(mover: MixObject, is_ducked: bool) -> SoundRef:
    if is_ducked and mover.ducked is None:
        raise ValueError(f"object {mover.name} has no ducked sound")
    return mover.ducked if is_ducked and mover.ducked is not None else mover.sound


def rendered(scene: Scene, tracks: Block, start: int, labels: tuple[str, ...]) -> Block:
    """Tracks of a scene played on loudspeakers.

    tracks  [frames, tracks] of the scene from sample `start` on
    labels  the loudspeakers, in the order wanted
    """
    out = columns(len(tracks), len(labels))
    at = 0
    for element in scene:
        match element:
            case Bed(labels=own):
                spread(tracks[:, at:at + len(own)], fold(own, labels), out)
                at += len(own)
            case Mover(path=path):
                sound = tracks[:, at]
                if sound.any():
                    play(sound, path, start, labels, out)
                at += 1
    return out
