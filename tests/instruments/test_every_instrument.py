"""The contract of the family: every instrument is found by itself and keeps it."""

import re

import pytest

from tests.instruments.bank import BANK, presets
from yeoun.errors import NoSuch
from yeoun.instruments.load import every_instrument, instrument, read_instrument
from yeoun.model.scored import Instrument, Modelled, Sampled

EACH = pytest.mark.parametrize("player", every_instrument(), ids=lambda player: player.name)
HANGUL = re.compile(r"[\uac00-\ud7a3]")
FREE = {"MIT", "Apache-2.0", "CC0-1.0", "CC-BY-4.0", "KOGL-1"}


@EACH
def test_its_ranges_nest_and_a_melody_fits_its_best_one(player: Instrument) -> None:
    assert 0 <= player.low <= player.best_low < player.best_high <= player.high <= 127
    if player.family != "percussion" and player.clef != "percussion":
        assert player.best_high - player.best_low >= 12


@EACH
def test_it_has_a_korean_name_and_an_english_one(player: Instrument) -> None:
    assert HANGUL.search(player.hangul) and player.english.isascii()


@EACH
def test_it_names_a_licence_that_may_ship_and_where_it_comes_from(player: Instrument) -> None:
    assert player.licence in FREE and player.credit and player.source


@EACH
def test_its_preset_exists_in_the_bank(player: Instrument) -> None:
    if isinstance(player.sound, Modelled):
        assert re.fullmatch(r"[a-z]+", player.sound.engine)
        return
    if not BANK.is_file():
        pytest.skip("the sampled bank is not installed")
    assert (player.sound.bank, player.sound.program) in presets()
    assert player.sound.bank != 17, "the Expr. presets are 55 dB down until CC2 is sent"


@EACH
def test_it_is_never_a_foreign_stand_in(player: Instrument) -> None:
    if isinstance(player.sound, Sampled):
        assert not player.is_gugak
        assert (player.sound.bank, player.sound.program) not in {(0, 77), (0, 106), (0, 107), (0, 116), (8, 107)}


@EACH
def test_a_wind_breathes_and_a_string_does_not(player: Instrument) -> None:
    if player.family in {"winds", "brass", "voice"} or player.name in {"daegeum", "danso", "piri", "sogeum"}:
        assert 3.0 <= player.breath_s <= 15.0
    else:
        assert player.breath_s == 0.0


@EACH
def test_its_company_is_an_instrument_that_needs_none(player: Instrument) -> None:
    if player.company:
        assert instrument(player.company).company == ""


def test_there_are_enough_players_for_every_role_in_every_light() -> None:
    for role in ("melody", "counter", "bed", "pulse", "bass", "pad", "drone", "grace"):
        able = [player for player in every_instrument() if role in player.roles]
        assert len(able) >= 4, role
        assert max(player.warmth for player in able) > 0.2 > -0.1 > min(player.warmth for player in able), role


def test_names_are_unique_and_in_order() -> None:
    names = [player.name for player in every_instrument()]
    assert names == sorted(set(names))


def test_an_unknown_name_is_refused_with_its_neighbours() -> None:
    with pytest.raises(NoSuch, match="Nearest: daegeum"):
        instrument("daegum")


def test_a_best_range_outside_the_range_is_our_mistake() -> None:
    text = 'name = "x"\nenglish = "X"\nhangul = "엑스"\nfamily = "piano"\ngroup = "PNO"\nroles = ["bed"]\n' \
        'range = ["C3", "C5"]\nbest = ["C2", "C5"]\npolyphony = 1\ncolour = []\nwarmth = 0.0\nbrightness = 0.5\n' \
        'intimacy = 0.5\narousal = [0.0, 1.0]\nvalence = [-1.0, 1.0]\nattack_s = 0.1\nrelease_s = 0.1\n' \
        'sustains = true\nbreath_s = 0.0\ntechniques = []\nclef = "grand"\ntransposition = 0\n' \
        'place = [0.0, 0.0, 0.0]\nwidth = 0.1\nlicence = "MIT"\ncredit = "c"\nsource = "s"\n' \
        '[sound]\nbank = 0\nprogram = 0\nlevel_db = 0.0\n'
    with pytest.raises(ValueError, match="must lie inside range"):
        read_instrument(text)
