"""A memory in a modern cue is one Korean instrument with one short line of a folk mode, and without a memory there is none."""

import pytest

from tests.orchestrating.scores import scored
from tests.orchestrating.sketches import lyrical, solo, spoken
from yeoun.instruments.load import every_instrument
from yeoun.model.notes import House
from yeoun.model.scored import Part
from yeoun.orchestrating.memory import EVERY_S, MODE
from yeoun.orchestrating.ornament import MANNERS

FINAL = 0    # of Eb major: its sixth degree, C


def korean(**wishes: object) -> list[Part]:
    return [part for part in scored(lyrical(nostalgia=0.85, **wishes)).parts if part.instrument.is_gugak]


def test_a_memory_is_one_instrument_in_menari_with_its_shake() -> None:
    part, = korean()
    assert {(note.key - FINAL) % 12 for note in part.notes} <= set(MANNERS[MODE].scale)
    assert part.notes[-1].key % 12 == FINAL
    shaken = [note for note in part.notes if (note.key - FINAL) % 12 == 7 and note.length_s > 0.6]
    assert shaken and all(note.ornament == "nonghyeon" for note in shaken)
    assert "nostalgia 0.85" in part.why


def test_without_a_memory_there_is_none() -> None:
    assert not [part for part in scored(lyrical(nostalgia=0.2)).parts if part.instrument.is_gugak]


def test_it_is_no_decor() -> None:
    part, = korean()
    phrases = [note for before, note in zip((None, *part.notes), part.notes, strict=False)
               if before is None or note.onset_s - before.onset_s - before.length_s > 2.0]
    assert all(b.onset_s - a.onset_s >= EVERY_S for a, b in zip(phrases, phrases[1:], strict=False))
    assert len(part.notes) < sum(len(each.notes) for each in scored(lyrical(nostalgia=0.85)).parts) / 4


def test_it_is_silent_under_words_and_rubs_against_nobody() -> None:
    for part in korean(lines=(spoken(10, 20), spoken(30, 40))):
        assert not [note for note in part.notes if 9.7 <= note.onset_s < 20 or 29.7 <= note.onset_s < 40]
    score = scored(lyrical(nostalgia=0.85))
    part, = korean()
    for note in part.notes:
        for other in (each for one in score.parts if one.name != part.name for each in one.notes):
            shared = min(note.onset_s + note.length_s, other.onset_s + other.length_s) - max(note.onset_s, other.onset_s)
            assert shared <= 0.31 or (note.key - other.key) % 12 not in {1, 11}, (note, other)


NONE = House(palette=tuple((each.name, -1.0) for each in every_instrument() if each.is_gugak))


@pytest.mark.parametrize("house", [House(gugak=0.0), House(gugak=0.1), NONE])
def test_a_house_that_wants_none_has_none(house: House) -> None:
    assert not [part for part in scored(lyrical(nostalgia=0.85), house).parts if part.instrument.is_gugak]


def test_a_film_without_korean_has_none_and_a_korean_mode_keeps_its_own() -> None:
    assert not korean(has_gugak=False)
    assert not any("remembers" in part.why for part in scored(solo("sanjo_pyeongjo", nostalgia=0.85)).parts)
