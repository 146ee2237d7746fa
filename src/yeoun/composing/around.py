"""The time of a cue around locked bars: theirs stands, and each stretch before, between and after them is laid by itself."""

import re
from dataclasses import replace
from fractions import Fraction
from itertools import accumulate

from yeoun.composing.grid import Grid
from yeoun.composing.tempo import lay
from yeoun.model.composed import Bar, BriefHit, TempoMap, TempoMark
from yeoun.model.kept import KeptBars
from yeoun.units.time import Seconds

ON_S = 0.001          # so near to a quaver of locked bars a hit is met by it
LEAST = 2             # our choice, in beats: a shorter stretch beside locked bars holds no music of its own


def lay_around(kept: tuple[KeptBars, ...], hits: tuple[BriefHit, ...], length_s: float, wish: float, bounds: tuple[float, float],
               metre: int, lean_at: tuple[float, ...]) -> Grid:
    """The tempo map and bars of a cue with locked bars; everything else as `tempo.lay` has it, at the tempo of the first of them.

    kept   in order, and apart from one another
    Gives  their periods and bars as they stood; a hit inside them is met where it lies on one of their quavers, else remarked upon
    """
    whole: Grid | None = None
    at_s, least_s = 0.0, LEAST * 60.0 / wish
    for bars in kept:
        opens = whole is None and bars.first_bar == 1    # before the first bar is only the lead-in: it stays as it was
        if bars.at_s - at_s >= least_s and not opens:
            whole = _joined(whole, _free(hits, at_s, bars.at_s, whole is None, wish, bounds, metre, lean_at))
        whole = _joined(whole, _locked(bars, hits))
        at_s = bars.end_s
    assert whole is not None
    if length_s - at_s >= least_s:
        return _joined(whole, _free(hits, at_s, length_s, False, wish, bounds, metre, lean_at))
    after = [f"hit {number} at {hit.at_s:.2f} s is not met: {kept[-1].said} are locked, and too little of the cue follows"
             for number, hit in enumerate(hits, 1) if hit.at_s >= at_s - ON_S]
    return replace(whole, remarks=(*whole.remarks, *after))


def _free(hits: tuple[BriefHit, ...], start_s: float, end_s: float, is_first: bool, wish: float, bounds: tuple[float, float],
          metre: int, lean_at: tuple[float, ...]) -> Grid:
    """A stretch without locked bars; hits outside it are not met by it."""
    inside = [number for number, hit in enumerate(hits) if start_s - 1e-6 <= hit.at_s < end_s - ON_S]
    own = tuple(replace(hits[number], at_s=Seconds(round(hits[number].at_s - start_s, 6))) for number in inside)
    on_seam = [] if is_first else [k for k, hit in enumerate(own) if hit.at_s <= ON_S]
    rest = tuple(hit for k, hit in enumerate(own) if k not in on_seam)
    made = lay(rest, end_s - start_s, wish, bounds, metre, lean_at if is_first else (), None if is_first else 0.0)
    beats: list[Fraction | None] = [None] * len(hits)
    left = iter(made.hit_beats)
    for k, number in enumerate(inside):
        beats[number] = Fraction(0) if k in on_seam else next(left)
    numbers = [number for k, number in enumerate(inside) if k not in on_seam]

    def said(remark: str) -> str:
        return re.sub(r"^hit (\d+) at [\d.]+ s", lambda found: (
            f"hit {numbers[int(found[1]) - 1] + 1} at {hits[numbers[int(found[1]) - 1]].at_s:.2f} s"), remark)

    return replace(made, times=tuple(round(each + start_s, 6) for each in made.times), hit_beats=tuple(beats),
                   tempo_map=replace(made.tempo_map, beat0_us=made.tempo_map.beat0_us + round(1e6 * start_s)),
                   remarks=tuple(said(each) for each in made.remarks))


def _locked(bars: KeptBars, hits: tuple[BriefHit, ...]) -> Grid:
    """Locked bars as a grid of their own."""
    halves = list(accumulate(bars.periods, initial=bars.at_halves))
    times = tuple(round(each / 2e6, 6) for each in halves)
    marks = tuple(TempoMark(Fraction(k, 2), micro) for k, micro in enumerate(bars.periods)
                  if k == 0 or micro != bars.periods[k - 1])
    laid, beat = list[Bar](), Fraction(0)
    for number, (beats, unit) in enumerate(bars.bars, 1):
        laid.append(Bar(number, beat, beats, unit))
        beat += Fraction(4 * beats, unit)
    met: list[Fraction | None] = []
    remarks = []
    for number, hit in enumerate(hits, 1):
        near = min(range(len(times) - 1), key=lambda k: abs(times[k] - hit.at_s))
        is_inside = bars.at_s - 1e-6 <= hit.at_s < bars.end_s - ON_S
        met.append(Fraction(near, 2) if is_inside and abs(times[near] - hit.at_s) <= ON_S else None)
        if is_inside and met[-1] is None:
            remarks.append(f"hit {number} at {hit.at_s:.2f} s is not met: {bars.said} are locked by note {bars.note}")
    return Grid(TempoMap(round(bars.at_halves / 2), marks), tuple(laid), bars.beats, tuple(met), tuple(remarks), times, bars.bpm,
                bars.metre)


def _joined(first: Grid | None, second: Grid) -> Grid:
    """Two grids, one after the other."""
    if first is None:
        return second
    beat, count, last = first.end_beat, len(first.bars), first.tempo_map.marks[-1].microseconds
    marks = tuple(TempoMark(beat + each.at_beat, each.microseconds) for each in second.tempo_map.marks)
    return Grid(
        replace(first.tempo_map, marks=(*first.tempo_map.marks, *(marks[1:] if marks[0].microseconds == last else marks))),
        (*first.bars, *(replace(bar, number=bar.number + count, at_beat=bar.at_beat + beat) for bar in second.bars)),
        beat + second.end_beat,
        tuple(one if one is not None else None if other is None else beat + other
              for one, other in zip(first.hit_beats, second.hit_beats, strict=True)),
        (*first.remarks, *second.remarks), (*first.times, *second.times[1:]), first.reference, first.metre)
