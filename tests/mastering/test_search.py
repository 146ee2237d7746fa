"""Settings of a master: what they do to the sound, what the loss says of them, and a search that beats luck and doing nothing."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.mixing.band import noise
from yeoun.mastering.judging import TERMS, Scene, levels, lift_in, loss_of, terms_of, worst
from yeoun.mastering.outline import Outline, outline
from yeoun.mastering.searching import TRIES, search
from yeoun.mastering.shaping import MOST_LIFT_DB, NEUTRAL, TAPS, UNSET, Setting, banded, response, taps
from yeoun.mastering.targets import TARGETS
from yeoun.model.mixed import Destination, Settings
from yeoun.units.loudness import Weighing, integrated

Sound = NDArray[np.float32]
OST = next(each for each in TARGETS if each.destination is Destination.OST_20)
STREAMING = next(each for each in TARGETS if each.destination is Destination.STREAMING_20)
RATE = 48_000


def of(music: Sound, beside: Sound | None = None, spans: tuple[tuple[float, float], ...] = ()) -> Outline:
    other = np.zeros_like(music) if beside is None else beside
    return outline(len(music), ("L", "R"), lambda start, frames: (music[start:start + frames], other[start:start + frames]), spans, 96_000)


def piece(seconds: float = 40.0, seed: int = 3) -> Sound:
    """Music with too little below and bars of ten seconds 24 dB down."""
    sound = noise(seconds, seed, 400.0, 5_000.0, 0.1)
    level = np.where((np.arange(len(sound)) // (10 * RATE)) % 2 == 1, 10 ** (-24 / 20), 1.0)
    return np.asarray(sound * level[:, None], dtype=np.float32)


def test_the_bands_are_what_they_are_said_to_be_and_begin_when_the_sound_does() -> None:
    bands = (3.0, -4.0, 2.0, -1.5)
    hertz = np.array([60.0, 330.0, 1_000.0, 2_200.0, 12_000.0])
    heard = np.array([np.abs(np.sum(taps(bands) * np.exp(-2j * np.pi * f / RATE * np.arange(TAPS)))) for f in hertz])
    assert 20 * np.log10(heard / response(bands, hertz)) == pytest.approx([0.0] * 5, abs=0.1)
    sound = np.zeros((TAPS + 4_800, 1), dtype=np.float32)
    sound[TAPS + 1_000:] = 0.5
    out = banded(sound, bands)
    assert out.shape == (4_800, 1) and np.abs(out[:1_000]).max() < 1e-6 < np.abs(out[1_000:1_010]).max()
    assert np.array_equal(banded(sound, (0.0, 0.0, 0.0, 0.0)), sound[TAPS:])


def test_an_outline_is_as_loud_as_the_sound() -> None:
    sound = piece()
    meter = Weighing((1.0, 1.0), 4_800)
    meter.feed(sound)
    told, read = integrated(of(sound).music.sum(axis=1), 4_800), integrated(meter.energies(), 4_800)
    assert told is not None and read is not None and told == pytest.approx(read, abs=0.15)


def test_blocks_fit_together_wherever_they_are_cut() -> None:
    sound = piece(12.0)
    setting = Setting((2.0, -1.0, 1.0, 0.5), np.linspace(0.0, 3.0, 120))
    def parts(start: int, frames: int) -> tuple[Sound, Sound]:
        return sound[start:start + frames].copy(), np.full((frames, 2), 0.25, np.float32)
    whole = setting.together(parts, 0, len(sound))
    cut = np.concatenate([setting.together(parts, at, min(70_001, len(sound) - at)) for at in range(0, len(sound), 70_001)])
    assert np.abs(whole - cut).max() < 1e-5
    assert np.array_equal(UNSET.together(parts, 5, 100), sound[5:105] + np.float32(0.25))


def test_quiet_bars_are_lifted_slowly_and_neither_words_nor_dying_sound_are() -> None:
    settings = replace(NEUTRAL, lift=0.5)
    lift = lift_in(of(piece(80.0)), settings)
    assert lift.max() <= MOST_LIFT_DB and lift[50] == 0.0 and lift.max() > 0.0
    assert np.abs(np.diff(lift)).max() < 0.3, "decibels a tenth"
    spoken = lift_in(of(piece(80.0), None, ((0.0, 80.0),)), settings)
    assert not spoken.any()
    fall_db = -10.0 * np.maximum(0.0, np.arange(20 * RATE) / RATE - 14.0)
    dying = np.asarray(noise(20.0, 4, level=0.1) * 10 ** (fall_db / 20)[:, None], np.float32)
    assert not lift_in(of(dying), settings)[140:195].any()


def test_the_loss_knows_a_house_curve_a_quiet_bar_and_a_heavy_hand() -> None:
    scene = Scene(of(piece()), OST)
    plain = terms_of(scene, NEUTRAL)
    assert tuple(plain) == TERMS and loss_of(plain) > 1.0 and plain["hand"] == 0.0
    assert plain["contour"] == pytest.approx(0.0, abs=1e-9)
    assert terms_of(scene, Settings(4.0, 0.0, -4.0, 0.0))["tone"] < plain["tone"] < terms_of(scene, Settings(-4.0, 0.0, 4.0, 0.0))["tone"]
    assert terms_of(replace(scene, course=-scene.outline.music.sum(axis=1)), NEUTRAL)["graph"] > 0.5
    assert terms_of(replace(scene, course=levels(scene.outline.music.sum(axis=1))), NEUTRAL)["graph"] < 0.01


def test_the_search_beats_doing_nothing_and_as_many_settings_by_lot_and_says_the_same_twice() -> None:
    scenes = [Scene(of(piece(seed=seed)), OST if seed % 2 else STREAMING) for seed in (3, 4, 5)]
    found = [search(scene, 1) for scene in scenes]
    assert all(each.searched.loss < each.by_lot.loss < each.gain_only.loss for each in found)
    assert all(each.best == each.searched and each.tries == TRIES for each in found)
    assert search(scenes[0], 1) == found[0]


def test_the_gravest_stretches_of_a_long_programme_are_looked_at() -> None:
    count = 6_000
    music = np.full((count, 10), 1e-3)
    music[1_000:1_300] *= 50.0
    music[4_000:4_400] *= 0.1
    spoken = np.zeros(count, dtype=bool)
    spoken[2_500:2_800] = True
    nothing = np.zeros(count)
    made = Outline(music, np.zeros((count, 10)), nothing, nothing, np.zeros(10), np.zeros(10), spoken)
    chosen = worst(made, 30.0)
    assert chosen[1_100] and chosen[4_200] and chosen[2_650] and chosen.sum() <= 900
    assert worst(made, 300.0).all()
