"""Whether a session plays words under the music as the programme does: faders read back, sound measured.

Idea: the programme is the music as it gives way plus the picture's own sound, both at one gain; and the music of the mix is the sum of
the cues at one gain. Two least squares tell those gains from the finished files alone, and what the fader of the own sound
has to be follows from them.
"""

import math
import re
import statistics
from typing import Any

import numpy as np

from yeoun.checking.finding import Finding
from yeoun.checking.folder import Folder
from yeoun.checking.measuring import measuring
from yeoun.checking.unreadable import number
from yeoun.units.time import frame_to_samples

OWN = ("production_20", "dialogue_20")
LEFT_DB = -60.0        # our choice: what may be left of the programme when music and own sound are taken away
WITHIN_DB = 0.1        # our choice: of a fader


@measuring("the balance of words")
def of_balance(folder: Folder) -> list[Finding]:
    """The picture's own sound in both sessions, at the programme's balance; where there is none, the programme is music alone."""
    what, where = "sessions play the picture's own sound", "session/, mix/"
    name = next((each for each in OWN if folder.has(f"mix/{each}.wav")), None)
    left, ratio = _in_programme(folder, name)
    if name is None:
        return [Finding(what, where, "none, where the programme is music alone", f"none; {left:.0f} dB of the programme is no music",
                        left <= LEFT_DB)]
    raised, faults, worst = _raised(folder), [], 0.0
    for session, fader in (("DAWproject", _in_dawproject(folder, name)), ("REAPER", _in_reaper(folder, name))):
        if fader is None or fader <= 0.0:
            faults.append(f"{session} does not play it from the picture's start")
        elif ratio is not None and raised is not None:    # beside silence every fader is right
            worst = max(worst, abs(20 * math.log10(fader * raised / ratio)))
    told = f"{left:.0f} dB left of the programme, faders {worst:.2f} dB off" + "".join(f"; {each}" for each in faults)
    return [Finding(what, where, f"{name}.wav; nothing else over {LEFT_DB:g} dB, within {WITHIN_DB:g} dB", told,
                    not faults and left <= LEFT_DB and worst <= WITHIN_DB)]


def _in_programme(folder: Folder, name: str | None) -> tuple[float, float | None]:
    """How much of the programme is neither music nor own sound, in decibels; and the gain of that sound over that of the music."""
    files = ["music_ducked_20", *([name] if name else [])]
    products = np.zeros((len(files) + 1, len(files) + 1))
    for blocks in zip(*(folder.blocks(f"mix/{each}.wav") for each in (*files, "programme_20")), strict=False):
        rows = np.stack([block.reshape(-1) for block in blocks])
        products += rows @ rows.T
    heard = [k for k in range(len(files)) if products[k, k] > 0.0]
    gains = np.zeros(len(files))
    if heard:
        gains[heard] = np.linalg.lstsq(products[np.ix_(heard, heard)], products[heard, -1], rcond=None)[0]
    size = float(products[-1, -1])
    rest = size - 2 * float(gains @ products[:-1, -1]) + float(gains @ products[:-1, :-1] @ gains)
    left = 10 * math.log10(max(rest, 1e-12 * size) / size) if size > 0.0 else -120.0
    return left, float(gains[1] / gains[0]) if len(heard) == 2 and gains.min() > 0.0 else None


def _raised(folder: Folder) -> float | None:
    """What the mix raises the cues by: the middle of what each says; None where none is heard."""
    found = []
    for cue in folder.cues():
        at = frame_to_samples(cue["start_frame"], folder.rate)
        both = energy = 0.0
        for one, whole in zip(folder.blocks(f"cues/{cue['id']}/music.wav"), folder.blocks("mix/music_20.wav", at), strict=False):
            length = min(len(one), len(whole))
            both += float((one[:length] * whole[:length]).sum())
            energy += float(np.square(one[:length]).sum())
        if energy > 0.0 and both > 0.0:
            found.append(both / energy)
    return statistics.median(found) if found else None


def _in_dawproject(folder: Folder, name: str) -> float | None:
    """The fader of the track whose one clip plays the sound from the start; None where it is muted or not there."""
    root: Any = folder.project()
    for lane in root.iter("Lanes"):
        clips = [each for each in lane.iter("Clip") if any(file.get("path") == f"../mix/{name}.wav" for file in each.iter("File"))]
        if lane.get("track") and len(clips) == 1 and number(clips[0].get("time", "-1")) == 0.0:
            channel = root.find(f".//Track[@id='{lane.get('track')}']/Channel")
            volume, mute = channel.find("Volume"), channel.find("Mute")
            is_muted = mute is not None and mute.get("value") == "true"
            return None if is_muted else 1.0 if volume is None else number(volume.get("value", "0"))
    return None


def _in_reaper(folder: Folder, name: str) -> float | None:
    for track in folder.text("session/score.rpp").split("\n  <TRACK\n")[1:]:
        if f"../mix/{name}.wav" in track and re.search(r"POSITION 0\.0+\n", track) and "MUTESOLO 1" not in track:
            fader = re.search(r"VOLPAN ([\d.]+) ", track)
            return 1.0 if fader is None else number(fader[1])
    return None
