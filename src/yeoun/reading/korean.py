"""Scripts in the form Korean drama is written in: numbered scenes, 지문, and `이름<tab>대사`.

After the layout of published Korean drama scripts, tried on 15 speeches of our own. A name followed by a tab is a
speech at once, and may be of several words; a name followed by spaces or a colon is one only when the name speaks at least
twice, stands in the cast list, or carries an extension, so that "벽시계: 두 시에 멈춰 있다." stays action.

Conventions: full-width signs are read as plain ones; lines count from 1; text keeps its own letters (NFC).
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from yeoun.model.media import Caution
from yeoun.reading.headings import Heading, heading_of
from yeoun.reading.screenplay import Aside, Paragraph, Part, Piece, Script, extension_of, speech, told
from yeoun.reading.texts import plain_width, squeezed

_SPEECH = re.compile(
    r"^(?P<name>[가-힣A-Za-z0-9·'’.]{1,12}(?: ?[가-힣A-Za-z]{1,6})?(?: ?[0-9]{1,2})?) *(?P<bracket>\([^()]*\))?"
    r"(?P<gap>\s*\t\s*|\s{2,}|\s*:\s*)(?P<words>\S.*)$"
)
_TABBED = re.compile(r"^(?P<name>[^\s():.!?…][^\t():.!?…]{0,19}?) *(?P<bracket>\([^()]*\))?(?P<gap> *\t\s*)(?P<words>\S.*)$")
_MARK = re.compile(
    r"^(?:INS(?:ERT)?\b|인서트|CUT\s*TO|컷\s*투|CUT\s*BACK|컷\s*백|DISSOLVE|디졸브|F\.?\s*[IO]\b|FADE|페이드|F/B|플래시백"
    r"|FLASHBACK|몽타[주쥬]|MONTAGE|C\.?U\b|클로즈업|PAN\b|D\.?E\b|O\.?L\b|자막|타이틀)(?:\s*[.:)\-–]+\s*|\s*$)",
    re.I,
)
_TRANSITION = re.compile(r"^(?:CUT|컷|DISSOLVE|디졸브|FADE|페이드|F\.?\s*[IO]\b|O\.?L\b|D\.?E\b)", re.I)
_CAST = re.compile(r"^(?:등장\s*인물|인물|출연|CAST)\s*:?\s*(?P<names>.*)$", re.I)


@dataclass(frozen=True, slots=True)
class _Row:
    """One line of the file: as written, with plain signs, and what it is if that is certain."""

    number: int
    plain: str
    heading: Heading | None
    spoken: re.Match[str] | None


def read_korean(
    text: str, name: str, numbers: Sequence[int] = (), unit: str = "line", headings: frozenset[int] = frozenset()
) -> Script:
    """A Korean drama script.

    text      the whole file, NFC, `\\n` line ends
    name      the file, for cautions
    numbers   what each line of it is called where it comes from a document; none: it is counted
    unit      what the numbers count: line, paragraph, page
    headings  numbers of lines that are headings, whatever they look like
    """
    lines = text.split("\n")
    called = numbers or range(1, len(lines) + 1)
    rows = [_row(number, line, number in headings) for number, line in zip(called, lines, strict=True)]
    first = next((k for k, row in enumerate(rows) if row.heading), len(rows))
    names = _names(rows, _cast(rows[:first]))
    before = tuple(Aside("front", squeezed(row.plain), row.number) for row in rows[:first] if row.plain.strip())
    parts: list[Part] = []
    start = first
    for k in range(first + 1, len(rows) + 1):
        if k == len(rows) or rows[k].heading:
            heading = rows[start].heading
            assert heading is not None
            parts.append(Part(heading, rows[start].number, _pieces(rows[start + 1 : k], names)))
            start = k
    above = [row.number for row in rows[:first] if row.spoken and _is_certain(row.spoken)] if parts else []
    cautions = told("script_before", name, "above the first scene heading and in no scene (the cast, or speeches?)", unit, above)
    return Script(before, tuple(parts), (*cautions, *_unsure(rows[first:], names, name, unit)))


def _row(number: int, line: str, is_heading: bool) -> _Row:
    plain = plain_width(line).rstrip()
    heading = heading_of(plain, forced=is_heading and bool(plain.strip()))
    found = None if heading or _MARK.match(plain) else _SPEECH.match(plain) or _TABBED.match(plain)
    if found and found["name"].strip(" .").isdigit():
        found = None
    return _Row(number, plain, heading, found)


def _cast(rows: list[_Row]) -> set[str]:
    names: set[str] = set()
    for row in rows:
        if found := _CAST.match(row.plain.strip()):
            names |= {squeezed(each) for each in re.split(r"[,、/·]|\s{2,}|\t", found["names"]) if each.strip()}
    return names


def _names(rows: list[_Row], cast: set[str]) -> frozenset[str]:
    """The names that speak: those of the cast, and those a second look confirms."""
    seen = Counter(squeezed(row.spoken["name"]) for row in rows if row.spoken)
    sure = {squeezed(row.spoken["name"]) for row in rows if row.spoken and _is_certain(row.spoken)}
    return frozenset(cast | sure | {name for name, count in seen.items() if count >= 2})


def _is_certain(found: re.Match[str]) -> bool:
    bracket = found["bracket"]
    return "\t" in found["gap"] or (bracket is not None and extension_of(bracket[1:-1]) is not None)


def _pieces(rows: list[_Row], names: frozenset[str]) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    open_speech: tuple[str, str, list[str], int] | None = None
    paragraph: list[_Row] = []

    def close() -> None:
        nonlocal open_speech
        if open_speech:
            who, extension, words, line = open_speech
            pieces.append(speech(who, extension, " ".join(words), line))
            open_speech = None
        if paragraph:
            pieces.append(Paragraph(squeezed(" ".join(row.plain for row in paragraph)), paragraph[0].number))
            paragraph.clear()

    for row in rows:
        if not row.plain.strip():
            close()
        elif row.spoken and squeezed(row.spoken["name"]) in names:
            close()
            open_speech = _opened(row.spoken, row.number)
        elif open_speech and row.plain.startswith(("\t", "   ")):
            open_speech[2].append(row.plain.strip())
        elif _MARK.match(row.plain.strip()):
            close()
            kind = "transition" if _TRANSITION.match(row.plain.strip()) else "mark"
            pieces.append(Aside(kind, squeezed(row.plain), row.number))
        else:
            if open_speech:
                close()
            paragraph.append(row)
    close()
    return tuple(pieces)


def _opened(found: re.Match[str], line: int) -> tuple[str, str, list[str], int]:
    bracket = found["bracket"] or ""
    extension = extension_of(bracket[1:-1]) if bracket else ""
    words = found["words"] if extension is not None else f"{bracket} {found['words']}"
    return squeezed(found["name"]), extension or "", [words], line


def _unsure(rows: list[_Row], names: frozenset[str], name: str, unit: str) -> tuple[Caution, ...]:
    """Lines that look like a speech of somebody unknown, and were read as action."""
    lines = [row.number for row in rows if row.spoken and squeezed(row.spoken["name"]) not in names]
    what = ("read as action, though it may be a speech of somebody named once (a cast list, 등장인물: ..., above the first scene "
            "settles it)")
    return told("script_unsure", name, what, unit, lines)
