"""Which form a script's text has: Fountain, or Korean drama format."""

import re
from pathlib import PurePath

from yeoun.reading.headings import heading_of
from yeoun.reading.texts import plain_width

_SLUG = re.compile(r"^\s*(?:INT|EXT|EST|I/E)[./ ]", re.I | re.M)


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
