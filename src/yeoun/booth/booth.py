"""The side that asks: starts a projector for one job, hands it the film, and reads what it tells.

Films come from people; FFmpeg's decoders are a million lines of C that meet them. So each film is opened in a process of
its own, with limits, and what dies there is a refusal here. The process is started as a fresh program and not forked: the
workshop has threads, and a fork copies their locks in whatever state they are; a fresh one also holds nothing of ours to
leak. It costs about 0.1 s of processor time, once a reel. Decoded frames come back through a pipe (62 MB for a minute of
small frames), which is small beside decoding them; nothing is unpickled.

Limits (our choice, after what the largest honest film needs): 2 GiB of address space, 36 million pixels, half a minute of
processor time and ten times the length of what is read, and two minutes without a word.

Conventions: `where` in a refusal is what was being read; times never enter a result.
"""

import contextlib
import fcntl
import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yeoun
from yeoun.booth import wire
from yeoun.errors import InputRefused

AGAIN = "Export it again with another program, and hand in the copy"
PIPE = 1 << 20    # bytes: the pipe's room, where the system grants it
START = "import sys, json; sys.path[:] = json.loads(sys.argv[1]); from yeoun.booth.projector import main; main()"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one job may use."""

    memory: int = 2 << 30       # bytes of address space
    cpu_s: int = 30             # seconds of processor time, and
    cpu_share: float = 10.0     # as many more for each second that is read
    quiet_s: float = 120.0      # seconds of wall time without a message


LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Reel:
    """Which file is run, what to call it and the place in it, and how many seconds are read."""

    path: Path
    name: str
    where: str
    seconds: float = 0.0


def project(reel: Reel, job: dict[str, Any], limits: Limits = LIMITS) -> Generator[tuple[bytes, bytes]]:
    """The messages of one job, in order; the last is END.

    reel     the film
    job      what is asked: see projector.py
    limits   what it may use
    Refuses  InputRefused: it cannot be read, or a limit was reached, or the decoder died on it
    """
    with reel.path.open("rb") as film:
        cpu_s = limits.cpu_s + round(limits.cpu_share * reel.seconds)
        asked = {**job, "fd": film.fileno(), "memory": limits.memory, "cpu_s": cpu_s}
        paths = [str(Path(yeoun.__file__).resolve().parents[1]), *(each for each in sys.path if each)]
        process = subprocess.Popen([sys.executable, "-I", "-S", "-c", START, json.dumps(paths)], stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, pass_fds=(film.fileno(),))
        try:
            assert process.stdin is not None and process.stdout is not None
            with contextlib.suppress(BrokenPipeError):
                process.stdin.write(json.dumps(asked).encode() + b"\n")
                process.stdin.flush()
            yield from _messages(process, reel, limits, cpu_s)
        finally:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                with contextlib.suppress(BrokenPipeError):
                    assert pipe is not None
                    pipe.close()


def _messages(process: "subprocess.Popen[bytes]", reel: Reel, limits: Limits, cpu_s: int) -> Iterator[tuple[bytes, bytes]]:
    assert process.stdout is not None
    pipe = process.stdout.fileno()
    with contextlib.suppress(OSError, AttributeError):
        fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, PIPE)
    held, waiting = bytearray(), select.poll()
    waiting.register(pipe, select.POLLIN)
    while True:
        while len(held) >= wire.HEAD.size:
            kind, length = wire.HEAD.unpack_from(held)
            if kind not in wire.KINDS or length > wire.LARGEST:
                raise _refusal(reel, "what came back from its decoder is no message", AGAIN)
            if len(held) < wire.HEAD.size + length:
                break
            with memoryview(held) as view:
                body = bytes(view[wire.HEAD.size:wire.HEAD.size + length])
            del held[:wire.HEAD.size + length]
            if kind == wire.REFUSED:
                raise _refused(reel, facts_of(reel, body), limits)
            yield kind, body
            if kind == wire.END:
                return
        if not waiting.poll(round(limits.quiet_s * 1000)):
            raise _refusal(reel, f"reading it stopped: nothing came for {limits.quiet_s:g} s",
                           "Export it again with another program, and check that its disk can be read")
        more = os.read(pipe, PIPE)
        if not more:
            raise _died(reel, process.wait(), limits, cpu_s)
        held += more


def facts_of(reel: Reel, body: bytes) -> dict[str, Any]:
    """The facts of a message."""
    try:
        facts = json.loads(body)
        if isinstance(facts, dict):
            return facts
    except ValueError:
        pass
    raise _refusal(reel, "what came back from its decoder is no message", AGAIN)


def _refusal(reel: Reel, why: str, now: str) -> InputRefused:
    return InputRefused(name=reel.name, where=reel.where, why=why, now=now)


def _refused(reel: Reel, facts: dict[str, Any], limits: Limits) -> InputRefused:
    reason, detail = str(facts.get("reason", "")), str(facts.get("detail", ""))
    if reason == "memory":
        return _too_much_memory(reel, limits)
    if reason == "pixels":
        return too_many_pixels(reel.name, reel.where, detail)
    return _refusal(reel, f"it cannot be decoded ({detail})", AGAIN)


def too_many_pixels(name: str, where: str, size: str) -> InputRefused:
    """The refusal of a picture that is larger than any film."""
    return InputRefused(name=name, where=where, why=f"its picture has {size} pixels, more than {wire.MOST_PIXELS // 1_000_000} "
                        "million", now="Make a smaller copy, 1920 x 1080 for example, and score that")


def _too_much_memory(reel: Reel, limits: Limits) -> InputRefused:
    return _refusal(reel, f"reading it needs more than {limits.memory / (1 << 20):.0f} MiB of memory",
                    "Make a smaller copy, 1920 x 1080 for example, and score that")


def _died(reel: Reel, status: int, limits: Limits, cpu_s: int) -> InputRefused:
    if status == -signal.SIGXCPU:
        return _refusal(reel, f"reading it took more than {cpu_s} s of processor time", AGAIN)
    if status in {-signal.SIGABRT, -signal.SIGBUS, 1}:    # an allocation that failed where nobody looked
        return _refusal(reel, f"its decoder broke down (status {status}), as it does when {limits.memory / (1 << 20):.0f} MiB "
                        "of memory are not enough or a file is damaged", AGAIN)
    return _refusal(reel, f"its decoder died on it ({_signal(status)})", AGAIN)


def _signal(status: int) -> str:
    try:
        return signal.Signals(-status).name
    except ValueError:
        return f"status {status}"
