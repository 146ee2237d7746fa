"""Scenes: events at an exact level over a bed, between and under lines, with false friends; and scenes that hold no event at all.

*Conventions*: the level is that of `shaping`; an event is measured with its room, before anything else is added. A train (steps, beats,
breaths) is one performance: its median stroke stands at the level, the others as they are played. Friends stand 8-24 dB over the floor,
lines 28-38 dB in a quiet room and 18-28 dB elsewhere. What is said is said of both: open and closed seeds never share luck or lines.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from scipy.signal import fftconvolve

from tests.observing.strangers.breathing import breaths, gasp, sigh
from tests.observing.strangers.crying import laugh, sob
from tests.observing.strangers.friends import FRIENDS, friend
from tests.observing.strangers.knocks import heartbeat, impact
from tests.observing.strangers.nouns import RATE, Friend, Played, Said, Scene, Sound, Truth
from tests.observing.strangers.places import BEDS, bed, room
from tests.observing.strangers.shaping import HOP, SPAN, between, gain, lay, levels, peak_db, samples_of
from tests.observing.strangers.speech import line
from tests.observing.strangers.steps import footsteps
from yeoun.model.observed import EventKind
from yeoun.units.luck import Luck, Take, luck

OPEN = (101,)        # whoever improves a detector may look at these
CLOSED = (907,)      # and must not look at these: they are counted, never opened
LEVELS = (20, 10)
SPEECH = ("none", "around", "over")
ALONE = ("speech", "friends", "nothing")
LONGEST_S = 118.0

MAKERS: dict[EventKind, Callable[[Luck], Played]] = {
    EventKind.FOOTSTEP: footsteps, EventKind.SIGH: sigh, EventKind.GASP: gasp, EventKind.BREATH: breaths, EventKind.SOB: sob,
    EventKind.LAUGH: laugh, EventKind.HEARTBEAT: heartbeat, EventKind.IMPACT: impact,
}
_AGAIN = (EventKind.SIGH, EventKind.GASP, EventKind.SOB, EventKind.LAUGH, EventKind.IMPACT, EventKind.IMPACT, EventKind.FOOTSTEP,
          EventKind.GASP, EventKind.LAUGH, EventKind.SIGH)


@dataclass(frozen=True, slots=True)
class Condition:
    """What a scene is like: with events at a level and speech beside them, or (`alone`) without any event."""

    bed: str
    level_db: int = 0
    speech: str = "none"
    alone: str = ""

    @property
    def name(self) -> str:
        """A name for tables and files."""
        return f"{self.bed}, {self.alone} alone" if self.alone else f"{self.bed}, {self.level_db} dB, speech {self.speech}"


CONDITIONS = (*(Condition(where, level, speech) for level in LEVELS for where in BEDS for speech in SPEECH),
              *(Condition(where, alone=what) for what in ALONE for where in BEDS))


def half_of(seed: int) -> int:
    """Which half of the lines a seed may say: seeds up to 500 are open, all others closed."""
    return 1 if seed > 500 else 0


def stroke_levels(wet: Sound, played: Played) -> list[tuple[float, int]]:
    """The highest 10 ms of every stroke: decibels, and the sample in the middle."""
    found = levels(wet)
    out = []
    for stroke in played.strokes:
        first = max(stroke.start - SPAN, 0) // HOP
        part = found[first:max((stroke.end + SPAN) // HOP, first + 1)]
        at = first + int(part.argmax())
        out.append((float(10 * np.log10(found[at] + 1e-20)), at * HOP + SPAN // 2))
    return out


class _Desk:
    """Everything that was laid so far, in time, at levels over a floor of 0 dB."""

    def __init__(self, air: Sound) -> None:
        self.air = air
        self.events = np.zeros(samples_of(LONGEST_S + 14))
        self.beside = np.zeros_like(self.events)    # lines and friends
        self.truths: list[Truth] = []
        self.lines: list[Said] = []
        self.friends: list[Friend] = []

    def play(self, played: Played, at: int, over_db: float) -> int:
        """Lay a performance; gives its end."""
        wet = np.asarray(fftconvolve(played.samples, self.air))
        if played.strokes:
            heard = stroke_levels(wet, played)
            up = over_db - float(np.median([db for (db, _), stroke in zip(heard, played.strokes, strict=True) if stroke.needed]))
            self.truths += [Truth(stroke.kind, played.name, at + stroke.start, at + peak, at + stroke.end, db + up, stroke.needed)
                            for (db, peak), stroke in zip(heard, played.strokes, strict=True)]
        else:
            up = over_db - peak_db(wet)[0]
            self.friends.append(Friend(played.name, at, at + len(played.samples)))
        lay(self.events if played.strokes else self.beside, wet, at, gain(up))
        return at + len(played.samples)

    def say(self, words: tuple[Sound, str, str], at: int, over_db: float) -> int:
        """Lay a line; gives its end."""
        samples, text, voice = words
        wet = np.asarray(fftconvolve(samples, self.air))
        lay(self.beside, wet, at, gain(over_db - peak_db(wet)[0]))
        self.lines.append(Said(text, voice, at, at + len(samples) - 1))
        return at + len(samples)


def _items(condition: Condition, fate: Luck) -> Iterator[tuple[str, Played]]:
    """What happens in a scene, in order, without its lines: every kind once, then more, with friends among them."""
    if condition.alone == "friends":
        names = list(FRIENDS) + [str(each) for each in fate.permutation(list(FRIENDS))]
        yield from (("friend", friend(names[int(k)], fate)) for k in fate.permutation(len(names)))
    elif condition.alone:
        return
    else:
        first = [list(MAKERS)[int(k)] for k in fate.permutation(len(MAKERS))]
        order: list[EventKind | str] = [*first, *(_AGAIN[int(k)] for k in fate.permutation(len(_AGAIN)))]
        for name in fate.choice(list(FRIENDS), size=5, replace=False):
            order.insert(int(fate.integers(0, 12)), str(name))
        for each in order:
            yield ("friend", friend(each, fate)) if isinstance(each, str) else ("event", MAKERS[each](fate))


def _talk(desk: _Desk, at: int, until: int, loud: tuple[float, float], fate: Luck, half: int) -> int:
    """Lines from `at` on, until one ends after `until`; gives where the last ends."""
    while at < until:
        at = desk.say(line(fate, half), at, between(fate, *loud)) + samples_of(between(fate, 0.15, 0.6))
    return at


def _laid(desk: _Desk, condition: Condition, fate: Luck, half: int) -> int:
    """Lay the whole scene; gives its end."""
    loud = (28.0, 38.0) if condition.bed == "quiet room" else (18.0, 28.0)
    at = samples_of(between(fate, 1.2, 2.5))
    if condition.alone == "speech":
        return _talk(desk, at, samples_of(80.0), loud, fate, half)
    if condition.alone == "nothing":
        return samples_of(62.0)
    talked = 0
    for what, played in _items(condition, fate):
        if at / RATE + len(played.samples) / RATE > LONGEST_S - 4:
            continue
        over = condition.level_db if what == "event" else between(fate, 8, 24)
        end = desk.play(played, at, over)
        if condition.speech == "over" and what == "event":
            talked = _talk(desk, max(at - samples_of(between(fate, -0.2, 0.8)), talked), end, loud, fate, half)
        elif condition.speech == "around":
            end += samples_of(between(fate, 0.3, 1.2))
            end = desk.say(line(fate, half), end, between(fate, *loud))
        at = max(end, talked) + samples_of(between(fate, 0.6, 1.8))
    return at


_FLOORS = {"quiet room": (-64.0, -54.0), "rain": (-54.0, -44.0), "babble": (-53.0, -45.0), "street": (-51.0, -43.0)}


def scene(seed: int, condition: Condition) -> Scene:
    """The scene of a seed and a condition; the same for ever."""
    return stems(seed, condition)[0]


def stems(seed: int, condition: Condition) -> tuple[Scene, Sound, Sound, Sound]:
    """A scene, and what it is the sum of: its events with their room, lines and friends with theirs, its bed."""
    fate, half = luck(Take(seed), "stranger", condition.name), half_of(seed)
    desk = _Desk(room(condition.bed, fate))
    length = min(_laid(desk, condition, fate, half) + samples_of(1.5), samples_of(120.0))
    under = bed(condition.bed, length, fate, half)
    mixed = desk.events[:length] + desk.beside[:length] + under
    quiet = gain(between(fate, *_FLOORS[condition.bed]))
    quiet = min(quiet, 0.9 / float(np.abs(mixed).max()))    # a mix is never clipped: it is turned down
    made = Scene(f"{seed}: {condition.name}", mixed * quiet, tuple(sorted(desk.truths, key=lambda each: each.start)),
                 tuple(sorted(desk.lines, key=lambda each: each.start)), tuple(desk.friends), float(20 * np.log10(quiet)))
    return made, desk.events[:length] * quiet, desk.beside[:length] * quiet, under * quiet
