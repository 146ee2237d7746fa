"""Voice-leading is judged right on hand-made transitions, on a chorale, and on chords stacked in root position."""

import music21

from tests.composing.bench.drawn import pieces_of
from tests.composing.bench.heard import Heard
from tests.composing.bench.made import chord
from tests.composing.bench.voices import (
    FAULTS,
    Held,
    Moment,
    at_random,
    doublings,
    faults,
    held_in,
    in_root_position,
    moments,
    of_cue,
)


def lines(**voices: tuple[int, ...]) -> list[tuple[Moment, Moment]]:
    """Voices with a tone a beat each."""
    return moments({name: [Held(k, k + 1, key) for k, key in enumerate(keys)] for name, keys in voices.items()})


def test_a_clean_cadence_has_no_fault() -> None:
    found, count, doubled = faults(lines(soprano=(72, 74, 72), alto=(67, 67, 67), tenor=(64, 59, 60), bass=(48, 43, 48)))
    assert not found and count == 2 and doubled == 0


def test_parallel_fifths_and_octaves_are_found() -> None:
    assert faults(lines(soprano=(67, 69), alto=(64, 65), bass=(48, 50)))[0]["parallel fifths"] == 1
    assert faults(lines(soprano=(72, 74), alto=(64, 65), bass=(48, 50)))[0]["parallel octaves"] == 1


def test_crossings_and_hidden_fifths_are_found() -> None:
    assert faults(lines(soprano=(67, 64), alto=(64, 67), bass=(48, 50)))[0]["crossings"] == 1
    assert faults(lines(soprano=(64, 69), alto=(60, 65), bass=(48, 50)))[0]["hidden"] == 1


def test_what_is_held_is_no_parallel() -> None:
    assert not faults(lines(soprano=(67, 67), alto=(64, 65), bass=(48, 48)))[0]["parallel fifths"]


def test_a_part_that_doubles_another_all_along_is_one_voice() -> None:
    keys = (48, 50, 52, 53, 55)
    moved = lines(soprano=(76, 74, 72, 72, 71), alto=(67, 67, 67, 69, 67), celli=keys, basses=tuple(key - 12 for key in keys))
    assert len(doublings(moved)) == 1
    assert not faults(moved)[0]["parallel octaves"]
    once = lines(soprano=(76, 74, 72), alto=(67, 67, 67), celli=(48, 50, 52), basses=(36, 38, 43))
    assert faults(once)[0]["parallel octaves"] == 1


def test_a_moment_at_which_two_voices_move_is_no_transition() -> None:
    parts = {"soprano": [Held(0, 1, 72), Held(1, 2, 71)], "alto": [Held(0, 1, 67), Held(1, 2, 67)], "bass": [Held(0, 2, 48)]}
    assert moments(parts) == []


def test_chords_in_root_position_and_voices_at_random_are_full_of_faults() -> None:
    chords = [chord(name, 4 * k, 4) for k, name in enumerate(("C", "F", "G", "Am", "F", "G", "C"))]
    stacked = faults(in_root_position(chords))[0]
    assert stacked["parallel fifths"] >= 6 and stacked["parallel octaves"] >= 6
    thrown = faults(at_random(chords))[0]
    assert thrown["crossings"] + thrown["overlaps"] > 3


def test_tied_tones_are_read_as_one() -> None:
    part = music21.stream.Part([music21.note.Note(60, quarterLength=1), music21.note.Note(60, quarterLength=1), music21.note.Note(62)])
    part.notes[0].tie, part.notes[1].tie = music21.tie.Tie("start"), music21.tie.Tie("stop")
    assert [(each.on, each.off, each.key) for each in held_in(part)] == [(0.0, 2.0, 60), (2.0, 3.0, 62)]


def test_nobody_crosses_or_goes_in_parallel_in_the_films_that_did() -> None:
    for number in (1, 3, 6):
        for piece in pieces_of(number):
            found, _, doubled = faults(of_cue(Heard(piece)))
            assert not any(found[kind] for kind in FAULTS[:4]) and not doubled, (number, found)
