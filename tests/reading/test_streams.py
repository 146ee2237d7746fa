"""A file with several pictures and sounds: the one picture and the one sound that were asked for."""

from pathlib import Path

import av
import numpy as np
import pytest

from yeoun.errors import InputRefused
from yeoun.reading.media import look_at

RATE = 25


@pytest.fixture(scope="module")
def several(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two pictures of different size (0, 1), a mono and a stereo sound (2, 3), and the second of each is marked as the file's own."""
    path = tmp_path_factory.mktemp("streams") / "several.mkv"
    with av.open(str(path), "w") as container:
        videos, sounds = [], []
        for width in (64, 128):
            video = container.add_stream("mpeg4", rate=RATE)
            video.width, video.height, video.pix_fmt = width, 48, "yuv420p"
            videos.append(video)
        for layout in ("mono", "stereo"):
            sounds.append(container.add_stream("pcm_s16le", rate=48_000, layout=layout))
        for stream, is_own in zip((*videos, *sounds), (False, True, False, True), strict=True):
            stream.disposition = av.stream.Disposition.default if is_own else av.stream.Disposition(0)
        for n in range(60):
            for video in videos:
                frame = av.VideoFrame.from_ndarray(np.full((48, video.width, 3), n, dtype=np.uint8), format="rgb24")
                frame.pts = n
                container.mux(video.encode(frame))
            for sound, channels in zip(sounds, (1, 2), strict=True):
                block = av.AudioFrame.from_ndarray(np.zeros((1, 1_920 * channels), dtype=np.int16), format="s16", layout=sound.layout.name)
                block.sample_rate, block.pts = 48_000, n * 1_920
                container.mux(sound.encode(block))
        for stream in (*videos, *sounds):
            container.mux(stream.encode(None))
    return path


def used(path: Path, streams: str | None) -> tuple[int, int]:
    media = look_at(path, "several.mkv", streams).media
    assert media.sound is not None
    return media.video_stream, media.sound.index


@pytest.mark.parametrize(("asked", "picture", "sound"), [
    (None, 1, 3), ("0", 0, 3), ("2", 1, 2), ("video:0,audio:2", 0, 2), ("audio:2, video:1", 1, 2), ("0,3", 0, 3), ("Picture:0", 0, 3),
    ("sound:2", 1, 2), ("v:0,a:3", 0, 3)])
def test_a_picture_and_a_sound_are_chosen_apart(several: Path, asked: str | None, picture: int, sound: int) -> None:
    assert used(several, asked) == (picture, sound)


def test_what_is_used_is_that_picture_and_that_sound(several: Path) -> None:
    media = look_at(several, "several.mkv", "video:0,audio:2").media
    assert media.width == 64 and media.sound is not None and media.sound.channels == 1


@pytest.mark.parametrize(("asked", "why"), [
    ("7", "stream 7): it has no such picture or sound"), ("video:2", "stream 2): it has no such picture"),
    ("video:0,audio:1", "stream 1): it has no such sound"), ("0,1", "these are of one kind"),
    ("first", "that names no picture and no sound"),
    ("video:0,video:1", "that names no picture and no sound"), ("", "that names no picture and no sound"), ("0,2,3", "that names no"),
    ("-1", "that names no picture and no sound"), ("video", "that names no"), ("film:0", "that names no")])
def test_nonsense_is_refused_with_the_streams_there_are(several: Path, asked: str, why: str) -> None:
    with pytest.raises(InputRefused) as refused:
        look_at(several, "several.mkv", asked)
    said = str(refused.value)
    assert said.startswith("several.mkv (") and why in said
    assert "it has 0 (video, 64x48), 1 (video, 128x48), 2 (audio, mono), 3 (audio, stereo)" in said
