"""Steps and recipes: a pure function with a name and a version, and one call of it.

A recipe's name is the digest of step, version and inputs; it is the name of what the recipe makes. Same recipe, same
thing: it is looked up, not made. Raise a step's version when it gives something new for the same input.

A step is told where its function is, `lambda: mix.mix`, and asks for it only when something must be made: what is found
on the shelf never loads the code that made it.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar

from yeoun.model.shelf import Shelf
from yeoun.pipeline.digest import Namer
from yeoun.units.names import Digest

P = ParamSpec("P")
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
_LOADING = threading.Lock()    # a module that loads at its first touch must not be touched by two threads at once


@dataclass(frozen=True, slots=True, eq=False)
class Recipe(Generic[T_co]):
    """One call of a step: what will be made, before it is made."""

    stage: str                      # reading ... delivering
    step: str
    version: int
    find: Callable[[], Callable[..., T_co]]
    wants_shelf: bool
    inputs: tuple[Any, ...]

    def name(self, namer: Namer, grounds: str = "") -> Digest:
        """The name of what this recipe makes, on the grounds (data, banks, models) its stage stands on."""
        return namer.name((self.step, self.version, grounds, self.inputs))

    @property
    def home(self) -> str:
        """The module that names the step, such as yeoun.scoring: where another process finds it again."""
        return self.find.__module__

    def function(self) -> Callable[..., T_co]:
        """The step's function; its module loads now, if it was noted for later."""
        with _LOADING:
            return self.find()

    def about(self) -> str:
        """What it works on: the printed number and name of its first input that has them."""
        for each in self.inputs:
            words = [str(getattr(each, field)) for field in ("id", "name") if isinstance(getattr(each, field, None), str)]
            if words:
                return " ".join(words)
        return ""


class Step(Generic[P, T]):
    """A pure function over nouns, with a stage, a name and a version.

    >>> DOUBLE = Step("composing", "double", 1, lambda: abs)
    >>> DOUBLE(-21).inputs
    (-21,)
    """

    def __init__(self, stage: str, name: str, version: int, find: Callable[[], Callable[P, T]]) -> None:
        self.stage, self.name, self.version, self.find = stage, name, version, find

    def __call__(self, *inputs: P.args, **named: P.kwargs) -> Recipe[T]:
        if named:
            raise ValueError(f"{self.name}: give inputs in order, so that a recipe has one name")
        return Recipe(self.stage, self.name, self.version, self.find, False, inputs)


class ShelfStep(Generic[P, T]):
    """A step that opens or keeps files or sound: its function takes a `Shelf` first."""

    def __init__(self, stage: str, name: str, version: int,
                 find: Callable[[], Callable[Concatenate[Shelf, P], T]]) -> None:
        self.stage, self.name, self.version, self.find = stage, name, version, find

    def __call__(self, *inputs: P.args, **named: P.kwargs) -> Recipe[T]:
        if named:
            raise ValueError(f"{self.name}: give inputs in order, so that a recipe has one name")
        return Recipe(self.stage, self.name, self.version, self.find, True, inputs)
