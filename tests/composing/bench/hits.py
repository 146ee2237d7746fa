"""Hits: each on its grid to the millisecond, the tempo steady all the same, and a class A hit a turn of the music and no accent.

Read from the MIDI alone: the hit's marker against the frame of the picture, the bar its time signatures lay there, a note that begins
there (or, for a stop, ends there with none beginning). What a class A hit moves is read from the notes on either side of it:

harmony   another root on the page's chord symbols, struck at the hit;
texture   who plays changes by a third of the parts, or the onsets a second or the notes that sound at once by half as much again, or
          everything stops;
theme     the head of a motif of the series (or of its cue's own first idea) begins within a beat of it;
register  the mean, the highest or the lowest pitch lies a fourth away.

Sides are the bar before and the bar from the hit on. What ordinary downbeats of the same cues move is the chance level: music changes
all the time.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from statistics import median

import numpy as np

from tests.bench.shares import told
from tests.composing.bench.drawn import pieces_bare
from tests.composing.bench.figures import met, table
from tests.composing.bench.heard import Heard, Note
from tests.composing.bench.matching import begins_at
from tests.composing.bench.tension import heard_all

WITHIN_S = 0.001
STEADY = 0.05
SIXTH = 5                 # semitones, a fourth: our choice of what a change of register is
HALF = 1.5                # our choice: so much more or less is another density
THIRD = 1 / 3             # our choice: of the parts
NEAR = Fraction(1)        # beats: our choice of how near a theme begins
GOAL_STEADY, GOAL_MOVED, LEAST_POOLED = 0.95, 2, 50
MEANS = ("harmony", "texture", "theme", "register")
SHIFTS = 200


@dataclass(frozen=True)
class Met:
    """One hit as the file has it."""

    grade: str
    kind: str
    error_s: float | None      # None: no marker
    on_grid: bool
    has_event: bool


def read(heard: Heard) -> tuple[Met, ...]:
    """Every hit asked for: its nearest marker of the same class, the grid and the note there."""
    found = []
    for at, grade, kind in heard.asked.hits:
        near = min((mark for mark in heard.hits if mark[2] == grade), key=lambda mark: abs(mark[0] - float(at)), default=None)
        if near is None or abs(near[0] - float(at)) > 0.5:
            found.append(Met(grade, kind, None, False, False))
            continue
        begins = any(abs(note.on_s - near[0]) <= WITHIN_S for note in heard.notes)
        ends = any(abs(note.off_s - near[0]) <= WITHIN_S for note in heard.notes)
        is_met = ends and not begins if kind == "stop" and not begins else begins
        found.append(Met(grade, kind, near[0] - float(at), _on_grid(heard, near[1], grade), is_met))
    return tuple(found)


def _on_grid(heard: Heard, beat: Fraction, grade: str) -> bool:
    bar = next((bar for bar in heard.bars if bar.at_beat <= beat < bar.at_beat + bar.beats), None)
    if bar is None:
        return False
    inside = beat - bar.at_beat
    return inside == 0 if grade == "A" else inside.denominator == 1 if grade == "B" else (2 * inside).denominator == 1


def one_tempo(heard: Heard) -> tuple[int, int, int]:
    """The baseline: the best constant tempo and start; how many hits it lands within 1 ms, within two frames (83 ms), of how many."""
    at = np.array([float(at) for at, _, _ in heard.asked.hits])
    steps = np.array([{"A": 4.0, "B": 1.0, "C": 0.5}[grade] for _, grade, _ in heard.asked.hits])
    best = (0, 0)
    for bpm in np.geomspace(52, 132, 200):
        units = 60 / bpm * steps
        places = (at[None, :] - np.arange(0.0, 240 / bpm, 0.01)[:, None]) / units[None, :]
        errors = np.abs(places - np.round(places)) * units[None, :]
        scores = zip((errors <= 0.083).sum(axis=1).tolist(), (errors < WITHIN_S).sum(axis=1).tolist(), strict=True)
        best = max(best, *scores)
    return best[1], best[0], len(at)


def strays(heard: Heard, base: float, start_s: float, end_s: float) -> float:
    """The largest deviation from a base tempo between two moments."""
    inside = [bpm for a, b, bpm in heard.tempi if a < end_s - 1e-6 and b > start_s + 1e-6]
    return max((abs(bpm / base - 1) for bpm in inside), default=0.0)


def base_tempo(heard: Heard, start_s: float, end_s: float) -> float:
    """The median tempo of a stretch, by its seconds."""
    stretches = sorted((bpm, min(b, end_s) - max(a, start_s)) for a, b, bpm in heard.tempi if a < end_s and b > start_s)
    half, counted = sum(s for _, s in stretches) / 2, 0.0
    for bpm, seconds in stretches:
        counted += seconds
        if counted >= half:
            return bpm
    return 60.0


def steadiness(heard: Heard) -> tuple[float, float, float]:
    """Largest deviation from the base of its section, from the base of the cue, and the largest change from mark to mark."""
    end = heard.asked.length_s
    seams = [at for at, _, _ in heard.sections] + [end]
    by_section = max((strays(heard, base_tempo(heard, a, b), a, b) for a, b in zip(seams, seams[1:], strict=False) if b > a), default=0.0)
    whole = strays(heard, base_tempo(heard, 0.0, end), 0.0, end)
    bpms = [bpm for _, _, bpm in heard.tempi]
    return by_section, whole, max((abs(b / a - 1) for a, b in zip(bpms, bpms[1:], strict=False)), default=0.0)


def moved(heard: Heard, at_s: float, beat: Fraction, notes: Sequence[Note] | None = None) -> frozenset[str]:
    """Which of the four means change at a moment."""
    notes = heard.pitched if notes is None else notes
    bar = next((bar for bar in heard.bars if bar.at_beat <= beat < bar.at_beat + bar.beats), heard.bars[-1])
    length = heard.beat_s(bar.at_beat + bar.beats) - heard.beat_s(bar.at_beat)
    before, after = (max(0.0, at_s - length), at_s), (at_s, min(heard.asked.length_s, at_s + length))
    out = set[str]()
    now = next((chord for chord in heard.chords if abs(chord.on_s - at_s) < 0.01), None)
    last = next((chord for chord in reversed(heard.chords) if chord.on_s < at_s - 0.01), None)
    if now is not None and last is not None and now.root != last.root:
        out.add("harmony")
    if _texture(notes, before, after):
        out.add("texture")
    if _register(notes, before, after):
        out.add("register")
    if begins_at(heard, beat, NEAR):
        out.add("theme")
    return frozenset(out)


def _inside(notes: Sequence[Note], span: tuple[float, float]) -> list[tuple[float, Note]]:
    return [(min(note.off_s, span[1]) - max(note.on_s, span[0]), note) for note in notes
            if note.on_s < span[1] - 0.02 and note.off_s > span[0] + 0.02]


def _texture(notes: Sequence[Note], before: tuple[float, float], after: tuple[float, float]) -> bool:
    sides = []
    for span in (before, after):
        inside, length = _inside(notes, span), max(0.1, span[1] - span[0])
        onsets = len({round(note.on_s, 2) for _, note in inside if note.on_s >= span[0] - 0.005})
        sides.append(({note.part for _, note in inside}, onsets / length, sum(seconds for seconds, _ in inside) / length))
    (parts, rate, thick), (others, rate_now, thick_now) = sides
    if len(parts ^ others) >= max(1.0, THIRD * len(parts | others)):
        return True
    return any(max(a, b) >= HALF * max(min(a, b), 0.25) and abs(a - b) >= 0.5 for a, b in ((rate, rate_now), (thick, thick_now)))


def _register(notes: Sequence[Note], before: tuple[float, float], after: tuple[float, float]) -> bool:
    sides = [_inside(notes, span) for span in (before, after)]
    if not all(sides):
        return False
    means = [sum(s * note.key for s, note in side) / sum(s for s, _ in side) for side in sides]
    keys = [[note.key for _, note in side] for side in sides]
    return max(abs(means[0] - means[1]), abs(max(keys[0]) - max(keys[1])), abs(min(keys[0]) - min(keys[1]))) >= SIXTH


def accented(heard: Heard, at_s: float) -> list[Note]:
    """The cheap trick: the cue composed without the hit, and an accent on it: everything that begins near it louder, and a stroke."""
    near = [replace(note, velocity=min(127, note.velocity + 40)) if abs(note.on_s - at_s) < 0.3 else note for note in heard.pitched]
    stroke = min(heard.pitched, key=lambda note: abs(note.on_s - at_s))
    return [*near, replace(stroke, on_s=at_s, off_s=at_s + 0.2, velocity=120)]


def nearest_downbeat(heard: Heard, at_s: float) -> Fraction:
    """The downbeat nearest to a moment."""
    return min((bar.at_beat for bar in heard.bars), key=lambda beat: abs(heard.beat_s(beat) - at_s))


def lift(ours: Sequence[Heard]) -> tuple[float, float]:
    """The share of hits with a bar's first beat within 1 ms (class A), and the mean of that over circular shifts of the hits."""
    real, luck, count = 0, 0, 0
    for heard in ours:
        downbeats = np.array([heard.beat_s(bar.at_beat) for bar in heard.bars])
        for at in (float(at) for at, grade, _ in heard.asked.hits if grade == "A"):
            shifts = (at + np.arange(1, SHIFTS + 1) * heard.asked.length_s / (SHIFTS + 1)) % heard.asked.length_s
            real += bool(np.abs(downbeats - at).min() <= WITHIN_S)
            luck += int((np.abs(downbeats[None, :] - shifts[:, None]).min(axis=1) <= WITHIN_S).sum())
            count += 1
    return real / max(1, count), luck / max(1, count * SHIFTS)


def _landing_rows(ours: Sequence[Heard]) -> list[tuple[str, ...]]:
    reads = [each for heard in ours for each in read(heard)]
    rows = list[tuple[str, ...]]()
    for grade in "ABC":
        mine = [each for each in reads if each.grade == grade]
        good = [each for each in mine if each.error_s is not None and abs(each.error_s) < WITHIN_S and each.on_grid]
        worst = max((1000 * abs(each.error_s) for each in mine if each.error_s is not None), default=0.0)
        rows.append((grade, told(sum(each.error_s is not None for each in mine), len(mine)), told(len(good), len(mine)), f"{worst:.3f}",
                     told(sum(each.has_event for each in mine), len(mine)),
                     met(len(good) == len(mine) and all(each.has_event for each in mine))))
    return rows


def _moved_rows(ours: Sequence[Heard]) -> tuple[list[tuple[str, ...]], int]:
    at_hits = [(heard, float(at), kind) for heard in ours for at, grade, kind in heard.asked.hits if grade == "A"]
    marks = [(heard, at, next((beat for s, beat, g in heard.hits if g == "A" and abs(s - at) < 0.01), None), kind)
             for heard, at, kind in at_hits]
    groups = {"**ours**": [frozenset[str]() if beat is None else moved(heard, at, beat) for heard, at, beat, _ in marks],
              "ours, changes and onsets": [frozenset[str]() if beat is None else moved(heard, at, beat)
                                           for heard, at, beat, kind in marks if kind != "stop"],
              "ours, stops": [frozenset[str]() if beat is None else moved(heard, at, beat) for heard, at, beat, kind in marks
                              if kind == "stop"]}
    ordinary = []
    for heard in ours:
        beats = {beat for _, beat, _ in heard.hits}
        ordinary += [moved(heard, heard.beat_s(bar.at_beat), bar.at_beat) for bar in heard.bars[2:-1] if bar.at_beat not in beats]
    groups["chance: every other downbeat of the same cues"] = ordinary
    without = {piece.name: Heard(piece) for piece in pieces_bare()}
    unasked, struck = [], []
    for heard, at, _ in at_hits:
        if heard.piece.name not in without:
            continue
        other = without[heard.piece.name]
        beat = nearest_downbeat(other, at)
        unasked.append(moved(other, other.beat_s(beat), beat))
        struck.append(moved(other, at, beat, accented(other, at)))
    groups["control: composed without hits, nearest downbeat"] = unasked
    groups["trick: composed without hits, an accent on each"] = struck
    rows = [(name, told(sum(len(each) >= GOAL_MOVED for each in found), len(found)),
             *(f"{100 * sum(mean in each for each in found) / max(1, len(found)):.0f} %" for mean in MEANS),
             met(all(len(each) >= GOAL_MOVED for each in found) and len(found) >= LEAST_POOLED) if name.startswith("**") else "-")
            for name, found in groups.items()]
    return rows, len(at_hits)


def section() -> str:
    """The tables of hits."""
    ours = heard_all()
    steady = [steadiness(heard) for heard in ours if len(heard.asked.hits) <= 8]
    constant = [one_tempo(heard) for heard in ours if heard.asked.hits]
    real, luck = lift(ours)
    moved_rows, pooled = _moved_rows(ours)
    within = [sum(each[k] <= STEADY for each in steady) for k in range(2)]
    return "\n\n".join((
        "## Hits: on the grid, the tempo steady, and class A a turn",
        f"{sum(len(heard.asked.hits) for heard in ours)} hits drawn on frames of 23.976 to 29.97 a second in {len(ours)} cues, at most "
        "eight in two minutes. Right: the marker within 1 ms of its frame and on its grid (A first beat of a bar, B a beat, C a quaver).",
        table(("class", "marked", "right", "worst, ms", "a note begins there (or a stop ends one)", "goal met"), _landing_rows(ours)),
        f"Best constant tempo on the same hits: {told(sum(c[0] for c in constant), sum(c[2] for c in constant))} within 1 ms, "
        f"{told(sum(c[1] for c in constant), sum(c[2] for c in constant))} within two frames. Class A hits with a downbeat within 1 ms "
        f"{100 * real:.0f} %, by chance ({SHIFTS} circular shifts) {100 * luck:.1f} %.",
        table(("tempo", f"cues within {100 * STEADY:.0f} %", "median of the largest deviation", "goal met"), [
            ("of its section's base", told(within[0], len(steady)), f"{100 * median(s[0] for s in steady):.1f} %",
             met(within[0] >= GOAL_STEADY * len(steady))),
            ("of the cue's base", told(within[1], len(steady)), f"{100 * median(s[1] for s in steady):.1f} %",
             met(within[1] >= GOAL_STEADY * len(steady)))]),
        "What would game it: a base of its own for every stretch between hits, so the cue's own base stands beside it; the largest change "
        f"from one tempo mark to the next is {100 * max(s[2] for s in steady):.1f} % (median {100 * median(s[2] for s in steady):.1f} %).",
        f"What a class A hit moves ({pooled} pooled, at least {LEAST_POOLED} asked; goal: two of four at every one; of the cues without "
        f"hits {len(ours) - len(pieces_bare())} could not be orchestrated and are left out):",
        table(("music", "two of four", *MEANS, "goal met"), moved_rows)))
