"""ASS and SSA subtitles: the lines of dialogue, without what only tells a player how to draw them.

After the SSA and ASS specifications and the usage of fansubs: `{\\...}` are overrides, `\\N` breaks a line, `\\h` is a hard space, `\\p1`
begins a drawing, `\\k` counts the syllables of a sung line; styles named after songs or signs hold songs or signs; one line may lie on
several layers for the sake of its outline. The Name (Actor) field is the speaker.

Conventions: times are hours:minutes:seconds.hundredths; the text is the last field and may hold commas.
"""

import html
import re

from yeoun.model.media import Caution
from yeoun.reading.cues import OPEN_OVERRIDE, Event, tidied

LAST_MS = 4000    # our choice, as for SAMI: how long an event without an end stays
_MISSING = -2     # an end that is not there
DEFAULT = "layer start end style name marginl marginr marginv effect text".split()

_TIME = re.compile(r"\s*(\d{1,3}):(\d{1,2}):(\d{1,2})(?:[.:,](\d{1,3}))?\s*", re.ASCII)
_BLOCK = re.compile(r"\{[^{}]*\}")
_TORN = re.compile(OPEN_OVERRIDE)
_DRAWS = re.compile(r"\\p(\d+)", re.ASCII)
_SUNG = re.compile(r"\\[kK][fo]?\d", re.ASCII)
_SONG_STYLE = re.compile(r"(?:^|[\s_\-.])(?:op|ed|songs?|lyrics?|karaoke|insert)(?:$|[\s_\-.\d])|노래|가사|주제가|삽입곡", re.I)
_SIGN_STYLE = re.compile(r"(?:^|[\s_\-.])(?:signs?|titles?|notes?|typeset(?:ting)?|on[\s_-]?screen|credits?|staff)(?:$|[\s_\-.\d])|"
                         r"간판|화면|제작진|자막\s?설명", re.I)


def read_substation(text: str, name: str) -> tuple[list[Event], tuple[Caution, ...]]:
    r"""The events of an ASS or SSA file in its order, sung ones under a note sign, and what was left out of them.

    text  the whole file
    name  its name

    >>> read_substation(r"Dialogue: 0,0:00:01.50,0:00:03.00,Default,지은,0,0,0,,{\i1}가지 마,\N제발.", "a.ass")[0][0].text
    '가지 마,\n제발.'
    """
    fields, events, signs = DEFAULT, list[Event](), list[str]()
    seen: set[tuple[int, int, str]] = set()
    for line in text.split("\n"):
        head, colon, rest = line.strip().partition(":")
        kind = head.strip().lower()
        if kind == "format" and colon and "text" in rest.lower():
            fields = [{"actor": "name"}.get(field.strip().lower(), field.strip().lower()) for field in rest.split(",")]
        elif kind == "dialogue" and colon:
            row = dict(zip(fields, rest.split(",", len(fields) - 1), strict=False))
            event, style = _event(row), row.get("style", "").strip().lstrip("*")
            if not event.text or (event.start_ms, event.end_ms, event.text) in seen:
                continue
            if _SIGN_STYLE.search(style) and not event.text.startswith("♪"):
                signs.append(style)
                continue
            seen.add((event.start_ms, event.end_ms, event.text))
            events.append(event)
    told = () if not signs else (
        Caution("caption_signs", f"{name}: {len(signs)} subtitles are writing on the picture and no speech (styles "
                                 f"{', '.join(sorted(set(signs))[:4])}); they are left out"),)
    return _ended(events), told


def _event(row: dict[str, str]) -> Event:
    """One line as an event; -1 stands for a time that is torn, and an end of -2 for one that is not there."""
    start, end = _ms(row.get("start", "")), _ms(row.get("end", ""))
    raw = row.get("text", "")
    words, who = words_of(raw), tidied(row.get("name", ""))
    effect = row.get("effect", "").strip().lower()    # fx and karaoke are what karaoke templates leave there
    if words and (_SUNG.search(raw) or _SONG_STYLE.search(row.get("style", "")) or effect in {"fx", "karaoke"}):
        return Event(start, end, f"♪ {' '.join(words.split())}")
    if start < 0:
        return Event(-1, -1, words or "?")
    return Event(start, end, words, voices=((who, words),) if who and words else ())


def words_of(raw: str) -> str:
    r"""The words of a text field: overrides and drawings out, breaks and hard spaces as what they are.

    >>> words_of(r"{\an8}여기{\p1}m 0 0 l 9 9{\p0}\h봐{\i1")
    '여기 봐'
    """
    kept, at, draws = [], 0, False
    for block in _BLOCK.finditer(raw):
        if not draws:
            kept.append(raw[at:block.start()])
        for found in _DRAWS.finditer(block[0]):
            draws = found[1].strip("0") != ""
        at = block.end()
    if not draws:
        kept.append(raw[at:])
    text = _TORN.sub("", "".join(kept))
    text = text.replace("\\h", " ").replace("\\N", "\n").replace("\\n", " ")
    return "\n".join(line for line in (tidied(line) for line in html.unescape(text).split("\n")) if line)


def _ended(events: list[Event]) -> list[Event]:
    """Events without an end stay until the next begins, the last one for a while."""
    starts = sorted({event.start_ms for event in events if event.start_ms >= 0})
    following = dict(zip(starts, starts[1:], strict=False))
    return [event if event.end_ms != _MISSING or event.start_ms < 0 else
            Event(event.start_ms, min(following.get(event.start_ms, event.start_ms + LAST_MS), event.start_ms + LAST_MS), event.text,
                  voices=event.voices) for event in events]





def _ms(text: str) -> int:
    if not text.strip():
        return _MISSING
    found = _TIME.fullmatch(text)
    if found is None:
        return -1
    return ((int(found[1]) * 60 + int(found[2])) * 60 + int(found[3])) * 1000 + int((found[4] or "0").ljust(3, "0"))
