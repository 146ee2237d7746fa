"""The farm gives what one process gives, whoever is lost on the way, and says who works on what."""

import os
import signal
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest

from tests.farm.hiring import Hired, contents, hired, in_process, killing, until
from tests.farm.steps import BROKEN, ECHO, HELD, HUM, LONG, REFUSING, marks
from yeoun.errors import FarmRefused, InputRefused, OutputRefused, StepFailed, StoreDamaged
from yeoun.farm.farm import KEEP_MS, SETTINGS, Farm, _examine
from yeoun.pipeline.store import Store


@pytest.fixture(scope="module")
def farm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hired]:
    folder = tmp_path_factory.mktemp("farm")
    with hired("local", 2, str(folder / "store"), folder) as farm:
        yield farm


def kept_alone(folder: Path, row: list[object]) -> dict[str, str]:
    with in_process(folder) as workshop:
        workshop.make_all(row)    # type: ignore[arg-type]
    return contents(folder)


def test_the_farm_keeps_what_one_process_keeps_byte_for_byte(farm: Hired, tmp_path: Path) -> None:
    row = [HUM(farm.piece(f"hum {k}"), 220.0 + k) for k in range(6)]
    farm.workshop().make_all(row)
    alone = kept_alone(tmp_path, list(row))
    assert len(alone) == 12    # six nouns and their six sounds
    assert contents(Path(farm.store)).items() >= alone.items()
    assert sorted(farm.heard("works")) == farm.heard("begins") and len(farm.heard("made")) == 6
    assert os.getpid() not in {each for k in range(6) for each in marks(farm.piece(f"hum {k}"))[:1]}


def test_a_worker_killed_in_the_middle_of_a_step_costs_nothing_but_time(farm: Hired, tmp_path: Path) -> None:
    piece = farm.piece("held")
    row = [HELD(piece, 1), HUM(farm.piece("beside"), 110.0)]
    with killing(piece, 1) as killed:
        farm.workshop().make_all(row)
    first, second = marks(piece)
    assert killed == [first] and second != first
    assert farm.heard("again") == ["held"] and farm.heard("alone") == []
    assert contents(Path(farm.store)).items() >= kept_alone(tmp_path, list(row)).items()    # its marks are there: it plays through


def test_a_worker_whose_nanny_gave_up_is_replaced(farm: Hired) -> None:
    cluster = farm.farm._client.cluster
    name, gone = min(cluster.workers.items())
    farm.farm._client.sync(gone.close)    # as a nanny does whose worker dies while it starts
    until(lambda: name in cluster.workers and cluster.workers[name] is not gone)
    farm.farm._client.wait_for_workers(2, timeout=60)


@pytest.mark.parametrize(("timer", "is_left"), [("", True), ("0.02s", False)], ids=["ours", "a timer that looks in between"])
def test_a_worker_that_starts_again_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, timer: str, is_left: bool) -> None:
    if timer:
        monkeypatch.setitem(SETTINGS, "distributed.deploy.lost-worker-timeout", timer)
    with hired("local", 1, str(tmp_path / "store"), tmp_path) as one:
        cluster = one.farm._client.cluster
        (nanny,) = cluster.workers.values()
        killed = nanny.pid
        os.kill(killed, signal.SIGKILL)
        until(lambda: list(cluster.workers.values()) != [nanny] or nanny.pid not in {None, killed})
        time.sleep(2 * KEEP_MS / 1000)    # the keeper has looked
        assert (list(cluster.workers.values()) == [nanny]) is is_left


def test_a_farm_says_how_many_work_and_where(farm: Hired) -> None:
    assert str(farm.farm) == "2 workers on this machine"
    for hosts, said in ((["10.0.0.7"], "1 worker on 1 machine, at the scheduler tls://10.0.0.1:8786"),
                        (["10.0.0.7", "10.0.0.8", "10.0.0.8"], "3 workers on 2 machines, at the scheduler tls://10.0.0.1:8786"),
                        (["127.0.0.1"], "1 worker on this machine")):
        there = {"workers": {k: {"host": each} for k, each in enumerate(hosts)}}
        client = SimpleNamespace(id="c", subscribe_topic=lambda *_: None, scheduler=SimpleNamespace(address="tls://10.0.0.1:8786"),
                                 scheduler_info=lambda n_workers, there=there: there)
        assert str(Farm(client, farm.farm._needs, farm.farm._codec, farm.told.append)) == said


def test_what_takes_long_is_waited_for_and_said(farm: Hired) -> None:
    piece = farm.piece("long")
    farm.workshop(patience=0.3).make(LONG(piece, 1.2))
    waits = [each for each in farm.told if each.what == "waits"]
    assert {each.about for each in waits} == {"long"} and len(waits) >= 2
    assert [each.seconds for each in waits] == sorted(each.seconds for each in waits)
    assert farm.heard("made")[-1] == "long" and len(marks(piece)) == 1


def test_a_failing_step_is_named_and_a_refusal_passes_as_it_is(farm: Hired) -> None:
    with pytest.raises(StepFailed, match="The step broken failed on bad: ZeroDivisionError: no bad"):
        farm.workshop().make_all([BROKEN(farm.piece("bad")), HUM(farm.piece("good"), 440.0)])
    assert farm.heard("made")[-1] == "good"
    with pytest.raises(InputRefused, match="empty.mov .byte 0.: it is empty"):
        farm.workshop().make(REFUSING(farm.piece("empty.mov")))


def test_work_goes_to_more_than_one_process(farm: Hired) -> None:
    farm.farm._client.wait_for_workers(2, timeout=60)    # one was killed before
    pieces = [farm.piece(f"both {k}") for k in range(4)]
    farm.workshop().make_all(LONG(each, 0.4) for each in pieces)
    assert len({each for piece in pieces for each in marks(piece)}) == 2
    assert len({each.where for each in farm.told if each.about in {piece.id for piece in pieces} and each.where}) == 2


def test_a_worker_of_another_version_is_refused_by_name(farm: Hired) -> None:
    needs = farm.farm._needs
    other = tuple((what, "1.26.0" if what == "numpy" else version) for what, version in needs.made_with)
    with pytest.raises(FarmRefused, match=r"Worker tls://127.* numpy is \S+ there and 1\.26\.0 here"):
        _examine(farm.farm._client, "local", replace(needs, made_with=other))


def test_a_worker_that_does_not_reach_the_picture_is_refused_by_name(farm: Hired, tmp_path: Path) -> None:
    picture = tmp_path / "scene.mov"
    needs = replace(farm.farm._needs, given=(("d" * 64, str(picture), 4),))    # type: ignore[arg-type]
    with pytest.raises(FarmRefused, match=r"Worker tls://127.*does not reach .*scene\.mov \(No such file"):
        _examine(farm.farm._client, "local", needs)
    picture.write_bytes(b"other")
    with pytest.raises(FarmRefused, match=r"scene\.mov has 5 bytes and not 4"):
        _examine(farm.farm._client, "local", needs)


def test_a_worker_that_does_not_reach_the_store_is_refused_by_name(farm: Hired, tmp_path: Path) -> None:
    needs = replace(farm.farm._needs, store=str(tmp_path), probe=str(tmp_path / "probes" / "not here"))
    with pytest.raises(FarmRefused, match="Worker tls://127.*cannot read and write the store .*FileNotFoundError"):
        _examine(farm.farm._client, "local", needs)


def test_a_worker_that_comes_later_is_asked_before_its_first_step(farm: Hired) -> None:
    needs, later = farm.farm._needs, replace(farm.farm._needs, made_with=(("numba", "0.1"),))
    farm.farm._needs = later
    try:
        with pytest.raises(FarmRefused, match=r"numba is \S+ there and 0\.1 here"):
            farm.workshop().make(HUM(farm.piece("late"), 55.0))
    finally:
        farm.farm._needs = needs
    assert marks(farm.piece("late")) == []


def test_nothing_of_the_farm_listens_beyond_this_machine(farm: Hired) -> None:
    own = psutil.Process()
    listens = [each.laddr for process in (own, *own.children(recursive=True)) for each in process.net_connections("inet")
               if each.status == psutil.CONN_LISTEN]
    assert len(listens) >= 3    # the scheduler, and two workers
    assert {address.ip for address in listens} == {"127.0.0.1"}


def test_two_farms_stand_side_by_side(farm: Hired, tmp_path: Path) -> None:
    with hired("local", 1, str(tmp_path / "store"), tmp_path) as other:
        other.workshop().make(HUM(other.piece("elsewhere"), 220.0))
        farm.workshop().make(HUM(farm.piece("elsewhere"), 220.0))


def test_damage_that_a_worker_finds_in_the_store_is_told(farm: Hired) -> None:
    with in_process(Path(farm.store)) as workshop:
        sound = workshop.make(HUM(farm.piece("decays"), 220.0))
    path = Store(farm.store).path(sound.recipe, sound.name)
    path.chmod(0o644)
    contents = bytearray(path.read_bytes())
    contents[len(contents) // 2] ^= 0x40
    path.write_bytes(contents)
    with pytest.raises(StoreDamaged):
        farm.workshop().make(ECHO(farm.piece("hears it"), sound))
    until(lambda: any(each.what == "damaged" for each in farm.told), 10.0)
    (told,) = [each for each in farm.told if each.what == "damaged"]
    assert sound.name in told.about and told.where.startswith("Worker") and told.of == 0


def test_a_store_that_takes_no_probe_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "probes").write_text("a file where a folder goes")
    with pytest.raises(OutputRefused, match="Cannot write to .*store"), hired("local", 1, str(tmp_path / "store"), tmp_path):
        pass
