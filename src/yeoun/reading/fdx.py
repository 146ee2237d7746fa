"""Final Draft scripts (FDX), English and Korean: read, and written back.

After files that Final Draft 8 to 13 and other programs write: `Content` holds a `Paragraph` for each block of the page, its words are
the runs (`Text`) that stand in it directly; a `ScriptNote` holds words of its own, which nobody speaks; two who speak at once
stand in a `DualDialogue`. Written over a file, whatever is not ours to understand stays as it was.

Conventions: lines of a script are paragraphs of `Content`, counted from 1, empty ones too.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from difflib import SequenceMatcher
from typing import TypeAlias

from lxml import etree

from yeoun.errors import InputRefused
from yeoun.reading.documents import Document, Row, counted, script_of
from yeoun.reading.screenplay import Aside, Paragraph, Part, Piece, Script, Speech
from yeoun.reading.texts import squeezed
from yeoun.reading.typed import TABBED, Typed, kind_of, typed_script
from yeoun.reading.unpacking import local, safe_xml
from yeoun.units.names import canonical

AGAIN = "Export the script from Final Draft again, or as Fountain"
_NUMBERED = re.compile(r"\s*#(?P<number>[^#]+)#\s*$")
_EXTENSION = {"VO": "V.O.", "OS": "O.S.", "OL": "O.L."}
_TYPES = {"transition": "Transition", "mark": "Shot", "section": "New Act", "lyric": "Lyrics", "front": "General"}
_NOTES = {"note", "boneyard", "synopsis", "page"}
_ILLEGAL = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_Item: TypeAlias = Part | Piece    # a part stands for its heading alone


def read_fdx(raw: bytes, name: str) -> Script:
    """A Final Draft script.

    raw      the file
    name     for refusals and cautions
    Refuses  InputRefused, with the line: broken XML, entities, not a Final Draft script
    """
    typed = [each for each, _ in _paragraphs(_content(raw, name), name)]
    if any(each.kind == "character" for each in typed) or not any(TABBED.match(each.text) for each in typed):
        return typed_script(typed, name)
    notes = tuple(Aside(each.kind, squeezed(each.text), each.line) for each in typed if each.kind in {"note", "title_page"})
    rows = tuple(Row(each.text, each.line, each.kind) for each in typed if each.kind not in {"note", "title_page"})
    return script_of(Document(rows, notes), name)    # Korean drama format, typed without Final Draft's styles


def _content(raw: bytes, name: str) -> etree._Element:
    root = safe_xml(raw, name, AGAIN)
    if local(root) != "FinalDraft":
        why = f"it is XML, but not Final Draft's (it begins with {local(root)[:40]})"
        raise InputRefused(name=name, where="line 1", why=why, now=AGAIN)
    if not any(local(each) == "Content" for each in root):
        raise InputRefused(name=name, where="line 1", why="it is a Final Draft file without a script in it", now=AGAIN)
    return root


def _paragraphs(root: etree._Element, name: str = "") -> Iterator[tuple[Typed, etree._Element | None]]:
    """Every paragraph with the child of Content it stands in (None: the title page), notes after theirs."""
    for page in (each for each in root if local(each) == "TitlePage"):
        for paragraph in page.iter("{*}Paragraph"):
            yield Typed("title_page", _words(paragraph), 0), None
    line = met = 0
    for content in (each for each in root if local(each) == "Content"):
        for child in content:
            for typed in _inside(child, line, False):
                met = counted(met, name)
                line = max(line, typed.line)
                yield typed, child
    for notes in (each for each in root if local(each) == "ScriptNotes"):
        for note in notes.iter("{*}ScriptNote"):
            yield Typed("note", _all_words(note), line), None


def _inside(element: etree._Element, before: int, is_dual: bool) -> Iterator[Typed]:
    """The paragraphs of one element; `before` is the number of the one ahead of it."""
    kind = local(element)
    if kind == "DualDialogue" or (kind == "Paragraph" and any(local(each) == "DualDialogue" for each in element)):
        if kind == "Paragraph" and _words(element).strip():
            before += 1
            yield _typed(element, before, is_dual)
        for child in element:
            for typed in _inside(child, before, is_dual or kind == "DualDialogue"):
                before = max(before, typed.line)
                yield typed
    elif kind == "Paragraph":
        yield _typed(element, before + 1, is_dual)
        for child in element:
            if local(child) not in {"Text", ""} and (words := _all_words(child)):
                yield Typed("note", words, before + 1)
    elif kind == "ScriptNote":
        yield Typed("note", _all_words(element), max(1, before))
    elif kind and (words := _all_words(element)):
        yield Typed("", words, before + 1, called=kind)


def _typed(element: etree._Element, line: int, is_dual: bool) -> Typed:
    called = str(element.get("Type") or "")
    kind = kind_of(called) if called else "general"
    kind = "general" if kind == "title_page" else kind    # the title page is a place of its own here
    number = canonical(str(element.get("Number") or "")).strip() if kind == "heading" else ""
    return Typed(kind, _words(element), line, number, is_dual, called)


def _words(paragraph: etree._Element) -> str:
    """The words of a paragraph: its own runs, joined as they stand."""
    return canonical("".join(str(run.text or "") for run in paragraph if local(run) == "Text"))


def _all_words(element: etree._Element) -> str:
    return canonical(" ".join(str(run.text) for run in element.iter("{*}Text") if run.text).strip())


def write_fdx(script: Script, over: bytes | None = None) -> bytes:
    """A script as a Final Draft file, which `read_fdx` reads as the same script.

    script   what to write
    over     the file it was read from: what is the same stays as it was there, with everything nobody here understands
    Refuses  InputRefused, when the file to write over cannot be read
    """
    root = _new_file() if over is None else _content(over, "the file to write over")
    content = next(each for each in root if local(each) == "Content")
    old = _blocks(root)
    for child in [each for each in content if local(each)]:
        content.remove(child)
    items = _items(script)
    aside = {_all_words(note) for notes in root if local(notes) == "ScriptNotes" for note in notes.iter("{*}ScriptNote")}
    while items and isinstance(last := items[-1], Aside) and last.kind == "note" and last.text in aside:
        items.pop()    # it stands outside of Content, and stays there
    matched = _matched([item for items_of, _ in old for item in items_of], [_bare(item) for item in items])
    at, starts = 0, {}
    for block, (items_of, _) in enumerate(old):
        starts[at] = block
        at += len(items_of)
    k, done = 0, 0
    while k < len(items):
        block = starts.get(matched[k], -1)
        count = len(old[block][0]) if block >= 0 else 0
        if block >= done and count and [matched.get(k + n) for n in range(count)] == [matched[k] + n for n in range(count)]:
            for skipped in old[done:block]:
                content.extend(_strange(*skipped))
            content.extend(old[block][1])
            k, done = k + count, block + 1
        else:
            k = _write(content, items, k)
    for skipped in old[done:]:
        content.extend(_strange(*skipped))
    _title_page(root, script, over)
    if over is None:
        etree.indent(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=False)


def _new_file() -> etree._Element:
    root = etree.Element("FinalDraft", DocumentType="Script", Template="No", Version="1")
    etree.SubElement(root, "Content")
    return root


def _items(script: Script) -> list[_Item]:
    items: list[_Item] = [piece for piece in script.before if not (isinstance(piece, Aside) and piece.kind == "title_page")]
    for part in script.parts:
        items += [replace(part, pieces=()), *part.pieces]
    return items


def _bare(item: _Item) -> _Item:
    """The same, wherever it stands."""
    return replace(item, line=0)


def _matched(old: list[_Item], new: list[_Item]) -> dict[int, int]:
    """Which new item is which old one; -1 for none."""
    found = dict.fromkeys(range(len(new)), -1)
    texts = [[repr(item) for item in items] for items in (old, new)]
    for a, b, size in SequenceMatcher(None, texts[0], texts[1], autojunk=False).get_matching_blocks():
        found |= {b + n: a + n for n in range(size)}
    return found


def _blocks(root: etree._Element) -> list[tuple[list[_Item], list[etree._Element]]]:
    """A file's items with the children of Content that hold them; items that share a child stand together."""
    content = next(each for each in root if local(each) == "Content")
    children = [each for each in content if local(each)]
    place = {id(child): n for n, child in enumerate(children)}
    first: dict[int, int] = {}    # a paragraph's number -> the child it stands in
    for typed, child in _paragraphs(root):
        if child is not None and id(child) in place:
            first.setdefault(typed.line, place[id(child)])
    script = typed_script((typed for typed, child in _paragraphs(root) if child is not None), "")
    blocks: list[tuple[list[_Item], int]] = []
    for item in _items(script):
        start = first.get(item.line, 0)
        is_inside = isinstance(item, Aside) and item.kind == "note"    # it follows the speech or paragraph that holds it
        if blocks and (is_inside or start <= blocks[-1][1]):
            blocks[-1][0].append(_bare(item))
        else:
            blocks.append(([_bare(item)], start))
    if not blocks:
        return [([], children)] if children else []
    ends = [start for _, start in blocks[1:]] + [len(children)]
    whole = [(items, children[start:end]) for (items, start), end in zip(blocks, ends, strict=True)]
    lead = children[:blocks[0][1]]
    return [([], lead), *whole] if lead else whole


def _strange(items: list[_Item], elements: list[etree._Element]) -> list[etree._Element]:
    """Of what is no longer in the script: the elements that are not paragraphs, for they may be anything."""
    return [each for each in elements if not items or (local(each) not in {"Paragraph", "DualDialogue"} and not _all_words(each))]


def _write(content: etree._Element, items: list[_Item], k: int) -> int:
    """Write the item at k, and the one that speaks at the same time; gives where the next begins."""
    item = items[k]
    if isinstance(item, Speech) and item.dual:
        both = etree.SubElement(etree.SubElement(content, "Paragraph"), "DualDialogue")
        end = k
        while end < min(k + 2, len(items)) and isinstance(each := items[end], Speech) and each.dual:
            _write_speech(both, each)
            end += 1
        return end
    match item:
        case Part(heading=heading):
            found = _NUMBERED.search(heading.text)
            element = _paragraph(content, "Scene Heading", heading.text[: found.start()] if found else heading.text)
            if found:
                element.set("Number", found["number"])
        case Speech():
            _write_speech(content, item)
        case Paragraph(text=text):
            _paragraph(content, "Action", text)
        case Aside(kind=kind, text=text) if kind in _NOTES:
            last = content[-1] if len(content) else _paragraph(content, "Action", "")
            while local(last) == "DualDialogue" or any(local(each) == "DualDialogue" for each in last):
                last = last[-1]
            holder = etree.SubElement(last, "ScriptNote")
            _paragraph(holder, "General", text)
        case Aside(kind=kind, text=text) if kind != "page_break":
            _paragraph(content, _TYPES.get(kind, "Action"), text if kind in _TYPES else text.lstrip("!~> ").rstrip("< "))
    return k + 1


def _write_speech(content: etree._Element, item: Speech) -> None:
    extension = f" ({_EXTENSION.get(item.extension, item.extension)})" if item.extension else ""
    _paragraph(content, "Character", item.speaker + extension)
    if item.parenthetical or (item.mids and not item.text):
        _paragraph(content, "Parenthetical", f"({item.parenthetical})")
    words = " ".join([item.text, *(f"({mid})" for mid in item.mids)]).strip()
    if words or not item.parenthetical:
        _paragraph(content, "Dialogue", words or "()")


def _paragraph(content: etree._Element, kind: str, text: str) -> etree._Element:
    element = etree.SubElement(content, "Paragraph", Type=kind)
    etree.SubElement(element, "Text").text = _ILLEGAL.sub("", text)
    return element


def _title_page(root: etree._Element, script: Script, over: bytes | None) -> None:
    titles = [piece.text for piece in script.before if isinstance(piece, Aside) and piece.kind == "title_page"]
    there = [typed for typed, _ in _paragraphs(root) if typed.kind == "title_page" and typed.line == 0]
    if titles == [" ".join(each.text.split()) for each in there if each.text.strip()]:
        return
    for old in [each for each in root if local(each) == "TitlePage"]:
        root.remove(old)
    page = etree.SubElement(etree.SubElement(root, "TitlePage"), "Content")
    for text in titles:
        etree.SubElement(etree.SubElement(page, "Paragraph", Alignment="Center"), "Text").text = _ILLEGAL.sub("", text)
