"""What tests of the server share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.server.browser import Hall
from tests.studio import rooms


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    """A studio and its application; closed afterwards."""
    made = rooms.room(tmp_path / "studio")
    yield Hall(made)
    made.studio.close()
