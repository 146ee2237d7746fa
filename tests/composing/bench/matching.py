"""Which notes belong to a motif: by its steps and lengths, wherever it begins, in whatever mode, tempo or length it is stated.

A motif is its steps of the scale and the ratios of its lengths; transposition, augmentation and change of mode keep both. A note belongs
to it when it lies in a run of at least `RUN` notes that goes through the same steps and ratios as so many successive notes of the motif
(statements, fragments, sequences). With `loosely`, one note may stand between two of the motif's (an ornament), and in runs of at least
`LOOSE_RUN` a step may differ by one (reharmonised), the steps alone count, or the rhythm alone with its directions or turned around: a
development. Searched without the names of parts or anything a sketch says of its statements.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import log2

from tests.composing.bench.heard import Heard, Note

RUN = 4              # our choice: notes of a run; a head is four or five notes, and a theme is known by its head and rhythm
LOOSE_RUN = 5        # our choice: a development has to go along for a note more, or chance finds too many
RATIO = 0.26         # our choice: of a doubling, how far the ratio of two lengths may stray
MAJOR_STEPS = {0: 0, 1: 1, 2: 1, 3: 2, 4: 2, 5: 3, 6: 3, 7: 4, 8: 5, 9: 5, 10: 6, 11: 6}    # semitones over the tonic -> step of the scale


@dataclass(frozen=True)
class Line:
    """Notes as steps of the scale and the beats from one to the next."""

    degrees: tuple[int, ...]
    lengths: tuple[float, ...]

    def __len__(self) -> int:
        return len(self.degrees)


def line_of(notes: Sequence[Note], tonic: int) -> Line:
    """The line that notes make in a key; the last lasts as long as it sounds."""
    degrees = tuple(7 * ((note.key - tonic) // 12) + MAJOR_STEPS[(note.key - tonic) % 12] for note in notes)
    following = [b.at_beat - a.at_beat for a, b in zip(notes, notes[1:], strict=False)] + [notes[-1].beats] if notes else []
    return Line(degrees, tuple(float(min(gap, note.beats + 2)) for gap, note in zip(following, notes, strict=True)))


def motif_line(degrees: Sequence[int], beats: Sequence[Fraction]) -> Line:
    """The line of a motif."""
    return Line(tuple(degrees), tuple(float(each) for each in beats))


def _same(line: Line, at: int, motif: Line, start: int, count: int, slack: int) -> bool:
    """Whether `count` notes of a line from a place are those of the motif from a place."""
    shift = line.degrees[at] - motif.degrees[start]
    off = [abs(line.degrees[at + k] - motif.degrees[start + k] - shift) for k in range(count)]
    if max(off) > slack or sum(each > 0 for each in off) > count // 3:
        return False
    scale = log2(max(line.lengths[at], 1e-3) / motif.lengths[start])
    ratios = [abs(log2(max(line.lengths[at + k], 1e-3) / motif.lengths[start + k]) - scale) for k in range(count - 1)]
    return max(ratios) <= RATIO


def _like(line: Line, at: int, motif: Line, start: int, count: int) -> bool:
    """A development: the motif's rhythm with its directions, or its steps with other lengths or turned around."""
    steps = [line.degrees[at + k + 1] - line.degrees[at + k] for k in range(count - 1)]
    others = [motif.degrees[start + k + 1] - motif.degrees[start + k] for k in range(count - 1)]
    if len(set(others)) < 2:
        return False
    scale = log2(max(line.lengths[at], 1e-3) / motif.lengths[start])
    ratios = [abs(log2(max(line.lengths[at + k], 1e-3) / motif.lengths[start + k]) - scale) for k in range(count - 1)]
    is_in_rhythm = max(ratios) <= RATIO and len(set(motif.lengths[start:start + count - 1])) > 1
    if is_in_rhythm and all((a > 0) == (b > 0) and (a < 0) == (b < 0) for a, b in zip(steps, others, strict=True)):
        return True
    return steps == others or (is_in_rhythm and steps == [-each for each in others])


def covered(line: Line, motif: Line, loosely: bool = True) -> set[int]:
    """The places of a line that belong to a motif.

    >>> motif = motif_line((0, 2, 4, 3, 0), (Fraction(1), Fraction(1, 2), Fraction(1, 2), Fraction(1), Fraction(2)))
    >>> sequence = Line((9, 1, 3, 5, 4, 1), (1.0, 2.0, 1.0, 1.0, 2.0, 4.0))
    >>> sorted(covered(sequence, motif))
    [1, 2, 3, 4, 5]
    """
    found = set[int]()
    for at in range(len(line) - RUN + 1):
        for start in range(len(motif) - RUN + 1):
            if _same(line, at, motif, start, RUN, slack=0):
                found |= set(range(at, at + RUN))
    if loosely:
        for at in range(len(line) - LOOSE_RUN + 1):
            for start in range(len(motif) - LOOSE_RUN + 1):
                if _same(line, at, motif, start, LOOSE_RUN, slack=1) or _like(line, at, motif, start, LOOSE_RUN):
                    found |= set(range(at, at + LOOSE_RUN))
        for skipped in range(1, len(line) - 1):
            found |= _across(line, motif, skipped)
    return found


def _across(line: Line, motif: Line, skipped: int) -> set[int]:
    """Places that belong once a short note between two others (an ornament) is heard as part of the one before it."""
    if line.lengths[skipped] > line.lengths[skipped - 1]:
        return set()
    lengths = list(line.lengths)
    lengths[skipped - 1] += lengths.pop(skipped)
    plain = Line(line.degrees[:skipped] + line.degrees[skipped + 1:], tuple(lengths))
    found = set[int]()
    for at in range(max(0, skipped - RUN + 1), min(skipped, len(plain) - RUN + 1)):
        for start in range(len(motif) - RUN + 1):
            if _same(plain, at, motif, start, RUN, slack=0):
                found |= set(range(at, at + RUN + 1))
    return found


def motifs_of(heard: Heard) -> list[Line]:
    """What a cue may state: the motifs of its series, and its own first idea (the first seven notes of its melody)."""
    lines = [motif_line(motif.degrees, motif.beats) for motif in heard.piece.motifs]
    melody = heard.melody
    return [*lines, *([line_of(melody[:7], heard.tonic)] if len(melody) > 10 else [])]


def begins_at(heard: Heard, beat: Fraction, near: Fraction) -> bool:
    """Whether the head of a motif (its first four notes, plainly) begins in the melody within so many beats of a beat."""
    notes = heard.melody
    line = line_of(notes, heard.tonic)
    return any(_same(line, k, motif, 0, RUN, slack=0) for k, note in enumerate(notes) if abs(note.at_beat - beat) <= near
               and k + RUN <= len(notes) for motif in motifs_of(heard) if len(motif) >= RUN)
