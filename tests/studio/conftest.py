"""What tests of the studio share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.studio import rooms


@pytest.fixture
def room(tmp_path: Path) -> Iterator[rooms.Room]:
    """An open studio; closed afterwards."""
    made = rooms.room(tmp_path / "studio")
    yield made
    made.studio.close()
