"""What players and directors look for on a page: bar numbers everywhere, keys of instruments, lengths a hand can play, signs that
say their tone, names that are whole and curves that last as long as the picture."""

import io
import re
from dataclasses import replace
from fractions import Fraction
from html import unescape
from itertools import pairwise

import numpy as np
import pytest
from lxml import etree
from pypdf import PdfReader

from tests.delivering.finished import episode, graph, seen, soundtrack
from tests.delivering.scores import BARS, HITS, SCORE, TEMPO, instrument, note, part
from tests.fakes import FolderShelf
from yeoun.delivering.engrave import SVG, as_sheet, drawings, engraved
from yeoun.delivering.graph_picture import picture_of
from yeoun.delivering.lasting import written_part
from yeoun.delivering.legend import ORNAMENTS, sign_of
from yeoun.delivering.lettering import width_of
from yeoun.delivering.moments import spotting_files
from yeoun.delivering.musicxml import score_xml
from yeoun.delivering.report import page
from yeoun.delivering.settled import settled
from yeoun.delivering.spelling import LETTERS, STEPS, spelling_of
from yeoun.delivering.themes import sheet_xml
from yeoun.delivering.timeline_svg import LEFT, RIGHT, WIDTH, timeline_svg
from yeoun.model.composed import Bar, Motif, Section, ThemeBook
from yeoun.model.scored import Instrument, Landed, Part, Score, ScoreNote
from yeoun.model.soundtrack import ScoredCue
from yeoun.model.spotted import Function, Hit, HitClass
from yeoun.units.modes import KEYS, MODES
from yeoun.units.names import CueId, MotifId
from yeoun.units.time import Seconds

F = Fraction
DESCENT = 0.25          # how far letters of the packaged font reach below their line, of their size
STAFF_SPACE = 180.0     # between two lines of a staff, in the drawing's units


def numbers(drawn: str) -> list[str]:
    """The bar numbers of a drawn page, in order."""
    root = etree.fromstring(drawn.encode())
    return ["".join(map(str, each.itertext())).strip() for each in root.iter(f"{SVG}g") if "mNum" in each.get("class", "").split()]


def test_every_bar_has_its_number_also_where_a_hit_or_a_section_begins() -> None:
    tune = part(1, "oboe", instrument("oboe", "오보에"), tuple(note(bar.at_beat, F(bar.beats), 72) for bar in BARS))
    hits = tuple(Hit(24 * k, Seconds(float(k)), HitClass.A, "onset", "why") for k in range(4))
    landed = tuple(Landed(k, "oboe", "onset", bar.at_beat, Seconds(0.0)) for k, bar in enumerate(BARS))
    parts = tuple(Section(bar.at_beat, F(bar.beats), "turn", "why") for bar in BARS)
    score = replace(SCORE, parts=(tune,), landed=landed, sections=parts)
    for for_player in (False, True):
        (drawn,) = drawings(score_xml(score, (tune,), hits, for_player=for_player), for_player=for_player)
        assert numbers(drawn) == ["1", "2", "3", "4"], for_player
        assert all(f">{name}<" in re.sub(r"\s", "", drawn) for name in ("A1", "A2", "A3", "A4"))


@pytest.mark.parametrize(("transposition", "key", "diatonic"), [(-2, "B♭", "-1"), (-7, "F", "-4"), (0, "", None), (-12, "", "-7")])
def test_a_player_who_reads_another_tone_is_told_so_on_score_and_part(transposition: int, key: str, diatonic: str | None) -> None:
    player = replace(instrument("clarinet", "클라리넷", transposition=transposition), english="Clarinet")
    tune = part(1, "clarinet", player, (note(F(0), F(4), 67),))
    for titles, said in ((SCORE.titles, "클라리넷"), ((("en", "Dusk"),), "Clarinet")):
        score = replace(SCORE, parts=(tune,), titles=titles)
        name = " · ".join(f"{each} in {key}" if key else each for each in dict.fromkeys((said, "Clarinet")))
        whole = etree.fromstring(score_xml(score, (tune,), ()))
        assert whole.findtext(".//part-name") == name
        own = etree.fromstring(score_xml(score, (tune,), (), for_player=True))
        assert (own.findtext("credit[credit-type='part name']/credit-words") or "").endswith(f" in {key}" if key else "larinet")
        assert whole.findtext(".//transpose/diatonic") == diatonic
        assert "".join(map(str, etree.fromstring(drawings(etree.tostring(whole))[0].encode()).itertext())).count("in B♭") == (
            (key == "B♭") * len(name.split(" · ")))


def test_boxed_letters_and_signs_are_explained_at_the_foot_of_the_first_page_and_only_where_they_stand() -> None:
    def legend(score: Score, parts: tuple[Part, ...], hits: tuple[Hit, ...]) -> str:
        return etree.fromstring(score_xml(score, parts, hits)).findtext("credit[credit-type='legend']/credit-words") or ""

    korean, english = legend(SCORE, SCORE.parts, HITS), legend(replace(SCORE, titles=(("en", "x"),)), SCORE.parts, HITS)
    assert "히트" in korean and "요~ 농현" in korean and korean.split("\n")[1] == english, "a line in Korean, and the same in English"
    assert english.startswith("Boxed: hits on the picture, by class and number; A is meant for a downbeat") and "요~ shaken" in english
    piano = SCORE.parts[:1]
    assert legend(replace(SCORE, landed=()), piano, HITS) == "" and legend(SCORE, piano, ()) == ""
    assert "요~" not in legend(SCORE, piano, HITS) and "네모" in legend(SCORE, piano, HITS)
    pdf = engraved(score_xml(SCORE, SCORE.parts, HITS))
    assert len(pdf) > len(engraved(score_xml(replace(SCORE, landed=()), piano, ()))) > 1000


def leaning(key: int, cents: float, ornament: str = "jeonseong") -> ScoreNote:
    return note(F(0), F(1), key, ornament=ornament, cents=((0.0, 0.0), (0.1, cents), (0.3, 0.0)))


@pytest.mark.parametrize("mode", ["major", "aeolian", "dorian", "menaritori", "gyeongtori"])
@pytest.mark.parametrize("key", KEYS)
def test_the_tone_an_ornament_leans_on_is_spelled_as_the_key_signature_has_it(key: str, mode: str) -> None:
    """From every tone of the key to its next one up and down: the same letter and sign as a note written there would have."""
    spelling, tonic = spelling_of(key, mode), 60 + KEYS.index(key)
    scale = [tonic + 12 * octave + step for octave in (-1, 0, 1) for step in MODES[mode].steps]
    signed = {LETTERS[(k if spelling.fifths > 0 else 6 - k)]: (1 if spelling.fifths > 0 else -1) for k in range(abs(spelling.fifths))}
    for here, above in zip(scale, scale[1:], strict=False):
        for start, goal in ((here, above), (above, here)):
            said = re.fullmatch(r"전∧\(([A-G])([♯♭]?)\)", sign_of(leaning(start, 100.0 * (goal - start)), spelling, 0))
            assert said is not None
            letter, sign = said[1], {"♯": 1, "♭": -1, "": 0}[said[2]]
            assert (STEPS[letter] + sign) % 12 == goal % 12 and (letter, sign) == spelling.tone(goal)
            if not MODES[mode].is_gugak and mode != "dorian":
                assert sign == signed.get(letter, 0), "no accidental that the signature does not have"


def test_a_sign_without_another_tone_names_none_and_every_ornament_has_one() -> None:
    spelling = spelling_of("Eb", "major")
    assert sign_of(leaning(63, 60.0, "toeseong"), spelling, 0) == "퇴↘"
    assert sign_of(leaning(63, 240.0, "nonghyeon"), spelling, 0) == "요~"
    assert sign_of(leaning(65, -200.0, "toeseong"), spelling, 0) == "퇴↘(E♭)"
    assert sign_of(leaning(62, 100.0, "chuseong"), spelling_of("B", "major"), 0) == "추↗(D♯)"
    assert set(ORNAMENTS) == {"nonghyeon", "toeseong", "chuseong", "jeonseong", "kkeokneun"}


def playing(*techniques: str, clef: str = "treble", family: str = "strings") -> Instrument:
    return replace(instrument("x", "악기", clef), techniques=techniques, family=family)


def written(player: Instrument, *notes: ScoreNote) -> list[Fraction]:
    return [each.beats for each in written_part(part(1, "x", player, notes), TEMPO).notes]


def test_notes_are_written_as_they_are_played() -> None:
    """The trick of one length for all fails: a bow keeps what a finger does not."""
    long, after = note(F(0), F(4), 60), note(F(2), F(2), 64)
    plucked = replace(long, articulation="pizzicato")
    assert written(playing("pizzicato"), plucked) == [1]
    assert written(playing("pizzicato"), plucked, note(F(1, 2), F(4), 62, articulation="pizzicato")) == [F(1, 2), 1]
    assert written(playing("legato"), long, after) == [4, 2], "a bow holds"
    assert written(playing("pluck"), long, after) == [2, 2] and written(playing("tteutgi"), long) == [4], "left to ring, one voice"
    assert written(playing("ring", clef="grand"), replace(long, key=48), after) == [4, 2], "each hand for itself"
    assert written(playing("strokes", clef="percussion"), long) == [1]
    breath = replace(long, length_s=Seconds(0.45 * float(long.length_s)))
    assert written(playing("legato", "breath"), breath) == [2], "let go to breathe at 1.8 beats"
    assert written(playing("legato"), replace(long, length_s=Seconds(0.9 * float(long.length_s)))) == [4]


def test_a_plucked_whole_bar_is_a_crotchet_and_rests_as_players_count_them() -> None:
    player = replace(playing("pizzicato"), clef="treble")
    tune = part(1, "x", player, tuple(note(F(at), F(4), 72, articulation="pizzicato") for at in (0, 5)))
    rows = list(etree.fromstring(score_xml(replace(SCORE, parts=(tune,)), (tune,), ())).iter("measure"))
    def values(bar: etree._Element) -> list[tuple[str, bool, int]]:
        return [(each.findtext("type") or "", each.find("rest") is not None, len(each.findall("dot"))) for each in bar.iter("note")]
    assert values(rows[0]) == [("quarter", False, 0), ("quarter", True, 0), ("half", True, 0)]
    assert values(rows[1]) == [("quarter", True, 0), ("quarter", False, 0), ("half", True, 0)]
    assert values(rows[2]) == [("whole", True, 0)] and rows[2].find("note/rest").get("measure") == "yes"    # type: ignore[union-attr]
    assert sum(int(each.findtext("duration") or 0) for each in rows[2].iter("note")) == 3 * 48


def test_no_rest_stands_over_the_only_voice_of_a_bar() -> None:
    """Two voices whose longer one alone goes on: in the second bar it is the first voice."""
    tune = part(1, "x", playing("legato"), (note(F(0), F(2), 72), note(F(0), F(6), 60)))
    rows = list(etree.fromstring(score_xml(replace(SCORE, parts=(tune,)), (tune,), ())).iter("measure"))
    second = [(each.find("rest") is not None, each.findtext("voice")) for each in rows[1].iter("note")]
    assert second == [(False, "1"), (True, "1")]


def test_a_pad_of_one_register_is_written_on_one_staff_and_a_piano_always_on_two() -> None:
    for family, key, staves, clef in (("synth", 72, None, "G"), ("synth", 48, None, "F"), ("piano", 72, "2", "G")):
        tune = part(1, "x", playing("sustain", clef="grand", family=family), (note(F(0), F(4), key),))
        root = etree.fromstring(score_xml(replace(SCORE, parts=(tune,)), (tune,), ()))
        assert (root.findtext(".//staves"), root.findtext(".//clef/sign")) == (staves, clef)


def test_strokes_of_a_drum_stand_on_its_staff_without_ledger_lines() -> None:
    drum = replace(instrument("janggu", "장구", "percussion", gugak=True), techniques=("strokes",))
    tune = part(1, "janggu", drum, (note(F(0), F(1, 2), 60), note(F(1), F(1, 2), 72), note(F(2), F(1, 2), 48)))
    xml = score_xml(replace(SCORE, parts=(tune,), landed=()), (tune,), ())
    (drawn,) = drawings(xml)
    assert "ledgerLines" not in drawn
    heads = [int(y) for y in re.findall(r'class="notehead">\s*<use [^>]*translate\(\d+, (\d+)\)', drawn)]
    assert heads[1] < heads[0] < heads[2], "high, both, low"
    said = etree.fromstring(xml).findtext("credit[credit-type='legend']/credit-words")
    assert said == "장구: 아래 쿵, 가운데 덩, 위 덕.\nJanggu: below kung (left), middle deong (both), above deok (right)."


def test_an_added_tone_stands_in_brackets_over_major_as_over_minor() -> None:
    chords = tuple(replace(SCORE.chords[0], at_beat=F(k), symbol=symbol) for k, symbol in enumerate(("Fadd9", "Fm(add9)", "F7")))
    xml = score_xml(replace(SCORE, chords=chords), SCORE.parts, ())
    assert [each.get("text") for each in etree.fromstring(xml).iter("kind")] == ["(add9)", "m(add9)", "7"]


def motif(owner: str, tonic: int, beats: int) -> Motif:
    return Motif(MotifId(owner), owner, "character", "aeolian", "major", (0, 2, 4, 2), (F(beats - 2), F(1), F(1), F(beats)), ("i", "i"),
                 "piano", tonic, "why")


def test_the_sheet_of_themes_has_no_stray_number_and_no_line_tells_of_the_next() -> None:
    book = ThemeBook((motif("지은", 5, 4), motif("현우", 0, 3), motif("민호", 2, 4)))
    xml = sheet_xml(book)
    assert [each.get("number") for each in etree.fromstring(xml).iter("measure")] == ["1", "2"] * 3
    for drawn in map(as_sheet, drawings(xml)):
        root = etree.fromstring(drawn.encode())
        assert not numbers(drawn)
        for staff in (each for each in root.iter(f"{SVG}g") if each.get("class") == "staff"):
            kinds = [each.get("class") for each in staff.findall(f"{SVG}g")]
            assert "layer" in kinds and not {"keySig", "meterSig"} & set(kinds[kinds.index("layer"):]), kinds


def test_the_reasons_of_a_theme_stand_clear_of_its_staff_and_near_one_another() -> None:
    why = "the head is known by its leap of a fourth up, the line falls from an early height, 9 notes in 4 bars; " * 3
    high, low = replace(motif("지은", 5, 4), degrees=(4, 3, 6, 4), why=why), replace(motif("현우", 0, 3), why=why)    # stems down, stems up
    xml = sheet_xml(ThemeBook((high, low)))
    found = 0
    for drawn in map(as_sheet, drawings(xml)):
        for measure in (each for each in etree.fromstring(drawn.encode()).iter(f"{SVG}g") if each.get("class") == "measure"):
            told = [text for each in measure.findall(f"{SVG}g[@class='dir']") for text in each.iter(f"{SVG}text")]
            if told:
                found += 1
                sizes = [float(each.get("font-size", "0px")[:-2]) for text in told for each in text.iter(f"{SVG}tspan")]
                lines = sorted(float(text.get("y", "0")) for text in told)
                (staff,) = (each for each in measure if each.get("class") == "staff")
                top = float(staff.find(f"{SVG}path").get("d").split()[1])    # type: ignore[union-attr]
                assert len(lines) > 3 and top - lines[-1] - DESCENT * max(sizes) > STAFF_SPACE, (top, lines)
                assert max(b - a for a, b in pairwise(lines)) < 1.5 * max(sizes), "lines of one text"
    assert found == 2


def test_a_boxed_hit_over_a_long_rest_stays_in_its_box_with_room_for_its_letters() -> None:
    bars = tuple(Bar(k + 1, F(4 * k), 4, 4) for k in range(6))
    late = part(1, "oboe", instrument("oboe", "오보에"), (note(F(16), F(4), 74),))
    score = replace(SCORE, bars=bars, parts=(late,), sections=(), landed=(Landed(0, "oboe", "onset", F(0), Seconds(0.0)),))
    (drawn,) = drawings(score_xml(score, (late,), HITS, for_player=True), for_player=True)
    found = re.search(r'<rect [^>]*fill-opacity="0" x="(\d+)" y="(\d+)" height="(\d+)" width="(\d+)" />\s*'
                      r'<text x="(\d+)" y="(\d+)"(?:(?!</text>).)*font-size="(\d+)px">A1', drawn, re.S)
    assert found is not None and "multiRest" in drawn
    left, top, high, wide, at, base, size = map(int, found.groups())
    assert top < base - 0.6 * size and base < top + high, "the letters stand in the box"
    assert left < at and at + size * width_of("A1") < left + wide, "and fit into it"


def test_a_sheet_of_one_theme_has_no_numbers_either_and_is_called_in_the_language_of_its_people() -> None:
    for owner, title in (("NAR", "Themes"), ("지은", "주제")):
        xml = sheet_xml(ThemeBook((motif(owner, 0, 4),)))
        assert (etree.fromstring(xml).findtext("work/work-title") or "").strip() == title
        assert [each.text for each in etree.fromstring(xml).iter("part-name")] == [None], "no owner's name before everybody's lines"
        text = PdfReader(io.BytesIO(engraved(xml))).pages[0].extract_text()
        assert sorted(re.findall(r"(?<![\d.])\d(?![\d.])", text)) == ["1", "3", "3", "5"], "degrees and no bar"


def ends(svg: str) -> list[float]:
    return [float(points.split()[-1].split(",")[0]) for points in re.findall(r'<polyline points="([^"]+)"', svg)]


@pytest.mark.parametrize("count", [30, 40, 41])
def test_curves_of_feeling_last_from_the_first_moment_of_the_picture_to_its_last(count: int) -> None:
    done = soundtrack(FolderShelf())
    felt = graph()
    cut = replace(felt.feelings, valence=felt.feelings.valence[:count], arousal=felt.feelings.arousal[:count],
                  tension=felt.feelings.tension[:count])
    who = tuple(replace(each, spoken=cut, inner=cut, heart_bpm=each.heart_bpm[:count]) for each in felt.characters)
    felt = replace(felt, feelings=cut, nostalgia=felt.nostalgia[:count], characters=who)
    assert {round(at) for at in ends(timeline_svg(replace(done, graph=felt)))} == {WIDTH - RIGHT}
    figure = picture_of(episode(), seen(), felt)
    curves = [times for row in figure.axes for line in row.lines if len(times := np.asarray(line.get_xdata(), dtype=float)) > 5]
    assert len(curves) >= 6
    assert all(times[-1] >= episode().length_s - 1e-6 for times in curves)


def test_the_names_of_cues_are_whole_in_the_timeline() -> None:
    done = soundtrack(FolderShelf())
    cue = done.cues[0]
    titles = (("ko", "노을, 젖은 마음 — 지은과 현우 그리고 그날의 마지막 버스"), ("en", "Sunset"))
    starts = (0, 100, 200, 300, 400, 460)
    made = tuple(replace(cue, cue=replace(cue.cue, id=CueId(f"1m{k + 1:02}"), first_frame=first, end_frame=first + 20, hits=()),
                         score=replace(cue.score, titles=titles)) for k, first in enumerate(starts))
    svg = timeline_svg(replace(done, cues=made, spotting=replace(done.spotting, moments=tuple(each.cue for each in made))))
    texts = re.findall(r'<text x="([\d.]+)" y="([\d.]+)"[^>]*>([^<]*)</text>', svg)
    named = [(float(x), words) for x, _, words in texts if "젖은" in unescape(words)]
    assert len(named) >= 4 and all(titles[0][1] in words for _, words in named), "whole, or left to the words that appear"
    assert sum("1m" in words for _, _, words in texts) == len(starts)
    assert all(LEFT <= x < WIDTH for x, _ in named)


def unstated(each: ScoredCue) -> ScoredCue:
    return replace(each, cue=replace(each.cue, function=Function.THEME), sketch=replace(each.sketch, statements=()))


def test_a_theme_that_no_cue_states_is_not_said_to_be_used() -> None:
    done = soundtrack(FolderShelf())
    assert "지은: major (장조), 1m01" in page(done)
    bare = replace(done, cues=(unstated(done.cues[0]),))
    told = page(bare)
    assert "지은: major (장조), stated in no cue" in told and '<span class="tag">theme</span>' not in told
    assert settled(bare.cues[0]).cue.function is Function.UNDERSCORE
    assert settled(done.cues[0]).cue.function is done.cues[0].cue.function is Function.THEME
    shelf = FolderShelf()
    (told_json, _) = spotting_files(shelf, bare.episode, bare.spotting, bare.cues).files
    assert b'"function": "underscore"' in shelf.path(told_json.ref).read_bytes()


def test_a_bar_of_seven_quavers_that_is_empty_is_one_rest() -> None:
    tune = part(1, "x", playing("legato"), (note(F(0), F(4), 72),))
    odd = replace(SCORE, parts=(tune,), bars=(Bar(1, F(0), 4, 4), Bar(2, F(4), 7, 8)))
    second = list(etree.fromstring(score_xml(odd, (tune,), ())).iter("measure"))[1]
    assert [each.findtext("duration") for each in second.iter("note")] == [str(7 * 24)]
