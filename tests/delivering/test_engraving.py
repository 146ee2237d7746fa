"""Scores and parts on paper: real A4, fonts inside, Hangul that can be seen, the same bytes every time."""

import io
import re
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from lxml import etree
from pypdf import PdfReader

from tests.delivering.scores import GAYAGEUM, HITS, PIANO, SCORE, instrument, note, part
from yeoun.delivering.engrave import drawings, engraved, open_ties, touching_chords
from yeoun.delivering.lettering import covered, width_of
from yeoun.delivering.musicxml import score_xml
from yeoun.model.composed import Bar, Chord
from yeoun.model.scored import Landed
from yeoun.units.time import Seconds

WHOLE = score_xml(SCORE, SCORE.parts, HITS)


def sizes(pdf: bytes) -> list[tuple[float, float]]:
    return [(float(page.mediabox.width), float(page.mediabox.height)) for page in PdfReader(io.BytesIO(pdf)).pages]


def test_a_score_and_a_part_are_a4_to_a_tenth_of_a_point() -> None:
    for pdf in (engraved(WHOLE), engraved(score_xml(SCORE, (GAYAGEUM,), HITS, for_player=True), for_player=True)):
        for width, height in sizes(pdf):
            assert abs(width - 595.276) < 0.1 and abs(height - 841.89) < 0.1


def test_a_band_too_large_for_an_upright_page_lies_on_its_side() -> None:
    many = tuple(replace(PIANO, number=k + 1, name=f"piano_{k}") for k in range(7))
    assert all(width > height for width, height in sizes(engraved(score_xml(replace(SCORE, parts=many), many, ()))))


def test_the_same_score_is_the_same_bytes_also_in_a_thread() -> None:
    with ThreadPoolExecutor(2) as pool:
        others = list(pool.map(engraved, [WHOLE, WHOLE]))
    assert {*others, *(engraved(WHOLE) for _ in range(6))} == {others[0]}


@pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="poppler-utils are not installed")
@pytest.mark.parametrize("players", [3, 7, 9, 11])
def test_no_music_stands_where_the_head_of_a_score_stands(players: int, tmp_path: Path) -> None:
    """Above the first staff's marks lies nothing but the head: title, second title, player."""
    high = part(1, "piano", PIANO.instrument, (note(Fraction(0), Fraction(4), 108),))
    many = tuple(replace(high, number=k + 1, name=f"piano_{k}") for k in range(players))
    score = replace(SCORE, parts=many, titles=())
    xml, bare = tmp_path / "head.pdf", score_xml(score, many, HITS)
    xml.write_bytes(engraved(bare))
    subprocess.run(["pdftoppm", "-r", "72", "-gray", "-f", "1", "-l", "1", str(xml), str(tmp_path / "page")], check=True)
    (drawn,) = tmp_path.glob("page*.pgm")
    head, pixels = drawn.read_bytes().split(b"\n255\n", 1)
    width = int(head.split()[1])
    rows = [min(pixels[row * width:(row + 1) * width]) for row in range(len(pixels) // width)]
    last = 57 if width < 700 else 57 - 14    # points: the second title's baseline
    assert min(rows[last + 3:last + 5]) > 200 and min(rows[:last + 3]) < 100, "a clear line under the head"


@pytest.mark.skipif(shutil.which("pdffonts") is None, reason="poppler-utils are not installed")
def test_every_font_is_embedded_and_hangul_reads_back(tmp_path: Path) -> None:
    path = tmp_path / "score.pdf"
    path.write_bytes(engraved(WHOLE))
    rows = subprocess.run(["pdffonts", str(path)], capture_output=True, text=True, check=True).stdout.splitlines()[2:]
    assert rows and all("NanumGothic" in row or "Leipzig" in row for row in rows)
    # the columns "emb sub uni" stand before the object's number
    assert all(row.split()[-5] == "yes" for row in rows) and not any("Type 3" in row for row in rows)
    text = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, text=True, check=True).stdout
    assert "노을 — 지은" in text and "가야금" in text and "A1" in text
    assert "Gayageum" in text and "Boxed: hits on the picture" in text and "네모 안" in text, "names and signs in both languages"


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils are not installed")
def test_a_name_in_two_languages_stands_in_two_lines_around_the_middle_of_its_staff(tmp_path: Path) -> None:
    def middle(xml: bytes) -> dict[str, float]:
        (tmp_path / "a.pdf").write_bytes(engraved(xml))
        told = subprocess.run(["pdftotext", "-bbox", str(tmp_path / "a.pdf"), "-"], capture_output=True, text=True, check=True).stdout
        return {word: (float(top) + float(low)) / 2 for top, low, word in re.findall(r'yMin="([\d.]+)".*?yMax="([\d.]+)">(.*?)<', told)}

    both = middle(WHOLE)
    alone = middle(score_xml(replace(SCORE, titles=(("en", SCORE.titles[0][1]),)), SCORE.parts, HITS))
    assert both["Gayageum"] - both["가야금"] > 5.0
    assert abs((both["Gayageum"] + both["가야금"]) / 2 - alone["Gayageum"]) < 1.0


def test_a_foot_too_long_for_the_page_is_broken_and_the_music_stays_clear_of_it() -> None:
    root = etree.fromstring(WHOLE)
    foot = root.find("credit[credit-type='legend']/credit-words")
    assert foot is not None
    foot.text = "Signs are explained here at length. " * 20
    text = PdfReader(io.BytesIO(engraved(etree.tostring(root)))).pages[0].extract_text()
    lines = [line for line in text.splitlines() if "explained" in line]
    assert len(lines) >= 4 and " ".join(lines).count("explained") == 20


def test_a_part_that_rests_first_is_printed_with_its_marks_and_without_a_stray_clef() -> None:
    bars = tuple(Bar(k + 1, Fraction(4 * k), 4, 4) for k in range(8))
    for clef, clefs in (("treble", 1), ("grand", 2)):
        late = part(1, "oboe", instrument("oboe", "오보에", clef), (note(Fraction(28), Fraction(4), 74),))
        score = replace(SCORE, bars=bars, parts=(late,), landed=(Landed(0, "oboe", "change", Fraction(9), Seconds(7.88)),))
        xml = score_xml(score, (late,), HITS, for_player=True, tc_in="01:00:00:00")
        pdf = engraved(xml, for_player=True)
        text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
        for told in ("= 68", "노을", "A1", "오보에", "TC in 01:00:00:00", "Golden Hour"):
            assert told in text, told
        (page,) = drawings(xml, for_player=True)
        drawn = [each.split("-")[0] for each in re.findall(r'<use xlink:href="#(E0(?:50|62)-)', page)]
        assert len(drawn) == clefs, "one clef a staff, none inside a long rest"
        assert re.findall(r'class="multiRest"', page) == ['class="multiRest"'] * 2 * clefs


@pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="poppler-utils are not installed")
def test_a_longer_korean_name_leaves_more_ink_on_the_page_and_never_runs_off_it(tmp_path: Path) -> None:
    def ink(hangul: str) -> tuple[int, int]:
        player = part(1, "a", instrument("a", hangul), (note(Fraction(0), Fraction(4), 72),))
        path = tmp_path / f"{len(hangul)}.pdf"
        path.write_bytes(engraved(score_xml(replace(SCORE, parts=(player,)), (player,), ())))
        subprocess.run(["pdftoppm", "-r", "80", "-gray", str(path), str(path.with_suffix(""))], check=True)
        page = next(tmp_path.glob(f"{len(hangul)}-*.pgm")).read_bytes()
        head, size, _, pixels = page.split(b"\n", 3)
        width = int(size.split()[0])
        rows = [pixels[k:k + width] for k in range(0, len(pixels), width)]
        assert head == b"P5"
        left = min(min((k for k, value in enumerate(row) if value < 128), default=width) for row in rows)
        return sum(255 - value for value in pixels) // 255, left

    short, _ = ink("징")
    long, edge = ink("산조 가야금과 정악 대금")
    assert long > short + 20, "the letters are drawn, not only told"
    assert edge >= 5, "nothing touches the edge of the paper"


def test_the_figures_of_a_new_metre_stand_clear_of_the_bar_line_and_no_tie_strikes_them_through() -> None:
    bars = (Bar(1, Fraction(0), 3, 4), Bar(2, Fraction(3), 7, 8))
    held = part(1, "violas", instrument("violas", "비올라", "alto"), (note(Fraction(0), Fraction(6), 64),))
    score = replace(SCORE, bars=bars, parts=(held,), landed=(), sections=())
    root = etree.fromstring(drawings(score_xml(score, (held,), ()))[0].encode())
    groups = {name: [each for each in root.iter("{*}g") if each.get("class") == name] for name in ("meterSig", "barLine", "tie")}
    figures = [float(re.findall(r"translate\((\d+)", etree.tostring(each).decode())[0]) for each in groups["meterSig"]]
    lines = [float(re.findall(r'd="M(\d+)', etree.tostring(each).decode())[0]) for each in groups["barLine"]]
    assert min(at - line for at in figures for line in lines if at > line) > 120
    ties = [path for each in groups["tie"] for path in each.iter("{*}path")]
    assert ties and not any(each.get("clip-path") for each in ties)
    open_ties(root)
    assert len([each for each in ties if each.get("clip-path")]) == 1 and root.find("{*}clipPath") is not None
    same = etree.fromstring(drawings(score_xml(replace(score, bars=(bars[0], Bar(2, Fraction(3), 3, 4))), (held,), ()))[0].encode())
    open_ties(same)
    assert same.find("{*}clipPath") is None, "a tie over a plain bar line stays whole"


def test_the_packaged_font_has_every_syllable_and_says_what_it_lacks() -> None:
    every = "".join(chr(code) for code in range(0xAC00, 0xD7A4))
    assert covered(every) == every
    assert covered("가\U0001f3b5") == "가[?]"
    assert 2.5 < width_of("가야금") < 3.1


def test_a_long_cue_has_several_pages_that_know_their_number() -> None:
    bars = tuple(Bar(k + 1, Fraction(4 * k), 4, 4) for k in range(80))
    tune = part(1, "oboe", instrument("oboe", "오보에"),
                tuple(note(Fraction(k, 2), Fraction(1, 2), 67 + k % 5) for k in range(640)))
    pdf = engraved(score_xml(replace(SCORE, bars=bars, parts=(tune,)), (tune,), (), for_player=True), for_player=True)
    pages = PdfReader(io.BytesIO(pdf)).pages
    assert len(pages) > 1
    assert "오보에" in pages[1].extract_text() and "·  2" in pages[1].extract_text().replace("· 2", "·  2")


def test_a_broken_score_is_refused() -> None:
    with pytest.raises(ValueError, match="verovio"):
        engraved(b"<html><body/></html>")


def test_long_chord_names_a_beat_apart_get_their_room_from_the_notes() -> None:
    names = ("G7sus4(no5)", "Cm(add9)/Eb", "Abmaj7/C", "Fm7b5/Ab")
    chords = tuple(Chord(Fraction(k), Fraction(1), name, "i", (1,), 0, 0.1, 60.0) for k, name in enumerate(names))
    held = part(1, "piano", instrument("piano", "피아노", "treble"), (note(Fraction(0), Fraction(4), 72),))
    score = replace(SCORE, parts=(held,), chords=chords, bars=(Bar(1, Fraction(0), 4, 4),), landed=())
    (page,) = drawings(score_xml(score, (held,), ()))
    assert page.count('class="harm"') == 4 and touching_chords(page) == []
    assert touching_chords(re.sub(r'(class="harm">\s*<text x=)"\d+"', r'\1"3000"', page)), "names on one another are seen"
