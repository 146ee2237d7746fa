"""Subtitle files of any form we read: SRT, WebVTT, SAMI, ASS, TTML; and the ones inside a picture file."""

import re
from fractions import Fraction
from itertools import pairwise
from pathlib import Path, PurePath

from yeoun.booth import films
from yeoun.booth.booth import Reel
from yeoun.errors import InputRefused
from yeoun.model.media import Caution
from yeoun.model.script import Caption
from yeoun.reading.cues import Event, captions_of, cleaned
from yeoun.reading.sami import read_sami
from yeoun.reading.substation import read_substation
from yeoun.reading.texts import refuse_endless
from yeoun.reading.ttml import read_ttml

_TIME = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})[,.](\d{1,3})"
_ARROW = re.compile(rf"^\s*{_TIME}\s*-->\s*{_TIME}")
_TORN = re.compile(r"^\s*\d{1,3}:\d{1,2}\S*\s*-->")    # begins as a time line, and is none
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]+)>", re.I)
_SUFFIX_LANGUAGE = re.compile(r"[._\-](ko|kor|kr|en|eng|de|es|fr|it|pt|ja|zh)$", re.I)


def read_captions(text: str, name: str) -> tuple[tuple[Caption, ...], tuple[Caution, ...]]:
    """The captions of a subtitle file, whatever its form.

    text     the whole file
    name     its name
    Refuses  InputRefused, when no form of subtitle is recognised in it
    """
    refuse_endless(text, name)
    form, told = form_of(text, name), tuple[Caution, ...]()
    if form == "ass":
        events, told = read_substation(text, name)
    else:
        events = list(events_of(text, name))
    captions, cautions = captions_of(events, name, _language(name))
    late = sum(0 <= after.start_ms < before.start_ms for before, after in pairwise(events)) if form in {"srt", "vtt"} else 0
    if late:
        told = (Caution("caption_order", f"{name}: {late} subtitles begin before the one above them; they are put in order of time"),)
    if not captions:
        cautions = (*cautions, Caution("captions_empty", f"{name}: a subtitle file, but no words are in it"))
    return captions, (*told, *cautions)


def form_of(text: str, name: str) -> str:
    """Which form of subtitle a text has: vtt, sami, ass, ttml or srt.

    Refuses  InputRefused, when it has none
    """
    head = text.lstrip()[:2000]
    if head.startswith("WEBVTT"):
        return "vtt"
    if re.search(r"<SAMI\b|<SYNC\b", text, re.I):
        return "sami"
    if re.search(r"^\[Script Info\]|^\[Events\]|^Dialogue:", text, re.M | re.I):
        return "ass"
    if re.search(r"<(?:\w+:)?tt\b", head):
        return "ttml"
    if any(_ARROW.match(line) for line in text.split("\n")):
        return "srt"
    raise InputRefused(
        name=name,
        where="line 1",
        why="it is no subtitle file this program reads (SRT, VTT, SAMI, ASS, TTML)",
        now="Export the subtitles as SRT in UTF-8",
    )


def events_of(text: str, name: str) -> tuple[Event, ...]:
    """The events of a subtitle file as it has them, words cleaned of markup, empty ones left out."""
    match form_of(text, name):
        case "vtt":
            events = read_vtt(text)
        case "sami":
            events = read_sami(text)
        case "ass":
            events, _ = read_substation(text, name)
        case "ttml":
            events = read_ttml(text, name)
        case _:
            events = read_srt(text)
    return tuple(event for event in events if event.text)


def is_subtitle(text: str, name: str) -> bool:
    """Whether a text is a subtitle file, by its suffix or its first lines."""
    if PurePath(name).suffix.lower() in {".srt", ".vtt", ".smi", ".sami", ".ass", ".ssa", ".ttml", ".dfxp"}:
        return True
    return bool(re.match(r"\s*(?:WEBVTT|<SAMI\b|\[Script Info\]|\d+\s*\n\s*\d+:\d\d:\d\d[,.]\d+\s*-->)", text, re.I))


def _language(name: str) -> str:
    found = _SUFFIX_LANGUAGE.search(PurePath(name).stem)
    return {"kor": "ko", "kr": "ko", "eng": "en"}.get(found[1].lower(), found[1].lower()) if found else ""


def _ms(hours: str | None, minutes: str, seconds: str, fraction: str) -> int:
    return ((int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)) * 1000 + int(fraction.ljust(3, "0"))


def read_srt(text: str) -> list[Event]:
    """SubRip. A subtitle's words reach to the next time line, so blank lines inside them are no end.

    A torn time line ends them as well: it and what follows it become an event without a time, which is told and left out.

    >>> read_srt("1\\n00:00:01,000 --> 00:00:02,500\\n가지 마.\\n")[0].end_ms
    2500
    """
    lines = text.split("\n")
    at = [k for k, line in enumerate(lines) if _ARROW.match(line) or _TORN.match(line)]
    events = []
    for n, k in enumerate(at):
        found = _ARROW.match(lines[k])
        body = lines[k + 1 : at[n + 1] if n + 1 < len(at) else len(lines)]
        while body and not body[-1].strip():
            body.pop()
        if n + 1 < len(at) and body and body[-1].strip().isdigit():  # the number of the next subtitle
            body.pop()
        words = cleaned("\n".join(body))
        events.append(Event(-1, -1, words or lines[k].strip()) if found is None else
                      Event(_ms(*found.groups()[:4]), _ms(*found.groups()[4:]), words))
    return events


def read_vtt(text: str) -> list[Event]:
    """WebVTT: blocks between blank lines; NOTE, STYLE and REGION are none of ours. Voice tags name speakers."""
    events = []
    for block in re.split(r"\n[ \t]*\n", text):
        lines = [line for line in block.split("\n") if line.strip()]
        if not lines or re.match(r"(?:NOTE|STYLE|REGION|WEBVTT)\b", lines[0]):
            continue
        k = next((k for k, line in enumerate(lines[:2]) if _ARROW.match(line)), None)
        if k is None:
            continue
        found = _ARROW.match(lines[k])
        assert found is not None
        body = "\n".join(lines[k + 1 :])
        events.append(Event(_ms(*found.groups()[:4]), _ms(*found.groups()[4:]), cleaned(body), voices=_voices(body)))
    return events


def _voices(body: str) -> tuple[tuple[str, str], ...]:
    marks = list(_VOICE.finditer(body))
    if not marks:
        return ()
    ends = [*(mark.start() for mark in marks[1:]), len(body)]
    voices = [("", cleaned(body[: marks[0].start()]))]
    voices += [(cleaned(mark[1]), cleaned(body[mark.end() : end])) for mark, end in zip(marks, ends, strict=True)]
    return tuple((speaker, words) for speaker, words in voices if words)


def captions_inside(
    path: Path,
    name: str,
    streams: tuple[int, ...],
    first_s: Fraction = Fraction(0),
) -> tuple[tuple[Caption, ...], tuple[Caution, ...]]:
    """The captions of the text subtitle streams inside a picture file.

    path     the picture file
    name     what to call it; a stream's captions have the source `name#index`
    streams  the numbers of its subtitle streams
    first_s  when the first frame of the picture is shown, in the file's own time
    """
    captions: list[Caption] = []
    cautions: list[Caution] = []
    reel = Reel(path, name, "its subtitles", path.stat().st_size / films.PACE)
    found, troubles, languages = films.words(reel, streams)
    for index in streams:
        if index in troubles:
            why = f"{name}: subtitle stream {index} could not be read ({troubles[index]})"
            cautions.append(Caution("captions_inside", why))
            continue
        events = [
            Event(round((each.start - first_s) * 1000), round((each.end - first_s) * 1000), cleaned(each.text))
            for each in found
            if each.stream == index
        ]
        language = {"kor": "ko", "eng": "en"}.get(languages.get(index, ""), "")
        read, doubts = captions_of([event for event in events if event.text], f"{name}#{index}", language)
        captions += read
        cautions += doubts
        if not read:
            cautions.append(
                Caution("captions_inside", f"{name}: subtitle stream {index} holds no words (pictures cannot be read)")
            )
    return tuple(captions), tuple(cautions)
