"""A script file of any form we read: which form it is, and its scenes."""

import re
from pathlib import PurePath

from yeoun.errors import InputRefused
from yeoun.model.media import Caution
from yeoun.model.script import DraftLine, DraftScene
from yeoun.reading.fountain import read_fountain
from yeoun.reading.headings import heading_of
from yeoun.reading.korean import read_korean
from yeoun.reading.screenplay import Script, scenes_of
from yeoun.reading.texts import plain_width

_MARKUP = re.compile(r"\s*<(?:\?xml|!doctype|html|FinalDraft)\b", re.I)
_SLUG = re.compile(r"^\s*(?:INT|EXT|EST|I/E)[./ ]", re.I | re.M)


def read_script(text: str, name: str) -> tuple[tuple[DraftScene, ...], tuple[Caution, ...]]:
    """The scenes of a script, and what was unclear.

    text     the whole file
    name     its name: the suffix decides the form where there is one
    Refuses  InputRefused, when there is neither a scene heading nor a speech in it
    """
    if _MARKUP.match(text):
        why = "it is a Final Draft, HTML or other marked-up file, which is not read yet"
        raise InputRefused(name=name, where="line 1", why=why, now="Export the script as plain text or Fountain")
    script = parse_script(text, name)
    scenes = scenes_of(script)
    if not scenes:
        raise InputRefused(
            name=name,
            where="the whole text",
            why="no scene heading was found in it (such as S#1. 옥상 / 낮, or INT. ROOM - DAY)",
            now="Give a script in Korean drama format or Fountain, or score without a script",
        )
    cautions = list(script.cautions)
    if not any(isinstance(piece, DraftLine) for scene in scenes for piece in scene.body):
        cautions.append(Caution("script_without_speech", f"{name}: scenes were found, but nobody speaks in them"))
    return scenes, tuple(cautions)


def parse_script(text: str, name: str) -> Script:
    """The script as it stands on the page."""
    if is_fountain(text, name):
        return read_fountain(text, name)
    return read_korean(text, name)


def is_fountain(text: str, name: str) -> bool:
    """Whether a script is Fountain: by its suffix, else by which kind of heading leads.

    >>> is_fountain("S#1. 옥상 / 낮", "a.txt"), is_fountain("INT. ROOM - DAY", "a.txt")
    (False, True)
    """
    if PurePath(name).suffix.lower() in {".fountain", ".spmd"}:
        return True
    lines = [plain_width(line) for line in text.split("\n")]
    slugs = sum(bool(_SLUG.match(line)) for line in lines)
    numbered = sum(heading_of(line) is not None for line in lines) - slugs
    forced = sum(line.startswith("@") for line in lines)
    tabbed = sum("\t" in line.strip() for line in lines)
    return (slugs > numbered or forced > 0) and tabbed <= forced + slugs
