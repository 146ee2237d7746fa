"""Who tells a film and is nobody in it: a narrator is a voice, and no person who gets a theme, a feeling of their own or a title.

Subtitles and scripts label such words as they label a speaker (usage of American, British and Korean captions; the list is our choice).
"""

import re

from yeoun.model.script import LineKind
from yeoun.units.names import Person

_NAMES = frozenset({"N", "NAR", "NARR", "NARRATOR", "NARRATION", "VO", "VOICEOVER", "내레이션", "나레이션", "내레이터", "나레이터"})
LABEL = r"N|NARR?\.?|Narr?\.|VO|V\.\s?O\.?|N(?:ARRATOR|arrator)|V(?:OICE|oice)[\s-]?[Oo](?:VER|ver)"    # written before a colon


def is_narrator(name: str | None) -> bool:
    """Whether a speaker's name is the word for a narrator.

    >>> is_narrator("NAR."), is_narrator("V.O."), is_narrator("내레이션"), is_narrator("Nora"), is_narrator(None)
    (True, True, True, False, False)
    """
    return name is not None and re.sub(r"[\s.\-]", "", name).upper() in _NAMES


def voice_of(speaker: Person | None, kind: LineKind) -> tuple[Person | None, LineKind]:
    """Whose a line is and how it reaches us: a narrator is nobody, and speaks unseen.

    >>> voice_of(Person("NAR"), LineKind.SPOKEN), voice_of(Person("Mina"), LineKind.SPOKEN)
    ((None, <LineKind.OFF: 'off'>), ('Mina', <LineKind.SPOKEN: 'spoken'>))
    """
    if not is_narrator(speaker):
        return speaker, kind
    return None, LineKind.OFF if kind is LineKind.SPOKEN else kind
