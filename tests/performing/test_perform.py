"""What holds for every part, whoever plays it."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.fakes import FolderShelf
from tests.performing.instruments import modelled, note, part, sampled
from yeoun.model.scored import Instrument, Part, Sampled
from yeoun.model.spotted import Ending
from yeoun.performing.finish import heard_until_s
from yeoun.performing.perform import HIT_LATE_S, perform, played

RATE = 48_000
PLAYERS = {
    "piano": sampled(0, 0, "piano"),
    "violins": sampled(20, 49, attack_s=0.25),
    "solo cello": sampled(0, 42, attack_s=0.1),
    "flute": sampled(0, 73, "winds", attack_s=0.05),
    "brushes": sampled(128, 40, "percussion"),
    "gayageum": modelled("gayageum"),
    "daegeum": modelled("daegeum"),
    "haegeum": modelled("haegeum"),
    "janggu": modelled("janggu"),
    "pad": modelled("pad", "synth"),
    "glass": modelled("glass", "synth"),
    "sub": modelled("sub", "synth"),
}
everyone = pytest.mark.parametrize("name", PLAYERS)


def tune(player: Instrument, ending: Ending = Ending.CUT) -> Part:
    keys = (38, 40, 42) if player.family == "percussion" else (62, 65, 69)
    notes = [note(0.8 + 0.5 * i, 0.45, key, 0.5) for i, key in enumerate(keys)]
    return part(player, [*notes, note(2.3, 0.9, keys[0], 0.6)], 4.5, ending=ending, until=3.2)


@cache
def heard(name: str, ending: Ending = Ending.CUT) -> NDArray[np.float64]:
    """The tune as one player plays it; kept, for several tests listen to it."""
    return played(tune(PLAYERS[name], ending))


def rms_db(sound: NDArray[np.float64]) -> float:
    return float(10.0 * np.log10(np.mean(sound**2) + 1e-30))


@everyone
def test_a_stem_is_as_long_as_its_part_and_stands_below_full_scale(name: str) -> None:
    sound = heard(name)
    assert sound.shape == (round(4.5 * RATE), 2)
    assert -65.0 < rms_db(sound[round(0.8 * RATE) : round(3.2 * RATE)]) < -20.0
    assert np.abs(sound).max() < 1.0


@everyone
def test_a_stem_again_is_the_same_bit_for_bit(name: str) -> None:
    assert np.array_equal(heard(name), played(tune(PLAYERS[name])))


def test_two_threads_give_what_one_gives() -> None:
    parts = [tune(player) for player in PLAYERS.values()]
    with ThreadPoolExecutor(2) as pool:
        together = list(pool.map(played, parts))
    assert all(np.array_equal(one, two) for one, two in zip(map(heard, PLAYERS), together, strict=True))


@everyone
def test_nothing_sounds_before_the_first_note_is_due(name: str) -> None:
    assert np.abs(heard(name)[: round(0.3 * RATE)]).max() == 0.0


@everyone
def test_nothing_sounds_a_quarter_second_after_a_cut(name: str) -> None:
    assert 2.3 < heard_until_s(heard(name)) <= 3.2 + 0.25
    assert np.abs(heard(name)[round(3.45 * RATE) :]).max() == 0.0


@everyone
def test_a_cut_is_damped_and_never_clicks(name: str) -> None:
    sound = heard(name).mean(axis=1)
    bend = np.abs(np.diff(sound, 2))
    around = bend[round(3.2 * RATE) - 50 : round(3.4 * RATE)].max()
    assert around <= bend[round(2.2 * RATE) : round(3.1 * RATE)].max() + 1e-6


@everyone
def test_a_ringing_end_only_gets_softer(name: str) -> None:
    sound = heard(name, Ending.RING)
    halves = [rms_db(sound[round(at * RATE) : round((at + 0.3) * RATE)]) for at in (3.3, 3.6, 3.9, 4.2)]
    assert all(later <= sooner + 0.5 for sooner, later in zip(halves, halves[1:], strict=False))
    assert sound[-1].max() == pytest.approx(0.0, abs=1e-9)


def test_a_fade_is_gone_when_the_cue_says_so() -> None:
    sound = heard("pad", Ending.FADE)
    assert np.abs(sound[round(3.2 * RATE) :]).max() == 0.0
    assert (
        rms_db(sound[round(3.0 * RATE) : round(3.1 * RATE)])
        < rms_db(sound[round(2.5 * RATE) : round(2.6 * RATE)]) - 6.0
    )


def test_a_note_after_the_end_is_refused() -> None:
    with pytest.raises(ValueError, match="the cue ends at 2.000"):
        played(part(PLAYERS["piano"], [note(2.5, 0.5, 60)], 4.0, ending=Ending.CUT, until=2.0))


def test_what_would_clip_is_refused() -> None:
    too_loud = replace(PLAYERS["piano"], sound=Sampled(0, 0, 24.0))
    with pytest.raises(ValueError, match="below full scale"):
        perform(FolderShelf(), part(too_loud, [note(0.5, 1.0, 60, 1.0)], 2.0))


@pytest.mark.parametrize("name", ["piano", "violins", "gayageum", "pad"])
def test_ten_keys_as_loud_as_possible_stay_below_full_scale(name: str) -> None:
    keys = (36, 43, 48, 55, 60, 64, 67, 72, 76, 79)
    down = ((0.0, True),)
    loud = part(PLAYERS[name], [note(0.5, 1.5, key, 1.0) for key in keys], 3.0, pedal=down)
    assert np.abs(played(loud)).max() < 1.0


@pytest.mark.parametrize("name", ["piano", "violins", "solo cello", "gayageum", "daegeum", "janggu", "glass"])
def test_one_more_note_leaves_the_sound_of_its_neighbours_alone(name: str) -> None:
    before = tune(PLAYERS[name], Ending.RING)
    more = note(1.55, 0.2, 74, 0.5)
    with_it = part(PLAYERS[name], sorted((*before.notes, more), key=lambda n: n.onset_s), 4.5, until=3.2)
    lone = played(part(PLAYERS[name], [more], 4.5, until=3.2))
    left = played(with_it) - heard(name, Ending.RING) - lone
    assert rms_db(left) < rms_db(lone) - 80.0


def test_the_stem_says_where_its_sound_is_from_and_what_was_measured() -> None:
    shelf = FolderShelf()
    hit = note(1.0, 1.0, 60, 0.7, why="hit 2: the door")
    stem = perform(shelf, part(PLAYERS["piano"], [note(0.5, 0.3, 55, 0.3), hit], 3.0, name="piano"))
    assert stem.sources == (("by hand", "CC0-1.0", "the test"),)
    assert stem.sound.name == "piano.flac" and stem.sound.frames == 3 * RATE
    assert stem.peak_db == pytest.approx(20 * np.log10(np.abs(shelf.read(stem.sound)).max()), abs=0.06)
    assert stem.onsets_s == pytest.approx((1.0 + HIT_LATE_S,), abs=0.005)


def test_an_empty_part_is_silence_of_its_length() -> None:
    stem = perform(FolderShelf(), part(PLAYERS["piano"], [], 1.0))
    assert (stem.heard_until_s, stem.sound.frames, stem.onsets_s) == (0.0, RATE, ())
