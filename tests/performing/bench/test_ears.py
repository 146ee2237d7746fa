"""The ears of sound.md hear what was put there, and not what was not."""

import numpy as np
import pytest

from tests.performing.bench.daegeum import apart, frozen, listened
from tests.performing.bench.ears import RATE, cents_off, click_db, decay_s, harmonics
from tests.performing.bench.ornaments import shake_of
from yeoun.performing.daegeum import _sag


def test_a_detuning_is_read_under_vibrato() -> None:
    t = np.arange(2 * RATE) / RATE
    hertz = 440.0 * 2 ** ((7.0 + 20.0 * np.sin(2 * np.pi * 5.0 * t)) / 1200)
    assert cents_off(np.sin(2 * np.pi * np.cumsum(hertz) / RATE), 440.0) == pytest.approx(7.0, abs=0.6)


def test_a_click_is_found_and_a_clean_tone_has_none() -> None:
    tone = 0.1 * np.sin(2 * np.pi * 300.0 * np.arange(2 * RATE) / RATE)
    assert click_db(tone, 0.1) == -200.0
    tone[RATE] += 0.01
    assert -50.0 < click_db(tone, 0.1) < -38.0


def test_the_pulses_of_a_low_reed_are_no_clicks_and_one_among_them_is() -> None:
    tone = np.zeros(2 * RATE)
    tone[::200] = 0.02    # 240 Hz
    assert click_db(tone, 0.1) == -200.0
    tone[RATE + 100] = 0.5
    assert click_db(tone, 0.1) > -30.0


def test_harmonics_are_read_under_vibrato() -> None:
    t = np.arange(3 * RATE) / RATE
    hertz = 500.0 * 2 ** (30.0 * np.sin(2 * np.pi * 4.0 * t) / 1200)
    phase = 2 * np.pi * np.cumsum(hertz) / RATE
    sound = np.sin(phase) + 0.1 * np.sin(2 * phase) + 0.01 * np.sin(5 * phase)
    assert harmonics(sound, hertz)[[1, 4]] == pytest.approx([-20.0, -40.0], abs=0.5)


def test_a_decay_is_read() -> None:
    t = np.arange(3 * RATE) / RATE
    assert decay_s(np.sin(2 * np.pi * 200 * t) * 10 ** (-3 * t / 2.0), 200.0, 0.2, 1.5) == pytest.approx(2.0, rel=0.02)


def test_a_shake_is_read_and_a_slide_is_none() -> None:
    t = np.arange(0, 1.5, 0.005)
    found = shake_of(50.0 * np.sin(2 * np.pi * 5.4 * t) * np.clip((t - 0.3) / 0.2, 0, 1))
    assert found is not None
    assert found[0] == pytest.approx(5.4, abs=0.15) and found[1] == pytest.approx(100.0, rel=0.1)
    assert found[2] == pytest.approx(0.35, abs=0.1)
    assert shake_of(100.0 * t) is None


def test_a_frozen_tone_is_near_in_harmonics_and_far_in_what_moves() -> None:
    t = np.arange(4 * RATE) / RATE
    hertz = 500.0 * 2 ** (30.0 * np.sin(2 * np.pi * 4.0 * t) / 1200)
    phase = 2 * np.pi * np.cumsum(hertz) / RATE
    real = (np.sin(phase) + 0.1 * np.sin(2 * phase)) * np.clip(t / 0.05, 0, 1) * np.clip((4 - t) / 0.1, 0, 1) * np.exp(-t / 2)
    heard = listened(real, 500.0)
    still = apart(listened(frozen(real, heard, 500.0), 500.0), heard)
    assert still[0] < 1.0 and still[1] > 2.0 and still[3] > 1.5


def test_a_long_tone_of_the_daegeum_settles_first_and_tires_later() -> None:
    half, one, two, five = _sag(np.array([0.5, 1.0, 2.0, 5.0]))
    assert 0.0 > half > one > two > five > -15.0    # the nine real tones lose 4 to 15 dB
    assert half - one > (two - five) / 3.0
