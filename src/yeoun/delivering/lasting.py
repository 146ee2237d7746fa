"""How long notes are written, by how they are played: what a player's hand does, not how long the sound goes on.

A pizzicato is a crotchet at most; what is struck and left to ring is written up to the next note of its staff, for nobody
damps a string to the quaver, and so it stays one voice; drums have no length beyond a crotchet; what sounds much shorter than
it was thought, because a breath or a stop cut it, is written as short as it sounds. Sounding lengths stay in the MIDI and the
stems.
Sources: Gould, *Behind Bars* (2011), chapters on strings, harp and guitar; the thresholds are our choice.
"""

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from math import ceil

from yeoun.model.composed import TempoMap
from yeoun.model.scored import Instrument, Part, ScoreNote
from yeoun.units.time import Seconds

CROTCHET, QUAVER = Fraction(1), Fraction(1, 2)
RINGING = frozenset({"pluck", "strum", "tteutgi", "ring"})    # techniques of those who strike and let ring
MIDDLE_C = 60          # where a part on two staves is divided (musicxml.py)
LET_GO_S = 0.1         # what ends so long before its written end is let go there, to breathe: our choice
MUCH_SHORTER = 0.75    # of what was thought: from here down the sounding length is written


def written_part(part: Part, tempo: TempoMap) -> Part:
    """The part with its notes as long as they are written.

    tempo  of the cue: it says how many beats a sounding length is
    """
    is_grand, seconds = part.instrument.clef == "grand", tempo.timing()
    hands = [sorted({note.at_beat for note in part.notes if not is_grand or (note.key >= MIDDLE_C) is right}) for right in (False, True)]
    return replace(part, notes=tuple(_written(note, part.instrument, hands[note.key >= MIDDLE_C], seconds) for note in part.notes))


def _written(note: ScoreNote, player: Instrument, onsets: list[Fraction], seconds: Callable[[Fraction], Seconds]) -> ScoreNote:
    beats = _sounding(note, seconds)
    following = bisect_right(onsets, note.at_beat)
    room = onsets[following] - note.at_beat if following < len(onsets) else beats
    if note.articulation == "pizzicato" or player.clef == "percussion":
        beats = min(beats, CROTCHET, room)
    elif RINGING & set(player.techniques):
        beats = min(beats, room)
    return note if beats == note.beats else replace(note, beats=beats)


def _sounding(note: ScoreNote, seconds: Callable[[Fraction], Seconds]) -> Fraction:
    """The note's own beats, or what sounds of them, up to the next quaver, where that is much less."""
    thought = float(seconds(note.at_beat + note.beats) - seconds(note.at_beat))
    share = float(note.length_s) / max(thought, 1e-6)
    if share >= MUCH_SHORTER or note.beats <= QUAVER:
        return note.beats
    return min(note.beats, max(QUAVER, Fraction(ceil(share * float(note.beats) * 2 - 0.1), 2)))


def breaths_of(part: Part, tempo: TempoMap) -> frozenset[Fraction]:
    """The beats of the notes after which a comma stands: their player breathes there, and no rest is written that says so.

    part   of somebody who needs breath, else there are none; its notes as long as they are written
    tempo  of the cue
    """
    seconds, onsets = tempo.timing(), sorted({note.at_beat for note in part.notes})
    found = set()
    for note in part.notes if part.instrument.breath_s else ():
        end = note.at_beat + note.beats
        following = bisect_right(onsets, note.at_beat)
        if following < len(onsets) and onsets[following] < end + QUAVER and seconds(end) - (note.onset_s + note.length_s) >= LET_GO_S:
            found.add(note.at_beat)
    return frozenset(found)
