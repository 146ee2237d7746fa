"""The two stems that nobody plays: the air of a cue and the room it stands in."""

from fractions import Fraction

import numpy as np
import pytest
from scipy.signal import butter, sosfiltfilt

from tests.fakes import FolderShelf
from tests.performing.instruments import modelled, note, part
from yeoun.model.composed import TempoMap, TempoMark
from yeoun.model.scored import Ambience, Part, Room, Score
from yeoun.model.spotted import Ending
from yeoun.performing.air import air, chord_spectrum
from yeoun.performing.perform import perform
from yeoun.performing.room import reverberated, room
from yeoun.performing.solo import play_alone
from yeoun.units.luck import Take
from yeoun.units.names import CueId, CueKey
from yeoun.units.pitch import to_hertz
from yeoun.units.time import Seconds

RATE = 48_000
CHORDS = ((0.0, 4.0, (48, 55, 60, 64)), (4.0, 4.0, (45, 52, 57, 60)))


def ambience(
    ending: Ending = Ending.CUT, brightness: float = 0.5, coldness: float = 0.2, lo_fi: float = 0.0
) -> Ambience:
    return Ambience(
        CueKey("hand"),
        CueId("1m01"),
        Take(1),
        Seconds(8.0),
        Seconds(7.0),
        ending,
        CHORDS,
        ((0.0, 1.0), (8.0, 1.0)),
        brightness,
        coldness,
        lo_fi,
        0.0,
        "the night",
    )


def score(ending: Ending, rt60_s: float, player: Part) -> Score:
    return Score(
        CueKey("hand"),
        CueId("1m01"),
        "C",
        "major",
        TempoMap(0, (TempoMark(Fraction(0), 500_000),)),
        Fraction(8),
        (),
        (),
        (),
        (player,),
        None,
        Room("hall", rt60_s, 0.02, 7000.0, 0.0),
        (),
        Seconds(3.0),
        Seconds(2.0),
        (),
    )


def test_the_air_is_made_of_the_cues_own_chords() -> None:
    shelf = FolderShelf()
    sound = shelf.read(air(shelf, ambience(coldness=0.0)).sound)[RATE : 3 * RATE].mean(axis=1)
    power = np.abs(np.fft.rfft(sound)) ** 2
    hz = np.fft.rfftfreq(len(sound), 1 / RATE)
    inside = sum(power[np.abs(hz / to_hertz(key) - 1) < 0.02].sum() for key in (48, 55, 60, 64))
    outside = sum(power[np.abs(hz / to_hertz(key) - 1) < 0.02].sum() for key in (50, 54, 58, 61))
    assert inside > 30 * outside


def test_the_air_ends_exactly_and_comes_out_the_same_again() -> None:
    shelf = FolderShelf()
    stem = air(shelf, ambience())
    first = shelf.read(stem.sound)
    assert (stem.kind, stem.group) == ("ambience", "AMB")
    assert stem.heard_until_s <= 7.25 and np.abs(first[round(7.25 * RATE) :]).max() == 0.0
    assert np.array_equal(first, shelf.read(air(shelf, ambience()).sound))
    assert abs(float(np.asarray(np.corrcoef(first[RATE : 6 * RATE].T))[0, 1])) < 0.8


def test_a_bright_air_is_brighter_and_a_cold_one_loses_its_fundamentals() -> None:
    hz = np.fft.rfftfreq(16_384, 1 / RATE)

    def centre(brightness: float, coldness: float) -> float:
        power = chord_spectrum((48, 55, 60), brightness, coldness) ** 2
        return float((power * hz).sum() / power.sum())

    assert centre(0.9, 0.2) > 1.15 * centre(0.1, 0.2)
    assert centre(0.5, 0.9) > 1.1 * centre(0.5, 0.0)


def test_lo_fi_air_wavers() -> None:
    shelf = FolderShelf()
    straight, wavering = (shelf.read(air(shelf, ambience(lo_fi=amount)).sound) for amount in (0.0, 1.0))
    assert np.abs(straight - wavering).max() > 1e-3


@pytest.mark.parametrize("rt60_s", [0.5, 1.2, 2.4])
def test_the_room_rings_as_long_as_asked(rt60_s: float) -> None:
    clap = np.zeros((round((rt60_s + 0.6) * RATE), 2))
    clap[0] = 1.0
    out = reverberated(clap, Room("hall", rt60_s, 0.0, 12_000.0, 0.0))[:, 0]
    band = sosfiltfilt(butter(2, (700.0, 1400.0), "bandpass", fs=RATE, output="sos"), out)
    left = np.cumsum((band**2)[::-1])[::-1]
    level = 10 * np.log10(left / left[0] + 1e-20)
    fit = np.flatnonzero((level < -5) & (level > -35))
    assert -60.0 / np.polyfit(fit / RATE, level[fit], 1)[0] == pytest.approx(rt60_s, rel=0.08)


def test_the_room_is_a_stem_of_its_own_and_is_cut_with_the_players() -> None:
    shelf = FolderShelf()
    for ending, rings in ((Ending.CUT, False), (Ending.RING, True)):
        player = part(
            modelled("janggu"), [note(0.5, 0.3, 60, 0.9), note(2.9, 0.3, 60, 0.9)], 5.0, ending=ending, until=3.0
        )
        stem = room(shelf, score(ending, 2.4, player), (perform(shelf, player),))
        sound = shelf.read(stem.sound)
        assert (stem.kind, stem.group, stem.sound.frames) == ("room", "RTN", 5 * RATE)
        assert np.abs(sound[: round(0.45 * RATE)]).max() == 0.0 < np.abs(sound[RATE : 2 * RATE]).max()
        assert (stem.heard_until_s > 3.6) == rings


def test_an_instrument_can_be_heard_alone() -> None:
    shelf = FolderShelf()
    stem = play_alone(shelf, modelled("gayageum"), (55, 57, 60), seconds=0.5, dynamic=0.6, ornament="")
    assert stem.sound.frames == round((0.5 + 1.5 + 3.0) * RATE)
    assert np.abs(shelf.read(stem.sound)[: RATE // 2 - 10]).max() == 0.0 and stem.peak_db > -40.0
