"""What is handed in under the wrong name is told by what it is; how messages name files."""

import io
from functools import cache
from pathlib import Path

import av
import numpy as np
import pytest
import soundfile

from tests.reading.films import make_film
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
    ("music, it seems", (), "Music, it seems."), ("no-one speaks.", (), "No-one speaks."), ("막차.mp4 is short", (), "막차.mp4 is short."),
    ("is it the right file or rate?", (), "Is it the right file or rate?")])
def test_a_sentence_begins_with_a_capital_and_a_file_with_its_own_letter(words: str, names: tuple[str, ...], said: str) -> None:
    assert sentence(words, names) == said


def test_the_end_of_a_run_leaves_the_names_of_files_alone(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    caution = Caution("sound_shorter", "reel two: the sound ends early")
    show_end(Ended(tmp_path, str(tmp_path), cautions=(caution,), names=("reel two",)), Progress(lambda: 0.0, as_json=False), as_json=False)
    assert "  ! reel two: the sound ends early." in capfd.readouterr().out
    used = Caution("subtitles_inside", "the subtitles inside reel two are used")
    show_end(Ended(tmp_path, str(tmp_path), cautions=(used,)), Progress(lambda: 0.0, as_json=False), as_json=False)
    assert "None of them changes what is heard.\n  The subtitles inside reel two are used." in capfd.readouterr().out


@pytest.mark.parametrize("command", ["", "score", "demo", "check", "read", "play", "store", "doctor"])
def test_every_help_names_debug(command: str) -> None:
    assert "--debug" in yeoun(*([command] if command else []), "--help").out


SPOKEN = "S#1. 옥상 / 해질녘\n\n지은\t가지 마.\n현우\t그래.\n"
MISSPELT = '[[note]]\nid = "n1"\nkind = "tempo"\nvalue = "60"\n\n[[note]]\nid = "n2"\nkind = "theme"\nvalue = "현오 fragment"\n'


@pytest.mark.parametrize("with_subtitles", [True, False])
def test_a_misspelt_owner_of_a_theme_is_refused_by_its_line_before_anybody_looks_at_the_picture(
        tmp_path: Path, with_subtitles: bool) -> None:
    film = make_film(tmp_path / "film.mp4")
    for name, text in (("script.txt", SPOKEN), ("ko.srt", SRT), ("notes.toml", MISSPELT)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    more = ("--subtitles", tmp_path / "ko.srt") if with_subtitles else ()
    ran = yeoun("score", film, "--script", tmp_path / "script.txt", *more, "--notes", tmp_path / "notes.toml", "--out", tmp_path / "out",
                "--store", tmp_path / "store")
    said = " ".join(ran.err.split())
    assert ran.status == 2 and "There is no theme called 현오 (notes.toml, line 9, note n2). Nearest: 현우 (others: 지은" in said
    assert "watch" not in ran.err and "listen" not in ran.err


def test_a_speaker_whom_only_the_subtitles_name_may_have_a_theme(tmp_path: Path) -> None:
    (tmp_path / "film.mp4").write_bytes(b"film")
    for name, text in (("script.txt", SPOKEN), ("ko.srt", SRT.replace("가지 마.", "현오: 가지 마.")), ("notes.toml", MISSPELT)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    ran = yeoun("score", tmp_path / "film.mp4", "--script", tmp_path / "script.txt", "--subtitles", tmp_path / "ko.srt",
                "--notes", tmp_path / "notes.toml", "--out", tmp_path / "out", "--store", tmp_path / "store")
    assert "no theme" not in ran.err and "film.mp4" in ran.err, "only the film is refused"


@pytest.mark.parametrize(("option", "suffix"), [
    *(("--script", each) for each in (".mp4", ".mov", ".mkv", ".avi", ".ts", ".flv", ".wmv", ".mpg", ".ogv", ".mxf")),
    *((each, ".mov") for each in ("--subtitles", "--cuts", "--notes", "--house"))])
def test_a_film_given_as_a_text_is_told_to_be_a_film_whatever_it_is_called(tmp_path: Path, option: str, suffix: str) -> None:
    film, other = make_film(tmp_path / "film.mp4"), tmp_path / "script.txt"
    other.write_bytes(_encoded(suffix))
    ran = yeoun("score", film, option, other, "--out", tmp_path / "out", "--store", tmp_path / "store")
    said = " ".join(ran.err.split())
    assert ran.status == 2 and "script.txt (byte 0): it is a film, not a text" in said, said
    assert "UTF-8" not in said and "encoding" not in said


@cache
def _encoded(suffix: str) -> bytes:
    """A film of that container."""
    made, codec = io.BytesIO(), {".flv": "flv1", ".wmv": "wmv2", ".ogv": "libvpx", ".mxf": "mpeg2video", ".mpg": "mpeg2video"}
    form = {".mkv": "matroska", ".ts": "mpegts", ".wmv": "asf", ".mpg": "mpeg", ".ogv": "ogg"}.get(suffix, suffix[1:])
    with av.open(made, "w", format=form) as container:
        video = container.add_stream(codec.get(suffix, "mpeg4"), rate=24)
        video.width, video.height, video.pix_fmt = 64, 48, "yuv420p"
        for n in range(12):
            frame = av.VideoFrame.from_ndarray(np.full((48, 64, 3), n * 9, dtype=np.uint8), format="rgb24")
            container.mux(video.encode(frame))
        container.mux(video.encode(None))
    return made.getvalue()


@pytest.mark.parametrize(("form", "subtype"), [("WAV", "PCM_16"), ("FLAC", "PCM_16"), ("OGG", "VORBIS"), ("MP3", "MPEG_LAYER_III")])
def test_sound_given_as_a_script_is_told_to_be_sound(tmp_path: Path, form: str, subtype: str) -> None:
    film = make_film(tmp_path / "film.mp4")
    soundfile.write(tmp_path / "script.txt", np.zeros(9600), 48_000, format=form, subtype=subtype)
    ran = yeoun("score", film, "--script", tmp_path / "script.txt", "--out", tmp_path / "out", "--store", tmp_path / "store")
    assert ran.status == 2 and "it is sound, not a text" in " ".join(ran.err.split())


def test_a_film_larger_than_any_script_is_told_to_be_a_film_too(tmp_path: Path) -> None:
    large = tmp_path / "script.txt"
    with large.open("wb") as file:
        file.write(_encoded(".mov"))
        file.truncate(40_000_000)
    ran = yeoun("read", large)
    assert ran.status == 2 and "it is a film, not a text" in " ".join(ran.err.split())
    large.write_bytes(b"RIFF and raff, a play\n\n" * 2_000_000)
    ran = yeoun("read", large)
    assert ran.status == 2 and "larger than" in ran.err and "film" not in ran.err
