"""Names: the identities that flow between stages, and how text becomes a safe name."""

import re
import unicodedata
from typing import NewType

CueKey = NewType("CueKey", str)        # a cue's permanent identity
CueId = NewType("CueId", str)          # its printed number, "1m01"
SceneId = NewType("SceneId", str)
LineId = NewType("LineId", str)
ShotId = NewType("ShotId", str)
MotifId = NewType("MotifId", str)
Person = NewType("Person", str)        # a character of the drama, as the script names them
Digest = NewType("Digest", str)        # lower-case hexadecimal

FORMS = ("plain", "transposed", "augmented", "fragment", "mode", "reharmonised", "ornamented", "hidden")    # of a theme that is stated
_HANGUL = re.compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]")
_INITIALS = "g kk n d tt r m b pp s ss - j jj ch k t p h".split()
_VOWELS = "a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i".split()
_FINALS = "- k k k n n n t l k m l l l p l m p p t t ng t t k t p t".split()


def canonical(text: str) -> str:
    """Text in one Unicode form (NFC), so that equal words are equal.

    >>> len(canonical("\\u1112\\u1162"))
    1
    """
    return unicodedata.normalize("NFC", text)


def has_hangul(text: str) -> bool:
    """Whether there is any Korean letter in a text.

    >>> has_hangul("S#1. 옥상"), has_hangul("ROOFTOP")
    (True, False)
    """
    return bool(_HANGUL.search(text))


def romanised(text: str) -> str:
    """Hangul in Latin letters, syllable by syllable (Revised Romanization, without sound changes between syllables).

    >>> romanised("가야금")
    'gayageum'
    """
    out = []
    for letter in canonical(text):
        code = ord(letter) - 0xAC00
        if 0 <= code < 11172:
            parts = (_INITIALS[code // 588], _VOWELS[code % 588 // 28], _FINALS[code % 28])
            out.append("".join(part for part in parts if part != "-"))
        else:
            out.append(letter)
    return "".join(out)


def ascii_id(text: str) -> str:
    """A name that is safe in file names and MIDI: lower-case ASCII letters, digits and underscores.

    >>> ascii_id("지은 Theme #2")
    'jieun_theme_2'
    """
    plain = unicodedata.normalize("NFKD", romanised(text)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", plain.lower()).strip("_") or "unnamed"


def theme_asked(value: str) -> tuple[str, str | None]:
    """Whose theme a note means, and in which form if it says so.

    >>> theme_asked("현우 augmented"), theme_asked("the old bus")
    (('현우', 'augmented'), ('the old bus', None))
    """
    words = value.split()
    if len(words) > 1 and words[-1].lower() in FORMS:
        return " ".join(words[:-1]), words[-1].lower()
    return " ".join(words), None


def theme_id(owner: str) -> str:
    """The name of somebody's theme, as far as no other has it.

    >>> theme_id("지은")
    'jieun_theme'
    """
    return f"{ascii_id(owner)}_theme"
