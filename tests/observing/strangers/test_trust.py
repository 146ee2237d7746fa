"""Claims and paces are counted as they are: the truth is trusted, a guess is not, and what need not be named counts for nothing."""

import numpy as np
import pytest

from tests.observing.strangers.nouns import RATE, Scene, Truth
from tests.observing.strangers.trust import claims_of, paces, reliability, walks_of
from yeoun.model.observed import Event, EventKind
from yeoun.units.time import Seconds

STEP, SIGH = EventKind.FOOTSTEP, EventKind.SIGH


def truth(kind: EventKind, at: float, long_s: float = 0.1, needed: bool = True) -> Truth:
    start = round(at * RATE)
    return Truth(kind, f"a {kind.value}", start, start + round(long_s * RATE / 2), start + round(long_s * RATE), 20.0, needed)


def scene(*truths: Truth) -> Scene:
    return Scene("made up", np.zeros(20 * RATE), tuple(sorted(truths, key=lambda each: each.start)), (), (), -60.0)


def named(kind: EventKind, at: float, sure: float, rate: float | None = None, long_s: float = 0.1) -> Event:
    return Event(kind, Seconds(at), Seconds(at + long_s), sure, "test", rate)


WALK = tuple(truth(STEP, 1 + 0.5 * k) for k in range(6))


def test_what_is_there_is_right_and_what_is_not_is_wrong() -> None:
    events = [named(SIGH, 2.1, 0.65, long_s=0.8), named(SIGH, 9.0, 0.55, long_s=0.8), named(STEP, 1.0, 0.7)]
    claims = claims_of(scene(truth(SIGH, 2.0, 1.0), *WALK), events)
    assert sorted((each.kind.value, each.confidence, each.is_right) for each in claims) == [
        ("footstep", 0.7, True), ("sigh", 0.55, False), ("sigh", 0.65, True)]


def test_what_need_not_be_named_is_neither() -> None:
    assert claims_of(scene(truth(EventKind.GASP, 2.0, 0.4, needed=False)), [named(EventKind.GASP, 2.0, 0.6, long_s=0.4)]) == []


def test_a_table_says_how_often_each_claim_was_right() -> None:
    steps = [named(STEP, 1 + 0.5 * k, 0.65, 120.0) for k in range(6)]
    claims = claims_of(scene(*WALK), [*steps, named(STEP, 9.0, 0.65), named(STEP, 9.5, 0.55)])
    row = next(each for each in reliability(claims) if each[0] == "footstep")
    assert row[2].startswith("0.55: 0.00") and row[3].startswith("0.65: 0.86") and "6/7" in row[3]


def test_a_true_pace_is_near_and_half_of_it_is_not() -> None:
    true, half = ([named(STEP, 1 + 0.5 * k, 0.7, rate) for k in range(6)] for rate in (121.0, 60.0))
    assert [walk.pace for walk in walks_of(scene(*WALK), true)] == pytest.approx([120.0])
    assert "within 5 % 1.00" in paces(walks_of(scene(*WALK), true))
    assert "within 5 % 0.00" in paces(walks_of(scene(*WALK), half))
    assert walks_of(scene(*WALK), [])[0].named is None and not walks_of(scene(*WALK[:3]), true)
