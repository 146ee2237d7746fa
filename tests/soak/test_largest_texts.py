"""The largest texts that are let in, in every form; `make test` reads four of them. Half a minute."""

from pathlib import Path

import pytest

from tests.reading.test_largest import FORMS, is_read_in_seconds


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads memory from /proc")
@pytest.mark.parametrize("name", FORMS)
def test_the_largest_text_of_every_form_is_read_in_seconds(name: str) -> None:
    is_read_in_seconds(name)
