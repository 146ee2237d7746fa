"""Every odd film works, with its flash and its click where they lie, or is refused by its name."""

import re
import subprocess
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from tests.whole.odd import AAC, AT_S, FFMPEG, FILMS, FLASH, FRAMES, H264, PCM, RATE, Odd, ffmpeg, raw, wrapped
from yeoun.errors import InputRefused
from yeoun.model.media import Caution, Media, Reel
from yeoun.model.shelf import FileRef
from yeoun.observing.light import mean_luminance
from yeoun.observing.reel import stretches
from yeoun.observing.stream import Source, Told, running, stereo_blocks
from yeoun.reading.media import look_at
from yeoun.units.names import Digest
from yeoun.units.time import HOUSE_RATE, frame_to_samples


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Path]:
    """A folder, and picture and sound to wrap."""
    folder = tmp_path_factory.mktemp("odd")
    return folder, *raw(folder)


def flash_of(path: Path, media: Media, cautions: list[Caution]) -> int:
    """The brightest frame, as the observers get it."""
    picture = FileRef("picture", path.name, Digest("0" * 64), 1)
    reel = Reel(picture, media.video_stream, media.rate, media.first_pts, media.time_base, 0, media.frames)
    frames = np.concatenate([each.frames[each.low:each.high] for each in stretches(path, reel, cautions)])
    assert len(frames) == media.frames
    light = mean_luminance(frames)
    assert light.max() > 3 * np.median(light), "there is no flash"
    return int(light.argmax())


def click_of(path: Path, media: Media, told: Told) -> float:
    """When the click begins, as the observers get it."""
    assert media.sound is not None
    source = Source(path, media.sound.index, media.first_pts * media.time_base, "the production sound")
    length = frame_to_samples(media.frames, media.rate)
    sound = np.concatenate(list(stereo_blocks(running(source, length), length, told)))[:, :2]
    assert len(sound) == length
    loud = np.abs(sound).max(axis=1)
    return int(np.flatnonzero(loud > 0.3 * loud.max())[0]) / HOUSE_RATE


@pytest.mark.parametrize("odd", FILMS, ids=str)
def test_flash_and_click_lie_where_they_were_put(odd: Odd, made: tuple[Path, Path, Path]) -> None:
    path = wrapped(odd, *made)
    look = look_at(path, odd.name)
    cautions: list[Caution] = []
    assert (look.media.frames, look.media.rate) == (odd.frames, Fraction(RATE))
    assert flash_of(path, look.media, cautions) == odd.flash and cautions == []
    assert odd.codes <= {caution.code for caution in look.cautions}
    if odd.click_s is not None:
        assert abs(click_of(path, look.media, Told()) - odd.click_s) <= odd.late_s
    path.unlink()


@pytest.fixture(scope="session")
def plain(made: tuple[Path, Path, Path]) -> Path:
    """An ordinary film, to be wrapped again: H.264 with B-frames and PCM."""
    return wrapped(Odd("ordinary.mov", (*H264, *PCM)), *made)


def holds(path: Path, flash: int, click_s: float, frames: int | None = None, stream: str | None = None,
          late_s: float = 0.004) -> set[str]:
    """Check where flash and click lie; gives the codes of all cautions."""
    look, cautions, told = look_at(path, path.name, stream), list[Caution](), Told()
    assert frames is None or look.media.frames == frames
    assert flash_of(path, look.media, cautions) == flash
    assert abs(click_of(path, look.media, told) - click_s) <= late_s
    return {caution.code for caution in (*look.cautions, *cautions, *told.cautions)}


def test_a_turned_picture_is_watched_as_stored_and_told(plain: Path, tmp_path: Path) -> None:
    ffmpeg("-display_rotation", "90", "-i", plain, "-c", "copy", tmp_path / "turned.mov")
    assert "rotated" in holds(tmp_path / "turned.mov", FLASH, AT_S)


def test_an_edit_list_that_begins_inside_a_group_is_obeyed(plain: Path, tmp_path: Path) -> None:
    ffmpeg("-ss", "0.5", "-i", plain, "-c", "copy", "-avoid_negative_ts", "disabled", tmp_path / "edited.mov")
    assert holds(tmp_path / "edited.mov", FLASH - 12, AT_S - 0.5, FRAMES - 12) == set()


def test_fonts_and_covers_inside_are_passed_over(plain: Path, tmp_path: Path) -> None:
    (tmp_path / "letters.ttf").write_bytes(bytes(3000))
    ffmpeg("-f", "lavfi", "-i", "color=red:s=64x64", "-frames:v", "1", tmp_path / "cover.png")
    ffmpeg("-i", plain, "-attach", tmp_path / "letters.ttf", "-metadata:s:t", "mimetype=application/x-truetype-font", "-c", "copy",
           tmp_path / "font.mkv")
    ffmpeg("-i", tmp_path / "cover.png", "-i", plain, "-map", "0", "-map", "1", "-c", "copy", "-c:a", "aac", "-disposition:v:0",
           "attached_pic", tmp_path / "cover.mp4")
    for name in ("font.mkv", "cover.mp4"):
        assert holds(tmp_path / name, FLASH, AT_S, FRAMES) == set()


def test_of_several_streams_the_flagged_one_is_used_and_stream_chooses(plain: Path, tmp_path: Path) -> None:
    ffmpeg("-f", "lavfi", "-i", f"color=gray:s=96x64:r={RATE}:d=3", "-i", plain, "-map", "0:v", "-map", "1:v", "-map", "1:a", *H264,
           *PCM, "-disposition:v:0", "0", "-disposition:v:1", "default", tmp_path / "two.mkv")
    assert holds(tmp_path / "two.mkv", FLASH, AT_S) == {"several_streams"}
    assert look_at(tmp_path / "two.mkv", "two.mkv").media.video_stream == 1
    assert look_at(tmp_path / "two.mkv", "two.mkv", "0").media.video_stream == 0


def test_of_several_programmes_the_first_is_used_and_the_others_are_named(plain: Path, tmp_path: Path) -> None:
    ffmpeg("-i", plain, "-map", "0:v", "-map", "0:a", "-map", "0:v", "-map", "0:a", *H264, "-c:a", "mp2", "-program",
           "title=a:st=0:st=1", "-program", "title=b:st=2:st=3", tmp_path / "two.ts")
    assert holds(tmp_path / "two.ts", FLASH, AT_S, late_s=0.012) == {"several_streams"}


def test_sound_that_breaks_in_the_middle_costs_its_span_and_is_told_where(made: tuple[Path, Path, Path], tmp_path: Path) -> None:
    whole = wrapped(Odd("flac.mkv", (*H264, "-c:a", "flac", "-frame_size", "2400")), *made)
    broken = tmp_path / "broken.mkv"
    ffmpeg("-i", whole, "-c", "copy", "-bsf:a", "noise=amount='if(between(n,30,37),1,0)'", broken)
    path, look, told = broken, look_at(broken, "broken.mkv"), Told()
    assert abs(click_of(path, look.media, told) - AT_S) <= 0.004
    (caution,) = [each for each in told.cautions if each.code == "sound.damaged"]
    assert caution.at_s is not None and abs(caution.at_s - 1.5) < 0.06 and "1.50 s" in caution.message
    assert flash_of(path, look.media, []) == FLASH


def test_frames_that_are_gone_cost_their_span_and_are_told_where(plain: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.mkv"
    ffmpeg("-i", plain, "-c", "copy", "-bsf:v", "noise=drop='between(n,48,55)'", broken)
    look, cautions = look_at(broken, "broken.mkv"), list[Caution]()
    assert look.media.frames == FRAMES
    (hole,) = [each for each in look.cautions if each.code == "picture_holes"]
    assert re.search(r"lacks 8 frames in .* the first at \d\.\d{3} s;", hole.message), "no timecode that is not the picture's own"
    assert flash_of(broken, look.media, cautions) == FLASH
    (held,) = cautions
    assert held.code == "picture.damaged" and held.at_s is not None and hole.at_s is not None and abs(held.at_s - 2.0) < 0.25


def test_a_container_that_is_torn_in_the_middle_loses_only_what_lay_there(made: tuple[Path, Path, Path], tmp_path: Path) -> None:
    folder, picture, sound = made
    long = tmp_path / "long.mkv"
    ffmpeg("-stream_loop", "9", "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", "96x64", "-r", str(RATE), "-i", picture,
           *H264, "-cluster_time_limit", "500", long)
    contents = bytearray(long.read_bytes())
    middle = len(contents) // 2
    contents[middle:middle + 3000] = bytes(3000)
    long.write_bytes(bytes(contents))
    look, cautions = look_at(long, "long.mkv"), list[Caution]()
    assert look.media.frames == 10 * FRAMES
    (hole,) = [each for each in look.cautions if each.code == "picture_holes"]
    assert hole.at_s is not None and 12 < hole.at_s < 18 and f"the first at {hole.at_s:.3f} s" in hole.message
    assert flash_of(long, look.media, cautions) % FRAMES == FLASH


@pytest.mark.parametrize(("name", "make", "words"), [
    ("short.mov", lambda plain, out: ffmpeg("-i", plain, "-t", "0.5", *H264, *PCM, out), "it lasts 0.50 s"),
    ("varying.mkv", lambda plain, out: ffmpeg("-i", plain, "-vf", "select='not(eq(mod(n,3),1))'", "-fps_mode", "vfr", *H264, *PCM,
                                              out), "its frame rate varies"),
    ("list.m3u8", lambda plain, out: out.write_text(f"#EXTM3U\n#EXT-X-TARGETDURATION:3\n#EXTINF:3,\n{plain}\n#EXT-X-ENDLIST\n"),
     "it is not a film"),
    ("list.mp4", lambda plain, out: out.write_text(f"ffconcat version 1.0\nfile '{plain}'\n"), "it is not a film"),
    ("many.mp4", lambda plain, out: out.write_bytes(b"v=0\no=- 0 0 IN IP4 127.0.0.1\nc=IN IP4 127.0.0.1\nm=video 9 RTP/AVP 96\n"),
     "it is not a film"),
    ("moving.mp4", lambda plain, out: ffmpeg("-i", plain, "-f", "gif", out), "it is not a film"),
], ids=lambda value: value if isinstance(value, str) and "." in value else "")
def test_what_cannot_be_scored_is_refused_by_its_name(plain: Path, tmp_path: Path, name: str, words: str,
                                                       make: Callable[[Path, Path], object]) -> None:
    make(plain, tmp_path / name)
    with pytest.raises(InputRefused, match=words) as refused:
        look_at(tmp_path / name, name)
    assert str(refused.value).startswith(name) and str(refused.value).endswith(".") and refused.value.now
    assert name in refused.value.in_korean() and "할 일" in refused.value.in_korean()


def test_the_table_leaves_no_encoder_of_this_ffmpeg_untried_in_silence() -> None:
    there = subprocess.run([FFMPEG, "-v", "error", "-encoders"], capture_output=True, text=True, check=True).stdout
    wanted = {odd.how[odd.how.index("-c:v") + 1] for odd in FILMS}
    assert wanted <= {line.split()[1] for line in there.splitlines() if line.startswith(" V")}
    assert AAC[1] in there
