"""The chords a mode may use: fifteen or more each (units/degrees.py), how tense each is, and how it is written.

Conventions: pitches are semitones above the tonic, root first; function T rests, S moves away, D leans home.
"""

from dataclasses import dataclass
from functools import cache

from yeoun.composing.strain import diminished, strain
from yeoun.units.degrees import SHAPES, degree_named, degrees_of, rows_of
from yeoun.units.modes import KEYS, MODES


@dataclass(frozen=True, slots=True)
class Harmony:
    """A chord of the vocabulary. `tension` is 0..1 within its mode; `leads_to` names a forced resolution."""

    degree: str
    pitches: tuple[int, ...]
    bass: int
    function: str
    tension: float
    leads_to: tuple[str, ...] = ()

    @property
    def is_diminished(self) -> bool:
        """Whether its fifth is a flat one under a minor third."""
        return diminished(self.pitches)

    @property
    def root(self) -> int:
        """Semitones above the tonic."""
        return self.pitches[0]


@cache
def vocabulary(mode: str) -> tuple[Harmony, ...]:
    """The chords of a mode, in a fixed order, tension scaled to 0..1 (half by size, half by rank, so none crowd).

    >>> len(vocabulary("major")), len(vocabulary("menaritori")) >= 15
    (22, True)
    """
    scale = MODES[mode]
    rows = rows_of(mode)
    sets = [tuple((root + tone) % 12 for tone in SHAPES[shape]) for _, root, shape, _, _, _ in rows]
    raw = [strain(pitches, scale.is_minor) + (0.12 if row[3] is not None else 0.0)
           for pitches, row in zip(sets, rows, strict=True)]
    low, high = min(raw), max(raw)
    order = sorted(raw)
    scaled = [0.5 * (value - low) / (high - low) + 0.5 * order.index(value) / (len(raw) - 1) for value in raw]
    return tuple(
        Harmony(degree, pitches, root if bass is None else bass, function, round(value, 6), tuple(leads.split()))
        for (degree, root, _, bass, function, leads), pitches, value in zip(rows, sets, scaled, strict=True))


@cache
def reach(mode: str) -> tuple[float, float]:
    """The strain of the calmest and of the tensest chord of a mode, as they stand.

    >>> low, high = reach("major")
    >>> 2.0 < low < 2.5 and high > low + 1.5
    True
    """
    raw = [strain(chord.pitches, MODES[mode].is_minor) for chord in vocabulary(mode)]
    return min(raw), max(raw)


def find(mode: str, degree: str) -> int | None:
    """The place of a degree in its mode's vocabulary, None where the mode does not know it."""
    known = degree_named(mode, degree)
    return None if known is None else degrees_of(mode).index(known)


def symbol(chord: Harmony, tonic: int) -> str:
    """A chord as a lead sheet writes it.

    >>> symbol(vocabulary("major")[1], 3)
    'Eb/G'
    """
    shape = next((name for name, tones in SHAPES.items()
                  if tuple((chord.root + tone) % 12 for tone in tones) == chord.pitches), "")
    written = {"M7": "maj7", "o": "dim", "h7": "m7b5", "madd9": "m(add9)", "q": "7sus4(no5)"}.get(shape, shape)
    over = "" if chord.bass == chord.root else "/" + KEYS[(tonic + chord.bass) % 12]
    return KEYS[(tonic + chord.root) % 12] + written + over
