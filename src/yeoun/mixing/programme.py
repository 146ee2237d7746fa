"""The programme: music as it gives way, with the picture's own sound."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from yeoun.mixing.voices import blocks
from yeoun.mixing.words import in_stereo
from yeoun.model.media import Caution
from yeoun.model.shelf import Shelf, SoundRef
from yeoun.units.level import to_db
from yeoun.units.loudness import Weighing, integrated

FULL = 0.985


@dataclass(frozen=True, slots=True)
class Shown:
    """The programme; `gain` is what the whole of it was lowered by, `loudness` its programme loudness."""

    sound: SoundRef
    gain: float
    loudness: float | None
    cautions: tuple[Caution, ...]


def programme(shelf: Shelf, original: SoundRef | None, music: SoundRef, length: int, stamp: int) -> Shown:
    """Original and music together, at the level they have; lowered as a whole only where they pass full scale.

    original  the picture's own sound, or None when it is left out
    music     the stereo music as it gives way to words
    """
    peak, meter = 0.0, Weighing((1.0, 1.0), 480)
    for start, frames in blocks(length):
        both = _both(shelf, original, music, start, frames)
        peak = max(peak, float(np.abs(both).max(initial=0.0)))
        meter.feed(both)
    gain = min(1.0, FULL / peak) if peak > FULL else 1.0
    with shelf.sound("programme_20.wav", layout="2.0", channels=2, container="wav", time_reference=stamp,
                     description="Yeoun programme") as out:
        for start, frames in blocks(length):
            out.write(_both(shelf, original, music, start, frames) * np.float32(gain))
    loud = integrated(meter.energies(), 480)
    said = f"programme_20 is {-to_db(gain):.1f} dB lower as a whole: picture sound and music together pass full scale"
    return Shown(out.ref, gain, None if loud is None else loud + to_db(gain),
                 (Caution("programme_lowered", said),) if gain < 1.0 else ())


def _both(shelf: Shelf, original: SoundRef | None, music: SoundRef, start: int, frames: int) -> NDArray[np.float32]:
    block = shelf.read(music, start, frames)
    return block if original is None else block + in_stereo(shelf, original, start, frames)
