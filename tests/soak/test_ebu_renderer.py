"""The check's renderer beside the EBU's (`ear-render` of the package ear, in an environment of its own, found on PATH).

The profile wants both a pack and a channel in every stream, which the EBU renderer refuses, and has no frequency element on
the LFE, without which it plays it from the front: both are mended in a copy. Measured: 30 CPU seconds, 40 MB of disk.
"""

import shutil
import struct
import subprocess
from pathlib import Path

import numpy as np
import pytest
import soundfile
from lxml import etree

from tests.mixing.band import small_band
from yeoun.checking.adm import chunks_of
from yeoun.checking.rerender import CHANNELS, Renderer, tracks_in
from yeoun.mastering.master import master
from yeoun.mastering.targets import TARGETS
from yeoun.mixing.mix import mix
from yeoun.model.media import PictureMusic
from yeoun.pipeline.shelf import BoundShelf
from yeoun.pipeline.store import Store
from yeoun.units.names import Digest

SYSTEMS = {"2.0": "0+2+0", "5.1": "0+5+0", "7.1.4": "4+7+0"}
EAR = shutil.which("ear-render")


def mended(axml: bytes) -> bytes:
    """The same scene as the EBU renderer can read it."""
    root = etree.fromstring(axml)
    for stream in root.iter("{*}audioStreamFormat"):
        for pack in stream.findall("{*}audioPackFormatIDRef"):
            stream.remove(pack)
    for channel in root.iter("{*}audioChannelFormat"):
        if channel.findtext(".//{*}speakerLabel") == "RC_LFE":
            low = etree.SubElement(channel, channel.tag.replace("audioChannelFormat", "frequency"), typeDefinition="lowPass")
            low.text = "120"
    return bytes(etree.tostring(root))


def twin(path: Path, made: Path) -> Path:
    """A copy with the mended scene."""
    data = path.read_bytes()
    parts = [(name.encode(), data[at:at + size]) for name, at, size in chunks_of(path) if name in {"fmt ", "chna", "data", "axml"}]
    body = b"".join(name + struct.pack("<I", len(part)) + part + b"\0" * (len(part) % 2)
                    for name, part in ((name, mended(part) if name == b"axml" else part) for name, part in parts))
    made.write_bytes(b"RIFF" + struct.pack("<I", len(body) + 4) + b"WAVE" + body)
    return made


@pytest.mark.skipif(EAR is None, reason="there is no ear-render on PATH: python -m venv V; V/bin/pip install ear 'setuptools<66'")
def test_the_second_renderer_gives_what_the_ebu_s_gives(tmp_path: Path) -> None:
    shelf = BoundShelf(Store(str(tmp_path / "store")), Digest("a" * 64), {})
    band = small_band(shelf)
    mixed = mix(shelf, band.episode, band.seen, band.placements, band.stems, band.house, PictureMusic.AUTO)
    made = shelf.path(master(shelf, band.episode, band.seen, mixed, TARGETS[0]).sound)
    sound, _ = soundfile.read(made, always_2d=True)
    ours = Renderer(tracks_in(made), tuple(CHANNELS)).play(sound, 0)
    for layout, system in SYSTEMS.items():
        subprocess.run([str(EAR), "-s", system, str(twin(made, tmp_path / "twin.wav")), str(tmp_path / "out.wav")], check=True,
                       capture_output=True)
        theirs, _ = soundfile.read(tmp_path / "out.wav", always_2d=True)
        assert np.abs(theirs).max() > 0.02
        worst = np.abs(theirs - ours[layout]).max()
        print(f"{layout}: at most {worst:.2e} apart")    # noqa: T201
        assert worst <= 1e-4, layout
