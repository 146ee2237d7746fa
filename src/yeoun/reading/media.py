"""What the picture file says of itself: exact rate, whole frames, streams, timecode.

The rate is not taken from the header but from the presentation times of every packet, read by demuxing without
decoding: a header of 23.976 may mean 24000/1001 or 24, and only the times tell. A rate is constant when every
|pts - n / rate| is at most one tick of the container's clock (our choice); anything else is refused, by name and
place, because music cannot be laid on a picture whose frames have no number.

Conventions: times of packets are counted in ticks of `time_base`; frame 0 is the first frame shown.
"""

from dataclasses import dataclass
from fractions import Fraction
from math import floor
from pathlib import Path
from typing import Any

import av

from yeoun.errors import InputRefused
from yeoun.model.media import Caution, Media, SoundStream
from yeoun.reading.clock import constant_rate
from yeoun.reading.texts import LARGEST
from yeoun.units.time import Seconds, frame_of

SHORTEST_S = 2.0  # our choice: the shortest useful film
MISSING_S = 0.5  # our choice: a file may end this much before its header says
SQUARE = Fraction(1, 100)  # our choice: pixel aspect within 1 % counts as square


@dataclass(frozen=True, slots=True)
class Look:
    """The picture file as demuxed: what it is, where its keyframes lie, what the user should know."""

    media: Media
    keyframes: tuple[int, ...]  # frame numbers, ascending, the first is 0
    cautions: tuple[Caution, ...]


@dataclass(slots=True)
class _Ticks:
    """What one stream's packets said."""

    pts: list[int]
    keys: list[int]
    packets: int = 0
    end: int = 0
    untimed: int = 0


def look_at(path: Path, name: str, stream: int | None = None) -> Look:
    """The facts of a picture file.

    path     the file
    name     what to call it in refusals
    stream   the stream to use, by its number in the file; None: the default-flagged first, else the first
    Refuses  InputRefused: missing, empty, no media, no picture, truncated, variable rate, shorter than 2 s
    """
    container = _opened(path, name)
    with container:
        video, sound, cautions = _chosen(container, name, stream)
        rotation = _first_picture(path, name, video.index)
        ticks = _demuxed(container, name)
        times = ticks[video.index]
        base = Fraction(video.time_base)
        _refuse_cut_off(container, video, ticks, name)
        pts = sorted(times.pts)
        rate = constant_rate(pts, base, _declared(video), name)
        frames = len(pts)
        if Fraction(frames) / rate < SHORTEST_S:
            raise InputRefused(
                name=name,
                where="the picture",
                why=f"it lasts {float(frames / rate):.2f} s ({frames} frames); the "
                f"shortest film that can be scored has {SHORTEST_S:.0f} s",
                now="Give a longer picture",
            )
        start, is_drop, doubts = _start_timecode(container, video, rate, name)
        numbers = {ticks_at: number for number, ticks_at in enumerate(pts)}
        keyframes = tuple(sorted({0, *(numbers[key] for key in times.keys if key in numbers)}))
        media = Media(
            container=container.format.name,
            codec=video.codec_context.name,
            video_stream=video.index,
            rate=rate,
            frames=frames,
            width=video.codec_context.width,
            height=video.codec_context.height,
            start_frame=start,
            first_pts=pts[0],
            time_base=base,
            sound=_sound(sound, ticks, base * pts[0]),
            subtitle_streams=tuple(each.index for each in container.streams.subtitles),
            is_drop=is_drop,
        )
        cautions += [*doubts, *_shape(video, rotation, name), *_lengths(media, name)]
    return Look(media, keyframes, tuple(cautions))


def _opened(path: Path, name: str) -> Any:
    if not path.is_file():
        raise InputRefused(name=name, where="the file", why="there is no such file", now="Check the name")
    if path.stat().st_size == 0:
        raise InputRefused(name=name, where="byte 0", why="the file is empty", now="Copy or export the picture again")
    try:
        return av.open(str(path))
    except (av.FFmpegError, OSError) as trouble:
        raise InputRefused(
            name=name,
            where="the header",
            why=_why_closed(path),
            now="Give a film such as MP4, MOV, MKV or WebM, or export it again",
        ) from trouble


def _why_closed(path: Path) -> str:
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(4096)
    if head[4:8] in {b"ftyp", b"mdat", b"moov", b"wide", b"free"}:
        return "the file is truncated or damaged: its table of contents is missing, as after a copy that broke off"
    if size <= LARGEST and head.count(0) == 0 and sum(byte < 9 for byte in head) == 0:
        return "it is not a film but looks like text"
    return "it is not a film this program can open"


def _chosen(container: Any, name: str, stream: int | None) -> tuple[Any, Any | None, list[Caution]]:
    videos = [each for each in container.streams.video if not _is_cover(each)]
    sounds = list(container.streams.audio)
    if not videos:
        why = "it holds sound but no picture" if sounds else "it holds neither picture nor sound"
        raise InputRefused(
            name=name, where="the streams", why=why, now="Give the film; clean dialogue goes into --dialogue"
        )
    if stream is not None and stream not in {each.index for each in (*videos, *sounds)}:
        known = ", ".join(f"{each.index} ({each.type})" for each in (*videos, *sounds))
        raise InputRefused(
            name=name,
            where=f"stream {stream}",
            why=f"it has no such picture or sound; it has {known}",
            now="Choose one of these with --stream",
        )
    video, sound = _first(videos, stream), _first(sounds, stream) if sounds else None
    cautions = []
    for kind, used, all_of in (("picture", video, videos), ("sound", sound, sounds)):
        others = ", ".join(str(each.index) for each in all_of if each is not used)
        if others and used is not None:
            cautions.append(
                Caution(
                    "several_streams",
                    f"{name} has several {kind} streams; {used.index} is used, not {others} (--stream chooses)",
                )
            )
    if sound is None:
        cautions.append(
            Caution(
                "no_sound",
                f"{name} has no sound: speech, breaths, steps and silences could not be heard, so the "
                "music follows picture and texts alone",
            )
        )
    return video, sound, cautions


def _is_cover(stream: Any) -> bool:
    return bool(stream.disposition & av.stream.Disposition.attached_pic) or stream.codec_context is None


def _first(streams: list[Any], wanted: int | None) -> Any:
    for each in streams:
        if each.index == wanted:
            return each
    flagged = [each for each in streams if each.disposition & av.stream.Disposition.default]
    return (flagged or streams)[0]


def _first_picture(path: Path, name: str, index: int) -> Any:
    """The first frame, decoded: proof that the picture can be, and where rotation and interlacing are written."""
    try:
        with av.open(str(path)) as again:
            return next(again.decode(again.streams[index]))
    except StopIteration:
        why = "no frame of the picture could be decoded"
    except (av.FFmpegError, OSError, ValueError, NotImplementedError) as trouble:
        why = f"its picture cannot be decoded ({trouble})"
    raise InputRefused(name=name, where=f"stream {index}", why=why, now="Export it again as H.264 in MP4")


def _demuxed(container: Any, name: str) -> dict[int, _Ticks]:
    ticks = {each.index: _Ticks([], []) for each in container.streams}
    try:
        for packet in container.demux():
            times = ticks.get(packet.stream_index)
            if times is None or packet.size == 0:
                continue
            times.packets += 1
            if packet.pts is None:
                times.untimed += 1
                continue
            times.end = max(times.end, packet.pts + (packet.duration or 0))
            if not packet.is_discard:
                times.pts.append(packet.pts)
                if packet.is_keyframe:
                    times.keys.append(packet.pts)
    except av.FFmpegError as trouble:
        raise InputRefused(
            name=name,
            where=f"packet {sum(t.packets for t in ticks.values())}",
            why=f"the file is damaged ({trouble.strerror})",
            now="Copy or export the picture again",
        ) from trouble
    return ticks


def _refuse_cut_off(container: Any, video: Any, ticks: dict[int, _Ticks], name: str) -> None:
    times = ticks[video.index]
    again = "Copy or export the picture again"
    if not times.pts:
        raise InputRefused(
            name=name, where="the picture", why="its frames carry no times", now="Wrap it again as MP4 or MKV"
        )
    if times.untimed:
        raise InputRefused(
            name=name,
            where="the picture",
            why=f"{times.untimed} of its {times.packets} frames carry no time",
            now="Wrap it again as MP4 or MKV",
        )
    if video.frames and times.packets < video.frames:
        raise InputRefused(
            name=name,
            where=f"frame {times.packets}",
            why=f"the file ends there, though its header promises {video.frames} frames: it is truncated",
            now=again,
        )
    if container.duration:
        begin = (container.start_time or 0) / av.time_base
        end = max(float(t.end * Fraction(container.streams[k].time_base)) for k, t in ticks.items() if t.packets)
        promised = container.duration / av.time_base
        if promised - (end - begin) > max(MISSING_S, 0.02 * promised) and container.format.name.startswith("matroska"):
            raise InputRefused(
                name=name,
                where=f"{end - begin:.2f} s",
                why=f"the file ends there, though its header promises {promised:.2f} s: it is truncated",
                now=again,
            )


def _declared(video: Any) -> Fraction | None:
    for rate in (video.average_rate, video.base_rate, video.guessed_rate):
        if rate:
            return Fraction(rate)
    return None


def _start_timecode(container: Any, video: Any, rate: Fraction, name: str) -> tuple[int, bool, list[Caution]]:
    texts = [video.metadata.get("timecode"), container.metadata.get("timecode")]
    texts += [each.metadata.get("timecode") for each in container.streams]
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


def _sound(sound: Any | None, ticks: dict[int, _Ticks], first: Fraction) -> SoundStream | None:
    if sound is None or not ticks[sound.index].pts:
        return None
    base, times = Fraction(sound.time_base), ticks[sound.index]
    begin, end = min(times.pts) * base, times.end * base
    if sound.duration:  # containers that say so know better than the last packet
        end = begin + sound.duration * base
    context = sound.codec_context
    layout = context.layout.name if context.layout else f"{context.channels} channels"
    return SoundStream(
        sound.index,
        context.name,
        int(context.sample_rate or 0),
        int(context.channels or 0),
        layout,
        _rounded(begin - first),
        _rounded(end - begin),
    )


def _rounded(seconds: Fraction) -> Seconds:
    return Seconds(floor(seconds * 1_000_000 + Fraction(1, 2)) / 1_000_000)


def _shape(video: Any, picture: Any, name: str) -> list[Caution]:
    cautions = []
    aspect = video.sample_aspect_ratio
    if aspect and abs(Fraction(aspect) - 1) > SQUARE:
        cautions.append(
            Caution(
                "anamorphic",
                f"{name} has pixels {Fraction(aspect)} times as wide as high; it is watched as stored "
                "and delivered as it is",
            )
        )
    if picture.rotation:
        cautions.append(
            Caution(
                "rotated",
                f"{name} is to be shown turned by {picture.rotation} degrees; it is watched as stored and "
                "delivered as it is",
            )
        )
    if picture.interlaced_frame:
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
