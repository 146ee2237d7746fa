"""The voices of a cue: the lines above, the texture beneath, and whose they are."""

from dataclasses import replace
from fractions import Fraction

from yeoun.composing import texture
from yeoun.composing.canvas import Canvas
from yeoun.composing.form import Phrase
from yeoun.composing.melody import Cell, cell_for, cell_of, counter_line, free_line, gap_line, theme_close
from yeoun.composing.statements import Statement
from yeoun.model.composed import SketchNote, Voice
from yeoun.units.luck import luck
from yeoun.units.modes import semitones

_FALLING = frozenset({"yukjabaegitori", "sanjo_gyemyeon"})
_CLOSED_FROM_ABOVE = {"pyeongjo": 1, "sanjo_pyeongjo": 1, "gyeongtori": 1, "sanjo_ujo": 2}    # degrees over the final


def _sings(phrase: Phrase, canvas: Canvas, themed: bool) -> bool:
    """Does a phrase without a theme have a line of its own?"""
    count = len(canvas.phrases)
    if phrase.level <= 1 or count == 1:
        return True
    if themed:
        return phrase.number == count - 1 or phrase.level >= 5
    return phrase.number > 0 or count == 2


def _cell(canvas: Canvas, statements: tuple[Statement, ...]) -> Cell:
    if statements:
        return cell_of(statements[0].motif)
    phrases = canvas.phrases
    arousal = sum(p.arousal for p in phrases) / len(phrases)
    valence = sum(p.valence for p in phrases) / len(phrases)
    return cell_for(canvas.grid.metre, arousal, valence, luck(canvas.brief.take, canvas.brief.key, "cell"))


def melody_of(canvas: Canvas, statements: tuple[Statement, ...]) -> tuple[SketchNote, ...]:
    """The line of the cue: themes where they are stated, and what grows out of them to the end of each phrase."""
    cell = _cell(canvas, statements)
    notes: list[SketchNote] = []
    for phrase in canvas.phrases:
        stated = [s for s in statements if phrase.at_beat <= s.at_beat < phrase.end and s.form != "hidden"]
        busy = [s for s in statements if s.at_beat < phrase.end and s.end > phrase.at_beat]
        for statement in stated:
            notes += [replace(note, force=canvas.force(note.at_beat, "melody", 0.03)) for note in statement.notes]
        start = max([phrase.at_beat, *(s.end for s in busy)])
        if not stated and not _sings(phrase, canvas, bool(statements)):
            continue
        if canvas.close is not None and phrase.at_beat == canvas.close.at_beat and not busy:
            home = theme_close(canvas, phrase, notes[-1].key if notes else None)
            notes += home
            if home:
                continue
        start = next((bar.at_beat for bar in phrase.bars if bar.at_beat >= start), phrase.end)
        if start < phrase.end:
            fortune = luck(canvas.brief.take, canvas.brief.key, "line", phrase.number)
            notes += free_line(canvas, phrase, cell, start, notes[-1].key if notes else None, fortune)
    if not any(statement.form == "hidden" for statement in statements):
        notes += gap_line(canvas, sorted(notes, key=lambda note: note.at_beat), luck(canvas.brief.take, canvas.brief.key, "gaps"))
    return _closed(canvas, _one_way(canvas, sorted(notes, key=lambda note: note.at_beat)))


def _one_way(canvas: Canvas, notes: list[SketchNote]) -> list[SketchNote]:
    """The line with the tone that only falls (si in yukjabaegitori) falling: it rises through its upper neighbour."""
    if canvas.mode.name not in _FALLING:
        return notes
    si, made = (canvas.tonic + 2) % 12, list(notes)
    for at, note in enumerate(notes):
        if note.key % 12 != si or note.why.startswith("theme"):
            continue
        after = notes[at + 1].key if at + 1 < len(notes) else None
        if after is None or after > note.key:
            made[at] = replace(note, key=note.key - 2 if after is None else note.key + 1)
    return made


def _closed(canvas: Canvas, notes: list[SketchNote]) -> tuple[SketchNote, ...]:
    """The line with the close of pyeongjo and ujo: the last held final comes by step from above (textbooks of gugak)."""
    if len(notes) < 3 or canvas.mode.name not in _CLOSED_FROM_ABOVE or notes[-1].key % 12 != canvas.tonic:
        return tuple(notes)
    last, before = notes[-1], notes[-2]
    above = last.key + semitones(_CLOSED_FROM_ABOVE[canvas.mode.name], canvas.mode)
    if before.why.startswith("theme") or before.key == above:
        return tuple(notes)
    return (*notes[:-2], replace(before, key=above, why="close: the final is reached by step from above"), last)


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
        Voice("rub", "pad", None, "the tension under the harmony", texture.rub(canvas, melody)),
        Voice("pad", "pad", None, "air above the fullest bars", texture.pad(canvas, melody)),
    ]
    return tuple(voice for voice in voices if voice.notes)
