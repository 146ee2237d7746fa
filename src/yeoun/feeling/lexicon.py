"""The lexicon: words and phrases of drama with the state they speak for.

The list is our own (`lexicon.toml`), chosen by hand in the register of drama. It is what the room stands on
when the meaning model cannot be loaded, and its second opinion when it can.
"""

import functools
import tomllib
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Entry:
    """One word or phrase: which state it speaks for, and how far it looks back (0..1)."""

    form: str
    state: str
    nostalgia: float = 0.0


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words of one language by their form, and its phrases, the longest first."""

    words: dict[str, Entry]
    phrases: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A word of the lexicon met in a line: how strongly it is meant (1 = plain), and whether it is denied."""

    entry: Entry
    strength: float = 1.0
    denied: bool = False


@functools.cache
def lexicon(language: str) -> Lexicon:
    """The lexicon of one language, `ko` or `en`."""
    table = tomllib.loads((HERE / "lexicon.toml").read_text(encoding="utf-8"))
    words: dict[str, Entry] = {}
    phrases: list[Entry] = []
    for state, languages in table.items():
        for group in languages[language]:
            back = group.get("nostalgia", 0.0)
            for form in group["words"].split():
                words.setdefault(form, Entry(form, state, back))
            for form in group.get("phrases", "").split(" / "):
                if form.strip():
                    phrases.append(Entry(form, state, back))
    return Lexicon(words, tuple(sorted(phrases, key=lambda entry: (-len(entry.form), entry.form))))
