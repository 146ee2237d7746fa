"""The families of the program, each found by itself: refusals, steps, nouns."""

import importlib
import pkgutil
import re
from dataclasses import fields
from pathlib import Path
from typing import Any, get_type_hints

import yeoun
from yeoun import errors, filming, scoring
from yeoun.errors import Refusal
from yeoun.pipeline.step import ShelfStep, Step

AnyStep = Step[..., Any] | ShelfStep[..., Any]


def every_module() -> list[str]:
    """The name of every module of the program but the one that starts it."""
    names = [each.name for each in pkgutil.walk_packages(yeoun.__path__, "yeoun.")]
    return sorted(name for name in names if name != "yeoun.__main__")


def every_refusal() -> list[type[Refusal]]:
    """Every kind of refusal, wherever it is written: modules that define one are loaded, the others only looked through."""
    root = Path(yeoun.__file__).parent
    for path in sorted(root.rglob("*.py")):
        bases = re.findall(r"^\s*class \w+\(([^()]+)\)", path.read_text(encoding="utf-8"), re.MULTILINE)
        if any("Refus" in base or hasattr(errors, base.strip()) for each in bases for base in each.split(",")):
            importlib.import_module(".".join(("yeoun", *path.relative_to(root).with_suffix("").parts)))
    found, waiting = set(), [Refusal]
    while waiting:
        for kind in waiting.pop().__subclasses__():
            found.add(kind)
            waiting.append(kind)
    return sorted(found, key=lambda kind: (kind.__module__, kind.__qualname__))


def filled(kind: type[Refusal]) -> Refusal:
    """A refusal with every field filled by what its type asks for."""
    plausible: dict[Any, Any] = {str: "지은 {3}", int: 3, float: 2.5}
    hints = get_type_hints(kind)
    facts = {each.name: plausible.get(hints[each.name], plausible[str]) for each in fields(kind)}    # type: ignore[arg-type]
    return kind(**facts)


def every_step() -> list[AnyStep]:
    """Every step of every main path."""
    found = [thing for path in (scoring, filming) for thing in vars(path).values() if isinstance(thing, (Step, ShelfStep))]
    assert found, "no step found: the main paths moved"
    return found

