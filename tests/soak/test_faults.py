"""Three hundred write points and a hundred kills of whole runs.

`make soak ONLY=faults`; `POINTS=300 KILLS=100` are what they are without being asked. A run of the film of eight seconds takes
8 processor seconds in a process that has everything loaded, 16 in one that has not. So nothing is made that is far from what is tried:
  points  a fault strikes while one step is made anew: the store holds the others, the folder is that of an earlier, shorter run.
          Points are drawn from all calls that write, of all steps and of the laying out, on a film of four seconds.
  kills   each run on eight seconds is killed at a moment of its own processor time, goes on from there, and ends: 10 processor seconds.
Measured: docs/bench/faults.md, which these tests write.
"""

import errno
import os
import shutil
import signal
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from tests.faults.conftest import Truth, film, scored, truth
from tests.faults.disk import Disk, Fault, Worker, the_kernel_asks, worker
from tests.faults.nursery import Nursery
from tests.faults.state import forgotten, held, hidden, linked_copy, points, torn
from tests.faults.test_killed import things
from tests.faults.test_points import WITHOUT, struck
from tests.soak.figures import Row, Watch, told
from tests.whole.conftest import Scored
from tests.whole.console import Ran
from tests.whole.films import DAY, make_film
from yeoun.units.luck import Take, luck

__all__ = ["film", "scored", "truth"]
POINTS, KILLS = (int(os.environ.get(name, usual)) for name, usual in (("POINTS", "300"), ("KILLS", "100")))
SHORT = """[[note]]
id = "n1"
kind = "music"
value = "force"
frames = [0, 60]
"""
FOR_GOOD = 100    # drawn points of a disk that becomes read-only and stays so
OLD = "spotting"    # the stage the earlier run stopped after: its folder holds files that the whole run replaces


@dataclass(frozen=True)
class Point:
    """A call that writes: of the making of one recipe, or of the laying out (no recipe); its number in a run that makes only that."""

    recipe: str
    number: int
    call: tuple[str, str]


@dataclass(frozen=True)
class Ground:
    """Where faults strike: a disk, a process on it, and a film's folder and store as undisturbed runs leave them."""

    disk: Disk
    work: Worker
    old: Path
    truth: Truth

    @property
    def order(self) -> list[str | Path]:
        """The whole run."""
        return self.truth.order(self.disk.root / "out", self.disk.root / "store")

    def laid(self, recipe: str) -> None:
        """The folder as the earlier run left it; the store without what one recipe made."""
        cleared(self.disk.root / "out")
        linked_copy(self.old, self.disk.root / "out")
        if recipe:
            forgotten(self.disk.root / "store", recipe)

    def points(self) -> Iterator[Point]:
        """Every call that writes: of all steps, one after another, and of one laying out."""
        recipes = dict.fromkeys(each["recipe"] for each in self.truth.scored.ran.told if each["event"] == "begins")
        for recipe in ("", *recipes):
            self.laid(recipe)
            ran = self.work.run(*self.order)
            assert ran["status"] == 0 and held(self.disk.root / "store") == self.truth.store, ran["err"]
            for number, call in enumerate(self.disk.calls):
                if not recipe or call[1].startswith("store"):
                    yield Point(recipe, number, call)


@pytest.fixture
def ground(tmp_path: Path) -> Iterator[Ground]:
    """A film of four seconds, scored from nothing under the eyes of the disk."""
    film, notes, disk = make_film(tmp_path / "film", DAY), tmp_path / "notes.toml", Disk(tmp_path / "disk")
    notes.write_text(SHORT, encoding="utf-8")
    disk.root.mkdir()
    ran = Scored(film, notes, tmp_path / "whole", tmp_path / "store", Ran(0, "", "", 0.0))
    with worker(disk) as work:
        order = Truth(ran, {}, {}).order(ran.out, ran.store)
        whole = work.run(*order)
        assert whole["status"] == 0, whole["err"]
        linked_copy(ran.store, disk.root / "store")
        assert work.run(*Truth(ran, {}, {}).order(tmp_path / "old", ran.store), "--until", OLD)["status"] == 0
        scored = replace(ran, ran=Ran(0, whole["out"], "", 0.0))
        yield Ground(disk, work, tmp_path / "old", Truth(scored, held(ran.out), held(ran.store)))


@pytest.mark.skipif(not the_kernel_asks(), reason="this kernel does not ask before it writes")
@pytest.mark.timeout(0)
def test_a_run_meets_a_fault_at_three_hundred_places(ground: Ground) -> None:
    """No space, quota, I/O error, refused, short write, each once or lasting; read-only comes once here, and for good below."""
    watch, came, kinds, steps, there = Watch(), Counter[str](), Counter[str](), set[str](), tuple(ground.points())
    assert len(there) > 2500
    for fault in points([each.call for each in there], POINTS):
        point = there[fault.at]
        came[met(ground, point, replace(fault, lasts=fault.lasts and fault.error != errno.EROFS))] += 1
        kinds[point.call[0]] += 1
        steps.add(point.recipe)
    assert set(came) == {"refused", "harmless"} and came["refused"] >= POINTS // 2, came
    assert POINTS < 100 or len(kinds) == 9 and len(steps) > 20, (kinds, len(steps))
    told(Row("faults of the disk", "at calls that write", POINTS,
             {**came, "calls to draw from": len(there), **{f"at {kind}": n for kind, n in kinds.items()}},
             *watch.read(), f"make soak ONLY=places, POINTS={POINTS}"))


@pytest.mark.skipif(not the_kernel_asks(), reason="this kernel does not ask before it writes")
@pytest.mark.timeout(0)
def test_a_disk_becomes_read_only_for_good_at_many_places(ground: Ground) -> None:
    """The one fault that leaves no way back (docs/decisions/0021): at every rename of the laying out, and at drawn points of the rest."""
    watch, came, there = Watch(), Counter[str](), tuple(ground.points())
    laying = [each for each in there if not each.recipe and each.call[0] == "rename"]
    drawn = [there[fault.at] for fault in points([each.call for each in there], FOR_GOOD)]
    assert len(laying) > 10
    for point in (*laying, *(each for each in drawn if each not in laying and each.call[0] != "close")):
        came[met(ground, point, Fault(0, errno.EROFS, lasts=True))] += 1
    assert came["refused"] > 50 and came[WITHOUT] < len(laying), came    # only renames of the laying out can leave a folder without it
    told(Row("a disk that becomes read-only for good", "at calls that write", sum(came.values()),
             {**came, "of them at a rename of the laying out": len(laying)}, *watch.read(), "make soak ONLY=many_places"))


def met(ground: Ground, point: Point, fault: Fault) -> str:
    """What comes of a fault at a point, over the folder of an earlier, shorter run."""
    old = held(ground.old)
    assert old and any(ground.truth.out.get(path) != digest for path, digest in old.items())
    ground.laid(point.recipe)
    return struck(ground.work, ground.disk, replace(fault, at=point.number), ground.order, old, ground.truth.out, ground.truth)


@pytest.mark.timeout(0)
def test_a_run_that_is_killed_at_any_moment_is_ended_by_the_next(truth: Truth, tmp_path: Path) -> None:
    watch, chance, finished = Watch(), luck(Take(11), "kills"), list[int]()
    out, store = tmp_path / "out", tmp_path / "store"
    order, mid_layout, ended = truth.order(out, store), 0, 0
    with Nursery(*truth.order(tmp_path / "first", tmp_path / "first store")) as nursery:
        status, whole_s = nursery.run(*order)
        assert status == 0 and held(out) == truth.out
        while len(finished) < KILLS:
            cleared(out, store)
            moment = whole_s * (len(finished) + float(chance.random())) / KILLS
            status, spent_s = nursery.run(*order, killed_after=moment, wait_s=float(chance.uniform(0.0, 0.1)))
            assert status in (0, -signal.SIGKILL), status
            there = held(out) if out.exists() else {}
            assert there in ({}, truth.out) or ("score.json" not in there and (out / ".yeoun-arriving").exists()), "no index"
            assert [path for path in torn(store, truth.store) if not path.startswith("arriving/")] == []
            if status == 0:    # quicker than the first one was, and so no kill: moments are laid closer
                whole_s, ended = min(whole_s, spent_s), ended + 1
                continue
            finished.append(things(store) if store.exists() else 0)
            mid_layout += there not in ({}, truth.out)
            status, _ = nursery.run(*order)
            assert status == 0 and held(out) == truth.out and hidden(out) == [] and torn(store, truth.store) == []
    assert ended <= KILLS and len(set(finished)) > min(KILLS, 40) // 2, f"kills landed after so many steps: {finished}"
    told(Row("kill -9", "a run on eight seconds, from nothing", KILLS, {
        "different counts of finished steps": len(set(finished)), "landed while the folder was laid out": mid_layout,
        "runs ended with the undisturbed folder": KILLS, "runs that ended before their kill, and are not counted": ended},
        *watch.read(), f"make soak ONLY=killed, KILLS={KILLS}"))


def cleared(*places: Path) -> None:
    """Remove folders that may be there."""
    for place in places:
        shutil.rmtree(place, ignore_errors=True)
