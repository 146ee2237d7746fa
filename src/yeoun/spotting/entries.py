"""Entries that are hits: a cue that begins on a moment begins a little before it, so that its first beat falls on it.

A first note needs room for its attack, so bar 1 never begins with the cue itself. A cue that starts on the frame of a cut
would be heard behind the cut. Where the moment of an entry is worth a hit by itself, the cue is given that room ahead of it
and the first downbeat is the hit (class A means beat 1 of a bar: our choice).
"""

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


def led(runs: tuple[Run, ...], wanted: tuple[Candidate, ...], episode: Episode) -> tuple[Run, ...]:
    """The runs, each cue that enters on a moment worth a hit begun ahead of it.

    wanted   every candidate of the picture
    Gives    runs that tile the picture as before; no silence becomes shorter than a composed one may be, and none that
             people asked for becomes shorter at all
    """
    lead, out = lead_frames(episode.rate), list(runs)
    for k in range(1, len(out)):
        before, run = out[k - 1], out[k]
        if not run.is_music or before.is_music or before.kept or run.first.note:
            continue
        moment = next((each for each in wanted if abs(each.frame - run.first.frame) <= 2 and each.worth >= WORTH_C), None)
        if moment is None or (moment.frame - lead - before.first.frame) / episode.rate < HELD_S:
            continue
        start = replace(run.first, frame=moment.frame - lead, reason=f"{run.first.reason}, its first beat on the moment")
        out[k - 1], out[k] = replace(before, end=start), replace(run, first=start)
    return tuple(out)
