"""The store: things by name, whole or absent.

A folder by default, or any fsspec URL. Everything is written under a temporary name, synced and renamed; a crash leaves at
most a temporary file, which the next to open the store removes. Reads verify: a thing by the seal it carries, a file by its
digest, the first time a process serves it. What is damaged is forgotten, and so made again: the store is only a cache.
"""

import errno
import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Any

from yeoun.errors import OutputRefused, StoreDamaged
from yeoun.pipeline.arriving import arriving, occupied, refusing, swept, synced
from yeoun.pipeline.codec import is_sealed
from yeoun.pipeline.reaching import is_flat, leave_probe, opened, reaching, take_probe
from yeoun.units.names import Digest

FULL_OR_FORBIDDEN = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO}
BLOCK = 512                  # what st_blocks counts in, after POSIX
PROBED = Digest("0" * 64)    # the name of nothing: asked for to see whether a store answers
OURS = {kind: re.compile(rf"([0-9a-f]{{2}})/\1[0-9a-f]{{62}}{name}") for kind, name in (("things", ""), ("files", "/[^/]+"))}
NOW = "Free some space there, then run again: what is finished is kept. A run with another --store begins anew"


def sha256_of(path: Path) -> Digest:
    """The digest of a file's bytes, read in blocks."""
    with path.open("rb") as file:
        return Digest(hashlib.file_digest(file, "sha256").hexdigest())


def on_disk(facts: os.stat_result) -> int:
    """Bytes of a file that lie on the disk: holes are not there, and a last block is not all its own."""
    return min(facts.st_size, facts.st_blocks * BLOCK)


def stamp(path: Path, digest: Digest) -> None:
    """Write a file's digest into the billionths of the second at which it was last written.

    Whoever writes to it afterwards changes that time: `is_stamped` then says so at the price of one look, where a digest
    would cost reading it all. What decays below the file system does not; that is why what is served is digested.
    """
    last = path.stat()
    with suppress(OSError):    # a file system without such times: its files are digested each time
        os.utime(path, ns=(last.st_atime_ns, last.st_mtime_ns // 10**9 * 10**9 + _billionths(digest)))


def is_stamped(path: Path, digest: Digest) -> bool:
    """Whether nobody wrote to a file since it was stamped with this digest."""
    return path.stat().st_mtime_ns % 10**9 == _billionths(digest)


def _billionths(digest: Digest) -> int:
    return int(digest[:12], 16) % (10**9 - 1) + 1    # never 0: that is what file systems without such fine times say


class Store:
    """Nouns under `things/`, sound and files under `files/`, each by recipe.

    url      a folder or an fsspec URL
    cache    where files of a remote store are kept on this machine; unused for a folder. Without one a remote store can be
             looked at and pruned, and no more
    spoiled  what was found damaged and forgotten, in words, for the command line to tell
    Refuses  OutputRefused, when it cannot be asked for anything; that nothing is there yet is no reason, and nothing is made
    """

    def __init__(self, url: str, cache: Path | None = None) -> None:
        self.url, self.spoiled = url, list[str]()
        self._fs, self._root = opened(url)
        self.is_folder = "file" in self._fs.protocol or self._fs.protocol == "file"
        self._cache = Path(self._root) if self.is_folder else cache
        self._whole: set[tuple[Digest, str]] = set()          # files verified or written by this process
        self._damaged: set[tuple[int, int]] = set()           # device and inode of what was forgotten
        with suppress(FileNotFoundError), reaching(url):
            self._fs.cat_file(self._key("things", PROBED))
        if self._cache is not None:
            swept(self._arrivals)

    @property
    def _here(self) -> Path:
        if self._cache is None:
            raise ValueError(f"{self.url} has no place on this machine for its files")
        return self._cache

    @property
    def _arrivals(self) -> Path:
        return self._here / "arriving"

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """Inside, nobody prunes this store (where it is a folder). It is made where it is not there, and written to once.

        Refuses  OutputRefused, where it cannot be written, or is being pruned
        """
        with refusing(self._here, "Choose a store you may write to with --store"):
            self._here.mkdir(parents=True, exist_ok=True)
        with self._occupied(alone=False, why="it is being pruned"):
            with refusing(self._here, "Choose a store you may write to with --store"), self._temporary(""):
                pass
            if not self.is_folder:
                take_probe(self.url, leave_probe(self.url))
            yield

    def stands(self) -> bool:
        """Whether anything lies where this store is."""
        with self._reached():
            return bool(self._fs.exists(self._root))

    def get(self, name: Digest) -> bytes | None:
        """The bytes of a thing, or None when it was never made or is damaged."""
        try:
            with self._reached():
                contents = bytes(self._fs.cat_file(self._key("things", name)))
        except FileNotFoundError:
            return None
        except OSError as why:
            if why.errno != errno.EIO:
                raise OutputRefused(place=self.url, why=why.strerror or str(why), now=NOW) from why
            contents = b""    # a disk that cannot read it back: as good as damaged
        if is_sealed(contents):
            return contents
        self.spoiled.append(f"things/{name}")
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
        self._whole.add((recipe, name))

    def path(self, recipe: Digest, name: str) -> Path:
        """Where a kept file can be read on this machine (fetched first from a remote store); not verified."""
        key = self._key("files", recipe, name)
        if self.is_folder:
            return Path(key)
        here = self._here / "files" / recipe / name
        if not here.exists():
            here.parent.mkdir(parents=True, exist_ok=True)
            with arriving(here.parent) as fetched:
                with self._reached():
                    self._fs.get_file(key, str(fetched))
                fetched.replace(here)
        return here

    def whole(self, recipe: Digest, name: str, sha256: Digest) -> Path:
        """Where a kept file can be read, its bytes verified the first time.

        Refuses  StoreDamaged, when it is gone, cannot be read or is not what was put there; it is forgotten then
        """
        why = "its digest does not fit"
        try:
            path = self.path(recipe, name)
            if (recipe, name) in self._whole and path.exists():
                return path
            if sha256_of(path) == sha256:
                if not is_stamped(path, sha256):
                    stamp(path, sha256)
                self._whole.add((recipe, name))
                return path
        except FileNotFoundError:
            why = "it is gone"
        except OSError as error:
            if error.errno != errno.EIO:
                raise OutputRefused(place=self.url, why=error.strerror or str(error), now=NOW) from error
            why = "the disk cannot read it"
        self._forget(recipe, name, sha256)
        self.spoiled.append(f"files/{recipe}/{name}")
        raise StoreDamaged(name=f"{recipe}/{name}", place=self.url, why=why)

    def was_damaged(self, path: Path) -> bool:
        """Whether this very file decayed in the store and was forgotten: a delivered file can be a link to it.

        What somebody wrote into has lost its stamp: that is not decay but work, and theirs.
        """
        found = path.stat()
        return (found.st_dev, found.st_ino) in self._damaged

    def is_another(self, path: Path, recipe: Digest, name: str) -> bool:
        """Whether a file on this store's disk is not the very file that is kept here."""
        try:
            found, kept = path.stat(), self._here.stat() if not self.is_folder else os.stat(self._key("files", recipe, name))
        except FileNotFoundError:
            return True
        return found.st_dev == kept.st_dev and found.st_ino != kept.st_ino

    def size(self, recipe: Digest, name: str) -> int | None:
        """Bytes of a kept file, or None when it is not there."""
        try:
            with reaching(self.url):
                return int(self._fs.size(self._key("files", recipe, name)))
        except FileNotFoundError:
            return None

    def holds(self) -> dict[str, tuple[int, int]]:
        """What lies here: kind -> (count, bytes); in a folder those that lie on the disk."""
        found: dict[str, tuple[int, int]] = {}
        for kind in ("things", "files"):
            sizes = [self._size(entry) for entry in self._entries(kind)]
            found[kind] = (len(sizes), sum(sizes))
        return found

    def _size(self, entry: dict[str, Any]) -> int:
        if not self.is_folder:
            return int(entry["size"])
        try:
            return on_disk(os.stat(entry["name"]))
        except FileNotFoundError:    # a run beside this one has just put it elsewhere
            return 0

    def prune(self, keep_bytes: int) -> int:
        """Forget the oldest files until at most `keep_bytes` remain; gives the bytes freed. Nouns stay, and what no store put here.

        Refuses  OutputRefused, while a run works with this store
        """
        if not self.stands():
            return 0
        with refusing(self.url, "Check the permissions"), self._occupied(alone=True, why="a run is working with this store"):
            entries = sorted(self._entries("files"), key=lambda each: (each.get("mtime", 0), each["name"]))
            sizes, freed = [self._size(each) for each in entries], 0
            whole = sum(sizes)
            for each, size in zip(entries, sizes, strict=True):
                if whole - freed <= keep_bytes:
                    break
                with self._reached():
                    self._fs.rm_file(each["name"])
                freed += size
        return freed

    def _reached(self) -> AbstractContextManager[None]:
        """Around what is asked of a backend. What a folder's disk says stays as it is: some of it is damage."""
        return nullcontext() if self.is_folder else reaching(self.url)

    def _occupied(self, *, alone: bool, why: str) -> AbstractContextManager[None]:
        if not self.is_folder:
            return nullcontext()
        return occupied(self._here, alone=alone, why=why, now="Wait until it has ended, then run again")

    def _forget(self, recipe: Digest, name: str, sha256: Digest) -> None:
        key = self._key("files", recipe, name)
        self._whole.discard((recipe, name))
        try:
            path = self.path(recipe, name)
            if is_stamped(path, sha256):
                lost = path.stat()
                self._damaged.add((lost.st_dev, lost.st_ino))
            if not self.is_folder:
                self.path(recipe, name).unlink(missing_ok=True)
            with self._reached():
                self._fs.rm_file(key)
        except FileNotFoundError:
            return
        except OSError as why:
            raise OutputRefused(place=key, why=why.strerror or str(why), now=NOW) from why

    def _entries(self, kind: str) -> list[dict[str, Any]]:
        root = f"{self._root}/{kind}"
        with reaching(self.url):
            found = self._fs.find(root, detail=True).values() if self._fs.exists(root) else ()
        return [each for each in found if OURS[kind].fullmatch(each["name"].rpartition(f"/{kind}/")[2])]    # the rest is somebody else's

    def _key(self, kind: str, digest: Digest, name: str = "") -> str:
        return "/".join(part for part in (self._root, kind, digest[:2], digest, name) if part)

    @contextmanager
    def _arriving(self, key: str) -> Iterator[Path]:
        """A temporary file that becomes `key` when the block ends well.

        An OSError of the block that is not about a full or forbidden disk, or is about another file, is the step's own.
        """
        own: OSError | None = None
        with refusing(self.url, NOW), self._temporary("." + key.rsplit("/", 1)[1][-40:]) as path:
            try:
                yield path
            except OSError as why:
                if why.errno in FULL_OR_FORBIDDEN and str(why.filename or path) == str(path):
                    raise
                own = why
            else:
                self._settle(path, key)
        if own is not None:
            raise own

    @contextmanager
    def _temporary(self, ending: str) -> Iterator[Path]:
        self._arrivals.mkdir(parents=True, exist_ok=True)
        with arriving(self._arrivals, ending) as path:
            yield path

    def _settle(self, path: Path, key: str) -> None:
        synced(path)
        path.chmod(0o444)    # delivered files are links to these: an edit in place must not reach the store
        if self.is_folder:
            Path(key).parent.mkdir(parents=True, exist_ok=True)
            self._compare(path, Path(key))
            path.replace(key)
        else:
            with reaching(self.url, writes=True):
                if not is_flat(self.url):
                    self._fs.makedirs(key.rsplit("/", 1)[0], exist_ok=True)
                self._fs.put_file(str(path), key)

    def _compare(self, made: Path, before: Path) -> None:
        """Note a file that lies here in another length than what is made again; where its stamp is still there, it was cut."""
        try:
            lost, new = before.stat(), made.stat()
        except FileNotFoundError:
            return
        if before.parent.parent.parent.name == "files" and lost.st_size != new.st_size:
            if lost.st_mtime_ns % 10**9 == new.st_mtime_ns % 10**9 != 0:
                self._damaged.add((lost.st_dev, lost.st_ino))
            self.spoiled.append(f"files/{before.parent.name}/{before.name}")
