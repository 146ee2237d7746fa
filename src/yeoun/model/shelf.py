"""The shelf: how a step reaches files and sound without knowing where they lie.

Nouns hold references; bytes and sound live in the store. A step that needs them takes a `Shelf` as its first argument;
what it puts there is named by its own recipe. References are equal when their recipes are, whatever CPU made the bytes.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from yeoun.units.names import Digest

Samples2D: TypeAlias = NDArray[np.float32] | NDArray[np.float64]    # [frames, channels], full scale = 1.0
BY_RECIPE = {"named": False}    # field metadata: this field is no part of the noun's name


@dataclass(frozen=True, slots=True)
class FileRef:
    """A file somebody gave us, known by its contents. `name` is the bare file name, `role` what it is for."""

    role: str
    name: str
    sha256: Digest
    bytes: int


@dataclass(frozen=True, slots=True)
class BlobRef:
    """A file a step made: `recipe` and `name` say which; digest and size describe its bytes."""

    recipe: Digest
    name: str
    sha256: Digest = field(metadata=BY_RECIPE, compare=False)
    bytes: int = field(metadata=BY_RECIPE, compare=False)


@dataclass(frozen=True, slots=True)
class SoundRef:
    """Sound a step made: 48 kHz unless said otherwise; `layout` is a name such as mono, 2.0, 5.1, 7.1.4."""

    recipe: Digest
    name: str
    rate: int
    channels: int
    frames: int
    layout: str
    sha256: Digest = field(metadata=BY_RECIPE, compare=False)
    bytes: int = field(metadata=BY_RECIPE, compare=False)


Ref: TypeAlias = FileRef | BlobRef | SoundRef


@dataclass(frozen=True, slots=True)
class OutFile:
    """A finished file and its place in the delivered folder, such as `cues/1m01/1m01.mid`."""

    path: str
    ref: BlobRef | SoundRef


class SoundWriter(Protocol):
    """A sound being written in blocks; after the `with` block, `ref` says what it became."""

    ref: SoundRef

    def write(self, block: Samples2D) -> None:
        """Append frames: [frames, channels], full scale 1.0. Over full scale is refused (ValueError), not clipped."""


class FileWriter(Protocol):
    """A file being made at `path` (a temporary place); after the `with` block, `ref` says what it became."""

    path: Path
    ref: BlobRef


class Shelf(Protocol):
    """What a step may open and keep."""

    def path(self, ref: Ref) -> Path:
        """Where this file can be read on this machine."""

    def read(self, ref: SoundRef, start: int = 0, frames: int | None = None) -> NDArray[np.float32]:
        """Sound as [frames, channels] float32, from sample `start`; all of it when `frames` is None."""

    def sound(
        self, name: str, *, rate: int = 48_000, layout: str, channels: int, container: Literal["flac", "wav"] = "flac",
        time_reference: int | None = None, description: str = "",
        before: Sequence[tuple[bytes, bytes]] = (), after: Sequence[tuple[bytes, bytes]] = (),
    ) -> AbstractContextManager[SoundWriter]:
        """Keep a 24-bit sound under `name` (ending .flac or .wav), written in blocks.

        container       flac for what rests in the store (at most 8 channels), wav for what is delivered
        time_reference  wav only: BWF `bext` placement in samples since midnight; None writes no bext chunk
        description     bext description, ASCII
        before, after   further RIFF chunks (id, payload) to stand before and after `data`
        """

    def file(self, name: str) -> AbstractContextManager[FileWriter]:
        """Keep a file of any kind under `name`."""

    def keep(self, name: str, contents: bytes) -> BlobRef:
        """Keep bytes under `name` at once."""


Jsonable: TypeAlias = dict[str, Any] | list[Any] | str | int | float | bool | None
