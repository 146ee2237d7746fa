"""The mode a theme holds in reserve, kept for the last release: a minor cue that closes in the light.

A theme says which mode it holds back (`reserve_mode`). A cue in its dark home mode turns to it once, at its end, where the
graph releases there: the last phrase begins on a hit of class A, is glad, is gladder than all before it in the cue and
less tense. Without such a release the close stays dark. People's word on mode, key, chords or themes is never turned.

Bounds are our choice.
"""

from dataclasses import dataclass, replace
from fractions import Fraction

from yeoun.composing.form import Phrase, feeling_over
from yeoun.composing.grid import Grid
from yeoun.composing.statements import Statement
from yeoun.model.composed import Brief, Motif
from yeoun.model.notes import NoteKind
from yeoun.model.spotted import Ending
from yeoun.units.modes import MODES, Mode, semitones

GLAD = 0.12      # valence of the close
GLADDER = 0.08   # ... over the mean of what came before
EASED = 0.02     # tension by which it has let go


@dataclass(frozen=True, slots=True)
class Close:
    """The close of a cue in another mode: from which beat, in which mode, whose theme held it back, and why now."""

    at_beat: Fraction
    mode: Mode
    motif: Motif
    why: str


def close_of(brief: Brief, mode: Mode, grid: Grid, phrases: tuple[Phrase, ...]) -> Close | None:
    """Where a cue turns to the reserve of its theme; None where nothing releases at its end.

    mode  of the cue: only the dark home mode of its first theme turns
    """
    named = {motif.id: motif for motif in brief.motifs}
    motif = next((named[use.motif] for use in brief.themes if use.motif in named), None)
    pinned = brief.mode_pin or brief.key_pin or brief.chords_pin or any(
        each.kind is NoteKind.THEME for each in brief.asked)
    if motif is None or pinned or len(phrases) < 2 or brief.ending is Ending.CUT or phrases[-1].cadence != "final":
        return None
    light, last = MODES[motif.reserve_mode], phrases[-1]
    if mode.name != motif.mode or not mode.is_minor or light.is_minor or light.is_gugak or last.hit is None:
        return None
    begin_s = grid.seconds(last.at_beat)
    before = feeling_over(brief.intent, grid.seconds(Fraction(0)), begin_s)
    now = feeling_over(brief.intent, begin_s, grid.seconds(last.end))
    if now[0] < GLAD or now[0] - before[0] < GLADDER or before[2] - now[2] < EASED:
        return None
    why = (f"the close takes the {light.name} that {motif.owner}'s theme holds in reserve: at hit {last.hit + 1} valence is "
           f"{now[0]:+.2f} after {before[0]:+.2f}, tension {now[2]:.2f} after {before[2]:.2f}")
    return Close(last.at_beat, light, motif, why)


def in_reserve(statements: tuple[Statement, ...], close: Close | None, tonic: int, home: Mode) -> tuple[Statement, ...]:
    """The statements with what sounds from the close on sung in its mode, step for step."""
    if close is None:
        return statements
    lifted = {(tonic + home.steps[step]) % 12: close.mode.steps[step] - home.steps[step] for step in range(7)}
    return tuple(
        replace(statement, harmony=(), notes=tuple(
            replace(note, key=note.key + lifted.get(note.key % 12, 0), why=f"{note.why}, in the reserve mode")
            if note.at_beat >= close.at_beat else note for note in statement.notes))
        if statement.end > close.at_beat else statement for statement in statements)


def last_degrees(motif: Motif) -> tuple[int, ...]:
    """The last steps with which a theme comes home, at most three; empty where it does not end on its tonic.

    A theme that stays open has no close to sing.
    """
    return motif.degrees[-3:] if motif.degrees[-1] % 7 == 0 and len(motif.degrees) >= 3 else ()


def closing_keys(close: Close, tonic: int, centre: float) -> tuple[int, ...]:
    """The keys of a theme's last steps in the mode of the close, in the octave nearest to a key; maybe none."""
    degrees = last_degrees(close.motif)
    if not degrees:
        return ()
    raw = [60 + tonic + semitones(degree - 7 * (degrees[-1] // 7), close.mode) for degree in degrees]
    shift = min((-24, -12, 0, 12, 24), key=lambda octave: (abs(raw[0] + octave - centre), abs(octave)))
    return tuple(key + shift for key in raw)
