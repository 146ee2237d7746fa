"""A hand-made score: three bars of 4/4 and one of 3/4, a grand staff, a gayageum with a shake, a triplet, ties over bars."""

from fractions import Fraction

from yeoun.model.composed import Bar, Chord, Section, TempoMap, TempoMark
from yeoun.model.scored import Instrument, Landed, Modelled, Part, Room, Sampled, Score, ScoreNote
from yeoun.model.spotted import Ending, Hit, HitClass
from yeoun.units.luck import Take
from yeoun.units.names import CueId, CueKey, Person
from yeoun.units.time import Seconds

F = Fraction
TEMPO = TempoMap(499_996, (TempoMark(F(0), 875_938), TempoMark(F(8), 800_000)))
BARS = (Bar(1, F(0), 4, 4), Bar(2, F(4), 4, 4), Bar(3, F(8), 3, 4), Bar(4, F(11), 4, 4))


def instrument(name: str, hangul: str, clef: str = "treble", gugak: bool = False, transposition: int = 0) -> Instrument:
    sound = Modelled("gayageum", 0.0, ()) if gugak else Sampled(0, 0, 0.0)
    return Instrument(name, name.title(), hangul, "gugak" if gugak else "piano", "GUG" if gugak else "PNO", ("melody",), 21,
                      108, 40, 84, 8, ("warm",), 0.3, 0.5, 0.5, (0.0, 1.0), (-1.0, 1.0), 0.01, 0.5, False, 0.0, (), clef,
                      transposition, (0.0, 0.8, 0.0), 0.3, sound, gugak, "MIT", "credit", "bank")


def note(at: Fraction, beats: Fraction, key: int, force: float = 0.5, ornament: str = "",
         cents: tuple[tuple[float, float], ...] = (), articulation: str = "plain") -> ScoreNote:
    start, end = TEMPO.seconds(at), TEMPO.seconds(at + beats)
    return ScoreNote(at, beats, start, Seconds(end - start), key, force, articulation, ornament, cents, "theme plain")


def part(number: int, name: str, player: Instrument, notes: tuple[ScoreNote, ...]) -> Part:
    return Part(CueKey("k"), CueId("1m01"), Take(1), number, name, player, "melody", Person("지은"), True, "it is close to her",
                notes, ((0.0, 0.5),), (), Seconds(14.0), Seconds(13.0), Ending.RING, (0.0, 0.8, 0.0), (), -12.0, -6.0)


PIANO = part(1, "piano", instrument("piano", "피아노", "grand"), (
    note(F(0), F(4), 48), note(F(0), F(4), 55), note(F(0), F(1), 64), note(F(1), F(1, 2), 66), note(F(3, 2), F(1, 2), 67),
    note(F(2), F(1, 3), 69), note(F(7, 3), F(1, 3), 67), note(F(8, 3), F(1, 3), 66), note(F(3), F(2), 64),
    note(F(5), F(3), 72, 0.9), note(F(5), F(3), 76, 0.9), note(F(8), F(3), 50), note(F(11), F(4), 48), note(F(11), F(4), 64)))
SHAKE = tuple((k / 50, 40.0 * (1 if k % 4 < 2 else 0)) for k in range(40))
GAYAGEUM = part(2, "gayageum", instrument("gayageum", "가야금", gugak=True), (
    note(F(4), F(3), 62, 0.6, "nonghyeon", SHAKE), note(F(7), F(1), 64), note(F(11), F(2), 67, 0.4, articulation="staccato")))
SCORE = Score(
    CueKey("k"), CueId("1m01"), "G", "major", TEMPO, F(15), BARS, (Section(F(0), F(8), "노을", "the scene opens"),),
    (Chord(F(0), F(4), "C", "IV", (0, 4, 7), 0, 0.2, 68.0), Chord(F(4), F(4), "Am7", "ii7", (9, 0, 4, 7), 9, 0.4, 70.0)),
    (PIANO, GAYAGEUM), None, Room("studio", 1.2, 0.02, 8000.0, -6.0), (Landed(0, "piano", "onset", F(8), TEMPO.seconds(F(8))),),
    Seconds(13.0), Seconds(1.0), (("ko", "노을 — 지은"), ("en", "Golden Hour")))
HITS = (Hit(180, Seconds(7.5075), HitClass.A, "onset", "she turns"),)
