"""Final Cut Pro XML (FCPXML 1.8 to 1.11): projects with their storylines, compound clips and everything connected to them.

After Apple's description of the format and the files of programs that write it. What is connected on a lane lies over the storyline
(below it on a negative one); compound, synchronised and multicamera clips and auditions are opened and laid out flat; a time map bends
the clip it stands in and never the storyline around it. A title on a lane is writing over a picture that goes on, and cuts nothing.

Conventions: times are rationals of seconds ("1001/24000s") and stay rationals. An item's `offset` counts in its parent's own time, in
which the parent's `start` is its first moment; what leaves here counts from the first frame of the sequence.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction

from lxml import etree

from yeoun.errors import InputRefused
from yeoun.model.media import Caution
from yeoun.reading.layers import Layer, Mark, Mix, Run, Speed, in_order, over
from yeoun.reading.lying import few, whole
from yeoun.reading.markup import root_of, tag_of
from yeoun.reading.timeline import Timeline, cut_to
from yeoun.units.time import Rate

_NOW = "Export the project again as FCPXML, or as EDL (CMX3600)"
_TIME = re.compile(r"\s*(-?\d{1,19})(?:\.(\d{1,9}))?(?:/(\d{1,12}))?s?\s*", re.ASCII)
MOST = 200_000     # stretches of a whole project; our choice: ten times the longest list anybody sends
NEST = 32          # our choice: clips inside one another
_LEAVES = frozenset({"video", "audio", "asset-clip", "title", "gap", "caption"})
_ITEMS = _LEAVES | {"clip", "ref-clip", "sync-clip", "mc-clip", "audition", "spine"}
_BESIDE = re.compile(r"(?:note|conform-rate|timeMap|timept|marker|chapter-marker|rating|keyword|analysis-marker|metadata|md|reserved|param|"
                     r"bookmark|media-rep|text|text-style-def|text-style|object-tracker|tracking-shape|transition|"
                     r"(?:adjust|filter|audio|sync|mc|smart|match|info|hidden|caption)-.*|)")
Laid = tuple[int, Layer]     # a lane, and what lies on it in the time of the item that carries it
_NOTHING = (Layer(), Fraction(0))


def read_fcpxml(text: str, name: str) -> tuple[Timeline, ...]:
    """Every project of an FCPXML file, in its order.

    text     the whole file
    name     its name
    Refuses  InputRefused, when it is no XML, declares entities, is nested beyond reason, or holds no project
    """
    root = root_of(text, name, _NOW)
    if tag_of(root) != "fcpxml":
        raise InputRefused(name=name, where=f"line {root.sourceline or 1}", why="it is not FCPXML", now=_NOW)
    walk = _Walk(name, root)
    found = [sequence for project in root.iter("project") for sequence in project.iterchildren("sequence")]
    if not found:
        raise InputRefused(name=name, where=f"line {root.sourceline or 1}", why="it holds clips but no project, so nothing in it is cut",
                           now="Export the project, not the event")
    return tuple(walk.project(sequence) for sequence in found)


def seconds_of(text: str) -> Fraction | None:
    """A time as exact seconds; None where it is none.

    >>> seconds_of("1001/24000s"), seconds_of("5s"), seconds_of("1.5s"), seconds_of("1/0s")
    (Fraction(1001, 24000), Fraction(5, 1), Fraction(3, 2), None)
    """
    found = _TIME.fullmatch(text)
    if found is None or (found[3] is not None and (int(found[3]) == 0 or found[2])):
        return None
    if found[2]:
        return Fraction(f"{found[1]}.{found[2]}")
    return Fraction(int(found[1]), int(found[3] or 1))


class _Walk:
    """One file on its way to stretches; knows its resources, keeps what is doubtful and how much there is."""

    def __init__(self, name: str, root: etree._Element) -> None:
        self.name = name
        self.resources = {str(each.get("id")): each for each in root.iterfind("resources/*") if each.get("id")}
        self.media: dict[str, tuple[Layer, Fraction]] = {}
        self.doubts: list[Caution] = []
        self.items = 0

    def refuse(self, element: etree._Element, why: str) -> InputRefused:
        return InputRefused(name=self.name, where=_line(element), why=why, now=_NOW)

    def time(self, element: etree._Element, attribute: str, otherwise: Fraction) -> Fraction:
        """A time of an element; one that cannot be read is refused with its line."""
        text = element.get(attribute)
        if text is None:
            return otherwise
        found = seconds_of(str(text))
        if found is None:
            raise self.refuse(element, f"the {attribute} {str(text)[:40]!r} is no time")
        return found

    def project(self, sequence: etree._Element) -> Timeline:
        """A sequence as stretches of picture."""
        self.doubts, self.items = [], 0
        rate = self.rate(sequence)
        start = self.time(sequence, "tcStart", Fraction(0))
        if start < 0:
            raise self.refuse(sequence, "it begins before timecode zero")
        seen, length = self.sequence(sequence, 0)
        parent = sequence.getparent()
        title = "" if parent is None else str(parent.get("name") or "")
        return Timeline(self.name, title, _line(sequence), rate, whole(start * rate) if sequence.get("tcStart") else None,
                        sequence.get("tcFormat") == "DF", max(length, self.time(sequence, "duration", length)), seen, (),
                        tuple(few(self.doubts, self.name)))

    def rate(self, sequence: etree._Element) -> Rate:
        """Frames a second, by the format of the sequence."""
        form = self.resources.get(str(sequence.get("format")))
        duration = None if form is None or form.get("frameDuration") is None else seconds_of(str(form.get("frameDuration")))
        if duration is None or duration <= 0:
            raise self.refuse(sequence, "its format does not say how long a frame lasts")
        return 1 / duration

    def sequence(self, sequence: etree._Element, depth: int) -> tuple[Layer, Fraction]:
        """The storyline of a sequence, from its first frame; writers count offsets from zero or from its start timecode."""
        spine = sequence.find("spine")
        if spine is None:
            raise self.refuse(sequence, "it has no storyline")
        first = self.time(sequence, "tcStart", Fraction(0))
        offsets = [self.time(child, "offset", Fraction(0)) for child in spine if tag_of(child) in _ITEMS and child.get("offset")]
        return self.storyline(spine, first if offsets and min(offsets) >= first else Fraction(0), depth)

    def storyline(self, spine: Iterable[etree._Element], base: Fraction, depth: int) -> tuple[Layer, Fraction]:
        """Items one after another; `base` is the offset of its first moment."""
        at = Fraction(0)
        main: list[Layer] = []
        lanes: list[Laid] = []
        mixes: list[Mix] = []
        for child in spine:
            tag = tag_of(child)
            if tag == "transition":
                mixes.append(self._transition(child, at, base))
            elif tag in _ITEMS:
                begin = self.time(child, "offset", at + base) - base
                (layer, length), on_lanes = self.item(child, depth + 1)
                main.append(_moved(layer, begin))
                lanes += [(lane, _moved(each, begin)) for lane, each in on_lanes]
                at = begin + length
            elif not _BESIDE.fullmatch(tag):
                self.doubts.append(Caution("cut_unread", f"{self.name}: {_line(child)}: nobody here knows {tag!r}; it is left out"))
        story = _together(main)
        story = replace(story, mixes=tuple(sorted((*story.mixes, *mixes), key=lambda mix: (mix.begin, mix.end))))
        layer = _stacked(story, lanes)
        if len(layer.runs) > MOST:
            raise InputRefused(name=self.name, where="the whole text", why=f"it comes to over {MOST} stretches of picture", now=_NOW)
        return layer, at

    def _transition(self, element: etree._Element, at: Fraction, base: Fraction) -> Mix:
        """A transition lies over the edit between the items around it."""
        length = self.time(element, "duration", Fraction(0))
        begin = self.time(element, "offset", at + base - length / 2) - base
        return Mix(at if begin <= at <= begin + length else begin, begin, begin + length, "")

    def item(self, element: etree._Element, depth: int) -> tuple[tuple[Layer, Fraction], list[Laid]]:
        """What an item shows from its first moment on, how long it lasts, and what is connected to it."""
        self.items += 1
        if depth > NEST or self.items > MOST:
            raise self.refuse(element, f"its clips lie over {NEST} deep" if depth > NEST else f"it has over {MOST} items")
        tag = tag_of(element)
        if tag == "audition":    # the first of an audition is the one that was chosen
            chosen = next((child for child in element if tag_of(child) in _ITEMS), None)
            return (_NOTHING, []) if chosen is None else self.item(chosen, depth + 1)
        if tag == "spine":
            return self.storyline(element, Fraction(0), depth), []
        inner, first, length = self.inside(element, tag, depth)
        start = self.time(element, "start", first)
        length = self.time(element, "duration", length)
        if length <= 0:
            self.doubts.append(Caution("cut_unread", f"{self.name}: {_line(element)} says no length; it is left out"))
            return _NOTHING, []
        inner = self.bent(element, inner, start, length)
        if len(inner.runs) == 1:    # one picture: whoever cut it called it by the name of the clip, and it fills the clip
            inner = replace(inner, runs=(Run(Fraction(0), length, str(element.get("name") or inner.runs[0].clip), _line(element)),))
        if element.get("enabled") == "0":
            inner = Layer()
        marks = tuple(self.marks(element, start, length))
        lanes = [] if element.get("enabled") == "0" else self.connected(element, start, depth)
        return (replace(inner, marks=(*inner.marks, *marks)), length), lanes

    def inside(self, element: etree._Element, tag: str, depth: int) -> tuple[Layer, Fraction, Fraction]:
        """What an item holds in its own time, where that time begins, and how long the whole of it is."""
        zero, name = Fraction(0), str(element.get("name") or element.get("ref") or "a clip")
        resource = self.resources.get(str(element.get("ref")))
        if element.get("srcEnable") == "audio" or tag in {"audio", "gap", "caption"}:
            return Layer(), zero, self._whole_of(resource)
        if tag in {"video", "asset-clip", "title"}:
            first = self.time(resource, "start", zero) if resource is not None and tag_of(resource) == "asset" else zero
            is_sound = resource is not None and tag_of(resource) == "asset" and resource.get("hasVideo") != "1"
            length = self._whole_of(resource)
            end = self.time(element, "start", first) + self.time(element, "duration", length)
            begin = self.time(element, "start", first)
            return Layer() if is_sound or end <= begin else Layer((Run(begin, end, name, _line(element)),)), first, length
        if tag in {"ref-clip", "mc-clip"}:
            return self.compound(element, resource, depth)
        held = [child for child in element if tag_of(child) in _ITEMS and child.get("lane") is None]
        layer, length = self._contents(held, depth)
        return layer, zero, length

    def _contents(self, held: list[etree._Element], depth: int) -> tuple[Layer, Fraction]:
        """What stands inside a clip, in the clip's own time."""
        main: list[Layer] = []
        lanes: list[Laid] = []
        end = Fraction(0)
        for child in held:
            begin = self.time(child, "offset", Fraction(0))
            (layer, length), on_lanes = self.item(child, depth + 1)
            main.append(_moved(layer, begin))
            lanes += [(lane, _moved(each, begin)) for lane, each in on_lanes]
            end = max(end, begin + length)
        return _stacked(_together(main), lanes), end

    def _whole_of(self, resource: etree._Element | None) -> Fraction:
        return Fraction(0) if resource is None else self.time(resource, "duration", Fraction(0))

    def compound(self, element: etree._Element, media: etree._Element | None, depth: int) -> tuple[Layer, Fraction, Fraction]:
        """The sequence behind a compound clip, or the angle of a multicamera clip that is seen; laid out once."""
        if media is None:
            name = str(element.get("name") or element.get("ref") or "a clip")
            self.doubts.append(Caution("cut_unread", f"{self.name}: {_line(element)}: what {name!r} refers to is not in the file; it is "
                                                     "taken as one picture"))
            start, length = self.time(element, "start", Fraction(0)), self.time(element, "duration", Fraction(0))
            return Layer((Run(start, start + length, name, _line(element)),) if length > 0 else ()), start, length
        sequence = media.find("sequence")
        held = sequence if sequence is not None else media.find("multicam")
        if held is None:
            raise self.refuse(element, "it refers to what is neither a sequence nor a multicamera clip")
        angle = "" if sequence is not None else _angle(element)
        key = f"{media.get('id')} {angle}"
        if key not in self.media:
            if sequence is not None:
                self.media[key] = self.sequence(sequence, depth + 1)
            else:
                seen = next((each for each in held.iterchildren("mc-angle") if str(each.get("angleID")) == angle), ())
                self.media[key] = self.storyline(seen, Fraction(0), depth + 1)
        layer, length = self.media[key]
        first = self.time(held, "tcStart", Fraction(0))
        return _moved(layer, first), first, self.time(held, "duration", length)

    def bent(self, element: etree._Element, inner: Layer, start: Fraction, length: Fraction) -> Layer:
        """The part of an item that is shown, by its time map where it has one."""
        points = self._time_map(element)
        if not points:
            conform = element.find("conform-rate")
            if len(inner.runs) > 1 and conform is not None and conform.get("scaleEnabled", "1") == "1":
                why = "the rate of this clip is conformed; the cuts inside it may lie elsewhere"
                self.doubts.append(Caution("cuts_speed", f"{self.name}: {_line(element)}: {why}"))
            return cut_to(inner, start, start + length, lambda at: at - start)
        parts: list[Layer] = []
        edges = [(min(start, points[0][0]) - 1, points[0][1] + min(start, points[0][0]) - 1 - points[0][0]), *points,
                 (max(start + length, points[-1][0]) + 1, points[-1][1] + max(start + length, points[-1][0]) + 1 - points[-1][0])]
        for (time, value), (after, then) in zip(edges, edges[1:], strict=False):
            begin, end = max(time, start), min(after, start + length)
            if end > begin:
                parts.append(_segment(inner, (time, value), (then - value) / (after - time), begin, end, start))
        times = [(then - value) / (after - time) for (time, value), (after, then) in zip(points, points[1:], strict=False)] or [Fraction(1)]
        speeds = tuple(Speed(max(time - start, Fraction(0)), str(element.get("name") or ""), speed)
                       for (time, _), speed in zip(points, times, strict=False) if speed != 1)
        bent = _together(parts)
        return replace(bent, runs=_joined(bent.runs), speeds=(*bent.speeds, *speeds))

    def _time_map(self, element: etree._Element) -> list[tuple[Fraction, Fraction]]:
        """The points of a time map, in order of time, each time once."""
        found = element.find("timeMap")
        points: dict[Fraction, Fraction] = {}
        for point in () if found is None else found.iterchildren("timept"):
            points.setdefault(self.time(point, "time", Fraction(0)), self.time(point, "value", Fraction(0)))
        return sorted(points.items())

    def connected(self, element: etree._Element, start: Fraction, depth: int) -> list[Laid]:
        """What is connected to an item, by lane, in time from the item's first moment."""
        lanes: list[Laid] = []
        for child in element:
            tag, lane = tag_of(child), child.get("lane")
            if lane is None or tag not in _ITEMS:
                if not (tag in _ITEMS or _BESIDE.fullmatch(tag)):
                    self.doubts.append(Caution("cut_unread", f"{self.name}: {_line(child)}: nobody here knows {tag!r}; it is left out"))
                continue
            if not re.fullmatch(r"-?\d{1,6}", str(lane), re.ASCII):
                raise self.refuse(child, f"the lane {str(lane)[:20]!r} is no number")
            if tag in {"title", "caption"}:
                continue
            begin = self.time(child, "offset", start) - start
            (layer, _), further = self.item(child, depth + 1)
            lanes += [(int(lane), _moved(layer, begin)), *((int(lane) + each, _moved(more, begin)) for each, more in further)]
        return lanes

    def marks(self, element: etree._Element, start: Fraction, length: Fraction) -> Iterable[Mark]:
        """Markers count in the time of the clip that carries them; outside of it they are nobody's."""
        for marker in element.iterchildren("marker", "chapter-marker"):
            at = self.time(marker, "start", start) - start
            if 0 <= at < length:
                yield Mark(at, str(marker.get("value") or ""), str(marker.get("note") or ""))


def _line(element: etree._Element) -> str:
    return f"line {element.sourceline or 1}"


def _angle(element: etree._Element) -> str:
    sources = [each for each in element.iterchildren("mc-source") if each.get("srcEnable", "all") in {"all", "video"}]
    return str(sources[0].get("angleID")) if sources else ""


def _moved(layer: Layer, by: Fraction) -> Layer:
    return Layer(tuple(replace(run, begin=run.begin + by, end=run.end + by) for run in layer.runs),
                 tuple(replace(mix, cut=mix.cut + by, begin=mix.begin + by, end=mix.end + by) for mix in layer.mixes),
                 tuple(replace(mark, at=mark.at + by) for mark in layer.marks),
                 tuple(replace(speed, at=speed.at + by) for speed in layer.speeds))


def _together(layers: list[Layer]) -> Layer:
    """Layers that lie one after another, as one."""
    return Layer(in_order([run for layer in layers for run in layer.runs]),
                 tuple(sorted((mix for layer in layers for mix in layer.mixes), key=lambda mix: (mix.begin, mix.end))),
                 tuple(mark for layer in layers for mark in layer.marks), tuple(speed for layer in layers for speed in layer.speeds))


def _joined(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    """Stretches of one picture that a time map parted, as one: where its speed changes, nothing is cut."""
    kept: list[Run] = []
    for run in runs:
        if kept and (kept[-1].clip, kept[-1].where, kept[-1].end) == (run.clip, run.where, run.begin):
            kept[-1] = replace(kept[-1], end=run.end)
        else:
            kept.append(run)
    return tuple(kept)


def _stacked(story: Layer, lanes: list[Laid]) -> Layer:
    """A storyline with what is connected to it, below and above."""
    seen, is_told = Layer(), False
    for lane in sorted({lane for lane, _ in lanes}):
        if lane >= 0 and not is_told:
            seen, is_told = over(seen, story), True
        seen = over(seen, _together([layer for each, layer in lanes if each == lane]))
    return seen if is_told else over(seen, story)


def _segment(inner: Layer, at: tuple[Fraction, Fraction], speed: Fraction, begin: Fraction, end: Fraction, start: Fraction) -> Layer:
    """One straight piece of a time map, from `begin` to `end` of the clip's own time."""
    time, value = at
    first, last = value + (begin - time) * speed, value + (end - time) * speed
    if speed == 0:
        shown = next((run for run in inner.runs if run.begin <= first < run.end), None)
        return Layer(() if shown is None else (replace(shown, begin=begin - start, end=end - start),))
    return cut_to(inner, min(first, last), max(first, last), lambda moment: time + (moment - value) / speed - start)
