"""The chords a mode may use: fifteen or more each, with their function in the phrase.

Slash chords and suspensions are chords of their own. Pentatonic modes get no thirds
they do not sing: suspended, open and quartal sonorities built from their own tones (our choice).

Conventions: pitches are semitones above the tonic, root first; function T rests, S moves away, D leans home.
"""

import re
from dataclasses import dataclass
from functools import cache

from yeoun.composing.strain import strain
from yeoun.units.modes import KEYS, MODES, Mode


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
    def root(self) -> int:
        """Semitones above the tonic."""
        return self.pitches[0]


_SHAPES = {"": (0, 4, 7), "m": (0, 3, 7), "o": (0, 3, 6), "7": (0, 4, 7, 10), "m7": (0, 3, 7, 10), "M7": (0, 4, 7, 11),
           "sus4": (0, 5, 7), "sus2": (0, 2, 7), "7sus4": (0, 5, 7, 10), "5": (0, 7), "h7": (0, 3, 6, 10),
           "add9": (0, 4, 7, 2), "madd9": (0, 3, 7, 2), "q": (0, 5, 10), "M6": (0, 4, 7, 9)}

# degree, root, shape, bass above the tonic (None = root), function, must lead to
_Row = tuple[str, int, str, int | None, str, str]
_MAJOR: tuple[_Row, ...] = (
    ("I", 0, "", None, "T", ""), ("I/3", 0, "", 4, "T", ""), ("Iadd9", 0, "add9", None, "T", ""),
    ("ii", 2, "m", None, "S", ""), ("ii7", 2, "m7", None, "S", ""), ("ii7/4", 2, "m7", 5, "S", ""),
    ("iii", 4, "m", None, "T", ""), ("IV", 5, "", None, "S", ""), ("IVM7", 5, "M7", None, "S", ""),
    ("IV/5", 5, "", 7, "D", ""), ("V", 7, "", None, "D", ""), ("V7", 7, "7", None, "D", "I vi bVI I/3 Iadd9"),
    ("Vsus4", 7, "sus4", None, "D", ""), ("V/7", 7, "", 11, "D", ""), ("vi", 9, "m", None, "T", ""),
    ("vi7", 9, "m7", None, "T", ""), ("iv", 5, "m", None, "S", ""), ("iv/6", 5, "m", 8, "S", "I V V7 Vsus4"),
    ("bVI", 8, "", None, "S", ""), ("bVII", 10, "", None, "S", ""),
    ("V/vi", 4, "7", None, "D", "vi vi7 IV IVM7"), ("V/V", 2, "7", None, "S", "V V7 Vsus4 IV/5"),
)
_AEOLIAN: tuple[_Row, ...] = (
    ("i", 0, "m", None, "T", ""), ("i/3", 0, "m", 3, "T", ""), ("iadd9", 0, "madd9", None, "T", ""),
    ("i7/7", 0, "m7", 10, "T", ""), ("iio/4", 2, "o", 5, "S", "V V7 Vsus4"), ("III", 3, "", None, "T", ""),
    ("III/5", 3, "", 7, "T", ""), ("iv", 5, "m", None, "S", ""), ("iv7", 5, "m7", None, "S", ""),
    ("iv/6", 5, "m", 8, "S", ""), ("v", 7, "m", None, "D", ""), ("V", 7, "", None, "D", ""),
    ("V7", 7, "7", None, "D", "i VI VIM7 iadd9 i/3"), ("Vsus4", 7, "sus4", None, "D", ""),
    ("V/7", 7, "", 11, "D", "i iadd9 i/3"),
    ("VI", 8, "", None, "S", ""), ("VIM7", 8, "M7", None, "S", ""), ("VII", 10, "", None, "D", ""),
    ("VII/2", 10, "", 2, "D", ""), ("bII/4", 1, "", 5, "S", "V V7 Vsus4 i"),
    ("VII/1", 10, "", 0, "S", ""), ("bII/1", 1, "", 0, "S", ""), ("iv/1", 5, "m", 0, "S", ""),
    ("viio/1", 11, "o", 0, "D", "i iadd9 VII/1 iv/1"), ("v7/7", 7, "m7", 10, "D", ""),
)
_DORIAN: tuple[_Row, ...] = (
    ("i", 0, "m", None, "T", ""), ("i/3", 0, "m", 3, "T", ""), ("i7", 0, "m7", None, "T", ""),
    ("iadd9", 0, "madd9", None, "T", ""), ("isus2", 0, "sus2", None, "T", ""), ("ii", 2, "m", None, "S", ""),
    ("ii7", 2, "m7", None, "S", ""), ("III", 3, "", None, "T", ""), ("IIIM7", 3, "M7", None, "T", ""),
    ("IV", 5, "", None, "S", ""), ("IV/6", 5, "", 9, "S", ""), ("IV/1", 5, "", 0, "S", ""),
    ("v", 7, "m", None, "D", ""), ("v7", 7, "m7", None, "D", ""), ("Vsus4", 7, "7sus4", None, "D", ""),
    ("VII", 10, "", None, "D", ""), ("VII/2", 10, "", 2, "D", ""), ("bVI", 8, "", None, "S", ""),
)
_LYDIAN: tuple[_Row, ...] = (
    ("I", 0, "", None, "T", ""), ("I/3", 0, "", 4, "T", ""), ("Iadd9", 0, "add9", None, "T", ""),
    ("IM7", 0, "M7", None, "T", ""), ("II", 2, "", None, "S", ""), ("II/1", 2, "", 0, "S", ""),
    ("iii", 4, "m", None, "T", ""), ("iii7", 4, "m7", None, "T", ""), ("V", 7, "", None, "D", ""),
    ("V/7", 7, "", 11, "D", ""), ("Vsus4", 7, "sus4", None, "D", ""), ("VM7", 7, "M7", None, "D", ""),
    ("vi", 9, "m", None, "T", ""), ("vi7", 9, "m7", None, "T", ""), ("vii", 11, "m", None, "D", ""),
    ("IV", 5, "", None, "S", ""), ("II7", 2, "7", None, "S", "V Vsus4 I iii"),
)
_MIXOLYDIAN: tuple[_Row, ...] = (
    ("I", 0, "", None, "T", ""), ("I/3", 0, "", 4, "T", ""), ("Isus4", 0, "sus4", None, "T", ""),
    ("Iadd9", 0, "add9", None, "T", ""), ("ii", 2, "m", None, "S", ""), ("ii7", 2, "m7", None, "S", ""),
    ("IV", 5, "", None, "S", ""), ("IV/6", 5, "", 9, "S", ""), ("IV/1", 5, "", 0, "S", ""),
    ("v", 7, "m", None, "D", ""), ("v7", 7, "m7", None, "D", ""), ("Vsus4", 7, "7sus4", None, "D", ""),
    ("vi", 9, "m", None, "T", ""), ("vi7", 9, "m7", None, "T", ""), ("bVII", 10, "", None, "D", ""),
    ("bVII/2", 10, "", 2, "D", ""), ("bVIIM7", 10, "M7", None, "D", ""), ("bIII", 3, "", None, "S", ""),
)
_TABLES = {"major": _MAJOR, "aeolian": _AEOLIAN, "dorian": _DORIAN, "lydian": _LYDIAN, "mixolydian": _MIXOLYDIAN}
_STEP_NAMES = ("1", "b2", "2", "b3", "3", "4", "#4", "5", "b6", "6", "b7", "7")


def _open_rows(mode: Mode) -> list[_Row]:
    """Sonorities a pentatonic mode can build from its own tones alone."""
    tones = {mode.steps[degree] for degree in mode.sung}
    rows: list[_Row] = []
    for root in sorted(tones):
        for shape in ("sus4", "sus2", "5", "q", "m7", "", "m"):
            if all((root + tone) % 12 in tones for tone in _SHAPES[shape]):
                function = "T" if root == 0 else ("D" if root in {7, 10} else "S")
                name = _STEP_NAMES[root] + (shape or "maj")
                rows.append((name, root, shape, None, function, ""))
                if root in {5, 7, 10} and shape in {"sus2", "sus4"}:
                    rows.append((f"{name}/1", root, shape, 0, "S", ""))
    return rows


@cache
def vocabulary(mode: str) -> tuple[Harmony, ...]:
    """The chords of a mode, in a fixed order, tension scaled to 0..1 (half by size, half by rank, so none crowd).

    >>> len(vocabulary("major")), len(vocabulary("menaritori")) >= 15
    (22, True)
    """
    scale = MODES[mode]
    rows = _open_rows(scale) if scale.is_gugak else list(_TABLES[mode])
    sets = [tuple((root + tone) % 12 for tone in _SHAPES[shape]) for _, root, shape, _, _, _ in rows]
    raw = [strain(pitches, scale.is_minor) + (0.12 if row[3] is not None else 0.0)
           for pitches, row in zip(sets, rows, strict=True)]
    low, high = min(raw), max(raw)
    order = sorted(raw)
    scaled = [0.5 * (value - low) / (high - low) + 0.5 * order.index(value) / (len(raw) - 1) for value in raw]
    return tuple(
        Harmony(degree, pitches, root if bass is None else bass, function, round(value, 6), tuple(leads.split()))
        for (degree, root, _, bass, function, leads), pitches, value in zip(rows, sets, scaled, strict=True))


def find(mode: str, degree: str) -> int | None:
    """The place of a degree in its mode's vocabulary; an inversion or colour not listed falls back to its plain chord."""
    names = [chord.degree for chord in vocabulary(mode)]
    plain = re.sub(r"(/.*|M7|7|add9|sus[24])$", "", degree)
    for name in (degree, plain):
        if name in names:
            return names.index(name)
    return None


def symbol(chord: Harmony, tonic: int) -> str:
    """A chord as a lead sheet writes it.

    >>> symbol(vocabulary("major")[1], 3)
    'Eb/G'
    """
    shape = next((name for name, tones in _SHAPES.items()
                  if tuple((chord.root + tone) % 12 for tone in tones) == chord.pitches), "")
    written = {"M7": "maj7", "o": "dim", "h7": "m7b5", "madd9": "m(add9)", "q": "7sus4(no5)"}.get(shape, shape)
    over = "" if chord.bass == chord.root else "/" + KEYS[(tonic + chord.bass) % 12]
    return KEYS[(tonic + chord.root) % 12] + written + over
