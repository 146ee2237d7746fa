"""SAMI (.smi), the form Korean subtitles have lived in for decades.

SAMI has no end times: an event ends at the next SYNC of the same class, and an empty text clears the screen. Readers
that ignore classes interleave two languages into zero or negative lengths, so we group by class first (our
measurement, with pysubs2 1.8.1). Tags are often unclosed, in any case, several <P> in one SYNC, and SYNCs out of
order.
"""

import re
from collections import defaultdict

from yeoun.reading.cues import Event, cleaned
from yeoun.reading.texts import language_of, squeezed

LAST_MS = 4000  # our choice: how long an event without an end stays

_SYNC = re.compile(r"<SYNC\b[^>]*?\bStart\s*=\s*[\"']?\s*(-?\d{1,9})(?!\d)[^>]*>", re.I)
_CLASS = re.compile(r"<P\b(?:[^>]*?\bClass\s*=\s*[\"']?\s*([\w-]+))?[^>]*>", re.I)
_COMMENT = re.compile(r"<!--.*?-->", re.S)
_LANGUAGES = {"KR": "ko", "KO": "ko", "EN": "en", "JP": "ja", "JA": "ja", "CN": "zh", "ZH": "zh"}


def read_sami(text: str) -> list[Event]:
    """The events of a SAMI file, sorted by start, Korean classes first at equal starts.

    text  the whole file
    """
    body = _COMMENT.sub("", text)
    body = re.split(r"</BODY", body, maxsplit=1, flags=re.I)[0]
    marks = list(_SYNC.finditer(body))
    spoken: dict[str, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    last = ""
    for mark, following in zip(marks, [*marks[1:], None], strict=False):
        inside = body[mark.end() : following.start() if following else len(body)]
        start = int(mark[1])
        paragraphs = list(_CLASS.finditer(inside))
        if not paragraphs:
            spoken[last][start].append(_words(inside))
        for found, after in zip(paragraphs, [*paragraphs[1:], None], strict=False):
            last = (found[1] or last).upper()
            spoken[last][start].append(_words(inside[found.end() : after.start() if after else len(inside)]))
    events = [event for track, at in spoken.items() for event in _events(track, at)]
    return sorted(events, key=lambda event: (event.start_ms, event.language != "ko", event.track))


def _words(markup: str) -> str:
    """Line ends of the file are spaces; only <br> breaks a line."""
    return cleaned(re.sub(r"\s*\n\s*", " ", markup))


def _events(track: str, at: dict[int, list[str]]) -> list[Event]:
    starts = sorted(at)
    language = _LANGUAGES.get(track[:2], "") or language_of(
        squeezed(" ".join(" ".join(words) for words in at.values()))
    )
    events = []
    for start, end in zip(starts, [*starts[1:], None], strict=True):
        words = "\n".join(each for each in at[start] if each)
        if words:
            events.append(Event(start, start + LAST_MS if end is None else end, words, track, language=language))
    return events
