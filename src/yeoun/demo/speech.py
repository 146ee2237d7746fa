"""The two voices: espeak-ng speaks each line, and a little equalising and a room make it stand in its scene.

espeak-ng is a separate program (GPL-3), started as one and never linked; the same words and settings give the same
samples. What it says is cut to the speech itself, so that a line begins on the very sample the screenplay names.
"""

import io
import shutil
import subprocess

import numpy as np
import soundfile
import soxr
from scipy import signal

from yeoun.demo.chance import grains
from yeoun.demo.screenplay import HERTZ, SAMPLES_A_FRAME, Line, Manner, person
from yeoun.errors import MachineLacks

PROGRAM = "espeak-ng"
EDGE = 0.02                  # our choice: speech begins where it first reaches this share of its peak
LEVEL_LUFS = {Manner.SPOKEN: -22.0, Manner.UNSEEN: -24.0, Manner.PHONE: -23.0, Manner.INNER: -23.0}    # our choice
TAIL_S = 0.30                # how long a room may ring after the last word
# K-weighting at 48 kHz: ITU-R BS.1770-5, annex 1, tables 1 and 2
_K_SHELF = ((1.53512485958697, -2.69169618940638, 1.19839281085285), (1.0, -1.69065929318241, 0.73248077421585))
_K_PASS = ((1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621))


def _spoken(line: Line) -> np.ndarray:
    """The line as espeak-ng says it, mono at 48 kHz, cut to the speech."""
    voice = person(line.who)
    found = shutil.which(PROGRAM)
    if found is None:
        raise MachineLacks(what=PROGRAM, needed_for="the demo film",
                           now="Install it (on Debian and Ubuntu: sudo apt install espeak-ng, or make setup)")
    said = subprocess.run([found, "-v", f"ko+{voice.variant}", "-p", str(voice.pitch), "-s", str(voice.speed),
                           "--stdout",
                           line.ko], capture_output=True, check=False)
    if said.returncode != 0 or not said.stdout:
        raise MachineLacks(what="the Korean voice of espeak-ng", needed_for="the demo film",
                           now="Install the package espeak-ng-data, and check: espeak-ng -v ko 안녕")
    samples, hertz = soundfile.read(io.BytesIO(said.stdout), dtype="float64")
    loud: np.ndarray = soxr.resample(samples, hertz, HERTZ, quality="HQ")
    there = np.flatnonzero(np.abs(loud) > EDGE * np.abs(loud).max())
    cut = loud[there[0]:there[-1] + 1].copy()
    ramp = 96
    cut[:ramp] *= np.linspace(0.3, 1.0, ramp)
    cut[-4 * ramp:] *= np.linspace(1.0, 0.0, 4 * ramp)
    return cut


def _band(sound: np.ndarray, low: float, high: float, order: int = 2) -> np.ndarray:
    sections = signal.butter(order, (low, high), "bandpass", fs=HERTZ, output="sos")
    passed: np.ndarray = signal.sosfilt(sections, sound)
    return passed


def _ring(sound: np.ndarray, wet: float, decay_s: float, name: int) -> np.ndarray:
    """The sound in a small room: itself, and a diffuse tail `wet` strong that falls by 60 dB in `decay_s`."""
    length = round(TAIL_S * HERTZ)
    t = np.arange(length) / HERTZ
    tail = grains(length, name) * 10.0 ** (-3.0 * t / decay_s)
    tail[: round(0.006 * HERTZ)] = 0.0
    tail *= wet / np.sqrt((tail**2).sum())
    echo: np.ndarray = signal.fftconvolve(sound, tail)
    echo[: len(sound)] += sound
    return echo


def loudness(sound: np.ndarray) -> float:
    """The loudness of a mono sound played from both loudspeakers, ungated, in LUFS (ITU-R BS.1770).

    >>> round(loudness(0.1 * np.sin(2 * np.pi * 997 * np.arange(48000) / 48000)), 1)
    -20.0
    """
    weighted = signal.lfilter(*_K_PASS, signal.lfilter(*_K_SHELF, sound))
    return float(-0.691 + 10.0 * np.log10(2.0 * np.mean(weighted**2) + 1e-20))


def speak(line: Line) -> tuple[np.ndarray, int]:
    """A line as it will be heard: its sound (48 kHz, mono, ready to be laid at its place), and its length in samples.

    The length is that of the words; the sound may ring a little longer.
    Refuses  MachineLacks, when espeak-ng or its Korean voice is not installed
    Refuses  ValueError, when the words need longer than the screenplay gives them: a mistake of ours
    """
    dry = _spoken(line)
    room = round((line.by - line.at) * SAMPLES_A_FRAME)
    if len(dry) > room:
        raise ValueError(f"line {line.id} needs {len(dry)} samples and has {room}: give it more room in the screenplay")
    match line.manner:
        case Manner.SPOKEN:
            sound = _ring(_band(dry, 110.0, 8200.0), 0.10, 0.22, 5)
        case Manner.UNSEEN:
            sound = _ring(_band(dry, 160.0, 3600.0), 0.34, 0.30, 6)
        case Manner.PHONE:
            narrow = _band(dry, 320.0, 3300.0, 4)
            sound = np.tanh(narrow / np.abs(narrow).max() * 2.4)
        case Manner.INNER:
            sound = _ring(_band(dry, 90.0, 9000.0), 0.42, 0.55, 7)
    gain = 10.0 ** ((LEVEL_LUFS[line.manner] + (3.0 if line.ko.endswith("!") else 0.0)
                     - loudness(sound[: len(dry)])) / 20.0)
    return sound * gain, len(dry)
