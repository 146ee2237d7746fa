"""Places: which words call for whom, and which do not."""

import pytest

from yeoun.instruments.load import every_instrument
from yeoun.instruments.places import setting_of


@pytest.mark.parametrize("place, hour, kind", [
    ("한옥 마당", "evening", "hanok"), ("S#12. 시골집 앞 / 낮", "day", "hanok"), ("EXT. HANOK COURTYARD - DAY", "day", "hanok"),
    ("경복궁 마당", "day", "court"), ("절", "dawn", "court"), ("TEMPLE GATE", "day", "court"),
    ("번화가 거리", "night", "neon"), ("INT. CITY BUS STOP", "night", "neon"), ("옥상", "golden", "golden"),
])
def test_a_place_calls_for_its_own(place: str, hour: str, kind: str) -> None:
    found = setting_of(place, hour)
    assert found is not None and found.kind == kind


@pytest.mark.parametrize("place, hour", [
    ("번화가 거리", "day"), ("막차 안", "night"), ("강변 정류장", "dawn"), ("궁금한 카페", "day"), ("친절한 병원", "day"),
    ("", "unknown"), ("capacity hall", "night"),
])
def test_a_syllable_inside_another_word_and_a_street_by_day_call_for_nobody(place: str, hour: str) -> None:
    assert setting_of(place, hour) is None


def test_everybody_who_belongs_to_a_place_exists() -> None:
    names = {player.name for player in every_instrument()} | {"strings"}
    for place, hour in (("한옥", "day"), ("궁궐", "day"), ("네온", "night"), ("", "golden")):
        found = setting_of(place, hour)
        assert found is not None and set(found.leads) | set(found.beneath) <= names
