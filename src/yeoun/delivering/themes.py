"""themes/: the motifs of the drama, where each is stated, and a sheet of them."""

import textwrap
from collections.abc import Mapping
from fractions import Fraction
from math import ceil
from types import MappingProxyType
from typing import Any

from lxml import etree

from yeoun.delivering.engrave import engraved
from yeoun.delivering.musicxml import score_xml
from yeoun.delivering.plain import json_bytes, rounded
from yeoun.delivering.spelling import spelling_of
from yeoun.delivering.titles import HANGUL
from yeoun.model.composed import Bar, Motif, Section, TempoMap, TempoMark, ThemeBook
from yeoun.model.delivered import Delivery
from yeoun.model.scored import Instrument, Modelled, Part, Room, Score, ScoreNote
from yeoun.model.shelf import OutFile, Shelf
from yeoun.model.soundtrack import ScoredCue
from yeoun.model.spotted import Ending
from yeoun.units.luck import Take
from yeoun.units.modes import KEYS, MODES, mode_said
from yeoun.units.names import CueId, CueKey, MotifId, ascii_id
from yeoun.units.time import Seconds, to_seconds

WHY_LETTERS = 120    # letters of a reason on one line of the sheet, our choice
TEMPO = TempoMap(0, (TempoMark(Fraction(0), 60_000_000 // 72),))    # for the sheet only: our choice
NONE = Motif(MotifId("none"), "아직 없음", "idea", "major", "aeolian", (), (), (), "", 0, "")


def theme_files(shelf: Shelf, themes: ThemeBook, cues: tuple[ScoredCue, ...]) -> Delivery:
    """themes.json, themes.musicxml and themes.pdf.

    cues  what was composed, for the statements; empty before
    """
    contents = {"motifs": [_motif(each, each.id in themes.by_people) for each in themes.motifs], "statements": _statements(cues)}
    files = [OutFile("themes/themes.json", shelf.keep("themes.json", json_bytes(contents)))]
    heard = dict.fromkeys((each.id for each in themes.motifs), "") | _first_heard(cues) if cues else {}
    sheet = sheet_xml(themes, heard)
    files.append(OutFile("themes/themes.musicxml", shelf.keep("themes.musicxml", sheet)))
    files.append(OutFile("themes/themes.pdf", shelf.keep("themes.pdf", engraved(sheet))))
    return Delivery(tuple(files))


def _motif(motif: Motif, is_by_people: bool) -> dict[str, Any]:
    tonic = spelling_of(KEYS[motif.tonic % 12], motif.mode).name(motif.tonic)
    return {"id": motif.id, "owner": motif.owner, "kind": motif.kind, "mode": motif.mode,
            "reserve_mode": motif.reserve_mode, "degrees": list(motif.degrees), "beats": [float(each) for each in motif.beats],
            "harmony": list(motif.harmony), "instrument": motif.instrument, "tonic": tonic, "why": motif.why,
            "machine_made": not is_by_people}


def _statements(cues: tuple[ScoredCue, ...]) -> list[dict[str, Any]]:
    return [{"cue": each.cue.id, "motif": stated.motif, "part": _player(each, stated.voice, stated.at_beat),
             "voice": stated.voice, "form": stated.form,
             "at_s": rounded(to_seconds(each.placement.at_sample) + each.sketch.tempo_map.seconds(stated.at_beat), 6)}
            | ({"note": stated.note} if stated.note else {})
            for each in cues for stated in each.sketch.statements]


def _player(cue: ScoredCue, voice: str, at_beat: Fraction) -> str | None:
    """The part that plays a statement: one that strikes its first note with the motif's own reason, else any that strikes."""
    striking = [part for part in cue.score.parts if any(note.at_beat == at_beat for note in part.notes)]
    themed = [part for part in striking if part.motif is not None or
              any(note.at_beat == at_beat and "theme" in note.why for note in part.notes)]
    return next((part.name for part in (*themed, *striking)), None)


def keys_of(motif: Motif) -> tuple[int, ...]:
    """The motif's keys around middle C, in its home key and mode."""
    steps = MODES[motif.mode].steps if motif.mode in MODES else MODES["major"].steps
    tonic = 60 + motif.tonic - (12 if motif.tonic > 6 else 0)
    return tuple(tonic + 12 * (degree // 7) + steps[degree % 7] for degree in motif.degrees)


def _first_heard(cues: tuple[ScoredCue, ...]) -> dict[MotifId, str]:
    """Who states each motif first, and in which cue; nothing of those that no cue states."""
    heard: dict[MotifId, str] = {}
    for each in sorted(_statements(cues), key=lambda each: each["at_s"]):
        if each["part"] is not None:
            heard.setdefault(each["motif"], f"{each['part'].replace('_', ' ')} in {each['cue']}")
    return heard


def sheet_xml(themes: ThemeBook, heard: Mapping[MotifId, str] = MappingProxyType({})) -> bytes:
    """All motifs on one sheet: each on a line of its own, in its own key, under its owner's name and the reason for it.

    heard  who states a motif first, and where; "" where no cue does
    Bars count anew in each motif. Under the notes stand the degrees of the mode as musicians count them: 1 is the tonic, 1' the
    one above it.
    """
    shown = themes.motifs or (NONE,)
    korean = any(HANGUL.search(motif.owner) for motif in shown)
    pages = [etree.fromstring(score_xml(each, each.parts, ())) for each in (_alone(motif, korean) for motif in shown)]
    for page, motif in zip(pages, themes.motifs, strict=False):
        for name in page.iter("words"):
            name.text = f"{1 + themes.motifs.index(motif)}. {name.text}"
        for told in [each for each in page.iter("direction") if each.find("direction-type/words") is None]:
            parent = told.getparent()    # a theme on paper has no tempo and no force of its own
            if parent is not None:
                parent.remove(told)
        _say_why(page, motif, heard.get(motif.id))
        _number(page, motif)
    for name in pages[0].iter("part-name", "part-abbreviation"):
        name.text = ""    # each line bears its own
    whole = pages[0].find("part")
    assert whole is not None
    for page in pages:
        for number, measure in enumerate(page.iter("measure"), 1):
            measure.set("number", str(number))
    for page in pages[1:]:
        first = page.find("part/measure")
        if first is not None:
            for attributes in first.iter("attributes"):
                etree.strip_elements(attributes, "clef")    # it is the same on every line
            first.insert(0, etree.Element("print", {"new-system": "yes"}))
        whole.extend(page.findall("part/measure"))
    return etree.tostring(pages[0], xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _say_why(page: etree._Element, motif: Motif, heard: str | None) -> None:
    """The reason in lines above the staff, below the name: the nearest is written first, for engravers stack upwards."""
    measure = page.find("part/measure")
    assert measure is not None
    name = next(each for each in measure.iter("direction") if each.find("direction-type/words") is not None)
    for words in name.iter("words"):
        words.set("font-size", "13")
    meant = f"{motif.kind}, meant for {motif.instrument.replace('_', ' ')}; " if motif.instrument else ""
    first = f"first heard on {heard}; " if heard else "" if heard is None else "no cue of this film states it; "
    said = f"{meant}{first}{motif.why}"
    for line in reversed(textwrap.wrap(said, WHY_LETTERS)):
        direction = etree.Element("direction", placement="above")
        words = etree.SubElement(etree.SubElement(direction, "direction-type"), "words", {"font-size": "8"})
        words.text = line
        name.addprevious(direction)


def _number(page: etree._Element, motif: Motif) -> None:
    """Degrees as lyrics under the notes that are struck."""
    struck = [each for each in page.iter("note") if each.find("pitch") is not None and each.find("tie[@type='stop']") is None]
    for note, degree in zip(struck, motif.degrees, strict=True):
        lyric = etree.SubElement(note, "lyric", number="1")
        etree.SubElement(lyric, "syllabic").text = "single"
        etree.SubElement(lyric, "text").text = degree_name(degree)


def degree_name(degree: int) -> str:
    """A degree as musicians say it, counted from one, with a stroke for each octave away from the tonic's.

    >>> degree_name(0), degree_name(4), degree_name(7), degree_name(-1)
    ('1', '5', "1'", '7,')
    """
    octave, step = divmod(degree, 7)
    return f"{step + 1}{(chr(39) if octave > 0 else ',') * abs(octave)}"


def _alone(motif: Motif, korean: bool) -> Score:
    """A motif as a score of its own; the sheet is called in Korean too where anybody on it has a Korean name."""
    length = sum(motif.beats, Fraction(0))
    tonic = spelling_of(KEYS[motif.tonic % 12], motif.mode).name(motif.tonic)
    metre = _metre(motif, length)
    bars = tuple(Bar(k + 1, Fraction(metre * k), metre, 4) for k in range(max(1, ceil(length / metre))))
    mode = mode_said(motif.mode, korean=bool(HANGUL.search(motif.owner)))
    said = (Section(Fraction(0), length, f"{motif.owner} · {tonic} {mode}", motif.why),)
    titles = (("ko", "주제"), ("en", "Themes"))[not korean:]
    return Score(CueKey("themes"), CueId(""), KEYS[motif.tonic % 12], motif.mode,
                 TEMPO, Fraction(metre * len(bars)), bars, said, (), (_line(1, motif),), None,
                 Room("dry", 0.4, 0.0, 8000.0, -60.0), (), Seconds(0.0), Seconds(0.0), titles)


def _metre(motif: Motif, length: Fraction) -> int:
    """Beats in a bar: a motif fills whole bars of its own metre, with one chord in each."""
    bar = length / max(1, len(motif.harmony))
    return int(bar) if bar.denominator == 1 and 2 <= bar <= 7 else 3 if length % 3 == 0 and length % 4 else 4


def _line(number: int, motif: Motif) -> Part:
    at, notes = Fraction(0), []
    for key, beats in zip(keys_of(motif), motif.beats, strict=True):
        start, end = TEMPO.seconds(at), TEMPO.seconds(at + beats)
        notes.append(ScoreNote(at, beats, start, Seconds(end - start), key, 0.5, "plain", "", (), "theme"))
        at += beats
    player = Instrument(ascii_id(motif.owner), motif.owner, "", "voice", "SOLO", ("melody",), 0, 127, 0, 127, 1, (),
                        0.0, 0.5, 0.5, (0.0, 1.0), (-1.0, 1.0), 0.0, 0.0, True, 0.0, (), "treble", 0, (0.0, 1.0, 0.0), 0.0,
                        Modelled("none", 0.0, ()), False, "", "", "")
    return Part(CueKey("themes"), CueId(""), Take(1), number, ascii_id(motif.id), player, "melody", None, False, motif.why,
                tuple(notes), (), (), Seconds(0.0), Seconds(0.0), Ending.RING, (0.0, 1.0, 0.0), (), 0.0, 0.0, motif.id)
