"""A chord that words, a thin rung or a tune of passing tones left off its tension gets one soft tone; where it helps, and nowhere else."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.composing.briefs import golden_tender, grief_with_lines, invented, night_chase
from yeoun.composing import compose as composing
from yeoun.composing.canvas import Canvas
from yeoun.composing.colour import APART, HELPS, coloured, heard_between, spans_of
from yeoun.composing.ground import ground
from yeoun.composing.harmony import felt
from yeoun.composing.landing import stops_of
from yeoun.composing.manners import mannered
from yeoun.composing.told import with_notes
from yeoun.composing.voices import voices_of
from yeoun.model.composed import Brief, Voice

ASKED: dict[str, Callable[[], Brief]] = {
    "golden": golden_tender, "chase": night_chase, "grief": grief_with_lines, "5": lambda: invented(5), "8": lambda: invented(8)}


def led(asked: Brief) -> tuple[Canvas, tuple[Voice, ...]]:
    """A draft before its colour: what is settled, and the voices after manners."""
    here = ground(asked)
    statements = with_notes(asked, here)[0]
    canvas, statements, _, melody = composing._led(asked, here, statements)
    return canvas, mannered(voices_of(canvas, statements, melody), canvas, stops_of(canvas))


def under(canvas: Canvas, number: int, voices: tuple[Voice, ...]) -> tuple[tuple[int, float], ...]:
    """What sounds under a chord: semitones over the tonic, and how many beats each sounds."""
    slot = canvas.slots[number]
    heard = heard_between(spans_of(voices), float(slot.at_beat), float(slot.at_beat + slot.beats))
    return tuple(((key - canvas.tonic) % 12, beats) for key, beats in heard)


def off(canvas: Canvas, number: int, voices: tuple[Voice, ...]) -> float:
    """How far what sounds under a chord lies from the tension wished for."""
    mode, slot = canvas.mode_at(canvas.slots[number].at_beat), canvas.slots[number]
    return abs(slot.tension - felt(canvas.harmony[number], under(canvas, number, voices), mode.name, mode.is_minor))


@pytest.mark.parametrize("name", ASKED)
def test_a_tone_stands_only_where_it_brings_the_chord_nearer(name: str) -> None:
    canvas, voices = led(ASKED[name]())
    with_it = coloured(canvas, voices)
    places = {note.at_beat for voice in with_it if voice.name == "rub" for note in voice.notes}
    for number, slot in enumerate(canvas.slots):
        if slot.at_beat in places:
            assert off(canvas, number, voices) > APART
            assert off(canvas, number, with_it) < off(canvas, number, voices) - HELPS + 1e-6
    assert [voice for voice in with_it if voice.name != "rub"] == list(voices)


def test_some_chords_are_coloured_and_none_twice() -> None:
    places = []
    for make in ASKED.values():
        canvas, voices = led(make())
        once = [note.at_beat for voice in coloured(canvas, voices) if voice.name == "rub" for note in voice.notes]
        assert len(set(once)) == len(once)
        places += once
    assert len(places) >= 5


def test_a_chord_as_it_was_wished_for_stays_bare() -> None:
    canvas, voices = led(golden_tender())
    mode = canvas.mode
    as_it_is = tuple(replace(slot, tension=felt(chord, heard, mode.name, mode.is_minor)) if heard else slot
                     for slot, chord, heard in zip(canvas.slots, canvas.harmony,
                                                   (under(canvas, k, voices) for k in range(len(canvas.slots))), strict=True))
    assert canvas.close is None
    assert coloured(replace(canvas, slots=as_it_is), voices) == voices
