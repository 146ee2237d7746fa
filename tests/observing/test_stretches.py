"""Long reels and long sounds are taken in stretches, and nothing of it can be seen in what comes out."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
import soundfile as sf

from tests.fakes import FolderShelf
from tests.observing.bench import FS, pink, speech
from tests.observing.films import encode, media_of, reel_of, shelved, shot
from yeoun.model.media import Media, SoundStream
from yeoun.observing import ear, reel
from yeoun.observing.listen import listen
from yeoun.observing.voices import pitch_caution, pitch_of
from yeoun.observing.watch import watch
from yeoun.units.luck import Take, luck
from yeoun.units.time import Seconds

RATE = Fraction(24)


def sounding(frames: int, channels: int, layout: str) -> Media:
    """The facts of a WAV file as if it had a picture."""
    sound = SoundStream(0, "pcm", FS, channels, layout, Seconds(0), Seconds(0))
    return Media("wav", "none", 0, RATE, frames, 640, 360, 0, 0, Fraction(1, 24000), sound)


def test_a_reel_without_keyframes_is_watched_in_stretches_and_says_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    frames = np.concatenate([shot(1, 100, pan=0.4), shot(2, 92), shot(3, 108, pan=0.3)])    # cuts at 100 and 192
    path = encode(tmp_path / "one.mp4", frames, "24", ["-g", "10000", "-bf", "0"])
    shelf, picture = shelved(path)
    whole = watch(shelf, reel_of(picture, media_of(path, RATE)))
    monkeypatch.setattr(reel.stretches, "__defaults__", (96,))    # borders at 96 and 192: beside one cut, and on the other
    pieces = watch(shelf, reel_of(picture, media_of(path, RATE)))
    assert pieces.cuts == whole.cuts == (100, 192)
    for name in ("change", "motion", "luminance", "edges"):
        assert np.array_equal(getattr(pieces, name), getattr(whole, name)), name
    assert set(whole.light_frames) <= set(pieces.light_frames) or len(pieces.light_frames) >= len(whole.light_frames) - 2


def test_a_long_sound_is_heard_in_stretches_and_says_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = luck(Take(1), "stretches")
    wave = 10 ** (-60 / 20) * pink(rng, 100 * FS)
    words = speech(rng)[0][:4 * FS]
    for at in (10, 46, 78):    # the second lies over a border
        wave[at * FS:at * FS + len(words)] += words
    for click_s in (30.0, 47.99, 64.01, 90.5):
        wave[round(click_s * FS):round(click_s * FS) + 240] += 0.5
    sf.write(tmp_path / "long.wav", wave, FS, subtype="PCM_24")
    shelf = FolderShelf(tmp_path / "shelf")
    media = sounding(2400, 1, "mono")
    whole = listen(shelf, shelf.give(tmp_path / "long.wav"), media, None)
    monkeypatch.setattr(ear, "STRETCH_S", 48)
    pieces = listen(shelf, shelf.give(tmp_path / "long.wav"), media, None)
    assert np.allclose(pieces.features, whole.features, atol=0.02) and pieces.loudness == whole.loudness
    assert pieces.bands.shape == whole.bands.shape == (5000, 43)
    assert np.abs(pieces.bands.astype(int) - whole.bands).max() <= 1 and np.mean(pieces.bands != whole.bands) < 0.01
    assert np.allclose(pieces.onsets[:, 0], whole.onsets[:, 0], atol=0.002)
    assert pieces.f0.shape == whole.f0.shape and np.allclose(pieces.f0[:, 0], whole.f0[:, 0], atol=1e-4)
    assert np.mean(np.abs(pieces.f0[:, 1] - whole.f0[:, 1]) < 1.0) > 0.99
    assert len(pieces.speech) == len(whole.speech)
    for one, other in zip(pieces.speech, whole.speech, strict=True):
        assert abs(one.span.start_s - other.span.start_s) < 0.1 and abs(one.span.end_s - other.span.end_s) < 0.1


@pytest.mark.parametrize("where", ["centre", "sides"])
def test_speech_is_sought_in_the_centre_when_it_lies_there(tmp_path: Path, where: str) -> None:
    rng = luck(Take(1), "centre")
    words = speech(rng)[0][:4 * FS]
    six = np.zeros((10 * FS, 6))
    six[:, 0], six[:, 1] = 0.05 * pink(rng, 10 * FS), 0.05 * pink(rng, 10 * FS)    # loud noise at the sides
    quiet = 0.12 * words / np.abs(words).max()
    column = 2 if where == "centre" else 4
    six[3 * FS:3 * FS + len(words), column] = quiet if where == "centre" else 6 * quiet
    sf.write(tmp_path / "six.wav", six, FS, subtype="PCM_24", format="WAVEX")
    shelf = FolderShelf(tmp_path / "shelf")
    heard = listen(shelf, shelf.give(tmp_path / "six.wav"), sounding(240, 6, "5.1"), None)
    assert heard.production.sound is not None and heard.production.sound.channels == 6
    assert heard.speech and 2.5 < heard.speech[0].span.start_s < 4.0 and heard.speech[-1].span.end_s < 8.5


def test_without_a_pitch_finder_sound_is_heard_and_what_is_missed_is_told() -> None:
    def absent() -> object:
        raise ImportError("No module named 'swift_f0'")

    (caution,) = pitch_caution(absent)
    assert caution.code == "pitch.fallback" and "swift_f0" in caution.message and "unknown" in caution.message
    found = pitch_of(np.zeros(32_000, dtype=np.float32), np.zeros((200, 12), dtype=np.float32), absent)
    assert found.shape == (125, 3) and not found[:, 1:].any()
