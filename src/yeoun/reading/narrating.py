"""Who tells a film and is nobody in it: a narrator is a voice, and no person who gets a theme, a feeling of their own or a title.

Subtitles and scripts label such words as they label a speaker (usage of American, British and Korean captions; the list is our choice).
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from yeoun.model.media import Caution
from yeoun.model.script import Caption, DraftLine, DraftScene, LineKind
from yeoun.units.names import Person

_NAMES = frozenset({"N", "NAR", "NARR", "NARRATOR", "NARRATION", "VO", "VOICEOVER", "내레이션", "나레이션", "내레이터", "나레이터"})
_SHORT = frozenset({"N", "NAR", "NARR", "VO"})    # of these, what somebody may be called (Vo is a surname of Vietnam, N a stage name)
LABEL = r"NARR?\.?|Narr?\.|VO|V\.\s?O\.?|N(?:ARRATOR|arrator)|V(?:OICE|oice)[\s-]?[Oo](?:VER|ver)"    # written before a colon
BARE = "N"    # is written before a colon for much else: a label only where it is one more than once (cues.py)


def is_narrator(name: str | None) -> bool:
    """Whether a speaker's name is the word for a narrator.

    >>> is_narrator("NAR."), is_narrator("V.O."), is_narrator("내레이션"), is_narrator("Nora"), is_narrator(None)
    (True, True, True, False, False)
    """
    return name is not None and _plain(name) in _NAMES


def _plain(name: str) -> str:
    return re.sub(r"[\s.\-]", "", name).upper()


def voice_of(speaker: Person | None, kind: LineKind) -> tuple[Person | None, LineKind]:
    """Whose a line is and how it reaches us: a narrator is nobody, and speaks unseen.

    >>> voice_of(Person("NAR"), LineKind.SPOKEN), voice_of(Person("Mina"), LineKind.SPOKEN)
    ((None, <LineKind.OFF: 'off'>), ('Mina', <LineKind.SPOKEN: 'spoken'>))
    """
    if not is_narrator(speaker):
        return speaker, kind
    return None, LineKind.OFF if kind is LineKind.SPOKEN else kind


def narrators_told(scenes: Sequence[DraftScene], script: str, captions: Iterable[Caption]) -> tuple[Caution, ...]:
    """A caution for the files in which a short label, which might be somebody's name, was taken for a narrator; one for those alike.

    scenes    of the script
    script    its name
    captions  of all subtitles, each with its source
    """
    said = [(script, line.speaker) for scene in scenes for line in scene.body if isinstance(line, DraftLine)]
    said += [(each.source, each.speaker) for each in captions if each.kind == "speech" and each.speaker]
    counts: dict[str, Counter[str]] = {}
    for source, speaker in said:
        if _plain(speaker) in _SHORT:
            counts.setdefault(source, Counter())[speaker] += 1
    told = "taken for a narrator, who gets no theme; if somebody in the film is called so, write the full name"
    alike: dict[str, list[str]] = {}    # two streams of one file often hold the same words
    for source, labels in counts.items():
        alike.setdefault(_counted(labels), []).append(source)
    return tuple(Caution("narrator_label", f"{' and '.join(sources)}: {labels}, {told}") for labels, sources in alike.items())


def _counted(labels: Counter[str]) -> str:
    return ", ".join(f"{label} before {count} line{'s' * (count > 1)}" for label, count in labels.items())
