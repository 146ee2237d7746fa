"""The workshop: walks recipes, looks on the shelf, hands out what is missing, and tells how it goes."""

import threading
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Executor, Future
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from yeoun.errors import Refusal, StepFailed
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


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that happened: a step begins, was made, or was found; `done` of `of` in its row."""

    what: str         # begins, made, found
    stage: str
    step: str
    about: str        # what it works on, such as "1m02 piano"
    recipe: Digest
    done: int
    of: int
    seconds: float


class Enough(Exception):
    """The stage the user asked for is done."""


class Workshop:
    """Makes what recipes say, once.

    store     where things are kept
    codec     how nouns become bytes
    given     where the files lie that people handed in, by digest
    executor  `submit` as in concurrent.futures
    clock     seconds that only rise: for progress, never for results
    tell      hears every `Told`
    last      names of stages that may still work; None = all
    grounds   the digest of what each stage stands on beside its code; it is part of every recipe's name
    """

    def __init__(self, store: Store, codec: Codec, given: Mapping[Digest, Path], executor: Executor,
                 clock: Callable[[], float], tell: Callable[[Told], None],
                 last: frozenset[str] | None = None, grounds: Callable[[str], str] = lambda stage: "") -> None:
        self._store, self._codec, self._given = store, codec, given
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
        """Several things and one of another kind, side by side."""
        row: list[Recipe[Any]] = [*many, one]
        *first, last = self.make_all(row)
        return tuple(first), last

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
        pending: dict[int, Future[bytes]] = {}
        for k, (recipe, name) in enumerate(zip(asked, names, strict=True)):
            kept = self._found(name)
            if kept is not None:
                things[k] = kept[0]
                self._say("found", recipe, name, len(things), len(asked), 0.0)
            else:
                self._say("begins", recipe, name, len(things), len(asked), 0.0)
                pending[k] = self._executor.submit(self._work, recipe, recipe.find(), name)
        first: BaseException | None = None
        for k, future in pending.items():
            start = self._clock()
            try:
                things[k] = self._codec.decode(future.result())
                self._say("made", asked[k], names[k], len(things), len(asked), self._clock() - start)
            except BaseException as error:
                first = first or error
                if not isinstance(error, Exception):
                    break
        if first is not None:
            for future in pending.values():
                future.cancel()
            raise first
        return tuple(things[k] for k in range(len(asked)))

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

    def _work(self, recipe: Recipe[Any], make: Callable[..., Any], name: Digest) -> bytes:
        try:
            if recipe.wants_shelf:
                thing = make(BoundShelf(self._store, name, self._given), *recipe.inputs)
            else:
                thing = make(*recipe.inputs)
        except (Refusal, KeyboardInterrupt):
            raise
        except Exception as why:
            raise StepFailed(step=recipe.step, about=_about(recipe) or "this picture", why=f"{type(why).__name__}: {why}") from why
        contents = self._codec.encode(thing)
        self._store.put(name, contents)
        return contents

    def _say(self, what: str, recipe: Recipe[Any], name: Digest, done: int, of: int, seconds: float) -> None:
        with self._lock:
            self._tell(Told(what, recipe.stage, recipe.step, _about(recipe), name, done, of, seconds))


def _about(recipe: Recipe[Any]) -> str:
    """What a recipe works on: the printed number and name of its first input that has them."""
    for each in recipe.inputs:
        words = [str(getattr(each, field)) for field in ("id", "name") if isinstance(getattr(each, field, None), str)]
        if words:
            return " ".join(words)
    return ""


def _refs(thing: Any) -> Iterable[BlobRef | SoundRef]:
    if isinstance(thing, (BlobRef, SoundRef)):
        yield thing
    elif isinstance(thing, tuple):
        for item in thing:
            yield from _refs(item)
    elif is_dataclass(thing) and not isinstance(thing, type):
        for each in fields(thing):
            yield from _refs(getattr(thing, each.name))
