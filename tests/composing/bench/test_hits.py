"""A hit is right on its frame, its grid and a note; a class A hit that is only an accent is missed."""

from fractions import Fraction

from tests.composing.bench.heard import Change, Heard, Note
from tests.composing.bench.hits import accented, lift, moved, one_tempo, read, steadiness
from tests.composing.bench.made import HERS, asked, chord, cue, note, struck

F = Fraction
CHORDS = [chord(name, 4 * k, 4) for k, name in enumerate(("C", "C", "C", "F", "F", "C"))]


def hit(at: float, marked: float, grade: str = "A", kind: str = "change", notes: list[Note] | None = None,
        chords: list[Change] | None = None) -> Heard:
    """Six bars with one hit asked at a moment and marked at another."""
    wanted = asked(24.0, hits=((F(at), grade, kind),))
    chords = CHORDS if chords is None else chords
    marks = ((marked, F(marked).limit_denominator(960), grade),)
    return cue(struck(chords) if notes is None else notes, chords, wanted, bars=6, hits=marks, motifs=(HERS,))


def test_a_hit_on_its_frame_and_grid_is_right() -> None:
    (found,) = read(hit(12.0, 12.0))
    assert found.error_s == 0.0 and found.on_grid and found.has_event


def test_two_milliseconds_are_too_many_and_a_beat_is_no_downbeat() -> None:
    (late,) = read(hit(11.998, 12.0))
    assert late.error_s is not None and late.error_s > 0.001
    assert not read(hit(13.0, 13.0))[0].on_grid and read(hit(13.0, 13.0, "B"))[0].on_grid
    assert not read(hit(13.5, 13.5, "B"))[0].on_grid and read(hit(13.5, 13.5, "C"))[0].on_grid


def test_a_hit_nobody_marks_or_plays_is_not_met() -> None:
    assert read(hit(12.0, 20.0))[0].error_s is None
    assert not read(hit(13.0, 13.0, "B"))[0].has_event


def test_a_stop_is_met_where_notes_end_and_none_begins() -> None:
    held = [note(0, 12, 60), note(14, 4, 62)]
    assert read(hit(12.0, 12.0, kind="stop", notes=held))[0].has_event
    assert not read(hit(11.0, 11.0, "B", "stop", notes=held))[0].has_event


def test_new_harmony_in_a_new_register_moves_two() -> None:
    heard = hit(12.0, 12.0, notes=[*struck(CHORDS[:3]), *struck(CHORDS[3:], low=60)])
    assert moved(heard, 12.0, F(12)) >= {"harmony", "register"}


def test_a_theme_that_enters_is_found() -> None:
    at, tune = F(12), list[Note]()
    for degree, beats in zip(HERS.degrees, HERS.beats, strict=True):
        tune.append(note(at, beats, 72 + (0, 2, 4, 5, 7)[degree], 80, "oboe", "melody"))
        at += beats
    assert "theme" in moved(hit(12.0, 12.0, notes=[*struck(CHORDS), *tune]), 12.0, F(12))


def test_an_accent_alone_moves_nothing() -> None:
    still = [chord("C", 4 * k, 4) for k in range(6)]
    heard = hit(12.0, 12.0, notes=struck(still), chords=still)
    assert len(moved(heard, 12.0, F(12), accented(heard, 12.0))) < 2


def test_a_tempo_that_jumps_is_seen_whatever_its_sections_say() -> None:
    sections = ((0.0, F(0), "opening"), (12.0, F(12), "turn"))
    tempi = ((0.0, 12.0, 60.0), (12.0, 24.0, 70.0))
    section, whole, step = steadiness(cue(struck(CHORDS), CHORDS, asked(24.0), bars=6, sections=sections, tempi=tempi))
    assert section == 0.0 and whole > 0.05 and step > 0.15


def test_the_baseline_lands_what_lies_on_one_grid_and_not_what_does_not() -> None:
    even = cue([], (), asked(40.0, hits=tuple((F(at), "A", "onset") for at in (4, 8, 16, 24))), bars=10)
    odd = cue([], (), asked(40.0, hits=tuple((F(str(at)), "A", "onset") for at in (4.1, 9.73, 15.02, 24.4, 31.37))), bars=10)
    assert one_tempo(even)[1] == 4 and one_tempo(odd)[0] < 5


def test_chance_is_far_below_a_hit_that_is_met() -> None:
    real, luck = lift([hit(12.0, 12.0)])
    assert real == 1.0 and luck < 0.1
