"""Subtitles, against what a reader wrote down without having seen the parser, and against real files."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.material import material, needs_material
from yeoun.errors import InputRefused
from yeoun.model.script import Caption
from yeoun.reading.captions import captions_inside, events_of, read_captions
from yeoun.reading.cues import Event, captions_of
from yeoun.reading.texts import decode, load_text

DATA = Path(__file__).resolve().parents[1] / "data" / "subtitles"
EXPECTED = sorted(DATA.glob("*.expect.json"))


def tidy(text: str) -> str:
    return "\n".join(" ".join(line.split()) for line in text.split("\n"))


@pytest.mark.parametrize("expect", EXPECTED, ids=lambda path: path.name.split(".")[0])
def test_events_have_exact_times_words_and_kinds(expect: Path) -> None:
    wanted: dict[str, Any] = json.loads(expect.read_text(encoding="utf-8"))
    text, _ = load_text(DATA / wanted["file"], wanted["file"])
    events = events_of(text, wanted["file"])
    assert [(e.start_ms, e.end_ms, e.track or None, tidy(e.text)) for e in events] == [
        (e["start_ms"], e["end_ms"], e["class"], tidy(e["text"])) for e in wanted["events"]
    ]
    assert len(events) == wanted["event_count"]
    for event, each in zip(events, wanted["events"], strict=True):
        captions, _ = captions_of([event], wanted["file"])
        check_kinds(captions, each)


def check_kinds(captions: tuple[Caption, ...], each: dict[str, Any]) -> None:
    spoken = [caption for caption in captions if caption.kind == "speech"]
    assert " ".join(caption.text for caption in spoken) == each["spoken"], each
    assert any(caption.kind == "lyric" for caption in captions) == each["lyric"], each
    assert next((c.text for c in captions if c.kind == "sound"), None) == each["sound"], each
    assert next((c.text for c in captions if c.kind == "music"), None) == each["music"], each
    speakers = [caption.speaker for caption in spoken if caption.speaker]
    assert speakers == each.get("speakers", [each["speaker"]] if each["speaker"] else []), each


def test_three_encodings_of_one_file_give_the_same_captions() -> None:
    read = [
        read_captions(load_text(DATA / f"korean_{kind}.smi", "a.smi")[0], "a.smi")[0]
        for kind in ("utf8", "cp949", "utf16")
    ]
    assert read[0] == read[1] == read[2] and len(read[0]) == 16
    assert {caption.language for caption in read[0]} == {"ko", "en"}


def test_one_n_before_a_colon_is_a_word_and_two_are_a_label() -> None:
    once, _ = captions_of([Event(1000, 2000, "N: 5 apples"), Event(3000, 4000, "ANN: So many?")], "a.srt")
    assert [(each.text, each.speaker) for each in once] == [("N: 5 apples", None), ("So many?", "ANN")]
    twice, _ = captions_of([Event(1000, 2000, "N: Long ago."), Event(3000, 4000, "- What?\n- N: So it was.")], "a.srt")
    assert [(each.text, each.speaker) for each in twice] == [("Long ago.", "N"), ("What?", None), ("So it was.", "N")]
    bracketed, _ = captions_of([Event(1000, 2000, "(N) Long ago.")], "a.srt")
    assert bracketed[0].speaker == "N", "a bracket is meant as a label"


def test_two_speakers_of_one_subtitle_share_its_time() -> None:
    (first, second), _ = captions_of([Event(1000, 4000, "- 가.\n- 안 가.")], "a.srt")
    assert (first.span.start_s, second.span.end_s) == (1.0, 4.0) and first.span.end_s == second.span.start_s


def test_a_subtitle_that_ends_before_it_begins_is_left_out_and_named() -> None:
    captions, cautions = captions_of([Event(2000, 1000, "아니."), Event(3000, 4000, "그래.")], "a.srt")
    assert [caption.text for caption in captions] == ["그래."]
    assert cautions[0].code == "caption_times" and "subtitle 1" in cautions[0].message


@pytest.mark.parametrize("torn", ["00:00:09,000 --> 00:00:", "00:00:09,000 -->", "00:00:09 --> 00:00:11,000"])
def test_a_torn_time_line_is_no_word_that_somebody_says(torn: str) -> None:
    text = f"1\n00:00:05,000 --> 00:00:06,000\n안녕\n\n2\n{torn}\n잘 가\n\n3\n00:00:12,000 --> 00:00:13,000\n또 봐\n"
    captions, (told,) = read_captions(text, "torn.srt")
    assert [each.text for each in captions] == ["안녕", "또 봐"]
    assert told.code == "caption_times" and "time line is torn" in told.message and told.message.endswith("subtitle 2")


def ass(*lines: str, fields: str = "Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text") -> str:
    return f"[Script Info]\nTitle: 여운\n[V4+ Styles]\nFormat: Name, Fontname\nStyle: Default,Arial\n[Events]\nFormat: {fields}\n" \
           + "\n".join(lines) + "\n"


def said(text: str, name: str = "a.ass") -> list[tuple[float, float, str, str, str | None]]:
    return [(c.span.start_s, c.span.end_s, c.kind, c.text, c.speaker) for c in read_captions(text, name)[0]]


def test_ass_dialogue_is_read_with_its_speaker() -> None:
    text = ass("Dialogue: 0,0:00:01.50,0:00:03.00,Default,지은,0,0,0,,{\\i1}가지 마,\\N제발.")
    assert said(text) == [(1.5, 3.0, "speech", "가지 마, 제발.", "지은")]


@pytest.mark.parametrize(("raw", "words"), [
    (r"{\an8\pos(10,20)\c&HFFFFFF&}여기{\r}\h봐", "여기 봐"), (r"{\p1}m 0 0 l 10 10{\p0}가자", "가자"), (r"가자{\p4}m 0 0 l 10 10", "가자"),
    (r"{a note of the typist}가자", "가자"), (r"{\i1가자", "가자"), (r"하나, 둘,\N셋", "하나, 둘, 셋"), (r"{\pos(1,2)}가자", "가자"),
    (r"{\fad(200,200)\t(0,500,\fs40)}가자{\b0", "가자"),
])  # fmt: skip
def test_what_tells_a_player_how_to_draw_is_no_word(raw: str, words: str) -> None:
    assert [each[3] for each in said(ass(f"Dialogue: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,{raw}"))] == [words]


def test_a_drawing_alone_and_a_comment_are_no_subtitles() -> None:
    text = ass(r"Dialogue: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,{\p1}m 0 0 l 10 10",
               "Comment: 0,0:00:03.00,0:00:04.00,Default,,0,0,0,,아니")
    assert said(text) == []


def test_sung_lines_are_lyrics_and_signs_are_told_and_left_out() -> None:
    text = ass(r"Dialogue: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,{\k30}그{\k20}리{\k50}워",
               "Dialogue: 0,0:00:03.00,0:00:04.00,ED - Song,,0,0,0,,잘 가요",
               "Dialogue: 0,0:00:05.00,0:00:06.00,Signs,,0,0,0,,버스 정류장",
               "Dialogue: 0,0:00:07.00,0:00:08.00,Default,현우,0,0,0,,그래.")
    captions, (told,) = read_captions(text, "a.ass")
    assert [(c.kind, c.text) for c in captions] == [("lyric", "그리워"), ("lyric", "잘 가요"), ("speech", "그래.")]
    assert told.code == "caption_signs" and "1 subtitles are writing" in told.message and "Signs" in told.message


def test_one_line_on_several_layers_is_said_once_and_events_may_stand_in_any_order() -> None:
    text = ass(*(f"Dialogue: {n},0:00:05.00,0:00:06.00,Default,,0,0,0,,{{\\blur{n}}}둘." for n in range(3)),
               "Dialogue: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,하나.")
    assert [each[3] for each in said(text)] == ["하나.", "둘."] and not read_captions(text, "a.ass")[1]


def test_fields_come_in_the_order_the_file_says_and_old_ssa_is_read() -> None:
    text = ass("Dialogue: 0:00:01.00,0:00:02.00,지은,*Default,가, 나", fields="Start, End, Actor, Style, Text")
    assert said(text) == [(1.0, 2.0, "speech", "가, 나", "지은")]
    old = ass("Dialogue: Marked=0,0:00:01.00,0:00:02.00,*Default,JIEUN,0000,0000,0000,,Go.",
              fields="Marked, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text")
    assert said(old) == [(1.0, 2.0, "speech", "Go.", "JIEUN")]


def test_ass_without_an_end_stays_until_the_next_and_the_last_one_for_a_while() -> None:
    text = ass("Dialogue: 0,0:00:01.00,,Default,,0,0,0,,하나.", "Dialogue: 0,0:00:02.50,,Default,,0,0,0,,둘.",
               "Dialogue: 0,0:0x:09.00,0:00:10.00,Default,,0,0,0,,셋.")
    assert [each[:2] for each in said(text)] == [(1.0, 2.5), (2.5, 6.5)]
    assert [told.code for told in read_captions(text, "a.ass")[1]] == ["caption_times"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp949"])
def test_ass_in_any_encoding_says_the_same(encoding: str) -> None:
    text = ass("Dialogue: 0,0:00:01.00,0:00:02.00,Default,지은,0,0,0,,가지 마.")
    assert said(decode(text.encode(encoding), "a.ass")[0]) == [(1.0, 2.0, "speech", "가지 마.", "지은")]


def test_subtitles_out_of_order_are_put_in_order_and_told_and_those_that_overlap_are_kept() -> None:
    text = "1\n00:00:05,000 --> 00:00:08,000\n둘\n\n2\n00:00:01,000 --> 00:00:06,000\n하나\n"
    captions, (told,) = read_captions(text, "a.srt")
    assert [(c.text, c.span.end_s) for c in captions] == [("하나", 6.0), ("둘", 8.0)] and told.code == "caption_order"


@pytest.mark.parametrize(("markup", "words"), [
    ("<i>가자", "가자"), ("<i가자</i>", "<i가자"), ("<b 가자", "가자"), ("가자</i", "가자"), ("1 <3 you", "1 <3 you"),
    (r"{\an8}가자", "가자"), (r"{\an8 가자", "가자"), ("<font color=red>가자", "가자"),
])  # fmt: skip
def test_tags_that_are_never_closed_leave_the_words(markup: str, words: str) -> None:
    assert [each[3] for each in said(f"1\n00:00:01,000 --> 00:00:02,000\n{markup}\n", "a.srt")] == [words]


def test_a_text_that_is_no_subtitle_is_refused_by_name() -> None:
    with pytest.raises(InputRefused, match=r"plain\.srt \(line 1\): it is no subtitle file"):
        read_captions("그냥 글이다.\n", "plain.srt")


def test_an_unknown_encoding_is_refused_with_the_byte() -> None:
    with pytest.raises(InputRefused, match=r"a\.srt \(byte \d+\): its encoding is unknown"):
        decode(bytes(range(0x80, 0x100)) * 8, "a.srt")


def test_an_empty_text_is_refused() -> None:
    with pytest.raises(InputRefused, match="the file is empty"):
        decode(b"\xef\xbb\xbf \r\n", "a.srt")


def test_utf16_without_a_mark_is_read_both_ways() -> None:
    words = "1\n00:00:01,000 --> 00:00:02,000\n가지 마.\n"
    assert decode(words.encode("utf-16-le"), "a.srt")[0] == words
    assert decode(words.encode("utf-16-be"), "a.srt")[0] == words


@needs_material
def test_the_sintel_dialogue_keeps_its_times_in_three_languages() -> None:
    for language in ("en", "de", "es"):
        name = f"sintel-{language}.vtt"
        captions, cautions = read_captions(load_text(material(f"subtitle/sintel/{name}"), name)[0], name)
        spoken = [caption for caption in captions if caption.kind == "speech"]
        assert len(spoken) == 13 and {caption.language for caption in spoken} == {language} and not cautions
        assert (spoken[0].span.start_s, spoken[-1].span.end_s) == (18.7, 119.5)


@needs_material
@pytest.mark.parametrize("name", ["color-fix", "comment", "font-reposition"])
def test_real_sami_says_what_its_srt_twin_says(name: str) -> None:
    smi = events_of(load_text(material(f"subtitle/samits/{name}.smi"), f"{name}.smi")[0], f"{name}.smi")
    raw = material(f"subtitle/samits/{name}.srt").read_bytes()
    srt = events_of(decode(raw, "a.srt")[0], "a.srt") if raw.strip() else ()
    assert [(e.start_ms, e.end_ms) for e in smi] == [(e.start_ms, e.end_ms) for e in srt]
    for ours, theirs in zip(smi, srt, strict=True):  # their SRT keeps ruby readings, we drop them
        assert set(re.findall(r"[가-힣A-Za-z]+", ours.text)) <= set(re.findall(r"[가-힣A-Za-z]+", theirs.text))


TTML = ('<?xml version="1.0" encoding="{}"?><tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttp="http://www.w3.org/ns/ttml#parameter" '
        'ttp:frameRate="{}"><body><div>\n<p begin="{}" end="9s">괜찮아</p></div></body></tt>')


@pytest.mark.parametrize("encoding", ["euc-kr", "utf-16", "utf-8"])
def test_ttml_is_read_in_the_encoding_it_is_written_in(encoding: str) -> None:
    text, _ = decode(TTML.format(encoding, 25, "00:00:01:05").encode(encoding), "m.ttml")
    (caption,) = read_captions(text, "m.ttml")[0]
    assert caption.text == "괜찮아" and caption.span.start_s == 1.2


@pytest.mark.parametrize(("rate", "begin"), [("2nan4", "1s"), ("0", "00:00:01:05"), ("inf", "1f"), ("1e400", "1f"), ("9" * 400, "1f"),
                                             ("25", "9" * 5000 + "s"), ("25", "9" * 400 + "h"), ("25", "٣s")])
def test_a_rate_or_time_in_ttml_that_is_none_is_refused_with_its_line(rate: str, begin: str) -> None:
    with pytest.raises(InputRefused) as refused:
        read_captions(TTML.format("utf-8", rate, begin), "m.ttml")
    assert re.fullmatch(r"line \d+", refused.value.where) and len(str(refused.value)) < 300


@needs_material
def test_ttml_and_vtt_examples_are_read() -> None:
    def read(name: str) -> tuple[Event, ...]:
        return events_of(load_text(material(f"subtitle/pysubs2/{name}"), name)[0], name)

    first = read("ttml_example.ttml")[0]
    assert (first.start_ms, first.end_ms, first.text) == (760, 3450, "It seems a paradox, does it not,")
    assert (
        len(read("ttml_example2.ttml")) == 10
        and read("ttml_example2.ttml")[6].text == "In 1992, a shipping container\nfell overboard"
    )
    assert read("ttml_example_apple.ttml")[0].start_ms == 19764
    vtt = read("vtt_example.vtt")
    assert [event.start_ms for event in vtt] == [8013, 16000, 17400, 22230, 30739, 37159, 50159, 65000, 67500, 120100]
    assert vtt[7].voices[0][0] == "Fred"


@needs_material
def test_subtitles_inside_a_picture_are_read() -> None:
    captions, cautions = captions_inside(material("video/nasa_13013.mp4"), "nasa.mp4", (2, 5))
    assert {caption.source for caption in captions} == {"nasa.mp4#2", "nasa.mp4#5"} and not cautions
    assert all(caption.text for caption in captions) and captions[0].language == "en"
