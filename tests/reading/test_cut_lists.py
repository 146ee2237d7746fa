"""Cut lists: our own small ones for the rules, real ones for what programs write."""

import gc
import time
from collections.abc import Callable
from fractions import Fraction

import pytest

from tests.material import material, needs_material
from tests.reading.cutting import Film, Item, as_edl, as_fcpxml, as_otio
from yeoun.errors import InputRefused
from yeoun.reading.edl import CutList, cut_points, guessed_rate, read_edl
from yeoun.reading.lists import points_in, read_list
from yeoun.reading.texts import load_text

REAL = {  # events, M2, LOC, largest frame number: interchange.md 3.2
    "25fps": (4, 0, 0, 24),
    "timecode_mismatch": (20, 0, 0, 24),
    "avid_example": (2, 0, 0, 20),
    "nucoda_example": (2, 0, 0, 20),
    "premiere_example": (2, 0, 0, 20),
    "cdl": (2, 0, 0, 14),
    "dissolve_test": (4, 0, 0, 20),
    "dissolve_test_4": (8, 0, 0, 23),
    "transition_duration": (5, 0, 0, 20),
    "wipe_test": (4, 0, 0, 20),
    "screening_example": (9, 0, 3, 22),
    "no_spaces_test": (9, 0, 3, 22),
    "speed_effects_small": (5, 3, 0, 22),
    "source_out_timewarp": (1, 1, 0, 19),
    "gap_test": (3, 0, 0, 16),
    "sample_cdl_edl": (10, 0, 0, 22),
    "multi_audio": (1, 0, 0, 22),
}
LIST = """TITLE: MINE
FCM: NON-DROP FRAME
001  AX       V     C        00:00:00:00 00:00:02:00 01:00:00:00 01:00:02:00
* FROM CLIP NAME: 옥상
002  AX       V     C        00:00:00:00 00:00:00:00 01:00:02:00 01:00:02:00
002  AX       V     D    012 00:00:00:00 00:00:03:00 01:00:02:00 01:00:05:00
* FROM CLIP NAME: 옥상
* TO CLIP NAME: 거리
"""


def real(name: str) -> CutList:
    return read_edl(load_text(material(f"timeline/{name}.edl"), f"{name}.edl")[0], f"{name}.edl")


@needs_material
@pytest.mark.parametrize("name", sorted(REAL))
def test_every_event_speed_and_marker_of_a_real_list_is_found(name: str) -> None:
    cuts = real(name)
    largest = max(int(label[9:]) for event in cuts.events for label in (*event.source, *event.record))
    assert (len(cuts.events), len(cuts.speeds), len(cuts.markers)) == REAL[name][:3]
    assert largest == REAL[name][3] and not cuts.cautions
    assert all(line.lstrip().startswith(("*", "AUD", "FROM", ">>>", "SPLIT")) for _, line in cuts.kept)


@needs_material
def test_a_list_of_25_frames_is_refused_for_a_picture_of_24() -> None:
    with pytest.raises(InputRefused, match=r"25fps\.edl \(line \d+\): timecode \S+ has a frame number that 24 frames"):
        cut_points(real("25fps"), Fraction(24), frames=496)
    points, cautions = cut_points(real("25fps"), Fraction(25), frames=496)
    assert [point.frame for point in points] == [161, 361, 447] and not cautions
    assert guessed_rate(real("25fps")) == 25


@needs_material
def test_a_real_dissolve_is_one_cut_in_its_middle() -> None:
    points, cautions = cut_points(real("dissolve_test"), Fraction(24), start_frame=86400, frames=20)
    assert [(p.frame, p.is_dissolve, p.length, p.clip) for p in points] == [
        (14, True, 10, "clip_B"),
        (19, False, 0, "clip_B"),
    ]
    assert not cautions


@needs_material
def test_gaps_on_the_record_side_are_cuts_and_are_named() -> None:
    points, cautions = cut_points(real("gap_test"), Fraction(24), frames=126)
    assert [(point.frame, point.clip) for point in points] == [(24, "BL"), (40, "shot2"), (64, "BL"), (102, "shot3")]
    assert [caution.code for caution in cautions] == ["cuts_gap", "cuts_gap"] and "line 5" in cautions[0].message


@needs_material
def test_a_list_of_sound_alone_is_refused() -> None:
    with pytest.raises(InputRefused, match="none cuts the picture"):
        cut_points(real("multi_audio"), Fraction(24), frames=100)


def test_a_list_that_starts_at_one_hour_lies_on_the_first_frame() -> None:
    for rate in (Fraction(24000, 1001), Fraction(24)):
        points, cautions = cut_points(read_edl(LIST, "mine.edl"), rate, frames=120)
        assert [(p.frame, p.is_dissolve, p.length, p.clip) for p in points] == [(54, True, 12, "거리")] and not cautions


def test_drop_frame_is_refused_where_it_does_not_exist_and_counted_where_it_does() -> None:
    drop = LIST.replace("NON-DROP", "DROP")
    with pytest.raises(InputRefused, match="drop-frame timecode, which does not exist at 25"):
        cut_points(read_edl(drop, "d.edl"), Fraction(25), frames=125)
    minute = drop.replace("01:00:02:00", "01:01:00:02").replace("01:00:05:00", "01:01:03:02")
    points, _ = cut_points(read_edl(minute, "d.edl"), Fraction(30000, 1001), start_frame=107892, frames=1890)
    assert points[0].frame == 1800 + 6


def test_a_list_of_another_length_says_which_rate_would_fit() -> None:
    _, cautions = cut_points(read_edl(LIST, "mine.edl"), Fraction(24), frames=125)
    assert "it would fit at 25 frames a second" in cautions[0].message


def test_an_event_that_cannot_be_read_is_named_and_the_rest_kept() -> None:
    cuts = read_edl(LIST + "003  AX  V  Q  00:00:00:00 00:00:01:00 01:00:05:00 01:00:06:00\n", "mine.edl")
    assert len(cuts.events) == 3 and "line 9" in cuts.cautions[0].message


def test_a_text_without_events_is_refused() -> None:
    with pytest.raises(InputRefused, match="no event of a CMX3600"):
        read_edl("막차\n", "a.edl")


def events(*rows: str) -> str:
    """Rows of number, channels, kind, record in and out, as a list."""
    lines = []
    for n, row in enumerate(rows, start=1):
        channels, kind, begin, end, *clip = row.split()
        lines.append(f"{n:03}  AX  {channels}  {kind.replace('_', ' ')}  00:00:00:00 00:00:01:00 {begin} {end}")
        lines += [f"* FROM CLIP NAME: {clip[0]}"] if clip else []
    return "\n".join(lines) + "\n"


def shown(text: str, frames: int, rate: Fraction = Fraction(24), start: int = 0) -> tuple[list[tuple[int, str]], list[str]]:
    points, cautions = cut_points(read_edl(text, "m.edl"), rate, start_frame=start, frames=frames)
    return [(point.frame, point.clip) for point in points], [caution.message for caution in cautions]


def test_a_key_lies_over_a_picture_that_goes_on() -> None:
    text = events("V C 01:00:00:00 01:00:02:00 a", "V K_B 01:00:02:00 01:00:04:00 b", "V K_012 01:00:02:12 01:00:03:12 writing",
                  "V K_O_012 01:00:03:00 01:00:03:12 writing", "V C 01:00:04:00 01:00:05:00 c")
    points, doubts = shown(text, 120)
    assert points == [(48, "b"), (96, "c")] and not doubts


def test_a_second_picture_track_lies_over_the_first() -> None:
    text = events("V C 01:00:00:00 01:00:05:00 a", "V2 C 01:00:01:00 01:00:02:00 over", "A2 C 01:00:00:00 01:00:04:00 words")
    assert shown(text, 120) == ([(24, "over"), (48, "a")], [])


def test_a_list_may_pass_midnight() -> None:
    text = events("V C 23:59:58:00 23:59:59:00 a", "V C 23:59:59:00 00:00:01:00 b", "V C 00:00:01:00 00:00:03:00 c")
    assert shown(text, 120, start=24 * (86_400 - 2)) == ([(24, "b"), (72, "c")], [])


def test_events_that_overlap_or_go_back_are_told_with_their_line() -> None:
    text = events("V C 01:00:02:00 01:00:05:00 b", "V C 01:00:00:00 01:00:02:12 a")
    points, doubts = shown(text, 120)
    assert points == [(48, "b")]
    assert doubts == ["m.edl: line 3: its record time lies before that of the event above; events are put in order of record time",
                      "m.edl: line 1: an overlap of 12 frames before this event on the record side"]


def test_black_is_a_cut_and_clips_without_a_name_are_called_by_their_file_or_reel() -> None:
    text = events("V C 01:00:00:00 01:00:01:00", "V C 01:00:01:00 01:00:02:00", "V C 01:00:02:00 01:00:05:00 a")
    text = text.replace("002  AX", "002  BL")
    assert shown(text, 120)[0] == [(24, "BL"), (48, "a")]
    named = text.replace("003  AX", "* SOURCE FILE: A003_C001.MOV\n003  AX", 1)
    assert read_edl(named, "m.edl").events[1].clip == "A003_C001.MOV"


def test_the_list_of_a_longer_film_is_laid_by_the_timecode_of_the_picture_and_told() -> None:
    text = events(*(f"V C 01:{n:02}:00:00 01:{n + 1:02}:00:00 c{n}" for n in range(40)))
    points, doubts = shown(text, 1440 * 2, start=1440 * 60 + 1440 * 10 - 240)
    assert points == [(240, "c10"), (1680, "c11")]
    assert doubts == ["m.edl: the list covers 57600 frames, the picture has 2880",
                      "m.edl: 38 cuts lie outside the picture and are left out"]


def test_many_doubts_of_one_kind_are_counted() -> None:
    text = events(*(f"V C 01:{n:02}:00:00 01:{n:02}:30:00 c{n}" for n in range(50)))
    _, doubts = shown(text, 1440 * 50 - 720)
    assert len(doubts) == 9 and doubts[-1] == "m.edl: 41 more of the kind cuts_gap"


def seconds_to_read(write: Callable[[Film], str], events: int) -> float:
    """Processor seconds that a long cut list takes, the best of five: others work on the machine."""
    film = Film(Fraction(24000, 1001), 1, tuple(Item(7, f"clip {n}", 0, 2 * (n % 10 == 1)) for n in range(events)), ())
    text, taken = write(film), []
    for _ in range(5):
        gc.collect()
        gc.freeze()    # what other tests hold is no part of what reading costs
        start = time.process_time()
        points, cautions = points_in(read_list(text, "long.list"), film.rate, start_frame=film.start(), frames=film.frames)
        taken.append(time.process_time() - start)
        gc.unfreeze()
        assert len(points) == events - 1 and points[-1].frame == 7 * (events - 1) and not cautions
    return min(taken)


@pytest.mark.parametrize("write", [as_edl, as_otio, as_fcpxml])
def test_eight_thousand_events_are_read_in_seconds_and_twice_as_many_in_twice_the_time(write: Callable[[Film], str]) -> None:
    half, whole = seconds_to_read(write, 4_000), seconds_to_read(write, 8_000)
    assert whole < 4.0 and whole < 3.0 * half, "a cost that grows with the square takes four times as long"
