"""The demo film with its third scene first: picture, sound, dialogue, script and subtitles cut alike, to the frame."""

import re
import subprocess
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import soundfile

from yeoun.demo.film import join_reels
from yeoun.demo.screenplay import REELS

A, B, END = 840, 1224, 1920            # frames: scene 3 lies from A to B
FRAME_S, SAMPLES = 1001 / 24000, 2002
PIECES = ((A, B), (0, A), (B, END))    # the new order


def moved(seconds: float) -> float:
    """Where a moment of the film lies in the swapped one."""
    at = 0
    for first, end in PIECES:
        if first * FRAME_S - 1e-6 <= seconds < end * FRAME_S - 1e-6:
            return seconds + (at - first) * FRAME_S
        at += end - first
    return seconds


def swapped(film: Path, folder: Path) -> tuple[str | Path, ...]:
    """Make the swapped film; gives what to hand to `yeoun score`."""
    folder.mkdir(parents=True)
    reels = [_reel(film, first, end, folder / f"{first}.h264") for first, end in PIECES]
    heard, sound = folder / "heard.wav", folder / "sound.wav"
    _ffmpeg("-i", film / "last_bus.mp4", "-map", "0:a", "-c:a", "pcm_s24le", heard)
    for whole, parts in ((heard, sound), (film / "dialogue.wav", folder / "dialogue.wav")):
        samples, rate = soundfile.read(whole, always_2d=True)
        soundfile.write(parts, np.concatenate([samples[first * SAMPLES:end * SAMPLES] for first, end in PIECES]), rate, "PCM_24")
    join_reels(reels, sound, folder / "swapped.mp4", folder)
    (folder / "script.txt").write_text(_script((film / "script_ko.txt").read_text(encoding="utf-8")), encoding="utf-8")
    (folder / "ko.srt").write_text(_subtitles((film / "subtitles_ko.srt").read_text(encoding="utf-8")), encoding="utf-8")
    return (folder / "swapped.mp4", "--script", folder / "script.txt", "--subtitles", folder / "ko.srt", "--dialogue",
            folder / "dialogue.wav")


def _reel(film: Path, first: int, end: int, into: Path) -> Path:
    """Frames of the film as they are: each piece begins with a reel, and so with a key frame."""
    assert first in {start for start, _ in REELS}
    _ffmpeg("-ss", f"{first * FRAME_S:.6f}", "-i", film / "last_bus.mp4", "-map", "0:v", "-c", "copy", "-frames:v", end - first, into)
    return into


def _ffmpeg(*arguments: object) -> None:
    subprocess.run([imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-v", "error", "-y", *map(str, arguments)], check=True, timeout=300)


def _script(text: str) -> str:
    head, *scenes = re.split(r"(?m)^(?=S#\d)", text)
    order = [scenes[2], scenes[0], scenes[1], *scenes[3:]]
    return head + "".join(re.sub(r"^S#\d+", f"S#{k}", each) for k, each in enumerate(order, 1))


def _subtitles(text: str) -> str:
    found = []
    for block in re.split(r"\n\s*\n", text.strip()):
        _, times, *words = block.splitlines()
        start, end = (_seconds(each) for each in times.split(" --> "))
        found.append((moved(start), moved(start) + end - start, "\n".join(words)))
    return "\n".join(f"{k}\n{_stamp(start)} --> {_stamp(end)}\n{words}\n" for k, (start, end, words) in enumerate(sorted(found), 1))


def _seconds(stamp: str) -> float:
    hours, minutes, rest = stamp.strip().split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(rest.replace(",", "."))


def _stamp(seconds: float) -> str:
    ms = round(seconds * 1000)
    return f"{ms // 3_600_000:02}:{ms // 60_000 % 60:02}:{ms // 1000 % 60:02},{ms % 1000:03}"
