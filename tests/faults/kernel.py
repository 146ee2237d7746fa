"""The kernel asks us before every write: seccomp user notification (seccomp_unotify(2), Linux 5.9), by ctypes alone.

A process asks for a filter and hands the listener over; from then on each system call of the list waits until the listener
answers: go on, or this errno, or so many bytes. The filter is inherited, so libsndfile, PyAV and ffmpeg's own process are asked as
Python is. No compiler, no root, nothing preloaded.
"""

import ctypes
import errno
import fcntl
import os
import platform
import struct
from dataclasses import dataclass

LIBC = ctypes.CDLL(None, use_errno=True)
_X86 = {"write": 1, "close": 3, "pwrite64": 18, "writev": 20, "sendfile": 40, "fsync": 74, "fdatasync": 75, "ftruncate": 77,
        "rename": 82, "mkdir": 83, "rmdir": 84, "link": 86, "unlink": 87, "chmod": 90, "fchmod": 91, "openat": 257,
        "mkdirat": 258, "unlinkat": 263, "renameat": 264, "linkat": 265, "fchmodat": 268, "utimensat": 280, "pwritev": 296,
        "renameat2": 316, "copy_file_range": 326, "open": 2, "creat": 85}
_ARM = {"write": 64, "close": 57, "pwrite64": 68, "writev": 66, "sendfile": 71, "fsync": 82, "fdatasync": 83, "ftruncate": 46,
        "fchmod": 52, "openat": 56, "mkdirat": 34, "unlinkat": 35, "renameat": 38, "linkat": 37, "fchmodat": 53, "utimensat": 88,
        "pwritev": 70, "renameat2": 276, "copy_file_range": 285}
CALLS = {"x86_64": _X86, "aarch64": _ARM}.get(platform.machine(), {})
NAMES = {number: name for name, number in CALLS.items()}
SECCOMP, PIDFD_GETFD = {"x86_64": 317, "aarch64": 277}.get(platform.machine(), 0), 438
RECEIVE, SEND, ADD_FD = 0xC0502100, 0xC0182101, 0x40182103
ALLOW, ASK = 0x7FFF0000, 0x7FC00000
FLAGS_AT = {"openat": 32, "open": 24}     # where seccomp_data holds the flags of open: reading needs no asking
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC


@dataclass(frozen=True)
class Asked:
    """One call that waits for an answer."""

    id: int
    pid: int
    name: str
    arguments: tuple[int, ...]

    def text(self, argument: int) -> str:
        """The path an argument points at."""
        with open(f"/proc/{self.pid}/mem", "rb", buffering=0) as memory:
            memory.seek(self.arguments[argument])
            return os.fsdecode(memory.read(4096).split(b"\0", 1)[0])

    def bytes(self, address: int, count: int) -> bytes:
        """What the process is about to write."""
        with open(f"/proc/{self.pid}/mem", "rb", buffering=0) as memory:
            memory.seek(address)
            return memory.read(count)

    def file(self, argument: int) -> str:
        """What a file descriptor stands for; empty when nothing that has a name."""
        try:
            return os.readlink(f"/proc/{self.pid}/fd/{self.arguments[argument]}")
        except OSError:
            return ""


def _line(code: int, value: int, hit: int = 0, miss: int = 0) -> bytes:
    return struct.pack("<HBBI", code, hit, miss, value)


def _programme() -> bytes:
    """The filter: the number; for each of ours ask, for the openings only when they write; else allow."""
    lines = [_line(0x20, 0)]
    for name, number in CALLS.items():
        if name in FLAGS_AT:
            lines += [_line(0x15, number, 0, 4), _line(0x20, FLAGS_AT[name]), _line(0x45, WRITING, 0, 1),
                      _line(0x06, ASK), _line(0x06, ALLOW)]
        else:
            lines += [_line(0x15, number, 0, 1), _line(0x06, ASK)]
    return b"".join([*lines, _line(0x06, ALLOW)])


def listen() -> int:
    """Put this process and its children under the filter; gives the listener. Refuses (OSError) where the kernel cannot."""
    if not CALLS:
        raise OSError(errno.ENOSYS, "no table of system calls for this machine")
    LIBC.prctl(38, 1, 0, 0, 0)    # PR_SET_NO_NEW_PRIVS: what lets anybody filter himself
    lines = ctypes.create_string_buffer(_programme())
    head = ctypes.create_string_buffer(struct.pack("<HxxxxxxQ", (len(lines) - 1) // 8, ctypes.addressof(lines)))
    listener = LIBC.syscall(SECCOMP, 1, 8, head)
    if listener < 0:
        raise OSError(ctypes.get_errno(), "seccomp")
    return int(listener)


def receive(listener: int) -> Asked:
    """The next call that waits. Refuses (OSError) when its process died meanwhile."""
    data = bytearray(80)
    fcntl.ioctl(listener, RECEIVE, data)
    identity, pid, _, number = struct.unpack_from("<QIIi", data)
    return Asked(identity, pid, NAMES[number], struct.unpack_from("<6Q", data, 32))


def answer(listener: int, asked: Asked, *, error: int = 0, value: int | None = None) -> None:
    """Let a call go on; or have it fail; or have it give a value without having happened."""
    flags = 1 if not error and value is None else 0
    try:
        fcntl.ioctl(listener, SEND, bytearray(struct.pack("<QqiI", asked.id, value or 0, -error, flags)))
    except OSError as why:
        if why.errno != errno.ENOENT:    # it was killed while it waited
            raise


def write_for(asked: Asked, contents: bytes) -> int:
    """Write to another process's open file in its stead."""
    pidfd = os.pidfd_open(asked.pid)
    try:
        theirs = LIBC.syscall(PIDFD_GETFD, pidfd, int(asked.arguments[0]), 0)
        if theirs < 0:
            raise OSError(ctypes.get_errno(), "pidfd_getfd")
        try:
            return os.write(theirs, contents)
        finally:
            os.close(theirs)
    finally:
        os.close(pidfd)


def close_for(listener: int, asked: Asked) -> None:
    """Close another process's file in its stead: a failing close(2) has closed all the same. /dev/null takes the number."""
    null = os.open(os.devnull, os.O_RDONLY)
    try:
        fcntl.ioctl(listener, ADD_FD, bytearray(struct.pack("<QIIII", asked.id, 1, null, int(asked.arguments[0]), 0)))
    finally:
        os.close(null)
