"""A series remembers: an episode reads the pages before it, writes only its own, and never alters an earlier motif."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.orchestrating.sketches import MOTIF
from yeoun.errors import InputRefused
from yeoun.model.composed import Motif, ThemeBook
from yeoun.studio.series import keep_page, themes_before
from yeoun.units.names import MotifId


def motif(name: str, owner: str) -> Motif:
    return replace(MOTIF, id=MotifId(name), owner=owner)


HERS, HIS = motif("m1", "지은"), motif("m2", "민호")


def test_a_series_without_episodes_has_an_empty_book(tmp_path: Path) -> None:
    assert themes_before(tmp_path / "nothing yet", "s01e01") == ThemeBook()


def test_what_one_episode_invents_the_next_one_reads_note_for_note(tmp_path: Path) -> None:
    keep_page(tmp_path, "s01e01", ThemeBook((HERS, HIS)))
    assert themes_before(tmp_path, "s01e02") == ThemeBook((HERS, HIS))


def test_an_episode_never_reads_its_own_page_or_a_later_one(tmp_path: Path) -> None:
    keep_page(tmp_path, "s01e02", ThemeBook((HERS,)))
    assert themes_before(tmp_path, "s01e02") == themes_before(tmp_path, "s01e01") == ThemeBook()


def test_a_page_holds_only_what_is_new_in_its_episode(tmp_path: Path) -> None:
    keep_page(tmp_path, "s01e01", ThemeBook((HERS,)))
    keep_page(tmp_path, "s01e02", ThemeBook((HERS, HIS)))
    page = json.loads((tmp_path / "themes" / "s01e02.json").read_text(encoding="utf-8"))
    assert (page["schema"], page["episode"], [each["owner"] for each in page["motifs"]]) == (1, "s01e02", ["민호"])
    assert themes_before(tmp_path, "s01e03").motifs == (HERS, HIS)


def test_running_an_episode_again_gives_the_same_bytes(tmp_path: Path) -> None:
    page = tmp_path / "themes" / "s01e01.json"
    keep_page(tmp_path, "s01e01", ThemeBook((HERS, HIS)))
    first = page.read_bytes()
    keep_page(tmp_path, "s01e01", ThemeBook((HERS, HIS)))
    assert page.read_bytes() == first
    assert [path.name for path in page.parent.iterdir()] == ["s01e01.json"]


@pytest.mark.parametrize("text", ["", "{}", '{"motifs": [{"id": "m1"}]}', '{"motifs": [7]}', "\u00ff"])
def test_a_broken_page_is_refused_by_its_name(tmp_path: Path, text: str) -> None:
    (tmp_path / "themes").mkdir()
    (tmp_path / "themes" / "s01e01.json").write_text(text, encoding="utf-8")
    with pytest.raises(InputRefused, match=r"s01e01\.json .*no page of themes.*Restore it"):
        themes_before(tmp_path, "s01e02")


def test_a_page_that_is_not_text_is_refused_too(tmp_path: Path) -> None:
    (tmp_path / "themes").mkdir()
    (tmp_path / "themes" / "s01e01.json").write_bytes(b"\xff\xfe\x00\xd8")
    with pytest.raises(InputRefused, match="no page of themes"):
        themes_before(tmp_path, "s01e02")


def test_a_melody_that_a_person_changed_on_the_page_is_theirs_through_every_rerun(tmp_path: Path) -> None:
    page = tmp_path / "themes" / "s01e01.json"
    keep_page(tmp_path, "s01e01", ThemeBook((HERS, HIS)))
    told = json.loads(page.read_text(encoding="utf-8"))
    told["motifs"][0]["degrees"] = [2, *told["motifs"][0]["degrees"][1:]]
    page.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    hers = replace(HERS, degrees=(2, *HERS.degrees[1:]))
    for _ in range(3):
        book = themes_before(tmp_path, "s01e01")
        assert book == ThemeBook((hers,), (hers.id,)), "what was designed is designed again, what a person wrote is not"
        keep_page(tmp_path, "s01e01", replace(book, motifs=(*book.motifs, HIS)))
    assert themes_before(tmp_path, "s01e02") == ThemeBook((hers, HIS), (hers.id,))


def test_a_page_that_a_person_wrote_by_hand_is_all_theirs(tmp_path: Path) -> None:
    keep_page(tmp_path, "s01e01", ThemeBook((HERS,)))
    page = tmp_path / "themes" / "s01e01.json"
    told = json.loads(page.read_text(encoding="utf-8"))
    del told["made"]
    page.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    assert themes_before(tmp_path, "s01e01") == ThemeBook((HERS,), (HERS.id,))
