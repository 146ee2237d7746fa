"""Files that people hand in, looked at before anything is made of them."""

import stat
from pathlib import Path

from yeoun.errors import InputRefused

_KINDS = ((stat.S_ISDIR, "folder"), (stat.S_ISFIFO, "pipe"), (stat.S_ISSOCK, "socket"), (stat.S_ISCHR, "device"), (stat.S_ISBLK, "device"))


def bytes_of(path: Path, role: str) -> int:
    """How large a file is that somebody handed in. Refuses (InputRefused) what is no file or cannot be looked at.

    role  what it was handed in as, such as picture
    """
    try:
        found = path.stat()
    except FileNotFoundError as why:
        raise InputRefused(name=str(path), where=role, why="there is no such file", now="Check the path and its spelling") from why
    except (OSError, ValueError) as why:    # too long a name, a folder one may not enter, a zero byte in the name
        raise InputRefused(name=str(path), where=role, why=f"it cannot be looked at ({getattr(why, 'strerror', None) or why})",
                           now="Check the path, its spelling and your rights") from why
    for is_kind, kind in _KINDS:
        if is_kind(found.st_mode):
            raise InputRefused(name=str(path), where=role, why=f"it is a {kind}, not a file", now="Name the file itself")
    return found.st_size


SCRIPTS = "A script is Final Draft (FDX), Fountain, DOCX, HWPX, HWP, PDF or plain text"
SUBTITLES = {".srt": "SRT", ".vtt": "WebVTT", ".smi": "SAMI", ".sami": "SAMI", ".ass": "ASS", ".ssa": "SSA",
             ".ttml": "TTML", ".dfxp": "TTML"}


def refuse_subtitles(path: Path) -> None:
    """Refuses (InputRefused) subtitles that somebody handed in as a script."""
    from yeoun.reading.captions import is_subtitle

    with path.open("rb") as file:
        head = file.read(4096)
    text = head.decode("utf-16" if head[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig", "replace")
    if is_subtitle(text, path.name):
        kind = SUBTITLES.get(path.suffix.lower())
        raise InputRefused(name=path.name, where="script", why=f"these are subtitles{f' ({kind})' if kind else ''}, not a script",
                           now=f"Give them with --subtitles. {SCRIPTS}")
