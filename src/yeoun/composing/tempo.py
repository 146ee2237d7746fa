"""The tempo map: whole half-beats between hits, so that every chosen hit falls exactly on the grid.

An integer dynamic programme chooses how many half-beats lie between hits, with at most one odd bar just before each
(our choice of method); each stretch between two hits is bent by itself, from the base tempo and back, so that a moved hit
moves the time between its neighbours and nowhere else; rounding errors of whole microseconds are carried on inside a
stretch. A hit that cannot be met is demoted, and the map says so.

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
STRAY = 0.045             # our choice: beyond 5 % another piece begins: as far as the tempo of a stretch of a few beats may stray,
STRAY_LONG = 0.032        # and that of others, which bend by half a point more
MOST = 0.038              # as far as a half-beat may stray from the base where its stretch does not ask for more
FARTHEST = 0.043          # and where its stretch asks for more, so that it need not begin and end as far away (within 5 %)
EDGE = 0.005              # our choice: how far from the base a stretch may begin and end,
SLOPE = 0.006             # and how much longer or shorter the next half-beat is where there is room: below what is heard as a jump (2 %)
LEAN_S = 4.0              # how far apart the leanings of a cue lie
EARLIEST_S = 0.27         # our choice: room for a pre-rolled attack
_LEAST_GAP_S = 0.2
_MOVES_S = (0.08, -0.08, 0.16, -0.16, 0.24, 0.32)    # our choice: by how much a cue may open later or sooner, a few frames first


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
    """The cheapest way through all landings at one reference tempo; costs are millionths.

    A stretch costs what its own tempo and bars cost, whatever the tempo before it was: only the place in the bar is handed on,
    so that little hangs on where a hit beyond the next one lies, and nothing beyond the next downbeat.
    """
    states: dict[int, _Path] = {0: _Path(0, (), ())}
    for gap, landing in zip(gaps, landings, strict=True):
        wanted, phases = gap * reference / 30.0, _allowed(landing.grade, bar)
        grown: dict[int, _Path] = {}
        for phase, path in states.items():
            for halves in range(max(1, round(wanted) - 3), round(wanted) + 4):
                tempo = 30.0 * halves / gap
                if not bounds[0] <= tempo <= bounds[1]:
                    continue
                stray = abs(log(tempo / reference))
                cost = path.cost + round(1e6 * (5 * stray + 15 * max(0.0, stray - 0.025)))
                for length, odd in ODD[bar].items():
                    at = (phase + halves - length) % bar
                    enough = halves >= (bar - phase) % bar + length + at
                    if at in phases and (length == bar or enough):
                        step = _Path(cost + 1000 * odd, (*path.steps, (halves, length, at)), (*path.tempi, tempo))
                        if at not in grown or (step.cost, step.steps) < (grown[at].cost, grown[at].steps):
                            grown[at] = step
        states = dict(sorted(grown.items()))
    return min(states.values(), key=lambda path: (path.cost, path.steps), default=None)


def _best(landings: list[Landing], start_s: float, wish: float, bar: int,
          bounds: tuple[float, float]) -> tuple[_Path, float] | None:
    """The way through at the tempo nearest to the wish at which no stretch strays too far; where none is, the cheapest of all."""
    gaps = [b - a for a, b in pairwise([start_s, *(landing.at_s for landing in landings)])]
    best: tuple[_Path, float] | None = None
    least = 0
    for number in sorted(range(-9, 10), key=lambda number: (abs(number), number)):
        reference = wish * exp(0.02 * number)
        if not bounds[0] <= reference <= bounds[1]:
            continue
        path = _search(gaps, landings, reference, bar, bounds)
        if path is None:
            continue
        if not _is_far((path, reference)):
            return path, reference
        cost = path.cost + round(1e6 * len(gaps) * 0.15 * abs(log(reference / wish)))
        if best is None or cost < least:
            best, least = (path, reference), cost
    return best


def _is_far(found: tuple[_Path, float] | None) -> bool:
    """Whether some stretch strays too far; one of few half-beats may stray by half of one, as no count can lie nearer."""
    return found is None or any(abs(tempo / found[1] - 1) > max(STRAY_LONG, min(0.5 / halves, STRAY))
                                for tempo, (halves, _, _) in zip(found[0].tempi, found[0].steps, strict=True))


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


def bent(count: int, length_s: float, base_s: float, lean: NDArray[np.float64]) -> NDArray[np.float64]:
    """The periods of the half-beats of one stretch between landings, in seconds: they add up to its length.

    count      half-beats in it;  length_s  its duration;  base_s  the period of the cue's base tempo
    lean       for each half-beat, how much longer than the stretch's mean it would like to be (share)
    Gives      from near the base tempo to what the length asks for and back, `SLOPE` from one to the next where there is room, else as
               little more as does, and half of that at both ends, so that the step over a landing is no larger than those inside.
               Both ends know only the base, so that the stretch beyond a landing may be laid anew and this one stays as it is
    """
    stray = length_s / (count * base_s) - 1.0
    from_end = np.minimum(np.arange(count), np.arange(count)[::-1]).astype(np.float64)
    size = abs(stray)

    def ramp(slope: float, top: float) -> NDArray[np.float64]:
        return np.minimum(min(size, max(EDGE, slope / 2)) + slope * from_end, top)
    top, slope, steepest = MOST, SLOPE, 2 * size + SLOPE
    if float(ramp(slope, top).mean()) < size:      # too short a stretch to come from the base so gently and go back
        top = max(size, FARTHEST)
        for _ in range(40):
            middle = (slope + steepest) / 2
            slope, steepest = (middle, steepest) if float(ramp(middle, top).mean()) < size else (slope, middle)
        if float(ramp(SLOPE, top).mean()) < size:
            slope = steepest
    shape, low, high = ramp(slope, top), 0.0, top
    for _ in range(50):
        level = (low + high) / 2
        low, high = (level, high) if float(np.minimum(shape, level).mean()) < size else (low, level)
    shape = np.minimum(shape, high)
    periods = base_s * (1.0 + (shape if stray > 0 else -shape))
    window = np.minimum(1.0, (from_end + 1.0) / 6.0)
    leaning = window * (lean - float((window * lean).sum() / window.sum()))
    free = max(0.0, MOST - float(shape.max()))
    most = float(np.abs(leaning).max())
    periods *= 1.0 + (leaning if most <= free else leaning * free / most)
    return periods * (length_s / float(periods.sum()))


def _marks(stretches: list[NDArray[np.float64]], ends_us: list[int], start_us: int) -> tuple[TempoMark, ...]:
    """Whole microseconds a quarter for each half-beat, the rounding carried on inside a stretch; equal neighbours are one mark.

    ends_us  where each stretch ends: its last half-beat takes what rounding left over
    """
    marks: list[TempoMark] = []
    reached, number = 2 * start_us, 0      # in halves of a microsecond: a half-beat is half of what a mark says
    for periods, end_us in zip(stretches, ends_us, strict=True):
        wanted = reached / 2e6
        for place, period in enumerate(periods, 1):
            wanted = round(wanted + float(period), 9)
            micro = 2 * end_us - reached if place == len(periods) else round(2e6 * wanted) - reached
            reached += micro
            if not marks or marks[-1].microseconds != micro:
                marks.append(TempoMark(Fraction(number, 2), micro))
            number += 1
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
        lean_at: tuple[float, ...], begins_s: float | None = None) -> Grid:
    """The tempo map and bars of a cue: every landed hit within a rounding error of its moment, the end exactly.

    hits      in cue time, in order;  length_s  of the cue: the last bar ends there
    wish      tempo the feeling and the heart ask for, beats a minute;  bounds  the slowest and the fastest
    metre     quarters in a bar, 3 or 4
    lean_at   for every `LEAN_S` seconds of the cue how much broader (+) or more pressing (-) the time should feel (share)
    begins_s  where the first bar begins, None = wherever it is best
    """
    bar = 2 * metre
    start_s = max(EARLIEST_S, min(0.5, 0.08 * length_s)) if begins_s is None else begins_s
    landings, remarks = _reachable(hits, length_s)
    is_opening = begins_s is None and landings and landings[0].at_s < start_s + 0.8 * 60 / wish
    opening = landings.pop(0) if is_opening else None
    start_s = round(opening.at_s if opening else start_s, 6)
    landings.append(Landing(None, round(length_s, 6), HitClass.A))
    landings, crowded_out = _room(landings, wish)
    remarks += crowded_out
    found = _best(landings, start_s, wish, bar, bounds)
    while _is_far(found):
        blocked = 0 if found else next(k for k in range(len(landings))
                                       if _best(landings[:k + 1], start_s, wish, bar, bounds) is None)
        step = _demoted(landings, found, blocked)
        if step is None:
            break
        landings = step[0]
        remarks.append(step[1])
        found = _best(landings, start_s, wish, bar, bounds)
    if begins_s is None and opening is None and found is not None:
        start_s, found = _evenly(landings, start_s, wish, bar, bounds, found)
    if found is None or len(found[0].steps) != len(landings):
        rest = [landing for landing in landings if landing.hit is None]
        remarks += [f"hit {x.hit + 1} at {x.at_s:.2f} s is not met: the cue is one gesture" for x in landings
                    if x.hit is not None]
        landings, found = rest, _one_gesture(start_s, length_s, wish, metre)
    return _grid(found, landings, opening, start_s, len(hits), metre, lean_at, remarks)


def _evenly(landings: list[Landing], start_s: float, wish: float, bar: int, bounds: tuple[float, float],
            found: tuple[_Path, float]) -> tuple[float, tuple[_Path, float]]:
    """Where the first bar begins, and the way from there.

    A little sooner or later where that spares a bar of quavers (5/8, 7/8) before the first landing.
    """
    if found[0].steps[0][1] % 2 == 0 or _is_far(found):
        return start_s, found
    for other_s in (round(start_s + move_s, 6) for move_s in _MOVES_S if EARLIEST_S <= start_s + move_s < landings[0].at_s - _LEAST_GAP_S):
        again = _best(landings, other_s, wish, bar, bounds)
        if again is not None and not _is_far(again) and again[0].steps[0][1] % 2 == 0:
            return other_s, again
    return start_s, found


def _grid(found: tuple[_Path, float], landings: list[Landing], opening: Landing | None, start_s: float, hits: int,
          metre: int, lean_at: tuple[float, ...], remarks: list[str]) -> Grid:
    path, reference = found
    counts = [halves for halves, _, _ in path.steps]
    seams = [start_s, *(landing.at_s for landing in landings)]
    stretches = []
    for count, (begin_s, end_s) in zip(counts, pairwise(seams), strict=True):
        moments = begin_s + (end_s - begin_s) * (np.arange(count) + 0.5) / count
        lean: NDArray[np.float64] = np.interp(moments, LEAN_S * (np.arange(len(lean_at)) + 0.5), lean_at) if lean_at else np.zeros(count)
        stretches.append(bent(count, end_s - begin_s, 30.0 / reference, lean))
    start_us = round(start_s * 1e6)
    tempo_map = TempoMap(start_us, _marks(stretches, [round(seam * 1e6) for seam in seams[1:]], start_us))
    beats: list[Fraction | None] = [None] * hits
    if opening is not None and opening.hit is not None:
        beats[opening.hit] = Fraction(0)
    at = Fraction(0)
    for count, landing in zip(counts, landings, strict=True):
        at += Fraction(count, 2)
        if landing.hit is not None:
            beats[landing.hit] = at
    times = (start_s, *(round(begin_s + float(at_s), 6) for begin_s, periods in zip(seams, stretches, strict=False)
                        for at_s in np.cumsum(periods)))
    return Grid(tempo_map, _bars(path.steps, 2 * metre), at, tuple(beats), tuple(remarks), times, reference, metre)
