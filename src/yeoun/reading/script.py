"""A script file of any form we read: which form it is, and its scenes."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from yeoun.errors import InputRefused
from yeoun.model.media import Caution
from yeoun.model.script import DraftLine, DraftScene
from yeoun.reading.documents import Document, above, script_of
from yeoun.reading.docx import read_docx
from yeoun.reading.fdx import read_fdx
from yeoun.reading.fountain import read_fountain
from yeoun.reading.hwp import read_hwp
from yeoun.reading.hwpx import read_hwpx
from yeoun.reading.korean import read_korean
from yeoun.reading.pdf import read_pdf
from yeoun.reading.screenplay import Script, scenes_of, told
from yeoun.reading.shape import is_fountain
from yeoun.reading.texts import decode, load_bytes, refuse_endless
from yeoun.reading.unpacking import package

_MARKUP = re.compile(r"\s*<(?:\?xml|!doctype|html|FinalDraft|HWPML)\b", re.I)
_FDX = re.compile(rb"^[^<]{0,16}<(?:\?xml[^>]*>\s*(?:<!--.*?-->\s*|<!DOCTYPE.*?>\s*)*<)?FinalDraft\b", re.S)
HWP_3 = b"HWP Document File V"
EXPORT = "Save it as DOCX, HWPX, PDF, Final Draft, Fountain or plain text"


@dataclass(frozen=True, slots=True)
class Scripted:
    """What a script file says: its scenes, what was unclear, and what the numbers of its lines count."""

    scenes: tuple[DraftScene, ...]
    cautions: tuple[Caution, ...]
    unit: str


def load_script(path: Path, name: str) -> Scripted:
    """The scenes of a script file, whatever its form.

    path     where it lies; its contents say what it is
    name     what to call it in a refusal
    Refuses  InputRefused: not a form we read, damaged, locked, or without a scene
    """
    return scripted(load_bytes(path, name), name)


def scripted(raw: bytes, name: str) -> Scripted:
    """The scenes in the bytes of a script file.

    >>> scripted("S#1. 옥상 / 낮\\n\\n지은\\t가자.".encode(), "a.txt").scenes[0].location
    '옥상'
    """
    if is_fdx(raw):
        scenes, cautions = _scenes(read_fdx(raw, name), name, "paragraph")
        return Scripted(scenes, cautions, "paragraph")
    if reader := document_reader(raw, name):
        document = reader(raw, name)
        scenes, cautions = _scenes(script_of(document, name), name, document.unit)
        return Scripted(scenes, cautions, document.unit)
    text, doubts = decode(raw, name)
    scenes, cautions = read_script(text, name)
    return Scripted(scenes, (*doubts, *cautions), "line")


def is_fdx(raw: bytes) -> bool:
    """Whether a file is Final Draft's, in any encoding of XML."""
    return bool(_FDX.match(raw[:8192].replace(b"\0", b"")))


def document_reader(raw: bytes, name: str) -> Callable[[bytes, str], Document] | None:
    """What reads a document of this kind; nothing for a text.

    Refuses  InputRefused, for documents that nobody here reads
    """
    if raw.startswith(b"PK\x03\x04"):
        return _packaged(raw, name)
    if raw.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return read_hwp
    if b"%PDF-" in raw[:1024]:
        return read_pdf
    if raw.startswith(HWP_3):
        why = "it is an HWP of before 2002 (version 3), which is not read"
        raise InputRefused(name=name, where="byte 0", why=why, now="Open it in Hangul (한글) and save it as HWPX or DOCX")
    return None


def _packaged(raw: bytes, name: str) -> Callable[[bytes, str], Document]:
    opened = package(raw, name, EXPORT)
    if any(member.lower().startswith("contents/section") for member in opened.members):
        return read_hwpx
    if any(member.startswith("word/") for member in opened.members) or "_rels/.rels" in opened.members:
        return read_docx
    raise InputRefused(name=name, where="byte 0", why="it is a zipped document of a kind that is not read (nor DOCX nor HWPX)", now=EXPORT)


def read_script(text: str, name: str) -> tuple[tuple[DraftScene, ...], tuple[Caution, ...]]:
    """The scenes of a script, and what was unclear.

    text     the whole file
    name     its name: the suffix decides the form where there is one
    Refuses  InputRefused, when there is neither a scene heading nor a speech in it
    """
    if _MARKUP.match(text):
        raise InputRefused(name=name, where="line 1", why="it is an HTML or other marked-up file, which is not read", now=EXPORT)
    refuse_endless(text, name)
    return _scenes(parse_script(text, name), name, "line")


def _scenes(script: Script, name: str, unit: str) -> tuple[tuple[DraftScene, ...], tuple[Caution, ...]]:
    scenes = scenes_of(script)
    if not scenes:
        raise InputRefused(
            name=name,
            where="the whole text",
            why="no scene heading was found in it (such as S#1. 옥상 / 낮, or INT. ROOM - DAY)",
            now="Give a script in Korean drama format, Fountain or Final Draft, or score without a script",
        )
    what = "above the first scene heading and in no scene"
    cautions = [*script.cautions, *told("script_before", name, what, unit, above(script))]
    if not any(isinstance(piece, DraftLine) for scene in scenes for piece in scene.body):
        cautions.append(Caution("script_without_speech", f"{name}: scenes were found, but nobody speaks in them"))
    return scenes, tuple(cautions)


def parse_script(text: str, name: str) -> Script:
    """The script as it stands on the page."""
    if is_fountain(text, name):
        return read_fountain(text, name)
    return read_korean(text, name)
