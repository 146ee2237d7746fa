"""Every step of the main paths, found by itself: named once, at home in its stage, and fed with nouns only."""

import inspect
from collections import Counter
from typing import get_type_hints

import pytest

from tests.contracts.families import AnyStep, every_step
from tests.contracts.filler import fill
from yeoun.cli.progress import WEIGHTS
from yeoun.model.shelf import Shelf
from yeoun.pipeline.digest import Namer
from yeoun.pipeline.step import ShelfStep
from yeoun.units.luck import Take, luck
from yeoun.units.stages import STAGES

STEPS = every_step()
each_step = pytest.mark.parametrize("step", STEPS, ids=lambda step: step.name)


@each_step
def test_its_function_is_public_and_lives_in_the_room_its_stage_names(step: AnyStep) -> None:
    function = step.find()
    assert function.__module__.split(".")[:2] == ["yeoun", step.stage]
    assert function.__qualname__ == function.__name__ and not function.__name__.startswith("_")
    assert inspect.getdoc(function), f"{step.name} says nothing of itself"


@each_step
def test_it_takes_a_shelf_first_exactly_when_it_says_so_and_nouns_after_it(step: AnyStep) -> None:
    function = step.find()
    hints = get_type_hints(function)
    gives = hints.pop("return")
    takes = list(inspect.signature(function).parameters.values())
    assert (hints.get("shelf") is Shelf) == isinstance(step, ShelfStep)
    if isinstance(step, ShelfStep):
        assert takes[0].name == "shelf"
        takes = takes[1:]
    rng = luck(Take(1), step.name)
    for each in takes:
        assert each.kind is each.POSITIONAL_OR_KEYWORD, f"{each.name}: a recipe gives its inputs in order"
        fill(hints[each.name], rng)    # refuses what is no noun, number or text
    fill(gives, rng)


@each_step
def test_its_recipe_is_named_by_step_version_and_inputs(step: AnyStep) -> None:
    hints = {name: hint for name, hint in get_type_hints(step.find()).items() if name not in {"return", "shelf"}}
    inputs = [fill(hint, luck(Take(1), step.name, name)) for name, hint in hints.items()]
    recipe = step(*inputs)
    newer = type(step)(step.stage, step.name, step.version + 1, step.find)(*inputs)
    assert recipe.name(Namer()) == recipe.name(Namer()) != newer.name(Namer())
    assert step.version >= 1


def test_no_two_steps_share_a_name() -> None:
    assert [name for name, count in Counter(step.name for step in STEPS).items() if count > 1] == []


def test_the_main_path_visits_every_stage_in_order_and_no_other() -> None:
    assert {step.stage for step in STEPS} - {"demo"} == set(STAGES) == set(WEIGHTS)
    first = [next(k for k, step in enumerate(STEPS) if step.stage == stage) for stage in STAGES]
    assert first == sorted(first)
