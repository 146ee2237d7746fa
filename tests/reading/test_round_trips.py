"""What is written is read back the same, cut for cut, whichever form it was written in."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.reading.cutting import RATES, Film, Item, as_edl, as_fcpxml, as_otio, films, painted
from yeoun.model.script import CutPoint
from yeoun.reading.lists import points_in, read_list, start_in


def read_back(text: str, name: str, film: Film, drop: bool = False, start: int | None = None) -> list[tuple[int, bool, int, str]]:
    points, _ = points_in(read_list(text, name), film.rate, start_frame=film.start(drop) if start is None else start, frames=film.frames)
    return [(point.frame, point.is_dissolve, point.length, point.clip) for point in points]


@settings(max_examples=120, deadline=None)
@given(films(from_middle=False), st.booleans())
def test_an_edl_is_read_back_cut_for_cut(film: Film, picture_has_timecode: bool) -> None:
    drop = film.rate.denominator == 1001 and film.rate > 29
    start = film.start(drop) if picture_has_timecode else 0
    assert read_back(as_edl(film, drop), "film.edl", film, drop, start) == painted(film)


@settings(max_examples=120, deadline=None)
@given(films(), st.booleans())
def test_an_otio_timeline_is_read_back_cut_for_cut(film: Film, picture_has_timecode: bool) -> None:
    assert read_back(as_otio(film), "film.otio", film, start=film.start() if picture_has_timecode else 0) == painted(film)


@settings(max_examples=120, deadline=None)
@given(films(), st.sampled_from(("1.8", "1.9", "1.10", "1.11")), st.booleans())
def test_an_fcpxml_project_is_read_back_cut_for_cut(film: Film, version: str, counts_from_start: bool) -> None:
    assert read_back(as_fcpxml(film, version, counts_from_start), "film.fcpxml", film) == painted(film)


@settings(max_examples=30, deadline=None)
@given(films(from_middle=False))
def test_three_forms_of_one_film_give_the_same_nouns(film: Film) -> None:
    found = {tuple(read_back(text, "any.txt", film)) for text in (as_edl(film), as_otio(film), as_fcpxml(film))}
    assert found == {tuple(painted(film))}


@pytest.mark.parametrize("rate", RATES)
def test_a_timeline_says_at_which_timecode_the_picture_begins(rate: Fraction) -> None:
    film = Film(rate, 10, (Item(50, "a"), Item(70, "b")), ())
    for text in (as_edl(film), as_otio(film), as_fcpxml(film)):
        assert start_in(read_list(text, "a.list"), rate, film.frames) == (film.start(), False)
    assert start_in(read_list(as_otio(replace(film, hour=0)), "a.otio"), rate, film.frames) == (0, False)


def test_a_chosen_order_of_events_changes_no_cut() -> None:
    film = Film(Fraction(25), 1, (Item(50, "a"), Item(70, "b"), Item(30, "c")), ())
    head, *events = as_edl(film).split("001 ")[0].split("\n"), *[f"{n:03} {each}" for n, each in enumerate(
        as_edl(film).replace("002 ", "001 ").replace("003 ", "001 ").split("001 ")[1:], start=1)]
    turned = "\n".join(head) + "".join(reversed(events))
    points, told = points_in(read_list(turned, "turned.edl"), film.rate, frames=film.frames)
    assert points == (CutPoint(50, False, 0, "b"), CutPoint(120, False, 0, "c"))
    assert [caution.code for caution in told] == ["cuts_order", "cuts_order"] and "line 5" in told[0].message
