"""Files become a draft: exact rates, whole frames, reels; and every bad file is refused by its name."""

from fractions import Fraction
from pathlib import Path

import pytest

from tests.fakes import FolderShelf
from tests.material import material, needs_material
from tests.reading.films import RATE, make_film
from yeoun.errors import InputRefused
from yeoun.model.media import Material
from yeoun.model.script import Draft
from yeoun.reading.clock import constant_rate
from yeoun.reading.media import look_at
from yeoun.reading.read import read
from yeoun.reading.table import read_file

SCRIPT = "S#1. 옥상 / 해질녘\n\n노을.\n\n지은\t가지 마.\n현우\t그래.\n"
SUBTITLES = "1\n00:00:00,500 --> 00:00:01,200\n(지은) 가지 마.\n\n2\n00:00:01,500 --> 00:00:02,000\n그래.\n"
CUTS = "TITLE: T\n001  AX V C 00:00:00:00 00:00:01:12 01:00:00:00 01:00:01:12\n" \
       "002  AX V C 00:00:00:00 00:00:01:12 01:00:01:12 01:00:03:00\n"  # fmt: skip


def draft_from(folder: Path, picture: Path, **papers: str) -> Draft:
    shelf = FolderShelf(folder)
    refs = {}
    for role, text in papers.items():
        file = folder / f"{role}{ {'script': '.txt', 'subtitles': '.srt', 'cuts': '.edl'}[role] }"
        file.write_text(text, encoding="utf-8")
        refs[role] = shelf.give(file, role)
    subtitles = (refs["subtitles"],) if "subtitles" in refs else ()
    return read(shelf, Material("e1", shelf.give(picture), refs.get("script"), subtitles, refs.get("cuts")))


def codes(draft: Draft) -> list[str]:
    return [caution.code for caution in draft.cautions]


def test_a_film_with_all_its_papers_is_read(tmp_path: Path) -> None:
    film = make_film(tmp_path / "film.mp4", sound=True)
    draft = draft_from(tmp_path, film, script=SCRIPT, subtitles=SUBTITLES, cuts=CUTS)
    assert (draft.media.rate, draft.media.frames, draft.media.width) == (RATE, 72, 64)
    assert [cut.frame for cut in draft.cuts] == [36] and len(draft.captions) == 2 and len(draft.scenes) == 1
    assert [(each.name, each.lines) for each in draft.characters] == [("지은", 1), ("현우", 1)]
    assert codes(draft) == ["no_dialogue"]


def test_every_missing_paper_is_a_caution_that_says_what_was_missed(tmp_path: Path) -> None:
    draft = draft_from(tmp_path, make_film(tmp_path / "film.mp4", sound=True))
    assert codes(draft) == ["no_script", "no_subtitles", "no_cuts", "no_dialogue"]
    assert "scenes are guessed from the picture" in draft.cautions[0].message


def test_a_picture_without_sound_is_read_with_a_caution(tmp_path: Path) -> None:
    draft = draft_from(tmp_path, make_film(tmp_path / "film.mp4"))
    assert draft.media.sound is None and "no_sound" in codes(draft) and "no_dialogue" not in codes(draft)


@pytest.mark.parametrize(
    "rate", [Fraction(24000, 1001), Fraction(24), Fraction(25), Fraction(30000, 1001), Fraction(50)]
)
@pytest.mark.parametrize("suffix", [".mp4", ".mkv"])
def test_the_exact_rate_is_read_from_the_times_of_the_packets(tmp_path: Path, rate: Fraction, suffix: str) -> None:
    look = look_at(make_film(tmp_path / f"film{suffix}", frames=150, rate=rate), "film")
    assert (look.media.rate, look.media.frames, look.media.length_s) == (rate, 150, float(150 / rate))


def test_millisecond_times_do_not_hide_the_rate_when_the_header_is_wrong() -> None:
    pts = [round(n * 1001 / 24) for n in range(400)]
    assert constant_rate(pts, Fraction(1, 1000), Fraction(24), "a.mkv") == Fraction(24000, 1001)
    assert constant_rate(pts[:6], Fraction(1, 1000), Fraction(24000, 1001), "a.mkv") == Fraction(24000, 1001)


def test_a_varying_rate_is_refused_with_the_frame_and_a_cure(tmp_path: Path) -> None:
    pts = [n * 1001 if n < 40 else n * 1001 + 500 * (n - 40) for n in range(72)]
    with pytest.raises(InputRefused, match=r"vfr\.mp4 \(frame \d+, [\d.]+ s\): its frame rate varies .* -fps_mode cfr"):
        look_at(make_film(tmp_path / "vfr.mp4", pts=pts), "vfr.mp4")


def test_a_start_timecode_is_a_count_of_frames(tmp_path: Path) -> None:
    look = look_at(make_film(tmp_path / "tc.mov", timecode="01:00:00:00"), "tc.mov")
    assert look.media.start_frame == 86400


def test_reels_begin_at_keyframes_and_hold_every_frame_once(tmp_path: Path) -> None:
    film = make_film(tmp_path / "long.mp4", frames=1300, rate=Fraction(10), group=75)
    draft = draft_from(tmp_path, film)
    assert [(reel.first_frame, reel.end_frame) for reel in draft.reels] == [(0, 600), (600, 1300)]
    assert all(reel.rate == 10 and reel.picture == draft.picture for reel in draft.reels)
    keys = look_at(film, "long.mp4").keyframes
    assert {reel.first_frame for reel in draft.reels} <= set(keys)


def test_a_turned_and_a_stretched_picture_work_with_a_caution(tmp_path: Path) -> None:
    turned = look_at(make_film(tmp_path / "turned.mp4", rotation=90), "turned.mp4")
    stretched = look_at(make_film(tmp_path / "wide.mp4", aspect=Fraction(4, 3)), "wide.mp4")
    assert [caution.code for caution in turned.cautions] == ["no_sound", "rotated"]
    assert [caution.code for caution in stretched.cautions] == ["no_sound", "anamorphic"]


def test_bad_pictures_are_refused_by_name_and_place(tmp_path: Path) -> None:
    good = make_film(tmp_path / "good.mp4").read_bytes()
    early = make_film(tmp_path / "early.mp4", frames=240, faststart=True).read_bytes()
    bad = {
        "empty.mp4": (b"", r"\(byte 0\): the file is empty"),
        "cut.mp4": (good[: len(good) // 2], r"\(the header\): the file is truncated or damaged"),
        "early.mp4": (early[: len(early) * 3 // 4], r"\(frame \d+\): the file ends there.*240 frames: it is truncated"),
        "text.mp4": (SCRIPT.encode() * 20, r"\(the header\): it is not a film but looks like text"),
        "subtitles.mp4": (SUBTITLES.encode(), r"\(the header\): it is not a film but looks like text"),
        "noise.mp4": (bytes(range(256)) * 64, r"it is not a film this program can open"),
    }
    for name, (contents, why) in bad.items():
        (tmp_path / name).write_bytes(contents)
        with pytest.raises(InputRefused, match=why) as refused:
            look_at(tmp_path / name, name)
        assert str(refused.value).startswith(name) and refused.value.now and name in refused.value.in_korean()
    with pytest.raises(InputRefused, match="there is no such file"):
        look_at(tmp_path / "missing.mp4", "missing.mp4")


def test_a_film_under_two_seconds_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match=r"it lasts 1\.50 s \(36 frames\)"):
        look_at(make_film(tmp_path / "short.mp4", frames=36), "short.mp4")


def test_subtitles_that_count_from_the_timecode_are_moved(tmp_path: Path) -> None:
    film = make_film(tmp_path / "tc.mov", timecode="01:00:00:00")
    late = SUBTITLES.replace("00:00:00,500", "01:00:04,100").replace("00:00:01,200", "01:00:04,800")
    late = late.replace("00:00:01,500", "01:00:05,100").replace("00:00:02,000", "01:00:05,600")
    draft = draft_from(tmp_path, film, subtitles=late)
    assert "captions_moved" in codes(draft) and draft.captions[0].span.start_s == pytest.approx(0.5, abs=1e-6)


def test_a_short_label_that_is_taken_for_a_narrator_is_said_once_for_each_file(tmp_path: Path) -> None:
    script = SCRIPT + "VO\t나는 보다.\n지은\t보야!\nVO\t응.\n내레이션\t그때였다.\n"
    told = SUBTITLES + "\n3\n00:00:02,100 --> 00:00:02,500\nNar.: 왔다.\n\n4\n00:00:02,600 --> 00:00:02,900\n[내레이션] 갔다.\n"
    draft = draft_from(tmp_path, make_film(tmp_path / "film.mp4"), script=script, subtitles=told)
    said = [each.message for each in draft.cautions if each.code == "narrator_label"]
    ending = "taken for a narrator, who gets no theme; if somebody in the film is called so, write the full name"
    assert said == [f"script.txt: VO before 2 lines, {ending}",
                    f"subtitles.srt: Nar. before 1 line, {ending}"]
    assert "narrator_label" in [each.code for each in read_file(tmp_path / "script.txt").cautions]
    assert "narrator_label" in [each.code for each in read_file(tmp_path / "subtitles.srt").cautions]


def test_whole_words_for_a_narrator_and_full_names_need_no_caution(tmp_path: Path) -> None:
    script = SCRIPT + "NARRATOR\t그때였다.\nVO THI\t나는 보다.\n나레이션\t끝.\n"
    draft = draft_from(tmp_path, make_film(tmp_path / "film.mp4"), script=script)
    assert "narrator_label" not in codes(draft) and [each.name for each in draft.characters] == ["지은", "현우", "VO THI"]


def test_subtitles_of_another_film_are_named(tmp_path: Path) -> None:
    draft = draft_from(
        tmp_path, make_film(tmp_path / "film.mp4"), subtitles=SUBTITLES.replace("00:00:01,5", "00:09:01,5")
    )
    assert "captions_outside" in codes(draft) or "caption_times" in codes(draft)


def test_a_subtitle_with_a_label_beside_its_words_is_counted_once(tmp_path: Path) -> None:
    late = SUBTITLES + "\n3\n00:09:01,000 --> 00:09:02,000\n[한숨] 가지 마.\n"
    draft = draft_from(tmp_path, make_film(tmp_path / "film.mp4"), subtitles=late)
    said = next(each.message for each in draft.cautions if each.code == "captions_outside")
    assert "1 of 3 subtitles begin after the picture has ended" in said


@needs_material
def test_the_real_clips_are_read_exactly() -> None:
    expected = {
        "tears-of-steel-battle-clip-medium.webm": (Fraction(24), 1691, 800), "big_buck_bunny_0_30.webm": (Fraction(24), 720, 1280),
        "chaplin_silent.mp4": (Fraction(25), 241, 640), "nasa_13013.mp4": (Fraction(25), 325, 320),
    }  # fmt: skip
    for name, facts in expected.items():
        media = look_at(material(f"video/{name}"), name).media
        assert (media.rate, media.frames, media.width) == facts, name
    video = look_at(material("subtitle/pysubs2/test_video.mkv"), "test_video.mkv").media
    assert (video.rate, video.frames) == (RATE, 500)


@needs_material
def test_frames_of_the_test_video_lie_where_its_time_stamps_say() -> None:
    stamps = material("subtitle/pysubs2/timestamps.txt").read_text().split("\n")[1:501]
    look = look_at(material("subtitle/pysubs2/test_video.mkv"), "test_video.mkv")
    for frame, stamp in enumerate(stamps):
        assert abs(Fraction(frame) / look.media.rate * 1000 - int(stamp)) <= 1


@needs_material
def test_several_streams_are_named_and_can_be_chosen() -> None:
    path = material("video/nasa_13013.mp4")
    look = look_at(path, "nasa.mp4")
    assert look.media.video_stream == 0 and look.media.sound and look.media.sound.index == 1
    assert [caution.code for caution in look.cautions] == ["several_streams", "several_streams"]
    assert "0 is used, not 3" in look.cautions[0].message
    other = look_at(path, "nasa.mp4", "3").media
    assert (other.video_stream, other.rate, other.frames) == (3, Fraction(30000, 1001), 390)
    paired = look_at(path, "nasa.mp4", "video:0,audio:4").media
    assert paired.sound is not None and (paired.video_stream, paired.sound.index) == (0, 4)
    with pytest.raises(InputRefused, match="stream 9"):
        look_at(path, "nasa.mp4", "9")


@needs_material
def test_a_sound_file_is_no_picture_and_a_broken_webm_is_named() -> None:
    with pytest.raises(InputRefused, match="it holds sound but no picture"):
        look_at(material("daegeum/daegeum_C4.wav"), "daegeum_C4.wav")


@needs_material
def test_a_webm_that_breaks_off_is_refused(tmp_path: Path) -> None:
    whole = material("video/tears-of-steel-battle-clip-medium.webm").read_bytes()
    (tmp_path / "half.webm").write_bytes(whole[:2_000_000])
    with pytest.raises(
        InputRefused, match=r"half\.webm \(4\d\.\d+ s\): the file ends there.*70\.54 s: it is truncated"
    ):
        look_at(tmp_path / "half.webm", "half.webm")


@needs_material
def test_subtitles_inside_the_picture_are_used_when_none_are_handed_in(tmp_path: Path) -> None:
    shelf = FolderShelf(tmp_path)
    draft = read(shelf, Material("e1", shelf.give(material("video/nasa_13013.mp4"))))
    assert draft.captions and "no_subtitles" not in codes(draft)
    assert draft.captions[0].text.startswith("This is the optical") and draft.captions[0].speaker == "NAR"
    said = next(each.message for each in draft.cautions if each.code == "subtitles_inside")
    many = len({each.number for each in draft.captions})
    assert f"the subtitles inside nasa_13013.mp4 are used: stream 2 with {many} subtitles" in said
