"""Cues made by hand for the measures' own tests: notes, bars and chords as they would be read from files."""

from collections.abc import Sequence
from fractions import Fraction
from types import SimpleNamespace

from tests.composing.bench.drawn import Asked
from tests.composing.bench.heard import Bar, Change, Heard, Note
from yeoun.model.composed import Motif
from yeoun.units.names import MotifId

F = Fraction
TRIADS = {"C": (0, 4, 7), "F": (5, 9, 0), "G": (7, 11, 2), "Am": (9, 0, 4), "Bdim": (11, 2, 5), "Fm": (5, 8, 0), "Db": (1, 5, 8),
          "E7": (4, 8, 11, 2)}
HERS = Motif(MotifId("hers"), "Mina", "character", "major", "aeolian", (0, 2, 4, 3, 1, 0),
             (F(1), F(1, 2), F(1, 2), F(1), F(1), F(4)), ("I",), "oboe", 0, "")


def note(beat: float | Fraction, beats: float | Fraction, key: int, velocity: int = 70, part: str = "piano", role: str = "bed",
         bpm: float = 60.0) -> Note:
    """A note in one tempo."""
    at, length = F(beat).limit_denominator(960), F(beats).limit_denominator(960)
    return Note(float(at) * 60 / bpm, float(at + length) * 60 / bpm, at, length, key, velocity, part, role)


def chord(name: str, beat: float, beats: float, bpm: float = 60.0, bass: int | None = None) -> Change:
    """A chord symbol."""
    tones = TRIADS[name]
    return Change(beat * 60 / bpm, (beat + beats) * 60 / bpm, F(beat).limit_denominator(960), tones[0], tones[0] if bass is None else bass,
                  frozenset(tones))


def struck(chords: Sequence[Change], velocity: int = 70, low: int = 48) -> list[Note]:
    """Every chord held: its root (or bass) below, its tones above."""
    out = []
    for each in chords:
        beats = (each.off_s - each.on_s)
        out.append(note(each.on_s, beats, low - 12 + each.bass, velocity, "bass", "bass"))
        out += [note(each.on_s, beats, low + 12 + (tone - 0) % 12, velocity) for tone in sorted(each.tones)]
    return out


def asked(length_s: float, arousal: Sequence[float] = (0.4, 0.4), tension: Sequence[float] = (0.4, 0.4), heart: Sequence[float] = (70, 70),
          hits: tuple[tuple[Fraction, str, str], ...] = ()) -> Asked:
    """What is asked of a cue: curves between points spread evenly over it."""
    count = int(length_s / 0.5) + 1

    def laid(points: Sequence[float]) -> tuple[float, ...]:
        places = [k * (len(points) - 1) / max(1, count - 1) for k in range(count)]
        return tuple(points[int(p)] + (p - int(p)) * (points[min(len(points) - 1, int(p) + 1)] - points[int(p)]) for p in places)

    return Asked(0.5, (0.0,) * count, laid(arousal), laid(tension), laid(heart), hits, (), length_s)


def cue(notes: Sequence[Note], chords: Sequence[Change], wanted: Asked, *, bars: int, bpm: float = 60.0, metre: int = 4,
        hits: tuple[tuple[float, Fraction, str], ...] = (), sections: tuple[tuple[float, Fraction, str], ...] = (),
        tempi: tuple[tuple[float, float, float], ...] = (), motifs: tuple[Motif, ...] = ()) -> Heard:
    """A cue in C major as if it had been read."""
    heard = Heard.__new__(Heard)
    pitched = tuple(sorted(notes, key=lambda each: (each.on_s, each.key)))
    heard.__dict__.update(
        asked=wanted, per_beat=960, _tempi=[(0, 0.0, round(60e6 / bpm))], notes=pitched, chords=tuple(chords), tonic=0, is_minor=False,
        bars=tuple(Bar(F(metre * k), F(metre)) for k in range(bars)), hits=hits, sections=sections or ((0.0, F(0), "opening"),),
        tempi=tempi or ((0.0, wanted.length_s, bpm),), piece=SimpleNamespace(motifs=motifs, plain={"fusion": {"ballad": 1.0}}, name="made"))
    return heard
