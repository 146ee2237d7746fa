"""Arousal: the graph's within a cue, against what its MIDI does every three seconds.

The ruler adds up five surfaces with equal weight and the signs that Juslin and Laukka (2003) and Gabrielsson and Lindstroem (2010) report
for aroused music: more onsets, louder, higher, faster, shorter notes; each divided by its spread over all windows of all drawn cues, so
that no weight is chosen. Loudness is the energy of all that sounds (velocity squared), in decibels; MIDI carries no automation of level.
It is not the meter by which the composer judges itself, and shares nothing with it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from math import log2, log10

import numpy as np

from tests.composing.bench.drawn import Asked
from tests.composing.bench.figures import Array, mean_between, median_told, met, of_median, pearson, table, without
from tests.composing.bench.heard import Heard, Note
from tests.composing.bench.tension import heard_all, heard_shuffled

WINDOW_S = 3.0
SAME_S = 0.03            # our choice: what begins so close together is one onset
LEAST_WINDOWS, LEAST_RANGE = 6, 0.10    # our choice: fewer windows, or arousal that hardly moves, say nothing
GOAL, GOAL_FLAT, GOAL_WITHOUT = 0.7, 0.5, 0.4
ONE_VELOCITY = 64
SURFACES = ("onsets", "level", "height", "tempo", "shortness")


@dataclass(frozen=True)
class Read:
    """One cue: arousal asked in each window, and its surfaces there."""

    asked: tuple[float, ...]
    surfaces: tuple[tuple[float, ...], ...]    # a row a window, in the order of SURFACES

    @property
    def says(self) -> bool:
        """Whether there is enough to correlate."""
        return len(self.asked) >= LEAST_WINDOWS and max(self.asked) - min(self.asked) >= LEAST_RANGE


def surface(notes: Sequence[Note], start_s: float, end_s: float, bpm: float) -> tuple[float, ...] | None:
    """What notes do between two moments; None where nothing sounds."""
    shared = [(min(note.off_s, end_s) - max(note.on_s, start_s), note) for note in notes
              if note.on_s < end_s and note.off_s > start_s]
    if not shared:
        return None
    onsets, last = 0, -1.0
    for on in sorted(note.on_s for note in notes if start_s <= note.on_s < end_s):
        onsets += on - last > SAME_S
        last = on
    energy = sum(seconds * (note.velocity / 127) ** 2 for seconds, note in shared) / (end_s - start_s)
    pitched = [(seconds, note.key) for seconds, note in shared if note.role != "rhythm"] or [(1.0, 60)]
    height = sum(seconds * key for seconds, key in pitched) / sum(seconds for seconds, _ in pitched)
    lengths = [note.off_s - note.on_s for _, note in shared]
    return (log2(0.25 + onsets / (end_s - start_s)), 10 * log10(max(energy, 1e-6)), height, log2(bpm), -log2(float(np.median(lengths))))


def read(heard: Heard, asked: Asked, notes: Sequence[Note] | None = None) -> Read:
    """A cue in windows; the last bar is left out, for a last chord rings whatever is felt.

    notes  instead of the cue's own
    """
    end = heard.beat_s(heard.bars[-1].at_beat)
    wanted, rows = [], []
    for k in range(max(0, int(end / WINDOW_S))):
        start, until = k * WINDOW_S, (k + 1) * WINDOW_S
        tempi = [(min(until, b) - max(start, a), bpm) for a, b, bpm in heard.tempi if a < until and b > start]
        bpm = sum(s * t for s, t in tempi) / sum(s for s, _ in tempi) if tempi else heard.tempi[0][2]
        row = surface(heard.notes if notes is None else notes, start, until, bpm)
        if row is not None:
            wanted.append(mean_between(asked.arousal, asked.every_s, start, until))
            rows.append(row)
    return Read(tuple(wanted), tuple(rows))


def at_one_velocity(notes: Sequence[Note]) -> list[Note]:
    """The notes with all dynamics taken away."""
    return [replace(note, velocity=ONE_VELOCITY) for note in notes]


def one_triad(heard: Heard, asked: Asked) -> list[Note]:
    """The cheap trick: one triad, struck the more often the more aroused the graph is, and nothing else."""
    notes, at = [], 0.0
    while at < asked.length_s:
        step = 60 / 90 / 2 ** round(4 * (mean_between(asked.arousal, asked.every_s, at, at + 0.5) - 0.3))
        notes += [_struck(heard, at, step, key, ONE_VELOCITY) for key in (60, 64, 67)]
        at += step
    return notes


def louder(heard: Heard, asked: Asked) -> list[Note]:
    """Another: crotchets on one triad at one pace, only their velocity following the graph."""
    notes = []
    for k in range(int(asked.length_s / 0.6)):
        at = 0.6 * k
        velocity = round(20 + 100 * mean_between(asked.arousal, asked.every_s, at, at + 0.6))
        notes += [_struck(heard, at, 0.6, key, velocity) for key in (60, 64, 67)]
    return notes


def _struck(heard: Heard, at_s: float, length_s: float, key: int, velocity: int) -> Note:
    return Note(at_s, at_s + length_s, heard.bars[0].at_beat, heard.bars[0].beats, key, velocity, "trick", "bed")


@cache
def spreads() -> tuple[float, ...]:
    """The spread of each surface over all windows of all drawn cues."""
    rows = np.array([row for each in heard_all() for row in read(each, each.asked).surfaces])
    return tuple(float(x) for x in rows.std(axis=0))


def reading(each: Read, spread: Sequence[float], leave_out: Sequence[str] = ()) -> Array:
    """The ruler: surfaces by their spread, added up."""
    rows = np.array(each.surfaces) / np.array(spread)
    keep = [k for k, name in enumerate(SURFACES) if name not in leave_out]
    return np.asarray(rows[:, keep].sum(axis=1))


def agreement(each: Read, spread: Sequence[float]) -> float:
    """r of asked and read arousal."""
    return pearson(each.asked, reading(each, spread))


def agreement_without(each: Read, spread: Sequence[float], names: Sequence[str] = ("onsets",)) -> float:
    """r of what is left of both when surfaces are regressed out of both.

    The rate of onsets goes out as it is and by its logarithm, so that no curve of it is left.
    """
    columns = [np.array([row[SURFACES.index(name)] for row in each.surfaces]) for name in names]
    causes = [*columns, *(2.0 ** column for name, column in zip(names, columns, strict=True) if name == "onsets")]
    return pearson(without(each.asked, causes), without(reading(each, spread, names), causes))


def rows_of(name: str, reads: Sequence[Read], flat: Sequence[Read], spread: Sequence[float], goals: bool = False) -> tuple[str, ...]:
    """A row of the table: r, r at one velocity, r without onset rate, goals met."""
    whole = [agreement(each, spread) for each in reads if each.says]
    level = [agreement(each, spread) for each in flat if each.says]
    rest = [agreement_without(each, spread) for each in reads if each.says]
    is_met = [of_median(found)[0] >= goal for found, goal in ((whole, GOAL), (level, GOAL_FLAT), (rest, GOAL_WITHOUT))]
    return (name, median_told(whole), f"{np.percentile(whole, 10):.2f}", median_told(level), median_told(rest),
            ", ".join(map(met, is_met)) if goals else "all three met" if all(is_met) else "fails, as it should")


def section() -> str:
    """The table of arousal."""
    ours, spread = heard_all(), spreads()
    reads = [read(each, each.asked) for each in ours]
    rows = [rows_of("**ours**", reads, [read(h, h.asked, at_one_velocity(h.notes)) for h in ours], spread, goals=True)]
    still = [k for k, each in enumerate(ours) if not each.asked.spoken]
    rows.append(rows_of("ours, cues without words", [reads[k] for k in still],
                        [read(ours[k], ours[k].asked, at_one_velocity(ours[k].notes)) for k in still], spread, goals=True))
    rows.append(rows_of("control: composed to a shuffled graph", [read(h, h.asked) for h in heard_shuffled()],
                        [read(h, h.asked, at_one_velocity(h.notes)) for h in heard_shuffled()], spread))
    for name, trick in (("trick: one triad, its density following the graph", one_triad),
                        ("trick: one triad, its velocity following", louder)):
        rows.append(rows_of(name, [read(h, h.asked, trick(h, h.asked)) for h in ours],
                            [read(h, h.asked, at_one_velocity(trick(h, h.asked))) for h in ours], spread))
    alone = [(name, median_told([pearson(each.asked, [row[k] for row in each.surfaces]) for each in reads if each.says]))
             for k, name in enumerate(SURFACES)]
    return "\n\n".join((
        "## Arousal: what the graph asks within a cue",
        f"r of the graph's arousal with the MIDI in windows of {WINDOW_S:g} s, in every drawn cue with at least {LEAST_WINDOWS} windows "
        f"and a range of {LEAST_RANGE} ({sum(r.says for r in reads)} of {len(reads)}); median with interval (bootstrap, 95 %) and count; "
        f"goals {GOAL}, {GOAL_FLAT} at one velocity, {GOAL_WITHOUT} with the rate of onsets regressed out of both.",
        table(("music", "r", "tenth percentile", "r at one velocity", "r without onset rate", "goals met"), rows),
        "Each surface alone, r with the graph (what carries it and what does not):",
        table([name for name, _ in alone], [[figure for _, figure in alone]])))
