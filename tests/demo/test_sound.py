"""What is promised of the film's sound is heard in it."""

import shutil

import numpy as np
import pytest

from yeoun.demo import screenplay as play
from yeoun.demo import speech
from yeoun.demo.effects import band
from yeoun.demo.sound import LENGTH, FilmSound, make_effects, make_sound
from yeoun.errors import MachineLacks

needs_espeak = pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed")


@pytest.fixture(scope="module")
def effects() -> np.ndarray:
    return make_effects()


@pytest.fixture(scope="module")
def sound() -> FilmSound:
    return make_sound()


def _db(sound: np.ndarray) -> float:
    return float(10.0 * np.log10(np.mean(sound**2) + 1e-20))


def test_every_step_begins_on_its_sample(effects: np.ndarray) -> None:
    for walk in play.WALKS:
        for frame in play.steps_of(walk):
            at = play.to_samples(frame)
            heard = np.abs(effects[at - 240 : at + 1440]).max(axis=1)
            onset = int(np.flatnonzero(heard > 0.1 * heard.max())[0]) - 240
            assert 0 <= onset <= 96, f"{walk.who} at frame {frame:.1f}: {onset} samples off"


def test_a_step_is_louder_than_the_moment_before_it(effects: np.ndarray) -> None:
    for walk in play.WALKS:
        for frame in play.steps_of(walk):
            at = play.to_samples(frame)
            assert _db(effects[at : at + 960]) > _db(effects[at - 960 : at]) + 12.0


def test_hearts_beat_where_the_truth_says(effects: np.ndarray) -> None:
    low = band(effects.mean(axis=1), 30.0, 130.0)
    for heart in play.HEARTS:
        for frame in play.beats_of(heart):
            at = play.to_samples(frame)
            assert _db(low[at : at + 2400]) > _db(low[at - 2400 : at]) + 6.0


def test_a_sigh_darkens_and_a_gasp_brightens(effects: np.ndarray) -> None:
    def centroid(part: np.ndarray) -> float:
        power = np.abs(np.fft.rfft(part * np.hanning(len(part)))) ** 2
        return float((power * np.fft.rfftfreq(len(part), 1 / play.HERTZ)).sum() / power.sum())

    for breath in play.BREATHS:
        if breath.kind in ("sigh", "gasp"):
            start, length = play.to_samples(breath.at), play.to_samples(breath.length)
            mono = effects[start : start + length].mean(axis=1)
            early, late = centroid(mono[length // 8 : length // 2]), centroid(mono[length // 2 : length * 7 // 8])
            assert (late < early) if breath.kind == "sigh" else (late > early), breath


@needs_espeak
def test_the_sound_is_exactly_as_long_as_the_picture_and_never_clips(sound: FilmSound) -> None:
    assert sound.mix.shape == (LENGTH, 2) and len(sound.dialogue) == LENGTH
    assert LENGTH == play.FRAMES * 2002
    assert np.abs(sound.mix).max() < 0.9


@needs_espeak
def test_mix_is_dialogue_and_the_rest(sound: FilmSound) -> None:
    assert np.abs(sound.mix - sound.effects - sound.dialogue[:, None]).max() < 1e-12


@needs_espeak
def test_every_line_begins_on_its_sample_fits_and_is_loud_enough(sound: FilmSound) -> None:
    for line, length in zip(play.LINES, sound.spoken, strict=True):
        start = play.to_samples(line.at)
        assert start + length <= play.to_samples(line.by)
        said = sound.dialogue[start : start + length]
        onset = int(np.flatnonzero(np.abs(said) > 0.01 * np.abs(said).max())[0])
        assert onset < 480, line.id
        assert np.abs(sound.dialogue[start - 960 : start]).max() < 0.02 * np.abs(said).max()
        assert -25.0 <= speech.loudness(said) <= -18.5, line.id


@needs_espeak
def test_a_silence_is_room_tone_and_not_digital_black(sound: FilmSound) -> None:
    for hush in play.HUSHES:
        still = sound.mix[play.to_samples(hush.still) : play.to_samples(hush.until)]
        assert -66.0 <= _db(still) <= -60.0, hush
        before = sound.mix[play.to_samples(hush.at - 72) : play.to_samples(hush.at - 36)]
        assert _db(before) > _db(still) + 10.0, "nothing was there to be missed"


def test_a_machine_without_the_voice_is_told_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speech, "PROGRAM", "espeak-ng-that-is-nowhere")
    with pytest.raises(MachineLacks, match="demo film.*install espeak-ng"):
        speech.speak(play.LINES[0])


def test_a_line_without_room_is_our_mistake() -> None:
    if shutil.which("espeak-ng") is None:
        pytest.skip("espeak-ng is not installed")
    tight = play.Line("X", "지은", play.Manner.SPOKEN, 0, 5, "이 말은 다섯 장면 안에 들어가지 않는다.", "Too long.")
    with pytest.raises(ValueError, match="more room"):
        speech.speak(tight)
