"""A film copied or encoded anew by FFmpeg as a program of its own, under the same suspicion as where it is read.

FFmpeg is handed the film as one open descriptor and may open nothing else for it (`protocol_whitelist` fd), as one of the forms a film
comes as (`format_whitelist`); it gets as much memory, processor time, disk and patience as an honest film of this length
needs, and no more. The limits are set by a small program that then becomes FFmpeg: between fork and exec nothing of ours runs,
for we have threads.

Limits (our choice): copying decodes nothing but the first frames; encoding with `veryfast` takes up to 10 s of one processor for a
second of 8K, doubled for slow machines and again for safety, and x264 holds up to forty frames of 36 million pixels.
"""

import contextlib
import errno
import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import imageio_ffmpeg

from yeoun.booth import wire
from yeoun.booth.booth import AGAIN
from yeoun.errors import InputRefused

LIMITED = """
import json, os, resource, sys
wanted, order = json.loads(sys.argv[1])
for name, most in wanted.items():
    kind = getattr(resource, name, None)
    if kind is not None:
        soft, hard = resource.getrlimit(kind)
        low = min([most] + [each for each in (soft, hard) if each != resource.RLIM_INFINITY])
        resource.setrlimit(kind, (low, hard))
os.execv(order[0], order)
"""
STOPPED = {255, 123}    # FFmpeg's own statuses when a signal told it to end, and told it again: its processor time is used up
FILES = 64    # descriptors: three of its own, film, sound, result, and what its threads wake one another by


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one film may use: bytes of address space, seconds of processor, bytes written, seconds of patience."""

    memory: int
    cpu_s: int
    size: int
    wall_s: float


def bounds_of(film: int, seconds: float, frames: int, pixels: int, is_copied: bool) -> Bounds:
    """The bounds for a film.

    film     bytes of the film;  seconds  its length;  frames  its pictures, each of so many pixels
    """
    sound = round(seconds * 64_000) + (64 << 20)    # AAC at 256 kbit/s, doubled, and the container's own
    if is_copied:
        cpu_s = 60 + round(4 * seconds)
        return Bounds(2 << 30, cpu_s, film + film // 4 + sound, 600.0 + 4 * cpu_s)
    cpu_s = 60 + round(40 * seconds)
    return Bounds((2 << 30) + 160 * min(pixels, wire.MOST_PIXELS), cpu_s, frames * pixels + sound, 600.0 + 4 * cpu_s)


def remuxed(film: Path, name: str, sound: Path, order: Sequence[str], out: Path, bounds: Bounds) -> str:
    """Run FFmpeg on a film and a sound of ours. Gives what it said of its failure; nothing when it went well.

    name     what to call the film in refusals
    order    FFmpeg's words between the two inputs and the file it writes
    Refuses  InputRefused: the film reached a limit, or FFmpeg died on it or may not open it
    """
    with film.open("rb") as handed:
        words = [imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-v", "error", "-y", "-protocol_whitelist", "fd", "-format_whitelist",
                 wire.FORMATS, "-max_streams", str(wire.MOST_STREAMS), "-max_pixels", str(wire.MOST_PIXELS),
                 "-fd", str(handed.fileno()), "-i", "fd:", "-protocol_whitelist", "file", "-i", str(sound), *order, str(out)]
        limits = {"RLIMIT_AS": bounds.memory, "RLIMIT_CPU": bounds.cpu_s, "RLIMIT_FSIZE": bounds.size, "RLIMIT_CORE": 0,
                  "RLIMIT_NOFILE": max(FILES, handed.fileno() + FILES // 2)}
        process = subprocess.Popen([sys.executable, "-I", "-S", "-c", LIMITED, json.dumps([limits, words])], stdin=subprocess.DEVNULL,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, pass_fds=(handed.fileno(),))
        try:
            _, told = process.communicate(timeout=bounds.wall_s)
        except subprocess.TimeoutExpired as late:
            raise _refusal(name, out, f"writing it took more than {bounds.wall_s:.0f} s") from late
        finally:
            process.kill()
            process.wait()
            assert process.stderr is not None
            process.stderr.close()
    why = told.decode(errors="replace")[-400:].strip()
    if process.returncode == 0:
        return ""
    _refuse(process.returncode, why, name, out, bounds)
    return why or f"status {process.returncode}"


def _refuse(status: int, why: str, name: str, out: Path, bounds: Bounds) -> None:
    """Refuses what is the film's doing; says nothing of what is not."""
    written = 0
    with contextlib.suppress(OSError):
        written = out.stat().st_size
    if status in {*STOPPED, -signal.SIGXCPU}:
        raise _refusal(name, out, f"writing it took more than {bounds.cpu_s} s of processor time")
    if os.strerror(errno.ENOMEM) in why:
        raise _refusal(name, out, f"writing it needs more than {bounds.memory / (1 << 20):.0f} MiB of memory")
    if os.strerror(errno.EFBIG) in why and written >= bounds.size - (1 << 20):
        raise _refusal(name, out, f"its copy grows over {bounds.size / (1 << 20):.0f} MiB")
    if "not on whitelist" in why or "not in the whitelist" in why.lower():
        raise _refusal(name, out, "it is of a form that opens other files")
    if status < 0:
        raise _refusal(name, out, f"FFmpeg died on it ({signal.Signals(-status).name}), as it does when "
                       f"{bounds.memory / (1 << 20):.0f} MiB of memory are not enough or a file is damaged")


def _refusal(name: str, out: Path, why: str) -> InputRefused:
    return InputRefused(name=name, where=out.name, why=why, now=AGAIN)
