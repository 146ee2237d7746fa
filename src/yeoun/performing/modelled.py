"""Which model of ours plays a part: one line an engine."""

import numpy as np
from numpy.typing import NDArray

from yeoun.model.scored import Modelled, Part
from yeoun.performing.bowed import play_bowed
from yeoun.performing.daegeum import play_daegeum
from yeoun.performing.gayageum import play_gayageum
from yeoun.performing.gong import play_gong
from yeoun.performing.janggu import play_janggu
from yeoun.performing.reed import play_piri
from yeoun.performing.synth import VOICES, play_synth
from yeoun.units.level import to_gain

SOLO = {"gayageum": play_gayageum, "daegeum": play_daegeum, "haegeum": play_bowed, "janggu": play_janggu, "gong": play_gong,
        "piri": play_piri}
ENGINES = (*sorted(SOLO), *sorted(VOICES))


def play_modelled(part: Part, sound: Modelled, frames: int) -> NDArray[np.float64]:
    """The part as the model plays it, [frames, 2], before its level curve and ending; one microphone for soloists.

    part     notes with seconds and pitch curves
    sound    which engine, its settings, and how much louder than the reference
    frames   length of the stem in samples at 48 kHz
    Refuses  ValueError, when there is no such engine
    """
    settings = dict(sound.settings)
    if sound.engine in VOICES:
        return to_gain(sound.level_db) * play_synth(sound.engine, part, settings, frames)
    if sound.engine not in SOLO:
        raise ValueError(f"there is no engine {sound.engine!r}: one of {', '.join(ENGINES)}")
    mono = to_gain(sound.level_db) * SOLO[sound.engine](part, settings, frames)
    return np.stack([mono, mono], axis=1)
