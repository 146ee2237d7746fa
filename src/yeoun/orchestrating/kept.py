"""Locked bars at the players: the same notes for the same players, and nothing of anybody else in them."""

from dataclasses import replace
from fractions import Fraction
from typing import TypeVar

from yeoun.errors import InputRefused
from yeoun.instruments.load import every_instrument
from yeoun.model.composed import Brief
from yeoun.model.kept import KeptBars, KeptNote, KeptPart
from yeoun.model.scored import Part, Score, ScoreNote
from yeoun.units.time import Seconds

T = TypeVar("T")


def with_kept(score: Score, brief: Brief) -> Score:
    """The score, inside locked bars note for note as it stood; a player who is not there any more comes back for them.

    Refuses  InputRefused, by the lock's note: an instrument that plays in them is none of ours any more
    """
    for bars in brief.kept:
        seconds = score.tempo_map.timing()
        first = min(score.bars, key=lambda bar: abs(seconds(bar.at_beat) - bars.at_s)).at_beat
        was = {(part.name, part.instrument): part for part in bars.parts}
        parts = [_locked(part, was.get((part.name, part.instrument.name)), bars, first) for part in score.parts]
        there = {(part.name, part.instrument.name) for part in parts}
        names = {part.name for part in parts}
        known = {each.name: each for each in every_instrument()}
        for who, part in was.items():
            if part.notes and part.instrument not in known:
                raise InputRefused(name="notes", where=f"note {bars.note}",
                                   why=f"{part.name} plays {bars.said} on {part.instrument}, and there is no such instrument any more",
                                   now="Put the instrument back, or take the note out")
            if who not in there and part.notes and parts:
                name = next(name for name in (part.name, *(f"{part.name}_{k}" for k in range(2, 99))) if name not in names)
                names.add(name)
                empty = replace(parts[0], name=name, instrument=known[part.instrument], role=part.role, speaks_for=None, inner=False,
                                why=f"plays {bars.said} alone, which note {bars.note} locks", notes=(), level=(), pedal=(), path=(),
                                motif=None, voices=part.voices, place=known[part.instrument].place)
                parts.append(_locked(empty, part, bars, first))
        score = replace(score, parts=tuple(replace(part, number=number) for number, part in enumerate(parts, 1) if part.notes))
    return score


def _locked(part: Part, was: KeptPart | None, bars: KeptBars, first: Fraction) -> Part:
    """A player with the notes that stood in the locked bars, and around them those that do not sound into them."""
    kept = tuple(_scored(note, bars, first) for note in was.notes) if was else ()
    low, low_s = min([(first, bars.at_s), *((note.at_beat, float(note.onset_s)) for note in kept)])
    high = max([first + bars.beats, *(note.at_beat + note.beats for note in kept)])
    before = tuple(note if note.at_beat + note.beats <= low else replace(
        note, beats=low - note.at_beat, length_s=Seconds(max(0.05, min(note.length_s, low_s - note.onset_s))))
        for note in part.notes if note.at_beat < low)
    after = tuple(note for note in part.notes if note.at_beat >= high)

    pedal = _around(part.pedal, was.pedal if was else (), bars)
    outside = [down for at, down in part.pedal if at <= bars.end_s]
    if pedal != part.pedal and not any(at == bars.end_s for at, _ in part.pedal):    # as it stands for the notes that follow
        pedal = tuple(sorted((*pedal, (round(bars.end_s, 6), bool(outside) and outside[-1]))))
    why = f"{part.why}; {bars.said} as note {bars.note} locks them" if kept and bars.note not in part.why else part.why
    return replace(part, notes=(*before, *kept, *after), level=_around(part.level, was.level if was else (), bars), pedal=pedal, why=why)


def _around(points: tuple[tuple[float, T], ...], own: tuple[tuple[float, T], ...], bars: KeptBars) -> tuple[tuple[float, T], ...]:
    inside = tuple((round(bars.at_s + at, 6), value) for at, value in own)
    return (*(each for each in points if each[0] < bars.at_s), *inside, *(each for each in points if each[0] >= bars.end_s))


def _scored(note: KeptNote, bars: KeptBars, first: Fraction) -> ScoreNote:
    at = max(Fraction(0), first + note.at_beat)
    return ScoreNote(at, first + note.at_beat + note.beats - at, Seconds(max(0.0, round(bars.at_s + note.onset_s, 6))),
                     Seconds(note.length_s), note.key, note.force, note.articulation, note.ornament, note.cents, note.why)

