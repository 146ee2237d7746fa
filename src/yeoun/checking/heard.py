"""Whether every cue is heard beside the picture's own sound, measured moment by moment with libebur128; who is not has to be told.

Music too soft to disturb anybody would pass every measure of words over music: this is the one it does not pass. Heard is what lies
less than 15 LU under what sounds beside it at that moment, which counts at least as the words less 10 LU: nobody turns a film up
between two lines. Moments are windows of 0.4 s every 0.1 s (EBU Tech 3341), of a cue those that lie in it.
"""

from collections.abc import Iterator

import numpy as np
import pyebur128
from numpy.typing import NDArray

from yeoun.checking.balance import OWN
from yeoun.checking.finding import Finding
from yeoun.checking.folder import Folder
from yeoun.checking.measuring import measuring
from yeoun.checking.meters import Sound, loudness, over_words

HARDLY_LU, BETWEEN_LU, LEAST = 15.0, 10.0, 0.5
GRACE = 0.1         # our choice: of a cue's length; the words' level is read from the mixed sound, not from a clean stem
EVERY, WINDOW = 4_800, 4    # samples between moments, and how many of those steps one lasts
STEREO = ("L", "R")


@measuring("whether cues are heard")
def of_heard(folder: Folder) -> Iterator[Finding]:
    """The share of every cue that is heard; no cue under a half but those that a warning names, and no warning of one over it."""
    what, where = "every cue is heard beside the picture's own sound, or told not to be", "mix/music_ducked_20.wav"
    own = next((each for each in OWN if folder.has(f"mix/{each}.wav")), None)
    cues = folder.cues()
    told = {each["id"] for each in cues for warning in folder.index["warnings"]
            if warning["code"] == "cue_unheard" and f"cue {each['id']} " in warning["message"]}
    if own is None or not cues:
        yield Finding(what, where, "none told", "nothing sounds beside the music" if cues else "there is no cue", not told)
        return
    music, beside = _moments(folder, where), _moments(folder, f"mix/{own}.wav")
    limits = np.maximum(beside, _usual(folder, own) - BETWEEN_LU) - HARDLY_LU
    shares = {}
    for cue in cues:
        first = int(np.ceil(cue["start_s"] * 10 - 1e-6))
        last = max(first, int(cue["end_s"] * 10 + 1e-6) - WINDOW)
        shares[cue["id"]] = float(np.mean(music[first:last + 1] >= limits[first:last + 1])) if first < len(limits) else 1.0
    wrong = [cue for cue, share in shares.items() if share < LEAST - GRACE and cue not in told]
    wrong += [cue for cue, share in shares.items() if share > LEAST + GRACE and cue in told]
    heard = ", ".join(f"{cue} {share:.0%}{' (told)' if cue in told else ''}" for cue, share in shares.items())
    yield Finding(what, where, f"{LEAST:.0%} of its length less than {HARDLY_LU:.0f} LU under it, or a warning", heard, not wrong)


def _moments(folder: Folder, name: str) -> NDArray[np.float64]:
    """Momentary loudness of every window in LUFS; silence is minus infinity."""
    state, read = pyebur128.R128State(2, 48_000, pyebur128.MeasurementMode.MODE_M), []
    for block in folder.blocks(name, size=EVERY):
        if block.shape[1] != len(STEREO):
            raise ValueError(f"it has {block.shape[1]} channels, not {len(STEREO)}")
        state.add_frames(np.ascontiguousarray(block.reshape(-1)), len(block))
        if len(block) == EVERY:
            read.append(pyebur128.get_loudness_momentary(state))
    return np.array(read[WINDOW - 1:])


def _usual(folder: Folder, own: str) -> float:
    """How loud the words are in the own sound; where nobody speaks, how loud it is on the whole."""
    spans = [(each["start_s"], each["end_s"]) for each in folder.json("masters/masters.json")["dialogue"]["per_line"]]

    def read(start: int, end: int | None, size: int) -> Iterator[Sound]:
        return folder.blocks(f"mix/{own}.wav", start, end, size)

    spoken = over_words(read, STEREO, spans)
    return spoken if np.isfinite(spoken) else loudness(read(0, None, 96_000), STEREO)
