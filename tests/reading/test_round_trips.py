"""What is written is read back the same, cut for cut, whichever form it was written in."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.delivering.finished import episode, soundtrack
from tests.fakes import FolderShelf
from tests.reading.cutting import RATES, Film, Item, as_edl, as_fcpxml, as_otio, films, painted
from yeoun.delivering.edl import cue_edl
from yeoun.delivering.timeline import cue_timeline
from yeoun.model.script import CutPoint
from yeoun.model.soundtrack import ScoredCue
from yeoun.reading.edl import read_edl
from yeoun.reading.lists import points_in, read_list, start_in
from yeoun.reading.otio import read_otio
from yeoun.units.names import CueId
from yeoun.units.time import frame_of


def read_back(text: str, name: str, film: Film, drop: bool = False, start: int | None = None) -> list[tuple[int, bool, int, str]]:
    points, _ = points_in(read_list(text, name), film.rate, start_frame=film.start(drop) if start is None else start, frames=film.frames)
    return [(point.frame, point.is_dissolve, point.length, point.clip) for point in points]


@settings(max_examples=120)
@given(films(from_middle=False), st.booleans())
def test_an_edl_is_read_back_cut_for_cut(film: Film, picture_has_timecode: bool) -> None:
    drop = film.rate.denominator == 1001 and film.rate > 29
    start = film.start(drop) if picture_has_timecode else 0
    assert read_back(as_edl(film, drop), "film.edl", film, drop, start) == painted(film)


@settings(max_examples=120)
@given(films(), st.booleans())
def test_an_otio_timeline_is_read_back_cut_for_cut(film: Film, picture_has_timecode: bool) -> None:
    assert read_back(as_otio(film), "film.otio", film, start=film.start() if picture_has_timecode else 0) == painted(film)


@settings(max_examples=120)
@given(films(), st.sampled_from(("1.8", "1.9", "1.10", "1.11")), st.booleans())
def test_an_fcpxml_project_is_read_back_cut_for_cut(film: Film, version: str, counts_from_start: bool) -> None:
    assert read_back(as_fcpxml(film, version, counts_from_start), "film.fcpxml", film) == painted(film)


@settings(max_examples=30)
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


@pytest.fixture(scope="module")
def scored() -> ScoredCue:
    return soundtrack(FolderShelf()).cues[0]


@settings(max_examples=60)
@given(st.data(), st.sampled_from(RATES), st.integers(0, 90_000))
def test_the_cues_we_deliver_as_edl_and_otio_read_back_to_the_frame(
    scored: ScoredCue, data: st.DataObject, rate: Fraction, start: int
) -> None:
    spans, at = [], 0
    for gap, length in data.draw(st.lists(st.tuples(st.integers(0, 500), st.integers(2, 5000)), min_size=1, max_size=8)):
        spans.append((at + gap, at + gap + length))
        at += gap + length
    cues = tuple(replace(scored, cue=replace(scored.cue, id=CueId(f"1m{n:02}"), first_frame=first, end_frame=end, hits=(
        replace(scored.cue.hits[0], frame=end - 1),))) for n, (first, end) in enumerate(spans, start=1))
    film = episode(rate, start)
    drop = rate.denominator == 1001 and rate > 29 and data.draw(st.booleans())
    film = replace(film, frames=at, media=replace(film.media, frames=at, is_drop=drop))
    listed = read_edl(cue_edl(film, cues).decode().replace("\r\n", "\n"), "cues.edl")
    assert [tuple(frame_of(label[:8] + (";" if drop else ":") + label[9:], rate) - start for label in event.record)
            for event in listed.events] == spans
    assert [frame_of(there, rate) - start for there, _, _ in listed.markers] == [end - 1 for _, end in spans]
    (timeline,) = read_otio(cue_timeline(film, cues).decode(), "cues.otio")
    assert (timeline.rate, timeline.start) == (rate, start)
    assert [(run.clip, int(run.begin * rate), int(run.end * rate)) for run in timeline.heard] == [
        (str(cue.cue.id), *span) for cue, span in zip(cues, spans, strict=True)]
    assert [int(mark.at * rate) for mark in timeline.seen.marks] == [end - 1 for _, end in spans]
