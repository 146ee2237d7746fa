"""Tables of the terminal: as wide as it is, and unbroken where none looks on."""

import contextlib
import io
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.console import Console

from yeoun.checking.finding import Finding
from yeoun.cli.tables import show_findings, show_understood

FINDINGS = (Finding("cues and silences tile the picture", "spotting/spotting.json", "0 to 1920 frames without gaps",
                    "7 moments, 0 gaps", True),
            Finding("hits of class A heard within 20 ms", "cues/1m01/1m01.mid, cues/1m02/1m02.mid", "9 of 10, by chance 2.1 of them",
                    "8 of 10: 1m02 at 01:00:41:01 is late by 31 ms 막차", False))
SCRIPT = "1. 옥상 / 해질녘\n\n" + "노을이 번지는 옥상에서 지은이 난간에 기대어 도시를 본다. " * 4 + "\n\n지은\t고마워. 오늘 막차로 떠나.\n"


def lines(width: int, show: str, tmp_path: Path) -> list[str]:
    out = io.StringIO()
    console = Console(file=out, width=width, force_terminal=True, color_system=None)
    if show == "check":
        show_findings(FINDINGS, Path("out"), console)
    else:
        (tmp_path / "script.txt").write_text(SCRIPT, encoding="utf-8")
        show_understood(tmp_path / "script.txt", False, console)
    return out.getvalue().splitlines()


@pytest.mark.parametrize("show", ["check", "read"])
@pytest.mark.parametrize("width", [40, 60, 80, 100, 132, 200])
def test_no_line_is_wider_than_the_terminal_and_no_word_is_lost(tmp_path: Path, show: str, width: int) -> None:
    shown = lines(width, show, tmp_path)
    assert max(map(cell_len, shown)) <= width
    words = (" ".join(f"{each.what} {each.where} {each.asked} {each.measured}" for each in FINDINGS) if show == "check" else SCRIPT)
    told = "".join("".join(shown).split())
    assert [word for word in words.replace("1. ", "").replace("/ 해질녘", "").split() if word not in told] == []


def test_words_are_kept_whole_in_a_terminal_of_80_columns(tmp_path: Path) -> None:
    told = " ".join("\n".join(lines(80, "check", tmp_path)).split())
    assert "8 of 10: 1m02 at 01:00:41:01 is late by 31 ms 막차" in told and "asked 0 to 1920 frames without gaps" in told
    wide = lines(200, "check", tmp_path)
    assert wide[0].split() == ["what", "where", "asked", "measured"] and len(wide) == 1 + len(FINDINGS) + 1


def test_a_console_of_its_own_is_written_to_and_no_other(capsys: pytest.CaptureFixture[str]) -> None:
    out = io.StringIO()
    show_findings(FINDINGS, Path("out"), Console(file=out, width=40))
    assert capsys.readouterr().out == "" and "7 moments, 0 gaps" in out.getvalue() and "2 measures, 1 failed" in out.getvalue()


def test_in_a_pipe_a_row_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "script.txt").write_text(SCRIPT, encoding="utf-8")
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        show_understood(tmp_path / "script.txt", False)
        show_findings(FINDINGS, Path("out"))
    rows = out.getvalue().splitlines()
    assert sum(row.startswith("action") for row in rows) == 1 and sum(row.startswith("NO") for row in rows) == 1
    assert not any(row.endswith(" ") for row in rows)
