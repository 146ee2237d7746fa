"""Composing a cue on one screen: bearing, tempo, form, themes, harmony, voices, manners, landings, legibility.

Every number and search lives in the file its name says; a sketch is the same for the same brief, note for note.
"""

from dataclasses import replace
from fractions import Fraction

from yeoun.composing.bearing import DRAFT, Bearing, bearing, fusion
from yeoun.composing.canvas import Canvas
from yeoun.composing.chords import Harmony, symbol
from yeoun.composing.climax import carried, culminating, risen
from yeoun.composing.colour import coloured
from yeoun.composing.critic import better, shortfall
from yeoun.composing.form import sections
from yeoun.composing.ground import Ground, ground, laid
from yeoun.composing.harmony import Slot
from yeoun.composing.heart import heart_at
from yeoun.composing.kept import spliced, with_chords, with_locked
from yeoun.composing.landing import land
from yeoun.composing.leading import Led, melody_of, own_phrases
from yeoun.composing.manners import Stop, mannered, ringing
from yeoun.composing.meter import legible
from yeoun.composing.progression import back_again, chords_of, fixed_beats, slots_of, voicings_of, ways_back
from yeoun.composing.reserve import Close, in_reserve
from yeoun.composing.rests import reasoned, rests_of
from yeoun.composing.statements import Statement
from yeoun.composing.told import (
    freed,
    given_up,
    marked,
    of_bearing,
    of_chords,
    of_hits,
    of_themes,
    still_so,
    with_notes,
)
from yeoun.composing.voices import voices_of
from yeoun.model.composed import Brief, Chord, MotifStatement, Section, Sketch, SketchNote, Voice
from yeoun.model.notes import NoteKind, Outcome
from yeoun.units.modes import mode_said
from yeoun.units.names import CueKey

DRAFTS = 4      # our choice: about 0.25 s a cue


def compose(brief: Brief) -> Sketch:
    """The cue as music: tempo map, form, chords, voices, and for each note why it is there.

    brief  all that the cue may know, in cue time
    Gives  of a few drafts the first, unless the critic finds a later one clearly better: a sketch whose landed hits fall
           within a millisecond of their moments, whose last bar ends with the cue, and whose `remarks` say what could
           not be met
    """
    here = ground(brief)
    told = with_notes(brief, here)
    kept = _drafted(brief, here, told)
    least = shortfall(kept, brief)
    for number in range(2, DRAFTS + 1):
        other = replace(brief, key=CueKey(f"{brief.key}{DRAFT}{number}"))
        again = replace(_drafted(other, replace(here, bare=replace(here.bare, brief=other)), told), cue=brief.key)
        points = shortfall(again, brief)
        if better(least, points):
            kept, least = again, points
    return kept


def _drafted(brief: Brief, here: Ground, told_of_notes: tuple[tuple[Statement, ...], tuple[str, ...], tuple[Outcome, ...]]) -> Sketch:
    """One draft: the luck of a draft is that of the brief's key."""
    where, grid, phrases, bare, stops = here.where, here.grid, here.phrases, here.bare, here.stops
    close = bare.close
    statements, unsaid, themed = told_of_notes
    canvas, statements, chords, melody = _led(brief, here, in_reserve(statements, close, where.tonic, where.mode))
    voices = coloured(canvas, mannered(voices_of(canvas, statements, melody), canvas, stops))
    voices, landings, missed = land(mannered(voices, canvas, stops), canvas, stops)
    voices = spliced(voices, brief, grid)
    stated = _heard(statements, voices)
    form = reasoned(sections(phrases, _told(statements, voices, canvas)), rests_of(voices, canvas, stops), stops, canvas)
    told = (*of_bearing(brief, where, grid), *of_chords(brief, where, grid, chords), *themed,
            *of_themes(brief, stated, unsaid), *of_hits(brief, (*grid.remarks, *missed)))
    voices = spliced(ringing(voices, canvas), brief, grid)
    return Sketch(
        brief.key, brief.id, brief.take, where.key, where.mode.name, grid.tempo_map, grid.end_beat, grid.bars,
        _placed(where, form, told, close), chords, voices, stated, landings,
        tuple((Fraction(half, 2), level) for half, level in enumerate(canvas.swell)), brief.intent,
        fusion(brief, where.mode), legible(voices, grid.tempo_map, brief), brief.ending,
        (*grid.remarks, *unsaid, *missed), (*still_so(brief, where), *told), given_up(brief, grid, laid))


def _led(brief: Brief, here: Ground, statements: tuple[Statement, ...]) -> tuple[
        Canvas, tuple[Statement, ...], tuple[Chord, ...], tuple[SketchNote, ...]]:
    """The canvas with its chords, the themes in their octaves, the chords people read, and the melody over them.

    Where words leave a line of our own no room for the highest tone, a theme takes it.
    """
    bare, where, found = here.bare, here.where, []
    for free in (own_phrases(bare, statements), ()):
        themes, climax = culminating(statements, bare, free)
        sung = tuple(note for statement in themes for note in statement.notes)
        line: Led | None = None
        for _ in range(2):      # the line is sung over the first chords; the second are found for the whole line
            slots, harmony, chords = _harmony(brief, where, bare, themes, here.stops, line or Led(sung, {}))
            slots, harmony = back_again(slots, harmony, ways_back(bare.grid, bare.hush))
            voicing = voicings_of(where, bare.grid, bare.hush, bare.phrases, slots, harmony, line.notes if line else sung)
            canvas = replace(bare, slots=slots, harmony=harmony, voicing=voicing, climax=climax)
            line = line or melody_of(canvas, themes)
        assert line is not None
        found.append((risen(canvas, line.notes), themes, chords, line.notes))
        if carried(found[-1][0], line.notes) == 2 or not statements:
            return found[-1]
    return max(found, key=lambda each: carried(each[0], each[3]))


def _harmony(brief: Brief, where: Bearing, bare: Canvas, statements: tuple[Statement, ...],
             stops: tuple[Stop, ...], tune: Led) -> tuple[tuple[Slot, ...], tuple[Harmony, ...], tuple[Chord, ...]]:
    """Slots, chords as the voices need them and as people read them; a chords note stands only on what it moved."""
    fixed = fixed_beats(brief, bare.grid, bare.hush, statements, stops)

    def found(asked: Brief) -> tuple[tuple[Slot, ...], tuple[Harmony, ...], tuple[Chord, ...]]:
        slots = slots_of(asked, where, bare.grid, bare.hush, bare.phrases, statements, fixed, bare.close, tune.notes, tune.cadences)
        slots = with_locked(slots, asked, bare.grid)
        harmony = chords_of(asked, where, slots, bare.close)
        return slots, harmony, with_chords(_chords(slots, harmony, bare, where), asked, bare.grid)

    slots, harmony, chords = found(brief)
    if not brief.chords_pin:
        return slots, harmony, chords
    free = freed(brief, NoteKind.CHORDS)
    if bearing(free).mode != where.mode:      # the note brought the mode as well: every chord is its doing that is not there without
        return slots, harmony, marked(brief, chords, _unasked(free))
    plain, _, others = found(free)
    chords = marked(brief, chords, others)
    slots = tuple(slot if chord.note else replace(slot, why=other.why)
                  for slot, other, chord in zip(slots, plain, chords, strict=True))
    return slots, harmony, chords


def _unasked(free: Brief) -> tuple[Chord, ...]:
    """The chords of a brief without its chords note, in the mode it then has."""
    here = ground(free)
    statements = in_reserve(with_notes(free, here)[0], here.bare.close, here.where.tonic, here.where.mode)
    tune = tuple(note for statement in statements for note in statement.notes)
    return _harmony(free, here.where, here.bare, statements, here.stops, Led(tune, {}))[2]


def _chords(slots: tuple[Slot, ...], harmony: tuple[Harmony, ...], bare: Canvas, where: Bearing) -> tuple[Chord, ...]:
    return tuple(
        Chord(slot.at_beat, slot.beats, symbol(chord, where.tonic), chord.degree,
              tuple((where.tonic + pitch) % 12 for pitch in chord.pitches), (where.tonic + chord.bass) % 12,
              round(chord.tension, 3), round(heart_at(bare.brief.heart_bpm, bare.grid.seconds(slot.at_beat)), 1))
        for slot, chord in zip(slots, harmony, strict=True))


def _placed(where: Bearing, made: tuple[Section, ...], told: tuple[Outcome, ...],
            close: Close | None) -> tuple[Section, ...]:
    """The sections, the first saying where the cue stands and why, and which notes moved it there; the close why it turns."""
    words = [f"note {each.note}: {each.changed}" for each in told if each.changed and each.what in {"key", "tempo", "chords"}]
    stands = f"{where.key} {mode_said(where.mode.name)}: {where.why}"
    first = replace(made[0], reason="; ".join((made[0].reason, stands, *words)))
    return tuple(replace(section, reason=f"{section.reason}; {close.why}")
                 if close is not None and section.at_beat == close.at_beat else section for section in (first, *made[1:]))


def _told(statements: tuple[Statement, ...], voices: tuple[Voice, ...], canvas: Canvas) -> dict[int, str]:
    """What is said of the themes that are heard, by the phrase they begin in."""
    told: dict[int, str] = {}
    for each in statements:
        if _is_heard(each, voices):
            number, words = canvas.phrase_at(each.at_beat).number, f"{each.motif.owner}'s theme, {each.form}: {each.reason}"
            told[number] = f"{told[number]}; {words}" if number in told else words
    return told


def _heard(statements: tuple[Statement, ...], voices: tuple[Voice, ...]) -> tuple[MotifStatement, ...]:
    """Only statements whose every note is still there."""
    return tuple(MotifStatement(each.motif.id, voice, each.at_beat, each.form, each.note)
                 for each in statements if (voice := _is_heard(each, voices)))


def _is_heard(statement: Statement, voices: tuple[Voice, ...]) -> str:
    """The voice that plays a statement whole; "" where none does."""
    wanted = {(note.at_beat, note.key) for note in statement.notes}
    return next((voice.name for voice in voices if wanted <= {(note.at_beat, note.key) for note in voice.notes}), "")
