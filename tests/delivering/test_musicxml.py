"""MusicXML held against its schema, and read back by two other people's readers."""

import importlib
import warnings
from dataclasses import replace
from fractions import Fraction
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from tests.composing.bench.pages import notes_on
from tests.delivering.scores import BARS, GAYAGEUM, HITS, PIANO, SCORE, TEMPO, instrument, note, part
from yeoun.checking.notation import read_by_partitura
from yeoun.delivering.engrave import engraved
from yeoun.delivering.musicxml import score_xml
from yeoun.delivering.themes import sheet_xml
from yeoun.delivering.titles import HANGUL
from yeoun.model.composed import Bar, Chord, Motif, Section, TempoMap, TempoMark, ThemeBook
from yeoun.model.scored import Landed, Score, ScoreNote
from yeoun.units.names import MotifId
from yeoun.units.time import Seconds

F = Fraction
XML_STUB = """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="http://www.w3.org/XML/1998/namespace">
<xs:attribute name="lang" type="xs:language"/><xs:attribute name="space"><xs:simpleType><xs:restriction base="xs:NCName"/>
</xs:simpleType></xs:attribute></xs:schema>"""
XLINK_STUB = """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="http://www.w3.org/1999/xlink">
{}</xs:schema>""".format("".join(f'<xs:attribute name="{name}" type="xs:string"/>'
                                 for name in ("href", "type", "role", "title", "show", "actuate")))


def _package(name: str) -> Path:
    """Where a package lies, without running it: this one is not written for today's Python."""
    spec = find_spec(name)
    assert spec is not None and spec.origin is not None
    return Path(spec.origin).parent


@pytest.fixture(scope="module")
def schema(tmp_path_factory: pytest.TempPathFactory) -> etree.XMLSchema:
    """The MusicXML 4.0 schema; its two imports point at stubs, since the originals lie on the web."""
    folder = tmp_path_factory.mktemp("xsd")
    (folder / "xml.xsd").write_text(XML_STUB)
    (folder / "xlink.xsd").write_text(XLINK_STUB)
    tree = etree.fromstring((_package("musicxml") / "generate_classes" / "musicxml_4_0.xsd").read_bytes())
    for each in tree.iter("{http://www.w3.org/2001/XMLSchema}import"):
        each.set("schemaLocation", "xml.xsd" if "XML/1998" in each.get("namespace", "") else "xlink.xsd")
    (folder / "musicxml.xsd").write_bytes(etree.tostring(tree))
    return etree.XMLSchema(etree.parse(str(folder / "musicxml.xsd")))


def onsets(notes: tuple[ScoreNote, ...]) -> list[tuple[float, int]]:
    return sorted((float(each.at_beat), each.key) for each in notes)


def by_partitura(path: Path) -> list[list[tuple[float, int]]]:
    out = []
    for each in read_by_partitura(path).parts:
        first = each.quarter_map(each.first_point.t)
        out.append(sorted((round(float(each.quarter_map(one.start.t) - first), 4), int(one.midi_pitch)) for one in each.notes_tied))
    return out


def by_music21(path: Path) -> list[list[tuple[float, int]]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        music21 = importlib.import_module("music21")
        out = []
        for one in music21.converter.parse(path, forceSource=True).parts:
            found = []
            for each in one.flatten().notes:
                if "Harmony" in each.classes or "ChordSymbol" in each.classes:
                    continue
                for head in getattr(each, "notes", (each,)):
                    if head.tie is None or head.tie.type == "start":
                        found.append((round(float(each.offset), 4), int(head.pitch.midi)))
            out.append(sorted(found))
    return out


def test_the_score_and_every_part_keep_to_the_schema(schema: etree.XMLSchema) -> None:
    for xml in (score_xml(SCORE, SCORE.parts, HITS), *(score_xml(SCORE, (each,), HITS, for_player=True) for each in SCORE.parts)):
        schema.assertValid(etree.fromstring(xml))


def test_two_other_readers_find_every_pitch_where_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "score.musicxml"
    path.write_bytes(score_xml(SCORE, SCORE.parts, HITS))
    wanted_piano, wanted_gugak = ([(round(at, 4), key) for at, key in onsets(each.notes)] for each in (PIANO, GAYAGEUM))
    pitched = by_partitura(path)
    assert pitched[0] == wanted_piano and pitched[1] == wanted_gugak
    foreign = by_music21(path)      # a grand staff comes as two parts
    assert sorted(foreign[0] + foreign[1]) == wanted_piano and foreign[2] == wanted_gugak


def measures(xml: bytes) -> list[list[etree._Element]]:
    return [list(each.iter("measure")) for each in etree.fromstring(xml).iter("part")]


def test_a_triplet_is_three_in_the_time_of_two_and_a_note_over_the_bar_is_tied() -> None:
    rows = measures(score_xml(SCORE, SCORE.parts, HITS))
    thirds = [each for each in rows[0][0].iter("note") if each.find("time-modification") is not None]
    assert [each.findtext("duration") for each in thirds] == ["16", "16", "16"]
    tied = [[each.get("type") for each in bar.iter("tie")] for bar in rows[0][:2]]
    assert "start" in tied[0] and "stop" in tied[1]


def test_a_pickup_stands_in_a_bar_of_its_own_before_bar_one() -> None:
    early = part(1, "flute", instrument("flute", "플루트"), (note(F(-1), F(1), 67), note(F(0), F(4), 72)))
    first = measures(score_xml(replace(SCORE, parts=(early,)), (early,), ()))[0][0]
    assert first.get("number") == "0" and first.get("implicit") == "yes"
    assert [each.findtext("pitch/step") for each in first.iter("note")] == ["G"]


def test_a_change_to_three_four_is_said_and_kept() -> None:
    rows = measures(score_xml(SCORE, SCORE.parts, HITS))
    assert [bar.findtext("attributes/time/beats") for bar in rows[0]] == ["4", None, "3", "4"]


def test_key_signature_chords_and_notes_speak_of_the_same_key() -> None:
    tune = part(1, "piano", instrument("piano", "피아노", "treble"), (note(F(0), F(2), 61), note(F(2), F(2), 68)))
    score = replace(SCORE, key="Db", mode="dorian", parts=(tune,), chords=(Chord(F(0), F(4), "Dbm7/Ab", "i", (1,), 8, 0.1, 60.0),))
    root = etree.fromstring(score_xml(score, (tune,), ()))
    assert root.findtext(".//key/fifths") == "5"
    assert [(each.findtext("step"), each.findtext("alter")) for each in root.iter("pitch")] == [("C", "1"), ("G", "1")]
    assert (root.findtext(".//root-step"), root.findtext(".//root-alter"), root.findtext(".//bass-step")) == ("C", "1", "G")
    assert root.find(".//accidental") is None, "the signature says it already"


def test_a_drum_has_no_key_signature() -> None:
    drum = part(1, "janggu", instrument("janggu", "장구", "percussion"), (note(F(0), F(1), 60),))
    root = etree.fromstring(score_xml(replace(SCORE, key="C", mode="aeolian", parts=(drum,)), (drum,), ()))
    assert root.findtext(".//clef/sign") == "percussion" and root.findtext(".//key/fifths") == "0"


def test_a_player_who_rests_long_gets_one_bar_that_says_how_long() -> None:
    bars = tuple(Bar(k + 1, F(4 * k), 4, 4) for k in range(8))
    late = part(1, "oboe", instrument("oboe", "오보에"), (note(F(0), F(4), 72), note(F(28), F(4), 74)))
    score = replace(SCORE, bars=bars, parts=(late,), sections=(Section(F(0), F(32), "노을", "it begins"),), landed=(),
                    tempo_map=TempoMap(0, (TempoMark(F(0), 875_938),)))
    root = etree.fromstring(score_xml(score, (late,), (), for_player=True))
    assert root.findtext(".//multiple-rest") == "6"
    assert etree.fromstring(score_xml(score, (late,), ())).find(".//multiple-rest") is None, "the conductor counts every bar"


LATE_BARS = tuple(Bar(k + 1, F(4 * k), 4, 4) for k in range(8))
LATE = part(1, "oboe", instrument("oboe", "오보에"), (note(F(28), F(4), 74),))
LATE_SCORE = replace(SCORE, bars=LATE_BARS, parts=(LATE,), end_beat=F(32),
                     tempo_map=TempoMap(0, (TempoMark(F(0), 875_938), TempoMark(F(22), 700_000))),
                     sections=(Section(F(0), F(16), "노을", "it begins"), Section(F(16), F(16), "밤", "it darkens")),
                     landed=(Landed(0, "oboe", "change", F(9), Seconds(7.88)),))


def test_a_late_part_still_says_tempo_sections_and_hits_and_breaks_its_rests_there(tmp_path: Path) -> None:
    xml = score_xml(LATE_SCORE, (LATE,), HITS, for_player=True, tc_in="01:00:00:00")
    root = etree.fromstring(xml)
    rests = {bar.get("number"): bar.findtext(".//multiple-rest") for bar in root.iter("measure")
             if bar.find(".//multiple-rest") is not None}
    assert rests == {"1": "2"}, "a bar with a hit or a leap of the tempo inside it stands alone, a section begins another row"
    path = tmp_path / "part.musicxml"
    path.write_bytes(xml)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        music21 = importlib.import_module("music21")
        read = music21.converter.parse(path, forceSource=True).flatten()
    tempi = [(float(each.offset), round(each.number)) for each in read.getElementsByClass(music21.tempo.MetronomeMark)]
    assert tempi == [(0.0, 68), (22.0, 86)], "the jump stands where it happens, inside its bar"
    marks = [(float(each.offset), each.content) for each in read.getElementsByClass(music21.expressions.RehearsalMark)]
    assert marks == [(9.0, "A1")]
    assert [each.ratioString for each in read.getElementsByClass(music21.meter.TimeSignature)] == ["4/4"]
    assert [(round(at), key) for at, key in by_partitura(path)[0]] == [(28, 74)]


def test_the_head_of_a_part_says_whose_it_is_where_it_begins_and_both_languages_only_where_there_is_korean() -> None:
    def head(score: Score) -> dict[str, str]:
        root = etree.fromstring(score_xml(score, (GAYAGEUM,), (), for_player=True, tc_in="01:00:10:05"))
        return {each.findtext("credit-type") or "": each.findtext("credit-words") or "" for each in root.iter("credit")}

    korean = head(SCORE)
    assert korean["title"] == "1m01  노을 — 지은" and korean["part name"] == "가야금 · Gayageum"
    assert korean["subtitle"] == "Golden Hour" and korean["place"] == "TC in 01:00:10:05"
    english = head(replace(SCORE, titles=(("en", "Golden Hour"),)))
    assert english["title"] == "1m01  Golden Hour" and english["part name"] == "Gayageum"
    assert english.pop("legend") == "요~ shaken.", "the sign that stands over the note, and what it means"
    assert not HANGUL.search(" ".join(english.values()))


def test_a_hit_stands_as_a_boxed_letter_over_its_beat() -> None:
    rows = measures(score_xml(SCORE, SCORE.parts, HITS))
    assert rows[0][2].findtext(".//rehearsal") == "A1"
    assert not [bar for bar in rows[1] if bar.find(".//rehearsal") is not None], "only above the score"


def test_a_beat_and_a_half_on_the_beat_is_a_dotted_quarter() -> None:
    tune = part(1, "oboe", instrument("oboe", "오보에"), (note(F(0), F(3, 2), 67), note(F(3, 2), F(1, 2), 69), note(F(2), F(2), 71)))
    first = measures(score_xml(replace(SCORE, parts=(tune,)), (tune,), ()))[0][0]
    assert [(each.findtext("type"), len(each.findall("dot"))) for each in first.iter("note")] == [
        ("quarter", 1), ("eighth", 0), ("half", 0)]


def test_every_motif_has_a_line_and_a_key_of_its_own(schema: etree.XMLSchema) -> None:
    def motif(owner: str, mode: str, tonic: int) -> Motif:
        return Motif(MotifId(owner), owner, "character", mode, "major", (0, 2, 4, 2), (F(2), F(1), F(1), F(4)), ("I",), "piano",
                     tonic, "why")

    book = ThemeBook((motif("지은", "aeolian", 10), motif("민호", "dorian", 1)))
    root = etree.fromstring(sheet_xml(book, {MotifId("지은"): "solo cello in 1m01", MotifId("민호"): ""}))
    schema.assertValid(root)
    assert [each.text for each in root.iter("fifths")] == ["-5", "5"]
    said = [each.text for each in root.iter("words")]
    assert said == ["character, meant for piano; first heard on solo cello in 1m01; why", "1. 지은 · Bb minor (자연단조)",
                    "character, meant for piano; no cue of this film states it; why", "2. 민호 · C# dorian (도리아 선법)"]
    assert [each.get("number") for each in root.iter("measure")] == ["1", "2"] * 2, "bars count anew in each"
    bare = [each.text for each in etree.fromstring(sheet_xml(book)).iter("words")]
    assert bare[0] == "character, meant for piano; why", "nothing is said of cues that are not composed yet"
    assert [each.text for each in root.iterfind(".//lyric/text")] == ["1", "3", "5", "3"] * 2, "degrees as musicians count"
    assert root.find(".//metronome") is None and root.find(".//dynamics") is None, "nobody gave a theme a tempo"
    assert len(root.findall("part/measure/print")) == 1
    schema.assertValid(etree.fromstring(sheet_xml(ThemeBook())))


def test_a_theme_of_four_bars_of_three_is_written_in_three_and_a_long_reason_in_lines() -> None:
    long = Motif(MotifId("m"), "현우", "character", "aeolian", "major", (0, 3, 4, 5, 7, 1), (F(2), F(2), F(3), F(2), F(2), F(1)),
                 ("i", "iv", "iv", "VII"), "clarinet", 0, "it rises because nobody answers; " * 12)
    root = etree.fromstring(sheet_xml(ThemeBook((long,))))
    assert (root.findtext(".//time/beats"), len(list(root.iter("measure")))) == ("3", 4)
    lines = [each.text or "" for each in root.iter("words")]
    assert len(lines) > 3 and lines[-1].startswith("1. 현우") and max(map(len, lines)) <= 120
    assert " ".join(reversed(lines[:-1])).count("nobody answers") == 12, "not a word of it is lost"
    tied = [each for each in root.iter("note") if each.find("tie[@type='stop']") is not None]
    assert tied and not [each for each in tied if each.find("lyric") is not None], "a tied note is not counted twice"
    assert [each.text for each in root.iterfind(".//lyric/text")] == ["1", "4", "5", "6", "1'", "2"]


def test_strings_are_told_to_pluck_to_bow_again_and_to_tremble(schema: etree.XMLSchema) -> None:
    bowed = replace(instrument("violins", "바이올린"), family="strings")
    tune = part(1, "violins", bowed, (note(F(0), F(1), 67, articulation="pizzicato"), note(F(1), F(1), 69, articulation="pizzicato"),
                                      note(F(2), F(2), 71, articulation="tremolo")))
    root = etree.fromstring(score_xml(replace(SCORE, parts=(tune,), sections=()), (tune,), ()))
    schema.assertValid(root)
    assert [each.text for each in root.iter("words")] == ["pizz.", "arco"]
    shaken = [each for each in root.iter("note") if each.find(".//tremolo") is not None]
    assert [each.findtext("pitch/step") for each in shaken] == ["B"]


def voice_sums(bar: etree._Element) -> dict[str, int]:
    sums: dict[str, int] = {}
    for each in bar.iter("note"):
        if each.find("chord") is None:
            sums[each.findtext("voice") or ""] = sums.get(each.findtext("voice") or "", 0) + int(each.findtext("duration") or 0)
    return sums


def grid(step: int) -> st.SearchStrategy[tuple[Fraction, Fraction, int]]:
    last = 15 * step
    return st.tuples(st.integers(0, last - 1).map(lambda k: F(k, step)), st.integers(1, 6 * step).map(lambda k: F(k, step)),
                     st.integers(40, 90))


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(st.one_of(grid(4), grid(6)), max_size=24), st.booleans())
def test_every_bar_adds_up_whatever_the_notes(drawn: list[tuple[Fraction, Fraction, int]], is_grand: bool) -> None:
    player = instrument("piano", "피아노", "grand" if is_grand else "treble")
    tune = part(1, "piano", player, tuple(note(at, beats, key) for at, beats, key in sorted(drawn)))
    xml = score_xml(replace(SCORE, parts=(tune,)), (tune,), ())
    for bar, element in zip(BARS, measures(xml)[0], strict=True):
        length = int(F(4 * bar.beats, bar.unit) * 48)
        assert set(voice_sums(element).values()) == {length}
        back = sum(int(each.findtext("duration") or 0) for each in element.iter("backup"))
        assert back == length * (len(voice_sums(element)) - 1)
    ties = [each.get("type") for each in etree.fromstring(xml).iter("tie")]
    assert ties.count("start") == ties.count("stop"), "every tie that is opened is closed"


@settings(max_examples=40)
@given(st.lists(st.tuples(st.one_of(grid(4), grid(6)), st.sampled_from((60, 64, 67))), min_size=1, max_size=16))
def test_a_reader_finds_no_more_heads_than_notes_where_one_key_is_struck_again(
        drawn: list[tuple[tuple[Fraction, Fraction, int], int]]) -> None:
    tune = part(1, "violin", instrument("violin", "바이올린"), tuple(note(at, beats, key) for (at, beats, _), key in drawn))
    with TemporaryDirectory() as folder:
        file = Path(folder) / "tune.musicxml"
        file.write_bytes(score_xml(replace(SCORE, parts=(tune,), landed=()), (tune,), ()))
        (read,) = by_partitura(file)
    assert len(read) <= len({(at, key) for (at, _, _), key in drawn})
    assert {key for _, key in read} == {key for _, key in drawn}


def test_notes_past_the_last_bar_leave_no_tie_hanging() -> None:
    long = part(1, "piano", instrument("piano", "피아노"), (note(F(14), F(5), 60),))
    xml = score_xml(replace(SCORE, parts=(long,)), (long,), ())
    assert not list(etree.fromstring(xml).iter("tie"))


def voices_in(xml: bytes) -> list[dict[str, list[int]]]:
    """For each bar of the first part the keys of each voice of its upper staff."""
    steps = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
    found = []
    for measure in etree.fromstring(xml).findall("part[1]/measure"):
        here: dict[str, list[int]] = {}
        for each in measure.findall("note"):
            if each.find("pitch") is not None and (each.findtext("staff") or "1") == "1":
                key = steps[each.findtext("pitch/step") or "C"] + 12 * int(each.findtext("pitch/octave") or 0) + int(
                    each.findtext("pitch/alter") or 0)
                here.setdefault(each.findtext("voice") or "", []).append(key)
        found.append(here)
    return found


HELD = (note(F(0), F(4), 60), note(F(0), F(6), 67), note(F(4), F(4), 62), note(F(6), F(5), 64), note(F(8), F(3), 65), note(F(8), F(7), 72))


def test_a_pad_is_one_voice_on_its_staff_and_what_goes_on_is_tied_tone_by_tone() -> None:
    """The trick, two voices wherever two tones end apart, is what a pianist's hand may have and is seen beside it."""
    pad = part(1, "pad", replace(instrument("pad", "패드"), sustains=True), HELD)
    as_pad = score_xml(replace(SCORE, parts=(held := replace(pad, role="pad"),)), (held,), ())
    as_hand = score_xml(replace(SCORE, parts=(pad,)), (pad,), ())
    assert {voice for bar in voices_in(as_pad) for voice in bar} == {"1"}
    assert {voice for bar in voices_in(as_hand) for voice in bar} == {"1", "2"}
    read, by_hand = (notes_on(xml, ("pad",), TEMPO.timing()) for xml in (as_pad, as_hand))
    assert sorted((each.at_beat, each.key, each.end_beat) for each in read) == sorted(
        (each.at_beat, each.key, each.at_beat + each.beats) for each in HELD)
    assert sum(each.end_beat - each.at_beat for each in by_hand) < sum(each.beats for each in HELD), "a third tone cuts one of two short"
    assert engraved(as_pad)


def test_of_two_voices_on_a_staff_the_upper_is_the_first() -> None:
    low, high = (note(F(0), F(4), 60), note(F(4), F(4), 60)), (note(F(1), F(3), 72), note(F(5), F(3), 72))
    two = part(1, "hands", replace(instrument("hands", "손"), sustains=True), (*low, *high))
    for bar in voices_in(score_xml(replace(SCORE, parts=(two,)), (two,), ()))[:2]:
        assert min(bar["1"]) > max(bar["2"])


def test_held_tones_that_would_be_cut_into_scraps_stay_two_voices() -> None:
    scraps = (note(F(0), F(4), 60), note(F(1, 4), F(3), 67))
    pad = replace(part(1, "pad", replace(instrument("pad", "패드"), sustains=True), scraps), role="pad")
    assert set(voices_in(score_xml(replace(SCORE, parts=(pad,)), (pad,), ()))[0]) == {"1", "2"}
