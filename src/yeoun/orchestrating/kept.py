"""Locked bars at the players: the same notes for the same players, and nothing of anybody else in them."""

from dataclasses import replace
from fractions import Fraction

from yeoun.instruments.load import every_instrument
from yeoun.model.composed import Brief
from yeoun.model.kept import KeptBars, KeptNote, KeptPart
from yeoun.model.scored import Part, Score, ScoreNote
from yeoun.units.time import Seconds


def with_kept(score: Score, brief: Brief) -> Score:
    """The score, inside locked bars note for note as it stood; a player who is not there any more comes back for them."""
    for bars in brief.kept:
        seconds = score.tempo_map.timing()
        first = min(score.bars, key=lambda bar: abs(seconds(bar.at_beat) - bars.at_s)).at_beat
        was = {(part.name, part.instrument): part for part in bars.parts}
        parts = [_locked(part, was.get((part.name, part.instrument.name)), bars, first) for part in score.parts]
        there = {(part.name, part.instrument.name) for part in parts}
        names = {part.name for part in parts}
        known = {each.name: each for each in every_instrument()}
        for who, part in was.items():
            if who not in there and part.notes and part.instrument in known and parts:
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
    high, high_s = max([(first + bars.beats, bars.end_s), *((note.at_beat + note.beats, note.onset_s + note.length_s) for note in kept)])
    before = tuple(note if note.at_beat + note.beats <= low else replace(
        note, beats=low - note.at_beat, length_s=Seconds(max(0.05, min(note.length_s, low_s - note.onset_s))))
        for note in part.notes if note.at_beat < low)
    after = tuple(note for note in part.notes if note.at_beat >= high)

    def around(points: tuple[tuple[float, float], ...], own: tuple[tuple[float, float], ...]) -> tuple[tuple[float, float], ...]:
        inside = tuple((round(bars.at_s + at, 6), value) for at, value in own)
        return (*(each for each in points if each[0] < bars.at_s), *inside, *(each for each in points if each[0] >= bars.end_s))

    pedal = tuple((at, bool(value)) for at, value in around(tuple((at, float(down)) for at, down in part.pedal),
                                                             tuple((at, float(down)) for at, down in was.pedal) if was else ()))
    why = f"{part.why}; {bars.said} as note {bars.note} locks them" if kept and bars.note not in part.why else part.why
    return replace(part, notes=(*before, *kept, *after), level=around(part.level, was.level if was else ()), pedal=pedal, why=why)


def _scored(note: KeptNote, bars: KeptBars, first: Fraction) -> ScoreNote:
    at = max(Fraction(0), first + note.at_beat)
    return ScoreNote(at, first + note.at_beat + note.beats - at, Seconds(max(0.0, round(bars.at_s + note.onset_s, 6))),
                     Seconds(note.length_s), note.key, note.force, note.articulation, note.ornament, note.cents, note.why)

