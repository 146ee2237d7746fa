"""Layers that follow a feeling are found; a fader, a shuffled feeling and the ensemble's own tones are not taken for one."""

from types import SimpleNamespace
from typing import cast

import pytest

from tests.composing.bench.arousal import at_one_velocity
from tests.composing.bench.figures import mean_between
from tests.composing.bench.heard import Note
from tests.composing.bench.made import asked, cue, note
from tests.orchestrating.bench.drawn import Cue
from tests.orchestrating.bench.layering import (
    apart,
    both,
    fader,
    follows,
    kept,
    layers,
    rows,
    ruling,
    scale_tones,
    shuffled,
)

SPREAD = (1.0, 5.0, 6.0, 1.0)
FELT, SHOWN = asked(60.0, arousal=(0.2, 0.8, 0.3, 0.9, 0.2)), asked(60.0, arousal=(0.8, 0.2, 0.5, 0.2, 0.9))
LAYERS = [{"part": "cello", "instrument": "cello", "speaks_for": "지은", "inner": True},
          {"part": "piano", "instrument": "piano", "speaks_for": "지은", "inner": False},
          {"part": "air", "instrument": "air", "speaks_for": None, "inner": False}]


def following(curve: tuple[float, ...], part: str, low: int, velocity: int = 0) -> list[Note]:
    """Notes that grow denser, louder and higher with a curve."""
    notes, at = [], 0.0
    while at < 60:
        level = mean_between(curve, 0.5, at, at + 1)
        step = 0.25 if level > 0.65 else 0.5 if level > 0.4 else 1.0
        notes.append(note(at, step, low + round(12 * level), velocity or round(30 + 80 * level), part))
        at += step
    return notes


def a_cue(notes: list[Note], name: str = "0.1m01", who: str = "지은") -> Cue:
    heard = cue(notes, (), FELT, bars=15)
    piece = SimpleNamespace(plain={"layers": LAYERS}, name=name)
    return cast(Cue, SimpleNamespace(name=name, heard=heard, piece=piece, score=None, brief=SimpleNamespace(character=who), felt=FELT,
                                     shown=SHOWN))


BED = [note(at, 4, key, 60, "air") for at in range(0, 60, 4) for key in (60, 64)]
OURS = a_cue([*following(FELT.arousal, "cello", 40), *following(SHOWN.arousal, "piano", 64), *BED])


def test_a_layer_follows_its_own_curve_and_not_the_other() -> None:
    for layer, own, other in ((layers(OURS).felt, FELT, SHOWN), (layers(OURS).shown, SHOWN, FELT)):
        whole, flat = both(layer, own.arousal, OURS, SPREAD)
        assert whole is not None and flat is not None and whole > 0.8 and flat > 0.5
        assert (follows(rows(layer, 60.0), other.arousal, 0.5, SPREAD) or 0.0) < 0.3


def test_a_shuffled_feeling_is_not_followed() -> None:
    found = follows(rows(layers(OURS).felt, 60.0), shuffled(FELT.arousal, "0.1m01"), 0.5, SPREAD)
    assert found is not None and found < 0.5


def test_a_fader_is_nothing_at_one_velocity() -> None:
    whole, flat = both(fader(OURS), FELT.arousal, OURS, SPREAD)
    assert whole is not None and whole > 0.9 and flat == 0.0


def test_velocity_alone_is_not_what_one_velocity_measures() -> None:
    assert {each.velocity for each in at_one_velocity(layers(OURS).felt)} == {64}


def test_a_layer_that_says_too_little_says_nothing() -> None:
    assert follows(rows(layers(OURS).felt[:2], 60.0), FELT.arousal, 0.5, SPREAD) is None
    assert follows(rows(layers(OURS).felt, 60.0), (0.4,) * 121, 0.5, SPREAD) is None


def test_what_rules_is_where_both_lie_apart() -> None:
    assert 0 < len(ruling(OURS)) < 20


@pytest.mark.parametrize(("mine", "axis"), [
    ([note(0, 4, 63, 60, "cello")], "mode"), ([note(0, 1, 62, 60, "cello")], "articulation"), ([note(0, 4, 72, 60, "cello")], "register")])
def test_each_way_to_differ_is_seen_alone(mine: list[Note], axis: str) -> None:
    found = apart(a_cue([*mine, *BED]), 0.0, 3.0)
    assert found is not None
    assert [name for name in ("mode", "articulation", "register") if getattr(found, name)] == [axis]


def test_the_ensembles_own_tones_do_not_differ_and_silence_is_none() -> None:
    found = apart(a_cue([note(0, 4, 62, 20, "cello"), *BED]), 0.0, 3.0)
    assert found is not None and not (found.mode or found.articulation or found.register)
    assert apart(a_cue(BED), 0.0, 3.0) is None


def test_a_major_and_a_minor_third_are_two_scale_tones() -> None:
    assert scale_tones([note(0, 1, 63)], 0) == {3} and scale_tones([note(0, 1, 67)], 0) == frozenset()


def test_one_voice_for_one_person_counts_and_strangers_are_apart() -> None:
    cues = [OURS, a_cue([], "0.1m02"), a_cue([], "0.1m03", "민호"), a_cue([], "1.1m01")]
    assert kept(cues) == (1, 1, 100)
