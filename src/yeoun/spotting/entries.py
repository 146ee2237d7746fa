"""Entries that are hits: a cue that begins on a moment begins a little before it, so that its first beat falls on it.

A first note needs room for its attack, so bar 1 never begins with the cue itself. A cue that starts on the frame of a cut
would be heard behind the cut. Where the moment of an entry is worth a hit by itself, the cue is given that room ahead of it
and the first downbeat is the hit (class A means beat 1 of a bar: our choice). Where the moment gives way to a stronger one
beside it, the cue stays where it was: nothing is moved for a hit that is not met.
"""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from math import ceil

from yeoun.model.script import Episode
from yeoun.spotting.hits import WORTH_C, Candidate
from yeoun.spotting.path import HELD_S, Run

LEAD_S = Fraction(28, 100)    # our choice: room for the slowest attack that is rolled back


def lead_frames(rate: Fraction) -> int:
    """How many frames a cue begins ahead of the moment its first beat falls on.

    >>> lead_frames(Fraction(24000, 1001)), lead_frames(Fraction(60))
    (7, 17)
    """
    return ceil(LEAD_S * rate)


def led(runs: tuple[Run, ...], wanted: tuple[Candidate, ...], episode: Episode,
        is_met: Callable[[int, int, int, int], bool]) -> tuple[Run, ...]:
    """The runs, each cue that enters on a moment worth a hit begun ahead of it.

    wanted   every candidate of the picture
    is_met   whether a cue meets a moment: (first frame, end frame, frames without music before it, the moment's frame)
    Gives    runs that tile the picture as before, each that was moved with its `moment`; no silence becomes shorter than a
             composed one may be, and none that people asked for becomes shorter at all
    """
    lead, out = lead_frames(episode.rate), list(runs)
    for k in range(1, len(out)):
        before, run = out[k - 1], out[k]
        if not run.is_music or before.is_music or before.kept or run.first.note:
            continue
        moment = next((each for each in wanted if abs(each.frame - run.first.frame) <= 2 and each.worth >= WORTH_C), None)
        if moment is None or (moment.frame - lead - before.first.frame) / episode.rate < HELD_S:
            continue
        start = replace(run.first, frame=moment.frame - lead)
        rested = start.frame - max((each.end.frame for each in out[:k] if each.is_music), default=0)
        if is_met(start.frame, run.end.frame, rested, moment.frame):
            out[k - 1], out[k] = replace(before, end=start), replace(run, first=start, moment=moment.frame)
    return tuple(out)
