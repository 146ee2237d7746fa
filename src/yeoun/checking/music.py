"""Music against picture: hits heard on the stems, hits in the MIDI, silences that are silent. Each with its chance level.

A hit is heard where the energy of its part rises: the steepest 10 ms rise of the 1 ms envelope near the moment, its half-rise
point taken as the perceptual attack. Chance: the same measure on 200 circular shifts of the list of hits.
"""

import math
from typing import Any

import mido
import numpy as np
from numpy.typing import NDArray

from yeoun.checking.finding import Finding
from yeoun.checking.folder import Folder

EARLY_S, LATE_S = 0.0, 0.042       # contract: class A hits are heard 0 to 42 ms after their frame
NEAR_S = 0.250                     # how far from its moment an attack is looked for
GRACE_S = 0.003                    # half the envelope's window: the meter's own uncertainty
SHIFTS = 200
SILENT_DB = -60.0


def of_hits(folder: Folder) -> list[Finding]:
    """Class A hits as heard, with chance beside; hits of every class as the MIDI has them."""
    heard, moments = [], []
    for cue in folder.json("spotting/spotting.json")["cues"]:
        for hit in cue["hits"]:
            if hit["class"] == "A" and hit["lands"] is not None:
                moments.append((cue, hit))
    envelopes = {(cue["id"], hit["lands"]["part"]): _envelope(folder, cue["id"], hit["lands"]["part"]) for cue, hit in moments}
    for cue, hit in moments:
        heard.append(_met(envelopes[cue["id"], hit["lands"]["part"]], hit["at_s"] - cue["start_s"], hit["lands"]["kind"]))
    met = sum(EARLY_S - GRACE_S <= late <= LATE_S + GRACE_S for late in heard if late is not None)
    chance = _chance(moments, envelopes)
    lates = ", ".join("none" if late is None else f"{1000 * late:+.0f}" for late in heard) or "no class A hit"
    return [Finding("class A hits heard 0 to +42 ms after the frame", "stems", f"{len(heard)} of {len(heard)}",
                    f"{met} of {len(heard)} (ms: {lates}); chance {100 * chance:.0f} %", met == len(heard)), _in_midi(folder)]


def _envelope(folder: Folder, cue: str, part: str) -> NDArray[np.float64]:
    """Energy of a part's stem in 1 ms steps, smoothed over 5 ms, as amplitude."""
    stem = next((path for path in sorted((folder.root / "cues" / cue / "stems").glob("*.wav"))
                 if path.stem.split("_", 1)[1] == part), None)
    if stem is None:
        return np.zeros(1)
    mono = folder.sound(str(stem.relative_to(folder.root))).mean(axis=1)
    steps = np.square(mono[:len(mono) // 48 * 48].reshape(-1, 48)).mean(axis=1)
    return np.sqrt(np.convolve(steps, np.ones(5) / 5, mode="same"))


def _met(envelope: NDArray[np.float64], at_s: float, kind: str) -> float | None:
    """How late the nearest attack (or stop) is heard, in seconds; None when there is none."""
    first, last = max(0, int((at_s - NEAR_S) * 1000)), min(len(envelope), int((at_s + NEAR_S) * 1000))
    window = envelope[first:last]
    if len(window) < 50 or window.max() < 1e-5:
        return None
    if kind == "stop":
        window = window[::-1]
    rises = window[30:] - window[:-30]
    if rises.max() < 0.15 * window.max():
        return None
    start = int(np.argmax(rises))
    low, high = window[start], window[start:start + 60].max()
    half = start + int(np.argmax(window[start:start + 60] >= low + 0.5 * (high - low)))
    index = len(window) - 1 - half if kind == "stop" else half
    return (first + index) / 1000.0 - at_s


def _chance(moments: list[tuple[dict[str, Any], dict[str, Any]]], envelopes: dict[tuple[str, str], NDArray[np.float64]]) -> float:
    """The share of hits that would be met were the list shifted round the cue: the mean over many shifts."""
    if not moments:
        return 0.0
    met = tried = 0
    for k in range(1, SHIFTS + 1):
        for cue, hit in moments:
            length = cue["end_s"] - cue["start_s"]
            at = math.fmod(hit["at_s"] - cue["start_s"] + length * k / (SHIFTS + 1), length)
            late = _met(envelopes[cue["id"], hit["lands"]["part"]], at, hit["lands"]["kind"])
            met += late is not None and EARLY_S - GRACE_S <= late <= LATE_S + GRACE_S
            tried += 1
    return met / tried


def _in_midi(folder: Folder) -> Finding:
    """Hits as the cue's own MIDI file has them, read back by mido: their markers against the picture."""
    worst, count = 0.0, 0
    for cue in folder.json("spotting/spotting.json")["cues"]:
        file = mido.MidiFile(folder.root / "cues" / cue["id"] / f"{cue['id']}.mid", charset="utf-8")
        marks, at, tempo = [], 0.0, 500_000
        for message in mido.merge_tracks(file.tracks):
            at += mido.tick2second(message.time, file.ticks_per_beat, tempo)
            if message.type == "set_tempo":
                tempo = message.tempo
            elif message.type == "marker" and message.text.startswith("HIT "):
                marks.append(at)
        for hit in cue["hits"]:
            if hit["lands"] is None:
                continue
            count += 1
            worst = max(worst, min((abs(at - (hit["at_s"] - cue["start_s"])) for at in marks), default=math.inf))
    return Finding("hits in the MIDI", "cues/*.mid", "within 1 ms of the picture", f"{count} hits, worst {1000 * worst:.3f} ms",
                   worst <= 0.001)


def of_silences(folder: Folder) -> list[Finding]:
    """Composed silences that are to be cut clean: music under -60 dBFS a quarter of a second in."""
    found = []
    for silence in folder.json("spotting/spotting.json")["silences"]:
        if silence["kind"] != "composed" or silence["manner"] != "cut":
            continue
        start, end = round((silence["start_s"] + 0.25) * 48000), round(silence["end_s"] * 48000)
        if end <= start:
            continue
        block = folder.sound("mix/music_20.wav", start, end - start)
        peak = float(np.abs(block).max(initial=0.0))
        level = 20 * math.log10(peak) if peak > 0 else -200.0
        found.append(Finding(f"silence {silence['id']} is silent", f"{silence['tc_in']}", f"under {SILENT_DB:g} dBFS of music",
                             f"{level:.1f} dBFS", level < SILENT_DB))
    return found
