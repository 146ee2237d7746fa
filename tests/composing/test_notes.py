"""People's word on a cue: what a note moves says so with its id, and its id stands on nothing else."""

from dataclasses import dataclass, replace
from functools import cache

import pytest

from tests.composing import test_plan as film
from yeoun.composing.compose import compose
from yeoun.composing.invent import invent
from yeoun.composing.plan import plan
from yeoun.errors import NotesContradict
from yeoun.model.composed import Sketch, ThemeBook
from yeoun.model.notes import House, Note, NoteKind, Notes
from yeoun.model.scored import Score
from yeoun.model.spotted import Hit, HitClass, Silence, Spotting
from yeoun.orchestrating.orchestrate import orchestrate
from yeoun.units.time import Seconds

ID = "n-77"
FIRST = (20 * 24, 45 * 24)      # the frames of the first cue
ASKED = ((NoteKind.MODE, "mixolydian"), (NoteKind.KEY, "D"), (NoteKind.TEMPO, "96"), (NoteKind.CHORDS, "i VI III VII"),
         (NoteKind.THEME, "Joon augmented"), (NoteKind.INSTRUMENT, "oboe"), (NoteKind.HIT, "B"))


@dataclass(frozen=True, slots=True)
class Made:
    """The two cues of the film, as sketches and as scores."""

    sketches: tuple[Sketch, ...]
    scores: tuple[Score, ...]


def note(kind: NoteKind, value: str, *, identity: str = ID, scene: str | None = None,
         frames: tuple[int, int] | None = FIRST) -> Note:
    return Note(identity, "director", kind, value, "because", scene, None if scene else frames)


def spotted(notes: Notes) -> Spotting:
    """The film's spotting; a hit note has its hit, as spotting obeys it."""
    usual = film.spotting()
    asked = tuple(Hit(at, Seconds(at / 24), HitClass.B, "onset", f"note {each.id}: B") for each in notes.notes
                  if each.kind is NoteKind.HIT and each.frames is not None for at in (each.frames[0],))
    first, rest, second = usual.moments
    assert not isinstance(first, Silence)
    return replace(usual, moments=(replace(first, hits=(*first.hits, *asked)), rest, second))


@cache
def made(*notes: Note) -> Made:
    told = Notes(notes)
    book = invent(film.episode(), film.graph(), ThemeBook(), House())
    briefs = plan(film.episode(), spotted(told), film.graph(), film.seen(), book, House(), told)
    sketches = tuple(compose(brief) for brief in briefs)
    return Made(sketches, tuple(orchestrate(*each, House()) for each in zip(sketches, briefs, strict=True)))


def decisions(sketch: Sketch, score: Score) -> dict[str, object]:
    """What a cue decided, by the kinds of notes."""
    seconds = sketch.tempo_map.seconds(sketch.end_beat) - sketch.tempo_map.beat0_us / 1e6
    return {"mode": sketch.mode, "key": (sketch.key, sketch.mode), "tempo": round(60 * float(sketch.end_beat) / seconds, 1),
            "chords": tuple((chord.at_beat, chord.pitch_classes, chord.bass) for chord in sketch.chords),
            "theme": tuple((one.motif, one.form) for one in sketch.statements),
            "instrument": tuple(sorted(part.instrument.name for part in score.parts)),
            "hit": tuple((landed.hit, landed.kind) for landed in score.landed)}


def dishonest(sketch: Sketch, score: Score, without: Made, identity: str) -> list[str]:
    """Where a note's id stands on something that is as it would be without the note."""
    plain, found = without.sketches[0], []
    chords = {(chord.at_beat, chord.pitch_classes, chord.bass) for chord in plain.chords}
    found += [f"chord at {chord.at_beat}" for chord in sketch.chords
              if chord.note == identity and (chord.at_beat, chord.pitch_classes, chord.bass) in chords]
    stated = {(one.motif, one.form, one.at_beat) for one in plain.statements}
    found += [f"theme at {one.at_beat}" for one in sketch.statements
              if one.note == identity and (one.motif, one.form, one.at_beat) in stated]
    duties = {(part.instrument.name, part.role, part.voices) for part in without.scores[0].parts}
    found += [f"part {part.name}" for part in score.parts
              if identity in part.why and (part.instrument.name, part.role, part.voices) in duties]
    now, then = decisions(sketch, score), decisions(plain, without.scores[0])
    return found + [each.what for each in score.outcomes
                    if each.note == identity and each.changed and now[each.what] == then[each.what]]


@pytest.mark.parametrize("kind, value", ASKED, ids=lambda each: getattr(each, "value", each))
def test_what_a_note_changes_says_so_and_nothing_else_does(kind: NoteKind, value: str) -> None:
    frames = (33 * 24, 33 * 24 + 1) if kind is NoteKind.HIT else FIRST
    told, plain = made(note(kind, value, frames=frames)), made()
    sketch, score = told.sketches[0], told.scores[0]
    assert decisions(sketch, score)[kind.value] != decisions(plain.sketches[0], plain.scores[0])[kind.value]
    assert any(each.note == ID and each.what == kind.value and each.changed for each in score.outcomes)
    assert not dishonest(sketch, score, plain, ID)
    assert ID not in repr(plain)
    if kind is not NoteKind.THEME:      # a theme that was stated plainly before is varied later: that is its doing
        assert ID not in repr((told.sketches[1], told.scores[1]))


def test_an_id_stamped_on_everything_is_found_out() -> None:
    told, plain = made(note(NoteKind.INSTRUMENT, "oboe")), made()
    sketch, score = told.sketches[0], told.scores[0]
    everywhere = replace(score, parts=tuple(replace(part, why=f"note {ID}. {part.why}") for part in score.parts))
    assert dishonest(sketch, everywhere, plain, ID)
    stamped = replace(sketch, chords=tuple(replace(chord, note=ID) for chord in sketch.chords),
                      statements=tuple(replace(one, note=ID) for one in sketch.statements))
    assert len(dishonest(stamped, score, plain, ID)) == len(sketch.chords) + len(sketch.statements)


def test_a_note_for_what_is_so_already_changes_nothing_and_claims_nothing() -> None:
    plain = made()
    sketch, score = plain.sketches[0], plain.scores[0]
    already = ((NoteKind.MODE, sketch.mode), (NoteKind.KEY, sketch.key), (NoteKind.THEME, "Mina plain"),
               (NoteKind.INSTRUMENT, score.parts[0].instrument.name))
    for kind, value in already:
        told = made(note(kind, value))
        assert decisions(told.sketches[0], told.scores[0])[kind.value] == decisions(sketch, score)[kind.value]
        mine = [each for each in told.scores[0].outcomes if each.note == ID]
        assert mine and not any(each.changed or each.unmet for each in mine), (kind, mine)
        assert not dishonest(told.sketches[0], told.scores[0], plain, ID)


def test_an_instrument_that_no_line_suits_is_told_and_not_passed_over() -> None:
    score = made(note(NoteKind.INSTRUMENT, "timpani")).scores[0]
    assert not any(part.instrument.name == "timpani" for part in score.parts)
    assert [each.unmet for each in score.outcomes if each.note == ID] == ["timpani does not play: no line of this cue lies in its hands"]


def test_chords_bring_the_mode_that_knows_them_and_too_many_of_them_are_told() -> None:
    long = "i VI III VII iv V i VI iv7 VI VII i/3 VI III VII i VI III VII iv V i"
    told = made(note(NoteKind.CHORDS, long))
    sketch = told.sketches[0]
    assert sketch.mode == "aeolian" and {chord.degree for chord in sketch.chords} <= set(long.split())
    unmet = [each.unmet for each in sketch.outcomes if each.what == "chords" and each.note == ID]
    assert unmet == [f"only {len(sketch.chords)} of the 22 chords are played: the heart and the length of the cue leave room "
                     "for no more changes"]


def test_a_theme_asked_for_is_stated_over_words_rather_than_lost_and_says_so() -> None:
    lines = tuple(film.spoken(k, film.MINA, 20.5 + 2 * k, 22.2 + 2 * k) for k in range(12))
    talky = replace(film.episode(), lines=lines)
    book = invent(film.episode(), film.graph(), ThemeBook(), House())

    def first(notes: Notes) -> Sketch:
        return compose(plan(talky, film.spotting(), film.graph(), film.seen(), book, House(), notes)[0])
    free, told = first(Notes()), first(Notes((note(NoteKind.THEME, "Mina ornamented"),)))
    assert not any(one.form in {"plain", "ornamented"} for one in free.statements)
    unmet = [each.unmet for each in told.outcomes if each.note == ID and each.unmet]
    assert any(one.form == "ornamented" for one in told.statements) == any("over words" in why for why in unmet)
    assert unmet, "neither obeyed nor told"


def test_of_two_notes_the_narrower_is_obeyed_and_the_other_is_told() -> None:
    wide, narrow = note(NoteKind.TEMPO, "60", identity="w", frames=None), note(NoteKind.TEMPO, "80", identity="x")
    first, second = (made(wide, narrow).scores[k].outcomes for k in (0, 1))
    assert [each.unmet for each in first if each.note == "w"] == ["tempo is 80 and not 60: note x speaks of this place alone"]
    assert not any(each.note == "x" for each in second) and any(each.note == "w" and not each.unmet for each in second)


@pytest.mark.parametrize("one, other", [
    (note(NoteKind.TEMPO, "60", identity="a", scene="1"), note(NoteKind.TEMPO, "72", identity="b")),
    (note(NoteKind.MODE, "major", identity="a", scene="1"), note(NoteKind.CHORDS, "i VI", identity="b")),
    (note(NoteKind.INSTRUMENT, "oboe", identity="a", scene="1"), note(NoteKind.INSTRUMENT, "-oboe", identity="b"))])
def test_a_scene_and_frames_that_contradict_are_refused_once_the_film_is_laid_out(one: Note, other: Note) -> None:
    with pytest.raises(NotesContradict, match=r"Notes [ab] and [ab] contradict"):
        made(one, other)


def test_a_hit_that_a_person_asks_for_pays_last() -> None:
    """Two hits a third of a second apart: the stronger class stays, unless a note asks for the other."""
    crowd = (Hit(33 * 24, Seconds(33.0), HitClass.A, "onset", "a door"), Hit(33 * 24 + 7, Seconds(33 + 7 / 24), HitClass.C, "onset", "x"))
    book = invent(film.episode(), film.graph(), ThemeBook(), House())

    def met(notes: Notes) -> set[int]:
        usual = film.spotting()
        first, *others = usual.moments
        assert not isinstance(first, Silence)
        asked = replace(usual, moments=(replace(first, hits=crowd), *others))
        sketch = compose(plan(film.episode(), asked, film.graph(), film.seen(), book, House(), notes)[0])
        return {landing.hit for landing in sketch.landings}
    assert met(Notes()) == {0}
    assert met(Notes((note(NoteKind.HIT, "C", frames=(33 * 24 + 7, 33 * 24 + 8)),))) == {1}


def crowded(*notes: Note) -> Sketch:
    """The first cue with a door's hit that only the machine wants, under notes of tempo and hit."""
    door = Hit(33 * 24, Seconds(33.0), HitClass.A, "onset", "a door")
    asked = tuple(Hit(each.frames[0], Seconds(each.frames[0] / 24), HitClass.A, "onset", f"note {each.id}: A") for each in notes
                  if each.kind is NoteKind.HIT and each.frames)
    usual = film.spotting()
    first, *others = usual.moments
    assert not isinstance(first, Silence)
    spotting = replace(usual, moments=(replace(first, hits=tuple(sorted((door, *asked), key=lambda each: each.frame))), *others))
    book = invent(film.episode(), film.graph(), ThemeBook(), House())
    return compose(plan(film.episode(), spotting, film.graph(), film.seen(), book, House(), Notes(notes))[0])


def test_a_hit_given_up_for_a_note_says_for_which() -> None:
    tempo, near = note(NoteKind.TEMPO, "90", identity="n1"), note(NoteKind.HIT, "A", identity="n2", frames=(33 * 24 + 7, 33 * 24 + 8))
    assert not crowded().given_up and {each.hit for each in crowded().landings} == {0}
    (lost,) = crowded(tempo, near).given_up
    assert (lost.hit, lost.notes) == (0, ("n2",)), "the tempo alone would let the door be met"
    assert {each.hit for each in crowded(tempo, near).landings} == {1}


def test_a_hit_that_would_not_be_met_without_the_notes_either_is_not_laid_at_their_door() -> None:
    """At the very edge of the cue nothing can land, whoever asks for whatever."""
    edge = note(NoteKind.HIT, "A", identity="n2", frames=(45 * 24 - 2, 45 * 24 - 1))
    sketch = crowded(edge, note(NoteKind.TEMPO, "90", identity="n1"))
    assert not any(each.hit == 1 for each in sketch.landings) and not any(each.hit == 1 for each in sketch.given_up)


def test_a_person_s_hit_is_met_even_where_the_machine_s_own_stands_just_before_it() -> None:
    near = note(NoteKind.HIT, "A", identity="n2", frames=(33 * 24 + 3, 33 * 24 + 4))
    sketch = crowded(near)
    assert {each.hit for each in sketch.landings} == {1}
    assert [(each.hit, each.notes) for each in sketch.given_up] == [(0, ("n2",))]
