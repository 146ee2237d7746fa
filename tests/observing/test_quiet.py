"""Silences: three different things, three names."""

import numpy as np

from tests.observing.bench import FS, Wave, gasp, noise, pink
from tests.observing.scoring import heard_of
from yeoun.model.observed import Quiet
from yeoun.observing.events import events_in
from yeoun.observing.quiet import silences_in
from yeoun.observing.segments import hearing_of
from yeoun.units.luck import Take, luck

RNG = luck(Take(1), "quiet")


def room(seconds: float, level_db: float = -60.0) -> Wave:
    return pink(RNG, round(seconds * FS)) * 10 ** (level_db / 20)


def crowd(seconds: float) -> Wave:
    return noise(RNG, seconds, 200, 5000) * 10 ** (-26 / 20)


def silences(wave: Wave) -> tuple[Quiet, ...]:
    heard = heard_of(wave)
    hearing = hearing_of(heard)
    return silences_in(hearing, events_in(heard, hearing), 1 / 24)


def test_silence_after_a_crowd_is_dramatic_and_longer_is_more_so() -> None:
    wave = np.concatenate([crowd(6), room(5), crowd(5), room(2), crowd(4)])
    found = [quiet for quiet in silences(wave) if quiet.kind == "dramatic"]
    assert len(found) == 2
    assert abs(found[0].span.start_s - 6.0) < 0.2
    assert abs(found[0].span.end_s - 11.0) < 0.2
    assert found[0].salience == 1.0
    assert 0.3 < found[1].salience < 0.7
    assert found[0].level_lufs < -50


def test_a_breath_does_not_break_a_silence() -> None:
    breath, _ = gasp(luck(Take(1), "one gasp"))
    hush = room(6)
    hush[3 * FS:3 * FS + len(breath)] += breath * 0.3
    found = [quiet for quiet in silences(np.concatenate([crowd(6), hush, crowd(4)])) if quiet.kind == "dramatic"]
    assert len(found) == 1
    assert found[0].span.end_s - found[0].span.start_s > 5.5


def test_a_quiet_room_from_the_start_is_room_tone_without_salience() -> None:
    found = silences(room(8))
    assert [quiet.kind for quiet in found] == ["room_tone"]
    assert found[0].salience < 0.1


def test_digital_black_is_a_fault_and_no_silence() -> None:
    wave = np.concatenate([room(4), np.zeros(FS), room(4)])
    found = [quiet for quiet in silences(wave) if quiet.kind == "black"]
    assert len(found) == 1
    assert abs(found[0].span.start_s - 4.0) < 0.03
    assert abs(found[0].span.end_s - 5.0) < 0.03
    assert not any(quiet.kind == "dramatic" for quiet in silences(wave))


def test_one_frame_of_zeros_is_nothing() -> None:
    assert not any(quiet.kind == "black" for quiet in silences(np.concatenate([room(3), np.zeros(FS // 50), room(3)])))


def test_a_loud_steady_noise_is_no_silence() -> None:
    assert silences(crowd(8)) == ()
