"""A file that cannot be read is a finding, never a crash.

Idea: whoever reads a file stands inside `reading(name)`: what its reader meets there becomes `Unreadable`, which names the file
and the fault. `measuring` makes a failed finding of it, and the other measures go on.
"""

import csv
import json
import math
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import av
import mido
import opentimelineio as otio
from lxml import etree
from pypdf.errors import PyPdfError

LARGEST = 2**53        # whole numbers up to here are exact in every reader of JSON
SAID = 200             # letters of somebody else's message that are told: our choice
BROKEN: tuple[type[Exception], ...] = (    # what readers raise on damaged files, by family
    OSError, EOFError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError, AssertionError, MemoryError,    # Python's
    RuntimeError,                                               # and with it soundfile's, RecursionError, NotImplementedError
    struct.error, zlib.error, csv.Error, zipfile.BadZipFile,    # the standard library's own
    etree.LxmlError, PyPdfError, av.FFmpegError, otio.exceptions.OTIOError, mido.KeySignatureError)


class Unreadable(Exception):
    """A file of the folder that cannot be read: its name (which `reading` fills in), the place in it, and the fault in a few words."""

    def __init__(self, fault: str, place: str = "the whole file", name: str = "") -> None:
        super().__init__(f"{name} ({place}): {fault}")
        self.name, self.fault, self.place = name, fault, place

    @property
    def told(self) -> str:
        """The fault, with its place where it does not say it itself."""
        return self.fault if self.place.startswith(("the ", "$")) else f"{self.fault} ({self.place})"


def said(why: Exception) -> str:
    """What a reader's exception means, in one line.

    >>> said(EOFError()), said(KeyError("start_tc"))
    ('it ends too early', "it lacks 'start_tc'")
    """
    match why:
        case FileNotFoundError() | NotADirectoryError():
            return "it is missing"
        case EOFError():
            return "it ends too early"
        case RecursionError():
            return "it is nested too deep"
        case MemoryError():
            return "it asks for more memory than there is"
        case KeyError():
            return f"it lacks {shortened(repr(why.args[0] if why.args else ''))}"
        case OSError() if why.strerror:
            return why.strerror
    return f"it cannot be understood: {shortened(' '.join(str(why).split()) or type(why).__name__)}"


def shortened(text: str) -> str:
    """A text that comes out of a file, at most so long as one reads."""
    return text if len(text) <= SAID else f"{text[:SAID]}…"


@contextmanager
def reading(name: str) -> Iterator[None]:
    """Whatever is met inside is a fault of this file.

    Refuses  Unreadable

    >>> with reading("cues/1m01/1m01.mid"):
    ...     raise EOFError
    Traceback (most recent call last):
    yeoun.checking.unreadable.Unreadable: cues/1m01/1m01.mid (the whole file): it ends too early
    """
    try:
        yield
    except Unreadable as why:
        if why.name:
            raise
        raise Unreadable(why.fault, why.place, name) from why
    except BROKEN as why:
        raise Unreadable(said(why), name=name) from why


def number(text: str | None) -> float:
    """A number as files write it; neither infinite nor no number, both of which would pass every comparison.

    >>> number("1.5")
    1.5
    """
    found = float(text or "")
    if not math.isfinite(found):
        raise ValueError(f"{text} is no number")
    return found


def json_in(body: bytes) -> Any:
    """What a JSON text holds. Refuses (Unreadable) what is none, what no reader can count with, and half letters."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as why:
        raise Unreadable("it is no UTF-8", f"byte {why.start}") from why
    try:
        found = json.loads(text, parse_int=_whole, parse_float=number, parse_constant=_no_number)
        if "\\ud" in text.lower():
            json.dumps(found, ensure_ascii=False).encode("utf-8")
    except json.JSONDecodeError as why:
        raise Unreadable(f"it is no JSON: {why.msg}", f"line {why.lineno}, letter {why.colno}") from why
    except UnicodeEncodeError as why:
        raise Unreadable("it holds half a letter", f"letter {why.start}") from why
    except RecursionError as why:
        raise Unreadable("its brackets are nested too deep", "the whole text") from why
    except ValueError as why:
        raise Unreadable(f"it holds a number that is none: {shortened(str(why))}", "the whole text") from why
    return found


def _whole(text: str) -> int:
    if len(text) > 17 or abs(int(text)) > LARGEST:
        raise ValueError(f"{text[:20]} is too large")
    return int(text)


def _no_number(text: str) -> float:
    raise ValueError(text)


def xml_in(body: bytes) -> etree._Element:
    """The root of an XML text; nothing outside of it is read, and what declares entities is refused: they can grow without end."""
    if b"\0" in body or b"<!ENTITY" in body:
        raise Unreadable("it is no plain XML", f"byte {max(body.find(bytes(1)), body.find(b'<!ENTITY'))}")
    return etree.fromstring(body, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True))
