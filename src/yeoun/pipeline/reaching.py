"""The one door to where a store lies: a folder, or whatever fsspec has a backend for.

fsspec's backends raise what they like: ValueError for a protocol that nobody knows, ImportError for a package that is not there,
the errors of botocore, aiohttp or paramiko as they are. These share no ancestor but `Exception`; so that is caught here, and nowhere
else, around calls to a backend and nothing besides: whatever it raises means that the store cannot be used now, and becomes a
refusal with its words and what to do. That a thing is not there (FileNotFoundError) is an answer, unless one wanted to write.
"""

import difflib
import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import fsspec
from fsspec.registry import known_implementations

from yeoun.errors import OutputRefused

PROBE = b"yeoun was here\n"
FLAT = {"s3", "s3a", "gs", "gcs"}    # a folder is but part of a name there, and to make one would make a bucket that was misspelt
PACKAGES = {"s3": "'yeoun[s3]'", "s3a": "'yeoun[s3]'"}
_AWS = ("Set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_DEFAULT_REGION (and AWS_ENDPOINT_URL for a server of your own), "
        "see that the bucket is there")
_GOOGLE = "Set GOOGLE_APPLICATION_CREDENTIALS, see that the bucket is there"
SETTINGS = {"s3": _AWS, "s3a": _AWS, "gs": _GOOGLE, "gcs": _GOOGLE}
KEPT = "then run again: what is finished is kept. A run with another --store begins anew"
MOST_SAID = 300    # our choice: some servers answer with a page


def kind_of(url: str) -> str:
    """What kind of store a URL names.

    >>> kind_of("s3://team/yeoun"), kind_of("simplecache::s3://team/yeoun"), kind_of("/mnt/store")
    ('s3', 's3', 'file')
    """
    return url.rpartition("::")[2].partition("://")[0] if "://" in url else "file"


def opened(url: str) -> tuple[Any, str]:
    """The file system of a URL, and where in it the store lies. Nothing is asked of it yet.

    Refuses  OutputRefused, where there is no such kind of store, its package is missing, or it does not open
    """
    with reaching(url, writes=True):
        fs, root = fsspec.url_to_fs(url)
    return fs, str(root)


@contextmanager
def reaching(url: str, *, writes: bool = False) -> Iterator[None]:
    """Around calls to a backend: what it raises becomes a refusal.

    writes  whether a thing that is not there is trouble too, and no answer
    """
    try:
        yield
    except Exception as why:    # the head of this file says why all of them
        if isinstance(why, FileNotFoundError) and not writes:
            raise
        raise refused(url, why) from why


def refused(url: str, why: Exception) -> OutputRefused:
    """What something that a backend raised means to whoever named the store."""
    kind = kind_of(url)
    known = fsspec.available_protocols()
    if isinstance(why, ValueError) and kind not in known:
        near = ", ".join(f"{each}://" for each in difflib.get_close_matches(kind, known, 3))
        return OutputRefused(place=url, why=f"there is no kind of store called {kind}" + (f"; there is {near}" if near else ""),
                             now="Use a folder, or a URL such as s3://BUCKET/FOLDER, with --store")
    if isinstance(why, ImportError):
        return OutputRefused(place=url, why=f"what opens {kind}:// is not installed ({_said(why)})",
                             now=f"pip install {_package(kind)}, where yeoun is installed, or choose a folder with --store")
    return OutputRefused(place=url, why=_said(why), now=f"{SETTINGS.get(kind, _checks(kind))}, {KEPT}")


def _checks(kind: str) -> str:
    return "Check the path and its permissions" if kind in ("file", "local") else "Check the address, and that its server lets you in"


def _package(kind: str) -> str:
    named = str(known_implementations.get(kind, {"class": "what it names"})["class"]).partition(".")[0]
    return PACKAGES.get(kind) or (named if named != "fsspec" else "what it names")


def _said(why: Exception) -> str:
    """An error in its own words, on one line, with its kind where that is not the system's own.

    >>> _said(FileNotFoundError(2, "No such file or directory")), _said(KeyError("ETag"))
    ('No such file or directory', "KeyError: 'ETag'")
    """
    if isinstance(why, OSError | ImportError):
        words = getattr(why, "strerror", None) if type(why).__module__ == "builtins" else None
        said = words or re.sub(r"^\[Errno -?\d+\] ", "", str(why)) or type(why).__name__
    else:
        said = f"{type(why).__name__}: {why}"
    return " ".join(said.split())[:MOST_SAID].rstrip(".")


def is_flat(url: str) -> bool:
    """Whether a store has no folders that would have to be made."""
    return kind_of(url) in FLAT


def leave_probe(url: str) -> str:
    """Write a few bytes into a store; gives their key.

    Refuses  OutputRefused, where nothing can be written
    """
    fs, root = opened(url)
    key = f"{root}/probes/{uuid.uuid4().hex}"
    with reaching(url, writes=True):
        if not is_flat(url):
            fs.makedirs(f"{root}/probes", exist_ok=True)
        fs.pipe_file(key, PROBE)
    return key


def take_probe(url: str, key: str) -> None:
    """Remove what `leave_probe` left.

    Refuses  OutputRefused, where nothing can be removed
    """
    fs, _ = opened(url)
    with reaching(url, writes=True):
        fs.rm_file(key)
