"""What results stand on beside their code: another bank, another FluidSynth or none is another ground, wherever the bank lies."""

from pathlib import Path

import pytest

from yeoun import grounds
from yeoun.errors import MachineLacks
from yeoun.grounds import grounds_of
from yeoun.mixing.binaural import KEMAR
from yeoun.performing import fluid


@pytest.fixture
def bank(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A bank in the last of the folders that are looked through."""
    place = tmp_path / "MuseScore_General.sf3"
    place.write_bytes(b"one bank" * 1000)
    monkeypatch.setattr(fluid, "FOLDERS", ("/nowhere", str(tmp_path)))
    monkeypatch.setattr(fluid, "bank_file", fluid.bank_file.__wrapped__)
    return place


def test_the_bank_that_is_played_is_the_one_that_counts(bank: Path) -> None:
    assert fluid.bank_file() == bank
    one = grounds_of("performing")
    bank.write_bytes(b"two bank" * 1000)
    two = grounds_of("performing")
    bank.with_name("MuseScore_General_Full.sf3").write_bytes(b"one bank" * 1000)    # is taken before the other
    three = grounds_of("performing")
    for place in (bank, bank.with_name("MuseScore_General_Full.sf3")):
        place.unlink()
    assert len({one, two, three, grounds_of("performing")}) == 4, "and none at all is a ground of its own"


def test_another_fluidsynth_is_another_ground(bank: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = grounds_of("performing")
    monkeypatch.setattr(fluid, "version", lambda: "9.9.9")
    other = grounds_of("performing")

    def lacking() -> str:
        raise MachineLacks(what="FluidSynth", needed_for="notes", now="Install it")
    monkeypatch.setattr(fluid, "version", lacking)
    assert len({here, other, grounds_of("performing")}) == 3


def test_the_version_is_what_the_library_says() -> None:
    assert fluid.version()[0].isdigit() and fluid.version().count(".") == 2


def test_every_place_a_head_is_looked_for_in_is_looked_at() -> None:
    assert tuple(map(str, KEMAR)) == grounds.OUTSIDE["mixing"]


def test_a_stage_without_players_does_not_care_for_banks(bank: Path) -> None:
    before = grounds_of("composing")
    bank.unlink()
    assert grounds_of("composing") == before
