"""Who may be spoken to: TLS everywhere, plain TCP on loopback alone, and nobody without a certificate."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import dask
import distributed
import pytest
import yaml

from tests.farm.hiring import contents, hired, in_process
from tests.farm.steps import HUM
from yeoun.errors import FarmRefused
from yeoun.farm import farm as rooms

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "farm.md"


def refused(address: str, folder: Path) -> str:
    with pytest.raises(FarmRefused) as caught, hired(address, 1, str(folder / "store"), folder):
        pass
    return str(caught.value)


@pytest.mark.parametrize("address", ["tcp://10.0.0.7:8786", "tcp://farm.example:8786", "tcp://[fe80::1]:8786", "tcp://0.0.0.0:8786"])
def test_another_machine_is_not_spoken_to_in_the_clear(address: str, tmp_path: Path) -> None:
    assert f"{address} cannot be used: whoever reads along could run code" in refused(address, tmp_path)
    assert not (tmp_path / "store").exists()


@pytest.mark.parametrize("address", ["", "8786", "farm:8786", "ws://farm:1", "tls://farm", "tls://:8786"])
def test_what_is_no_address_is_refused(address: str, tmp_path: Path) -> None:
    assert "it is no address of a farm" in refused(address, tmp_path)


def test_tls_without_a_certificate_of_ours_is_refused_before_anything_is_sent(tmp_path: Path) -> None:
    with dask.config.set({"distributed.comm.tls.ca-file": None}):
        assert "no certificate is set for this machine" in refused("tls://farm.example:8786", tmp_path)


def test_a_scheduler_that_is_not_there_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rooms, "CONNECT_S", 1)
    assert "tcp://127.0.0.1:9 cannot be used: no scheduler answers there" in refused("tcp://127.0.0.1:9", tmp_path)


def certificates(folder: Path) -> Path:
    """An authority with one certificate, by the very commands of the guide."""
    folder.mkdir()
    (commands,) = (block for block in re.findall(r"```sh\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.S) if "openssl" in block)
    subprocess.run(["bash", "-ec", commands], cwd=folder, check=True, capture_output=True)
    return folder


def settings(folder: Path) -> dict[str, str]:
    """Dask's settings of a machine."""
    return {"distributed.comm.tls.ca-file": str(folder / "ca.pem")} | {
        f"distributed.comm.tls.{who}.{what}": str(folder / f"{what}.pem")
        for who in ("scheduler", "worker", "client") for what in ("cert", "key")}


def as_variables(settings: dict[str, str]) -> dict[str, str]:
    """The same settings as environment variables."""
    named = {f"DASK_{key.upper().replace('.', '__').replace('-', '_')}": value for key, value in settings.items()}
    return named | {"DASK_DISTRIBUTED__COMM__REQUIRE_ENCRYPTION": "True"}


def of_the_guide() -> dict[str, str]:
    """The scheduler's settings as the guide writes them down."""
    (said,) = (block for block in re.findall(r"```yaml\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.S) if "scheduler:" in block)
    found = yaml.safe_load(said)["distributed"]["scheduler"]
    assert set(found) == {"allowed-failures", "no-workers-timeout", "worker-saturation"}
    return {f"distributed.scheduler.{name}": str(value) for name, value in found.items()}


@pytest.mark.parametrize(("settings", "told"), [
    ({"no-workers-timeout": None}, "no-workers-timeout is not set: a run whose workers are gone would wait for ever"),
    ({"allowed-failures": 50}, "allowed-failures is 50: a step that ends its workers would end 51 of them"),
    ({"worker-saturation": float("inf")}, "worker-saturation is inf: what has not begun would wait behind a step"),
    ({}, "it has no worker")])
def test_a_scheduler_whose_settings_break_what_is_promised_is_refused_by_name(tmp_path: Path, settings: dict[str, object],
                                                                              told: str) -> None:
    """Their own settings, told by themselves; those of the guide pass, and only workers are missing then."""
    theirs: dict[str, object] = {name: yaml.safe_load(value) for name, value in of_the_guide().items()}
    theirs |= {f"distributed.scheduler.{name}": value for name, value in settings.items()}
    with dask.config.set(theirs), distributed.LocalCluster(n_workers=0, processes=False, protocol="tcp", host="127.0.0.1",
                                                           dashboard_address="127.0.0.1:0") as cluster:
        said = refused(cluster.scheduler_address, tmp_path)
    assert cluster.scheduler_address in said and told in said
    assert bool(settings) == ("docs/farm.md" in said)


@contextmanager
def running(*command: str, environ: dict[str, str]) -> Iterator["subprocess.Popen[str]"]:
    process = subprocess.Popen([sys.executable, "-m", "dask", *command], env=os.environ | environ, text=True,
                               stderr=subprocess.PIPE, start_new_session=True)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)


def test_scheduler_and_workers_of_the_guide_take_our_certificate_and_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ours, foreign = certificates(tmp_path / "ours"), certificates(tmp_path / "foreign")
    where = tmp_path / "scheduler.json"
    with ExitStack() as stack:
        stack.enter_context(running("scheduler", "--protocol", "tls", "--host", "127.0.0.1", "--port", "0", "--no-dashboard",
                                    "--scheduler-file", str(where), environ=as_variables(settings(ours) | of_the_guide())))
        stack.enter_context(running("worker", "--scheduler-file", str(where), "--nthreads", "1", "--nworkers", "1", "--no-dashboard",
                                    "--local-directory", str(tmp_path), environ=as_variables(settings(ours))))
        with dask.config.set(settings(ours)):
            security = rooms._security("tls://127.0.0.1:1")
            with distributed.Client(scheduler_file=str(where), security=security, timeout=60) as client:
                client.wait_for_workers(1, timeout=60)
                address = client.scheduler.address
            with hired(address, 1, str(tmp_path / "store"), tmp_path) as farm:
                farm.workshop().make(HUM(farm.piece("far"), 220.0))
                assert farm.heard("works") == ["far"]
                with in_process(tmp_path / "alone") as workshop:
                    workshop.make(HUM(farm.piece("far"), 220.0))
            assert contents(tmp_path / "store") == contents(tmp_path / "alone")
        monkeypatch.setattr(rooms, "CONNECT_S", 2)
        with dask.config.set(settings(foreign)):
            assert "no scheduler answers there that takes our certificate" in refused(address, tmp_path)
        assert "no scheduler answers there that takes" in refused(address.replace("tls://", "tcp://"), tmp_path)
