"""What the booth gives, as plain nouns: facts of a film, its small pictures, its sound, its words.

Whatever comes back from a projector is checked here before anyone believes it: a decoder that was taken over may say
anything. What does not fit is a damaged file.
"""

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yeoun.booth import wire
from yeoun.booth.booth import AGAIN, LIMITS, Limits, Reel, facts_of, project, too_many_pixels
from yeoun.errors import InputRefused

PACE = 20e6    # bytes of a file that are looked through like one second of film
FORMS = {"u8": np.uint8, "s16": np.int16, "s32": np.int32, "s64": np.int64, "flt": np.float32, "dbl": np.float64}
Block = NDArray[np.float32]    # [frames, channels], full scale 1.0


@dataclass(frozen=True, slots=True)
class First:
    """The first frame of a picture stream: `why` says why there is none."""

    rotation: int
    is_interlaced: bool
    why: str


@dataclass(frozen=True, slots=True)
class Stream:
    """What a container says of one stream. Times in ticks of `time_base`."""

    index: int
    kind: str                    # video, audio, subtitle, data, attachment
    codec: str                   # empty: no decoder for it
    time_base: Fraction | None
    duration: int | None
    frames: int                  # as promised by the header; 0 = it does not say
    is_default: bool
    is_cover: bool
    timecode: str | None
    language: str
    width: int
    height: int
    aspect: Fraction | None      # of one pixel
    rate: Fraction | None        # frames a second as the header has it
    rate_hz: int
    channels: int
    layout: str
    names: tuple[str, ...]       # of the channels, as FFmpeg writes them
    first: First | None


@dataclass(frozen=True, slots=True, eq=False)
class Film:
    """A container as demuxed. Rows of `ticks`: stream and marks (wire.py), presentation time, duration."""

    format: str
    start_s: float
    length_s: float | None       # as promised by the header
    timecode: str | None
    streams: tuple[Stream, ...]
    ticks: NDArray[np.int64]
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """One decoded frame of sound: when in the file (None = right after the one before), and its samples."""

    at: Fraction | None
    rate: int
    names: tuple[str, ...]
    samples: Block


@dataclass(frozen=True, slots=True)
class Words:
    """One event of a subtitle stream; times in seconds of the file."""

    stream: int
    start: Fraction
    end: Fraction
    text: str


def look(path: Path, name: str, limits: Limits = LIMITS) -> Film | str:
    """A film's facts, by demuxing all of it; a sentence when it is none that can be opened.

    path     the file
    name     what to call it in refusals
    """
    reel = Reel(path, name, "the header", path.stat().st_size / PACE)
    facts: dict[str, Any] = {}
    ticks: list[bytes] = []
    for kind, body in project(reel, {"job": "look"}, limits):
        if kind == wire.FACTS:
            facts = facts_of(reel, body)
            reel = Reel(path, name, "its packets", reel.seconds)
        elif kind == wire.TICKS:
            ticks.append(body)
        elif kind == wire.END:
            end = facts_of(reel, body)
            if "closed" in end:
                return str(end["closed"])
    try:
        return Film(str(facts["format"]), (facts["start"] or 0) / 1e6,
                    None if facts["duration"] is None else facts["duration"] / 1e6, facts["timecode"],
                    tuple(_stream(each, name) for each in facts["streams"]),
                    np.frombuffer(b"".join(ticks), dtype=np.int64).reshape(-1, 3), tuple(map(str, end.get("faults", ()))))
    except (KeyError, TypeError, ValueError, ZeroDivisionError) as fault:
        raise _nonsense(reel) from fault


def _nonsense(reel: Reel) -> InputRefused:
    return InputRefused(name=reel.name, where=reel.where, why="what it says of itself makes no sense", now=AGAIN)


def _fraction(pair: Sequence[int] | None) -> Fraction | None:
    return Fraction(pair[0], pair[1]) if pair and pair[1] else None


def _stream(facts: dict[str, Any], name: str) -> Stream:
    first = facts["first"]
    if first and first.get("why") == "pixels":
        raise too_many_pixels(name, f"stream {facts['index']}", str(first["detail"]))
    return Stream(
        int(facts["index"]), str(facts["kind"]), str(facts["codec"]), _fraction(facts["time_base"]), facts["duration"],
        int(facts["frames"] or 0), bool(facts["default"]), bool(facts["cover"]), facts["timecode"], str(facts["language"]),
        int(facts.get("width", 0)), int(facts.get("height", 0)), _fraction(facts.get("aspect")), _fraction(facts.get("rate")),
        int(facts.get("rate_hz", 0)), int(facts.get("channels", 0)), str(facts.get("layout", "")),
        tuple(map(str, facts.get("names", ()))),
        First(int(first.get("rotation", 0)), bool(first.get("interlaced")), str(first.get("why", ""))) if first else None)


def pictures(reel: Reel, *, stream: int, rate: Fraction, first_pts: int, time_base: Fraction, first: int, end: int,
             limits: Limits = LIMITS) -> Iterator[tuple[int, NDArray[np.uint8]]]:
    """Small frames [90, 160, 3] from `first` to before `end`, each with its number; what cannot be decoded is missing."""
    seek = first_pts + round(float(first / rate / time_base))
    job = {"job": "pictures", "stream": stream, "rate": [rate.numerator, rate.denominator], "first_pts": first_pts,
           "time_base": [time_base.numerator, time_base.denominator], "first": first, "end": end, "seek": seek}
    size = wire.SMALL[0] * wire.SMALL[1] * 3
    for kind, body in project(reel, job, limits):
        if kind == wire.PICTURE:
            number = wire.NUMBER.unpack_from(body)[0]
            if len(body) != wire.NUMBER.size + size or not first <= number < end:
                raise _nonsense(reel)
            yield number, np.frombuffer(body, dtype=np.uint8, offset=wire.NUMBER.size).reshape(*wire.SMALL, 3)


@dataclass(frozen=True, slots=True)
class Voice:
    """What a sound stream says of itself."""

    channels: int
    names: tuple[str, ...]
    rate: int


def sound(reel: Reel, stream: int | None, limits: Limits = LIMITS) -> tuple[Voice, Iterator[Piece | Fraction]]:
    """A sound stream (None is the first one): its facts, and every decoded frame.

    Among the frames a bare time, in seconds of the file, stands where a packet could not be decoded.
    """
    messages = project(reel, {"job": "sound", "stream": stream}, limits)
    kind, body = next(messages)
    try:
        if kind != wire.FACTS:
            raise ValueError("no facts")
        facts = facts_of(reel, body)
        voice = Voice(int(facts["channels"]), tuple(map(str, facts["names"])), int(facts["rate"]))
        base = _fraction(facts["time_base"]) or Fraction(1)
    except (KeyError, TypeError, ValueError) as fault:
        raise _nonsense(reel) from fault
    return voice, _pieces(reel, messages, base)


def _pieces(reel: Reel, messages: Iterator[tuple[bytes, bytes]], base: Fraction) -> Iterator[Piece | Fraction]:
    for kind, body in messages:
        if kind == wire.LOST:
            at = facts_of(reel, body).get("pts")
            yield (at if isinstance(at, int) else 0) * base
        elif kind == wire.SOUND:
            yield piece_of(reel, body)


def piece_of(reel: Reel, body: bytes) -> Piece:
    """One decoded frame of sound from its message."""
    try:
        long = wire.SHORT.unpack_from(body)[0]
        head = facts_of(reel, body[wire.SHORT.size:wire.SHORT.size + long])
        names, count, rate = tuple(map(str, head["names"])), int(head["samples"]), int(head["rate"])
        data = np.frombuffer(body, dtype=FORMS[head["form"]], offset=wire.SHORT.size + long)
        data = data.reshape(len(names), count).T if head["planar"] else data.reshape(count, len(names))
        base = _fraction(head["base"])
        at = None if head["pts"] is None or base is None else int(head["pts"]) * base
    except (KeyError, TypeError, ValueError, struct.error) as fault:
        raise _nonsense(reel) from fault
    if not 1 <= rate <= 1_000_000 or not names:
        raise _nonsense(reel)
    return Piece(at, rate, names, _floats(data))


def _floats(data: NDArray[Any]) -> Block:
    if data.dtype.kind == "u":
        return np.asarray((data.astype(np.float32) - 128.0) / 128.0, dtype=np.float32)
    if data.dtype.kind == "i":
        return np.asarray(data.astype(np.float64) / float(1 << (8 * data.dtype.itemsize - 1)), dtype=np.float32)
    with np.errstate(over="ignore", invalid="ignore"):    # what is too large for it becomes infinite: who listens takes it out
        return np.asarray(data, dtype=np.float32)


def words(reel: Reel, streams: Sequence[int], limits: Limits = LIMITS) -> tuple[tuple[Words, ...], dict[int, str], dict[int, str]]:
    """The events of text subtitle streams; for each stream that could not be read, why; and the streams' languages."""
    found: list[Words] = []
    end: dict[str, Any] = {}
    for kind, body in project(reel, {"job": "words", "streams": list(streams)}, limits):
        facts = facts_of(reel, body)
        try:
            if kind == wire.WORDS:
                base = _fraction(facts["base"]) or Fraction(1)
                start = facts["pts"] * base
                found.append(Words(int(facts["stream"]), start, start + facts["duration"] * base, str(facts["text"])))
            elif kind == wire.END:
                end = facts
        except (KeyError, TypeError, ValueError) as fault:
            raise _nonsense(reel) from fault
    by_stream = ({int(index): str(each) for index, each in end.get(key, {}).items()} for key in ("troubles", "languages"))
    troubles, languages = by_stream
    return tuple(found), troubles, languages
