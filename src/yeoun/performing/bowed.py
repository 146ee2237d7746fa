"""The haegeum (해금) and other bowed voices: a band-limited bow spectrum through the peaks of a small body.

Amplitudes fall as 1/h, tilted by the bow's force; a nasal peak near 1.1 kHz and little above 5 kHz (after measured
haegeum spectra, JAKO199015875837066); the bow's scrape is noise that follows the force. Glides are free.

Settings: `peak_hz` scale of the body's peaks (1.0; the ajaeng 0.45), `ceiling_hz` (5000), `scrape` (1.0).
"""

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, sosfilt

from yeoun.model.scored import Part, ScoreNote
from yeoun.performing.curve import cents_of
from yeoun.performing.daegeum import HARMONICS, blow
from yeoun.performing.fluid import RATE
from yeoun.performing.layers import luck_of
from yeoun.units.level import to_gain
from yeoun.units.pitch import to_hertz

STEP = 64
PEAKS = ((480.0, 0.25, 5.0), (1100.0, 0.35, 9.0), (2300.0, 0.25, 6.0), (3400.0, 0.2, 4.0))  # Hz, octaves, dB
RISE_S, RELEASE_S, LEGATO_S = 0.07, 0.12, 0.04
SCRAPE_DB = -34.0  # the bow's noise under the tone (our choice)
LEVEL = 0.0105  # force 0.5 reads -40 dBFS RMS (measured)


def _spectrum(hertz: float, force: float, settings: dict[str, float]) -> NDArray[np.float64]:
    order = np.arange(1, HARMONICS + 1)
    at = order * hertz
    octaves = np.log2(at / (settings.get("peak_hz", 1.0) * np.array([[peak[0]] for peak in PEAKS])))
    body = sum(gain * np.exp(-((row / width) ** 2)) for row, (_, width, gain) in zip(octaves, PEAKS, strict=True))
    above = np.maximum(0.0, np.log2(at / settings.get("ceiling_hz", 5000.0)))
    levels = 10.0 ** ((body - 30.0 * above) / 20.0) / order ** (1.25 - 0.5 * force)
    return np.asarray(levels / np.sqrt((levels * levels).sum() / 2.0))


def play_bowed(part: Part, settings: dict[str, float], frames: int) -> NDArray[np.float64]:
    """The part on a bowed string, mono, before level and ending.

    part      notes with their pitch curves
    settings  see the module
    frames    length of the stem in samples
    """
    out = np.zeros(frames)
    for note in part.notes:
        rise = LEGATO_S if note.articulation == "legato" else RISE_S
        start = round((note.onset_s - rise / 2.0) * RATE)
        tone = _bow(part, note, settings, round((note.length_s + rise / 2.0 + RELEASE_S) * RATE), rise)
        first, last = max(0, start), min(frames, start + len(tone))
        if last > first:
            out[first:last] += tone[first - start : last - start]
    return out


def _bow(part: Part, note: ScoreNote, settings: dict[str, float], length: int, rise: float) -> NDArray[np.float64]:
    hertz, points = to_hertz(note.key), length // STEP + 2
    t = np.arange(points) * STEP / RATE - rise / 2.0
    curve = cents_of(note, part.instrument, STEP / RATE)
    cents = np.zeros(points) if curve is None else np.interp(t, np.arange(len(curve)) * STEP / RATE, curve)
    f = hertz * 2.0 ** (cents / 1200.0)
    grow = 0.5 - 0.5 * np.cos(np.pi * np.clip((t + rise / 2.0) / rise, 0.0, 1.0))
    fall = 0.5 + 0.5 * np.cos(np.pi * np.clip((t - note.length_s) / RELEASE_S, 0.0, 1.0))
    envelope = grow * fall * 10.0 ** (-2.0 / 20.0 * np.clip(t / 4.0, 0.0, 1.0))
    amps = np.ascontiguousarray(envelope[:, None] * _spectrum(hertz, note.force, settings)[None, :])
    out = np.zeros(length)
    blow(f, amps, max(1, min(HARMONICS, int(0.45 * RATE / f.max()))), out)
    noise = luck_of(part, note, "scrape").standard_normal(length)
    scrape = np.asarray(sosfilt(butter(2, (900.0, 5000.0), "bandpass", fs=RATE, output="sos"), noise))
    level = (
        settings.get("scrape", 1.0)
        * to_gain(SCRAPE_DB)
        * np.interp(np.arange(length) / STEP, np.arange(points), envelope)
    )
    return np.asarray(LEVEL * (note.force / 0.5) ** 1.2 * (out + level * scrape / float(np.std(scrape) + 1e-12)))
