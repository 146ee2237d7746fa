"""OTIO and FCPXML: what editors' programs put into them beside plain cuts, against OTIO's own arithmetic and truth made by hand."""

import time
from fractions import Fraction
from pathlib import Path

import opentimelineio as otio
import pytest

from tests.fakes import FolderShelf
from tests.material import material, needs_material
from tests.reading.cutting import Film, Item, as_fcpxml, as_otio
from tests.reading.films import make_film
from yeoun.errors import InputRefused
from yeoun.model.media import Caution, Material
from yeoun.model.script import CutPoint
from yeoun.reading.edl import CutList
from yeoun.reading.fcpxml import read_fcpxml, seconds_of
from yeoun.reading.lists import load_list, points_in, read_list, start_in
from yeoun.reading.otio import read_otio
from yeoun.reading.read import read
from yeoun.reading.table import describe, read_file

TWO = Film(Fraction(25), 1, (Item(50, "a"), Item(70, "b")), ())


def cuts(text: str, rate: Fraction = Fraction(25), frames: int = 120, start: int = 0) -> list[tuple[int, str]]:
    points, _ = points_in(read_list(text, "a.list"), rate, start_frame=start, frames=frames)
    return [(point.frame, point.clip) for point in points]


def told(text: str, rate: Fraction = Fraction(25), frames: int = 120, start: int = 0) -> list[Caution]:
    return list(points_in(read_list(text, "a.list"), rate, start_frame=start, frames=frames)[1])


def span(frames: int, start: int = 0, rate: float = 25.0) -> otio.opentime.TimeRange:
    return otio.opentime.TimeRange(otio.opentime.RationalTime(start, rate), otio.opentime.RationalTime(frames, rate))


def clip(name: str, frames: int, start: int = 0, **more: object) -> otio.schema.Clip:
    return otio.schema.Clip(name, source_range=span(frames, start), **more)


def timeline(*tracks: list[otio.core.Composable]) -> otio.schema.Timeline:
    made = otio.schema.Timeline("film")
    made.tracks.extend([otio.schema.Track(kind="Video", children=list(children)) for children in tracks])
    return made


# OTIO


@needs_material
@pytest.mark.parametrize("name", ["simple_cut", "multiple_track", "transition", "enabled", "image_sequence_example", "effects", "big_int",
                                  "generator_reference_test", "nested_example"])
def test_clips_of_real_otio_lie_where_its_own_library_puts_them(name: str) -> None:
    path = material(f"timeline/{name}.otio")
    listed, _ = load_list(path, path.name)
    assert not isinstance(listed, CutList)
    (found,) = listed
    theirs = otio.adapters.read_from_file(str(path))
    lower = {}
    for each in theirs.find_clips():
        parents, parent = [each], each.parent()
        while parent is not None:
            parents.append(parent)
            parent = parent.parent()
        if all(one.enabled for one in parents) and not any(isinstance(one, otio.schema.Track) and one.kind != "Video" for one in parents):
            there = each.transformed_time_range(each.trimmed_range(), theirs.tracks)
            lower[each.name or each.media_reference.name] = there.start_time.to_seconds()
    for run in found.seen.runs:
        if name == "nested_example" and "Inside" in run.clip:
            continue    # a stack's own trim cuts into it, which their arithmetic leaves out
        same = [at for label, at in lower.items() if run.clip in {label, "sample_sequence"}]
        assert any(abs(float(run.begin) - at) < 1e-6 or (float(run.begin) > at and name == "multiple_track") for at in same), run


def test_a_stack_within_a_track_is_seen_through_its_own_trim() -> None:
    inner = otio.schema.Stack(children=[otio.schema.Track(kind="Video", children=[clip("x", 20), clip("y", 20), clip("z", 20)])],
                              source_range=span(30, 10))
    made = timeline([clip("a", 50), inner, clip("b", 40)])
    assert cuts(made.to_json_string()) == [(50, "x"), (60, "y"), (80, "b")]


@pytest.mark.parametrize(("speed", "wanted"), [
    (2.0, [(50, "x"), (55, "y"), (65, "z"), (75, "b")]), (0.5, [(50, "x"), (70, "y"), (80, "b")]), (-1.0, [(50, "x"), (60, "b")])])
def test_a_stack_at_another_speed_is_cut_where_it_is_seen(speed: float, wanted: list[tuple[int, str]]) -> None:
    inner = otio.schema.Stack(children=[otio.schema.Track(kind="Video", children=[clip("x", 20), clip("y", 20), clip("z", 20)])],
                              source_range=span(wanted[-1][0] - 50, 10), effects=[otio.schema.LinearTimeWarp(time_scalar=speed)])
    made = timeline([clip("a", 50), inner, clip("b", 120 - wanted[-1][0])])
    assert cuts(made.to_json_string()) == wanted


def test_time_warps_of_clips_move_no_cut_and_are_shown(tmp_path: Path) -> None:
    slow, still = clip("slow", 50, effects=[otio.schema.LinearTimeWarp(time_scalar=0.5)]), clip("still", 70,
                                                                                              effects=[otio.schema.FreezeFrame()])
    text = timeline([slow, still]).to_json_string()
    assert cuts(text) == [(50, "still")]
    (tmp_path / "a.otio").write_text(text, encoding="utf-8")
    rows = describe(read_file(tmp_path / "a.otio"))
    assert ("speed", "slow", "00:00:00:00", "50 %") in rows and ("speed", "still", "00:00:02:00", "0 %") in rows


def test_what_is_switched_off_or_heard_cuts_nothing() -> None:
    made = timeline([clip("a", 50), clip("b", 70)], [clip("off", 20), otio.schema.Gap(source_range=span(5)), clip("on", 10)])
    made.tracks[1][0].enabled = False
    made.tracks.append(otio.schema.Track(kind="Audio", children=[clip("words", 33), clip("more words", 20)]))
    assert cuts(made.to_json_string()) == [(25, "on"), (35, "a"), (50, "b")]
    (found,) = read_otio(made.to_json_string(), "a.otio")
    assert [(run.clip, run.begin, run.end) for run in found.heard] == [("words", 0, Fraction(33, 25)),
                                                                       ("more words", Fraction(33, 25), Fraction(53, 25))]


def test_markers_count_in_the_time_of_what_carries_them() -> None:
    made = timeline([clip("a", 50), clip("b", 70, start=1000)])
    made.tracks[0][1].markers.append(otio.schema.Marker("on the clip", span(1, 1007)))
    made.tracks[0].markers.append(otio.schema.Marker("on the track", span(1, 8)))
    made.tracks.markers.append(otio.schema.Marker("on the stack", span(1, 9)))
    (found,) = read_otio(made.to_json_string(), "a.otio")
    assert {(mark.name, int(mark.at * 25)) for mark in found.seen.marks} == {("on the clip", 57), ("on the track", 8), ("on the stack", 9)}


def test_of_several_timelines_the_one_of_this_picture_is_used_and_named() -> None:
    three = otio.schema.SerializableCollection("reels", children=[
        timeline([clip("long", 500)]), timeline([clip("a", 50), clip("b", 70)]), timeline([clip("c", 9)])])
    three[1].name = "reel two"
    assert cuts(three.to_json_string()) == [(50, "b")]
    assert told(three.to_json_string())[0].message == "a.list: 3 timelines are in it; 'reel two' is used"


def test_ticks_as_doubles_are_the_exact_rate() -> None:
    for written in (23.976, 23.98, 24000 / 1001, 23.976023976, 23.97602):
        made = otio.schema.Timeline("film")
        made.tracks.append(otio.schema.Track(kind="Video", children=[otio.schema.Clip("a", source_range=span(100_000, 0, written)),
                                                                     otio.schema.Clip("b", source_range=span(9, 0, written))]))
        (found,) = read_otio(made.to_json_string(), "a.otio")
        assert found.rate == Fraction(24000, 1001)
        assert cuts(made.to_json_string(), found.rate, 100_009) == [(100_000, "b")]
    odd = made.to_json_string().replace("23.97602", "23.5")
    with pytest.raises(InputRefused, match=r"23\.5 frames a second is no known rate"):
        read_otio(odd, "a.otio")


@pytest.mark.parametrize(("text", "why"), [
    ('{"OTIO_SCHEMA": "Timeline.1"', r"a\.otio \(line 1\): its JSON is broken"),
    ('{"OTIO_SCHEMA": "Timeline.99", "tracks": null}', "it has no stack of tracks"),
    ('{"OTIO_SCHEMA": "Timeline.1", "a": ' + "9" * 5000 + "}", r"the text\): a number in it cannot be read"),
    (timeline([clip("a", 50)]).to_json_string().replace("50.0", "NaN"), "track 1, item 1\\): a time in it is none"),
    ('{"OTIO_SCHEMA": "SerializableCollection.1", "children": []}', "no timeline is in it"),
    ('{"OTIO_SCHEMA": "x", "a": ' + "[" * 5000 + "]" * 5000 + "}", "brackets lie over 200 deep"),
])  # fmt: skip
def test_otio_that_cannot_be_used_is_refused_with_its_place(text: str, why: str) -> None:
    with pytest.raises(InputRefused, match=why):
        read_list(text, "a.otio")


def test_drop_frame_is_known_by_its_word_in_fcpxml_and_by_a_full_minute_in_otio() -> None:
    rate, hour = Fraction(30000, 1001), 107_892
    begins = f"{hour * 1001}/30000s"
    made = fcpxml(part("a", 50).replace("50/25s", "50050/30000s"), rate="1001/30000s", duration="50050/30000s", start=begins)
    assert start_in(read_list(made.replace("tcStart", 'tcFormat="DF" tcStart'), "a.fcpxml"), rate, 50) == (hour, True)
    assert start_in(read_list(made, "a.fcpxml"), rate, 50) == (hour, False)
    for start, drops in ((hour, True), (108_000, False), (hour + 1, False)):
        lone = otio.schema.Timeline("film", global_start_time=otio.opentime.RationalTime(start, float(rate)))
        lone.tracks.append(otio.schema.Track(kind="Video", children=[otio.schema.Clip("a", source_range=span(50, 0, float(rate)))]))
        assert start_in(read_list(lone.to_json_string(), "a.otio"), rate, 50) == (start, drops)


def test_stacks_without_end_are_refused() -> None:
    inner: otio.core.Composable = clip("a", 50)
    for _ in range(40):
        inner = otio.schema.Stack(children=[otio.schema.Track(kind="Video", children=[inner])])
    with pytest.raises(InputRefused, match="32 deep"):
        read_list(timeline([inner]).to_json_string(), "a.otio")


# FCPXML


def fcpxml(body: str, resources: str = "", rate: str = "1/25s", duration: str = "120/25s", start: str = "0s") -> str:
    return (f'<?xml version="1.0"?>\n<!DOCTYPE fcpxml>\n<fcpxml version="1.10"><resources><format id="r1" frameDuration="{rate}"/>'
            f'<asset id="v" hasVideo="1" start="0s" duration="9000s"/><asset id="s" hasAudio="1" duration="9000s"/>{resources}</resources>'
            f'<library><event><project name="p"><sequence format="r1" duration="{duration}" tcStart="{start}"><spine>\n{body}\n</spine>'
            f'</sequence></project></event></library></fcpxml>')


def part(name: str, frames: int, inside: str = "", tag: str = "asset-clip", more: str = "") -> str:
    ref = 'ref="v"' if tag in {"asset-clip", "video"} else ""
    return f'<{tag} {ref} name="{name}" duration="{frames}/25s" {more}>{inside}</{tag}>'


MEDIA = ('<media id="m" name="inner"><sequence format="r1" duration="60/25s" tcStart="{start}"><spine>' + part("x", 20) + part("y", 20)
         + part("z", 20) + "</spine></sequence></media>")


def test_times_stay_exact() -> None:
    assert seconds_of("1001/24000s") == Fraction(1001, 24000) and seconds_of("100/3000s") == Fraction(1, 30)
    assert [seconds_of(each) for each in ("1/0s", "x", "1e9s", "", "1.5/2s", "nan")] == [None] * 6
    hours = as_fcpxml(Film(Fraction(24000, 1001), 10, (Item(500_000, "a"), Item(7, "b")), ()))
    assert cuts(hours, Fraction(24000, 1001), 500_007) == [(500_000, "b")]


@needs_material
def test_a_real_project_has_its_cuts_dissolves_and_markers() -> None:
    path = material("timeline/fcpx_project.fcpxml")
    points, doubts = points_in(load_list(path, path.name)[0], Fraction(30), frames=4500)
    assert [(point.frame, point.clip, point.length) for point in points] == [
        (300, "BL", 30), (600, "IMG_0513", 0), (900, "BL", 0), (1515, "IMG_0268", 30), (1785, "IMG_0740", 30), (1937, "IMG_0857", 0),
        (2237, "BL", 0), (2400, "IMG_0233", 0), (2591, "BL", 0), (2891, "IMG_0268", 0), (3191, "BL", 0), (3300, "IMG_0233", 0),
        (3600, "IMG_0687", 0), (3900, "IMG_0268", 0), (4200, "compound_clip_1", 0)]
    assert not doubts
    (found,) = read_fcpxml(path.read_text(), path.name)
    assert sorted(mark.name for mark in found.seen.marks) == [f"Marker {n}" for n in (1, 2, 4, 5, 7, 8, 9)]
    with pytest.raises(InputRefused, match="clips but no project"):
        load_list(material("timeline/fcpx_clips.fcpxml"), "fcpx_clips.fcpxml")


@pytest.mark.parametrize("start", ["0s", "3600s"])
def test_a_compound_clip_is_opened_at_its_own_in_point(start: str) -> None:
    body = part("a", 50) + f'<ref-clip ref="m" name="c" start="{3600 * 25 * (start != "0s") + 10}/25s" duration="30/25s"/>' + part("b", 40)
    assert cuts(fcpxml(body, MEDIA.format(start=start))) == [(50, "x"), (60, "y"), (80, "b")]


def test_a_synchronised_clip_an_audition_and_a_multicamera_clip_show_what_is_seen() -> None:
    sound = '<asset-clip ref="s" lane="-1" offset="0s" duration="30/25s"/>'
    sync = part("sync", 30, part("", 30, more='offset="0s"') + sound, "sync-clip")
    audition = f"<audition>{part('chosen', 20)}{part('not chosen', 35)}</audition>"
    multi = ('<media id="mc"><multicam format="r1">' f'<mc-angle angleID="A">{part("no", 60)}</mc-angle>'
             f'<mc-angle angleID="B">{part("one", 15)}{part("two", 45)}</mc-angle></multicam></media>')
    camera = ('<mc-clip ref="mc" name="m" start="5/25s" duration="30/25s"><mc-source angleID="A" srcEnable="audio"/>'
              '<mc-source angleID="B" srcEnable="video"/></mc-clip>')
    assert cuts(fcpxml(part("a", 40) + sync + audition + camera, multi)) == [(40, "sync"), (70, "chosen"), (90, "one"), (100, "two")]


def test_what_is_connected_lies_over_or_under_and_writing_and_sound_cut_nothing() -> None:
    over = ('<asset-clip ref="v" name="over" lane="1" offset="10/25s" duration="10/25s"/><title ref="t" lane="2" offset="5/25s" '
            'duration="5/25s"/><asset-clip ref="s" lane="-2" offset="5/25s" duration="5/25s"/>')
    under = '<asset-clip ref="v" name="under" lane="-1" offset="110/25s" duration="10/25s"/>'
    body = part("a", 50, over) + part("", 30, under, "gap", 'start="100/25s"') + '<title ref="t" name="card" duration="40/25s"/>'
    assert cuts(fcpxml(body)) == [(10, "over"), (20, "a"), (50, "BL"), (60, "under"), (70, "BL"), (80, "card")]


def test_a_storyline_on_a_lane_keeps_its_own_cuts() -> None:
    lane = f'<spine lane="1" offset="10/25s">{part("p", 10)}{part("q", 10)}</spine>'
    assert cuts(fcpxml(part("a", 50, lane) + part("b", 70))) == [(10, "p"), (20, "q"), (30, "a"), (50, "b")]


@pytest.mark.parametrize(("points", "wanted"), [
    ([(0, 0), (30, 60)], [(50, "x"), (60, "y"), (70, "z"), (80, "b")]),           # twice as fast
    ([(0, 0), (10, 20), (20, 20), (30, 40)], [(50, "x"), (60, "y"), (80, "b")]),    # with a freeze on y
    ([(0, 60), (30, 30)], [(50, "z"), (70, "y"), (80, "b")]),                       # backwards
])  # fmt: skip
def test_a_time_map_bends_the_cuts_of_the_clip_it_stands_in(points: list[tuple[int, int]], wanted: list[tuple[int, str]]) -> None:
    bent = "".join(f'<timept time="{time}/25s" value="{value}/25s" interp="linear"/>' for time, value in points)
    clip_ = f'<ref-clip ref="m" name="c" duration="30/25s"><timeMap>{bent}</timeMap></ref-clip>'
    assert cuts(fcpxml(part("a", 50) + clip_ + part("b", 40), MEDIA.format(start="0s"))) == wanted


def test_markers_lie_in_clip_time_and_outside_their_clip_nowhere() -> None:
    marks = '<marker start="105/25s" duration="1/25s" value="here" note="why"/><marker start="5/25s" value="outside"/>'
    (found,) = read_fcpxml(fcpxml(part("a", 50) + part("b", 70, marks, more='start="100/25s"')), "a.fcpxml")
    assert [(mark.name, mark.text, int(mark.at * 25)) for mark in found.seen.marks] == [("here", "why", 55)]


def test_edits_between_two_frames_and_unknown_elements_are_told() -> None:
    doubts = told(fcpxml(part("a", 50).replace("50/25s", "2001/1000s") + "<hologram/>" + part("b", 70)))
    assert [doubt.code for doubt in doubts] == ["cut_unread", "cuts_between"]
    assert "line 4" in doubts[0].message and "'hologram'" in doubts[0].message


@pytest.mark.parametrize(("text", "why"), [
    ("<fcpxml><resources></fcpxml>", r"line 1\): its XML is broken"),
    ('<!DOCTYPE fcpxml [<!ENTITY a "aaaa">]><fcpxml version="1.9"/>', "declares entities"),
    ('<!DOCTYPE fcpxml [<!ENTITY x SYSTEM "file:///etc/passwd">]><fcpxml version="1.9">&x;</fcpxml>', "declares entities"),
    ("<fcpxml>" + "<gap>" * 230 + "</gap>" * 230 + "</fcpxml>", "200 deep"),
    ("<fcpxml>" + "<gap>" * 5000 + "</gap>" * 5000 + "</fcpxml>", "its XML is broken"),
    (fcpxml(part("a", 50)).replace('frameDuration="1/25s"', ""), "does not say how long a frame lasts"),
    (fcpxml(part("a", 50)).replace("50/25s", "fifty"), r"line 4\): the duration 'fifty' is no time"),
    (fcpxml(part("a", 50)).replace("50/25s", "1/0s"), "is no time"),
    (fcpxml('<ref-clip ref="m" duration="1s"/>', '<media id="m"><sequence format="r1"><spine><ref-clip ref="m" duration="1s"/></spine>'
            "</sequence></media>"), "32 deep"),
    (fcpxml(part("", 50, tag="gap")), "nothing in it cuts the picture"),
    ("<xmeml version='5'/>", "Final Cut Pro 7 XML"), ("Heading\nFIELD_DELIM\tTABS\n", "Avid log"),
])  # fmt: skip
def test_a_list_that_cannot_be_used_is_refused_with_its_line(text: str, why: str) -> None:
    with pytest.raises(InputRefused, match=why):
        cuts(text)


@pytest.mark.parametrize(("text", "why"), [
    ("<fcpxml>" + "<a/>" * 1_000_001 + "</fcpxml>", "over 1000000 tags"),
    ('{"OTIO_SCHEMA": "Timeline.1", "a": [' + "{}," * 2_000_001 + "1]}", "over 2000000 brackets"),
    ("001  AX V C 00:00:00:00 00:00:00:01 01:00:00:00 01:00:00:01\n" * 200_001, r"line 200001\): it has over 200000 events"),
    ('{"OTIO_SCHEMA": "' + '\\"' * 2_000_000, "its JSON is broken"),
], ids=["tags", "brackets", "events", "quotes"])  # fmt: skip
def test_lists_of_a_size_nobody_sends_are_refused_in_seconds(text: str, why: str) -> None:
    start = time.process_time()
    with pytest.raises(InputRefused, match=why):
        cuts(text)
    assert time.process_time() - start < 10.0


def test_compound_clips_that_double_one_another_are_refused_before_they_fill_memory() -> None:
    doubling = "".join(f'<media id="m{n}"><sequence format="r1"><spine>' + f'<ref-clip ref="m{n + 1}" duration="{2 ** (30 - n)}s"/>' * 2
                       + "</spine></sequence></media>" for n in range(28))
    deep = doubling + f'<media id="m28"><sequence format="r1"><spine>{part("a", 50)}</spine></sequence></media>'
    with pytest.raises(InputRefused, match="over 200000|32 deep"):
        cuts(fcpxml(f'<ref-clip ref="m0" duration="{2 ** 31}s"/>', deep))


# on the picture


@pytest.mark.parametrize("write", [as_otio, as_fcpxml])
def test_a_list_of_another_rate_is_refused_and_one_that_counts_alike_is_told(write: object) -> None:
    assert callable(write)
    with pytest.raises(InputRefused, match="it counts 25 frames a second, but the picture has 24"):
        cuts(write(TWO), Fraction(24))
    film = Film(Fraction(24), 1, TWO.items, ())
    assert cuts(write(film), Fraction(24000, 1001)) == [(50, "b")]
    assert told(write(film), Fraction(24000, 1001))[0].code == "cuts_rate"


@pytest.mark.parametrize("write", [as_otio, as_fcpxml])
@pytest.mark.parametrize(("frames", "wanted"), [(40, ["cuts_origin", "cuts_length", "cuts_outside"]), (900, ["cuts_length"]), (120, [])])
def test_a_list_longer_or_shorter_than_the_picture_is_told_and_not_forced(write: object, frames: int, wanted: list[str]) -> None:
    assert callable(write)
    assert [doubt.code for doubt in told(write(TWO), frames=frames)] == wanted
    assert cuts(write(TWO), frames=frames) == ([] if frames == 40 else [(50, "b")])


def test_a_reel_finds_its_place_in_the_list_of_the_whole_film_by_its_timecode() -> None:
    assert cuts(as_otio(TWO), frames=60, start=TWO.start() + 30) == [(20, "b")]


def test_the_files_of_editors_are_told_apart_by_what_is_in_them(tmp_path: Path) -> None:
    shelf = FolderShelf(tmp_path)
    film = shelf.give(make_film(tmp_path / "film.mov", rate=Fraction(25), frames=120, timecode="01:00:00:00"))
    for write in (as_otio, as_fcpxml):
        (tmp_path / "list.txt").write_text(write(TWO), encoding="utf-16")
        draft = read(shelf, Material("e1", film, cuts=shelf.give(tmp_path / "list.txt", "cuts")))
        assert draft.cuts == (CutPoint(50, False, 0, "b"),) and draft.media.start_frame == 90_000
    (tmp_path / "list.edl").write_bytes(b"\xd0\xcf\x11\xe0" + bytes(600))
    with pytest.raises(InputRefused, match="it is an AAF"):
        read(shelf, Material("e1", film, cuts=shelf.give(tmp_path / "list.edl", "cuts")))
