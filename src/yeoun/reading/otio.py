"""Timelines in OpenTimelineIO's own form (.otio).

Its library writes our timelines, but does not read what strangers send: 0.18.1 takes the whole process down over a damaged file. The form
is JSON, so it is read as JSON, and the library stands in the tests as the judge. OTIO keeps rates and values as doubles: they become
exact rationals here, by the closed table of rates that exist, and nothing is added up as doubles. Time warps change what a clip shows,
not how long it lasts on the record side. What is switched off shows nothing.

Conventions: moments are seconds from the first frame of whatever holds them; a place is `track 1, item 3`, both from 1.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any

from yeoun.errors import InputRefused
from yeoun.model.media import Caution
from yeoun.reading.layers import Layer, Mark, Mix, Run, Speed, over
from yeoun.reading.lying import few, whole
from yeoun.reading.timeline import NTSC, Timeline, counting, cut_to
from yeoun.units.time import Rate, exact_rate, label

DEEPEST = 200       # brackets inside one another; our choice: a stack in a stack in a stack has about 40
MOST = 200_000      # items of a whole timeline; our choice: ten times the longest list anybody sends
MOST_THINGS = 2_000_000    # opening brackets; our choice: 20,000 clips have under 400,000, and each may take 230 bytes of memory
NEST = 32           # our choice: stacks and tracks inside one another
NOISE = 1e-6        # frames; our choice: a double so near a whole frame is that frame
LARGEST = 10 ** 15  # our choice: no time has more frames, and a double still tells them apart
_STRING = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"?', re.S)    # possessive, and one never closed reaches to the end: linear on any text
_INF = re.compile(_STRING.pattern + r"|\bInf\b", re.S)
_BRACKET = re.compile(r"[\[\]{}]")
_NOW = "Export the timeline again, or as EDL (CMX3600)"
_TICKS = {round(float(n * NTSC), 5): n * NTSC for n in (24, 30, 48, 60, 120)}
_OLD = {"Sequence": "Track", "Filler": "Gap", "SerializeableCollection": "SerializableCollection"}    # names of the first versions
Thing = dict[str, Any]    # one object of the file, whose fields nobody has checked


def read_otio(text: str, name: str) -> tuple[Timeline, ...]:
    """Every timeline of an OTIO file, in its order.

    text     the whole file
    name     its name
    Refuses  InputRefused, when it cannot be read, is nested beyond reason, or holds no timeline
    """
    _refuse_deep(text, name)
    try:
        root = json.loads(_INF.sub(lambda found: "Infinity" if found[0] == "Inf" else found[0], text))    # OTIO's writer writes Inf
    except json.JSONDecodeError as trouble:
        raise InputRefused(name=name, where=f"line {trouble.lineno}", why="its JSON is broken", now=_NOW) from trouble
    except ValueError as trouble:    # a number of thousands of digits
        raise InputRefused(name=name, where="the text", why="a number in it cannot be read", now=_NOW) from trouble
    found = list(_timelines(root, 0))
    if not found:
        raise InputRefused(name=name, where="the top", why="no timeline is in it", now="Export the timeline, not a single clip")
    return tuple(_Walk(name, number if len(found) > 1 else 0).timeline(each) for number, each in enumerate(found, start=1))


def _refuse_deep(text: str, name: str) -> None:
    depth = things = 0
    for found in _BRACKET.finditer(_STRING.sub("", text)):
        opens = found[0] in "[{"
        depth += 1 if opens else -1
        things += opens
        if depth > DEEPEST or things > MOST_THINGS:
            why = f"its brackets lie over {DEEPEST} deep" if depth > DEEPEST else f"it has over {MOST_THINGS} brackets"
            raise InputRefused(name=name, where="the text", why=why, now=_NOW)


def kind_of(thing: object) -> str:
    """What a thing is, without its version.

    >>> kind_of({"OTIO_SCHEMA": "Sequence.1"}), kind_of(None)
    ('Track', '')
    """
    kind = str(thing.get("OTIO_SCHEMA", "")).partition(".")[0] if isinstance(thing, dict) else ""
    return _OLD.get(kind, kind)


def _timelines(root: object, depth: int) -> Iterator[Thing]:
    kind = kind_of(root)
    if kind == "Timeline":
        assert isinstance(root, dict)
        yield root
    elif kind in {"Track", "Stack"}:
        yield {"OTIO_SCHEMA": "Timeline.1", "tracks": {"OTIO_SCHEMA": "Stack.1", "children": [root]}}
    elif (kind == "SerializableCollection" or isinstance(root, list)) and depth < NEST:
        for child in root if isinstance(root, list) else _children(root):
            yield from _timelines(child, depth + 1)


def _children(thing: object) -> list[object]:
    found = thing.get("children") if isinstance(thing, dict) else None
    return found if isinstance(found, list) else []


class _Walk:
    """One timeline on its way to stretches; keeps what is doubtful and how much there is."""

    def __init__(self, name: str, number: int) -> None:
        self.name, self.number = name, number
        self.doubts: list[Caution] = []
        self.items = 0

    def refuse(self, where: str, why: str) -> InputRefused:
        return InputRefused(name=self.name, where=where or "the top", why=why, now=_NOW)

    def timeline(self, found: Thing) -> Timeline:
        """The timeline as stretches of picture and of sound."""
        where = f"timeline {self.number}" if self.number else "the top"
        stack, begins = found.get("tracks"), found.get("global_start_time")
        if kind_of(stack) != "Stack" or not isinstance(stack, dict):
            raise self.refuse(where, "it has no stack of tracks")
        rate = self.rate_of(found, where)
        start = None if begins is None else whole(self.seconds(begins, where) * rate)
        if start is not None and start < 0:
            raise self.refuse(where, "it begins before timecode zero")
        seen, length = self.layer(stack, "", 0)
        heard = tuple(run for n, track in enumerate(_children(stack), start=1) if isinstance(track, dict) and _is_sound(track)
                      for run in self.track(track, f"track {n}", 1)[0].runs)
        return Timeline(self.name, _text(found, "name"), where, rate, start, _drops(start or 0, rate), length, seen, heard,
                        tuple(few(self.doubts, self.name)))

    def rate_of(self, found: Thing, where: str) -> Rate:
        """The rate of the start, else the one most stretches of picture are counted in."""
        begins = found.get("global_start_time")
        if begins is not None:
            return self.exact(begins.get("rate") if isinstance(begins, dict) else None, where)
        counted: Counter[float] = Counter()
        waiting: list[tuple[object, int]] = [(found.get("tracks"), 0)]
        while waiting:
            each, depth = waiting.pop()
            if depth > NEST:
                raise self.refuse(where, f"its stacks lie over {NEST} deep")
            if not isinstance(each, dict) or _is_sound(each):
                continue
            span = each.get("source_range") or (_available(each) if kind_of(each) == "Clip" else None)
            duration = span.get("duration") if isinstance(span, dict) else None
            rate = duration.get("rate") if isinstance(duration, dict) else None
            if kind_of(each) != "Stack" and isinstance(rate, (int, float)) and _is_number(rate):
                counted[float(rate)] += 1
            waiting += [(child, depth + 1) for child in _children(each)]
        if not counted:
            raise self.refuse(where, "no stretch of picture is in it that says its rate")
        return self.exact(counted.most_common(1)[0][0], where)

    def exact(self, rate: object, where: str) -> Rate:
        """The exact rate behind a double."""
        found = Fraction(0)
        if isinstance(rate, (int, float)) and _is_number(rate):
            try:
                found = exact_rate(float(rate))
            except ValueError:
                found = _TICKS.get(round(float(rate), 5), Fraction(0))
        if found <= 0:
            raise self.refuse(where, f"{str(rate)[:40]} frames a second is no known rate")
        return found

    def seconds(self, time: object, where: str) -> Fraction:
        """A time as exact seconds."""
        value = time.get("value") if isinstance(time, dict) else None
        if not isinstance(time, dict) or not isinstance(value, (int, float)) or not _is_number(value):
            raise self.refuse(where, "a time in it is none")
        near = round(value)
        return Fraction(near if abs(value - near) < NOISE else value) / self.exact(time.get("rate"), where)

    def span(self, thing: object, where: str) -> tuple[Fraction, Fraction] | None:
        """Where a range begins and how long it lasts; None where there is none."""
        if thing is None:
            return None
        if not isinstance(thing, dict):
            raise self.refuse(where, "a range in it is none")
        start, length = self.seconds(thing.get("start_time"), where), self.seconds(thing.get("duration"), where)
        if length < 0:
            raise self.refuse(where, "it lasts less than nothing")
        return start, length

    def layer(self, item: object, where: str, depth: int) -> tuple[Layer, Fraction]:
        """What an item shows in its own time, from 0 on, and how long it lasts."""
        self.items += 1
        if depth > NEST or self.items > MOST:
            raise self.refuse(where, f"its stacks lie over {NEST} deep" if depth > NEST else f"it has over {MOST} items")
        if not isinstance(item, dict):
            raise self.refuse(where, "it is no clip, gap, track or stack")
        if kind_of(item) not in {"Track", "Stack"}:
            return self.leaf(item, where)
        inner, length = (self.track if kind_of(item) == "Track" else self.stack)(item, where, depth)
        inner = replace(inner, marks=(*inner.marks, *self.marks(item, Fraction(0), where)))
        span = self.span(item.get("source_range"), where)
        if span is not None:
            inner, length = self.trimmed(inner, span, self.speed_of(item, where)), span[1]
        return (Layer(marks=inner.marks) if item.get("enabled") is False else inner, length)

    def trimmed(self, inner: Layer, span: tuple[Fraction, Fraction], times: Fraction) -> Layer:
        """The part of a stack or track that its source range shows, at the speed it is played."""
        start, length = span
        if times == 0:
            shown = next((run for run in inner.runs if run.begin <= start < run.end), None)
            return Layer(() if shown is None else (Run(Fraction(0), length, shown.clip, shown.where),))
        first, last = sorted((start, start + times * length))
        return cut_to(inner, first, last, lambda at: (at - start) / times)

    def stack(self, stack: Thing, where: str, depth: int) -> tuple[Layer, Fraction]:
        """Tracks over one another."""
        seen, length = Layer(), Fraction(0)
        for n, child in enumerate(_children(stack), start=1):
            if not (isinstance(child, dict) and _is_sound(child)):
                layer, lasts = self.layer(child, f"{where}, track {n}" if where else f"track {n}", depth + 1)
                seen, length = over(seen, layer), max(length, lasts)
        return seen, length

    def track(self, track: Thing, where: str, depth: int) -> tuple[Layer, Fraction]:
        """Items one after another."""
        at = Fraction(0)
        parts: list[Layer] = []
        mixes: list[Mix] = []
        for n, child in enumerate(_children(track), start=1):
            here = f"{where}, item {n}"
            if kind_of(child) == "Transition" and isinstance(child, dict):
                before, after = self.seconds(child.get("in_offset"), here), self.seconds(child.get("out_offset"), here)
                mixes.append(Mix(at, at - before, at + after, ""))
                continue
            inner, length = self.layer(child, here, depth + 1)
            parts.append(cut_to(inner, Fraction(0), length, lambda moment, by=at: moment + by))    # type: ignore[misc]
            at += length
        mixes += [mix for part in parts for mix in part.mixes]
        return Layer(tuple(run for part in parts for run in part.runs), tuple(sorted(mixes, key=lambda mix: (mix.begin, mix.end))),
                     tuple(mark for part in parts for mark in part.marks), tuple(speed for part in parts for speed in part.speeds)), at

    def leaf(self, item: Thing, where: str) -> tuple[Layer, Fraction]:
        """A clip or a gap."""
        kind = kind_of(item)
        span = self.span(item.get("source_range"), where) or (self.span(_available(item), where) if kind == "Clip" else None)
        if span is None:
            if kind == "Gap":
                return Layer(), Fraction(0)
            raise self.refuse(where, "it says no length, and the place of everything after it hangs on that")
        start, length = span
        marks = tuple(self.marks(item, start, where))
        if kind not in {"Clip", "Gap"}:
            self.doubts.append(Caution("cut_unread", f"{self.name}: {where} is of a kind nobody here knows; it is taken as one picture"))
        if kind == "Gap" or item.get("enabled") is False or length == 0:
            return Layer(marks=marks), length
        times, clip = self.speed_of(item, where), _name(item)
        speeds = () if times == 1 else (Speed(Fraction(0), clip, times),)
        return Layer((Run(Fraction(0), length, clip, where),), (), marks, speeds), length

    def marks(self, item: Thing, start: Fraction, where: str) -> Iterator[Mark]:
        """Markers lie in the time of the item that carries them."""
        markers = item.get("markers")
        for marker in markers if isinstance(markers, list) else ():
            span = self.span(marker.get("marked_range", marker.get("range")), where) if isinstance(marker, dict) else None
            if span is not None:
                yield Mark(span[0] - start, _text(marker, "name"), _text(marker, "comment"))

    def speed_of(self, item: Thing, where: str) -> Fraction:
        """How fast an item plays: all its time warps together."""
        times, effects = Fraction(1), item.get("effects")
        for effect in effects if isinstance(effects, list) else ():
            kind, scalar = kind_of(effect), effect.get("time_scalar", 0) if isinstance(effect, dict) else 0
            if kind == "LinearTimeWarp":
                if not _is_number(scalar) or abs(scalar) > 1e6:
                    raise self.refuse(where, "its speed is no number")
                times *= Fraction(scalar).limit_denominator(1_000_000)
            elif kind == "FreezeFrame":
                times = Fraction(0)
            elif kind == "TimeEffect":
                self.doubts.append(Caution("cuts_speed", f"{self.name}: {where} has a time effect nobody here knows; it is passed over"))
        return times


def _drops(start: int, rate: Rate) -> bool:
    """Whether a start is a full minute of drop-frame timecode and none of the other: OTIO itself has no word for it.

    >>> _drops(107_892, Fraction(30000, 1001)), _drops(108_000, Fraction(30000, 1001))
    (True, False)
    """
    if rate.denominator != 1001 or counting(rate) % 30:
        return False
    return label(start, rate, drop=True).endswith((":00;00", ":00;02", ":00;04")) and not label(start, rate).endswith(":00:00")


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < LARGEST


def _is_sound(thing: Thing) -> bool:
    return kind_of(thing) == "Track" and thing.get("kind", "Video") != "Video"


def _reference(clip: Thing) -> Thing:
    """The media of a clip: since Clip.2 one of several."""
    several = clip.get("media_references")
    found = several.get(str(clip.get("active_media_reference_key"))) if isinstance(several, dict) else clip.get("media_reference")
    return found if isinstance(found, dict) else {}


def _available(clip: Thing) -> object:
    return _reference(clip).get("available_range")


def _text(thing: object, key: str) -> str:
    found = thing.get(key) if isinstance(thing, dict) else None
    return found if isinstance(found, str) else ""


def _name(item: Thing) -> str:
    media = _reference(item)
    return _text(item, "name") or _text(media, "name") or _text(media, "target_url").rpartition("/")[2] or "a clip"
