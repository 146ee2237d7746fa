"""Chords: a second-order Viterbi search over the mode's vocabulary (weights our choice).

Costs (integers, millionths): how far a chord's tension lies from the tension asked for, how it fits a given melody,
how functional the move is, a weak East-Asian ballad prior, how the bass sings, and a guard against going back and
forth (A-B-A). Cadences are hard: the chord set of a slot is restricted where the form says so.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

import numpy as np
from numpy.typing import NDArray

from yeoun.composing.chords import Harmony, reach, vocabulary
from yeoun.composing.strain import strained

LAMBDA = 0.15        # our choice, measured on forty smooth targets: weight of the grammar
REPEAT_BACK = 0.35   # our choice: A-B-A
TENSION = 12.0        # our choice: how much the wished tension counts
LIKED = 0.12         # our choice: what it costs to leave a cadence out where nothing turns
BENDS = 0.4          # our choice: what it costs to give a theme another chord than its own, where the scene is elsewhere
HARD = 50.0
MELODY = 1.5         # our choice: a given theme bends the harmony
BASS = 0.6           # our choice: how much the line of the bass counts
AT_HOME, LEANS = frozenset({0}), frozenset({7, 10, 11, 5})    # roots over the tonic on which a thought may close; what leans home in modes
CADENCES = {"asks": "asks", "home": "comes home", "rests": "closes"}    # what the harmony does under the end of a thought
RUBBED = 1.5         # our choice: a chord tone with another one a semitone under it
AVOIDED = 10.0       # our choice: more than tension and melody ask together, less than a cadence
WORN = 0.06          # our choice: what a move costs more for having been heard just before
_ROUNDS, _MEMORY = 4, 9
INVERTED, MANY = (0.14, 0.34), 6    # our choice: of at least so many chords, the share that stand on another tone than their root
_LIFTS = (0.06, 0.15, 0.35, 0.8)    # our choice: what each of them costs more, or less, until the share is met
_MILLION = 1_000_000

Costs = NDArray[np.int64]

# Counted in POP909 (Wang et al. 2020), major: where a degree goes next; the rest of each row is spread evenly
_BALLAD = {
    "I": {"V": .22, "vi": .21, "IV": .20, "ii": .11, "iii": .11}, "ii": {"V": .50, "iii": .13},
    "iii": {"vi": .40, "IV": .23, "ii": .14}, "IV": {"V": .47, "I": .17, "iii": .14},
    "V": {"I": .43, "vi": .22, "IV": .15, "iii": .09}, "vi": {"IV": .25, "ii": .20, "V": .17, "iii": .13},
}
_SCALE_STEP = {0: "I", 2: "ii", 4: "iii", 5: "IV", 7: "V", 9: "vi"}
_MINOR_AS_MAJOR = {0: "vi", 3: "I", 5: "ii", 7: "iii", 8: "IV", 10: "V"}    # minor songs count from the relative major


@dataclass(frozen=True, slots=True)
class Slot:
    """A stretch with one chord: the tension asked for (0..1), the melody over it, and what the form allows."""

    at_beat: Fraction
    beats: Fraction
    tension: float
    melody: tuple[tuple[int, float], ...] = ()     # (semitones above the tonic, beats)
    allowed: frozenset[str] = frozenset()          # empty: everything
    why: str = ""
    phrase: int = 0
    insists: float = HARD                          # what another chord than those allowed costs
    avoided: frozenset[str] = frozenset()          # what the form allows may be among it: then it stands
    is_back: bool = False                          # the chord before, begun anew after words
    over_drone: bool = False                       # the tonic is held beneath: any other root stands over a foreign bass


def misfit(pitch: int, chord: Harmony) -> float:
    """How badly a held melody tone sits on a chord: 0 chord tone, 0.5 added tone, 2 a semitone above a chord tone.

    A chord tone is no home where another lies a semitone under it: the root of a major seventh, the third of a minor ninth.

    >>> misfit(4, vocabulary("major")[0]), misfit(5, vocabulary("major")[0])
    (0.0, 2.0)
    >>> misfit(8, vocabulary("aeolian")[16]), misfit(8, vocabulary("aeolian")[15])
    (1.5, 0.0)
    """
    if (pitch - 1) % 12 in chord.pitches:
        return RUBBED if pitch % 12 in chord.pitches else 2.0
    return 0.0 if pitch % 12 in chord.pitches else 0.5


def plainer(degree: str, mode: str) -> frozenset[str]:
    """A degree and its plainer forms: the same root and bass without the seventh or the ninth.

    >>> sorted(plainer("VIM7", "aeolian")), sorted(plainer("V", "major"))
    (['VI', 'VIM7'], ['V'])
    """
    own = next((chord for chord in vocabulary(mode) if chord.degree == degree), None)
    if own is None:
        return frozenset({degree})
    return frozenset(chord.degree for chord in vocabulary(mode)
                     if chord.pitches[:3] == own.pitches[:3] and chord.bass == own.bass and set(chord.pitches) <= set(own.pitches))


def _grammar(a: Harmony, b: Harmony) -> float:
    if a.degree == b.degree:
        return 6.0
    if a.leads_to:
        return 0.0 if b.degree in a.leads_to else 3.0
    step = (b.root - a.root) % 12
    if step and len(a.pitches) == len(b.pitches) == 2:
        return 6.0      # open fifths one after another: four voices cannot but go in parallel
    if step == 0:
        return 0.6 if a.bass == b.bass else 0.45
    if a.function == "D" and b.function == "S":
        return 1.3
    if step == 6:
        return 1.5
    return 0.0 if a.function == "T" or step in {5, 8, 9, 2, 1} else 0.45


def _bass_step(a: Harmony, b: Harmony) -> float:
    step = min((b.bass - a.bass) % 12, (a.bass - b.bass) % 12)
    slash = 0.15 if b.bass != b.root else 0.0
    return slash + {0: 0.35, 1: 0.0, 2: 0.0, 3: 0.12, 4: 0.14, 5: 0.15, 6: 0.8}[step]


def _prior(a: Harmony, b: Harmony, is_minor: bool) -> float:
    table = _MINOR_AS_MAJOR if is_minor else _SCALE_STEP
    here, there = table.get(a.root), table.get(b.root)
    if here is None or there is None:
        return 0.35
    row = _BALLAD[here]
    chance = row.get(there, (1.0 - sum(row.values())) / (6 - len(row)))
    return float(0.04 * -np.log(max(chance, 0.02)))


def _transitions(chords: tuple[Harmony, ...], is_minor: bool) -> Costs:
    table = [[LAMBDA * _grammar(a, b) + BASS * LAMBDA * 2 * _bass_step(a, b) + _prior(a, b, is_minor) for b in chords]
             for a in chords]
    return np.round(np.array(table) * _MILLION).astype(np.int64)


def felt(chord: Harmony, heard: Iterable[tuple[int, float]], mode: str, is_minor: bool) -> float:
    """The strain of what is heard under a chord, where 0 and 1 are the calmest and the tensest chord of the mode alone.

    heard  semitones above the tonic, and how many beats each sounds
    """
    low, high = reach(mode)
    return (strained(chord.root, heard, is_minor, chord.is_diminished) - low) / (high - low)


def _with(chord: Harmony, slot: Slot, mode: str, is_minor: bool) -> float:
    """The strain of a chord under what is sung over it: its tones, and its bass twice, sound all the while."""
    beats = float(slot.beats)
    return felt(chord, [*((pitch, beats) for pitch in (*chord.pitches, chord.bass)), *slot.melody], mode, is_minor)


def _local(slots: tuple[Slot, ...], chords: tuple[Harmony, ...], taste: NDArray[np.float64], mode: str, is_minor: bool) -> Costs:
    rows = []
    alone = [felt(chord, [(pitch, 1.0) for pitch in (*chord.pitches, chord.bass)], mode, is_minor) for chord in chords]
    for slot in slots:
        row = []
        for number, chord in enumerate(chords):
            tense = _with(chord, slot, mode, is_minor) if slot.melody else alone[number]
            cost = TENSION * (tense - slot.tension) ** 2 + float(taste[number])
            if slot.melody:
                whole = sum(weight for _, weight in slot.melody)
                cost += MELODY * sum(w * misfit(pitch, chord) for pitch, w in slot.melody) / whole
            if slot.allowed and chord.degree not in slot.allowed:
                cost += slot.insists
            cost += AVOIDED if chord.degree in slot.avoided else 0.0
            row.append(cost)
        rows.append(row)
    return np.round(np.array(rows) * _MILLION).astype(np.int64)


def harmonise(slots: tuple[Slot, ...], mode: str, is_minor: bool, taste: NDArray[np.float64]) -> tuple[Harmony, ...]:
    """One chord a slot, the cheapest path through the vocabulary.

    slots  in order, with tension wishes, melody and cadences
    taste  a small liking for each chord of the vocabulary (0 = none), the take's own colour
    Gives  as many chords as slots; ties go to the earlier chord of the vocabulary
    """
    chords = vocabulary(mode)
    local, move = _local(slots, chords, taste, mode, is_minor), _transitions(chords, is_minor)
    path = _walk(local, move, chords)
    for _ in range(_ROUNDS):
        worn = False
        for t in range(1, len(path)):
            before = {(path[k - 1], path[k]) for k in range(max(1, t - _MEMORY), t)}
            if (path[t - 1], path[t]) in before and not slots[t].allowed:
                local[t, path[t]] += round(WORN * _MILLION)
                worn = True
        if not worn:
            break
        path = _walk(local, move, chords)
    return tuple(chords[number] for number in _upright(path, local, move, slots, chords))


def _upright(path: list[int], local: Costs, move: Costs, slots: tuple[Slot, ...], chords: tuple[Harmony, ...]) -> list[int]:
    """The path with neither too few nor too many chords that stand on another tone than their root, as far as a cost brings it about."""
    on_root = [[(chord.root == 0 if slot.over_drone else chord.bass == chord.root) for chord in chords] for slot in slots]
    least, most = ceil(INVERTED[0] * len(slots)), int(INVERTED[1] * len(slots))
    for cost in _LIFTS if len(slots) >= MANY else ():
        turned = sum(not on_root[t][number] for t, number in enumerate(path))
        if least <= turned <= most:
            break
        weight = round(cost * _MILLION) * (1 if turned > most else -1)
        path = _walk(local + weight * ~np.array(on_root), move, chords)
    return path


def _walk(local: Costs, move: Costs, chords: tuple[Harmony, ...]) -> list[int]:
    """The cheapest path over (last chord, this chord), with the guard against going back and forth."""
    n, size = len(local), len(chords)
    if n == 1:
        return [int(local[0].argmin())]
    back_again = round(REPEAT_BACK * _MILLION)
    roots = np.array([chord.root for chord in chords])
    same = roots[:, None] == roots[None, :]
    steps = back_again * (same[:, None, :] & ~same[:, :, None]) + move[None, :, :]      # [a, b, c]
    cost = local[0][:, None] + move + local[1][None, :]           # [a, b]
    trail = []
    for t in range(2, n):
        whole = cost[:, :, None] + steps
        best = whole.argmin(axis=0)
        trail.append(best)
        cost = np.take_along_axis(whole, best[None], axis=0)[0] + local[t][None, :]
    last = divmod(int(cost.argmin()), size)
    path = [last[1], last[0]]
    for best in reversed(trail):
        path.append(int(best[path[-1], path[-2]]))
    return path[::-1]


def resting(mode: str) -> frozenset[str]:
    """The chords a piece may end on when it has come home.

    >>> sorted(resting("aeolian"))
    ['i', 'iadd9']
    """
    chords = [chord for chord in vocabulary(mode) if chord.root == 0 and chord.bass == 0]
    plain = {c.degree for c in chords if c.degree in {"I", "i", "15", "1sus2", "1m", "Iadd9", "iadd9"}}
    return frozenset(plain)


def leaning(mode: str) -> frozenset[str]:
    """The chords that ask for home: a half cadence, and the last step of a full one."""
    wished = {"V", "V7", "Vsus4", "IV/5", "v", "v7", "VII", "bVII", "VII/2", "5sus4", "5sus2", "55", "5q", "b7sus2",
              "2q", "b75"}
    return frozenset(c.degree for c in vocabulary(mode) if c.degree in wished)


def evading(mode: str) -> frozenset[str]:
    """Where a cadence goes when it is evaded: the sixth degree, or what stands for it."""
    wished = {"vi", "vi7", "VI", "VIM7", "bVI", "IV", "IVM7", "4sus2", "4sus4", "45", "b3sus2", "b3maj"}
    named = [c.degree for c in vocabulary(mode) if c.degree in wished]
    return frozenset(name for name in named if name not in {"IV", "IVM7"}) or frozenset(named)


def away(mode: str) -> frozenset[str]:
    """Anywhere but home and what leans there: where an evaded cadence may go when the sixth degree says too much or too little.

    >>> sorted(away("major") & {"I", "I/3", "V", "IV", "vi", "bVII"})
    ['IV', 'vi']
    """
    return frozenset(c.degree for c in vocabulary(mode) if c.root != 0 and c.function != "D") - leaning(mode)
