"""Films of the web, scored from the first frame to the last and measured: `make test` looks at all of them and scores ten seconds."""

from pathlib import Path

import pytest

from tests.material import material, needs_material
from tests.whole.console import read, yeoun

pytestmark = [needs_material, pytest.mark.filterwarnings("ignore:module 'sre_:DeprecationWarning")]


@pytest.mark.parametrize("name", ["big_buck_bunny_0_30.webm", "tears-of-steel-battle-clip-medium.webm"])
def test_a_film_of_the_web_is_scored_whole(tmp_path: Path, name: str) -> None:
    out = tmp_path / "out"
    ran = yeoun("score", material(f"video/{name}"), "--out", out, "--store", tmp_path / "store")
    assert ran.status == 0, ran.err
    assert read(out / "spotting" / "spotting.json")["cues"]
    assert [each for each in yeoun("check", out, "--json").told_whole if not each["ok"]] == []
