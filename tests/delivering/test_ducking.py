"""What gives way to words, in the sessions: read back by lxml and by readers of REAPER's text, held against mix/duck.csv."""

import csv
import importlib
import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from itertools import accumulate, pairwise
from typing import Any

import numpy as np
import pytest
from lxml import etree
from numpy.typing import NDArray
from scipy.signal import freqz, freqz_sos

from tests.delivering.finished import LENGTH, soundtrack
from tests.delivering.test_sessions import tree_of
from tests.fakes import FolderShelf
from tests.material import MATERIAL, material, needs_material
from yeoun.delivering.dawproject import dawproject
from yeoun.delivering.ducking import as_gain, giving_way
from yeoun.delivering.reaper import reaper_project
from yeoun.mixing.bells import BANDS, NAMES
from yeoun.mixing.depths import Depth
from yeoun.mixing.duck import duck, rows_of
from yeoun.mixing.mix import _table
from yeoun.mixing.words import Words
from yeoun.model.mixed import Duck
from yeoun.model.soundtrack import Soundtrack
from yeoun.units.time import Seconds, to_samples

RAMPS = ((1.91, 2.09, 5), (3.41, 3.89, 6), (5.21, 5.99, 7), (14.31, 15.09, 7))    # moments on them, between corners
TIMES = np.concatenate([np.linspace(0.013, LENGTH - 0.017, 25), *(np.linspace(*ramp) for ramp in RAMPS)])
LOW, MIDDLE, HIGH = "134-168", "673-849", "3394-4276"    # bells that go down to 12, 8 and 4 dB


def bells(*depths_db: float) -> tuple[float, ...]:
    """The depth of every bell."""
    return tuple(dict(zip((LOW, MIDDLE, HIGH), depths_db, strict=True)).get(name, 0.0) for name in NAMES)


SPOKEN = (Depth(Words(2.1, 3.4, None), bells(12.0, 0.0, 4.0), 7.5), Depth(Words(3.9, 5.2, None), bells(0.0, 8.0, 4.0), 3.0),
          Depth(Words(9.0, 14.3, None), bells(3.0, 2.0, 2.5), 12.0))
Curve = Callable[[NDArray[np.float64]], NDArray[np.float64]]
Read = Callable[[bytes], Any]


@pytest.fixture(scope="module")
def done() -> Soundtrack:
    """The hand-made film with its players in two groups, one more patient than the other, and three stretches of speech."""
    made = soundtrack(FolderShelf())
    ducking = duck(SPOKEN, tuple(each.words for each in SPOKEN), {"PNO": 12.0, "TRD": 5.0}, (), to_samples(LENGTH))
    cue = made.cues[0]
    stems = (cue.stems[0], replace(cue.stems[1], group="TRD"))
    return replace(made, cues=(replace(cue, stems=stems),), mix=replace(made.mix, groups=("PNO", "TRD"), ducks=rows_of(ducking)))


def told(done: Soundtrack) -> dict[tuple[str, str], Curve]:
    """duck.csv as somebody reads it who knows its three sentences: corners, straight in decibels, by group and band; a session is
    stereo, so what leaves the centre loudspeaker is not for it."""
    corners: dict[tuple[str, str], list[tuple[float, float]]] = {}
    for row in csv.DictReader(io.StringIO(_table(done.mix.ducks).decode())):
        if row["band"] != "centre":
            corners.setdefault((row["group"], row["band"]), []).append((float(row["at_s"]), float(row["gain_db"])))
    return {key: straight(*zip(*points, strict=True)) for key, points in corners.items()}


def straight(at: Any, values: Any) -> Curve:
    return lambda times: np.interp(times, at, values)


def in_db(curve: Curve) -> Curve:
    return lambda times: 20.0 * np.log10(curve(times))


def opened(done: Soundtrack) -> Any:
    with zipfile.ZipFile(io.BytesIO(dawproject(done.episode, done.cues, done.mix))) as archive:
        return etree.fromstring(archive.read("project.xml"))


def in_dawproject(root: Any) -> dict[tuple[str, str], Curve]:
    """The automation of every group track: its lane, the parameter it moves, whose channel that is, and in which unit."""
    found: dict[tuple[str, str], Curve] = {}
    for lane in root.iterfind("Arrangement/Lanes/Lanes[Points]"):
        track = root.find(f".//Track[@id='{lane.get('track')}']")
        assert track is not None
        for points in lane.iterfind("Points"):
            assert points.get("timeUnit") == "seconds"
            target = points.find("Target")
            assert target is not None
            (moved,) = track.xpath("Channel//*[@id=$name]", name=target.get("parameter"))
            marks = points.findall("RealPoint")
            assert {each.get("interpolation") for each in marks} == {"linear"} and moved.get("unit") == points.get("unit")
            curve = straight([float(each.get("time", "")) for each in marks], [float(each.get("value", "")) for each in marks])
            name = track.get("name", "")
            if moved.tag == "Volume":
                assert points.get("unit") == "linear"
                found[name, "full"] = in_db(curve)
            else:
                assert moved.tag == "Gain" and points.get("unit") == "decibel"
                hertz = float(moved.getparent().find("Freq").get("value"))
                (band,) = (each for each in NAMES if abs(np.sqrt(np.prod([float(edge) for edge in each.split("-")])) - hertz) < 0.01)
                found[name, band] = curve
    return found


def by_hand(contents: bytes) -> Any:
    """The project as lists of words, each branch a list that begins with its own words."""
    def words(each: Any) -> Any:
        if isinstance(each, list):
            return [re.findall(r'"[^"]*"|\S+', each[0]), *(words(inner) for inner in each[1:])]
        return [word.strip('"') for word in re.findall(r'"[^"]*"|\S+', each)]

    return words(tree_of(contents.decode())[0])


def by_rpp(contents: bytes) -> Any:
    """The same lists by somebody else's parser (PyPI `rpp`)."""
    try:
        parser = importlib.import_module("rpp")
    except ImportError:
        pytest.skip("rpp is not installed")

    def words(each: Any) -> Any:
        if isinstance(each, str):    # a line of notes
            return [each]
        return each if isinstance(each, list) else [[each.tag, *each.attrib], *(words(inner) for inner in each)]

    return words(parser.loads(contents.decode()))


def tracks_of(project: Any) -> list[tuple[dict[str, list[str]], list[Any]]]:
    """Every track: its facts, and the points of its volume envelope."""
    out = []
    for track in (each for each in project[1:] if isinstance(each[0], list) and each[0][0] == "TRACK"):
        facts = {each[0]: each[1:] for each in track[1:] if isinstance(each[0], str)}
        envelope = [each for each in track[1:] if each[0] == ["VOLENV2"]]
        out.append((facts, envelope[0][1:] if envelope else []))
    return out


@pytest.mark.parametrize("corners_alone", [False, True], ids=["ramps", "corners alone"])
def test_what_gives_way_in_the_dawproject_is_what_the_mix_did(done: Soundtrack, corners_alone: bool) -> None:
    wanted, found = told(done), in_dawproject(opened(done))
    assert set(found) == set(wanted) == {(group, band) for group in ("PNO", "TRD")
                                           for band in ("full", LOW, MIDDLE, HIGH)}
    moving = np.abs(wanted["PNO", "full"](TIMES + 1e-3) - wanted["PNO", "full"](TIMES - 1e-3)) > 1e-3
    assert len(TIMES) == 50 and int(moving.sum()) >= 25, "half of the moments on ramps"
    if corners_alone:    # the cheap trick: decibels as gain at the corners only, and straight lines of gain between them
        points = giving_way(done.mix, "PNO").level
        found = found | {("PNO", "full"): in_db(straight([at for at, _ in points], [10 ** (gain / 20) for _, gain in points]))}
    worst = max(float(np.abs(found[key](TIMES) - wanted[key](TIMES)).max()) for key in wanted)
    assert (worst > 0.5) if corners_alone else (worst < 0.01)


@pytest.mark.parametrize("reader", [by_hand, by_rpp])
def test_what_gives_way_in_the_reaper_project_is_what_the_mix_did(done: Soundtrack, reader: Read) -> None:
    wanted = told(done)
    found = {}
    for facts, envelope in tracks_of(reader(reaper_project(done.episode, done.cues, done.mix))):
        points = [each for each in envelope if each[0] == "PT"]
        if points:
            assert ["ACT", "1", "-1"] in envelope and {each[3] for each in points} == {"0"}, "active, and straight"
            found[facts["NAME"][0]] = in_db(straight([float(each[1]) for each in points], [float(each[2]) for each in points]))
    assert set(found) == {"PNO", "TRD"}
    assert max(float(np.abs(found[group](TIMES) - wanted[group, "full"](TIMES)).max()) for group in found) < 0.01


def test_corners_stay_where_they_are() -> None:
    points = ((0.0, 0.0), (1.9, 0.0), (2.1, -7.3), (3.4, -7.3), (4.2, 0.0))
    made = dict(as_gain(points))
    assert all(abs(20 * np.log10(made[at]) - gain_db) < 1e-9 for at, gain_db in points)
    steps = [abs(20 * np.log10(b / a)) for (_, a), (_, b) in pairwise(as_gain(points))]
    assert max(steps) <= 0.5 + 1e-9 and len(steps) == 1 + 15 + 1 + 15


@pytest.mark.parametrize(("name", "deepest_db", "within_db"), [(HIGH, 4.0, 0.1), (MIDDLE, 8.0, 0.35), (LOW, 12.0, 0.75)])
def test_the_bell_of_the_session_sounds_like_the_bell_of_the_mix(done: Soundtrack, name: str, deepest_db: float, within_db: float) -> None:
    """The cookbook's peak filter at the session's centre and Q, against the mix's own cut, all over the spectrum, at every depth; with
    the mix's own Q, the trick, it is further off."""
    low, high = (float(edge) for edge in name.split("-"))
    (bell,) = (each for each in giving_way(done.mix, "PNO").bells if low < each.hertz < high)
    assert min(gain_db for _, gain_db in bell.points) == -deepest_db
    hertz = np.geomspace(30.0, 20_000.0, 400)
    _, band = freqz_sos(BANDS[name], hertz, fs=48_000)

    def apart(q: float) -> float:
        worst = 0.0
        for depth_db in np.linspace(0.1, 1.0, 10) * deepest_db:
            gain = 10.0 ** (-depth_db / 20.0)
            turn, root = 2 * np.pi * bell.hertz / 48_000, gain ** 0.5
            alpha = np.sin(turn) / (2 * q)
            _, peak = freqz([1 + alpha * root, -2 * np.cos(turn), 1 - alpha * root],
                            [1 + alpha / root, -2 * np.cos(turn), 1 - alpha / root], hertz, fs=48_000)
            worst = max(worst, float(np.abs(20 * np.log10(np.abs(peak) / np.abs(1.0 + (gain - 1.0) * band))).max()))
        return worst

    assert apart(bell.q) <= within_db < apart(bell.hertz / (high - low))


def test_every_stem_sounds_through_the_group_it_belongs_to(done: Soundtrack) -> None:
    root = opened(done)
    for group, stem in (("PNO", "piano"), ("TRD", "gayageum")):
        bus = root.find(f"Structure/Track[@name='{group}']")
        assert bus is not None
        channel, inner = bus.find("Channel"), bus.find("Track/Channel")
        assert channel is not None and inner is not None and bus.find(f"Track[@name='{stem}']") is not None
        assert inner.get("destination") == channel.get("id") and channel.get("destination") == "master_channel"
    tracks = tracks_of(by_hand(reaper_project(done.episode, done.cues, done.mix)))
    assert [facts["NAME"][0] for facts, _ in tracks] == ["Picture", "PNO", "PNO as mixed", "piano", "TRD", "TRD as mixed", "gayageum"]
    depths = list(accumulate(int(facts.get("ISBUS", ["0", "0"])[1]) for facts, _ in tracks))
    assert depths == [0, 1, 1, 0, 1, 1, 0], "each folder closes with its last player"
    assert [facts["NAME"][0] for facts, _ in tracks if facts.get("MUTESOLO", ["0"])[0] == "1"] == ["PNO as mixed", "TRD as mixed"]
    assert tracks[0][0]["VOLPAN"][0] == "0", "the programme under the picture would play the music twice"


def test_where_nothing_gives_way_nothing_is_said(done: Soundtrack) -> None:
    for rows in ((), (Duck(Seconds(0.0), "PNO", "full", 0.0), Duck(Seconds(9.0), "PNO", "full", 0.0))):
        quiet = replace(done, mix=replace(done.mix, ducks=rows))
        root = opened(quiet)
        assert root.findall(".//Points") == [] and root.findall(".//Equalizer") == [] and root.findall(".//Volume") == []
        text = reaper_project(quiet.episode, quiet.cues, quiet.mix).decode()
        assert "VOLENV2" not in text and "words" not in text and "duck.csv" not in text
    text = reaper_project(done.episode, done.cues, done.mix).decode()
    assert "|Not in this project: a bell at 3810 Hz, Q 5.19, down to -4.0 dB, on every group" in text


@needs_material
def test_a_session_that_gives_way_keeps_to_the_published_schema(done: Soundtrack) -> None:
    assert MATERIAL is not None
    places = sorted((MATERIAL / "dawproject").rglob("[Pp]roject.xsd"))
    if not places:
        pytest.skip("the published schema is not beside the checkout")
    root = opened(done)
    assert root.find(".//Equalizer/Band/Gain") is not None
    etree.XMLSchema(etree.parse(str(material(str(places[0].relative_to(MATERIAL)))))).assertValid(root)


@pytest.mark.parametrize(("rate", "drop", "counting"), [
    (Fraction(24000, 1001), False, ["24", "2"]), (Fraction(25), False, ["25", "0"]), (Fraction(30000, 1001), True, ["30", "1"]),
    (Fraction(30000, 1001), False, ["30", "2"])])
def test_the_reaper_project_counts_frames_as_the_picture_does(
        done: Soundtrack, rate: Fraction, drop: bool, counting: list[str]) -> None:
    media = replace(done.episode.media, rate=rate, is_drop=drop, start_frame=90_137)
    project = by_hand(reaper_project(replace(done.episode, media=media), done.cues, done.mix))
    (offset,) = (each for each in project if each[0] == "PROJOFFS")
    assert abs(float(offset[1]) * float(rate) - 90_137) < 1e-6
    (mode,) = (each for each in project if each[0] == "TIMEMODE")
    assert mode[4:6] == counting
