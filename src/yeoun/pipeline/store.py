"""The store: things by name, whole or absent.

A folder by default, or any fsspec URL. Everything is written under a temporary name, synced and renamed; a crash leaves
at most a temporary file, and running again needs no recovery. Nouns are verified by their own digest on reading; sound and
files by their size (their digests are checked by `yeoun check`). The store is only a cache.
"""

import errno
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import fsspec

from yeoun.errors import OutputRefused
from yeoun.units.names import Digest

FULL_OR_FORBIDDEN = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO}


def sha256_of(path: Path) -> Digest:
    """The digest of a file's bytes, read in blocks."""
    with path.open("rb") as file:
        return Digest(hashlib.file_digest(file, "sha256").hexdigest())


def synced(path: Path) -> None:
    """Bring a file's bytes to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class Store:
    """Nouns under `things/`, sound and files under `files/`, each by recipe.

    url    a folder or an fsspec URL
    cache  where files of a remote store are kept on this machine; unused for a folder
    """

    def __init__(self, url: str, cache: Path | None = None) -> None:
        self._fs, self._root = fsspec.url_to_fs(url)
        self._is_folder = "file" in self._fs.protocol or self._fs.protocol == "file"
        self._here = Path(self._root) if self._is_folder else cache or Path(tempfile.mkdtemp(prefix="yeoun-store-"))
        try:
            self._here.mkdir(parents=True, exist_ok=True)
        except OSError as why:
            raise OutputRefused(place=url, why=why.strerror or str(why),
                                now="Choose another place with --store") from why

    def get(self, name: Digest) -> bytes | None:
        """The bytes of a thing, or None when it was never made."""
        try:
            return bytes(self._fs.cat_file(self._key("things", name)))
        except FileNotFoundError:
            return None

    def put(self, name: Digest, contents: bytes) -> None:
        """Keep a thing, at once and whole."""
        with self._arriving(self._key("things", name)) as path:
            path.write_bytes(contents)

    @contextmanager
    def file(self, recipe: Digest, name: str) -> Iterator[Path]:
        """A place to write a file; kept when the block ends well, gone when it does not."""
        with self._arriving(self._key("files", recipe, name)) as path:
            yield path

    def path(self, recipe: Digest, name: str) -> Path:
        """Where a kept file can be read on this machine (fetched first from a remote store)."""
        key = self._key("files", recipe, name)
        if self._is_folder:
            return Path(key)
        here = self._here / "files" / recipe / name
        if not here.exists():
            here.parent.mkdir(parents=True, exist_ok=True)
            arriving = here.with_name(f".{here.name}.{os.getpid()}")
            self._fs.get_file(key, str(arriving))
            arriving.rename(here)
        return here

    def size(self, recipe: Digest, name: str) -> int | None:
        """Bytes of a kept file, or None when it is not there."""
        try:
            return int(self._fs.size(self._key("files", recipe, name)))
        except FileNotFoundError:
            return None

    def holds(self) -> dict[str, tuple[int, int]]:
        """What lies here: kind -> (count, bytes)."""
        found: dict[str, tuple[int, int]] = {}
        for kind in ("things", "files"):
            sizes = [entry["size"] for entry in self._entries(kind)]
            found[kind] = (len(sizes), sum(sizes))
        return found

    def prune(self, keep_bytes: int) -> int:
        """Forget the oldest files until at most `keep_bytes` remain; gives the bytes freed. Nouns stay."""
        entries = sorted(self._entries("files"), key=lambda each: (each.get("mtime", 0), each["name"]))
        total, freed = sum(each["size"] for each in entries), 0
        for each in entries:
            if total - freed <= keep_bytes:
                break
            self._fs.rm_file(each["name"])
            freed += each["size"]
        return freed

    def _entries(self, kind: str) -> list[dict[str, Any]]:
        root = f"{self._root}/{kind}"
        return list(self._fs.find(root, detail=True).values()) if self._fs.exists(root) else []

    def _key(self, kind: str, digest: Digest, name: str = "") -> str:
        return "/".join(part for part in (self._root, kind, digest[:2], digest, name) if part)

    @contextmanager
    def _arriving(self, key: str) -> Iterator[Path]:
        final = Path(key) if self._is_folder else self._here / "arriving" / key.replace("/", "_")
        final.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=".", suffix="." + final.name[-40:], dir=final.parent)
        os.close(handle)
        path = Path(temporary)
        try:
            yield path
            synced(path)
            path.chmod(0o444)    # delivered files are links to these: an edit in place must not reach the store
            if self._is_folder:
                path.replace(final)
            else:
                self._fs.makedirs(key.rsplit("/", 1)[0], exist_ok=True)
                self._fs.put_file(str(path), key)
        except OSError as why:
            if why.errno not in FULL_OR_FORBIDDEN:    # the step's own trouble, such as a lost input, is not the disk's
                raise
            raise OutputRefused(place=str(final.parent), why=why.strerror or str(why),
                                now="Free some space or choose another store with --store, then run again: "
                                    "what is finished is kept") from why
        finally:
            path.unlink(missing_ok=True)


def linked(source: Path, target: Path) -> None:
    """Put a finished file in its place, whole: by hard link where the file system allows, else by copy and rename."""
    target.parent.mkdir(parents=True, exist_ok=True)
    arriving = target.with_name(f".{target.name}.{os.getpid()}")
    arriving.unlink(missing_ok=True)
    try:
        try:
            os.link(source, arriving)
        except OSError:
            shutil.copyfile(source, arriving)
            synced(arriving)
        arriving.replace(target)
    finally:
        arriving.unlink(missing_ok=True)
