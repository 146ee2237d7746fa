"""The booth: what is opened there holds one file, little memory and no network, and what dies there is a refusal here."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import imageio_ffmpeg
import pytest

from yeoun.booth import films
from yeoun.booth.booth import LIMITS, Limits, Reel, project
from yeoun.errors import InputRefused

FFMPEG = imageio_ffmpeg.get_ffmpeg_exe()
linux = pytest.mark.skipif(not Path("/proc/self/limits").exists(), reason="no /proc on this system")


def encoded(path: Path, *how: str) -> Path:
    subprocess.run([FFMPEG, "-nostdin", "-v", "error", "-y", *how, str(path)], check=True)
    return path


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A minute of small picture and sound."""
    return encoded(tmp_path_factory.mktemp("booth") / "film.mkv", "-f", "lavfi", "-i", "testsrc=s=64x48:r=24:d=60", "-f", "lavfi", "-i",
                   "sine=d=60:r=48000", "-c:v", "mpeg4", "-c:a", "pcm_s16le", "-threads", "1")


@pytest.fixture(scope="module")
def wide(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A second of 33 million pixels a frame: more than any film, less than the limit."""
    place = tmp_path_factory.mktemp("booth")
    frame = encoded(place / "frame.mov", "-f", "lavfi", "-i", "testsrc=s=5600x6000:r=24:d=0.04", "-c:v", "mjpeg", "-q:v", "31",
                    "-threads", "1")
    return encoded(place / "wide.mov", "-stream_loop", "16", "-i", str(frame), "-c", "copy")    # a frame takes a third of a second


def children() -> set[int]:
    return {int(pid) for task in Path("/proc/self/task").iterdir() for pid in (task / "children").read_text().split()}


def run(path: Path, limits: Limits = LIMITS) -> Iterator[object]:
    reel = Reel(path, path.name, "picture from 00:00:00:00")
    return films.pictures(reel, stream=0, rate=Fraction(24), first_pts=0, time_base=Fraction(1, 12288), first=0, end=24, limits=limits)


def refused(why: BaseException, *words: str) -> None:
    assert isinstance(why, InputRefused)
    for sentence in (str(why), why.in_korean()):
        assert why.name in sentence and why.where in sentence and why.now in sentence
    for word in words:
        assert word in str(why), (word, str(why))


def test_a_picture_larger_than_any_film_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    path = encoded(tmp_path / "huge.mov", "-f", "lavfi", "-i", "color=s=8000x6000:r=1:d=1", "-c:v", "mjpeg", "-q:v", "31", "-threads", "1")
    with pytest.raises(InputRefused) as why:
        films.look(path, "huge.mov")
    refused(why.value, "8000 x 6000", "36 million", "smaller copy")


def test_a_header_that_lies_about_the_size_does_not_help(tmp_path: Path) -> None:
    path = encoded(tmp_path / "huge.mov", "-f", "lavfi", "-i", "color=s=8000x6000:r=1:d=1", "-c:v", "mjpeg", "-q:v", "31", "-threads", "1")
    contents = path.read_bytes()
    at = contents.rindex(b"\x1f\x40\x17\x70")    # 8000 x 6000 of the sample description, behind the picture itself
    path.write_bytes(contents[:at] + b"\x00\x60\x00\x40" + contents[at + 4:])
    with pytest.raises(InputRefused) as why:
        films.look(path, "huge.mov")
    refused(why.value, "huge.mov", "36 million")


def test_memory_is_limited(wide: Path) -> None:
    assert next(iter(run(wide)))
    with pytest.raises(InputRefused) as why:
        list(run(wide, Limits(memory=250 << 20)))
    refused(why.value, "wide.mov", "250 MiB of memory")


def test_processor_time_is_limited(wide: Path) -> None:
    with pytest.raises(InputRefused) as why:
        list(run(wide, Limits(cpu_s=1, cpu_share=0.0)))
    refused(why.value, "wide.mov", "took more than 1 s of processor time")


def test_silence_is_limited(film: Path) -> None:
    with pytest.raises(InputRefused) as why:
        list(run(film, Limits(quiet_s=0.001)))    # nobody starts that fast
    refused(why.value, "film.mkv", "nothing came for 0.001 s")


@linux
def test_a_decoder_that_dies_is_a_refusal_and_no_crash(film: Path) -> None:
    before = children()
    reel = Reel(film, "film.mkv", "the production sound", 60.0)
    voice, pieces = films.sound(reel, 1)
    assert voice.rate == 48_000
    next(pieces)
    (child,) = children() - before
    os.kill(child, signal.SIGSEGV)
    with pytest.raises(InputRefused) as why:
        list(pieces)
    refused(why.value, "film.mkv", "the production sound", "SIGSEGV")
    assert children() == before


@linux
def test_the_one_who_opens_may_write_nothing_and_holds_few_files(film: Path) -> None:
    before = children()
    messages = project(Reel(film, "film.mkv", "the sound", 60.0), {"job": "sound", "stream": 1})
    next(messages)
    (child,) = children() - before
    limits = {line[:25].strip(): line[25:].split()[0] for line in Path(f"/proc/{child}/limits").read_text().splitlines()[1:]}
    assert limits["Max address space"] == str(2 << 30)
    assert limits["Max file size"] == limits["Max core file size"] == "0"
    assert int(limits["Max open files"]) < 64
    assert int(limits["Max cpu time"]) == 30 + 600
    opened = {os.readlink(each) for each in Path(f"/proc/{child}/fd").iterdir()}
    assert {each for each in opened if each.startswith("/") and not each.startswith("/dev/")} == {str(film)}
    messages.close()
    assert children() == before    # whoever stops listening leaves nobody behind


def test_what_opens_films_loads_little(film: Path) -> None:
    told = subprocess.run([sys.executable, "-c", "import sys; import yeoun.booth.projector; print(*sys.modules)"], capture_output=True,
                          text=True, check=True).stdout.split()
    assert "av" in told and not {"numpy", "scipy", "yeoun.model", "yeoun.errors", "yeoun.booth.films"} & set(told)


def test_a_film_is_opened_by_its_content_alone_and_opens_nothing_else(film: Path, tmp_path: Path) -> None:
    other = tmp_path / "whatever.txt"
    other.write_bytes(film.read_bytes())
    seen = films.look(other, "whatever.txt")
    assert not isinstance(seen, str) and seen.format == "matroska,webm"
    for name, contents in {"hls": f"#EXTM3U\n#EXTINF:60,\nfile://{film}\n#EXT-X-ENDLIST\n",
                           "concat": f"ffconcat version 1.0\nfile {film}\n", "dash": "<MPD><BaseURL>http://127.0.0.1:9/</BaseURL></MPD>"}.items():
        (tmp_path / name).write_text(contents)
        assert isinstance(films.look(tmp_path / name, name), str), name


def test_what_a_decoder_says_is_not_believed(film: Path) -> None:
    reel = Reel(film, "film.mkv", "the production sound")
    head = b'{"pts": 0, "base": [1, 48000], "rate": 48000, "form": "s16", "planar": false, "samples": 9, "names": ["FC"]}'
    for body in (b"", b"\x02\x00{}", bytes([len(head), 0]) + head, bytes([len(head), 0]) + head + bytes(17)):
        with pytest.raises(InputRefused, match=r"film\.mkv \(the production sound\)"):
            films.piece_of(reel, body)
