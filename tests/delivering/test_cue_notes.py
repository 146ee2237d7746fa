"""Cue notes in parts: after a long rest a player reads who plays what before the entry, small, in a place the own clef holds."""

import io
import shutil
import subprocess
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from lxml import etree
from pypdf import PdfReader

from tests.delivering.scores import SCORE, instrument, note, part
from yeoun.delivering.engrave import engraved
from yeoun.delivering.musicxml import score_xml
from yeoun.model.composed import Bar, TempoMap
from yeoun.model.scored import Part, Score

BARS = tuple(Bar(k + 1, Fraction(4 * k), 4, 4) for k in range(16))
SEMITONES = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
VIOLINS = part(1, "violins_1", instrument("violins_1", "바이올린"), tuple(note(Fraction(k), Fraction(1), 69 + k % 5) for k in range(60)))
PAD = replace(part(3, "pad", instrument("pad", "패드"), tuple(note(Fraction(k, 2), Fraction(1, 2), 60) for k in range(120))), role="bed")


def resting(clef: str = "bass", bars: int = 12, transposition: int = 0, key: int = 50) -> Part:
    """A player who rests so many bars and then plays two."""
    player = instrument("celli", "첼로", clef, transposition=transposition)
    return part(2, "celli", player, tuple(note(Fraction(4 * bars + k), Fraction(1), key) for k in range(8)))


def printed(player: Part, *others: Part, for_player: bool = True) -> etree._Element:
    whole = scored(player, *others)
    return etree.fromstring(score_xml(whole, (player,) if for_player else whole.parts, (), for_player=for_player))


def scored(player: Part, *others: Part) -> Score:
    steady = TempoMap(0, SCORE.tempo_map.marks[:1])
    return replace(SCORE, bars=BARS, parts=(*others, player), landed=(), sections=(), end_beat=Fraction(64), tempo_map=steady)


def cue_notes(root: etree._Element) -> dict[str, list[int]]:
    """Bar -> the keys of its small notes, as written."""
    found: dict[str, list[int]] = {}
    for measure in root.iter("measure"):
        for each in measure.iter("note"):
            if each.find("cue") is not None and (pitch := each.find("pitch")) is not None:
                step, octave = pitch.findtext("step", ""), int(pitch.findtext("octave", "0"))
                found.setdefault(str(measure.get("number")), []).append(
                    12 * (octave + 1) + SEMITONES[step] + int(pitch.findtext("alter", "0")))
                assert each.find("type[@size='cue']") is not None and each.find("tie") is None
    return found


def names(root: etree._Element) -> list[str]:
    return [each.text or "" for each in root.iter("words") if (each.text or "").startswith("(")]


def test_two_bars_before_an_entry_the_leading_part_stands_small_and_named() -> None:
    root = printed(resting(), VIOLINS, PAD)
    assert {bar: len(keys) for bar, keys in cue_notes(root).items()} == {"11": 4, "12": 4}
    assert names(root) == ["(바이올린 15ma)"]
    assert [each.text for each in root.iter("multiple-rest")] == ["10", "2"], "what is cued is counted no more"
    for bar in ("11", "12"):
        measure = next(each for each in root.iter("measure") if each.get("number") == bar)
        assert len(measure.findall("note/rest[@measure='yes']")) == 1, "the player's own rest stays"


def test_the_cue_is_in_the_player_s_own_clef_and_transposition() -> None:
    heard = [69 + k % 5 for k in range(40, 48)]
    low = cue_notes(printed(resting("bass"), VIOLINS))
    assert [key + 24 for key in low["11"] + low["12"]] == heard
    high = cue_notes(printed(resting("treble", transposition=-2), VIOLINS))
    assert [key - 2 for key in high["11"] + high["12"]] == heard
    drum = cue_notes(printed(resting("percussion"), VIOLINS))
    assert set(drum["11"]) == {71}, "a drum's staff shows the rhythm alone"


def test_a_piano_s_cue_stands_in_its_upper_staff() -> None:
    root = printed(resting("grand", key=64), VIOLINS)
    assert cue_notes(root).keys() == {"11", "12"}
    assert {each.findtext("staff") for each in root.iter("note") if each.find("cue") is not None} == {"1"}


@pytest.mark.parametrize(("bars", "is_cued"), [(7, False), (8, True)])
def test_fewer_than_eight_bars_are_counted_without_help(bars: int, is_cued: bool) -> None:
    assert bool(cue_notes(printed(resting(bars=bars), VIOLINS))) is is_cued


def test_who_plays_alone_or_after_silence_has_no_cue() -> None:
    silent = replace(VIOLINS, notes=tuple(each for each in VIOLINS.notes if each.at_beat < 30))
    assert not cue_notes(printed(resting())) and not cue_notes(printed(resting(), silent))


def test_where_the_leader_is_silent_another_is_followed() -> None:
    silent = replace(VIOLINS, notes=tuple(each for each in VIOLINS.notes if each.at_beat < 30))
    root = printed(resting(), silent, PAD)
    assert names(root) == ["(패드)"]


def test_a_score_has_no_cue_notes() -> None:
    assert not cue_notes(printed(resting(), VIOLINS, for_player=False))


@pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="poppler-utils are not installed")
def test_on_paper_the_cue_is_smaller_than_the_player_s_own_notes(tmp_path: Path) -> None:
    """The cued bars hold as many notes as those after them, and less ink."""
    player = resting()
    xml = score_xml(scored(player, VIOLINS), (player,), (), for_player=True)
    pdf = engraved(xml, for_player=True)
    assert "(바이올린 15ma)" in PdfReader(io.BytesIO(pdf)).pages[0].extract_text()
    own = engraved(xml.replace(b"<cue/>", b"").replace(b' size="cue"', b""), for_player=True)
    assert ink(pdf, tmp_path / "cue.pdf") < ink(own, tmp_path / "own.pdf")


def ink(pdf: bytes, path: Path) -> int:
    path.write_bytes(pdf)
    subprocess.run(["pdftoppm", "-r", "80", "-gray", "-singlefile", str(path), str(path.with_suffix(""))], check=True)
    pixels = path.with_suffix(".pgm").read_bytes().split(b"\n", 3)[3]
    return sum(255 - value for value in pixels) // 255
