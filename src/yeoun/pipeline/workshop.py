"""The workshop: walks recipes, looks on the shelf, hands out what is missing, and tells how it goes.

Who makes what is missing is an executor with `submit`, as in `concurrent.futures`: threads of this process, or a farm of many
machines. What is made goes to the store and is read back from there, so that a hand in another process gives nothing but word.
"""

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any, Protocol, TypeVar

from yeoun.errors import OutputRefused, Refusal, StepFailed
from yeoun.model.delivered import Delivery
from yeoun.model.shelf import BlobRef, OutFile, SoundRef
from yeoun.pipeline.codec import Codec, Damaged
from yeoun.pipeline.digest import Namer
from yeoun.pipeline.shelf import BoundShelf
from yeoun.pipeline.step import Recipe
from yeoun.pipeline.store import Store
from yeoun.units.names import Digest

T = TypeVar("T")
U = TypeVar("U")
PATIENCE_S = 30.0    # our choice: how long nothing may end before it is said what is waited for


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that happened: a step begins, was made, or was found; `done` of `of` in its row.

    On a farm also: a worker works on it, works on it again because another worker was lost, it is tried alone because its
    workers were lost one after another, a worker found something damaged in the store, which is what it is about then, or it
    tells at the end of a step how much it has held in memory in this run; anywhere: it is waited for. These belong to no place
    in the row: `of` is 0.
    """

    what: str         # begins, made, found; works, again, alone, damaged, held, waits
    stage: str
    step: str
    about: str        # what it works on, such as "1m02 piano"
    recipe: Digest
    done: int
    of: int
    seconds: float
    where: str = ""   # the worker, on a farm
    mib: float = 0.0  # what it has held at most


class Enough(Exception):
    """The stage the user asked for is done."""


class HandLost(Exception):
    """The process that made something ended under its hands, again and again; whose fault it was is not known."""


class Executor(Protocol):
    """Hands that make what is missing: `submit`, as in concurrent.futures."""

    def submit(self, make: Callable[[Recipe[Any], Digest], None], recipe: Recipe[Any], name: Digest, /) -> Future[None]:
        """Have a recipe made and kept under its name.

        make    what makes it in this process; hands of another process make it their own way
        recipe  what to make
        name    its name, on the grounds of its stage
        """


class Bench:
    """Where one recipe after another is made and kept: the store, the codec, and the files people handed in."""

    def __init__(self, store: Store, codec: Codec, given: Mapping[Digest, Path]) -> None:
        self.store, self.codec, self._given = store, codec, given

    def make(self, recipe: Recipe[Any], name: Digest) -> None:
        """Make what a recipe says and keep it. A refusal passes as it is; anything else that goes wrong is our fault."""
        make = recipe.function()
        try:
            if recipe.wants_shelf:
                thing = make(BoundShelf(self.store, name, self._given), *recipe.inputs)
            else:
                thing = make(*recipe.inputs)
        except Refusal:
            raise
        except Exception as why:
            raise failed(recipe, f"{type(why).__name__}: {why}") from why
        self.store.put(name, self.codec.encode(thing))


def failed(recipe: Recipe[Any], why: str) -> StepFailed:
    """The refusal that names a step of ours."""
    return StepFailed(step=recipe.step, about=recipe.about() or "this picture", why=why)


class Workshop:
    """Makes what recipes say, once.

    store     where things are kept
    codec     how nouns become bytes
    given     where the files lie that people handed in, by digest
    executor  hands that make what is missing
    clock     seconds that only rise: for progress, never for results
    tell      hears every `Told`
    last      names of stages that may still work; None = all
    grounds   the digest of what each stage stands on beside its code; it is part of every recipe's name
    patience  seconds without an end of anything before it is told what is waited for
    """

    def __init__(self, store: Store, codec: Codec, given: Mapping[Digest, Path], executor: Executor,
                 clock: Callable[[], float], tell: Callable[[Told], None],
                 last: frozenset[str] | None = None, grounds: Callable[[str], str] = lambda stage: "",
                 patience: float = PATIENCE_S) -> None:
        self._store, self._codec, self._bench, self._patience = store, codec, Bench(store, codec, given), patience
        self._executor, self._clock, self._tell, self._last = executor, clock, tell, last
        self._namer, self._lock = Namer(), threading.Lock()
        self._grounds = cache(grounds)
        self.delivered: list[Delivery] = []

    def has(self, recipe: Recipe[Any]) -> bool:
        """Whether the thing a recipe names is on the shelf, whole; nothing is made."""
        return self._found(recipe.name(self._namer, self._grounds(recipe.stage))) is not None

    def make(self, recipe: Recipe[T]) -> T:
        """The thing a recipe names, from the shelf or made now."""
        return self.make_all([recipe])[0]

    def make_all(self, recipes: Iterable[Recipe[T]]) -> tuple[T, ...]:
        """The things many recipes name, in their order; what is missing is made side by side."""
        asked = tuple(recipes)
        if self._last is not None and any(each.stage not in self._last for each in asked):
            raise Enough
        return self._made(asked)

    def make_together(self, many: Iterable[Recipe[T]], one: Recipe[U]) -> tuple[tuple[T, ...], U]:
        """Several things and one of another kind, side by side; the one begins first, so that it is not what all wait for."""
        row: list[Recipe[Any]] = [one, *many]
        first, *others = self.make_all(row)
        return tuple(others), first

    def make_to_deliver(self, recipe: Recipe[T]) -> T:
        """The thing a recipe names that goes into deliveries alone; allowed at every stage, as they are."""
        return self._made((recipe,))[0]

    def deliver(self, recipe: Recipe[Delivery]) -> Delivery:
        """Make a delivery and remember its files for the folder; allowed at every stage."""
        (delivery,) = self._made((recipe,))
        self.delivered.append(delivery)
        return delivery

    def deliver_all(self, recipes: Iterable[Recipe[Delivery]]) -> tuple[Delivery, ...]:
        """Several deliveries side by side."""
        deliveries = self._made(tuple(recipes))
        self.delivered.extend(deliveries)
        return deliveries

    def path(self, file: OutFile) -> Path:
        """Where a delivered file lies in the store."""
        return self._store.path(file.ref.recipe, file.ref.name)

    def _made(self, asked: tuple[Recipe[T], ...]) -> tuple[T, ...]:
        names = [each.name(self._namer, self._grounds(each.stage)) for each in asked]
        things: dict[int, T] = {}
        pending: dict[Future[None], int] = {}
        start = self._clock()
        for k, (recipe, name) in enumerate(zip(asked, names, strict=True)):
            kept = self._found(name)
            if kept is not None:
                things[k] = kept[0]
                self._say("found", recipe, name, len(things), len(asked))
            else:
                self._say("begins", recipe, name, len(things), len(asked))
                pending[self._executor.submit(self._bench.make, recipe, name)] = k
        errors: dict[int, Exception] = {}
        suspects: list[int] = []
        try:
            for k, error in self._ended(pending, asked, names):
                if isinstance(error, HandLost):
                    suspects.append(k)
                elif (lost := error or self._taken(k, asked, names, things, start)) is not None:
                    errors[k] = lost
            for k in sorted(suspects):
                lost = self._alone(asked[k], names[k]) or self._taken(k, asked, names, things, start)
                if lost is not None:
                    errors[k] = lost
        finally:
            for future in pending:    # those that have not begun, when somebody stops the work
                future.cancel()
        if errors:
            raise errors[min(errors)]
        return tuple(things[k] for k in range(len(asked)))

    def _ended(self, pending: Mapping[Future[None], int], asked: tuple[Recipe[Any], ...],
               names: list[Digest]) -> Iterator[tuple[int, Exception | None]]:
        """What ends, as it ends: its place in the row, and what went wrong. Tells what is waited for."""
        left, waited = set(pending), 0.0
        while left:
            ended, left = wait(left, self._patience, FIRST_COMPLETED)
            for k, future in sorted((pending[each], each) for each in ended):
                error = future.exception()
                if error is not None and not isinstance(error, Exception):
                    raise error    # somebody stops the work
                yield k, error
            waited = 0.0 if ended else waited + self._patience
            for k in sorted(pending[each] for each in left if not ended):
                self._say("waits", asked[k], names[k], 0, 0, waited)

    def _alone(self, recipe: Recipe[Any], name: Digest) -> Exception | None:
        """What goes wrong when nothing else is at work: a hand that is lost now was lost to this very step."""
        self._say("alone", recipe, name, 0, 0)
        row, names = (recipe,), [name]
        ((_, error),) = self._ended({self._executor.submit(self._bench.make, recipe, name): 0}, row, names)
        return failed(recipe, f"{error}, alone; most often memory is short") if isinstance(error, HandLost) else error

    def _taken(self, k: int, asked: tuple[Recipe[T], ...], names: list[Digest], things: dict[int, T],
               start: float) -> OutputRefused | None:
        """Take from the shelf what has just been made; a refusal when it is not there."""
        kept = self._found(names[k])
        if kept is None:
            return OutputRefused(place="the store", why=f"what {asked[k].step} has just kept there cannot be read back",
                                 now="See that every worker reaches the same store, and that its disk is well, then run again")
        things[k] = kept[0]
        self._say("made", asked[k], names[k], len(things), len(asked), self._clock() - start)
        return None

    def _found(self, name: Digest) -> tuple[Any] | None:
        contents = self._store.get(name)
        if contents is None:
            return None
        try:
            thing = self._codec.decode(contents)
        except Damaged:
            return None
        whole = all(self._store.size(ref.recipe, ref.name) == ref.bytes for ref in _refs(thing) if ref.recipe == name)
        return (thing,) if whole else None

    def _say(self, what: str, recipe: Recipe[Any], name: Digest, done: int, of: int, seconds: float = 0.0) -> None:
        with self._lock:
            self._tell(Told(what, recipe.stage, recipe.step, recipe.about(), name, done, of, seconds))


def _refs(thing: Any) -> Iterable[BlobRef | SoundRef]:
    if isinstance(thing, (BlobRef, SoundRef)):
        yield thing
    elif isinstance(thing, tuple):
        for item in thing:
            yield from _refs(item)
    elif is_dataclass(thing) and not isinstance(thing, type):
        for each in fields(thing):
            yield from _refs(getattr(thing, each.name))
