"""The words of `words.toml`, by language, longest first; and a word's possible stems in English."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

VALUED = ("mood", "axis", "form", "instrument", "modes")    # tables whose keys are values


@dataclass(frozen=True, slots=True)
class Words:
    """What each sequence of words does: class -> value ("" where the class has none), by the words in order; and the longest length."""

    senses: dict[tuple[str, ...], dict[str, str]]
    longest: int


@cache
def words(language: str) -> Words:
    """The words of a language, "ko" or "en".

    >>> words("en").senses[("solo", "cello")]
    {'instrument': 'solo_cello'}
    """
    table = tomllib.loads(resources.files("yeoun.studio.wording").joinpath("words.toml").read_text("utf-8"))[language]
    senses: dict[tuple[str, ...], dict[str, str]] = {}
    for name, content in table.items():
        for value, entries in (content.items() if name in VALUED else (("", content),)):
            for entry in entries:
                senses.setdefault(tuple(entry.lower().split()), {}).setdefault("mode" if name == "modes" else name, value.strip())
    return Words(senses, max(map(len, senses)))


def stems(word: str) -> tuple[str, ...]:
    """An English word and what it may be a form of, the word itself first.

    >>> "sad" in stems("sadder"), "dark" in stems("darken"), "hope" in stems("hoping"), "carry" in stems("carried")
    (True, False, True, True)
    """
    found = [word]
    for ending in ("s", "es", "ed", "d", "ing", "er", "est", "ly", "'s", "r", "st", "n't"):
        if word.endswith(ending) and len(word) > len(ending) + 1:
            stem = word[:-len(ending)]
            found.append(stem)
            if ending in {"ed", "ing", "er", "est"} and len(stem) > 2 and stem[-1] == stem[-2]:
                found.append(stem[:-1])
            if ending in {"ing", "er", "est", "ed"}:
                found.append(f"{stem}e")
            if stem.endswith("i") and ending in {"er", "est", "ed", "es", "ly"}:
                found.append(f"{stem[:-1]}y")
    return tuple(dict.fromkeys(found))
