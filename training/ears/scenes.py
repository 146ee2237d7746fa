"""Scenes of a minute, drawn at random, with what is true of them every 20 ms.

*Conventions*: `wanted` is 1 where a column is to be found, 0 where it is not; `counts` is 0 where nothing is asked: at the edges
of what lasts, beside a stroke, in a breath that belongs to a sigh, and where an event is drowned by what lies over it.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import uniform_filter1d
from scipy.signal import fftconvolve

from training.ears import places, tears, weary
from training.ears.breathing import breaths, gasp, sigh
from training.ears.crying import laugh, sob
from training.ears.friends import friend
from training.ears.played import BREATHY, COLUMNS, STROKES, Kind, Played, Stroke
from training.ears.shaping import RATE, Sound, between, chance, gain, lay, passed, samples, spread, through
from training.ears.strokes import footsteps, heartbeats, impact
from yeoun.observing.bands import EVERY_S, HOP, SLOW, bands_of
from yeoun.units.luck import Luck, Take, luck

LONG_S = 60.0
MAKERS: tuple[Callable[[Luck], Played], ...] = (
    sigh, gasp, breaths, laugh, sob, footsteps, heartbeats, impact, weary.sigh, weary.gasp, weary.breaths, tears.laugh, tears.sob)
OFTEN = np.array([0.8, 0.8, 0.4, 0.6, 0.6, 1.1, 0.7, 1.2, 1.1, 1.1, 0.5, 1.0, 1.2])    # what is short comes more often
HEARD_DB = 1.0      # over everything else in some band: what is fainter than that is asked for nothing


@dataclass(frozen=True, slots=True, eq=False)
class Minute:
    """One scene as the network meets it."""

    bands: NDArray[np.uint8]
    wanted: NDArray[np.uint8]
    counts: NDArray[np.uint8]


class _Desk:
    def __init__(self, fate: Luck) -> None:
        n = samples(LONG_S)
        self.fate, self.air = fate, places.room(fate)
        self.events, self.beside = np.zeros(n), np.zeros(n)
        self.strokes: list[Stroke] = []

    def lay(self, played: Played, at: int, over_db: float) -> int:
        """Lay a sound; gives its end."""
        air = self.air if chance(self.fate, 0.85) else np.ones(1)
        wet = np.asarray(fftconvolve(played.samples, air))
        is_event = any(each.kind not in (Kind.SPEECH, Kind.MUSIC) for each in played.strokes)
        lay(self.events if is_event else self.beside, wet, at, gain(over_db - places.level_of(wet)))
        self.strokes += [Stroke(each.kind, at + each.start, at + each.end) for each in played.strokes]
        return at + len(played.samples)


def _speech(fate: Luck, lines: list[Sound]) -> Played:
    line = lines[int(fate.integers(len(lines)))]
    if chance(fate, 0.12):    # out of a telephone, a wireless, the next room
        line = passed(line, spread(fate, 60, 500), spread(fate, 700, 3800))
        line = line + spread(fate, 0.002, 0.05) * fate.standard_normal(len(line))
    return Played("line", line, (Stroke(Kind.SPEECH, 0, len(line)),))


def _fill(desk: _Desk, fate: Luck, lines: list[Sound]) -> None:
    """Events, friends and lines one after another, some of them together."""
    manner = str(fate.choice(["none", "none", "between", "over", "over", "talk", "friends"]))
    clean = chance(fate, 0.2)    # a studio's silence: everything stands far out of it
    loud = between(fate, 30, 65) if clean else between(fate, 13, 32) if chance(fate, 0.6) else spread(fate, 7, 36)
    lines_db = between(fate, 35, 68) if clean else between(fate, 12, 40)
    at, talk = samples(between(fate, 0.3, 2.5)), 0
    wants = {"none": (0.62, 0.0), "between": (0.5, 0.3), "over": (0.7, 0.05), "talk": (0.12, 0.7), "friends": (0.15, 0.1)}[manner]
    while at < samples(LONG_S - 2):
        drawn = fate.random()
        if drawn < wants[0]:
            end = desk.lay(MAKERS[int(fate.choice(len(MAKERS), p=OFTEN / OFTEN.sum()))](fate), at, loud + between(fate, -6, 6))
            if manner == "over":
                talk = max(talk, at - samples(between(fate, -0.5, 1.0)))
                while talk < end:
                    talk = desk.lay(_speech(fate, lines), talk, lines_db + between(fate, -4, 4)) + samples(between(fate, 0.1, 0.7))
        elif drawn < wants[0] + wants[1]:
            end = desk.lay(_speech(fate, lines), at, lines_db + between(fate, -4, 4))
        else:
            end = desk.lay(friend(fate), at, between(fate, 25, 62) if clean else spread(fate, 6, 36))
        at = end + samples(spread(fate, 0.08, 2.4)) if chance(fate, 0.9) else max(at, end - samples(between(fate, 0, 1.5)))


def minute(seed: int, lines: list[Sound], songs: list[Sound]) -> Minute:
    """The scene of a seed."""
    fate = luck(Take(seed), "minute for ears")
    desk = _Desk(fate)
    _fill(desk, fate, lines)
    n = len(desk.events)
    under = places.background(n, fate, lines)
    if chance(fate, 0.3):
        at, loud = int(fate.integers(0, n // 2)), between(fate, -3, 32) if chance(fate, 0.7) else between(fate, 25, 60)
        while at < n:
            song = songs[int(fate.integers(len(songs)))]
            lay(desk.beside, song, at, gain(loud - places.level_of(song)))
            desk.strokes.append(Stroke(Kind.MUSIC, at, at + len(song)))
            at += len(song) + samples(spread(fate, 0.5, 20))
    tract, rest = places.microphone(fate), desk.beside + under
    mixed, events = through(desk.events + rest, tract), through(desk.events, tract)
    floor = spread(fate, 20, 75)
    quiet = min(gain(-floor), 0.95 / float(np.abs(mixed).max()))
    heard = places.squeezed(mixed * quiet, fate).astype(np.float32)
    bands = bands_of(heard)
    alone, beside = (bands_of((each * quiet).astype(np.float32)) for each in (events, mixed - events))
    wanted, counts = targets(desk.strokes, alone, beside)
    return Minute(bands, wanted, counts)


def targets(strokes: list[Stroke], alone: NDArray[np.uint8], rest: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """What is wanted and what counts, [n, 10]; `alone` and `rest` are the bands of the events and of everything else."""
    count = len(alone)
    wanted, counts = np.zeros((count, COLUMNS), dtype=np.uint8), np.ones((count, COLUMNS), dtype=np.uint8)
    over = uniform_filter1d((alone[:, :SLOW].astype(np.float32) - rest[:, :SLOW]) / 2, 3, axis=0).max(axis=1)

    def frame(sample: int) -> int:
        return int(np.clip(sample / HOP, 0, count))

    for stroke in sorted(strokes, key=lambda each: each.start):
        first, last, k = frame(stroke.start), max(frame(stroke.end), frame(stroke.start) + 1), stroke.kind.value
        if first >= count - 1:
            continue
        if stroke.kind is Kind.MAYBE_BREATH:
            counts[first:last, [each.value for each in BREATHY]] = 0
        elif stroke.kind in (Kind.SPEECH, Kind.MUSIC):
            wanted[first:last, k] = 1
        elif stroke.kind in STROKES:
            counts[max(0, first - 1):first + 3, k] = 0
            if over[first:first + 5].max() > HEARD_DB:
                wanted[first:first + 2, k] = counts[first:first + 2, k] = 1
        else:
            if np.percentile(over[first:last], 80) <= HEARD_DB:
                counts[first:last, k] = 0
                continue
            wanted[first:last, k] = 1
            for edge in (first, last):
                counts[max(0, edge - 3):edge + 3, k] = 0
    _joined(strokes, wanted, counts)
    return wanted, counts


def _joined(strokes: list[Stroke], wanted: NDArray[np.uint8], counts: NDArray[np.uint8]) -> None:
    """The pauses of breathing, up to a second and a half, are breathing."""
    breaths = sorted((each for each in strokes if each.kind is Kind.BREATH), key=lambda each: each.start)
    for one, other in zip(breaths, breaths[1:], strict=False):
        if other.start - one.end < 1.5 * RATE:
            first, last = int(one.end / HOP), int(other.start / HOP)
            heard = wanted[max(0, first - 6):first, Kind.BREATH.value].any() and wanted[last:last + 6, Kind.BREATH.value].any()
            wanted[first:last, Kind.BREATH.value] = heard
            counts[max(0, first - 3):last + 3, Kind.BREATH.value] = heard


assert EVERY_S * RATE == HOP
