"""What the picture file says of itself: exact rate, whole frames, streams, timecode.

The rate is not taken from the header but from the presentation times of every packet, read by demuxing without
decoding, in the booth: a header of 23.976 may mean 24000/1001 or 24, and only the times tell. A rate is constant when every
|pts - n / rate| is at most one tick of the container's clock (our choice); anything else is refused, by name and
place, because music cannot be laid on a picture whose frames have no number.

Conventions: times of packets are counted in ticks of `time_base`; frame 0 is the first frame shown.
"""

from dataclasses import dataclass
from fractions import Fraction
from math import floor
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from yeoun.booth import films, wire
from yeoun.booth.films import Film, Stream
from yeoun.errors import InputRefused
from yeoun.model.media import Caution, Media, SoundStream
from yeoun.reading.clock import Grid, grid_of
from yeoun.reading.streams import chosen
from yeoun.reading.texts import LARGEST
from yeoun.units.time import Rate, Seconds, at_frame, frame_of

SHORTEST_S = 2.0  # our choice: the shortest useful film
MISSING_S = 0.5  # our choice: a file may end this much before its header says
SPARE = 2  # our choice: frames a header may promise too many, as AVI does
SQUARE = Fraction(1, 100)  # our choice: pixel aspect within 1 % counts as square


@dataclass(frozen=True, slots=True)
class Look:
    """The picture file as demuxed: what it is, where its keyframes lie, what the user should know."""

    media: Media
    keyframes: tuple[int, ...]  # frame numbers, ascending, the first is 0
    cautions: tuple[Caution, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Ticks:
    """What one stream's packets said: times of those that are shown, ascending, and which of them are keyframes."""

    pts: NDArray[np.int64]
    keys: NDArray[np.int64]
    packets: int
    untimed: int
    end: int

    @classmethod
    def of(cls, film: Film, stream: Stream) -> "_Ticks":
        """The packets of one stream."""
        marks, pts, lasts = film.ticks[(film.ticks[:, 0] & 0xFFFF) == stream.index].T
        timed = pts != wire.NO_TIME
        shown = timed & (marks & wire.DISCARD == 0)
        return cls(np.sort(pts[shown]), pts[shown & (marks & wire.KEY != 0)], len(pts), int((~timed).sum()),
                   int((pts + lasts)[timed].max(initial=0)))


def look_at(path: Path, name: str, streams: str | None = None) -> Look:
    """The facts of a picture file.

    path     the file
    name     what to call it in refusals
    streams  which to use (`streams.asked`); None: the default-flagged first, else the first
    Refuses  InputRefused: missing, empty, no media, no picture, streams it does not have, truncated, variable rate, shorter than 2 s
    """
    film = _opened(path, name)
    video, sound, cautions = chosen(film, name, streams)
    base = video.time_base or Fraction(1)
    times = _Ticks.of(film, video)
    _refuse_cut_off(film, video, times, name)
    grid = grid_of(times.pts.tolist(), base, video.rate, name)
    rate, frames = grid.rate, grid.frames
    if Fraction(frames) / rate < SHORTEST_S:
        raise InputRefused(
            name=name,
            where="the picture",
            why=f"it lasts {float(frames / rate):.2f} s ({frames} frames); the "
            f"shortest film that can be scored has {SHORTEST_S:.0f} s",
            now="Give a longer picture",
        )
    start, is_drop, doubts = _start_timecode(film, video, rate, name)
    first = int(times.pts[0])
    heard, unheard = _sound(sound, film, base * first, name)
    media = Media(
        container=film.format,
        codec=video.codec,
        video_stream=video.index,
        rate=rate,
        frames=frames,
        width=video.width,
        height=video.height,
        start_frame=start,
        first_pts=first,
        time_base=base,
        sound=heard,
        subtitle_streams=tuple(each.index for each in film.streams if each.kind == "subtitle"),
        is_drop=is_drop,
    )
    cautions += [*unheard, *doubts, *_shape(video, name), *_holes(film, grid, name), *_lengths(media, name)]
    return Look(media, _keyframes(grid, times), tuple(cautions))


def _keyframes(grid: Grid, times: _Ticks) -> tuple[int, ...]:
    numbers = np.asarray(grid.numbers)[np.searchsorted(times.pts, times.keys)] if len(times.keys) else np.zeros(0, dtype=int)
    return tuple(sorted({0, *numbers.tolist()}))


def _opened(path: Path, name: str) -> Film:
    if not path.is_file():
        raise InputRefused(name=name, where="the file", why="there is no such file", now="Check the name")
    if path.stat().st_size == 0:
        raise InputRefused(name=name, where="byte 0", why="the file is empty", now="Copy or export the picture again")
    film = films.look(path, name)
    if isinstance(film, str):
        raise InputRefused(
            name=name,
            where="the header",
            why=_why_closed(path),
            now="Give a film such as MP4, MOV, MKV or WebM, or export it again",
        )
    return film


def _why_closed(path: Path) -> str:
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(4096)
    if head[4:8] in {b"ftyp", b"mdat", b"moov", b"wide", b"free"}:
        return "the file is truncated or damaged: its table of contents is missing, as after a copy that broke off"
    if size <= LARGEST and head.count(0) == 0 and sum(byte < 9 for byte in head) == 0:
        return "it is not a film but looks like text"
    return "it is not a film this program can open"


def _refuse_cut_off(film: Film, video: Stream, times: _Ticks, name: str) -> None:
    again = "Copy or export the picture again"
    if times.untimed or not len(times.pts):
        raise InputRefused(
            name=name,
            where="the picture",
            why=f"{times.untimed} of its {times.packets} frames carry no time",
            now="Wrap it again as MP4 or MKV",
        )
    if times.packets + SPARE < video.frames and not film.faults:
        raise InputRefused(
            name=name,
            where=f"frame {times.packets}",
            why=f"the file ends there, though its header promises {video.frames} frames: it is truncated",
            now=again,
        )
    if film.length_s and film.format.startswith("matroska"):
        ends = [_Ticks.of(film, each).end * float(each.time_base) for each in film.streams if each.time_base]
        end = max(ends, default=0.0)
        if film.length_s - (end - film.start_s) > max(MISSING_S, 0.02 * film.length_s):
            raise InputRefused(
                name=name,
                where=f"{end - film.start_s:.2f} s",
                why=f"the file ends there, though its header promises {film.length_s:.2f} s: it is truncated",
                now=again,
            )


def _start_timecode(film: Film, video: Stream, rate: Rate, name: str) -> tuple[int, bool, list[Caution]]:
    texts = [video.timecode, film.timecode, *(each.timecode for each in film.streams)]
    text = next((each for each in texts if each), None)
    if text is None:
        return 0, False, []
    try:
        return int(frame_of(text, rate)), text[8:9] in {";", ","}, []
    except (ValueError, IndexError):
        return 0, False, [
            Caution(
                "bad_timecode",
                f"{name} begins at timecode {text}, which does not exist at {rate} frames a second; "
                "timecodes are counted from 00:00:00:00",
            )
        ]


def _sound(sound: Stream | None, film: Film, first: Fraction, name: str) -> tuple[SoundStream | None, list[Caution]]:
    if sound is None or sound.time_base is None:
        return None, []
    base, times = sound.time_base, _Ticks.of(film, sound)
    if not len(times.pts):
        return None, [Caution("no_sound", f"the sound stream of {name} is empty: nothing could be heard in it")]
    begin, end = int(times.pts[0]) * base, times.end * base
    if sound.duration:  # containers that say so know better than the last packet
        end = begin + sound.duration * base
    layout = sound.layout or f"{sound.channels} channels"
    return SoundStream(
        sound.index, sound.codec, sound.rate_hz, sound.channels, layout, _rounded(begin - first), _rounded(end - begin)
    ), []


def _rounded(seconds: Fraction) -> Seconds:
    return Seconds(floor(seconds * 1_000_000 + Fraction(1, 2)) / 1_000_000)


def _holes(film: Film, grid: Grid, name: str) -> list[Caution]:
    """What the file lost on the way: frames of which there is no packet, and places its container could not be read."""
    numbers = np.asarray(grid.numbers)
    at = np.flatnonzero(np.diff(numbers) > 1)
    missing = int((np.diff(numbers)[at] - 1).sum())
    if missing:
        first = int(numbers[at[0]]) + 1
        return [
            Caution(
                "picture_holes",
                f"{name} lacks {missing} frames in {len(at)} places, the first at {at_frame(first, grid.rate):.3f} s; the frame "
                "before stands in for them",
                at_frame(first, grid.rate),
            )
        ]
    if film.faults:
        return [Caution("file_damaged", f"{name} is damaged in {len(film.faults)} places ({film.faults[0]})")]
    return []


def _shape(video: Stream, name: str) -> list[Caution]:
    cautions = []
    if video.aspect and abs(video.aspect - 1) > SQUARE:
        cautions.append(
            Caution(
                "anamorphic",
                f"{name} has pixels {video.aspect} times as wide as high; it is watched as stored "
                "and delivered as it is",
            )
        )
    if video.first and video.first.rotation:
        cautions.append(
            Caution(
                "rotated",
                f"{name} is to be shown turned by {video.first.rotation} degrees; it is watched as stored and "
                "delivered as it is",
            )
        )
    if video.first and video.first.is_interlaced:
        cautions.append(Caution("interlaced", f"{name} is interlaced: motion and cuts are seen on whole frames"))
    return cautions


def _lengths(media: Media, name: str) -> list[Caution]:
    sound = media.sound
    if sound is None:
        return []
    over = sound.start_s + sound.length_s - media.length_s
    if over > 0.1:
        return [Caution("sound_longer", f"the sound of {name} runs {over:.2f} s past the picture; the rest is cut")]
    if over < -0.1:
        return [
            Caution("sound_shorter", f"the sound of {name} ends {-over:.2f} s before the picture; the rest is silence")
        ]
    return []
