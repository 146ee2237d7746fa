"""A disk that fails when it is told to, and a process that works on it.

Which tool covers what:
  kernel.py, disk.py    every system call that writes, of Python, libsndfile, PyAV and ffmpeg, counted: no space, no quota, read-only,
                        broken, short write, failing fsync, link, rename, mkdir, chmod, close; and kill -9 at exactly that call
  RLIMIT_FSIZE          a real limit of the kernel's, on any system (tests/whole/test_bad_input.py)
  a Python stand-in     the same doors of Python alone (test_any_system.py), for machines whose kernel does not ask
"""

import errno
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from tests.faults import kernel

FULL = {"open", "write", "fsync", "mkdir", "link", "rename"}    # what a full disk refuses; the rest still works
KINDS = {"openat": "open", "open": "open", "creat": "open", "pwrite64": "write", "writev": "write", "pwritev": "write",
         "sendfile": "write", "copy_file_range": "write", "ftruncate": "write", "fdatasync": "fsync", "renameat": "rename",
         "renameat2": "rename", "linkat": "link", "mkdirat": "mkdir", "fchmod": "chmod", "fchmodat": "chmod", "unlinkat": "unlink",
         "rmdir": "unlink", "utimensat": "chmod"}
BY_FILE = {"write", "close", "pwrite64", "writev", "pwritev", "ftruncate", "fsync", "fdatasync", "fchmod", "sendfile",
           "copy_file_range"}


@dataclass(frozen=True)
class Fault:
    """What goes wrong at the `at`-th call that writes. Without an error: half of a write happens; `kills`: nothing ever again."""

    at: int
    error: int = 0
    lasts: bool = False    # until it is mended: a full disk, a disk that became read-only
    kills: bool = False

    def __str__(self) -> str:
        what = "kill -9" if self.kills else errno.errorcode[self.error] if self.error else "short write"
        return f"{what} at call {self.at}{' and after' if self.lasts else ''}"


@dataclass
class Disk:
    """Watches the calls that write below a folder, and spoils what it is told to.

    calls    what was asked since `fault` was set: (kind, path below the folder)
    struck   whether the fault was met
    """

    root: Path
    fault: Fault | None = None
    calls: list[tuple[str, str]] = field(default_factory=list)
    struck: tuple[str, str] | None = None

    def set(self, fault: Fault | None) -> None:
        """Begin to count anew."""
        self.calls, self.struck, self.fault = [], None, fault

    def asked(self, listener: int, call: kernel.Asked) -> None:
        """Answer one call."""
        path = self._path(call)
        if path is None:
            kernel.answer(listener, call)
            return
        kind, fault = KINDS.get(call.name, call.name), self.fault
        self.calls.append((kind, path))
        number = len(self.calls) - 1
        if fault is None or number < fault.at or (number > fault.at and not self._goes_on(kind, fault)):
            kernel.answer(listener, call)
            return
        self.struck = self.struck or (kind, path)
        if fault.kills:
            os.kill(call.pid, signal.SIGKILL)
        elif not fault.error and call.name == "write" and call.arguments[2] > 1:
            kernel.answer(listener, call, value=kernel.write_for(call, call.bytes(call.arguments[1], call.arguments[2] // 2)))
        elif not fault.error:
            kernel.answer(listener, call)
        else:
            if kind == "close":
                kernel.close_for(listener, call)
            kernel.answer(listener, call, error=fault.error)

    def _goes_on(self, kind: str, fault: Fault) -> bool:
        return fault.lasts and kind != "close" and (kind in FULL - {"rename"} or fault.error == errno.EROFS)

    def _path(self, call: kernel.Asked) -> str | None:
        if call.name in BY_FILE:
            found = call.file(0)
        else:
            two = call.name in {"renameat", "renameat2", "linkat"}
            at = 3 if two else 1 if call.name.endswith(("at", "at2")) else 0
            found = call.text(1 if call.name in {"rename", "link"} else at)
            if not os.path.isabs(found):
                return None
        return os.path.relpath(found, self.root) if found.startswith(f"{self.root}/") else None


class Worker:
    """A process under the eyes of a disk that runs command lines one after another (imports are paid once)."""

    def __init__(self, disk: Disk, *how: str) -> None:
        self._disk = disk
        ours, theirs = socket.socketpair()
        self._process = subprocess.Popen(
            [sys.executable, "-W", "error", "-m", "tests.faults.worker", str(theirs.fileno()), *how], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, text=True, pass_fds=[theirs.fileno()], env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)})
        theirs.close()
        _, handles, _, _ = socket.recv_fds(ours, 1, 1)
        ours.close()
        if not handles:
            self._process.communicate()
            raise OSError(errno.ENOSYS, "this kernel does not ask")
        self._listener = handles[0]
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def run(self, *arguments: str | Path, fault: Fault | None = None) -> dict[str, Any]:
        """Run one command line; gives status, out and err. Where the fault kills, it is a child that runs it; that gives status -9."""
        self._disk.set(fault)
        assert self._process.stdin is not None and self._process.stdout is not None
        asked = {"order": [str(each) for each in arguments], "is_killed": fault is not None and fault.kills}
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        self._disk.fault = None
        if not answer:
            return {"status": self._process.wait(), "out": "", "err": ""}
        found: dict[str, Any] = json.loads(answer)
        return found

    def close(self) -> None:
        """End it."""
        assert self._process.stdin is not None and self._process.stdout is not None
        with suppress(BrokenPipeError):    # it may have been killed
            self._process.stdin.close()
        self._process.wait(30)
        self._process.stdout.close()
        self._thread.join(10)
        os.close(self._listener)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()

    def _watch(self) -> None:
        looks = select.poll()
        looks.register(self._listener, select.POLLIN)
        while True:
            events = looks.poll(1000)
            if any(event & select.POLLIN for _, event in events):
                try:
                    call = kernel.receive(self._listener)
                except OSError:
                    continue
                try:
                    self._disk.asked(self._listener, call)
                except (OSError, KeyError):    # it died while we looked
                    kernel.answer(self._listener, call)
            elif events:
                return


@contextmanager
def worker(disk: Disk, *how: str) -> Iterator[Worker]:
    """A worker, ended in any case."""
    with Worker(disk, *how) as made:
        yield made


def the_kernel_asks() -> bool:
    """Whether this system's kernel asks before it writes."""
    if not kernel.CALLS or not Path("/proc/sys/kernel/seccomp/actions_avail").exists():
        return False
    return "user_notif" in Path("/proc/sys/kernel/seccomp/actions_avail").read_text().split()
