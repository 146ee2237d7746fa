"""Modules that load when they are first used.

Scoring names every stage, and stages bring numba, matplotlib and the like. A run that finds everything on the shelf needs
none of them: while scoring is imported under `loading_later`, the files of the stages are only noted, and load at the first
touch. The standard library's own `LazyLoader` does the work.
"""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import LazyLoader
from types import ModuleType


class _Later(MetaPathFinder):
    def __init__(self, rooms: frozenset[str]) -> None:
        self._rooms = rooms

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        """A lazy spec for the files of the rooms; others are left to the ordinary finders."""
        if name.rpartition(".")[0] not in self._rooms:
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec is not None and spec.loader is not None:
            spec.loader = LazyLoader(spec.loader)
        return spec


@contextmanager
def loading_later(*rooms: str) -> Iterator[None]:
    """Inside, the modules of these packages load at their first touch and not on import.

    rooms  full names of packages, such as yeoun.mixing
    """
    finder = _Later(frozenset(rooms))
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
