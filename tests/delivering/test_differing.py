"""What a note changed is read beside the film without it: side effects are told, and what was so before is not claimed."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import pytest

from tests.delivering.finished import RATE, episode, graph, soundtrack
from tests.fakes import FolderShelf
from yeoun.delivering.differing import differing
from yeoun.delivering.notes import changed_by, lines_at_spotting, lines_of, table, told_of
from yeoun.model.composed import Chord, Section, ThemeBook
from yeoun.model.feeling import EmotionGraph
from yeoun.model.media import Caution
from yeoun.model.notes import Note, NoteKind, Notes, Outcome
from yeoun.model.scored import Score
from yeoun.model.soundtrack import Change, Compared, Soundtrack, Version, Written
from yeoun.model.spotted import Cue, Ending, Hit, HitClass, Silence, Spotting
from yeoun.units.names import CueId, CueKey
from yeoun.units.time import Seconds, at_frame


@pytest.fixture(scope="module")
def whole() -> Soundtrack:
    return soundtrack(FolderShelf())


@pytest.fixture
def version(whole: Soundtrack) -> Version:
    """The finished film before anyone plays it."""
    cue = whole.cues[0]
    return Version((), whole.graph, whole.spotting, whole.themes, (Written(cue.sketch, cue.score),))


def with_cue(version: Version, change: Callable[[Cue], Cue] = lambda cue: cue, write: Callable[[Written], Written] = lambda each: each,
             left_out: tuple[str, ...] = ("n1",)) -> Version:
    """A version in which its one cue is otherwise."""
    (cue, rest), (written,) = version.spotting.moments, version.cues
    assert isinstance(cue, Cue)
    return replace(version, left_out=left_out, spotting=replace(version.spotting, moments=(change(cue), rest)), cues=(write(written),))


def words(made: Version, *others: Version) -> list[tuple[str, str]]:
    return [(each.note, each.words) for each in differing(episode(), made, others).changes]


def sketched(**facts: object) -> Callable[[Written], Written]:
    return lambda each: replace(each, sketch=replace(each.sketch, **facts))    # type: ignore[arg-type]


def without_gayageum(each: Written) -> Written:
    return replace(each, score=replace(each.score, parts=each.score.parts[:1]))


def other_role(each: Written) -> Written:
    first, *rest = each.score.parts
    return replace(each, score=replace(each.score, parts=(replace(first, role="bass"), *rest)))


def one_key_up(each: Written) -> Written:
    first, *rest = each.score.parts
    notes = (*first.notes[:-1], replace(first.notes[-1], key=65))
    return replace(each, score=replace(each.score, parts=(replace(first, notes=notes), *rest)))


def landed_as(kind: str) -> Callable[[Written], Written]:
    return lambda each: replace(each, score=replace(each.score, landed=(replace(each.score.landed[0], kind=kind),)))


HIT = Hit(180, at_frame(180, RATE), HitClass.B, "onset", "she turns")
FIRST = Chord(Fraction(0), Fraction(4), "Am", "ii", (9, 0, 4), 9, 0.2, 68.0)
SIDE_EFFECTS: dict[str, tuple[Callable[[Cue], Cue], Callable[[Written], Written], str]] = {
    "mode": (lambda cue: cue, sketched(mode="aeolian"), "G major instead of G minor"),
    "theme's form": (lambda cue: cue, lambda each: replace(each, sketch=replace(each.sketch, statements=(
        replace(each.sketch.statements[0], form="fragment"),))),
        "지은's theme plain from bar 1 instead of 지은's theme fragment from bar 1"),
    "players": (lambda cue: cue, without_gayageum, "new players: 가야금 · Gayageum (melody)"),
    "role": (lambda cue: cue, other_role, "피아노 · Piano plays melody instead of bass"),
    "a hit's class": (lambda cue: replace(cue, hits=(HIT,)), lambda each: each,
                      "the hit at 01:00:07:12 is of class A, a note begins, instead of class B, a note begins"),
    "how a hit lands": (lambda cue: cue, landed_as("stop"),
                        "the hit at 01:00:07:12 is of class A, a note begins, instead of class A, the tone stops"),
    "a hit": (lambda cue: replace(cue, hits=()), lambda each: each, "a hit at 01:00:07:12 of class A, a note begins"),
    "chords": (lambda cue: cue, sketched(chords=(FIRST,)), "chords IV ii7 instead of ii"),
    "form": (lambda cue: cue, sketched(sections=(Section(Fraction(0), Fraction(8), "close", ""),)), "form 노을 instead of close"),
    "ending": (lambda cue: replace(cue, ending=Ending.CUT), lambda each: each, "its end: rings out; without the note: ends with a cut"),
    "place": (lambda cue: replace(cue, first_frame=24), lambda each: each, "begins at 01:00:00:00 instead of 01:00:01:00"),
    "notes": (lambda cue: cue, one_key_up, "other notes in bar 4"),
}


@pytest.mark.parametrize("what", SIDE_EFFECTS)
def test_whatever_a_note_moves_in_a_cue_is_said(version: Version, what: str) -> None:
    cue, written, said = SIDE_EFFECTS[what]
    without = with_cue(version, cue, written)
    assert ("n1", said) in words(version, without, replace(without, left_out=("n1", "n2"))), what


def test_a_note_without_which_all_is_the_same_changed_nothing(version: Version) -> None:
    assert words(version, replace(version, left_out=("n1",))) == []


def test_what_was_so_before_any_note_is_not_claimed(version: Version) -> None:
    minor, dorian = (sketched(mode=mode) for mode in ("aeolian", "dorian"))
    bare = replace(version, left_out=("n1", "n2"))
    told = words(version, with_cue(version, write=minor), with_cue(version, write=dorian, left_out=("n2",)), bare)
    assert told == [("n1", "G major instead of G minor (as without any note)"), ("n2", "G major instead of G dorian (as without any note)")]
    other = words(version, with_cue(version, write=minor), with_cue(version, write=dorian, left_out=("n1", "n2")))
    assert other[0] == ("n1", "G major instead of G minor (without any note: G dorian)")


def test_what_only_all_notes_together_changed_stands_under_no_note_s_name(version: Version) -> None:
    minor = sketched(mode="aeolian")
    same = [replace(version, left_out=(note,)) for note in ("n1", "n2")]
    assert words(version, *same, with_cue(version, write=minor, left_out=("n1", "n2"))) == [("", "G major instead of G minor")]


def test_music_that_a_note_brings_or_takes_is_said_with_its_place(version: Version) -> None:
    none = replace(version, left_out=("n1",), spotting=Spotting((), ()), cues=())
    assert words(version, none) == [("n1", "music from 01:00:00:00 to 01:00:15:00, where none would be")]
    assert words(replace(none, left_out=()), replace(version, left_out=("n1",))) == [
        ("n1", "no music from 01:00:00:00 to 01:00:15:00, where it would play")]


def test_a_curve_that_a_note_moves_is_said_with_what_it_would_be(version: Version) -> None:
    def sad(whole: EmotionGraph) -> EmotionGraph:
        valence = (*whole.feelings.valence[:10], *(-0.5,) * 5, *whole.feelings.valence[15:])
        return replace(whole, feelings=replace(whole.feelings, valence=valence))

    assert words(replace(version, graph=sad(graph())), replace(version, left_out=("n1",))) == [
        ("n1", "valence -0.50 on average from 5.0 to 7.5 s instead of +0.20")]


def test_a_theme_that_a_note_gives_somebody_is_said(version: Version) -> None:
    assert words(version, replace(version, left_out=("n1",), themes=ThemeBook()))[0] == ("n1", "지은 has a theme (major, 1 3 5 3)")


def test_the_page_the_terminal_and_the_provenance_say_it_with_scenes_in_words(whole: Soundtrack, version: Version) -> None:
    mode, yes = Note("n1", "composer", NoteKind.MODE, "major", "so", "1", None), Note("n2", "", NoteKind.MUSIC, "yes", "", None, (0, 300))
    compared = differing(episode(), version, (with_cue(version, write=sketched(mode="aeolian")), replace(version, left_out=("n2",)),
                                              with_cue(version, write=sketched(mode="aeolian"), left_out=("n1", "n2"))))
    cue = replace(whole.cues[0], score=replace(whole.cues[0].score, outcomes=(Outcome("n1", "mode"),)))
    noted = replace(whole, notes=Notes((mode, yes)), compared=compared, cues=(cue,))
    told = told_of(noted)
    assert [each.changed for each in told] == [("scene 1, 1m01: G major instead of G minor",), ()]
    assert told[0].where == "scene 1, 옥상" and told[1].holds == "nothing: it was so already"
    assert "G major instead of G minor" in table(noted) and "s01" not in table(noted)
    lines = lines_of(noted)
    assert lines[1:] == ("  n1 asks for mode major, scene 1, 옥상", "    n1, scene 1, 1m01: G major instead of G minor",
                         "  n2 asks for music yes, 01:00:00:00 to 01:00:12:12: nothing: it was so already")
    assert [each["changed"] for each in changed_by(noted.cues[0], noted)] == [["G major instead of G minor"]]
    assert lines_of(replace(noted, notes=Notes(()))) == ()


def test_a_note_whose_doing_others_share_says_so(whole: Soundtrack, version: Version) -> None:
    notes = tuple(Note(name, "", NoteKind.MODE, "major", "", "1", None) for name in ("n1", "n2"))
    compared = differing(episode(), version, (*(replace(version, left_out=(each.id,)) for each in notes),
                                              with_cue(version, write=sketched(mode="aeolian"), left_out=("n1", "n2"))))
    noted = replace(whole, notes=Notes(notes), compared=compared)
    assert all(each.holds.startswith("nothing by itself") for each in told_of(noted))
    assert "all of them together" in table(noted) and lines_of(noted)[-1].endswith("G major instead of G minor")


def test_a_cue_keeps_its_number_when_another_comes_before_it(version: Version) -> None:
    (cue, rest), (written,) = version.spotting.moments, version.cues
    assert isinstance(cue, Cue)
    early = replace(cue, key=CueKey("early"), id=CueId("1m01"), end_frame=120)
    late = replace(cue, id=CueId("1m02"), first_frame=200)
    one = replace(version, spotting=Spotting((late, rest), ()), left_out=("n1",))
    two = replace(version, spotting=Spotting((early, late, rest), ()), cues=(written, written))
    assert [each.cue for each in differing(episode(), two, (one,)).changes] == ["1m01"]


def test_what_became_of_every_number_is_said_where_notes_changed_one(whole: Soundtrack, version: Version) -> None:
    (cue, rest), (written,) = version.spotting.moments, version.cues
    assert isinstance(cue, Cue)
    spans = {"a": (0, 60), "b": (60, 120), "c": (200, 260), "d": (280, 360)}

    def spotted(*names: str) -> Spotting:
        cues = [replace(cue, id=CueId(f"1m{k:02}"), first_frame=spans[name][0], end_frame=spans[name][1])
                for k, name in enumerate(names, 1)]
        return Spotting((*cues, rest), ())

    def told(before: str, now: str) -> tuple[str, ...]:
        made, bare = (replace(version, spotting=spotted(*names), cues=(written,) * len(names)) for names in (now, before))
        compared = differing(episode(), made, (replace(bare, left_out=("n1",)),))
        noted = replace(whole, notes=Notes((Note("n1", "", NoteKind.MUSIC, "yes", "", "1", None),)), compared=compared)
        said = tuple(line for line in lines_of(noted) if line.startswith("Numbers of cues"))
        assert all(line in table(noted) for line in said)
        at_spotting = lines_at_spotting(episode(), noted.notes, made.spotting, bare.spotting.cues)
        assert tuple(line for line in at_spotting if line.startswith("Numbers of cues")) == said
        return said

    assert told("ac", "abc") == ("Numbers of cues, without any note → with your notes: 1m02 → 1m03; as before: 1m01; new: 1m02.",)
    assert told("abd", "bcd") == ("Numbers of cues, without any note → with your notes: 1m02 → 1m01; as before: 1m03; new: 1m02; "
                                  "no cue any more: 1m01.",)
    assert told("abc", "ab") == told("ab", "abd") == told("ac", "ac") == (), "every cue that stayed has its number"


def test_a_run_that_stops_at_spotting_says_in_short_lines_what_each_note_did_there(version: Version) -> None:
    (cue, rest) = version.spotting.moments
    assert isinstance(cue, Cue) and isinstance(rest, Silence)
    notes = (Note("n1", "director", NoteKind.MUSIC, "yes", "", "1", None),
             Note("n2", "director", NoteKind.SILENCE, "ring", "", None, (360, 480)),
             Note("n3", "composer", NoteKind.TEMPO, "72", "", "1", None), Note("n4", "editor", NoteKind.HIT, "A", "", None, (48, 49)),
             Note("n5", "composer", NoteKind.THEME, "현우 fragment", "", "1", None))
    share = Caution("music_share_note", "The music that note n1 asks for counts in the 60 % of music that the house wants: ...")
    hit = replace(HIT, frame=48, reason="note n4 asks for it")
    noted = replace(cue, notes=("n1", "n4", "n5"), hits=(hit, replace(HIT, reason="note n44 asks")))
    spotting = Spotting((noted, replace(rest, notes=("n2",))), (share,))
    late = replace(cue, first_frame=120)
    assert lines_at_spotting(episode(), Notes(notes), spotting, (late,)) == (
        "What your notes did as far as spotting decides:",
        "  n1 asks for music yes, scene 1, 옥상",
        f"    n1, {share.message}", "    n1, scene 1, 1m01: music from 01:00:00:00 to 01:00:15:00 instead of 01:00:05:00 to 01:00:15:00",
        "    n1, obeyed in part: only 75 % of it is music",
        "  n2 asks for silence ring, 01:00:15:00 to 01:00:20:00", "    n2, scene 1: silence from 01:00:15:00 to 01:00:20:00, ring",
        "  n3 asks for tempo 72, scene 1, 옥상: nothing that spotting decides",
        "  n4 asks for hit A, 01:00:02:00 to 01:00:02:01",
        "    n4, scene 1, 1m01: music from 01:00:00:00 to 01:00:15:00 instead of 01:00:05:00 to 01:00:15:00",
        "    n4, scene 1, 1m01: a hit of class B at 01:00:02:00",
        "  n5 asks for theme 현우 fragment, scene 1, 옥상",
        "    n5, scene 1, 1m01: music from 01:00:00:00 to 01:00:15:00 instead of 01:00:05:00 to 01:00:15:00",
        "    n5, scene 1, 1m01: is to state the theme 현우 fragment")
    assert lines_at_spotting(episode(), Notes(notes[3:4]), spotting, (cue,))[1:] == (
        "  n4 asks for hit A, 01:00:02:00 to 01:00:02:01", "    n4, scene 1, 1m01: a hit of class B at 01:00:02:00"), "it lies there anyway"
    assert lines_at_spotting(episode(), Notes(), spotting, (cue,)) == ()


def test_of_a_note_that_changes_very_much_the_terminal_says_a_part_and_where_the_rest_is(whole: Soundtrack) -> None:
    many = tuple(Change("n1", CueId("1m01"), f"thing {k}", Seconds(0.0)) for k in range(12))
    noted = replace(whole, notes=Notes((Note("n1", "", NoteKind.MUSIC, "yes", "", None, (0, 300)),)), compared=Compared(("n1",), many))
    lines = [line for line in lines_of(noted) if line.startswith("    n1, ")]
    assert lines == [*(f"    n1, scene 1, 1m01: thing {k}" for k in range(8)), "    n1, 4 more of the kind, in report.html"]
    assert all(f"thing {k}" in table(noted) for k in range(12))


def test_a_run_that_stops_at_spotting_speaks_of_no_report_and_says_first_whose_music_a_note_took(version: Version) -> None:
    cue = version.spotting.cues[0]
    hits = tuple(replace(HIT, frame=24 * k, reason="note n1 asks for it") for k in range(12))
    share = Caution("music_share_note", "The music that note n1 asks for counts in the 60 % of music that the house wants: ...")
    spotting = Spotting((replace(cue, notes=("n1",), hits=hits),), (share,))
    notes = Notes((Note("n1", "director", NoteKind.MUSIC, "yes", "", None, (0, 240)),))
    lines = [line for line in lines_at_spotting(episode(), notes, spotting, (cue,)) if line.startswith("    n1, ")]
    assert lines[0] == f"    n1, {share.message}"
    assert lines[-1] == "    n1, 5 more of the kind: a run to the end lists them in report.html" and len(lines) == 9


def test_of_music_and_silence_a_run_that_stops_at_spotting_says_what_was_so_already_and_what_was_not_obeyed(version: Version) -> None:
    (cue, rest) = version.spotting.moments
    assert isinstance(cue, Cue)
    music = {"n1": (0, 240), "n2": (cue.first_frame, rest.end_frame), "n3": (rest.first_frame, rest.end_frame), "n5": (9000, 9024)}
    notes = (*(Note(name, "", NoteKind.MUSIC, "yes", "", None, frames) for name, frames in music.items()),
             Note("n4", "", NoteKind.SILENCE, "yes", "", None, (rest.first_frame, rest.end_frame)),
             Note("n6", "", NoteKind.MUSIC, "yes", "", "9", None), Note("n7", "", NoteKind.TEMPO, "72", "", "1", None))
    lines = lines_at_spotting(episode(), Notes(notes), version.spotting, (cue,))
    assert [line for line in lines if "nothing" in line] == [
        "  n1 asks for music yes, 01:00:00:00 to 01:00:10:00: nothing: it was so already",
        "  n4 asks for silence yes, 01:00:15:00 to 01:00:20:00: nothing: it was so already",
        "  n7 asks for tempo 72, scene 1, 옥상: nothing that spotting decides"]
    assert [line for line in lines if line.startswith("    ")] == [
        "    n2, not obeyed: only 75 % of it is music", "    n3, not obeyed: only 0 % of it is music",
        "    n5, not obeyed: the film ends before it", "    n6, not obeyed: there is no scene 9 in this film"]
    moved = Spotting((replace(cue, notes=("n2",)), rest), ())
    assert "    n2, obeyed in part: only 75 % of it is music" in lines_at_spotting(episode(), Notes(notes[1:2]), moved, ())


def test_without_notes_there_is_nothing_to_compare() -> None:
    assert differing(episode(), Version((), graph(), Spotting((), ()), ThemeBook(), ()), ()) == Compared()


def test_a_score_that_only_says_other_reasons_is_the_same(version: Version) -> None:
    def other_reason(each: Written) -> Written:
        parts = tuple(replace(part, why="another reason") for part in each.score.parts)
        score: Score = replace(each.score, parts=parts)
        return replace(each, score=score)

    assert words(version, with_cue(version, write=other_reason)) == []
