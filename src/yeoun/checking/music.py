"""Music against picture: hits heard on the stems, silences that are silent, each beside its chance level where it has one."""

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yeoun.checking.attack import attacks_in, chance, envelope_in, nearest, stops_in
from yeoun.checking.finding import Finding
from yeoun.checking.folder import Folder
from yeoun.checking.measuring import measuring

GRACE_S = 0.003                      # half the envelope's window: the meter's own uncertainty
NEAR_S = 0.250                       # how far from its moment an attack is looked for
WINDOWS = {"A": (0.0, 0.042), "BC": (-0.021, 0.083)}    # class A, and the hard limits for every hit
SILENT_DB = -60.0
SHARES_WITHIN = 0.01                 # shares are written with three decimals
CUT_S = 0.25                         # contract: so long may a cut take
SHORTEST_S = 0.7
FALL_S, FALL_DB = 0.4, 1.0           # a ringing level is read in such blocks, and may waver so much
Heard = tuple[dict[str, Any], dict[str, Any], NDArray[np.float64]]


@measuring("hits")
def of_hits(folder: Folder) -> list[Finding]:
    """Hits as they are heard in the part that plays them, with chance beside."""
    heard: list[Heard] = []
    for cue in folder.cues():
        for hit in cue["hits"]:
            if hit["lands"] is not None:
                heard.append((cue, hit, _moments(folder, cue["id"], hit["lands"])))
    missed = [f"{cue['id']} {hit['at_s']:.2f} s" for cue in folder.cues() for hit in cue["hits"]
              if hit["class"] == "A" and hit["lands"] is None]
    return [_class(heard, "A", "class A hits heard 0 to +42 ms after their frame"),
            _class(heard, "BC", "class B and C hits heard -21 to +83 ms about their frame"),
            Finding("every class A hit has a player", "spotting.json", "all", f"{len(missed)} without{_list(missed)}", not missed)]


@measuring("intents")
def of_intent(folder: Folder) -> list[Finding]:
    """Fusion and legibility as the sketches have them: what was meant. No meter here hears a style or reads an emotion."""
    wrong, agrees, said, count = [], 0, 0, 0
    for cue in folder.cues():
        sketch = folder.json(f"cues/{cue['id']}/sketch.json")
        count += 1
        if abs(sum(sketch["fusion"].values()) - 1.0) > SHARES_WITHIN:
            wrong.append(cue["id"])
        claims = [each for each in sketch["legibility"].values() if each is not None]
        agrees, said = agrees + sum(claims), said + len(claims)
    return [Finding("fusion and legibility, as intended", "cues/*/sketch.json",
                    "shares add up to 1; the sound is not measured for them",
                    f"{count} cues, {len(wrong)} do not add up{_list(wrong)}; {agrees} of {said} legibility cues are meant to agree",
                    not wrong)]


def _list(names: list[str]) -> str:
    return f": {', '.join(names[:6])}" if names else ""


def _class(heard: list[Heard], grades: str, what: str) -> Finding:
    early, late = WINDOWS[grades]
    chosen = [each for each in heard if each[1]["class"] in grades]
    lates = [nearest(moments, hit["at_s"] - cue["start_s"], NEAR_S) for cue, hit, moments in chosen]
    met = sum(each is not None and early - GRACE_S <= each <= late + GRACE_S for each in lates)
    bare = sum(each is not None and early <= each <= late for each in lates)
    if not chosen:
        return Finding(what, "stems", "every one", "there is none", True)
    lists = [(moments, hit["at_s"] - cue["start_s"], cue["end_s"] - cue["start_s"]) for cue, hit, moments in chosen]
    luck = chance(lists, early - GRACE_S, late + GRACE_S)
    told = ", ".join("none" if each is None else f"{1000 * each:+.0f}" for each in lates)
    return Finding(what, "stems", f"{len(chosen)} of {len(chosen)}, ±{1000 * GRACE_S:.0f} ms allowed for the meter",
                   f"{met} of {len(chosen)}, {bare} without the allowance (ms: {told}); chance {100 * luck:.0f} %", met == len(chosen))


def _moments(folder: Folder, cue: str, lands: dict[str, Any]) -> NDArray[np.float64]:
    """What is heard to begin (or stop) in the stem of a part."""
    stem = next((path for path in folder.stems(cue) if path.stem.partition("_")[2] == lands["part"]), None)
    if stem is None:
        return np.zeros(0)
    envelope = envelope_in(folder.blocks(stem.relative_to(folder.root).as_posix()))
    return stops_in(envelope) if lands["kind"] == "stop" else attacks_in(envelope)


@measuring("silences")
def of_silences(folder: Folder) -> list[Finding]:
    """Composed silences: cut clean under -60 dBFS a quarter of a second in, or only ringing out; nothing struck in them."""
    spotting = folder.json("spotting/spotting.json")
    short = [each["id"] for each in spotting["silences"] if each["end_s"] - each["start_s"] < SHORTEST_S - 1e-6]
    found = [Finding("no silence is too short to be one", "spotting.json", f"at least {SHORTEST_S} s",
                     f"{len(short)} shorter{_list(short)}", not short)]
    struck = [(cue["id"], cue["start_s"] + at) for cue in spotting["cues"] for at in folder.struck(cue["id"])]
    for silence in (each for each in spotting["silences"] if each["kind"] == "composed"):
        inside = [name for name, at in struck if silence["start_s"] + 0.002 < at < silence["end_s"] - 0.002]
        found.append(Finding(f"nothing is struck in silence {silence['id']}", "cues/*.mid", "no note", f"{len(inside)} notes", not inside))
        found.append(_cut(folder, silence) if silence["manner"] == "cut" else _ring(folder, silence))
    return found


def _music(folder: Folder, silence: dict[str, Any], after_s: float, size: int) -> Iterator[NDArray[np.float64]]:
    start, end = round((silence["start_s"] + after_s) * 48_000), round(silence["end_s"] * 48_000)
    return folder.blocks("mix/music_20.wav", start, min(end, folder.samples), size)


def _cut(folder: Folder, silence: dict[str, Any]) -> Finding:
    level = _db(max((float(np.abs(block).max()) for block in _music(folder, silence, CUT_S, 96_000)), default=0.0))
    return Finding(f"silence {silence['id']} is silent", silence["tc_in"], f"under {SILENT_DB:g} dBFS of music after {CUT_S} s",
                   f"{level:.1f} dBFS", level < SILENT_DB)


def _ring(folder: Folder, silence: dict[str, Any]) -> Finding:
    size = round(FALL_S * 48_000)
    levels = [_db(float(np.sqrt(np.square(block).mean()))) for block in _music(folder, silence, 0.0, size) if len(block) > size // 2]
    lowest, worst = math.inf, 0.0
    for level in levels:
        if level > SILENT_DB:
            worst = max(worst, level - lowest)
        lowest = min(lowest, level)
    return Finding(f"silence {silence['id']} only rings out", silence["tc_in"], "the level only falls",
                   f"rises by {max(0.0, worst):.1f} dB at most", worst <= FALL_DB)


def _db(value: float) -> float:
    return 20 * math.log10(value) if value > 1e-10 else -200.0
