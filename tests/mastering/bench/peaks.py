"""Loudness and true peaks of the masters on loudspeakers, by meters that set nothing, and again after AAC and Opus.

Loudness by libebur128 over the whole file; peaks by scipy's polyphase filter at 4 and 16 times. The trick beside them is a clipper at
the ceiling: its samples are right, and what lies between them is not. The baseline is the master's own gain without any limiter.
"""

import io
from collections.abc import Iterator
from typing import Any

import av
import numpy as np
import pyebur128
from numpy.typing import NDArray
from scipy.signal import firwin, upfirdn

from tests.composing.bench.figures import met, table
from tests.mastering.bench.drawn import Drawn, films
from yeoun.mastering.master import master
from yeoun.mastering.second_meter import TYPES
from yeoun.mastering.sources import source_of
from yeoun.mastering.targets import TARGETS
from yeoun.model.mixed import Destination, Master, Target

Sound = NDArray[np.float32]
RATE, BLOCK, AROUND, REACH, MOST = 48_000, 48_000, 64, 32, 2.4    # interpolating adds at most 7.6 dB
NEAR_LU, FINE_DB, READING_DB = 0.2, 0.1, 0.005
CODECS = {"AAC": ("aac", "adts", {2: 256_000, 6: 512_000}), "Opus": ("libopus", "ogg", {2: 192_000, 6: 448_000})}
LAYOUTS = {2: "stereo", 6: "5.1"}
ATMOS = {Destination.ATMOS_PROGRAMME, Destination.ATMOS_MUSIC}


def true_peak(sound: Sound, times: int) -> float:
    """The highest of a sound [frames, channels] oversampled so many times, in dBTP; blocks that cannot hold it are passed over.

    >>> tone = 0.5 * np.sin(np.pi / 2 * np.arange(48_000) + np.pi / 4)[:, None] * np.hanning(48_000)[:, None]
    >>> round(true_peak(tone.astype(np.float32), 16), 2) + 0.0
    -6.02
    """
    filters = times * firwin(2 * times * REACH + 1, 1 / times, window=("kaiser", 8.0))
    highest = 1e-10
    for channel in range(sound.shape[1]):
        line = sound[:, channel]
        starts = range(0, len(line), BLOCK)
        sizes = np.array([np.abs(line[max(0, at - AROUND):at + BLOCK + AROUND]).max() for at in starts])
        for k in np.argsort(-sizes):
            if sizes[k] * MOST <= highest:
                break
            before = min(AROUND, starts[k])
            fine = upfirdn(filters, line[starts[k] - before:starts[k] + BLOCK + AROUND].astype(np.float64), up=times)
            first = (before + REACH) * times    # what a cut edge rings with is not of the sound
            highest = max(highest, float(np.abs(fine[first if before else 0:first + BLOCK * times]).max()))
    return float(20 * np.log10(highest))


def loudness(sound: Sound, labels: tuple[str, ...]) -> float:
    """Integrated loudness by libebur128, told what every channel is."""
    state = pyebur128.R128State(len(labels), RATE, pyebur128.MeasurementMode.MODE_I)
    for channel, label in enumerate(labels):
        state.set_channel(channel, TYPES[label])
    state.add_frames(np.ascontiguousarray(sound).reshape(-1), len(sound))
    return float(pyebur128.get_loudness_global(state))


def over_words(sound: Sound, labels: tuple[str, ...], spoken: tuple[tuple[float, float], ...]) -> float:
    """Loudness of the lines taken together: each moment of 100 ms whose middle is in a line, ungated."""
    state = pyebur128.R128State(len(labels), RATE, pyebur128.MeasurementMode.MODE_M)
    for channel, label in enumerate(labels):
        state.set_channel(channel, TYPES[label])
    energies = []
    for at in range(0, len(sound) - 4_799, 4_800):
        state.add_frames(np.ascontiguousarray(sound[at:at + 4_800]).reshape(-1), 4_800)
        if any(start <= (at + 2_400) / RATE < end for start, end in spoken):
            energies.append(10 ** (float(pyebur128.get_loudness_window(state, 100)) / 10))
    return float(10 * np.log10(np.mean(energies)))


def coded(sound: Sound, codec: str) -> Sound:
    """A sound of two or six channels in WAV order, encoded by FFmpeg and decoded again, as long as what came out."""
    name, container, rates = CODECS[codec]
    channels = sound.shape[1]
    layout, held = LAYOUTS[channels], io.BytesIO()
    with av.open(held, "w", format=container) as out:
        stream: Any = out.add_stream(name, rate=RATE, layout=layout, bit_rate=rates[channels])
        resampler = av.AudioResampler(format="flt" if name == "libopus" else "fltp", layout=layout, rate=RATE)
        for at in range(0, len(sound), BLOCK):
            frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(sound[at:at + BLOCK]).reshape(1, -1), format="flt", layout=layout)
            frame.sample_rate, frame.pts = RATE, at
            for part in resampler.resample(frame):
                out.mux(stream.encode(part))
        out.mux(stream.encode(None))
    held.seek(0)
    with av.open(held) as back:
        to_planes = av.AudioResampler(format="fltp", layout=layout, rate=RATE)
        planes = [part.to_ndarray() for frame in back.decode(audio=0) for part in to_planes.resample(frame)]
    return np.ascontiguousarray(np.concatenate(planes, axis=1).T)


def _made(film: Drawn) -> Iterator[tuple[Target, Master, Sound, Sound]]:
    """Target, master, its sound, and what its gain alone makes of the same source."""
    band = film.band
    for target in TARGETS:
        if target.destination in ATMOS:
            continue
        made = master(band.shelf, band.episode, band.seen, film.mixed, target)
        source = source_of(band.shelf, film.mixed, target)
        alone = source.read(0, source.frames) * np.float32(10 ** (made.gain_db / 20))
        yield target, made, band.shelf.read(made.sound), np.asarray(alone, dtype=np.float32)


def _row(film: Drawn, target: Target, made: Master, sound: Sound, alone: Sound) -> list[str]:
    asked, ceiling = made.target, target.true_peak_dbtp
    labels = target.channels
    read = None if asked.lufs is None else (
        over_words(sound, labels, film.spoken) if asked.anchor == "speech" else loudness(sound, labels))
    four, sixteen = true_peak(sound, 4), true_peak(sound, 16)
    after = {codec: true_peak(coded(sound, codec), 4) for codec in CODECS} if sound.shape[1] in LAYOUTS else {}
    clip = np.float32(10 ** (ceiling / 20))
    is_met = is_held(ceiling, four, sixteen) and (read is None or asked.lufs is None or abs(read - asked.lufs) <= NEAR_LU)
    return [target.destination.value, "-" if asked.lufs is None else f"{asked.lufs:.1f} ({asked.anchor})",
            "-" if read is None else f"{read:.2f}", f"{ceiling:.1f}", f"{four:.2f}", f"{sixteen:.2f}", met(is_met),
            *(f"{after[codec]:.2f}" if codec in after else "-" for codec in CODECS),
            met(max(after.values()) <= ceiling + READING_DB) if after else "-", f"{true_peak(alone, 4):.2f}",
            f"{true_peak(np.clip(alone, -clip, clip), 4):.2f}"]


def is_held(ceiling: float, four: float, sixteen: float) -> bool:
    """Whether peaks keep a ceiling: at 4 times up to 0.005 dB, which is what our reading is worth, at 16 times within 0.1 dB.

    >>> is_held(-2.0, -2.1, -1.95), is_held(-2.0, -1.9, -1.9), is_held(-2.0, -2.0, -1.8)
    (True, False, False)
    """
    return four <= ceiling + READING_DB and sixteen <= ceiling + FINE_DB


def section() -> str:
    """The section of the page."""
    rows = [_row(film, *each) for film in films() for each in _made(film)]
    rates = "; ".join(f"{codec} at {', '.join(f'{rate // 1000} kbit/s in {n} channels' for n, rate in known.items())}"
                      for codec, (_, _, known) in CODECS.items())
    return ("## Peaks: every master on loudspeakers by a second meter\n\nLoudness within 0.2 LU of its target; true peak at or under the "
            "ceiling at 4 times, within 0.1 dB of it at 16 times, and at 4 times again after encoding and decoding "
            f"({rates}; FFmpeg's encoders). Seven channels and more go to no codec. One row for each master of each band; Atmos masters "
            "are not here.\n\n"
            + table(("master", "target, LUFS", "read, LUFS", "ceiling, dBTP", "4 times", "16 times", "goal met", "AAC", "Opus",
                     "goal met after codecs", "baseline: gain alone", "trick: clipped at the ceiling"), rows))
