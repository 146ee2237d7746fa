"""A cue that would hardly be heard is raised under its picture, as far as the words allow, as a mixer rides a fader.

Idea: the one gain of the episode keeps the distances between cues, and may leave a soft cue so far under the words that nobody hears
it. Such a cue is raised in the music as it gives way, cue by cue; the music by itself stays as it was composed. What is still not
heard then is told. Heard is what lies less than so much under what sounds beside it at that moment; and as nobody turns a film up
between two lines, what sounds beside it counts at least as the words do, less a little. All limits are our choice.

Conventions: moments are windows of 0.4 s every 0.1 s (EBU Tech 3341), of a cue those that lie in it whole.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from yeoun.mixing.depths import MARGIN_LU, Beside
from yeoun.mixing.duck import AHEAD_S, RELEASE_S, Ducking
from yeoun.mixing.survey import EVERY_S, HOP, Survey
from yeoun.mixing.words import Words
from yeoun.model.media import Caution
from yeoun.model.mixed import Placement
from yeoun.units.level import to_gain
from yeoun.units.loudness import Energies, integrated, momentary, over_spans
from yeoun.units.time import Seconds

HARDLY_LU = 15.0       # hardly heard: so much under what is beside it; words ask for 10
BETWEEN_LU = 10.0      # what is beside the music counts at least as the words, less so much
LEAST_SHARE = 0.5      # a cue that is heard for less of its length is hardly heard
WISHED_SHARE = 0.75    # and is raised until so much of it is
MOST_DB = 12.0
STEP_DB = 0.5
PER_S, WINDOW_S = 10, 0.4


@dataclass(frozen=True, slots=True, eq=False)
class Ride:
    """How far each cue is raised, and the fader of all music for it in decibels (0 or more), one value every 10 ms."""

    lifts: tuple[tuple[Placement, float], ...]
    curve: NDArray[np.float64]

    def raised(self, seen: Survey) -> Survey:
        """The music with its raised cues."""
        if not self.lifts:
            return seen
        def lifted(parts: dict[str, Energies]) -> dict[str, Energies]:
            return {group: energies * 10.0 ** (self.curve[:len(energies)] / 10.0) for group, energies in parts.items()}
        return replace(seen, plain=lifted(seen.plain))

    def lift_db(self, words: Words) -> float:
        """How far the music is raised under a stretch of speech, in the mean."""
        if not self.lifts:
            return 0.0
        first = int(words.start_s / EVERY_S + 0.5)
        return float(self.curve[first:max(first + 1, int(words.end_s / EVERY_S + 0.5))].mean())

    def ridden(self, ducking: Ducking) -> Ducking:
        """What gives way to words, on top of it."""
        if not self.lifts:
            return ducking
        return replace(ducking, level={group: np.round(curve + self.curve, 4) for group, curve in ducking.level.items()})


def ride(beside: Beside, words: tuple[Words, ...], gain: float, wished_lu: float, placements: tuple[Placement, ...], length: int) -> Ride:
    """Every cue that would hardly be heard, raised until it is, or as far as the words allow.

    gain        the linear gain of all music
    wished_lu   words over music
    length      samples of the picture
    """
    lifts, seen = [], beside.seen
    limits = limits_of(seen, words)
    if limits is None:
        return Ride((), np.zeros(0))
    for placement in placements:
        here = _windows(placement, limits)
        music = momentary(seen.total * gain ** 2, HOP, 4_800)[here]
        if share_of(music, limits[here]) >= LEAST_SHARE:
            continue
        allowed = min([MOST_DB, *_room(beside, words, gain, wished_lu, placement)])
        lift = 0.0
        while lift + STEP_DB <= allowed and share_of(music + lift, limits[here]) < WISHED_SHARE:
            lift += STEP_DB
        if lift:
            lifts.append((placement, lift))
    return Ride(tuple(lifts), _curve(lifts, placements, -(-length // HOP) + 1))


def limits_of(seen: Survey, words: Sequence[Words]) -> NDArray[np.float64] | None:
    """From which loudness on music is heard, moment by moment; None where nothing sounds beside it."""
    if seen.original is None:
        return None
    spoken = None if seen.words is None else over_spans(seen.words, HOP, [(each.start_s, each.end_s) for each in words])
    usual = spoken if spoken is not None else integrated(seen.original, HOP)
    if usual is None:
        return None
    return np.maximum(momentary(seen.original, HOP, 4_800), usual - BETWEEN_LU) - HARDLY_LU


def share_of(music: NDArray[np.float64], limits: NDArray[np.float64]) -> float:
    """How much of a cue is heard, 0..1; 1 of nothing."""
    return float((music >= limits).mean()) if len(music) else 1.0


def _windows(placement: Placement, limits: NDArray[np.float64]) -> slice:
    """The windows that lie in a cue; of a shorter one the first."""
    first = -(-placement.at_sample * PER_S // 48_000)
    last = int((placement.at_sample + placement.length) / 48_000 * PER_S - WINDOW_S * PER_S)
    return slice(min(first, len(limits)), max(first, last) + 1)


def _room(beside: Beside, words: tuple[Words, ...], gain: float, wished_lu: float, placement: Placement) -> list[float]:
    """How far the words of a cue let it rise once it gives way as deep as it may, each stretch."""
    start, end = placement.at_sample / 48_000, (placement.at_sample + placement.length + placement.tail) / 48_000
    over = [beside.most_ratio(each, gain) for each in words if each.start_s < end and each.end_s > start]
    return [max(0.0, each - wished_lu - MARGIN_LU) for each in over if each is not None]


def _curve(lifts: Sequence[tuple[Placement, float]], placements: tuple[Placement, ...], hops: int) -> NDArray[np.float64]:
    """The fader: up before a cue, or in its beginning where another still rings there, and down when it has rung out."""
    curve, at = np.zeros(hops), np.arange(hops) * EVERY_S
    for placement, lift in lifts:
        start, end = placement.at_sample / 48_000, (placement.at_sample + placement.length + placement.tail) / 48_000
        before = max((other.at_sample + other.length + other.tail for other in placements if other.at_sample < placement.at_sample),
                     default=0) / 48_000
        after = min((other.at_sample for other in placements if other.at_sample > placement.at_sample), default=hops * HOP) / 48_000
        rise = start if before > start - AHEAD_S else start - AHEAD_S
        fall = max(rise + AHEAD_S, min(end, after - AHEAD_S))
        corners = [rise, rise + AHEAD_S, fall, max(fall + AHEAD_S, min(after, fall + RELEASE_S))]
        curve = np.maximum(curve, np.interp(at, corners, [0.0, lift, lift, 0.0]))
    return curve


def loudest(ducking: Ducking, start: int, frames: int) -> float:
    """The most that the automation raises anything in a block by, as linear gain, at least 1."""
    first, last = start // HOP, (start + frames) // HOP + 2
    return to_gain(max((float(curve[first:last].max(initial=0.0)) for curve in ducking.level.values()), default=0.0))


def about_unheard(seen: Survey, ducked: Energies, words: Sequence[Words], placements: tuple[Placement, ...],
                  ridden: Ride) -> tuple[Caution, ...]:
    """Every cue that is hardly heard in the music as it was written, with what to do."""
    limits = limits_of(seen, words)
    if limits is None:
        return ()
    music, lifts = momentary(ducked, HOP, 4_800), {placement.id: lift for placement, lift in ridden.lifts}
    told = []
    for placement in placements:
        here = _windows(placement, limits)
        share = share_of(music[here], limits[here])
        if share >= LEAST_SHARE:
            continue
        seconds, lift = placement.length / 48_000, lifts.get(placement.id, 0.0)
        raised = f", though it is raised by {lift:.1f} dB" if lift else ""
        why = "that is the most a cue is raised by" if lift > MOST_DB - STEP_DB else "the words leave it no more room"
        told.append(Caution(
            "cue_unheard", f"cue {placement.id} will hardly be heard: in {(1.0 - share) * seconds:.1f} of its {seconds:.1f} s it lies more "
            f"than {HARDLY_LU:.0f} LU under what sounds beside it{raised}, and {why}. Give it more to play with a note (instrument or "
            "theme), keep the place without music (silence), or raise it in the session", Seconds(round(placement.at_sample / 48_000, 3))))
    return tuple(told)
