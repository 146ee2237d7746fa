"""Silence as composition, read a second time: a long film has one between two cues, or the reason why not holds in its figures."""

import re
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import numpy as np

from yeoun.checking.finding import Finding
from yeoun.checking.folder import Folder
from yeoun.checking.measuring import measuring

LONG_S, EDGE_S, NAMED = 40.0, 5.0, 3
NEAR_S = 0.06      # of seconds with one decimal
FRAME_S = 0.05     # where one moment ends and the next begins
HEAD = re.compile(r"No silence between two cues is composed(?: \((\d+) quiets, the longest are named\))?: (.+)\.", re.DOTALL)
QUIET = re.compile(r"the quiet of (\d+\.\d) s at (\d+\.\d) s (.+)")
Match: TypeAlias = re.Match[str]
Quiet: TypeAlias = dict[str, Any]


def _near(said: str, true: float) -> bool:
    return abs(float(said) - true) <= NEAR_S


class Silences:
    """The silences of a folder, the cues beside them and the quiets of its picture."""

    def __init__(self, folder: Folder) -> None:
        spotting = folder.json("spotting/spotting.json")
        self.folder, self.cues, self.silences = folder, spotting["cues"], spotting["silences"]
        self.length_s = float(folder.frames / folder.rate)
        self.quiets = [each for each in folder.json("observations/events.json")["silences"] if each.get("kind", "dramatic") == "dramatic"]

    def is_between(self, silence: dict[str, Any]) -> bool:
        """Whether a cue ends where a silence begins, and another begins where it ends."""
        return (any(abs(cue["end_s"] - silence["start_s"]) < FRAME_S for cue in self.cues)
                and any(abs(cue["start_s"] - silence["end_s"]) < FRAME_S for cue in self.cues))

    def composed(self) -> list[dict[str, Any]]:
        """Composed silences between two cues, clear of both ends of the film."""
        return [each for each in self.silences if each["kind"] == "composed" and self.is_between(each)
                and each["start_s"] >= EDGE_S and each["end_s"] <= self.length_s - EDGE_S + 0.001]

    def stretch(self, found: Match) -> list[dict[str, Any]]:
        """The silences from where to where a reason says."""
        return [each for each in self.silences if _near(found[1], each["start_s"]) and _near(found[2], each["end_s"])]


Holds: TypeAlias = Callable[[Silences, Quiet, Match], bool]


def _filled(here: Silences, quiet: Quiet, found: Match) -> bool:
    for each in here.stretch(found):
        share = max(0.0, min(each["end_s"], quiet["end_s"]) - max(each["start_s"], quiet["start_s"])) / (each["end_s"] - each["start_s"])
        if abs(100 * share - float(found[3])) <= 1.5 and each["id"] == found[4] and each["kind"] == found[5] != "composed":
            return here.is_between(each)
    return False


def _played(here: Silences, quiet: Quiet, found: Match) -> bool:
    return any(cue["id"] == found[1] and _near(found[2], cue["start_s"]) and _near(found[3], cue["end_s"])
               and cue["start_s"] < quiet["end_s"] and cue["end_s"] > quiet["start_s"] for cue in here.cues)


def _at_an_edge(here: Silences, quiet: Quiet, found: Match) -> bool:
    return any(_near(found[3], max(0.0, min(each["start_s"], here.length_s - each["end_s"]))) and each["kind"] == "composed"
               for each in here.stretch(found)) and float(found[3]) <= EDGE_S + NEAR_S


WHY: tuple[tuple[str, Holds], ...] = (
    (r"lies (\d+\.\d) s from the beginning of the film", lambda here, quiet, found: _near(found[1], quiet["start_s"])
     and quiet["start_s"] < EDGE_S + NEAR_S),
    (r"lies (\d+\.\d) s from the end of the film", lambda here, quiet, found: _near(found[1], max(0.0, here.length_s - quiet["end_s"]))
     and quiet["end_s"] > here.length_s - EDGE_S - NEAR_S),
    (r"is played through by (\S+), from (\d+\.\d) to (\d+\.\d) s", _played),
    (r"lies in a silence from (\d+\.\d) to (\d+\.\d) s that has no cue on (?:one|either) side",
     lambda here, quiet, found: any(not here.is_between(each) for each in here.stretch(found))),
    (r"lies in a silence from (\d+\.\d) to (\d+\.\d) s, of which it fills (\d+) %: (\S+) is a (\w+) silence", _filled),
    (r"lies in a silence from (\d+\.\d) to (\d+\.\d) s that reaches to (\d+\.\d) s from an end of the film", _at_an_edge))
WORDLESS = re.compile(r"the picture is never quiet by itself; its longest stretch without words lasts (\d+\.\d) s from (\d+\.\d) s on"
                      r"(?:, and tension moves by (\d\.\d\d) in it)?")


def unsupported_silence(here: Silences, message: str) -> list[str]:
    """What of the reason for no composed silence does not follow from the folder's figures."""
    head = HEAD.fullmatch(message)
    if head is None:
        return [f"{message!r} says nothing that can be looked up"]
    if not here.quiets:
        return [] if _is_longest(here, head[2]) else [head[2]]
    parts = head[2].split("; ")
    wrong = [each for each in parts if not _is_so(here, each)]
    if len(parts) != min(NAMED, len(here.quiets)) or (head[1] is not None and int(head[1]) != len(here.quiets)):
        wrong.append(f"{len(parts)} quiets are named, and the picture has {len(here.quiets)}")
    return wrong


def _is_so(here: Silences, part: str) -> bool:
    told = QUIET.fullmatch(part)
    if told is None:
        return False
    return any(holds(here, quiet, found) for quiet in here.quiets
               if _near(told[1], quiet["end_s"] - quiet["start_s"]) and _near(told[2], quiet["start_s"])
               for form, holds in WHY if (found := re.fullmatch(form, told[3])))


def _is_longest(here: Silences, said: str) -> bool:
    """Whether nobody speaks for so long from there on, and tension moves as it is said."""
    found = WORDLESS.fullmatch(said)
    if found is None:
        return False
    speech, graph = here.folder.json("observations/speech.json"), here.folder.json("emotion/graph.json")
    start, end = float(found[2]), float(found[2]) + float(found[1])
    thought = [each for each in speech.get("lines", ()) if each["kind"] == "inner"]
    spoken = [each for each in (*speech.get("lines", ()), *speech["speech"]) if each not in thought and not any(
        one["start_s"] < each["end_s"] and one["end_s"] > each["start_s"] for one in thought)]
    taken = np.zeros(round(100 * here.length_s) + 2, dtype=bool)    # hundredths in which somebody speaks
    taken[-1] = True
    for each in spoken:
        taken[round(100 * each["start_s"]):round(100 * each["end_s"])] = True
    words = np.concatenate([[-1], np.flatnonzero(taken)])
    gaps = np.diff(words) / 100
    begins = (words[int(np.argmax(gaps))] + 1) / 100
    longest = abs(float(gaps.max()) - float(found[1])) <= 0.1 and (abs(begins - start) <= 0.1 or any(
        abs(gap - gaps.max()) <= 0.02 and abs((word + 1) / 100 - start) <= 0.1 for gap, word in zip(gaps, words[:-1], strict=True)))
    inside = [value for k, value in enumerate(graph["tension"]) if start - 0.06 <= k * graph["every_s"] < end + 0.06]
    return longest and (found[3] is None or abs(max(inside) - min(inside) - float(found[3])) <= 0.06)


@measuring("reasons")
def of_composed(folder: Folder) -> Iterator[Finding]:
    """A film that is long enough has a composed silence between two cues, or says why not."""
    here = Silences(folder)
    said = [each["message"] for each in folder.json("score.json")["warnings"] if each["code"] == "no_silence"]
    if here.length_s <= LONG_S or not here.cues:
        return
    have, wrong = len(here.composed()), [fault for message in said for fault in unsupported_silence(here, message)]
    yield Finding("silence is composed, or the reason why not", "spotting.json", "one, or why not",
                  f"{have} composed" + (f"; {said[0]}" if said else "; no reason is said" if not have else "")
                  + (f"; not so: {'; '.join(wrong)}" if wrong else ""), (bool(have) != bool(said)) and not wrong)
