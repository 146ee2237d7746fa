"""A step that ends every worker is named and set apart; one that was at hand then is not blamed, and a finished one not made again."""

from pathlib import Path

import pytest

from tests.farm.hiring import contents, hired, in_process, killing
from tests.farm.steps import HELD, HUM, POISON, marks
from yeoun.errors import StepFailed


def test_the_poisonous_step_is_named_after_three_deaths_alone_and_an_innocent_one_is_acquitted(tmp_path: Path) -> None:
    with hired("local", 1, str(tmp_path / "store"), tmp_path) as farm:
        poison, unlucky, third = farm.piece("1m02"), farm.piece("1m03"), farm.piece("1m04")
        with killing(unlucky, 3) as killed:    # three workers die under it, and by no fault of its own
            with pytest.raises(StepFailed, match="The step poison failed on 1m02: it ended its worker process 3 times, alone"):
                farm.workshop().make_all([HELD(unlucky, 3), POISON(poison), HUM(third, 220.0)])
        assert farm.heard("alone") == ["1m03", "1m02"]    # the engine blames both: both are tried alone
        assert sorted(farm.heard("made")) == ["1m03", "1m04"]
        assert marks(unlucky)[:3] == killed and len(marks(unlucky)) == 4
        assert len(marks(poison)) >= 3
        alone = farm.told[[each.what for each in farm.told].index("alone"):]
        assert {each.about for each in alone} == {"1m02", "1m03"}    # what is finished is not made again beside them
        with in_process(tmp_path / "alone") as workshop:
            workshop.make_all([HELD(unlucky, 3), HUM(third, 220.0)])
        assert contents(tmp_path / "store") == contents(tmp_path / "alone")
        farm.workshop().make(HUM(farm.piece("1m05"), 330.0))    # and the farm goes on
