"""Packages and XML that people send, opened with limits: nothing is believed before it was measured.

A zip says how large its members become and may lie: both what it says and what comes out are held to a limit. XML is read
without entities, without a document type and without the network (after the advice of defusedxml's authors; none of the
forms read here has a use for any of them).
"""

import io
import zipfile
import zlib
from dataclasses import dataclass

from lxml import etree

from yeoun.errors import InputRefused

MOST_MEMBERS = 4_000        # our choice: a script with a picture on every page has fewer
MOST_UNPACKED = 32_000_000  # bytes of one member; our choice: two hundred pages of Word's XML are 4 to 15 million
MOST_TAGS = 2_000_000       # our choice; as a tree, so many take 400 MB; two hundred pages have 200,000 to 800,000
_STEP = 1 << 20


@dataclass(frozen=True, slots=True)
class Package:
    """A zip that was let in: its members by name."""

    name: str
    parts: zipfile.ZipFile
    members: frozenset[str]


def package(raw: bytes, name: str, now: str) -> Package:
    """A zip's members, counted.

    raw      the file
    name     for refusals
    now      what to do when it cannot be opened
    Refuses  InputRefused: damaged, or too many members
    """
    try:
        parts = zipfile.ZipFile(io.BytesIO(raw))
        names = parts.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, RuntimeError, EOFError) as trouble:
        raise InputRefused(name=name, where="byte 0", why="its package is damaged", now=now) from trouble
    if len(names) > MOST_MEMBERS:
        raise InputRefused(name=name, where="the file", why=f"its package has {len(names)} members, no script has", now=now)
    return Package(name, parts, frozenset(names))


def unpacked(opened: Package, member: str, now: str) -> bytes:
    """One member's bytes, by what really comes out.

    opened   the package
    member   its name there
    now      what to do when it cannot be used
    Refuses  InputRefused: missing, locked with a password, damaged, or larger than any script
    """
    def refused(why: str) -> InputRefused:
        return InputRefused(name=opened.name, where=f"byte {at}, {member}", why=why, now=now)

    at = 0
    try:
        info = opened.parts.getinfo(member)
        at = info.header_offset
        if info.flag_bits & 1:
            raise refused("it is locked with a password")
        if info.file_size > MOST_UNPACKED:
            raise refused(f"it says that it unpacks to {info.file_size // 1_000_000} MB, no script does")
        out = bytearray()
        with opened.parts.open(info) as stream:
            while block := stream.read(_STEP):
                out += block
                if len(out) > MOST_UNPACKED:
                    raise refused(f"it unpacks to more than {MOST_UNPACKED // 1_000_000} MB, no script does")
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError, RuntimeError) as trouble:
        raise refused("this part of its package is damaged") from trouble
    except KeyError as trouble:
        raise refused("this part of its package is missing") from trouble
    return bytes(out)


def inflated(raw: bytes, most: int = MOST_UNPACKED) -> bytes | None:
    """What a raw deflate stream holds, or None when it is more than `most` bytes or broken.

    >>> squeeze = zlib.compressobj(wbits=-15)
    >>> inflated(squeeze.compress(b"bus") + squeeze.flush())
    b'bus'
    """
    machine = zlib.decompressobj(-15)
    try:
        out = machine.decompress(raw, most + 1)
    except zlib.error:
        return None
    return out if len(out) <= most and machine.eof else None


def safe_xml(raw: bytes, name: str, now: str, member: str = "") -> etree._Element:
    """The root of an XML text, read without entities, document types and the network.

    raw      the text, in the encoding it names
    name     for refusals
    now      what to do when it cannot be used
    member   where in a package it lies
    Refuses  InputRefused, with the line: broken, or with a document type
    """
    inside = f" of {member}" if member else ""
    if raw.count(b"<") > MOST_TAGS:
        why = f"it has more than {MOST_TAGS // 1_000_000} million elements, no script has"
        raise InputRefused(name=name, where=f"line 1{inside}", why=why, now=now)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False)
    try:
        root = etree.fromstring(raw, parser)
    except (etree.XMLSyntaxError, ValueError) as trouble:
        line = getattr(trouble, "lineno", None) or 1
        raise InputRefused(name=name, where=f"line {line}{inside}", why="its XML is broken", now=now) from trouble
    if str(root.getroottree().docinfo.doctype):    # type: ignore[union-attr]  # the stubs say Any of it
        why = "it declares a document type, and may hold entities, for which a script has no use"
        raise InputRefused(name=name, where=f"line 1{inside}", why=why, now=now)
    return root


def local(element: etree._Element) -> str:
    """The name of an element without its namespace; empty for comments and instructions.

    >>> local(etree.fromstring("<a:p xmlns:a='x'/>"))
    'p'
    """
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def attribute(element: etree._Element, wanted: str) -> str:
    """An attribute by its name without a namespace, or nothing.

    >>> attribute(etree.fromstring("<a:p xmlns:a='x' a:val='7'/>"), "val")
    '7'
    """
    return next((str(value) for key, value in element.attrib.items() if str(key).rpartition("}")[2] == wanted), "")
