"""The shelf a step is handed: the store, seen from inside one recipe."""

import errno
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import numpy as np
import soundfile
from numpy.typing import NDArray

from yeoun.model.shelf import BlobRef, FileRef, Ref, Samples2D, SoundRef
from yeoun.pipeline.store import Store, sha256_of
from yeoun.pipeline.wave import Chunk, WaveFile, quantised
from yeoun.units.names import Digest


class _FlacFile:
    """24-bit FLAC written in blocks; lossless, so that what is read back is what was written."""

    def __init__(self, path: Path, rate: int, channels: int) -> None:
        self._file = soundfile.SoundFile(path, "w", rate, channels, "PCM_24", format="FLAC", compression_level=0.1)
        self.frames = 0

    def write(self, block: Samples2D) -> None:
        self._file.write(quantised(block) << 8)
        self.frames += len(block)

    def close(self) -> None:
        self._file.close()


class _Sounding:
    """A sound being written; `ref` is set when it is whole."""

    ref: SoundRef

    def __init__(self, file: WaveFile | _FlacFile) -> None:
        self._file = file

    def write(self, block: Samples2D) -> None:
        self._file.write(block)


class _Making:
    """A file being made; `ref` is set when it is whole."""

    ref: BlobRef

    def __init__(self, path: Path) -> None:
        self.path = path


class BoundShelf:
    """A `Shelf` whose names belong to one recipe. `given` says where the files lie that people handed in."""

    def __init__(self, store: Store, recipe: Digest, given: Mapping[Digest, Path]) -> None:
        self._store, self._recipe, self._given = store, recipe, given

    def path(self, ref: Ref) -> Path:
        if isinstance(ref, FileRef):
            return self._given[ref.sha256]
        return self._store.path(ref.recipe, ref.name)

    def read(self, ref: SoundRef, start: int = 0, frames: int | None = None) -> NDArray[np.float32]:
        count = max(0, ref.frames - start) if frames is None else frames
        with soundfile.SoundFile(self.path(ref)) as file:
            file.seek(start)
            block: NDArray[np.float32] = file.read(count, dtype="float32", always_2d=True)
        return block

    @contextmanager
    def sound(
        self, name: str, *, rate: int = 48_000, layout: str, channels: int, container: Literal["flac", "wav"] = "flac",
        time_reference: int | None = None, description: str = "",
        before: Sequence[Chunk] = (), after: Sequence[Chunk] = (),
    ) -> Iterator[_Sounding]:
        with self._store.file(self._recipe, name) as path:
            if container == "wav":
                with WaveFile(path, rate=rate, channels=channels, layout=layout, time_reference=time_reference,
                              description=description, before=before, after=after) as wave:
                    sounding = _Sounding(wave)
                    yield sounding
                frames = wave.frames
            else:
                flac = _FlacFile(path, rate, channels)
                try:
                    sounding = _Sounding(flac)
                    yield sounding
                except soundfile.LibsndfileError as why:    # it hides errno: the usual cause is a full disk
                    raise OSError(errno.ENOSPC, f"writing sound failed: {why}") from why
                finally:
                    flac.close()
                frames = flac.frames
            sounding.ref = SoundRef(self._recipe, name, rate, channels, frames, layout, sha256_of(path),
                                    path.stat().st_size)

    @contextmanager
    def file(self, name: str) -> Iterator[_Making]:
        with self._store.file(self._recipe, name) as path:
            making = _Making(path)
            yield making
            making.ref = BlobRef(self._recipe, name, sha256_of(path), path.stat().st_size)

    def keep(self, name: str, contents: bytes) -> BlobRef:
        with self.file(name) as making:
            making.path.write_bytes(contents)
        return making.ref
