"""The editor's list, whatever program wrote it: EDL, OTIO or FCPXML, told apart by what stands in it and not by its name's ending."""

import re
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TypeAlias

from yeoun.errors import InputRefused
from yeoun.model.media import Caution
from yeoun.model.script import CutPoint
from yeoun.reading.edl import CutList, cut_points, guessed_rate, read_edl, start_of
from yeoun.reading.fcpxml import read_fcpxml
from yeoun.reading.lying import whole
from yeoun.reading.otio import read_otio
from yeoun.reading.texts import load_text
from yeoun.reading.timeline import Timeline, counting, timeline_points, timeline_start
from yeoun.units.time import Rate, label


@dataclass(frozen=True, slots=True)
class Noted:
    """A marker or a change of speed, as a row to be shown: what it is called, where it stands, what it says."""

    name: str
    where: str
    text: str


Listed: TypeAlias = CutList | tuple[Timeline, ...]    # an EDL holds one list without a rate, the others may hold several

_OLE = b"\xd0\xcf\x11\xe0"
_NOW = "Export the list as EDL (CMX3600), OTIO or FCPXML"


def load_list(path: Path, name: str) -> tuple[Listed, tuple[Caution, ...]]:
    """A cut list from its file, and what had to be guessed of its letters.

    Refuses  InputRefused, when it is no list we read
    """
    with path.open("rb") as file:
        if file.read(4) == _OLE:
            raise InputRefused(name=name, where="byte 0", why="it is an AAF (or another compound file)", now=_NOW)
    text, doubts = load_text(path, name)
    return read_list(text, name), doubts


def read_list(text: str, name: str) -> Listed:
    """A cut list from its text.

    text     the whole file
    name     its name
    Refuses  InputRefused, when it is no list we read
    """
    match list_kind(text):
        case "otio":
            return read_otio(text, name)
        case "fcpxml":
            return read_fcpxml(text, name)
        case "xmeml":
            raise InputRefused(name=name, where="line 1", why="it is Final Cut Pro 7 XML, which is not read", now=_NOW)
        case "ale":
            why = "it is an Avid log (ALE): it names clips, but not where they are cut"
            raise InputRefused(name=name, where="line 1", why=why, now=_NOW)
        case _:
            return read_edl(text, name)


def list_kind(text: str) -> str:
    """Which form a list has: otio, fcpxml, xmeml, ale, or "" for an EDL or none.

    >>> list_kind('<?xml version="1.0"?><!DOCTYPE fcpxml><fcpxml version="1.9"/>'), list_kind('{"OTIO_SCHEMA": "Timeline.1"}')
    ('fcpxml', 'otio')
    """
    head = text.lstrip()[:4000]
    if head.startswith(("{", "[")) and "OTIO_SCHEMA" in text:
        return "otio"
    if found := re.search(r"<(fcpxml|xmeml)\b", head):
        return found[1]
    return "ale" if re.search(r"^FIELD_DELIM\b", head, re.M) else ""


def cautions_of(listed: Listed) -> tuple[Caution, ...]:
    """What is doubtful in a list by itself, before it is laid on a picture."""
    return listed.cautions if isinstance(listed, CutList) else ()


def points_in(
    listed: Listed, rate: Rate, *, start_frame: int = 0, frames: int | None = None
) -> tuple[tuple[CutPoint, ...], tuple[Caution, ...]]:
    """The cuts of a list in frames of the picture, and what does not fit.

    listed       the list
    rate         the picture's exact rate
    start_frame  the picture's own start timecode as a frame count
    frames       how long the picture is; None: no picture, every cut is kept
    Refuses      InputRefused, when the list contradicts the rate
    """
    if isinstance(listed, CutList):
        return cut_points(listed, rate, start_frame=start_frame, frames=frames)
    chosen = _chosen(listed, rate, frames)
    points, doubts = timeline_points(chosen, rate, start_frame=start_frame, frames=frames)
    several = () if len(listed) == 1 else (
        Caution("several_timelines", f"{chosen.name}: {len(listed)} timelines are in it; {chosen.title or chosen.where!r} is used"),)
    return points, (*several, *chosen.cautions, *doubts)


def start_in(listed: Listed, rate: Rate, frames: int) -> tuple[int, bool] | None:
    """The timecode of the picture's first frame by a list, as a frame count, and whether it is drop-frame; None: it does not say."""
    if isinstance(listed, CutList):
        return start_of(listed, rate, frames)
    return timeline_start(_chosen(listed, rate, frames), rate, frames)


def rate_in(listed: Listed) -> Rate:
    """The rate of a list without its picture: its own, or the lowest that has all its frame numbers."""
    return guessed_rate(listed) if isinstance(listed, CutList) else listed[0].rate


def is_drop_in(listed: Listed) -> bool:
    """Whether a list counts in drop-frame timecode."""
    return all(event.drop for event in listed.events) if isinstance(listed, CutList) else listed[0].is_drop


def noted(listed: Listed, rate: Rate) -> tuple[tuple[Noted, ...], tuple[Noted, ...]]:
    """The markers of a list, and the clips it plays at another speed, with their places on the record side."""
    if isinstance(listed, CutList):
        return (tuple(Noted(text, at, colour.lower()) for at, colour, text in listed.markers),
                tuple(Noted(reel, at, f"{fps:g} frames a second") for reel, fps, at in listed.speeds))
    seen, start = listed[0].seen, listed[0].start or 0

    def place(at: Fraction) -> str:
        return label(start + whole(at * rate), rate, listed[0].is_drop)

    return (tuple(Noted(mark.name, place(mark.at), mark.text) for mark in sorted(seen.marks, key=lambda mark: mark.at)),
            tuple(Noted(speed.clip, place(speed.at), f"{float(100 * speed.times):g} %")
                  for speed in sorted(seen.speeds, key=lambda speed: speed.at)))


def _chosen(timelines: tuple[Timeline, ...], rate: Rate, frames: int | None) -> Timeline:
    """The timeline that fits the picture best: of its rate, then nearest in length, then the first."""
    def away(timeline: Timeline) -> tuple[bool, int]:
        length = whole(timeline.length * timeline.rate)
        return counting(timeline.rate) != counting(rate), 0 if frames is None else abs(length - frames)

    return min(timelines, key=away)
