"""Ornaments against gugak.md 4: rates, depths, direction, density and where there must be none."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from tests.orchestrating.sketches import F, solo
from yeoun.instruments.load import instrument
from yeoun.model.composed import Voice
from yeoun.model.notes import House
from yeoun.model.scored import Part, ScoreNote
from yeoun.orchestrating.orchestrate import orchestrate
from yeoun.orchestrating.ornament import ornamented
from yeoun.units.luck import Take
from yeoun.units.time import Seconds

PLAYERS = ("gayageum", "daegeum", "haegeum")


def part_on(name: str, mode: str = "sanjo_gyemyeon") -> Part:
    sketch, brief = solo(mode)
    house = House(gugak=1.0, palette=((name, 1.0), *((other, -1.0) for other in PLAYERS if other != name)))
    return next(part for part in orchestrate(sketch, brief, house).parts if part.instrument.name == name)


def held(key: int, length_s: float, onset_s: float = 0.0) -> ScoreNote:
    at = F(round(onset_s * 4), 4)
    return ScoreNote(at, F(1), Seconds(onset_s), Seconds(length_s), key, 0.6, "plain", "", (), "note")


def rate_and_depth(note: ScoreNote) -> tuple[float, float]:
    """Of the steady middle of a shake, from its curve alone."""
    t = np.arange(0.5, float(note.length_s) - 0.2, 0.002)
    curve = np.interp(t, [at for at, _ in note.cents], [cents for _, cents in note.cents])
    middle = curve - (curve.max() + curve.min()) / 2
    crossings = np.flatnonzero(np.diff(np.signbit(middle)))
    return (len(crossings) - 1) / 2 / float(t[crossings[-1]] - t[crossings[0]]), float(curve.max() - curve.min())


@pytest.mark.parametrize("name", PLAYERS)
def test_no_short_note_is_ornamented_and_a_line_is_not_left_bare(name: str) -> None:
    part = part_on(name)
    assert all(note.length_s >= (0.35 if note.ornament == "kkeokneun" else 0.6) for note in part.notes if note.ornament)
    sounding = sum(float(note.length_s) for note in part.notes)
    assert 0.35 <= sum(bool(note.ornament) for note in part.notes) / sounding <= 1.1
    assert any(not note.ornament for note in part.notes if note.length_s >= 0.6)


@pytest.mark.parametrize("mode", ["sanjo_gyemyeon", "pyeongjo", "aeolian", "major"])
def test_a_pressed_string_never_falls_below_its_tone(mode: str) -> None:
    steps = (0, 2, 3, 5, 7, 5, 3, 2, 0)
    notes = tuple(held(63 + step, 1.0 + 0.3 * (step % 3), 2.0 * at) for at, step in enumerate(steps))
    for note in ornamented(notes, instrument("gayageum"), 3, mode, Take(1), "k", "gayageum"):
        assert all(cents >= 0.0 for _, cents in note.cents)


def test_nonghyeon_is_deeper_in_gyemyeon_than_in_pyeongjo() -> None:
    tone = (held(70, 4.0),)
    deep, = ornamented(tone, instrument("gayageum"), 3, "sanjo_gyemyeon", Take(1), "k", "g")
    flat, = ornamented((held(65, 4.0),), instrument("gayageum"), 3, "pyeongjo", Take(1), "k", "g")
    (deep_rate, deep_cents), (flat_rate, flat_cents) = rate_and_depth(deep), rate_and_depth(flat)
    assert 5.2 <= deep_rate <= 6.8 and 5.2 <= flat_rate <= 6.8
    assert 190 <= deep_cents <= 410 and 75 <= flat_cents <= 125


def test_a_daegeum_swings_both_ways_and_slower() -> None:
    long_tones = (held(65, 4.0), held(65, 3.0, 4.1))
    note, _ = ornamented(long_tones, instrument("daegeum"), 3, "pyeongjo", Take(1), "k", "d")
    rate, depth = rate_and_depth(note)
    assert 3.2 <= rate <= 4.1 and 24 <= depth <= 110
    assert min(cents for _, cents in note.cents) < 0 < max(cents for _, cents in note.cents)


def test_a_break_falls_within_a_tenth_of_a_second_from_the_tone_above() -> None:
    notes = (held(66, 0.5), held(65, 1.4, 0.5), held(63, 1.4, 2.0))    # do' to si over a final on E flat
    broken = ornamented(notes, instrument("daegeum"), 3, "yukjabaegitori", Take(1), "k", "d")[1]
    assert broken.ornament == "kkeokneun" and broken.cents[0] == (0.0, 100.0)
    steep = [at for at, cents in broken.cents if 5.0 < cents < 95.0]
    assert max(steep) - min(steep) <= 0.09


def test_a_plain_tone_of_the_mode_stays_plain() -> None:
    final, = ornamented((held(63, 3.0),), instrument("gayageum"), 3, "yukjabaegitori", Take(1), "k", "g")
    assert max((cents for _, cents in final.cents), default=0.0) <= 50.0


def test_two_players_and_two_notes_do_not_shake_alike() -> None:
    part = part_on("gayageum")
    shakes = [note.cents for note in part.notes if note.ornament == "nonghyeon"]
    assert len(shakes) >= 2 and len(set(shakes)) == len(shakes)


def test_curves_run_forward_inside_their_notes() -> None:
    for name in PLAYERS:
        for note in part_on(name).notes:
            times = [at for at, _ in note.cents]
            assert all(now <= later for now, later in pairwise(times))
            assert not times or (times[0] >= 0 and times[-1] <= note.length_s + 1e-3)


def test_an_inserted_note_leaves_the_other_curves_alone() -> None:
    sketch, brief = solo("sanjo_pyeongjo")
    house = House(gugak=1.0, palette=(("gayageum", -1.0), ("daegeum", -1.0)))
    voice = sketch.voices[0]
    fewer = replace(sketch, voices=(Voice(voice.name, "melody", None, voice.why, voice.notes[:-8]),))
    whole = {note.at_beat: note.cents for note in orchestrate(sketch, brief, house).parts[0].notes}
    cut = orchestrate(fewer, brief, house).parts[0].notes
    assert all(note.cents == whole[note.at_beat] for note in cut[:-2])
