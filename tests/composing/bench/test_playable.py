"""The judge of what can be played: the possible passes, each impossible thing is named."""

from dataclasses import replace
from fractions import Fraction

import pytest

from tests.composing.bench.film_scored import Struck
from tests.composing.bench.pages import notes_on
from tests.composing.bench.playable import judged, on_frets, players, two_hands
from tests.delivering.scores import GAYAGEUM, PIANO, SCORE, TEMPO, instrument, part
from tests.delivering.scores import note as played
from yeoun.delivering.musicxml import score_xml
from yeoun.instruments.load import every_instrument
from yeoun.units.time import Seconds


def note(at: float, key: int, length: float = 0.5) -> Struck:
    return Struck("part", key, 60, at, at + length, Fraction(0), Fraction(1))


def faults(notes: list[Struck], player: str) -> dict[str, int]:
    return {rule: len(found) for rule, (found, _) in judged(notes, players()[player]).items() if found}


def test_two_readers_of_the_instruments_agree() -> None:
    for known in every_instrument():
        mine = players()[known.name]
        assert (mine.low, mine.high, mine.polyphony, mine.breath_s) == (known.low, known.high, known.polyphony, known.breath_s)


def test_a_simple_line_with_breaths_is_playable_by_everyone_who_has_its_notes() -> None:
    line = [note(0.6 * k + 0.4 * (k // 6), 65 + (0, 2, 4, 5, 4, 2)[k % 6], 0.55) for k in range(24)]
    for player in ("flute", "oboe", "violins_1", "grand_piano", "daegeum", "horn"):
        assert faults(line, player) == {}, player


@pytest.mark.parametrize(("player", "notes", "rule"), [
    ("flute", [note(0, 40)], "range"),
    ("flute", [note(0, 60, 0.5), note(0.5, 84, 0.5)], "leap"),
    ("oboe", [note(0.5 * k, 65 + k % 3, 0.5) for k in range(40)], "breath"),
    ("clarinet", [note(0, 60, 12.0)], "breath"),
    ("oboe", [note(0, 65), note(0, 69)], "at once"),
    ("grand_piano", [note(0, 36), note(0, 52), note(0, 68)], "hands"),
    ("nylon_guitar", [note(0, 40), note(0, 41)], "strings")])
def test_each_impossible_thing_is_named(player: str, notes: list[Struck], rule: str) -> None:
    assert list(faults(notes, player)) == [rule]


def test_a_breath_between_two_long_tones_is_enough_and_a_seam_is_not() -> None:
    assert faults([note(0, 65, 7.0), note(7.2, 67, 7.0)], "clarinet") == {}
    assert faults([note(0, 65, 7.0), note(7.05, 67, 7.0)], "clarinet") == {"breath": 1}


def test_a_synthesizer_may_hold_for_ever_and_counts_only_for_its_range() -> None:
    found = judged([note(0, 60, 60.0)], players()["warm_pad"])
    assert [asked for rule, (_, asked) in found.items() if rule in {"breath", "leap", "hands", "strings"}] == [0, 0, 0, 0]


def test_ten_fingers_and_six_strings() -> None:
    assert two_hands([48, 52, 55, 60, 64, 67, 72], 14, 5) and not two_hands([36, 38, 40, 41, 43, 45, 47, 48, 50, 52, 53], 14, 5)
    assert on_frets([45, 52, 57, 60, 64]) and not on_frets([40, 44, 63, 79])


def test_the_page_is_read_back_as_the_notes_that_stand_on_it() -> None:
    """Two staves, ties over bars, triplets: by key and beat what the score has."""
    found = notes_on(score_xml(SCORE, SCORE.parts, ()), ("piano", "gayageum"), TEMPO.timing())
    assert sorted((each.part, each.at_beat, each.key, each.end_beat) for each in found) == sorted(
        (part.name, note.at_beat, note.key, note.at_beat + note.beats) for part in (PIANO, GAYAGEUM) for note in part.notes)


@pytest.mark.parametrize("transposition", [0, -2])
def test_a_comma_on_the_page_is_a_breath_and_a_seam_is_none(transposition: int) -> None:
    player = replace(instrument("clarinet", "클라리넷", transposition=transposition), breath_s=9.0)
    first, second = played(Fraction(0), Fraction(8), 65), played(Fraction(8), Fraction(7), 67)
    breathing = replace(first, length_s=Seconds(float(first.length_s) - 0.3))
    for one, gap in ((first, 0.0), (breathing, 0.15)):
        tune = part(1, "clarinet", player, (one, second))
        found = notes_on(score_xml(replace(SCORE, parts=(tune,)), (tune,), ()), ("clarinet",), TEMPO.timing())
        assert [each.key for each in found] == [65, 67]
        assert found[1].at_s - found[0].end_s == pytest.approx(gap)
