"""Where the picture's labels begin: its own timecode, else the notes', else the cut list's; and what counts from there."""

from fractions import Fraction
from pathlib import Path

import pytest

from tests.fakes import FolderShelf
from tests.reading.films import make_film
from yeoun.delivering.plain import timecode
from yeoun.model.media import Material
from yeoun.model.script import Draft
from yeoun.reading.read import read

NTSC, WIDE = Fraction(30000, 1001), Fraction(60000, 1001)
LIST = "TITLE: T\n{fcm}001  AX V C 00:00:00:00 00:00:01:06 {h}:00:00{s}00 {h}:00:01{s}06\n" \
       "002  AX V C 00:00:00:00 00:00:01:06 {h}:00:01{s}06 {h}:00:02{s}12\n"  # fmt: skip


def draft(folder: Path, rate: Fraction = NTSC, own: str = "", notes: str = "", cuts: str = "") -> Draft:
    shelf = FolderShelf(folder)

    def given(role: str, name: str, text: str) -> object:
        (folder / name).write_text(text, encoding="utf-8")
        return shelf.give(folder / name, role)

    papers = {role: given(role, name, text) for role, name, text in
              (("notes", "n.toml", notes), ("cuts", "c.edl", cuts)) if text}
    film = make_film(folder / "film.mov", frames=72 if rate < 40 else 144, rate=rate, timecode=own)
    return read(shelf, Material("e1", shelf.give(film), **papers))  # type: ignore[arg-type]


@pytest.mark.parametrize(("own", "notes", "cuts", "begins"), [
    ("", "", "", "00:00:00:00"),
    ("", "", LIST.format(fcm="", h="01", s=":"), "01:00:00:00"),
    ("", 'start_tc = "10:00:00:00"\n', LIST.format(fcm="", h="01", s=":"), "10:00:00:00"),
    ("", 'start_tc = "01:00:00;00"\n', "", "01:00:00;00"),
    ("", "", LIST.format(fcm="FCM: DROP FRAME\n", h="01", s=";"), "01:00:00;00"),
    ("02:00:00:00", 'start_tc = "10:00:00:00"\n', LIST.format(fcm="", h="01", s=":"), "02:00:00:00")])
def test_labels_count_from_the_file_else_the_notes_else_the_list(
    tmp_path: Path, own: str, notes: str, cuts: str, begins: str
) -> None:
    found = draft(tmp_path, own=own, notes=notes, cuts=cuts)
    assert timecode(0, found.media) == begins
    assert [cut.frame for cut in found.cuts] == ([36] if cuts else []), "the cuts stay on their frames"
    assert ("start_differs" in [each.code for each in found.cautions]) is bool(own and notes)


def test_drop_frame_labels_at_the_wide_rate_skip_four_a_minute(tmp_path: Path) -> None:
    media = draft(tmp_path, rate=WIDE, notes='start_tc = "01:00:00;00"\n').media
    assert timecode(3599, media) == "01:00:59;59" and timecode(3600, media) == "01:01:00;04"


def test_a_list_that_fits_no_hour_says_nothing_of_the_start(tmp_path: Path) -> None:
    odd = LIST.format(fcm="", h="01", s=":").replace("01:00:0", "01:07:1")
    assert draft(tmp_path, cuts=odd).media.start_frame == 0
