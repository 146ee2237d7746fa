"""Texts from bytes: which encoding they are in, one Unicode form, one kind of line end.

The order of guesses is measured: byte order mark, zero bytes mean UTF-16, strict UTF-8, then CP949. No CP949 text of
2,000 passed strict UTF-8, so this order is safe and the reverse is not. CP949 and not EUC-KR, which cannot hold
syllables such as 똠 that Windows writes.

Conventions: text leaves in NFC with `\\n` line ends; lines are counted from 1.
"""

import codecs
import re
from pathlib import Path

from yeoun.errors import InputRefused
from yeoun.model.media import Caution
from yeoun.reading.mistaken import LOOKED_AT, refuse_media
from yeoun.units.names import canonical

MOST_LOST = 0.02  # our choice: above this share of unreadable letters a text is in another encoding
LARGEST = 32_000_000  # bytes; our choice: no script, subtitle or list is larger
MOST_LINES, MOST_LETTERS = 120_000, 3_000_000  # our choice: ten times 200 pages, and read in seconds (test_largest.py)

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_NOT_TEXT = (
    (b"\xd0\xcf\x11\xe0", "it is an HWP or old Word document", "Save it as plain text or Fountain"),
    (b"PK\x03\x04", "it is a zipped document (DOCX, HWPX or similar)", "Save it as plain text or Fountain"),
    (b"%PDF", "it is a PDF", "Export the script as plain text or Fountain"),
    (b"{\\rtf", "it is rich text (RTF)", "Save it as plain text"),
)
_SPACES = {0xA0: " ", 0x3000: "  ", 0xFEFF: None, 0x200B: None, 0x2028: "\n", 0x2029: "\n", 0x85: "\n", 0x0C: "\n"}
_UNSEEN = {code: sign for code, sign in _SPACES.items() if code not in (0xA0, 0x3000)}
_PLAIN = {**_SPACES, **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x19\x1b-\x1f\x7f-\x84\x86-\x9f]")    # those that no text file has
_KOREAN, _KANA, _CHINESE = (re.compile(each) for each in ("[\uac00-\ud7a3\u3131-\u318e]", "[\u3040-\u30ff]", "[\u4e00-\u9fff]"))


def refuse_endless(text: str, name: str) -> None:
    """Refuse (InputRefused) a script or subtitles longer than any film's: reading them would take minutes and gigabytes."""
    lines = text.count("\n")
    if lines > MOST_LINES or len(text) > MOST_LETTERS:
        raise InputRefused(
            name=name,
            where=f"line {min(lines, MOST_LINES)}",
            why=f"it has {lines:,} lines and {len(text):,} letters; at most {MOST_LINES:,} and {MOST_LETTERS:,} are read",
            now="Check that the right file was given, or give the part that belongs to this picture",
        )


def load_text(path: Path, name: str) -> tuple[str, tuple[Caution, ...]]:
    """A text file's words.

    path     where it lies
    name     what to call it in a refusal
    Refuses  InputRefused: missing, empty, too large, another kind of document, unknown encoding
    """
    return decode(load_bytes(path, name), name)


def load_bytes(path: Path, name: str) -> bytes:
    """A file's bytes.

    path     where it lies
    name     what to call it in a refusal
    Refuses  InputRefused: missing, a film, or larger than any script or subtitle
    """
    try:
        with path.open("rb") as file:
            refuse_media(file.read(LOOKED_AT), name)
        if path.stat().st_size > LARGEST:
            raise InputRefused(
                name=name,
                where="the file",
                why=f"it is larger than {LARGEST // 1_000_000} MB, no script or subtitle is",
                now="Check that the right file was given",
            )
        return path.read_bytes()
    except OSError as trouble:
        raise InputRefused(
            name=name,
            where="the file",
            why=f"it cannot be opened ({trouble.strerror})",
            now="Check the name and the rights",
        ) from trouble


def decode(raw: bytes, name: str) -> tuple[str, tuple[Caution, ...]]:
    """The words behind the bytes, in NFC, and what had to be guessed.

    >>> decode("해질녘".encode("cp949"), "a.txt")[0]
    '해질녘'
    """
    encoding, body = _encoding(raw)
    if not body.strip(b"\0 \t\r\n\x1a"):
        raise InputRefused(name=name, where="byte 0", why="the file is empty", now="Give the file that has the text")
    for magic, why, now in _NOT_TEXT:
        if raw.startswith(magic):
            raise InputRefused(name=name, where="byte 0", why=why, now=now)
    cautions: tuple[Caution, ...] = ()
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError as trouble:
        if encoding != "cp949":
            raise _unknown(name, trouble.start, encoding) from trouble
        text = body.decode("cp949", errors="replace")
        lost = text.count("\ufffd")
        if lost > MOST_LOST * len(text):
            raise _unknown(name, trouble.start, "UTF-8 and CP949") from trouble
        cautions = (
            Caution("letters_lost", f"{name}: {lost} letters could not be read as CP949 and are shown as \ufffd"),
        )
    odd = _CONTROL.search(text)
    if odd and len(_CONTROL.findall(text)) > MOST_LOST * len(text):
        raise InputRefused(
            name=name,
            where=f"letter {odd.start() + 1}",
            why="it is not a text file",
            now="Give a script, subtitle or list as text",
        )
    plain = canonical(text).replace("\r\n", "\n").replace("\r", "\n").replace("\x1a", "")
    return plain.translate(_UNSEEN), cautions


def _encoding(raw: bytes) -> tuple[str, bytes]:
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return encoding, raw[len(mark) :]
    head = raw[:4096]
    if head.count(0) > len(head) // 20:
        return ("utf-16-be" if head[0::2].count(0) > head[1::2].count(0) else "utf-16-le"), raw
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return "cp949", raw
    return "utf-8", raw


def _unknown(name: str, at: int, tried: str) -> InputRefused:
    return InputRefused(
        name=name, where=f"byte {at}", why=f"its encoding is unknown (it is not {tried})", now="Save it as UTF-8"
    )


def plain_width(text: str) -> str:
    """Full-width letters, digits and brackets as plain ones; an ideographic space as two, NBSP as one.

    >>> plain_width("Ｓ＃１．　염전")
    'S#1.  염전'
    """
    return text.translate(_PLAIN)


def squeezed(text: str) -> str:
    """Text with runs of white space as one space.

    >>> squeezed(" a \\n b ")
    'a b'
    """
    return " ".join(text.split())


def language_of(text: str, otherwise: str = "en") -> str:
    """The language a text is written in, by its letters; Latin letters are `otherwise`.

    >>> language_of("가지 마."), language_of("Don't go."), language_of("行かないで")
    ('ko', 'en', 'ja')
    """
    if text.isascii():
        return otherwise
    counts, rest = dict[str, int](), text
    for language, letters, worth in (("ko", _KOREAN, 1), ("ja", _KANA, 3), ("zh", _CHINESE, 1)):    # kana outweigh the Chinese
        rest, found = letters.subn("", rest)                                                       # characters they stand among
        counts[language] = found * worth
    best = max(counts, key=lambda language: counts[language])
    return best if counts[best] * 2 > sum(map(str.isalpha, rest)) else otherwise
