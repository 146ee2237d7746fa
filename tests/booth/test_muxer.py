"""A film that is copied or encoded for scored.mp4 is handed to a program with limits; what reaches one is refused by name."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest
import soundfile

from yeoun.booth.muxer import Bounds, bounds_of, remuxed
from yeoun.errors import InputRefused

COPY = ("-map", "0:0", "-map", "1:a:0", "-c:a", "aac", "-c:v", "copy", "-f", "matroska")
ENCODE = ("-map", "0:0", "-map", "1:a:0", "-c:a", "aac", "-c:v", "libx264", "-preset", "veryfast", "-crf", "18", "-threads", "2",
          "-f", "mp4")
SECONDS, FRAMES = 4.0, 96


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("muxer") / "film.mkv"
    subprocess.run([imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-v", "error", "-y", "-f", "lavfi", "-i",
                    f"testsrc2=s=640x360:r=24:d={SECONDS:g}", "-c:v", "mpeg4", "-q:v", "2", "-threads", "1", str(path)], check=True)
    return path


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("muxer") / "programme.wav"
    soundfile.write(path, np.zeros((int(SECONDS * 48_000), 2)), 48_000, subtype="PCM_24")
    return path


def bounds(film: Path, is_copied: bool) -> Bounds:
    return bounds_of(film.stat().st_size, SECONDS, FRAMES, 640 * 360, is_copied)


@pytest.mark.parametrize("is_copied", [True, False])
def test_an_honest_film_stays_well_within_its_bounds(film: Path, sound: Path, tmp_path: Path, is_copied: bool) -> None:
    out = tmp_path / "scored"
    assert remuxed(film, "film.mkv", sound, COPY if is_copied else ENCODE, out, bounds(film, is_copied)) == ""
    assert 0 < out.stat().st_size < bounds(film, is_copied).size


LIMITS: dict[str, tuple[tuple[str, ...], Callable[[Bounds], Bounds], str]] = {
    "memory": (ENCODE, lambda usual: replace(usual, memory=150 << 20), "150 MiB of memory"),
    "processor": (("-vf", "scale=3840:2160", *ENCODE), lambda usual: replace(usual, cpu_s=1), "1 s of processor time"),
    "disk": (COPY, lambda usual: replace(usual, size=1 << 16), "grows over"),
    "patience": (("-vf", "scale=3840:2160", *ENCODE), lambda usual: replace(usual, wall_s=0.3), "more than 0 s")}


@pytest.mark.parametrize("limit", LIMITS)
def test_a_film_that_reaches_a_limit_is_refused_by_name(film: Path, sound: Path, tmp_path: Path, limit: str) -> None:
    order, change, told = LIMITS[limit]
    with pytest.raises(InputRefused) as why:
        remuxed(film, "film.mkv", sound, order, tmp_path / "scored", change(bounds(film, order is COPY)))
    assert told in str(why.value) and str(why.value).startswith("film.mkv (scored)")


def test_a_list_of_files_is_no_film(film: Path, sound: Path, tmp_path: Path) -> None:
    """A concat list would have FFmpeg open whatever it names."""
    listed = tmp_path / "film.mkv"
    listed.write_text(f"ffconcat version 1.0\nfile '{film}'\n", encoding="utf-8")
    with pytest.raises(InputRefused, match="opens other files"):
        remuxed(listed, "film.mkv", sound, COPY, tmp_path / "scored", bounds(film, True))
    assert not (tmp_path / "scored").exists()


def test_a_playlist_inside_is_not_followed(film: Path, sound: Path, tmp_path: Path) -> None:
    """Whatever the demuxer makes of it: nothing but the handed descriptor is opened."""
    listed = tmp_path / "film.m3u8"
    listed.write_text(f"#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\n{film}\n#EXT-X-ENDLIST\n", encoding="utf-8")
    try:
        assert remuxed(listed, "film.m3u8", sound, COPY, tmp_path / "scored", bounds(film, True))
    except InputRefused:
        pass
    assert not (tmp_path / "scored").exists() or not (tmp_path / "scored").stat().st_size


def test_limits_that_are_lower_already_stay(film: Path, sound: Path, tmp_path: Path) -> None:
    """What somebody else forbids is not the film's doing: it is told, not refused."""
    code = ("import resource, sys; from pathlib import Path; from tests.booth.test_muxer import COPY, bounds\n"
            "from yeoun.booth.muxer import remuxed\n"
            "resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 15, 1 << 15)); film = Path(sys.argv[1])\n"
            "print(remuxed(film, 'film.mkv', Path(sys.argv[2]), COPY, Path(sys.argv[3]), bounds(film, True)))")
    root = Path(__file__).resolve().parents[2]
    ran = subprocess.run([sys.executable, "-c", code, film, sound, tmp_path / "scored"], capture_output=True, text=True, check=True,
                         env=os.environ | {"PYTHONPATH": f"{root / 'src'}:{root}"})
    assert "File too large" in ran.stdout
