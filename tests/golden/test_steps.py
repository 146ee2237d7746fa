"""Nothing changes unnoticed: what every step without a shelf gives for a small hand-made call is written down.

A line is kept as `step@version`: what was given, and what it gave, both as names. A step that gives something new raises its
version in scoring.py, and the new line writes itself. A sample that changed rewrites its line after the old one is removed.
"""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.contracts.families import every_step
from tests.golden.samples import samples
from yeoun.pipeline.digest import digest_of
from yeoun.pipeline.step import Recipe, Step

KEPT = Path(__file__).with_name("kept.json")
SAMPLES = samples()


def kept() -> dict[str, dict[str, str]]:
    """What was written down."""
    return json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}


@pytest.mark.parametrize("recipe", SAMPLES, ids=lambda recipe: recipe.step)
def test_a_step_that_gives_something_new_has_a_new_version(recipe: Recipe[Any]) -> None:
    step, before = f"{recipe.step}@{recipe.version}", kept()
    now = {"given": digest_of(recipe.inputs), "gives": digest_of(recipe.find()(*recipe.inputs))}
    if step not in before and "CI" not in os.environ:    # there it is written by nobody
        current = {f"{each.step}@{each.version}" for each in SAMPLES}
        lines = {name: line for name, line in before.items() if name in current} | {step: now}
        KEPT.write_text(json.dumps(lines, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        pytest.skip(f"wrote down what {step} gives; commit {KEPT.name}")
    assert step in before, f"{step} is not in {KEPT.name}: run the tests on your own machine first, and commit it"
    assert before[step]["given"] == now["given"], f"the sample of {step} changed: remove its line from {KEPT.name} and run again"
    assert before[step]["gives"] == now["gives"], f"{step} gives something new for the same input: raise its version"


def test_every_step_without_a_shelf_has_a_sample() -> None:
    assert {recipe.step for recipe in SAMPLES} == {step.name for step in every_step() if isinstance(step, Step)}


def test_a_sample_gives_more_than_nothing() -> None:
    empty = [recipe.step for recipe in SAMPLES if recipe.find()(*recipe.inputs) in {(), None}]
    assert empty == []


def test_no_line_is_kept_of_a_step_that_is_gone() -> None:
    assert set(kept()) <= {f"{recipe.step}@{recipe.version}" for recipe in SAMPLES}
