"""The measure of manners under speech: what is polite passes, what sits on the voice or bustles fails."""

from fractions import Fraction

from tests.composing.bench.film_scored import Struck
from tests.composing.bench.speech import Spoken, moments, tally

LINES = (Spoken(2.0, 5.0, 57.0),)    # a man's voice at A3


def note(at: float, key: int, length: float = 0.5, part: str = "flute", velocity: int = 60) -> Struck:
    return Struck(part, key, velocity, at, at + length, Fraction(0), Fraction(1))


def test_a_high_line_and_a_low_pedal_leave_the_voice_alone() -> None:
    found = tally([note(2.5, 76), note(3.5, 79), note(0.0, 36, 6.0, "celli")], frozenset({"flute"}), LINES)
    assert (found.melody, found.melody_inside, found.inner_inside, found.crowded) == (2, 0, 0, 0)
    assert found.sounding == 3.0


def test_a_tune_inside_a_sixth_of_the_voice_is_counted_and_so_is_one_that_hides_as_an_inner_part() -> None:
    on_it = [note(2.5, 60), note(3.5, 64)]
    led, hidden = (tally(on_it, leads, LINES) for leads in (frozenset({"flute"}), frozenset[str]()))
    assert led.melody_inside == 2 and led.top_inside == 2
    assert hidden.melody == 0 and hidden.top_inside == 2, "the highest note is asked for whatever a part calls itself"


def test_the_edge_of_a_sixth_is_inside_and_a_semitone_more_is_not() -> None:
    assert [tally([note(3.0, key)], frozenset({"flute"}), LINES).melody_inside for key in (66, 67, 48, 47)] == [1, 0, 1, 0]


def test_silence_under_words_wins_no_row_unseen() -> None:
    found = tally([], frozenset({"flute"}), LINES)
    assert found.sounding == 0.0 and found.seconds == 3.0


def test_semiquavers_under_a_line_are_too_many_and_a_chord_is_one_onset() -> None:
    busy = [note(2.0 + k / 8, 80, 0.1) for k in range(24)]
    chord = [note(3.0, key) for key in (72, 76, 79, 84)]
    assert tally(busy, frozenset(), LINES).crowded == 1
    assert len(moments(chord)) == 1 and tally(chord, frozenset(), LINES).most == 1


def test_a_part_that_plays_on_does_not_enter_and_one_that_rested_does() -> None:
    playing_on = [note(1.6, 76), note(2.4, 77), note(3.1, 79)]
    after_rest = [note(0.2, 76), note(3.1, 79)]
    assert [tally(each, frozenset({"flute"}), LINES).entries for each in (playing_on, after_rest)] == [0, 1]


def test_a_loud_note_inside_the_voice_is_told_from_a_soft_one() -> None:
    found = tally([note(3.0, 55, part="violas", velocity=95), note(4.0, 55, part="violas", velocity=50)], frozenset(), LINES)
    assert (found.inner_inside, found.inner_loud) == (2, 1)
