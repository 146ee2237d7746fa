"""kill -9, ten times: nothing torn is left, what was finished is found, and in the end stands the undisturbed folder.

A hundred times, each followed by a whole run, in tests/soak.
"""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.faults.conftest import Truth
from tests.faults.disk import Disk, Fault, the_kernel_asks, worker
from tests.faults.state import held, hidden, linked_copy, points, torn, without
from tests.whole.console import read, yeoun
from yeoun.units.luck import Take, luck

needs_a_kernel_that_asks = pytest.mark.skipif(not the_kernel_asks(), reason="this kernel does not ask before it writes")
WHILE_MAKING, WHILE_LAYING_OUT = 6, 4

pytestmark = pytest.mark.timeout(900)    # the film is scored once before, on machines that do other things too


def killed(order: list[str | Path], after: int, wait_s: float) -> int:
    """Kill a real run so many seconds after it made so many steps; gives how many it had made."""
    made = 0
    with subprocess.Popen([sys.executable, "-m", "yeoun", *map(str, order)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            event = json.loads(line)["event"]
            made += event == "made"
            if event in {"made", "begins"} and made >= after:
                break
        time.sleep(wait_s)
        process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    return made


def things(store: Path) -> int:
    """How many steps a store has finished."""
    return sum(path.is_file() for path in (store / "things").rglob("*"))


def test_killed_while_it_works_it_goes_on_from_there_each_time(truth: Truth, tmp_path: Path) -> None:
    out, store = tmp_path / "out", tmp_path / "store"
    order, chance, finished, all_of_them = truth.order(out, store), luck(Take(9), "kills"), [0], things(truth.scored.store)
    for number in range(WHILE_MAKING):
        wanted = int(0.8 * all_of_them * (number + chance.random()) / WHILE_MAKING)
        killed(order, max(0, wanted - finished[-1]), float(chance.uniform(0.0, 0.3)))
        finished.append(things(store))
        assert not out.exists() or held(out) == {}
        assert [path for path in torn(store, truth.store) if not path.startswith("arriving/")] == []
    assert finished == sorted(finished) and finished[-1] < all_of_them, f"every kill landed while steps ran: {finished}"
    assert len(set(finished)) >= 4 and finished[-1] >= all_of_them // 3, f"spread over the run: {finished} of {all_of_them}"
    last = yeoun(*order)
    assert last.status == 0 and sum(last.steps("made").values()) == all_of_them - finished[-1]
    assert held(out) == truth.out and hidden(out) == [] and torn(store, truth.store) == []


@needs_a_kernel_that_asks
def test_killed_while_it_lays_the_folder_out_the_next_run_ends_it(truth: Truth, tmp_path: Path) -> None:
    out, store, disk = tmp_path / "out", linked_copy(truth.scored.store, tmp_path / "store"), Disk(tmp_path)
    before, order, torn_once = truth.order(out, store, "--until", "spotting"), truth.order(out, store), 0
    with worker(disk) as work:
        assert work.run(*order)["status"] == 0
        assert work.run(*before)["status"] == 0
        was = held(out)
        assert work.run(*order)["status"] == 0
        renames = [k for k, call in enumerate(disk.calls) if call[0] == "rename"]
        moments = [int(each) for each in luck(Take(3), "moments").choice(renames[2:], WHILE_LAYING_OUT, replace=False)]
        for at in moments:
            assert yeoun(*before).status == 0 and held(out) == was
            assert work.run(*order, fault=Fault(at, kills=True))["status"] == -signal.SIGKILL
            visible = {path for path in held(out) if not path.startswith(".")}
            torn_once += visible not in (set(was), set(truth.out))
            assert not (out / "score.json").exists() or {path: digest for path, digest in held(out).items() if path in visible} == was
            assert yeoun(*order).status == 0
            assert held(out) == truth.out and hidden(out) == []
    assert torn_once >= 2, "kills landed between the renames"


@needs_a_kernel_that_asks
def test_what_a_killed_longer_run_had_put_there_a_shorter_one_takes_away(truth: Truth, tmp_path: Path) -> None:
    out, store, disk = tmp_path / "out", linked_copy(truth.scored.store, tmp_path / "store"), Disk(tmp_path)
    short = truth.order(out, store, "--until", "observing")
    assert yeoun(*short).status == 0
    wanted = held(out)
    with worker(disk) as work:
        assert work.run(*truth.order(tmp_path / "other", store))["status"] == 0
        at = [k for k, call in enumerate(disk.calls) if call[0] == "rename"][60]
        assert work.run(*truth.order(out, store), fault=Fault(at, kills=True))["status"] == -signal.SIGKILL
    assert len(held(out)) > len(wanted)
    assert yeoun(*short).status == 0
    assert held(out) == wanted and hidden(out) == []
    assert {each["path"] for each in read(out / "score.json")["files"]} == set(wanted) - {"score.json"}


@needs_a_kernel_that_asks
def test_a_careless_programme_would_be_caught_by_these_tests(truth: Truth, tmp_path: Path) -> None:
    store = without(truth.scored, tmp_path / "store", "perform")
    disk, order = Disk(tmp_path), truth.order(tmp_path / "out", store)
    found: dict[str, list[str]] = {}
    for how in ("careful", "torn"):
        with worker(disk, how) as work:
            assert work.run(*order)["status"] == 0
            sound = [k for k, call in enumerate(disk.calls) if call[0] == "write" and call[1].endswith(".flac")]
            without(truth.scored, tmp_path / how, "perform")
            again = truth.order(tmp_path / f"{how} out", tmp_path / how)
            assert work.run(*again, fault=Fault(sound[len(sound) // 2], kills=True))["status"] == -signal.SIGKILL
        found[how] = [path for path in torn(tmp_path / how, truth.store) if not path.startswith("arriving/")]
        without(truth.scored, tmp_path / f"{how} again", "perform")
        store = tmp_path / f"{how} again"
        order = truth.order(tmp_path / "out", store)
    assert found["careful"] == [] and found["torn"] != []


def test_faults_are_spread_over_every_kind_of_call(truth: Truth) -> None:
    calls = [(kind, f"out/{k}") for k in range(40) for kind in ("open", "write", "fsync", "rename", "link", "mkdir")]
    calls += [("write", f"store/arriving/.arriving-x.{k:040x}") for k in range(60)]    # things of as many names are one kind of file
    chosen = points(calls, 30)
    assert len({each.at for each in chosen}) == 30 and {calls[each.at][0] for each in chosen} == {kind for kind, _ in calls}
    assert len({each.error for each in chosen}) > 5 and points(calls, 30) == chosen
