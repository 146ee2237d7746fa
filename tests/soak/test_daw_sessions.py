"""The sessions of the demo film, played as a program would play them, beside the music of the programme.

Stems where the project places them, summed in their folders, each folder's automation, then the bell. Measured: 5 CPU seconds, no disk.
"""

import csv
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
from lxml import etree
from numpy.typing import NDArray
from scipy.signal import sosfilt

from tests.delivering.test_ducking import by_hand, in_dawproject, tracks_of
from tests.soak.conftest import Demo
from yeoun.mixing.bells import BANDS

Sound = NDArray[np.float64]
RATE = 48_000
OWN = "Production sound"


def folders(out: Path, frames: int) -> dict[str, Sound]:
    """What each folder of the REAPER project plays, before its fader."""
    sums: dict[str, Sound] = {}
    group = ""
    project: Any = by_hand((out / "session/score.rpp").read_bytes())
    branches = [each for each in project[1:] if isinstance(each[0], list) and each[0][0] == "TRACK"]
    for branch, (facts, _) in zip(branches, tracks_of(project), strict=True):
        if facts.get("ISBUS", ["0"])[0] == "1":
            group = facts["NAME"][0]
        if facts.get("MUTESOLO", ["0"])[0] == "1" or facts.get("VOLPAN", ["1"])[0] == "0" or facts["NAME"][0] == OWN:
            continue
        for item in (each for each in branch[1:] if each[0] == ["ITEM"]):
            said = {each[0]: each[1:] for each in item[1:] if isinstance(each[0], str)}
            sound, _ = soundfile.read(out / "session" / said["NAME"][0])
            at = round(float(said["POSITION"][0]) * RATE)
            into = sums.setdefault(group, np.zeros((frames, 2)))[at:at + len(sound)]
            into += sound[:len(into)]
    return sums


def apart_db(one: Sound, other: Sound) -> float:
    return float(10.0 * np.log10(((one - other) ** 2).sum() / (other ** 2).sum()))


def test_the_session_plays_what_the_programme_plays(demo: Demo) -> None:
    """Within -60 dB under words with level and bell, as the DAWproject has them; without automation it is another music."""
    full, _ = soundfile.read(demo.out / "mix/music_20.wav")
    ducked, _ = soundfile.read(demo.out / "mix/music_ducked_20.wav")
    with zipfile.ZipFile(demo.out / "session/score.dawproject") as archive:
        moves = in_dawproject(etree.fromstring(archive.read("project.xml")))
    with (demo.out / "mix/duck.csv").open(encoding="utf-8") as table:
        assert {(row["group"], row["band"]) for row in csv.DictReader(table) if row["band"] != "centre"} == set(moves) != set()
    sums = folders(demo.out, len(full))
    plain: Sound = np.sum(list(sums.values()), axis=0)
    gain = float((plain * full).sum() / (plain * plain).sum())    # the one gain of all music
    assert apart_db(gain * plain, full) < -80.0, "the stems as placed are the music"
    times = np.arange(len(full)) / RATE
    level = gain * np.sum([sound * fader(moves.get((group, "full")), times) for group, sound in sums.items()], axis=0)
    belled = through_bells(level, moves, times)
    under = np.min([curve(times) for (_, band), curve in moves.items() if band != "full"], axis=0) < -0.5
    assert apart_db(belled[under], ducked[under]) < -60.0
    assert apart_db(gain * plain[under], ducked[under]) > -15.0, "switched off, it is full"


def test_opened_and_played_the_session_is_the_programme_but_for_one_gain(demo: Demo) -> None:
    """Stems, what gives way, and the picture's own sound at its fader: within -60 dB of the programme."""
    programme, _ = soundfile.read(demo.out / "mix/programme_20.wav")
    own, _ = soundfile.read(demo.out / "mix/production_20.wav")
    with zipfile.ZipFile(demo.out / "session/score.dawproject") as archive:
        root = etree.fromstring(archive.read("project.xml"))
    moves, times = in_dawproject(root), np.arange(len(programme)) / RATE
    (volume,) = (float(str(each.xpath("string(Channel/Volume/@value)")))
                 for each in root.iter("Track") if each.get("name") == OWN)
    sums = folders(demo.out, len(own))
    level: Sound = np.sum([sound * fader(moves.get((group, "full")), times) for group, sound in sums.items()], axis=0)
    played = through_bells(level, moves, times) + volume * own
    gain = float((played * programme).sum() / (played * played).sum())
    assert apart_db(gain * played, programme) < -60.0
    assert apart_db(gain * (played + 0.5 * volume * own), programme) > -20.0, "another fader is another balance"


def through_bells(level: Sound, moves: dict[tuple[str, str], Callable[[Sound], Sound]], times: Sound) -> Sound:
    """Sound through the bells in a row, the same on every group."""
    for name, band in BANDS.items():
        curves = [curve for (_, moved), curve in moves.items() if moved == name]
        assert all(np.array_equal(curves[0](times[::480]), each(times[::480])) for each in curves), "one bell for all"
        if curves:
            level = level + (fader(curves[0], times) - 1.0) * sosfilt(band, level, axis=0)
    return level


def fader(curve: Callable[[Sound], Sound] | None, times: Sound) -> Sound:
    """A curve in decibels as gain, [frames, 1]; 1 where there is none."""
    return np.ones((len(times), 1)) if curve is None else 10.0 ** (curve(times) / 20.0)[:, None]
