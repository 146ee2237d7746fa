"""A sound stream as 48 kHz stereo on picture time, in blocks; what is kept of it beside, where it is another layout.

Each decoded frame is put where its timestamp says: a late start is honoured, holes are filled with silence, what overlaps
is left out. Channels are mixed down by name after ITU-R BS.775 (centre and surrounds at -3 dB, no LFE), without
normalising: the scale stays that of the source. Where there is a centre among others, it goes beside the two as it is,
for the ear that seeks speech. The rate is changed by soxr (HQ). The result is exactly as long as the picture; what was
cut, padded or lost is told. Files are opened in the booth, never here.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import numpy as np
import soxr
from numpy.typing import NDArray

from yeoun.booth import films
from yeoun.booth.booth import Reel
from yeoun.booth.films import Piece
from yeoun.model.layouts import FIVE_ONE, MONO, SEVEN_ONE, Layout, layout_of
from yeoun.model.media import Caution
from yeoun.units.time import HOUSE_RATE, Seconds

MINUS_3 = 0.7071067811865476
HOLE_S = 0.03        # our choice: timestamps in milliseconds jitter by less
TOLD_S = 0.15        # our choice: shorter holes are filled without a word
ENDS_S = 0.1         # our choice: a difference in length worth a word
LOUDEST = 1000.0     # our choice: no sample of an honest file lies more than 60 dB over full scale
MOST_TOLD = 20       # our choice: cautions of one kind; the rest is counted

_LEFT = {"FL": 1.0, "FC": MINUS_3, "FLC": 1.0, "BL": MINUS_3, "SL": MINUS_3, "BC": 0.5, "TFL": MINUS_3, "TBL": MINUS_3,
         "DL": 1.0}
_RIGHT = {"FR": 1.0, "FC": MINUS_3, "FRC": 1.0, "BR": MINUS_3, "SR": MINUS_3, "BC": 0.5, "TFR": MINUS_3, "TBR": MINUS_3,
          "DR": 1.0}

FIVE_ONE_NAMES = ("FL", "FR", "FC", "LFE", "BL", "BR")

Block = NDArray[np.float32]    # [frames, channels], full scale 1.0


@dataclass(slots=True)
class Told:
    """What was found while a stream was read; filled in as its blocks go by."""

    cautions: list[Caution] = field(default_factory=list)
    peak: float = 0.0            # largest sample that is kept, in the source's scale


@dataclass(frozen=True, slots=True)
class Source:
    """Which stream of which file, where the picture begins in the file's own time, and what to call it."""

    path: Path
    index: int | None            # stream index in the file; None = the first sound stream
    zero_s: Fraction | None      # None = picture time begins with the sound
    name: str                    # for the user: "the production sound"
    file: str = ""               # the file's own name, for refusals
    keep_mono: bool = False      # a mono stream stays one channel

    def reel(self, seconds: float) -> Reel:
        """What the booth is asked to run."""
        return Reel(self.path, self.file or self.path.name, self.name, seconds)


@dataclass(frozen=True, slots=True)
class Shape:
    """What the blocks of a source hold: one or two channels to listen to, a centre beside them or none, and, where what is kept
    is not those, the channels that are: a 5.1 or 7.1 source whole, a mono one alone, by label in file order."""

    channels: int
    has_centre: bool
    kept: tuple[str, ...] = ()

    @property
    def columns(self) -> int:
        """How many columns a block has."""
        return self.channels + self.has_centre + len(self.kept)

    @property
    def layout(self) -> Layout:
        """The layout of what is kept."""
        return layout_of(len(self.kept) or self.channels)

    def written(self, block: Block) -> Block:
        """The columns of a block that are kept."""
        return block[:, -len(self.kept):] if self.kept else block[:, :self.channels]


@dataclass(frozen=True, slots=True)
class Running:
    """A source that is being decoded: the shape of its blocks, and what comes (films.sound)."""

    source: Source
    shape: Shape
    pieces: Iterator[Piece | Fraction]


def running(source: Source, length: int) -> Running:
    """A source from its beginning.

    length   how many frames at 48 kHz will be asked for: it limits how long decoding may take
    Refuses  InputRefused, when it is no sound that can be decoded
    """
    voice, pieces = films.sound(source.reel(length / HOUSE_RATE), source.index)
    names = named(voice.names)
    shape = Shape(1 if source.keep_mono and voice.channels == 1 else 2, voice.channels > 2 and "FC" in names,
                  kept_of(names, source.keep_mono))
    return Running(source, shape, pieces)


def kept_of(names: tuple[str, ...], keep_mono: bool) -> tuple[str, ...]:
    """The labels a source is kept by; empty where the channels one listens to are kept.

    >>> kept_of(("FL", "FR", "FC", "SL", "SR"), False)
    ('L', 'R', 'C', 'LFE', 'Ls', 'Rs')
    """
    if len(names) == 1:
        return () if keep_mono else MONO.labels
    if len(names) <= 2 or not {"FL", "FR"} <= set(names) <= {*FIVE_ONE_NAMES, "SL", "SR"}:
        return ()
    return SEVEN_ONE.labels if {"BL", "SL"} <= set(names) else FIVE_ONE.labels


def _places(names: tuple[str, ...], kept: tuple[str, ...]) -> NDArray[np.float32]:
    """The matrix [channels, kept] that puts named channels where they belong; strangers go to the sides they lean to."""
    surround = {"SL": "Lss", "SR": "Rss", "BL": "Lrs", "BR": "Rrs"} if "Lss" in kept else {
        "SL": "Ls", "SR": "Rs", "BL": "Ls", "BR": "Rs"}
    places = {"FL": "L", "FR": "R", "FC": "C", "LFE": "LFE", "MONO": "C"} | surround
    out = np.zeros((len(names), len(kept)), dtype=np.float32)
    for row, name in enumerate(names):
        if kept == MONO.labels:
            out[row] = 1.0 / len(names)
        elif places.get(name) in kept:
            out[row, kept.index(places[name])] = 1.0
        else:
            out[row, kept.index("L")], out[row, kept.index("R")] = _LEFT.get(name, 0.0), _RIGHT.get(name, 0.0)
    return out


def named(names: tuple[str, ...]) -> tuple[str, ...]:
    """The channels' names; six or eight without any are 5.1 or 7.1 in the order of WAVE files, which is what nearly all such hold.

    >>> named(("NONE",) * 6)[2]
    'FC'
    """
    if any(name in _LEFT or name in _RIGHT for name in names):
        return names
    return {6: FIVE_ONE_NAMES, 8: (*FIVE_ONE_NAMES, "SL", "SR")}.get(len(names), names)


def fold(names: tuple[str, ...], shape: Shape) -> NDArray[np.float32]:
    """The matrix [channels, out] that mixes named channels down to stereo, and hands the centre on beside it.

    names    channel names as ffmpeg writes them
    shape    one channel stays one where the shape says so; otherwise it stands on both sides, unchanged

    >>> fold(("FL", "FR", "FC", "LFE", "SL", "SR"), Shape(2, True)).round(2).tolist()[2]
    [0.7099999785423279, 0.7099999785423279, 1.0]
    """
    names = named(names)
    if len(names) == 1:
        sides = np.ones((1, shape.channels), dtype=np.float32)
    elif any(name in _LEFT or name in _RIGHT for name in names):
        sides = np.array([[_LEFT.get(name, 0.0), _RIGHT.get(name, 0.0)] for name in names], dtype=np.float32)
    else:    # discrete channels without names: the first two are left and right
        sides = np.eye(len(names), 2, dtype=np.float32)
    sides = sides[:, :shape.channels]
    centre = np.array([[float(name == "FC")] for name in names], dtype=np.float32)
    beside = ([centre] if shape.has_centre else []) + ([_places(names, shape.kept)] if shape.kept else [])
    return np.concatenate([sides, *beside], axis=1)


def _decoded(run: Running, told: Told) -> Iterator[tuple[float | None, int, Block]]:
    """(seconds of picture, rate, samples) of each frame, mixed down; None = right after the one before."""
    zero, lost, odd = run.source.zero_s, list[float](), list[float]()
    for piece in run.pieces:
        if isinstance(piece, Piece):
            if zero is None and piece.at is not None:
                zero = piece.at
            at = None if piece.at is None else float(piece.at - (zero or 0))
            samples, is_sound = piece.samples, np.abs(piece.samples) <= LOUDEST    # neither is what is no number
            if not is_sound.all():
                samples = np.where(is_sound, samples, np.float32(0.0))
                odd.append(max(0.0, at or 0.0))
            yield at, piece.rate, samples @ fold(piece.names, run.shape)
        else:
            lost.append(float(piece - (zero or 0)))
    told.cautions += _damages(run.source, lost)
    if odd:
        told.cautions.append(Caution("sound.damaged", f"{run.source.name.capitalize()} holds samples that are no sound (no number, or over "
                                     f"60 dB above full scale), the first near {odd[0]:.2f} s; silence stands in.",
                                     Seconds(round(odd[0], 3))))


def _damages(source: Source, lost: list[float]) -> list[Caution]:
    """One caution for each stretch of packets that could not be decoded."""
    stretches: list[list[float]] = []
    for at in sorted(lost):
        if stretches and at - stretches[-1][-1] < 0.5:
            stretches[-1].append(at)
        else:
            stretches.append([at])
    cautions = [Caution("sound.damaged", f"{len(each)} packets of {source.name} near {max(0.0, each[0]):.2f} s could not be "
                        "decoded; silence stands in.", Seconds(round(max(0.0, each[0]), 3))) for each in stretches]
    if len(cautions) > MOST_TOLD:
        return [*cautions[:MOST_TOLD], Caution("sound.damaged", f"And {len(cautions) - MOST_TOLD} more places of {source.name}.")]
    return cautions


def _placed(run: Running, length: int, told: Told) -> Iterator[tuple[int, Block]]:
    """(rate, samples) without holes or overlaps, the first at picture time 0."""
    written, last, doubled, source = 0, 0, 0, run.source
    for at, rate, block in _decoded(run, told):
        if last and rate != last:
            written = round(written * rate / last)
        last = rate
        begin = written if at is None else round(at * rate)
        end = length * rate // HOUSE_RATE
        if begin - written > HOLE_S * rate:
            hole = min(begin, end) - written
            if written and hole > TOLD_S * rate:
                told.cautions.append(Caution("sound.hole", f"{source.name.capitalize()} is missing for {hole / rate:.2f} s; silence "
                                             "stands in.", Seconds(round(written / rate, 3))))
            for start in range(0, hole, rate):
                yield rate, np.zeros((min(rate, hole - start), block.shape[1]), dtype=np.float32)
            written += max(0, hole)
        elif written - begin > HOLE_S * rate or begin < 0:
            again = min(written - begin, len(block))
            block, doubled = block[again:], doubled + (again if written else 0)
        if len(block):
            written += len(block)
            yield rate, block
    if last and doubled > TOLD_S * last:
        told.cautions.append(Caution("sound.overlap", f"{doubled / last:.2f} s of {source.name} lie where sound had been "
                                     "already; the first of each was kept."))


def _at_house_rate(run: Running, length: int, told: Told) -> Iterator[Block]:
    stream, now, width = None, 0, run.shape.channels + run.shape.has_centre
    for rate, block in _placed(run, length, told):
        if rate != now:
            if stream is not None:
                yield _resampled(stream, np.zeros((0, width), dtype=np.float32), last=True)
            stream = None if rate == HOUSE_RATE else soxr.ResampleStream(rate, HOUSE_RATE, width, dtype="float32", quality="HQ")
            now = rate
        made = block if stream is None else _resampled(stream, block)
        if len(made):
            yield made
    if stream is not None:
        yield _resampled(stream, np.zeros((0, width), dtype=np.float32), last=True)


def _resampled(stream: soxr.ResampleStream, block: Block, last: bool = False) -> Block:
    made = stream.resample_chunk(np.ascontiguousarray(block), last=last)
    return np.asarray(made, dtype=np.float32).reshape(-1, block.shape[1])


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


def stereo_blocks(run: Running, length: int, told: Told, size: int = int(HOUSE_RATE)) -> Iterator[Block]:
    """The stream on picture time, at 48 kHz, in blocks of `size` frames (the last may be shorter).

    run      the source; its blocks hold left and right (or one channel), and the centre beside them where there is one
    length   exactly how many frames to give: longer is cut, shorter is padded with silence
    told     receives the cautions and the largest sample
    """
    given, over, source, shape = 0, 0, run.source, run.shape
    for block in _regular(_at_house_rate(run, length, told), size):
        kept = block[:max(0, length - given)]
        over += len(block) - len(kept)
        if len(kept):
            told.peak = max(told.peak, float(np.abs(shape.written(kept)).max()))
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
        block = np.zeros((min(size, short), shape.columns), dtype=np.float32)
        short -= len(block)
        yield block
