"""A cue that nobody would hear beside the picture: raised as far as the words allow, else told; the others as they were."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.fakes import FolderShelf
from tests.mixing.band import FIRST, RATE, SECOND, Band, keep, noise, placement, seen_of, small_band, speech, written
from yeoun.delivering.told import giving_way
from yeoun.mixing.duck import AHEAD_S
from yeoun.mixing.mix import mix
from yeoun.mixing.riding import HARDLY_LU, MOST_DB, _curve, share_of
from yeoun.mixing.survey import HOP
from yeoun.model.media import PictureMusic
from yeoun.model.mixed import Mix
from yeoun.units.loudness import Weighing, momentary, over_spans
from yeoun.units.time import frame_to_samples

LOUD = ((0.1, 3.95), (7.4, 8.4))    # words over nearly all of the first cue
FEW = ((1.2, 1.9), (7.4, 8.4))


def made(band: Band) -> Mix:
    return mix(band.shelf, band.episode, band.seen, band.placements, band.stems, band.house, PictureMusic.AUTO)


def soft(band: Band, by_db: float) -> Band:
    """The band, its first cue so much softer."""
    gain = 10.0 ** (-by_db / 20.0)
    first = tuple(replace(each, sound=keep(band.shelf, f"soft_{each.name}.flac", band.shelf.read(each.sound) * gain))
                  for each in band.stems[0])
    return replace(band, stems=(first, band.stems[1]))


def talking(band: Band, spoken: tuple[tuple[float, float], ...], level: float = 0.06) -> Band:
    """The band, with other words."""
    seconds = float(216 / RATE)
    said = speech(seconds, spoken, level)
    production = replace(band.seen.production, sound=keep(band.shelf, "talk.flac", noise(seconds, 77, 100.0, 2_000.0, 0.002) + said),
                         dialogue=keep(band.shelf, "clean.flac", said))
    return replace(band, seen=seen_of(production, spoken), episode=replace(band.episode, production=production))


def loudness(mixed: Mix, band: Band, name: str, frames: tuple[int, int]) -> float:
    """Of the first or second cue, in a file of the mix."""
    meter = Weighing((1.0, 1.0), HOP)
    meter.feed(written(mixed, band.shelf, f"mix/{name}.wav"))
    found = over_spans(meter.energies(), HOP, [(float(frames[0] / RATE), float(frames[1] / RATE))])
    assert found is not None
    return found


@pytest.fixture(scope="module")
def hidden() -> Band:
    return soft(talking(small_band(FolderShelf()), LOUD), 16.0)


@pytest.fixture(scope="module")
def mixed(hidden: Band) -> Mix:
    return made(hidden)


def test_a_cue_nobody_would_hear_is_raised_and_the_words_keep_their_room(hidden: Band, mixed: Mix) -> None:
    ((cue, lift),) = mixed.raised
    assert cue == "1m01" and 3.0 <= lift <= MOST_DB
    assert all(each.ratio_db is not None and each.ratio_db >= 10.0 for each in mixed.words)
    assert "cue_unheard" not in {each.code for each in mixed.cautions}
    rise = loudness(mixed, hidden, "music_ducked_20", FIRST) - loudness(mixed, hidden, "music_20", FIRST)
    assert rise > 3.0, "the words take back less than it was raised by"
    assert f"1m01 by {lift:.1f} dB" in giving_way(mixed)
    assert max(row.gain_db for row in mixed.ducks) == lift, "the sessions have it as automation"


def test_the_other_cue_and_the_music_by_itself_stay_as_composed(hidden: Band, mixed: Mix) -> None:
    second = slice(frame_to_samples(SECOND[0], RATE), round(7.0 * 48_000))
    music, ducked = (written(mixed, hidden.shelf, f"mix/{name}.wav")[second] for name in ("music_20", "music_ducked_20"))
    assert np.array_equal(music, ducked)
    apart = loudness(mixed, hidden, "music_20", SECOND) - loudness(mixed, hidden, "music_20", FIRST)
    whole = talking(small_band(FolderShelf()), LOUD)
    assert apart == pytest.approx(16.0 + loudness(made(whole), whole, "music_20", SECOND) - loudness(made(whole), whole, "music_20", FIRST),
                                  abs=0.5)


def test_a_cue_that_is_heard_is_left_alone() -> None:
    band = talking(small_band(FolderShelf()), LOUD)
    alone = made(band)
    assert alone.raised == () and max((row.gain_db for row in alone.ducks), default=0.0) <= 0.0


def test_a_cue_that_stays_under_the_words_is_told_with_what_to_do() -> None:
    mixed = made(soft(talking(small_band(FolderShelf()), LOUD), 40.0))
    (said,) = [each for each in mixed.cautions if each.code == "cue_unheard"]
    assert said.is_heard and said.at_s == 0.0
    assert said.message.startswith("cue 1m01 will hardly be heard: in ")
    assert f"{HARDLY_LU:.0f} LU under what sounds beside it" in said.message
    assert "that is the most a cue is raised by" in said.message and "Give it more to play with a note" in said.message


def test_where_words_leave_no_room_nothing_is_raised_and_it_is_told() -> None:
    band = small_band(FolderShelf(), duck_db=0.0)
    quiet = soft(talking(band, ((0.1, 0.9), (1.0, 3.95), (7.4, 8.4))), 16.0)
    # one stretch is whispered so softly that the music is close to it, the rest of the cue is shouted over
    seconds = float(216 / RATE)
    said = speech(seconds, ((1.0, 3.95), (7.4, 8.4)), 0.2) + speech(seconds, ((0.1, 0.9),), 0.004)
    production = replace(quiet.seen.production, sound=keep(quiet.shelf, "t.flac", said), dialogue=keep(quiet.shelf, "c.flac", said))
    mixed = made(replace(quiet, seen=seen_of(production, ((0.1, 0.9), (1.0, 3.95), (7.4, 8.4)))))
    (caution,) = [each for each in mixed.cautions if each.code == "cue_unheard"]
    assert mixed.raised == () and "the words leave it no more room" in caution.message


def test_a_silent_picture_between_the_words_hides_no_cue_from_the_count() -> None:
    """Beside nothing at all everything is louder: between two lines music counts as heard only where the words would let it."""
    band = soft(talking(small_band(FolderShelf()), FEW), 45.0)
    dead = replace(band.seen.production, sound=band.seen.production.dialogue)    # digital silence where nobody speaks
    mixed = made(replace(band, seen=seen_of(dead, FEW)))
    assert [each.message.split()[1] for each in mixed.cautions if each.code == "cue_unheard"] == ["1m01"]
    bare = share_of(momentary_of(written(mixed, band.shelf, "mix/music_ducked_20.wav")), -HARDLY_LU + momentary_of(
        np.repeat(band.shelf.read(band.seen.production.dialogue), 2, axis=1)))    # type: ignore[arg-type]
    assert bare > 0.5, "the cheap measure, moment against moment alone, would have it heard"


def momentary_of(sound: NDArray[np.float32]) -> NDArray[np.float64]:
    meter = Weighing((1.0, 1.0), HOP)
    meter.feed(sound.astype(np.float32))
    return momentary(meter.energies(), HOP, 4_800)[:36]


def test_without_a_sound_beside_it_no_cue_is_hidden() -> None:
    mixed = made(soft(small_band(FolderShelf(), production=False, clean=False), 40.0))
    assert mixed.raised == () and "cue_unheard" not in {each.code for each in mixed.cautions}


def corners(placed: Sequence[tuple[int, int, float]], lifted: int, at_s: Sequence[float]) -> list[float]:
    placements = tuple(placement(f"c{k}", *each) for k, each in enumerate(placed))
    curve = _curve([(placements[lifted], 6.0)], placements, 1_500)
    return [round(float(curve[round(at * 100)]), 3) for at in at_s]


def test_the_fader_is_up_before_a_cue_and_down_when_it_has_rung_out() -> None:
    placed = ((0, 48, 0.0), (96, 144, 1.0), (240, 288, 0.0))    # frames: 4.004 to 6.006 s, ringing until 7.006 s
    assert corners(placed, 1, (3.7, 4.01, 6.0, 7.0, 7.9)) == [0.0, 6.0, 6.0, 6.0, 0.0]


def test_what_still_rings_of_another_cue_is_not_raised_with_a_jump() -> None:
    placed = ((0, 96, 2.0), (96, 144, 0.0))
    assert corners(placed, 1, (4.0, 4.004 + AHEAD_S + 0.01)) == [0.0, 6.0], "it rises while the new cue begins"
    assert corners(((0, 96, 3.0), (96, 144, 0.0)), 0, (3.7, 4.01)) == [6.0, 0.0], "it is down when the next cue begins"
