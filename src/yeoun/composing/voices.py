"""The voices of a cue: the lines above, the texture beneath, and whose they are."""

from dataclasses import replace
from fractions import Fraction

from yeoun.composing import texture
from yeoun.composing.canvas import Canvas
from yeoun.composing.melody import counter_line
from yeoun.composing.statements import Statement
from yeoun.model.composed import SketchNote, Voice
from yeoun.units.luck import luck


def _counter(canvas: Canvas, melody: tuple[SketchNote, ...], after: Fraction) -> tuple[SketchNote, ...]:
    """A counter-line on the upper rungs, once the theme has been heard plainly."""
    above = tuple(note for note in melody if note.at_beat >= after and canvas.phrase_at(note.at_beat).level >= 3)
    return counter_line(canvas, above, luck(canvas.brief.take, canvas.brief.key, "counter")) if len(above) > 2 else ()


def voices_of(canvas: Canvas, statements: tuple[Statement, ...], melody: tuple[SketchNote, ...]) -> tuple[Voice, ...]:
    """Every voice of the cue before manners, melody first."""
    brief = canvas.brief
    fortune = luck(brief.take, brief.key, "pattern")
    first = statements[0] if statements else None
    owner = brief.character
    bond = next((s.motif for s in statements if first and s.motif.id != first.motif.id), None)
    hidden = tuple(replace(note, force=canvas.force(note.at_beat, "pad")) for s in statements if s.form == "hidden"
                   for note in s.notes)
    beneath = texture.bed(canvas)
    inner = f"sings what {owner} feels" if owner else "carries the line of the scene"
    voices = [
        Voice("melody", "melody", owner, f"{inner}; {first.reason}" if first else inner, melody,
              first.motif.id if first else None, owner is not None),
        Voice("counter", "counter", None, f"answers {bond.owner}" if bond else "moves while the melody holds",
              _counter(canvas, melody, first.end if first else Fraction(0)), bond.id if bond else None),
        Voice("hidden theme", "pad", owner, "the theme far off, above the words", hidden,
              first.motif.id if first and hidden else None, owner is not None),
        *(Voice(f"bed {n}", "bed", None, f"holds the harmony, {place}", notes) for n, (place, notes) in enumerate(
            zip(("tenor", "alto", "soprano"), beneath, strict=True), 1)),
        Voice("pulse", "pulse", None, "keeps the time of the feeling moving", texture.pulse(canvas, fortune)),
        Voice("bass", "bass", None, "the ground the harmony walks on", texture.bass(canvas, melody)),
        Voice("drone", "drone", None, "still ground under a single line", texture.drone(canvas, melody)),
        Voice("pad", "pad", None, "air above the fullest bars", texture.pad(canvas, melody)),
    ]
    return tuple(voice for voice in voices if voice.notes)
