"""Legibility: whether eight cues that listeners of any culture read lean the way the feeling asks.

Tempo, level, register, articulation, density, roughness, contour and brightness are read from the MIDI and the parts as they are
performed, by code of our own: nothing of `composing/meter.py`, by which the composer judges itself. Each is set against the median of
all drawn cues, and so is the feeling (signs after Juslin and Laukka 2003): more arousal asks for faster, louder, higher, shorter,
denser, rising, brighter; more tension for rougher. What lies nearer to the median than 0.05 asks for nothing.

Roughness is that of Sethares (1993) on six partials; brightness is that of the players by their files, weighed by their energy.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import log10

import numpy as np

from tests.bench.shares import told
from tests.composing.bench.arousal import SAME_S, one_triad
from tests.composing.bench.figures import met, table
from tests.composing.bench.heard import Note
from tests.orchestrating.bench.drawn import AGREEING, MEASURED, Cue, cues, energies

NAMES = ("tempo", "level", "register", "articulation", "density", "roughness", "contour", "brightness")
ASKS, NEEDED, GOAL = 0.05, 0.75, 0.95    # the first our choice; six of eight
LEAST_ASKED = 4                          # our choice: a cue of which fewer are asked says nothing
SHUFFLES = 200
Surfaces = tuple[float, ...]


def roughness(keys: Sequence[int]) -> float:
    """How tones beat together (Sethares 1993), six partials each, falling by 0.88; per tone.

    >>> roughness((60, 61)) > roughness((60, 64)) > roughness((60, 72)) >= 0
    True
    """
    if not keys:
        return 0.0
    partials = [(440.0 * 2 ** ((key - 69) / 12) * n, 0.88 ** (n - 1)) for key in keys for n in range(1, 7)]
    f, a = (np.array(column) for column in zip(*partials, strict=True))
    low, gap = np.minimum.outer(f, f), np.abs(np.subtract.outer(f, f))
    scale = 0.24 / (0.0207 * low + 18.96)
    beats = np.minimum.outer(a, a) * (np.exp(-3.51 * scale * gap) - np.exp(-5.75 * scale * gap))
    return float(beats.sum() / 2 / len(keys))


def _contour(notes: Sequence[Note]) -> float:
    line = [note.key for note in notes]
    steps = [(b > a) - (b < a) for a, b in zip(line, line[1:], strict=False)]
    return sum(steps) / len(steps) if steps else 0.0


def surfaces(notes: Sequence[Note], line: Sequence[Note], bpm: float, level: float, brightness: float, length_s: float) -> Surfaces:
    """The eight of a stretch of notes, in the order of NAMES.

    line               the tune, or what stands highest
    level, brightness  of all that plays: energy a second, mean brightness of the players (0..1)
    """
    pitched = [note for note in notes if note.role != "rhythm"]
    whole = sum(note.off_s - note.on_s for note in pitched) or 1.0
    onsets, last = 0, -1.0
    for on in sorted(note.on_s for note in notes):
        onsets += on - last > SAME_S
        last = on
    moments = np.linspace(0, length_s, 40, endpoint=False)
    rough = [roughness(sorted({note.key for note in pitched if note.on_s <= at < note.off_s})) for at in moments]
    return (bpm, 10 * log10(max(1e-9, level)), sum((note.off_s - note.on_s) * note.key for note in pitched) / whole,
            -float(np.median([note.off_s - note.on_s for note in notes])), onsets / length_s, float(np.mean(rough)), _contour(line),
            brightness)


def read(cue: Cue) -> Surfaces:
    """The eight of a cue."""
    heard, length_s = cue.heard, cue.felt.length_s
    energy = energies(cue.score)
    whole = sum(energy.values()) or 1.0
    bright = sum(energy[part.name] * part.instrument.brightness for part in cue.score.parts) / whole
    tempi = sum((b - a) * bpm for a, b, bpm in heard.tempi) / sum(b - a for a, b, _ in heard.tempi)
    tops = {note.at_beat: note for note in sorted(heard.pitched, key=lambda note: note.key)}
    line = heard.melody if len(heard.melody) > 2 else [tops[beat] for beat in sorted(tops)]
    return surfaces(heard.notes, line, tempi, whole / length_s, bright, length_s)


def triad(cue: Cue) -> Surfaces:
    """The cheap trick: one triad, struck the more often the more aroused the graph is."""
    notes = one_triad(cue.heard, cue.felt)
    level = sum((note.off_s - note.on_s) * (note.velocity / 127) ** 2 for note in notes) / cue.felt.length_s
    return surfaces(notes, notes[2::3], 90.0, level, 0.5, cue.felt.length_s)


@dataclass(frozen=True)
class Judged:
    """One cue: for each of the eight whether it agrees (None: the feeling asks nothing)."""

    agrees: tuple[bool | None, ...]

    @property
    def asked(self) -> int:
        """How many the feeling asks."""
        return sum(each is not None for each in self.agrees)

    @property
    def is_legible(self) -> bool:
        """Six of eight, or as large a share of what is asked."""
        return sum(each is True for each in self.agrees) >= NEEDED * self.asked


def judged(found: Sequence[Surfaces], wishes: Sequence[tuple[float, float]]) -> list[Judged]:
    """Every cue beside the median of all.

    wishes  mean arousal and tension of each
    """
    table_, asked = np.array(found), np.array(wishes)
    leans, wants = table_ - np.median(table_, axis=0), asked - np.median(asked, axis=0)
    out = []
    for lean, (arousal, tension) in zip(leans, wants, strict=True):
        want = [tension if name == "roughness" else arousal for name in NAMES]
        out.append(Judged(tuple(None if abs(wish) < ASKS else bool(wish * each > 0) for wish, each in zip(want, lean, strict=True))))
    return out


def wish(cue: Cue) -> tuple[float, float]:
    """Mean arousal and tension of what the cue is for."""
    return float(np.mean(cue.felt.arousal)), float(np.mean(cue.felt.tension))


@cache
def measured(films: range = MEASURED) -> tuple[tuple[Surfaces, ...], tuple[tuple[float, float], ...]]:
    """The eight of every cue, and what is asked of each."""
    found = cues(AGREEING, films)
    return tuple(read(cue) for cue in found), tuple(wish(cue) for cue in found)


def legible(found: Sequence[Judged]) -> tuple[int, int]:
    """Cues that are legible; of how many of which enough is asked."""
    there = [each for each in found if each.asked >= LEAST_ASKED]
    return sum(each.is_legible for each in there), len(there)


def _row(name: str, found: Sequence[Judged], asks: bool) -> tuple[str, ...]:
    hits, of = legible(found)
    single = []
    for k in range(len(NAMES)):
        column = [each.agrees[k] for each in found if each.agrees[k] is not None]
        single.append(f"{100 * sum(map(bool, column)) / max(1, len(column)):.0f} %")
    return name, told(hits, of), *single, met(hits >= GOAL * of) if asks else "-"


def by_chance(found: Sequence[Surfaces], wishes: Sequence[tuple[float, float]]) -> list[Judged]:
    """The cues beside the wishes of other cues, many times."""
    lot, out = np.random.Generator(np.random.PCG64(3)), list[Judged]()
    for _ in range(SHUFFLES):
        out += judged(found, [wishes[k] for k in lot.permutation(len(wishes))])
    return out


def section(films: range = MEASURED) -> str:
    """The table of legibility."""
    found, wishes = measured(films)
    chance = by_chance(found, wishes)
    hits, of = legible(chance)
    rows = [_row("**ours**", judged(found, wishes), True),
            _row("trick: one triad, its density following the graph", judged([triad(cue) for cue in cues(AGREEING, films)], wishes), False),
            ("control: the wishes of other cues", f"{100 * hits / of:.0f} % (of {of})", *_row("", chance, False)[2:])]
    return "\n\n".join((
        "## Legibility: eight cues that anybody reads",
        f"{len(found)} drawn cues: tempo, level, register, articulation, density, contour and brightness beside arousal, roughness beside "
        f"tension, each against the median of all cues. Legible: six of eight lean the way that is asked (as large a share where fewer are "
        f"asked, at least {LEAST_ASKED}); goal {100 * GOAL:.0f} % of cues. Chance of each single one is a half.",
        table(("music", "legible", *NAMES, "goal met"), rows)))
