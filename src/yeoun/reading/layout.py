"""Pages on which the place of a line says what it is: names far in, words less far, action at the margin.

After the usual page of American screenplays (action 1.5 inches from the edge, words 2.5, directions 3.1, names 3.7 or centred,
transitions at the right); what counts is the distance from the margin at which headings stand, so other margins do as well.
A page without any indents still tells names by their capitals.

Conventions: places in points (1/72 inch) from the left; an empty row is a blank line.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from yeoun.reading.headings import heading_of
from yeoun.reading.texts import plain_width, squeezed
from yeoun.reading.typed import Typed

WORDS_PT, NAMES_PT, RIGHT_PT = 30.0, 84.0, 230.0  # from the margin: words usually 72, names 158, transitions 324; half way between
TAB_PT, SPACE_PT = 36.0, 7.2  # a tab stop of a word processor; a letter of 12 point Courier
LONGEST_NAME = 45
_TRANSITION = re.compile(
    r"^[A-Z][A-Z0-9 .'\-]*(?: TO:|\bIN:|\bOUT[.:])$|^FADE (?:IN|OUT|TO BLACK)[.:]?$|^(?:컷|디졸브|페이드)[^.]{0,12}:?$")
_BRACKETS = re.compile(r"\s*\([^()]*\)")


@dataclass(frozen=True, slots=True)
class Placed:
    """A line of a page and where it begins. `kind` where a style or a column says it; `is_dual`: one of two columns."""

    text: str
    number: int
    x_pt: float
    kind: str = ""
    is_dual: bool = False


def typed_page(rows: Sequence[Placed], wrapped: bool = False) -> list[Typed]:
    """What each line of a page is.

    rows     in the order of reading, empty ones between paragraphs
    wrapped  lines were broken by the width of the page: those that follow one another are one paragraph

    >>> page = [Placed("INT. BUS - NIGHT", 1, 108), Placed("", 2, 0), Placed("JIEUN", 3, 266), Placed("Stop.", 4, 180)]
    >>> [each.kind for each in typed_page(page)]
    ['heading', 'character', 'dialogue']
    """
    placed = [_left(row) for row in rows]
    margin = _margin(placed)
    is_laid_out = any(_named(row) and row.x_pt >= margin + NAMES_PT for row in placed)
    typed: list[Typed] = []
    state, after_blank, last_x = "", True, 0.0    # state: "" or the kind that the last line was
    for k, row in enumerate(placed):
        if not row.text:
            after_blank = True
            continue
        kind = _kind(placed, k, margin, is_laid_out, state, after_blank, last_x)
        goes_on = typed and not after_blank and kind == state and kind in {"action", "parenthetical", "heading"} and (
            wrapped if kind != "parenthetical" else not typed[-1].text.endswith(")"))
        if goes_on:
            typed[-1] = Typed(kind, f"{typed[-1].text} {row.text}", typed[-1].line, is_dual=row.is_dual)
        else:
            typed.append(Typed(kind, row.text, row.number, is_dual=row.is_dual))
        state, after_blank, last_x = kind, False, row.x_pt
    return typed


def _left(row: Placed) -> Placed:
    """A row without the white space it begins with, which counts as its place."""
    text = plain_width(row.text)
    lead = text[: len(text) - len(text.lstrip())]
    x_pt = row.x_pt + TAB_PT * lead.count("\t") + SPACE_PT * (len(lead) - lead.count("\t"))
    return Placed(squeezed(text), row.number, x_pt, row.kind, row.is_dual)


def _margin(rows: Sequence[Placed]) -> float:
    """Where headings stand; without any, where most lines do."""
    places = [row.x_pt for row in rows if row.text and (row.kind == "heading" or heading_of(row.text))]
    places = places or [row.x_pt for row in rows if row.text] or [0.0]
    counts = Counter(round(place) for place in places)
    return float(min(counts, key=lambda place: (-counts[place], place)))


def _bare(text: str) -> str:
    return _BRACKETS.sub("", text).strip(" ^")


def _named(row: Placed) -> bool:
    """Whether a line could be a name."""
    name = _bare(row.text)
    is_hangul = any("가" <= letter <= "힣" for letter in name) and len(name) <= 12 and name[-1] not in ".!?…,"
    return (0 < len(name) <= LONGEST_NAME and (name.isupper() or is_hangul) and heading_of(row.text) is None
            and not _TRANSITION.match(row.text) and not row.text.startswith("("))


def _kind(rows: Sequence[Placed], k: int, margin: float, is_laid_out: bool, state: str, after_blank: bool, last_x: float) -> str:
    row = rows[k]
    speaks = state in {"character", "parenthetical", "dialogue"}
    if row.is_dual and row.kind:
        return row.kind
    if row.kind == "heading" or (heading_of(row.text) and (row.x_pt < margin + WORDS_PT or not is_laid_out)):
        return "heading"
    if _TRANSITION.match(row.text) or (is_laid_out and row.x_pt > margin + RIGHT_PT and row.text.isupper() and row.text.endswith(":")):
        return "transition"
    if _opens(rows, k, margin, is_laid_out, speaks and not after_blank):
        return "character"
    is_in = row.x_pt >= margin + WORDS_PT
    if is_laid_out:
        goes_on = speaks and is_in and (not after_blank or abs(row.x_pt - last_x) < 2 * SPACE_PT or state != "dialogue")
    else:
        goes_on = speaks and not after_blank and (state != "dialogue" or any(not each.text for each in rows))
    if goes_on:
        return "parenthetical" if row.text.startswith("(") or _is_open(rows, k, state) else "dialogue"
    return "action" if not is_laid_out or not is_in or not row.text.startswith("(") else "parenthetical"


def _is_open(rows: Sequence[Placed], k: int, state: str) -> bool:
    """Whether a direction in brackets was opened on the line before and not closed."""
    return state == "parenthetical" and k > 0 and not rows[k - 1].text.endswith(")") and abs(rows[k].x_pt - rows[k - 1].x_pt) < 2 * SPACE_PT


def _opens(rows: Sequence[Placed], k: int, margin: float, is_laid_out: bool, is_speaking: bool) -> bool:
    """Whether a line is the name above a speech: far in, or in capitals where nothing is, with words right below."""
    row = rows[k]
    if k + 1 >= len(rows) or not rows[k + 1].text:
        return False
    below = rows[k + 1]
    if is_laid_out and not _named(row):    # "McAVOY": the place says it, when words stand less far in
        is_short = len(_bare(row.text)) <= LONGEST_NAME and row.text[-1] not in ".!?…,:" and not row.text.startswith("(")
        is_between = margin + WORDS_PT <= below.x_pt < row.x_pt - 2 * SPACE_PT
        return is_short and is_between and row.x_pt >= margin + NAMES_PT and (
            not is_speaking or row.x_pt > rows[k - 1].x_pt + 2 * SPACE_PT)
    if not _named(row):
        return False
    if is_laid_out:
        return row.x_pt >= margin + NAMES_PT and below.x_pt >= margin + WORDS_PT and (
            not is_speaking or row.x_pt > rows[k - 1].x_pt + SPACE_PT or row.is_dual)
    return _bare(row.text).isupper() and not is_speaking and heading_of(below.text) is None
