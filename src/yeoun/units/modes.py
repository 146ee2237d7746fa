"""Modes and keys: which tones a cue has, and which mode a feeling asks for.

Every mode is seven steps above its tonic, so that a motif's degrees mean the same in all of them and a change of mode
keeps the contour. Pentatonic modes of gugak (National Gugak Center; studies of folk song modes) sing only some of the
seven; the others stay silent.

Conventions: degree 0 is the tonic (for gugak the final), 7 its octave; pitch classes count semitones from C.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mode:
    """Seven steps in semitones, the degrees that may be sung, and how bright the mode is (-1..1, our choice)."""

    name: str
    steps: tuple[int, ...]
    sung: tuple[int, ...]
    brightness: float
    is_minor: bool
    is_gugak: bool = False


_ALL = (0, 1, 2, 3, 4, 5, 6)

MODES: dict[str, Mode] = {mode.name: mode for mode in (
    Mode("lydian", (0, 2, 4, 6, 7, 9, 11), _ALL, 0.9, False),
    Mode("major", (0, 2, 4, 5, 7, 9, 11), _ALL, 0.6, False),
    Mode("mixolydian", (0, 2, 4, 5, 7, 9, 10), _ALL, 0.3, False),
    Mode("dorian", (0, 2, 3, 5, 7, 9, 10), _ALL, -0.1, True),
    Mode("aeolian", (0, 2, 3, 5, 7, 8, 10), _ALL, -0.6, True),
    Mode("pyeongjo", (0, 2, 4, 5, 7, 9, 10), (0, 1, 3, 4, 5), 0.4, False, True),
    Mode("gyeongtori", (0, 2, 4, 5, 7, 9, 10), (0, 1, 3, 4, 5), 0.5, False, True),
    Mode("gyemyeonjo_jeongak", (0, 2, 3, 5, 7, 8, 10), (0, 2, 3, 4, 6), -0.5, True, True),
    Mode("menaritori", (0, 2, 3, 5, 7, 8, 10), (0, 2, 3, 4, 6), -0.6, True, True),
    Mode("susimgatori", (0, 2, 3, 5, 7, 9, 10), (0, 1, 3, 4, 6), -0.3, True, True),
    Mode("yukjabaegitori", (0, 2, 3, 5, 7, 8, 10), (0, 1, 2, 3, 4), -0.7, True, True),
    Mode("sanjo_gyemyeon", (0, 2, 3, 5, 7, 8, 10), (0, 1, 2, 3, 4), -0.7, True, True),
    Mode("sanjo_ujo", (0, 2, 3, 5, 7, 9, 10), (0, 2, 3, 4, 6), 0.1, True, True),
    Mode("sanjo_pyeongjo", (0, 2, 4, 5, 7, 9, 10), (0, 1, 3, 4, 5), 0.3, False, True),
)}

_ALIASES = {"minor": "aeolian", "ionian": "major", "gyemyeonjo": "gyemyeonjo_jeongak", "m": "aeolian", "maj": "major",
            "평조": "pyeongjo", "계면조": "gyemyeonjo_jeongak", "경토리": "gyeongtori", "메나리토리": "menaritori",
            "수심가토리": "susimgatori", "육자배기토리": "yukjabaegitori", "장조": "major", "단조": "aeolian"}

_SAID = {"lydian": ("lydian", "리디아 선법"), "major": ("major", "장조"), "mixolydian": ("mixolydian", "믹솔리디아 선법"),
         "dorian": ("dorian", "도리아 선법"), "aeolian": ("minor", "자연단조"), "pyeongjo": ("pyeongjo", "평조"),
         "gyeongtori": ("gyeongtori", "경토리"), "gyemyeonjo_jeongak": ("gyemyeonjo", "계면조, jeongak"),
         "menaritori": ("menaritori", "메나리토리"), "susimgatori": ("susimgatori", "수심가토리"),
         "yukjabaegitori": ("yukjabaegitori", "육자배기토리"), "sanjo_gyemyeon": ("gyemyeonjo", "계면조, sanjo"),
         "sanjo_ujo": ("ujo", "우조, sanjo"), "sanjo_pyeongjo": ("pyeongjo", "평조, sanjo")}


def mode_said(name: str, korean: bool = False) -> str:
    """A mode as people read it; ids stay in the files of machines.

    korean  with its Korean name, where the film speaks Korean

    >>> mode_said("gyemyeonjo_jeongak"), mode_said("gyemyeonjo_jeongak", korean=True), mode_said("aeolian")
    ('gyemyeonjo (jeongak)', 'gyemyeonjo (계면조, jeongak)', 'minor')
    """
    english, beside = _SAID.get(name, (name, ""))
    more = ", ".join(word for word in beside.split(", ") if word and (korean or word.isascii()))
    return f"{english} ({more})" if more else english


KEYS = ("C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab", "A", "Bb", "B")
_LETTERS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}


def mode_named(name: str) -> Mode | None:
    """The mode people call so, or None when there is no such mode.

    >>> mode_named("minor").name
    'aeolian'
    """
    plain = name.strip().lower()
    return MODES.get(_ALIASES.get(plain, plain))


def names_of(mode: str) -> tuple[str, ...]:
    """What else people may call a mode.

    >>> names_of("aeolian")
    ('minor', 'm', '단조')
    """
    return tuple(name for name, known in _ALIASES.items() if known == mode)


def tonic_named(name: str) -> int | None:
    """The pitch class of a key's name, or None when it names none; `Eb minor` and `F#` are both understood.

    >>> tonic_named("Eb minor"), tonic_named("F#"), tonic_named("loud")
    (3, 6, None)
    """
    word = name.strip().split(" ")[0] if name.strip() else ""
    if not word or word[0].upper() not in _LETTERS or any(mark not in "#b♯♭m" for mark in word[1:]):
        return None
    sharps = sum(mark in "#♯" for mark in word[1:]) - sum(mark in "b♭" for mark in word[1:])
    return (_LETTERS[word[0].upper()] + sharps) % 12


def mode_in_key_name(name: str) -> Mode | None:
    """The mode a key's name carries with it, as in `C minor` or `Dm`.

    >>> mode_in_key_name("Dm").name
    'aeolian'
    """
    words = name.strip().split(" ")
    if len(words) > 1:
        return mode_named(words[1])
    return MODES["aeolian"] if words[0].endswith("m") else None


def semitones(degree: int, mode: Mode) -> int:
    """How far a degree lies above the tonic.

    >>> semitones(9, MODES["major"]), semitones(-1, MODES["aeolian"])
    (16, -2)
    """
    octave, step = divmod(degree, 7)
    return 12 * octave + mode.steps[step]


def scale_keys(tonic: int, mode: Mode, low: int, high: int) -> tuple[int, ...]:
    """Every key between two bounds that the mode sings.

    >>> scale_keys(0, MODES["pyeongjo"], 60, 72)
    (60, 62, 65, 67, 69, 72)
    """
    sung = {(tonic + mode.steps[degree]) % 12 for degree in mode.sung}
    return tuple(key for key in range(low, high + 1) if key % 12 in sung)


def modes_for(valence: float, arousal: float, tension: float, *, gugak: bool = True) -> tuple[str, ...]:
    """The modes a feeling may live in, the nearest first, a gugak mode last where those belong (house style, editable).

    valence  -1..1;  arousal, tension  0..1
    gugak    whether Korean modes belong to the film
    After the signs of Juslin and Laukka 2003, gugak modes by our choice; a mode colours a feeling, it does not prove one.

    >>> modes_for(0.5, 0.3, 0.2)
    ('lydian', 'major', 'pyeongjo')
    """
    found = _near(valence, arousal, tension)
    return tuple(name for name in found if gugak or not MODES[name].is_gugak)


def _near(valence: float, arousal: float, tension: float) -> tuple[str, ...]:
    if valence > 0.3:
        return ("major", "mixolydian", "gyeongtori") if arousal > 0.5 else ("lydian", "major", "pyeongjo")
    if valence > 0.05:
        return ("mixolydian", "major", "gyeongtori") if arousal > 0.55 else ("major", "lydian", "pyeongjo")
    if valence > -0.2:
        return ("dorian", "aeolian", "susimgatori") if tension > 0.3 else ("dorian", "major", "susimgatori")
    if arousal > 0.55 or tension > 0.65:
        return ("aeolian", "dorian", "gyemyeonjo_jeongak")
    return ("aeolian", "dorian", "menaritori")


def reserve_of(mode: Mode) -> str:
    """The mode held back for the turning point: the light for the dark, the dark for the light.

    >>> reserve_of(MODES["aeolian"]), reserve_of(MODES["lydian"])
    ('major', 'aeolian')
    """
    return "major" if mode.is_minor else ("dorian" if mode.name == "mixolydian" else "aeolian")
