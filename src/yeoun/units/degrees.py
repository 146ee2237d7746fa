"""The chords a mode knows, by their degrees: what a lead sheet of the house may ask for.

Slash chords and suspensions are degrees of their own. Pentatonic modes get no thirds
they do not sing: suspended, open and quartal sonorities built from their own tones (our choice).

Conventions: roots and basses are semitones above the tonic; function T rests, S moves away, D leans home.
"""

import re
from typing import TypeAlias

from yeoun.units.modes import MODES, Mode

SHAPES = {"": (0, 4, 7), "m": (0, 3, 7), "o": (0, 3, 6), "7": (0, 4, 7, 10), "m7": (0, 3, 7, 10), "M7": (0, 4, 7, 11),
           "sus4": (0, 5, 7), "sus2": (0, 2, 7), "7sus4": (0, 5, 7, 10), "5": (0, 7), "h7": (0, 3, 6, 10),
           "add9": (0, 4, 7, 2), "madd9": (0, 3, 7, 2), "q": (0, 5, 10), "M6": (0, 4, 7, 9)}

# degree, root, shape, bass above the tonic (None = root), function, must lead to
Row: TypeAlias = tuple[str, int, str, int | None, str, str]
_MAJOR: tuple[Row, ...] = (
    ("I", 0, "", None, "T", ""), ("I/3", 0, "", 4, "T", ""), ("Iadd9", 0, "add9", None, "T", ""),
    ("ii", 2, "m", None, "S", ""), ("ii7", 2, "m7", None, "S", ""), ("ii7/4", 2, "m7", 5, "S", ""),
    ("iii", 4, "m", None, "T", ""), ("IV", 5, "", None, "S", ""), ("IVM7", 5, "M7", None, "S", ""),
    ("IV/5", 5, "", 7, "D", ""), ("V", 7, "", None, "D", ""), ("V7", 7, "7", None, "D", "I vi bVI I/3 Iadd9"),
    ("Vsus4", 7, "sus4", None, "D", ""), ("V/7", 7, "", 11, "D", ""), ("vi", 9, "m", None, "T", ""),
    ("vi7", 9, "m7", None, "T", ""), ("iv", 5, "m", None, "S", ""), ("iv/6", 5, "m", 8, "S", "I V V7 Vsus4"),
    ("bVI", 8, "", None, "S", ""), ("bVII", 10, "", None, "S", ""),
    ("V/vi", 4, "7", None, "D", "vi vi7 IV IVM7"), ("V/V", 2, "7", None, "S", "V V7 Vsus4 IV/5"),
)
_AEOLIAN: tuple[Row, ...] = (
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
_DORIAN: tuple[Row, ...] = (
    ("i", 0, "m", None, "T", ""), ("i/3", 0, "m", 3, "T", ""), ("i7", 0, "m7", None, "T", ""),
    ("iadd9", 0, "madd9", None, "T", ""), ("isus2", 0, "sus2", None, "T", ""), ("ii", 2, "m", None, "S", ""),
    ("ii7", 2, "m7", None, "S", ""), ("III", 3, "", None, "T", ""), ("IIIM7", 3, "M7", None, "T", ""),
    ("IV", 5, "", None, "S", ""), ("IV/6", 5, "", 9, "S", ""), ("IV/1", 5, "", 0, "S", ""),
    ("v", 7, "m", None, "D", ""), ("v7", 7, "m7", None, "D", ""), ("Vsus4", 7, "7sus4", None, "D", ""),
    ("VII", 10, "", None, "D", ""), ("VII/2", 10, "", 2, "D", ""), ("bVI", 8, "", None, "S", ""),
)
_LYDIAN: tuple[Row, ...] = (
    ("I", 0, "", None, "T", ""), ("I/3", 0, "", 4, "T", ""), ("Iadd9", 0, "add9", None, "T", ""),
    ("IM7", 0, "M7", None, "T", ""), ("II", 2, "", None, "S", ""), ("II/1", 2, "", 0, "S", ""),
    ("iii", 4, "m", None, "T", ""), ("iii7", 4, "m7", None, "T", ""), ("V", 7, "", None, "D", ""),
    ("V/7", 7, "", 11, "D", ""), ("Vsus4", 7, "sus4", None, "D", ""), ("VM7", 7, "M7", None, "D", ""),
    ("vi", 9, "m", None, "T", ""), ("vi7", 9, "m7", None, "T", ""), ("vii", 11, "m", None, "D", ""),
    ("IV", 5, "", None, "S", ""), ("II7", 2, "7", None, "S", "V Vsus4 I iii"),
)
_MIXOLYDIAN: tuple[Row, ...] = (
    ("I", 0, "", None, "T", ""), ("I/3", 0, "", 4, "T", ""), ("Isus4", 0, "sus4", None, "T", ""),
    ("Iadd9", 0, "add9", None, "T", ""), ("ii", 2, "m", None, "S", ""), ("ii7", 2, "m7", None, "S", ""),
    ("IV", 5, "", None, "S", ""), ("IV/6", 5, "", 9, "S", ""), ("IV/1", 5, "", 0, "S", ""),
    ("v", 7, "m", None, "D", ""), ("v7", 7, "m7", None, "D", ""), ("Vsus4", 7, "7sus4", None, "D", ""),
    ("vi", 9, "m", None, "T", ""), ("vi7", 9, "m7", None, "T", ""), ("bVII", 10, "", None, "D", ""),
    ("bVII/2", 10, "", 2, "D", ""), ("bVIIM7", 10, "M7", None, "D", ""), ("bIII", 3, "", None, "S", ""),
)
_TABLES = {"major": _MAJOR, "aeolian": _AEOLIAN, "dorian": _DORIAN, "lydian": _LYDIAN, "mixolydian": _MIXOLYDIAN}
_STEP_NAMES = ("1", "b2", "2", "b3", "3", "4", "#4", "5", "b6", "6", "b7", "7")


def _open_rows(mode: Mode) -> list[Row]:
    """Sonorities a pentatonic mode can build from its own tones alone."""
    tones = {mode.steps[degree] for degree in mode.sung}
    rows: list[Row] = []
    for root in sorted(tones):
        for shape in ("sus4", "sus2", "5", "q", "m7", "", "m"):
            if all((root + tone) % 12 in tones for tone in SHAPES[shape]):
                function = "T" if root == 0 else ("D" if root in {7, 10} else "S")
                name = _STEP_NAMES[root] + (shape or "maj")
                rows.append((name, root, shape, None, function, ""))
                if root in {5, 7, 10} and shape in {"sus2", "sus4"}:
                    rows.append((f"{name}/1", root, shape, 0, "S", ""))
    return rows


def rows_of(mode: str) -> tuple[Row, ...]:
    """The chords of a mode in a fixed order: degree, root, shape, bass above the tonic (None = root), function, must lead to."""
    return tuple(_open_rows(MODES[mode])) if MODES[mode].is_gugak else _TABLES[mode]


def degrees_of(mode: str) -> tuple[str, ...]:
    """The names of a mode's chords.

    >>> degrees_of("dorian")[:3]
    ('i', 'i/3', 'i7')
    """
    return tuple(row[0] for row in rows_of(mode))


def degree_named(mode: str, said: str) -> str | None:
    """The degree of a mode that people call so; an inversion or colour not listed falls back to its plain chord.

    >>> degree_named("aeolian", "VI7"), degree_named("aeolian", "I")
    ('VI', None)
    """
    names = degrees_of(mode)
    plain = re.sub(r"(/\d|M7|7|add9|sus[24])$", "", said)
    return next((name for name in (said, plain) if name in names), None)


def degrees_in(text: str) -> tuple[str, ...]:
    """The degrees of a line of chords as people write it: parted by blanks, commas, bars or dashes.

    >>> degrees_in("i VI | III-VII")
    ('i', 'VI', 'III', 'VII')
    """
    return tuple(word for word in re.split(r"[\s,|–]+|-(?=[A-Za-z])", text) if word.strip("-"))


def modes_knowing(degrees: tuple[str, ...]) -> tuple[str, ...]:
    """The modes in which every one of these degrees is known.

    >>> modes_knowing(("i", "VI", "III", "VII"))
    ('aeolian',)
    """
    return tuple(mode for mode in MODES if all(degree_named(mode, degree) is not None for degree in degrees))
