"""Where a scene plays, and whose sound belongs there: words of a script's headings, Korean and English.

Old Korean houses, courtyards, the country, palaces and temples call Korean instruments and modes (our choice); a
street of lights at night calls cold synthesised air; the golden hour warm strings and a nylon-string guitar. The lists
are our choice and are meant to be edited; a word of one Korean syllable must stand alone, an English one be a whole word.

Conventions: kinds are hanok, court, neon and golden; the first kind with a word in the place is taken, in that order.
"""

import re
from dataclasses import dataclass

ANYWHERE = frozenset({"palace", "temple", "shrine", "courtyard", "village", "countryside"})    # English words of no one country
NIGHT = frozenset({"night", "evening", "dusk", "unknown"})

_WORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("court", ("궁", "궁궐", "궁전", "왕궁", "대궐", "경복궁", "창덕궁", "편전", "정전", "절", "사찰", "산사", "암자",
               "법당", "서원", "종묘", "사당", "palace", "temple", "shrine")),
    ("hanok", ("한옥", "마당", "대청", "사랑채", "안채", "초가", "시골", "고택", "기와집", "장독", "정자", "서당", "논",
               "논두렁", "hanok", "courtyard", "village", "countryside")),
    ("neon", ("번화가", "네온", "도심", "유흥가", "골목", "거리", "클럽", "편의점", "지하철", "빌딩", "고가도로",
              "neon", "downtown", "city", "street", "alley", "subway", "club")),
)


@dataclass(frozen=True, slots=True)
class Setting:
    """A kind of place, the word that told it, and who belongs there: those who may lead, those who lie beneath."""

    kind: str
    word: str
    leads: tuple[str, ...]
    beneath: tuple[str, ...]

    @property
    def is_korean(self) -> bool:
        """Whether Korean instruments and modes belong to it."""
        return self.kind in {"hanok", "court"}


_PLAYERS = {
    "hanok": (("haegeum", "daegeum", "gayageum"), ("gayageum",)),
    "court": (("daegeum", "haegeum"), ("gayageum",)),
    "neon": (("vibraphone", "celesta", "marcato_strings", "rhodes"),
             ("glass_pad", "breath_pad", "tremolo_strings", "vibraphone", "celesta", "rhodes", "sub")),
    "golden": ((), ("nylon_guitar", "violins_1", "violins_2", "violas", "celli", "strings")),
}


def _told_by(place: str, words: tuple[str, ...]) -> str:
    """The first of some words that a place has, or nothing."""
    said = re.findall(r"[가-힣]+|[a-z]+", place.lower())
    for word in words:
        whole = len(word) == 1 or word.isascii()
        if any(word == token if whole else word in token for token in said):
            return word
    return ""


def setting_of(place: str, time_of_day: str, mired_relative: float = 0.0, has_gugak: bool = True) -> Setting | None:
    """The setting of a scene, or None where the place calls for nobody.

    place           a heading or location as a script writes it
    time_of_day     as the scene has it: neon needs the dark, golden the hour or its light
    mired_relative  warmth of the light against the episode; +50 and more is golden (our choice)
    has_gugak       whether Korean sounds belong to the film: where they do not, only a word that names a Korean thing calls
                    them, and a palace or a village may stand anywhere

    >>> setting_of("S#2. 한옥 마당 / 저녁", "evening").kind
    'hanok'
    >>> setting_of("번화가 거리", "night").word, setting_of("번화가 거리", "day")
    ('번화가', None)
    >>> setting_of("VILLAGE GREEN", "day").kind, setting_of("VILLAGE GREEN", "day", has_gugak=False)
    ('hanok', None)
    """
    for kind, words in _WORDS:
        word = _told_by(place, words)
        if word and not has_gugak and word in ANYWHERE:
            continue
        if word and (kind != "neon" or time_of_day in NIGHT):
            return Setting(kind, word, *_PLAYERS[kind])
    if time_of_day == "golden" or (mired_relative >= 50.0 and time_of_day in {"sunrise", "afternoon", "dusk"}):
        return Setting("golden", time_of_day, *_PLAYERS["golden"])
    return None
