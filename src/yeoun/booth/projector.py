"""The side that opens the film: a process of its own, which is handed one open file and little memory.

Started by `booth.project` as a fresh program (never forked: the one who asks has threads). It is handed the film as an
open file, sets its own limits before it looks at one byte of it, and lets FFmpeg open that descriptor and nothing else
(`protocol_whitelist` fd), as one of the forms a film comes as (`format_whitelist`). Sources: FFmpeg's documentation of
protocols and demuxers; setrlimit(2). FFmpeg reaches no other file and no network; code that took the process over could.

Only PyAV and the standard library are imported. PyAV ignores `max_pixels` among the options of `open`; it is set on the
decoder.
"""

import contextlib
import itertools
import json
import os
import resource
import sys
from array import array
from collections.abc import Callable, Iterator
from typing import Any

import av
from av.video.reformatter import Colorspace, VideoReformatter

from yeoun.booth import wire

BT709 = 1              # AVCOL_SPC_BT709 in ffmpeg's frames
BATCH = 3 * 4096       # numbers of a batch of ticks
PLANAR = frozenset({"yuv420p", "yuv422p", "yuv444p", "yuv420p10le", "yuv422p10le", "yuv444p10le"})    # limited range, 8 and 10 bit
FARTHER_S = (0, 5, 30)     # how far before a reel decoding may have to begin, where a container's index is coarse
PATIENCE = 20          # our choice: faults of a container in a row until it is given up
NO_MEMORY = 12         # errno.ENOMEM, as FFmpeg hands it on
MOST_FIRSTS = 8        # picture streams whose first frame is looked at
Job = dict[str, Any]
Say = Callable[[bytes, bytes], None]


def main() -> None:
    """Read the job from standard input, do it, and tell it over standard output."""
    job: Job = json.loads(sys.stdin.buffer.readline())
    with os.fdopen(os.dup(1), "wb", buffering=1 << 16) as out:
        os.dup2(2, 1)    # whatever a library prints is no message

        def say(kind: bytes, body: bytes) -> None:
            out.write(wire.HEAD.pack(kind, len(body)))
            out.write(body)

        try:
            _limit(job)
            av.logging.set_level(None)
            say(wire.END, wire.written(_JOBS[job["job"]](job, say)))
        except MemoryError:
            say(wire.REFUSED, wire.written({"reason": "memory"}))
        except _NotHere as why:
            say(wire.REFUSED, wire.written({"reason": why.reason, "detail": why.detail}))
        except (av.FFmpegError, OSError, ValueError, LookupError, NotImplementedError) as why:
            reason = "memory" if getattr(why, "errno", 0) == NO_MEMORY else "unreadable"
            say(wire.REFUSED, wire.written({"reason": reason, "detail": _words(why)}))
        out.flush()
    os._exit(0)    # no tidying: decoders that were fed damage may crash on the way out


class _NotHere(Exception):
    """A reason that has a name."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(reason, detail)
        self.reason, self.detail = reason, detail


def _words(why: BaseException) -> str:
    return str(getattr(why, "strerror", "") or why)[:200]


def _limit(job: Job) -> None:
    """No more memory and processor time than allowed, no file written, no core left behind, few files open."""
    wanted = {"RLIMIT_AS": int(job["memory"]), "RLIMIT_CPU": int(job["cpu_s"]), "RLIMIT_FSIZE": 0, "RLIMIT_CORE": 0,
              "RLIMIT_NOFILE": int(job["fd"]) + 8}
    for name, most in wanted.items():
        kind = getattr(resource, name, None)
        if kind is not None:
            _, hard = resource.getrlimit(kind)
            value = most if hard == resource.RLIM_INFINITY else min(most, hard)
            with contextlib.suppress(ValueError, OSError):    # a system without this limit
                resource.setrlimit(kind, (value, value + 5 if name == "RLIMIT_CPU" and hard < 0 else value))


def _open(job: Job) -> Any:
    os.lseek(job["fd"], 0, os.SEEK_SET)
    options = {"fd": str(job["fd"]), "protocol_whitelist": "fd", "format_whitelist": wire.FORMATS,
               "max_streams": str(wire.MOST_STREAMS), "enable_drefs": "0"}
    return av.open("fd:", options=options, metadata_errors="ignore")


def _stream(container: Any, index: int | None, kind: str) -> Any:
    streams = container.streams.get(**{kind: 0}) if index is None else [
        each for each in container.streams if each.index == index]
    if not streams or streams[0].codec_context is None:
        raise _NotHere("unreadable", f"it has no {kind} that can be decoded")
    return streams[0]


def _allowed(stream: Any, threads: int = 1) -> Any:
    """A picture stream whose decoder refuses more pixels than allowed, also where the header lies."""
    context = stream.codec_context
    if context.width * context.height > wire.MOST_PIXELS:
        raise _NotHere("pixels", f"{context.width} x {context.height}")
    context.options = {"max_pixels": str(wire.MOST_PIXELS)}
    stream.thread_type = "AUTO"
    context.thread_count = threads
    return stream


# -- what the file says of itself ---------------------------------------------------------------------------------------


def _look(job: Job, say: Say) -> Job:
    try:
        firsts = _first_pictures(job)
    except (av.FFmpegError, OSError, ValueError) as why:
        if getattr(why, "errno", 0) == NO_MEMORY:
            raise MemoryError from why
        return {"closed": _words(why)}
    with _open(job) as container:
        say(wire.FACTS, wire.written({
            "format": container.format.name, "start": container.start_time, "duration": container.duration,
            "timecode": container.metadata.get("timecode"),
            "streams": [_of_stream(each, firsts.get(each.index)) for each in container.streams]}))
        ticks, faults = array("q"), list[str]()
        for packet in _packets(container, None, faults):
            marks = (wire.KEY * packet.is_keyframe | wire.DISCARD * packet.is_discard
                     | wire.CORRUPT * packet.is_corrupt | packet.stream_index)
            ticks.extend((marks, wire.NO_TIME if packet.pts is None else packet.pts, packet.duration or 0))
            if len(ticks) >= BATCH:
                say(wire.TICKS, ticks.tobytes())
                ticks = array("q")
        say(wire.TICKS, ticks.tobytes())
    return {"faults": faults}


def _packets(container: Any, stream: Any | None, faults: list[str], flush: bool = False) -> Iterator[Any]:
    """The packets of a container, past what is damaged in it; with `flush` also the empty one that ends a stream."""
    in_a_row = 0
    while in_a_row < PATIENCE:
        try:
            for packet in container.demux() if stream is None else container.demux(stream):
                in_a_row = 0
                if flush or packet.size or packet.pts is not None:    # an empty one with a time repeats a frame
                    yield packet
            return
        except av.error.EOFError:
            return
        except av.FFmpegError as why:
            _no_memory(why)
            faults.append(_words(why))
            in_a_row += 1


def _no_memory(why: BaseException) -> None:
    if getattr(why, "errno", 0) == NO_MEMORY or isinstance(why, MemoryError):
        raise MemoryError from why


def _pair(ratio: Any) -> list[int] | None:
    return [ratio.numerator, ratio.denominator] if ratio else None


def _of_stream(stream: Any, first: Job | None) -> Job:
    facts: Job = {"index": stream.index, "kind": stream.type, "time_base": _pair(stream.time_base),
                  "start": stream.start_time, "duration": stream.duration, "frames": stream.frames,
                  "default": bool(stream.disposition & av.stream.Disposition.default),
                  "cover": bool(stream.disposition & av.stream.Disposition.attached_pic), "first": first,
                  "timecode": stream.metadata.get("timecode"), "language": stream.metadata.get("language", "")}
    context = stream.codec_context
    facts["codec"] = context.name if context else ""
    if context and stream.type == "video":
        rates = (stream.average_rate, stream.base_rate, stream.guessed_rate)
        facts |= {"width": context.width, "height": context.height, "aspect": _pair(stream.sample_aspect_ratio),
                  "rate": _pair(next((rate for rate in rates if rate), None))}
    if context and stream.type == "audio":
        layout = context.layout
        facts |= {"rate_hz": context.sample_rate or 0, "channels": context.channels or 0,
                  "layout": layout.name if layout else "", "names": [each.name for each in layout.channels] if layout else []}
    return facts


def _first_pictures(job: Job) -> dict[int, Job]:
    """The first frame of each picture stream, decoded: proof that it can be, and where rotation and fields are written."""
    with _open(job) as container:
        indices = [each.index for each in container.streams.video if each.codec_context is not None
                   and not each.disposition & av.stream.Disposition.attached_pic][:MOST_FIRSTS]
    found: dict[int, Job] = {}
    for index in indices:
        try:
            with _open(job) as container:
                frame = next(_frames(container, _allowed(_stream(container, index, "video")), []), None)
                found[index] = {"why": "no frame of the picture could be decoded"} if frame is None else {
                    "rotation": frame.rotation, "interlaced": bool(frame.interlaced_frame)}
        except _NotHere as why:
            found[index] = {"why": why.reason, "detail": why.detail}
        except (av.FFmpegError, OSError, ValueError, NotImplementedError) as why:
            found[index] = {"why": f"its picture cannot be decoded ({_words(why)})"}
    return found


# -- pictures -----------------------------------------------------------------------------------------------------------


def _frames(container: Any, stream: Any, lost: list[int | None], begin: Any = None) -> Iterator[Any]:
    """Every whole frame; packets that cannot be decoded are noted, and the next keyframe heals the picture."""
    for packet in itertools.chain([] if begin is None else [begin], _packets(container, stream, [], flush=True)):
        if not packet.size and packet.pts is not None:    # to the decoder it would be the end
            continue
        try:
            pictures = packet.decode()
        except av.error.EOFError:
            return
        except av.FFmpegError as why:
            _no_memory(why)
            lost.append(packet.pts)
            continue
        yield from (each for each in pictures if isinstance(each, av.VideoFrame) and not each.is_corrupt)


def _pictures(job: Job, say: Say) -> Job:
    """Frames `first` to `end` of a stream, small, each with its number."""
    lost: list[int | None] = []
    with _open(job) as container:
        stream = _allowed(_stream(container, job["stream"], "video"))
        begin = _sought(container, stream, job["seek"]) if job["first"] else None
        rate, base = job["rate"], job["time_base"]
        shrink, codec = _Shrinker(), stream.codec_context.name
        for frame in _frames(container, stream, lost, begin):
            if frame.pts is None:
                continue
            over, under = (frame.pts - job["first_pts"]) * base[0] * rate[0], base[1] * rate[1]
            number = round_half_even(over, under)
            if number >= job["end"]:
                break
            if number >= job["first"]:
                shrunk = shrink(frame, _matrix_of(frame, codec))
                plane = shrunk.planes[0]
                say(wire.PICTURE, wire.NUMBER.pack(number) + _rows(bytes(plane), plane.line_size, 3 * wire.SMALL[1]))
    return {"lost": len(lost)}


class _Shrinker:
    """Frames made small and RGB: where they are planar YUV, small first, which is a fifth of the work and rounds once less.

    FFmpeg's scaler goes to RGB a line at a time otherwise, with chroma of half the width and two code values too dark (measured).
    """

    def __init__(self) -> None:
        self._shrink, self._colour = VideoReformatter(), VideoReformatter()

    def __call__(self, frame: Any, matrix: Colorspace) -> Any:
        rows, columns = wire.SMALL
        if frame.format.name in PLANAR:
            frame = self._shrink.reformat(frame, columns, rows, "yuv444p", interpolation="AREA")
        return self._colour.reformat(frame, columns, rows, "rgb24", src_colorspace=matrix, interpolation="AREA")


def round_half_even(over: int, under: int) -> int:
    """A ratio of whole numbers, rounded as Python rounds.

    >>> [round_half_even(each, 2) for each in (1, 3, 4, -1)]
    [0, 2, 2, 0]
    """
    whole, rest = divmod(over, under)
    return whole + (2 * rest > under or (2 * rest == under and whole % 2 == 1))


def _rows(plane: bytes, stride: int, width: int) -> bytes:
    if stride == width:
        return plane[:width * wire.SMALL[0]]
    return b"".join(plane[at:at + width] for at in range(0, stride * wire.SMALL[0], stride))


def _matrix_of(frame: Any, codec: str) -> Colorspace:
    if frame.colorspace == BT709 or (frame.colorspace == 2 and frame.height >= 720 and codec != "vp8"):
        return Colorspace.ITU709    # unlabelled HD is BT.709 by custom; VP8 knows only BT.601
    return Colorspace.ITU601


def _sought(container: Any, stream: Any, start: int) -> Any:
    """The keyframe's packet at or before a time; where an index is coarse it is looked for farther ahead."""
    for before_s in FARTHER_S:
        with contextlib.suppress(av.FFmpegError):
            container.seek(start - round(before_s / stream.time_base), stream=stream, backward=True, any_frame=False)
            packet = next((each for each in container.demux(stream) if each.is_keyframe and each.pts is not None), None)
            if packet is not None and packet.pts <= start:
                return packet
    container.seek(0)
    return None


# -- sound and words ----------------------------------------------------------------------------------------------------


def _sound(job: Job, say: Say) -> Job:
    """Every decoded frame of a sound stream, in the samples it came in."""
    with _open(job) as container:
        stream = _stream(container, job["stream"], "audio")
        names = [each.name for each in stream.codec_context.layout.channels]
        say(wire.FACTS, wire.written({"channels": stream.codec_context.channels, "names": names, "start": stream.start_time,
                                      "time_base": _pair(stream.time_base), "rate": stream.codec_context.sample_rate}))
        for packet in _packets(container, stream, [], flush=True):
            if not packet.size and packet.pts is not None:
                continue
            try:
                frames = packet.decode()
            except av.error.EOFError:
                break
            except av.FFmpegError as why:
                _no_memory(why)
                say(wire.LOST, wire.written({"pts": packet.pts, "why": _words(why)}))
                continue
            for frame in frames:
                _say_sound(frame, say)
    return {}


def _say_sound(frame: Any, say: Say) -> None:
    layout, form = frame.layout, frame.format
    wide = form.bytes * (1 if form.is_planar else layout.nb_channels)
    head = wire.written({"pts": frame.pts, "base": _pair(frame.time_base), "rate": frame.sample_rate, "form": form.packed.name,
                         "planar": form.is_planar, "samples": frame.samples, "names": [each.name for each in layout.channels]})
    body = b"".join(bytes(plane)[:frame.samples * wide] for plane in frame.planes)
    say(wire.SOUND, wire.SHORT.pack(len(head)) + head + body)


def _words_inside(job: Job, say: Say) -> Job:
    """The events of text subtitle streams."""
    troubles: dict[str, str] = {}
    languages: dict[str, str] = {}
    for index in job["streams"]:
        with _open(job) as container:
            try:
                stream = _stream(container, index, "subtitles")
                languages[str(index)] = stream.metadata.get("language", "")
                for packet in container.demux(stream):
                    if packet.size and packet.pts is not None:
                        _say_words(packet, say)
            except (av.FFmpegError, ValueError, NotImplementedError, _NotHere) as why:
                troubles[str(index)] = _words(why) if not isinstance(why, _NotHere) else why.detail
    return {"troubles": troubles, "languages": languages}


def _say_words(packet: Any, say: Say) -> None:
    for rect in packet.decode():
        words = getattr(rect, "dialogue", b"") or b""
        text = words.decode("utf-8", errors="replace") if isinstance(words, bytes) else str(words)
        say(wire.WORDS, wire.written({"stream": packet.stream_index, "pts": packet.pts, "duration": packet.duration or 0,
                                      "base": _pair(packet.time_base), "text": text}))


_JOBS: dict[str, Callable[[Job, Say], Job]] = {"look": _look, "pictures": _pictures, "sound": _sound, "words": _words_inside}
