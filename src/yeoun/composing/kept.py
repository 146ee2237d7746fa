"""Locked bars: what a person keeps of a finished cue stays as it is, and the rest is composed around it.

The time of locked bars, their chords and their notes are put in place; tones of the same line beside them give way at the seam,
and come within an octave of it.
"""

from bisect import bisect_right
from dataclasses import replace
from fractions import Fraction

from yeoun.composing.grid import Grid
from yeoun.composing.harmony import Slot
from yeoun.model.composed import Brief, Chord, SketchNote, Voice
from yeoun.model.kept import KeptBars, KeptNote

OCTAVE = 12
LINES = frozenset({"melody", "counter", "grace"})    # roles of one tone at a time: the seam is sung


def start_of(bars: KeptBars, grid: Grid) -> Fraction:
    """The beat of the cue on which locked bars begin."""
    return grid.bars[min(range(len(grid.bars)), key=lambda k: abs(grid.seconds(grid.bars[k].at_beat) - bars.at_s))].at_beat


def with_locked(slots: tuple[Slot, ...], brief: Brief, grid: Grid) -> tuple[Slot, ...]:
    """The slots, inside locked bars as their chords lie and with no other degree allowed."""
    for bars in brief.kept:
        first = start_of(bars, grid)
        end = first + bars.beats
        place = max(0, bisect_right([slot.at_beat for slot in slots], end) - 1)
        after = replace(slots[place], at_beat=end, beats=slots[place].at_beat + slots[place].beats - end, allowed=frozenset(), why="")
        before = tuple(replace(slot, beats=min(slot.beats, first - slot.at_beat)) for slot in slots if slot.at_beat < first)
        inside = tuple(Slot(first + chord.at_beat, chord.beats, chord.tension, (), frozenset({chord.degree}),
                            f"locked by note {bars.note}", slots[_place(slots, first + chord.at_beat)].phrase) for chord in bars.chords)
        later = tuple(slot for slot in slots if slot.at_beat >= end)
        slots = (*before, *inside, *((after,) if after.beats > 0 and not (later and later[0].at_beat == end) else ()), *later)
    return slots


def _place(slots: tuple[Slot, ...], beat: Fraction) -> int:
    return max(0, bisect_right([slot.at_beat for slot in slots], beat) - 1)


def with_chords(chords: tuple[Chord, ...], brief: Brief, grid: Grid) -> tuple[Chord, ...]:
    """The chords, inside locked bars as they stood."""
    for bars in brief.kept:
        first = start_of(bars, grid)
        was = tuple(Chord(first + each.at_beat, each.beats, each.symbol, each.degree, each.pitch_classes, each.bass, each.tension,
                          each.heart_bpm) for each in bars.chords)
        chords = (*(each for each in chords if each.at_beat < first), *was,
                  *(each for each in chords if each.at_beat >= first + bars.beats))
    return chords


def spliced(voices: tuple[Voice, ...], brief: Brief, grid: Grid) -> tuple[Voice, ...]:
    """The lines, inside locked bars note for note as they stood; a line that was there and is not any more comes back for them."""
    for bars in brief.kept:
        first = start_of(bars, grid)
        was = {voice.name: tuple(_sketched(note, first) for note in voice.notes) for voice in bars.voices}
        voices = tuple(replace(voice, notes=_joined(voice, was.get(voice.name, ()), first, first + bars.beats)) for voice in voices)
        there = {voice.name for voice in voices}
        voices += tuple(Voice(each.name, each.role, None, f"locked by note {bars.note}", was[each.name])
                        for each in bars.voices if each.name not in there and each.notes)
    return tuple(voice for voice in voices if voice.notes or not brief.kept)


def _sketched(note: KeptNote, first: Fraction) -> SketchNote:
    at = max(Fraction(0), first + note.at_beat)
    return SketchNote(at, first + note.at_beat + note.beats - at, note.key, note.force, note.why)


def _joined(voice: Voice, was: tuple[SketchNote, ...], first: Fraction, end: Fraction) -> tuple[SketchNote, ...]:
    """The notes of a line around the locked ones: nothing sounds into them or out of what they hold beyond."""
    low = min([first, *(note.at_beat for note in was)])
    high = max([end, *(note.at_beat + note.beats for note in was)])
    before = [replace(note, beats=min(note.beats, low - note.at_beat)) for note in voice.notes if note.at_beat < low]
    after = [note for note in voice.notes if note.at_beat >= high]
    if was and voice.role in LINES:
        before = _near(before[::-1], min(was, key=lambda note: (note.at_beat, -note.key)).key)[::-1]
        after = _near(after, max(was, key=lambda note: (note.at_beat, note.key)).key)
    return (*before, *was, *after)


def _near(notes: list[SketchNote], key: int) -> list[SketchNote]:
    """The tones that follow a key, shifted by octaves as far as one leaps more than an octave from the one before."""
    for number, note in enumerate(notes):
        away = note.key - key
        if abs(away) <= OCTAVE:
            break
        key = note.key - (abs(away) - 1) // OCTAVE * OCTAVE * (1 if away > 0 else -1)
        notes[number] = replace(note, key=key)
    return notes
