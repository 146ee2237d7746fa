"""Final Draft files: what they say, that nothing of them is lost, and that they can be written back."""

from collections import Counter
from dataclasses import replace
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from yeoun.errors import InputRefused
from yeoun.model.script import DraftScene, TimeOfDay
from yeoun.reading.fdx import read_fdx, write_fdx
from yeoun.reading.screenplay import Aside, Paragraph, Piece, Script, Speech, scenes_of

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="no" ?>\n<FinalDraft DocumentType="Script" Template="No" Version="5">\n'
FILM = HEAD + """<Content>
<Paragraph Type="General"><Text>막차</Text></Paragraph>
<Paragraph Type="Scene Heading" Number="12A"><SceneProperties Length="1/8" Page="1" Title=""><Summary/></SceneProperties>
  <Text>EXT. ROOFTOP - </Text><Text Style="Bold">SUNSET</Text></Paragraph>
<Paragraph Type="Action"><Text>Two people. </Text>
  <ScriptNote ID="1"><Paragraph><Text>recast?</Text></Paragraph></ScriptNote>
  <Text>No words.</Text></Paragraph>
<Paragraph Type="Character"><Text>JIEUN (V.O.) (CONT'D)</Text></Paragraph>
<Paragraph Type="Parenthetical"><Text>(quietly)</Text></Paragraph>
<Paragraph Type="Dialogue"><Text>It's </Text><Text Style="Italic">late</Text><Text>.</Text></Paragraph>
<Paragraph Type="Parenthetical"><Text>(beat)</Text></Paragraph>
<Paragraph Type="Dialogue"><Text>Go.</Text></Paragraph>
<Paragraph><DualDialogue>
<Paragraph Type="Character"><Text>지은 (N)</Text></Paragraph><Paragraph Type="Dialogue"><Text>가지 마.</Text></Paragraph>
<Paragraph Type="Character"><Text>현우</Text></Paragraph><Paragraph Type="Dialogue"><Text>잘 가.</Text></Paragraph>
</DualDialogue></Paragraph>
<Paragraph Type="Shot"><Text>ON THE UMBRELLA</Text></Paragraph>
<Paragraph Type="Transition"><Text>CUT TO:</Text></Paragraph>
<Paragraph Type="Scene Heading"><Text>S#2. 한옥 마당 / 저녁</Text></Paragraph>
<Paragraph Type="Dialogue"><Text>Nobody says this.</Text></Paragraph>
<Paragraph Type="Character"><Text>HYEONU</Text></Paragraph>
<Paragraph Type="Singing Bird"><Text>Tweet.</Text></Paragraph>
</Content><TitlePage><Content><Paragraph><Text>THE LAST BUS</Text></Paragraph></Content></TitlePage>
<ElementSettings Type="General"><FontSpec Font="Courier"/></ElementSettings><Bookmarks Secret="1"/></FinalDraft>"""


def pieces(script: Script) -> list[Piece]:
    return [*script.before, *(piece for part in script.parts for piece in part.pieces)]


def bare(script: Script) -> object:
    """A script wherever its lines stand."""
    return ([replace(piece, line=0) for piece in script.before],
            [(part.heading, [replace(piece, line=0) for piece in part.pieces]) for part in script.parts])


def test_every_kind_of_paragraph_finds_its_place() -> None:
    script = read_fdx(FILM.encode(), "a.fdx")
    first, second = script.parts
    assert (first.heading.number, first.heading.text, first.heading.time) == ("12A", "EXT. ROOFTOP - SUNSET #12A#", TimeOfDay.GOLDEN)
    assert (second.heading.number, second.heading.location, second.heading.time) == ("2", "한옥 마당", TimeOfDay.EVENING)
    assert first.pieces == (
        Paragraph("Two people. No words.", 3), Aside("note", "recast?", 3),
        Speech("JIEUN", "VO", "quietly", "It's late. Go.", ("beat",), 4),
        Speech("지은", "N", "", "가지 마.", (), 9, True), Speech("현우", "", "", "잘 가.", (), 11, True),
        Aside("mark", "ON THE UMBRELLA", 13), Aside("transition", "CUT TO:", 14))
    assert script.before == (Aside("title_page", "THE LAST BUS", 0), Paragraph("막차", 1))


def test_what_cannot_be_placed_is_action_and_is_told_with_its_number() -> None:
    script = read_fdx(FILM.encode(), "a.fdx")
    assert script.parts[1].pieces == (Paragraph("Nobody says this.", 16), Paragraph("HYEONU", 17), Paragraph("Tweet.", 18))
    assert [(each.code, each.message.rpartition(": ")[2]) for each in script.cautions] == [
        ("script_no_speaker", "paragraph 16"), ("script_no_words", "paragraph 17"), ("script_unknown", "paragraph 18")]


def test_a_heading_in_the_middle_of_a_speech_ends_it_and_words_after_it_are_nobodys() -> None:
    cut = FILM.replace('<Paragraph Type="Parenthetical"><Text>(beat)</Text></Paragraph>',
                       '<Paragraph Type="Scene Heading"><Text>INT. BUS - NIGHT</Text></Paragraph>')
    script = read_fdx(cut.encode(), "a.fdx")
    assert script.parts[0].pieces[-1] == Speech("JIEUN", "VO", "quietly", "It's late.", (), 4)
    assert script.parts[1].pieces[0] == Paragraph("Go.", 8) and "paragraph 8, 16" in script.cautions[0].message


def test_korean_format_typed_without_styles_is_read_as_its_text() -> None:
    rows = [("Action", "S#1. 옥상 / 낮"), ("Action", "바람이 분다."), ("Action", "지은(N)\t안녕."), ("Action", "현우\t응.")]
    body = "".join(f'<Paragraph Type="{kind}"><Text>{text}</Text></Paragraph>' for kind, text in rows)
    script = read_fdx(f"{HEAD}<Content>{body}</Content></FinalDraft>".encode(), "a.fdx")
    assert script.parts[0].pieces == (
        Paragraph("바람이 분다.", 2), Speech("지은", "N", "", "안녕.", (), 3), Speech("현우", "", "", "응.", (), 4))


def test_a_speech_in_korean_format_among_styled_ones_is_told() -> None:
    mixed = FILM.replace('<Paragraph Type="Shot">', '<Paragraph Type="Action"><Text>지은\t안녕.</Text></Paragraph><Paragraph Type="Shot">')
    found = [each.message for each in read_fdx(mixed.encode(), "a.fdx").cautions if each.code == "script_unsure"]
    assert len(found) == 1 and found[0].endswith("paragraph 13")


BOMB = "<!DOCTYPE x [" + '<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)) + "]>"


@pytest.mark.parametrize("text", [
    HEAD.replace("<FinalDraft", BOMB + "<FinalDraft") + "<Content><Paragraph><Text>&i;</Text></Paragraph></Content></FinalDraft>",
    HEAD.replace("<FinalDraft", BOMB + "<FinalDraft") + '<Content><Paragraph Type="&i;"/></Content></FinalDraft>',
    HEAD.replace("<FinalDraft", '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><FinalDraft')
    + "<Content><Paragraph><Text>&a;</Text></Paragraph></Content></FinalDraft>",
    HEAD.replace("<FinalDraft", '<!DOCTYPE FinalDraft SYSTEM "http://127.0.0.1:9/x.dtd"><FinalDraft') + "<Content/></FinalDraft>",
    HEAD + "<Content><Paragraph>", "<html/>", HEAD + "</FinalDraft>", HEAD + "<Content>" + "<Paragraph>" * 5000,
])  # fmt: skip
def test_bombs_outside_references_and_broken_files_are_refused_with_a_line(text: str) -> None:
    with pytest.raises(InputRefused, match=r"a\.fdx \(line \d+\)"):
        read_fdx(text.encode(), "a.fdx")


def test_a_file_in_another_encoding_is_read_as_it_says() -> None:
    wide = FILM.replace('encoding="UTF-8"', 'encoding="UTF-16"').encode("utf-16")
    assert bare(read_fdx(wide, "a.fdx")) == bare(read_fdx(FILM.encode(), "a.fdx"))


def test_written_over_its_file_everything_nobody_understands_stays() -> None:
    script = read_fdx(FILM.encode(), "a.fdx")
    same = write_fdx(script, FILM.encode())
    assert etree.tostring(etree.fromstring(same), method="c14n") == etree.tostring(etree.fromstring(FILM.encode()), method="c14n")
    first = script.parts[0]
    words = replace(first.pieces[2], text="It's over. Go.")
    changed = replace(script, parts=(replace(first, pieces=(*first.pieces[:2], words, *first.pieces[3:])), script.parts[1]))
    written = write_fdx(changed, FILM.encode())
    assert bare(read_fdx(written, "a.fdx")) == bare(changed)
    for kept in (b'SceneProperties Length="1/8"', b"<Summary/>", b'ScriptNote ID="1"', b"<Bookmarks Secret", b"ElementSettings",
                 b'Style="Bold"', b"Singing Bird"):
        assert kept in written, kept
    assert b'Style="Italic"' not in written    # of the speech that was changed


WORD = st.text("abcdeXYZ가나다라0189.,?'-&<>\"", min_size=1, max_size=6)
WORDS = st.lists(WORD, min_size=1, max_size=5).map(" ".join)
NAME = st.sampled_from(["JIEUN", "지은", "HYEONU 2", "McCoy", "검은 옷의 남자", "O'Neil"])
EXTENSIONS = st.sampled_from(["", " (V.O.)", " (E)", " (N)", " (O.S.) (CONT'D)", " (F)"])


@st.composite
def speeches(draw: st.DrawFn) -> str:
    body = [("Character", draw(NAME) + draw(EXTENSIONS))]
    for _ in range(draw(st.integers(1, 3))):
        if draw(st.booleans()):
            body.append(("Parenthetical", f"({draw(WORDS)})"))
        body.append(("Dialogue", draw(WORDS)))
    return "".join(paragraph(draw, kind, text) for kind, text in body)


def paragraph(draw: st.DrawFn, kind: str, text: str, **more: str) -> str:
    at = draw(st.integers(0, len(text)))
    runs = [text[:at], text[at:]]
    note = f"<ScriptNote><Paragraph><Text>{escape(draw(WORDS))}</Text></Paragraph></ScriptNote>" if draw(st.integers(0, 9)) == 0 else ""
    attributes = "".join(f" {key}={quoteattr(value)}" for key, value in {"Type": kind, **more}.items())
    return f"<Paragraph{attributes}>{note}" + "".join(f'<Text Style="Bold">{escape(run)}</Text>' for run in runs) + "</Paragraph>"


@st.composite
def films(draw: st.DrawFn) -> str:
    body = []
    for _ in range(draw(st.integers(0, 14))):
        match draw(st.integers(0, 6)):
            case 0:
                more = {"Number": draw(st.sampled_from(["1", "12A", "7-2", "A 1"]))} if draw(st.booleans()) else {}
                body.append(paragraph(draw, "Scene Heading", draw(st.sampled_from(
                    ["INT. ROOM - DAY", "S#3. 옥상 / 노을", "옥상, 밤", "A FIELD", "EXT. SEA #4#"])), **more))
            case 1 | 2:
                body.append(draw(speeches()))
            case 3:
                body.append(f"<Paragraph><DualDialogue>{draw(speeches())}{draw(speeches())}</DualDialogue></Paragraph>")
            case 4:
                kinds = ["Transition", "Shot", "General", "New Act", "Lyrics", "Dialogue", "Odd"]
                body.append(paragraph(draw, draw(st.sampled_from(kinds)), draw(WORDS)))
            case 5:
                body.append(draw(st.sampled_from(["<Paragraph Type='Action'><Text/></Paragraph>", "<Unheard Of='it'/>", "<!-- x -->"])))
            case _:
                body.append(paragraph(draw, "Action", draw(WORDS)))
    return f"{HEAD}<Content>{''.join(body)}</Content></FinalDraft>"


def letters(text: str) -> list[str]:
    return sorted(letter for letter in text if letter.isalnum())


@settings(max_examples=120)
@given(films())
def test_read_written_and_read_again_it_is_the_same_script(text: str) -> None:
    script = read_fdx(text.encode(), "a.fdx")
    again = read_fdx(write_fdx(script), "a.fdx")
    assert bare(again) == bare(script) and scenes_bare(again) == scenes_bare(script)
    over = write_fdx(script, text.encode())
    canonical = [etree.tostring(etree.fromstring(each), method="c14n", with_comments=False) for each in (over, text.encode())]
    assert canonical[0] == canonical[1]


def scenes_bare(script: Script) -> list[DraftScene]:
    return [replace(scene, source_line=0, body=tuple(replace(each, source_line=0) for each in scene.body)) for scene in scenes_of(script)]


@settings(max_examples=120)
@given(films())
def test_no_letter_of_a_file_is_lost(text: str) -> None:
    script = read_fdx(text.encode(), "a.fdx")
    kept = "".join(part.heading.text for part in script.parts)
    for piece in pieces(script):
        kept += piece.text
        if isinstance(piece, Speech):
            kept += piece.speaker + piece.extension + piece.parenthetical + "".join(piece.mids)
    said = "".join(str(run.text or "") for run in etree.fromstring(text.encode()).iter("Text"))
    numbers = "".join(str(each.get("Number")) for each in etree.fromstring(text.encode()).iter("Paragraph") if each.get("Number"))
    source, found = Counter(letters(said.replace("(CONT'D)", ""))), Counter(letters(kept))
    assert source <= found and found - source <= Counter(letters(numbers))
