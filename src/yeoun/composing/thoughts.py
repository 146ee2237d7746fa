"""Whether a cue's line holds a whole thought: a sentence, a period or a ballad, read from a sketch's melody, bars and chords alone.

A thought is laid out before it is sung (`tune.py`), then words, stops and hits take tones away; the critic asks here what is left of it.
Definitions after Schoenberg (1967) and Caplin (1998); how near two stretches have to be is our choice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from yeoun.composing.harmony import AT_HOME, LEANS
from yeoun.model.composed import Sketch
from yeoun.units.modes import KEYS, MODES

ALIKE = 0.8            # our choice: of the tones of two stretches, how many begin together and lie as far apart as most do
LEAST = 3              # our choice: tones a stretch needs to be known again
DENSER = 1.2           # our choice: so many more tones a bar drive on


@dataclass(frozen=True, slots=True)
class Said:
    """One bar of a line: (onset, step of the scale) of its tones, whether it ends at rest, the root under its end over the tonic."""

    tones: tuple[tuple[Fraction, int], ...]
    rests: bool
    root: int


def bars_said(sketch: Sketch) -> tuple[Said, ...]:
    """The line of a sketch bar by bar."""
    line = sorted((note for voice in sketch.voices if voice.role == "melody" for note in voice.notes), key=lambda note: note.at_beat)
    tonic, mode = KEYS.index(sketch.key), MODES[sketch.mode]
    out = []
    for bar in sketch.bars:
        beats = Fraction(4 * bar.beats, bar.unit)
        end = bar.at_beat + beats
        inside = [note for note in line if bar.at_beat <= note.at_beat < end]
        under = [chord for chord in sketch.chords if chord.at_beat < end]
        rests = bool(inside) and (inside[-1].beats >= beats / 3 or inside[-1].at_beat + inside[-1].beats <= end - 1)
        steps = tuple((note.at_beat - bar.at_beat, _step(note.key - tonic, mode.steps)) for note in inside)
        out.append(Said(steps, rests, (under[-1].pitch_classes[0] - tonic) % 12 if under else -1))
    return tuple(out)


def _step(over_tonic: int, scale: Sequence[int]) -> int:
    """The nearest step of the scale at or under a key."""
    octave, rest = divmod(over_tonic, 12)
    return len(scale) * octave + max(k for k, tone in enumerate(scale) if tone <= rest)


def again(one: Sequence[Said], other: Sequence[Said]) -> bool:
    """Whether a stretch of bars says what another said, on whatever steps.

    >>> idea = Said(((Fraction(0), 0), (Fraction(1), 2), (Fraction(3, 2), 4)), False, 0)
    >>> moved = Said(((Fraction(0), 1), (Fraction(1), 3), (Fraction(3, 2), 5)), True, 7)
    >>> again((idea,), (moved,)), again((idea,), (Said((*moved.tones[:2], (Fraction(3, 2), 1)), True, 7),))
    (True, False)
    """
    first, second = ({(k, at): step for k, bar in enumerate(side) for at, step in bar.tones} for side in (one, other))
    moves = sorted(second[place] - first[place] for place in first.keys() & second.keys())
    if len(moves) < LEAST or len(moves) < ALIKE * max(len(first), len(second)):
        return False
    middle = moves[len(moves) // 2]
    return moves.count(middle) >= ALIKE * len(moves) - 1 and all(abs(move - middle) <= 1 for move in moves)


def _closes(bar: Said, roots: frozenset[int]) -> bool:
    return bar.rests and bar.root in roots


def is_whole(bars: Sequence[Said]) -> bool:
    """Whether anywhere in a line a sentence, a period or a ballad is whole."""
    return any(bars[at].tones and (_sentence(bars, at) or _period(bars, at) or _ballad(bars, at)) for at in range(len(bars)))


def _sentence(bars: Sequence[Said], at: int) -> bool:
    for size in (1, 2, 4):
        after = at + 2 * size
        if not again(bars[at:at + size], bars[at + size:after]) or again(bars[at:at + size], bars[after:after + size]):
            continue
        before = sum(len(bar.tones) for bar in bars[at:after]) / (2 * size)
        for end in range(after + max(2, size), min(len(bars), after + 2 * size + 1) + 1):
            driven = sum(len(bar.tones) for bar in bars[after:end - 1]) / (end - 1 - after)
            smaller = size > 1 and any(again(bars[k:k + 1], bars[k + 1:k + 2]) for k in range(after, end - 1))
            if _closes(bars[end - 1], AT_HOME | LEANS) and (driven >= DENSER * before or smaller):
                return True
    return False


def _period(bars: Sequence[Said], at: int) -> bool:
    return any(at + 2 * half <= len(bars) and again(bars[at:at + max(1, half // 2)], bars[at + half:at + half + max(1, half // 2)])
               and _closes(bars[at + half - 1], frozenset(range(12)) - AT_HOME) and _closes(bars[at + 2 * half - 1], AT_HOME)
               for half in (2, 3, 4))


def _ballad(bars: Sequence[Said], at: int) -> bool:
    for size in (2, 4):
        a, b, c, d = (bars[at + k * size:at + (k + 1) * size] for k in range(4))
        if len(d) == size and again(a, d) and again(a, b) and not again(a, c):
            return True
    return False
