"""bars.json: a cue bar for bar and note for note, as a note of kind lock may keep it for later runs."""

from collections import Counter
from dataclasses import asdict
from fractions import Fraction
from typing import Any

from yeoun.model.composed import Sketch
from yeoun.model.kept import KeptBars, KeptChord, KeptNote, KeptPart, KeptVoice
from yeoun.model.scored import Part, Score


def bars_plain(sketch: Sketch, score: Score, first_frame: int) -> dict[str, Any]:
    """The contents of bars.json: the fields of `model.kept.KeptBars`, beats as fractions in words."""
    plain: dict[str, Any] = _plain(asdict(whole_of(sketch, score, first_frame)))
    return plain


def _plain(value: Any) -> Any:
    match value:
        case Fraction():
            return str(value)
        case dict():
            return {name: _plain(each) for name, each in value.items()}
        case list() | tuple():
            return [_plain(each) for each in value]
        case _:
            return value


def whole_of(sketch: Sketch, score: Score, first_frame: int) -> KeptBars:
    """All bars of a cue, to keep; `first_frame` is where the cue begins in the picture."""
    marks = sketch.tempo_map.marks
    ends = [*(mark.at_beat for mark in marks[1:]), sketch.end_beat]
    periods = tuple(mark.microseconds for mark, end in zip(marks, ends, strict=True) for _ in range(int(2 * (end - mark.at_beat))))
    quarters = Counter(Fraction(4 * bar.beats, bar.unit) for bar in sketch.bars).most_common(1)[0][0]
    chords = tuple(KeptChord(each.at_beat, each.beats, each.symbol, each.degree, each.pitch_classes, each.bass, each.tension,
                             each.heart_bpm) for each in sketch.chords)
    voices = tuple(KeptVoice(voice.name, voice.role, tuple(KeptNote(note.at_beat, note.beats, note.key, note.force, note.why)
                                                           for note in voice.notes)) for voice in sketch.voices)
    begin_s = sketch.tempo_map.beat0_us / 1e6
    return KeptBars("", sketch.cue, sketch.id, 1, len(sketch.bars), sketch.key, sketch.mode, 3 if quarters == 3 else 4,
                    2 * sketch.tempo_map.beat0_us, periods, tuple((bar.beats, bar.unit) for bar in sketch.bars), chords, voices,
                    tuple(_part(part, begin_s) for part in score.parts), first_frame)


def _part(part: Part, begin_s: float) -> KeptPart:
    notes = tuple(KeptNote(note.at_beat, note.beats, note.key, note.force, note.why, round(note.onset_s - begin_s, 6),
                           float(note.length_s), note.articulation, note.ornament, note.cents) for note in part.notes)
    return KeptPart(part.name, part.instrument.name, part.role, part.voices, notes,
                    tuple((round(at - begin_s, 6), value) for at, value in part.level),
                    tuple((round(at - begin_s, 6), down) for at, down in part.pedal))
