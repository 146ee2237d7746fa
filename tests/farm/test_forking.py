"""Workers of the farm of one machine come out of one process that has loaded what they need, and has one thread."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.farm.hiring import Hired, hired, until
from tests.farm.steps import HUM, marks
from yeoun.farm.forking import ENVIRONMENT, begin
from yeoun.farm.worker import HEAVY
from yeoun.performing import room

DEAF = "import os, signal; os.kill(os.getpid(), signal.SIGINT)\nprint('still here')"


@pytest.fixture(scope="module")
def farm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hired]:
    folder = tmp_path_factory.mktemp("forked")
    with hired("local", 2, str(folder / "store"), folder) as farm:
        yield farm


def _found(names: tuple[str, ...]) -> tuple[set[str], dict[str, str], bool]:
    assert room.tail.signatures, "a loop is not compiled"    # type: ignore[attr-defined]
    return set(names) & set(sys.modules), dict(os.environ), signal.getsignal(signal.SIGINT) == signal.SIG_IGN


def _workers(farm: Hired) -> list[psutil.Process]:
    return [psutil.Process(nanny.pid) for nanny in farm.farm._client.cluster.workers.values()]


def test_workers_are_forked_from_one_process_of_one_thread(farm: Hired) -> None:
    (origin,) = {each.ppid() for each in _workers(farm)}
    assert psutil.Process(origin).ppid() == os.getpid() and psutil.Process(origin).num_threads() == 1


def test_a_worker_begins_with_what_takes_long_to_load_and_with_its_environment(farm: Hired) -> None:
    wanted = {name: str(value) for name, value in ENVIRONMENT.items()}
    assert wanted
    for loaded, environment, deaf in farm.farm._client.run(_found, HEAVY).values():
        assert loaded == set(HEAVY) and environment.items() >= wanted.items() and deaf


def test_a_lost_worker_is_forked_anew_and_loads_nothing(farm: Hired) -> None:
    first, _ = _workers(farm)
    first.send_signal(signal.SIGKILL)
    until(lambda: not first.is_running() and len(farm.farm._client.scheduler_info(n_workers=-1)["workers"]) == 2)
    farm.farm._client.wait_for_workers(2, timeout=30)
    (origin,) = {each.ppid() for each in _workers(farm)}
    assert psutil.Process(origin).num_threads() == 1
    newest = max(_workers(farm), key=lambda each: each.create_time())
    assert sum(newest.cpu_times()[:2]) < 0.9, "it takes 0.2 s; a worker that loads everything takes 1.3 s"


def test_the_process_that_workers_come_from_is_deaf_to_ctrl_c_from_its_first_moment(tmp_path: Path) -> None:
    ran = subprocess.run([sys.executable, "-c", f"import signal; signal.pthread_sigmask(signal.SIG_BLOCK, {{2}})\n{DEAF}\n"
                          f"import yeoun.farm.loaded\n{DEAF}"], capture_output=True, text=True, check=True)
    assert ran.stdout == "still here\nstill here\n" and ran.stderr == ""


def test_ctrl_c_is_heard_here_as_before(farm: Hired) -> None:
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, set())
    begin()
    assert signal.pthread_sigmask(signal.SIG_BLOCK, set()) == mask


def test_finding_a_step_loads_no_stage_but_its_own() -> None:
    code = ("import sys; from yeoun.farm.worker import steps_of\nprint(len(steps_of('yeoun.scoring')), 'scipy' in sys.modules)\n"
            "from yeoun.scoring import PERFORM\nPERFORM(1).function(); print('scipy' in sys.modules)")
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    (count, before), (after,) = map(str.split, ran.stdout.splitlines())
    assert int(count) > 30 and (before, after) == ("False", "True")


def test_where_the_process_that_workers_come_from_is_killed_another_takes_its_place(tmp_path: Path) -> None:
    with hired("local", 2, str(tmp_path / "store"), tmp_path) as farm:
        farm.workshop().make(HUM(farm.piece("before"), 220.0))
        nannies = farm.farm._client.cluster.workers.values()
        origin, before = psutil.Process(next(iter(nannies)).pid).parent(), {each.pid for each in nannies}
        assert origin is not None
        origin.send_signal(signal.SIGKILL)
        until(lambda: not {each.pid for each in nannies} & {None, *before})
        farm.workshop().make_all([HUM(farm.piece(f"after {k}"), 220.0 + k) for k in range(4)])
        assert all(len(marks(farm.piece(f"after {k}"))) == 1 for k in range(4))
        new = psutil.Process(next(iter(nannies)).pid).parent()
        assert new is not None and new != origin
        workers = before | {each.pid for each in nannies}
    until(lambda: not any(psutil.pid_exists(each) for each in workers if each), 30.0)
