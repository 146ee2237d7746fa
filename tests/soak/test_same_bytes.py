"""The demo made twice from nothing, in different stores and with different numbers of processors.

Measured: 330 CPU seconds and 4.5 GB of disk while it runs.
"""

from pathlib import Path

from tests.soak.conftest import Demo
from tests.whole.console import digests, yeoun


def test_the_demo_in_another_store_with_one_processor_gives_the_same_bytes(demo: Demo, tmp_path: Path) -> None:
    ran = yeoun("demo", "--out", tmp_path / "last_bus", "--store", tmp_path / "store", "--json", processors=1)
    assert ran.status == 0, ran.err
    assert ran.names("found") == {"read"}, "a store of its own made everything anew; scoring asks once more for what it has read"
    one, other = digests(demo.out), digests(tmp_path / "last_bus")
    assert len(one) > 80 and set(one) == set(other)
    assert [path for path in one if one[path] != other[path]] == []
    assert digests(demo.film) == digests(tmp_path / "last_bus_film")
