"""Scripts that come as documents: rows of text, with what the document knows of each, to a script.

Where the paragraphs carry a script template's styles, those say what they are. Else the rows are a text and go through the
reader of Korean drama format, Fountain's, or, where only the layout tells speakers from words, the one of printed pages (`layout`).

Conventions: numbers count paragraphs from 1 (pages in a PDF).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from yeoun.errors import InputRefused
from yeoun.model.media import Caution
from yeoun.reading.fountain import read_fountain
from yeoun.reading.headings import heading_of
from yeoun.reading.korean import read_korean
from yeoun.reading.layout import Placed, typed_page
from yeoun.reading.screenplay import Aside, Paragraph, Piece, Script, Speech
from yeoun.reading.shape import is_fountain
from yeoun.reading.texts import plain_width
from yeoun.reading.typed import Typed, typed_script

NOTED = "footnotes and comments are notes, which nobody speaks"
MOST_PARAGRAPHS = 60_000  # our choice: two hundred pages have 8,000
FEW_BLANKS = 0.05  # our choice: with fewer empty paragraphs than this, a new paragraph alone is the break


@dataclass(frozen=True, slots=True)
class Row:
    """A paragraph of a document, tabs kept. `kind` by its style (typed.KINDS), `called` that style; `indent_pt` from the margin."""

    text: str
    number: int
    kind: str = ""
    called: str = ""
    indent_pt: float = 0.0


@dataclass(frozen=True, slots=True)
class Document:
    """What a document says: its rows, and what stands beside them (notes, comments), with what is to be told of it.

    `wrapped`: rows are lines that the page's width broke. `typed`: what each paragraph is, where the page's layout has said it.
    """

    rows: tuple[Row, ...]
    beside: tuple[Aside, ...] = ()
    cautions: tuple[Caution, ...] = ()
    unit: str = "paragraph"
    wrapped: bool = False
    typed: tuple[Typed, ...] = ()


def counted(met: int, name: str) -> int:
    """One paragraph more.

    Refuses  InputRefused, when no script has so many

    >>> counted(3, "a.docx")
    4
    """
    if met >= MOST_PARAGRAPHS:
        raise InputRefused(name=name, where=f"paragraph {met + 1}", why=f"it has more than {MOST_PARAGRAPHS:,} paragraphs, no script has",
                           now="Check that the right file was given")
    return met + 1


def table_rows(cells: Sequence[Sequence[str]], number: int) -> list[Row]:
    """A row of a table as lines of text: cells beside one another with tabs between, what follows in the last cell below it.

    cells   the paragraphs of each cell
    number  of the first line

    >>> [row.text for row in table_rows([["지은"], ["안녕.", "잘 가."]], 1)]
    ['지은\\t안녕.', '\\t잘 가.']
    """
    filled = [kept for kept in ([text for text in cell if text.strip()] for cell in cells) if kept]
    if not filled:
        return []
    head = "\t".join([*(" ".join(cell) for cell in filled[:-1]), filled[-1][0]])
    lead = "\t" if len(filled) > 1 else ""
    return [Row(head, number), *(Row(lead + text, number + n) for n, text in enumerate(filled[-1][1:], start=1))]


def script_of(document: Document, name: str) -> Script:
    """The script in a document.

    document  its rows, in the order of reading
    name      the file, for cautions
    """
    if document.typed:
        script = typed_script(document.typed, name, document.unit)
        return replace(_with_asides(script, document.beside), cautions=(*document.cautions, *script.cautions))
    rows = [row for each in document.rows for row in _lines(each)]
    kinds = {row.kind for row in rows if row.text.strip()}
    if {"character", "dialogue"} <= kinds:
        script = typed_script([Typed(row.kind or "general", row.text, row.number, called=row.called) for row in rows], name, document.unit)
    else:
        script = _text_script(rows, name, document)
    return replace(_with_asides(script, document.beside), cautions=(*document.cautions, *script.cautions))


def _lines(row: Row) -> list[Row]:
    """A paragraph's lines; what goes on below a line break inside it hangs, as a speech does."""
    first, *more = row.text.split("\n")
    return [replace(row, text=first), *(replace(row, text=f"\t{line.lstrip()}") for line in more if line.strip())]


def _text_script(rows: list[Row], name: str, document: Document) -> Script:
    unit = document.unit
    filled = [row for row in rows if row.text.strip()]
    spaced = document.wrapped or len(rows) - len(filled) >= FEW_BLANKS * len(rows)
    text = "\n".join(row.text for row in rows)
    headings = frozenset(row.number for row in filled if row.kind == "heading")
    if is_fountain(text, ""):
        if spaced and not _is_laid_out(filled):
            return _renumbered(read_fountain(text, name), [row.number for row in rows])
        return typed_script(typed_page([Placed(row.text, row.number, row.indent_pt, row.kind) for row in rows]), name, unit)
    lines, numbers = [], []
    for row in rows:
        if not spaced and not row.text.startswith(("\t", "   ")):
            lines.append("")
            numbers.append(row.number)
        lines.append(row.text)
        numbers.append(row.number)
    script = read_korean("\n".join(lines), name, numbers, unit, headings)
    return _rejoined(script) if document.wrapped else script


def _rejoined(script: Script) -> Script:
    """Words that a page broke (marked with a word joiner) as they were."""
    def mended(text: str) -> str:
        return text.replace("\u2060 ", "").replace("\u2060", "")

    def mend(piece: Piece) -> Piece:
        piece = replace(piece, text=mended(piece.text))
        if isinstance(piece, Speech):
            piece = replace(piece, parenthetical=mended(piece.parenthetical), mids=tuple(map(mended, piece.mids)))
        return piece

    parts = tuple(replace(part, pieces=tuple(map(mend, part.pieces))) for part in script.parts)
    return replace(script, before=tuple(map(mend, script.before)), parts=parts)


def _is_laid_out(rows: Sequence[Row]) -> bool:
    """Whether names stand further in than what is done: the layout tells them apart."""
    names = [row.indent_pt for row in rows if plain_width(row.text).strip().isupper() and heading_of(row.text) is None]
    others = [row.indent_pt for row in rows if heading_of(row.text) is not None]
    return bool(names and others) and max(names) > min(others) + 72


def _renumbered(script: Script, numbers: Sequence[int]) -> Script:
    """A script whose lines are called by other numbers."""
    def of(line: int) -> int:
        return numbers[min(line, len(numbers)) - 1] if line else 0

    def renumber(piece: Piece) -> Piece:
        return replace(piece, line=of(piece.line))

    parts = tuple(replace(part, line=of(part.line), pieces=tuple(map(renumber, part.pieces))) for part in script.parts)
    return replace(script, before=tuple(map(renumber, script.before)), parts=parts)


def _with_asides(script: Script, asides: Sequence[Aside]) -> Script:
    """A script with what stood beside its text, each after the piece it belongs to."""
    if not asides:
        return script
    starts = [part.line for part in script.parts]
    places: list[list[Piece]] = [list(script.before), *(list(part.pieces) for part in script.parts)]
    for aside in asides:
        place = places[sum(start <= aside.line for start in starts)]
        at = next((k for k, piece in enumerate(place) if piece.line > aside.line), len(place))
        place.insert(at, aside)
    parts = tuple(replace(part, pieces=tuple(place)) for part, place in zip(script.parts, places[1:], strict=True))
    return replace(script, before=tuple(places[0]), parts=parts)


def above(script: Script) -> list[int]:
    """The numbers of speeches and action above the first heading, which belong to no scene."""
    return [piece.line for piece in script.before if isinstance(piece, Speech | Paragraph)]
