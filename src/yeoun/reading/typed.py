"""Scripts whose paragraphs say what they are: Final Draft's, and documents written in a script template's styles.

Every paragraph ends up somewhere, as in `screenplay`. What cannot be placed becomes action and is told with its number: words
without a speaker, a speaker without words, a kind of paragraph that nobody knows.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from yeoun.reading.headings import Heading, heading_of
from yeoun.reading.screenplay import Aside, Paragraph, Part, Piece, Script, bracketed, speech, told
from yeoun.reading.texts import plain_width, squeezed

# what templates and programs call a kind of paragraph, English and Korean, without spaces -> what it is
KINDS = {
    "heading": "sceneheading scene slugline slug sceneheadings 씬제목 장면제목 씬헤딩 씬 장면 씬표제",
    "action": "action description scenedescription stagedirection stagedirections 지문 액션 동작",
    "character": "character charactername cue speaker 인물 인물명 등장인물 이름 캐릭터 화자",
    "parenthetical": "parenthetical parentheses wryly 괄호 괄호지문 삽입지문",
    "dialogue": "dialogue dialog speech 대사",
    "transition": "transition 전환 장면전환 화면전환",
    "shot": "shot 샷 쇼트",
    "general": "general normal normaltext bodytext body 일반 표준 본문 바탕글",
    "lyric": "lyrics lyric singing 가사 노래",
    "section": "castlist newact endofact act actbreak coldopening teaser sequence section outline1 outline2 막 부",
    "title_page": "title author titlepage 제목 부제",
}
_KIND = {word: kind for kind, words in KINDS.items() for word in words.split()}
TABBED = re.compile(r"^[^\s():.!?…][^\t():.!?…]{0,19}?\s*(?:\([^()]*\))?\s*\t\s*\S")    # a name, a tab, words: Korean drama format
_CUE = re.compile(r"^(?P<name>[^()]+?)\s*(?P<brackets>(?:\([^()]*\)\s*)*)\^?$")


@dataclass(frozen=True, slots=True)
class Typed:
    """A paragraph and its kind (a key of KINDS, `note`, or unknown). `line` counts paragraphs; `number` is a heading's own."""

    kind: str
    text: str
    line: int
    number: str = ""
    is_dual: bool = False
    called: str = ""


def kind_of(called: str) -> str:
    """What a paragraph of that name is, or nothing when nobody knows it.

    >>> kind_of("Scene Heading"), kind_of("대사"), kind_of("List Bullet")
    ('heading', 'dialogue', '')
    """
    return _KIND.get(re.sub(r"[\s_\-]", "", called).lower(), "")


@dataclass(slots=True)
class _Page:
    """What has been read so far."""

    before: list[Piece] = field(default_factory=list)
    parts: list[tuple[Heading, int, list[Piece]]] = field(default_factory=list)
    speaker: Typed | None = None
    words: list[str] = field(default_factory=list)
    notes: list[Aside] = field(default_factory=list)
    speakerless: list[int] = field(default_factory=list)
    wordless: list[int] = field(default_factory=list)
    unknown: dict[str, list[int]] = field(default_factory=dict)
    at_odds: list[int] = field(default_factory=list)
    tabbed: list[int] = field(default_factory=list)

    @property
    def into(self) -> list[Piece]:
        """Where pieces go: the scene that is open, or what stands before the first."""
        return self.parts[-1][2] if self.parts else self.before


def typed_script(paragraphs: Iterable[Typed], name: str, unit: str = "paragraph") -> Script:
    """The script that typed paragraphs make.

    paragraphs  in the order of the page; those without words are passed over
    name        the file, for cautions
    unit        what `line` counts
    """
    page = _Page()
    for each in paragraphs:
        text = squeezed(plain_width(each.text))
        if each.kind == "note":
            if text:
                page.notes.append(Aside("note", text, each.line))
        elif text or each.number:
            if each.kind in {"action", "general"} and TABBED.match(plain_width(each.text)):
                page.tabbed.append(each.line)
            _take(page, replace(each, text=text))
    _close(page)
    cautions = (
        *told("script_no_speaker", name, "words without a speaker were read as action", unit, page.speakerless),
        *told("script_no_words", name, "a speaker without words was read as action", unit, page.wordless),
        *told("script_unsure", name, "read as action by its style, though it may be a speech (a name, a tab, words)", unit, page.tabbed),
        *told("script_at_odds", name, "a scene's own number and its heading's differ; the heading's is kept", unit, page.at_odds),
        *(caution for called, lines in page.unknown.items()
          for caution in told("script_unknown", name, f"a kind of paragraph that is not known ({called}) was read as action", unit, lines)),
    )
    return Script(tuple(page.before), tuple(Part(h, line, tuple(pieces)) for h, line, pieces in page.parts), cautions)


def _take(page: _Page, each: Typed) -> None:
    if page.speaker and each.kind in {"parenthetical", "dialogue", "lyric"}:
        inner = each.text[1:-1] if each.text.startswith("(") and each.text.endswith(")") else each.text
        page.words.append(f"({inner})" if each.kind == "parenthetical" else each.text)
        return
    _close(page)
    match each.kind:
        case "heading":
            page.parts.append((_heading(page, each), each.line, []))
        case "character":
            page.speaker = each
        case "transition" | "lyric" | "section" | "title_page":
            page.into.append(Aside(each.kind, each.text, each.line))
        case "shot":
            page.into.append(Aside("mark", each.text, each.line))
        case _:
            page.into.append(Paragraph(each.text, each.line))
            if each.kind in {"parenthetical", "dialogue"}:
                page.speakerless.append(each.line)
            elif each.kind not in {"action", "general"}:
                page.unknown.setdefault(each.called or "without a name", []).append(each.line)


def _heading(page: _Page, each: Typed) -> Heading:
    heading = heading_of(each.text, forced=True)
    assert heading is not None
    if not each.number or heading.number == each.number:
        return heading
    if heading.number:
        page.at_odds.append(each.line)
        return heading
    numbered = heading_of(f"{each.text} #{each.number}#", forced=True)
    assert numbered is not None
    return numbered if numbered.number == each.number else replace(heading, number=each.number, text=f"{each.text} #{each.number}#".strip())


def _close(page: _Page) -> None:
    """The speech that is open ends; notes that stood in it follow it."""
    if page.speaker:
        who, words = page.speaker, page.words
        found = _CUE.match(who.text)
        spoken, brackets = (found["name"], found["brackets"]) if found else (who.text, "")
        extension, directions = bracketed(brackets)
        if words:
            page.into.append(speech(spoken, extension, " ".join([*directions, *words]), who.line, who.is_dual))
        else:
            page.into.append(Paragraph(who.text, who.line))
            page.wordless.append(who.line)
        page.speaker, page.words = None, []
    page.into.extend(page.notes)
    page.notes.clear()
