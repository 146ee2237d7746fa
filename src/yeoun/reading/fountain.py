"""Fountain scripts, English and Korean.

After the Fountain syntax page (fountain.io, 1.1). Hangul has no capitals, so a Korean speaker is found
in three ways: `@이름`; a short Hangul line above words, when that name speaks again or is forced with @ elsewhere; and
Korean headings come before the section rule, so `#7. 병원 / 낮` is a heading and `# 1부` a section.

Conventions: lines count from 1; notes and boneyards keep their lines, so that numbers stay true.
"""

import re
from collections import Counter
from dataclasses import replace

from yeoun.reading.headings import Heading, heading_of
from yeoun.reading.screenplay import Aside, Paragraph, Part, Piece, Script, bracketed, extension_of, speech
from yeoun.reading.texts import plain_width, squeezed

_BONEYARD = re.compile(r"/\*.*?(?:\*/|\Z)", re.S)
_NOTE = re.compile(r"\[\[.*?\]\]", re.S)
_TITLE = re.compile(r"^(?P<key>[^\s:][^:\n]{0,30}):(?P<value>.*)$")
_TRANSITION = re.compile(r"^[A-Z][A-Z0-9 .'\-]*(?: TO:|\bIN:|\bOUT[.:])$|^FADE (?:IN|OUT|TO BLACK)[.:]?$")
_SECTION = re.compile(r"^#{1,6}[^#]")
_CUE = re.compile(r"^(?P<name>[^()]+?)\s*(?P<brackets>(?:\([^()]*\)\s*)*)(?P<dual>\^)?$")
_HANGUL_NAME = re.compile(r"^[가-힣]{1,10}(?: ?[가-힣0-9]{1,4})?$")
_EMPHASIS = re.compile(r"(?<![\w\\])(\*{1,3}|_)(?=\S)(.+?)(?<=\S)\1(?!\w)")


def read_fountain(text: str, name: str) -> Script:
    """A Fountain script.

    text   the whole file, NFC, `\\n` line ends
    name   the file, for cautions
    """
    asides: list[Aside] = []
    text = _taken_out(text, _BONEYARD, "boneyard", asides)
    text = _taken_out(text, _NOTE, "note", asides)
    lines = [plain_width(line).rstrip() for line in text.split("\n")]
    titles, first = _title_page(lines)
    names = _hangul_names(lines, first)
    before: list[Piece] = list(titles)
    parts: list[tuple[Heading, int, list[Piece]]] = []
    k = first
    while k < len(lines):
        heading = _heading(lines, k)
        into = parts[-1][2] if parts else before
        if heading:
            parts.append((heading, k + 1, []))
            k += 1
        else:
            k = _element(lines, k, names, into)
    return Script(
        _with(before, asides, 0, _next(parts, -1)),
        tuple(Part(h, line, _with(p, asides, line, _next(parts, n))) for n, (h, line, p) in enumerate(parts)),
        (),
    )


def _taken_out(text: str, what: re.Pattern[str], kind: str, asides: list[Aside]) -> str:
    def blank(found: re.Match[str]) -> str:
        asides.append(Aside(kind, found[0], text.count("\n", 0, found.start()) + 1))
        return "\n" * found[0].count("\n")

    return what.sub(blank, text)


def _next(parts: list[tuple[Heading, int, list[Piece]]], n: int) -> int:
    return parts[n + 1][1] if n + 1 < len(parts) else 1 << 60


def _with(pieces: list[Piece], asides: list[Aside], start: int, end: int) -> tuple[Piece, ...]:
    return tuple(sorted([*pieces, *(a for a in asides if start < a.line < end)], key=lambda piece: piece.line))


def _title_page(lines: list[str]) -> tuple[list[Aside], int]:
    k = next((k for k, line in enumerate(lines) if line.strip()), len(lines))
    found = _TITLE.match(lines[k]) if k < len(lines) else None
    if not found or lines[k][0] in ">.@!~=#" or _TRANSITION.match(lines[k]) or heading_of(lines[k]):
        return [], k
    titles = []
    while k < len(lines) and lines[k].strip():
        titles.append(Aside("title_page", lines[k].strip(), k + 1))
        k += 1
    return titles, k


def _blank(lines: list[str], k: int) -> bool:
    return not 0 <= k < len(lines) or not lines[k].strip()


def _heading(lines: list[str], k: int) -> Heading | None:
    line = lines[k].strip()
    if not line or not _blank(lines, k - 1):
        return None
    if re.match(r"\.(?!\.)\S", line):
        heading = heading_of(line[1:], forced=True)
        return heading
    if re.match(r"#{2,}|#\s+\D", line):
        return None
    return heading_of(line)


def _cue(lines: list[str], k: int, names: frozenset[str]) -> re.Match[str] | None:
    """Whether a line opens a speech: forced with @, in capitals, or a Hangul name that is known."""
    line = lines[k].strip()
    if not _blank(lines, k - 1) or _blank(lines, k + 1):
        return None
    if line.startswith("@"):
        return _CUE.match(line[1:].strip())
    found = _CUE.match(line)
    if not found or line[0] in "!.>~=#(":
        return None
    name = found["name"].strip()
    if name.isupper() and not _TRANSITION.match(line) and re.search(r"[A-Z]", name):
        return found
    return found if squeezed(name) in names else None


def _hangul_names(lines: list[str], first: int) -> frozenset[str]:
    """Hangul lines above words that are names: forced somewhere, seen twice, or with an extension (N, E, F)."""
    sure: set[str] = set()
    seen: Counter[str] = Counter()
    for k in range(first, len(lines)):
        line = lines[k].strip()
        if not line or not _blank(lines, k - 1) or _blank(lines, k + 1):
            continue
        found = _CUE.match(line.lstrip("@").strip())
        if not found or not _HANGUL_NAME.match(found["name"].strip()) or len(found["name"].strip()) > 12:
            continue
        name = squeezed(found["name"])
        seen[name] += 1
        brackets = re.findall(r"\(([^()]*)\)", found["brackets"])
        if line.startswith("@") or any(extension_of(bracket) is not None for bracket in brackets):
            sure.add(name)
        if lines[k + 1].strip().startswith("("):
            sure.add(name)
    return frozenset(sure | {name for name, count in seen.items() if count >= 2})


def _element(lines: list[str], k: int, names: frozenset[str], into: list[Piece]) -> int:
    """Read what stands at line k into a scene; gives the line after it."""
    line = lines[k].strip()
    if not line:
        return k + 1
    if found := _cue(lines, k, names):
        return _speech(lines, k, found, into)
    single = _single(lines, k)
    if single:
        into.append(Aside(single, line, k + 1))
        return k + 1
    end = k + 1
    while not _blank(lines, end) and not _single(lines, end):
        end += 1
    text = squeezed(" ".join(lines[k:end]))
    into.append(Paragraph(_EMPHASIS.sub(r"\2", text), k + 1))
    return end


def _single(lines: list[str], k: int) -> str:
    line = lines[k].strip()
    if re.fullmatch(r"={3,}", line):
        return "page_break"
    alone = _blank(lines, k - 1) and _blank(lines, k + 1)
    rules = (
        (line.startswith("="), "synopsis"),
        (bool(_SECTION.match(line)), "section"),
        (line.startswith(">") and line.endswith("<"), "centered"),
        (line.startswith(">"), "transition"),
        (line.startswith("~"), "lyric"),
        (line.startswith("!"), "forced_action"),
        (alone and bool(_TRANSITION.match(line)), "transition"),
    )
    return next((kind for holds, kind in rules if holds), "")


def _speech(lines: list[str], k: int, found: re.Match[str], into: list[Piece]) -> int:
    extension, directions = bracketed(found["brackets"])
    end = k + 1
    while not _blank(lines, end):
        end += 1
    words = " ".join([*directions, *(line.strip().lstrip("~") for line in lines[k + 1 : end])])
    is_dual = found["dual"] is not None
    if is_dual:
        for at in range(len(into) - 1, -1, -1):
            before = into[at]
            if not isinstance(before, Aside) or before.kind == "forced_action":    # action stands between two speeches, forced or not
                if not isinstance(before, Aside | Paragraph):
                    into[at] = _as_dual(before)
                break
    into.append(speech(found["name"], extension, _EMPHASIS.sub(r"\2", words), k + 1, is_dual))
    return end


def _as_dual(piece: Piece) -> Piece:
    """The same speech, marked as spoken together with another."""
    return replace(piece, dual=True) if not isinstance(piece, Aside | Paragraph) else piece
