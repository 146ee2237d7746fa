"""Films and sound that somebody hands in as a text, told by their first bytes and not by what they are called.

Signatures are those of the containers' own specifications: ISO 14496-12 (MP4, MOV), EBML (Matroska, WebM), RIFF, MPEG-1 and -2
(programme and transport streams), ASF, FLV, Ogg, MXF (SMPTE 377), FLAC, MPEG audio and ID3.
"""

from yeoun.errors import InputRefused

LOOKED_AT = 4096         # bytes; our choice: no signature lies behind them
PACKET = 188             # bytes of a packet of a transport stream; each begins with G
_BOXES = frozenset({b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"})
_SOUND_BRANDS = frozenset({b"M4A ", b"M4B "})
_FILMS = (
    b"\x1a\x45\xdf\xa3", b"\0\0\1\xba", b"\0\0\1\xb3", b"FLV\1", b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", b"\x06\x0e\x2b\x34\x02\x05\x01\x01")
_SOUNDS = (b"fLaC", b"ID3\2", b"ID3\3", b"ID3\4", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2", b"wvpk")


def medium_in(head: bytes) -> str | None:
    """Whether a file is `a film` or `sound`, by its first bytes; None where it is neither.

    >>> medium_in(b"\\0\\0\\0\\x18ftypisom"), medium_in(b"RIFF and raff"), medium_in("S#1. 옥상".encode())
    ('a film', None, None)
    """
    if head[4:8] in _BOXES and head[:2] == b"\0\0":
        return "sound" if head[8:12] in _SOUND_BRANDS else "a film"
    if head[:4] in {b"RIFF", b"RF64"} and head[8:12] in {b"AVI ", b"WAVE"}:
        return "a film" if head[8:12] == b"AVI " else "sound"
    if head.startswith(b"OggS\0"):
        return "a film" if b"\x80theora" in head or b"OVP80" in head else "sound"
    packets = [head[at:at + 1] for at in range(0, len(head), PACKET)]
    if head.startswith(_FILMS) or (len(packets) > 3 and set(packets) == {b"G"} and b"\0" in head):
        return "a film"
    return "sound" if head.startswith(_SOUNDS) else None


def refuse_media(head: bytes, name: str) -> None:
    """Refuses InputRefused: a film or sound where a text was asked for.

    head  the first bytes of the file
    name  what to call it
    """
    medium = medium_in(head)
    if medium is not None:
        place = "The film is what stands after `yeoun score`" if medium == "a film" else "Clean dialogue goes into --dialogue"
        raise InputRefused(name=name, where="byte 0", why=f"it is {medium}, not a text", now=f"{place}; give the text here")
