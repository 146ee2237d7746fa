"""Files past 4 GiB as they are written for an episode of an hour: RF64, read back by other programs' readers.

Measured: 30 CPU seconds, 30 MB of disk on a file system with holes (5 GB without).
"""

import json
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray
from pymediainfo import MediaInfo

from tests.mixing.band import RATE
from yeoun.checking.adm import check_adm
from yeoun.checking.folder import channel_mask, chunks
from yeoun.mastering.adm import Bed, Mover, Scene, axml, chna, dbmd
from yeoun.model.layouts import BED_712, TOPS
from yeoun.pipeline.wave import WaveFile

FOUR_GIB = 1 << 32
BLOCK = 96_000


def filled(out: WaveFile, channels: int, frames: int) -> NDArray[np.float32]:
    """Silence for an hour and more, with sound in the first block and in the last."""
    marked: NDArray[np.float32] = (0.25 * np.sin(np.arange(BLOCK * channels) / 7.0)).reshape(BLOCK, channels).astype(np.float32)
    silent = np.zeros((BLOCK, channels), dtype=np.float32)
    count = -(-frames // BLOCK)
    for k in range(count):
        out.write(marked if k in {0, count - 1} else silent)
    return marked


def test_a_group_of_twelve_channels_past_four_gib(tmp_path: Path) -> None:
    path, frames = tmp_path / "STR.wav", FOUR_GIB // 36 + BLOCK
    with WaveFile(path, rate=48_000, channels=12, layout="7.1.4", time_reference=172_972_800, description="Yeoun group_STR",
                  before=(), after=()) as out:
        marked = filled(out, 12, frames)
    with path.open("rb") as file:
        assert path.stat().st_size > FOUR_GIB and file.read(4) == b"RF64"
    info = soundfile.info(path)
    assert (info.frames, info.channels) == (out.frames, 12)
    for start in (0, out.frames - BLOCK):
        back, _ = soundfile.read(path, start=start, frames=BLOCK, dtype="float32", always_2d=True)
        assert np.abs(back - marked).max() <= 1.01 / 2 ** 23
    assert chunks(path)[b"data"][1] == out.frames * 36 and channel_mask(path) == 0x2D63F
    track = next(each for each in json.loads(MediaInfo.parse(str(path), output="JSON"))["media"]["track"] if each["@type"] == "Audio")
    assert track["SamplingCount"] == str(out.frames)


def test_an_atmos_master_past_four_gib_conforms_to_the_profile(tmp_path: Path) -> None:
    scene: Scene = (Bed("Music", BED_712), *(Mover(f"Top {label}", ((0.0, -1.0, 1.0, 1.0),)) for label in TOPS),
                    *(Mover(f"Soloist {k}", tuple((t / 4, -0.9 + t % 180 / 100, 0.5, 0.0) for t in range(0, 7_000))) for k in range(3)))
    path, frames = tmp_path / "atmos.wav", -(-(FOUR_GIB // 51 + BLOCK) // BLOCK) * BLOCK
    with WaveFile(path, rate=48_000, channels=17, layout="adm", time_reference=None, description="", before=((b"chna", chna(scene)),),
                  after=((b"axml", axml(scene, frames)), (b"dbmd", dbmd(scene, RATE)))) as out:
        marked = filled(out, 17, frames)
    assert path.stat().st_size > FOUR_GIB and out.frames == frames
    told = json.loads(MediaInfo.parse(str(path), output="JSON"))["media"]["track"]
    extra = [each["extra"] for each in told if isinstance(each.get("extra"), dict)]
    assert [each["AdmProfile"] for each in extra if "AdmProfile" in each] == ["Dolby Atmos Master, Version 1"]
    assert not any(key.startswith("Conformance") for each in extra for key in each)
    assert check_adm(path) == ()
    back, _ = soundfile.read(path, start=frames - BLOCK, frames=BLOCK, dtype="float32", always_2d=True)
    assert np.abs(back - marked).max() <= 1.01 / 2 ** 23
