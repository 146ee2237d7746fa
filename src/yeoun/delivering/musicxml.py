"""MusicXML 4.0 (score-partwise), written by ourselves: Hangul names, hits as rehearsal marks, chord symbols, Korean signs.

Source: W3C MusicXML 4.0. Accidentals are written out wherever the bar or the key does not already say them, because
engravers draw only what is written. Ornaments of Korean instruments stand as text signs (legend.py).
"""

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction

from lxml import etree

from yeoun.delivering.lasting import breaths_of, written_part
from yeoun.delivering.legend import legend_of
from yeoun.delivering.notation import Sounding, beamed, held_as_one, in_bar, upper_first, voices_of
from yeoun.delivering.noteheads import DIVISIONS, duration, write
from yeoun.delivering.pacing import A_TEMPO, Paced, paced
from yeoun.delivering.rests import Cued, cued_bars, long_rests
from yeoun.delivering.spelling import Spelling, spelling_of
from yeoun.delivering.titles import BETWEEN, HANGUL, reader_of, second_title_of, speaks_korean, title_of
from yeoun.model.composed import Bar, Chord
from yeoun.model.scored import Part, Score, ScoreNote
from yeoun.model.spotted import Hit

CLEFS = {"treble": ("G", 2), "bass": ("F", 4), "alto": ("C", 3), "tenor": ("C", 4), "percussion": ("percussion", None)}
KINDS = {"": "major", "m": "minor", "7": "dominant", "M7": "major-seventh", "maj7": "major-seventh", "m7": "minor-seventh",
         "dim": "diminished", "dim7": "diminished-seventh", "m7b5": "half-diminished", "+": "augmented", "6": "major-sixth",
         "m6": "minor-sixth", "9": "dominant-ninth", "M9": "major-ninth", "m9": "minor-ninth", "sus4": "suspended-fourth",
         "sus2": "suspended-second", "5": "power"}
CHORDS_FOR = {"piano", "guitar", "synth"}    # players who read chord symbols; the others' parts stay clear of them
TWO_HANDS = {"piano", "plucked"}
HOLDING = frozenset({"bed", "pad", "drone"})    # who holds chords: one voice on a staff, tied where a tone goes on
DYNAMICS = ((0.2, "pp"), (0.35, "p"), (0.48, "mp"), (0.62, "mf"), (0.8, "f"), (2.0, "ff"))


def score_xml(score: Score, parts: tuple[Part, ...], hits: Iterable[Hit], *, for_player: bool = False,
              tc_in: str = "") -> bytes:
    """Some parts of a cue as a MusicXML file; all of them give the full score.

    for_player  one player's part: named on the page, long rests in one bar, chord symbols only for who reads them
    tc_in       the picture's timecode where the cue begins, and bar 1 where that is later
    """
    hits = tuple(hits)
    score = replace(score, parts=tuple(written_part(part, score.tempo_map) for part in score.parts))
    parts = tuple(written_part(part, score.tempo_map) for part in parts)
    root = etree.Element("score-partwise", version="4.0")
    title, korean = f"{score.id}  {title_of(score)}".strip(), speaks_korean(score)
    etree.SubElement(etree.SubElement(root, "work"), "work-title").text = title
    who = etree.SubElement(root, "identification")
    etree.SubElement(who, "creator", type="composer").text = "Yeoun (machine-made draft)"
    etree.SubElement(etree.SubElement(who, "encoding"), "software").text = "Yeoun"
    player = reader_of(parts[0].instrument, korean, both=True) if for_player else ""
    _credits(root, title, second_title_of(score), f"TC in {tc_in}" if tc_in else "", player, legend_of(score, parts, len(hits), korean))
    names = etree.SubElement(root, "part-list")
    for k, part in enumerate(parts):
        entry = etree.SubElement(names, "score-part", id=f"P{k + 1}")
        for kind, names_of in (("part-name", str), ("part-abbreviation", _short)):
            etree.SubElement(entry, kind).text = BETWEEN.join(names_of(each) for each in _names(part, korean, for_player))
    bars = _with_pickup(score.bars, parts)
    for k, part in enumerate(parts):
        _write_part(etree.SubElement(root, "part", id=f"P{k + 1}"), score, part, bars, hits, is_first=k == 0,
                    for_player=for_player)
    doctype = ('<!DOCTYPE score-partwise PUBLIC "-//Recordare//DTD MusicXML 4.0 Partwise//EN" '
               '"http://www.musicxml.org/dtds/partwise.dtd">')
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True, doctype=doctype)


def _names(part: Part, korean: bool, for_player: bool) -> tuple[str, ...]:
    """What stands before a player's staff: in a score of a Korean film both names; on a part, whose head has both, one."""
    first, second = reader_of(part.instrument, korean), reader_of(part.instrument, False)
    return (first,) if for_player or not korean or second == first else (first, second)


def _short(name: str) -> str:
    """A name for the second system on: whole when it is short, else its first word."""
    return name if len(name) <= (6 if HANGUL.search(name) else 10) else name.split(" ")[0]


def _credits(root: etree._Element, title: str, below: str, place: str, player: str, legend: str) -> None:
    """What is printed on the first page beside the music: titles, player, composer, place in the picture; at the foot what signs mean."""
    for kind, words, side in (("title", title, "center"), ("subtitle", below, "center"), ("part name", player, "left"),
                              ("composer", "Yeoun (machine-made draft)", "right"), ("place", place, "right"), ("legend", legend, "left")):
        if words:
            credit = etree.SubElement(root, "credit", page="1")
            etree.SubElement(credit, "credit-type").text = kind
            etree.SubElement(credit, "credit-words", justify=side, valign="bottom" if kind == "legend" else "top").text = words


def _with_pickup(bars: tuple[Bar, ...], parts: tuple[Part, ...]) -> tuple[Bar, ...]:
    earliest = min((note.at_beat for part in parts for note in part.notes), default=Fraction(0))
    if earliest >= 0 or not bars:
        return bars
    beats = -(earliest.numerator // earliest.denominator)
    return (Bar(0, Fraction(-beats), beats, 4), *bars)


def _write_part(element: etree._Element, score: Score, part: Part, bars: tuple[Bar, ...], hits: tuple[Hit, ...],
                is_first: bool, for_player: bool) -> None:
    is_grand = _on_two_staves(part)
    staves = _staves(part, is_grand)
    until = bars[-1].at_beat + Fraction(4 * bars[-1].beats, bars[-1].unit) if bars else Fraction(0)
    voices = [_voices(part, notes, until) for notes in staves]
    is_drum = part.instrument.clef == "percussion"    # which has no key, and so no signature
    spelling = Spelling(0, False) if is_drum else _written_for(spelling_of(score.key, score.mode), part.instrument.transposition)
    pace = paced(score.tempo_map, bars)
    marks = _Marks(score, part, hits, pace, with_chords=not for_player or part.instrument.family in CHORDS_FOR)
    breaths = breaths_of(part, score.tempo_map)
    cued = cued_bars(score, part, bars) if for_player else {}
    rests = long_rests(score, part, bars, hits, cued, [each.at_beat for each in pace]) if for_player else {}
    for k, bar in enumerate(bars):
        measure = etree.SubElement(element, "measure", number=str(bar.number))
        if bar.number == 0:
            measure.set("implicit", "yes")
        _attributes(measure, part, bar, bars[k - 1] if k else None, spelling.fifths, is_grand, rests.get(k, 0))
        marks.before(measure, bar, is_first)
        if k in cued:
            _cue(measure, bar, cued[k], part, spelling, score, 1 if is_grand else None)
            continue
        memory = [dict[tuple[str, int], int]() for _ in staves]
        length = Fraction(4 * bar.beats, bar.unit)
        is_open = False
        for staff, streams in enumerate(voices):
            busy = upper_first(streams, bar)    # no rest stands over the only voice
            for v, stream in enumerate(busy or [[]]):
                written = in_bar(stream, bar, fill=v == 0)
                if is_open:
                    etree.SubElement(etree.SubElement(measure, "backup"), "duration").text = duration(length)
                is_open = True
                beams = beamed(written)
                for n, each in enumerate(written):
                    write(measure, each, part, spelling, memory[staff], staff * 2 + v + 1, staff + 1 if is_grand else None,
                          length, beams[n], breaths=breaths)
        if k + 1 == len(bars):
            line = etree.SubElement(measure, "barline", location="right")
            etree.SubElement(line, "bar-style").text = "light-heavy"


def _voices(part: Part, notes: tuple[ScoreNote, ...], until: Fraction) -> list[list[Sounding]]:
    """The voices of a staff: one for who holds chords, else as many as it takes."""
    held = held_as_one(notes, until) if part.instrument.sustains and part.role in HOLDING else None
    return voices_of(notes, until) if held is None else [held]


def _cue(measure: etree._Element, bar: Bar, cued: Cued, part: Part, spelling: Spelling, score: Score, staff: int | None) -> None:
    """A bar of rest with what another plays above it, small, and at its beginning whose it is."""
    length = Fraction(4 * bar.beats, bar.unit)
    if cued.is_first:
        first = min(note.at_beat for note in cued.notes)
        direction = etree.SubElement(measure, "direction", placement="above")
        words = etree.SubElement(etree.SubElement(direction, "direction-type"), "words", {"font-style": "italic"})
        words.text = f"({reader_of(cued.part.instrument, speaks_korean(score), sounding=True)}{cued.octave})"
        if first > bar.at_beat:
            etree.SubElement(direction, "offset").text = duration(first - bar.at_beat)
        if staff is not None:
            etree.SubElement(direction, "staff").text = str(staff)
    (stream,) = voices_of(cued.notes, cued.until, most=1)
    written = in_bar(stream, bar, fill=True)
    beams, memory = beamed(written), dict[tuple[str, int], int]()
    for n, each in enumerate(written):
        write(measure, each, part, spelling, memory, 1, staff, Fraction(0), beams[n], is_cue=True)
    for number in range(1, 3 if staff is not None else 2):
        etree.SubElement(etree.SubElement(measure, "backup"), "duration").text = duration(length)
        rest = etree.SubElement(measure, "note")
        etree.SubElement(rest, "rest", measure="yes")
        etree.SubElement(rest, "duration").text = duration(length)
        etree.SubElement(rest, "voice").text = str(2 * number)
        if staff is not None:
            etree.SubElement(rest, "staff").text = str(number)


def _on_two_staves(part: Part) -> bool:
    """Whether a part is written on two staves: always for keyboards and harps, for others only where both are needed."""
    keys = [note.key for note in part.notes]
    return part.instrument.clef == "grand" and (part.instrument.family in TWO_HANDS or not keys or min(keys) < 60 <= max(keys))


def _staves(part: Part, is_grand: bool) -> list[tuple[ScoreNote, ...]]:
    if not is_grand:
        return [part.notes]
    return [tuple(note for note in part.notes if note.key >= 60), tuple(note for note in part.notes if note.key < 60)]


def _attributes(measure: etree._Element, part: Part, bar: Bar, before: Bar | None, fifths: int, is_grand: bool,
                rests: int) -> None:
    changed = before is None or (before.beats, before.unit) != (bar.beats, bar.unit)
    if not changed and not rests:
        return
    element = etree.SubElement(measure, "attributes")
    if before is None:
        etree.SubElement(element, "divisions").text = str(DIVISIONS)
        key = etree.SubElement(element, "key")
        etree.SubElement(key, "fifths").text = str(fifths)
    if changed:
        _metre(element, bar)
    if before is None:
        _clefs(element, part, is_grand)
    if rests:
        etree.SubElement(etree.SubElement(element, "measure-style"), "multiple-rest").text = str(rests)


def _metre(element: etree._Element, bar: Bar) -> None:
    time = etree.SubElement(element, "time")
    etree.SubElement(time, "beats").text = str(bar.beats)
    etree.SubElement(time, "beat-type").text = str(bar.unit)


def _clefs(element: etree._Element, part: Part, is_grand: bool) -> None:
    if is_grand:
        etree.SubElement(element, "staves").text = "2"
    alone = part.instrument.clef
    if alone == "grand" and not is_grand:
        alone = "treble" if min(note.key for note in part.notes) >= 60 else "bass"
    for number, clef in enumerate(("treble", "bass") if is_grand else (alone,), 1):
        sign, line = CLEFS.get(clef, CLEFS["treble"])
        drawn = etree.SubElement(element, "clef", {"number": str(number)} if is_grand else {})
        etree.SubElement(drawn, "sign").text = sign
        if line is not None:
            etree.SubElement(drawn, "line").text = str(line)
    if part.instrument.transposition:
        transpose = etree.SubElement(element, "transpose")
        etree.SubElement(transpose, "diatonic").text = str(-round(-part.instrument.transposition * 7 / 12))
        etree.SubElement(transpose, "chromatic").text = str(part.instrument.transposition)


def _written_for(spelling: Spelling, transposition: int) -> Spelling:
    """The spelling on the page of an instrument that sounds so many semitones above what is written."""
    if not transposition:
        return spelling
    moved = (spelling.fifths - 7 * transposition) % 12
    return Spelling(moved - 12 if moved > 6 else moved, spelling.is_minor)


class _Marks:
    """What stands above a part: tempo, sections, hits and chords (first part only), dynamics (every part)."""

    def __init__(self, score: Score, part: Part, hits: tuple[Hit, ...], pace: tuple[Paced, ...], with_chords: bool) -> None:
        self.score, self.part, self.hits, self.pace, self.with_chords = score, part, hits, pace, with_chords
        self.spelling = spelling_of(score.key, score.mode)
        self.dynamic, self.chord, self.bow = "", "", "arco"

    def before(self, measure: etree._Element, bar: Bar, is_first: bool) -> None:
        """Everything that belongs to a bar, at its own place in it."""
        end = bar.at_beat + Fraction(4 * bar.beats, bar.unit)
        if is_first:
            for told in self.pace:
                if bar.at_beat <= told.at_beat < end:
                    _pace(measure, told, told.at_beat - bar.at_beat)
            for k, hit in enumerate(self.hits):
                landed = next((each for each in self.score.landed if each.hit == k), None)
                if landed is not None and bar.at_beat <= landed.at_beat < end:
                    self._direction(measure, "rehearsal", f"{hit.grade.value}{k + 1}", landed.at_beat - bar.at_beat)
            for section in self.score.sections:
                if bar.at_beat <= section.at_beat < end:
                    self._direction(measure, "words", section.name, section.at_beat - bar.at_beat)
            for chord in self.score.chords if self.with_chords else ():
                if bar.at_beat <= chord.at_beat < end and chord.symbol != self.chord:
                    self.chord = chord.symbol
                    self._harmony(measure, chord, chord.at_beat - bar.at_beat)
        for note in self.part.notes:
            bow = "pizz." if note.articulation == "pizzicato" else "arco"
            if bar.at_beat <= note.at_beat < end and bow != self.bow and self.part.instrument.family == "strings":
                self.bow = bow
                self._direction(measure, "words", bow, note.at_beat - bar.at_beat)
        forces = [note.force for note in self.part.notes if bar.at_beat <= note.at_beat < end]
        if forces:
            mark = next(name for limit, name in DYNAMICS if sum(forces) / len(forces) < limit)
            if mark != self.dynamic:
                self.dynamic = mark
                direction = etree.SubElement(measure, "direction", placement="below")
                etree.SubElement(etree.SubElement(etree.SubElement(direction, "direction-type"), "dynamics"), mark)

    def _direction(self, measure: etree._Element, kind: str, text: str, offset: Fraction) -> None:
        direction = etree.SubElement(measure, "direction", placement="above")
        element = etree.SubElement(etree.SubElement(direction, "direction-type"), kind)
        element.text = text
        if kind == "words":
            element.set("font-weight", "bold")
        if offset:
            etree.SubElement(direction, "offset").text = duration(offset)

    def _harmony(self, measure: etree._Element, chord: Chord, offset: Fraction) -> None:
        root, kind, bass = self.spelling.chord(chord.symbol)
        if not root:
            return
        harmony = etree.SubElement(measure, "harmony", placement="above")
        _tone(etree.SubElement(harmony, "root"), "root", root)
        etree.SubElement(harmony, "kind", text=f"({kind})" if kind.startswith("add") else kind).text = KINDS.get(kind, "other")
        if bass:
            _tone(etree.SubElement(harmony, "bass"), "bass", bass)
        if offset:
            etree.SubElement(harmony, "offset").text = duration(offset)


def _pace(measure: etree._Element, told: Paced, offset: Fraction) -> None:
    """A metronome mark, with its words before it, and the word for a drift by itself: beside a mark it would name that tempo."""
    if told.bpm is not None:
        direction = etree.SubElement(measure, "direction", placement="above")
        if told.returns:
            etree.SubElement(etree.SubElement(direction, "direction-type"), "words", {"font-style": "italic"}).text = A_TEMPO
        metronome = etree.SubElement(etree.SubElement(direction, "direction-type"), "metronome")
        etree.SubElement(metronome, "beat-unit").text = "quarter"
        etree.SubElement(metronome, "per-minute").text = f"{told.bpm:.0f}"
        if offset:
            etree.SubElement(direction, "offset").text = duration(offset)
        etree.SubElement(direction, "sound", tempo=f"{told.bpm:.3f}")
    if told.drift:
        direction = etree.SubElement(measure, "direction", placement="above")
        etree.SubElement(etree.SubElement(direction, "direction-type"), "words", {"font-style": "italic"}).text = told.drift
        if offset:
            etree.SubElement(direction, "offset").text = duration(offset)


def _tone(element: etree._Element, kind: str, name: str) -> None:
    etree.SubElement(element, f"{kind}-step").text = name[0]
    if len(name) > 1:
        etree.SubElement(element, f"{kind}-alter").text = "1" if name[1] == "#" else "-1"
