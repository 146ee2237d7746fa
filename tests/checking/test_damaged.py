"""Whatever is damaged, the check ends with findings: what it cannot read is named, and the other measures go on.

Measured: 24 s of processor time in all with six hundred mutants, 7 s for these, and 14 s for scoring the film. Two thousand would
take about 24 s: `make soak`.
"""

import json
import os
import re
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.checking.damage import Measure, copied, damaged, measures_by_file, representatives, shortened
from tests.checking.planted import bare, fresh, patched
from tests.whole.console import yeoun
from yeoun.checking.adm import chunks_of
from yeoun.checking.check import ROOMS, Finding
from yeoun.checking.contract import of_files
from yeoun.checking.folder import Folder, chunks
from yeoun.checking.masters import of_masters
from yeoun.checking.notation import of_notes
from yeoun.checking.unreadable import Unreadable
from yeoun.errors import InputRefused

pytestmark = [pytest.mark.filterwarnings("ignore:module 'sre_:DeprecationWarning"),    # a reader of MusicXML that check brings
              pytest.mark.timeout(900)]                                                # on machines that do other things too

OTHERS = (b"[]", b"{}", b"null", b"1", b'"x"', b"true", b"[" * 100_000, b'{"schema": 1}')
LONGEST_S = 20.0        # of one damaged file; a reader that hangs takes for ever
MUTANTS = int(os.environ.get("YEOUN_MUTANTS", "600"))    # over all kinds of files that a measure reads, as many for each
SLOW = {".pdf": 40, ".musicxml": 60, ".mp4": 20}    # but for those that are slow to read
INDEX = "score.json"


@pytest.fixture(scope="module")
def out(film_of_eight_seconds: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copied(film_of_eight_seconds, tmp_path_factory.mktemp("damaged") / "out")


@pytest.fixture(scope="module")
def read_by(out: Path) -> dict[str, list[Measure]]:
    return measures_by_file(out)


def damages(name: str, whole: bytes) -> tuple[bytes, ...]:
    """What may become of a file: nothing, a head, a half, another thing altogether."""
    others = OTHERS if name.endswith(".json") else OTHERS[:2]
    return tuple(each for each in (b"", whole[:12], whole[:len(whole) // 2], *others) if each != whole)


def findings(out: Path, measures: list[Measure]) -> list[Finding]:
    """What these measures say, in a fresh look at the folder."""
    folder = Folder(out)
    return [each for measure in measures for each in measure(folder)]


def digests(out: Path, name: str) -> Finding:
    """The finding on digests, with this file alone on the list: to digest the others each time takes long."""
    folder = Folder(out)
    folder.index = {**folder.index, "files": [each for each in folder.index["files"] if each["path"] == name]}
    (found,) = [each for each in of_files(folder) if each.what == "digests and sizes"]
    return found


def test_measures_read_what_they_are_there_for(read_by: dict[str, list[Measure]], out: Path) -> None:
    names = {name: {measure.__name__ for measure in measures} for name, measures in read_by.items()}
    assert names["session/cues.otio"] == {"_otio"} and names["picture/scored.mp4"] == {"of_picture"}
    assert {"_in_midi", "_daw", "of_silences"} <= names["cues/1m01/1m01.mid"] and "of_masters" in names["masters/masters.json"]
    assert {"of_how_far", "of_files", "of_json"} <= names["run.json"]
    kinds = representatives(out)
    endings = ".json .wav .mid .musicxml .pdf .mp4 .otio .edl .csv .xlsx .rpp .dawproject .html .svg .png"
    assert len(kinds) > 35 and {Path(name).suffix for name in kinds} == set(endings.split())


def test_any_file_that_is_cut_or_another_is_found_and_named(out: Path, tmp_path: Path, read_by: dict[str, list[Measure]]) -> None:
    short = copied(out, tmp_path / "out")
    shortened(short)    # beside sounds of a quarter of a second everything else is measured in a third of the time
    for name in representatives(out):
        root, whole = short, (out / name).read_bytes()
        if name.startswith("masters/") and name.endswith(".wav"):    # the other master is not played each time
            root = copied(out, tmp_path / Path(name).stem)
            bare(Path(name).stem)(root)
        elif name.endswith(".wav"):
            root = out
        measures = [] if name == INDEX else read_by.get(name, [])
        before = findings(root, measures)    # a sound that ends early is no master: that is no finding of this file's damage
        for body in damages(name, whole):
            fresh(root / name, body)
            if name == INDEX:
                with pytest.raises(InputRefused, match="no index of a finished folder"):
                    Folder(root)
                continue
            told = (name, body[:20])
            assert name == "run.json" or not digests(root, name).ok, told
            failed = [each for each in findings(root, measures) if not each.ok and each not in before]
            assert failed or name not in read_by, told
            if name in read_by and not (len(body) > 12 and name.endswith((".wav", ".mp4"))):
                assert any(Path(name).name in each.where + each.measured for each in failed), (told, failed)
        fresh(root / name, whole)


def test_a_missing_file_is_named_and_the_others_are_measured(out: Path, read_by: dict[str, list[Measure]]) -> None:
    for name in ("spotting/spotting.json", "cues/1m01/1m01.mid", "session/score.dawproject", "report.html"):
        whole = (out / name).read_bytes()
        (out / name).unlink()
        found = findings(out, [of_files, *read_by[name]])
        assert any(name in each.measured for each in found if each.what == "files of the contract"), name
        assert any(each.where == name and each.measured == "it is missing" for each in found), name
        assert any(each.ok for each in found), name
        fresh(out / name, whole)


def test_mutants_of_every_file_are_measured_or_named_and_never_break_the_check(
        out: Path, tmp_path: Path, read_by: dict[str, list[Measure]]) -> None:
    root = copied(out, tmp_path / "out")
    shortened(root)
    kinds = sorted((name for name in representatives(root) if name in read_by), key=lambda name: SLOW.get(Path(name).suffix, MUTANTS))
    came, rest = Counter[str](), MUTANTS
    for left, name in zip(range(len(kinds), 0, -1), kinds, strict=True):
        whole, count = (root / name).read_bytes(), min(SLOW.get(Path(name).suffix, MUTANTS), rest // left)
        well = {each.what for each in findings(root, read_by[name]) if each.ok}
        for body in damaged(name, whole, count):
            fresh(root / name, body)
            start = time.monotonic()
            try:
                found = findings(root, read_by[name])
                came["measured" if well <= {each.what for each in found if each.ok} else "found"] += 1
            except InputRefused as why:
                assert name == INDEX and "\n" not in str(why), name
                came["refused"] += 1
            assert time.monotonic() - start < LONGEST_S, (name, body[:200])
        fresh(root / name, whole)
        rest -= count
    assert came.total() == MUTANTS and came["found"] > MUTANTS // 2 and came["refused"] and came["measured"], came


def test_an_atmos_master_that_counts_its_tracks_wrong_costs_no_minutes(out: Path, tmp_path: Path) -> None:
    root, name = copied(out, tmp_path / "out"), "masters/atmos_music_adm.wav"
    patched(name, b"chna", 4, b"\xff\xff")(root)
    start = time.process_time()
    failed = [each for each in of_masters(Folder(root)) if not each.ok]
    assert [each.where for each in failed] == [name] and "not asked" in failed[0].measured, failed
    assert time.process_time() - start < 30.0, "MediaInfo takes three minutes for it"


def test_zeros_after_a_sound_that_is_cut_short_are_no_chunks(tmp_path: Path) -> None:
    """A hundred million of them would be walked through eight bytes at a time."""
    (tmp_path / "a.wav").write_bytes(b"RIFF\0\0\0\0WAVEdata\0\0\0\0" + bytes(800))
    for walk in (chunks, chunks_of):
        with pytest.raises((Unreadable, ValueError), match="no chunk begins"):
            walk(tmp_path / "a.wav")


@pytest.mark.parametrize(("old", "new", "told"), [
    (r"<duration>\d+</duration>", "<duration>-9</duration>", "non-negative"), ("score-partwise", "score-timewise", "score-partwise"),
    ("<score-partwise", '<!DOCTYPE a [<!ENTITY b "c">]><score-partwise', "no plain XML")])
def test_what_partitura_gives_up_on_is_named_whatever_it_raises(out: Path, tmp_path: Path, old: str, new: str, told: str) -> None:
    root, name = copied(out, tmp_path / "out"), "cues/1m01/1m01.musicxml"
    text = re.sub(r"<!DOCTYPE[^>]*>", "", (root / name).read_text(encoding="utf-8"))
    fresh(root / name, re.sub(old, new, text).encode())
    (found,) = [each for each in of_notes(Folder(root)) if not each.ok]
    assert (found.what, found.where) == ("the MusicXML can be measured", name) and told in found.measured, found


@pytest.mark.parametrize(("index", "told"), [
    ("", "it is no JSON"), ("[]", "$ is no object"), ('{"schema": 1}', "$.yeoun is missing"), ("[" * 100_000, "nested too deep"),
    ("\x00", "it is no JSON"), ({"rate": "x"}, "'x' is no frame rate"), ({"rate": "24/0"}, "'24/0' is no frame rate"),
    ({"rate": "0/1"}, "'0/1' is no frame rate"), ({"rate": "1e999999999"}, "is no frame rate"), ({"rate": 24}, "$.rate is no string"),
    ({"length_s": "80"}, "$.length_s is no number"), ({"length_s": -1}, "out of range"), ({"files": {}}, "$.files is no array"),
    ({"files": [1]}, "$.files[0] is no object"), ({"episode": "\ud800"}, "half a letter"), ({"length_s": float("inf")}, "Infinity")])
def test_an_index_that_is_none_is_refused_in_one_sentence(out: Path, tmp_path: Path, index: str | dict[str, object], told: str) -> None:
    whole = json.loads((out / INDEX).read_text(encoding="utf-8"))
    (tmp_path / INDEX).write_text(index if isinstance(index, str) else json.dumps({**whole, **index}))
    ran = yeoun("check", tmp_path)
    assert ran.status == 2 and ran.err.startswith("yeoun: ") and ran.err.count("\n") == 1, ran.err
    assert INDEX in ran.err and told in ran.err, ran.err


def test_a_folder_that_is_damaged_all_over_is_told_from_the_digests_on(out: Path, tmp_path: Path) -> None:
    root = copied(out, tmp_path / "out")
    broken = {"masters/masters.json": b"[]", "masters/streaming_20.wav": b"RIFF\0\0\0\0WAVE", "cues/1m01/1m01.mid": b"MThd",
              "themes/themes.pdf": b"%PDF", "cues/1m01/1m01.musicxml": b"<a>" * 5000, "session/cues.otio": b"[" * 1_000_000}
    for name, body in broken.items():
        fresh(root / name, body)
    (root / "themes" / b"\xff\n.txt".decode("utf-8", "surrogateescape")).write_text("of people, and no text can say it")
    ran = yeoun("check", root, "--json")
    assert ran.status == 1 and ran.err == "", ran.err
    failed = [each for each in ran.told_whole if not each["ok"]]
    assert [each["what"] for each in failed][:2] == ["digests and sizes", "JSON keeps to its schemas"]
    for name in broken:
        assert any(name in each["where"] + each["measured"] for each in failed[1:]), name
    assert any(each["ok"] and each["what"] == "EDL agrees with the spotting" for each in ran.told_whole)


def test_every_room_ends_where_nothing_but_an_index_is_there(out: Path, tmp_path: Path) -> None:
    (tmp_path / INDEX).write_bytes((out / INDEX).read_bytes())
    for room in ROOMS:
        found = room(Folder(tmp_path))
        assert found and not all(each.ok for each in found), room.__name__
