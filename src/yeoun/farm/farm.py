"""A farm as hands of the workshop: `submit` goes to Dask distributed, which schedules, reschedules and survives.

There is no queue and no scheduler of ours. A worker may be lost at any time: Dask gives its step to another, and as results are
named by recipe and kept whole or not at all, a step that was half done or done twice gives the same bytes.

Who reaches a port of Dask can run code there, for functions travel by pickle. So the farm is inside the border of trust: other
machines are spoken to by TLS alone, with certificates of one authority on every side; plain TCP is taken on loopback only, and
the farm of one machine makes itself certificates that no one else has.

Conventions: keys are `stage-digest-number`, so that Dask sees one group a stage and holds what is not begun back at the scheduler.
"""

import ipaddress
import itertools
import logging
import os
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import CancelledError, Future
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import dask
import distributed
from distributed.core import Status
from distributed.scheduler import KilledWorker, NoValidWorkerError, NoWorkerError
from distributed.security import Security
from distributed.system import MEMORY_LIMIT
from tornado.ioloop import PeriodicCallback

from yeoun.errors import FarmRefused, Refusal
from yeoun.farm.forking import ENVIRONMENT, begin
from yeoun.farm.needs import Needs, codec_of, probed
from yeoun.farm.worker import Order, fulfil, stand_ready
from yeoun.pipeline.codec import Codec
from yeoun.pipeline.step import Recipe
from yeoun.pipeline.workshop import HandLost, Told, failed
from yeoun.units.names import Digest

DEATHS = 3                 # our choice: so many workers may be lost under a step before it is tried alone, and then again
MOST_DEATHS = 5            # our choice: allowed-failures of somebody's scheduler; Dask's own default is 3
MOST_SATURATION = 1.5      # our choice: one waiting beside one that works; Dask's own default is 1.1
CONNECT_S = 20             # our choice: nobody answers
NO_WORKER_S = 120          # our choice: no worker is left, and none comes back
HERE = "127.0.0.1:0"       # Dask's own web pages: loopback, any free port, so that two farms stand side by side
START_S = 60               # our choice: a worker that has not started by then is given up, and another one begun
KEEP_MS = 1000             # our choice: how often the farm of one machine looks whether it has all its workers
SILENT = logging.CRITICAL + 1    # who stops a run is not told of the comms it closed
LEFT_FREE = 2 * 1024**3    # bytes: the machine's own share of its memory
LEAST = 1024**3            # bytes: a worker gets no less, whatever the machine has
SETTINGS = {
    "distributed.scheduler.allowed-failures": DEATHS - 1,
    "distributed.scheduler.no-workers-timeout": f"{NO_WORKER_S}s",
    "distributed.scheduler.worker-saturation": 1.0,
    # our keeper replaces who gave up; Dask's timer would look at one moment after each death, and close whoever is just starting again
    "distributed.deploy.lost-worker-timeout": "7d",
    # without Dask's own MALLOC_TRIM_THRESHOLD_ of 64 KiB: with it every array is given back, a sixth of all CPU seconds
    "distributed.nanny.pre-spawn-environ": ENVIRONMENT,
    "distributed.worker.profile.enabled": False,    # it looks into the running step a hundred times a second
    "distributed.worker.multiprocessing-method": "forkserver",    # `forking` has begun it
    # the loops of a run look after themselves: at Dask's own 20, 500 and 100 ms they spend 6 % of a processor on nothing (measured idle)
    "distributed.admin.tick.interval": "1s",
    "distributed.admin.system-monitor.interval": "5s",
    "distributed.worker.memory.monitor-interval": "250ms",    # our choice: how soon a worker over its memory is ended
    "distributed.admin.large-graph-warning-threshold": "1GiB",
    "logging": {"distributed": "critical"},    # what happens is told as progress or refused by name
}


class Farm:
    """Hands on a Dask cluster.

    client  connected
    needs   what each worker is held against
    codec   how inputs travel
    tell    hears which worker works on what
    """

    def __init__(self, client: distributed.Client, needs: Needs, codec: Codec, tell: Callable[[Told], None]) -> None:
        self._client, self._needs, self._codec, self._tell = client, needs, codec, tell
        self._topic, self._count, self._lock = f"yeoun-{client.id}", itertools.count(), threading.Lock()
        self._orders: dict[Digest, Recipe[Any]] = {}
        self._begun: dict[Digest, int] = {}
        client.subscribe_topic(self._topic, self._hear)

    def __str__(self) -> str:
        """How many workers there are, and where."""
        there = self._client.scheduler_info(n_workers=-1)["workers"].values()
        address = self._client.scheduler.address
        hosts = {each["host"] for each in there}
        count = f"{len(there)} worker{'s' * (len(there) != 1)}"
        if all(map(_loops, hosts)):
            return f"{count} on this machine"
        return f"{count} on {len(hosts)} machine{'s' * (len(hosts) != 1)}, at the scheduler {address}"

    def submit(self, make: Callable[[Recipe[Any], Digest], None], recipe: Recipe[Any], name: Digest, /) -> Future[None]:
        """Have a worker make a recipe; `make` is for this process, and workers have benches of their own.

        The future ends with `HandLost` when worker after worker ended under this step, with the step's own refusal, or with
        FarmRefused when the farm itself is gone or a worker lacks something.
        """
        order = Order(recipe.home, recipe.step, recipe.version, self._codec.encode(recipe.inputs), name)
        here: Future[None] = Future()
        with self._lock:
            self._orders[name] = recipe
            there = self._client.submit(fulfil, self._needs, order, self._topic, pure=False,
                                        key=f"{recipe.stage}-{name}-{next(self._count)}")

        def ends(there: distributed.Future) -> None:
            error = _error(there, recipe)
            there.release()    # or Dask would make it again when the worker is lost that made it, beside what is tried alone
            if here.set_running_or_notify_cancel():
                here.set_exception(error) if error is not None else here.set_result(None)

        there.add_done_callback(ends)
        here.add_done_callback(lambda done: there.cancel() if done.cancelled() else None)
        return here

    def _hear(self, event: tuple[float, dict[str, Any]]) -> None:
        _, said = event
        recipe = self._orders.get(said["recipe"])
        if recipe is None:
            return
        if "held_mib" in said:
            self._tell(Told("held", recipe.stage, recipe.step, recipe.about(), said["recipe"], 0, 0, 0.0, said["where"], said["held_mib"]))
            return
        if "damaged" in said:
            self._tell(Told("damaged", recipe.stage, recipe.step, said["damaged"], said["recipe"], 0, 0, 0.0, said["where"]))
            return
        before = self._begun.get(said["recipe"], 0)
        self._begun[said["recipe"]] = before + 1
        self._tell(Told("again" if before else "works", recipe.stage, recipe.step, recipe.about(), said["recipe"], 0, 0, 0.0,
                        said["where"]))


def _error(there: distributed.Future, recipe: Recipe[Any]) -> Exception | None:
    """What an ended future of Dask means to us."""
    if there.status == "finished":
        return None
    error = CancelledError() if there.status in ("cancelled", "lost") else there.exception()
    match error:
        case Refusal():
            return error
        case KilledWorker():
            return HandLost(f"it ended its worker process {error.allowed_failures + 1} times")
        case NoValidWorkerError() | NoWorkerError():
            return FarmRefused(who="The farm", why=f"no worker was left for {NO_WORKER_S} s",
                               now="Start workers again, then run the same command again: what is finished is kept")
        case CancelledError():
            return FarmRefused(who="The farm", why="its scheduler is gone",
                               now="Start it again, then run the same command again: what is finished is kept")
        case _:
            return failed(recipe, f"{type(error).__name__}: {error}")


@contextmanager
def opened(address: str, processors: int, store: str, given: Mapping[Digest, Path], nouns: str,
           tell: Callable[[Told], None]) -> Iterator[Farm]:
    """A farm, for as long as the block lasts. Refuses (FarmRefused) what must not or cannot be used.

    address     local: the cores of this machine; or tls://HOST:PORT of a scheduler; tcp:// on loopback alone
    processors  how many workers local means
    store       a folder or an fsspec URL that every worker reaches
    given       files that people handed in, which every worker reaches under the same path
    nouns       module:function that gives the codec
    tell        hears which worker works on what
    """
    security = None if address == "local" else _security(address)
    logging.getLogger("distributed").setLevel(SILENT)
    if address == "local":
        begin()
    with dask.config.set(SETTINGS), probed(store, given, nouns) as needs:
        with _local(processors) if address == "local" else _scheduler(address, security) as client:
            if address != "local":
                _examine_scheduler(client, address)
            _examine(client, address, needs)
            yield Farm(client, needs, codec_of(needs), tell)


def _examine(client: distributed.Client, address: str, needs: Needs) -> None:
    """Ask every worker that is there; those that come later are asked before their first step."""
    if not client.scheduler_info(n_workers=-1)["workers"]:
        raise FarmRefused(who=address, why="it has no worker", now=f"Start one on each machine: dask worker {address}")
    for there, answer in sorted(client.run(stand_ready, needs, on_error="return").items()):
        if isinstance(answer, FarmRefused):
            raise answer
        if answer is not None:
            raise FarmRefused(who=f"Worker {there}", why=f"it cannot load the program ({type(answer).__name__}: {answer})",
                              now="Install the same yeoun there, then start the worker again")


def _examine_scheduler(client: distributed.Client, address: str) -> None:
    """Ask a scheduler of somebody's for the settings on which what we promise stands. Refuses it by name where one is not so."""
    def settings(dask_scheduler: Any) -> tuple[int, float | None, float]:    # inside, so that it travels by value: no yeoun is needed there
        return dask_scheduler.allowed_failures, dask_scheduler.no_workers_timeout, dask_scheduler.WORKER_SATURATION

    deaths, patience, saturation = client.run_on_scheduler(settings)
    wrong = [f"allowed-failures is {deaths}: a step that ends its workers would end {deaths + 1} of them"] if deaths > MOST_DEATHS else []
    if patience is None:
        wrong.append("no-workers-timeout is not set: a run whose workers are gone would wait for ever")
    if saturation > MOST_SATURATION:
        wrong.append(f"worker-saturation is {saturation:g}: what has not begun would wait behind a step that may end its worker")
    if wrong:
        raise FarmRefused(who=address, why="; ".join(wrong),
                          now="Set them under distributed.scheduler as docs/farm.md shows, and start the scheduler again")


@contextmanager
def _local(processors: int) -> Iterator[distributed.Client]:
    memory = max(LEAST, (MEMORY_LIMIT - LEFT_FREE) // processors)
    with distributed.LocalCluster(n_workers=processors, threads_per_worker=1, processes=True, dashboard_address=HERE,
                                  worker_dashboard_address=HERE,
                                  memory_limit=memory, death_timeout=START_S, security=Security.temporary(), protocol="tls://",
                                  silence_logs=SILENT, preload=["yeoun.farm.worker"],
                                  env=dict(os.environ)) as cluster:    # noqa: TID251 - as it is now: whom they are forked from may be older
        keeper = PeriodicCallback(lambda: _keep(cluster, processors), KEEP_MS)
        cluster.loop.add_callback(keeper.start)
        try:
            with distributed.Client(cluster) as client:
                yield client
        finally:
            cluster.loop.add_callback(keeper.stop)


def _keep(cluster: distributed.LocalCluster, processors: int) -> None:
    """Put a new nanny in the place of each that gave up, as one does whose worker dies while it starts."""
    for name, nanny in list(cluster.workers.items()):
        if nanny.status in (Status.closed, Status.failed):
            del cluster.workers[name]
    cluster.scale(processors)


@contextmanager
def _scheduler(address: str, security: Security | None) -> Iterator[distributed.Client]:
    try:
        client = distributed.Client(address, security=security, timeout=CONNECT_S)
    except (OSError, TimeoutError) as why:
        raise FarmRefused(who=address, why=f"no scheduler answers there that takes our certificate ({type(why).__name__}: {why})",
                          now="See that it runs, that the port is right, and that both sides trust one authority") from why
    with client:
        yield client


def _security(address: str) -> Security | None:
    """How to speak to an address: by TLS, or in the clear on loopback. Refuses everything else."""
    scheme, _, rest = address.partition("://")
    host, _, port = rest.rpartition(":")
    if scheme not in ("tls", "tcp") or not host or not port.isdigit():
        raise FarmRefused(who=address, why="it is no address of a farm", now="Use local, or tls://HOST:PORT of a scheduler")
    if scheme == "tcp":
        if not _loops(host.strip("[]")):
            raise FarmRefused(who=address, why="whoever reads along could run code on every worker: nothing is encrypted",
                              now="Give scheduler and workers certificates and use tls://, as docs/farm.md shows")
        return None
    security = Security(require_encryption=True)
    if not (security.tls_ca_file and security.tls_client_cert):
        raise FarmRefused(who=address, why="no certificate is set for this machine",
                          now="Set distributed.comm.tls in Dask's settings: ca-file, client.cert and client.key, as docs/farm.md shows")
    return security


def _loops(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
