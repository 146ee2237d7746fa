"""What a script says, in the order of the page, before anyone asks what it means.

Every line of the file ends up somewhere: in a speech, a paragraph, a heading, or an `Aside` (title page, note,
transition, mark); no text is dropped. `scenes_of` turns it into the nouns other stages read.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from yeoun.model.media import Caution
from yeoun.model.script import Character, DraftAction, DraftLine, DraftScene, LineKind, TimeOfDay
from yeoun.reading.headings import Heading
from yeoun.reading.narrating import is_narrator
from yeoun.reading.texts import language_of, squeezed
from yeoun.units.names import Person

EXTENSIONS = {
    "E": "E",
    "소리": "E",
    "N": "N",
    "NA": "N",
    "내레이션": "N",
    "나레이션": "N",
    "독백": "N",
    "속말": "N",
    "F": "F",
    "전화": "F",
    "필터": "F",
    "FILTERED": "F",
    "FILTER": "F",
    "PHONE": "F",
    "INTOPHONE": "",
    "ONPHONE": "F",
    "VO": "VO",
    "OS": "OS",
    "OC": "OS",
    "OFF": "OS",
    "OL": "OL",
    "CONT'D": "",
    "CONTD": "",
    "PRELAP": "OS",
    "SUBTITLE": "",
    "계속": "",
}
_KINDS = {"N": LineKind.INNER, "VO": LineKind.INNER, "E": LineKind.OFF, "OS": LineKind.OFF, "F": LineKind.FILTERED}
_ASIDES = re.compile(r"\(([^()]*)\)")


@dataclass(frozen=True, slots=True)
class Speech:
    """A speech. `extension` E, F, N, VO, OS, OL or empty; `mids` are parentheticals inside the words."""

    speaker: str
    extension: str
    parenthetical: str
    text: str
    mids: tuple[str, ...]
    line: int
    dual: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of action (지문)."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Aside:
    """Everything else: title_page, front, section, synopsis, note, boneyard, transition, mark, lyric, centered, ..."""

    kind: str
    text: str
    line: int


Piece: TypeAlias = Speech | Paragraph | Aside


@dataclass(frozen=True, slots=True)
class Part:
    """A scene of the page: its heading and what follows."""

    heading: Heading
    line: int
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Script:
    """A whole script; `before` is what stands above the first heading."""

    before: tuple[Piece, ...]
    parts: tuple[Part, ...]
    cautions: tuple[Caution, ...]


def extension_of(text: str) -> str | None:
    """The extension a bracket after a name means; "" for CONT'D, None when it is no extension but a direction.

    >>> extension_of("O.S."), extension_of("CONT’D"), extension_of("웃으며") is None
    ('OS', '', True)
    """
    found = ""
    for word in re.split(r"[,/]", text.replace("’", "'")):
        key = re.sub(r"[\s.\-]", "", word).upper()
        if key not in EXTENSIONS:
            return None
        found = found or EXTENSIONS[key]
    return found


def bracketed(brackets: str) -> tuple[str, list[str]]:
    """The extension that the brackets after a name mean, and those that are directions instead.

    >>> bracketed("(V.O.) (quietly)")
    ('VO', ['(quietly)'])
    """
    extension, directions = "", []
    for bracket in _ASIDES.findall(brackets):
        means = extension_of(bracket)
        if means is None:
            directions.append(f"({bracket})")
        else:
            extension = extension or means
    return extension, directions


def speech(speaker: str, extension: str, words: str, line: int, dual: bool = False) -> Speech:
    """A speech from its words: the bracket they open with is the parenthetical, later ones are taken out.

    >>> speech("순임", "", "(울먹이며) 누군데. (사이) 여보세요.", 3).text
    '누군데. 여보세요.'
    """
    rest = words.strip()
    leading = ""
    if found := re.match(r"\(([^()]*)\)\s*", rest):
        leading, rest = found[1].strip(), rest[found.end() :]
    mids = tuple(squeezed(each) for each in _ASIDES.findall(rest))
    return Speech(squeezed(speaker), extension, squeezed(leading), squeezed(_ASIDES.sub(" ", rest)), mids, line, dual)


def told(code: str, name: str, what: str, unit: str, numbers: Sequence[int]) -> tuple[Caution, ...]:
    """A caution that names every place, or none when there is none.

    >>> told("odd", "a.fdx", "odd ones", "paragraph", [3, 4, 5, 9])[0].message
    'a.fdx: odd ones: paragraph 3-5, 9'
    """
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1] = [runs[-1][0], number]
        else:
            runs.append([number])
    shown = ", ".join("-".join(map(str, run)) for run in runs)
    return (Caution(code, f"{name}: {what}: {unit} {shown}"),) if runs else ()


def scenes_of(script: Script) -> tuple[DraftScene, ...]:
    """The script as scenes. A relative time (LATER, 같은 시각) inherits the last one that was named."""
    last = TimeOfDay.UNKNOWN
    pieces = [piece for part in script.parts for piece in part.pieces]
    main = language_of(" ".join(piece.text for piece in pieces if isinstance(piece, Speech)))
    scenes = []
    for part in script.parts:
        heading = part.heading
        match heading.time:
            case TimeOfDay() as time:
                now = time
            case "relative":
                now = last
            case _:
                now = TimeOfDay.UNKNOWN
        last = heading.time_to or (now if now is not TimeOfDay.UNKNOWN else last)
        marks = list(heading.flags)
        marks += [f"until {heading.time_to.value}"] if heading.time_to else []
        body: list[DraftLine | DraftAction] = []
        for piece in part.pieces:
            body.extend(_body(piece, main))
            if isinstance(piece, Aside) and piece.kind == "mark":
                marks.extend(_mark_words(piece.text))
        scenes.append(
            DraftScene(
                heading.number,
                heading.text,
                heading.place,
                now,
                heading.interior,
                tuple(dict.fromkeys(marks)),
                tuple(body),
                part.line,
            )
        )
    return tuple(scenes)


def _body(piece: Piece, main: str) -> list[DraftLine | DraftAction]:
    match piece:
        case Speech():
            how = "; ".join(each for each in (piece.parenthetical, *piece.mids) if each)
            if not piece.text:
                return [DraftAction(f"{piece.speaker} ({how})", piece.line)] if how else []
            kind = _KINDS.get(piece.extension, LineKind.SPOKEN)
            has_letters = any(letter.isalpha() for letter in piece.text)
            language = language_of(piece.text) if has_letters else main
            return [DraftLine(Person(piece.speaker), piece.text, language, kind, how, piece.line)]
        case Paragraph(text=text, line=line):
            return [DraftAction(text, line)]
        case Aside(kind=kind, text=text, line=line):
            text = text.lstrip("!~> ").rstrip("< ")
            return [DraftAction(text, line)] if kind in {"mark", "forced_action", "lyric", "centered"} and text else []


def _mark_words(text: str) -> list[str]:
    upper = text.upper()
    pairs = (
        ("INS", "insert"),
        ("인서트", "insert"),
        ("F/B", "flashback"),
        ("회상", "flashback"),
        ("플래시백", "flashback"),
        ("몽타", "montage"),
        ("MONTAGE", "montage"),
        ("FLASHBACK", "flashback"),
    )
    return [mark for word, mark in pairs if upper.startswith(word)]


def characters_of(scenes: tuple[DraftScene, ...]) -> tuple[Character, ...]:
    """Who speaks, in the order of their first line, and how often; a narrator is none of them."""
    counts = Counter(line.speaker for scene in scenes for line in scene.body
                     if isinstance(line, DraftLine) and not is_narrator(line.speaker))
    return tuple(Character(name, count) for name, count in counts.items())
