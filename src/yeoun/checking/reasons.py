"""Reasons of cues and silences, read a second time: every sentence is known, and the figure it cites is what the folder holds.

A sentence that says nothing one could look up is a fault too: else one fixed sentence would pass for every film.
Conventions: seconds of picture; figures are held to what the files carry, which is rounded.
"""

import re
from collections.abc import Callable, Iterator
from statistics import fmean, median
from typing import Any, TypeAlias

import numpy as np

from yeoun.checking.finding import Finding
from yeoun.checking.folder import Folder
from yeoun.checking.measuring import measuring
from yeoun.checking.timelines import start_frame
from yeoun.units.time import frame_of

NEAR = 0.011       # two figures of two decimals that mean the same
NEAR_S = 0.11      # of seconds with one decimal
LEAST = {"arousal": 0.085, "tension": 0.085, "valence": 0.185}    # nearer to its rest (rounded) is no leaving of it
HEARD = ("sigh", "sob", "breath", "gasp")
JOINED = re.compile(r"(?:, and |, )*")


class Told:
    """What the folder says of one stretch of its picture."""

    def __init__(self, folder: Folder, moment: dict[str, Any]) -> None:
        self.folder, self.start_s, self.end_s = folder, float(moment["start_s"]), float(moment["end_s"])
        self.graph, self.events = folder.json("emotion/graph.json"), folder.json("observations/events.json")
        self.speech = folder.json("observations/speech.json")

    def mean(self, axis: str) -> float:
        """The mean of a curve over the stretch."""
        every, values = self.graph["every_s"], self.graph[axis]
        inside = [value for k, value in enumerate(values) if self.start_s <= k * every < self.end_s]
        return fmean(inside or [values[min(len(values) - 1, int(self.start_s / every))]])

    def under(self, spans: list[tuple[float, float]]) -> float:
        """Seconds of the stretch under some spans, counted in hundredths."""
        at = np.arange(self.start_s, self.end_s, 0.01)
        taken = np.zeros(len(at), dtype=bool)
        for start, end in spans:
            taken |= (at >= start) & (at < end)
        return 0.01 * float(taken.sum())

    def lines(self, kind: str) -> list[tuple[float, float]]:
        """Where lines of a kind are: `inner`, or all the others."""
        return [(each["start_s"], each["end_s"]) for each in self.speech.get("lines", ()) if (each["kind"] == "inner") is (kind == "inner")]

    def spoken(self) -> float:
        """The share of the stretch in which somebody is heard to speak."""
        thought = self.lines("inner")
        heard = [(each["start_s"], each["end_s"]) for each in self.speech["speech"]
                 if not any(start < each["end_s"] and end > each["start_s"] for start, end in thought)]
        return self.under([*self.lines("spoken"), *heard]) / max(1e-9, self.end_s - self.start_s)


Match: TypeAlias = re.Match[str]
Holds: TypeAlias = Callable[[Told, Match], bool]


def _feeling(told: Told, found: Match) -> bool:
    items = re.findall(r"(\w+) ([+-]?\d\.\d\d) against ([+-]?\d\.\d\d) at rest", found[1])
    for axis, here, rest in items:
        values = told.graph[axis]
        true = median(values) if axis == "valence" else float(np.quantile(values, 0.25))
        apart = float(here) - float(rest)
        if abs(told.mean(axis) - float(here)) > NEAR or abs(true - float(rest)) > NEAR:
            return False
        if (abs(apart) if axis == "valence" else apart) < LEAST[axis]:
            return False
    return bool(items)


def _longing(told: Told, found: Match) -> bool:
    return abs(told.mean("nostalgia") - float(found[1])) <= NEAR and float(found[1]) >= 0.2


def _turn(told: Told, found: Match) -> bool:
    where, what, begins, code, kind, size, carried = found.groups()
    at_s = float((frame_of(code, told.folder.rate) - start_frame(told.folder)) / told.folder.rate)
    near = [each for each in told.graph["turns"] if each["kind"] == kind and abs(each["at_s"] - at_s) < 0.05
            and abs(each.get("size", float(size)) - float(size)) <= NEAR]
    inside = told.start_s - 0.05 <= at_s <= told.end_s + 0.05
    there = (told.start_s - 1.6 <= at_s <= told.start_s + 0.05 if where.startswith("it follows") else
             told.end_s - 1.1 <= at_s <= told.end_s + 3.1 if where else
             told.start_s - 0.05 <= at_s <= told.start_s + 1.1 if begins else inside and bool(carried))
    return bool(near) and there and (what == "light") == (kind == "light")


def _inner(told: Told, found: Match) -> bool:
    return "lines" not in told.speech or abs(told.under(told.lines("inner")) - float(found[1])) <= NEAR_S


def _wordless(told: Told, found: Match) -> bool:
    silent = 1 - told.spoken()
    return abs(silent - (float(found[1]) / 100 if found[1] else 1.0)) <= NEAR and silent >= 0.49


def _words(told: Told, found: Match) -> bool:
    return abs(told.spoken() - float(found[1]) / 100) <= NEAR and float(found[1]) >= 40


def _line(told: Told, found: Match) -> bool:
    said = [each for each in told.speech.get("lines", ()) if each["text"].startswith(found[1])]
    return "lines" not in told.speech or any(told.start_s - 2.6 <= each["end_s"] <= told.end_s for each in said)


def _still(told: Told, found: Match) -> bool:
    spans = [(each["start_s"], each["end_s"]) for each in told.events["silences"] if each.get("kind", "dramatic") == "dramatic"]
    return abs(told.under(spans) - float(found[1])) <= NEAR_S


def _breath(told: Told, found: Match) -> bool:
    return found[1] in HEARD and any(
        each["kind"] == found[1] and abs(100 * each["confidence"] - float(found[2])) <= 1
        and each["at_s"] < told.end_s and each["until_s"] + 0.71 > told.start_s for each in told.events["events"])


def _music(told: Told, found: Match) -> bool:
    return abs(told.under([(each["start_s"], each["end_s"]) for each in told.events.get("music", ())]) - float(found[1])) <= NEAR_S


def _heart(told: Told, found: Match) -> bool:
    beats = [each for each in told.events["events"] if each["kind"] == "heartbeat"
             and each["at_s"] < told.end_s and each["until_s"] > told.start_s]
    lasts = min(told.end_s, max((each["until_s"] for each in beats), default=0.0)) - max(
        told.start_s, min((each["at_s"] for each in beats), default=0.0))
    return bool(beats) and float(found[1]) <= lasts + NEAR_S + 1.5    # 1.5 s: a heart that is heard before and after


def _blow(told: Told, found: Match) -> bool:
    return any(each["kind"] == "impact" and told.start_s - 0.5 <= each["at_s"] <= told.end_s for each in told.events["events"])


def _memory(told: Told, found: Match) -> bool:
    marks = [mark for each in told.graph["scenes"] if each["start_s"] < told.end_s and each["end_s"] > told.start_s
             for mark in each.get("marks", found[1].split(" and a "))]
    return set(found[1].split(" and a ")) <= set(marks)


def _nothing(told: Told, found: Match) -> bool:
    """Nothing stands out of a stretch that is in no way out of the ordinary; of music: the share of words decides silences."""
    if found[2] != "it":
        return told.spoken() < 0.41
    rests = {axis: float(np.quantile(told.graph[axis], 0.25)) for axis in ("arousal", "tension")}
    return all(told.mean(axis) - rest <= 0.11 for axis, rest in rests.items()) and told.mean("nostalgia") < 0.21


def _short(told: Told, found: Match) -> bool:
    return told.folder.frames / told.folder.rate < float(found[1]) and told.end_s - told.start_s > 0.99 * told.folder.samples / 48_000


def _left(told: Told, found: Match) -> bool:
    return abs(told.end_s - told.start_s - float(found[1])) <= NEAR_S


def _people(told: Told, found: Match) -> bool:
    return True    # people's word needs no figure; provenance.json names the note and who wrote it


SENTENCES: tuple[tuple[re.Pattern[str], Holds], ...] = tuple((re.compile(pattern), holds) for pattern, holds in (
    (r"the line '(.*?)' has turned the scene and is left to be heard", _line),
    (r"what is done ends the scene and is heard alone \(.*?\)(?=,|$)", _blow),
    (r"the feeling leaves its resting point \(([^)]*)\)", _feeling),
    (r"the scene longs for something gone \(nostalgia (\d\.\d\d)\)", _longing),
    (r"((?:it (?:follows|leads up to) the moment at which )?)the (feeling|light) turns( as it begins,)? at (\S+) "
     r"\((\w+), size (\d\.\d\d)\)( and music carries it over)?", _turn),
    (r"an inner voice is heard for (\d+\.\d) s of it", _inner),
    (r"nobody speaks aloud(?: in (\d+) % of it)?", _wordless),
    (r"words fill (\d+) % of it", _words),
    (r"the scene itself is silent for (\d+\.\d) s of it", _still),
    (r"a (\w+) is heard that nothing should cover \(sure to (\d+) %\)", _breath),
    (r"the picture holds music of its own for (\d+\.\d) s of it", _music),
    (r"the script leaves (\d+\.\d) s of it to a heart that is heard", _heart),
    (r"a heart is heard for (\d+\.\d) s of it that nothing should cover", _heart),
    (r"the script marks a (\w+(?: and a \w+)*)", _memory),
    (r"nothing stands out here: the house wants (\d+) % music, and this is part of (it|the rest)", _nothing),
    (r"the film is under (\d+) s: one cue over the whole", _short),
    (r"(\d+\.\d) s of the cue would be left beside note .*?: too short to be music", _left),
    (r"note \S+ (?:asks for music|forbids silence|asks for what only music can give here)", _people),
    (r"note \S+ asks for silence here, and (?:it is cut clean|what was struck before may ring into it)", _people)))


def unsupported(folder: Folder, moment: dict[str, Any]) -> list[str]:
    """What of a cue's or silence's reason does not follow from the folder's own figures.

    moment  as spotting.json has it
    """
    told = Told(folder, moment)
    head, wrong = re.split(r"; (?:it (?:enters|begins) |without )", str(moment["reason"]))[0], []
    for pattern, holds in SENTENCES:
        for found in list(pattern.finditer(head)):
            wrong += [] if holds(told, found) else [found[0]]
        head = pattern.sub("", head)
    return wrong if JOINED.fullmatch(head) else [*wrong, f"{head.strip(' ,')!r} says nothing that can be looked up"]


@measuring("reasons")
def of_reasons(folder: Folder) -> Iterator[Finding]:
    """Every sentence of every reason, looked up."""
    spotting = folder.json("spotting/spotting.json")
    moments = [*spotting["cues"], *spotting["silences"]]
    wrong = [f"{each['id']}: {fault}" for each in moments for fault in unsupported(folder, each)]
    yield Finding("reasons follow from their figures", "spotting.json", "every sentence", f"{len(moments)} reasons"
                  + (f"; not so: {'; '.join(wrong[:4])}" if wrong else ""), not wrong)
