"""Where music starts and stops: the best path through the candidate moments.

Boundaries are moments where an entry or an exit can hide or speak (a cut, a breath, a gap between lines, a turn); the
cost of a switch falls with the quality of its moment. Runs have least lengths, stretches of scenes budgets of music
(budget.py). The method is our choice.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from yeoun.model.feeling import EmotionGraph
from yeoun.model.observed import EventKind, Observations
from yeoun.model.script import Episode, LineKind
from yeoun.spotting.answers import sounds
from yeoun.spotting.budget import Budgets, budgets
from yeoun.spotting.deeds import Deed
from yeoun.spotting.desire import EVERY_S, HELD, STILLNESS, Term, hearts
from yeoun.spotting.walk import purse, walked
from yeoun.units.time import Seconds, at_frame, nearest_frame

SWITCH = 2000           # what starting or stopping costs at an unmarked moment, in thousandths (our choice)
INSIDE_A_LINE = 10      # times as much inside a line
STEPS_ON = 1500         # what entering costs besides, just before words are spoken: the entry would step on them
BEFORE_WORDS_S = 0.8    # just before
ANSWERS = 1500          # what entering as a sigh or a walk ends, or falling silent as a sigh begins, gains when that is sure (our choice)
NO_ANSWER = ("", 0, 0)
HELD_S = 0.7            # shortest composed silence, our choice
FAR, BEYOND = 0.1, (0.8, 0.6, 0.4, 0.2, 0.0)    # a share so far off is asked what would lie on its other side, at these parts of the wish


@dataclass(frozen=True, slots=True)
class Boundary:
    """A frame at which music may start or stop, why it is a good one, and what switching there costs."""

    frame: int
    reason: str
    cost: int
    note: str = ""    # the note that put it there
    entry: int = 0    # what an entry costs besides
    leaving: int = 0  # what falling silent costs besides


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of music or silence between two boundaries."""

    first: Boundary
    end: Boundary
    is_music: bool
    bias: int = 0    # the share of music that every stretch of scenes was dealt before its own lean, in thousandths (budget.py)
    kept: str = ""   # the note that asks for this silence
    manner: str = "" # in which manner it asks
    left: tuple[str, ...] = ()    # the notes that left too little of a cue here to be music
    beyond: float = -1.0    # the share of music that the division next to this one has, on the other side of the wished share; < 0: none
    moment: int = -1    # the frame its first beat falls on, where a cue was begun ahead of one


def boundaries(episode: Episode, graph: EmotionGraph, seen: Observations, deeds: tuple[Deed, ...],
               pinned: tuple[int, ...]) -> tuple[Boundary, ...]:
    """Every moment at which music may start or stop, in order; the first and the last frame always.

    deeds   what the script says is done in one moment
    pinned  frames that people's notes name
    """
    found: dict[int, tuple[int, str]] = {}

    def offer(frame: int, quality: int, reason: str) -> None:
        if 0 < frame < episode.frames and quality > found.get(frame, (0, ""))[0]:
            found[frame] = (quality, reason)

    lines = sorted((line.span.start_s, line.span.end_s) for line in episode.lines)
    for scene in episode.scenes:
        offer(scene.first_frame, 75, f"as scene {scene.number} begins")
    for shot in episode.shots:
        offer(shot.first_frame, 45, "just on the cut")
    for (_, end), (start, _) in pairwise([(0.0, 0.0), *lines, (episode.length_s, episode.length_s)]):
        if start - end >= 0.6:
            offer(nearest_frame(Seconds(end + 0.3), episode.rate), 50, "in the air after a line")
            offer(nearest_frame(Seconds(max(end, start - 0.3)), episode.rate), 30, "in the air before a line")
    answering = _answering(seen, episode)
    for frame, quality, reason in _heard(episode, seen, deeds, answering):
        offer(frame, quality, reason)
    for turn in graph.turns:
        offer(nearest_frame(turn.at_s, episode.rate), 50 + round(30 * turn.size), f"on the turn: {turn.reason}")
    added = {frame for frame in pinned if frame not in found}    # where music may begin anyway, a note makes it no cheaper
    for frame in added:
        offer(frame, 100, "where a note says so")
    if not found:
        offer(episode.frames // 2, 10, "half-way, for want of a better moment")
    inner = [Boundary(frame, reason, SWITCH * (100 - quality) // 100 * _inside_a_line(frame, episode, lines),
                      entry=(0 if frame in added else _steps_on(frame, episode)) - answering.get(frame, NO_ANSWER)[1],
                      leaving=-answering.get(frame, NO_ANSWER)[2])
             for frame, (quality, reason) in sorted(found.items())]
    return (Boundary(0, "as the picture begins", 0), *inner, Boundary(episode.frames, "as the picture ends", 0))


def _heard(episode: Episode, seen: Observations, deeds: tuple[Deed, ...],
           answering: dict[int, tuple[str, int, int]]) -> Iterator[tuple[int, int, str]]:
    """Moments that are heard: frame, how good a place it is for music to start or stop, and why."""
    for event in seen.events:
        if event.kind in {EventKind.SIGH, EventKind.BREATH, EventKind.GASP, EventKind.SOB}:
            yield nearest_frame(event.until_s, episode.rate), 60, f"after a {event.kind.value}"
    for frame, (reason, _, _) in answering.items():
        yield frame, 60, reason
    for deed in deeds:
        if deed.event is not None:
            is_breath = deed.event.kind in {EventKind.GASP, EventKind.SIGH, EventKind.BREATH}    # left alone to its end
            at, place = (deed.event.until_s, "after") if is_breath else (deed.event.at_s, "on")
            yield nearest_frame(at, episode.rate), 65 if is_breath else 75, f"{place} what is done: {deed.says.rstrip('.')}"
    for quiet in seen.silences:
        if quiet.kind == "dramatic":
            yield nearest_frame(quiet.span.start_s, episode.rate), 70, "as the scene falls silent"
            yield nearest_frame(quiet.span.end_s, episode.rate), 55, "as the silence ends"
    for start, end, _ in hearts(episode, seen):
        yield nearest_frame(Seconds(max(0.0, start - 0.2)), episode.rate), 65, "as a heart is heard"
        yield nearest_frame(Seconds(end + 0.2), episode.rate), 50, "as the heart is gone"


def _answering(seen: Observations, episode: Episode) -> dict[int, tuple[str, int, int]]:
    """Where a switch answers a sigh or a walk: its reason, and what entering and what falling silent gains there."""
    found: dict[int, tuple[str, int, int]] = {}
    for sound in sounds(seen):
        gain = round(ANSWERS * sound.confidence)
        over, onto = (nearest_frame(Seconds(at), episode.rate) for at in (sound.over_s, sound.told_s))
        if over == onto:
            found[onto] = ("as the steps stop", gain, gain)
        else:
            found[onto], found[over] = ("as a sigh is heard", 0, gain), ("after a sigh", gain, 0)
    return found


def _inside_a_line(frame: int, episode: Episode, lines: Sequence[tuple[float, float]]) -> int:
    at = at_frame(frame, episode.rate)
    return INSIDE_A_LINE if any(start + 0.05 < at < end - 0.05 for start, end in lines) else 1


def _steps_on(frame: int, episode: Episode) -> int:
    at = at_frame(frame, episode.rate)
    return STEPS_ON * any(0.0 <= line.span.start_s - at < BEFORE_WORDS_S for line in episode.lines
                          if line.kind is not LineKind.INNER)


def best_path(moments: tuple[Boundary, ...], terms: tuple[Term, ...], episode: Episode, *, shortest_cue_s: float,
              shortest_silence_s: float, wished_share: float) -> tuple[Run, ...]:
    """The runs of music and silence with the highest sum of wishes less the costs of switching, each stretch of scenes in its budget.

    moments             candidate boundaries, the first at 0 and the last at the end
    terms               wishes over time (desire.py)
    shortest_cue_s, shortest_silence_s  least lengths in seconds; a composed silence may be as short as 0.7 s
    wished_share        share of music to come near to (0..1), dealt to stretches of scenes (budget.py)
    """
    at = np.array([at_frame(each.frame, episode.rate) for each in moments])

    def within(share: float) -> tuple[Run, ...]:
        return _within(moments, at, terms, budgets(terms, episode, share), shortest_cue_s, shortest_silence_s)

    runs = within(wished_share)
    share = _share(runs, episode)
    if abs(share - wished_share) < FAR:
        return runs
    others = (_share(within(part * wished_share + (1 - part) * (0.0 if share > wished_share else 1.0)), episode) for part in BEYOND)
    beyond = next((other for other in others if (other < wished_share) != (share < wished_share)), -1.0)
    return tuple(replace(run, beyond=beyond) for run in runs)


def _within(moments: tuple[Boundary, ...], at: NDArray[np.float64], terms: tuple[Term, ...], given: Budgets, shortest_cue_s: float,
            shortest_silence_s: float) -> tuple[Run, ...]:
    """The runs that keep to budgets."""
    wish = _summed(sum((term.values for term in terms), np.zeros_like(terms[0].values)), at)
    held = _summed(sum((term.values for term in terms if term.name in HELD or "note" in term.name),
                       np.zeros_like(terms[0].values)), at)
    costs = [(each.cost + each.leaving, each.cost + each.entry) for each in moments]    # of falling silent, of entering
    seconds, level = {each.frame: float(moment) for each, moment in zip(moments, at, strict=True)}, np.zeros(len(at))
    for each in given.each:    # wishes count against the stretch's own mean, so that a budget is missed by as much above as below
        start_s, end_s = seconds[each.first], seconds[each.end]
        level += each.wish * (np.clip(at, start_s, end_s) - start_s)
    path = walked(at, wish - np.rint(level).astype(np.int64), costs, purse([each.frame for each in moments], at, given),
                  lambda state, starts, end: _long_enough(state, starts, end, at, held, shortest_cue_s, shortest_silence_s))
    return tuple(Run(moments[i], moments[j], is_music, round(1000 * given.dealt)) for i, j, is_music in path)


def _share(runs: Sequence[Run], episode: Episode) -> float:
    return sum(_length(run, episode) for run in runs if run.is_music) / float(episode.length_s)


def _length(run: Run, episode: Episode) -> float:
    return float((run.end.frame - run.first.frame) / episode.rate)


def _summed(values: NDArray[np.int64], at: NDArray[np.float64]) -> NDArray[np.int64]:
    """The integral of a wish from 0 to each boundary, in thousandths."""
    total = np.concatenate([[0], np.cumsum(values)])
    position = np.minimum(np.rint(at / EVERY_S).astype(int), len(values))
    return np.asarray(total[position] * round(EVERY_S * 1000) // 1000, dtype=np.int64)


def _long_enough(state: int, starts: NDArray[np.intp], end: int, at: NDArray[np.float64], held: NDArray[np.int64],
                 shortest_cue_s: float, shortest_silence_s: float) -> NDArray[np.bool_]:
    """Whether a run may last from each of some boundaries to another: the whole film always."""
    length, kept = at[end] - at[starts], held[end] - held[starts]
    if state:
        enough = (length >= min(shortest_cue_s, 3.0)) & ((length >= shortest_cue_s) | (kept > 0))
    else:
        is_composed = (kept <= 0.5 * STILLNESS * length / 2) & (length > 0)
        enough = (length >= shortest_silence_s) | (is_composed & (length >= HELD_S))
    return np.asarray(enough | ((starts == 0) & (end == len(at) - 1)))
