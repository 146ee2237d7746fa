"""WAV files: read back by libsndfile, which did not write them."""

import struct
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from yeoun.pipeline import wave
from yeoun.pipeline.wave import FULL_SCALE, WaveFile, packed


def written(path: Path, block: np.ndarray, layout: str, **more: object) -> Path:
    facts = {"time_reference": None, "description": "", "before": (), "after": (), **more}
    with WaveFile(path, rate=48000, channels=block.shape[1], layout=layout, **facts) as out:    # type: ignore[arg-type]
        out.write(block)
    return path


@pytest.mark.parametrize(("layout", "channels"), [("mono", 1), ("2.0", 2), ("5.1", 6), ("7.1", 8), ("7.1.4", 12)])
def test_every_layout_reads_back_as_it_was(tmp_path: Path, layout: str, channels: int) -> None:
    block = np.linspace(-1.0, 1.0, 999 * channels).reshape(999, channels)
    back, rate = soundfile.read(written(tmp_path / "x.wav", block, layout, time_reference=172_972_800), always_2d=True)
    assert (back.shape, rate) == (block.shape, 48000)
    assert np.abs(back - block).max() <= 1.01 / 2**23


def test_the_placement_stands_in_bext_where_the_norm_says(tmp_path: Path) -> None:
    data = written(tmp_path / "x.wav", np.zeros((10, 2)), "2.0", time_reference=172_972_800).read_bytes()
    at = data.index(b"bext") + 8
    assert struct.unpack("<Q", data[at + 338:at + 346]) == (172_972_800,)
    assert struct.unpack("<I", data[at - 4:at]) == (602,)


def test_chunks_stand_in_the_order_of_the_atmos_profile(tmp_path: Path) -> None:
    data = written(tmp_path / "x.wav", np.zeros((11, 3)), "adm", before=[(b"chna", b"abc")],
                   after=[(b"axml", b"xyz"), (b"dbmd", b"12")]).read_bytes()
    found, at = [], 12
    while at < len(data):
        name, size = data[at:at + 4], struct.unpack("<I", data[at + 4:at + 8])[0]
        found.append(name)
        at += 8 + size + size % 2
    assert found == [b"JUNK", b"fmt ", b"chna", b"data", b"axml", b"dbmd"]
    assert at == len(data) == struct.unpack("<I", data[4:8])[0] + 8


def test_a_file_past_the_limit_becomes_rf64(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wave, "LARGEST_RIFF", 4000)
    block = np.full((2000, 2), 0.5)
    path = written(tmp_path / "x.wav", block, "2.0")
    data = bytearray(path.read_bytes())
    assert data[:4] == b"RF64"
    assert data[12:16] == b"ds64"
    assert struct.unpack("<QQQ", data[20:44]) == (len(data) - 8, 12000, 2000)


def test_two_equal_sounds_are_equal_files(tmp_path: Path) -> None:
    block = np.linspace(-0.5, 0.5, 200).reshape(100, 2)
    one = written(tmp_path / "a.wav", block, "2.0", time_reference=5).read_bytes()
    assert one == written(tmp_path / "b.wav", block, "2.0", time_reference=5).read_bytes()


@given(st.lists(st.integers(-FULL_SCALE, FULL_SCALE - 1), max_size=50))
def test_packing_keeps_the_three_low_bytes_of_every_step(steps: list[int]) -> None:
    expected = b"".join(step.to_bytes(3, "little", signed=True) for step in steps)
    assert packed(np.array(steps, dtype=np.int32)) == expected
