"""Films whose lines are known to the moment, for the aligner: the demo film, the same four times over with other words, and made ones.

The demo film's observations are those of the real observers. Four times over, its sound and cuts are the same each time and its lines are
those of `tests/data/pairs.toml`, for each moment at which somebody speaks the one that is nearest in length to what is said there.
Made films take time, shots and what is heard from luck: a detector that joins lines with less than 0.3 s between them, misses one line
in twelve and hears a voice where none is every half minute.
"""

import functools
import json
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path

from tests.demo.made import demo_film, demo_seen
from tests.reading.films import RATE, cut_until, seconds, seen_in
from yeoun.model.media import Shot, Span
from yeoun.model.observed import Light, Observations, ShotLight, SpeechSpan
from yeoun.units.luck import Take, luck
from yeoun.units.names import ShotId
from yeoun.units.time import Seconds

PAIRS = Path(__file__).resolve().parents[1] / "data" / "pairs.toml"
TUNED_ON = 6      # the conversations up to this one are those on which the weights of meaning were set (translated.py)
TALKS = 12
HOLD_S, SHORTEST_S, GAP_S = 14 / 24, 20 / 24, 2 / 24    # how a subtitle stands, as in demo/papers.py
HOURS = (("낮", "DAY", Light.DAY), ("밤", "NIGHT", Light.NIGHT), ("해질녘", "SUNSET", Light.GOLDEN), ("새벽", "DAWN", Light.DAWN))
WHO = {"A": ("지은", "JIEUN"), "B": ("현우", "HYEONWOO")}


@dataclass(frozen=True)
class Told:
    """A line as it is spoken: by whom, what in either language, when, in which scene."""

    who: tuple[str, str]
    ko: str
    en: str
    start: float
    end: float
    scene: int


@dataclass(frozen=True)
class Film:
    """A film with its truth: lines, headings of its scenes in both languages with their first frames, and what is observed."""

    name: str
    lines: tuple[Told, ...]
    headings: tuple[tuple[str, str, int], ...]
    seen: Observations
    frames: int


def pairs(held_out: bool) -> list[tuple[int, str, str, str]]:
    """Lines in two languages, those of the conversations that nothing was set on, or all: (conversation, who, Korean, English)."""
    rows = tomllib.loads(PAIRS.read_text(encoding="utf-8"))["pair"]
    return [tuple(row) for row in rows if not held_out or row[0] > TUNED_ON]


def captioned(lines: tuple[Told, ...], length_s: float) -> list[tuple[float, float]]:
    """From when to when each line's subtitle stands: from the first word to a little after the last."""
    ends = [*(line.start - GAP_S for line in lines[1:]), length_s]
    return [(line.start, min(max(line.end + HOLD_S, line.start + SHORTEST_S), max(end, line.start + 0.2)))
            for line, end in zip(lines, ends, strict=True)]


@functools.cache
def demo() -> Film:
    """The demo film."""
    truth = json.loads((demo_film() / "truth.json").read_text(encoding="utf-8"))
    scenes = truth["scenes"]
    firsts = [round(each["start_s"] * RATE) for each in scenes]
    english = {"지은": "JIEUN", "현우": "HYEONWOO"}
    lines = tuple(Told((each["who"], english[each["who"]]), each["ko"], each["en"], each["start_s"], each["end_s"],
                       max(k for k, scene in enumerate(scenes) if scene["start_s"] <= each["start_s"] + 0.01)) for each in truth["lines"])
    return Film("demo", lines, tuple(("", "", first) for first in firsts), demo_seen(), truth["frames"])


@functools.cache
def rounds(times: int = 4) -> Film:
    """The demo film so many times over, each time with other words; its five scenes are as many each time."""
    one = demo()
    words = pairs(held_out=True)
    lines, headings = [], []

    def next_as_long_as(text: str) -> tuple[int, str, str, str]:
        fits = min(words, key=lambda row: (abs(_letters(row[2]) - _letters(text)), words.index(row)))
        words.remove(fits)
        return fits

    for k in range(times):
        later = seconds(one.frames) * k
        for line in one.lines:
            _, who, ko, en = next_as_long_as(line.ko)
            lines.append(Told(WHO[who], ko, en, line.start + later, line.end + later, line.scene + k * len(one.headings)))
        for n, (_, _, first) in enumerate(one.headings):
            ko, en, _ = HOURS[(0, 1, 1, 1, 3)[n]]
            headings.append((f"곳{k}{n} / {'해질녘' if n == 0 else ko}", f"EXT. PLACE {k}{n} - {'SUNSET' if n == 0 else en}",
                             first + k * one.frames))
    return Film(f"the demo's sound and cuts {times} times, other words", tuple(lines), tuple(headings),
                repeated(one.seen, one.frames, times), one.frames * times)


def _letters(text: str) -> int:
    return sum("가" <= letter <= "힣" for letter in text)


def repeated(seen: Observations, frames: int, times: int) -> Observations:
    """What is observed in a film of so many frames, so many times one after the other: shots, light and speech."""
    shots, light, speech = list[Shot](), list[ShotLight](), list[SpeechSpan]()
    lights = {each.shot: each for each in seen.light}
    for k in range(times):
        later = seconds(frames) * k
        for shot in seen.shots:
            name = ShotId(f"sh{len(shots) + 1:03}")
            shots.append(replace(shot, id=name, first_frame=shot.first_frame + k * frames, end_frame=shot.end_frame + k * frames))
            if shot.id in lights:
                light.append(replace(lights[shot.id], shot=name))
        speech += [replace(each, span=Span(Seconds(each.span.start_s + later), Seconds(each.span.end_s + later))) for each in seen.speech]
    return replace(seen, shots=tuple(shots), light=tuple(light), speech=tuple(speech))


@functools.cache
def made(take: int) -> Film:
    """A film by luck: each conversation a scene, nobody's words twice."""
    rng = luck(Take(take), "told film")
    lines, headings, shots, lights, at = list[Told](), list[tuple[str, str, int]](), [0], list[Light](), 0.0
    heard: list[tuple[float, float]] = []
    words = [row for row in pairs(held_out=True) if row[0] <= TALKS]
    for scene, talk in enumerate(sorted({row[0] for row in words})):
        ko, en, light = HOURS[int(rng.integers(0, len(HOURS)))]
        headings.append((f"곳{scene} / {ko}", f"INT. PLACE {scene} - {en}", shots[-1]))
        at += float(rng.uniform(1.5, 8.0))
        for _, who, korean, english in (row for row in words if row[0] == talk):
            length = max(0.45, _letters(korean) / float(rng.uniform(4.2, 6.8)))
            lines.append(Told(WHO[who], korean, english, round(at, 3), round(at + length, 3), scene))
            at += length + float(rng.gamma(1.3, 1.0)) + 0.15
        at += float(rng.uniform(1.0, 8.0))
        frames = int(at * RATE)
        cut_until(frames, light, shots, lights, rng)
        at = seconds(shots[-1])
    for line in lines:
        if rng.random() < 1 / 12:
            continue
        start, end = line.start + float(rng.normal(0, 0.06)), line.end + float(rng.normal(0, 0.08))
        if heard and start - heard[-1][1] < 0.3:
            heard[-1] = (heard[-1][0], end)
        else:
            heard.append((start, end))
    for _ in range(int(at / 30)):
        start = float(rng.uniform(0, at - 2))
        if all(start > b + 0.3 or start + 1.2 < a - 0.3 for a, b in heard):
            heard.append((start, start + float(rng.uniform(0.3, 1.2))))
    return Film(f"made {take}", tuple(lines), tuple(headings), seen_in(shots, lights, sorted(heard)), shots[-1])
