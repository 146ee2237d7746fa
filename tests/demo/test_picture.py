"""What is promised of the film's picture is seen in it."""

from pathlib import Path

import av
import numpy as np
import pytest

from yeoun.demo import film
from yeoun.demo import screenplay as play
from yeoun.demo.draw import PICTURES, draw_frame, draw_frames, lights_of
from yeoun.demo.props import progress, stride
from yeoun.demo.reels import draw_reel


def test_every_shot_has_its_picture() -> None:
    assert set(PICTURES) == {shot.id for shot in play.SHOTS}


def test_a_reel_drawn_twice_is_the_same_bytes(tmp_path: Path) -> None:
    first = draw_reel(270, 282, tmp_path / "a.h264").read_bytes()
    again = draw_reel(270, 282, tmp_path / "b.h264").read_bytes()
    assert first == again and len(first) > 10_000


def test_a_frame_drawn_alone_is_the_frame_of_the_reel() -> None:
    for last in draw_frames(1436, 1443):
        kept = last.copy()
    assert np.array_equal(kept[..., [2, 1, 0, 3]], draw_frame(1442))


def test_joined_reels_read_back_at_the_exact_rate(tmp_path: Path) -> None:
    reels = [draw_reel(first, last, tmp_path / f"{first}.h264") for first, last in ((680, 688), (688, 700))]
    sound = tmp_path / "sound.wav"
    film.write_sound(sound, np.zeros((20 * play.SAMPLES_A_FRAME, 2)))
    film.join_reels(reels, sound, tmp_path / "film.mp4", tmp_path)
    with av.open(str(tmp_path / "film.mp4")) as opened:
        (video,) = opened.streams.video
        assert video.average_rate == play.RATE and video.frames == 20
        assert (video.width, video.height, video.codec_context.pix_fmt) == (960, 540, "yuv420p")
        assert [frame.pts for frame in opened.decode(video)] == [k * 1001 for k in range(20)]
        assert video.time_base is not None and video.time_base.denominator == 24000
        (heard,) = opened.streams.audio
        assert heard.rate == play.HERTZ and heard.layout.name == "stereo"


def test_sound_lies_beside_its_picture_in_the_file_however_busy_the_machine_is(tmp_path: Path) -> None:
    """Packets lay where the quicker thread had put them, up to ten seconds from their neighbours: no two films were the same bytes."""
    reel, sound = draw_reel(270, 282, tmp_path / "reel.h264"), tmp_path / "sound.wav"
    film.write_sound(sound, np.random.default_rng(1).uniform(-0.1, 0.1, (1_200 * play.SAMPLES_A_FRAME, 2)))
    film.join_reels([reel] * 100, sound, tmp_path / "film.mp4", tmp_path)
    with av.open(str(tmp_path / "film.mp4")) as opened:
        packets = sorted((packet.pos, packet.stream.type, float(packet.pts * packet.time_base)) for packet in opened.demux()
                         if packet.pts is not None and packet.time_base is not None)
    at = {"video": 0.0, "audio": 0.0}
    for _, kind, seconds in packets:
        at[kind] = seconds
        assert abs(at["video"] - at["audio"]) < 1.1, at
    assert min(at.values()) > 50 - 0.1


def test_the_reels_tile_the_film() -> None:
    assert [first for first, _ in play.REELS] == [0, *(last for _, last in play.REELS[:-1])]
    assert play.REELS[-1][1] == play.FRAMES


@pytest.mark.parametrize("name,frame", [("golden", 60), ("neon", 900), ("night", 1270), ("dawn", 1660)])
def test_each_place_has_its_light(name: str, frame: int) -> None:
    luma, warmth = lights_of(draw_frame(frame))
    assert play.shot_at(frame).light == name
    expected = {"golden": (luma > 90 and warmth > 0.4), "neon": (luma < 90 and warmth < -0.2),
                "night": (luma < 90 and warmth < -0.2), "dawn": (luma > 90 and abs(warmth) < 0.35)}
    assert expected[name], (name, luma, warmth)


def test_heels_land_on_the_frames_of_the_steps() -> None:
    for walk in play.WALKS:
        for k, at in enumerate(play.steps_of(walk)):
            assert abs(progress(walk, at) - k) < 1e-9
            phase, _ = stride(walk, at)
            assert phase is not None and abs(phase - (k / 2.0) % 1.0) < 1e-9


def test_the_film_ends_in_black() -> None:
    assert draw_frame(play.FRAMES - 1)[..., :3].max() <= 2


def test_a_reel_outside_the_film_is_our_mistake() -> None:
    with pytest.raises(ValueError, match="no frames 1910 to 1921"):
        next(draw_frames(1910, 1921))
