"""Small films drawn for tests: known shots, encoded with the bundled ffmpeg program."""

import subprocess
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import imageio_ffmpeg
import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from tests.fakes import FolderShelf
from yeoun.model.media import Media, Reel, SoundStream
from yeoun.model.shelf import FileRef
from yeoun.units.luck import Take, luck
from yeoun.units.time import Seconds

Frames = NDArray[np.uint8]


def place(seed: int, gain: tuple[float, float, float] = (1.0, 1.0, 1.0), rows: int = 90, columns: int = 160) -> Frames:
    """A drawn place: soft shapes and fine detail, lit by a linear gain."""
    rng = luck(Take(1), "place", seed)
    wide = ndimage.gaussian_filter(rng.random((rows, columns)), 9)
    fine = ndimage.gaussian_filter(rng.random((rows, columns)), 1.2)
    light = (wide - wide.min()) / np.ptp(wide) * 0.5 + (fine - fine.min()) / np.ptp(fine) * 0.25 + 0.05
    linear = light[..., None] * np.asarray(gain) * np.array([1.0, 0.98, 0.95])
    code = np.where(linear <= 0.0031308, linear * 12.92, 1.055 * np.clip(linear, 0, 1) ** (1 / 2.4) - 0.055)
    return np.asarray(np.clip(code * 255, 0, 255), dtype=np.uint8)


def shot(seed: int, length: int, pan: float = 0.0, shake: float = 0.0,
         gain: tuple[float, float, float] = (1.0, 1.0, 1.0)) -> Frames:
    """A shot of a place: a pan in columns a frame, a shake in columns, some grain."""
    wide, rng = place(seed, gain, 100, 320), luck(Take(1), "shot", seed)
    out = []
    for k in range(length):
        x = int(60 + pan * k + shake * rng.standard_normal()) % 150
        y = int(np.clip(5 + shake * rng.standard_normal(), 0, 9))
        grain = rng.normal(0, 1.5, (90, 160, 1))
        out.append(np.clip(wide[y:y + 90, x:x + 160] + grain, 0, 255))
    return np.asarray(out, dtype=np.uint8)


def encode(path: Path, frames: Frames, rate: str = "24000/1001", extra: Sequence[str] = ()) -> Path:
    """Frames as an H.264 film without sound."""
    _, rows, columns, _ = frames.shape
    subprocess.run(
        [imageio_ffmpeg.get_ffmpeg_exe(), "-y", "-loglevel", "error", "-f", "rawvideo", "-pix_fmt", "rgb24", "-s",
         f"{columns}x{rows}", "-r", rate, "-i", "-", "-c:v", "libx264", "-preset", "ultrafast", "-crf", "14", "-g", "24",
         "-pix_fmt", "yuv420p", "-threads", "1", *extra, str(path)], input=frames.tobytes(), check=True)
    return path


def media_of(path: Path, rate: Fraction, video: int | None = None) -> Media:
    """What the reader would say of a film (as far as observing needs it)."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0] if video is None else container.streams[video]
        times = [packet.pts for packet in container.demux(stream) if packet.pts is not None]
        first = min(times)
        frames = round((max(times) - first) * stream.time_base * rate) + 1
        sound = None
        if container.streams.audio:
            heard = container.streams.audio[-1]
            sound = SoundStream(heard.index, heard.codec_context.name, heard.codec_context.sample_rate,
                                heard.codec_context.channels, heard.codec_context.layout.name,
                                Seconds(float((heard.start_time or 0) * heard.time_base - first * stream.time_base)),
                                Seconds(0.0))
        return Media(container.format.name, stream.codec_context.name, stream.index, rate, frames,
                     stream.codec_context.width, stream.codec_context.height, 0, first, stream.time_base, sound)


def reel_of(picture: FileRef, media: Media, first: int = 0, end: int | None = None) -> Reel:
    return Reel(picture, media.video_stream, media.rate, media.first_pts, media.time_base, first,
                media.frames if end is None else end)


def shelved(path: Path) -> tuple[FolderShelf, FileRef]:
    shelf = FolderShelf()
    return shelf, shelf.give(path)
