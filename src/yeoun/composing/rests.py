"""Rests of everyone: each has a reason, and the section it lies in says it.

Music that stops in the middle of a cue is either a breath that was meant, at a hit or after a line, or it stays out of
the way of words; the reason is looked up in what is there, not remembered from when a note was left out.
"""

from dataclasses import dataclass, replace
from fractions import Fraction

from yeoun.composing.canvas import Canvas
from yeoun.composing.manners import Stop
from yeoun.model.composed import Section, Voice

LEAST_S = 0.5     # our choice: a shorter gap of everyone is articulation


@dataclass(frozen=True, slots=True)
class Rest:
    """A stretch in which nobody plays, in beats, and why."""

    at_beat: Fraction
    end: Fraction
    why: str


def rests_of(voices: tuple[Voice, ...], canvas: Canvas, stops: tuple[Stop, ...]) -> tuple[Rest, ...]:
    """Every rest of everyone between the first note of a cue and its last, of at least `LEAST_S`."""
    notes = sorted((note.at_beat, note.at_beat + note.beats) for voice in voices for note in voice.notes)
    rests, until = [], notes[0][1] if notes else Fraction(0)
    for begin, end in notes:
        if canvas.grid.seconds(begin) - canvas.grid.seconds(until) >= LEAST_S and begin > until:
            rests.append(Rest(until, begin, _why(until, begin, canvas, stops)))
        until = max(until, end)
    return tuple(rests)


def _why(begin: Fraction, end: Fraction, canvas: Canvas, stops: tuple[Stop, ...]) -> str:
    """What a rest makes room for; empty where nothing speaks for it."""
    reasons = []
    start_s, end_s = canvas.grid.seconds(begin), canvas.grid.seconds(end)
    stop = next((each for each in stops if not each.is_soft and begin <= each.at_beat <= end), None)
    if stop is not None:
        reasons.append(f"everyone stops at hit {stop.hit + 1} ({canvas.brief.hits[stop.hit].reason})")
    if any(canvas.hush.is_key_quiet(start_s + (end_s - start_s) * k / 20) for k in range(20)):
        reasons.append("the beat after a key line stays empty")
    if canvas.hush.covered(start_s - 0.2, end_s + 0.2) > 0:
        reasons.append("nothing begins anew under words")
    return "; ".join(reasons)


def reasoned(sections: tuple[Section, ...], rests: tuple[Rest, ...], stops: tuple[Stop, ...],
             canvas: Canvas) -> tuple[Section, ...]:
    """The sections with the reasons of the rests and of the soft stops in them."""
    out = []
    for section in sections:
        words = [f"rests {canvas.grid.seconds(rest.at_beat):.1f} to {canvas.grid.seconds(rest.end):.1f} s: {rest.why}"
                 for rest in rests if section.at_beat <= rest.at_beat < section.at_beat + section.beats and rest.why]
        words += [f"at hit {stop.hit + 1} what moves stops and the chords hold on ({canvas.brief.hits[stop.hit].reason})"
                  for stop in stops if stop.is_soft and section.at_beat <= stop.at_beat < section.at_beat + section.beats]
        out.append(replace(section, reason="; ".join((section.reason, *words))))
    return tuple(out)
