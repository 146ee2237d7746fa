"""Reasons of cues and silences, read a second time: every sentence is known, and the figure it cites is what the folder holds.

A sentence that says nothing one could look up is a fault too: else one fixed sentence would pass for every film.
What is quoted (lines, deeds, ids of notes) is taken out before a reason is taken apart: it may hold any words.
Not read: the words of a deed and the number of a scene (only whether something is heard, or a scene begins, there), where a heart
comes and goes, what a note asks for (only whether the moment names it), and whether without it all would lie elsewhere.
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
QUOTED = 40        # letters of a line that is quoted
LED_S = 0.45       # a cue may begin so long before the moment that it enters on


class Told:
    """What the folder says of one stretch of its picture."""

    def __init__(self, folder: Folder, moment: dict[str, Any]) -> None:
        self.folder, self.start_s, self.end_s = folder, float(moment["start_s"]), float(moment["end_s"])
        self.graph, self.events = folder.json("emotion/graph.json"), folder.json("observations/events.json")
        self.speech = folder.json("observations/speech.json")

        self.notes = "|".join(re.escape(each) for each in sorted(moment.get("notes", ()), key=len, reverse=True)) or r"(?!)"
        self.hits = [float(each["at_s"]) for each in (*moment.get("hits", ()), *moment.get("not_caught", ()))]

    def begins(self, *places: float) -> bool:
        """Whether it begins on one of some places, or as a cue that is led to it."""
        frame = 0.6 / float(self.folder.rate) + 0.01
        return any(-frame <= at - self.start_s <= LED_S for at in places)

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
    said = [each for each in told.speech.get("lines", ()) if each["text"][:QUOTED] == found[1]]
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


def _paid(told: Told, found: Match) -> bool:
    return told.notes != r"(?!)" and float(found[1]) <= told.end_s - told.start_s + NEAR_S


def _people(told: Told, found: Match) -> bool:
    """People's word needs no figure: a pattern of notes only fits those that the moment names; provenance.json says who wrote them."""
    return told.notes != r"(?!)"


def _known(told: Told, found: Match) -> bool:
    return True    # of a known form; the head of this file says that it is not looked up


def _in_air(told: Told, found: Match) -> bool:
    lines = told.speech.get("lines", ())
    ends, starts = [0.0, *(each["end_s"] for each in lines)], [each["start_s"] for each in lines]
    last = told.folder.frames / float(told.folder.rate)
    places = [end + 0.3 for end in ends] if found[1] == "after" else [*ends, *(start - 0.3 for start in (*starts, last))]
    return "lines" not in told.speech or told.begins(*places)


def _falls_still(told: Told, found: Match) -> bool:
    edge = "start_s" if found[1] is None else "end_s"
    return told.begins(*(each[edge] for each in told.events["silences"] if each.get("kind", "dramatic") == "dramatic"))


def _cut(told: Told, found: Match) -> bool:
    start, rate = start_frame(told.folder), told.folder.rate
    frames = [each["start_frame"] for each in told.folder.json("observations/shots.json")["shots"]]
    return told.begins(*(float(frame / rate) for frame in frames), *(float((frame - start) / rate) for frame in frames))


def _heard(told: Told, found: Match) -> bool:
    """Something is heard there, of the kind that is named."""
    kind, edge = found.groupdict().get("kind"), "at_s" if found[0].startswith("on") else "until_s"
    return told.begins(*(each[edge] for each in told.events["events"] if kind in (None, each["kind"])))


def _on_turn(told: Told, found: Match) -> bool:
    return told.begins(*(each["at_s"] for each in told.graph["turns"] if each.get("reason", found[1]) == found[1]))


Forms: TypeAlias = tuple[tuple[str, Holds], ...]    # NOTE stands for the notes that a moment names

# how a sentence may begin
BEGUN = (r"the (?:line '|feeling |light |scene |picture holds |script (?:leaves|marks) )|it (?:follows|leads up to) the moment|"
         r"what is done ends |an inner voice |nobody speaks |words fill |a (?:\w+) is heard |nothing stands out |note NOTE ")
QUOTES: Forms = (
    (rf"what is done ends the scene and is heard alone \(.+?\)(?=$|; it (?:enters|begins) |, (?:and )?(?:{BEGUN}))", _blow),
    (r"the line '(.+?)' has turned the scene and is left to be heard", _line),
    (r"(\d+\.\d) s of the cue would be left beside note NOTE(?: and note NOTE)*: too short to be music", _left),
    (r"note NOTE (?:asks for music|forbids silence|asks for what only music can give here)", _people),
    (r"note NOTE asks for silence here, and (?:it is cut clean|what was struck before may ring into it)", _people))
SENTENCES: Forms = (
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
    (r"the film is under (\d+) s: one cue over the whole", _short))
# how a moment begins, and what is said after that, from the end of the reason
BEGINNINGS: Forms = (
    (r"as the picture begins", lambda told, _: told.begins(0.0)),
    (r"half-way, for want of a better moment", lambda told, _: told.begins(told.folder.frames // 2 / float(told.folder.rate))),
    (r"as scene .+ begins", lambda told, _: told.begins(*(each["start_s"] for each in told.graph["scenes"]))),
    (r"just on the cut", _cut),
    (r"in the air (after|before) a line", _in_air),
    (r"after a (?P<kind>sigh|breath|gasp|sob)", _heard),
    (r"as a sigh is heard", lambda told, _: told.begins(*(each["at_s"] for each in told.events["events"] if each["kind"] == "sigh"))),
    (r"as the steps stop", lambda told, _: told.begins(*(each["at_s"] for each in told.events["events"] if each["kind"] == "footstep"))),
    (r"(?:on|after) what is done: .+", _heard),
    (r"as the (?:scene falls silent|(silence ends))", _falls_still),
    (r"on the turn: (.*)", _on_turn),
    (r"as a heart is heard|as the heart is gone|where a note says so", _known),
    (r"where note NOTE asks for silence|as the silence of note NOTE ends", _people))
ENDINGS: Forms = (
    (r"(?:; without (?:note NOTE|the feeling that note NOTE pins) it would lie elsewhere)+$", _people),
    (r"; the music that note NOTE asks for counts in the \d+ % that the house wants, and without it music would play for (\d+\.\d) s of "
     r"this(?=$|; the music that note )", _paid),
    (r" and stops where note NOTE asks for silence$", _people),
    (r", its first beat on the moment$", lambda told, _: any(0 < at - told.start_s <= LED_S for at in told.hits)))


def unsupported(folder: Folder, moment: dict[str, Any]) -> list[str]:
    """What of a cue's or silence's reason does not follow from the folder's own figures.

    moment  as spotting.json has it
    """
    told = Told(folder, moment)
    rest, wrong = _taken(told, str(moment["reason"]), ENDINGS[:2])
    rest, also = _taken(told, rest, QUOTES)
    head, marked, tail = rest.partition("; it enters " if "key" in moment else "; it begins ")
    head, more = _taken(told, head, SENTENCES)
    wrong += also + more
    if not JOINED.fullmatch(head):
        wrong.append(f"{head.strip(' ,')!r} says nothing that can be looked up")
    return wrong + (_unbegun(told, tail) if marked else [])


def _taken(told: Told, text: str, forms: Forms) -> tuple[str, list[str]]:
    """A text without the sentences of some forms, and those of them that are not so."""
    wrong: list[str] = []
    for form, holds in forms:
        pattern = _pattern(told, form)
        wrong += [found[0] for found in pattern.finditer(text) if not holds(told, found)]
        text = pattern.sub("", text)
    return text, wrong


def _unbegun(told: Told, tail: str) -> list[str]:
    """What is not so of the words that say where a moment begins."""
    tail, wrong = _taken(told, tail, ENDINGS[2:])
    fits = [(holds, found) for form, holds in BEGINNINGS if (found := _pattern(told, form).fullmatch(tail))]
    if not fits:
        return [*wrong, f"{tail!r} is no place that can be looked up"]
    return wrong if any(holds(told, found) for holds, found in fits) else [*wrong, tail]


def _pattern(told: Told, form: str) -> re.Pattern[str]:
    """A form with the notes of a moment in it."""
    return re.compile(form.replace("NOTE", f"(?:{told.notes})"), re.DOTALL)


@measuring("reasons")
def of_reasons(folder: Folder) -> Iterator[Finding]:
    """Every reason, looked up as far as the head of this file says."""
    spotting = folder.json("spotting/spotting.json")
    moments = [*spotting["cues"], *spotting["silences"]]
    wrong = [f"{each['id']}: {fault}" for each in moments for fault in unsupported(folder, each)]
    yield Finding("reasons follow from their figures", "spotting.json", "as the folder has them", f"{len(moments)} reasons"
                  + (f"; not so: {'; '.join(wrong[:4])}" if wrong else ""), not wrong)
