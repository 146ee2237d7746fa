"""What a step left on its shelf, as a name that is the same on every machine and another after every change one could hear.

Papers count byte for byte. Sound does not: its last bits differ from one kind of processor to the next, and a name made of
them would too. So every 10 ms of every channel counts as its level in tenths of a decibel and as how far it goes with a fixed
pattern of signs, in tenths: louder, later, turned over, filtered or on another channel, it is another name.
"""

import hashlib
from pathlib import Path

import av
import numpy as np
import soundfile
from numpy.typing import NDArray

from yeoun.pipeline.digest import digest_of
from yeoun.units.luck import Take, luck

HOP = 480
QUIET = 1e-5    # under -100 dBFS rms is silence
SIGNS = np.where(luck(Take(1), "golden", "signs").random(HOP) < 0.5, -1.0, 1.0)


def of_sound(sound: NDArray[np.float64]) -> str:
    """The name of sound [frames, channels]."""
    whole = np.zeros((-(-len(sound) // HOP) * HOP, sound.shape[1]))
    whole[:len(sound)] = sound
    hops = whole.T.reshape(sound.shape[1], -1, HOP)
    level = np.sqrt(np.square(hops).mean(axis=2))
    is_heard = level > QUIET
    told = np.where(is_heard, np.round(20 * np.log10(np.maximum(level, QUIET)), 1), -200.0)
    along = np.where(is_heard, np.round((hops @ SIGNS) / (HOP ** 0.5 * np.maximum(level, QUIET)), 1), 0.0) + 0.0
    return str(digest_of((sound.shape, tuple(told.ravel().tolist()), tuple(along.ravel().tolist()))))


def _of_film(path: Path) -> str:
    """Every packet of the picture, and the sound as it is decoded."""
    picture, heard = hashlib.sha256(), []
    with av.open(str(path)) as film:
        for packet in film.demux(film.streams.video[0]):
            picture.update(bytes(packet) + str((packet.pts, packet.dts)).encode())
    with av.open(str(path)) as film:
        heard = [frame.to_ndarray().T for frame in film.decode(film.streams.audio[0])]
    return picture.hexdigest() + of_sound(np.concatenate(heard).astype(np.float64))


def of_folder(folder: Path) -> tuple[tuple[str, str], ...]:
    """(name, signature) of every file in a folder, in the order of their names."""
    told = []
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        match path.suffix:
            case ".wav" | ".flac":
                told.append((path.name, of_sound(soundfile.read(path, always_2d=True)[0])))
            case ".mp4":
                told.append((path.name, _of_film(path)))
            case _:
                told.append((path.name, hashlib.sha256(path.read_bytes()).hexdigest()))
    return tuple(told)
