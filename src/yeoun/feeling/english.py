"""English lines against the lexicon: base forms, phrases, negation within three words, words of degree.

A small suffix stripper is enough here: the lexicon holds base forms, and a form it does not know is no evidence.
"""

import re

from yeoun.feeling.lexicon import Entry, Hit, lexicon

_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?|[.!?;,]")
_DENY = {"not", "never", "no", "without", "hardly", "neither", "nor", "cannot", "nobody", "isnt", "barely"}
_MORE = set("so very really too completely absolutely totally such incredibly terribly utterly".split())
_LESS = {"slightly", "somewhat", "little", "bit", "kinda", "fairly"}
_ENDINGS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("ing", ("", "e")), ("ied", ("y",)), ("ed", ("", "e")), ("ies", ("y",)), ("es", ("", "e")), ("s", ("",)),
    ("ily", ("y",)), ("ly", ("",)), ("ier", ("y",)), ("est", ("",)),
)
_REACH = 3    # our choice: a denial holds for three words


def bases(word: str) -> tuple[str, ...]:
    """The forms under which a word may stand in the lexicon, the word itself first.

    >>> bases("crying")[:2], "hug" in bases("hugged")
    (('crying', 'cry'), True)
    """
    forms = [word, word.removesuffix("'s")]
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            stem = word.removesuffix(ending)
            forms += [stem + tail for tail in instead]
            if len(stem) > 3 and stem[-1] == stem[-2]:
                forms.append(stem[:-1])
    return tuple(dict.fromkeys(forms))


def _denied(before: list[str]) -> bool:
    count = 0
    for word in reversed(before[-_REACH:]):
        if word in ".!?;,":
            break
        count += word in _DENY or word.endswith("n't")
    return count % 2 == 1


def _strength(before: list[str]) -> float:
    near = before[-2:]
    return 1.3 if any(word in _MORE for word in near) else 0.7 if any(word in _LESS for word in near) else 1.0


def hits(text: str) -> tuple[Hit, ...]:
    """The lexicon's words in an English line, each with its degree and whether it is denied.

    >>> [(hit.entry.form, hit.denied) for hit in hits("I am not happy.")]
    [('happy', True)]
    """
    known = lexicon("en")
    lowered = text.lower().replace("’", "'")
    found: list[Hit] = []
    for phrase in known.phrases:
        at = lowered.find(phrase.form)
        if at < 0 or (at > 0 and lowered[at - 1].isalpha()) or _runs_on(lowered, at + len(phrase.form), phrase):
            continue
        found.append(Hit(phrase, 1.2, _denied(_WORD.findall(lowered[:at]))))
        lowered = lowered[:at] + "\n" * len(phrase.form) + lowered[at + len(phrase.form):]
    words = _WORD.findall(text.lower().replace("’", "'"))
    spent = {word for hit in found for word in _WORD.findall(hit.entry.form)}
    for at, word in enumerate(words):
        entry = next((known.words[form] for form in bases(word) if form in known.words), None)
        if entry is not None and word not in spent:
            found.append(Hit(entry, _strength(words[:at]), _denied(words[:at])))
    return tuple(found)


def _runs_on(text: str, end: int, phrase: Entry) -> bool:
    return phrase.form[-1].isalpha() and end < len(text) and text[end].isalpha()
