"""Sketches and briefs made by hand: a lyrical cue, a tense ostinato, a sting and a line alone."""

from dataclasses import replace
from fractions import Fraction

from yeoun.model.composed import (
    Bar,
    Brief,
    BriefHit,
    BriefLine,
    Chord,
    Landing,
    Motif,
    MotifStatement,
    Section,
    Sketch,
    SketchNote,
    TempoMap,
    TempoMark,
    Voice,
)
from yeoun.model.feeling import Feelings
from yeoun.model.media import Curve, Span
from yeoun.model.spotted import Ending, Function, HitClass
from yeoun.units.luck import Take
from yeoun.units.names import CueId, CueKey, LineId, MotifId, Person
from yeoun.units.time import Seconds

F = Fraction
KEY, ID = CueKey("k-1"), CueId("1m01")
TRIADS = {"I": (0, 4, 7), "vi": (9, 0, 4), "IV": (5, 9, 0), "V": (7, 11, 2), "i": (0, 3, 7), "bVI": (8, 0, 3)}
STEPS = (0, 2, 4, 5, 7, 9, 11)


def feelings(valence: float, arousal: float, tension: float, points: int = 20) -> Feelings:
    """A level feeling."""
    return Feelings(Seconds(0.5), (valence,) * points, (arousal,) * points, (tension,) * points)


def a_brief(
    length_s: float, *, valence: float = 0.2, arousal: float = 0.35, tension: float = 0.3, mired: float = 0.0,
    luminance: float = 0.15, hour: str = "day", nostalgia: float = 0.2, ending: Ending = Ending.RING,
    tail_s: float = 3.0, lines: tuple[BriefLine, ...] = (), hits: tuple[BriefHit, ...] = (),
    motifs: tuple[Motif, ...] = (), function: Function = Function.UNDERSCORE, take: int = 1,
) -> Brief:
    """A brief with everything a cue may know."""
    return Brief(
        key=KEY, id=ID, take=Take(take), length_s=Seconds(length_s), tail_s=Seconds(tail_s), rate=F(24),
        function=function, method="compose", ending=ending, character=Person("지은"), hits=hits, lines=lines,
        intent=feelings(valence, arousal, tension), nostalgia=nostalgia, heart_bpm=Curve(Seconds(0.5), ()),
        mired_relative=mired, luminance=luminance, time_of_day=hour, themes=(), motifs=motifs, norm=(0.0, 0.4, 0.4),
        tempo_bounds=(52.0, 132.0), key_pin=None, mode_pin=None, tempo_pin=None, chords_pin=(), notes=(),
    )


def spoken(start_s: float, end_s: float, f0_hz: float | None = 220.0) -> BriefLine:
    """A line under the cue."""
    return BriefLine(LineId(f"l{start_s:g}"), Span(Seconds(start_s), Seconds(end_s)), Person("지은"), f0_hz, False)


def a_sketch(
    voices: tuple[Voice, ...], *, bars: int, bpm: int = 72, tonic: str = "Eb", mode: str = "major",
    chords: tuple[Chord, ...] = (), landings: tuple[Landing, ...] = (), statements: tuple[MotifStatement, ...] = (),
    fusion: tuple[tuple[str, float], ...] = (("ballad", 0.7), ("orchestra", 0.3)), ending: Ending = Ending.RING,
) -> Sketch:
    """A sketch in 4/4 at one tempo, swelling to three quarters of its length."""
    beats = 4 * bars
    return Sketch(
        cue=KEY, id=ID, take=Take(1), key=tonic, mode=mode,
        tempo_map=TempoMap(0, (TempoMark(F(0), 60_000_000 // bpm),)), end_beat=F(beats),
        bars=tuple(Bar(n + 1, F(4 * n), 4, 4) for n in range(bars)),
        sections=(Section(F(0), F(beats), "period", "the scene is one thought"),), chords=chords, voices=voices,
        statements=statements, landings=landings,
        dynamics=((F(0), 0.3), (F(beats * 3, 4), 0.7), (F(beats), 0.35)), intent=feelings(0.2, 0.35, 0.3),
        fusion=fusion, legibility=(), ending=ending,
    )


def some_chords(bars: int, root: int, degrees: tuple[str, ...]) -> tuple[Chord, ...]:
    """One chord a bar."""
    found = []
    for bar in range(bars):
        degree = degrees[bar % len(degrees)]
        pitches = tuple((root + step) % 12 for step in TRIADS[degree])
        found.append(Chord(F(4 * bar), F(4), degree, degree, pitches, pitches[0], 0.3, 70.0))
    return tuple(found)


def bed_of(chords: tuple[Chord, ...], voices: int = 4) -> Voice:
    """Close chords around middle C, one a bar."""
    notes = []
    for chord in chords:
        keys: list[int] = []
        at = 53
        while len(keys) < voices:
            if at % 12 in chord.pitch_classes:
                keys.append(at)
            at += 1
        notes += [SketchNote(chord.at_beat, chord.beats, key, 0.42, f"chord {chord.degree}") for key in keys]
    return Voice("bed", "bed", None, "it carries the feeling", tuple(notes))


def bass_of(chords: tuple[Chord, ...]) -> Voice:
    """Roots, one a bar."""
    notes = tuple(SketchNote(c.at_beat, c.beats, 36 + c.bass, 0.45, f"root of {c.degree}") for c in chords)
    return Voice("bass", "bass", None, "the ground", notes)


def tune(bars: int, root: int, lengths: tuple[Fraction, ...], top: int = 72) -> tuple[SketchNote, ...]:
    """A plain pentatonic line with a breath at the end of every fourth bar."""
    scale = [key for key in range(top - 12, top + 13) if (key - root) % 12 in {0, 2, 4, 7, 9}]
    notes, at, place, turn = [], F(0), len(scale) // 2, 0
    walk = (1, 1, -1, 2, -1, -1, 1, -2, 1, 0)
    while at < 4 * bars:
        beats = min(lengths[turn % len(lengths)], F(4 * bars) - at)
        rest = F(1, 2) if (at + beats) % 16 == 0 and beats > 1 else F(0)
        notes.append(SketchNote(at, beats - rest, scale[place], 0.6, "melody: step of the phrase"))
        place = min(len(scale) - 2, max(1, place + walk[turn % len(walk)]))
        at, turn = at + beats, turn + 1
    return tuple(notes)


MOTIF = Motif(MotifId("m1"), "지은", "character", "major", "aeolian", (0, 2, 4, 2), (F(1), F(1), F(2), F(4)),
              ("I", "IV"), "oboe", 3, "hers")


def lyrical(**wishes: object) -> tuple[Sketch, Brief]:
    """Sixteen bars of melody, counter, bed and bass at 72; 53.3 s."""
    chords = some_chords(16, 3, ("I", "vi", "IV", "V"))
    melody = Voice("melody", "melody", Person("지은"), "her thought", tune(16, 3, (F(1), F(1), F(2), F(3), F(1))))
    counter = Voice("counter", "counter", None, "an answer", tuple(
        SketchNote(note.at_beat, note.beats, note.key - 12, 0.45, "answer in the rest")
        for note in tune(16, 3, (F(2), F(2), F(4))) if note.at_beat >= 16))
    landing = Landing(0, "melody", "onset", F(32))
    hits = (BriefHit(Seconds(float(F(32 * 60, 72))), HitClass.A, "onset", "she turns around"),)
    sketch = a_sketch((melody, counter, bed_of(chords), bass_of(chords)), bars=16, chords=chords, landings=(landing,))
    brief = a_brief(55.0, hits=hits)
    return sketch, replace(brief, **wishes)    # type: ignore[arg-type]


def ostinato() -> tuple[Sketch, Brief]:
    """Eight bars of quavers over a drone at 120, tense and dark; 16 s."""
    chords = some_chords(8, 0, ("i", "bVI"))
    figure = (60, 63, 67, 63, 60, 63, 68, 67)
    pulse = Voice("pulse", "pulse", None, "the heart", tuple(
        SketchNote(F(step, 2), F(1, 2), figure[step % 8], 0.5, "ostinato") for step in range(64)))
    drone = Voice("drone", "drone", None, "what waits", (SketchNote(F(0), F(32), 48, 0.5, "tonic held"),))
    low = Voice("bass", "bass", None, "steps", tuple(SketchNote(F(2 * n), F(1), 36, 0.6, "step") for n in range(16)))
    landings = (Landing(0, "pulse", "onset", F(16)), Landing(1, "drone", "stop", F(32)))
    hits = (BriefHit(Seconds(8.0), HitClass.A, "onset", "the door"),
            BriefHit(Seconds(16.0), HitClass.A, "stop", "cut to black"))
    sketch = a_sketch((pulse, drone, low), bars=8, bpm=120, tonic="C", mode="aeolian", chords=chords, landings=landings,
                      fusion=(("orchestra", 0.6), ("electronic", 0.4)), ending=Ending.CUT)
    brief = a_brief(16.0, valence=-0.5, arousal=0.75, tension=0.85, mired=-80.0, luminance=0.01, hour="night",
                    ending=Ending.CUT, tail_s=0.0, hits=hits)
    return sketch, brief


def sting() -> tuple[Sketch, Brief]:
    """Four seconds: one chord and a low stroke."""
    chord = some_chords(1, 0, ("i",))
    notes = tuple(SketchNote(F(0), F(4), key, 0.9, "hit A1: the letter") for key in (60, 63, 67, 72))
    low = Voice("bass", "bass", None, "weight", (SketchNote(F(0), F(4), 36, 0.9, "hit A1: the letter"),))
    sketch = a_sketch((Voice("bed", "bed", None, "shock", notes), low), bars=1, bpm=60, tonic="C", mode="aeolian",
                      chords=chord, landings=(Landing(0, "bed", "onset", F(0)),), fusion=(("orchestra", 1.0),))
    return sketch, a_brief(4.0, valence=-0.4, arousal=0.8, tension=0.8, hour="night", luminance=0.02, mired=-30.0,
                           function=Function.STING, tail_s=2.0,
                           hits=(BriefHit(Seconds(0.0), HitClass.A, "onset", "the letter"),))


def solo(mode: str = "sanjo_pyeongjo", **wishes: object) -> tuple[Sketch, Brief]:
    """A line alone for twelve bars at 66."""
    line = Voice("melody", "melody", Person("지은"), "alone", tune(12, 3, (F(1), F(2), F(1), F(3), F(1, 2), F(1, 2))))
    sketch = a_sketch((line,), bars=12, bpm=66, mode=mode, fusion=(("gugak", 1.0),))
    brief = a_brief(45.0, arousal=0.2, valence=-0.1, hour="dusk", luminance=0.08)
    return sketch, replace(brief, **wishes)    # type: ignore[arg-type]
