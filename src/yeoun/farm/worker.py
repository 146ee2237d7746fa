"""What a worker does: it finds the step again by its name, makes one recipe, keeps it, and gives nothing back but word.

Conventions: the inputs come as bytes of our codec; results and sound go to the store; every beginning is told on the run's
topic at the scheduler, before it begins, and at its end how much memory this process has held since the run first met it.
"""

import importlib
import os
import signal
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from distributed import Worker, get_worker
from distributed.utils import sync

from yeoun.errors import FarmRefused
from yeoun.farm.needs import WORKING, Needs, codec_of, examine
from yeoun.pipeline.later import loading_later
from yeoun.pipeline.step import Recipe, ShelfStep, Step
from yeoun.pipeline.store import Store
from yeoun.pipeline.workshop import Bench
from yeoun.resting import measure_anew, most_held_mib, rest_before
from yeoun.units.names import Digest

HEAVY = ("yeoun.performing.perform", "yeoun.performing.room", "yeoun.mixing.mix", "yeoun.mastering.master")    # they bring numba and scipy


@dataclass(frozen=True, slots=True)
class Order:
    """A recipe as it travels: its step by home, name and version, its inputs as bytes of the codec."""

    home: str        # the module that names the step
    step: str
    version: int
    inputs: bytes
    name: Digest


def recipe_of(order: Order, inputs: tuple[Any, ...]) -> Recipe[Any]:
    """The recipe an order means. Refuses (ValueError) a step that is not there in that version."""
    try:
        step = steps_of(order.home)[order.step, order.version]
    except KeyError as why:
        raise ValueError(f"{order.home} has no step {order.step} of version {order.version}") from why
    return step(*inputs)


@cache
def steps_of(home: str) -> Mapping[tuple[str, int], Callable[..., Recipe[Any]]]:
    """The steps a module names, by name and version; the stages behind them load at their first use, each by itself."""
    with loading_later(*(f"yeoun.{stage}" for stage in WORKING)):
        named = importlib.import_module(home)
    # by type: isinstance would ask each module it names for its class, and so load every stage
    return {(each.name, each.version): each for each in vars(named).values() if type(each) in (Step, ShelfStep)}


def who(worker: Worker) -> str:
    """A worker, as people know it: its name or address, and the process."""
    return f"Worker {worker.name if isinstance(worker.name, str) else worker.address} (process {os.getpid()})"


@cache
def _bench(needs: Needs, who: str, rest: Path) -> Bench:
    """The bench of this process, after it was held against what is needed; files of a remote store rest in a folder of its own."""
    examine(needs, who)
    measure_anew()
    given = {digest: Path(path) for digest, path, _ in needs.given}
    return Bench(Store(needs.store, rest), codec_of(needs), given)


def _bench_of(worker: Worker, needs: Needs) -> Bench:
    if worker.state.nthreads != 1:
        raise FarmRefused(who=who(worker), why=f"it has {worker.state.nthreads} threads, and a step that fails would take others along",
                          now="Start one worker a core, each with --nthreads 1")
    return _bench(needs, who(worker), Path(worker.local_directory) / "yeoun")


def stand_ready(needs: Needs, dask_worker: Worker) -> FarmRefused | None:
    """Ask a worker whether it has what is needed; gives its refusal, or None. `dask_worker` is Dask's to fill in."""
    try:
        _bench_of(dask_worker, needs)
    except FarmRefused as refusal:
        return refusal
    return None


def fulfil(needs: Needs, order: Order, topic: str) -> None:
    """Tell that an order is begun, make what it says, and keep it. Refusals pass as they are; others name the step.

    What no stage from here on needs is let go of first. What this worker found damaged in the store on the way is told too, and
    the most it has held in memory, whatever became of the order.
    """
    worker = get_worker()

    def say(**more: str | float) -> None:
        sync(worker.loop, worker.scheduler.log_event, topic=topic, msg={"recipe": order.name, "where": who(worker), **more})

    say()    # before it can die
    bench = _bench_of(worker, needs)
    known = len(bench.store.spoiled)
    try:
        recipe = recipe_of(order, bench.codec.decode(order.inputs))
        rest_before(recipe.stage)
        bench.make(recipe, order.name)
    finally:
        for each in bench.store.spoiled[known:]:
            say(damaged=each)
        say(held_mib=round(most_held_mib(), 1))


def dask_setup(worker: Worker) -> None:
    """Dask's own hook, for workers on this machine.

    Ctrl-C is for the command, which then closes its workers. And what takes long to load is loaded at once, beside the film being
    read, and not when the first step waits for it: a second and a half (measured).
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=lambda: [importlib.import_module(name) for name in HEAVY], daemon=True).start()
