"""An instrument alone: how `yeoun play` lets one hear it."""

from fractions import Fraction

from yeoun.model.mixed import Stem
from yeoun.model.scored import Instrument, Part, ScoreNote
from yeoun.model.shelf import Shelf
from yeoun.model.spotted import Ending
from yeoun.performing.perform import perform
from yeoun.units.luck import Take
from yeoun.units.names import CueId, CueKey
from yeoun.units.time import Seconds

FIRST_S, TAIL_S = 0.5, 3.0  # our choice: air before the first note, and for the last to ring
JOINED = 0.95  # how much of its time a note of a sustaining instrument sounds


def alone(instrument: Instrument, keys: tuple[int, ...], seconds: float, dynamic: float, ornament: str = "") -> Part:
    """A part of one instrument playing keys one after another.

    keys      MIDI keys in playing order
    seconds   from one note to the next
    dynamic   0..1, 0.5 is mf
    ornament  name of an ornament on every note, or nothing
    """
    notes = tuple(
        ScoreNote(
            at_beat=Fraction(i),
            beats=Fraction(1),
            onset_s=Seconds(FIRST_S + i * seconds),
            length_s=Seconds(JOINED * seconds),
            key=key,
            force=dynamic,
            articulation="plain",
            ornament=ornament,
            cents=(),
            why="played alone",
        )
        for i, key in enumerate(keys)
    )
    end = FIRST_S + len(keys) * seconds
    return Part(
        cue=CueKey("alone"),
        id=CueId("alone"),
        take=Take(1),
        number=1,
        name=instrument.name,
        instrument=instrument,
        role="melody",
        speaks_for=None,
        inner=False,
        why="played alone",
        notes=notes,
        level=((0.0, 1.0),),
        pedal=(),
        length_s=Seconds(end + TAIL_S),
        sounds_until_s=Seconds(end),
        ending=Ending.RING,
        place=instrument.place,
        path=(),
        send_db=-60.0,
        duck_db=0.0,
    )


def play_alone(
    shelf: Shelf,
    instrument: Instrument,
    keys: tuple[int, ...],
    seconds: float = 1.5,
    dynamic: float = 0.5,
    ornament: str = "",
) -> Stem:
    """An instrument playing keys one after another, dry, as a stem.

    shelf     keeps the sound
    keys      MIDI keys in playing order
    seconds   from one note to the next
    dynamic   0..1, 0.5 is mf
    ornament  name of an ornament on every note, or nothing
    """
    return perform(shelf, alone(instrument, keys, seconds, dynamic, ornament))
