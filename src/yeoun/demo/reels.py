"""A reel of the film: drawn frame by frame and encoded, in a process that loads nothing else.

The picture is encoded by imageio-ffmpeg's ffmpeg, a separate program fed through a pipe. A reel is an H.264 stream of
its own that begins with a key frame and has no frames out of order, so that reels are joined by putting their bytes
one after the other, and any number of processes may draw them.
"""

import os
import subprocess
import threading
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context, parent_process
from pathlib import Path

import imageio_ffmpeg

from yeoun.demo.draw import draw_frames
from yeoun.demo.screenplay import RATE
from yeoun.demo.stagecraft import HEIGHT, WIDTH
from yeoun.errors import MachineLacks, OutputRefused

KEY_EVERY = 48               # frames: at least every two seconds
ENCODER = ("-c:v", "libx264", "-preset", "ultrafast", "-crf", "22", "-x264-params", "mbtree=1:rc-lookahead=10:deblock=0,0")
                             # measured: as large as "veryfast" at 20, 0.5 dB under it, 40 % of its time


def ffmpeg() -> str:
    """The program that encodes."""
    try:
        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except RuntimeError as error:
        raise MachineLacks(what="the ffmpeg of imageio-ffmpeg", needed_for="the demo film",
                           now="Install the package imageio-ffmpeg again") from error


def draw_reel(first: int, last: int, path: Path) -> Path:
    """Draw the frames from `first` up to (not with) `last` and encode them as one H.264 stream at `path`.

    The same frames give the same bytes: x264 runs on one thread and writes nothing about the machine.
    """
    command = [
        ffmpeg(), "-hide_banner", "-loglevel", "error", "-y", "-f", "rawvideo", "-pix_fmt", "bgra",
        "-s", f"{WIDTH}x{HEIGHT}", "-r", f"{RATE.numerator}/{RATE.denominator}", "-i", "pipe:0",
        "-vf", "scale=out_color_matrix=bt709:out_range=tv:flags=fast_bilinear,format=yuv420p", *ENCODER,
        "-threads", "1", "-bf", "0", "-g", str(KEY_EVERY), "-keyint_min", "1", "-pix_fmt", "yuv420p",
        "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv",
        "-flags", "+bitexact", "-fflags", "+bitexact", "-f", "h264", str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as encoder:
        assert encoder.stdin is not None and encoder.stderr is not None
        try:
            for frame in draw_frames(first, last):
                encoder.stdin.write(frame.data)
            encoder.stdin.close()
        except BrokenPipeError:
            pass
        why = encoder.stderr.read().decode(errors="replace").strip()
    if encoder.returncode != 0:
        raise OutputRefused(place=str(path), why=why[-300:] or "ffmpeg failed", now="Check that the disk has room")
    return path


def painters(processes: int) -> ProcessPoolExecutor:
    """So many processes that draw, since drawing holds the interpreter; they end when this one does, however it ends."""
    return ProcessPoolExecutor(processes, mp_context=get_context("spawn"), initializer=_end_with_parent)


def _end_with_parent() -> None:
    parent = parent_process()
    assert parent is not None

    def watch() -> None:
        parent.join()
        os._exit(1)    # nobody is left who waits for the rest

    threading.Thread(target=watch, daemon=True).start()
