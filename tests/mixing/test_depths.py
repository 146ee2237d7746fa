"""How deep the music goes under a line: what words lose is told as pystoi finds it, and is bought with as little music as may be."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from pystoi import stoi
from scipy.signal import resample_poly

from tests.fakes import FolderShelf
from tests.mixing.band import SPOKEN, Band, keep, noise, small_band, speech, stem, written
from yeoun.mixing.bells import BANDS, NAMES, Bells, largest, power, responses
from yeoun.mixing.depths import AUDIBLE_LU, FAINT_LU, LOST, LOST_AT_MOST, Beside, most_of, solve
from yeoun.mixing.duck import CENTRE_DB
from yeoun.mixing.hearing import Heard, left_by, listen
from yeoun.mixing.mix import mix
from yeoun.mixing.survey import survey
from yeoun.mixing.voices import STEM_GAIN, voices_of
from yeoun.mixing.words import Words
from yeoun.model.media import PictureMusic
from yeoun.model.mixed import Mix

Sound = NDArray[np.float64]
SECONDS = float(216 * 1001 / 24_000)
LINE = Words(1.2, 2.6, None)


class Scene:
    """One line over rain, and one stem under it."""

    def __init__(self, music: Sound) -> None:
        self.shelf, band = FolderShelf(), small_band()
        words, rain = speech(SECONDS, SPOKEN), noise(SECONDS, 77, 100.0, 2_000.0, 0.004)
        self.words, self.heard, self.music = words[:, 0], (words + rain).mean(axis=1), music.mean(axis=1) * STEM_GAIN
        original, clean = keep(self.shelf, "production.flac", words + rain), keep(self.shelf, "clean.flac", words)
        self.voices = voices_of(band.placements[:1], ((stem(self.shelf, "1m01", 1, "violins", "STR", music),),), len(words))
        most = most_of(self.voices)
        self.line = listen(self.shelf, self.voices, most, original, clean, (LINE,))[LINE]
        self.beside = Beside(survey(self.shelf, self.voices, len(words), clean, original), {LINE: self.line}, most)

    def found(self, gain: float, depths_db: Sound, level_db: float) -> float:
        """What pystoi finds lost, on the sound itself."""
        played = Bells().cut("it", (self.music * gain * 10 ** (-level_db / 20))[:, None].astype(np.float32), {
            name: np.full(len(self.music), 10 ** (-depth / 20), np.float32) for name, depth in zip(NAMES, depths_db, strict=True) if depth})
        part = slice(round(LINE.start_s * 48_000), round(LINE.end_s * 48_000))
        length = min(len(played), len(self.words))
        sounds = [each[:length][part] for each in (self.words, self.heard, self.heard[:length] + played[:length, 0])]
        clean, alone, both = (resample_poly(each, 5, 24) for each in sounds)
        return float(stoi(clean, alone, 10_000, extended=True) - stoi(clean, both, 10_000, extended=True))


def _music(low: float, high: float, level: float = 0.02) -> Sound:
    return noise(4.2, 3, low, high, level)


NOTHING, THIN = np.zeros(len(NAMES)), np.where(np.arange(len(NAMES)) > 6, 12.0, 0.0)


@pytest.mark.parametrize(("low", "high"), [(100.0, 500.0), (300.0, 5_000.0), (1_500.0, 4_000.0)])
def test_what_words_lose_is_told_as_it_is_found_in_the_sound(low: float, high: float) -> None:
    scene = Scene(_music(low, high))
    told, found = [], []
    for gain, depths_db, level_db in (
            (1.0, NOTHING, 0.0), (0.2, NOTHING, 0.0), (0.2, THIN, 0.0), (0.2, THIN, 8.0), (0.05, NOTHING, 6.0), (0.01, NOTHING, 0.0)):
        told.append(scene.line.lost(gain, depths_db, level_db))
        found.append(scene.found(gain, depths_db, level_db))
    assert np.abs(np.array(told) - found).max() < 0.06
    assert max(found) > 0.1 > 0.03 > min(found)


def test_the_bells_leave_what_they_are_said_to_leave() -> None:
    click = np.zeros((16_384, 1), dtype=np.float32)
    click[0] = 1.0
    rung = Bells().cut("it", click, {name: np.full(len(click), 10 ** (-depth / 20), np.float32)
                                     for name, depth in zip(NAMES, THIN, strict=True) if depth})
    hertz = np.array([60.0, 189.0, 800.0, 1_200.0, 3_000.0, 9_000.0])
    heard = np.array([np.abs(np.sum(rung[:, 0] * np.exp(-2j * np.pi * f / 48_000 * np.arange(len(rung))))) for f in hertz])
    assert heard ** 2 == pytest.approx(power(responses(hertz), THIN), rel=1e-3)
    assert float(np.abs(rung).sum()) == pytest.approx(largest(tuple(THIN)), rel=1e-3)
    assert 10 * np.log10(left_by(THIN)[6 + 11]) < -8.0 < -0.5 < 10 * np.log10(left_by(THIN)[6 + 2])


def test_bells_take_less_music_for_the_same_words_than_a_fader_does() -> None:
    scene = Scene(_music(150.0, 400.0) + _music(1_500.0, 3_000.0, 0.01))    # most of the music is not where most bands are
    (depth,) = solve(scene.beside, (LINE,), 0.1, 0.0)
    lost = scene.line.lost(0.1, np.array(depth.bells_db), depth.level_db)
    fader = next(level for level in np.arange(0.0, 12.0, 0.25) if scene.line.lost(0.1, NOTHING, level) <= lost)
    taken = scene.line.softer_db(np.array(depth.bells_db)) + depth.level_db
    assert 0.0 < lost <= LOST and taken < fader - 1.0
    assert depth.level_db < fader and max(depth.bells_db) <= 12.0


def test_words_that_ask_for_too_much_of_the_music_get_less() -> None:
    scene, gain = Scene(_music(150.0, 400.0) + _music(1_500.0, 3_000.0, 0.01)), 0.05
    (depth,) = solve(scene.beside, (LINE,), gain, 10.0)
    over = scene.beside.ratio(LINE, gain, np.array(depth.bells_db), depth.level_db)
    assert LOST < scene.line.lost(gain, np.array(depth.bells_db), depth.level_db) <= LOST_AT_MOST
    fader = next(level for level in np.arange(0.0, 12.0, 0.25) if scene.line.lost(gain, NOTHING, level) <= LOST)
    faded = scene.beside.ratio(LINE, gain, NOTHING, fader)
    assert over is not None and faded is not None and over < AUDIBLE_LU < faded <= FAINT_LU


def test_players_who_give_way_no_further_are_not_made_to() -> None:
    scene = Scene(_music(300.0, 4_000.0, 0.05))
    held = replace(scene.beside, most={"STR": 5.0})
    (depth,) = solve(held, (LINE,), 1.0, 10.0)
    assert max(depth.bells_db) <= 5.0 and depth.level_db <= 5.0
    assert solve(replace(scene.beside, most={"STR": 0.0}), (LINE,), 1.0, 10.0) == ()


@pytest.fixture(scope="module")
def band() -> Band:
    return small_band()


@pytest.fixture(scope="module")
def mixed(band: Band) -> Mix:
    return mix(band.shelf, band.episode, band.seen, band.placements, band.stems, band.house, PictureMusic.AUTO)


def test_music_leaves_the_centre_to_the_words_and_has_it_back_after_them(band: Band, mixed: Mix) -> None:
    assert mixed.ducked_51 is not None
    full, given = band.shelf.read(mixed.music_51).astype(np.float64), band.shelf.read(mixed.ducked_51).astype(np.float64)
    around = band.shelf.read(mixed.ducked_714).astype(np.float64)

    def under_db(sound: Sound, start_s: float, end_s: float) -> float:
        left, right, centre = np.mean(sound[round(start_s * 48_000):round(end_s * 48_000), :3] ** 2, axis=0)
        return float(10 * np.log10((left + right) / 2 / centre))

    for span in SPOKEN:
        assert under_db(given, *span) >= 12.0 and under_db(around, *span) >= 12.0
        assert under_db(full, *span) < 12.0
    free = (0.1, 0.9)
    assert under_db(given, *free) == pytest.approx(under_db(full, *free), abs=0.01)


def test_what_leaves_the_centre_is_played_left_and_right_and_the_objects_go_with_it(band: Band, mixed: Mix) -> None:
    assert min(row.gain_db for row in mixed.ducks if row.band == "centre") == -CENTRE_DB
    stereo = written(mixed, band.shelf, "mix/music_ducked_20.wav").astype(np.float64)
    given = band.shelf.read(mixed.ducked_714).astype(np.float64)
    part = slice(round(1.3 * 48_000), round(2.5 * 48_000))
    assert 10 * np.log10(np.sum(given[part] ** 2) / np.sum(stereo[part] ** 2)) == pytest.approx(0.0, abs=2.5)
    (mover,) = mixed.objects
    assert mover.ducked is not None
    alone, soft = (band.shelf.read(sound)[part].astype(np.float64) for sound in (mover.sound, mover.ducked))
    assert 10 * np.log10(np.sum(soft ** 2) / np.sum(alone ** 2)) < -CENTRE_DB + 1.0


def test_a_line_without_music_or_without_words_is_not_listened_to() -> None:
    band = small_band()
    silent = keep(band.shelf, "silent.flac", np.zeros((round(SECONDS * 48_000), 1)))
    voices = voices_of(band.placements, band.stems, silent.frames)
    found: dict[Words, Heard] = listen(band.shelf, voices, most_of(voices), silent, silent, (LINE, Words(4.8, 5.4, None)))
    assert found == {}
    assert set(BANDS) == set(NAMES)
