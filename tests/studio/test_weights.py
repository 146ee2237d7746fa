"""A series remembers what people corrected: an episode weighs as the pages before it say, and writes only its own."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.feeling.test_weigh import rows_of
from yeoun.errors import InputRefused
from yeoun.feeling.weigh import refit
from yeoun.model.feeling import Source, Weighing
from yeoun.studio.weights import keep_weights, weights_before

ROWS = rows_of(8, 4.0)


def scored(series: Path, episode: str, rows: slice) -> tuple[str, ...]:
    """An episode in which people corrected some of these."""
    before = weights_before(series, episode)
    return keep_weights(series, episode, before, refit(before, ROWS[rows]))


def test_a_series_nobody_corrected_weighs_as_designed_and_has_no_page(tmp_path: Path) -> None:
    assert weights_before(tmp_path / "nothing yet", "s01e01") == Weighing()
    assert scored(tmp_path, "s01e01", slice(0, 0)) == () and not (tmp_path / "weights").exists()


def test_an_episode_weighs_as_all_before_it_taught_and_not_as_itself(tmp_path: Path) -> None:
    (said,) = scored(tmp_path, "s01e01", slice(0, 3))
    assert "9 corrections of the graph in 3 scenes; too few to learn from yet" in said
    (said,) = scored(tmp_path, "s01e02", slice(3, 8))
    assert "24 corrections" in said and "words valence x" in said
    assert weights_before(tmp_path, "s01e02").factors == ()
    there = weights_before(tmp_path, "s01e03")
    assert there.corrections == ROWS and there.factors == refit(Weighing(), ROWS).factors != () and there.centre == ()


def test_scoring_again_gives_the_same_bytes(tmp_path: Path) -> None:
    page = tmp_path / "weights" / "s01e01.toml"
    scored(tmp_path, "s01e01", slice(0, 8))
    first = page.read_bytes()
    scored(tmp_path, "s01e01", slice(0, 8))
    assert page.read_bytes() == first and [each.name for each in page.parent.iterdir()] == ["s01e01.toml"]


def test_notes_that_are_taken_back_are_forgotten(tmp_path: Path) -> None:
    scored(tmp_path, "s01e01", slice(0, 8))
    scored(tmp_path, "s01e01", slice(0, 0))
    assert weights_before(tmp_path, "s01e02") == Weighing()


def test_notes_taken_back_in_an_episode_after_something_was_learnt_leave_what_was_learnt(tmp_path: Path) -> None:
    scored(tmp_path, "s01e01", slice(0, 8))
    learnt = weights_before(tmp_path, "s01e02")
    keep_weights(tmp_path, "s01e02", learnt, refit(learnt, ROWS[:1]))
    (said,) = keep_weights(tmp_path, "s01e02", learnt, learnt)
    assert "as the episodes before taught" in said and weights_before(tmp_path, "s01e03") == learnt


def test_factors_that_a_person_wrote_stay_through_every_rerun_and_are_where_later_episodes_begin(tmp_path: Path) -> None:
    page = tmp_path / "weights" / "s01e01.toml"
    scored(tmp_path, "s01e01", slice(0, 2))
    page.write_text(page.read_text().replace("\n[factors]    #", "\n[factors]\nwords = [0, 1, 1]    #"))
    theirs = ((Source.WORDS, (0.0, 1.0, 1.0)),)
    for _ in range(2):
        (said,) = scored(tmp_path, "s01e01", slice(0, 2))
        assert "yours, and stay" in said
        there = weights_before(tmp_path, "s01e02")
        assert there == Weighing(theirs, theirs, ROWS[:2])
    scored(tmp_path, "s01e02", slice(2, 3))
    assert weights_before(tmp_path, "s01e03") == replace(there, corrections=ROWS[:3])


@pytest.mark.parametrize(("was", "becomes", "why"), [
    ("schema = 1", "schema = 2", "schema 2, and this version reads schema 1"),
    ("\n[factors]    #", "\n[factors]\nwords = [nan, 1, 1] #", "factors.words is nan, and not between 0 and 10"),
    ("\n[factors]    #", "\n[factors]\nwords = [-1, 1, 1] #", "factors.words is -1"),
    ("\n[factors]    #", "\n[factors]\nwords = [1, 1] #", "2 numbers and not 3"),
    ("\n[factors]    #", "\n[factors]\nwirds = [1, 1, 1] #", "'wirds' is no kind of evidence: there are words, voice"),
    ("\n[factors]", "\n[factors", "no page of weights"),
    ("made", "mode", "no page of weights .KeyError 'made'"),
    ('"valence"', '"anger"', "'anger' is no axis"),
    ("[[scene]]", "scene = 3\n[[other]]", "no page of weights"),
])
def test_a_page_that_cannot_be_read_is_refused_by_name(tmp_path: Path, was: str, becomes: str, why: str) -> None:
    page = tmp_path / "weights" / "s01e01.toml"
    scored(tmp_path, "s01e01", slice(0, 2))
    page.write_text(page.read_text().replace(was, becomes))
    with pytest.raises(InputRefused, match=rf"s01e01\.toml.*{why}"):
        weights_before(tmp_path, "s01e02")
