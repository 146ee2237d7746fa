"""Fakes: small classes with the same methods as the real ones."""

import atexit
import hashlib
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import numpy as np
import soundfile as sf
from numpy.typing import NDArray

from yeoun.model.shelf import BlobRef, FileRef, Ref, Samples2D, SoundRef
from yeoun.units.names import Digest


class _Writer:
    ref: Any
    path: Path

    def __init__(self, path: Path) -> None:
        self.path = path
        self.blocks: list[Samples2D] = []

    def write(self, block: Samples2D) -> None:
        if block.size and float(np.abs(block).max()) > 1.0:
            raise ValueError("over full scale")
        self.blocks.append(np.array(block, dtype=np.float64))


class FolderShelf:
    """A shelf in a folder: sound as plain 24-bit WAV, files as they are; given files by digest."""

    def __init__(self, folder: Path | None = None, recipe: str = "test") -> None:
        self.folder = folder or Path(tempfile.mkdtemp(prefix="yeoun-shelf-"))
        if folder is None:
            atexit.register(shutil.rmtree, self.folder, ignore_errors=True)
        self.recipe = Digest(recipe)
        self.given: dict[str, Path] = {}
        self.placed: dict[str, int | None] = {}    # the time reference that each sound was given
        self.chunks: dict[str, tuple[list[tuple[bytes, bytes]], list[tuple[bytes, bytes]]]] = {}

    def give(self, path: Path, role: str = "picture") -> FileRef:
        """Hand a real file to the shelf and get its reference."""
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        self.given[digest] = path
        return FileRef(role, path.name, Digest(digest), path.stat().st_size)

    def path(self, ref: Ref) -> Path:
        if isinstance(ref, FileRef):
            return self.given[ref.sha256]
        return self.folder / ref.recipe / ref.name

    def read(self, ref: SoundRef, start: int = 0, frames: int | None = None) -> NDArray[np.float32]:
        data, _ = sf.read(self.path(ref), start=start, frames=-1 if frames is None else frames, dtype="float32",
                          always_2d=True)
        return np.asarray(data, dtype=np.float32)

    @contextmanager
    def sound(
        self, name: str, *, rate: int = 48_000, layout: str, channels: int, container: Literal["flac", "wav"] = "flac",
        time_reference: int | None = None, description: str = "",
        before: Sequence[tuple[bytes, bytes]] = (), after: Sequence[tuple[bytes, bytes]] = (),
    ) -> Iterator[_Writer]:
        path = self.folder / self.recipe / name
        path.parent.mkdir(parents=True, exist_ok=True)
        writer = _Writer(path)
        yield writer
        data = np.concatenate(writer.blocks) if writer.blocks else np.zeros((0, channels))
        assert data.shape[1] == channels, f"{name}: {data.shape[1]} channels, said {channels}"
        sf.write(path, data, rate, subtype="PCM_24", format=container.upper() if channels <= 2 else "WAV")
        self.chunks[name] = (list(before), list(after))
        self.placed[name] = time_reference
        size = path.stat().st_size
        writer.ref = SoundRef(self.recipe, name, rate, channels, len(data), layout, Digest("0" * 64), size)

    @contextmanager
    def file(self, name: str) -> Iterator[_Writer]:
        path = self.folder / self.recipe / name
        path.parent.mkdir(parents=True, exist_ok=True)
        writer = _Writer(path)
        yield writer
        contents = path.read_bytes()
        writer.ref = BlobRef(self.recipe, name, Digest(hashlib.sha256(contents).hexdigest()), len(contents))

    def keep(self, name: str, contents: bytes) -> BlobRef:
        with self.file(name) as out:
            out.path.write_bytes(contents)
        ref: BlobRef = out.ref
        return ref
