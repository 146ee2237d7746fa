"""Which picture and which sound of a file are scored: as asked for, else those that the file itself plays first.

What is asked for is a number of a stream in the file (`2`, which is a picture or a sound), or a picture and a sound
(`video:0,audio:2`), by the numbers that a refusal or FFmpeg lists.
"""

import re

from yeoun.booth.films import Film, Stream
from yeoun.errors import InputRefused
from yeoun.model.media import Caution

KINDS = {"video": "video", "picture": "video", "v": "video", "audio": "audio", "sound": "audio", "a": "audio"}
CALLED = {"video": "picture", "audio": "sound"}
_ONE = re.compile(r"(?:(?P<kind>[a-z]+)\s*:\s*)?(?P<number>\d{1,4})")


def asked(text: str) -> tuple[tuple[str, int], ...] | None:
    """Kinds (video, audio, or empty where none is said) and numbers of streams; None where it names none, or one kind twice.

    >>> asked("video:0,audio:2"), asked("3"), asked("sound: 2")
    ((('video', 0), ('audio', 2)), (('', 3),), (('audio', 2),))
    >>> asked("first"), asked("video:0,video:1"), asked("film:0")
    (None, None, None)
    """
    found = [_ONE.fullmatch(part.strip()) for part in text.casefold().split(",")]
    named = [(KINDS.get(one["kind"] or "", one["kind"] or ""), int(one["number"])) for one in found if one is not None]
    kinds = [kind for kind, _ in named if kind]
    is_right = len(named) == len(found) <= 2 and set(kinds) <= set(CALLED) and len(set(kinds)) == len(kinds)
    return tuple(named) if is_right else None


def chosen(film: Film, name: str, streams: str | None) -> tuple[Stream, Stream | None, list[Caution]]:
    """The picture and the sound to use, and what is said of others.

    name     what to call the file in refusals
    streams  what was asked for
    Refuses  InputRefused: no picture, or none that can be decoded; streams that are not there, or not of the kind they are called
    """
    pictures = [each for each in film.streams if each.kind == "video" and not each.is_cover]
    videos = [each for each in pictures if each.codec]
    all_sounds = [each for each in film.streams if each.kind == "audio"]
    sounds = [each for each in all_sounds if each.codec]
    if not videos:
        why = "it holds sound but no picture" if sounds else "it holds neither picture nor sound"
        if pictures:
            why = "its picture is in a form for which there is no decoder here"
        raise InputRefused(
            name=name, where="the streams", why=why, now="Give the film; clean dialogue goes into --dialogue"
        )
    wanted = _wanted(streams, name, videos, sounds)
    video, sound = _first(videos, wanted.get("video")), _first(sounds, wanted.get("audio")) if sounds else None
    if video.first is None or video.first.why:
        why = video.first.why if video.first else "no frame of the picture could be decoded"
        raise InputRefused(name=name, where=f"stream {video.index}", why=why, now="Export it again as H.264 in MP4")
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
        what = "no sound" if not all_sounds else "sound in a form for which there is no decoder here"
        cautions.append(
            Caution(
                "no_sound",
                f"{name} has {what}: speech, breaths, steps and silences could not be heard, so the "
                "music follows picture and texts alone",
            )
        )
    return video, sound, cautions


def _wanted(streams: str | None, name: str, videos: list[Stream], sounds: list[Stream]) -> dict[str, int]:
    """The numbers that were asked for, by kind."""
    if streams is None:
        return {}
    known = ", ".join(f"{each.index} ({_told(each)})" for each in sorted((*videos, *sounds), key=lambda each: each.index))
    kinds = {each.index: each.kind for each in (*videos, *sounds)}
    numbers = asked(streams)
    if numbers is None:
        raise InputRefused(name=name, where=f"--stream {streams[:40]}", why=f"that names no picture and no sound; it has {known}",
                           now=f"Write a number, or a picture and a sound such as video:{videos[0].index}"
                               + (f",audio:{sounds[-1].index}" if sounds else ""))
    for kind, number in numbers:
        if kinds.get(number) != (kind or kinds.get(number)) or number not in kinds:
            what = CALLED.get(kind, "picture or sound")
            raise InputRefused(name=name, where=f"stream {number}", why=f"it has no such {what}; it has {known}",
                               now="Choose one of these with --stream")
    found = {kinds[number]: number for _, number in numbers}
    if len(found) < len(numbers):
        raise InputRefused(name=name, where=f"--stream {streams}", why=f"these are of one kind; it has {known}",
                           now="Choose one picture and one sound")
    return found


def _told(stream: Stream) -> str:
    """What a stream is, for who has to choose: its kind, and what sets it apart."""
    sound = {1: "mono", 2: "stereo"}.get(stream.channels) or stream.layout or f"{stream.channels} channels"
    facts = [f"{stream.width}x{stream.height}" if stream.kind == "video" else sound]
    return ", ".join([stream.kind, *facts, *([stream.language] if stream.language not in {"", "und"} else [])])


def _first(streams: list[Stream], wanted: int | None) -> Stream:
    for each in streams:
        if each.index == wanted:
            return each
    return next((each for each in streams if each.is_default), streams[0])


