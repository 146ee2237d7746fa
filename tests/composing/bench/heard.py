"""A cue as other people's readers find it: notes, bars, tempi and hits in its MIDI (mido), chords on its page (lxml), parts (music21).

Nothing here is imported from `yeoun.composing`, and nothing is taken from what a sketch says of itself but its declared key and mode,
who plays which role, and the titles of idioms: what people read on the page as well.

Conventions: seconds are cue time, beats are quarters from tick 0 of the file; a bar is counted from 0 as its time signatures lay it.
"""

import io
import warnings
from bisect import bisect_right
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

import mido
import music21
from lxml import etree

from tests.composing.bench.drawn import Piece

UNPITCHED = {"rhythm"}
LETTERS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
MINOR = {"dorian", "aeolian", "gyemyeonjo_jeongak", "menaritori", "susimgatori", "yukjabaegitori", "sanjo_gyemyeon", "sanjo_ujo"}
# what stands on the page behind a root -> its tones in semitones
KINDS = {"": (0, 4, 7), "m": (0, 3, 7), "dim": (0, 3, 6), "7": (0, 4, 7, 10), "m7": (0, 3, 7, 10), "maj7": (0, 4, 7, 11),
         "M7": (0, 4, 7, 11), "sus4": (0, 5, 7), "sus2": (0, 2, 7), "7sus4": (0, 5, 7, 10), "5": (0, 7), "m7b5": (0, 3, 6, 10),
         "add9": (0, 2, 4, 7), "m(add9)": (0, 2, 3, 7), "7sus4(no5)": (0, 5, 10), "6": (0, 4, 7, 9)}


@dataclass(frozen=True)
class Note:
    """A note of the MIDI file."""

    on_s: float
    off_s: float
    at_beat: Fraction
    beats: Fraction
    key: int
    velocity: int
    part: str
    role: str


@dataclass(frozen=True)
class Change:
    """A chord symbol of the page: from when to when, its root and bass as pitch classes, and its tones."""

    on_s: float
    off_s: float
    at_beat: Fraction
    root: int
    bass: int
    tones: frozenset[int]


@dataclass(frozen=True)
class Bar:
    """A bar as the time signatures lay it."""

    at_beat: Fraction
    beats: Fraction


class Heard:
    """One cue, read."""

    def __init__(self, piece: Piece) -> None:
        self.piece, self.asked = piece, piece.asked
        self.file = mido.MidiFile(file=io.BytesIO(piece.midi), charset="utf-8")
        self.per_beat = self.file.ticks_per_beat
        self.roles = {layer["part"]: str(layer["role"]) for layer in piece.plain["layers"]}
        self._tempi = [(0, 0.0, 500_000)]
        for tick, event in _timed(self.file.tracks[0]):
            if event.type == "set_tempo":
                self._tempi.append((tick, self.seconds_at(tick), event.tempo))

    def seconds_at(self, tick: int) -> float:
        """When a tick sounds."""
        start, seconds, tempo = self._tempi[max(0, bisect_right([each[0] for each in self._tempi], tick) - 1)]
        return float(seconds + (tick - start) * tempo / self.per_beat / 1e6)

    @cached_property
    def tempi(self) -> tuple[tuple[float, float, float], ...]:
        """Stretches of one tempo: from, to (seconds), beats a minute; the lead-in before bar 1 left out."""
        first, found = self.seconds_at(self.first_tick), []
        last = max(self.asked.length_s, first + 0.1)
        marks = [each for n, each in enumerate(self._tempi) if n + 1 == len(self._tempi) or self._tempi[n + 1][0] > each[0]]
        for (_, start, tempo), following in zip(marks, [*(each[1] for each in marks[1:]), last], strict=True):
            if following > max(start, first) and start < last:
                found.append((max(start, first), min(following, last), 60e6 / tempo))
        return tuple(found)

    @cached_property
    def first_tick(self) -> int:
        """Where bar 1 begins: what stands before it is a lead-in."""
        signatures = [tick for tick, event in _timed(self.file.tracks[0]) if event.type == "time_signature"]
        return signatures[1] if len(signatures) > 1 and self.lead else signatures[0]

    @cached_property
    def lead(self) -> bool:
        """Whether a lead-in stands before bar 1."""
        return bool(self.piece.plain["beat0_s"])

    @cached_property
    def bars(self) -> tuple[Bar, ...]:
        """Bars from bar 1 to the end of the cue."""
        signs = [(tick, Fraction(4 * event.numerator, event.denominator)) for tick, event in _timed(self.file.tracks[0])
                 if event.type == "time_signature" and tick >= self.first_tick]
        bars: list[Bar] = []
        end = Fraction(self.first_tick, self.per_beat) + Fraction(self.piece.plain["metre"][-1]["at_beat"]).limit_denominator(960) \
            + Fraction(4 * self.piece.plain["metre"][-1]["beats"], self.piece.plain["metre"][-1]["unit"])
        for n, (tick, length) in enumerate(signs):
            at = Fraction(tick, self.per_beat)
            until = Fraction(signs[n + 1][0], self.per_beat) if n + 1 < len(signs) else end
            while at < until:
                bars.append(Bar(at, length))
                at += length
        return tuple(bars)

    def beat_s(self, beat: Fraction) -> float:
        """When a beat of the file sounds."""
        return self.seconds_at(round(beat * self.per_beat))

    @cached_property
    def notes(self) -> tuple[Note, ...]:
        """Every note of every part, in order."""
        found = []
        for track in self.file.tracks[1:]:
            name, open_at = track.name, dict[tuple[int, int], list[tuple[int, int]]]()
            for tick, event in _timed(track):
                if event.type == "note_on" and event.velocity:
                    open_at.setdefault((event.channel, event.note), []).append((tick, event.velocity))
                elif event.type in {"note_off", "note_on"} and open_at.get((event.channel, event.note)):
                    start, velocity = open_at[event.channel, event.note].pop(0)
                    found.append(Note(self.seconds_at(start), self.seconds_at(tick), Fraction(start, self.per_beat),
                                      Fraction(tick - start, self.per_beat), event.note, velocity, name, self.roles.get(name, "")))
        return tuple(sorted(found, key=lambda note: (note.on_s, note.key, note.part)))

    @cached_property
    def pitched(self) -> tuple[Note, ...]:
        """All notes but those of drums."""
        return tuple(note for note in self.notes if note.role not in UNPITCHED)

    @cached_property
    def melody(self) -> tuple[Note, ...]:
        """The melody: the highest note where two begin together (doublings)."""
        by_beat: dict[Fraction, Note] = {}
        for note in self.notes:
            if note.role == "melody" and (note.at_beat not in by_beat or note.key > by_beat[note.at_beat].key):
                by_beat[note.at_beat] = note
        return tuple(by_beat[beat] for beat in sorted(by_beat))

    @cached_property
    def marks(self) -> tuple[tuple[float, Fraction, str], ...]:
        """Markers: seconds, beat, text."""
        return tuple((self.seconds_at(tick), Fraction(tick, self.per_beat), event.text) for tick, event in _timed(self.file.tracks[0])
                     if event.type == "marker")

    @cached_property
    def hits(self) -> tuple[tuple[float, Fraction, str], ...]:
        """The hits as the file marks them: seconds, beat, class."""
        return tuple((at, beat, text[4]) for at, beat, text in self.marks if text.startswith("HIT "))

    @cached_property
    def sections(self) -> tuple[tuple[float, Fraction, str], ...]:
        """Where sections begin: seconds, beat, name."""
        return tuple(each for each in self.marks if not each[2].startswith("HIT "))

    @cached_property
    def tonic(self) -> int:
        """The declared tonic."""
        name = str(self.piece.plain["key"])
        return (LETTERS[name[0]] + name.count("#") - name[1:].count("b")) % 12

    @cached_property
    def is_minor(self) -> bool:
        """Whether the declared mode has a minor third."""
        return self.piece.plain["mode"] in MINOR

    @cached_property
    def chords(self) -> tuple[Change, ...]:
        """The chord symbols of the page, each until the next; a symbol that is written twice is one."""
        return tuple(_chords(self))

    @cached_property
    def page(self) -> Any:
        """The score as music21 reads it, at sounding pitch."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return music21.converter.parseData(self.piece.xml.decode(), format="musicxml").toSoundingPitch()


def _timed(track: Any) -> list[tuple[int, Any]]:
    at, out = 0, []
    for event in track:
        at += event.time
        out.append((at, event))
    return out


def _chords(heard: Heard) -> list[Change]:
    part = etree.fromstring(heard.piece.xml).find("part")
    assert part is not None
    start = Fraction(heard.first_tick, heard.per_beat)
    at, divisions, found = start, 1, list[tuple[Fraction, int, int, frozenset[int]]]()
    for number, measure in enumerate(part.iterfind("measure")):
        divisions = int(measure.findtext("attributes/divisions") or divisions)
        time = measure.find("attributes/time")
        if time is not None:
            length = Fraction(4 * int(time.findtext("beats") or 4), int(time.findtext("beat-type") or 4))
        if number == 0 and measure.get("implicit") == "yes":
            at = start - length
        for harmony in measure.iterfind("harmony"):
            root, bass = _tone(harmony, "root"), _tone(harmony, "bass") if harmony.find("bass") is not None else None
            kind = harmony.find("kind")
            text = "" if kind is None else str(kind.get("text") or "").replace("(add9)", "add9")
            tones = frozenset((root + tone) % 12 for tone in KINDS["m(add9)" if text == "madd9" else text])
            beat = at + Fraction(int(harmony.findtext("offset") or 0), divisions)
            found.append((beat, root, root if bass is None else bass, tones))
        at += length
    ends = [*(each[0] for each in found[1:]), at]
    return [Change(heard.beat_s(beat), heard.beat_s(end), beat, root, bass, tones)
            for (beat, root, bass, tones), end in zip(found, ends, strict=True) if end > beat]


def _tone(harmony: etree._Element, kind: str) -> int:
    step = harmony.findtext(f"{kind}/{kind}-step") or "C"
    return (LETTERS[step] + int(harmony.findtext(f"{kind}/{kind}-alter") or 0)) % 12
