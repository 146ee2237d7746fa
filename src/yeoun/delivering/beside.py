"""What is heard beside the music when a session is opened: the picture's own sound, as the programme plays it.

Stems rest at their own level, under that of the mix; so the fader of this track stands lower by what the mix raises them. Then words
and music balance as in the programme, and the whole session is softer than it by that one gain.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from yeoun.model.layouts import STEREO, layout_of
from yeoun.model.mixed import Mix
from yeoun.model.panning import downmix
from yeoun.model.script import Episode
from yeoun.model.shelf import OutFile, Shelf, SoundRef
from yeoun.units.level import to_gain
from yeoun.units.time import frame_to_samples

BLOCK = 5 * 48_000
FULL = 0.985    # as the mix: nothing is written over it


@dataclass(frozen=True, slots=True)
class Beside:
    """A track of its own: its name, its file as a session names it, its fader in linear gain, its length in samples."""

    name: str
    path: str
    fader: float
    frames: int


def beside_the_music(shelf: Shelf, episode: Episode, mix: Mix) -> tuple[Beside, OutFile] | None:
    """The production sound in stereo, or the dialogue where the programme leaves production out; None where there is neither."""
    sound = mix.production or mix.dialogue
    if sound is None:
        return None
    name = "production" if mix.production is not None else "dialogue"
    length = frame_to_samples(episode.frames, episode.rate)
    starts = range(0, length, BLOCK)
    peak = max((float(np.abs(_stereo(shelf, sound, at, length)).max(initial=0.0)) for at in starts), default=0.0)
    lowered = min(1.0, FULL / peak) if peak > FULL else 1.0    # folding may pass full scale: the fader gives it back
    with shelf.sound(f"{name}_20.wav", layout="2.0", channels=2, container="wav", description=f"Yeoun {name}",
                     time_reference=frame_to_samples(episode.media.start_frame, episode.rate)) as out:
        for at in starts:
            out.write(_stereo(shelf, sound, at, length) * np.float32(lowered))
    title = "Production sound" if name == "production" else "Dialogue"
    return (Beside(title, f"../mix/{name}_20.wav", to_gain(-mix.music_db) / lowered, length),
            OutFile(f"mix/{name}_20.wav", out.ref))


def _stereo(shelf: Shelf, sound: SoundRef, at: int, length: int) -> NDArray[np.float32]:
    """Two channels over a block of the picture, silent past the sound's end; more are folded after ITU-R BS.775."""
    block = np.zeros((min(BLOCK, length - at), 2), dtype=np.float32)
    there = max(0, min(len(block), sound.frames - at))
    if there:
        read = shelf.read(sound, at, there)
        block[:there] = read if sound.channels == 2 else read @ downmix(
            layout_of(sound.channels).labels, STEREO.labels).astype(np.float32)
    return block
