"""Whether short lines in another language than the subtitles are still known for the same film: by meaning, which takes long."""

import pytest

from tests.reading.fitting_bench import PARTS, doubted, films


@pytest.mark.parametrize(("ours", "theirs"), [("ko", "en"), ("en", "ko")])
def test_a_script_of_short_lines_that_fits_in_part_is_never_taken_for_another_films_across_languages(ours: str, theirs: str) -> None:
    assert len(PARTS) >= 7 and len(films()["lines of tender"]) >= 10
    assert not doubted("lines of tender", ours, theirs)
