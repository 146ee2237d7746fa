"""What a wave looks like from far: the lowest and the highest sample of every 5 ms, kept beside the versions.

*Conventions.* Peaks are whole numbers, -127 for the lowest sample a file can hold and 127 for the highest, over all channels together.
They are made once for each sound, by its digest, and a page asks for as many points as it can draw.
"""

import os
from fractions import Fraction
from pathlib import Path
from tempfile import NamedTemporaryFile

import numpy as np
import soundfile
from numpy.typing import NDArray

from yeoun.errors import NotThere
from yeoun.pipeline.arriving import refusing
from yeoun.studio.studio import INSIDE, Studio
from yeoun.studio.versions import File, Version

BIN = 240           # samples in one pair: 5 ms of 48 kHz, our choice
BLOCK = BIN * 400   # samples read at a time
FULL = 127


def peaks_of_file(studio: Studio, version: Version, file: File) -> NDArray[np.int8]:
    """The peaks of a sound of a version, (pairs, 2): lowest and highest. Refuses NotThere, when it is no sound; OutputRefused."""
    kept = studio.folder / INSIDE / "peaks" / f"{file.sha256}.npy"
    if kept.is_file():
        found: NDArray[np.int8] = np.load(kept, allow_pickle=False)
        return found
    if not file.path.endswith(".wav"):
        raise NotThere(kind="sound of this version", name=str(file.number))
    made = peaks(studio.place_of_file(version, file))
    with refusing(kept.parent, "Make room, then open the page again"):
        kept.parent.mkdir(exist_ok=True)
        with NamedTemporaryFile(dir=kept.parent, prefix=".arriving-", delete=False) as arriving:
            np.save(arriving, made, allow_pickle=False)
        os.replace(arriving.name, kept)
    return made


def peaks(sound: Path) -> NDArray[np.int8]:
    """The lowest and the highest sample of every 240, over all channels, (pairs, 2). Refuses NotThere, when it is no sound."""
    try:
        with soundfile.SoundFile(sound) as opened:
            blocks = [_pairs(block) for block in opened.blocks(BLOCK, dtype="float32", always_2d=True)]
    except soundfile.LibsndfileError as why:
        raise NotThere(kind="sound of this version", name=sound.name) from why
    return np.concatenate(blocks) if blocks else np.zeros((0, 2), np.int8)


def _pairs(block: NDArray[np.float32]) -> NDArray[np.int8]:
    bins = -(-len(block) // BIN)
    padded = np.concatenate([block, np.repeat(block[-1:], bins * BIN - len(block), 0)]).reshape(bins, -1)
    both = np.stack([padded.min(1), padded.max(1)], 1)
    return np.clip(np.round(both * FULL), -FULL, FULL).astype(np.int8)


def drawn(pairs: NDArray[np.int8], first: Fraction, last: Fraction, points: int) -> NDArray[np.int8]:
    """Peaks between two moments, as many pairs as a page draws, (points, 2); silence where the sound is over.

    first, last  in bins of 240 samples; points 1 or more

    >>> drawn(np.array([[-5, 3], [-1, 9], [0, 0], [-2, 2]], np.int8), Fraction(0), Fraction(4), 2).tolist()
    [[-5, 9], [-2, 2]]
    """
    step = (last - first) / points
    starts = [int(first + step * k) for k in range(points)]
    ends = [max(start + 1, -int(-(first + step * (k + 1)) // 1)) for k, start in enumerate(starts)]
    found = np.zeros((points, 2), np.int8)
    for k, (start, end) in enumerate(zip(starts, ends, strict=True)):
        part = pairs[start:end]
        if len(part):
            found[k] = part[:, 0].min(), part[:, 1].max()
    return found
