"""Comments of an earlier version in a later one: exact, moved with their cue, or orphaned and marked; never silently elsewhere."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yeoun.studio.anchors import Anchor
from yeoun.studio.moving import Here, Hold, Stands, here
from yeoun.studio.paging import Bar

FILM = Fraction(24000, 1001)
WAS = Stands("first cut", FILM, 1000, {"a": (100, 200), "b": (400, 500)})
BARS = (Bar(1, 310, 4, 4), Bar(2, 350, 4, 4), Bar(3, 390, 3, 4))


def at(frame: int, end: int | None = None, cue: str | None = None, bar: int | None = None, beat: Fraction = Fraction(0)) -> Anchor:
    """A place in the first cut."""
    more = (None, None) if bar is None else (beat.numerator, beat.denominator)
    return Anchor(frame, frame if end is None else end, 24000, 1001, cue, bar, *more)


def moved(anchor: Anchor, now: Stands) -> Here:
    """Where it stands in another version, whose cue `a` has these bars."""
    return here(anchor, WAS, now, lambda cue: BARS if cue == "a" else ())


def test_the_same_picture_keeps_its_frames_whatever_the_music_does() -> None:
    now = Stands("first cut", FILM, 1000, {"a": (150, 160)})
    assert moved(at(120, 130, "a", 1), now) == Here(Hold.EXACT, 120, 130)


@pytest.mark.parametrize(("anchor", "expected"), [
    (at(130, 140, "a"), Here(Hold.MOVED, 330, 340)), (at(100, cue="a"), Here(Hold.MOVED, 300, 300)),
    (at(130, 140, "a", 1), Here(Hold.MOVED, 310, 320)), (at(130, cue="a", bar=2, beat=Fraction(2)), Here(Hold.MOVED, 370, 370)),
    (at(130, cue="a", bar=3, beat=Fraction(3, 2)), Here(Hold.MOVED, 395, 395)),
    (at(130, cue="a", bar=9), Here(Hold.ORPHANED, 130, 130)), (at(450, 460, "b"), Here(Hold.ORPHANED, 450, 460)),
    (at(130, 140), Here(Hold.ORPHANED, 130, 140)), (at(990, 999), Here(Hold.ORPHANED, 799, 799))])
def test_in_another_picture_it_goes_with_its_cue_or_says_that_it_is_lost(anchor: Anchor, expected: Here) -> None:
    assert moved(anchor, Stands("second cut", FILM, 800, {"a": (300, 400)})) == expected


def test_a_cue_that_became_too_short_loses_what_stood_behind_its_end() -> None:
    assert moved(at(180, cue="a"), Stands("second cut", FILM, 800, {"a": (300, 350)})).hold is Hold.ORPHANED


def test_at_another_rate_it_stays_as_far_behind_the_beginning_of_its_cue_in_time() -> None:
    now = Stands("conformed", Fraction(25), 1000, {"a": (300, 420)})
    assert moved(at(124, 148, "a"), now) == Here(Hold.MOVED, 325, 350)    # a second and a thousandth


@given(st.integers(0, 999), st.integers(0, 50), st.sampled_from([None, "a", "b"]), st.integers(1, 2000), st.integers(0, 1999),
       st.sampled_from([FILM, Fraction(25), Fraction(60)]))
def test_wherever_it_stands_it_is_a_place_of_the_version(frame: int, length: int, cue: str | None, frames: int, start: int,
                                                         rate: Fraction) -> None:
    now = Stands("any", rate, frames, {"a": (start, start + 100)})
    found = moved(at(frame, min(frame + length, 999), cue), now)
    assert 0 <= found.frame <= found.end_frame < frames
    assert found.hold is Hold.ORPHANED or start <= found.frame < start + 100
