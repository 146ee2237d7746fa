"""What players can do with lungs and hands: breaths on beats, chords in reach."""

from dataclasses import replace
from fractions import Fraction

import pytest

from tests.orchestrating.sketches import a_brief, a_sketch
from yeoun.instruments.load import every_instrument
from yeoun.model.scored import Instrument, ScoreNote
from yeoun.orchestrating.arrange import with_breaths
from yeoun.orchestrating.clock import Clock, clock_of
from yeoun.orchestrating.reach import in_reach, reaches
from yeoun.units.time import Seconds

F = Fraction


def player(name: str) -> Instrument:
    return next(each for each in every_instrument() if each.name == name)


def clock(bars: int = 8) -> Clock:
    return clock_of(a_sketch((), bars=bars), a_brief(60.0))


def held(at: Fraction, beats: Fraction, key: int, time: Clock) -> ScoreNote:
    begin, end = time.at(at), time.at(at + beats)
    return ScoreNote(at, beats, Seconds(begin), Seconds(end - begin), key, 0.5, "plain", "", (), "line")


def test_a_tone_longer_than_a_breath_is_taken_up_again_on_a_first_beat() -> None:
    time = clock()
    first, again = with_breaths([held(F(1), F(14), 65, time)], 9.0, time)
    assert (first.at_beat, first.beats, again.at_beat, again.beats) == (F(1), F(11), F(12), F(3))
    assert again.onset_s == time.at(F(12)) and again.onset_s + again.length_s == pytest.approx(time.at(F(15)))
    assert again.onset_s - (first.onset_s + first.length_s) == pytest.approx(0.35), "the breath lies before the beat"


@pytest.mark.parametrize("beats", [9, 11, 13, 17, 26, 32])
def test_however_long_a_tone_no_stretch_is_longer_than_a_breath_and_every_onset_is_its_beat(beats: int) -> None:
    time = clock()
    made = with_breaths([held(F(0), F(beats), 65, time)], 6.0, time)
    assert all(note.length_s <= 6.0 + 1e-6 and note.onset_s == time.at(note.at_beat) for note in made)
    assert all(later.onset_s - one.onset_s - one.length_s > 0.149 for one, later in zip(made, made[1:], strict=False))


def chord(keys: tuple[int, ...], time: Clock) -> tuple[ScoreNote, ...]:
    return tuple(held(F(0), F(2), key, time) for key in keys)


@pytest.mark.parametrize(("name", "keys", "laid"), [
    ("nylon_guitar", (41, 72), (53, 72)), ("nylon_guitar", (40, 47, 52, 56, 59, 64), (40, 47, 52, 56, 59, 64)),
    ("grand_piano", (36, 52, 76), (36, 64, 76)), ("grand_piano", (36, 48, 64, 72), (36, 48, 64, 72)), ("violins_1", (55, 100), (55, 100))])
def test_a_chord_out_of_reach_is_laid_anew_and_one_within_is_left(name: str, keys: tuple[int, ...], laid: tuple[int, ...]) -> None:
    found = in_reach(chord(keys, clock()), player(name), lambda key, at_s: True)
    assert tuple(sorted(note.key for note in found)) == laid
    assert all(("hands" in note.why) == (note.key not in keys) for note in found)


def test_nothing_is_moved_into_a_speaking_voice() -> None:
    found = in_reach(chord((41, 72), clock()), player("nylon_guitar"), lambda key, at_s: not 45 <= key <= 66)
    assert [note.key for note in found] == [72] and reaches(player("nylon_guitar"), [72])
    assert found[0].why.endswith("1 tone under it left out, beyond the reach of the Nylon-string guitar's hands")


def test_of_the_tones_left_out_those_of_a_hit_go_last() -> None:
    guitar, time = player("nylon_guitar"), clock()
    keys = (40, 41, 42, 43, 44, 64)    # five low ones for two strings
    for struck in keys[1:-1]:
        notes = tuple(replace(note, why="hit struck where only slow sounds begin") if note.key == struck else note
                      for note in chord(keys, time))
        found = in_reach(notes, guitar, lambda key, at_s: False)
        assert {struck, 64} <= {note.key for note in found} and reaches(guitar, [note.key for note in found])


def test_every_chord_of_two_on_a_guitar_ends_in_reach_under_its_top() -> None:
    guitar = player("steel_guitar")
    for low in range(guitar.low, guitar.high + 1, 3):
        for high in range(low + 1, guitar.high + 1, 2):
            found = in_reach(chord((low, high), clock()), guitar, lambda key, at_s: True)
            keys = [note.key for note in found]
            assert reaches(guitar, keys) and (max(keys) >= high or high > 79), (low, high, keys)
            assert {key % 12 for key in keys} <= {low % 12, high % 12}
            assert not reaches(guitar, (low, high)) or keys == [high, low], "what lies in reach is left as it is"
            assert all(guitar.low <= key <= guitar.high for key in keys)


def test_notes_that_are_not_struck_together_are_no_chord() -> None:
    low, high = held(F(0), F(2), 41, clock()), held(F(1), F(2), 72, clock())
    assert in_reach((low, high), player("nylon_guitar"), lambda key, at_s: True) == (low, replace(high))


def test_a_high_tone_alone_is_no_chord_however_high() -> None:
    (top,) = in_reach(chord((81,), clock()), player("steel_guitar"), lambda key, at_s: True)
    assert top.key == 81
