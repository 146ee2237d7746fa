"""From beats to what can be written: grids, voices, tied values.

A beat is written on a binary or a ternary grid, whichever its notes fit better; values are split at beats where they begin
off the beat, so that a player can count. Everything here is exact fractions of a quarter note.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor

from yeoun.model.composed import Bar
from yeoun.model.scored import ScoreNote

SHORTEST_HELD = Fraction(1, 2)    # what held notes written as one voice are divided into at least, our choice
BINARY, TERNARY = Fraction(1, 4), Fraction(1, 6)
# length in quarters -> (MusicXML type, dots, is part of a triplet)
VALUES: tuple[tuple[Fraction, tuple[str, int, bool]], ...] = (
    (Fraction(4), ("whole", 0, False)), (Fraction(3), ("half", 1, False)), (Fraction(2), ("half", 0, False)),
    (Fraction(3, 2), ("quarter", 1, False)), (Fraction(1), ("quarter", 0, False)), (Fraction(3, 4), ("eighth", 1, False)),
    (Fraction(2, 3), ("quarter", 0, True)), (Fraction(1, 2), ("eighth", 0, False)), (Fraction(1, 3), ("eighth", 0, True)),
    (Fraction(1, 4), ("16th", 0, False)), (Fraction(1, 6), ("16th", 0, True)))


@dataclass(frozen=True, slots=True)
class Written:
    """One written value: a chord (or a rest when `notes` is empty) in a bar, from `at` (quarters into the bar)."""

    at: Fraction
    length: Fraction
    kind: str
    dots: int
    is_triplet: bool
    notes: tuple[ScoreNote, ...]
    begins: bool      # the chord is struck here; otherwise it is tied from before
    ends: bool        # the chord ends here; otherwise it is tied on
    held: frozenset[int] = frozenset()      # keys that are tied from before though the chord is struck here
    holding: frozenset[int] = frozenset()    # keys that are tied on though the chord ends here

    def tied(self, key: int) -> tuple[bool, bool]:
        """Whether a key of the chord is tied from before, and whether it is tied on."""
        return not self.begins or key in self.held, not self.ends or key in self.holding


@dataclass(frozen=True, slots=True)
class Sounding:
    """Notes that begin and end together, in beats of the cue; `held` came tied from before, `holding` go on tied."""

    start: Fraction
    end: Fraction
    notes: tuple[ScoreNote, ...]
    held: frozenset[int] = frozenset()
    holding: frozenset[int] = frozenset()

    @property
    def middle(self) -> float:
        """Where it lies: the mean of its keys."""
        return sum(note.key for note in self.notes) / len(self.notes)


def _grids(points: Iterable[Fraction]) -> dict[int, Fraction]:
    """For each beat the grid its points fit better; binary among equals."""
    errors: dict[int, list[Fraction]] = {}
    for point in points:
        sums = errors.setdefault(floor(point), [Fraction(0), Fraction(0)])
        for k, step in enumerate((BINARY, TERNARY)):
            sums[k] += abs(point - round(point / step) * step)
    return {beat: TERNARY if ternary < binary else BINARY for beat, (binary, ternary) in errors.items()}


def _chords(notes: tuple[ScoreNote, ...], grids: dict[int, Fraction], until: Fraction) -> list[Sounding]:
    """Notes on their grids, those that begin and end together as one; a key that is struck again has been let go before."""
    def snapped(point: Fraction) -> Fraction:
        step = grids.get(floor(point), BINARY)
        return round(point / step) * step

    struck: dict[tuple[int, Fraction], tuple[Fraction, ScoreNote]] = {}    # of two heads on one place the longer stays
    for note in notes:
        start = snapped(note.at_beat)
        end = max(_readable(start, snapped(note.at_beat + note.beats)), start + grids.get(floor(start), BINARY))
        if start < until:
            struck[note.key, start] = max(struck.get((note.key, start), (start, note)), (min(end, until), note), key=lambda each: each[0])
    found: dict[tuple[Fraction, Fraction], list[ScoreNote]] = {}
    again: dict[int, Fraction] = {}    # where a key is struck next
    for (key, start), (end, note) in sorted(struck.items(), key=lambda each: each[0], reverse=True):
        found.setdefault((start, min(end, again.get(key, end))), []).append(note)
        again[key] = start
    return [Sounding(start, end, tuple(sorted(group, key=lambda each: each.key)))
            for (start, end), group in sorted(found.items(), key=lambda each: each[0])]


def _readable(start: Fraction, end: Fraction) -> Fraction:
    """Where a value ends on the page: a long note that stops a little off the quaver is written up or down to it.

    >>> _readable(Fraction(0), Fraction(5, 4)), _readable(Fraction(0), Fraction(3, 4))
    (Fraction(1, 1), Fraction(3, 4))
    """
    length = end - start
    if length <= 1 or (end * 2).denominator == 1:
        return end
    return Fraction(floor(end * 2), 2) if start * 2 == floor(start * 2) else end


def voices_of(notes: tuple[ScoreNote, ...], until: Fraction, most: int = 2) -> list[list[Sounding]]:
    """Notes as at most `most` voices without overlap; where more would be needed, the earlier chord is cut short.

    until  where the last bar ends: nothing is written past it
    Sounding length lives in the MIDI and the stems; a cut value is written so that it can be read.
    """
    points = [point for note in notes for point in (note.at_beat, note.at_beat + note.beats)]
    voices: list[list[Sounding]] = []
    for chord in _chords(notes, _grids(points), until):
        free = next((voice for voice in voices if voice[-1].end <= chord.start), None)
        if free is not None:
            free.append(chord)
        elif len(voices) < most:
            voices.append([chord])
        else:
            voice = next((each for each in voices if each[-1].start < chord.start), None)
            if voice is None:
                last = voices[0][-1]
                voices[0][-1] = Sounding(last.start, last.end, tuple(sorted({*last.notes, *chord.notes},
                                                                          key=lambda each: each.key)))
            else:
                last = voice[-1]
                voice[-1] = Sounding(last.start, chord.start, last.notes)
                voice.append(chord)
    return voices


def held_as_one(notes: tuple[ScoreNote, ...], until: Fraction) -> list[Sounding] | None:
    """Held notes as one voice: a chord wherever one of them begins or ends, what goes on tied over; None where that takes short values.

    until  where the last bar ends
    """
    points = [point for note in notes for point in (note.at_beat, note.at_beat + note.beats)]
    chords = _chords(notes, _grids(points), until)
    turns = sorted({point for chord in chords for point in (chord.start, chord.end)})
    found: list[Sounding] = []
    for start, end in pairwise(turns):
        here = [chord for chord in chords if chord.start <= start and chord.end >= end]
        if here and end - start < SHORTEST_HELD:
            return None
        if here:
            found.append(Sounding(
                start, end, tuple(sorted((note for chord in here for note in chord.notes), key=lambda each: each.key)),
                frozenset(note.key for chord in here if chord.start < start for note in chord.notes),
                frozenset(note.key for chord in here if chord.end > end for note in chord.notes)))
    return found


def upper_first(streams: list[list[Sounding]], bar: Bar) -> list[list[Sounding]]:
    """The voices that have something in a bar, the one that lies highest first: its stems go up."""
    end = bar.at_beat + Fraction(4 * bar.beats, bar.unit)
    inside = [(stream, [chord.middle for chord in stream if chord.start < end and chord.end > bar.at_beat]) for stream in streams]
    return [stream for stream, middles in sorted(((stream, middles) for stream, middles in inside if middles),
                                                 key=lambda each: -sum(each[1]) / len(each[1]))]


def in_bar(voice: list[Sounding], bar: Bar, fill: bool) -> list[Written]:
    """What stands in one bar of a voice; with `fill`, rests fill the rest (a voice must add up)."""
    start, end = bar.at_beat, bar.at_beat + Fraction(4 * bar.beats, bar.unit)
    inside = [chord for chord in voice if chord.start < end and chord.end > start]
    if not inside and not fill:
        return []
    written, at = [], start
    for chord in inside:
        first, last = max(chord.start, start), min(chord.end, end)
        written += _rests(at, first, bar)
        whole = _split(first, last, chord.notes, start, first == chord.start, last == chord.end)
        written += [replace(each, held=chord.held if each.begins else frozenset(), holding=chord.holding if each.ends else frozenset())
                    for each in whole]
        at = last
    return written + _rests(at, end, bar)


def _rests(first: Fraction, last: Fraction, bar: Bar) -> list[Written]:
    """Silence as players count it: a whole bar as one rest; else beat by beat, no dots, a minim only on the halves of a bar in two."""
    start, length = bar.at_beat, Fraction(4 * bar.beats, bar.unit)
    if last - first == length:
        return [Written(Fraction(0), length, "whole", 0, False, (), True, True)]
    is_even = bar.unit == 4 and bar.beats % 2 == 0
    found: list[Written] = []
    at = first
    while at < last:
        inside = at - start
        beat = Fraction(2) if is_even and inside % 2 == 0 and last - at >= 2 else Fraction(floor(inside) + 1) - inside
        found += _split(at, min(last, at + beat), (), start, True, True)
        at = min(last, at + beat)
    return found


def _split(first: Fraction, last: Fraction, notes: tuple[ScoreNote, ...], bar: Fraction, begins: bool,
           ends: bool) -> list[Written]:
    """A length as writable values: off the beat up to the next beat, then as large as they come."""
    found: list[tuple[Fraction, Fraction]] = []
    at = first
    while at < last:
        inside = at - bar
        room = last - at
        if inside.denominator != 1:
            room = min(room, Fraction(ceil(inside)) - inside)
        elif room >= 1:
            is_dotted = room < 2 and room >= Fraction(3, 2) and room.denominator in {2, 4}
            room = Fraction(3, 2) if is_dotted else Fraction(floor(room))
        length = next((value for value, _ in VALUES if value <= room and _stands(inside, value)), room)
        found.append((at, length))
        at += length
    out = []
    for k, (at, length) in enumerate(found):
        kind, dots, is_triplet = dict(VALUES).get(length, ("32nd", 0, False))
        out.append(Written(at - bar, length, kind, dots, is_triplet, notes, begins and k == 0,
                           ends and k + 1 == len(found)))
    return out


def _stands(at: Fraction, length: Fraction) -> bool:
    """Whether a value may stand at a place: thirds only on thirds, sixteenths and eighths only on their own grid."""
    if length.denominator % 3 == 0:
        return (at % length.denominator * length.denominator).denominator == 1 or (at * 6).denominator == 1
    return length.denominator == 1 or (at * 4).denominator == 1


@dataclass(frozen=True, slots=True)
class Joined:
    """How a written value is joined to its neighbours: beams from the outermost in, and the ends of a triplet."""

    beams: tuple[str, ...]
    tuplet: str | None


def beamed(written: list[Written]) -> list[Joined]:
    """Beams and triplet brackets, beat by beat; rests and longer values break them."""
    flags = [{"eighth": 1, "16th": 2}.get(each.kind, 0) if each.notes else 0 for each in written]
    beats = [floor(each.at) for each in written]

    def near(k: int, other: int, level: int) -> bool:
        return 0 <= other < len(written) and beats[other] == beats[k] and flags[other] >= level

    found = []
    for k, each in enumerate(written):
        beams = []
        for level in range(1, flags[k] + 1):
            before, after = near(k, k - 1, level), near(k, k + 1, level)
            if before or after:
                beams.append("continue" if before and after else "end" if before else "begin")
            elif level == 2 and beams:
                beams.append("backward hook" if near(k, k - 1, 1) else "forward hook")
        row = [n for n, one in enumerate(written) if one.is_triplet and beats[n] == beats[k]]
        tuplet = None
        if each.is_triplet and each.notes and len(row) > 1:
            tuplet = "start" if k == row[0] else "stop" if k == row[-1] else None
        found.append(Joined(tuple(beams), tuplet))
    return found
