"""How a player counts through a long rest: empty bars as one, and cue notes before the entry.

Cue notes: after a long rest a player reads, small and named, what the leading part plays just before the entry.

As copyists do it: from eight bars of rest on, in the last two bars before the entry, one line, in the octave that the player's own
clef holds; `8vb` beside the name says that it sounds an octave below what is written, `8va` above. Where nobody begins a
note in those bars there is nothing to hear, and nothing is written. Sources: Gould, *Behind Bars* (2011), chapter on cues.
"""

from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from yeoun.model.composed import Bar
from yeoun.model.scored import Part, Score, ScoreNote
from yeoun.model.spotted import Hit

LEAST_REST = 8       # bars: our choice; fewer are counted without help
CUED_BARS = 2
LEADS = ("melody", "counter", "pulse", "bass", "bed", "grace", "drone", "pad")    # who is followed most easily first: our choice
MIDDLES = {"treble": 71, "grand": 71, "bass": 50, "alto": 60, "tenor": 57}        # the middle line of each clef
AS_IT_SOUNDS = 10    # semitones from the middle line: two ledger lines at most, our choice
ON_ONE_LINE = 71     # a drum's staff has no pitches: the rhythm alone, on its middle
OCTAVES = {0: "", 1: " 8vb", 2: " 15mb", 3: " 22mb", -1: " 8va", -2: " 15ma", -3: " 22ma"}


@dataclass(frozen=True, slots=True)
class Cued:
    """What stands small in one bar: whose it is, its notes as the player would write them, and in which octave they sound.

    `is_first` in the bar where the name stands; `until` is where the bar ends.
    """

    part: Part
    notes: tuple[ScoreNote, ...]
    octave: str
    is_first: bool
    until: Fraction


def cued_bars(score: Score, part: Part, bars: tuple[Bar, ...]) -> dict[int, Cued]:
    """The bars of a part that hold cue notes, by their index.

    bars   of the cue in order, with its pickup
    """
    found: dict[int, Cued] = {}
    rested = 0
    for k, bar in enumerate(bars):
        if not any(note.at_beat < _end(bar) and note.at_beat + note.beats > bar.at_beat for note in part.notes):
            rested += 1
            continue
        if rested >= LEAST_REST:
            found |= _before(score, part, bars, k)
        rested = 0
    return found


def long_rests(score: Score, part: Part, bars: tuple[Bar, ...], hits: tuple[Hit, ...], cued: Container[int],
               paced: Sequence[Fraction]) -> dict[int, int]:
    """Where two or more empty bars stand in a row: index of the first -> how many.

    A section, hit or word about the tempo (`paced`: their beats) on a bar begins another row; a bar with one of them inside it, or with cue
    notes, stands alone.
    """
    told = [section.at_beat for section in score.sections]
    told += [each.at_beat for each in score.landed if each.hit < len(hits)]
    told += paced
    found: dict[int, int] = {}
    first = None
    for k, bar in enumerate((*bars, None)):
        if bar is not None:
            end = _end(bar)
            is_alone = k in cued or any(bar.at_beat < at < end for at in told)
            is_empty = not is_alone and not any(note.at_beat < end and note.at_beat + note.beats > bar.at_beat for note in part.notes)
            is_new = bar.at_beat in told or (k > 0 and bars[k - 1].beats != bar.beats)
        if first is not None and (bar is None or not is_empty or is_new):
            if k - first > 1:
                found[first] = k - first
            first = None
        if first is None and bar is not None and is_empty:
            first = k
    return found


def _end(bar: Bar) -> Fraction:
    return bar.at_beat + Fraction(4 * bar.beats, bar.unit)


def _before(score: Score, part: Part, bars: tuple[Bar, ...], entry: int) -> dict[int, Cued]:
    start, last, end = bars[entry - CUED_BARS].at_beat, bars[entry - 1].at_beat, bars[entry].at_beat
    others = [(each, _line(each, start, end)) for each in score.parts if each.name != part.name]
    heard = [(each, notes) for each, notes in others if notes]
    if not heard:
        return {}
    leading, line = min(heard, key=lambda one: (one[1][-1].at_beat < last, LEADS.index(one[0].role) if one[0].role in LEADS else len(LEADS),
                                                -len(one[1]), one[0].number))
    written, octave = _in_reach(line, part)
    found: dict[int, Cued] = {}
    for k in range(entry - CUED_BARS, entry):
        notes = tuple(note for note in written if note.at_beat < _end(bars[k]) and note.at_beat + note.beats > bars[k].at_beat)
        if notes:
            found[k] = Cued(leading, written, octave, not found, end)
    return found


def _line(part: Part, start: Fraction, end: Fraction) -> tuple[ScoreNote, ...]:
    """The upper line of what begins in a stretch, as plain notes."""
    tops: dict[Fraction, ScoreNote] = {}
    for note in part.notes:
        if start <= note.at_beat < end and (note.at_beat not in tops or note.key > tops[note.at_beat].key):
            tops[note.at_beat] = note
    return tuple(replace(note, ornament="", articulation="plain", beats=min(note.beats, end - note.at_beat))
                 for _, note in sorted(tops.items()))


def _in_reach(line: tuple[ScoreNote, ...], part: Part) -> tuple[tuple[ScoreNote, ...], str]:
    """The line moved by whole octaves to the middle of the player's staff, and how it sounds beside what is written."""
    middle = MIDDLES.get(part.instrument.clef)
    if middle is None:
        return tuple(replace(note, key=ON_ONE_LINE + part.instrument.transposition) for note in line), ""
    keys = sorted(note.key - part.instrument.transposition for note in line)
    off = middle - keys[len(keys) // 2]
    octaves = 0 if abs(off) <= AS_IT_SOUNDS else max(-3, min(3, round(off / 12)))
    return tuple(replace(note, key=note.key + 12 * octaves) for note in line), OCTAVES[octaves]
