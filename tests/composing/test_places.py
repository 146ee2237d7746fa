"""Places: a courtyard sings in a Korean mode, with the theme still itself."""

from dataclasses import replace

import pytest

from tests.composing.briefs import TENDER, brief, composed, feelings, golden_tender, hit
from yeoun.composing.bearing import bearing
from yeoun.composing.distance import distance, motif_keys
from yeoun.model.composed import Brief
from yeoun.units.modes import MODES


def at_home(place: str) -> Brief:
    asked = brief("yard", 36.0, feelings(36, lambda x: -0.1, lambda x: 0.35, lambda x: 0.3), hits=(hit(21.0, "A"),),
                  motif=TENDER, forms=("plain",), time_of_day="evening")
    return replace(asked, place=place)


@pytest.mark.parametrize("place", ["한옥 마당", "경복궁", "TEMPLE COURTYARD"])
def test_a_korean_place_sings_in_a_korean_mode_and_says_so(place: str) -> None:
    asked = at_home(place)
    where = bearing(asked)
    assert where.mode.is_gugak and place in where.why
    assert not bearing(replace(asked, place="")).mode.is_gugak
    assert place in composed(asked).sections[0].reason


def test_a_pinned_mode_is_stronger_than_the_place() -> None:
    assert bearing(replace(at_home("한옥"), mode_pin="major")).mode.name == "major"


def test_the_theme_is_still_known_in_the_mode_of_the_place() -> None:
    sketch = composed(at_home("한옥 마당"))
    stated = [statement for statement in sketch.statements if statement.motif == TENDER.id]
    assert stated
    voice = next(voice for voice in sketch.voices if voice.name == stated[0].voice)
    notes = [note for note in voice.notes if note.at_beat >= stated[0].at_beat][:len(TENDER.degrees)]
    apart = distance([note.key for note in notes], [note.beats for note in notes], motif_keys(TENDER), TENDER.beats)
    assert apart <= 0.40


def test_a_korean_line_sings_only_what_its_mode_has() -> None:
    sketch = composed(at_home("한옥 마당"))
    mode = MODES[sketch.mode]
    tonic = bearing(at_home("한옥 마당")).tonic
    sung = {(tonic + mode.steps[degree]) % 12 for degree in mode.sung}
    notes = [note for voice in sketch.voices if voice.role == "melody" for note in voice.notes]
    inside = sum(note.beats for note in notes if note.key % 12 in sung)
    assert notes and inside >= sum(note.beats for note in notes) * 97 / 100


def test_the_golden_hour_stays_as_it_was_composed() -> None:
    assert not composed(golden_tender()).mode.startswith("gy")
