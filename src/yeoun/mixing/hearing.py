"""How much of a line's words is lost under the music, told from short spectra, so that a depth can be tried without making a sound.

Idea: words are understood by how the level of each third of an octave moves. The picture's sound, the music and what the two share are
kept band by band every 12.5 ms; with the music at some depth their sum follows from these, and is held against the clean words as ESTOI
holds it (Jensen and Taal, IEEE TASLP 24(11), 2016): stretches of 0.4 s, every band, then every moment, brought to one size, and
correlated. It is a model of that measure, written from the paper; the benchmark judges the finished sound by pystoi.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.signal import freqz_sos

from yeoun.mixing import bells
from yeoun.mixing.voices import STEM_GAIN, Voice, read, sounding
from yeoun.mixing.words import Words, in_stereo
from yeoun.model.shelf import Shelf, SoundRef
from yeoun.units.loudness import K_WEIGHTING

RATE = 48_000
WINDOW, HOP, LINES = 1_200, 600, 2_400      # 25 ms, twice a window, 20 Hz apart
BANDS = len(bells.NAMES)
STEPS = np.arange(-6, BANDS + 6)            # bands below and above count for loudness only
CENTRES = 150.0 * 2.0 ** (STEPS / 3.0)      # Hz
SPOKEN = slice(6, 6 + BANDS)
STRETCH = 30                                # frames that are held against each other: 0.4 s
EVERY, MOST_STRETCHES = 6, 60               # our choice: a stretch every 75 ms, of long lines as many as this
FAR = 1e-4                                  # frames 40 dB under the loudest of a line are no part of it, as in ESTOI
LEAST = 1e-14                               # power of nothing
Spectra = NDArray[np.float32]               # [frames, bands]: power in every band
Floats = NDArray[np.float64]


@cache
def _shares() -> Floats:
    """Which lines of the spectrum belong to which band: [lines, bands]."""
    hertz = np.fft.rfftfreq(LINES, 1.0 / RATE)
    low, high = CENTRES * 2.0 ** (-1.0 / 6.0), CENTRES * 2.0 ** (1.0 / 6.0)
    return np.asarray(((hertz[:, None] >= low) & (hertz[:, None] < high)).astype(np.float64))


@cache
def _weights() -> Floats:
    """K-weighting of every band, in power."""
    return np.asarray(np.abs(freqz_sos(K_WEIGHTING, CENTRES, fs=RATE)[1]) ** 2)


@cache
def _through() -> NDArray[np.complex128]:
    """What the bells let through, five places in each band: [bells, bands x 5]."""
    return bells.responses((CENTRES[:, None] * 2.0 ** (np.arange(-2, 3) / 15.0)).ravel())


def left_by(depths_db: Floats) -> Floats:
    """What the bells leave of the power of every band: [bells] in positive decibels to [bands]."""
    return np.asarray(bells.power(_through(), depths_db).reshape(len(CENTRES), 5).mean(axis=1))


def _lines(mono: Floats) -> NDArray[np.complex128]:
    padded = np.zeros(max(WINDOW, len(mono)))
    padded[:len(mono)] = mono
    frames = np.lib.stride_tricks.sliding_window_view(padded, WINDOW)[::HOP]
    return np.asarray(np.fft.rfft(frames * np.hanning(WINDOW + 2)[1:-1], LINES, axis=1))


def _power(lines: NDArray[np.complex128]) -> Floats:
    return np.asarray((lines.real ** 2 + lines.imag ** 2) @ _shares())


def _evened(envelopes: Floats) -> Floats:
    """Stretches of envelopes of one size: each band of a stretch without its mean and of length one, then each moment so."""
    count = min(STRETCH, len(envelopes))
    starts = len(envelopes) - count + 1
    every = max(EVERY, starts // MOST_STRETCHES)
    out = np.lib.stride_tricks.sliding_window_view(envelopes, count, axis=0)[::every]    # [stretches, bands, frames]
    for axis in (2, 1):
        out = out - out.mean(axis=axis, keepdims=True)
        out = out / (np.sqrt((out * out).sum(axis=axis, keepdims=True)) + 1e-12)
    return out


def _kept(clean: Floats, power: Floats) -> float:
    """How well envelopes of a power follow the clean words, 1 at best."""
    found = _evened(np.sqrt(np.maximum(power, LEAST)))
    return float(np.vdot(clean, found) / (found.shape[0] * found.shape[2]))


@dataclass(frozen=True, slots=True, eq=False)
class Music:
    """Music of equal patience under a line: its power, and what it shares with the picture's sound; at mix level, before any gain."""

    power: Spectra
    shared: Spectra


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """One line as it is heard. `music` by how deep it may go as a whole, in decibels."""

    clean: Floats                     # evened envelopes of the words alone
    beside: Spectra                   # power of the picture's sound, words and all
    music: dict[float, Music]
    whole: Floats                     # power of all music in every band, wide, [bands]
    alone: float                      # how well the picture's sound keeps the words

    def lost(self, gain: float, depths_db: Floats, level_db: float) -> float:
        """What of the words is lost to the music, about 0..1.

        gain       linear, of all music
        depths_db  of every bell; level_db of everything, both in positive decibels
        """
        left = left_by(depths_db)[SPOKEN]
        power = self.beside.astype(np.float64)
        for most, music in self.music.items():
            square = gain * gain * 10.0 ** (-min(level_db, most) / 10.0) * left
            power += square * music.power + 2.0 * np.sqrt(square) * music.shared
        return self.alone - _kept(self.clean, power)

    def softer_db(self, depths_db: Floats) -> float:
        """By how many decibels the bells make the music softer, K-weighted."""
        weighted = self.whole * _weights()
        return float(-10.0 * np.log10((weighted @ left_by(depths_db)) / weighted.sum())) if weighted.sum() > 0.0 else 0.0


def listen(shelf: Shelf, voices: tuple[Voice, ...], most: dict[str, float], original: SoundRef, clean: SoundRef,
           words: tuple[Words, ...]) -> dict[Words, Heard]:
    """Every line with music under it, as it is heard before any gain.

    most      how deep each group may go, in decibels
    original  the picture's own sound; clean: the words alone, or the same
    """
    found = {}
    for stretch in words:
        start = round(stretch.start_s * RATE)
        frames = round(stretch.end_s * RATE) - start
        here = sounding(voices, start, frames)
        if not here or frames <= 0:
            continue
        spoken = _lines(in_stereo(shelf, clean, start, frames).mean(axis=1, dtype=np.float64))
        loud = (spoken.real ** 2 + spoken.imag ** 2).sum(axis=1)
        if loud.max() <= LEAST:
            continue
        said = loud > FAR * loud.max()
        spoken = spoken[said]
        beside = spoken if clean == original else _lines(in_stereo(shelf, original, start, frames).mean(axis=1, dtype=np.float64))[said]
        sums = {most[voice.group]: np.zeros(frames) for voice in here}
        for voice in here:
            sums[most[voice.group]] += STEM_GAIN * read(shelf, voice, start, frames).mean(axis=1, dtype=np.float64)
        music, whole = {}, np.zeros(len(CENTRES))
        for limit, mono in sums.items():
            lines = _lines(mono)[said]
            power = _power(lines)
            whole += power.sum(axis=0)
            shared = (beside * lines.conj()).real @ _shares()[:, SPOKEN]
            music[limit] = Music(power[:, SPOKEN].astype(np.float32), shared.astype(np.float32))
        even, around = _evened(np.sqrt(np.maximum(_power(spoken)[:, SPOKEN], LEAST))), _power(beside)[:, SPOKEN]
        found[stretch] = Heard(even, around.astype(np.float32), music, whole, _kept(even, around))
    return found
