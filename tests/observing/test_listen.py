"""The production sound: on picture time, exactly as long, at a truthful scale, and what is heard in it."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import pyebur128
import pytest
import soundfile as sf

from tests.fakes import FolderShelf
from tests.material import material, needs_material
from tests.observing.bench import FS, noise, pink, speech
from tests.observing.films import media_of
from yeoun.errors import InputRefused
from yeoun.model.media import Media, SoundStream
from yeoun.model.shelf import FileRef
from yeoun.observing.detect import detect
from yeoun.observing.ear import Ear, momentary
from yeoun.observing.features import features_of
from yeoun.observing.listen import listen
from yeoun.observing.stream import Shape, fold
from yeoun.observing.voices import Detector, speech_by_level, voices_of
from yeoun.pipeline.shelf import BoundShelf
from yeoun.pipeline.store import Store
from yeoun.units.luck import Take, luck
from yeoun.units.names import Digest
from yeoun.units.time import Seconds

RATE = Fraction(24000, 1001)


def media(frames: int, start_s: float = 0.0, rate: int = FS, channels: int = 2) -> Media:
    sound = SoundStream(0, "pcm", rate, channels, "stereo", Seconds(start_s), Seconds(0.0))
    return Media("wav", "none", 0, RATE, frames, 640, 360, 0, round(-24000 * start_s), Fraction(1, 24000), sound)


def sounding(tmp_path: Path, samples: np.ndarray[tuple[int, ...], np.dtype[np.float64]], rate: int = FS,
             subtype: str = "FLOAT", name: str = "sound.wav") -> tuple[FolderShelf, FileRef]:
    path = tmp_path / name
    sf.write(path, samples, rate, subtype=subtype)
    shelf = FolderShelf(tmp_path / "shelf")
    return shelf, shelf.give(path)


def clicks(seconds: float, *at: float, rate: int = FS) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    wave = np.zeros((round(seconds * rate), 2))
    for moment in at:
        wave[round(moment * rate):round(moment * rate) + rate // 200] = 0.5
    return wave


@pytest.mark.parametrize(("start_s", "expected"), [(0.0, 1.0), (0.35, 1.35), (-0.25, 0.75)])
@pytest.mark.parametrize("rate", [48_000, 44_100])
def test_a_click_lies_where_the_stream_says(tmp_path: Path, start_s: float, expected: float, rate: int) -> None:
    shelf, picture = sounding(tmp_path, clicks(4, 1.0, rate=rate), rate)
    heard = listen(shelf, picture, media(72, start_s, rate), None)
    assert heard.production.sound is not None
    samples = shelf.read(heard.production.sound)
    assert samples.shape == (144_144, 2)    # 72 frames at 24000/1001 are 3.003 s
    first = int(np.flatnonzero(np.abs(samples[:, 0]) > 0.25)[0])
    assert abs(first / FS - expected) < 0.0005
    assert abs(float(heard.onsets[0, 0]) - expected) < 0.005


@pytest.mark.parametrize(("seconds", "code"), [(4.0, "sound.longer"), (2.0, "sound.shorter"), (3.0, None)])
def test_sound_is_as_long_as_the_picture_and_a_difference_is_told(tmp_path: Path, seconds: float, code: str | None) -> None:
    shelf, picture = sounding(tmp_path, clicks(seconds, 0.5))
    heard = listen(shelf, picture, media(72), None)
    assert heard.production.sound is not None
    assert heard.production.sound.frames == 144_144
    assert [caution.code for caution in heard.cautions] == ([code] if code else [])
    assert len(heard.features) == 301


def test_a_source_over_full_scale_is_turned_down_once_and_told(tmp_path: Path) -> None:
    t = np.arange(3 * FS) / FS
    wave = np.stack([1.4 * np.sin(2 * np.pi * 220 * t), 0.3 * np.sin(2 * np.pi * 330 * t)], axis=1)
    shelf, picture = sounding(tmp_path, wave)
    heard = listen(shelf, picture, media(70), None)
    gain = heard.production.gain_db
    assert -3.2 < gain < -3.0
    assert heard.production.sound is not None
    samples = shelf.read(heard.production.sound)
    assert np.abs(samples - wave[:len(samples)] * 10 ** (gain / 20)).max() < 1e-6    # a gain, no clipping
    assert [caution.code for caution in heard.cautions] == ["sound.over"]
    assert "+2.9 dBTP" in heard.cautions[0].message


def test_what_is_given_up_for_going_over_full_scale_is_no_damage_in_the_store(tmp_path: Path) -> None:
    wave = np.tile(1.4 * np.sin(2 * np.pi * 220 * np.arange(3 * FS) / FS)[:, None], 2)
    shelf, picture = sounding(tmp_path, wave)
    store = Store(str(tmp_path / "store"))
    heard = listen(BoundShelf(store, Digest("a" * 64), {picture.sha256: shelf.path(picture)}), picture, media(70), None)
    assert heard.production.sound is not None and heard.production.gain_db < 0
    assert store.spoiled == [] and list((tmp_path / "store" / "arriving").iterdir()) == []


def test_a_peak_between_samples_counts_too(tmp_path: Path) -> None:
    t = np.arange(2 * FS)
    wave = 1.2 * np.sin(np.pi / 2 * t + np.pi / 4) * np.minimum(1, t / 4800)    # samples reach 0.85, the wave 1.2
    shelf, picture = sounding(tmp_path, np.stack([wave, wave], axis=1))
    heard = listen(shelf, picture, media(48), None)
    assert -1.9 < heard.production.gain_db < -1.6    # 1.58 dB, and 0.1 of room


@pytest.mark.parametrize("odd", [np.inf, -np.inf, np.nan, 1e30, 1e300])
@pytest.mark.parametrize("rate", [48_000, 44_100])
def test_samples_that_are_no_sound_become_silence_of_their_own_length_and_are_told(tmp_path: Path, odd: float, rate: int) -> None:
    wave = 0.25 * np.sin(np.arange(4 * rate)[:, None] * (0.02, 0.03))
    clean, spoiled = wave.copy(), wave.copy()
    clean[rate:rate + 3, 0], spoiled[rate:rate + 3, 0] = 0.0, odd
    heard, kept = {}, {}
    for name, samples in (("clean", clean), ("spoiled", spoiled)):
        shelf, picture = sounding(tmp_path, samples, rate, "DOUBLE", f"{name}.wav")
        heard[name] = listen(shelf, picture, media(72, 0.0, rate), None)
        found = heard[name].production
        assert found.sound is not None and found.gain_db == 0.0, "one damaged sample does not turn all of it down"
        kept[name] = shelf.read(found.sound)
    assert np.array_equal(kept["clean"], kept["spoiled"])
    (told,) = [each.message for each in heard["spoiled"].cautions if each.code == "sound.damaged"]
    assert "no sound" in told and "near 1.0" in told or "near 0.9" in told
    assert not any(each.code == "sound.damaged" for each in heard["clean"].cautions)


def test_a_truthful_source_is_left_as_it_is(tmp_path: Path) -> None:
    wave = 0.5 * pink(luck(Take(1), "truth"), 2 * FS)[:, None].repeat(2, axis=1) / 5
    shelf, picture = sounding(tmp_path, wave, subtype="PCM_24")
    heard = listen(shelf, picture, media(40), None)
    assert heard.production.gain_db == 0.0
    assert heard.production.sound is not None
    samples = shelf.read(heard.production.sound)
    assert np.abs(samples - wave[:len(samples)]).max() < 2 ** -23


def test_channels_are_mixed_down_by_name_and_not_by_number() -> None:
    one, other = ("FL", "FR", "FC", "LFE", "BL", "BR"), ("FC", "FL", "FR", "BL", "BR", "LFE")
    sound = {"FL": 0.1, "FR": 0.2, "FC": 0.3, "LFE": 0.9, "BL": 0.4, "BR": 0.5}
    mixes = [np.array([sound[name] for name in names]) @ fold(names, Shape(2, False)) for names in (one, other)]
    assert np.allclose(mixes[0], mixes[1])
    assert np.allclose(mixes[0], [0.1 + 0.7071 * (0.3 + 0.4), 0.2 + 0.7071 * (0.3 + 0.5)], atol=1e-4)
    assert fold(("FC",), Shape(1, False)).shape == (1, 1)
    assert np.allclose(np.array([sound[name] for name in one]) @ fold(one, Shape(2, True)), [*mixes[0], sound["FC"]])


def test_a_picture_without_sound_is_heard_as_nothing(tmp_path: Path) -> None:
    shelf, picture = sounding(tmp_path, clicks(1, 0.5))
    silent = Media("mp4", "h264", 0, RATE, 72, 640, 360, 0, 0, Fraction(1, 24000), None)
    heard = listen(shelf, picture, silent, None)
    assert heard.production.sound is None
    assert (len(heard.features), len(heard.loudness), len(heard.onsets), len(heard.f0)) == (0, 0, 0, 0)
    found = detect(silent, (), (), heard)
    assert not found.has_sound
    assert not found.events
    assert not found.silences
    assert "sound.none" in [caution.code for caution in found.cautions]
    assert len(found.loudness.values) == 31


def test_dialogue_is_kept_beside_the_production_and_speech_is_sought_in_it(tmp_path: Path) -> None:
    rng = luck(Take(1), "dialogue")
    words = speech(rng)[0]
    voice = np.zeros(6 * FS)
    voice[FS:FS + len(words)] = words[:5 * FS]
    shelf, picture = sounding(tmp_path, clicks(6, 5.9), name="production.wav")
    sf.write(tmp_path / "voice.wav", voice, FS, subtype="PCM_24")
    heard = listen(shelf, picture, media(120), shelf.give(tmp_path / "voice.wav", "dialogue"))
    assert heard.production.dialogue is not None
    assert (heard.production.dialogue.channels, heard.production.dialogue.frames) == (1, 240_240)
    assert heard.speech
    assert 0.8 < heard.speech[0].span.start_s < 1.6
    assert heard.speech[0].f0_hz is not None
    assert 80 < heard.speech[0].f0_hz < 260


def test_a_dialogue_file_that_is_no_sound_is_refused_by_name(tmp_path: Path) -> None:
    shelf, picture = sounding(tmp_path, clicks(3, 0.5))
    bad = tmp_path / "words.wav"
    bad.write_bytes(b"not a sound" * 99)
    with pytest.raises(InputRefused, match=r"words\.wav"):
        listen(shelf, picture, media(48), shelf.give(bad, "dialogue"))


def test_momentary_loudness_agrees_with_libebur128() -> None:
    wave = 0.1 * noise(luck(Take(1), "loud"), 3.0, 60, 9000)
    stereo = np.stack([wave, 0.5 * wave], axis=1).astype(np.float32)
    ear = Ear(2)
    for start in range(0, len(stereo), FS):
        ear.hear(stereo[start:start + FS])
    ours = momentary(ear.last().loud)[15]
    meter = pyebur128.R128State(2, FS, pyebur128.MeasurementMode.MODE_M)
    meter.add_frames(np.ascontiguousarray(stereo[:round(1.7 * FS)].reshape(-1)), round(1.7 * FS))
    assert abs(ours - pyebur128.get_loudness_momentary(meter)) < 0.05


def test_without_the_voice_detector_speech_is_still_found_and_it_is_told() -> None:
    def broken() -> Detector:
        raise OSError("libomnivad.so: cannot open shared object file")

    rng = luck(Take(1), "fallback")
    wave = 10 ** (-60 / 20) * pink(rng, 20 * FS)
    words = speech(rng)[0][:6 * FS]
    wave[5 * FS:5 * FS + len(words)] += words
    ear = Ear(1)
    ear.hear(wave.astype(np.float32)[:, None])
    ears = ear.last()
    features = features_of(ears)
    found = voices_of(ears.mono16, features, broken)
    assert [caution.code for caution in found.cautions] == ["voice.fallback"]
    assert "cannot open shared object" in found.cautions[0].message
    assert found.confidence < 0.5
    inside = sum(max(0.0, min(end, 5 + len(words) / FS) - max(start, 5.0)) for start, end in found.speech)
    assert inside > 0.6 * len(words) / FS
    assert sum(end - start for start, end in found.speech) < len(words) / FS + 1.0
    assert speech_by_level(features[:400]) == ()


@needs_material
def test_a_hot_real_clip_is_measured_and_kept_whole() -> None:
    path = material("video/tears-of-steel-battle-clip-medium.webm")
    shelf = FolderShelf()
    facts = media_of(path, Fraction(24))
    heard = listen(shelf, shelf.give(path), facts, None)
    assert heard.production.sound is not None
    assert heard.production.sound.frames == round(facts.frames / 24 * FS)
    assert -2.0 < heard.production.gain_db < -1.0
    assert sum(span.end_s - span.start_s for span in heard.music) > 45
    assert max(heard.loudness) > -12
