"""RIFF and RF64 files with 24-bit sound, written in blocks.

Sources: EBU Tech 3285 (BWF, `bext` version 2), EBU Tech 3306 (RF64), Microsoft's WAVEFORMATEXTENSIBLE. Up to two
channels are plain PCM; more are WAVE_FORMAT_EXTENSIBLE with the loudspeaker mask of the layout. A `JUNK` chunk keeps
room for `ds64`; near 4 GiB the file becomes RF64, never BW64, which MediaInfo misreads. ADM files (with a `chna` chunk) carry
plain PCM format, as their profile asks. Silence is left as a hole where the file system knows holes: the bytes read back are
zeros, and a group that plays for a minute of an hour takes the disk of a minute.
"""

import struct
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

import numpy as np
from numpy.typing import NDArray

from yeoun.model.shelf import Samples2D

FULL_SCALE = 8_388_608    # 2^23
MASKS = {"mono": 0x4, "2.0": 0x3, "5.1": 0x3F, "7.1": 0x63F, "7.1.4": 0x2D63F}
UNKNOWN_32 = 0xFFFF_FFFF                   # in a 32-bit size: look into ds64
LARGEST_RIFF = 0xFFFF_FFFF - 65_536        # our choice: readers that add a chunk or round up stay inside 4 GiB
PCM_GUID = bytes.fromhex("0100000000001000800000aa00389b71")
Chunk = tuple[bytes, bytes]


def quantised(block: Samples2D) -> NDArray[np.int32]:
    """Sound as whole 24-bit steps; exactly full scale becomes the largest step.

    Refuses  ValueError over full scale: nothing is clipped in silence
    """
    if block.size and not float(np.abs(block).max()) <= 1.0:
        raise ValueError(f"the sound goes over full scale: {float(np.abs(block).max()):.4f}")
    steps = np.rint(np.asarray(block, dtype=np.float64) * FULL_SCALE)
    return np.minimum(steps, FULL_SCALE - 1).astype(np.int32)


def packed(steps: NDArray[np.int32]) -> bytes:
    """24-bit little-endian bytes of whole steps.

    Four samples are three words of 32 bits: whole words are three times as fast as leaving out every fourth byte.

    >>> packed(np.array([[1, -2], [3, 8388607], [-8388608, 0]], dtype=np.int32)).hex(" ", 3)
    '010000 feffff 030000 ffff7f 000080 000000'
    """
    words = np.ascontiguousarray(steps, dtype="<i4").reshape(-1).view("<u4")
    whole = len(words) // 4 * 4
    a, b, c, d = (words[k:whole:4] for k in range(4))
    out = np.empty((whole // 4, 3), dtype="<u4")
    out[:, 0] = a & 0xFFFFFF | b << 24
    out[:, 1] = b >> 8 & 0xFFFF | c << 16
    out[:, 2] = c >> 16 & 0xFF | d << 8
    return out.tobytes() + words[whole:].view(np.uint8).reshape(-1, 4)[:, :3].tobytes()


def bext(time_reference: int, description: str) -> bytes:
    """A `bext` chunk's payload, ASCII, without date (equal runs give equal bytes)."""
    text = description.encode("ascii", "replace")[:256].ljust(256, b"\0")
    head = text + b"Yeoun".ljust(32, b"\0") + b"".ljust(32, b"\0") + b"1970-01-01" + b"00:00:00"
    return head + struct.pack("<QH", time_reference, 2) + bytes(64) + struct.pack("<5h", *(5 * [0x7FFF])) + bytes(180)


def _format(rate: int, channels: int, layout: str, plain: bool) -> bytes:
    align = channels * 3
    head = struct.pack("<HIIHH", channels, rate, rate * align, align, 24)
    if plain or channels <= 2:
        return struct.pack("<H", 1) + head
    if layout not in MASKS:
        raise ValueError(f"no loudspeaker mask for {layout!r}")
    return struct.pack("<H", 0xFFFE) + head + struct.pack("<HHI", 22, 24, MASKS[layout]) + PCM_GUID


def _chunk(name: bytes, payload: bytes) -> bytes:
    return name + struct.pack("<I", len(payload)) + payload + b"\0" * (len(payload) % 2)


class WaveFile:
    """One WAV file being written: `with WaveFile(path, ...) as out: out.write(block)`."""

    def __init__(self, path: Path, *, rate: int, channels: int, layout: str, time_reference: int | None,
                 description: str, before: Sequence[Chunk], after: Sequence[Chunk]) -> None:
        self._file: BinaryIO = path.open("wb")
        self._align, self._after, self.frames = channels * 3, after, 0
        self._channels = channels
        adm = any(name == b"chna" for name, _ in before)
        self._file.write(b"RIFF\0\0\0\0WAVE" + _chunk(b"JUNK", bytes(28)))
        self._file.write(_chunk(b"fmt ", _format(rate, channels, layout, adm)))
        if time_reference is not None:
            self._file.write(_chunk(b"bext", bext(time_reference, description)))
        for name, payload in before:
            self._file.write(_chunk(name, payload))
        self._data_at = self._file.tell()
        self._file.write(b"data\0\0\0\0")

    def write(self, block: Samples2D) -> None:
        """Append [frames, channels]."""
        if block.ndim != 2 or block.shape[1] != self._channels:
            raise ValueError(f"a block of shape {block.shape} cannot go into {self._channels} channels")
        steps = quantised(block)
        if steps.any():
            self._file.write(packed(steps))
        else:
            self._file.seek(len(block) * self._align, 1)
        self.frames += len(block)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        try:
            if kind is None:
                self._finish()
        finally:
            self._file.close()

    def _finish(self) -> None:
        size = self.frames * self._align
        self._file.truncate()    # a hole at the end is part of the file
        self._file.write(b"\0" * (size % 2))
        for name, payload in self._after:
            self._file.write(_chunk(name, payload))
        riff = self._file.tell() - 8
        is_large = riff > LARGEST_RIFF
        if is_large:
            self._file.seek(12)
            self._file.write(_chunk(b"ds64", struct.pack("<QQQI", riff, size, self.frames, 0)))
        self._file.seek(0)
        self._file.write(b"RF64" if is_large else b"RIFF")
        self._file.write(struct.pack("<I", UNKNOWN_32 if is_large else riff))
        self._file.seek(self._data_at + 4)
        self._file.write(struct.pack("<I", UNKNOWN_32 if is_large else size))
