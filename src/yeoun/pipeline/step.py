"""Steps and recipes: a pure function with a name and a version, and one call of it.

A recipe's name is the digest of step, version and inputs; it is the name of what the recipe makes. Same recipe, same
thing: it is looked up, not made. Raise a step's version when it gives something new for the same input.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar

from yeoun.model.shelf import Shelf
from yeoun.pipeline.digest import Namer
from yeoun.units.names import Digest

P = ParamSpec("P")
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True, eq=False)
class Recipe(Generic[T_co]):
    """One call of a step: what will be made, before it is made."""

    step: str
    version: int
    stage: str                      # the room of the function: reading ... delivering
    make: Callable[..., T_co]
    wants_shelf: bool
    inputs: tuple[Any, ...]

    def name(self, namer: Namer) -> Digest:
        """The name of what this recipe makes."""
        return namer.name((self.step, self.version, self.inputs))


class Step(Generic[P, T]):
    """A pure function over nouns, with a name and a version.

    >>> DOUBLE = Step("double", 1, lambda number: 2 * number)
    >>> DOUBLE(21).inputs
    (21,)
    """

    def __init__(self, name: str, version: int, make: Callable[P, T]) -> None:
        self.name, self.version, self.make = name, version, make

    def __call__(self, *inputs: P.args, **named: P.kwargs) -> Recipe[T]:
        return _recipe(self.name, self.version, self.make, False, inputs, named)


class ShelfStep(Generic[P, T]):
    """A step that opens or keeps files or sound: its function takes a `Shelf` first."""

    def __init__(self, name: str, version: int, make: Callable[Concatenate[Shelf, P], T]) -> None:
        self.name, self.version, self.make = name, version, make

    def __call__(self, *inputs: P.args, **named: P.kwargs) -> Recipe[T]:
        return _recipe(self.name, self.version, self.make, True, inputs, named)


def _recipe(name: str, version: int, make: Callable[..., T], wants_shelf: bool, inputs: tuple[Any, ...],
            named: dict[str, Any]) -> Recipe[T]:
    if named:
        raise ValueError(f"{name}: give inputs in order, so that a recipe has one name")
    room = make.__module__.split(".")
    return Recipe(name, version, room[1] if len(room) > 1 else room[0], make, wants_shelf, inputs)
