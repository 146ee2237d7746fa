"""The tempo map: whole half-beats between hits, so that every chosen hit falls exactly on the grid.

An integer dynamic programme chooses how many half-beats lie between hits, with at most one odd bar just before each
(our choice of method); a linear system bends the tempo smoothly through them; rounding errors of whole
microseconds are carried on. A hit that cannot be met is demoted, and the map says so.

Conventions: the unit is the half-beat (a quaver); a 4/4 bar holds 8, a 3/4 bar 6. The end of the cue is a landing too.
"""

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from math import exp, log

import numpy as np
from numpy.typing import NDArray

from yeoun.composing.grid import Grid
from yeoun.model.composed import Bar, BriefHit, TempoMap, TempoMark
from yeoun.model.spotted import HitClass

ODD = {8: {8: 0, 4: 30, 6: 30, 10: 30, 12: 40, 7: 110, 5: 140},      # bar length in half-beats -> cost in thousandths
       6: {6: 0, 4: 30, 8: 30, 10: 40, 5: 120, 7: 120}}
STRAY = 0.045             # our choice: beyond 5 % another piece begins; smoothing needs half a point
EARLIEST_S = 0.27         # our choice: room for a pre-rolled attack
_LEAST_GAP_S = 0.2
_BEAM = 40


@dataclass(frozen=True, slots=True)
class Landing:
    """A moment that must fall on the grid: the brief's hit (None = the end), its class, and whether a note asks for it."""

    hit: int | None
    at_s: float
    grade: HitClass
    is_asked: bool = False


@dataclass(frozen=True, slots=True)
class _Path:
    cost: int
    steps: tuple[tuple[int, int, int], ...]      # (half-beats, bar length before the landing, phase at the landing)
    tempi: tuple[float, ...]


def _allowed(grade: HitClass, bar: int) -> frozenset[int]:
    match grade:
        case HitClass.A:
            return frozenset({0})
        case HitClass.B:
            return frozenset(range(0, bar, 2))
        case HitClass.C:
            return frozenset(range(bar))


def _search(gaps: list[float], landings: list[Landing], reference: float, bar: int,
            bounds: tuple[float, float]) -> _Path | None:
    """The cheapest way through all landings at one reference tempo; costs are millionths."""
    states: dict[tuple[int, int], _Path] = {(0, 0): _Path(0, (), ())}
    for gap, landing in zip(gaps, landings, strict=True):
        wanted, phases = gap * reference / 30.0, _allowed(landing.grade, bar)
        grown: dict[tuple[int, int], _Path] = {}
        for (phase, _), path in states.items():
            for halves in range(max(1, round(wanted) - 3), round(wanted) + 4):
                tempo = 30.0 * halves / gap
                if not bounds[0] <= tempo <= bounds[1]:
                    continue
                stray = log(tempo / reference)
                cost = path.cost + round(1e6 * (abs(stray) + 15 * max(0.0, abs(stray) - 0.025)))
                if path.tempi:
                    cost += round(5e5 * abs(log(tempo / path.tempi[-1])))
                for length, odd in ODD[bar].items():
                    at = (phase + halves - length) % bar
                    enough = halves >= (bar - phase) % bar + length + at
                    if at in phases and (length == bar or enough):
                        key = (at, round(tempo * 1000))
                        step = _Path(cost + 1000 * odd, (*path.steps, (halves, length, at)), (*path.tempi, tempo))
                        if key not in grown or step.cost < grown[key].cost:
                            grown[key] = step
        states = dict(sorted(grown.items(), key=lambda item: (item[1].cost, item[0]))[:_BEAM])
    return min(states.values(), key=lambda path: (path.cost, path.steps), default=None)


def _best(landings: list[Landing], start_s: float, wish: float, bar: int,
          bounds: tuple[float, float]) -> tuple[_Path, float] | None:
    gaps = [b - a for a, b in pairwise([start_s, *(landing.at_s for landing in landings)])]
    best: tuple[_Path, float] | None = None
    least = 0
    for number in range(-9, 10):
        reference = wish * exp(0.02 * number)
        if not bounds[0] <= reference <= bounds[1]:
            continue
        path = _search(gaps, landings, reference, bar, bounds)
        if path is None:
            continue
        cost = path.cost + round(1e6 * len(gaps) * 0.15 * abs(log(reference / wish)))
        if best is None or cost < least:
            best, least = (path, reference), cost
    return best


def _worst(found: tuple[_Path, float] | None) -> float:
    return 1.0 if found is None else max(abs(tempo / found[1] - 1) for tempo in found[0].tempi)


def _demoted(landings: list[Landing], found: tuple[_Path, float] | None,
             blocked: int) -> tuple[list[Landing], str] | None:
    """The cheapest concession beside the worst stretch: an A becomes a B, a B a C, a C is given up; people's hits pay last.

    blocked  the first landing that could not be reached, where no path was found
    """
    worst = blocked
    if found is not None:
        strays = [abs(tempo / found[1] - 1) for tempo in found[0].tempi]
        worst = strays.index(max(strays))
    if not any(landing.hit is not None for landing in landings[max(0, worst - 1):worst + 1]):
        worst = max((n for n in range(len(landings)) if landings[n].hit is not None), default=0)
    beside = range(max(0, worst - 1), min(len(landings), worst + 1))
    everywhere = range(len(landings))
    concessions = ((HitClass.A, HitClass.B), (HitClass.B, HitClass.C), (HitClass.C, None))
    for where, asked in ((beside, False), (everywhere, False), (beside, True)):
        for grade, weaker in concessions:
            paying = [n for n in where if landings[n].hit is not None and landings[n].grade is grade
                      and landings[n].is_asked is asked]
            if not paying:
                continue
            number = paying[-1]
            hit, at_s = landings[number].hit, landings[number].at_s
            assert hit is not None
            before, after = landings[:number], landings[number + 1:]
            if weaker is None:
                return before + after, f"hit {hit + 1} at {at_s:.2f} s is not met: no steady tempo reaches it"
            return [*before, Landing(hit, at_s, weaker, asked), *after], (
                f"hit {hit + 1} at {at_s:.2f} s is met as class {weaker.value} instead of {grade.value}: "
                "the tempo would stray too far")
    return None


def _room(landings: list[Landing], wish: float) -> tuple[list[Landing], list[str]]:
    """Hits nearer to each other than half a beat: a person's stays, then the stronger class, the earlier of equals."""
    kept: list[Landing] = []
    remarks = []
    for landing in landings:
        if kept and landing.at_s - kept[-1].at_s < 0.45 * 60 / wish:
            weaker = (landing.is_asked, kept[-1].grade.value) > (kept[-1].is_asked, landing.grade.value)
            out = kept[-1] if weaker or landing.hit is None else landing
            if out.hit is not None:
                remarks.append(f"hit {out.hit + 1} at {out.at_s:.2f} s is not met: a stronger moment is too near")
            if out is landing:
                continue
            kept.pop()
        kept.append(landing)
    return kept, remarks


def _bars(steps: tuple[tuple[int, int, int], ...], bar: int) -> tuple[Bar, ...]:
    """The bars the path runs through; the odd ones stand just before their landing."""
    lengths: list[int] = []
    phase = 0
    for halves, length, at in steps:
        left = halves - at - (length if length != bar else 0) - (bar - phase) % bar
        if length == bar and halves + phase < bar:
            phase += halves
            continue
        if phase:
            lengths.append(bar)
        lengths += [bar] * (left // bar)
        if length != bar:
            lengths.append(length)
        phase = at
    if phase:
        lengths.append(phase)
    bars, beat = [], Fraction(0)
    for number, length in enumerate(lengths, 1):
        metre = (length // 2, 4) if length % 2 == 0 else (length, 8)
        bars.append(Bar(number, beat, *metre))
        beat += Fraction(length, 2)
    return tuple(bars)


def smooth(counts: list[int], lengths_s: list[float], lean: NDArray[np.float64]) -> NDArray[np.float64]:
    """Half-beat periods that change little from one to the next and add up exactly, segment by segment.

    counts     half-beats in each segment;  lengths_s  their durations
    lean       for each half-beat, how much longer than its segment's mean it would like to be (share)
    """
    n, m = sum(counts), len(counts)
    means = np.array(lengths_s, dtype=np.float64) / np.array(counts, dtype=np.float64)
    mean = np.repeat(means, counts)
    bend: NDArray[np.float64] = np.zeros((max(0, n - 2), n))
    for k in range(n - 2):
        bend[k, k:k + 3] = (1.0, -2.0, 1.0)
    weight = 1e-3
    system, right = np.zeros((n + m, n + m)), np.zeros(n + m)
    system[:n, :n] = bend.T @ bend + weight * np.eye(n)
    right[:n] = weight * mean * (1.0 + lean)
    at = 0
    for number, (count, length) in enumerate(zip(counts, lengths_s, strict=True)):
        system[n + number, at:at + count] = system[at:at + count, n + number] = 1.0
        right[n + number] = length
        at += count
    periods = np.linalg.solve(system, right)[:n].astype(np.float64)
    bent = periods / mean
    return periods if 0.8 < float(bent.min()) and float(bent.max()) < 1.25 else mean


def _marks(periods: NDArray[np.float64], start_us: int) -> tuple[TempoMark, ...]:
    """Whole microseconds a quarter for each half-beat, the rounding carried on; equal neighbours are one mark."""
    marks: list[TempoMark] = []
    wanted, reached = start_us * 1e-6, Fraction(start_us)
    for number, period in enumerate(periods):
        wanted = round(wanted + float(period), 9)
        micro = round(2 * (wanted * 1e6 - float(reached)))
        reached += Fraction(micro, 2)
        if not marks or marks[-1].microseconds != micro:
            marks.append(TempoMark(Fraction(number, 2), micro))
    return tuple(marks)


def _reachable(hits: tuple[BriefHit, ...], length_s: float) -> tuple[list[Landing], list[str]]:
    """The hits that are not too near the edge or one another, and what is said of the others; a person's hit stays."""
    landings: list[Landing] = []
    remarks: list[str] = []
    for number, hit in enumerate(hits):
        there, lost, why = Landing(number, round(hit.at_s, 6), hit.grade, bool(hit.notes)), None, "another hit is too near"
        if hit.at_s < EARLIEST_S or hit.at_s > length_s - _LEAST_GAP_S:
            lost, why = number, "too near the edge of the cue"
        elif landings and hit.at_s - landings[-1].at_s < _LEAST_GAP_S:
            lost = number if landings[-1].is_asked or not there.is_asked else landings.pop().hit
        if lost is not None:
            remarks.append(f"hit {lost + 1} at {hits[lost].at_s:.2f} s is not met: {why}")
        if lost != number:
            landings.append(there)
    return landings, remarks


def _one_gesture(start_s: float, end_s: float, wish: float, metre: int) -> tuple[_Path, float]:
    """A cue too short for a search: as many half-beats as the wish gives, in one bar (or plain bars)."""
    halves = max(2, round((end_s - start_s) * wish / 30.0))
    tempo = 30.0 * halves / (end_s - start_s)
    bar = 2 * metre
    rest = halves % bar
    length, at = (bar, 0) if rest == 0 else (rest, 0)
    return _Path(0, ((halves, length, at),), (tempo,)), tempo


@lru_cache(maxsize=256)    # planning and every draft of a cue lay the same one
def lay(hits: tuple[BriefHit, ...], length_s: float, wish: float, bounds: tuple[float, float], metre: int,
        lean_at: tuple[float, ...]) -> Grid:
    """The tempo map and bars of a cue: every landed hit within a rounding error of its moment, the end exactly.

    hits      in cue time, in order;  length_s  of the cue: the last bar ends there
    wish      tempo the feeling and the heart ask for, beats a minute;  bounds  the slowest and the fastest
    metre     quarters in a bar, 3 or 4
    lean_at   ten numbers along the cue: how much broader (+) or more pressing (-) the time should feel there (share)
    """
    bar = 2 * metre
    start_s = max(EARLIEST_S, min(0.5, 0.08 * length_s))
    landings, remarks = _reachable(hits, length_s)
    opening = landings.pop(0) if landings and landings[0].at_s < start_s + 0.8 * 60 / wish else None
    start_s = round(opening.at_s if opening else start_s, 6)
    landings.append(Landing(None, round(length_s, 6), HitClass.A))
    landings, crowded_out = _room(landings, wish)
    remarks += crowded_out
    found = _best(landings, start_s, wish, bar, bounds)
    while _worst(found) > STRAY:
        blocked = 0 if found else next(k for k in range(len(landings))
                                       if _best(landings[:k + 1], start_s, wish, bar, bounds) is None)
        step = _demoted(landings, found, blocked)
        if step is None:
            break
        landings = step[0]
        remarks.append(step[1])
        found = _best(landings, start_s, wish, bar, bounds)
    if found is None or len(found[0].steps) != len(landings):
        rest = [landing for landing in landings if landing.hit is None]
        remarks += [f"hit {x.hit + 1} at {x.at_s:.2f} s is not met: the cue is one gesture" for x in landings
                    if x.hit is not None]
        landings, found = rest, _one_gesture(start_s, length_s, wish, metre)
    return _grid(found, landings, opening, start_s, len(hits), metre, lean_at, remarks)


def _grid(found: tuple[_Path, float], landings: list[Landing], opening: Landing | None, start_s: float, hits: int,
          metre: int, lean_at: tuple[float, ...], remarks: list[str]) -> Grid:
    path, reference = found
    counts = [halves for halves, _, _ in path.steps]
    lengths = [b - a for a, b in pairwise([start_s, *(landing.at_s for landing in landings)])]
    lean: NDArray[np.float64] = np.interp(np.linspace(0, 1, sum(counts)), np.linspace(0, 1, len(lean_at)), lean_at)
    periods = smooth(counts, lengths, lean)
    start_us = round(start_s * 1e6)
    tempo_map = TempoMap(start_us, _marks(periods, start_us))
    beats: list[Fraction | None] = [None] * hits
    if opening is not None and opening.hit is not None:
        beats[opening.hit] = Fraction(0)
    at = Fraction(0)
    for count, landing in zip(counts, landings, strict=True):
        at += Fraction(count, 2)
        if landing.hit is not None:
            beats[landing.hit] = at
    times = tuple(np.round(start_s + np.concatenate([[0.0], np.cumsum(periods)]), 6).tolist())
    return Grid(tempo_map, _bars(path.steps, 2 * metre), at, tuple(beats), tuple(remarks), times, reference, metre)
