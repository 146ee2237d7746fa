"""Tension: the graph's, against what two published measures find in the notes between one chord symbol and the next, key declared.

Ruler one is Chew's spiral array (2000, 2014) as Herremans and Chew (2016) read tension from it: the distance of the sounding notes' centre
from the centre of the declared key (tensile strain) and the largest distance between two of them (cloud diameter), added up as they
stand. Beside it stands the same as partitura computes it, whose spiral is two and a half times as steep as the paper's.
Ruler two is of another family: how far the pitch classes lie from the declared key's profile (Krumhansl and Kessler 1982; one less the
correlation) plus the roughness of the sounding keys (Hutchinson and Knopoff 1978, on Plomp and Levelt's curve for six partials), each
by its spread over all chords. Neither shares code with `yeoun.composing`. Notes are those of the MIDI, spelled from the root of the chord
they sound under, and the root from the tonic, five fifths down to six up.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain
from math import exp
from typing import Any

import numpy as np
from numpy.typing import NDArray
from partitura.musicanalysis.tonal_tension import PITCH_COORDINATES, CloudDiameter, TensileStrain

from tests.bench.shares import told
from tests.composing.bench.drawn import Asked, pieces, pieces_shuffled
from tests.composing.bench.figures import Array, mean_between, median_told, met, of_median, pearson, table
from tests.composing.bench.heard import Change, Heard, Note

LEAST_CHORDS, LEAST_RANGE = 6, 0.10    # our choice: fewer chords, or tension that hardly moves, say nothing
GOAL_R, GOAL_LOOPS = 0.80, 0.10
FIFTHS = {0: 0, 7: 1, 2: 2, 9: 3, 4: 4, 11: 5, 6: 6, 5: -1, 10: -2, 3: -3, 8: -4, 1: -5}
MAJOR = (6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88)    # Krumhansl and Kessler 1982
MINOR = (6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17)
PARTIALS, FALL = 6, 0.88    # Hutchinson and Knopoff's complex tones: so many partials, each so much weaker
ZERO = 28                   # of partitura's line of fifths: C without sign
WEIGHTS = (0.516, 0.315, 0.168)    # Chew 2014: root, fifth and third of a chord; tonic, dominant and subdominant of a key
EITHER = 0.75               # Chew 2000: of a minor key, how much of its dominant is major and of its subdominant minor
RISE = (2 / 15) ** 0.5      # Chew 2000: of the spiral, a fifth
Point = NDArray[np.float64]


@dataclass(frozen=True)
class Sounding:
    """What sounds under one chord symbol: keys with their seconds, and when."""

    on_s: float
    off_s: float
    keys: tuple[tuple[int, float], ...]
    root: int = 0
    is_diminished: bool = False

    def fifths(self, tonic: int) -> list[tuple[int, float]]:
        """Every note as fifths from the tonic, spelled from the root, with its seconds."""
        root = FIFTHS[(self.root - tonic) % 12]
        return [(root + (-6 if self.is_diminished and (key - self.root) % 12 == 6 else FIFTHS[(key - self.root) % 12]), seconds)
                for key, seconds in self.keys]


def sounding(chords: tuple[Change, ...], notes: tuple[Note, ...], length_s: float) -> tuple[Sounding, ...]:
    """Under each chord, the notes that sound and how long they do; chords under which nothing sounds are left out."""
    found = []
    for chord in chords:
        end = min(chord.off_s, length_s)
        shared = [(note.key, min(note.off_s, end) - max(note.on_s, chord.on_s)) for note in notes
                  if note.on_s < end and note.off_s > chord.on_s]
        keys = tuple((key, seconds) for key, seconds in shared if seconds > 0.02)
        if keys and end > chord.on_s:
            found.append(Sounding(chord.on_s, end, keys, chord.root, _is_diminished(chord)))
    return tuple(found)


def _is_diminished(chord: Change) -> bool:
    return {(chord.root + 3) % 12, (chord.root + 6) % 12} <= chord.tones


def _at(fifths: int) -> Point:
    return np.array([np.sin(fifths * np.pi / 2), np.cos(fifths * np.pi / 2), fifths * RISE])


def _chord(root: int, is_minor: bool) -> Point:
    return np.asarray(sum(w * _at(k) for w, k in zip(WEIGHTS, (root, root + 1, root - 3 if is_minor else root + 4), strict=True)))


@cache
def _key(is_minor: bool) -> tuple[float, float, float]:
    fifth, fourth = _chord(1, False), _chord(-1, is_minor)
    if is_minor:
        fifth = EITHER * fifth + (1 - EITHER) * _chord(1, True)
        fourth = EITHER * fourth + (1 - EITHER) * _chord(-1, False)
    x, y, z = (float(each) for each in WEIGHTS[0] * _chord(0, is_minor) + WEIGHTS[1] * fifth + WEIGHTS[2] * fourth)
    return x, y, z


def strained(under: Sounding, tonic: int, is_minor: bool) -> float:
    """Ruler one: tensile strain in the declared key and cloud diameter.

    >>> c, g7 = Sounding(0, 1, ((60, 1.0), (64, 1.0), (67, 1.0))), Sounding(0, 1, ((55, 1.0), (59, 1.0), (62, 1.0), (65, 1.0)), 7)
    >>> strained(c, 0, False) < strained(g7, 0, False)
    True
    """
    spelled = under.fifths(tonic)
    cloud, weights = np.array([_at(fifths) for fifths, _ in spelled]), np.array([seconds for _, seconds in spelled])
    centre = (weights[:, None] * cloud).sum(axis=0) / weights.sum()
    across = np.linalg.norm(cloud[:, None, :] - cloud[None, :, :], axis=2).max()
    return float(np.linalg.norm(centre - np.array(_key(is_minor))) + across)


def by_partitura(under: Sounding, tonic: int, is_minor: bool) -> float:
    """The same by partitura."""
    spelled = under.fifths(tonic)
    cloud = np.array([PITCH_COORDINATES[ZERO + fifths] for fifths, _ in spelled])
    rulers: tuple[Any, Any] = (TensileStrain, CloudDiameter)
    strain = rulers[0](ZERO, "minor" if is_minor else "major").compute_tension(cloud, np.array([seconds for _, seconds in spelled]))
    return float(strain) + float(rulers[1]().compute_tension(cloud))


def far(under: Sounding, tonic: int, is_minor: bool) -> float:
    """Ruler two, first half: one less the correlation of the pitch classes with the declared key's profile."""
    heard = np.zeros(12)
    for key, seconds in under.keys:
        heard[(key - tonic) % 12] += seconds
    return 1.0 - pearson(heard, MINOR if is_minor else MAJOR)


@cache
def _pair(low: int, high: int) -> float:
    """The roughness of two keys: every pair of partials by Plomp and Levelt's curve as Sethares (1993) fits it."""
    whole = 0.0
    for k in range(1, PARTIALS + 1):
        for m in range(1, PARTIALS + 1):
            one, two = 440 * 2 ** ((low - 69) / 12) * k, 440 * 2 ** ((high - 69) / 12) * m
            width = 0.24 / (0.021 * min(one, two) + 19) * abs(two - one)
            whole += FALL ** (k + m - 2) * (exp(-3.5 * width) - exp(-5.75 * width))
    return whole


def rough(under: Sounding) -> float:
    """Ruler two, second half: the roughness of the keys that sound together, by the seconds they do, for each key."""
    length = under.off_s - under.on_s
    share: dict[int, float] = {}
    for key, seconds in under.keys:
        share[key] = min(1.0, share.get(key, 0.0) + seconds / length)
    keys = sorted(share)
    whole = sum(_pair(low, high) * share[low] * share[high] for i, low in enumerate(keys) for high in keys[i + 1:])
    return whole / max(1, len(keys))


def loop_share(chords: tuple[Change, ...], bars: tuple[tuple[float, float], ...]) -> tuple[int, int, int]:
    """Bars in which a chord goes back to the one before the last (roots A B A), bars within A B A B, and bars with chords.

    bars  from, to in seconds
    """
    backs, loops = set[int](), set[int]()
    for n in range(len(chords)):
        last = [chord.root for chord in chords[max(0, n - 3):n + 1]]
        bar = next((k for k, (start, end) in enumerate(bars) if start - 1e-6 <= chords[n].on_s < end - 1e-6), None)
        if bar is not None and len(last) >= 3 and last[-1] == last[-3] != last[-2]:
            backs.add(bar)
        if len(last) == 4 and last[0] == last[2] != last[1] == last[3]:
            from_s, to_s = chords[n - 3].on_s, chords[n].off_s
            loops |= {k for k, (start, end) in enumerate(bars) if start < to_s - 1e-6 and end > from_s + 1e-6}
    return len(backs), len(loops), sum(start < chords[-1].off_s and end > chords[0].on_s for start, end in bars) if chords else 0


@dataclass(frozen=True)
class Read:
    """One cue: tension asked at each chord, and what the rulers find there."""

    asked: tuple[float, ...]
    strain: tuple[float, ...]
    other: tuple[float, ...]    # strain as partitura has it
    far: tuple[float, ...]
    rough: tuple[float, ...]
    cadences: tuple[bool, ...]

    @property
    def says(self) -> bool:
        """Whether there is enough to correlate."""
        return len(self.asked) >= LEAST_CHORDS and max(self.asked) - min(self.asked) >= LEAST_RANGE


def read(heard: Heard, asked: Asked, tonic: int | None = None, only_symbols: bool = False) -> Read:
    """A cue read by both rulers.

    tonic         the key to measure in; the declared one unless said
    only_symbols  the tones of the chord symbols, each once, instead of the notes of the MIDI
    """
    home = heard.tonic if tonic is None else tonic
    found = sounding(heard.chords, heard.pitched, asked.length_s)
    if only_symbols:
        found = tuple(Sounding(chord.on_s, min(chord.off_s, asked.length_s), tuple((60 + tone, 1.0) for tone in sorted(chord.tones)),
                               chord.root, _is_diminished(chord)) for chord in heard.chords if chord.on_s < asked.length_s)
    ends = [at for at, _, _ in heard.sections[1:]] + [asked.length_s]
    cadences = tuple(any(each.on_s < end <= each.off_s + 0.05 or abs(each.on_s - end) < 0.05 for end in ends) for each in found)
    wanted = tuple(mean_between(asked.tension, asked.every_s, each.on_s, each.off_s) for each in found)
    strain, other, away = (tuple(ruler(each, home, heard.is_minor) for each in found) for ruler in (strained, by_partitura, far))
    return Read(wanted, strain, other, away, tuple(rough(each) for each in found), cadences)


Reading = Callable[[Read], tuple[float, ...] | Array]


def by_strain(each: Read) -> tuple[float, ...]:
    """Ruler one."""
    return each.strain


def by_profile(reads: list[Read]) -> Reading:
    """Ruler two, its halves by their spread over all these chords."""
    away, harsh = (float(np.std(list(chain(*axes)))) or 1.0 for axes in ([each.far for each in reads], [each.rough for each in reads]))
    return lambda each: np.array(each.far) / away + np.array(each.rough) / harsh


def correlations(reads: list[Read], ruler: Reading) -> list[float]:
    """r in every cue that says something."""
    return [pearson(each.asked, ruler(each)) for each in reads if each.says]


AXES = ("asked", "strain", "other", "far", "rough", "cadences")


def outside(each: Read) -> Read:
    """The chords that are no cadence: those before and on the seam of two sections left out."""
    keep = [k for k, is_cadence in enumerate(each.cadences) if not is_cadence]
    return replace(each, **{name: tuple(getattr(each, name)[k] for k in keep) for name in AXES})


def bars_of(heard: Heard) -> tuple[tuple[float, float], ...]:
    """Bars in seconds."""
    return tuple((heard.beat_s(bar.at_beat), heard.beat_s(bar.at_beat + bar.beats)) for bar in heard.bars)


def two_chords(heard: Heard, asked: Asked) -> tuple[Read, tuple[int, int, int]]:
    """The cheap trick: of all chords of the cue the calmest and the tensest, in turn, whichever the graph asks for next."""
    found = sounding(heard.chords, heard.pitched, asked.length_s)
    whole = read(heard, asked)
    order = np.argsort(whole.strain)
    low, high = int(order[0]), int(order[-1])
    levels = [mean_between(asked.tension, asked.every_s, a, b) for a, b in bars_of(heard)]
    picks = [high if level > float(np.median(levels)) else low for level in levels]
    roots = {k: next(chord.root for chord in heard.chords if chord.on_s == found[k].on_s) for k in (low, high)}
    strain, other, away, harsh = (tuple(axis[k] for k in picks) for axis in (whole.strain, whole.other, whole.far, whole.rough))
    trick = Read(tuple(levels), strain, other, away, harsh, (False,) * len(picks))
    merged: list[Change] = []
    for pick, (start, end) in zip(picks, bars_of(heard), strict=True):
        if merged and merged[-1].root == roots[pick]:
            merged[-1] = replace(merged[-1], off_s=end)
        else:
            merged.append(replace(heard.chords[0], on_s=start, off_s=end, root=roots[pick]))
    return trick, loop_share(tuple(merged), bars_of(heard))


@cache
def heard_all() -> tuple[Heard, ...]:
    """Every drawn cue, read."""
    return tuple(Heard(piece) for piece in pieces())


@cache
def heard_shuffled() -> tuple[Heard, ...]:
    """Every drawn cue composed to a shuffled graph, read."""
    return tuple(Heard(piece) for piece in pieces_shuffled())


def spells(heard: Heard) -> tuple[int, int]:
    """How many chord symbols name what sounds: three fifths of the seconds of all pitched notes are its tones; of how many."""
    found = sounding(heard.chords, tuple(note for note in heard.pitched if note.role != "melody"), heard.asked.length_s)
    by_start = {chord.on_s: chord for chord in heard.chords}
    right = 0
    for each in found:
        whole = sum(seconds for _, seconds in each.keys)
        right += sum(seconds for key, seconds in each.keys if key % 12 in by_start[each.on_s].tones) >= 0.6 * whole
    return right, len(found)


def section() -> str:
    """The table of tension."""
    ours, shuffled = heard_all(), heard_shuffled()
    reads = [read(each, each.asked) for each in ours]
    controls = [read(each, each.asked) for each in shuffled]
    symbols = [read(each, each.asked, only_symbols=True) for each in ours]
    guessed = [read(each, each.asked, tonic=(each.tonic + 1 + 5 * k) % 12) for k, each in enumerate(ours)]
    tricks = [two_chords(each, each.asked) for each in ours]
    ruler = by_profile(reads)
    rows = []
    for name, by, group in (
            ("**spiral array, all notes**", by_strain, reads), ("the same outside cadences", by_strain, [outside(r) for r in reads]),
            ("spiral array of partitura, all notes", lambda r: r.other, reads),
            ("spiral array, chord symbols alone", by_strain, symbols), ("key profile and roughness, all notes", ruler, reads),
            ("control: composed to a shuffled graph", by_strain, controls), ("control: a key nobody declared", by_strain, guessed),
            ("trick: two chords in turn", by_strain, [trick for trick, _ in tricks])):
        found = correlations(group, by)
        rows.append((name, median_told(found), f"{np.percentile(found, 10):.2f}", f"{sum(x >= GOAL_R for x in found)} of {len(found)}",
                     met(of_median(found)[0] >= GOAL_R) if name.startswith("**") else "-"))
    counts = [loop_share(each.chords, bars_of(each)) for each in ours]
    of = sum(each[2] for each in counts)
    tricked = [each for _, each in tricks]
    loops = table(("bars", "ours", "goal met", "trick: two chords in turn"), [
        ("within A B A B (roots)", told(sum(c[1] for c in counts), of), met(sum(c[1] for c in counts) < GOAL_LOOPS * of),
         told(sum(c[1] for c in tricked), sum(c[2] for c in tricked))),
        ("with a return A B A (roots)", told(sum(c[0] for c in counts), of), met(sum(c[0] for c in counts) < GOAL_LOOPS * of),
         told(sum(c[0] for c in tricked), sum(c[2] for c in tricked)))])
    right = [spells(each) for each in ours]
    roots = [len({chord.root for chord in each.chords}) for each in ours]
    return "\n\n".join((
        "## Tension: what the graph asks of harmony, key declared",
        f"r of the graph's tension with the notes under every chord symbol, in each of {len(reads)} drawn cues with at least "
        f"{LEAST_CHORDS} chords and a range of {LEAST_RANGE} ({sum(r.says for r in reads)}); median with interval (bootstrap, 95 %) "
        f"and count; goal {GOAL_R}, loops under 10 % of bars. Chord symbols that name what sounds beside the melody: "
        f"{told(sum(r[0] for r in right), sum(r[1] for r in right))}; roots in a cue: median {int(np.median(roots))}.",
        table(("measure", "median r", "tenth percentile", f"cues at {GOAL_R}", "goal met"), rows),
        "What would game r: two chords in turn, the calm one and the tense one; so loops stand beside it, and both are asked at once.",
        loops))
