"""One decode of a reel: frames by their time, bars, damage, motion."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from tests.observing.films import encode, media_of, place, reel_of, shelved, shot
from yeoun.errors import InputRefused
from yeoun.model.media import Media, Production
from yeoun.model.observed import Heard
from yeoun.observing.bands import COLUMNS as BAND_COLUMNS
from yeoun.observing.detect import detect
from yeoun.observing.features import COLUMNS
from yeoun.observing.light import active_part
from yeoun.observing.motion import brightest, motion_of
from yeoun.observing.onsets import COLUMNS as ONSET_COLUMNS
from yeoun.observing.reel import stretches
from yeoun.observing.watch import watch
from yeoun.units.time import Seconds

RATE = Fraction(24)


def unheard() -> Heard:
    return Heard(Production(None, None), Seconds(0.01), np.zeros((0, COLUMNS), dtype=np.float32), (), (), (), (),
                 np.zeros((0, ONSET_COLUMNS), dtype=np.float32), np.zeros((0, 3), dtype=np.float32), (),
                 np.zeros((0, BAND_COLUMNS), dtype=np.uint8))


def numbered(count: int) -> np.ndarray[tuple[int, int, int, int], np.dtype[np.uint8]]:
    """Grey frames whose brightness is their number."""
    return np.stack([np.full((90, 160, 3), 40 + k, dtype=np.uint8) for k in range(count)])


def test_a_reel_begins_with_its_own_first_frame(tmp_path: Path) -> None:
    path = encode(tmp_path / "numbers.mp4", numbered(120), "24", ["-crf", "1"])
    shelf, picture = shelved(path)
    media = media_of(path, RATE)
    seen = watch(shelf, reel_of(picture, media, 48, 96))
    whole = watch(shelf, reel_of(picture, media))
    assert (seen.first_frame, seen.end_frame, len(seen.luminance)) == (48, 96, 48)
    assert np.allclose(seen.luminance, whole.luminance[48:96], atol=1e-4)
    steps = np.diff(whole.luminance)
    assert (steps >= 0).all()    # limited range makes some neighbours alike
    assert (steps > 0).mean() > 0.8


@pytest.mark.parametrize(("coded", "levels"), [
    ("yuv420p", "tv"), ("yuv420p", "pc"), ("yuv422p10le", "tv"), ("yuv420p10le", "pc"), ("yuv444p", "tv")])
def test_small_frames_have_the_colours_of_the_film_however_it_is_coded(tmp_path: Path, coded: str, levels: str) -> None:
    """Measured: off by 2.0 of 255 at most; by 4.0, and on the whole 2.2 too dark, when the scaler went to RGB first."""
    bands = np.array([(200, 60, 40), (40, 160, 70), (50, 60, 190), (128, 128, 128), (240, 235, 220), (20, 18, 25), (200, 160, 30),
                      (90, 30, 120)])
    frames = np.tile(bands.repeat(240, axis=0).astype(np.uint8), (2, 1080, 1, 1))
    path = encode(tmp_path / "bands.mp4", frames, "24", [
        "-vf", f"scale=out_color_matrix=bt709:out_range={levels}", "-pix_fmt", coded, "-colorspace", "bt709", "-color_range", levels,
        "-crf", "4"])
    shelf, picture = shelved(path)
    small = next(stretches(shelf.path(picture), reel_of(picture, media_of(path, RATE)), [])).frames[0]
    off = small.reshape(90, 8, 20, 3)[:, :, 4:16].mean(axis=(0, 2)) - bands
    assert np.abs(off).max() < 2.5
    assert abs(off.mean()) < 1.2


def test_a_damaged_span_costs_the_span_not_the_run(tmp_path: Path) -> None:
    frames = shot(11, 144, pan=0.5)
    path = encode(tmp_path / "whole.mp4", frames, "24", ["-g", "24", "-bf", "0", "-movflags", "+faststart"])
    media = media_of(path, RATE)
    contents = bytearray(path.read_bytes())
    start = contents.find(b"mdat")
    middle = start + (len(contents) - start) // 2
    contents[middle:middle + 20_000] = bytes(20_000)
    path.write_bytes(bytes(contents))
    shelf, picture = shelved(path)
    seen = watch(shelf, reel_of(picture, media))
    assert len(seen.luminance) == 144
    assert [caution.code for caution in seen.cautions] == ["picture.damaged"]
    assert seen.cautions[0].at_s is not None and f"from {seen.cautions[0].at_s:.3f} to " in seen.cautions[0].message
    assert seen.luminance[:40].min() > 0.01
    assert seen.luminance[-20:].min() > 0.01


def test_a_file_that_is_no_picture_is_refused_with_its_name(tmp_path: Path) -> None:
    good = encode(tmp_path / "good.mp4", numbered(24), "24")
    media = media_of(good, RATE)
    bad = tmp_path / "bad.mp4"
    bad.write_bytes(b"no film at all" * 50)
    shelf, picture = shelved(bad)
    with pytest.raises(InputRefused, match=r"bad\.mp4"):
        watch(shelf, reel_of(picture, media))


def test_letterbox_bars_are_left_out_and_a_dark_edge_is_not() -> None:
    boxed = np.zeros((6, 90, 160, 3), dtype=np.uint8)
    boxed[:, 12:78] = np.stack([place(k)[12:78] for k in range(6)])
    rows, columns = active_part(brightest(boxed))
    assert (rows.start, rows.stop, columns.start, columns.stop) == (13, 77, 0, 160)
    one_sided = boxed.copy()
    one_sided[:, 70:] = 0
    one_sided[:, :12] = 60
    assert active_part(brightest(one_sided))[0] == slice(0, 90)


def test_a_pan_is_still_and_a_struggle_is_not() -> None:
    pan = motion_of(shot(21, 12, pan=3.0))[2:].mean()
    shake = motion_of(shot(22, 12, shake=3.0))[2:].mean()
    still = motion_of(shot(23, 12))[2:].mean()
    struggle = shot(24, 12)
    for k in range(12):
        struggle[k, 20:70, 20 + 8 * (k % 5):90 + 8 * (k % 5)] = 255 - struggle[k, 20:70, 20 + 8 * (k % 5):90 + 8 * (k % 5)]
    subject = motion_of(struggle)[2:].mean()
    assert still < 3
    assert pan < 2 * still + 1
    assert shake < 2 * still + 2
    assert subject > 3 * max(pan, shake)


def test_the_curves_cover_the_picture_and_a_cut_is_no_motion(tmp_path: Path) -> None:
    path = encode(tmp_path / "two.mp4", np.concatenate([shot(1, 30), shot(2, 30)]), "24")
    shelf, picture = shelved(path)
    media: Media = media_of(path, RATE)
    seen = watch(shelf, reel_of(picture, media))
    found = detect(media, (), (seen,), unheard())
    assert len(found.motion.values) == len(found.luminance.values) == len(found.mired.values) == 5
    assert seen.motion[30] > 20
    assert max(found.motion.values) < 6
    assert not found.has_sound
    assert [shot.first_frame for shot in found.shots] == [0, 30]
    assert len(found.light) == 2
    assert found == detect(media, (), (seen,), unheard())
