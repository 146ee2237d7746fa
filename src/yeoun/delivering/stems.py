"""cues/ID/stems/: what every player played, alone; and music.wav, which is exactly their sum."""

import numpy as np
from numpy.typing import NDArray

from yeoun.model.media import Caution
from yeoun.model.mixed import Stem
from yeoun.model.script import Episode
from yeoun.model.shelf import OutFile, Shelf
from yeoun.model.soundtrack import ScoredCue
from yeoun.units.level import to_db, to_gain
from yeoun.units.time import frame_to_samples

BLOCK = 5 * 48_000
STEPS = 2**23


def stem_files(shelf: Shelf, episode: Episode, cue: ScoredCue) -> tuple[tuple[OutFile, ...], tuple[Caution, ...]]:
    """Stems as 24-bit WAV of one length in cue time, with their place in `bext`, and their sum.

    Stems keep their 12 dB of headroom. Where their sum would still go over full scale, all of them are lowered by one gain
    and a caution says by how much: nothing is clipped.
    """
    place = f"cues/{cue.cue.id}"
    reference = frame_to_samples(episode.media.start_frame, episode.rate) + cue.placement.at_sample
    length = max((stem.sound.frames for stem in cue.stems), default=0)
    peak = max((float(np.abs(_sum(shelf, cue.stems, at, length, 1.0)).max()) for at in range(0, length, BLOCK)), default=0.0)
    gain = 1.0 if peak < 0.999 else float(to_gain(-np.ceil(10 * to_db(peak / 0.98)) / 10))
    files = []
    for number, stem in enumerate(cue.stems, 1):
        name = f"{number:02}_{stem.name}.wav"
        with shelf.sound(f"stems_{name}", layout="2.0", channels=2, container="wav", time_reference=reference,
                         description=f"{cue.cue.id} {stem.name}") as out:
            for at in range(0, length, BLOCK):
                out.write(_quantised(_read(shelf, stem, at, min(BLOCK, length - at)), gain))
        files.append(OutFile(f"{place}/stems/{name}", out.ref))
    with shelf.sound("music.wav", layout="2.0", channels=2, container="wav", time_reference=reference,
                     description=f"{cue.cue.id} music") as out:
        for at in range(0, length, BLOCK):
            out.write(_sum(shelf, cue.stems, at, length, gain))
    files.append(OutFile(f"{place}/music.wav", out.ref))
    if gain == 1.0:
        return tuple(files), ()
    return tuple(files), (Caution("stems_lowered", f"The stems of {cue.cue.id} were lowered by {-to_db(gain):.1f} dB so that "
                                  "their sum stays under full scale."),)


def _read(shelf: Shelf, stem: Stem, at: int, frames: int) -> NDArray[np.float64]:
    block = np.zeros((frames, 2))
    there = max(0, min(frames, stem.sound.frames - at))
    if there:
        block[:there] = shelf.read(stem.sound, at, there)
    return block


def _quantised(block: NDArray[np.float64], gain: float) -> NDArray[np.float64]:
    return np.rint(block * (gain * STEPS)) / STEPS


def _sum(shelf: Shelf, stems: tuple[Stem, ...], at: int, length: int, gain: float) -> NDArray[np.float64]:
    frames = min(BLOCK, length - at)
    total = np.zeros((frames, 2))
    for stem in stems:
        total += _quantised(_read(shelf, stem, at, frames), gain)
    return total
