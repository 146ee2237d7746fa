"""Cut lists in the CMX3600 form (EDL).

After the CMX3600 form and 17 lists of real programs. An EDL does not state its rate and is often accepted at a wrong
one without a word, so the picture's rate rules and every contradiction is refused by name: a frame number the rate
does not have, drop-frame timecode at a rate that has none. Record time places the events; source time is only a note.

Conventions: labels stay text until a rate is known; lines count from 1.
"""

import re
from dataclasses import dataclass, replace
from fractions import Fraction

from yeoun.errors import InputRefused
from yeoun.model.media import Caution
from yeoun.model.script import CutPoint
from yeoun.units.time import Rate, frame_of

_TC = r"\d\d[:;.,]\d\d[:;.,]\d\d[:;.,]\d\d"
LONGEST = 400  # letters of a line; our choice: CMX3600 lines have 80, clip names of files make them longer
_EVENT = re.compile(
    r"^\s*(?P<number>\d{1,6}[A-Z]?)\s+(?P<reel>.+?)\s+(?P<channels>NONE|AA/V|AA|B|V|A\d*(?:/V)?|(?:A\d?)+V?|V\d*)"
    rf"\s+(?P<kind>C|D|W\d{{3}}|K[BO]?)\s+(?:(?P<length>\d{{1,4}})\s+)?({_TC})\s+({_TC})\s+({_TC})\s+({_TC})\s*$"
)
_SPEED = re.compile(rf"^M2\s+(?P<reel>.+?)\s+(?P<fps>[-+]?\d+(?:\.\d+)?)\s+(?P<at>{_TC})\s*$")
_MARKER = re.compile(rf"^\*\s*LOC:\s*(?P<at>{_TC})\s+(?P<colour>[A-Za-z]+)\s*(?P<text>.*)$")
_CLIP = re.compile(r"^\*?\s*(?P<which>FROM|TO) CLIP NAME:\s*(?P<name>.*?)\s*$")
_LOOKS_LIKE_EVENT = re.compile(rf"^\s*\d{{1,6}}\s.*{_TC}\s+{_TC}")
_GUESSES = (Fraction(24), Fraction(25), Fraction(30), Fraction(50), Fraction(60))


@dataclass(frozen=True, slots=True)
class EdlEvent:
    """One event line: labels as text; `length` frames of its dissolve or wipe; `drop` whether labels are drop-frame."""

    number: str
    reel: str
    channels: str
    kind: str
    length: int
    source: tuple[str, str]
    record: tuple[str, str]
    drop: bool
    line: int
    clip: str = ""
    to_clip: str = ""

    @property
    def has_picture(self) -> bool:
        """Whether the event cuts the picture (V, or B: picture and first sound)."""
        return "V" in self.channels or self.channels in {"B", "NONE"}


@dataclass(frozen=True, slots=True)
class CutList:
    """A whole list. `speeds` are M2 lines, `markers` LOC lines, `kept` the lines nothing reads."""

    name: str
    title: str
    events: tuple[EdlEvent, ...]
    speeds: tuple[tuple[str, float, str], ...]
    markers: tuple[tuple[str, str, str], ...]
    kept: tuple[tuple[int, str], ...]
    cautions: tuple[Caution, ...]


def read_edl(text: str, name: str) -> CutList:
    """The events of a cut list, labels unread.

    text     the whole file
    name     its name
    Refuses  InputRefused, when no event is in it
    """
    events: list[EdlEvent] = []
    speeds, markers, kept, bad = [], [], [], []
    title, drop = "", False
    for number, line in enumerate(text.split("\n"), start=1):
        if len(line) > LONGEST:
            bad.append(number)
        elif found := _EVENT.match(line):
            events.append(_event(found, drop, number))
        elif line.startswith("TITLE:"):
            title = line[6:].strip()
        elif line.startswith("FCM:"):
            drop = "NON" not in line.upper()
        elif found := _SPEED.match(line):
            speeds.append((found["reel"], float(found["fps"]), found["at"]))
        elif found := _MARKER.match(line):
            markers.append((found["at"], found["colour"], found["text"].strip()))
        elif (found := _CLIP.match(line)) and events:
            is_from = found["which"] == "FROM"
            events[-1] = (
                replace(events[-1], clip=found["name"]) if is_from else replace(events[-1], to_clip=found["name"])
            )
        elif _LOOKS_LIKE_EVENT.match(line):
            bad.append(number)
        elif line.strip():
            kept.append((number, line))
    if not events:
        raise InputRefused(
            name=name,
            where=f"line {bad[0]}" if bad else "the whole text",
            why="no event of a CMX3600 cut list could be read in it",
            now="Export the list as EDL (CMX3600)",
        )
    cautions = tuple(
        Caution("cut_unread", f"{name}: line {number} cannot be read; it is left out")
        for number in bad
    )
    return CutList(name, title, tuple(events), tuple(speeds), tuple(markers), tuple(kept), cautions)


def _event(found: re.Match[str], drop: bool, line: int) -> EdlEvent:
    labels = found.groups()[-4:]
    marked = any(label[8] in ";," or label[5] in ";," for label in labels[2:])
    return EdlEvent(
        found["number"],
        found["reel"].strip(),
        found["channels"],
        found["kind"],
        int(found["length"] or 0),
        (labels[0], labels[1]),
        (labels[2], labels[3]),
        drop or marked,
        line,
    )


def guessed_rate(cuts: CutList) -> Rate:
    """The lowest usual rate whose labels hold every frame number of the list: only for a list without its picture."""
    if any(event.drop for event in cuts.events):
        return Fraction(30000, 1001)
    largest = max(int(label[9:]) for event in cuts.events for label in (*event.source, *event.record))
    return next((rate for rate in _GUESSES if largest < rate), Fraction(60))


def cut_points(
    cuts: CutList,
    rate: Rate,
    *,
    start_frame: int = 0,
    frames: int | None = None,
) -> tuple[tuple[CutPoint, ...], tuple[Caution, ...]]:
    """The cuts of a list in frames of the picture.

    cuts         the list
    rate         the picture's exact rate
    start_frame  the picture's own start timecode as a frame count
    frames       how long the picture is; None: no picture, every event is kept
    Refuses      InputRefused, when the list contradicts the rate
    """
    shown = [event for event in cuts.events if event.has_picture]
    if not shown:
        raise InputRefused(
            name=cuts.name,
            where=f"line {cuts.events[0].line}",
            why="all its events are sound, none cuts the picture",
            now="Export the picture track",
        )
    for event in cuts.events:
        _refuse_contradiction(cuts.name, event, rate)
    placed, unplaced = _placed(cuts.name, shown, rate)
    first, last = min(begin for _, begin, _ in placed), max(end for _, _, end in placed)
    origin, doubts = _origin(cuts.name, placed, rate, start_frame, frames)
    doubts += unplaced
    doubts += _gaps(cuts.name, placed)
    if frames is not None and abs((last - first) - frames) > 1:
        doubts.append(_length_caution(cuts, rate, last - first, frames))
    points: dict[int, CutPoint] = {}
    for event, begin, end in placed:
        if begin == end:
            continue  # the outgoing side of a dissolve
        is_dissolve = event.kind != "C" and event.length > 0
        at = begin - origin + (event.length // 2 if is_dissolve else 0)
        clip = (event.to_clip if is_dissolve else "") or event.clip or event.reel
        points.setdefault(at, CutPoint(at, is_dissolve, event.length if is_dissolve else 0, clip))
    for end in _gap_starts(placed):
        points.setdefault(end - origin, CutPoint(end - origin, False, 0, "BL"))
    inside = [points[at] for at in sorted(points) if frames is None or 0 < at < frames]
    outside = sum(at < 0 or (frames is not None and at >= frames) for at in points)
    if outside:
        doubts.append(Caution("cuts_outside", f"{cuts.name}: {outside} cuts lie outside the picture and are left out"))
    return tuple(inside), tuple(doubts)


def start_of(cuts: CutList, rate: Rate, frames: int) -> tuple[int, bool] | None:
    """The record timecode of the picture's first frame as a frame count, and whether it is drop-frame.

    None where the list does not say: its times fit neither zero nor a full hour, or it has no picture. For a picture
    whose file states no timecode of its own.
    """
    shown = [event for event in cuts.events if event.has_picture]
    if not shown:
        return None
    placed, _ = _placed(cuts.name, shown, rate)
    origin, doubts = _origin(cuts.name, placed, rate, 0, frames)
    return None if doubts else (origin, all(event.drop for event in shown))


def _refuse_contradiction(name: str, event: EdlEvent, rate: Rate) -> None:
    labels = -(-rate.numerator // rate.denominator)
    shown = f"{rate} frames a second"
    for label in (*event.source, *event.record):
        if int(label[9:]) >= labels:
            raise InputRefused(
                name=name,
                where=f"line {event.line}",
                why=f"timecode {label} has a frame number that {shown} does not have",
                now="Export the list at the rate of the picture",
            )
    if event.drop and (rate.denominator != 1001 or labels % 30):
        raise InputRefused(
            name=name,
            where=f"line {event.line}",
            why=f"it counts in drop-frame timecode, which does not exist at {shown}",
            now="Export the list at the rate of the picture",
        )


def _frame(label: str, event: EdlEvent, rate: Rate) -> int:
    text = f"{label[:8].replace(';', ':').replace(',', ':').replace('.', ':')}{';' if event.drop else ':'}{label[9:]}"
    return int(frame_of(text, rate))


def _placed(name: str, events: list[EdlEvent], rate: Rate) -> tuple[list[tuple[EdlEvent, int, int]], list[Caution]]:
    """Events with their record frames; one whose labels do not exist is left out and named."""
    placed: list[tuple[EdlEvent, int, int]] = []
    doubts: list[Caution] = []
    for event in events:
        try:
            begin, end = (_frame(label, event, rate) for label in event.record)
        except ValueError as trouble:
            doubts.append(Caution("cut_unread", f"{name}: line {event.line} is left out: {trouble}"))
            continue
        if end < begin:
            doubts.append(Caution("cut_unread", f"{name}: line {event.line} ends before it begins and is left out"))
            continue
        placed.append((event, begin, end))
    if not placed:
        where = f"line {events[0].line}"
        raise InputRefused(name=name, where=where, why="none of its timecodes exist", now="Export the list again")
    return placed, doubts


def _origin(
    name: str, placed: list[tuple[EdlEvent, int, int]], rate: Rate, start: int, frames: int | None
) -> tuple[int, list[Caution]]:
    """Which record frame is the first frame of the picture."""
    if frames is None:
        return 0, []
    first, last = min(begin for _, begin, _ in placed), max(end for _, _, end in placed)
    hours = int(min(event.record[0] for event, begin, _ in placed if begin == first)[:2])
    sign = ";" if all(event.drop for event, _, _ in placed) else ":"    # an hour of drop-frame labels has fewer frames
    hour = int(frame_of(f"{hours:02}:00:00{sign}00", rate))
    for origin in dict.fromkeys((start, 0, hour)):
        if origin <= first and last <= origin + frames + 1:
            return origin, []
    return first, [
        Caution(
            "cuts_origin",
            f"{name}: its record times fit neither the picture's timecode nor a full hour; its first "
            "event is taken as the first frame of the picture",
        )
    ]


def _length_caution(cuts: CutList, rate: Rate, span: int, frames: int) -> Caution:
    better = []
    for other in (*_GUESSES[:3], Fraction(24000, 1001), Fraction(30000, 1001)):
        labels = -(-other.numerator // other.denominator)
        if labels == -(-rate.numerator // rate.denominator):
            continue
        try:
            placed = [
                (_frame(e.record[0], e, other), _frame(e.record[1], e, other)) for e in cuts.events if e.has_picture
            ]
        except ValueError:
            continue
        if abs(max(b for _, b in placed) - min(a for a, _ in placed) - frames) <= 1:
            better.append(str(other))
    hint = f"; it would fit at {better[0]} frames a second" if better else ""
    return Caution("cuts_length", f"{cuts.name}: the list covers {span} frames, the picture has {frames}{hint}")


def _gap_starts(placed: list[tuple[EdlEvent, int, int]]) -> list[int]:
    ends, reach = [], None
    for _, begin, end in sorted(placed, key=lambda each: (each[1], each[2])):
        if reach is not None and begin > reach:
            ends.append(reach)
        reach = end if reach is None else max(reach, end)
    return ends


def _gaps(name: str, placed: list[tuple[EdlEvent, int, int]]) -> list[Caution]:
    doubts = []
    reach: int | None = None
    for event, begin, end in sorted(placed, key=lambda each: (each[1], each[2])):
        if reach is not None and begin != reach and not event.channels.startswith("V2"):
            what = f"a gap of {begin - reach}" if begin > reach else f"an overlap of {reach - begin}"
            doubts.append(
                Caution("cuts_gap", f"{name}: line {event.line}: {what} frames before this event on the record side")
            )
        reach = end if reach is None else max(reach, end)
    return doubts
