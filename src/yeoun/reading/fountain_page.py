"""A script as a page of Fountain, which `read_fountain` reads as the same script.

Whatever would be taken for something else is forced, after the syntax page (fountain.io, 1.1): `.` a heading, `@` a speaker, `!`
action, `>` a transition. A direction inside a speech goes to its end, for a `Speech` does not keep where it stood.
"""

import re
from collections.abc import Sequence

from yeoun.reading.fountain import read_fountain
from yeoun.reading.headings import heading_of
from yeoun.reading.screenplay import Aside, Paragraph, Piece, Script, Speech

_CAPITALS = re.compile(r"^[A-Z][A-Z0-9 '\-]*$")
_EXTENSION = {"VO": "V.O.", "OS": "O.S.", "OL": "O.L."}
_SIGN = {"section": "# ", "synopsis": "= ", "lyric": "~", "page_break": "", "centered": "", "forced_action": "", "boneyard": ""}
_UNSEEN = {"section", "synopsis", "page_break", "note", "boneyard", "page"}    # what never reaches a scene stays out of it


def write_fountain(script: Script) -> str:
    """A script as Fountain.

    script   of any form. A form's own spellings (front, mark, title lines) become Fountain's nearest
    """
    titles = [piece.text for piece in script.before if isinstance(piece, Aside) and piece.kind == "title_page"]
    blocks = [_title_page(titles)] if titles else []
    rest = [piece for piece in script.before if not (isinstance(piece, Aside) and piece.kind == "title_page")]
    blocks += _blocks(rest)
    if not titles and blocks and any(isinstance(each, Aside) and each.kind == "title_page" for each in read_fountain(blocks[0], "").before):
        blocks[0] = f"!{blocks[0]}"    # the first line of a page is a title where it can be one
    for part in script.parts:
        blocks += [_heading(part.heading.text), *_blocks(part.pieces)]
    return "\n\n".join(blocks) + "\n"


def _title_page(titles: list[str]) -> str:
    lines = [line if re.match(r"[^\s:][^:\n]{0,30}:", line) else f"    {line}" for line in titles]
    return "\n".join(lines if not lines[0].startswith(" ") else ["Title:", *lines])


def _heading(text: str) -> str:
    is_plain = heading_of(text) is not None and not re.match(r"\.|#{2,}|#\s+\D", text)
    return text if is_plain else f".{text}"


def _blocks(pieces: Sequence[Piece]) -> list[str]:
    blocks: list[str] = []
    is_second = False
    for k, piece in enumerate(pieces):
        match piece:
            case Speech():
                follows = next((each for each in pieces[k + 1:] if not isinstance(each, Aside) or each.kind == "forced_action"), None)
                is_first = not is_second and isinstance(follows, Speech) and follows.dual
                blocks.append(_speech(piece, piece.dual and not is_first))
                is_second = piece.dual
            case Paragraph(text=text):
                blocks.append(_action(text))
                is_second = False
            case Aside(kind="transition", text=text):
                blocks.append(text if _reads_as(text, "transition") else f"> {text}")
            case Aside(kind=kind, text=text):
                blocks.append(_aside(kind, text))
    return blocks


def _aside(kind: str, text: str) -> str:
    for spelled in (text, _SIGN.get(kind, "") + text):
        if kind in _SIGN and _reads_as(spelled, kind):
            return spelled
    if kind not in _UNSEEN:
        return _action(text)
    return text if _reads_as(text, "note") else f"[[{text.replace(']]', '] ]')}]]"


def _reads_as(text: str, kind: str) -> bool:
    """Whether a block, standing alone below action, is read as such an aside."""
    found = read_fountain(f"x\n\n{text}\n", "").before[1:]
    return [each.kind for each in found if isinstance(each, Aside)] == [kind]


def _action(text: str) -> str:
    found = read_fountain(f"x\n\n{text}\n", "")
    return text if not found.parts and found.before[1:] == (Paragraph(text, 3),) else f"!{text}"


def _speech(piece: Speech, is_second: bool) -> str:
    sign = "" if _CAPITALS.match(piece.speaker) and not heading_of(piece.speaker) else "@"
    extension = f" ({_EXTENSION.get(piece.extension, piece.extension)})" if piece.extension else ""
    lines = [f"{sign}{piece.speaker}{extension}{' ^' if is_second else ''}"]
    if piece.parenthetical or (piece.mids and not piece.text):
        lines.append(f"({piece.parenthetical})")
    lines += [piece.text] if piece.text else []
    lines += [f"({mid})" for mid in piece.mids]
    return "\n".join(lines if len(lines) > 1 else [*lines, "()"])
