"""Odd films: one flash and one click at a known time, wrapped in every way a camera, phone or editor wraps a film."""

import subprocess
import wave
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import imageio_ffmpeg
import numpy as np

from yeoun.units.luck import Take, luck

FFMPEG = imageio_ffmpeg.get_ffmpeg_exe()
FRAMES, RATE, SOUND = 72, 24, 48_000
ROWS, COLUMNS = 64, 96
FLASH = 30            # the frame that is white, 1.25 s; the click begins with it
AT_S = FLASH / RATE
H264 = ("-c:v", "libx264", "-preset", "ultrafast", "-crf", "12", "-g", "24", "-bf", "2", "-pix_fmt", "yuv420p")
AAC = ("-c:a", "aac", "-b:a", "192k")


@dataclass(frozen=True)
class Odd:
    """A film: its name, how it is wrapped, and where flash and click then lie (frame, seconds; None: it has none)."""

    name: str
    how: Sequence[str]
    flash: int | None = FLASH
    click_s: float | None = AT_S
    before: Sequence[str] = ()          # options of the picture input
    before_sound: Sequence[str] = ()    # options of the sound input
    sound: bool = True
    frames: int = FRAMES
    codes: frozenset[str] = frozenset()    # cautions that must be there
    late_s: float = 0.004               # how far the click may lie from its place: codecs smear

    def __str__(self) -> str:
        return self.name


def raw(folder: Path) -> tuple[Path, Path]:
    """The picture as raw RGB, and the sound as WAV: a low hiss and one click."""
    rng = luck(Take(1), "odd")
    ground = rng.integers(60, 110, (ROWS, COLUMNS + FRAMES, 3), dtype=np.uint8)
    frames = np.stack([ground[:, k // 4:k // 4 + COLUMNS] for k in range(FRAMES)])
    frames[FLASH] = 250
    picture, sound = folder / "picture.rgb", folder / "sound.wav"
    picture.write_bytes(frames.tobytes())
    samples = 0.0005 * rng.standard_normal((FRAMES * SOUND // RATE, 1)).repeat(2, axis=1)
    start = round(AT_S * SOUND)
    samples[start:start + 480] += (0.6 * np.sin(2 * np.pi * 1000 * np.arange(480) / SOUND))[:, None]
    with wave.open(str(sound), "wb") as out:
        out.setparams((2, 2, SOUND, 0, "NONE", ""))
        out.writeframes(np.rint(samples * 32767).astype("<i2").tobytes())
    return picture, sound


def ffmpeg(*arguments: str | Path) -> None:
    """Run the program."""
    subprocess.run([FFMPEG, "-nostdin", "-v", "error", "-y", *map(str, arguments)], check=True, capture_output=True)


def wrapped(odd: Odd, folder: Path, picture: Path, sound: Path) -> Path:
    """The film, made."""
    out = folder / odd.name
    heard: tuple[str | Path, ...] = (*odd.before_sound, "-i", sound) if odd.sound else ()
    ffmpeg(*odd.before, "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{COLUMNS}x{ROWS}", "-r", str(RATE), "-i", picture, *heard,
           "-threads", "1", *odd.how, out)
    return out


def pan(layout: str, names: Sequence[str], loud: Sequence[str]) -> tuple[str, ...]:
    """A filter that puts the sound into some channels of a layout and nothing into the others."""
    gains = "|".join(f"{name}={'1' if name in loud else '0'}*c0" for name in names)
    return ("-af", f"pan={layout}|{gains}")


PCM = ("-c:a", "pcm_s16le")
FILMS = (
    Odd("plain.mp4", (*H264, *AAC)),
    Odd("late_sound.mp4", (*H264, *AAC), click_s=AT_S + 0.5, before_sound=("-itsoffset", "0.5")),
    Odd("late_sound.mkv", (*H264, *PCM), click_s=AT_S + 0.5, before_sound=("-itsoffset", "0.5")),
    Odd("early_sound.mkv", (*H264, *PCM), click_s=AT_S - 0.5, before_sound=("-itsoffset", "-0.5")),
    Odd("early_sound.mp4", (*H264, *AAC), click_s=AT_S - 0.5, before_sound=("-itsoffset", "-0.5")),
    Odd("transport.ts", (*H264, "-c:a", "mp2"), late_s=0.012),
    Odd("transport_aac.ts", (*H264, *AAC), late_s=0.03),    # AAC in a transport stream does not name its priming
    Odd("anamorphic.mp4", (*H264, *AAC, "-vf", "setsar=64/45"), codes=frozenset({"anamorphic"})),
    Odd("no_duration.mkv", (*H264, *PCM, "-live", "1", "-f", "matroska")),
    Odd("fragmented.mp4", (*H264, *AAC, "-movflags", "empty_moov+frag_keyframe")),
    Odd("flash.flv", (*H264, *AAC), late_s=0.03),
    Odd("ten_bit.mkv", ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv422p10le", *PCM)),
    Odd("interlaced.mkv", ("-c:v", "libx264", "-preset", "ultrafast", "-flags", "+ilme+ildct", "-x264-params", "tff=1",
                           "-vf", "setfield=tff", "-pix_fmt", "yuv420p", *PCM), codes=frozenset({"interlaced"})),
    Odd("mpeg2.mpg", ("-c:v", "mpeg2video", "-q:v", "2", "-c:a", "mp2", "-f", "mpeg"), late_s=0.012),
    Odd("hevc.mp4", ("-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=none:pools=1", "-pix_fmt",
                     "yuv420p10le", *AAC)),
    Odd("vp9.webm", ("-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-c:a", "libopus"), late_s=0.008),
    Odd("vp8.webm", ("-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8", "-c:a", "libvorbis"), late_s=0.008),
    Odd("av1.mp4", ("-c:v", "libaom-av1", "-cpu-used", "8", "-usage", "realtime", *AAC)),
    Odd("av1_svt.mkv", ("-c:v", "libsvtav1", "-preset", "12", "-svtav1-params", "lp=1", *PCM)),
    Odd("mpeg4.mp4", ("-c:v", "mpeg4", "-q:v", "2", "-bf", "2", *AAC)),
    Odd("mpeg4.avi", ("-c:v", "mpeg4", "-q:v", "2", "-c:a", "libmp3lame"), flash=FLASH + 1, frames=FRAMES + 1, late_s=0.03,
        codes=frozenset({"picture_holes"})),    # its muxer leaves the second place empty, to be in time with the sound
    Odd("prores.mov", ("-c:v", "prores_ks", "-profile:v", "0", "-c:a", "pcm_s24le")),
    Odd("mjpeg.avi", ("-c:v", "mjpeg", "-q:v", "2", "-pix_fmt", "yuvj420p", *PCM)),
    Odd("ffv1.mkv", ("-c:v", "ffv1", "-c:a", "flac")),
    Odd("wmv.asf", ("-c:v", "wmv2", "-q:v", "2", "-c:a", "wmav2"), late_s=0.03),
    Odd("animation.mov", ("-c:v", "qtrle", *PCM)),
    Odd("theora.ogv", ("-c:v", "libtheora", "-q:v", "8", "-c:a", "libvorbis"), late_s=0.008),
    Odd("dnxhd.mxf", ("-vf", "scale=1280:720", "-c:v", "dnxhd", "-profile:v", "dnxhr_lb", "-pix_fmt", "yuv422p", "-r", "24",
                      "-c:a", "pcm_s16le")),
    *(Odd(f"at_{hertz}.mkv", (*H264, *PCM, "-ar", str(hertz))) for hertz in (8000, 11025, 22050, 32000, 44100, 88200, 96000)),
    Odd("mono.mp4", (*H264, *AAC, "-ac", "1")),
    Odd("three.mov", (*H264, *PCM, *pan("3.0", ("FL", "FR", "FC"), ("FC",)))),
    Odd("quad.mov", (*H264, *PCM, *pan("quad", ("FL", "FR", "BL", "BR"), ("BL",)))),
    Odd("five_one.mp4", (*H264, *AAC, *pan("5.1", ("FL", "FR", "FC", "LFE", "BL", "BR"), ("FC",)))),
    Odd("five_one_side.mkv", (*H264, "-c:a", "ac3", *pan("5.1(side)", ("FL", "FR", "FC", "LFE", "SL", "SR"), ("FC",))), late_s=0.012),
    Odd("seven_one.mov", (*H264, *PCM, *pan("7.1", ("FL", "FR", "FC", "LFE", "BL", "BR", "SL", "SR"), ("SR",)))),
    Odd("unnamed.mkv", (*H264, *PCM, *pan("5.1", ("FL", "FR", "FC", "LFE", "BL", "BR"), ("FC",)))),
    Odd("no_sound.mp4", H264, click_s=None, sound=False, codes=frozenset({"no_sound"})),
)
