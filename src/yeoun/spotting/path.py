"""Where music starts and stops: the best path through the candidate moments.

Boundaries are moments where an entry or an exit can hide or speak (a cut, a breath, a gap between lines, a turn); the
cost of a switch falls with the quality of its moment. Runs have least lengths. Integer costs, ties by index: the same
picture always gives the same path. The method is our choice.
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
from yeoun.spotting.deeds import Deed
from yeoun.spotting.desire import EVERY_S, HELD, STILLNESS, Term, hearts
from yeoun.units.time import Seconds, at_frame, nearest_frame

SWITCH = 2000           # what starting or stopping costs at an unmarked moment, in thousandths (our choice)
INSIDE_A_LINE = 10      # times as much inside a line
STEPS_ON = 1500         # what entering costs besides, just before words are spoken: the entry would step on them
BEFORE_WORDS_S = 0.8    # just before
ANSWERS = 1500          # what entering as a sigh or a walk ends, or falling silent as a sigh begins, gains when that is sure (our choice)
NO_ANSWER = ("", 0, 0)
LONGEST_RUN_S = 300.0
HELD_S = 0.7            # shortest composed silence, our choice
NEVER = 1 << 50


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
    bias: int = 0    # what the wished share of music added to every second's wish, in thousandths
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
    """The runs of music and silence with the highest sum of wishes less the costs of switching.

    moments             candidate boundaries, the first at 0 and the last at the end
    terms               wishes over time (desire.py)
    shortest_cue_s, shortest_silence_s  least lengths in seconds; a composed silence may be as short as 0.7 s
    wished_share        share of music to come near to (0..1), by one constant added to the wish
    """
    at = np.array([at_frame(each.frame, episode.rate) for each in moments])
    wish = _summed(sum((term.values for term in terms), np.zeros_like(terms[0].values)), at)
    held = _summed(sum((term.values for term in terms if term.name in HELD or "note" in term.name),
                       np.zeros_like(terms[0].values)), at)
    costs = [(each.cost + each.leaving, each.cost + each.entry) for each in moments]    # of falling silent, of entering
    best: tuple[float, tuple[Run, ...]] | None = None
    low, high = -6000, 6000
    shares = list[float]()
    for _ in range(11):
        bias = (low + high) // 2
        runs = _walk(moments, at, wish + np.rint(bias * at).astype(np.int64), held, costs, shortest_cue_s,
                     shortest_silence_s)
        share = sum(_length(run, episode) for run in runs if run.is_music) / episode.length_s
        shares.append(share)
        if best is None or abs(share - wished_share) < best[0]:
            best = (abs(share - wished_share), tuple(replace(run, bias=bias) for run in runs))
        low, high = (bias, high) if share < wished_share else (low, bias)
    assert best is not None
    mine = sum(_length(run, episode) for run in best[1] if run.is_music) / episode.length_s
    beyond = [share for share in shares if (share < wished_share) != (mine < wished_share)]
    return tuple(replace(run, beyond=min(beyond, key=lambda share: abs(share - wished_share), default=-1.0)) for run in best[1])


def _length(run: Run, episode: Episode) -> float:
    return float((run.end.frame - run.first.frame) / episode.rate)


def _summed(values: NDArray[np.int64], at: NDArray[np.float64]) -> NDArray[np.int64]:
    """The integral of a wish from 0 to each boundary, in thousandths."""
    total = np.concatenate([[0], np.cumsum(values)])
    position = np.minimum(np.rint(at / EVERY_S).astype(int), len(values))
    return np.asarray(total[position] * round(EVERY_S * 1000) // 1000, dtype=np.int64)


def _walk(moments: tuple[Boundary, ...], at: NDArray[np.float64], wish: NDArray[np.int64], held: NDArray[np.int64],
          costs: list[tuple[int, int]], shortest_cue_s: float, shortest_silence_s: float) -> tuple[Run, ...]:
    count = len(moments)
    best = [[NEVER, NEVER] for _ in range(count)]      # [boundary][state that ends here], 1 = music
    came = [[-1, -1] for _ in range(count)]
    best[0] = [0, 0]
    for j in range(1, count):
        for i in range(j - 1, -1, -1):
            length = at[j] - at[i]
            if length > LONGEST_RUN_S and i < j - 1 and min(best[j]) < NEVER:    # a longer run only where there is no other way
                break
            for state in (0, 1):
                before = best[i][1 - state] if i else 0
                where = (i, j, count)
                if before >= NEVER or not _long_enough(state, length, where, held, shortest_cue_s, shortest_silence_s):
                    continue
                gain = int(wish[j] - wish[i])
                cost = before + (-gain if state else gain) + (costs[i][state] if i else 0)
                if cost < best[j][state]:
                    best[j][state], came[j][state] = cost, i
    state = 1 if best[-1][1] <= best[-1][0] else 0
    runs: list[Run] = []
    j = count - 1
    while j > 0:
        i = came[j][state]
        runs.append(Run(moments[i], moments[j], bool(state)))
        j, state = i, 1 - state
    return tuple(reversed(runs))


def _long_enough(state: int, length: float, where: tuple[int, int, int], held: NDArray[np.int64],
                 shortest_cue_s: float, shortest_silence_s: float) -> bool:
    i, j, count = where
    if i == 0 and j == count - 1:
        return True
    if state:
        return length >= min(shortest_cue_s, 3.0) and (length >= shortest_cue_s or held[j] - held[i] > 0)
    is_composed = held[j] - held[i] <= 0.5 * STILLNESS * length / 2 < 0
    return length >= shortest_silence_s or (is_composed and length >= HELD_S)
