"""What is handed in under the wrong name is told by what it is; how messages name files."""

from pathlib import Path

import pytest

from tests.whole.console import yeoun
from yeoun.cli.ending import Ended, show_end
from yeoun.cli.progress import Progress
from yeoun.delivering.told import sentence
from yeoun.model.media import Caution

SRT = "1\n00:00:01,000 --> 00:00:02,500\n가지 마.\n"
VTT = "WEBVTT\n\n00:01.000 --> 00:02.500\n가지 마.\n"
SAMI = "<SAMI>\n<BODY><SYNC Start=1000><P Class=KRCC>가지 마.</BODY></SAMI>\n"
ASS = "[Script Info]\nTitle: x\n[Events]\n"


@pytest.mark.parametrize(("name", "text", "kind"), [("ko.srt", SRT, "SRT"), ("ko.vtt", VTT, "WebVTT"), ("ko.smi", SAMI, "SAMI"),
                                                    ("ko.ass", ASS, "ASS"), ("script.txt", SRT, ""), ("script.txt", VTT, "")])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_subtitles_given_as_a_script_are_told_apart(tmp_path: Path, name: str, text: str, kind: str, encoding: str) -> None:
    (tmp_path / "film.mp4").write_bytes(b"film")
    (tmp_path / name).write_text(text, encoding=encoding)
    ran = yeoun("score", tmp_path / "film.mp4", "--script", tmp_path / name, "--out", tmp_path / "out", "--store", tmp_path / "store")
    said = f"{name} (script): these are subtitles{f' ({kind})' if kind else ''}, not a script. Give them with --subtitles"
    assert ran.status == 2 and said in ran.err
    assert all(word in ran.err for word in ("FDX", "Fountain", "DOCX", "HWPX", "HWP", "PDF", "text"))
    assert not (tmp_path / "out").exists()


def test_a_script_is_no_subtitle_file(tmp_path: Path) -> None:
    (tmp_path / "film.mp4").write_bytes(b"film")
    (tmp_path / "script.txt").write_text("S#1. 옥상 / 낮\n\n지은\t00:00:01,000 --> 가자.\n", encoding="utf-8")
    ran = yeoun("score", tmp_path / "film.mp4", "--script", tmp_path / "script.txt", "--out", tmp_path / "out",
                "--store", tmp_path / "store")
    assert ran.status == 2 and "film.mp4" in ran.err and "subtitles" not in ran.err


@pytest.mark.parametrize(("words", "names", "said"), [
    ("she turns", (), "She turns."), ("film.mp4 is damaged in 3 places", (), "film.mp4 is damaged in 3 places."),
    ("reel two.mov: 2 timelines", ("reel two.mov",), "reel two.mov: 2 timelines."), ("programme_20 is lower", (), "programme_20 is lower."),
    ("music, it seems", (), "Music, it seems."), ("no-one speaks.", (), "No-one speaks."), ("막차.mp4 is short", (), "막차.mp4 is short.")])
def test_a_sentence_begins_with_a_capital_and_a_file_with_its_own_letter(words: str, names: tuple[str, ...], said: str) -> None:
    assert sentence(words, names) == said


def test_the_end_of_a_run_leaves_the_names_of_files_alone(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    caution = Caution("sound_shorter", "reel two: the sound ends early")
    show_end(Ended(tmp_path, str(tmp_path), cautions=(caution,), names=("reel two",)), Progress(lambda: 0.0, as_json=False), as_json=False)
    assert "  ! reel two: the sound ends early." in capfd.readouterr().out


@pytest.mark.parametrize("command", ["", "score", "demo", "check", "read", "play", "store", "doctor"])
def test_every_help_names_debug(command: str) -> None:
    assert "--debug" in yeoun(*([command] if command else []), "--help").out
