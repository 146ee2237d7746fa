"""Which locked bars a cue has, and what contradicts them: a key, a mode, a tempo or a hit that somebody else asks for there."""

from collections.abc import Sequence
from itertools import accumulate

from yeoun.composing.pins import Pins
from yeoun.errors import InputRefused, NotesContradict
from yeoun.model.composed import BriefHit
from yeoun.model.kept import KeptBars
from yeoun.model.notes import NoteKind, Notes, Outcome
from yeoun.model.spotted import Cue
from yeoun.units.modes import KEYS, MODES, mode_in_key_name, mode_named, mode_said, tonic_named

NEAR_TEMPO = 0.05    # our choice: a tempo farther from that of locked bars cannot stand beside them
ON_S = 0.001


def refuse_lost(notes: Notes, cues: Sequence[Cue]) -> None:
    """Refuses InputRefused, where a cue whose bars a note locks is not in the film any more, or ends before them."""
    there = {cue.key: cue.first_frame for cue in cues}
    for bars in notes.kept:
        if bars.cue in there and there[bars.cue] != bars.first_frame:    # its name says only which cue of its scene it is
            raise InputRefused(name="notes", where=f"note {bars.note}", why=(
                f"{bars.said} are locked in a cue that began at frame {bars.first_frame}, and what stands in its place now begins at "
                f"frame {there[bars.cue]}"), now="Take the note out, or the notes and cuts back that moved the cue")
        if bars.cue not in there:
            raise InputRefused(name="notes", where=f"note {bars.note}", why=(
                f"{bars.said} are locked, and the film has no such cue any more"),
                               now="Take the note out, or the notes and cuts back that moved the cue")


def kept_in(cue: Cue, length_s: float, notes: Notes, pins: Pins, hits: Sequence[BriefHit]) -> tuple[KeptBars, ...]:
    """The locked bars of a cue in order.

    length_s, pins, hits  of the cue: what else is asked of it
    Refuses  NotesContradict, naming the lock and the other note; InputRefused, where the cue ends before the bars do
    """
    own = tuple(sorted((bars for bars in notes.kept if bars.cue == cue.key), key=lambda bars: bars.at_halves))
    for bars, following in zip(own, own[1:], strict=False):
        if following.at_s < bars.end_s - ON_S:
            raise NotesContradict(first=bars.note, second=following.note, why=f"both lock bars of {bars.id} at one moment")
        if (following.key, following.mode) != (bars.key, bars.mode):
            raise NotesContradict(first=bars.note, second=following.note,
                                  why=f"one cue cannot be in {_named(bars)} and {_named(following)}")
    for bars in own:
        if bars.end_s > length_s + ON_S:
            raise InputRefused(name="notes", where=f"note {bars.note}", why=(
                f"{bars.said} end {bars.end_s:.2f} s into their cue, which now lasts {length_s:.2f} s"),
                now="Lock fewer bars, or let the cue be as long as it was")
        _refuse(bars, pins, hits)
    return own


def _named(bars: KeptBars) -> str:
    return f"{bars.key} {mode_said(bars.mode)}"


def _refuse(bars: KeptBars, pins: Pins, hits: Sequence[BriefHit]) -> None:
    """Refuses NotesContradict, where another note asks for what locked bars are not."""
    def contradict(kind: NoteKind, why: str) -> None:
        other = next((each.note for each in pins.asked if each.kind is kind), "")
        raise NotesContradict(first=bars.note, second=other, why=why)

    if pins.key and (tonic_named(pins.key) != KEYS.index(bars.key) or mode_in_key_name(pins.key) not in {None, MODES[bars.mode]}):
        contradict(NoteKind.KEY, f"{bars.said} stand in {_named(bars)}, not in {pins.key}")
    if pins.mode and mode_named(pins.mode) != MODES[bars.mode]:
        contradict(NoteKind.MODE, f"{bars.said} stand in {_named(bars)}, not in {pins.mode}")
    if pins.tempo and abs(pins.tempo / bars.bpm - 1) > NEAR_TEMPO:
        contradict(NoteKind.TEMPO, f"{bars.said} go at {bars.bpm:.0f} beats a minute, not at {pins.tempo:g}")
    quavers = [halves / 2e6 for halves in accumulate(bars.periods, initial=bars.at_halves)]
    for hit in hits:
        if hit.notes and bars.at_s + ON_S < hit.at_s < bars.end_s - ON_S and min(abs(at - hit.at_s) for at in quavers) > ON_S:
            raise NotesContradict(first=bars.note, second=hit.notes[0],
                                  why=f"{bars.said} are locked, and the hit at {hit.at_s:.2f} s of the cue lies on none of their quavers")


def told_of(kept: Sequence[KeptBars]) -> tuple[Outcome, ...]:
    """What locks did to a cue."""
    return tuple(Outcome(bars.note, NoteKind.LOCK.value, f"{bars.said} stand as they were kept",
                         bars=tuple(range(bars.first_bar, bars.last_bar + 1))) for bars in kept)
