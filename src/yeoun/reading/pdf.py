"""Scripts as PDF, where nothing is said but where letters stand: lines become speeches by their places.

What belongs to the page and not to the script goes aside: page numbers, lines that come back at the head or foot of pages,
(MORE), (CONT'D) and CONTINUED at page breaks, scene numbers that are printed twice, revision stars. Speeches go on across pages.
American pages are read by their indents (`layout`), Korean ones by the gap between a name and its words.

Conventions: numbers count pages.
"""

import json
import re
import signal
import statistics
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yeoun
from yeoun.errors import InputRefused
from yeoun.reading.documents import Document, Row
from yeoun.reading.headings import heading_of
from yeoun.reading.layout import Placed, typed_page
from yeoun.reading.printed import UNKNOWN, Line, Part
from yeoun.reading.screenplay import Aside, told
from yeoun.units.names import canonical

MEMORY, CPU_S, BYTES_A_SECOND, LONGEST_S = 1 << 30, 8, 50_000, 60    # our choice; an honest page costs 0.04 s and 2 kB
START = "import sys, json; sys.path[:] = json.loads(sys.argv.pop(1)); from yeoun.reading.pdf_lines import main; main()"
PRINTED = "Give the file it was printed from (HWPX, DOCX, Final Draft, Fountain)"
BLANK = 1.45    # of a line's pitch: more is a blank line between
MOST_UNKNOWN = 0.02    # our choice: of letters that cannot be told, above which the text is not the script's
_WHY = {
    "locked": ("it is locked: with a password, or against taking its text", f"Save it without a password. {PRINTED}"),
    "damaged": ("it is damaged", f"Export it again. {PRINTED}"),
    "long": ("it has more pages or letters than any script", "Check that the right file was given"),
    "memory": ("reading it takes more memory than any script needs", PRINTED),
    "time": ("reading it takes longer than any script needs", PRINTED),
}
_NUMBER = re.compile(r"^[-–—(\[<]?\s*(?:page|p\.|쪽)?\s*\d{1,4}\s*(?:(?:/|of)\s*\d{1,4}|쪽|페이지)?\s*[-–—)\]>.]?$", re.I)
_MORE = re.compile(r"^\(?(?:MORE|CONTINUED|계속)\)?:?(?:\s*\(\d+\))?$", re.I)
_CONTINUED = re.compile(r"\((?:CONT['’]?D|CONTINUED|CONTINUING|계속)\)", re.I)
_SCENE = re.compile(r"^[A-Z]{0,2}\d{1,3}[A-Z]{0,2}\.?$")
_SLUG = re.compile(r"^(?:INT|EXT|EST|I/E)\b", re.I)
_HANGUL = re.compile(r"^[^a-z]{0,14}[가-힣][^a-z]{0,14}$")    # a name ahead of a gap
_JOINER = "\u2060"    # stands where a line was broken inside a word


def read_pdf(raw: bytes, name: str) -> Document:
    """What a PDF says.

    raw      the file
    name     for refusals and cautions
    Refuses  InputRefused: locked, damaged, without text (a scan), too much for any script
    """
    return document_of(_apart(raw, name), name)


def _apart(raw: bytes, name: str) -> list[Line]:
    """The lines, read by a process of its own."""
    cpu_s = min(LONGEST_S, CPU_S + len(raw) // BYTES_A_SECOND)
    paths = json.dumps([str(Path(yeoun.__file__).resolve().parents[1]), *(each for each in sys.path if each)])
    command = [sys.executable, "-I", "-S", "-c", START, paths, str(MEMORY), str(cpu_s)]
    try:
        ran = subprocess.run(command, input=raw, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=4 * cpu_s)
        heard: dict[str, Any] = (json.loads(ran.stdout) if ran.returncode == 0
                                 else {"refused": "time" if ran.returncode in (-signal.SIGXCPU, -signal.SIGKILL) else "damaged"})
    except subprocess.TimeoutExpired:
        heard = {"refused": "time"}
    except ValueError:
        heard = {"refused": "damaged"}
    if "refused" in heard:
        raise refused(name, str(heard["refused"]))
    return [Line(page, down, size, tuple(Part(*part) for part in parts)) for page, down, size, parts in heard["lines"]]


def refused(name: str, word: str) -> InputRefused:
    """The refusal that one of the reader's words stands for."""
    why, now = _WHY.get(word, _WHY["damaged"])
    return InputRefused(name=name, where="the file", why=why, now=now)


def document_of(lines: Sequence[Line], name: str) -> Document:
    """The script's rows in a PDF's lines.

    lines    of every page, from the top
    name     for refusals and cautions
    Refuses  InputRefused: no text in it, or letters that cannot be told
    """
    letters = "".join(part.text for line in lines for part in line.parts).replace(" ", "")
    if not letters:
        raise InputRefused(name=name, where="page 1", why="it holds pictures of pages and no text (a scan)",
                           now=f"{PRINTED}, or put the scan through text recognition (OCR) and read the result over")
    lost = letters.count(UNKNOWN)
    if lost > MOST_UNKNOWN * len(letters):
        why = f"{lost} of {len(letters)} letters cannot be told, for its fonts do not say them"
        raise InputRefused(name=name, where="page 1", why=why, now=PRINTED)
    bare = [line.page for line in lines if not line.parts]
    unknown = [line.page for line in lines if any(UNKNOWN in part.text for part in line.parts)]
    cautions = (*told("script_no_text", name, "a page without text, perhaps a picture of one", "page", bare),
                *told("letters_lost", name, f"letters that cannot be told are shown as {UNKNOWN}", "page", unknown))
    kept, beside = _without_page(_plain([line for line in lines if line.parts]))
    pitch = _pitch(kept)
    if _is_american(kept):
        return Document((), tuple(beside), cautions, "page", typed=tuple(typed_page(_american(kept, pitch), wrapped=True)))
    return Document(tuple(_korean(kept, pitch)), tuple(beside), cautions, "page", wrapped=True)


def _plain(lines: Sequence[Line]) -> list[Line]:
    """Lines in NFC; on a line of their own, a star at the right is a revision's mark and stays where it is told apart."""
    return [Line(line.page, line.down, line.size, tuple(Part(p.left, p.right, canonical(p.text)) for p in line.parts)) for line in lines]


def _text(line: Line) -> str:
    return " ".join(part.text.strip() for part in line.parts)


def _without_page(lines: list[Line]) -> tuple[list[Line], list[Aside]]:
    """Lines without what belongs to the page, and that."""
    pages = defaultdict(list)
    for line in lines:
        pages[line.page].append(line)
    edges = [line for page in pages.values() for line in (*page[:2], *page[-2:])]
    seen: dict[tuple[str, int], set[int]] = defaultdict(set)
    for line in edges:
        for near in (-1, 0, 1):
            seen[(_shape(line), round(line.down / 4) + near)].add(line.page)
    kept, beside = [], list[Aside]()
    more = False
    for page in pages.values():
        for k, line in enumerate(page):
            is_edge = k < 2 or k >= len(page) - 2
            comes_back = is_edge and len(seen[(_shape(line), round(line.down / 4))]) > max(1, len(pages) // 3)
            text = _text(line)
            is_number = is_edge and bool(_NUMBER.match(text)) and (k in (0, len(page) - 1) or comes_back)
            is_more = bool(_MORE.match(text)) and (k < 3 or k >= len(page) - 4)
            is_again = more and k < 4 and bool(_CONTINUED.search(text)) and len(text) < 60
            if (comes_back and not heading_of(text)) or is_number or is_more or is_again:
                beside.append(Aside("page", text, line.page))
                more = is_more and not text.upper().startswith(("CONTINUED", "(CONTINUED")) or (more and not is_again)
            else:
                kept.append(_unstarred(line, beside))
                more = more and k < 2
    return kept, beside


def _shape(line: Line) -> str:
    return re.sub(r"\d+", "#", _text(line))


def _unstarred(line: Line, beside: list[Aside]) -> Line:
    """A line without the scene's number that stands at its end too, and without a revision's star."""
    parts = list(line.parts)
    while len(parts) > 1 and parts[-1].text.strip() in {"*", "**"}:
        beside.append(Aside("page", parts.pop().text.strip(), line.page))
    first, last = parts[0].text.strip(), parts[-1].text.strip()
    if len(parts) > 2 and first == last and _SCENE.match(first):
        parts.pop()
        beside.append(Aside("page", last, line.page))
    return Line(line.page, line.down, line.size, tuple(parts))


def _pitch(lines: Sequence[Line]) -> float:
    """The distance from line to line: the least that is met more than by chance."""
    steps = Counter(round(step) for step in _steps(lines))
    enough = max(2, sum(steps.values()) // 50)
    size = statistics.median(line.size for line in lines) if lines else 12.0
    return float(min((step for step, count in steps.items() if count >= enough and step > 0.9 * size), default=round(1.2 * size)))


def _steps(lines: Sequence[Line]) -> list[float]:
    return [b.down - a.down for a, b in zip(lines, lines[1:], strict=False) if a.page == b.page]


def _is_american(lines: Sequence[Line]) -> bool:
    """Whether pages are laid out as screenplays: INT. and EXT. lead, and names stand far in rather than before a gap."""
    slugs = [line for line in lines if any(_SLUG.match(part.text) for part in line.parts[:2])]
    numbered = sum(heading_of(_text(line)) is not None for line in lines) - len(slugs)
    left = min((line.parts[0].left for line in lines), default=0.0)
    gaps = sum(len(line.parts) == 2 and line.parts[0].left < left + 30 and bool(_HANGUL.match(line.parts[0].text)) for line in lines)
    far = sum(line.parts[0].left > left + 100 for line in lines)
    return len(slugs) > numbered and far > gaps


def _starts_anew(before: Line, line: Line, pitch: float, widest: dict[int, float]) -> bool:
    """Whether a new paragraph begins: a blank line, or at a page break a line that was not full."""
    if line.page == before.page:
        return line.down - before.down > BLANK * pitch
    at = round(before.parts[0].left)
    return before.parts[-1].right < widest[at] - 6 * before.size or round(line.parts[0].left) != at


def _widest(lines: Sequence[Line]) -> dict[int, float]:
    widest: dict[int, float] = defaultdict(float)
    for line in lines:
        at = round(line.parts[0].left)
        widest[at] = max(widest[at], line.parts[-1].right)
    return widest


def _american(lines: Sequence[Line], pitch: float) -> list[Placed]:
    """Lines of a screenplay's page with their places, blank ones between paragraphs; columns one after the other."""
    placed: list[Placed] = []
    widest = _widest(lines)
    k = 0
    while k < len(lines):
        line = lines[k]
        if k and _starts_anew(lines[k - 1], line, pitch, widest):
            placed.append(Placed("", line.page, 0.0))
        if _is_dual(line):
            end = k + 1
            while end < len(lines) and not _starts_anew(lines[end - 1], lines[end], pitch, widest) and lines[end].page == line.page:
                end += 1
            for is_right in (False, True):
                placed += _column(lines[k:end], (line.parts[0].left + line.parts[1].left) / 2, is_right)
                placed.append(Placed("", line.page, 0.0))
            k = end
            continue
        placed.append(_numbered(line))
        k += 1
    return placed


def _column(lines: Sequence[Line], middle: float, is_right: bool) -> list[Placed]:
    """One of two speeches that stand beside one another: its name, then its words."""
    found = [(line.page, part.text.strip()) for line in lines for part in line.parts if (part.left > middle) == is_right]
    placed, is_open = list[Placed](), False
    for k, (page, text) in enumerate(found):
        is_open = k > 0 and (is_open or text.startswith("("))
        placed.append(Placed(text, page, 0.0, "character" if k == 0 else "parenthetical" if is_open else "dialogue", is_dual=True))
        is_open = is_open and not text.endswith(")")
    return placed


def _is_dual(line: Line) -> bool:
    return (len(line.parts) == 2 and line.parts[1].left - line.parts[0].right > 4 * line.size and all(
        re.sub(r"\([^()]*\)", "", part.text).strip().isupper() and heading_of(part.text) is None for part in line.parts)
        and not _SCENE.match(line.parts[0].text.strip()) and not _SLUG.match(line.parts[1].text))


def _numbered(line: Line) -> Placed:
    """A line with its place; a scene's number that stands in the margin goes to the heading's end, as in Fountain."""
    first, *rest = line.parts
    if rest and _SCENE.match(first.text.strip()) and _SLUG.match(rest[0].text):
        return Placed(f"{' '.join(part.text.strip() for part in rest)} #{first.text.strip(' .')}#", line.page, rest[0].left, "heading")
    return Placed(_text(line), line.page, first.left)


def _korean(lines: Sequence[Line], pitch: float) -> list[Row]:
    """Lines of a Korean page as text: a tab where a gap is, a tab ahead of words that hang below words."""
    gaps = Counter(round(line.parts[1].left / 4) for line in lines if len(line.parts) == 2)
    column = 4.0 * gaps.most_common(1)[0][0] if gaps else -1e3
    widest, rows, speaks = _widest(lines), list[Row](), False
    spaced = _ends_with_spaces(lines, widest)
    pairs = [(a, b) for a, b in zip(lines, lines[1:], strict=False)
             if a.page == b.page and not heading_of(_text(a)) and not heading_of(_text(b))]
    has_blanks = sum(b.down - a.down > BLANK * pitch for a, b in pairs) > max(1, len(pairs) // 20)    # not only around headings
    for k, line in enumerate(lines):
        anew = bool(k) and _starts_anew(lines[k - 1], line, pitch, widest)
        hangs = speaks and len(line.parts) == 1 and abs(line.parts[0].left - column) < line.size and (
            not anew or line.page != lines[k - 1].page)
        # where nobody leaves lines blank, a line that was not full is a paragraph's last
        if not hangs and (anew or (k and not has_blanks and lines[k - 1].parts[-1].right < max(widest.values()) - 6 * line.size)):
            rows.append(Row("", line.page))
        speaks = hangs or (len(line.parts) == 2 and abs(line.parts[1].left - column) < 2 * line.size) or (speaks and not anew)
        text = "\t".join(part.text.strip() for part in line.parts)
        is_cut = spaced and not line.parts[-1].text.endswith(" ") and line.parts[-1].right > widest[round(line.parts[0].left)] - line.size
        rows.append(Row(("\t" if hangs else "") + text + (_JOINER if is_cut else ""), line.page))
    return rows


def _ends_with_spaces(lines: Sequence[Line], widest: dict[int, float]) -> bool:
    """Whether this printer keeps the space at which a line was broken: then a full line without one was broken inside a word."""
    full = [line for line in lines if line.parts[-1].right > widest[round(line.parts[0].left)] - 2 * line.size]
    return sum(line.parts[-1].text.endswith(" ") for line in full) > 0.2 * len(full) if full else False
