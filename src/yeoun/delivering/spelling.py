"""How pitches are written: one key signature, and names of keys, chords and notes that agree with it.

Tones are placed on the line of fifths (C = 0, G = 1, F = -1). A key uses twelve neighbours on it: its own seven, and the
altered ones players expect (raised tones in minor, lowered ones in major). Of two signatures the one with fewer signs is
taken, so that D flat dorian is read as C sharp dorian, with five sharps instead of seven flats.
"""

import re
from dataclasses import dataclass

from yeoun.units.modes import MODES
from yeoun.units.pitch import key_named

LETTERS = "FCGDAEB"                  # on the line of fifths from -1
STEPS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
SIGNS = {-1: "b", 0: "", 1: "#"}
FEWEST, MOST = -8, 12                # F flat to B sharp: no double signs, our choice
MODE_STEPS = {"major": 0, "lydian": 5, "mixolydian": 7, "dorian": 2, "aeolian": 9, "minor": 9, "phrygian": 4}
_CHORD = re.compile(r"^([A-G])([#b]?)([^/]*)(?:/([A-G])([#b]?))?$")


def fifths_of(key: str, mode: str) -> int:
    """Sharps (or flats below zero) of a key.

    >>> fifths_of("Eb", "major"), fifths_of("C", "aeolian"), fifths_of("D", "dorian"), fifths_of("Gb", "major")
    (-3, -3, 0, -6)
    """
    relative = MODE_STEPS.get(mode, 9 if _is_minor(mode) else 0)
    count = (key_named(f"{key}4") - relative) % 12 * 7 % 12
    return count - 12 if count > 6 or (count == 6 and "b" in key) else count


def _is_minor(mode: str) -> bool:
    return MODES[mode].is_minor if mode in MODES else "gyemyeon" in mode or "tori" in mode


@dataclass(frozen=True, slots=True)
class Spelling:
    """The names of the twelve tones under a signature of so many sharps (flats below zero)."""

    fifths: int
    is_minor: bool = False

    def tone(self, key: int) -> tuple[str, int]:
        """Letter and sign (-1 flat, 1 sharp) of a key or pitch class.

        >>> Spelling(5).tone(61), Spelling(-3).tone(61)
        (('C', 1), ('D', -1))
        """
        lowest = max(FEWEST, min(MOST - 11, self.fifths - (3 if self.is_minor else 4)))
        place = lowest + (key * 7 - lowest) % 12
        return LETTERS[(place + 1) % 7], (place + 1) // 7

    def pitch(self, key: int) -> tuple[str, int, int]:
        """Letter, sign and octave of a key: B sharp belongs to the octave below its sound.

        >>> Spelling(7).pitch(60)
        ('B', 1, 3)
        """
        step, alter = self.tone(key)
        return step, alter, (key - alter - STEPS[step]) // 12 - 1

    def name(self, key: int) -> str:
        """The name of a tone, such as Eb.

        >>> Spelling(5).name(1)
        'C#'
        """
        step, alter = self.tone(key)
        return step + SIGNS[alter]

    def chord(self, symbol: str) -> tuple[str, str, str]:
        """Root, kind and bass ("" when it is the root) of a chord symbol, respelled; an unknown form has no root.

        >>> Spelling(5).chord("Ab7sus4/Db"), Spelling(5).chord("N.C.")
        (('G#', '7sus4', 'C#'), ('', 'N.C.', ''))
        """
        found = _CHORD.match(symbol)
        if found is None:
            return "", symbol, ""
        root, bass = (self.name(key_named(f"{found[k]}{found[k + 1] or ''}4")) if found[k] else "" for k in (1, 4))
        return root, found[3], bass

    def symbol(self, symbol: str) -> str:
        """A chord symbol respelled.

        >>> Spelling(5).symbol("Dbm(add9)/E")
        'C#m(add9)/E'
        """
        root, kind, bass = self.chord(symbol)
        return root + kind + (f"/{bass}" if bass else "")


def spelling_of(key: str, mode: str) -> Spelling:
    """How a key is written."""
    return Spelling(fifths_of(key, mode), _is_minor(mode) or mode in {"aeolian", "dorian", "minor", "phrygian"})
