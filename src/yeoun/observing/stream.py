"""A sound stream as 48 kHz stereo on picture time, in blocks.

Each decoded frame is put where its timestamp says: the stream's start offset is honoured and holes are filled with
silence. Channels are mixed down by name after ITU-R BS.775 (centre and surrounds at -3 dB, no LFE), without
normalising: the scale stays that of the source. The rate is changed by soxr (HQ). The result is exactly as long as the
picture; what was cut or padded is told.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import av
import numpy as np
import soxr
from numpy.typing import NDArray

from yeoun.model.media import Caution
from yeoun.units.time import HOUSE_RATE, Seconds

MINUS_3 = 0.7071067811865476
HOLE_S = 0.03        # our choice: timestamps in milliseconds jitter by less
TOLD_S = 0.15        # our choice: shorter holes are filled without a word
ENDS_S = 0.1         # our choice: a difference in length worth a word

_LEFT = {"FL": 1.0, "FC": MINUS_3, "FLC": 1.0, "BL": MINUS_3, "SL": MINUS_3, "BC": 0.5, "TFL": MINUS_3, "TBL": MINUS_3,
         "DL": 1.0}
_RIGHT = {"FR": 1.0, "FC": MINUS_3, "FRC": 1.0, "BR": MINUS_3, "SR": MINUS_3, "BC": 0.5, "TFR": MINUS_3, "TBR": MINUS_3,
          "DR": 1.0}

Block = NDArray[np.float32]    # [frames, channels], full scale 1.0


@dataclass(slots=True)
class Told:
    """What was found while a stream was read; filled in as its blocks go by."""

    cautions: list[Caution] = field(default_factory=list)
    peak: float = 0.0            # largest sample in the source's scale, after mixing down


@dataclass(frozen=True, slots=True)
class Source:
    """Which stream of which file, where its first sample lies in picture time, and what to call it."""

    path: Path
    index: int | None            # stream index in the file; None = the first sound stream
    start_s: Seconds
    name: str                    # for the user: "the production sound"
    keep_mono: bool = False      # a mono stream stays one channel


def fold(names: tuple[str, ...], keep_mono: bool) -> NDArray[np.float32]:
    """The matrix [channels, out] that mixes named channels down to stereo.

    names       channel names as ffmpeg writes them
    keep_mono   one channel stays one; otherwise it stands on both sides, unchanged

    >>> fold(("FL", "FR", "FC", "LFE", "SL", "SR"), False).round(2).tolist()[2]
    [0.7099999785423279, 0.7099999785423279]
    """
    if len(names) == 1:
        return np.ones((1, 1 if keep_mono else 2), dtype=np.float32)
    known = any(name in _LEFT or name in _RIGHT for name in names)
    if not known:    # discrete channels without names: the first two are left and right
        return np.eye(len(names), 2, dtype=np.float32)
    return np.array([[_LEFT.get(name, 0.0), _RIGHT.get(name, 0.0)] for name in names], dtype=np.float32)


def channels_of(source: Source) -> int:
    """How many channels the blocks of a source have: 1 or 2."""
    with av.open(str(source.path), metadata_errors="ignore") as container:
        stream = _stream(container, source.index)
        return 1 if source.keep_mono and stream.codec_context.channels == 1 else 2


def _stream(container: av.container.InputContainer, index: int | None) -> av.AudioStream:
    return container.streams.audio[0] if index is None else container.streams[index]


def _decoded(source: Source, told: Told) -> Iterator[tuple[float, int, Block]]:
    """(seconds of picture, rate, samples) of each frame, mixed down."""
    lost = 0
    with av.open(str(source.path), metadata_errors="ignore") as container:
        stream = _stream(container, source.index)
        first = stream.start_time
        packets = container.demux(stream)
        while True:
            try:
                frames = next(packets).decode()
            except (StopIteration, av.error.EOFError):
                break
            except av.error.FFmpegError:
                lost += 1
                continue
            for frame in frames:
                first = frame.pts if first is None else first
                since = 0.0 if frame.pts is None else float((frame.pts - first) * frame.time_base)
                at = float(source.start_s) + since
                names = tuple(channel.name for channel in frame.layout.channels)
                yield at, frame.sample_rate, _floats(frame) @ fold(names, source.keep_mono)
    if lost:
        told.cautions.append(Caution("sound.damaged", f"{lost} packets of {source.name} could not be decoded; "
                                     "silence stands in."))


def _floats(frame: av.AudioFrame) -> Block:
    data = frame.to_ndarray()
    channels = frame.layout.nb_channels
    data = data.T if frame.format.is_planar else data.reshape(-1, channels)
    if data.dtype.kind == "u":
        return np.asarray((data.astype(np.float32) - 128.0) / 128.0, dtype=np.float32)
    if data.dtype.kind == "i":
        return np.asarray(data.astype(np.float64) / float(1 << (8 * data.dtype.itemsize - 1)), dtype=np.float32)
    return np.asarray(data, dtype=np.float32)


def _placed(source: Source, told: Told) -> Iterator[tuple[int, Block]]:
    """(rate, samples) without holes, the first at picture time 0."""
    written = 0
    for at, rate, block in _decoded(source, told):
        begin = round(at * rate)
        if begin - written > HOLE_S * rate:
            hole = begin - written
            if written and hole > TOLD_S * rate:
                told.cautions.append(Caution("sound.hole", f"{source.name.capitalize()} is missing for {hole / rate:.2f} s; silence "
                                             "stands in.", Seconds(round(written / rate, 3))))
            for _ in range(hole // rate):
                yield rate, np.zeros((rate, block.shape[1]), dtype=np.float32)
            yield rate, np.zeros((hole % rate, block.shape[1]), dtype=np.float32)
            written += hole
        if not written and begin < 0:
            block = block[min(-begin, len(block)):]
            if not len(block):
                continue
        written += len(block)
        yield rate, block


def _at_house_rate(source: Source, told: Told) -> Iterator[Block]:
    stream: soxr.ResampleStream | None = None
    width = 2
    for rate, block in _placed(source, told):
        width = block.shape[1]
        if rate == HOUSE_RATE and stream is None:
            yield block
            continue
        stream = stream or soxr.ResampleStream(rate, HOUSE_RATE, width, dtype="float32", quality="HQ")
        made = np.asarray(stream.resample_chunk(np.ascontiguousarray(block)), dtype=np.float32).reshape(-1, width)
        if len(made):
            yield made
    if stream is not None:
        tail = stream.resample_chunk(np.zeros((0, width), dtype=np.float32), last=True)
        yield np.asarray(tail, dtype=np.float32).reshape(-1, width)


def _regular(blocks: Iterator[Block], size: int) -> Iterator[Block]:
    held: list[Block] = []
    count = 0
    for block in blocks:
        held.append(block)
        count += len(block)
        if count >= size:
            whole = np.concatenate(held)
            for start in range(0, count - size + 1, size):
                yield whole[start:start + size]
            rest = count % size
            held, count = ([whole[count - rest:]], rest) if rest else ([], 0)
    if count:
        yield np.concatenate(held)


def stereo_blocks(source: Source, length: int, told: Told, size: int = int(HOUSE_RATE)) -> Iterator[Block]:
    """The stream on picture time, at 48 kHz, in blocks of `size` frames (the last may be shorter).

    source   which stream
    length   exactly how many frames to give: longer is cut, shorter is padded with silence
    told     receives the cautions and the largest sample
    """
    given, over, width = 0, 0, 1 if source.keep_mono else 2
    for block in _regular(_at_house_rate(source, told), size):
        width = block.shape[1]
        kept = block[:max(0, length - given)]
        over += len(block) - len(kept)
        if len(kept):
            told.peak = max(told.peak, float(np.abs(kept).max()))
            given += len(kept)
            yield kept
    if over > ENDS_S * HOUSE_RATE:
        told.cautions.append(Caution("sound.longer", f"{source.name.capitalize()} is {over / HOUSE_RATE:.2f} s longer than the "
                                     "picture; the end was cut.", Seconds(round(length / HOUSE_RATE, 3))))
    short = length - given
    if short > ENDS_S * HOUSE_RATE:
        told.cautions.append(Caution("sound.shorter", f"{source.name.capitalize()} is {short / HOUSE_RATE:.2f} s shorter than the "
                                     "picture; silence was added.", Seconds(round(given / HOUSE_RATE, 3))))
    while short > 0:
        block = np.zeros((min(size, short), width), dtype=np.float32)
        short -= len(block)
        yield block
