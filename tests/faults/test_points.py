"""Wherever the disk fails: the folder is the old one or the new one, the store holds nothing torn, one sentence says so, and the
next run gives what an undisturbed one gives. Sixteen places here; three hundred of a run from nothing in tests/soak."""

import errno
import shutil
from collections import Counter
from pathlib import Path

import pytest

from tests.faults.conftest import Truth
from tests.faults.disk import Disk, Fault, Worker, the_kernel_asks, worker
from tests.faults.state import held, leftovers, linked_copy, may_leave, points, sentence, torn, without
from yeoun.cli.layout import STAGING

pytestmark = [pytest.mark.timeout(900), pytest.mark.skipif(not the_kernel_asks(), reason=(
    "this kernel does not ask before it writes; tests/faults/test_any_system.py fails the same doors of Python"))]
WITHOUT = "left without its index on a disk that became read-only"


def struck(work: Worker, disk: Disk, fault: Fault, order: list[str | Path], old: dict[str, str], new: dict[str, str],
           truth: Truth) -> str:
    """Run into one fault, look at what it left, mend the disk, run again; gives what came of the fault."""
    out, store = disk.root / "out", disk.root / "store"
    ran = work.run(*order, fault=fault)
    where = (str(fault), disk.struck, ran["err"])
    assert disk.struck is not None, where
    if ran["status"] != 0:
        sentence(ran["status"], ran["err"])
    left = leftovers(out, store)
    assert left == [] or may_leave(disk.struck, fault), (left, where)
    now = {path: digest for path, digest in (held(out) if out.exists() else {}).items() if path.split("/")[0] != STAGING}
    came = "refused" if ran["status"] else "harmless"
    if ran["status"] == 0:
        assert now == new, where
    elif now not in (old, new):    # renames could not be taken back either: nothing vouches for what is whole all the same
        came = WITHOUT
        assert fault.lasts and fault.error == errno.EROFS and "score.json" not in now, where
        assert all(digest in (old.get(path), new.get(path)) for path, digest in now.items()), where
    assert [each for each in torn(store, truth.store) if not each.startswith("arriving/")] == [], where
    again = work.run(*order)
    assert again["status"] == 0, (where, again["err"])
    assert held(out) == new and leftovers(out, store) == [], where    # what was left is swept
    assert torn(store, truth.store) == [], where
    return came


def test_a_folder_that_is_laid_out_over_an_older_one(truth: Truth, tmp_path: Path) -> None:
    out, store = tmp_path / "out", tmp_path / "store"
    linked_copy(truth.scored.store, store)
    disk, came = Disk(tmp_path), Counter[str]()
    with worker(disk) as work:
        for old, new in (("spotting", "delivering"), ("delivering", "spotting")):
            before, after = truth.order(out, store, "--until", old), truth.order(out, store, "--until", new)
            assert work.run(*before)["status"] == 0
            was = held(out)
            assert work.run(*after)["status"] == 0
            calls, becomes = disk.calls, held(out)
            assert was != becomes and any(was[path] != becomes[path] for path in {*was} & {*becomes})
            for fault in points(calls, 5 if new == "delivering" else 3):
                back = work.run(*before)
                assert back["status"] == 0 and held(out) == was, back["err"]
                came[struck(work, disk, fault, after, was, becomes, truth)] += 1
    assert came["refused"] >= 4, came


def test_things_that_are_being_made(truth: Truth, tmp_path: Path) -> None:
    made = ("perform", "session_files", "picture_files", "cue_files")    # FLAC by libsndfile, bytes, a film by ffmpeg, WAV
    disk, came = Disk(tmp_path), Counter[str]()
    order = truth.order(tmp_path / "out", tmp_path / "store")
    with worker(disk) as work:
        without(truth.scored, tmp_path / "store", *made)
        assert work.run(*order)["status"] == 0
        calls = [call for call in disk.calls if not call[1].startswith("out")]
        first = next(k for k, call in enumerate(disk.calls) if call[1].startswith("store"))
        assert len(calls) > 150 and held(tmp_path / "out") == truth.out
        for fault in points(disk.calls[:first + len(calls)], 8):
            shutil.rmtree(tmp_path / "store")
            shutil.rmtree(tmp_path / "out")
            without(truth.scored, tmp_path / "store", *made)
            came[struck(work, disk, fault, order, {}, truth.out, truth)] += 1
    assert came["refused"] >= 4, came
