"""Layering: whether who speaks for what is felt plays what is felt, and who speaks for what is said plays that.

Who speaks for what is read from sketch.json as people read it (`layers`: speaks_for, inner); what they play is read from the MIDI.
The ruler of a layer is that of `arousal` (composing) without tempo, which all share: onsets, level, height, shortness of its own notes,
in windows of 3 s, each by its spread over all such windows. Nothing of `orchestrating` is imported.

Mode, register and articulation differ by nature between a tune and what lies under it. So the same figures stand beside them for the
same cues composed for people who hide nothing.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from math import log10

import numpy as np

from tests.bench.shares import told
from tests.composing.bench.arousal import LEAST_RANGE, LEAST_WINDOWS, WINDOW_S, at_one_velocity, surface
from tests.composing.bench.figures import mean_between, median_told, met, of_median, pearson, table
from tests.composing.bench.heard import Note
from tests.orchestrating.bench.drawn import AGREEING, MASKED, MEASURED, SWAPPED, Cue, cues

GOAL_R, GOAL_FLAT, GOAL_RULES = 0.8, 0.5, 0.9    # of the last two: our choice
RULES_AROUSAL, RULES_VALENCE = 0.2, 0.35         # our choice: from so far apart on what is felt rules
FIFTH = 7                                        # semitones
TWICE = 2.0                                      # our choice: tones so much longer or shorter are another articulation
NEAR_DB = 12.0
AXES = (0, 1, 2, 4)                              # of `surface`: onsets, level, height, shortness; tempo is everybody's
Layer = tuple[Note, ...]


@dataclass(frozen=True)
class Layers:
    """Who plays what: what is felt, what is said, the room, and whoever speaks for what is felt by name."""

    felt: Layer
    shown: Layer
    room: Layer
    voices: tuple[str, ...]

    @property
    def others(self) -> Layer:
        """The ensemble beside what is felt."""
        return tuple(sorted((*self.shown, *self.room), key=lambda note: note.on_s))


def layers(cue: Cue) -> Layers:
    """The notes of a cue by whom they speak for."""
    felt, shown = set[str](), set[str]()
    for each in cue.piece.plain["layers"]:
        if each["speaks_for"] is not None:
            (felt if each["inner"] else shown).add(each["part"])
    notes = cue.heard.notes
    return Layers(tuple(n for n in notes if n.part in felt), tuple(n for n in notes if n.part in shown),
                  tuple(n for n in notes if n.part not in felt | shown), tuple(sorted(felt)))


def windows(length_s: float) -> list[tuple[float, float]]:
    """The windows of a cue."""
    return [(k * WINDOW_S, (k + 1) * WINDOW_S) for k in range(int(length_s / WINDOW_S))]


Row = tuple[float, ...] | None


def rows(notes: Layer, length_s: float) -> list[Row]:
    """What a layer does in every window; None where it rests."""
    found = [surface(notes, start, end, 60.0) for start, end in windows(length_s)]
    return [None if row is None else tuple(row[k] for k in AXES) for row in found]


def follows(found: Sequence[Row], curve: Sequence[float], every_s: float, spread: Sequence[float], leave_out: int = -1) -> float | None:
    """r of a curve with what a layer does; None where the layer or the curve says too little.

    leave_out  an axis that is not looked at
    """
    pairs = [(mean_between(curve, every_s, k * WINDOW_S, (k + 1) * WINDOW_S), row) for k, row in enumerate(found) if row is not None]
    asked = [wish for wish, _ in pairs]
    if len(pairs) < LEAST_WINDOWS or max(asked) - min(asked) < LEAST_RANGE:
        return None
    keep = [k for k in range(len(AXES)) if k != leave_out]
    return pearson(asked, (np.array([row for _, row in pairs]) / np.array(spread))[:, keep].sum(axis=1))


@cache
def spreads(films: range = MEASURED) -> tuple[float, ...]:
    """The spread of each axis over all windows of both layers of all masked cues; 1 where nobody speaks for anything."""
    found = [row for cue in cues(MASKED, films) for layer in (layers(cue).felt, layers(cue).shown)
             for row in rows(layer, cue.felt.length_s) if row is not None]
    return tuple(max(1e-6, float(x)) for x in np.array(found).std(axis=0)) if found else (1.0,) * len(AXES)


def scale_tones(notes: Sequence[Note], tonic: int) -> frozenset[int]:
    """Which thirds, sixths and sevenths above the tonic are played: 3 or 4, 8 or 9, 10 or 11."""
    return frozenset((note.key - tonic) % 12 for note in notes) & {3, 4, 8, 9, 10, 11}


def _length(notes: Sequence[Note]) -> float:
    return float(np.median([note.off_s - note.on_s for note in notes]))


def _height(notes: Sequence[Note]) -> float:
    whole = sum(note.off_s - note.on_s for note in notes)
    return sum((note.off_s - note.on_s) * note.key for note in notes) / whole


def _energy(notes: Sequence[Note], start_s: float, end_s: float) -> float:
    return sum((min(note.off_s, end_s) - max(note.on_s, start_s)) * (note.velocity / 127) ** 2 for note in notes)


@dataclass(frozen=True)
class Apart:
    """How what is felt differs from the ensemble in one window."""

    mode: bool
    articulation: bool
    register: bool
    db: float    # of what is felt over the ensemble


def apart(cue: Cue, start_s: float, end_s: float) -> Apart | None:
    """The difference in one window; None where one of them rests."""
    found = layers(cue)
    one, two = ([note for note in layer if note.on_s < end_s and note.off_s > start_s] for layer in (found.felt, found.others))
    if not one or not two:
        return None
    mine, theirs = (scale_tones(layer, cue.heard.tonic) for layer in (one, two))
    pairs = ({3, 4}, {8, 9}, {10, 11})
    mode = any(len(mine & pair) == len(theirs & pair) == 1 and mine & pair != theirs & pair for pair in pairs)
    ratio = _length(one) / max(1e-3, _length(two))
    return Apart(mode, ratio >= TWICE or ratio <= 1 / TWICE, abs(_height(one) - _height(two)) >= FIFTH,
                 10 * log10(max(1e-9, _energy(one, start_s, end_s)) / max(1e-9, _energy(two, start_s, end_s))))


def ruling(cue: Cue) -> list[tuple[float, float]]:
    """The windows in which what is felt lies far from what is shown."""
    def gap(one: Sequence[float], two: Sequence[float], start_s: float, end_s: float) -> float:
        return abs(mean_between(one, cue.felt.every_s, start_s, end_s) - mean_between(two, cue.felt.every_s, start_s, end_s))

    return [(start, end) for start, end in windows(cue.felt.length_s)
            if gap(cue.felt.arousal, cue.shown.arousal, start, end) >= RULES_AROUSAL
            or gap(cue.felt.valence, cue.shown.valence, start, end) >= RULES_VALENCE]


def fader(cue: Cue) -> Layer:
    """The cheap trick: a triad on every second, only its velocity following what is felt."""
    return tuple(Note(at, at + 1.0, cue.heard.bars[0].at_beat, cue.heard.bars[0].beats, key,
                      round(20 + 100 * mean_between(cue.felt.arousal, cue.felt.every_s, at, at + 1.0)), "fader", "bed")
                 for at in range(int(cue.felt.length_s)) for key in (60, 64, 67))


def shuffled(curve: Sequence[float], name: str) -> list[float]:
    """A curve in another order, in blocks of five seconds."""
    lot = np.random.Generator(np.random.PCG64(sum(map(ord, name))))
    blocks = np.arange(len(curve)) // 10
    return [curve[int(k)] for block in lot.permutation(int(blocks.max()) + 1) for k in np.flatnonzero(blocks == block)]


def _row(name: str, found: Sequence[tuple[float | None, float | None]], goals: bool | None) -> tuple[str, ...]:
    whole, flat = ([each for each in column if each is not None] for column in zip(*found, strict=True))
    if not whole:
        return name, "nobody speaks for it", "-", "-", "-", met(False) if goals else "-"
    is_met = of_median(whole)[0] >= GOAL_R and of_median(flat)[0] >= GOAL_FLAT
    said = "-" if goals is None else met(is_met) if goals else "both met" if is_met else "fails, as it should"
    return (name, median_told(whole), f"{np.percentile(whole, 10):.2f}", told(sum(x >= GOAL_R for x in whole), len(whole)),
            median_told(flat), said)


Both = tuple[float | None, float | None]


def both(notes: Layer, curve: Sequence[float], cue: Cue, spread: Sequence[float]) -> Both:
    """r as it is, and at one velocity (without the axis of level)."""
    every_s, length_s = cue.felt.every_s, cue.felt.length_s
    return (follows(rows(notes, length_s), curve, every_s, spread),
            follows(rows(tuple(at_one_velocity(notes)), length_s), curve, every_s, spread, leave_out=1))


def _differs(name: str, found: Sequence[Apart | None], asks: bool) -> tuple[str, ...]:
    there = [each for each in found if each is not None]
    any_of = sum(each.mode or each.articulation or each.register for each in there)
    return (name, told(any_of, len(found)), *(told(sum(getattr(each, axis) for each in there), len(there))
                                              for axis in ("mode", "articulation", "register")),
            told(sum(abs(each.db) <= NEAR_DB for each in there), len(there)),
            met(bool(found) and any_of >= GOAL_RULES * len(found)) if asks else "-")


def kept(found: Sequence[Cue]) -> tuple[int, int, int]:
    """Pairs of cues of one film about one person in which the inner voice is the same, of how many; the same of strangers, in percent."""
    voices = {cue.name: set(layers(cue).voices) for cue in found}

    def is_one(one: Cue, two: Cue) -> bool:
        return bool(voices[one.name] & voices[two.name])

    pairs = [(a, b) for k, a in enumerate(found) for b in found[k + 1:]]
    own = [(a, b) for a, b in pairs if a.name.split(".")[0] == b.name.split(".")[0] and a.brief.character == b.brief.character]
    strange = [(a, b) for a, b in pairs if a.brief.character != b.brief.character]
    return sum(is_one(a, b) for a, b in own), len(own), round(100 * sum(is_one(a, b) for a, b in strange) / max(1, len(strange)))


def section(films: range = MEASURED) -> str:
    """The tables of layering."""
    masked, swapped, agreeing = (cues(way, films) for way in (MASKED, SWAPPED, AGREEING))
    spread = spreads(films)
    lines = [
        _row("**who speaks for what is felt, with what is felt**", [both(layers(c).felt, c.felt.arousal, c, spread) for c in masked], True),
        _row("the same, cues without words",
             [both(layers(c).felt, c.felt.arousal, c, spread) for c in masked if not c.felt.spoken], None),
        _row("the same, curves swapped: with what is now felt", [both(layers(c).felt, c.felt.arousal, c, spread) for c in swapped], True),
        _row("the same, curves swapped: with what was felt (now said)",
             [both(layers(c).felt, c.shown.arousal, c, spread) for c in swapped], None),
        _row("**who speaks for what is said, with what is said**",
             [both(layers(c).shown, c.shown.arousal, c, spread) for c in masked], None),
        _row("the same, curves swapped", [both(layers(c).shown, c.shown.arousal, c, spread) for c in swapped], None),
        _row("control: what is felt, in another order", [both(layers(c).felt, shuffled(c.felt.arousal, c.name), c, spread)
                                                         for c in masked], False),
        _row("control: who speaks for what is felt, with what is said",
             [both(layers(c).felt, c.shown.arousal, c, spread) for c in masked], False),
        _row("trick: a fader on a triad", [both(fader(c), c.felt.arousal, c, spread) for c in masked], False)]
    places = [(c, free, start, end) for c, free in zip(masked, agreeing, strict=True) for start, end in ruling(c)]
    differ = [_differs("**people who hide it**", [apart(c, start, end) for c, _, start, end in places], True),
              _differs("control: the same moments, nothing hidden", [apart(free, start, end) for _, free, start, end in places], False),
              _differs("trick: a fader, the ensemble's own tones softer or louder", [_faded(c, start, end) for c, _, start, end in places],
                       False)]
    same, of, chance = kept(masked)
    players = Counter(tuple(sorted({each["instrument"] for each in c.piece.plain["layers"]})) for c in masked)
    return "\n\n".join((
        "## Layering: what is felt, what is said",
        f"{len(masked)} cues of drawn films in which what somebody feels has nothing to do with what they say. r of arousal with the notes "
        f"of a layer in windows of {WINDOW_S:g} s (at least {LEAST_WINDOWS}, a range of {LEAST_RANGE}), median with interval (bootstrap, "
        f"95 %) and count; goals {GOAL_R}, and {GOAL_FLAT} at one velocity. Nobody speaks for what is felt in "
        f"{sum(not layers(c).felt for c in masked)} cues, for what is said in {sum(not layers(c).shown for c in masked)}.",
        table(("layer", "r", "tenth percentile", f"cues at {GOAL_R}", "r at one velocity", "goals met"), lines),
        f"Where it rules: the {len(places)} windows in which both are {RULES_AROUSAL} of arousal or {RULES_VALENCE} of valence apart. "
        f"Differs: another third, sixth or seventh of the key, tones {TWICE:g} times as long or short, or {FIFTH} semitones apart from the "
        f"mean of the ensemble; goal {100 * GOAL_RULES:.0f} % of all windows (a layer that rests there does not differ).",
        table(("music", "differs", "mode", "articulation", "register", f"within {NEAR_DB:g} dB", "goal met"), differ),
        "A tune differs in register from what lies under it whoever hides what; so the first column says little by itself, and it is "
        "the layers that have to swap.",
        f"The voice of what somebody feels is one instrument in {told(same, of)} of the pairs of cues of one film that follow one person; "
        f"in {chance} % of pairs that follow different people. {len(players)} palettes in {len(masked)} cues, the most frequent in "
        f"{max(players.values())}."))


def _faded(cue: Cue, start_s: float, end_s: float) -> Apart | None:
    """What the fader does: the ensemble's own tones at other velocities, beside the ensemble."""
    found = [note for note in layers(cue).others if note.on_s < end_s and note.off_s > start_s]
    if not found:
        return None
    mine = [replace(note, velocity=max(1, note.velocity // 2)) for note in found]
    ratio = _length(mine) / _length(found)
    return Apart(scale_tones(mine, cue.heard.tonic) != scale_tones(found, cue.heard.tonic), ratio >= TWICE or ratio <= 1 / TWICE,
                 abs(_height(mine) - _height(found)) >= FIFTH,
                 10 * log10(max(1e-9, _energy(mine, start_s, end_s)) / max(1e-9, _energy(found, start_s, end_s))))
