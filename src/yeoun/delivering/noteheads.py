"""Notes as MusicXML elements: heads, values, accidentals, beams, ties, signs, and the comma where a player breathes."""

from fractions import Fraction

from lxml import etree

from yeoun.delivering.legend import ORNAMENTS, sign_of
from yeoun.delivering.notation import Joined, Written
from yeoun.delivering.spelling import Spelling
from yeoun.model.scored import Part, ScoreNote

DIVISIONS = 48
SHARP_ORDER, SIGNS = "FCGDAEB", {-1: "flat", 0: "natural", 1: "sharp"}


def duration(length: Fraction) -> str:
    """A length in quarters as MusicXML counts it."""
    return str(round(length * DIVISIONS))


def write(measure: etree._Element, each: Written, part: Part, spelling: Spelling, memory: dict[tuple[str, int], int],
          voice: int, staff: int | None, bar: Fraction, joined: Joined, is_cue: bool = False,
          breaths: frozenset[Fraction] = frozenset()) -> None:
    """One written value into a bar: a chord or a rest.

    memory   accidentals of the bar so far, by letter and octave
    bar      how long the bar is, in quarters: a rest of that length fills it
    breaths  beats of the notes that are followed by a comma
    """
    if not each.notes:
        element = etree.SubElement(measure, "note", {"print-object": "no"} if voice % 2 == 0 else {})
        if is_cue:
            etree.SubElement(element, "cue")
        etree.SubElement(element, "rest", {"measure": "yes"} if each.length == bar else {})
        _value(element, each, voice, staff, is_cue=is_cue)
        return
    ornament = next((note for note in reversed(each.notes) if note.ornament in ORNAMENTS), None)
    if ornament is not None and each.begins:
        direction = etree.SubElement(measure, "direction", placement="above")
        etree.SubElement(etree.SubElement(direction, "direction-type"), "words").text = sign_of(
            ornament, spelling, part.instrument.transposition)
    for k, note in enumerate(each.notes):
        element = etree.SubElement(measure, "note")
        if is_cue:
            etree.SubElement(element, "cue")
        if k:
            etree.SubElement(element, "chord")
        accidental = _pitch(element, note.key - part.instrument.transposition, spelling, memory)
        etree.SubElement(element, "duration").text = duration(each.length)
        is_held, is_holding = each.tied(note.key)
        for tied, kind in ((is_held, "stop"), (is_holding, "start")):
            if tied and not is_cue:    # a small note does not sound, so nothing of it is held; the sign is drawn all the same
                etree.SubElement(element, "tie", type=kind)
        _value(element, each, voice, staff, None if is_held else accidental, is_cue)
        for number, beam in enumerate(joined.beams if k == 0 else (), 1):
            etree.SubElement(element, "beam", number=str(number)).text = beam
        is_top = k + 1 == len(each.notes)
        _signs(element, each, note, joined.tuplet if k == 0 else None, is_top, is_top and each.ends and note.at_beat in breaths)


def _value(element: etree._Element, each: Written, voice: int, staff: int | None, accidental: str | None = None,
           is_cue: bool = False) -> None:
    if element.find("duration") is None:
        etree.SubElement(element, "duration").text = duration(each.length)
    etree.SubElement(element, "voice").text = str(voice)
    etree.SubElement(element, "type", {"size": "cue"} if is_cue else {}).text = each.kind
    for _ in range(each.dots):
        etree.SubElement(element, "dot")
    if accidental:
        etree.SubElement(element, "accidental").text = accidental
    if each.is_triplet:
        change = etree.SubElement(element, "time-modification")
        etree.SubElement(change, "actual-notes").text = "3"
        etree.SubElement(change, "normal-notes").text = "2"
    if is_cue and each.notes:
        etree.SubElement(element, "stem").text = "up"
    if staff is not None:
        etree.SubElement(element, "staff").text = str(staff)


def _pitch(element: etree._Element, key: int, spelling: Spelling, memory: dict[tuple[str, int], int]) -> str | None:
    step, alter, octave = spelling.pitch(key)
    pitch = etree.SubElement(element, "pitch")
    etree.SubElement(pitch, "step").text = step
    if alter:
        etree.SubElement(pitch, "alter").text = str(alter)
    etree.SubElement(pitch, "octave").text = str(octave)
    fifths = spelling.fifths
    signed = SHARP_ORDER[:fifths] if fifths > 0 else SHARP_ORDER[::-1][:-fifths] if fifths < 0 else ""
    usual = (1 if fifths > 0 else -1) if step in signed else 0
    known = memory.get((step, octave), usual)
    memory[(step, octave)] = alter
    return SIGNS[alter] if alter != known else None


def _signs(element: etree._Element, each: Written, note: ScoreNote, tuplet: str | None, is_top: bool, breathes: bool) -> None:
    tied = [kind for is_so, kind in zip(each.tied(note.key), ("stop", "start"), strict=True) if is_so]
    said = {"staccato": "staccato", "accent": "accent"}.get(note.articulation)
    articulations = [*([said] if said and each.begins and is_top else []), *(["breath-mark"] if breathes else [])]
    is_shaken = note.articulation == "tremolo" and is_top
    if not tied and not articulations and not tuplet and not is_shaken:
        return
    notations = etree.SubElement(element, "notations")
    for kind in tied:
        etree.SubElement(notations, "tied", type=kind)
    if is_shaken:
        etree.SubElement(etree.SubElement(notations, "ornaments"), "tremolo", type="single").text = "3"
    if articulations:
        element = etree.SubElement(notations, "articulations")
        for kind in articulations:
            etree.SubElement(element, kind).text = "comma" if kind == "breath-mark" else None
    if tuplet:
        etree.SubElement(notations, "tuplet", type=tuplet, bracket="no")
