"""Cuts on a drawn film with known truth, against PySceneDetect, and on real clips."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from scenedetect import FrameTimecode
from scenedetect.detectors import AdaptiveDetector
from scipy import ndimage

from tests.material import material, needs_material
from tests.observing.films import Frames, encode, media_of, place, reel_of, shelved, shot
from yeoun.model.media import Transition
from yeoun.model.script import CutPoint
from yeoun.observing.cutting import change_scores, cuts_in, stands_out
from yeoun.observing.light import active_part
from yeoun.observing.likeness import Likeness, likeness, trace_of
from yeoun.observing.motion import brightest
from yeoun.observing.reel import stretches
from yeoun.observing.shots import seen_cuts, seen_fades, shots_of
from yeoun.observing.watch import watch
from yeoun.units.luck import Take, luck

RATE = Fraction(24000, 1001)


def flashed(frames: Frames, at: int, length: int = 2) -> Frames:
    out = frames.copy()
    out[at:at + length] = np.clip(out[at:at + length].astype(int) + 190, 0, 255)
    return out


def film() -> tuple[Frames, tuple[int, ...], int]:
    """Six shots (still, pan, shake, dark), their cuts, and where a two-frame flash lies."""
    shots = [shot(1, 40), shot(2, 30, pan=1.5), shot(3, 36, shake=2.0), shot(4, 26, gain=(0.12, 0.14, 0.2)),
             shot(5, 30, gain=(1.1, 0.8, 0.4)), shot(6, 30, pan=-1.0)]
    cuts = tuple(int(cut) for cut in np.cumsum([len(s) for s in shots])[:-1])
    return flashed(np.concatenate(shots), 20), cuts, 20


def test_every_cut_is_found_on_its_frame_and_a_flash_is_none(tmp_path: Path) -> None:
    frames, cuts, _ = film()
    path = encode(tmp_path / "film.mp4", frames)
    shelf, picture = shelved(path)
    media = media_of(path, RATE)
    seen = watch(shelf, reel_of(picture, media))
    assert media.frames == len(frames) == len(seen.change) == len(seen.motion) == len(seen.luminance)
    assert seen.cuts == cuts


def test_reels_agree_with_the_whole_also_at_their_joins(tmp_path: Path) -> None:
    frames, cuts, _ = film()
    path = encode(tmp_path / "film.mp4", frames)
    shelf, picture = shelved(path)
    media = media_of(path, RATE)
    bounds = [(0, 70), (70, 120), (120, media.frames)]    # 70 is a cut: it lies on a join
    reels = [watch(shelf, reel_of(picture, media, first, end)) for first, end in bounds]
    whole = watch(shelf, reel_of(picture, media))
    assert seen_cuts(reels) == cuts
    assert np.allclose(np.concatenate([reel.luminance for reel in reels]), whole.luminance, atol=2e-3)
    steady = {int(frame) for reel in reels for frame in reel.light_frames}
    assert {k for k in range(1, media.frames) if k * 2 // RATE != (k - 1) * 2 // RATE} <= steady


def test_a_change_of_light_alone_is_no_cut() -> None:
    frames = shot(7, 30)
    lit = frames.copy()
    lit[15:] = (lit[15:] * 0.62).astype(np.uint8)
    scores = change_scores(lit)
    assert scores[15] > 15
    assert likeness(trace_of(lit[14]), trace_of(lit[15])).still > 0.45
    assert cuts_in(lit, scores, 24.0) == ()


def test_a_cut_in_the_dark_between_two_looks_at_one_place_is_seen() -> None:
    wide = place(21, (0.16, 0.17, 0.19), 180, 640)
    grain = luck(Take(1), "dark").normal(0.0, 1.0, (60, 90, 160, 1))
    looks = np.repeat(np.stack([wide[20:110, 30:190], wide[70:160, 400:560]]), 30, axis=0)
    frames = np.clip(looks + grain, 0, 255).astype(np.uint8)
    scores = change_scores(frames)
    assert scores[30] < 3
    assert cuts_in(frames, scores, 24.0) == (30,)


def whipped(took: int) -> Frames:
    """A camera that rests, is thrown past what is bright and dark over four pictures' width, and rests."""
    wide = np.concatenate([place(31 + k, (0.05 if k % 2 else 2.0,) * 3) for k in range(5)], axis=1)
    at = np.interp(np.arange(81), [30, 30 + took], [0, 640])
    return np.stack([ndimage.uniform_filter1d(wide[:, int(at[k]):int(at[k]) + 160].astype(float), 1 + int(at[k + 1] - at[k]) // 2, axis=1)
                     for k in range(80)]).astype(np.uint8)


@pytest.mark.parametrize("took", [12, 13, 14])
def test_a_whip_pan_is_no_cut(took: int) -> None:
    frames = whipped(took)
    scores = change_scores(frames)
    assert any(stands_out(scores, at) for at in range(30, 32 + took))
    assert cuts_in(frames, scores, 24.0) == ()


@pytest.mark.parametrize("took", [6, 9, 12])
def test_somebody_who_crosses_close_to_the_camera_is_no_cut_and_a_shot_as_short_is_one(took: int) -> None:
    still, passer = shot(41, 60), shot(42, 60, gain=(0.3, 0.2, 0.2))
    crossed, intercut = still.copy(), still.copy()
    for k in range(took):
        edge = int((160 + 200) * (k + 1) / (took + 1))
        crossed[24 + k, :, max(edge - 200, 0):edge] = passer[k, :, max(edge - 200, 0):edge]
    intercut[24:24 + took] = passer[:took]
    assert cuts_in(crossed, change_scores(crossed), 24.0) == ()
    assert cuts_in(intercut, change_scores(intercut), 24.0) == (24, 24 + took)


def test_a_jump_of_framing_between_calm_pictures_is_a_cut_and_a_shake_of_the_camera_is_none() -> None:
    wide = place(43, rows=110, columns=320)
    def held(x: int, length: int) -> Frames:
        return np.repeat(wide[None, 5:95, x:x + 160], length, axis=0)

    jumped = np.concatenate([held(40, 30), held(64, 30)])
    assert cuts_in(jumped, change_scores(jumped), 24.0) == (30,)
    shaken = np.concatenate([held(40 + round(4 * np.sin(k)), 1) for k in range(60)])
    assert cuts_in(shaken, change_scores(shaken), 24.0) == ()


def test_likeness_is_blind_to_light_and_follows_the_camera() -> None:
    wide, other = place(51, rows=110, columns=320), place(52)
    here, there, dim = wide[5:95, 40:200], wide[10:100, 70:230], (wide[5:95, 40:200] * 0.3).astype(np.uint8)
    assert likeness(trace_of(here), trace_of(dim)).still > 0.7
    moved = likeness(trace_of(here), trace_of(there))
    assert moved.turned > 0.8 and moved.still < 0.3
    assert likeness(trace_of(here), trace_of(other)).turned < 0.3
    assert likeness(trace_of(here), trace_of(np.zeros_like(here))) == Likeness(0.0, 0.0)


def test_a_list_wins_over_the_eye_and_what_it_forgets_is_told(tmp_path: Path) -> None:
    frames, cuts, _ = film()
    path = encode(tmp_path / "film.mp4", frames)
    shelf, picture = shelved(path)
    media = media_of(path, RATE)
    seen = watch(shelf, reel_of(picture, media))
    listed = (CutPoint(cuts[0], False, 0, "a"), CutPoint(cuts[1] + 7, True, 12, "b"))
    shots, cautions = shots_of(media, listed, [seen], seen.luminance)
    assert [s.first_frame for s in shots] == [0, cuts[0], cuts[1] + 7]
    assert [s.id for s in shots] == ["sh001", "sh002", "sh003"]
    assert shots[2].transition is Transition.DISSOLVE
    assert len([caution for caution in cautions if caution.code == "cuts.unlisted"]) == len(cuts) - 1


def test_a_list_of_another_version_is_told_by_its_offset(tmp_path: Path) -> None:
    frames, cuts, _ = film()
    path = encode(tmp_path / "film.mp4", frames)
    shelf, picture = shelved(path)
    media = media_of(path, RATE)
    seen = watch(shelf, reel_of(picture, media))
    _, cautions = shots_of(media, [CutPoint(cut - 5, False, 0, "") for cut in cuts], [seen], seen.luminance)
    assert [caution.code for caution in cautions] == ["cuts.offset"]


def test_a_fade_through_black_on_the_join_of_two_reels_begins_a_shot() -> None:
    luminance = np.full(100, 0.2, dtype=np.float32)
    luminance[30:50] = np.linspace(0.2, 0.0, 20)
    luminance[50:60] = 0.0
    assert seen_fades(luminance, (), [55]) == (60,)
    assert seen_fades(luminance, (59,), [55]) == seen_fades(luminance, (), [20]) == ()


def small_frames(name: str, rate: Fraction) -> Frames:
    path = material(f"video/{name}")
    _, picture = shelved(path)
    (whole,) = stretches(path, reel_of(picture, media_of(path, rate)), [], 10_000)
    return whole.frames


@needs_material
@pytest.mark.parametrize(("name", "real"), [
    ("big_buck_bunny_0_30.webm", {283, 376, 551}),
    ("tears-of-steel-battle-clip-medium.webm", {52, 122, 158, 221, 309, 715, 788, 872, 901, 987, 1127, 1157, 1203, 1234,
                                                1246, 1284, 1345, 1378, 1430, 1472, 1525, 1571, 1618, 1650, 1689}),
    ("nasa_13013.mp4", {202}),
])
def test_real_clips_are_cut_where_the_eye_says_and_no_worse_than_scenedetect(name: str, real: set[int]) -> None:
    frames = small_frames(name, Fraction(25 if "nasa" in name else 24))
    seen = set(cuts_in(frames, change_scores(frames), 24.0))
    detector = AdaptiveDetector(min_scene_len=1)
    theirs = {cut.frame_num for k, frame in enumerate(frames)
              for cut in detector.process_frame(FrameTimecode(k, 24.0), np.ascontiguousarray(frame[..., ::-1]))}
    assert seen == real           # looked at frame by frame on contact sheets
    assert theirs & real <= seen


@needs_material
def test_pillarboxes_are_no_part_of_the_picture() -> None:
    frames = small_frames("chaplin_silent.mp4", Fraction(25))
    rows, columns = active_part(brightest(frames))
    assert (rows.start, rows.stop) == (0, 90)
    assert 15 <= columns.start <= 24
    assert 136 <= columns.stop <= 145
    assert cuts_in(frames[:, rows, columns], change_scores(frames[:, rows, columns]), 25.0) == ()
