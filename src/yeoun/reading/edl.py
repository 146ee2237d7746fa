"""Cut lists in the CMX3600 form (EDL).

After the CMX3600 form and 17 lists of real programs. An EDL does not state its rate and is often accepted at a wrong
one without a word, so the picture's rate rules and every contradiction is refused by name: a frame number the rate
does not have, drop-frame timecode at a rate that has none. Record time places the events; source time is only a note.

Conventions: labels stay text until a rate is known; lines count from 1.
"""

import re
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TypeAlias

from yeoun.errors import InputRefused
from yeoun.model.media import Caution
from yeoun.model.script import CutPoint
from yeoun.reading.layers import Layer, Mix, Run, in_order, over, points_of
from yeoun.reading.lying import few, inside, length_told, origin_of
from yeoun.units.time import Rate, frame_of

_TC = r"\d\d[:;.,]\d\d[:;.,]\d\d[:;.,]\d\d"
LONGEST = 400  # letters of a line; our choice: CMX3600 lines have 80, clip names of files make them longer
MOST = 200_000  # events; our choice: ten times the longest list anybody sends
_EVENT = re.compile(
    r"^\s*(?P<number>\d{1,6}[A-Z]?)\s+(?P<reel>.+?)\s+(?P<channels>NONE|AA/V|AA|B|V|A\d*(?:/V)?|(?:A\d?)+V?|V\d*)"
    rf"\s+(?P<kind>C|D|W\d{{3}}|K(?:\s?[BO])?)\s+(?:(?P<length>\d{{1,4}})\s+)?({_TC})\s+({_TC})\s+({_TC})\s+({_TC})\s*$"
)
_SPEED = re.compile(rf"^M2\s+(?P<reel>.+?)\s+(?P<fps>[-+]?\d+(?:\.\d+)?)\s+(?P<at>{_TC})\s*$")
_MARKER = re.compile(rf"^\*\s*LOC:\s*(?P<at>{_TC})\s+(?P<colour>[A-Za-z]+)\s*(?P<text>.*)$")
_CLIP = re.compile(r"^\*?\s*(?P<which>FROM|TO) CLIP NAME:\s*(?P<name>.*?)\s*$")
_FILE = re.compile(r"^\*?\s*SOURCE FILE:\s*(?P<name>.*?)\s*$")
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

    @property
    def track(self) -> int:
        """The picture track, 1 the lowest."""
        return int(self.channels.rpartition("V")[2] or 1) if "V" in self.channels else 1

    @property
    def is_key(self) -> bool:
        """Whether the event is keyed over a picture that goes on, or taken out again; `K B` is that picture itself."""
        return self.kind.startswith("K") and not self.kind.endswith("B")


Placed: TypeAlias = tuple[EdlEvent, int, int]    # with its first record frame, and the first one after it


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
            if len(events) > MOST:
                raise InputRefused(name=name, where=f"line {number}", why=f"it has over {MOST} events", now="Export one reel at a time")
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
        elif (found := _FILE.match(line)) and events:
            events[-1] = replace(events[-1], clip=events[-1].clip or found["name"])
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
    placed, doubts = _placed(cuts.name, shown, rate)
    span = min(begin for _, begin, _ in placed), max(end for _, _, end in placed)
    origin, more = origin_of(cuts.name, span, _beginnings(placed, rate, start_frame), start_frame, frames)
    doubts += [*more, *_gaps(cuts.name, placed)]
    covered = span[1] - span[0]
    if frames is not None and abs(covered - frames) > 1:
        doubts += length_told(cuts.name, covered, frames, _fitting(cuts, rate, frames))
    points = [replace(point, frame=point.frame - origin) for point in points_of(_seen(placed))]
    kept, more = inside(cuts.name, points, frames)
    return kept, tuple(few([*doubts, *more], cuts.name))


def start_of(cuts: CutList, rate: Rate, frames: int) -> tuple[int, bool] | None:
    """The record timecode of the picture's first frame as a frame count, and whether it is drop-frame.

    None where the list does not say: its times fit neither zero nor a full hour, or it has no picture. For a picture
    whose file states no timecode of its own.
    """
    shown = [event for event in cuts.events if event.has_picture]
    if not shown:
        return None
    placed, _ = _placed(cuts.name, shown, rate)
    span = min(begin for _, begin, _ in placed), max(end for _, _, end in placed)
    origin, doubts = origin_of(cuts.name, span, _beginnings(placed, rate, 0), 0, frames)
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


def _placed(name: str, events: list[EdlEvent], rate: Rate) -> tuple[list[Placed], list[Caution]]:
    """Events with their record frames; one whose labels do not exist is left out and named; a list may pass midnight."""
    placed: list[Placed] = []
    doubts: list[Caution] = []
    day = days = before = 0
    for event in events:
        try:
            begin, end = (_frame(label, event, rate) for label in event.record)
        except ValueError as trouble:
            doubts.append(Caution("cut_unread", f"{name}: line {event.line} is left out: {trouble}"))
            continue
        day = day or int(frame_of(f"24:00:00{';' if event.drop else ':'}00", rate))
        if before - (begin + days) > day // 2:
            days += day
        if begin - end > day // 2:
            end += day
        if end < begin:
            doubts.append(Caution("cut_unread", f"{name}: line {event.line} ends before it begins and is left out"))
            continue
        before = begin + days
        placed.append((event, begin + days, end + days))
    if not placed:
        where = f"line {events[0].line}"
        raise InputRefused(name=name, where=where, why="none of its timecodes exist", now="Export the list again")
    return placed, doubts


def _seen(placed: list[Placed]) -> Layer:
    """What is seen: track over track, keys left out, since they lie over a picture that goes on."""
    tracks: dict[int, list[Placed]] = {}
    for event, begin, end in placed:
        tracks.setdefault(event.track, []).append((event, begin, end))
    seen = Layer()
    for _, events in sorted(tracks.items()):
        runs, mixes = [], []
        for event, begin, end in events:
            if event.is_key:
                continue
            is_mixed = event.kind[0] in "DW" and event.length > 0
            clip = (event.to_clip if is_mixed else "") or event.clip or event.reel
            runs.append(Run(Fraction(begin), Fraction(end), clip, f"line {event.line}"))
            if is_mixed and end > begin:
                mixes.append(Mix(Fraction(begin), Fraction(begin), Fraction(begin + event.length), clip))
        seen = over(seen, Layer(in_order(runs), tuple(sorted(mixes, key=lambda mix: (mix.begin, mix.end)))))
    return seen


def _beginnings(placed: list[Placed], rate: Rate, start: int) -> tuple[int, int, int]:
    """Record frames that may be the picture's first: its own timecode, zero, the full hour of the list."""
    first = min(begin for _, begin, _ in placed)
    hours = int(next(event.record[0] for event, begin, _ in placed if begin == first)[:2])
    sign = ";" if all(event.drop for event, _, _ in placed) else ":"    # an hour of drop-frame labels has fewer frames
    return start, 0, int(frame_of(f"{hours:02}:00:00{sign}00", rate))


def _fitting(cuts: CutList, rate: Rate, frames: int) -> str:
    """The first other rate at which the list would be as long as the picture; "" where there is none."""
    for other in (*_GUESSES[:3], Fraction(24000, 1001), Fraction(30000, 1001)):
        if -(-other.numerator // other.denominator) == -(-rate.numerator // rate.denominator):
            continue
        try:
            spans = [[_frame(label, event, other) for label in event.record] for event in cuts.events if event.has_picture]
        except ValueError:
            continue
        if abs(max(end for _, end in spans) - min(begin for begin, _ in spans) - frames) <= 1:
            return str(other)
    return ""


def _gaps(name: str, placed: list[Placed]) -> list[Caution]:
    """Where the events of a track leave a gap, overlap, or stand out of order."""
    doubts = []
    reach: dict[int, int] = {}
    latest: dict[int, int] = {}
    for event, begin, _ in placed:
        if begin < latest.get(event.track, begin):
            doubts.append(Caution("cuts_order", f"{name}: line {event.line}: its record time lies before that of the event above; events "
                                                "are put in order of record time"))
        latest[event.track] = begin
    for event, begin, end in sorted(placed, key=lambda each: (each[1], each[2])):
        if event.is_key:
            continue
        before = reach.get(event.track)
        if before is not None and begin != before and (event.track == 1 or begin < before):
            what = f"a gap of {begin - before}" if begin > before else f"an overlap of {before - begin}"
            doubts.append(
                Caution("cuts_gap", f"{name}: line {event.line}: {what} frames before this event on the record side")
            )
        reach[event.track] = end if before is None else max(before, end)
    return doubts
