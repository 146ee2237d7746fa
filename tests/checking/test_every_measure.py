"""Every measure of `yeoun check` can fail: for each a fault is planted in a small finished film, and the measure finds it.

Measured: 27 s of processor time in all (user and system), 14 s of them for scoring the film; 160 MB of disk, shared by all copies.
"""

import os
import shutil
from pathlib import Path

import pytest

from tests.checking.planted import FAULTS, MORE, Plant, alone, edited, softer
from yeoun.checking.check import ROOMS, Finding, check
from yeoun.checking.folder import Folder

pytestmark = pytest.mark.filterwarnings("ignore:module 'sre_:DeprecationWarning")    # a reader of MusicXML that check brings


@pytest.fixture(scope="module")
def finished(film_of_eight_seconds: Path) -> Path:
    return film_of_eight_seconds


def named(each: Finding) -> str:
    """A measure by its name; two files are measured under one name, and are told apart by theirs."""
    return f"{each.what} of {Path(each.where).stem}" if each.what.startswith("Atmos master") else each.what


@pytest.fixture(scope="module")
def whole(finished: Path) -> dict[str, tuple[int, Finding]]:
    """What every measure says of the folder as it is, and which room it is in."""
    folder = Folder(finished)
    return {named(each): (k, each) for k, room in enumerate(ROOMS) for each in room(folder)}


def test_the_folder_is_well_and_every_measure_has_its_fault(whole: dict[str, tuple[int, Finding]]) -> None:
    assert [each for _, each in whole.values() if not each.ok] == []
    hits = [each.measured for name, (_, each) in whole.items() if " hits heard " in name]
    assert len(hits) == 2 and all(told.startswith("1 of 1, 1 without the allowance") for told in hits), hits
    assert set(whole) == set(FAULTS), "a measure without a fault that it finds is worth nothing"


@pytest.mark.parametrize(("measure", "plant"), [*FAULTS.items(), *MORE], ids=lambda each: each if isinstance(each, str) else "")
def test_a_measure_fails_where_its_fault_is(finished: Path, whole: dict[str, tuple[int, Finding]], tmp_path: Path, measure: str,
                                            plant: Plant) -> None:
    out = tmp_path / "out"
    shutil.copytree(finished, out, copy_function=os.link)
    plant(out)
    found = {named(each): each for each in ROOMS[whole[measure][0]](Folder(out))}
    assert not found[measure].ok, found[measure]


def test_what_people_put_beside_ours_is_no_fault(finished: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(finished, out, copy_function=os.link)
    stem = min((out / "cues/1m01/stems").glob("*.wav"))
    for name in ("mix/take2.wav", f"cues/1m01/stems/{stem.stem}.kept.wav", "notes from the director.pdf", "emotion/mine.json"):
        (out / name).write_bytes(b"theirs")
    found = {named(each): each for room in ROOMS for each in room(Folder(out))}
    assert [each for each in found.values() if not each.ok] == []
    assert "4 of people" in found["nothing left over from another run"].measured


@pytest.mark.parametrize("stage", ["reading", "mastering"])
def test_a_stop_that_the_index_does_not_bear_out_spares_no_measure(finished: Path, tmp_path: Path, stage: str) -> None:
    out = tmp_path / "out"
    shutil.copytree(finished, out, copy_function=os.link)
    edited("run.json", lambda found: found.update(until=stage))(out)
    alone("ost_20", softer("masters/ost_20.wav"))(out)
    wrong = {each.what for each in check(out) if not each.ok}
    assert {"how far the run went", "master ost_20"} <= wrong
