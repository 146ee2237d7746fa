"""Notes as a cue's MusicXML has them: a reader of our own, which knows ties, two staves, transposition and the comma of a breath.

Places come from the page alone, in quarters; the seconds from the cue's tempo map, for a page says tempo in round figures. After a
comma a player takes `COMMA_S` from the note before it.
"""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from lxml import etree

from tests.composing.bench.film_scored import Struck, Written
from yeoun.delivering.musicxml import score_xml
from yeoun.units.time import Seconds

STEPS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
COMMA_S = 0.15    # the least rest that lets a player breathe (playable.py)


def notes_on(xml: bytes, names: tuple[str, ...], seconds: Callable[[Fraction], Seconds]) -> tuple[Struck, ...]:
    """Every note of a page, in order of time.

    names    of the parts, in their order on the page
    seconds  the cue's tempo map
    """
    root = etree.fromstring(xml)
    found: list[Struck] = []
    for name, part in zip(names, root.findall("part"), strict=True):
        found += _part(part, name, seconds)
    return tuple(sorted(found, key=lambda each: (each.at_beat, each.key, each.part)))


def _part(part: etree._Element, name: str, seconds: Callable[[Fraction], Seconds]) -> list[Struck]:
    divisions, moved = 1, 0
    begins, length = Fraction(0), Fraction(0)
    held: dict[tuple[str, int], Struck] = {}
    found: list[Struck] = []
    for number, measure in enumerate(part.findall("measure")):
        divisions = int(measure.findtext("attributes/divisions") or divisions)
        moved = int(measure.findtext("attributes/transpose/chromatic") or moved)
        time = measure.find("attributes/time")
        if time is not None:
            length = Fraction(4 * int(time.findtext("beats") or 4), int(time.findtext("beat-type") or 4))
        if number == 0 and measure.get("implicit") == "yes":
            begins = -length
        at, last = begins, begins
        for each in measure:
            beats = Fraction(int(each.findtext("duration") or 0), divisions)
            if each.tag in {"backup", "forward"}:
                at += beats if each.tag == "forward" else -beats
            elif each.tag == "note":
                here = last if each.find("chord") is not None else at
                if each.find("pitch") is not None and each.find("cue") is None:
                    found += _note(each, name, here, beats, moved, held, seconds)
                if each.find("chord") is None:
                    last, at = at, at + beats
        begins += length
    return found + list(held.values())


def _note(each: etree._Element, name: str, at: Fraction, beats: Fraction, moved: int, held: dict[tuple[str, int], Struck],
          seconds: Callable[[Fraction], Seconds]) -> list[Struck]:
    """What ends with a written value: nothing while it is tied on."""
    key = (12 * (int(each.findtext("pitch/octave") or 0) + 1) + STEPS[each.findtext("pitch/step") or "C"]
           + int(each.findtext("pitch/alter") or 0) + moved)
    ties = {tie.get("type") for tie in each.findall("tie")}
    end = at + beats
    place = (each.findtext("staff") or "", key)    # not its voice: a bar with one voice calls it the first
    before = held.pop(place, None) if "stop" in ties else None
    note = before or Struck(name, key, 64, float(seconds(at)), 0.0, at, end)
    comma = COMMA_S if each.find("notations/articulations/breath-mark") is not None else 0.0
    note = replace(note, end_beat=end, end_s=float(seconds(end)) - comma)
    if "start" in ties:
        held[place] = note
        return []
    return [note]


def on_pages(cue: Written) -> tuple[Struck, ...]:
    """The notes of a cue's full score."""
    xml = score_xml(cue.score, cue.score.parts, cue.cue.hits)
    return notes_on(xml, tuple(part.name for part in cue.score.parts), cue.score.tempo_map.timing())
