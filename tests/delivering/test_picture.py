"""The scored picture: the same bytes from run to run, also where the picture has to be encoded again."""

import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest
import soundfile

from tests.delivering.finished import episode, soundtrack
from tests.fakes import FolderShelf
from tests.material import material, needs_material
from yeoun.delivering.picture import picture_files

AT_ONCE = 4
SECONDS = 8     # drawn films did not show it: with two threads the encoder gave this one other bytes four times of eight


@pytest.fixture(scope="module")
def vp8(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packets of a film that MP4 cannot carry."""
    path = tmp_path_factory.mktemp("vp8") / "film.webm"
    subprocess.run([imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-v", "error", "-t", str(SECONDS), "-i",
                    str(material("video/tears-of-steel-battle-clip-medium.webm")), "-map", "0:v", "-c", "copy", str(path)], check=True)
    return path


@needs_material
def test_a_picture_that_is_encoded_again_has_the_same_bytes_whoever_else_works(vp8: Path, tmp_path: Path) -> None:
    def made(number: int) -> tuple[bytes, ...]:
        shelf = FolderShelf(tmp_path / str(number))
        film = episode(rate=Fraction(24))
        film = replace(film, picture=shelf.give(vp8), media=replace(film.media, container="webm", codec="vp8", video_stream=0))
        heard = soundtrack(shelf).preview
        shelf.path(heard.programme_20).parent.mkdir(parents=True)
        soundfile.write(shelf.path(heard.programme_20), np.zeros((48_000 * SECONDS, 2)), 48_000)
        delivery = picture_files(shelf, film, heard)
        assert [file.path for file in delivery.files] == ["picture/scored.mp4", "picture/scored.mkv"]
        return tuple(shelf.path(file.ref).read_bytes() for file in delivery.files)

    with ThreadPoolExecutor(AT_ONCE) as crowd:    # more than there are processors: each is put off at other moments
        told = list(crowd.map(made, range(AT_ONCE)))
    assert len(told[0][0]) > 100_000 and len(set(told)) == 1
