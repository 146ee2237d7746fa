"""Briefs hold all that a cue may know, in its own time, and people's word wins."""

from dataclasses import replace
from fractions import Fraction

import pytest

from yeoun.composing.bearing import bearing
from yeoun.composing.compose import compose
from yeoun.composing.invent import invent
from yeoun.composing.plan import plan
from yeoun.errors import NoSuch
from yeoun.model.composed import ThemeBook
from yeoun.model.feeling import EmotionGraph, Feelings, Inner, Turn
from yeoun.model.media import Curve, Media, Production, Shot, Span, Transition
from yeoun.model.notes import House, Note, NoteKind, Notes
from yeoun.model.observed import Light, Observations, ShotLight, SpeechSpan
from yeoun.model.script import Character, Episode, Line, LineKind, Scene, TimeOfDay
from yeoun.model.shelf import FileRef
from yeoun.model.spotted import Cue, Ending, Function, Hit, HitClass, Silence, Spotting
from yeoun.units.modes import mode_said
from yeoun.units.names import CueId, CueKey, Digest, LineId, Person, SceneId, ShotId
from yeoun.units.time import Seconds

RATE = Fraction(24)
LENGTH = 120.0
MINA, JOON = Person("Mina"), Person("Joon")


def span(start: float, end: float) -> Span:
    return Span(Seconds(start), Seconds(end))


def curves(valence: float, arousal: float, tension: float) -> Feelings:
    count = int(LENGTH * 2) + 1
    return Feelings(Seconds(0.5), (valence,) * count, (arousal,) * count, (tension,) * count)


def spoken(number: int, who: Person, start: float, end: float) -> Line:
    return Line(LineId(f"l{number}"), SceneId("s1"), who, "말", "ko", LineKind.SPOKEN, "", span(start, end), 0.9, "subtitle")


def episode(people: tuple[Person, ...] = (MINA, JOON)) -> Episode:
    picture = FileRef("picture", "a.mp4", Digest("0" * 64), 1)
    media = Media("mp4", "h264", 0, RATE, int(LENGTH * 24), 64, 36, 0, 0, Fraction(1, 24), None)
    lines = tuple(line for line in (spoken(1, MINA, 24, 26), spoken(2, JOON, 27, 29), spoken(3, MINA, 90, 92))
                  if line.speaker in people)
    scene = Scene(SceneId("s1"), "1", "옥상", "옥상", TimeOfDay.GOLDEN, False, (), 0, int(LENGTH * 24), 0.9, ())
    shot = Shot(ShotId("a"), 0, int(LENGTH * 24), Transition.CUT, 1.0)
    who = tuple(Character(p, sum(line.speaker == p for line in lines)) for p in people)
    return Episode("s01e01", picture, media, RATE, int(LENGTH * 24), Seconds(LENGTH), (scene,), (shot,), lines, (), who,
                   Production(None, None), ())


def graph(people: tuple[Person, ...] = (MINA, JOON)) -> EmotionGraph:
    count = int(LENGTH * 2) + 1
    felt = {MINA: curves(-0.3, 0.3, 0.4), JOON: curves(0.4, 0.5, 0.2)}
    inner = tuple(Inner(p, curves(0.3, 0.4, 0.3), felt[p], tuple(70 + k % 3 for k in range(count)),
                        (span(20, 40), span(85, 100))) for p in people)
    return EmotionGraph(curves(0.1, 0.4, 0.3), (0.2,) * count, (0.8,) * count, inner,
                        (Turn(Seconds(29.5), "reveal", 0.7, "invented"),), (), ())


def seen() -> Observations:
    light = ShotLight(ShotId("a"), 250.0, 55.0, 0.0, 0.4, 0.31, 50.0, 10.0, 0.3, 0.1, Light.GOLDEN, 0.9)
    none = Curve(Seconds(0.5), ())
    shot = Shot(ShotId("a"), 0, int(LENGTH * 24), Transition.CUT, 1.0)
    speech = (SpeechSpan(span(24, 26), 0.9, 210.0, -20.0, None, None), SpeechSpan(span(27, 29), 0.9, 118.0, -20.0, None, None),
              SpeechSpan(span(33, 34), 0.9, None, -22.0, None, None))
    return Observations((shot,), (light,), none, none, none, none, none, speech, (), (), (), Production(None, None), True, ())


def cue(number: int, start: float, end: float, owner: Person | None, hits: tuple[Hit, ...] = ()) -> Cue:
    return Cue(CueKey(f"k{number}"), CueId(f"1m0{number}"), int(start * 24), int(end * 24), Seconds(1.5), Ending.RING,
               Function.UNDERSCORE, "compose", None, owner, owner, "invented", hits, (), (LineId("l1"),))


def spotting(owner: Person | None = MINA) -> Spotting:
    strong = Hit(int(30 * 24), Seconds(30), HitClass.A, "change", "reveal")
    rest = Silence("x", 45 * 24, 80 * 24, "composed", "ring", "after the line", LineId("l2"))
    return Spotting((cue(1, 20, 45, owner, (strong,)), rest, cue(2, 80, 110, owner)), ())


def briefed(notes: Notes = Notes(), owner: Person | None = MINA, people: tuple[Person, ...] = (MINA, JOON)):  # type: ignore[no-untyped-def]  # noqa: B008
    book = invent(episode(people), graph(people), ThemeBook(), House())
    return plan(episode(people), spotting(owner), graph(people), seen(), book, House(), notes)


def test_a_brief_lives_in_its_own_time() -> None:
    first, second = briefed()
    assert (first.length_s, second.length_s) == (25.0, 30.0)
    assert first.hits[0].at_s == 10.0
    assert first.lines[0].span == span(4, 6) and first.lines[0].f0_hz == 210.0
    assert first.intent.valence[0] == -0.3 and first.heart_bpm.values[0] == 71
    assert (first.mired_relative, first.luminance, first.time_of_day) == (55.0, 0.31, "golden")
    assert first.norm == (0.1, 0.4, 0.3)


def test_key_lines_are_those_before_a_composed_silence_or_a_turn() -> None:
    first, _ = briefed()
    assert [line.is_key for line in first.lines] == [False, True, False]


def test_speech_without_a_line_is_respected_too() -> None:
    first, _ = briefed()
    assert str(first.lines[-1].id).startswith("speech") and first.lines[-1].span == span(13, 14)


def test_the_theme_is_plain_first_and_varied_later() -> None:
    first, second = briefed()
    assert first.themes[0].form == "plain" and first.motifs[0].owner == "Mina"
    assert second.themes[0].form == "mode" and "irony" in second.themes[0].reason
    assert not briefed(owner=None)[0].themes


def test_notes_win() -> None:
    notes = Notes((Note("n1", "kim", NoteKind.MODE, "dorian", "", "1", None),
                   Note("n2", "kim", NoteKind.KEY, "Eb", "", None, (0, 1000)),
                   Note("n3", "kim", NoteKind.TEMPO, "84 bpm", "", None, (0, 1000)),
                   Note("n4", "kim", NoteKind.CHORDS, "i IV i VII", "", None, (0, 1000)),
                   Note("n5", "kim", NoteKind.THEME, "Joon augmented", "", None, (0, 1000))))
    first, second = briefed(notes)
    assert (first.mode_pin, first.key_pin, first.tempo_pin, first.chords_pin) == ("dorian", "Eb", 84.0,
                                                                                ("i", "IV", "i", "VII"))
    assert first.themes[0].form == "augmented" and first.motifs[0].owner == "Joon"
    assert first.notes == ("n1", "n2", "n3", "n4", "n5") and second.notes == ("n1",)
    sketch = compose(first)
    assert (sketch.key, sketch.mode) == ("Eb", "dorian")
    assert {chord.degree for chord in sketch.chords} <= {"i", "IV", "VII"}
    bpm = [60e6 / mark.microseconds for mark in sketch.tempo_map.marks]
    assert 0.9 * 84 <= min(bpm) and max(bpm) <= 1.1 * 84


@pytest.mark.parametrize("kind, value", [(NoteKind.MODE, "doriann"), (NoteKind.THEME, "Minna"), (NoteKind.KEY, "loud"),
                                         (NoteKind.INSTRUMENT, "gayagum")])
def test_a_note_that_names_nothing_is_refused_with_the_nearest_name(kind: NoteKind, value: str) -> None:
    with pytest.raises(NoSuch, match="Nearest: "):
        briefed(Notes((Note("n1", "kim", kind, value, "", None, None),)))


def test_motifs_in_the_book_are_never_touched_and_later_characters_change_nothing() -> None:
    alone = invent(episode((MINA,)), graph((MINA,)), ThemeBook(), House())
    both = invent(episode(), graph(), ThemeBook(), House())
    again = invent(episode(), graph(), alone, House())
    assert alone.motifs[0] == both.motifs[0] == again.motifs[0]
    assert [m.owner for m in again.motifs] == ["Mina", "Joon"]
    assert invent(episode(), graph(), both, House()) == both


def test_a_picture_without_characters_gets_a_motif_of_its_place() -> None:
    book = invent(episode(()), graph(()), ThemeBook(), House())
    assert [(m.kind, m.owner) for m in book.motifs] == [("place", "옥상")]
    brief = briefed(owner=None, people=())[0]
    assert brief.motifs[0].owner == "옥상" and brief.heart_bpm.values[0] == 72.0
    assert compose(brief).statements


def test_moving_a_cue_changes_nothing_in_it() -> None:
    later = Spotting((replace(cue(1, 20, 45, None), first_frame=24 * 21, end_frame=24 * 46, lines=()),), ())
    there = Spotting((cue(1, 20, 45, None),), ())
    quiet = replace(episode(), lines=())
    mute = replace(seen(), speech=())
    book = ThemeBook()
    assert plan(quiet, later, graph(()), mute, book, House(), Notes()) == plan(quiet, there, graph(()), mute, book, House(),
                                                                               Notes())


def test_every_cue_composes_and_lands_its_hits() -> None:
    for asked in briefed():
        sketch = compose(asked)
        assert {landing.hit for landing in sketch.landings} == set(range(len(asked.hits)))
        assert sketch.statements and sketch.sections and sketch.voices


def test_the_house_says_how_many_themes_a_series_may_have() -> None:
    one = invent(episode(), graph(), ThemeBook(), House(most_themes=1))
    assert [motif.owner for motif in one.motifs] == ["Mina"]      # she speaks twice, he once
    assert invent(episode(), graph(), one, House(most_themes=1)) == one
    assert invent(episode(), graph(), one, House(most_themes=2)) == invent(episode(), graph(), ThemeBook(), House())
    assert invent(episode(), graph(), ThemeBook(), House(most_themes=0)) == ThemeBook()
    assert invent(episode(()), graph(()), ThemeBook(), House(most_themes=0)) == ThemeBook()
    briefs = plan(episode(), spotting(), graph(), seen(), ThemeBook(), House(), Notes())
    assert all(not each.themes for each in briefs) and compose(briefs[0]).voices


def dark_where(first_s: float, end_s: float) -> EmotionGraph:
    """The graph of nobody in particular, bright but for a dark stretch that a note pinned."""
    told = graph(())
    at = [k / 2 for k in range(len(told.feelings.valence))]
    valence = tuple(-0.9 if first_s <= each <= end_s else 0.8 for each in at)
    return replace(told, feelings=replace(told.feelings, valence=valence, tension=tuple(0.8 if v < 0 else 0.1 for v in valence)))


def test_a_mode_that_a_note_on_the_feeling_brought_is_told_of_that_note_and_no_other() -> None:
    asked = tuple(Note(name, "director", NoteKind.GRAPH, "valence=-0.9 tension=0.8", "", None, frames)
                  for name, frames in (("dark", (80 * 24, 110 * 24)), ("nowhere", (2 * 24, 6 * 24))))
    unowned = replace(spotting(None), moments=tuple(replace(each, character=None) if isinstance(each, Cue) else each
                                                    for each in spotting(None).moments))
    first, second = plan(episode(()), unowned, dark_where(80, 110), seen(), ThemeBook(), House(), Notes(asked))
    assert first.outcomes == ()
    (told,) = second.outcomes
    where = bearing(second)
    assert (told.note, told.what) == ("dark", "mode") and where.mode.is_minor
    assert told.changed.startswith(f"{where.key} {mode_said(where.mode.name)} instead of ")
    assert told in compose(second).outcomes
