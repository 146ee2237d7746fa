"""A headphone preview of the 7.1.4 music, through a measured head.

Idea: each loudspeaker is a direction of the KEMAR set (MIT Media Lab, Gardner and Martin, 1994; free use with the
authors cited), read from libmysofa's SOFA file. Raw, the set holds ear canal and measuring loudspeaker: it is made flat on
average over all directions (diffuse-field equalisation, 1/3 octave, +-18 dB). Under 200 Hz, where the data fades, level
alone places the sound. All of it is one FIR a loudspeaker and ear. A generic head: a preview, not anybody's ears.
"""

from dataclasses import dataclass
from functools import cache
from math import cos, radians, sin, sqrt
from pathlib import Path

import h5py
import numpy as np
from numpy.typing import NDArray
from scipy.fft import irfft, rfft
from scipy.signal import butter, fftconvolve, resample_poly, sosfilt

from yeoun.errors import MachineLacks
from yeoun.mixing.voices import blocks
from yeoun.model.layouts import SEVEN_ONE_FOUR
from yeoun.model.media import Caution
from yeoun.model.shelf import Shelf, SoundRef
from yeoun.units.level import to_db, to_gain
from yeoun.units.loudness import Weighing, integrated

KEMAR = (Path("/usr/share/libmysofa/MIT_KEMAR_normal_pinna.sofa"),
         Path("/usr/local/share/libmysofa/MIT_KEMAR_normal_pinna.sofa"))
DIRECTIONS = {"L": (30, 0), "R": (-30, 0), "C": (0, 0), "Lss": (90, 0), "Rss": (-90, 0), "Lrs": (135, 0),
              "Rrs": (-135, 0), "Ltf": (45, 45), "Rtf": (-45, 45), "Ltr": (135, 45), "Rtr": (-135, 45)}
TAPS, FFT = 2_048, 65_536
CROSS_HZ, EQ_TAPS, EQ_MOST_DB, SPECTRUM = 200.0, 512, 18.0, 8_192
LFE_GAIN = 0.5         # our choice
FULL = 0.985


@dataclass(frozen=True, slots=True)
class Heard:
    """The preview, and what should be known of it."""

    sound: SoundRef
    cautions: tuple[Caution, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Head:
    """Measured responses at 44.1 kHz: [directions, 2, taps], and where each was measured (azimuth, elevation)."""

    responses: NDArray[np.float64]
    azimuth: NDArray[np.float64]
    elevation: NDArray[np.float64]


def read_head(places: tuple[Path, ...] = KEMAR) -> Head:
    """The KEMAR set.

    Refuses  MachineLacks, when the file lies in none of the places
    """
    path = next((place for place in places if place.is_file()), None)
    if path is None:
        raise MachineLacks(what="the KEMAR head (MIT_KEMAR_normal_pinna.sofa)", needed_for="the headphone preview",
                           now="Install the Debian package libmysofa1")
    with h5py.File(path) as file:
        return Head(np.array(file["Data.IR"], dtype=np.float64), np.array(file["SourcePosition"])[:, 0],
                    np.array(file["SourcePosition"])[:, 1])


def diffuse_field(head: Head) -> NDArray[np.float64]:
    """Mean power over all directions and both ears, each direction weighted by its area: [bins], up to 24 kHz."""
    rings = {ring: int((np.round(head.elevation) == ring).sum()) for ring in np.unique(np.round(head.elevation))}
    weight = np.array([max(0.0, cos(radians(e))) / rings[round(e)] for e in head.elevation])
    weight[head.elevation > 89.0] = cos(radians(85.0))
    power = np.abs(rfft(head.responses, SPECTRUM, axis=2)) ** 2
    mean = np.einsum("d,db->b", weight / weight.sum(), power.mean(axis=1))
    at = np.arange(SPECTRUM // 2 + 1) * 48_000 / SPECTRUM
    at_48: NDArray[np.float64] = np.interp(at, np.arange(len(mean)) * 44_100 / SPECTRUM, mean)
    return at_48


def equaliser(mean: NDArray[np.float64]) -> NDArray[np.float64]:
    """A minimum-phase FIR that makes the mean flat, 0 dB at 200-1000 Hz."""
    at = np.arange(len(mean)) * 24_000 / (len(mean) - 1)
    low = np.searchsorted(at, at * 2 ** (-1 / 6))
    high = np.maximum(low + 1, np.searchsorted(at, at * 2 ** (1 / 6), side="right"))
    wished = float(mean[(at >= 200) & (at <= 1000)].mean())
    curve_db = np.zeros(len(mean))
    for _ in range(4):    # smoothing leans on steep slopes: look again at what is left
        total = np.concatenate([[0.0], np.cumsum(mean * 10.0 ** (curve_db / 10.0))])
        curve_db -= 10.0 * np.log10((total[high] - total[low]) / (high - low) / wished)
        curve_db = np.clip(curve_db, -EQ_MOST_DB, EQ_MOST_DB)
    first, last = np.searchsorted(at, 200.0), np.searchsorted(at, 16_000.0)
    curve_db[:first], curve_db[last:] = curve_db[first], curve_db[last]
    log_gain = curve_db / 20.0 * np.log(10.0)
    cepstrum = irfft(log_gain)
    size = len(cepstrum)
    cepstrum[1:size // 2] *= 2.0
    cepstrum[size // 2 + 1:] = 0.0
    response: NDArray[np.float64] = irfft(np.exp(rfft(cepstrum)))[:EQ_TAPS]
    response[EQ_TAPS // 2:] *= np.cos(np.linspace(0.0, np.pi / 2, EQ_TAPS // 2)) ** 2
    return response


@cache
def filters() -> NDArray[np.float32]:
    """One FIR for each channel of 7.1.4 in WAV order and each ear: [12, 2, TAPS]."""
    head = read_head()
    mean = diffuse_field(head)
    at = np.arange(len(mean)) * 24_000 / (len(mean) - 1)
    scale = 1.0 / sqrt(float(mean[(at >= 200) & (at <= 1000)].mean()))
    eq = equaliser(mean) * scale
    click = np.zeros(TAPS)
    click[0] = 1.0
    high, low = (sosfilt(np.concatenate([butter(2, CROSS_HZ, kind, fs=48_000, output="sos")] * 2), click)
                 for kind in ("highpass", "lowpass"))
    out = np.zeros((SEVEN_ONE_FOUR.channels, 2, TAPS))
    late = int(np.argmax(np.abs(resample_poly(head.responses[_nearest(head, 0, 0)][0], 160, 147))))
    bass = np.concatenate([np.zeros(late), low])[:TAPS]
    for k, label in enumerate(SEVEN_ONE_FOUR.labels):
        if label == "LFE":
            out[k] = LFE_GAIN * bass
            continue
        azimuth, elevation = DIRECTIONS[label]
        side = sin(radians(azimuth)) * cos(radians(elevation))
        for ear, share in ((0, 1.0 + side), (1, 1.0 - side)):
            measured = resample_poly(head.responses[_nearest(head, azimuth, elevation)][ear], 160, 147) * (147 / 160)
            out[k, ear] = fftconvolve(fftconvolve(measured, eq), high)[:TAPS] + sqrt(share) * bass
    return out.astype(np.float32)


def _nearest(head: Head, azimuth: float, elevation: float) -> int:
    """The measured direction nearest on the sphere."""
    a, e = np.radians(head.azimuth), np.radians(head.elevation)
    near = (np.sin(e) * sin(radians(elevation))
            + np.cos(e) * cos(radians(elevation)) * np.cos(a - radians(azimuth)))
    return int(np.argmax(near))


def in_ears(shelf: Shelf, music: SoundRef, start: int, frames: int) -> NDArray[np.float32]:
    """A block of the preview, not yet matched in level: [frames, 2]."""
    before = min(start, TAPS - 1)
    block = shelf.read(music, start - before, frames + before)
    spectra = np.zeros((2, FFT // 2 + 1), dtype=np.complex64)
    for channel in np.flatnonzero(block.any(axis=0)):
        spectra += rfft(block[:, channel], FFT)[None, :] * _spectra()[channel]
    return np.asarray(irfft(spectra, FFT, axis=1)[:, before:before + frames].T, dtype=np.float32)


@cache
def _spectra() -> NDArray[np.complex64]:
    return np.asarray(rfft(filters(), FFT, axis=2), dtype=np.complex64)


def binaural(shelf: Shelf, music: SoundRef, loudness: float | None, stamp: int) -> Heard:
    """The preview, as loud as the stereo music.

    music     the 7.1.4 music
    loudness  programme loudness of the stereo music, None for silence
    stamp     samples since midnight of the first frame
    """
    step = FFT - TAPS
    meter, peak = Weighing((1.0, 1.0), 480), 0.0
    for start, frames in blocks(music.frames, step):
        heard = in_ears(shelf, music, start, frames)
        meter.feed(heard)
        peak = max(peak, float(np.abs(heard).max()))
    own = integrated(meter.energies(), 480)
    wished = to_gain(loudness - own) if loudness is not None and own is not None else 1.0
    gain = min(wished, FULL / peak) if peak > 0.0 else 1.0
    with shelf.sound("binaural_20.wav", layout="2.0", channels=2, container="wav", time_reference=stamp,
                     description="Yeoun headphone preview (generic HRTF)") as out:
        for start, frames in blocks(music.frames, step):
            out.write(in_ears(shelf, music, start, frames) * np.float32(gain))
    if gain < wished:
        said = (f"the headphone preview is {to_db(wished / gain):.1f} dB softer than the stereo music, to stay under "
                "full scale")
        return Heard(out.ref, (Caution("binaural_lowered", said),))
    return Heard(out.ref, ())
