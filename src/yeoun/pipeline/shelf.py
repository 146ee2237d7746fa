"""The shelf a step is handed: the store, seen from inside one recipe."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Literal

import numpy as np
import soundfile
from numpy.typing import NDArray

from yeoun.model.shelf import BlobRef, FileRef, Ref, Samples2D, SoundRef
from yeoun.pipeline.store import Store, sha256_of, stamp
from yeoun.pipeline.wave import Chunk, WaveFile, quantised
from yeoun.units.names import Digest


class _Disk:
    """The file that libsndfile writes through: by itself it keeps what the disk said to itself, some of it for ever."""

    def __init__(self, path: Path) -> None:
        self._file, self.trouble = path.open("w+b"), list[OSError]()

    def write(self, data: bytes) -> int:
        """So many bytes were taken; 0 tells libsndfile to stop."""
        try:
            return self._file.write(data)
        except OSError as why:
            self.trouble.append(why)
            return 0

    def seek(self, offset: int, whence: int = 0) -> int:
        """Go to a place; where that fails, stay."""
        try:
            return self._file.seek(offset, whence)
        except OSError as why:
            self.trouble.append(why)
            return 0

    def tell(self) -> int:
        """The place."""
        return self._file.tell()

    def close(self) -> None:
        """Bring out what is held back. Refuses (OSError) what the disk refused first, now or before."""
        try:
            self._file.close()
        except OSError as why:
            self.trouble.append(why)
        if self.trouble:
            raise self.trouble[0]


class _FlacFile:
    """24-bit FLAC written in blocks; lossless, so that what is read back is what was written."""

    def __init__(self, path: Path, rate: int, channels: int) -> None:
        self._disk, self.frames = _Disk(path), 0
        self._file = soundfile.SoundFile(self._disk, "w", rate, channels, "PCM_24", format="FLAC", compression_level=0.1)

    def write(self, block: Samples2D) -> None:
        try:
            self._file.write(quantised(block) << 8)
        except soundfile.LibsndfileError:
            if self._disk.trouble:
                raise self._disk.trouble[0] from None
            raise
        self.frames += len(block)

    def close(self) -> None:
        """Finish the file. Refuses (OSError) when the disk did not take all of it."""
        try:
            self._file.close()
        finally:
            self._disk.close()


def _sealed(path: Path) -> Digest:
    digest = sha256_of(path)
    stamp(path, digest)
    return digest


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
        return self._store.whole(ref.recipe, ref.name, ref.sha256)

    def read(self, ref: SoundRef, start: int = 0, frames: int | None = None) -> NDArray[np.float32]:
        count = max(0, ref.frames - start) if frames is None else frames
        file = soundfile.SoundFile(self.path(ref))
        try:
            file.seek(start)
            block: NDArray[np.float32] = file.read(count, dtype="float32", always_2d=True)
        finally:
            with suppress(soundfile.LibsndfileError):    # a file that was only read has nothing to lose when closing it fails
                file.close()
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
                with closing(_FlacFile(path, rate, channels)) as flac:
                    sounding = _Sounding(flac)
                    yield sounding
                frames = flac.frames
            sounding.ref = SoundRef(self._recipe, name, rate, channels, frames, layout, _sealed(path), path.stat().st_size)

    @contextmanager
    def file(self, name: str) -> Iterator[_Making]:
        with self._store.file(self._recipe, name) as path:
            making = _Making(path)
            yield making
            making.ref = BlobRef(self._recipe, name, _sealed(path), path.stat().st_size)

    def keep(self, name: str, contents: bytes) -> BlobRef:
        with self.file(name) as making:
            making.path.write_bytes(contents)
        return making.ref
